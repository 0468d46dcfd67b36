#!/bin/sh
# users: areas that the kernel shares with user space, copies from and to as a whole, or makes anew while they are in use.
. /tests/lib.sh

chunk=$((HV_PMD / HV_PAGE))
[ "$HV_EXPECT" = huge ] && huge=1 || huge=0
sum() { awk '{ n += $1 } END { print n + 0 }'; }

# shared TEXT LEAVES: what rings says of the leaves while it has its area
shared() {
	text=$1 want=$(($2 * huge))
	shift 2
	out=$(rings "$@" 2>&1)
	is $? 0 "$text: contents"
	[ "${out#[0-9]}" != "$out" ] || diag "$out"
	is "$(echo "$out" | sum)" $want "$text: $want leaves"
}
shared "packet ring" 8 packet $((2 * HV_PMD)) "leaves -p $((2 * chunk)) -f leaves"
shared "perf ring" 2 perf $((2 * chunk)) "leaves -c rb_alloc -f leaves"

# The same area in a bio, from a mapping that is as large: its pages may be joined in one segment.
echo 1G >/sys/block/zram0/disksize
is "$(leaves -p $((2 * chunk)) -f leaves | sum)" $((2 * huge)) "zram's table of 4 MiB"
for device in /dev/zram0 /dev/vda; do
	shared "O_DIRECT to and from $device" 3 direct $((3 * HV_PMD + 8 * HV_PAGE)) $device "leaves -c map_a -f leaves"
done
echo 1 >/sys/block/zram0/reset
echo 1G >/sys/block/zram0/disksize
mkswap /dev/zram0 >/dev/null && swapon /dev/zram0
mkdir /cgroup/users
echo 16M >/cgroup/users/memory.limit_in_bytes
(
	exec sh -c "echo \$\$ >/cgroup/users/tasks; dd if=/dev/urandom bs=1M count=48 2>/dev/null | tee /tmp/users | sha256sum >/tmp/users.sum"
)
ge "$(vmstat pswpout)" 4096 "pages went to zram"
is "$(stat -c %s /tmp/users)" $((48 << 20)) "all of them were written"
is "$(sha256sum </tmp/users)" "$(cat /tmp/users.sum)" "and came back as they went"
rm /tmp/users
swapoff /dev/zram0
rmdir /cgroup/users

# Hardened copies see the size of what they copy: the whole area at once, and a few bytes across each border of a leaf.
pages=$((3 * chunk + 5))
insmod /lib/modules-flat/hv_hold.ko bytes=$((pages * HV_PAGE))
is "$(leaves -c hv_hold_alloc -p $pages -f leaves)" $((3 * huge)) "an area to copy"
file=/sys/kernel/debug/hv_hold/0
wrong() { cat /sys/module/hv_hold/parameters/wrong; }
dd if=$file of=/tmp/area bs=$((pages * HV_PAGE)) count=1 2>/dev/null
is "$(stat -c %s /tmp/area)" $((pages * HV_PAGE)) "it is read at once"
dd if=/dev/zero of=$file bs=$((pages * HV_PAGE)) count=1 conv=notrunc 2>/dev/null
is "$(wrong)" $((2 * pages * HV_PAGE / 8)) "it is overwritten at once"
dd if=/tmp/area of=$file bs=$((pages * HV_PAGE)) count=1 conv=notrunc 2>/dev/null
is "$(wrong)" 0 "what was read was right"
i=$chunk
while [ $i -lt $pages ]; do
	at=$((i * HV_PAGE - 8))
	is "$(dd if=$file bs=16 count=1 skip=$at iflag=skip_bytes 2>/dev/null | hexdump -v -e '2/4 "%x " "\n"' | xargs)" \
		"$(printf '%x 5a5a5a59 %x 5a5a5a59' $((0x100000000 - i + 1)) $((0x100000000 - i)))" "across border $((i / chunk)): read"
	dd if=/dev/zero of=$file bs=16 count=1 seek=$at oflag=seek_bytes conv=notrunc 2>/dev/null
	is "$(wrong)" 4 "across border $((i / chunk)): written"
	dd if=/tmp/area of=$file bs=16 count=1 skip=$at iflag=skip_bytes seek=$at oflag=seek_bytes conv=notrunc 2>/dev/null
	is "$(wrong)" 0 "across border $((i / chunk)): written back"
	i=$((i + chunk))
done
if [ -e /dev/kmem ]; then
	kcore -k "$(cat /sys/module/hv_hold/parameters/starts)" $pages 0x5a5a5a5a00000000
	is $? 0 "/dev/kmem reads and writes the area"
	is "$(wrong)" 0 "and leaves it as it was"
else
	skip "/dev/kmem" "this kernel has none"
fi
rm -f /tmp/area
rmmod hv_hold

# Connection tracking looks entries up while its table changes its size.
table=/proc/sys/net/netfilter/nf_conntrack_buckets
(conntrack table 524288 20000 20000 3 >/tmp/conntrack 2>&1; echo $? >/tmp/conntrack.status) &
resized=0
while [ ! -e /tmp/conntrack.status ]; do
	for buckets in 1048576 16384 524288; do
		if echo $buckets >$table; then resized=$((resized + 1)); else sleep 1; fi
	done
done
wait
is "$(cat /tmp/conntrack.status)" 0 "conntrack: every connection is found while the table changes its size"
diag "$resized times, $(tail -n 1 /tmp/conntrack)"
ge $resized 6 "conntrack: it changed its size"
echo 1048576 >$table
is "$(leaves -p $((4 * chunk)) -f leaves | sum)" $((4 * huge)) "conntrack: a table of 8 MiB"
