# Sourced by the scripts beside it: where the packages of the lock file are, outside of the checkout.

# packages CACHE: installs them if need be, and prints the folder that has `node_modules`.
packages() {
  local modules new
  # What npm installs depends on the lock file alone.
  modules="$1/modules-$( (cat package-lock.json; node --version) | sha256sum | cut -c1-16)"
  if [ ! -d "$modules" ]; then
    echo "web app: installing packages" >&2
    mkdir -p "$1"
    new=$(mktemp -d "$1/new.XXXXXX")
    cp package.json package-lock.json .npmrc "$new/"
    # A browser of its own, which nothing here uses.
    (cd "$new" && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >&2) ||
      { rm -rf "$new"; return 1; } # `set -e` does not hold in a command substitution.
    # Another build may have been first; its packages are the same.
    mv -T "$new" "$modules" 2>/dev/null || rm -rf "$new"
  fi
  echo "$modules"
}
