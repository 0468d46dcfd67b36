#!/bin/sh
# hotplug: blocks of a memory module (node 1) that hold areas do not go off line, and the areas keep what is in them. When the areas
# are freed all of its blocks go, the module is pulled out, and nothing is left behind.
. /tests/lib.sh

memory=/sys/devices/system/memory
device=$(echo /sys/bus/acpi/devices/PNP0C80:*)
blocks=$(cd /sys/devices/system/node/node1 2>/dev/null && echo memory[0-9]*)
size=$((0x$(cat $memory/block_size_bytes)))
state() { for b in $blocks; do cat "$memory/$b/state"; done | sort | uniq -c | xargs; }
offline() { (echo offline >"$memory/$1/state") 2>/dev/null; }

ge "$(echo "$blocks" | wc -w)" 2 "node 1 has blocks of memory"
# In a normal zone, where the kernel may have it: a movable one would have no area.
for b in $blocks; do echo online_kernel >"$memory/$b/state"; done
is "$(state)" "$(echo "$blocks" | wc -w) online" "all go on line"
diag "blocks of $size bytes: $blocks; $device"

insmod /lib/modules-flat/hv_hold.ko bytes=$((9 * HV_PMD + HV_PAGE)),$((16 * HV_PMD)) node=1
want=25
[ "$HV_EXPECT" = huge ] || want=0
is "$(leaves -c hv_hold_alloc -f leaves | awk '{ n += $1 } END { print n }')" $want "two areas have $want leaves"
is "$(grep ' hv_hold_alloc+' /proc/vmallocinfo | grep -c ' N1=')" 2 "their pages are on node 1"
holds=$(while read -r pfn; do echo memory$((pfn * HV_PAGE / size)); done </sys/module/hv_hold/parameters/pfns | sort -u)
diag "the areas are in $(echo "$holds" | xargs)"
for b in $holds; do
	if offline "$b"; then not_ok "$b does not go off line"; else ok "$b does not go off line"; fi
	is "$(cat "$memory/$b/state")" online "$b is on line"
done
went=0
for b in $blocks; do
	if offline "$b"; then went=$((went + 1)); fi
done
diag "$went blocks without an area went off line"
is "$(cat /sys/module/hv_hold/parameters/wrong)" 0 "the areas hold what they held"
is "$(leaves -c hv_hold_alloc -f leaves | awk '{ n += $1 } END { print n }')" $want "and have their leaves"
free=$(awk '$2 == "1," { print }' /proc/buddyinfo)
rmmod hv_hold
diag "free before the areas went: $free"
diag "free after: $(awk '$2 == "1," { print }' /proc/buddyinfo)"

# Caches of the kernel may lie there, too.
i=0
while [ "$(state)" != "$(echo "$blocks" | wc -w) offline" ] && [ $i -lt 20 ]; do
	echo 3 >/proc/sys/vm/drop_caches
	for b in $blocks; do offline "$b"; done
	i=$((i + 1))
	sleep 0.1
done
is "$(state)" "$(echo "$blocks" | wc -w) offline" "without areas all of them go off line"
if echo 1 >"$device/eject"; then ok "the module is pulled out"; else not_ok "the module is pulled out"; fi
i=0
while [ -e "$memory/${blocks%% *}" ] && [ $i -lt 50 ]; do
	sleep 0.1
	i=$((i + 1))
done
is "$(cd $memory && for b in $blocks; do [ ! -e "$b" ] || echo "$b"; done)" "" "its blocks are gone"
insmod /lib/modules-flat/hv_hold.ko bytes=$((4 * HV_PMD)) node=0
is "$(cat /sys/module/hv_hold/parameters/wrong)" 0 "a new area on the other node holds what it should"
rmmod hv_hold
