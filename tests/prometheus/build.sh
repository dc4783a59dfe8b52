#!/usr/bin/env bash
# Builds Prometheus and promtool from their Go module, and prints the folder that has them. Without
# the ways to find targets in clouds, which are most of it.
set -euo pipefail
cd "$(dirname "$0")"
key=$( (go env GOVERSION; cat go.mod go.sum build.sh) | sha256sum | cut -c1-16)
folder="${CODITECT_CACHE:-$HOME/.cache/coditect}/prometheus/$key"
mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock"
flock 9
if [ ! -e "$folder/promtool" ]; then
  echo "building Prometheus" >&2
  work=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  CGO_ENABLED=0 go build -trimpath -tags remove_all_sd,enable_kubernetes_sd -ldflags='-s -w' -o "$work/" \
    github.com/prometheus/prometheus/cmd/prometheus github.com/prometheus/prometheus/cmd/promtool
  mkdir -p "$folder"
  mv "$work"/* "$folder"
fi
find "$(dirname "$folder")" -maxdepth 1 -mtime +14 -exec rm -rf {} +
touch "$folder"
echo "$folder"
