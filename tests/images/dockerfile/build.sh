#!/usr/bin/env bash
# Builds the checker once for each state of its sources and prints the path of the binary.
set -euo pipefail
cd "$(dirname "$0")"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/tools"
key=$( (
  go version
  find . \( -name '*.go' -o -name 'go.*' -o -name build.sh \) ! -name '*_test.go' -print |
    LC_ALL=C sort | xargs sha256sum
) | sha256sum | cut -c1-16)
out="$cache/dockerfile-$key"
mkdir -p "$cache"
if [ ! -x "$out" ]; then
  new=$(mktemp "$cache/new.XXXXXX")
  trap 'rm -f "$new"' EXIT
  CGO_ENABLED=0 go build -trimpath -o "$new" -ldflags "-s -w" . >&2
  find "$cache" -maxdepth 1 -name 'dockerfile-*' -delete
  mv "$new" "$out"
fi
echo "$out"
