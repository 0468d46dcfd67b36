#!/usr/bin/env bash
# scripts/tree and scripts/refresh: exact inverses, the same for everybody, and no work is ever lost.
. "$(dirname "$0")/fixture.sh" || exit 1
export LINUX_TARBALL=../linux.tar.xz

passes "an empty series makes a tree" scripts/tree
passes "an empty series exports nothing" scripts/refresh
change 10 mm/vmalloc.c "mm: one"
change 50 mm/vmalloc.c "mm: two"
git -C build/tree mv mm/memory.c mm/renamed.c
chmod +x build/tree/mm/renamed.c
printf 'new\n' > build/tree/mm/new.c
git -C build/tree add mm/new.c
git -C build/tree commit -q -a -m "mm: three"
passes "three commits are exported" scripts/refresh
passes "with a cover letter" grep -q '^Huge vmalloc project (3):' patches/0000-cover-letter.patch
passes "whose text is patches/cover.txt" grep -qx 'Subject: \[PATCH\] cover subject' patches/0000-cover-letter.patch
passes "listed in order" same "$(grep -v '^#' patches/series | xargs)" "0001-mm-one.patch 0002-mm-two.patch 0003-mm-three.patch"
before=$(sums)
kernel=$(git -C build/tree rev-parse 'series^{tree}')

# From nothing, later, by somebody with another name, clock and taste.
# shellcheck disable=SC2317  # passes calls it
again() {
	rm -rf build
	sleep 1
	printf '[user]\nname=x\nemail=x@x\n[format]\nsignature=x\nnoprefix=true\n[diff]\nnoprefix=true\ncontext=9\nalgorithm=minimal\n[core]\nabbrev=7\nautocrlf=true\n' > ../gitconfig
	GIT_CONFIG_GLOBAL=$repo/gitconfig TZ=Asia/Tokyo GIT_AUTHOR_NAME=me LANG=C GIT_COMMITTER_DATE='2001-02-03T04:05:06Z' scripts/tree
	GIT_CONFIG_GLOBAL=$repo/gitconfig TZ=Asia/Tokyo scripts/refresh
}
passes "the tree is made from the patches" again
first=$(tip)
passes "it has the files that were committed" same "$(git -C build/tree rev-parse 'series^{tree}')" "$kernel"
passes "it exports to the same bytes" same "$(sums)" "$before"
passes "a second time too" again
passes "with the same commit ids" same "$(tip)" "$first"
passes "and the same bytes" same "$(sums)" "$before"
touch -d "1 hour ago" build/tree/mm/vmalloc.c
passes "an unchanged series needs nothing" scripts/tree
passes "and leaves the tree alone" same "$(find build/tree/mm/vmalloc.c -mmin +30)" build/tree/mm/vmalloc.c

# Groups of patches/series.
sed -i 's/^0002-/# Second group.\n0002-/' patches/series
change 90 mm/vmalloc.c "mm: zero"
passes "a new commit is exported" scripts/refresh
passes "the comment of a group stays above its first patch" same "$(grep -A1 Second patches/series | tail -n 1 | sed 's/^[0-9]*-//')" mm-two.patch
GIT_SEQUENCE_EDITOR="sed -i 2d" git -C build/tree rebase -q -i base
passes "the first patch of a group goes" scripts/refresh
passes "and its comment stays above the rest" same "$(grep -A1 Second patches/series | tail -n 1)" 0002-mm-three.patch
passes "no patch of it is left behind" same "$(find patches -name '*mm-two*')" ''

# Work is not lost.
echo edit >> build/tree/mm/vmalloc.c
refuses "refresh refuses uncommitted changes" "uncommitted changes" scripts/refresh
passes "an unchanged series does not mind them" scripts/tree
sed -i 's/Why mm: one/Because mm: one/' patches/0001-mm-one.patch
refuses "a changed series does" "uncommitted changes" scripts/tree
passes "and they are still there" grep -q edit build/tree/mm/vmalloc.c
git -C build/tree commit -q -a -m "mm: more"
refuses "commits that are not exported stop it too" "make refresh" scripts/tree
passes "and they are still there" same "$(git -C build/tree log -1 --format=%s)" "mm: more"
passes "dropped on request" git -C build/tree reset -q --hard refs/huge-vmalloc/exported
passes "a patch edited by hand is applied" scripts/tree
passes "with its edit" grep -q "Because mm: one" <(git -C build/tree log)
before=$(sums)
passes "and exported" scripts/refresh
passes "unchanged" same "$(sums)" "$before"

# What refresh refuses.
refused=$(sums)
git -C build/tree commit -q --allow-empty -m "fixup! mm: one"
refuses "refresh refuses a fixup" "fixup! mm: one" scripts/refresh
refuses "and says what to type" "rebase -i --autosquash" scripts/refresh
git -C build/tree reset -q --hard HEAD~
GIT_SEQUENCE_EDITOR="sed -i 1s/pick/edit/" git -C build/tree rebase -q -i base 2>/dev/null
refuses "refresh refuses a rebase in progress" "rebase is in progress" scripts/refresh
git -C build/tree rebase --abort
git -C build/tree checkout -q -b aside
refuses "refresh refuses another branch" "checkout series" scripts/refresh
git -C build/tree checkout -q series
passes "none of that touched patches/" same "$(sums)" "$refused"

# A patch that does not apply.
sed -i 's/^-10$/-10 not there/' patches/0001-mm-one.patch
refuses "a patch that does not apply names itself and the file" "patches/0001-mm-one.patch does not apply: mm/vmalloc.c" scripts/tree
refuses "then the am in progress is named" "am is in progress" scripts/tree
refuses "refresh refuses it too" "am is in progress" scripts/refresh
git -C build/tree am --abort
sed -i 's/^-10 not there$/-10/' patches/0001-mm-one.patch
passes "repaired, it applies" scripts/tree
sed -i '/^ 13$/s/13/13 else/' patches/0001-mm-one.patch
refuses "no fuzz in the context" "does not apply" scripts/tree
git -C build/tree am --abort
echo 0009-nowhere.patch >> patches/series
refuses "a patch that is not there is named" "0009-nowhere.patch, which is not there" scripts/tree
finish
