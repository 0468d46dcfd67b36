#!/bin/sh
# fallback: one failed chunk costs that chunk only (P3).
#
# Fault injection fails the k-th huge attempt of one map creation. The page
# tables must show PTEs for chunk k and leaves for all others; the contents are
# checked page by page.
. /tests/lib.sh

page=$HV_PAGE pmd=$HV_PMD
chunks=5
pages=$((chunks * pmd / page + 7))

if [ ! -d /sys/kernel/debug/fail_page_alloc ] || [ ! -e /proc/self/fail-nth ]; then
	skip "fault injection" "CONFIG_FAIL_PAGE_ALLOC or its debugfs is missing"
	exit 0
fi
echo never > /sys/kernel/mm/transparent_hugepage/enabled 2> /dev/null

# A busy host makes the clocks of a guest complain; that is no concern of ours.
complaints() { dmesg | grep -cE 'alloc|vmap|order|oom|FAULT_INJECTION|Call Trace|WARNING|BUG'; }

# Which chunks are leaves, and whether the counters agree.
expect() { # nth map text
	[ "$HV_EXPECT" = huge ] || set -- "$1" "ssssss" "$3"
	before=$(vmstat vmalloc_huge_fallback)
	maps -t -f "$1" $((pages * page)) leaves -c map_a -p "$pages" > /tmp/fallback.out
	status=$?
	is "$status" 0 "$3: map made, contents right"
	sed 's/ map=.*/ &/; s/.*leaves=\([0-9]*\).*map=\(.*\)/\1 \2/' /tmp/fallback.out \
		> /tmp/fallback.got
	read -r got map < /tmp/fallback.got
	want=$(echo "$2" | tr -cd H | wc -c)
	huge=$(sed 's/.*huge=\([0-9]*\).*/\1/' /tmp/fallback.out)
	# What is taken in place of the block may be its two halves, which make a leaf all the same.
	if [ "$HV_EXPECT" = huge ] && [ "$(echo "$map" | cut -c"$1")" = H ]; then
		map=$(echo "$map" | sed "s/H/s/$1")
		got=$((got - 1)) huge=$((huge - 1))
	fi
	# A small area may begin anywhere in a slot and so touch one more.
	[ "$HV_EXPECT" = huge ] && is "$map" "$2" "$3: $2"
	is "$got" "$want" "$3: $want leaves"
	is "$huge" "$want" "$3: huge=$want"
	[ "$HV_EXPECT" = huge ] || return
	is $(($(vmstat vmalloc_huge_fallback) - before)) $((chunks - want)) \
		"$3: vmalloc_huge_fallback"
}

log=$(complaints)
expect 99 HHHHHs "no failure"
expect 1 sHHHHs "first chunk fails"
expect 2 HsHHHs "second chunk fails"
expect 3 HHsHHs "third chunk fails"
expect 4 HHHsHs "fourth chunk fails"
expect 5 HHHHss "fifth chunk fails"
expect 6 HHHHHs "a sixth attempt is never made"

# All attempts fail, as on a machine without a free block: silent. Single pages may still lie in a row and make a leaf.
before=$(vmstat vmalloc_huge_fallback)
maps -t -f all $((pages * page)) leaves -f leaves -c map_a -p "$pages" > /tmp/fallback.out
status=$?
is "$status" 0 "no block at all: map made, contents right"
[ "$HV_EXPECT" != huge ] || is $(($(vmstat vmalloc_huge_fallback) - before)) $chunks "no block at all: every attempt failed"
[ "$HV_EXPECT" = huge ] || is "$(cat /tmp/fallback.out)" 0 "no block at all: no leaf"
is "$(complaints)" "$log" "no allocation complains in the log"
