#!/usr/bin/env bash
# Scans a shop each night, seals the run in a chain, and says in the morning what changed: docs/how-to/nightly.md.
#
#   nightly.sh night FOLDER SHOP [SCAN OPTIONS]    scan, seal, check the chain
#   nightly.sh morning FOLDER                      check the chain, print what changed between the last two runs
#
# FOLDER/runs/TIME is a run folder, FOLDER/sealed/TIME.siegel the same run, sealed. By environment:
#
#   SIEGEL                     the program; default: siegel
#   SIEGEL_KEY                 the key that seals; without it nothing is sealed, and there is no chain
#   SIEGEL_KEY_PASSWORD_FILE   a file with the key's password, as a systemd credential is; siegel reads it
#   SIEGEL_VERIFY_KEY          the public key that checks the chain; default: SIEGEL_KEY.pub, which siegel key new wrote
#   SIEGEL_LANG                en or de; default: en
#   SIEGEL_WAIT_S              seconds that the morning waits for a scan that still runs; default: 600
#   SIEGEL_MOST_HOURS          hours after which the newest run is too old in the morning; default: 26
#
# Ends with
#    0  night: a run came about and was sealed, whatever its verdict; morning: nothing got worse
#    1  morning: something that counts fails anew
#    4  morning: something that counts is unknown anew, or last night's run is missing
#    5  the chain of seals is invalid, or the newest run has no seal; comes before all others
#   75  night: the scan of the night before still runs; morning: this night's does
#   other codes are siegel's own: 2 usage, 3 shop or policy file invalid, 70 a bug, 130 interrupted
set -euo pipefail
umask 077

say() { printf 'nightly: %s\n' "$*"; }
fail() {
  local code=$1
  shift
  say "$@" >&2
  exit "$code"
}

program=${SIEGEL:-siegel}
lang=${SIEGEL_LANG:-en}
hours=${SIEGEL_MOST_HOURS:-26}
step=${1:-}
folder=${2:-}
[[ $step == night || $step == morning ]] || fail 2 "say night or morning, a folder, and at night a shop"
[[ -n $folder && $folder != -* ]] || fail 2 "say the folder of the shop's runs"
[[ $hours =~ ^[0-9]{1,4}$ ]] || fail 2 "SIEGEL_MOST_HOURS is a number of hours"
command -v "$program" >/dev/null || fail 2 "there is no $program: set SIEGEL to the program"
shift 2
mkdir -p -- "$folder/runs" "$folder/sealed"
folder=$(cd -- "$folder" && pwd)
stamp_like='????-??-??T??-??-??Z'

key=${SIEGEL_KEY:-}
[[ -z $key || -r $key ]] || fail 2 "the key $key can't be read"
[[ -z ${SIEGEL_KEY_PASSWORD_FILE:-} || -r $SIEGEL_KEY_PASSWORD_FILE ]] || fail 2 "$SIEGEL_KEY_PASSWORD_FILE can't be read"
checks=${SIEGEL_VERIFY_KEY:-${key:+$key.pub}}
[[ -z $checks || -r $checks ]] || fail 2 "the key that checks, $checks, can't be read: name it with SIEGEL_VERIFY_KEY"

# Without the lock, so that nothing it leaves behind holds it.
siegel() { "$program" "$@" 9>&-; }

# What stands there, oldest first; a run counts once its manifest, written last, is there.
runs() {
  local run
  for run in "$folder"/runs/$stamp_like; do
    if [[ -f $run/manifest.json ]]; then printf '%s\n' "$run"; fi
  done
}
seals() {
  local seal
  for seal in "$folder"/sealed/$stamp_like.siegel; do
    if [[ -f $seal ]]; then printf '%s\n' "$seal"; fi
  done
}

# A name of this second that is not taken.
new_run() {
  local run
  run=$folder/runs/$(date -u +%Y-%m-%dT%H-%M-%SZ)
  while [[ -e $run || -e $run.interrupted ]]; do
    sleep 1
    run=$folder/runs/$(date -u +%Y-%m-%dT%H-%M-%SZ)
  done
  printf '%s' "$run"
}

check_chain() {
  local code=0
  [[ -n $checks && -n $(seals) ]] || return 0
  siegel verify --chain "$folder/sealed" --key "$checks" || code=$?
  ((code == 0)) || say "THE CHAIN IN $folder/sealed DOES NOT HOLD (exit $code)"
  return "$code"
}

# --- at night ----------------------------------------------------------------------------------------------------

night() {
  local shop=${1:-} run seal last code=0
  [[ -n $shop ]] || fail 2 "say which shop"
  shift
  run=$(new_run)
  seal=$folder/sealed/${run##*/}.siegel
  trap : INT TERM HUP # what ends us ends the scan, which keeps what it saw: wait for that
  siegel scan --quiet "--lang=$lang" "$@" "--out=$run" -- "$shop" || code=$?
  trap - INT TERM HUP
  say "the scan ended with $code"
  case $code in
    0 | 1 | 4 | 6) # a gate that fails is news for the morning, not a reason to stop
      [[ -f $run/manifest.json ]] || fail 70 "no run came about in $run"
      ;;
    130)
      if [[ -d $run ]]; then mv -- "$run" "$run.interrupted"; fi
      exit 130
      ;;
    *) exit "$code" ;;
  esac

  if [[ -z $key ]]; then
    say "not sealed: SIEGEL_KEY names no key"
    return
  fi
  last=$(seals | tail -n 1)
  code=0
  siegel pack "$run" --key "$key" ${last:+--previous "$last"} --out "$seal" || code=$?
  if ((code != 0)); then
    rm -f -- "$seal"
    fail "$code" "the run $run could not be sealed"
  fi
  code=0
  check_chain || code=$?
  return "$code"
}

# --- in the morning ----------------------------------------------------------------------------------------------

# When a run of that name began, in seconds since 1970.
seconds_of() { date -u -d "${1:0:10} ${1:11:2}:${1:14:2}:${1:17:2}" +%s; }

morning() {
  local -a last
  local chain=0 code=0 age
  check_chain || chain=$?
  mapfile -t last < <(runs | tail -n 2)
  case ${#last[@]} in
    0)
      say "there is no run in $folder/runs"
      code=4
      ;;
    1) say "there is one run, and nothing to compare it with: ${last[0]}" ;;
    2) siegel diff "--lang=$lang" -- "${last[@]}" || code=$? ;;
  esac
  if ((${#last[@]} > 0)); then
    if [[ -n $checks && ! -f $folder/sealed/${last[-1]##*/}.siegel ]]; then
      say "THE NEWEST RUN IS NOT SEALED: ${last[-1]}"
      ((chain != 0)) || chain=5
    fi
    age=$((($(date +%s) - $(seconds_of "${last[-1]##*/}")) / 3600))
    if ((age >= 10#$hours)); then
      say "LAST NIGHT'S RUN IS MISSING: the newest is $age hours old, ${last[-1]}"
      ((code != 0)) || code=4
    fi
  fi
  ((chain == 0)) || code=$chain
  return "$code"
}

exec 9>"$folder/lock"
if [[ $step == night ]]; then
  flock -n 9 || fail 75 "a scan into $folder still runs"
  night "$@"
else
  flock -w "${SIEGEL_WAIT_S:-600}" 9 || fail 75 "this night's scan into $folder still runs"
  morning
fi
