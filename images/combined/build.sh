#!/usr/bin/env bash
# Builds the image of a slot from Debian and npm packages, without Docker and without a registry,
# and prints the path of an archive that `ctr images import` and `docker load` take.
#
# Three layers, each made once for each state of what it is made from: Debian, the IDE, our files.
set -euo pipefail
cd "$(dirname "$0")"
tag="${1:-docker.io/coditect/combined:dev}"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/images"
packages=nginx,git,ca-certificates,openssh-client,curl,less,nano,procps,libsecret-1-0
mkdir -p "$cache"

hash() { sha256sum | cut -c1-16; }

base="$cache/debian-$( (echo "$packages"; cat debian.sh pack.py) | hash).tar"
if [ ! -f "$base" ]; then
  command -v debootstrap >/dev/null || { echo "error: debootstrap is missing; run tests/cluster/install-deps.sh" >&2; exit 1; }
  [ "$(id -u)" -eq 0 ] || { echo "error: debootstrap needs root" >&2; exit 1; }
  work=$(mktemp -d "$cache/new.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  ./debian.sh "$work/root" "$packages" >&2
  python3 pack.py layer "$work/root" "$work/layer.tar"
  mv "$work/layer.tar" "$base"
  rm -rf "$work"
fi

ide=$(theia/build.sh)
image="$cache/combined-$( (echo "$tag" "$base" "$ide"; find rootfs -type f | LC_ALL=C sort | xargs sha256sum; cat pack.py) | hash).tar"
if [ ! -f "$image" ]; then
  new=$(mktemp -d "$cache/new.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  python3 pack.py layer "$ide" "$new/ide.tar"
  python3 pack.py layer rootfs "$new/files.tar"
  python3 pack.py image "$tag" "$new/image.tar" "$base" "$new/ide.tar" "$new/files.tar"
  mv "$new/image.tar" "$image"
fi
echo "$image"
