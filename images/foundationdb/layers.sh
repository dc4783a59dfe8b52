# Sourced by build.sh: FoundationDB, from programs that are here already; no registry that can be
# reached from everywhere has them. The Dockerfile fetches the published ones.
for variable in FDBSERVER FDBCLI LIBFDB_C; do
  [ -n "${!variable:-}" ] || {
    echo "error: $variable must name the file of FoundationDB 7.4; see images/README.md" >&2
    exit 1
  }
done
tag=docker.io/coditect/foundationdb:7.4.6
debian foundationdb-root "$(cat foundationdb/packages)"

bin="$work/foundationdb/usr/bin"
mkdir -p "$bin"
install -m 755 "$FDBSERVER" "$bin/fdbserver"
install -m 755 "$FDBCLI" "$bin/fdbcli"
install -m 755 "$(dirname "$FDBCLI")/fdbbackup" "$bin/fdbbackup"
# One program, which goes by the name that it is called by.
ln -s fdbbackup "$bin/backup_agent"
ln -s fdbbackup "$bin/fdbrestore"
install -D -m 755 "$LIBFDB_C" "$work/foundationdb/usr/lib/libfdb_c.so"
layer foundationdb "$(cd "$bin" && sha256sum fdb* ../lib/*)" "$work/foundationdb"
layer files "$(cd foundationdb && find rootfs -type f | LC_ALL=C sort | xargs sha256sum)" foundationdb/rootfs

contents=(file foundationdb 7.4.6)
