#!/bin/sh
# hotplug: blocks of memory modules (node 1) that hold areas do not go off line, and the areas keep what is in them. When the areas
# are freed the blocks go, and the module is pulled out. There are two modules: the first takes what 5.10 leaves behind for good
# where areas were, page tables and descriptors of free space, and stays; the second must go.
. /tests/lib.sh

memory=/sys/devices/system/memory
size=$((0x$(cat $memory/block_size_bytes)))
first=$(cd /sys/devices/system/node/node1 && echo memory[0-9]* | cut -d ' ' -f 1)
blocks=$(cd /sys/devices/system/node/node1 && echo memory[0-9]* | cut -d ' ' -f 2-)
count=$(echo "$blocks" | wc -w)
state() { for b in $blocks; do cat "$memory/$b/state"; done | sort | uniq -c | xargs; }
# A page that somebody holds is waited for, for ever.
offline() { timeout 10 sh -c "echo offline >$memory/$1/state" 2>/dev/null; }
leaves_held() { leaves -c hv_hold_alloc -f leaves | awk '{ n += $1 } END { print n + 0 }'; }

# In a normal zone, where the kernel may have it: a movable one would have no area. The first module is nearly full before the
# second is there.
echo online_kernel >"$memory/$first/state"
# What policies may name follows a moment later.
i=0
while ! grep -q 'Mems_allowed_list:.*[-,]1' /proc/self/status && [ $i -lt 100 ]; do
	sleep 0.1
	i=$((i + 1))
done
maps -p bind:2 $((size * 7 / 8)) sleep 1000000 </dev/null >/dev/null 2>&1 &
i=0
while ! grep -q 'map_a.* N1=[0-9]\{4\}' /proc/vmallocinfo && [ $i -lt 100 ]; do
	sleep 0.1
	i=$((i + 1))
done
ge "$count" 2 "the second module has blocks of memory"
for b in $blocks; do echo online_kernel >"$memory/$b/state"; done
is "$(state)" "$count online" "all go on line"

pages=$((9 * HV_PMD / HV_PAGE + 1))
maps -p bind:2 -P 8192 insmod /lib/modules-flat/hv_hold.ko bytes=$((pages * HV_PAGE)),$((16 * HV_PMD))
want=25
[ "$HV_EXPECT" = huge ] || want=0
is "$(leaves_held)" $want "two areas have $want leaves"
is "$(grep ' hv_hold_alloc+' /proc/vmallocinfo | grep -c ' N0=')" 0 "none of their pages is on node 0"
holds=$(while read -r pfn; do echo memory$((pfn * HV_PAGE / size)); done </sys/module/hv_hold/parameters/pfns | sort -u | xargs)
diag "blocks of $size bytes, $first filled before, $blocks; the areas are in $holds"
case " $holds " in *" ${blocks%% *} "*) ok "the second module holds areas" ;; *) not_ok "the second module holds areas" ;; esac
for b in $holds; do
	if offline "$b"; then not_ok "$b does not go off line"; else ok "$b does not go off line"; fi
	is "$(cat "$memory/$b/state")" online "$b is on line"
done
for b in $blocks; do offline "$b"; done
diag "with areas: $(state)"
is "$(cat /sys/module/hv_hold/parameters/wrong)" 0 "the areas hold what they held"
is "$(leaves_held)" $want "and have their leaves"
rmmod hv_hold

# Caches of the kernel may lie there, too.
i=0
while [ "$(state)" != "$count offline" ] && [ $i -lt 5 ]; do
	echo 3 >/proc/sys/vm/drop_caches
	for b in $blocks; do offline "$b"; done
	i=$((i + 1))
	sleep 0.1
done
is "$(state)" "$count offline" "without areas all of them go off line"
if echo 1 >/sys/bus/acpi/devices/PNP0C80:01/eject; then ok "the module is pulled out"; else not_ok "the module is pulled out"; fi
i=0
while [ -e "$memory/${blocks%% *}" ] && [ $i -lt 50 ]; do
	sleep 0.1
	i=$((i + 1))
done
is "$(for b in $blocks; do [ ! -e "$memory/$b" ] || echo "$b"; done)" "" "its blocks are gone"
insmod /lib/modules-flat/hv_hold.ko bytes=$((4 * HV_PMD))
is "$(cat /sys/module/hv_hold/parameters/wrong)" 0 "a new area elsewhere holds what it should"
rmmod hv_hold
