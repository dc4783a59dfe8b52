#!/usr/bin/env bash
# Writes src/api/schema.d.ts, the types of the API, from openapi.json.
set -euo pipefail
cd "$(dirname "$0")"
source ./packages.sh
modules=$(packages "${CODITECT_CACHE:-$HOME/.cache/coditect}/frontend")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
find .prettierrc.json openapi.json package.json scripts src/api -type f | cpio --quiet -pdm "$work"
ln -s "$modules/node_modules" "$work/node_modules"
(cd "$work" && npm run --silent generate)
cp "$work/src/api/schema.d.ts" src/api/schema.d.ts
