#!/bin/sh
# offline: blocks of memory go off line and on line again while areas come and go on every CPU (stress.sh explains). Areas keep
# what is in them, memory comes back whole, nothing is reported.
. /tests/lib.sh

seconds=${HV_SECONDS:-30}
memory=/sys/devices/system/memory
if [ ! -e $memory/block_size_bytes ]; then
	not_ok "the kernel knows blocks of memory"
	exit 0
fi
pages=$((4 * HV_PMD / HV_PAGE + 3))
fill=0x5a5a5a5a5a5a5a5a
log=$(dmesg | wc -l)
online() { grep -lx online $memory/memory*/state | wc -l; }
before=$(online)
diag "blocks of 0x$(cat $memory/block_size_bytes) bytes, $before of them on line"

insmod /lib/modules-flat/hv_area.ko bytes=$((pages * HV_PAGE)) fill=$fill
start=$(leaves -c hv_area_alloc -p $pages -f start)
want=0
[ "$HV_EXPECT" = huge ] && want=4
is "$(leaves -c hv_area_alloc -p $pages -f leaves)" $want "an area of $want leaves"
alloc=$(vmstat vmalloc_huge_alloc)
(insmod /lib/modules-flat/hv_stress.ko seconds="$seconds"; echo $? >/tmp/offline.stress) &
went=0 stayed=0 came=0
while [ ! -e /tmp/offline.stress ]; do
	for block in "$memory"/memory*; do
		# A page that somebody holds is waited for, for ever.
		if timeout 10 sh -c "echo offline >$block/state" 2>/dev/null; then
			went=$((went + 1))
			sleep 0.1
			echo online >"$block/state" && came=$((came + 1))
		else
			stayed=$((stayed + 1))
		fi
	done
done
wait
diag "off line: $went times, refused: $stayed times"
is "$(cat /tmp/offline.stress)" 0 "every stamp was right, through the area and through vmalloc_to_page()"
line=$(dmesg | grep -o 'hv_stress: rounds=.*' | tail -1)
diag "$line"
ge "$(echo "$line" | sed 's/.*rounds=\([0-9]*\).*/\1/')" $((seconds * 5)) "areas came and went"
[ "$HV_EXPECT" != huge ] || ge $(($(vmstat vmalloc_huge_alloc) - alloc)) 1 "huge areas took part"
ge $went 5 "blocks went off line"
is $came $went "and came back, each of them"
is "$(online)" "$before" "all are on line as before"
kcore -w "$start" $pages $fill
is $? 0 "the area holds what it held"
rmmod hv_area
rmmod hv_stress
dmesg | tail -n +$((log + 1)) |
	grep -E 'BUG|WARNING:|Oops|Call Trace|[Bb]ad (pmd|page|pte)' >/tmp/offline.splats
is "$(wc -l </tmp/offline.splats)" 0 "no splat"
while read -r line; do diag "$line"; done </tmp/offline.splats
