#!/bin/bash
# boot.sh DIRECTORY TREE INSTALL COMMAND...: runs COMMAND in a container whose root is TREE, as / is, under an overlay that goes
# away with it; with --boot, systemd as PID 1. INSTALL is run before, with the root in $ROOT. Says on its first line which process
# sees the container's process ids. Ends with the container, or when its standard input does; then nothing of it is left, and not
# DIRECTORY either.
set -euo pipefail

directory=$1 tree=$2 install=$3 name=$(basename "$1") hierarchies=()
shift 3
for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
	if test -w "$hierarchy/cgroup.procs"; then hierarchies+=("$hierarchy"); fi
done

# In namespaces of its own, where the kernel ends every process and undoes every mount once the first process ends.
contain() {
	read -r process _ </proc/self/stat
	echo "$process"
	mount -t proc proc /proc
	mount -t tmpfs tmpfs /run
	machine=$directory/machine
	mkdir "$machine"
	mount -t tmpfs -o size=1g tmpfs "$machine"
	mkdir "$machine"/{changes,work,root}
	export ROOT=$machine/root
	mount -t overlay -o "lowerdir=$tree,upperdir=$machine/changes,workdir=$machine/work" overlay "$ROOT"

	if test "$tree" = /; then strip; fi
	bash -euo pipefail -c "$install"
	# From here on a host without Swift.
	mount -t tmpfs tmpfs "$ROOT/opt"

	start "$@" &
	cat >/dev/null <&3 &
	wait -n
}

# Takes away what this machine has and a fresh one has not.
strip() {
	# Nothing of this machine's starts but what systemd itself always does.
	rm -rf "$ROOT"/etc/systemd/system/*.wants "$ROOT"/etc/rc?.d
	for unit in apt-daily.timer console-getty.service getty-static.service postgresql.service systemd-timesyncd.service; do
		ln -sf /dev/null "$ROOT/etc/systemd/system/$unit"
	done
	# Debian's images for builds forbid their packages to start anything.
	rm -f "$ROOT/usr/sbin/policy-rc.d"
	rm -rf "$ROOT/etc/leadkeeper" "$ROOT/etc/credstore.encrypted" "$ROOT"/var/lib/leadkeeper*
}

# 133 is the code with which systemd-nspawn asks to be started again, for a reboot.
start() {
	boot=0 code=133
	while test "$code" = 133; do
		boot=$((boot + 1)) code=0
		run "$@" || code=$?
	done
	exit "$code"
}

# Each boot has a control group of its own: in a common one, the managers of several machines would end each other's processes.
run() (
	for hierarchy in "${hierarchies[@]}"; do
		mkdir "$hierarchy/$name.$boot"
		echo 0 >"$hierarchy/$name.$boot/cgroup.procs"
	done
	exec systemd-nspawn --capability=CAP_IPC_LOCK,CAP_SYS_RESOURCE --console=read-only --directory="$ROOT" --keep-unit \
		--link-journal=no --machine="$name" --notify-ready=yes --private-network --quiet --register=no "$@" </dev/null
)

if test "$$" = 1; then
	contain "$@"
else
	trap : INT TERM
	code=0
	unshare --fork --kill-child --mount --pid bash "$0" "$directory" "$tree" "$install" "$@" 3<&0 || code=$?
	for hierarchy in "${hierarchies[@]}"; do
		find "$hierarchy" -mindepth 1 -depth -type d -path "$hierarchy/$name.*" -exec rmdir {} +
	done
	rm -rf "$directory"
	exit "$code"
fi
