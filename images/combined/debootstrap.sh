#!/usr/bin/env bash
# Installs a small Debian with PACKAGES in ROOT, with today's security updates, from wherever this
# machine installs its own.
set -euo pipefail
root=$1 packages=${2//,/ }
sources=$(find /etc/apt -name '*.list' -o -name '*.sources')
mirrors() { sed -nE 's/^(deb|URIs:) *(\[[^]]*\] *)?(https?:[^ ]+).*/\3/p' $sources; }
mirror=$(mirrors | head -n 1)
debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "${mirror:?found no Debian mirror in /etc/apt}"

{
  printf 'deb %s bookworm main\ndeb %s bookworm-updates main\n' "$mirror" "$mirror"
  mirrors | { grep -m 1 security || true; } | sed 's/$/ bookworm-security main/; s/^/deb /'
} >"$root/etc/apt/sources.list"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# A mount namespace takes what is mounted for the installation away with it.
unshare --mount bash -euo pipefail -c '
  mount -t proc proc "$0/proc"
  export DEBIAN_FRONTEND=noninteractive
  chroot "$0" apt-get -qq update
  chroot "$0" apt-get -qq dist-upgrade
  chroot "$0" apt-get -qq install --no-install-recommends $1
' "$root" "$packages"

# What a container never reads.
rm -rf "$root"/var/cache/{apt,debconf}/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/usr/share/{doc,man,locale,info}/*
rm -rf "$root"/{dev,proc,sys,run,tmp}/* "$root"/etc/nginx/sites-enabled "$root"/etc/{machine-id,hostname,resolv.conf}
find "$root" -name __pycache__ -prune -exec rm -rf {} +
chroot "$root" useradd --uid 1000 --user-group --create-home --home-dir /home/theia --shell /bin/bash theia
install -d -o 1000 -g 1000 "$root"/home/theia/{workspace,.theia,.theia/home}
