#!/bin/sh
# stats: everything the kernel tells about huge areas equals the page tables.
. /tests/lib.sh

page=$HV_PAGE pmd=$HV_PMD
pages=$((4 * pmd / page + 3)) want=0
[ "$HV_EXPECT" = huge ] && want=4
bytes=$((pages * page))

# What the counters say beyond the page tables: nothing, whatever happened before.

# The counters are global: settle what earlier tests freed.
sleep 1
is "$(drift)" 0 "vmstat alloc - free - split equals the leaves in the page tables"
is "$(leaves | sed -n 's/.* huge=\([0-9]*\) .*/\1/p' | awk '{ n += $1 } END { print n + 0 }')" \
	"$(vmalloc_leaves)" "the sum of huge= equals the leaves in the page tables"

cat > /tmp/stats.area <<'END'
leaves -c map_a -p "$1"
sed -n "/map_a.* pages=$1 /s/^/line /p" /proc/vmallocinfo
END
alloc=$(vmstat vmalloc_huge_alloc) free=$(vmstat vmalloc_huge_free)
back=$(vmstat vmalloc_huge_fallback) refused=$(vmstat vmalloc_huge_map_fallback)
maps "$bytes" sh /tmp/stats.area "$pages" > /tmp/stats.out
area=$(grep -v ^line /tmp/stats.out)
line=$(grep ^line /tmp/stats.out)
get() { echo "$area" | sed -n "s/.* $1=\([^ ]*\).*/\1/p"; }

is "$(get leaves)" "$want" "page tables: $want leaves"
is "$(get huge)" "$want" "vmallocinfo: huge=$want"
is "$(get ptes)" $((pages - want * pmd / page)) "the rest are PTEs"
is "$(get pages)" "$pages" "pages= counts base pages"
is "$(echo "$line" | grep -c ' huge=')" $((want > 0)) "huge= is absent when zero"
is "$(echo "$line" | grep -o ' N[0-9]*=[0-9]*' | awk -F= '{ n += $2 } END { print n + 0 }')" \
	"$pages" "N<node>= add up to pages="
# shellcheck disable=SC2086
set -- $area
is $(($2 - $1)) $((bytes + page)) "the area is the size asked for and one guard page"

# Freeing is deferred to a worker.
i=0
while [ -n "$(leaves -f leaves -c map_a -p "$pages")" ] && [ $i -lt 50 ]; do
	sleep 0.1
	i=$((i + 1))
done
is $(($(vmstat vmalloc_huge_alloc) - alloc)) "$want" "vmalloc_huge_alloc grew by $want"
is $(($(vmstat vmalloc_huge_free) - free)) "$want" "vmalloc_huge_free followed"
is "$(vmstat vmalloc_huge_fallback)" "$back" "vmalloc_huge_fallback did not move"
is "$(vmstat vmalloc_huge_map_fallback)" "$refused" "vmalloc_huge_map_fallback did not move"
is "$(drift)" 0 "alloc - free - split moves with the leaves in the page tables"
for i in alloc free fallback map_fallback split; do
	is "$(grep -c "^vmalloc_huge_$i " /proc/vmstat)" 1 "/proc/vmstat has vmalloc_huge_$i"
done

# The array of page pointers is a vmalloc area too once it exceeds a page.
# Another thread's stack may come or go in between: one exact round of five.
array=$((pages * 8 > page ? (pages * 8 + page - 1) / page : 0))
kb=$(((pages + array) * page / 1024))
for i in 1 2 3 4 5; do
	# shellcheck disable=SC2046
	set -- $(maps -u "$bytes")
	[ $(($2 - $1)) = $kb ] && [ "$3" = "$1" ] && break
done
is $(($2 - $1)) $kb "VmallocUsed grows by the exact size"
is "$3" "$1" "VmallocUsed is back after the free"

# The grammar of 5.10 with the two new fields in their place.
maps "$bytes" cat /proc/vmallocinfo > /tmp/stats.info
head='^0x[0-9a-f]{8,16}-0x[0-9a-f]{8,16} +[0-9]+'
caller='( [A-Za-z0-9_.]+\+0x[0-9a-f]+/0x[0-9a-f]+( \[[a-z0-9_]+\])?| 0x[0-9a-f]+)?'
flags='( pages=[0-9]+)?( phys=0x[0-9a-f]+)?( ioremap)?( vmalloc)?( vmap)?( user)?( dma-coherent)?( vpages)?'
tail='( huge=[1-9][0-9]*)?( cont=[1-9][0-9]*)?( N[0-9]+=[1-9][0-9]*)*$'
other='(unpurged vm_area|vm_map_ram)$'
grep -vE -e "$head$caller$flags$tail" -e "$head $other" /tmp/stats.info > /tmp/stats.bad
is "$(wc -l < /tmp/stats.bad)" 0 "every line of vmallocinfo parses"
while read -r line; do diag "$line"; done < /tmp/stats.bad
ge "$(wc -l < /tmp/stats.info)" 5 "vmallocinfo has lines"

# The tracepoint.
t=/sys/kernel/tracing
if [ ! -d $t/events/vmalloc/vmalloc_huge ]; then
	not_ok "tracepoint vmalloc:vmalloc_huge exists"
	exit 0
fi
ok "tracepoint vmalloc:vmalloc_huge exists"
echo > $t/trace
echo 1 > $t/events/vmalloc/vmalloc_huge/enable
maps "$bytes" true
echo 0 > $t/events/vmalloc/vmalloc_huge/enable
grep 'vmalloc_huge: ' $t/trace | grep '^ *maps-' > /tmp/stats.trace
echo > $t/trace
if [ "$want" = 0 ]; then
	is "$(grep -c 'leaves=[1-9]' /tmp/stats.trace)" 0 "no event tells of leaves"
	exit 0
fi
is "$(grep -c "size=$bytes " /tmp/stats.trace)" 1 "one event for the area"
for i in 'caller=[a-z_]*map_a[a-z_]*+0x' 'addr=[0-9a-fx]' "leaves=$want " 'pieces=0 ' 'small_pages=3'; do
	is "$(grep -c "$i" /tmp/stats.trace)" 1 "the event has $i"
done
