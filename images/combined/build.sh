#!/usr/bin/env bash
# Builds the image of a slot from the packages of Debian and the language registries, without Docker
# and without an image registry, and prints the path of an archive that `ctr images import` and
# `docker load` take.
#
#   build.sh [base|full]      full: with compilers and language servers of Go, Rust, Java and C++
#
# Each layer is made once for each state of what it is made from: Debian, the IDE, the web app, our
# files, and the toolchains.
set -euo pipefail
cd "$(dirname "$0")"
variant="${1:-base}"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/images"
packages=nginx,git,ca-certificates,openssh-client,curl,less,nano,procps,tini,libsecret-1-0
case "$variant" in
  base) tag=docker.io/coditect/combined:dev ;;
  full)
    tag=docker.io/coditect/combined:dev-full
    packages+=,gcc,g++,libc6-dev,make,pkg-config,gdb,python3,python3-venv,python3-pip,shellcheck
    packages+=,openjdk-17-jdk-headless,rustc-web,cargo-web,rust-web-src
    ;;
  *) echo "usage: build.sh [base|full]" >&2; exit 2 ;;
esac
mkdir -p "$cache"
# Two at once would build the same: the second waits for what the first makes.
exec 9>"$cache/lock"
flock 9
work=$(mktemp -d "$cache/new.XXXXXX")
trap 'rm -rf "$work"' EXIT

hash() { sha256sum | cut -c1-16; }

# layer NAME KEY FOLDER [PREFIX]: prints the path of the layer that FOLDER makes below PREFIX.
layer() {
  local path="$cache/$1-$( (echo "$2"; cat pack.py) | hash).tar"
  if [ ! -f "$path" ]; then
    python3 pack.py layer "$3" "$work/layer.tar" ${4:+"$4"}
    mv "$work/layer.tar" "$path"
  fi
  echo "$path"
}

debian() {
  local key; key=$( (echo "$packages"; cat debian.sh) | hash)
  local made; made="$cache/debian-$( (echo "$key"; cat pack.py) | hash).tar"
  if [ ! -f "$made" ]; then
    command -v debootstrap >/dev/null || { echo "error: debootstrap is missing; run tests/cluster/install-deps.sh" >&2; exit 1; }
    [ "$(id -u)" -eq 0 ] || { echo "error: debootstrap needs root" >&2; exit 1; }
    echo "image: Debian ($variant)" >&2
    ./debian.sh "$work/root" "$packages" >"$work/debian.log" 2>&1 || { tail -n 30 "$work/debian.log" >&2; exit 1; }
  fi
  layer debian "$key" "$work/root"
}

# add COMMAND…: one more layer. A failure within an array's brackets would go unseen.
layers=()
add() { local path; path=$("$@"); layers+=("$path"); }

add debian
if [ "$variant" = full ]; then
  toolchains=$(toolchains/build.sh)
  add layer toolchains "$toolchains" "$toolchains"
fi
ide=$(theia/build.sh)
add layer ide "$ide" "$ide"
frontend=$(frontend/build.sh)
add layer frontend "$frontend" "$frontend" opt/coditect/frontend
files=$(find rootfs -type f | LC_ALL=C sort | xargs sha256sum | hash)
add layer files "$files" rootfs

image="$cache/combined-$variant-$( (echo "$tag" "${layers[@]}"; cat pack.py) | hash).tar"
if [ ! -f "$image" ]; then
  python3 pack.py image "$tag" "$work/image.tar" "${layers[@]}"
  mv "$work/image.tar" "$image"
  # Some 600 MB each; those used last stay.
  find "$cache" -maxdepth 1 -name "combined-$variant-*.tar" -printf '%T@ %p\n' | sort -rn | tail -n +4 | cut -d' ' -f2- | xargs -r rm -f
fi
touch "$image"
echo "$image"
