#!/usr/bin/env bash
# Prints the files with the definitions of the foreign kinds that the chart can render. They come
# from Go modules, which Go keeps; those of Google are in none and are written down beside this file.
set -euo pipefail
cd "$(dirname "$0")"
# Later versions of the Gateway API want a newer Go than Debian's.
gateway_api=sigs.k8s.io/gateway-api@v1.6.0
prometheus=github.com/prometheus-operator/prometheus-operator@v0.85.0

# folder MODULE@VERSION: where its files are.
folder() {
  # Outside of every module: nothing of theirs is linked into anything here.
  (cd / && GOFLAGS=-mod=mod GOWORK=off go mod download -json "$1") | sed -nE 's/^\t"Dir": "(.*)",?$/\1/p'
}

from() {
  local dir
  dir=$(folder "$1")
  [ -d "$dir" ] || { echo "error: $1 cannot be had; see: go mod download -json $1" >&2; exit 1; }
  for file in "${@:3}"; do
    ls "$dir/$2_$file.yaml"
  done
}

from $gateway_api config/crd/standard/gateway.networking.k8s.io gatewayclasses gateways httproutes
from $prometheus example/prometheus-operator-crd/monitoring.coreos.com podmonitors prometheusrules servicemonitors
echo "$PWD/gke-crds.yaml"
