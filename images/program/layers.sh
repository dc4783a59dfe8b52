# Sourced by build.sh: a program of ours on the few files of Debian that it needs, without a shell.
# PROFILE=release builds what is published; tests use what they have built already.
profile="${PROFILE:-dev}"
packages=$(cat program/packages)
# What the client of FoundationDB needs.
if [ "$name" = api ] && [ -n "${LIBFDB_C:-}" ]; then
  packages="$packages $(cat program/packages.foundationdb)"
fi
debian program-root "$packages"

target="${CARGO_TARGET_DIR:-$PWD/../target}"
folder=$profile features=(--workspace --features coditect-crds/crdgen)
[ "$profile" != dev ] || folder=debug
if [ "$name" = api ] && [ -n "${LIBFDB_C:-}" ]; then
  # Linked to the client of FoundationDB, so in a folder of its own.
  target="$target/foundationdb" features=(--package coditect-api --features foundationdb)
  FDB_CLIENT_LIB_PATH=$(dirname "$LIBFDB_C"); export FDB_CLIENT_LIB_PATH
fi
cargo build --quiet --locked --manifest-path ../Cargo.toml --target-dir "$target" --profile "$profile" "${features[@]}" --bin "coditect-$name" >&2
mkdir -p "$work/program/usr/bin"
# The build id is made of the folder that it was built in, too, and is all that would tell two apart.
strip --remove-section=.note.gnu.build-id -o "$work/program/usr/bin/coditect-$name" "$target/$folder/coditect-$name"
if [ "$name" = api ] && [ -n "${LIBFDB_C:-}" ]; then
  install -D -m 755 "$LIBFDB_C" "$work/program/usr/lib/libfdb_c.so"
fi
if [ "$name" = gateway ]; then
  web=$(combined/frontend/build.sh)
  mkdir -p "$work/program/opt/coditect"
  cp -r "$web" "$work/program/opt/coditect/web"
fi
layer "$name" "$(cd "$work/program" && find . -type f | LC_ALL=C sort | xargs sha256sum)" "$work/program"

contents=(crates "coditect-$name")
[ "$name" != gateway ] || contents+=(npm combined/frontend/package-lock.json)
