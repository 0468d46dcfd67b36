#!/usr/bin/env bash
# scripts/fetch and the base of scripts/tree: nothing but the base is accepted, by whichever way it comes.
. "$(dirname "$0")/fixture.sh" || exit 1

echo wrong > ../wrong.tar.xz
refuses "another tarball is refused by name" "wrong.tar.xz is not linux.tar.xz of 1.0-1" env LINUX_TARBALL=../wrong.tar.xz scripts/fetch
refuses "the refusal names the ways" "LINUX_TREE=dir" env LINUX_TARBALL=../wrong.tar.xz scripts/fetch
refuses "a tarball that is not there is refused by name" "nowhere.tar is not a file" env LINUX_TARBALL=nowhere.tar scripts/fetch
refuses "a directory that is not there is refused by name" "nowhere is not a directory" env LINUX_TREE=nowhere scripts/fetch
passes "the right tarball is accepted" env LINUX_TARBALL=../linux.tar.xz scripts/fetch
passes "a relative path is that of the caller" same "$(cd .. && LINUX_TARBALL=linux.tar.xz repo/scripts/fetch)" "$(readlink -f ../linux.tar.xz)"
passes "the right PREEMPT_RT patch is accepted" env LINUX_RT=../rt.patch.xz scripts/fetch rt
refuses "another one is refused by name" "wrong.tar.xz is not rt.patch.xz of 1.0-1" env LINUX_RT=../wrong.tar.xz scripts/fetch rt

mkdir -p "$HV_CACHE/dl"
cp ../linux.tar.xz "$HV_CACHE/dl/"
passes "the download cache is used" same "$(scripts/fetch)" "$HV_CACHE/dl/linux.tar.xz"
echo damage >> "$HV_CACHE/dl/linux.tar.xz"
no_apt=$repo/bin
mkdir "$no_apt"
printf '#!/bin/sh\nexit 1\n' > "$no_apt/apt-get"
chmod +x "$no_apt/apt-get"
refuses "a damaged cache is not used" "is damaged" env PATH="$no_apt:$PATH" scripts/fetch
passes "a damaged file does not stay in the cache" test ! -e "$HV_CACHE/dl/linux.tar.xz"

cp -r ../linux ../other && echo >> ../other/mm/memory.c
refuses "another tree is refused by its hash" "is not the base 1.0-1: its git tree is" env LINUX_TREE=../other scripts/tree
passes "a refused tree leaves no build/tree" test ! -e build/tree
passes "the right tree is accepted" env LINUX_TREE=../linux scripts/tree
first=$(tip)
rm -rf build
passes "the tarball is accepted" env LINUX_TARBALL=../linux.tar.xz scripts/tree
passes "the tree and the tarball give the same commit" same "$(tip)" "$first"
touch build/tree/mm/new.c
passes "new files are seen in build/tree" same "$(git -C build/tree status --porcelain)" "?? mm/new.c"
rm build/tree/mm/new.c
git clone -q build/tree ../clone && rm -rf build && echo more >> ../clone/mm/vmalloc.c
passes "a repository that has the tree somewhere is accepted" env LINUX_TREE=../clone scripts/tree
passes "and gives the same commit" same "$(tip)" "$first"
sed -i 's/^VERSION=.*/VERSION=2.0-1/; s/^TREE=.*/TREE=0000/' base
refuses "a build/tree of another base is refused" "another base than 2.0-1" scripts/tree
finish
