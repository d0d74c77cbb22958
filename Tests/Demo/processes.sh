# shellcheck shell=bash
# The demo's processes and words, for scenes.sh to source.

: "${directory:?where the logs go}"
names=() pids=() step=start reason=
bold='' plain=''
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then bold=$'\e[1m' plain=$'\e[m'; fi

# Says what happens next; a failure is reported in these words.
step() {
    step=$*
    echo "${bold}==>${plain} $*"
}

# Begins a scene.
scene() {
    echo
    step "$*"
}

# Runs a command as the reader would, and shows how.
show() {
    echo
    echo "${bold}\$ $*${plain}"
    "$@"
}

# Starts a process that ends with this one: start NAME COMMAND…. It has the caller's standard input; what it says is in NAME.log.
start() {
    local name=$1
    shift
    setpriv --pdeathsig KILL "$@" <&0 >"$directory/$name.log" 2>&1 &
    names+=("$name") pids+=($!)
}

# Waits until a command succeeds; gives up after a minute, or once the process that was started last has ended.
await() {
    local deadline=$((SECONDS + 60))
    until "$@" &>/dev/null; do
        kill -0 "${pids[-1]}" 2>/dev/null || fail "${names[-1]} has ended"
        ((SECONDS < deadline)) || fail "waited a minute in vain for: $*"
        sleep 0.1
    done
}

# Ends the demo with a reason, which finish tells.
fail() {
    reason=$*
    exit 1
}

# Stops the processes, the last one first. A signal that reaches a child of bash before it has become the program is lost, so another
# one follows each second.
stop() {
    local index
    for ((index = ${#pids[@]} - 1; index >= 0; index--)); do
        while kill -TERM "${pids[index]}" 2>/dev/null; do
            timeout 1 tail -f --sleep-interval=0.05 --pid="${pids[index]}" /dev/null || true
        done
    done
    pids=()
}

# Leaves nothing running, and says what failed if something did.
finish() {
    local status=$? log
    trap '' HUP INT TERM
    stop
    ((status == 0 || status == interrupted)) && return
    {
        echo
        echo "the demo failed to $step: ${reason:-a command ended with $status}"
        for log in "$directory"/*.log; do
            echo "--- the last lines of ${log##*/}"
            tail -n 15 "$log"
        done
    } >&2
}

interrupted=143
trap finish EXIT
trap 'exit $interrupted' HUP INT TERM
