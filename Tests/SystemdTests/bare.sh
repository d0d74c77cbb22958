#!/bin/bash
# bare.sh DIRECTORY PACKAGE: makes DIRECTORY/tree, a Debian 12 as bare as it comes, but with a systemd to boot it, and with all that
# PACKAGE depends on in apt's cache, so that `apt install` works there without a network. One that is made of the same is kept.
set -euo pipefail
directory=$1 package=$2
shopt -s nullglob

# This machine's own sources, as far as they are of Debian, and how it reaches them.
mapfile -t sources < <(grep -ls bookworm /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources})
mapfile -t settings < <(grep -ls '^Acquire' /etc/apt/apt.conf.d/*)

key=$({
	cat "$0" "${sources[@]}"
	dpkg-deb --field "$package" Depends
} | sha256sum)
mkdir -p "$directory"
exec 9>"$directory/lock"
flock 9
if test "$(cat "$directory/key" 2>/dev/null)" = "$key"; then exit; fi

# shellcheck disable=SC2016 # mmdebstrap's shell expands what is in single quotes.
make() {
	mmdebstrap --quiet --mode=root --variant=minbase --include=dbus,systemd-sysv --skip=cleanup/apt "${settings[@]/#/--aptopt=}" \
		--customize-hook='chroot "$1" apt-get clean' \
		--customize-hook="cp '$package' \"\$1/package.deb\"" \
		--customize-hook='chroot "$1" apt-get install --quiet --quiet --yes --no-install-recommends --download-only /package.deb' \
		--customize-hook='rm "$1/package.deb"' \
		bookworm "$directory/new" "${sources[@]}"
}

echo "makes a bare Debian 12 in $directory/tree"
rm -rf "$directory"/{key,new,tree}
make
mv "$directory/new" "$directory/tree"
echo "$key" >"$directory/key"
