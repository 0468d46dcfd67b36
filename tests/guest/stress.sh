#!/bin/sh
# stress: areas of random sizes come and go on every CPU, some freed from
# interrupt context, while others walk the page tables by ptdump and kcore.
# Contents stay right, nothing is reported, nothing leaks. With hv.shift=21 there are small areas only, up to 2 MiB.
. /tests/lib.sh

ko=/lib/modules-flat/hv_stress.ko
seconds=${HV_SECONDS:-10}
if [ ! -e $ko ]; then
	not_ok "hv_stress.ko is in the guest"
	exit 0
fi
for dump in /sys/kernel/debug/page_tables/kernel /sys/kernel/debug/kernel_page_tables ''; do
	[ -e "$dump" ] && break
done
leak=/sys/kernel/debug/kmemleak

sleep 1
start=$(drift)
log=$(dmesg | wc -l)
alloc=$(vmstat vmalloc_huge_alloc)
touch /tmp/stress.on
if [ -n "$dump" ]; then
	(n=0; while [ -e /tmp/stress.on ]; do cat "$dump" > /dev/null; n=$((n + 1)); done
		echo $n > /tmp/stress.dumps) &
else
	skip "page table dumps alongside" "CONFIG_PTDUMP_DEBUGFS is missing"
fi
kcore -a "$seconds" > /tmp/stress.kcore &
insmod $ko seconds="$seconds" shift="${HV_SHIFT:-24}"
status=$?
rm /tmp/stress.on
wait
is $status 0 "every stamp was right, through the area and through vmalloc_to_page()"
line=$(dmesg | grep -o 'hv_stress: rounds=.*' | tail -1)
diag "$line"
ge "$(echo "$line" | sed 's/.*rounds=\([0-9]*\).*/\1/')" $((seconds * 5)) "areas came and went"
if [ -n "$dump" ]; then
	ge "$(cat /tmp/stress.dumps)" 2 "page table dumps ran alongside"
fi
diag "kcore: $(cat /tmp/stress.kcore)"
ge "$(sed 's/.*bytes=//' /tmp/stress.kcore)" $((1 << 20)) "kcore was read alongside"
rmmod hv_stress

sleep 1
if [ "$HV_EXPECT" = huge ]; then
	ge $(($(vmstat vmalloc_huge_alloc) - alloc)) 1 "huge areas took part"
else
	is "$(vmstat vmalloc_huge_alloc)" "$alloc" "no huge area took part"
fi
is "$(drift)" "$start" \
	"counters and page tables agree afterwards"

dmesg | tail -n +$((log + 1)) |
	grep -E 'BUG|WARNING:|Oops|Call Trace|[Bb]ad (pmd|page|pte)|general protection' > /tmp/stress.splats
is "$(wc -l < /tmp/stress.splats)" 0 "no splat"
while read -r line; do diag "$line"; done < /tmp/stress.splats

if [ -e $leak ]; then
	# An object must be seen unreferenced by two scans.
	echo scan > $leak && sleep 6 && echo scan > $leak
	is $? 0 "kmemleak scans"
	is "$(grep -c '^unreferenced' $leak)" 0 "kmemleak finds nothing"
	head -20 $leak | while read -r line; do diag "$line"; done
else
	skip "kmemleak" "CONFIG_DEBUG_KMEMLEAK is missing"
fi
