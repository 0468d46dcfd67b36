#!/bin/sh
# hold: areas with known contents that stay until the end: four leaves and a tail, one of an odd size below a leaf, and a BPF map with
# a small chunk amid leaves. What looks at the guest from outside reads from the verdict where they are, a line each:
#   # area START PAGES FIRST LEAVES [SKIP]     page i, but for the first SKIP, holds the word FIRST - i from end to end
. /tests/lib.sh
chunk=$((HV_PMD / HV_PAGE))

address() { awk -v n="$1" '$3 == n { print "0x" $1 }' /proc/kallsyms; }
set -- bytes=$(((4 * chunk + 9) * HV_PAGE)),$((37 * HV_PAGE))
leaves=4
# hv.protect=1: a part of the first is read-only, which splits two leaves.
[ -z "$HV_PROTECT" ] || { set -- "$@" protect="$(address set_memory_ro),$(address set_memory_rw)"; leaves=2; }
insmod /lib/modules-flat/hv_hold.ko "$@"
k=0
while read -r start; do
	pages=$((k ? 37 : 4 * chunk + 9))
	got=$(leaves -c hv_hold_alloc -p $pages -f leaves)
	want=$((k ? 0 : leaves))
	[ "$HV_EXPECT" = huge ] || want=0
	is "$got" $want "an area of $pages pages has $want leaves"
	echo "# area $start $pages $(printf '0x%x' $((0x5a5a5a5a00000000 - (k << 32)))) $want 0"
	k=$((k + 1))
done </sys/module/hv_hold/parameters/starts
is "$(cat /sys/module/hv_hold/parameters/wrong)" 0 "they hold what they should"

# map PAGES: a BPF map with a second chunk that gets no block. What is taken in its place may be the two halves of one all the same.
map() {
	maps -m -t -f 2 $(($1 * HV_PAGE)) sh -c "leaves -c map_a -p $1 >/tmp/hold.leaves; exec sleep 1000000" </dev/null >/dev/null 2>&1 &
	i=0
	while [ ! -s /tmp/hold.leaves ] && [ $i -lt 300 ]; do
		sleep 0.1
		i=$((i + 1))
	done
	read -r start _ _ _ _ leaves _ map </tmp/hold.leaves
	echo "$start $1" >/tmp/hold.map
	case $map in map=?s*) return 0 ;; *) return 1 ;; esac
}
pages=$((4 * chunk + 9))
map $pages || {
	# Then no half was free: now there is one, whose other half is somewhere else.
	rm /tmp/hold.leaves
	maps $((HV_PMD / 2)) sleep 1000000 </dev/null >/dev/null 2>&1 &
	sleep 1
	pages=$((pages + 1))
	map $pages
}
want=0
[ "$HV_EXPECT" = huge ] && want=3
is "$leaves" "leaves=$want" "a BPF map has $want leaves"
is "$(echo "$map" | cut -c5-6)" "$([ $want = 0 ] && echo ss || echo Hs)" "its second chunk is small"
echo "# area $start $pages 0xffffffffa5a60000 $want 1"
