# Sourced by build.sh: the image of a slot.
packages=$(paste -sd, combined/packages)
case "$variant" in
  base) ;;
  full)
    tag+=-full
    packages+=,$(paste -sd, combined/packages.full)
    ;;
  *) echo "usage: build.sh combined [base|full]" >&2; exit 2 ;;
esac

key="$packages $(cat combined/debootstrap.sh)"
if ! made debian "$key"; then
  command -v debootstrap >/dev/null || { echo "error: debootstrap is missing; run tests/cluster/install-deps.sh" >&2; exit 1; }
  [ "$(id -u)" -eq 0 ] || { echo "error: debootstrap needs root" >&2; exit 1; }
  echo "image: Debian ($variant)" >&2
  combined/debootstrap.sh "$work/root" "$packages" >"$work/debian.log" 2>&1 || { tail -n 30 "$work/debian.log" >&2; exit 1; }
fi
layer debian "$key" "$work/root"
if [ "$variant" = full ]; then
  toolchains=$(combined/toolchains/build.sh)
  layer toolchains "$toolchains" "$toolchains"
fi
ide=$(combined/theia/build.sh)
layer ide "$ide" "$ide"
frontend=$(combined/frontend/build.sh)
layer frontend "$frontend" "$frontend" opt/coditect/frontend
layer files "$(cd combined && find rootfs -type f | LC_ALL=C sort | xargs sha256sum)" combined/rootfs

contents=(npm combined/theia/package-lock.json npm combined/theia/plugins/package-lock.json npm combined/frontend/package-lock.json)
