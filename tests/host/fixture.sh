# shellcheck shell=bash
# A repository like this one with a base of three small files, in a temporary directory, for the tests of the tools.
# Input: sourced by tests/host/*.t. Output: the working directory is that repository, with commit N making patch N.
set -u
unset LINUX_TREE LINUX_TARBALL LINUX_ORIG LINUX_RT CDPATH HV_PROGRESS HV_STEP HV_EVERY
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P) && repo=$(mktemp -d) || exit 1
trap 'rm -rf "$repo"' EXIT
export HV_CACHE=$repo/cache GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
mkdir -p "$repo/repo/patches" "$repo/linux/mm"
cp -r "$here/scripts" "$repo/repo"
cd "$repo/linux" || exit 1
seq 100 > mm/vmalloc.c
seq 200 299 > mm/memory.c
printf '*.o\n# Debian packaging\n/*\n' > .gitignore
git init -q . && git add -A -f && kernel=$(git write-tree) && rm -rf .git
tar -C .. -cJf ../linux.tar.xz linux
echo rt > ../rt.patch.xz
cd "$repo/repo" || exit 1
cat > base <<EOF
PACKAGE=linux-source
SOURCE=linux
VERSION=1.0-1
SUITE=none
KEYRING=/dev/null
DEB_SHA256=0
TARBALL=linux.tar.xz
TARBALL_SHA256=$(sha256sum < ../linux.tar.xz | cut -d' ' -f1)
TREE=$kernel
ORIG=linux.orig.tar.xz
ORIG_SHA256=0
RT=rt.patch.xz
RT_SHA256=$(sha256sum < ../rt.patch.xz | cut -d' ' -f1)
EOF
printf 'cover subject\n\nCover text.\n' > patches/cover.txt
printf '# About the file.\n\n# First group.\n' > patches/series

n=0 bad=0
# passes TEXT COMMAND...: ok if the command succeeds.
passes() {
	local text=$1 out
	shift
	n=$((n + 1))
	if out=$("$@" 2>&1); then echo "ok $n - $text"; return; fi
	echo "not ok $n - $text"
	printf '%s\n' "$out" | sed 's/^/# /'
	bad=1
}
# refuses TEXT WORDS COMMAND...: ok if the command fails with status 1 and its message has the words.
refuses() {
	local text=$1 words=$2 out rc=0
	shift 2
	out=$("$@" 2>&1) || rc=$?
	passes "$text" refusal $rc "$words" "$out"
}
refusal() { [ "$1" = 1 ] && grep -qF -- "$2" <<< "$3" || { echo "status $1, wanted '$2' in: $3"; return 1; }; }
same() { [ "$1" = "$2" ] || { echo "$1 is not $2"; return 1; }; }
finish() { echo "1..$n"; exit $bad; }

# change LINE FILE SUBJECT: a commit in build/tree.
change() {
	sed -i "$1s/\$/ changed/" "build/tree/$2"
	git -C build/tree commit -q -a -m "$3" -m "Why $3."
}
tip() { git -C build/tree rev-parse series; }
sums() { find patches -type f -exec sha256sum {} + | sort; }
