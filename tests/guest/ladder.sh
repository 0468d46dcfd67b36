#!/bin/sh
# ladder: areas below PMD size, tails, and chunks without a block are made of smaller blocks, from where single pages would have
# come, and of no more memory (P3, P5, P6).
. /tests/lib.sh

chunk=$((HV_PMD / HV_PAGE))
took bytes="$HV_PMD" >/dev/null	# what is allocated the first time only

# blocks PAGES: how many blocks an area of so many pages is made of, those of leaves left out.
blocks() {
	left=$(($1 % chunk)) n=0 size=$chunk
	while [ $size -gt 16 ]; do
		size=$((size / 2))
		[ $left -lt $size ] || { n=$((n + 1)) left=$((left - size)); }
	done
	echo $n
}
for pages in 15 16 $((chunk / 2 + 3)) $((chunk - 1)) $chunk $((2 * chunk - 1)); do
	for _ in 1 2 3; do	# somebody else may take a page
		single=$(took bytes=$((pages * HV_PAGE)) small=1)
		huge=$(took bytes=$((pages * HV_PAGE)))
		want=$([ "$HV_EXPECT" = huge ] && blocks "$pages" || echo 0)
		[ "$(field vmalloc_block_alloc "$huge")" != "$want" ] || break
	done
	is "$(field vmalloc_block_alloc "$single")" 0 "$pages pages, small: no block"
	# More of smaller ones, if unmovable memory has none of the largest: no pageblock of another type is taken for them.
	got=$(field vmalloc_block_alloc "$huge")
	ge "$got" "$want" "$pages pages: $want smaller blocks"
	ge $((want == 0 ? 0 : pages / 16)) "$got" "$pages pages: and not many more"
	is "$(field leaves "$huge")" "$([ "$HV_EXPECT" = huge ] && echo $((pages / chunk)) || echo 0)" "$pages pages: leaves"
	is "$(($(field N0 "$huge") + $(field N1 "$huge")))" "$pages" "$pages pages: as many pages"
	near "$(field pgalloc "$huge")" "$(field pgalloc "$single")" 48 "$pages pages: no more pages are allocated than single pages"
	is "$(field woken "$huge")" 0 "$pages pages: nobody is woken"
done
