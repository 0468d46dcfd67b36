#!/usr/bin/env bash
# The TLB model of bench/dtlb on traces whose misses are known by hand, and what it refuses to be.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P) && dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cc -O2 -Wall -Wextra -Wno-unused-parameter -Werror -o "$dir/trace" "$here/bench/dtlb/trace.c" "$here/bench/dtlb/model.c" &&
	for arch in x86_64 arm64; do
		cc -O2 -Wall -Wextra -Wno-unused-parameter -Werror -o "$dir/insn-$arch" "$here"/bench/dtlb/{insn,target-$arch,model}.c || exit 1
	done || exit 1

n=0 bad=0
# is TEXT WANT TRACE...: what the counts say, joined by commas: "access l1_miss walk refs".
is() {
	local text=$1 want=$2 got
	shift 2
	n=$((n + 1))
	got=$("$dir/trace" "$@" 2>&1 | paste -sd,)
	if [ "$got" = "$want" ]; then echo "ok $n - $text"; return; fi
	printf 'not ok %d - %s\n# got  %s\n# want %s\n' $n "$text" "$got" "$want"
	bad=1
}
# refuses TEXT REASON SPEC
refuses() {
	local got rc=0
	n=$((n + 1))
	got=$("$dir/trace" "$3" 2>&1) || rc=$?
	if [ "$rc" = 1 ] && [ "$got" = "$2" ]; then echo "ok $n - refused: $1"; return; fi
	printf 'not ok %d - refused: %s\n# status %d, got  %s\n# want %s\n' $n "$1" $rc "$got" "$2"
	bad=1
}

# Two entries in L1, four in L2, each one set: small enough to follow on paper.
tiny=l1d=2x2@4K+1x1@2M:l2=4x4@4K/2M:index=linear
is "an empty TLB misses, and only once" "3 1 1 4" $tiny read 7 7 3 count
is "page zero is not there before it was walked" "1 1 1 4" $tiny read 0 0 count
is "every page of a first sweep is walked" "4 4 4 16" $tiny read 0 3 count
is "what fits L2 but not L1 misses L1 each time" "4 4 4 16,8 8 0 0" $tiny read 0 3 count read 0 3 2 count
is "what fits L1 is found there" "2 2 2 8,20 0 0 0" $tiny read 0 1 count read 0 1 10 count
is "one page more than L2, in order: all of it is walked, always" "15 15 15 60" $tiny read 0 4 3 count
is "the least recently used goes: 0 was touched again, 1 went" "1 1 0 0,1 1 1 4" $tiny read 0 3 read 0 0 read 4 4 read 2 3 zero \
	read 0 0 count read 1 1 count
is "bytes of one page are one page" "2 1 1 4" $tiny at 1000 at 1fff count
is "the byte after is the next page" "2 2 2 8" $tiny at 1fff at 2000 count
is "a 2M page is one entry for 512 pages, three references" "512 1 1 3" $tiny map 2M read 0 511 count
is "page 512 is another 2M page" "513 2 2 6" $tiny map 2M read 0 512 count
is "sizes share L2: four 2M pages push out four of 4K" "4 4 4 16" $tiny read 0 3 map 2M read 51200 51200 read 51712 51712 \
	read 52224 52224 read 52736 52736 zero map 4K read 0 3 count 4K
is "counts go by the page's size" "1 1 1 3,0 0 0 0" $tiny read 9 9 map 2M read 1024 1024 count 2M count 4K
is "stores count like loads" "2 1 1 4" $tiny write 3 3 read 3 3 count
is "maxpage splits: a 2M page held in pieces of 4K is 512 walks" "512 512 512 1536" $tiny:maxpage=4K map 2M read 0 511 count
is "and is still counted as the guest's page" "8 8 8 24" $tiny:maxpage=4K map 2M read 0 7 count 2M
is "1G where no array has it is held as 2M" "1024 2 2 4" $tiny map 1G read 0 1023 count
is "no translation is an error and no access" "1,0 0 0 0" $tiny unmap read 5 5 errors count

is "a switch drops what is not global" "2 2 2 8" $tiny read 1 2 flush zero read 1 2 count
is "and keeps what is" "2 0 0 0" $tiny map 4K global read 1 2 flush zero read 1 2 count
is "a full flush drops both" "2 2 2 8" $tiny map 4K global read 1 2 flushall zero read 1 2 count
is "one page dropped is one walk, global or not" "2 1 1 4" $tiny map 4K global read 1 2 flushpage 1 zero read 1 2 count
is "any address of a 2M page drops it" "1 1 1 3" $tiny map 2M read 0 0 flushpage 511 zero read 0 0 count
is "its neighbour's does not" "1 0 0 0" $tiny map 2M read 0 0 flushpage 512 zero read 0 0 count
is "all the pieces of a page go with it" "4 4 4 12" $tiny:maxpage=4K map 2M read 0 3 flushpage 77 zero read 0 3 count

# Sets: page 0 and page 2 fall on the same one of two sets; pages 0 and 1 do not.
two=l1d=2x1@4K:l2=2x1@4K:index=linear
is "two pages of one set push each other out, the third stays" "30 21 21 84" $two read 0 2 10 count
is "two pages of two sets do not" "20 2 2 8" $two read 0 1 10 count
is "xor folds the bits above: 0 and 2 are apart, 0 and 3 are not" "2 0 0 0,2 2 2 8" ${two/linear/xor} read 0 0 read 2 2 zero \
	read 0 0 read 2 2 count read 3 3 read 0 0 count
is "without L1 for it, fetches are not modelled" "0 0 0 0" $tiny fetch 0 9 count
is "fetches and data share L2 but not L1" "1 1 1 4,1 1 0 0" $tiny:l1i=2x2@4K+1x1@2M fetch 5 5 count read 5 5 count

is "Kaby Lake: 64 pages fit L1" "6400 64 64 256" kabylake:index=linear read 0 63 100 count
is "Kaby Lake: 1536 pages fit L2" "15360 15360 1536 6144" kabylake:index=linear read 0 1535 10 count
is "Kaby Lake: 2048 in order do not, 20480 of 20480" "20480 20480 20480 81920" kabylake:index=linear read 0 2047 10 count
is "Kaby Lake: 32 pages of 2M fit L1" "163840 32 32 96" kabylake:index=linear map 2M read 0 16383 10 count
is "a preset's words can be overridden" "8192 8192 8192 32768" kabylake:index=linear:l2=768x12@4K/2M+16x4@1G read 0 1023 8 count
is "POWER9-like: one array of 64 for all sizes" "640 64 64 256" power9-like read 0 63 10 count
is "Cortex-A72-like: 32 entries, then L2" "330 330 33 132" cortex-a72-like read 0 32 10 count
is "the spec is complete" "l1d=64x4@4K+32x4@2M+4x4@1G:l1i=128x8@4K+8x8@2M:l2=1536x12@4K/2M+16x4@1G:index=xor:maxpage=2M,kabylake" \
	kabylake:maxpage=2M spec name
is "a model can be named" "half" kabylake:name=half name

# Random reads over 2048 pages of an LRU of 1536 walk for a quarter of them.
n=$((n + 1))
walks=$("$dir/trace" kabylake random 0 2047 100000 count random 0 2047 100000 count | awk 'NR == 2 { print $3 }')
if [ "${walks:-0}" -gt 24000 ] && [ "$walks" -lt 26000 ]; then echo "ok $n - random reads of 4/3 of L2 walk for a quarter"
else echo "not ok $n - random reads of 4/3 of L2 walk for a quarter"; echo "# $walks of 100000"; bad=1; fi

refuses "sets that are no power of two" "l2: 3 sets are not a power of two" l1d=2x2@4K:l2=12x4@4K
refuses "entries that do not fill the ways" "l1d: 10 entries do not make sets of 4" l1d=10x4@4K:l2=12x4@4K
refuses "no entries" "l1d: '0x4@4K' has no entries" l1d=0x4@4K:l2=12x4@4K
refuses "no ways" "l1d: '4x0@4K' has no entries" l1d=4x0@4K:l2=12x4@4K
refuses "no size" "l1d: '4x4' is not ENTRIESxWAYS@SIZE" l1d=4x4:l2=12x4@4K
refuses "an unknown size" "l1d: no page size '5K'" l1d=4x4@5K:l2=16x4@4K
refuses "a size twice" "l1d: 4K twice" l1d=4x4@4K+4x4@4K:l2=16x4@4K
refuses "a size in L1 only" "2M is in l1d and not in l2" l1d=4x4@4K+4x4@2M:l2=16x4@4K
refuses "a size in L2 only" "2M is in l2 and not in l1d" l1d=4x4@4K:l2=16x4@4K/2M
refuses "no array for the smallest page" "l1d: no array for 4K, the smallest page" l1d=4x4@2M:l2=16x4@2M
refuses "no L2" "l2= is missing" l1d=4x4@4K
refuses "nothing" "l1d= is missing" index=xor
refuses "an unknown preset" "no preset 'z80'" z80
refuses "an unknown key" "no key 'l3'" kabylake:l3=4x4@4K
refuses "a word that is no pair" "'xor' is not key=value" kabylake:xor
refuses "an unknown index" "index: 'random' is neither linear nor xor" kabylake:index=random
refuses "an unknown maxpage" "maxpage: no page size '3M'" kabylake:maxpage=3M
refuses "a negative number" "l1d: '-4x4@4K' is not ENTRIESxWAYS@SIZE" l1d=-4x4@4K:l2=16x4@4K

# Addresses with tags of two spaces: page 1 of space 1 and of space 2.
is "an address space that goes takes its own" "2 1 1 4" $tiny read 68719476737 68719476737 read 137438953473 137438953473 \
	flushspace 68719476736 zero read 68719476737 68719476737 read 137438953473 137438953473 count
is "and nothing that is global" "1 0 0 0" $tiny map 4K global read 68719476737 68719476737 flushspace 68719476736 zero \
	read 68719476737 68719476737 count

# The guest's instructions that the plugin listens to, as an assembler makes them: operation, register, base+index<<scale+disp.
insn() {	# TEXT WANT ARGUMENT...
	local text=$1 want=$2 got
	shift 2
	n=$((n + 1))
	got=$("$dir/insn-$arch" "$@" 2>&1)
	if [ "$got" = "$want" ]; then echo "ok $n - $arch: $text"; return; fi
	printf 'not ok %d - %s: %s\n# got  %s\n# want %s\n' $n $arch "$text" "$got" "$want"
	bad=1
}
arch=x86_64
insn "cpuid" "command" decode 0 0f a2
insn "mov %rax,%cr3" "state 0 0" decode 0 0f 22 d8
insn "mov %r12,%cr3" "state 0 12" decode 0 41 0f 22 dc
insn "mov %rdx,%cr4" "state 1 2" decode 0 0f 22 e2
insn "mov %rax,%cr0 is not listened to" "none" decode 0 0f 22 c0
insn "mov %rax,%cr8 is not, though its number ends like none" "none" decode 0 44 0f 22 c0
insn "mov %cr3,%rax changes nothing" "none" decode 0 0f 20 d8
insn "invlpg (%rdi)" "flush -1 7+-1<<0+0" decode 0 0f 01 3f
insn "invlpg (%r8)" "flush -1 8+-1<<0+0" decode 0 41 0f 01 38
insn "invlpg (%rsp), which needs a SIB" "flush -1 4+-1<<0+0" decode 0 0f 01 3c 24
insn "invlpg 0x10(%rbx,%rcx,4)" "flush -1 3+1<<2+0x10" decode 0 0f 01 7c 8b 10
insn "invlpg -8(%rbp)" "flush -1 5+-1<<0+0xfffffffffffffff8" decode 0 0f 01 7d f8
insn "invlpg 0x12345678(%rax)" "flush -1 0+-1<<0+0x12345678" decode 0 0f 01 b8 78 56 34 12
insn "invlpg at an address, relative to the next instruction" "flush -1 -1+-1<<0+0x1010" decode 1000 0f 01 3d 10 00 00 00
insn "swapgs is encoded next to it" "none" decode 0 0f 01 f8
insn "lgdt too" "none" decode 0 0f 01 10
insn "invpcid (%rsp),%rax" "flush 0 4+-1<<0+0" decode 0 66 0f 38 82 04 24
insn "invpcid (%rcx),%r9" "flush 9 1+-1<<0+0" decode 0 66 44 0f 38 82 09
insn "mov %rax,(%rdi)" "none" decode 0 48 89 07

# Walks: the direct map is at ffff888000000000, the root at 1000. State: CR3, CR4 with PGE or without.
insn "a page of 4K: four reads, the last of the entry's own" "12 0 4 at ffff888000004028" walk ffffc90000005000 1000,80 2003 3003 4003 5003
insn "one of 2M: three" "21 0 3 at ffff888000003008" walk ffffc90000200000 1000,80 2003 3003 5083
insn "one of 1G: two" "30 0 2 at ffff888000002000" walk ffffc90000000000 1000,80 2003 5083
insn "G is taken from the last entry" "21 1 3 at ffff888000003008" walk ffffc90000200000 1000,80 2003 3003 5183
insn "and only with CR4.PGE" "21 0 3 at ffff888000003008" walk ffffc90000200000 1000,0 2003 3003 5183
insn "bit 7 of a last-level entry is PAT, not size" "12 0 4 at ffff888000004028" walk ffffc90000005000 1000,80 2003 3003 4003 5083
insn "an entry that is not there ends it" none walk ffffc90000005000 1000,80 2003 3003 4002
insn "a table that cannot be read does too" none walk ffffc90000005000 1000,80 2003 3003
insn "a switch keeps what is global" "ffffc90000005000 kept" keeps 2000 1000,80 0f,22,d8 5000 ffffc90000005000

arch=arm64
insn "hint #0x6f" "command" decode 0 ff 2d 03 d5
insn "nop is not it" "none" decode 0 1f 20 03 d5
insn "msr ttbr0_el1, x1" "state 0 1" decode 0 01 20 18 d5
insn "msr ttbr1_el1, x2" "state 1 2" decode 0 22 20 18 d5
insn "msr tcr_el1, x10" "state 2 10" decode 0 4a 20 18 d5
insn "mrs x1, ttbr0_el1 changes nothing" "none" decode 0 01 20 38 d5
insn "tlbi vmalle1is, without operand" "flush 0 -1+-1<<0+0" decode 0 1f 83 08 d5
insn "tlbi vae1is, x3" "flush 1 3" decode 0 23 83 08 d5
insn "tlbi aside1is, x3" "flush 2 3" decode 0 43 83 08 d5
insn "tlbi vale1, x0, of this CPU alone" "flush 5 0" decode 0 a0 87 08 d5
insn "tlbi rvale1is, x4, a range" "flush 13 4" decode 0 a4 82 08 d5
insn "dsb ishst" "barrier" decode 0 9f 3a 03 d5
insn "dmb ish is another" "none" decode 0 bf 3b 03 d5
insn "str x0, [x1]" "none" decode 0 20 00 00 f9
# State: TTBR0, TTBR1 with the ASID, TCR: A1, 4K in both, 48 bits; then 64K in both.
insn "a page of 4K: four reads" "12 1 4 at 5028" walk ffff800000005000 1000,2000,80100010 3003 4003 5003 6703
insn "one of user space, nG" "12 0 4 at 5028" walk 5000 1000,2000,80100010 3003 4003 5003 6f03
insn "a block of 2M: three" "21 1 3 at 4008" walk ffff800000200000 1000,2000,80100010 3003 4003 200701
insn "a piece of 16 pages" "16 1 4 at 5028" walk ffff800000005000 1000,2000,80100010 3003 4003 5003 10000000006703
insn "one of 16 blocks: 32M" "25 1 3 at 4008" walk ffff800000200000 1000,2000,80100010 3003 4003 10000000200701
insn "64K pages, 48 bits: three reads" "16 1 3 at 40008" walk ffff800000010000 1000,20000,c0104010 30003 40003 50703
insn "a piece of 32 of these: 2M" "21 1 3 at 40008" walk ffff800000010000 1000,20000,c0104010 30003 40003 10000000050703
insn "at the last level a block is none" none walk ffff800000005000 1000,2000,80100010 3003 4003 5003 6701
insn "an entry that is not there ends it" none walk ffff800000005000 1000,2000,80100010 3003 4003 5002
a5=0,5000000000000,400000
insn "tlbi vaae1is of a kernel page drops that one" "ffff800000006000 kept" keeps ff800000005 $a5 63,83,08,d5 ffff800000005000 ffff800000006000
insn "tlbi vae1is with the ASID drops the page of user space" "6000 kept" keeps 5000000000005 $a5 23,83,08,d5 5000 6000
insn "and with another ASID does not" "5000 6000 kept" keeps 6000000000005 $a5 23,83,08,d5 5000 6000
insn "tlbi aside1is drops what is not global of it" "ffff800000005000 kept" keeps 5000000000000 $a5 43,83,08,d5 5000 6000 ffff800000005000
insn "tlbi vmalle1is drops everything" "kept" keeps 0 $a5 1f,83,08,d5 5000 ffff800000005000
insn "tlbi rvae1is: two pages of a range" "7000 kept" keeps 5400000000005 $a5 21,82,08,d5 5000 6000 7000
insn "a switch of the address space keeps all" "5000 ffff800000005000 kept" keeps 7000 $a5 01,20,18,d5 5000 ffff800000005000
echo "1..$n"
exit $bad
