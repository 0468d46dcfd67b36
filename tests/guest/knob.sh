#!/bin/sh
# knob: the boot words decide, and off means off (P9).
#
# Expects the mapping in HV_EXPECT (huge or small) for areas of whole chunks,
# and judges every vmalloc= word of this boot's command line by the log.
. /tests/lib.sh

page=$HV_PAGE pmd=$HV_PMD
pages=$((4 * pmd / page))
order=0
while [ $((page << order)) -lt "$pmd" ]; do order=$((order + 1)); done

echo never > /sys/kernel/mm/transparent_hugepage/enabled 2> /dev/null

for i in alloc free fallback map_fallback; do
	eval "before_$i=$(vmstat vmalloc_huge_$i)"
done

# What the page tables show, for a new map and for everything else.
if [ "$HV_EXPECT" = huge ]; then
	is "$(maps $((4 * pmd)) leaves -f map -c map_a -p "$pages")" "HHHH." \
		"four chunks are four leaves and nothing else"
	is "$(maps -m $((4 * pmd)) leaves -f leaves -c map_a -p "$pages")" 4 \
		"VM_USERMAP area is huge as well"
else
	is "$(maps $((4 * pmd)) leaves -f leaves -c map_a -p "$pages")" 0 \
		"no leaf in an area of four chunks"
	is "$(maps $((4 * pmd)) leaves -f ptes -c map_a -p "$pages")" "$pages" \
		"every page of it is a PTE"
	is "$(vmalloc_leaves)" 0 "no leaf in all of vmalloc space"
	# The KUnit suite calls the mapper itself, whatever the knob says.
	for i in alloc free fallback map_fallback; do
		if [ -e /sys/kernel/debug/kunit/vmalloc_map ]; then
			is "$(vmstat vmalloc_huge_$i)" "$(eval echo "\$before_$i")" \
				"vmstat vmalloc_huge_$i does not move"
		else
			is "$(vmstat vmalloc_huge_$i)" 0 "vmstat vmalloc_huge_$i is zero"
		fi
	done
	is "$(grep -c ' huge=' /proc/vmallocinfo)" 0 "no huge= in vmallocinfo"
fi
is "$(leaves | grep -c ^stray)" 0 "no leaf outside of any area"

# What the page allocator was asked for: both orders, so that silence is proven
# to be silence and not a tracepoint that does not fire.
t=/sys/kernel/tracing
echo 16384 > $t/buffer_size_kb
echo > $t/trace
echo "order == 0 || order >= $order" > $t/events/kmem/mm_page_alloc/filter
echo 1 > $t/events/kmem/mm_page_alloc/enable
maps $((4 * pmd + 3 * HV_PAGE)) true
echo 0 > $t/events/kmem/mm_page_alloc/enable
echo 0 > $t/events/kmem/mm_page_alloc/filter
grep ' mm_page_alloc: ' $t/trace | grep '^ *maps-' > /tmp/knob.trace
small=$(grep -c ' order=0 ' /tmp/knob.trace)
huge=$(grep -c -v ' order=0 ' /tmp/knob.trace)
if [ "$HV_EXPECT" = huge ]; then
	is "$huge" 4 "one block a chunk"
	ge $((pages - 1)) "$small" "order-0 pages are not allocated besides"
	# A block is what a single page would have been: the caller's flags, nothing added and nothing taken away.
	flags() { grep "$@" ' order=0 ' /tmp/knob.trace | sed 's/.* gfp_flags=//' | sort -u; }
	flags -v > /tmp/knob.huge
	flags -e > /tmp/knob.small
	is "$(wc -l < /tmp/knob.huge)" 1 "all blocks are allocated with the same flags"
	is "$(grep -cxFf /tmp/knob.huge /tmp/knob.small)" 1 "and with those of the single page after them"
	diag "blocks: $(cat /tmp/knob.huge), single pages: $(tr '\n' ' ' < /tmp/knob.small)"
else
	is "$huge" 0 "no order-$order attempt"
	ge "$small" "$pages" "all pages were order-0 allocations"
fi
echo > $t/trace

# What the log says about the words.
dmesg | grep -v -i 'command line' > /tmp/knob.log
# shellcheck disable=SC2013 # words
for word in $(cat /proc/cmdline); do
	case $word in
	vmalloc=huge | vmalloc=nohuge | vmalloc=[0-9]*,huge | vmalloc=[0-9]*,nohuge)
		is "$(grep -c "\] *$word" /tmp/knob.log)" 0 "$word is taken silently" ;;
	vmalloc=[0-9]*)
		is "$(grep -cF "$word is ignored: there is no size" /tmp/knob.log)" 1 "$word is named in one line, as a size" ;;
	vmalloc=*)
		value=${word#*=}
		is "$(grep -cF "$value" /tmp/knob.log)" 1 "$word is named in exactly one line"
		is "$(grep -F "$value" /tmp/knob.log | grep -w huge | grep -cw nohuge)" 1 \
			"that line names the choices" ;;
	esac
done
is "$(grep -c 'Malformed early option' /tmp/knob.log)" 0 "no malformed early option"
