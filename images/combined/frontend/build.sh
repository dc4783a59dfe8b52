#!/usr/bin/env bash
# Builds the web app, and prints the folder with index.html and assets/, each text of it also
# compressed. Made once for each state of its sources, outside of the checkout.
set -euo pipefail
cd "$(dirname "$0")"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/frontend"
mkdir -p "$cache"

sources() {
  find .prettierrc.json index.html openapi.json package.json package-lock.json tsconfig.json vite.config.ts public scripts src \
    -type f -print | LC_ALL=C sort
}
key=$( (sources | xargs sha256sum; sha256sum build.sh packages.sh; node --version) | sha256sum | cut -c1-16)
root="$cache/$key"
[ -d "$root" ] && { echo "$root"; exit; }

say() { echo "web app: $*" >&2; }
quietly() { "$@" >"$work/log" 2>&1 || { tail -n 50 "$work/log" >&2; exit 1; }; }
work=$(mktemp -d "$cache/new.XXXXXX")
trap 'rm -rf "$work"' EXIT

source ./packages.sh
modules=$(packages "$cache")

say "building"
sources | cpio --quiet -pdm "$work/src"
ln -s "$modules/node_modules" "$work/src/node_modules"
(cd "$work/src" && quietly npm run check:generated && quietly npm run build)
mv -T "$work/src/dist" "$root" 2>/dev/null || [ -d "$root" ]
echo "$root"
