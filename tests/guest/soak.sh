#!/bin/sh
# soak: a small machine lives for hv.minutes= (10): a disk larger than memory goes through the page cache, files and their inodes come
# and go, so does anonymous memory, a file goes through sockets, and areas of up to 64 MiB with checked contents come and go
# (module/hv_stress.c). After each minute a line tells how many chunks were mapped by leaves, and contents and counters are checked.
. /tests/lib.sh

minutes=${HV_MINUTES:-10}
before=$(drift)
log=$(dmesg | wc -l)
read_kib=$(vmstat pgpgin)
touch /tmp/soak.on
# busy COMMAND: over and over, until the end.
busy() { while [ -e /tmp/soak.on ]; do eval "$1"; done >/dev/null 2>&1 & }

if [ -e /dev/vda ]; then
	busy 'cat /dev/vda'
	ge $(($(cat /sys/block/vda/size) / 2)) "$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)" "the disk is larger than memory"
else
	not_ok "there is a disk"
fi
# eval expands what follows.
# shellcheck disable=SC2016
busy 'mkdir -p /tmp/d && for i in $(seq 2000); do echo $i >/tmp/d/$i; done; rm -r /tmp/d'
# shellcheck disable=SC2016
busy 'for mib in 8 32 96; do dd if=/dev/zero of=/dev/null bs=${mib}M count=1; done'
ifconfig lo up
mkdir -p /tmp/www
dd if=/dev/zero of=/tmp/www/file bs=1M count=4 2>/dev/null
httpd -p 127.0.0.1:80 -h /tmp/www
busy 'wget -q -O /dev/null http://127.0.0.1/file'

uptime() { cut -d . -f 1 /proc/uptime; }
end=$(($(uptime) + minutes * 60))
minute=0 bad=0 off=0 taken=0
# On a busy host a round takes longer than a minute.
while [ "$(uptime)" -lt $end ]; do
	minute=$((minute + 1))
	alloc=$(vmstat vmalloc_huge_alloc) fallback=$(vmstat vmalloc_huge_fallback)
	insmod /lib/modules-flat/hv_stress.ko seconds=58 slots=1 shift=26 || bad=$((bad + 1))
	rmmod hv_stress 2>/dev/null
	alloc=$(($(vmstat vmalloc_huge_alloc) - alloc)) fallback=$(($(vmstat vmalloc_huge_fallback) - fallback))
	taken=$((taken + alloc))
	sleep 1
	[ "$(drift)" = "$before" ] || off=$((off + 1))
	share=$((alloc + fallback ? 100 * alloc / (alloc + fallback) : 0))
	diag "soak|minute $minute: $alloc leaves, $fallback fallbacks, so $share% of the attempts; $(large_blocks) free blocks"
done
ge $(($(vmstat pgpgin) - read_kib)) "$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)" "more than memory was read from the disk"
sent=$(awk '$1 == "lo:" { print int($2 / 1048576) }' /proc/net/dev)
ge "$sent" $((minute * 4)) "the file went through sockets, $sent MiB"
rm /tmp/soak.on
killall httpd
wait
ge $minute 1 "there was a minute"
is $bad 0 "areas held what they should in each minute"
is $off 0 "counters and page tables agreed in each minute"
if [ "$HV_EXPECT" = huge ]; then
	ge $taken $minute "there were leaves"
else
	is $taken 0 "there was no leaf"
fi
dmesg | tail -n +$((log + 1)) | grep -oE 'hv_stress: rounds=.*' | tail -n 1 | while read -r line; do diag "$line"; done
