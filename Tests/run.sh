#!/bin/bash
# run.sh LOG COMMAND [ARGUMENT...]: runs the tests by that command and keeps in LOG what they print. Where they fail it says once more
# at the end which did and why, since that has long scrolled by; the runner's own closing line is the last one in any case.
set -uo pipefail
log=$1
shift
"$@" 2>&1 | tee "$log" && exit 0
printf '\nWhat failed (%s has all that was printed):\n' "$log"
# What an issue says may have more lines than one; the next thing that the runner says begins with one of its signs.
awk '
	/^[◇✔✘➜↳±]/ { follows = 0 }
	/recorded an issue|Fatal error|^error: |^✘ (Test|Suite) .* failed/ && !/^✘ Test run / { follows = 30; print; next }
	follows > 0 && follows-- { print }
' "$log" | cut -c1-500 | tail -n 200
grep -E '^✘ Test run ' "$log" | tail -n 1
exit 1
