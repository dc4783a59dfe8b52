#!/usr/bin/env bash
# `make up`: a cluster of this machine's own, all of Coditect on it, and the main job done once:
# a person registers, asks for a session, and has a workspace that answers.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=${CODITECT_NAME:-dev} port=${CODITECT_PORT:-8080}
public="http://coditect.localhost:$port"
say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

say "Programs"
if [ "$(id -u)" -eq 0 ] && [ "$(uname -s)" = Linux ]; then node=real; tests/cluster/install-deps.sh; else node=fake; fi
devcluster=$(tests/cluster/build.sh)
kubectl="$(dirname "$devcluster")/kubectl"
# All of them, with the features that tests have: what is built already is not built again.
cargo build --locked --workspace --all-features --bins
bin="${CARGO_TARGET_DIR:-target}/debug"
web=$(images/combined/frontend/build.sh)

say "Cluster"
args=(--name "$name" --node "$node")
if [ "$node" = real ]; then
  args+=(--image "$(images/combined/build.sh)")
else
  echo "pods cannot run without root on Linux: kwok plays the node, and workspaces will not answer" >&2
fi
info=$("$devcluster" start "${args[@]}")
field() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/" <<<"$info"; }
dir=$(field dir)
KUBECONFIG=$(field kubeconfig); export KUBECONFIG
# Pods reach the API as well, at this machine's end of the way to their node.
if [ "$node" = real ]; then host=$(field hostIP); else host=127.0.0.1; fi
api="http://$host:$((port + 1))"

say "Coditect"
"$kubectl" apply --server-side -f charts/coditect/crds -f tests/up/manifests/rbac.yaml
"$kubectl" wait --for=condition=Established crd/idepools.coditect.ai crd/workspaces.coditect.ai
run() {
  local program=$1; shift
  local config; config=$("$devcluster" kubeconfig --name "$name" --user "coditect-$program")
  "$devcluster" run --name "$name" --program "$program" --env "KUBECONFIG=$config" -- "$bin/coditect-$program" "$@" >/dev/null
}
run operator --listen 127.0.0.1:$((port + 2)) --public-url "$public" --workspace-api-url "$api"
run api --listen "$host:$((port + 1))" --trusted-proxies "$host/32" --public-url "$public" --data-dir "$dir/api"
run gateway --listen "127.0.0.1:$port" --health-listen 127.0.0.1:$((port + 3)) --public-url "$public" --api-url "$api" \
  --web-root "$web"
"$kubectl" apply -f tests/up/manifests/pool.yaml
until_ok() {
  local what=$1 url=$2
  curl --silent --fail --output /dev/null --retry 60 --retry-delay 1 --retry-all-errors "$url" \
    || { echo "error: $what does not answer at $url; see: $devcluster logs --name $name" >&2; exit 1; }
}
until_ok "the operator" "http://127.0.0.1:$((port + 2))/readyz"
until_ok "the API" "$public/api/health"
until_ok "the gateway" "http://127.0.0.1:$((port + 3))/readyz"
"$kubectl" wait --for=condition=Ready --timeout=120s idepool/coditect-combined

say "A first user"
email="ada@example.com" password="$(head -c 12 /dev/urandom | base64)"
post() { curl --silent --show-error --fail-with-body -H 'content-type: application/json' "$@"; }
pick() { python3 -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
post "$public/api/auth/register" -d "{\"email\":\"$email\",\"password\":\"$password\"}" >/dev/null
token=$(post "$public/api/auth/login" -d "{\"email\":\"$email\",\"password\":\"$password\"}" | pick token)
session=$(post "$public/api/sessions" -H "authorization: Bearer $token" -d '{}')
url=$(pick url <<<"$session")
if [ "$node" = real ]; then
  curl --silent --show-error --fail-with-body -H "authorization: Bearer $token" -T - "${url}theia/coditect/files/hello.txt" <<<"Hello from $email" >/dev/null
  hello=$(curl --silent --show-error --fail-with-body -H "authorization: Bearer $token" "${url}theia/coditect/files/hello.txt")
fi

cat <<SUMMARY

$("$kubectl" get workspaces,idepools,pods)

  Web app     $public/
  Workspace   $url
  API         $public/api/docs
  Login       $email  $password
  File read   ${hello:-none: pods do not run on fake nodes}
  Cluster     export KUBECONFIG=$KUBECONFIG PATH=$(dirname "$devcluster"):\$PATH
  Logs        $devcluster logs --name $name --program operator   (or api, gateway)
  Stop        make down
SUMMARY
