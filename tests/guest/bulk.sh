#!/bin/sh
# bulk: single pages are taken many at a time, and it shows nowhere: each is traced and counted, they come from the same nodes, and
# stop at the same watermark (P5, P6).
. /tests/lib.sh

chunk=$((HV_PMD / HV_PAGE))
t=/sys/kernel/tracing
taskset -p 1 $$ >/dev/null	# of node 0
echo never >/sys/kernel/mm/transparent_hugepage/enabled
numa_hit() { echo 1 >/proc/sys/vm/stat_refresh; awk '$1 == "numa_hit" { n = $2 } END { print n + 0 }' /proc/vmstat; }

# traced PAGES: pages that are traced while an area of so many is made, other pages of the process among them.
traced() {
	echo 0 >$t/events/kmem/mm_page_alloc/enable
	echo >$t/trace
	echo 1 >$t/events/kmem/mm_page_alloc/enable
	insmod /lib/modules-flat/hv_area.ko bytes=$(($1 * HV_PAGE)) small=1
	echo 0 >$t/events/kmem/mm_page_alloc/enable
	grep -c '^ *insmod-.* mm_page_alloc: .*order=0' $t/trace
	rmmod hv_area
}
for _ in 1 2 3; do	# the slabs that loading a module takes are not always the same
	few=$(traced 1)
	many=$(traced 301)
	[ $((many - few)) -lt 297 ] || [ $((many - few)) -gt 303 ] || break
done
near $((many - few)) 300 3 "each page is traced"
hits=$(numa_hit)
single=$(took bytes=$((1000 * HV_PAGE)) small=1)
ge $(($(numa_hit) - hits)) 1000 "each page is counted on its node"
is "$(field N0 "$single")" 1000 "all of them on the local node"

mkdir -p /tmp/cpuset
if mount -t cgroup -o cpuset cpuset /tmp/cpuset; then
	mkdir /tmp/cpuset/hv
	cat /tmp/cpuset/cpuset.cpus >/tmp/cpuset/hv/cpuset.cpus
	echo 1 >/tmp/cpuset/hv/cpuset.mems
	single=$(echo 0 >/tmp/cpuset/hv/cgroup.procs && took bytes=$((1000 * HV_PAGE)) small=1)
	is "$(field N1 "$single")" 1000 "cpuset of node 1: all of them there"
	# Where node 1 has no such zone, what is for the kernel may be an exception, page by page.
	if grep -q '^Node 1, *zone *DMA32' /proc/buddyinfo || ! grep -q '^Node 0, *zone *DMA32' /proc/buddyinfo; then
		skip "memory for DMA from another node" "node 0 has no zone DMA32 of its own"
	else
		single=$(echo 0 >/tmp/cpuset/hv/cgroup.procs && took bytes=$((20 * HV_PAGE)) dma=1)
		is "$(field N0 "$single")" 20 "cpuset of node 1: memory for DMA comes from node 0"
	fi
	rmdir /tmp/cpuset/hv
	umount /tmp/cpuset
else
	skip "cpuset" "CONFIG_CPUSETS is missing"
fi

# More than node 0 has above its LOW watermark, less than all have. The mark is far from the next one.
echo 1000 >/proc/sys/vm/watermark_scale_factor
free() { awk -v node="$1" '$1 == "Node" { on = $2 == node "," } on && $1 == "pages" && $2 == "free" { n += $3 } END { print n }' /proc/zoneinfo; }
low() { awk -v node="$1" '$1 == "Node" { on = $2 == node "," } on && $1 == "low" { n += $2 } END { print n }' /proc/zoneinfo; }
bytes=$((($(free 0) - $(low 0) + 4 * chunk) * HV_PAGE))
single=$(took bytes=$bytes small=1)
diag "$single"
left=$(($(low 0) + 4 * chunk - $(field N1 "$single")))
near "$left" "$(low 0)" $chunk "node 0 is left at its low watermark"
ge "$(field N1 "$single")" $((3 * chunk)) "the rest comes from node 1"
is "$(field woken "$single")" 0 "nobody wakes kswapd for that"
