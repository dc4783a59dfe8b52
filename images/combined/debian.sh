#!/usr/bin/env bash
# Installs a small Debian with PACKAGES in ROOT, from wherever this machine installs its own.
set -euo pipefail
root=$1 packages=$2
sources=$(find /etc/apt -name '*.list' -o -name '*.sources')
mirror=$(sed -nE 's/^(deb|URIs:) *(\[[^]]*\] *)?(https?:[^ ]+).*/\3/p' $sources | head -n 1)
debootstrap --variant=minbase --include="$packages" bookworm "$root" "${mirror:?found no Debian mirror in /etc/apt}"
# What a container never reads.
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/usr/share/{doc,man,locale,info}/*
rm -rf "$root"/{dev,proc,sys,run,tmp}/* "$root"/etc/nginx/sites-enabled "$root"/etc/{machine-id,hostname,resolv.conf}
find "$root" -name __pycache__ -prune -exec rm -rf {} +
chroot "$root" useradd --uid 1000 --user-group --create-home --home-dir /home/theia --shell /bin/bash theia
install -d -o 1000 -g 1000 "$root"/home/theia/{workspace,.theia,.theia/home}
