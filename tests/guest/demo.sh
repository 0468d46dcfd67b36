#!/bin/sh
# demo: figures for `make demo`, each a line `# demo|what|value`; the same boot with
# vmalloc=nohuge gives the other column. Wants hash tables that are in vmalloc space.
. /tests/lib.sh

fact() { echo "# demo|$1|$2"; }
size() { echo "$(($1 * HV_PAGE / 1048576)) MiB"; }
# "START END CALLER pages=N huge=N leaves=N ptes=N map=...", a line an area
show() {	# NAME
	while read -r _ _ _ pages _ leaves ptes _; do
		pages=${pages#pages=} leaves=${leaves#leaves=} ptes=${ptes#ptes=}
		[ "$pages" -ge $((HV_PMD / HV_PAGE)) ] || continue
		fact "$1 of $(size "$pages")" "$leaves leaves + $ptes small entries"
		total=$((total + leaves)) entries=$((entries + leaves + ptes)) whole=$((whole + pages * HV_PAGE / HV_PMD))
	done
}
total=0 entries=0 whole=0

before=$(tables)
cat >/tmp/demo.areas <<'END'
leaves -c alloc_large_system_hash >/tmp/demo.hash
leaves -c map_a >/tmp/demo.maps
tables >/tmp/demo.tables
grep alloc_large_system_hash /proc/vmallocinfo | sort -n -k 2 | tail -n 1 >/tmp/demo.info
for i in alloc free fallback map_fallback; do
	echo "vmalloc_huge_$i $(awk -v n="vmalloc_huge_$i" '$1 == n { print $2 }' /proc/vmstat)"
done >/tmp/demo.vmstat
END
maps $((64 << 20)) maps $((32 << 20)) maps $(((24 << 20) + 3 * HV_PAGE)) sh /tmp/demo.areas
is $? 0 "three BPF maps are made"

fact "kernel" "$(uname -r), $(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo) MiB, $(
	grep -c ^processor /proc/cpuinfo) CPUs, $(echo /sys/devices/system/node/node[0-9]* | wc -w) nodes"
show "boot hash table" </tmp/demo.hash
show "BPF map" </tmp/demo.maps
after=$(cat /tmp/demo.tables)
fact "page table entries behind all that" "$entries"
table=$((HV_PMD * 8 / HV_PAGE))	# bytes; less than a page where pages are large and leaves are not
fact "page tables of vmalloc, before maps" "$((before * table / 1024)) KiB in $before"
fact "page tables of vmalloc, with maps" "$((after * table / 1024)) KiB in $after"
while read -r name value; do
	fact "vmstat: $name" "$value"
done </tmp/demo.vmstat
fact "vmallocinfo" "$(sed 's/^[^ ]* *//' /tmp/demo.info)"

ge "$(wc -l </tmp/demo.hash)" 1 "boot hash tables are in vmalloc space"
if [ "$HV_EXPECT" = huge ]; then
	is "$total" "$whole" "every whole chunk is a leaf"
else
	is "$total" 0 "there is no leaf"
fi
