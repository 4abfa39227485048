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
  node node_modules/esbuild/bin/esbuild bundles/*.jsx --bundle --minify --format=iife --jsx=automatic --target=chrome110 --log-level=error \
    --charset=utf8 --alias:crypto=./bundles/crypto.js --define:process.env.NODE_ENV='"production"' --define:global=globalThis --define:__VUE_OPTIONS_API__=true --define:__VUE_PROD_DEVTOOLS__=false \
    --define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false --outdir=node_modules/.built
  cp node_modules/react-hook-consent/dist/styles/style.css node_modules/.built/rhc.css
  cp node_modules/vue-cookie-accept-decline/dist/vue-cookie-accept-decline.css node_modules/.built/vad.css
  cp node_modules/@mozmeao/consent-banner/styles.css node_modules/.built/moz.css
  cp node_modules/cookie-consent-box/dist/cookie-consent-box.min.js node_modules/cookie-consent-box/dist/cookie-consent-box.css node_modules/.built/
  printf '%s\n' "$stamp" >node_modules/.built/stamp
fi
