#!/bin/sh
# capture: in a crash kernel, before anything else: the memory that it has; then areas come from it as from any other.
. /tests/lib.sh
echo 3 >/proc/sys/vm/drop_caches
echo "# capture: $(awk '/^(MemTotal|MemFree|MemAvailable|VmallocUsed|PageTables):/ { printf "%s=%d ", $1, $2 }' /proc/meminfo | tr -d :)"
is "$(hexdump -n 4 -e '"%x"' /proc/vmcore)" 464c457f "this is a crash kernel"
insmod /lib/modules-flat/hv_hold.ko bytes=$((16 * HV_PMD))
want=0
[ "$HV_EXPECT" = huge ] && want=16
is "$(leaves -c hv_hold_alloc -p $((16 * HV_PMD / HV_PAGE)) -f leaves)" $want "an area has $want leaves"
is "$(cat /sys/module/hv_hold/parameters/wrong)" 0 "it holds what it should"
rmmod hv_hold
