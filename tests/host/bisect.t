#!/usr/bin/env bash
# scripts/bisect: where the boundaries are, and what is booted there. Build, boot and judge are stand-ins that take notes.
. "$(dirname "$0")/fixture.sh" || exit 1
export LINUX_TARBALL=../linux.tar.xz
mkdir -p configs arch tests
printf '# tree: bisect\n# CONFIG_SUITE_TEST is not set\n' > configs/bisect.config
touch arch/toy.conf
printf 'other | 1 | toy | debug | | | kunit | huge\nsuite | 1 | toy | main | -smp 2 | word | kunit more | huge\n' > tests/matrix

stub() { printf '#!/bin/bash\n%s\n' "$2" > "scripts/$1"; chmod +x "scripts/$1"; }
# shellcheck disable=SC2016  # for the stubs
{
	stub build 'mkdir -p build/toy/$2; git -C build/tree show bisect:config > build/toy/$2/.config 2>/dev/null; exit 0'
	stub initrd ''
	stub boot 'while getopts a:k:d:q:c:e:s: o; do case $o in k) k=$OPTARG ;; d) d=$OPTARG ;; q) q=$OPTARG ;; c) c=$OPTARG ;; e) e=$OPTARG ;; esac; done
shift $((OPTIND - 1)); echo "$k:$e:${q# }:${c# }:$*" >> build/boots; touch "$d/console.log" "$d/verdict.log"; echo 0 > "$d/status"'
	stub judge '[ ! -e build/broken ]'
}
# commit SUBJECT FILE TEXT: a patch that writes a file.
commit() {
	mkdir -p "build/tree/$(dirname "$2")"
	printf '%s\n' "$3" > "build/tree/$2"
	git -C build/tree add -f "$2" && git -C build/tree commit -q -m "$1" -m "Why $1."
}
passes "a tree" scripts/tree
change 10 mm/vmalloc.c "mm: one"
change 20 mm/vmalloc.c "mm: two"
commit "mm: suite" mm/Kconfig 'config SUITE_TEST'
commit "mm: enable" config 'CONFIG_HAVE_ARCH_HUGE_VMALLOC=y'
commit "mm: last" new last
passes "five patches" scripts/refresh
# Groups: one | two | suite, enable | last; a comment alone is no boundary.
passes "four boundaries in patches/series" sed -i -e 's/^0002/\n# Second.\n&/' -e 's/^0003/\n# Third.\n&/' -e 's/^0004/# Enable.\n&/' -e 's/^0005/\n&/' patches/series
# shellcheck disable=SC2317  # passes calls it
boots() { rm -f build/boots; scripts/bisect "$@" > build/tap 2>/dev/null; }
without=bisect:small:-smp\ 2:word:$(sed -n "s/^without='\(.*\)'$/\1/p" scripts/bisect)
passes "the boundaries alone" boots -b toy
passes "are tested as their kernels allow" same "$(paste -sd '|' build/boots)" \
	"$without|$without|boundary:huge:-smp 2:word:kunit more|boundary:huge:-smp 2:word:kunit more"
passes "and named" same "$(grep -o '[0-9] of 5.*' build/tap | sed 's/ ([0-9]* s)//' | paste -sd '|')" \
	"1 of 5: mm: one; a boundary|2 of 5: mm: two; a boundary|4 of 5: mm: enable; a boundary|5 of 5: mm: last; a boundary"
passes "each patch" boots toy
passes "is booted, and no boundary again" same "$(cut -d: -f1,2,5 build/boots | paste -sd '|')" \
	"bisect:small:smoke|bisect:small:smoke|bisect:small:smoke|bisect:huge:smoke|bisect:huge:smoke"
rm build/bisect/passed
touch build/broken
# shellcheck disable=SC2317
fails() { ! boots -b toy; }
passes "a boundary that fails is a failure" fails
passes "each of them" same "$(grep -c '^not ok' build/tap)" 4
rm build/broken
passes "what failed is done again" boots -b toy
passes "all of it" same "$(wc -l < build/boots)" 4
finish
