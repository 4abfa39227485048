#!/usr/bin/env bash
# The shell part of action.yml, one step a call. All that a workflow says comes by environment (WITH_…), never as code.
#
#   run.sh install    Siegel with its locked dependencies, and a browser where the scan needs one
#   run.sh scan       scans; writes run folder, SARIF, job summary, outputs and, with a key, the sealed bundle; ends with 0
#   run.sh gate       ends with the exit code of the scan: the last step, after all uploads
set -euo pipefail
action=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
venv=${RUNNER_TEMP:?a runner sets it}/siegel-venv
siegel=$venv/bin/siegel
most_summary=1000000 # bytes: GitHub takes 1 MiB for a step

fail() {
  printf 'siegel: %s\n' "$*" >&2
  exit 2
}

# --- install -----------------------------------------------------------------------------------------------------

# All areas but these two look at pages.
needs_browser() {
  local only=,${WITH_ONLY:-},
  only=${only//[[:blank:]]/}
  only=${only//,tls,/,}
  only=${only//,http,/,}
  [[ -z ${WITH_ONLY:-} || $only != , ]]
}

root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

# Debian has the browser as a package; elsewhere (Ubuntu's is a snap stub) Playwright downloads its own.
browser() {
  if grep -qs '^ID=debian$' /etc/os-release; then
    root apt-get -qq update && root apt-get -y -qq install --no-install-recommends chromium-headless-shell && return
  fi
  root "$venv/bin/playwright" install-deps chromium
  "$venv/bin/playwright" install chromium-headless-shell
}

install() {
  local pip=("$venv/bin/python" -m pip --disable-pip-version-check --no-input --quiet install)
  export PIP_CONSTRAINT=/dev/null PIP_USER=0 # the lock alone decides
  if [[ ! -x $siegel ]]; then
    "${PYTHON:-python3}" -m venv "$venv"
    "${pip[@]}" --require-hashes -r "$action/requirements/build.txt"
    "${pip[@]}" --require-hashes --use-pep517 --no-build-isolation -r "$action/requirements/runtime.txt"
    "${pip[@]}" --no-deps --no-build-isolation "$action"
  fi
  if needs_browser; then browser; fi
  "$siegel" --version
}

# --- scan --------------------------------------------------------------------------------------------------------

output() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:?a runner sets it}"; }

# The value of the variable of that name. Bash would run what stands in the index of an array: a plain name only.
named() {
  [[ $1 =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || fail "$2 is to be the name of an environment variable"
  printf '%s' "${!1:-}"
}

summary() {
  local text=$1 out=${GITHUB_STEP_SUMMARY:?a runner sets it}
  if (($(wc -c <"$text") <= most_summary)); then
    cat "$text" >>"$out"
    return
  fi
  head -c "$most_summary" "$text" | iconv -c -f utf-8 -t utf-8 >>"$out"
  printf '\n\n…\n\nThe rest stands in the report of the run, which is too long for a job summary.\n' >>"$out"
}

seal() {
  local run=$1 out=$2 key password=
  [[ -n ${WITH_KEY_ENV:-} ]] || return 0
  key=$(named "$WITH_KEY_ENV" key-env)
  if [[ -z $key ]]; then # a pull request from a fork has no secrets
    echo '::warning title=Siegel::The run is not sealed: the environment variable that key-env names is empty.'
    return 0
  fi
  [[ -z ${WITH_KEY_PASSWORD_ENV:-} ]] || password=$(named "$WITH_KEY_PASSWORD_ENV" key-password-env)
  (
    umask 077
    printf '%s\n' "$key" >"$secret/key.pem"
    if [[ -n $password ]]; then printf '%s\n' "$password" >"$secret/password"; fi
  )
  if [[ -n $password ]]; then export SIEGEL_KEY_PASSWORD_FILE=$secret/password; fi
  "$siegel" pack "--key=$secret/key.pem" ${WITH_CERT:+"--cert=$WITH_CERT"} "--out=$out" -- "$run"
  output sealed "$out"
}

scan() {
  [[ -n ${WITH_SHOP:-} ]] || fail "say which shop: with: {shop: https://…}"
  case ${WITH_STRICT:-} in true | false | '') ;; *) fail "strict is true or false" ;; esac
  local folder run lang=${WITH_LANG:-en} code=0
  folder=$(mktemp -d "$RUNNER_TEMP/siegel.XXXXXXXX") # so that a job may scan several shops
  run=$folder/run
  secret=$folder/secret
  trap 'rm -rf "$secret"' EXIT
  mkdir -m 700 "$secret"

  # Joined with = so that no value is taken for an option.
  local -a options=("--out=$run" "--lang=$lang")
  [[ -z ${WITH_PROFILE:-} ]] || options+=("--profile=$WITH_PROFILE")
  [[ -z ${WITH_FAIL_ON:-} ]] || options+=("--fail-on=$WITH_FAIL_ON")
  [[ ${WITH_STRICT:-} != true ]] || options+=(--strict)
  [[ -z ${WITH_ONLY:-} ]] || options+=("--only=$WITH_ONLY")
  [[ -z ${WITH_AUTHORISED_BY:-} ]] || options+=("--authorised-by=$WITH_AUTHORISED_BY")
  [[ -z ${WITH_FORMAT:-} ]] || options+=("--format=$WITH_FORMAT")
  [[ -z ${WITH_BASELINE:-} ]] || options+=("--baseline=$WITH_BASELINE")
  "$siegel" scan "${options[@]}" -- "$WITH_SHOP" || code=$?
  output exit-code "$code"
  output passed "$([[ $code == 0 ]] && echo true || echo false)"
  if [[ ! -f $run/report.json ]]; then
    printf 'Siegel ended with %s and wrote no report; its log says why.\n' "$code" >>"${GITHUB_STEP_SUMMARY:?}"
    return
  fi
  output run "$run"

  "$siegel" report --format=markdown "--lang=$lang" -- "$run" >"$folder/summary.md"
  summary "$folder/summary.md"
  "$siegel" report --format=sarif "--lang=$lang" -- "$run" >"$folder/siegel.sarif"
  output sarif "$folder/siegel.sarif"
  seal "$run" "$folder/run.siegel"
}

# --- gate --------------------------------------------------------------------------------------------------------

gate() {
  [[ ${EXIT_CODE:-} =~ ^[0-9]{1,3}$ ]] || fail "the scan did not come to an end"
  exit "$EXIT_CODE"
}

case ${1:-} in
  install | scan | gate) "$1" ;;
  *) fail "there is no step ${1:-}: install, scan or gate" ;;
esac
