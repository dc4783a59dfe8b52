#!/usr/bin/env bash
# `make up`: a cluster of this machine's own, the chart on it as anyone would install it, and the main
# job done once: a person registers, asks for a session, and has a workspace that answers.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=${CODITECT_NAME:-dev} port=${CODITECT_PORT:-8080} namespace=coditect
public="http://coditect.localhost:$port"
say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

say "Programs and images"
if [ "$(id -u)" -ne 0 ] || [ "$(uname -s)" != Linux ]; then
  echo "error: pods run only as root on Linux; elsewhere install charts/coditect on a cluster you have (docs/install.md)" >&2
  exit 1
fi
tests/cluster/install-deps.sh
devcluster=$(tests/cluster/build.sh)
export PATH="${devcluster%/*}:$PATH"
images=()
# One a line: the failure of a build within an array's brackets would go unseen.
for image in operator api gateway combined; do archive=$(images/build.sh "$image"); images+=(--image "$archive"); done

say "Cluster"
info=$("$devcluster" start --name "$name" --node real "${images[@]}")
KUBECONFIG=$(sed -E 's/.*"kubeconfig":"([^"]*)".*/\1/' <<<"$info"); export KUBECONFIG
kubectl apply --server-side -f tests/up/namespace.yaml

say "Coditect"
helm upgrade --install coditect charts/coditect --namespace "$namespace" \
  --values charts/coditect/values-small.yaml --values tests/up/values.yaml --set "publicUrl=$public" \
  --wait --timeout 5m >/dev/null
"$devcluster" forward --name "$name" --listen "127.0.0.1:$port" "$namespace/coditect-gateway:80" >/dev/null
kubectl --namespace "$namespace" wait --for=condition=Ready --timeout=120s idepool/coditect-combined
helm test coditect --namespace "$namespace" --timeout 1m >/dev/null

say "A first user"
email="ada@example.com" password="$(head -c 12 /dev/urandom | base64)"
post() { curl --silent --show-error --fail-with-body -H 'content-type: application/json' "$@"; }
pick() { python3 -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
post "$public/api/auth/register" -d "{\"email\":\"$email\",\"password\":\"$password\"}" >/dev/null
token=$(post "$public/api/auth/login" -d "{\"email\":\"$email\",\"password\":\"$password\"}" | pick token)
url=$(post "$public/api/sessions" -H "authorization: Bearer $token" -d '{}' | pick url)
file() { curl --silent --show-error --fail-with-body -H "authorization: Bearer $token" "$@" "${url}theia/coditect/files/hello.txt"; }
file -T - <<<"Hello from $email" >/dev/null
hello=$(file)

cat <<SUMMARY

$(kubectl --namespace "$namespace" get workspaces,idepools,pods)

  Web app     $public/
  Workspace   $url
  API         $public/api/docs
  Login       $email  $password
  File read   $hello
  Cluster     export KUBECONFIG=$KUBECONFIG PATH=${devcluster%/*}:\$PATH
  Logs        kubectl --namespace $namespace logs deployment/coditect-operator   (or -api-v5, -gateway)
  Stop        make down
SUMMARY
