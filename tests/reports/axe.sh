#!/bin/sh
# Installs axe-core, as the lock file says, into axe/node_modules, which git ignores.
set -eu
cd "$(dirname "$0")/axe"
command -v npm >/dev/null || { echo "npm is missing: install Node.js with npm, then run $0 again" >&2; exit 1; }
if ! cmp -s package-lock.json node_modules/.siegel-lock; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.siegel-lock
fi
