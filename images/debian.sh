#!/usr/bin/env bash
# Unpacks PACKAGES of Debian in ROOT, without what they depend on and without running anything of
# them: what a program needs and no more. The Dockerfile runs it too.
set -euo pipefail
root=$1 packages=$2
mkdir -p "$root" "$root/var/lib/dpkg/status.d" "$root/etc/ssl/certs"
debs=$(mktemp -d)
trap 'rm -rf "$debs"' EXIT
chmod 755 "$debs"
# shellcheck disable=SC2086
(cd "$debs" && apt-get -qq -o APT::Sandbox::User=root download $packages >&2)
for deb in "$debs"/*.deb; do
  # The folders that a merged /usr has instead of /bin and /lib.
  dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --transform 's#^\./\(bin\|sbin\|lib\|lib64\)/#./usr/\1/#' --exclude './usr/share/doc/*/changelog*' --exclude './usr/share/man' --exclude './usr/share/locale' --exclude './usr/share/lintian'
  # Where scanners look for the packages of an image that has no package manager.
  dpkg-deb --field "$deb" >"$root/var/lib/dpkg/status.d/$(dpkg-deb --field "$deb" Package)"
done
for folder in bin sbin lib lib64; do
  mkdir -p "$root/usr/$folder"
  rmdir "$root/$folder" 2>/dev/null || true
  [ -e "$root/$folder" ] || ln -s "usr/$folder" "$root/$folder"
done
if [ -d "$root/usr/share/ca-certificates" ]; then
  find "$root/usr/share/ca-certificates" -name '*.crt' | LC_ALL=C sort | xargs cat >"$root/etc/ssl/certs/ca-certificates.crt"
fi
# Nobody runs as another here, and nobody writes.
chmod -R ug-s,o-wt "$root"
echo 'root:x:0:0:root:/root:/sbin/nologin
nonroot:x:65532:65532:nonroot:/:/sbin/nologin' >"$root/etc/passwd"
echo 'root:x:0:
nonroot:x:65532:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
