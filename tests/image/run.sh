#!/usr/bin/env bash
# Runs SCRIPT with Node against the image of a slot as the kubelet would start it, without a cluster:
# a read-only root, volumes for what is written, a network of its own, and user 1000.
#
#   run.sh SCRIPT [base|full]
set -euo pipefail
cd "$(dirname "$0")"
script=$1 variant=${2:-base}
if [ "$(id -u)" -ne 0 ] || [ "$(uname -s)" != Linux ]; then
  echo "SKIPPED: an image runs only on Linux as root" >&2
  exit
fi
archive=$(../../images/build.sh combined "$variant")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/root"
tar -xOf "$archive" manifest.json | python3 -c 'import json,sys; print(*json.load(sys.stdin)[0]["Layers"], sep="\n")' |
  while read -r layer; do tar -xOf "$archive" "$layer" | tar -x -C "$work/root"; done
export IMAGE_ROOT="$work/root" IMAGE_VARIANT="$variant"
IMAGE_BYTES=$(du --summarize --bytes "$work/root" | cut -f1); export IMAGE_BYTES

# What is mounted and started in here ends with the first process of the namespaces.
unshare --net --mount --pid --fork --kill-child bash -euo pipefail -c '
  ip link set lo up
  echo 80 >/proc/sys/net/ipv4/ip_unprivileged_port_start
  mount --bind "$IMAGE_ROOT" "$IMAGE_ROOT"
  mount -o remount,ro,bind "$IMAGE_ROOT"
  mount -t proc proc /proc
  mount --rbind /proc "$IMAGE_ROOT/proc"
  mount --rbind /dev "$IMAGE_ROOT/dev"
  for volume in tmp home/theia/workspace home/theia/.theia; do
    mount -t tmpfs -o mode=1777 tmpfs "$IMAGE_ROOT/$volume"
  done
  exec "$@"
' bash node "$script"
