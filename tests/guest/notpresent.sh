#!/bin/sh
# notpresent: a leaf that set_memory_np() has made not present reads as not-present PTEs do: zeros, and no complaint.
. /tests/lib.sh

pages=$((2 * HV_PMD / HV_PAGE + 3)) chunk=$((HV_PMD / HV_PAGE))
fill=0xa5a5a5a5a5a5a5a5
log=$(dmesg | wc -l)
np=$(awk '$3 == "set_memory_np_noalias" { print $1 }' /proc/kallsyms)
insmod /lib/modules-flat/hv_area.ko bytes=$((pages * HV_PAGE)) fill=$fill np="0x$np"
is $? 0 "the first chunk of an area is made not present"
map=.ss
[ "$HV_EXPECT" = huge ] && map=.Hs
is "$(leaves -c hv_area_alloc -p $pages -f map)" $map "so it is in the page tables: $map"
start=$(leaves -c hv_area_alloc -p $pages -f start)
kcore -w "$start" $chunk 0
is $? 0 "kcore reads zeros there"
kcore -w $((start + HV_PMD)) $((pages - chunk)) $fill
is $? 0 "kcore reads what is in the rest"
cat /sys/kernel/debug/page_tables/kernel >/tmp/notpresent.dump
is $? 0 "the page tables are dumped"
grep "hv_area_alloc.* pages=$pages " /proc/vmallocinfo >/tmp/notpresent.info
# It still is one: alloc - free - split of /proc/vmstat is the sum of huge=.
is "$(grep -o ' huge=[0-9]*' /tmp/notpresent.info)" "$([ "$HV_EXPECT" = huge ] && echo ' huge=2')" "vmallocinfo counts it as a leaf"
rmmod hv_area
is $? 0 "the area is freed"
dmesg | tail -n +$((log + 1)) | grep -E 'WARNING|BUG|Oops|[Bb]ad p' >/tmp/notpresent.log
is "$(wc -l </tmp/notpresent.log)" 0 "nobody complains"
while read -r line; do diag "$line"; done </tmp/notpresent.log
