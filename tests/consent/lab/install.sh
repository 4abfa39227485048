#!/bin/sh
# Installs the banner libraries of the consent lab, as the lock file says, into node_modules, which git ignores. Two at once wait.
set -eu
cd "$(dirname "$0")"
command -v npm >/dev/null || { echo "npm is missing: install Node.js with npm, then run $0 again" >&2; exit 1; }
exec 9<package.json
flock 9
if ! cmp -s package-lock.json node_modules/.lab-lock; then
  npm ci --legacy-peer-deps --ignore-scripts --no-audit --no-fund --loglevel=error
  node_modules/.bin/esbuild js/tcf-entry.js --bundle --minify --format=iife --global-name=tcf --log-level=error --outfile=node_modules/.lab-tcf.js
  cp package-lock.json node_modules/.lab-lock
fi
