#!/usr/bin/env bash
# Builds the web app from its npm packages, and prints the folder that web servers serve.
# Made once for each state of what it is made from, outside of the checkout.
set -euo pipefail
cd "$(dirname "$0")"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/frontend"
mkdir -p "$cache"

sources() { git ls-files --cached --others --exclude-standard . | grep -vE '^(tests/|README.md)' | LC_ALL=C sort; }
key=$( (sources | xargs sha256sum; node --version) | sha256sum | cut -c1-16)
root="$cache/$key"
[ -d "$root" ] && { echo "$root"; exit; }

work=$(mktemp -d "$cache/new.XXXXXX")
trap 'rm -rf "$work"' EXIT
say() { echo "web app: $*" >&2; }
run() { "$@" >"$work/log" 2>&1 || { tail -n 50 "$work/log" >&2; exit 1; }; }

# The packages change seldom: they stay, and the sources come anew to where they are.
lock=$( (sha256sum package-lock.json; node --version) | sha256sum | cut -c1-16)
src="$cache/src-$lock"
mkdir -p "$src"
exec 9>"$src.lock"
flock 9
if [ ! -e "$src/node_modules/.installed" ]; then
  say "installing packages"
  cp package.json package-lock.json "$src/"
  run npm ci --no-audit --no-fund --prefix "$src"
  touch "$src/node_modules/.installed"
fi
find "$src" -name node_modules -prune -o -type f -exec rm -f {} +
sources | cpio --quiet -pdm "$src"
say "building"
(cd "$src" && run npm run build)
mv "$src/dist" "$root"
echo "$root"
