#!/usr/bin/env bash
# Runs the browser tests: those named, or all. Packages come from the lock file and are kept outside
# of the checkout's way, in node_modules, for as long as the lock file stays as it is.
set -euo pipefail
cd "$(dirname "$0")"
lock=$(sha256sum package-lock.json)
if [ "$(cat node_modules/.lock 2>/dev/null)" != "$lock" ]; then
  npm ci --no-audit --no-fund --silent
  echo "$lock" >node_modules/.lock
fi
[ $# -gt 0 ] || set -- *.test.mjs
# One after the other: they share a workspace, and the machine.
exec node --test --test-concurrency=1 --test-reporter=spec "$@"
