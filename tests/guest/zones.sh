#!/bin/sh
# zones: where the upper zone has no free block and the zone below has many, an area gets blocks if the next single page
# would come from below too, and only then; nothing is allocated to be given back at once (P5, P6).
#
# Fragments of movable page blocks, which page cache and programs leave, send single pages of the kernel to the zone
# below; fragments of unmovable ones do not. What single pages do is not foretold, but seen: the same area is made of them
# first (took small=1).
. /tests/lib.sh

chunk=$((HV_PMD / HV_PAGE))
chunks=64
upper=Normal lower=dma32

if [ $# -eq 0 ]; then
	echo never >/sys/kernel/mm/transparent_hugepage/enabled
	for kind in movable unmovable; do
		option=''
		[ $kind = movable ] || option=-u
		# shellcheck disable=SC2086 # a word or none
		fragment $option -z $upper 0 taskset -c 0 /tests/zones $kind
		is $? 0 "$kind fragments in zone $upper"
	done
	exit 0
fi
kind=$1

is "$(large_blocks 0 $upper)" 0 "$kind: zone $upper has no block"
ge "$(large_blocks 0 DMA32)" $((chunks + 8)) "$kind: zone DMA32 has enough of them"

single=$(took bytes=$((chunks * HV_PMD)) small=1)
diag "$single"
huge=$(took bytes=$((chunks * HV_PMD)))
diag "$huge"
below=$(field pgalloc_$lower "$single")
if [ "$kind" = movable ]; then
	ge "$below" $((chunks * chunk / 2)) "$kind: single pages come from zone DMA32, most of them"
else
	ge $((chunks * chunk / 8)) "$below" "$kind: single pages come from zone $upper"
fi
for what in pgalloc_$lower pgalloc_normal N0 N1; do
	near "$(field "$what" "$huge")" "$(field "$what" "$single")" $chunk "$kind: $what as with single pages, within a chunk"
done
# Noise is in both: the process that loads the module, the module itself.
near "$(field pgalloc "$huge")" "$(field pgalloc "$single")" $chunk "$kind: no more pages are allocated than single pages"
near "$(field pgfree "$huge")" "$(field pgfree "$single")" $chunk "$kind: none is given back meanwhile"
is "$(field woken "$huge")" "$(field woken "$single")" "$kind: kswapd is woken as often"
leaves=$(field leaves "$huge")
# A chunk may begin with pages of one zone and end with those of the other.
want=$((below / chunk - 2))
[ "$HV_EXPECT" = huge ] && [ $want -gt 0 ] || want=0
ge "$leaves" $want "$kind: what comes from zone DMA32 are leaves"
ge $((want + 3)) "$leaves" "$kind: and no more"
if [ "$HV_EXPECT" = huge ]; then
	is "$(field vmalloc_huge_fallback "$huge")" $((chunks - leaves)) "$kind: the others are counted"
fi
