#!/usr/bin/env bash
# Runs what concerns FoundationDB against the true thing: the store's tests and the API's on a server
# of one process, then a cluster on a real node. It needs FoundationDB 7.4 on this machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
for variable in FDBSERVER FDBCLI LIBFDB_C; do
  if [ ! -e "${!variable:-}" ]; then
    echo "SKIPPED: FoundationDB: set FDBSERVER, FDBCLI and LIBFDB_C to the files of FoundationDB 7.4" >&2
    exit
  fi
done
export FDBSERVER FDBCLI LIBFDB_C
library=$(dirname "$LIBFDB_C")
target="${CARGO_TARGET_DIR:-$PWD/target}"
# Of its own, since the features are others.
export CARGO_TARGET_DIR="$target/foundationdb"
export FDB_CLIENT_LIB_PATH="$library" LD_LIBRARY_PATH="$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"

work=$(mktemp -d)
mkdir "$work/data"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export FDB_CLUSTER_FILE="$work/fdb.cluster"
echo "test:test@127.0.0.1:$port" >"$FDB_CLUSTER_FILE"
"$FDBSERVER" --public-address "127.0.0.1:$port" --cluster-file "$FDB_CLUSTER_FILE" \
  --datadir "$work/data" --logdir "$work" >"$work/log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null || true; rm -rf "$work"' EXIT
# It answers when it serves; the first database is made once.
"$FDBCLI" -C "$FDB_CLUSTER_FILE" --timeout 60 --exec 'configure new single ssd'
echo "FoundationDB: $("$FDBSERVER" --version | head -n 1)" >&2

cargo test --locked --package coditect-api --features foundationdb --test store -- --nocapture foundationdb
cargo test --locked --package coditect-api --features foundationdb --test api

echo "FoundationDB: out of the store and into it" >&2
store() { "$CARGO_TARGET_DIR/debug/coditect-api" store --data-dir "$work/api" "$@"; }
mkdir "$work/api"
store import --replace <tests/foundationdb/sample.jsonl
store export >"$work/export"
# All is there and in order, but for the versions, which the store gives anew.
without_versions() { sed -E '1d; s/"version":"[^"]*"/"version":""/' "$1"; }
diff <(without_versions tests/foundationdb/sample.jsonl) <(without_versions "$work/export")
if store import <tests/foundationdb/sample.jsonl 2>"$work/refused" || ! grep -q -- --replace "$work/refused"; then
  echo "error: an import into a store that is not empty was not refused" >&2
  exit 1
fi
store audit

echo "FoundationDB: wrong cluster files" >&2
# refused FILE WORDS: what is in FILE is no way to a database, and the error says so.
refused() {
  if store --fdb-cluster-file "$1" export >/dev/null 2>"$work/refused" || ! grep -q "$2" "$work/refused"; then
    echo "error: a wrong cluster file was not refused with: $2" >&2
    cat "$work/refused" >&2
    exit 1
  fi
}
refused "$work/none" "$work/none: No such file"
echo "not a cluster file" >"$work/wrong"
refused "$work/wrong" "not of the form description:id@host:port"
# Nothing listens there.
echo "test:other@127.0.0.1:1" >"$work/away"
refused "$work/away" "failed to reach the store"

[ "$(id -u)" -eq 0 ] || { echo "SKIPPED: FoundationDB in pods: needs root" >&2; exit; }
echo "FoundationDB: in pods" >&2
export CARGO_TARGET_DIR="$target"
unset FDB_CLUSTER_FILE FDB_CLIENT_LIB_PATH LD_LIBRARY_PATH
cargo build --locked --workspace --features coditect-crds/crdgen --bins
cargo test --locked --workspace --features coditect-crds/crdgen --test e2e -- --ignored --nocapture --test-threads=1 foundationdb
