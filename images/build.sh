#!/usr/bin/env bash
# Builds an image without Docker and without an image registry, and prints the path of an archive that
# `ctr images import` and `docker load` take.
#
#   build.sh operator | api | gateway | foundationdb
#   build.sh combined [base|full]      full: with compilers and language servers of Go, Rust, Java, C++
#
# Each layer is made once for each state of what it is made from. What an image runs as is read from
# the Dockerfile that makes the same image with Docker.
set -euo pipefail
cd "$(dirname "$0")"
name="${1:-}" variant="${2:-base}"
case "$name" in
  operator | api | gateway) recipe=program dockerfile=Dockerfile ;;
  foundationdb) recipe=foundationdb dockerfile=Dockerfile ;;
  combined) recipe=combined dockerfile=combined/Dockerfile ;;
  *) sed -n '4,6s/^#   //p' "$0" >&2; exit 2 ;;
esac
tag="docker.io/coditect/$name:dev"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/images"
mkdir -p "$cache"
# Two at once would build the same: the second waits for what the first makes.
exec 9>"$cache/lock"
flock 9
work=$(mktemp -d "$cache/new.XXXXXX")
trap 'rm -rf "$work"' EXIT

hash() { sha256sum | cut -c1-16; }

# made LAYER KEY: whether the layer is there; its path is then in $path.
made() {
  path="$cache/$1-$( (echo "$2"; cat pack.py) | hash).tar"
  [ -f "$path" ]
}

# layer NAME KEY FOLDER [PREFIX]: adds the layer that FOLDER makes below PREFIX.
layers=()
layer() {
  if ! made "$1" "$2"; then
    python3 pack.py layer "$3" "$work/layer.tar" ${4:+"$4"}
    mv "$work/layer.tar" "$path"
  fi
  touch "$path"
  layers+=("$path")
}

# debian NAME PACKAGES: adds the layer of the few files of Debian that a program needs.
debian() {
  local key="$2 $(cat debian.sh)"
  if ! made "$1" "$key"; then
    echo "image: files of Debian: $1" >&2
    ./debian.sh "$work/root" "$2"
  fi
  layer "$1" "$key" "$work/root"
}

# shellcheck source=/dev/null
source "$recipe/layers.sh"

# What is in it, for scanners and for those who must know.
key="$(cat sbom.py) ${layers[*]} ${contents[*]}"
if ! made sbom "$key"; then
  mkdir -p "$work/sbom"
  python3 sbom.py "$tag" "${contents[@]}" -- "${layers[@]}" >"$work/sbom/sbom.spdx.json"
fi
layer sbom "$key" "$work/sbom" usr/share/doc/coditect

image="$cache/$name-$variant-$( (echo "$tag" "${layers[@]}"; cat pack.py "$dockerfile") | hash).tar"
if [ ! -f "$image" ]; then
  python3 pack.py image "$tag" "$image.new" "$dockerfile" "$name" "${layers[@]}"
  mv "$image.new" "$image"
  # Of each image those used last stay; layers that nothing has used for two weeks go.
  find "$cache" -maxdepth 1 -name "$name-$variant-*.tar" -printf '%T@ %p\n' | sort -rn | tail -n +4 | cut -d' ' -f2- | xargs -r rm -f
  find "$cache" -maxdepth 1 -name '*.tar' -mtime +14 -delete
fi
touch "$image"
echo "$image"
