#!/bin/bash
# release.sh DIRECTORY PACKAGE COMMIT KEY [URL]: makes DIRECTORY, with what is released of COMMIT: PACKAGE, the sources, their sums, and, signed
# by the secret key KEY of GnuPG's, an apt repository that any web server can serve at URL. The same of all of it gives the same, but for
# the signatures. Without KEY nothing is signed and there is no repository; it says so and ends with 1.
set -euo pipefail
export LC_ALL=C
directory=$(realpath --canonicalize-missing "$1") package=$(realpath "$2") commit=$3 key=$4
url=${5:-https://packages.example.com/leadkeeper}

fail() {
	printf 'release: %s\n' "$@" >&2
	exit 1
}

for program in dpkg-scanpackages git xz; do
	command -v "$program" >/dev/null || fail "$program is not installed: apt install dpkg-dev git xz-utils"
done
if test -n "$key"; then
	command -v gpg >/dev/null || fail 'gpg is not installed: apt install gpg gpg-agent'
	gpg --batch --quiet --list-secret-keys "$key" >/dev/null 2>&1 || fail "gpg has no secret key $key; \`gpg --list-secret-keys\` lists those it has"
fi

name=$(dpkg-deb --field "$package" Package)
version=$(dpkg-deb --field "$package" Version)
architecture=$(dpkg-deb --field "$package" Architecture)
date=$(git show --no-patch --format=%ct "$commit")

# Nothing is half made: what is there is replaced once all of it is.
umask 022
new=$directory.new
rm -rf "$new"
mkdir -p "$new"
install -m 644 "$package" "$new"
git archive --format=tar --prefix="$name-$version/" "$commit" | gzip --no-name --best >"$new/$name-$version.tar.gz"

finish() {
	rm -rf "$directory"
	mv "$new" "$directory"
}

sign() {
	gpg --batch --yes --quiet --local-user "$key" --digest-algo SHA512 --armor --output "$2" "$1" "$3"
}

(cd "$new" && sha256sum -- *.deb *.tar.gz >SHA256SUMS)
if test -z "$key"; then
	finish
	fail "in $directory are the package, the sources and their sums, unsigned" \
		'without a key there is no apt repository: make release KEY=FINGERPRINT'
fi
sign --detach-sign "$new/SHA256SUMS.asc" "$new/SHA256SUMS"

# The repository: one suite for every Debian that the package runs on.
apt=$new/apt
index=main/binary-$architecture
mkdir -p "$apt/pool" "$apt/dists/stable/$index"
install -m 644 "$package" "$apt/pool"
(cd "$apt" && dpkg-scanpackages --multiversion pool 2>/dev/null >"dists/stable/$index/Packages")
cd "$apt/dists/stable"
gzip --keep --no-name --best "$index/Packages"
xz --keep --threads=1 "$index/Packages"
# A client that has read one Release finds what it names there, also while a newer one takes its place.
mkdir -p "$index/by-hash/SHA256"
for file in "$index"/Packages*; do
	cp "$file" "$index/by-hash/SHA256/$(sha256sum <"$file" | cut -d ' ' -f 1)"
done
{
	printf '%s\n' "Origin: $name" "Label: $name" 'Suite: stable' 'Codename: stable' "Version: $version" \
		"Date: $(date --utc --date="@$date" '+%a, %d %b %Y %H:%M:%S UTC')" "Architectures: $architecture" \
		'Components: main' "Description: $name $version" 'Acquire-By-Hash: yes' 'SHA256:'
	for file in "$index"/Packages*; do
		printf ' %s %d %s\n' "$(sha256sum <"$file" | cut -d ' ' -f 1)" "$(stat --format=%s "$file")" "$file"
	done
} >Release
sign --detach-sign Release.gpg Release
sign --clear-sign InRelease Release
cd "$OLDPWD"

gpg --batch --quiet --armor --export-options export-minimal --export "$key" >"$apt/$name.asc"
printf '%s\n' "# Put this file into /etc/apt/sources.list.d and $name.asc into /etc/apt/keyrings; then: apt update" 'Types: deb' "URIs: $url" \
	'Suites: stable' 'Components: main' "Architectures: $architecture" "Signed-By: /etc/apt/keyrings/$name.asc" >"$apt/$name.sources"
finish
echo "in $directory are the package, the sources, their sums, and apt/, which goes to $url as it is; the key is"
gpg --batch --with-colons --list-keys "$key" | sed -n 's/^fpr:::::::::\([0-9A-F]*\):/\1/p' | head -n 1
