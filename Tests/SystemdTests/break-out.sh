#!/bin/bash
# break-out.sh DIRECTORY: prints the name of each thing that it may do and that no service of leadkeeper may. DIRECTORY is where it
# may write. What not even root may do in a container cannot be tried in one: the clock, the kernel's log, modules and tunables.
exec 2>/dev/null

attempt() {
	if "${@:2}" >/dev/null; then echo "$1"; fi
}

write() {
	touch "$1" && rm "$1"
}

open_socket() {
	python3 -c "import socket; socket.socket(socket.$1, socket.$2)"
}

# The units have setpriority(2) do nothing and say that it did.
raise_priority() {
	renice --priority -5 --pid "$$" && test "$(nice)" -lt 0
}

set_user_id() {
	cp /bin/true "$1/true" && chmod u+s "$1/true"
}

cd /
attempt change-personality setarch --addr-no-randomize true
attempt create-namespace unshare --mount true
attempt create-user-namespace unshare --user true
attempt have-capabilities grep --quiet --invert-match '^CapBnd:[[:space:]]*0*$' <(grep ^CapBnd: /proc/self/status)
attempt gain-privileges grep --quiet '^NoNewPrivs:[[:space:]]*0' /proc/self/status
attempt make-device mknod "$1/device" c 1 3
attempt map-writable-code python3 -c 'import mmap; mmap.mmap(-1, 4096, prot=7)'
attempt mount mount -t tmpfs tmpfs /mnt
attempt open-netlink open_socket AF_NETLINK SOCK_RAW
attempt open-packets open_socket AF_PACKET SOCK_RAW
attempt raise-priority raise_priority
attempt run-in-real-time chrt --fifo 1 true
attempt see-homes ls /home/witness
attempt see-machine cat /proc/meminfo
attempt see-other-processes ls /proc/1/fd
attempt see-root ls /root
attempt see-tmp ls /tmp/witness
attempt see-devices ls /dev/witness
attempt set-group-id chmod g+s "$1"
attempt set-user-id set_user_id "$1"
attempt write-etc write /etc/written
attempt write-usr write /usr/written
attempt write-var write /var/written
