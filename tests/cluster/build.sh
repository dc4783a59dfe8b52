#!/usr/bin/env bash
# Builds devcluster once for each state of its sources and prints the path of the binary.
set -euo pipefail
cd "$(dirname "$0")"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/cluster"
key=$( (
  go version
  find . -path ./e2e -prune -o \( -name '*.go' -o -name 'go.*' -o -name build.sh \) ! -name '*_test.go' -print |
    LC_ALL=C sort | xargs sha256sum
) | sha256sum | cut -c1-16)
out="$cache/$key"
mkdir -p "$cache"
# Two at once would compile the same: the second waits for what the first makes.
exec 9>"$cache/lock"
flock 9
if [ ! -x "$out/devcluster" ]; then
  echo "building Kubernetes from its Go modules; the first time takes some 8 minutes on 2 cores" >&2
  new=$(mktemp -d "$cache/new.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  version=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
  package=k8s.io/component-base/version
  export CGO_ENABLED=0
  go build -trimpath -o "$new/devcluster" \
    -ldflags "-s -w -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=$(cut -d. -f2 <<<"$version")" . >&2
  go build -trimpath -ldflags "-s -w" -o "$new/pause" ./pause >&2
  for name in kubectl helm; do ln -s devcluster "$new/$name"; done
  mv -T "$new" "$out"
  # 180 MB each; those used last stay. What runs needs its file no more.
  find "$cache" -mindepth 1 -maxdepth 1 -name '????????????????' -printf '%T@ %p\n' |
    sort -rn | tail -n +9 | cut -d' ' -f2- | xargs -r rm -rf
fi
touch "$out"
echo "$out/devcluster"
