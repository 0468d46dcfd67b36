#!/bin/sh
# memcg: an area that is charged to a memory cgroup is charged page by page, exactly, and
# uncharged when it goes (P2), with its blocks given back as blocks, and one that exceeds
# the limit fails and leaves nothing behind.
. /tests/lib.sh

ko=/lib/modules-flat/hv_area.ko
group=/cgroup/hv
if [ ! -e /cgroup/memory.kmem.usage_in_bytes ]; then
	skip "memory cgroup" "CONFIG_MEMCG_KMEM or cgroup v1 is missing"
	exit 0
fi
bytes=$((6 * HV_PMD + 3 * HV_PAGE))
slack=$((512 << 10))	# what insmod itself is charged for
mkdir $group
used() { cat $group/memory.kmem.usage_in_bytes; }
load() { (echo 0 >$group/cgroup.procs && exec insmod $ko bytes=$bytes account="$1" small="${2:-0}" 2>/dev/null); }
within() {	# GOT WANT TEXT
	ge "$1" "$2" "$3"
	ge $(($2 + slack)) "$1" "$3, and little more"
}

before=$(used)
load 1
is $? 0 "a charged area is allocated"
within $(($(used) - before)) $bytes "the group is charged for its pages"
want=0
[ "$HV_EXPECT" = huge ] && want=6
is "$(leaves -f leaves -p $((bytes / HV_PAGE)))" $want "$want leaves behind it"
# What is freed in one piece, and what page by page but for the tail, the array, what belongs to the module.
order=0
while [ $((HV_PAGE << order)) -lt "$HV_PMD" ]; do order=$((order + 1)); done
t=/sys/kernel/tracing
echo >$t/trace
echo 1 >$t/events/kmem/mm_page_free/enable
rmmod hv_area
echo 0 >$t/events/kmem/mm_page_free/enable
grep '^ *rmmod-.* mm_page_free: ' $t/trace >/tmp/memcg.freed
is "$(grep -c "order=$order\$" /tmp/memcg.freed)" $want "its blocks are freed as blocks"
diag "order and how often: $(grep -o 'order=.*' /tmp/memcg.freed | sort | uniq -c | tr -s ' \n' ' ')"
within $(($(used) - before)) 0 "all is uncharged when it is gone"

load 1 1
is $? 0 "a charged area of single pages is allocated"
within $(($(used) - before)) $bytes "the group is charged for each of them"
rmmod hv_area
within $(($(used) - before)) 0 "they are uncharged when it is gone"

load 0
is $? 0 "an area that is not charged is allocated"
within $(($(used) - before)) 0 "the group is not charged for it"
rmmod hv_area

# Some chunks fit, not all of them.
echo $((before + slack + bytes / 2)) >$group/memory.kmem.limit_in_bytes
load 1
status=$?
[ $status -ne 0 ] && ok "an area above the limit is refused" || not_ok "an area above the limit is refused"
[ $status -ne 0 ] || rmmod hv_area
within $(($(used) - before)) 0 "nothing of it stays charged"
rmdir $group
is $? 0 "the group can be removed"
