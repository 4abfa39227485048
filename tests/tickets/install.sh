#!/usr/bin/env bash
# Installs pretix and what it needs, as requirements/tickets.txt says, into tests/tickets/.cache/venv, which git ignores.
# Does nothing when that is there already; two at once wait. PYTHON=… chooses the interpreter. Prints the venv's Python.
set -euo pipefail
cd "$(dirname "$0")"
cache=.cache
lock=../../requirements/tickets.txt
build=../../requirements/build.txt
stamp=$cache/installed
python=${PYTHON:-../../.venv/bin/python}
[[ -x $(command -v "$python") ]] || python=python3

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9

fingerprint() { { pwd; "$python" -VV; cat "$lock" "$build" install.sh; } 2>&1 | sha256sum; }

# The lock alone decides: a user's own constraints would only break it.
pip() {
  PIP_CONSTRAINT=/dev/null PIP_USER=0 "$cache/venv/bin/python" -m pip --disable-pip-version-check --no-input --quiet \
    install --require-hashes "$@" </dev/null 9>&-
}

wanted=$(fingerprint)
if [[ ! -x $cache/venv/bin/python || $(cat "$stamp" 2>/dev/null) != "$wanted" ]]; then
  echo "tickets: installing pretix into tests/tickets/$cache, which takes a few minutes" >&2
  rm -f "$stamp"
  "$python" -m venv --clear "$cache/venv"
  pip -r "$build"
  pip --use-pep517 --no-build-isolation -r "$lock"
  printf '%s\n' "$wanted" >"$stamp"
fi
printf '%s\n' "$PWD/$cache/venv/bin/python"
