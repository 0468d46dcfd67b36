#!/bin/sh
# kcore: /proc/kcore reads what is in an area, be it leaves, PTEs, or both.
. /tests/lib.sh

if [ ! -r /proc/kcore ]; then
	skip "kcore" "CONFIG_PROC_KCORE is missing"
	exit 0
fi

# maps -t leaves 0x5a5a0000 + i in page i of the values, which start at page 1
# of a mmapable array; with -m the complement, written through mmap().
first=0xffffffffa5a5ffff
cat > /tmp/kcore.check <<'END'
start=$(leaves -f start -c map_a -p "$1")
leaves -f leaves -c map_a -p "$1"
kcore $((start + HV_PAGE)) $(($1 - 1)) "$2"
echo $?
END

read_area() { # PAGES LEAVES MORE TEXT [OPTIONS]: MORE leaves there may be, too
	pages=$1 want=$2 more=$3 text=$4
	shift 4
	[ "$HV_EXPECT" = huge ] || want=0 more=0
	# shellcheck disable=SC2046
	set -- $(maps -m -t "$@" $((pages * HV_PAGE)) sh /tmp/kcore.check "$pages" $first)
	ge "$1" "$want" "$text: $want leaves"
	ge $((want + more)) "$1" "$text: no more than $((want + more))"
	is "$2" 0 "$text: kcore reads what user space wrote"
}

chunk=$((HV_PMD / HV_PAGE))
read_area $((chunk / 2)) 0 0 "small area"
read_area $((2 * chunk)) 2 0 "whole chunks"
read_area $((3 * chunk + 9)) 3 0 "chunks and a tail"

if [ -d /sys/kernel/debug/fail_page_alloc ]; then
	# What is taken in place of the block may be its two halves, which make a leaf all the same.
	before=$(vmstat vmalloc_huge_fallback)
	read_area $((4 * chunk + 9)) 3 1 "a small chunk amid leaves" -f 2
	[ "$HV_EXPECT" != huge ] || ge $(($(vmstat vmalloc_huge_fallback) - before)) 1 "a chunk got no block"
else
	skip "a small chunk amid leaves" "CONFIG_FAIL_PAGE_ALLOC is missing"
fi
