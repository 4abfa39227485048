#!/bin/sh
# Installs the consent libraries as the lock file says, and bundles them, into node_modules, which git ignores. Two at once wait.
set -eu
cd "$(dirname "$0")"
command -v npm >/dev/null || { echo "npm is missing: install Node.js with npm, then run $0 again" >&2; exit 1; }
exec 9<package.json
flock 9
stamp=$(cat package-lock.json bundles/* install.sh | sha256sum)
if [ "$stamp" != "$(cat node_modules/.built/stamp 2>/dev/null)" ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
  mkdir -p node_modules/.built
  node node_modules/esbuild/bin/esbuild bundles/*.js --bundle --minify --format=iife --target=chrome110 --log-level=error \
    --charset=utf8 --define:process.env.NODE_ENV='"production"' --define:global=globalThis --outdir=node_modules/.built
  cp node_modules/bootstrap-cookie-alert/cookiealert.js node_modules/bootstrap-cookie-alert/cookiealert.css node_modules/.built/
  cp node_modules/@justeattakeaway/pie-css/dist/index.css node_modules/.built/pie.css
  printf '%s\n' "$stamp" >node_modules/.built/stamp
fi
