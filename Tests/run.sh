#!/bin/bash
# run.sh LOG COMMAND [ARGUMENT...]: runs the tests by that command and keeps in LOG what they print. Where they fail it says once more
# at the end which did and why, since that has long scrolled by; the runner's own closing line is the last one in any case.
set -uo pipefail
log=$1
shift
"$@" 2>&1 | tee "$log" && exit 0
printf '\nWhat failed (%s has all that was printed):\n' "$log"
grep -E 'recorded an issue|Fatal error|^error: |^✘ (Test|Suite) .* failed' "$log" | grep -v '^✘ Test run ' | tail -n 40
grep -E '^✘ Test run ' "$log" | tail -n 1
exit 1
