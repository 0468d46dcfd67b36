#!/bin/sh
# vmtests: those of tools/testing/selftests/vm that a small guest can run, each with
# the status it gave: 0 passes, 4 skips. The programs are named in tests/guest/selftests.
. /tests/lib.sh

program() {	# NAME COMMAND...
	name=$1
	shift
	if ! command -v "$name" >/dev/null; then
		skip "$name" "this kernel's tree does not have it"
		return
	fi
	"$@" >/tmp/vmtests.out 2>&1
	status=$?
	if [ $status = 4 ]; then
		skip "$name" "it says: $(tail -n 1 /tmp/vmtests.out)"
	else
		is $status 0 "$name"
		[ $status = 0 ] || tail -n 5 /tmp/vmtests.out | while read -r line; do diag "$line"; done
	fi
}
huge_pages=$((256 << 20))	# what hugepage-mmap and map_hugetlb map
if [ -d /sys/kernel/mm/hugepages ]; then
	size=$(awk '/^Hugepagesize/ { print $2 * 1024 }' /proc/meminfo)
	echo $((huge_pages / size)) >/proc/sys/vm/nr_hugepages
	program map_hugetlb map_hugetlb
	program thuge-gen thuge-gen
	echo 0 >/proc/sys/vm/nr_hugepages
else
	skip "map_hugetlb, thuge-gen" "CONFIG_HUGETLBFS is missing"
fi
program map_fixed_noreplace map_fixed_noreplace
program map_populate map_populate
program mlock2-tests mlock2-tests
program mremap_dontunmap mremap_dontunmap
mkdir -p /etc
echo "nobody:x:65534:65534::/:/bin/sh" >/etc/passwd	# CAP_IPC_LOCK knows no limit
program on-fault-limit su nobody -s /bin/sh -c /tests/bin/on-fault-limit
program vmalloc_huge vmalloc_huge

# test_vmalloc.sh wants modprobe and modinfo, and these a tree of modules.
flat=/lib/modules-flat
mkdir -p /lib/modules
ln -s $flat "/lib/modules/$(uname -r)"
(cd $flat && for ko in *.ko; do echo "$ko:"; done >modules.dep)
if [ -e $flat/test_vmalloc.ko ]; then
	# All but align_shift_alloc_test, which is reported with a trace.
	program test_vmalloc.sh sh /tests/bin/test_vmalloc.sh single_cpu_test=1 test_loop_count=20 run_test_mask=$((8191 & ~64))
	# It must not pass what has not been run: another module in the place of this one.
	mv $flat/test_vmalloc.ko /tmp && cp $flat/hv_area.ko $flat/test_vmalloc.ko
	sh /tests/bin/test_vmalloc.sh smoke >/tmp/vmtests.out 2>&1
	is $? 1 "test_vmalloc.sh fails when the module does not run"
	mv /tmp/test_vmalloc.ko $flat
else
	skip test_vmalloc.sh "CONFIG_TEST_VMALLOC is missing"
fi
rm "/lib/modules/$(uname -r)"
