#!/usr/bin/env bash
# Installs what a real node, the image builds and the browser tests need and this machine does not have yet.
set -euo pipefail
wanted=(containerd runc containernetworking-plugins iptables iproute2 conntrack debootstrap util-linux cpio g++ make pkg-config libclang-dev libsecret-1-dev chromium fonts-dejavu-core)
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "error: missing ${missing[*]}; install them as root: apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >&2
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
