#!/usr/bin/env bash
# Licences, sources and bans of all dependencies. Advisories too, where their database can be had.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=0.20.2
tool="${CODITECT_CACHE:-$HOME/.cache/coditect}/tools/cargo-deny-$version"
# Unoptimized it is there in half the time, and as quick for one tree.
[ -x "$tool/bin/cargo-deny" ] || cargo install --quiet --locked --debug --root "$tool" "cargo-deny@$version"
"$tool/bin/cargo-deny" --all-features check bans licenses sources
"$tool/bin/cargo-deny" --all-features check advisories 2>/tmp/advisories.$$ || {
  grep -q 'failed to fetch advisory database' /tmp/advisories.$$ && { echo "SKIPPED: the advisory database cannot be reached from here" >&2; rm -f /tmp/advisories.$$; exit 0; }
  cat /tmp/advisories.$$ >&2; rm -f /tmp/advisories.$$; exit 1
}
