#!/usr/bin/env bash
# Runs every check and test of the web app, outside of the checkout: format, lints, types, pages on a
# mocked API, the size of what loads first, and Chromium on the built app.
set -euo pipefail
cd "$(dirname "$0")"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/frontend"
source ./packages.sh
modules=$(packages "$cache")
work=$(mktemp -d "$cache/test.XXXXXX")
trap 'rm -rf "$work"' EXIT
find . \( -name node_modules -o -name dist -o -name failures \) -prune -o -type f -print | cpio --quiet -pdm "$work"
ln -s "$modules/node_modules" "$work/node_modules"
cd "$work"
npm run --silent lint
npm run --silent check:generated
npm run --silent test
npm run --silent build
npm run --silent size
if ! npm run --silent test:browser; then
  if [ -d tests/browser/failures ]; then
    kept="${TMPDIR:-/tmp}/coditect-web-app-failures"
    rm -rf "$kept"
    cp -r tests/browser/failures "$kept"
    echo "error: pages that look different are in $kept" >&2
  fi
  exit 1
fi
