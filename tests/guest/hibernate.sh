#!/bin/sh
# hibernate: the machine is suspended to a disk in the middle of this test and goes on in another run of QEMU. The areas that the
# test hold has left are as they were: contents, leaves, permissions (of the first, a part is read-only: hv.protect), counters.
. /tests/lib.sh

state() { # leaves, permissions and counters
	leaves -c hv_hold_alloc
	leaves -c map_a
	leaves -c hv_hold_alloc | while read -r start end _; do
		awk -v s="$start" -v e="$end" '!/ (RW|ro) / { next }
			{ sub(/-.*/, "", $1); a = substr($1, 3) } a >= substr(s, 3) && a < substr(e, 3)' \
			/sys/kernel/debug/page_tables/kernel
	done
	grep vmalloc_huge /proc/vmstat
}

mkswap /dev/vda >/dev/null && swapon /dev/vda
is $? 0 "there is a disk to swap to"
state >/tmp/state.before
ge "$(grep -c ' ro ' /tmp/state.before)" 1 "a part of an area is read-only"
boot=$(cat /proc/sys/kernel/random/boot_id)
sync
echo shutdown >/sys/power/disk
if echo disk >/sys/power/state; then
	ok "the machine is suspended and goes on"
else
	not_ok "the machine is suspended and goes on"
fi
is "$(cat /proc/sys/kernel/random/boot_id)" "$boot" "it is the same kernel"
state >/tmp/state.after
is "$(diff /tmp/state.before /tmp/state.after)" "" "leaves, permissions and counters are what they were"
is "$(cat /sys/module/hv_hold/parameters/wrong)" 0 "areas hold what they held"
read -r start pages </tmp/hold.map
kcore $((start + HV_PAGE)) $((pages - 1)) 0xffffffffa5a5ffff
is $? 0 "the BPF map holds what it held"
rmmod hv_hold
is $? 0 "areas can be freed"
before=$(vmstat vmalloc_huge_alloc)
insmod /lib/modules-flat/hv_hold.ko bytes=$((4 * HV_PMD))
is "$(cat /sys/module/hv_hold/parameters/wrong)" 0 "a new one holds what it should"
[ "$HV_EXPECT" != huge ] || is $(($(vmstat vmalloc_huge_alloc) - before)) 4 "and has leaves"
