#!/usr/bin/env bash
# Shows leadkeeper at work against a simulated cloud, on this machine alone; `make demo` builds what it needs and runs it.
#
# The demo gets a network, mounts and a list of processes of its own, in which Microsoft's real host names lead to the simulator and
# of which nothing can stay behind. What happens in there is in scenes.sh. The programs are in $BUILT, else in .build/programs/release; where $KEEP
# is not empty, the demo stays up until a signal ends it.
set -euo pipefail
cd "$(dirname "$0")"

directory=$(mktemp -d "${TMPDIR:-/tmp}/leadkeeper-demo.XXXXXX")
trap 'rm -rf "$directory"' EXIT

namespaces=(unshare --net --uts --mount --pid --mount-proc --fork --kill-child)
((EUID == 0)) || namespaces+=(--map-root-user)
if refusal=$("${namespaces[@]}" true 2>&1); then
    hosts=real
else
    echo "this machine permits no network of its own ($refusal): the demo uses names under .localhost and free ports"
    namespaces=()
    hosts=local
fi

# A process group of its own, so that one signal reaches all of the demo, whoever sends it.
set -m
setpriv --pdeathsig KILL "${namespaces[@]}" ./scenes.sh "$directory" "$hosts" </dev/null &
scenes=$!
signal=
for name in HUP INT TERM; do
    # shellcheck disable=SC2064 # the name is meant to be put in here
    trap "signal=$name; kill -TERM -- -$scenes 2>/dev/null || true" "$name"
done

cat >"$directory/shell" <<END
#!/usr/bin/env bash
# A shell inside the demo, or one command: shell [COMMAND [ARGUMENT…]].
set -euo pipefail
. '$directory/environment'
cd '$directory'
inside=()
if [[ $hosts == real ]]; then
    inside=(nsenter --all --wd=. --target "\$(tr -d ' ' </proc/$scenes/task/$scenes/children)")
fi
exec "\${inside[@]}" "\${@:-bash}"
END
chmod +x "$directory/shell"

# A signal ends `wait` before the demo has ended.
status=0
while wait "$scenes" || status=$?; kill -0 "$scenes" 2>/dev/null; do :; done
if [[ -n $signal ]]; then
    trap - "$signal"
    rm -rf "$directory"
    kill -"$signal" $$
fi
exit "$status"
