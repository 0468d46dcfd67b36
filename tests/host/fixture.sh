# shellcheck shell=bash
# A repository like this one with a base of three small files, in a temporary directory, for the tests of the tools.
# Input: sourced by tests/host/*.t. Output: the working directory is that repository, with commit N making patch N.
set -u
unset LINUX_TREE LINUX_TARBALL LINUX_ORIG CDPATH
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
repo=$(mktemp -d)
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
cd "$repo/repo" || exit 1
cat > base <<E
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
