#!/bin/sh
# realtime: a real-time task gets huge areas as everybody does, and below the LOW watermark it gets no block, as nobody
# does, although the page allocator lets such tasks further into its reserves than others (P5).
. /tests/lib.sh

chunks=4
bytes=$((chunks * HV_PMD + 3 * HV_PAGE))
want=0
[ "$HV_EXPECT" = huge ] && want=$chunks

zone() { # FIELD: free, min or low of the zone with the most memory
	awk -v want="$1" '$1 == "Node" { n++ }
		$1 == "pages" && $2 == "free" { is["free", n] = $3 }
		$1 == "min" || $1 == "low" { is[$1, n] = $2 }
		$1 == "managed" && $2 > most { most = $2; zone = n }
		END { print is[want, zone] }' /proc/zoneinfo
}

if [ $# -eq 0 ]; then
	maps -R $((2 * HV_PAGE)) /tests/realtime plenty
	exit
fi
if [ "$1" = plenty ]; then
	echo never >/sys/kernel/mm/transparent_hugepage/enabled
	echo 0 >/proc/sys/vm/watermark_boost_factor
	is "$(awk '{ print $41 }' /proc/$$/stat)" 1 "this is a SCHED_FIFO task"
	got=$(took bytes=$bytes)
	diag "$got"
	is "$(field leaves "$got")" $want "plenty of memory: $want leaves"
	is "$(field vmalloc_huge_fallback "$got")" 0 "plenty of memory: no chunk falls back"

	# With LOW far above MIN, a map takes what is free above the middle between the two.
	echo 1000 >/proc/sys/vm/watermark_scale_factor
	gap=$(($(zone low) - $(zone min)))
	ge $((gap * HV_PAGE / 4)) $bytes "LOW is far above MIN"
	maps $((($(zone free) - $(zone low) + gap / 2) * HV_PAGE)) /tests/realtime low
	is $? 0 "a map takes memory down to the middle of MIN and LOW"
	exit 0
fi

diag "pages free: $(zone free), MIN $(zone min), LOW $(zone low); large blocks: $(large_blocks)"
ge "$(zone low)" "$(zone free)" "below LOW: so it is"
ge "$(large_blocks)" $chunks "below LOW: there are blocks"
got=$(took bytes=$bytes)
diag "$got"
# Attempts are counted, not leaves: single pages that happen to make a chunk are mapped by one.
is "$(field vmalloc_huge_fallback "$got")" $want "below LOW: no chunk is a block"
ge "$(zone free)" "$(zone min)" "below LOW: MIN is not touched"
