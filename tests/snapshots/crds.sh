#!/usr/bin/env bash
# Prints the files with the definitions of CSI snapshots. They come from a Go module, which Go keeps.
set -euo pipefail
module=github.com/kubernetes-csi/external-snapshotter/client/v8@v8.7.0
# Outside of every module: nothing of theirs is linked into anything here.
folder=$(cd / && GOFLAGS=-mod=mod GOWORK=off go mod download -json "$module" | sed -nE 's/^\t"Dir": "(.*)",?$/\1/p')
[ -d "$folder" ] || { echo "error: $module cannot be had; see: go mod download -json $module" >&2; exit 1; }
ls "$folder"/config/crd/snapshot.storage.k8s.io_*.yaml
