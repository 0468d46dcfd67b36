#!/bin/sh
# mtrr: where the architecture refuses a leaf there are PTEs, and all is right (P4).
#
# x86 maps no leaf over memory whose MTRR type is not one throughout. A few single
# pages of RAM are declared uncachable, then one area takes most of the free
# memory, those pages' chunks included.
. /tests/lib.sh

if [ ! -w /proc/mtrr ]; then
	skip "MTRR conflict" "no /proc/mtrr"
	exit 0
fi
total=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
free=$(awk '/^MemFree:/ { print $2 }' /proc/meminfo)
if [ "$total" -gt $((2 << 20)) ] || [ "$free" -lt $((256 << 10)) ]; then
	skip "MTRR conflict" "wants a guest of 0.5 to 2 GiB"
	exit 0
fi
echo never > /sys/kernel/mm/transparent_hugepage/enabled 2> /dev/null

# The second page of the chunks at 3/8, 4/8, 5/8 and 6/8 of the memory.
set_ranges=0
for i in 3 4 5 6; do
	base=$((total * 128 * i))
	base=$((base - base % HV_PMD + HV_PAGE))
	echo "base=$(printf 0x%x $base) size=$(printf 0x%x "$HV_PAGE") type=uncachable" > /proc/mtrr &&
		set_ranges=$((set_ranges + 1))
done
ge $set_ranges 1 "uncachable pages amid RAM"

chunk=$((HV_PMD / HV_PAGE))
chunks=$((free * 768 / HV_PMD))
pages=$((chunks * chunk + 3))
missed=$(vmstat vmalloc_huge_fallback) refused=$(vmstat vmalloc_huge_map_fallback)
out=$(maps -t $((pages * HV_PAGE)) leaves -c map_a -p $pages)
is $? 0 "area of $chunks chunks: contents right"
missed=$(($(vmstat vmalloc_huge_fallback) - missed))
refused=$(($(vmstat vmalloc_huge_map_fallback) - refused))
leaves=$(echo "$out" | sed 's/.* leaves=\([0-9]*\) .*/\1/')
ptes=$(echo "$out" | sed 's/.* ptes=\([0-9]*\) .*/\1/')
diag "$leaves leaves, $ptes PTEs; counted: $missed without a block, $refused refused"
if [ "$HV_EXPECT" = huge ]; then
	ge $refused 1 "the architecture refused a leaf"
	ge $set_ranges $refused "but only where it had to"
	is "$leaves" $((chunks - missed - refused)) "leaves for all others"
	is "$(dmesg | grep -c 'due to MTRR override')" 1 "the log tells of it once"
else
	is "$leaves" 0 "no leaf"
	is $refused 0 "and none refused"
fi
is $((leaves * chunk + ptes)) $pages "every page is mapped"

cat /proc/mtrr > /tmp/mtrr
sed -n 's/^reg\([0-9]*\):.*size= *4KB.*uncachable.*/\1/p' /tmp/mtrr |
	while read -r reg; do echo "disable=$reg" > /proc/mtrr; done
is "$(grep -c 'size= *4KB.*uncachable' /proc/mtrr)" 0 "the ranges are gone again"
