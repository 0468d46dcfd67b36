#!/usr/bin/env bash
# scripts/fetch and the base of scripts/tree: nothing but the base is accepted, by whichever way it comes.
. "$(dirname "$0")/fixture.sh"

echo wrong > ../wrong.tar.xz
says "another tarball is refused by name" "wrong.tar.xz is not linux.tar.xz of 1.0-1" env LINUX_TARBALL=../wrong.tar.xz scripts/fetch
says "the refusal names the ways" "LINUX_TREE=dir" env LINUX_TARBALL=../wrong.tar.xz scripts/fetch
says "a tarball that is not there is refused by name" "nowhere.tar is not a file" env LINUX_TARBALL=nowhere.tar scripts/fetch
says "a directory that is not there is refused by name" "nowhere is not a directory" env LINUX_TREE=nowhere scripts/fetch
yes "the right tarball is accepted" env LINUX_TARBALL=../linux.tar.xz scripts/fetch
yes "a relative path is that of the caller" same "$(cd .. && LINUX_TARBALL=linux.tar.xz repo/scripts/fetch)" "$(readlink -f ../linux.tar.xz)"

mkdir -p "$HV_CACHE/dl"
cp ../linux.tar.xz "$HV_CACHE/dl/"
yes "the download cache is used" same "$(scripts/fetch)" "$HV_CACHE/dl/linux.tar.xz"
echo damage >> "$HV_CACHE/dl/linux.tar.xz"
PATH_WITHOUT_APT=$repo/bin
mkdir "$PATH_WITHOUT_APT"
printf '#!/bin/sh\nexit 1\n' > "$PATH_WITHOUT_APT/apt-get"
chmod +x "$PATH_WITHOUT_APT/apt-get"
says "a damaged cache is not used" "is damaged" env PATH="$PATH_WITHOUT_APT:$PATH" scripts/fetch
yes "a damaged file does not stay in the cache" test ! -e "$HV_CACHE/dl/linux.tar.xz"

cp -r ../linux ../other && echo >> ../other/mm/memory.c
says "another tree is refused by its hash" "is not the base 1.0-1: its git tree is" env LINUX_TREE=../other scripts/tree
yes "a refused tree leaves no build/tree" test ! -e build/tree
yes "the right tree is accepted" env LINUX_TREE=../linux scripts/tree
first=$(tip)
rm -rf build
yes "the tarball is accepted" env LINUX_TARBALL=../linux.tar.xz scripts/tree
yes "the tree and the tarball give the same commit" same "$(tip)" "$first"
yes "new files are seen in build/tree" eval 'touch build/tree/mm/new.c && [ "$(git -C build/tree status --porcelain)" = "?? mm/new.c" ]'
rm build/tree/mm/new.c
git clone -q build/tree ../clone && rm -rf build && echo more >> ../clone/mm/vmalloc.c
yes "a repository that has the tree somewhere is accepted" env LINUX_TREE=../clone scripts/tree
yes "and gives the same commit" same "$(tip)" "$first"
sed -i 's/^VERSION=.*/VERSION=2.0-1/; s/^TREE=.*/TREE=0000/' base
says "a build/tree of another base is refused" "another base than 2.0-1" scripts/tree
finish
