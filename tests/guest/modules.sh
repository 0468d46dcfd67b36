#!/bin/sh
# modules: module memory stays in PTEs, with the permissions asked for (P7).
. /tests/lib.sh

ko=/lib/modules-flat/hv_big.ko
if [ ! -e $ko ]; then
	not_ok "hv_big.ko is in the guest"
	exit 0
fi

insmod $ko
is $? 0 "a module of 3 MiB loads; its data is what was linked"
start=$(sed -n 's/^hv_big .* \(0x[0-9a-f]*\).*/\1/p' /proc/modules)
ge "$(sed -n 's/^hv_big \([0-9]*\) .*/\1/p' /proc/modules)" $((3 << 20)) "it is as large as that"
area=$(leaves | grep "^$(printf %#x "$start") ")
diag "module area: $area"
is "$(echo "$area" | sed 's/.* leaves=\([0-9]*\) .*/\1/')" 0 "no leaf behind it"
ge "$(echo "$area" | sed 's/.* ptes=\([0-9]*\) .*/\1/')" $((HV_PMD / HV_PAGE)) \
	"more PTEs than a chunk has"

# Text, read-only data and data each have their own bits: no W+X, and no page
# of the module is writable below its data.
for dump in /sys/kernel/debug/page_tables/kernel /sys/kernel/debug/kernel_page_tables; do
	[ -e "$dump" ] && break
done
if grep -q ' NX ' "$dump" 2> /dev/null; then
	awk -v start="$(printf 0x%016x "$start")" '$1 ~ "^" start { print; exit }' "$dump" > /tmp/modules.text
	is "$(grep -cE ' ro (.* )?x ' /tmp/modules.text)" 1 "its text is read-only and executable"
	is "$(grep -cE ' RW (.* )?x ' "$dump")" 0 "nothing in the kernel is writable and executable"
fi

# A kprobe patches module text through vmalloc_to_page().
t=/sys/kernel/tracing
if [ -e $t/kprobe_events ]; then
	echo > $t/trace
	echo "p:hv_probe hv_big:hv_big_probe_me" > $t/kprobe_events
	echo 1 > $t/events/kprobes/hv_probe/enable
	rmmod hv_big
	is $? 0 "it unloads with a kprobe in its text"
	is "$(grep -c ' hv_probe: ' $t/trace)" 1 "the kprobe was hit"
	echo 0 > $t/events/kprobes/hv_probe/enable
	echo > $t/kprobe_events
	echo > $t/trace
else
	skip "kprobe" "CONFIG_KPROBE_EVENTS is missing"
	rmmod hv_big
fi

before=$(vmalloc_leaves)
i=0
while [ $i -lt 50 ] && insmod $ko && rmmod hv_big; do i=$((i + 1)); done
is $i 50 "it loads and unloads fifty times"
is "$(vmalloc_leaves)" "$before" "no leaf came or went"

if grep -q 'check_\?wx' /proc/kallsyms; then
	is "$(dmesg | grep -c 'Checked W+X mappings: passed')" 1 "DEBUG_WX passed at boot"
	is "$(dmesg | grep -c 'insecure W+X')" 0 "and has found nothing since"
else
	skip "W+X pages" "CONFIG_DEBUG_WX is missing"
fi
