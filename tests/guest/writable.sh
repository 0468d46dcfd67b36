#!/bin/sh
# writable: what modules and BPF programs had as read-only memory is writable again in the linear map once it is
# free. A tmpfs takes nearly all free memory, and the kernel writes each page of it through there; one that is
# still read-only stops the kernel. Wants to run after those who leave such pages behind.
. /tests/lib.sh

free() { awk '/^MemFree:/ { print $2 }' /proc/meminfo; }

# Those who free such memory later, and the pages that CPUs keep for themselves.
sleep 1
echo 3 > /proc/sys/vm/drop_caches
echo never > /sys/kernel/mm/transparent_hugepage/enabled 2> /dev/null
min=$(cat /proc/sys/vm/min_free_kbytes)
echo 1024 > /proc/sys/vm/min_free_kbytes
before=$(free)
keep=$((before / 64 + 6144))
mkdir -p /fill
mount -t tmpfs -o size=100% tmpfs /fill
dd if=/dev/zero of=/fill/all bs=64k count=$(((before - keep) / 64)) 2> /tmp/writable.dd
is $? 0 "nearly all free memory can be written"
ge $((keep + 4096)) "$(free)" "and that is what was there"
diag "$before kB free before, $(free) kB when filled"
rm /fill/all
umount /fill
echo "$min" > /proc/sys/vm/min_free_kbytes
ge "$(free)" $((before * 9 / 10)) "it comes back"
