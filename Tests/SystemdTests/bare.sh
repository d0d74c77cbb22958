#!/bin/bash
# bare.sh DIRECTORY PACKAGE SUITE...: makes DIRECTORY/SUITE/tree for each suite, a Debian as bare as it comes, but with a systemd to
# boot it, and with all that PACKAGE depends on in apt's cache, so that `apt install` works there without a network. The suites are made
# at the same time; one that is made of the same is kept. DIRECTORY/SUITE/log says why one could not be made.
set -euo pipefail
directory=$1 package=$2
shopt -s nullglob

# How this machine reaches its archives.
mapfile -t settings < <(grep -ls '^Acquire' /etc/apt/apt.conf.d/*)
own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
depends=$(dpkg-deb --field "$package" Depends)

# This machine's own sources, as far as they are of Debian, for another suite.
adapted() {
	local file
	while read -r file; do
		sed "s/\<$own\>/$1/g" "$file" >"$place/${file##*/}"
		echo "$place/${file##*/}"
	done < <(grep -lsw "$own" /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} | xargs --no-run-if-empty grep -l debian)
}

make() {
	local place=$directory/$1 sources key
	mkdir -p "$place"
	exec 9>"$place/lock"
	flock 9
	mapfile -t sources < <(adapted "$1")
	key=$(cat "$0" "${sources[@]}" - <<<"$depends" | sha256sum)
	if test "$(cat "$place/key" 2>/dev/null)" = "$key"; then return; fi

	echo "makes a bare Debian, $1, in $place/tree"
	rm -rf "$place"/{key,new,tree}
	# shellcheck disable=SC2016 # mmdebstrap's shell expands what is in single quotes.
	mmdebstrap --quiet --mode=root --variant=minbase --include=dbus,systemd-sysv --skip=cleanup/apt "${settings[@]/#/--aptopt=}" \
		--customize-hook='chroot "$1" apt-get clean' \
		--customize-hook="chroot \"\$1\" apt-get satisfy --quiet --quiet --yes --no-install-recommends --download-only '$depends'" \
		"$1" "$place/new" "${sources[@]}" >"$place/log" 2>&1 || return
	mv "$place/new" "$place/tree"
	echo "$key" >"$place/key"
}

makers=() code=0
for suite in "${@:3}"; do
	make "$suite" &
	makers+=($!)
done
for maker in "${makers[@]}"; do wait "$maker" || code=$?; done
for suite in "${@:3}"; do
	test -e "$directory/$suite/key" || tail -n 3 "$directory/$suite/log" >&2
done
exit "$code"
