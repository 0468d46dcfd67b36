#!/bin/sh
# intree: the kernel's own tests of vmalloc and its users pass (their words, read
# from the log). A module that this kernel flavour lacks is a SKIP.
. /tests/lib.sh

flat=/lib/modules-flat

# What the log says from here on. insmod tries twice when a module refuses to
# stay loaded, which these do on purpose, so a verdict may come twice.
mark() {
	mark="hv intree $1 $(cut -d ' ' -f 1 /proc/uptime)"
	echo "$mark" > /dev/kmsg
}
since() { dmesg | sed "1,/$mark/d"; }

if [ -e $flat/test_vmalloc.ko ]; then
	vmalloc_test() { # TEXT PARAMETERS
		text=$1
		shift
		mark vmalloc
		insmod $flat/test_vmalloc.ko test_repeat_count=1 "$@" 2> /dev/null
		since | grep -o 'test_vmalloc: runs: .*' > /tmp/intree.out
		ge "$(wc -l < /tmp/intree.out)" 1 "test_vmalloc: $text: ran to its end"
		is "$(grep -cv ' unexpected: 0$' /tmp/intree.out)" 0 "test_vmalloc: $text: all as expected"
		since | grep -o 'Summary: .* failed: [1-9].*' | sort -u |
			while read -r line; do diag "$line"; done
	}
	# All but align_shift_alloc_test (64) and the one above it, here.
	vmalloc_test "all tests, one CPU" run_test_mask=$((8191 & ~64)) \
		single_cpu_test=1 sequential_test_order=1 test_loop_count=200
	vmalloc_test "huge sizes, all CPUs" run_test_mask=4096 test_loop_count=20000
	vmalloc_test "random sizes, all CPUs" run_test_mask=$((8 | 16 | 32)) test_loop_count=500
	# Asks for impossible alignments; its failures are reported with a trace.
	expect_warn_begin 'vmalloc: allocation failure'
	vmalloc_test "alignments" run_test_mask=64 single_cpu_test=1
	expect_warn_end
else
	skip "test_vmalloc" "CONFIG_TEST_VMALLOC is missing"
fi

if [ -e $flat/test_bpf.ko ]; then
	jit=/proc/sys/net/core/bpf_jit_enable
	for mode in 0 1; do
		[ -e $jit ] && ! echo $mode > $jit 2> /dev/null && continue
		mark "bpf $mode"
		insmod $flat/test_bpf.ko
		is $? 0 "test_bpf loads, JIT $mode"
		rmmod test_bpf
		since | grep -o 'test_bpf: Summary: .*' > /tmp/intree.out
		diag "$(cat /tmp/intree.out)"
		is "$(grep -c 'Summary: [1-9][0-9]* PASSED, 0 FAILED' /tmp/intree.out)" 1 \
			"test_bpf: none failed, JIT $mode"
		[ -e $jit ] || break
	done
	[ -e $jit ] && echo 0 > $jit
else
	skip "test_bpf" "CONFIG_TEST_BPF is missing"
fi

if [ -e $flat/test_meminit.ko ] && ! grep -qw init_on_alloc=1 /proc/cmdline; then
	skip "test_meminit" "this row does not boot with init_on_alloc=1"
elif [ -e $flat/test_meminit.ko ]; then
	mark meminit
	insmod $flat/test_meminit.ko 2> /dev/null
	since | grep 'test_meminit: ' > /tmp/intree.out
	ge "$(grep -c 'test_meminit: all [0-9]* tests passed' /tmp/intree.out)" 1 "test_meminit: all passed"
	is "$(grep -c -i 'fail' /tmp/intree.out)" 0 "test_meminit: none failed"
	rmmod test_meminit 2> /dev/null
else
	skip "test_meminit" "CONFIG_TEST_MEMINIT is missing"
fi

# Provokes KASAN on purpose, many times over; what matters here is that it sees the end of a vmalloc area.
if [ -e $flat/test_kasan.ko ]; then
	mark kasan
	expect_warn_begin 'KASAN'
	insmod $flat/test_kasan.ko 2> /dev/null
	expect_warn_end
	since | grep -oE '(not )?ok [0-9]+ - vmalloc_oob' > /tmp/intree.out
	is "$(sed 's/ok [0-9]* - /ok /' /tmp/intree.out)" "ok vmalloc_oob" "test_kasan: vmalloc_oob"
	rmmod test_kasan 2> /dev/null
else
	skip "test_kasan" "CONFIG_KASAN_KUNIT_TEST is missing"
fi

# Runs once at boot and knows only WARN to complain.
if dmesg | grep -q 'debug_vm_pgtable: .*Validating'; then
	is "$(dmesg | grep -c 'WARNING:.*debug_vm_pgtable')" 0 "debug_vm_pgtable: no warning at boot"
else
	skip "debug_vm_pgtable" "CONFIG_DEBUG_VM_PGTABLE is missing"
fi
