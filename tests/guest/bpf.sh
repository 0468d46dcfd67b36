#!/bin/sh
# bpf: program text stays in PTEs and works, be it larger than 2 MiB (P7); array maps that user space
# maps are huge and work from both sides (P2).
. /tests/lib.sh

page=$HV_PAGE pmd=$HV_PMD
insns=300000	# interpreted, 2.3 MiB; as machine code, some more are as much everywhere
jit_insns=420000
jit=/proc/sys/net/core/bpf_jit_enable

# The filter is charged to the socket it is attached to.
echo 67108864 > /proc/sys/net/core/optmem_max

# Leaves behind areas of program text, and the largest such area.
cat > /tmp/bpf.show <<'END'
leaves | awk '$3 ~ /bpf_prog|bpf_jit|bpf_int_jit|module_alloc/ {
	sub("pages=", "", $4); sub("leaves=", "", $6)
	if ($4 + 0 > most) most = $4 + 0
	n += $6
} END { print most + 0, n + 0 }'
END

program() { # TEXT INSNS MIN_PAGES
	# shellcheck disable=SC2046
	set -- "$1" "$2" "$3" $(bpfprog "$2" 4 sh /tmp/bpf.show)
	if [ $# -ne 5 ]; then
		not_ok "$1: program of $2 instructions loads, runs right, unloads, 4 times"
		return
	fi
	ok "$1: program of $2 instructions loads, runs right, unloads, 4 times"
	ge "$4" "$3" "$1: its area is in vmallocinfo, as large as that"
	is "$5" 0 "$1: no leaf behind program text"
}

if [ "$(cat $jit 2> /dev/null || echo 0)" = 1 ] && ! echo 0 > $jit 2> /dev/null; then
	skip "interpreter" "bpf_jit_enable cannot be cleared"
else
	[ -e $jit ] && echo 0 > $jit
	program interpreter $insns $((insns * 8 / page))
fi
if [ -e $jit ] && echo 1 > $jit 2> /dev/null; then
	program JIT $jit_insns $(((2 << 20) / page))
	echo 0 > $jit
else
	skip "JIT" "this kernel has no BPF JIT"
fi

# 5 MiB on 4K pages: two and a half chunks, mapped by user space page by page.
pages=$((2 * pmd / page + pmd / page / 2))
out=$(maps -m -t $((pages * page)) leaves -c map_a -p $pages)
is $? 0 "mmapable array: both sides read what the other wrote, fresh memory is zero"
want=0
[ "$HV_EXPECT" = huge ] && want=2
is "$(echo "$out" | sed 's/.* leaves=\([0-9]*\) .*/\1/')" $want "mmapable array: $want leaves"
maps -t $((pages * page)) true
is $? 0 "array: contents right through the syscalls"

# The area must outlive neither map nor mapping: reuse it a few times.
i=0
while [ $i -lt 10 ] && maps -m -t $((pages * page)) true; do i=$((i + 1)); done
is $i 10 "mmapable array: made, mapped and freed ten times"
