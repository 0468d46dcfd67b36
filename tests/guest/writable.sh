#!/bin/sh
# writable: what modules and BPF programs had as read-only memory is writable again in the linear map once it is free.
# The page table dump tells first. Then one BPF map takes nearly all free memory, and the kernel clears each page of it
# through the linear map: one that is still read-only stops it. (Pages of files would be taken from other blocks.)
. /tests/lib.sh

free() { awk '/^MemFree:/ { print $2 }' /proc/meminfo; }
# Bytes that are read-only in the linear map; arm64's dump leaves out the heading when it comes first.
cat > /tmp/writable.awk <<'END'
BEGIN { inside = 1 }
/^---\[/ { inside = /Linear Mapping start|Low Kernel Mapping/; next }
inside && / ro / { sub("-", " ", $1); print $1 }
END
for dump in /sys/kernel/debug/page_tables/kernel /sys/kernel/debug/kernel_page_tables; do
	[ -e "$dump" ] && break
done
readonly_bytes() {
	awk -f /tmp/writable.awk "$dump" > /tmp/writable.ranges
	sum=0
	while read -r start end; do sum=$((sum + end - start)); done < /tmp/writable.ranges
	echo $sum
}

if [ -e "$dump" ]; then
	before=$(readonly_bytes)
	ko=/lib/modules-flat/hv_big.ko
	insmod $ko
	diag "read-only in the linear map: $before bytes, $(readonly_bytes) with a module"
	rmmod hv_big
	is $? 0 "a module of 3 MiB loads and unloads"
	echo 67108864 > /proc/sys/net/core/optmem_max
	bpfprog 300000 2
	is $? 0 "a BPF program of 300000 instructions loads and unloads"
	# It is freed after a grace period, by a worker.
	i=0
	while [ "$(readonly_bytes)" != "$before" ] && [ $i -lt 50 ]; do
		sleep 0.1
		i=$((i + 1))
	done
	is "$(readonly_bytes)" "$before" "no page is read-only that was not before"
else
	skip "read-only pages" "CONFIG_PTDUMP_DEBUGFS is missing"
fi

echo 3 > /proc/sys/vm/drop_caches
echo never > /sys/kernel/mm/transparent_hugepage/enabled 2> /dev/null
min=$(cat /proc/sys/vm/min_free_kbytes)
echo 1024 > /proc/sys/vm/min_free_kbytes
before=$(free)
keep=$((before / 200 + 5120))
maps $(((before - keep) * 1024)) cat /proc/meminfo > /tmp/writable.meminfo
is $? 0 "nearly all free memory can be written"
left=$(awk '/^MemFree:/ { print $2 }' /tmp/writable.meminfo)
diag "$before kB free before, $left kB when filled"
ge $((keep + 4096)) "$left" "and that is what was there"
echo "$min" > /proc/sys/vm/min_free_kbytes
i=0
while [ "$(free)" -lt $((before * 9 / 10)) ] && [ $i -lt 50 ]; do
	sleep 0.1
	i=$((i + 1))
done
ge "$(free)" $((before * 9 / 10)) "it comes back"
