#!/bin/sh
# numa: huge areas lie on the nodes where plain 5.10 would have put them (P6).
#
# Wants at least two nodes, of which one may have no memory. The boot hash
# tables are checked when the row makes them large (dhash_entries= and so on).
. /tests/lib.sh

page=$HV_PAGE pmd=$HV_PMD
chunk=$((pmd / page))

expand() { # "0-1,3" -> "0 1 3"
	# shellcheck disable=SC2013 # words
	for i in $(echo "$1" | tr , ' '); do
		seq "${i%-*}" "${i#*-}"
	done
}
nodes=$(expand "$(cat /sys/devices/system/node/online)" | tr '\n' ' ')
memory=$(expand "$(cat /sys/devices/system/node/has_memory)" | tr '\n' ' ')
memory=${memory% }
nr=$(echo "$memory" | wc -w)
diag "nodes online: $nodes, with memory: $memory"
if [ "$(echo "$nodes" | wc -w)" -lt 2 ]; then
	skip "placement" "one node only"
	exit 0
fi
cpu_of() { sed 's/[-,].*//' "/sys/devices/system/node/node$1/cpulist"; }
mask=0
for n in $memory; do mask=$((mask | 1 << n)); done
mask=$(printf %x $mask)

# " N0=512 N1=515" of the lines of vmallocinfo that match REGEX. One is there twice when an area came up before it between two
# reads, the stack of a new process: so no process starts until all is read, and equal lines count once.
cat > /tmp/numa.nodes <<'END'
grep -e "$1" /proc/vmallocinfo > /tmp/numa.lines
sort -u /tmp/numa.lines | grep -o ' N[0-9]*=[0-9]*' | tr -d '\n'
END
# The same, and the leaves, of the one area of PAGES pages that the command before made.
cat > /tmp/numa.show <<'END'
sh /tmp/numa.nodes "map_a.* pages=$1 "
echo " leaves=$(leaves -f leaves -c map_a -p "$1")"
END
# gone [-p PAGES]: wait for earlier maps (of that size) to go; a worker frees them, late on a busy machine.
gone() {
	i=0
	while [ -n "$(leaves -c map_a "$@")" ] && [ $i -lt 600 ]; do
		sleep 0.1
		i=$((i + 1))
	done
}
# OPTIONS PAGES -> " N0=.. leaves=.."
place() {
	gone -p "$2"
	# shellcheck disable=SC2086 # words
	maps $1 $(($2 * page)) sh /tmp/numa.show "$2"
}
leaves_if_huge() { [ "$HV_EXPECT" = huge ] && echo "$1" || echo 0; }
# Largest difference between two nodes with memory, absent ones counting 0.
spread() {
	for n in $memory; do
		v=$(echo "$1 " | sed -n "s/.* N$n=\([0-9]*\) .*/\1/p")
		echo "${v:-0}"
	done | sort -n | awk 'NR == 1 { low = $1 } END { print $1 - low }'
}
# As in fallback.sh.
complaints() { dmesg | grep -cE 'alloc|vmap|order|oom|Call Trace|WARNING|BUG'; }
at_most() { # GOT MAX TEXT
	if [ "$1" -le "$2" ]; then ok "$3"; else not_ok "$3"; diag "got '$1', want at most '$2'"; fi
}

# Boot hash tables: interleaved over the nodes with memory.
leaves -c alloc_large_system_hash > /tmp/numa.hash
found=0
while read -r start _ _ pages _ leaves _; do
	pages=${pages#pages=} leaves=${leaves#leaves=}
	[ "$pages" -ge $chunk ] || continue
	found=$((found + 1))
	per=$(sh /tmp/numa.nodes "^$(printf 0x%016x "$start")")
	diag "hash table of $pages pages:$per, $leaves leaves"
	if [ "$pages" -ge $((nr * chunk)) ]; then
		is "$leaves" "$(leaves_if_huge $((pages / chunk)))" "leaves behind the hash table of $pages pages"
		at_most "$(spread "$per")" $chunk "it is balanced within a chunk"
	else
		is "$leaves" 0 "hash table of $pages pages, too small to spread by chunks, is small"
		at_most "$(spread "$per")" $((pages / 16)) "it is spread by pages"
	fi
done < /tmp/numa.hash
if [ "$nr" -eq 1 ]; then
	diag "one node with memory: hash tables come from memblock, not from vmalloc"
elif grep -q dhash_entries= /proc/cmdline; then
	ge "$found" 1 "there are hash tables to look at"
else
	skip "hash tables" "this row does not make them large"
fi

big=$((4 * chunk + 3)) low=$((chunk + 5))
for n in $memory; do
	is "$(place "-N $n" $big)" " N$n=$big leaves=$(leaves_if_huge 4)" "node $n asked for explicitly"
	is "$(place "-p bind:$(printf %x $((1 << n)))" $big)" " N$n=$big leaves=$(leaves_if_huge 4)" \
		"bound to node $n"
	is "$(place "-p preferred:$(printf %x $((1 << n)))" $big)" \
		" N$n=$big leaves=$(leaves_if_huge 4)" "node $n preferred"
	# A preference for another node does not override an explicit one.
	is "$(place "-p bind:$mask -N $n" $big)" " N$n=$big leaves=$(leaves_if_huge 4)" \
		"node $n asked for explicitly under a wider bind"
done

for n in $nodes; do
	cpu=$(cpu_of "$n")
	[ -n "$cpu" ] || continue
	for policy in default local; do
		# shellcheck disable=SC2046,SC2086
		set -- $(taskset -c "$cpu" maps -p $policy $((big * page)) sh /tmp/numa.show $big)
		case " $memory " in
		*" $n "*) is "$*" "N$n=$big leaves=$(leaves_if_huge 4)" "$policy policy stays on node $n" ;;
		*) is "$2" "leaves=$(leaves_if_huge 4)" "$policy policy on the memoryless node $n" ;;
		esac
	done
done

for n in $nodes; do
	case " $memory " in *" $n "*) continue ;; esac
	got=$(place "-N $n" $big)
	is "${got##* }" "leaves=$(leaves_if_huge 4)" "memoryless node $n asked for: leaves"
	is "$(echo "$got" | grep -o 'N[0-9]*=[0-9]*' | awk -F= '{ n += $2 } END { print n + 0 }')" $big \
		"memoryless node $n asked for: the pages come from elsewhere, as ever"
done

if [ "$nr" -lt 2 ]; then
	skip "interleave, fragmented node" "one node with memory"
	exit 0
fi

got=$(place "-p interleave:$mask" $((4 * nr * chunk)))
is "${got##* }" "leaves=$(leaves_if_huge $((4 * nr)))" "leaves of an interleaved area"
at_most "$(spread "$got")" $chunk "it is balanced within a chunk: $got"
got=$(place "-p interleave:$mask" $low)
is "${got##* }" "leaves=0" "an area too small to spread by chunks stays small"
at_most "$(spread "$got")" 16 "it is spread by pages: $got"

# A cpuset of the second node: nothing comes from elsewhere, be it asked for or preferred.
# shellcheck disable=SC2086 # words
set -- $memory
first=$1 second=$2
mkdir -p /tmp/cpuset
if mount -t cgroup -o cpuset cpuset /tmp/cpuset; then
	mkdir /tmp/cpuset/hv
	cat /tmp/cpuset/cpuset.cpus >/tmp/cpuset/hv/cpuset.cpus
	echo "$second" >/tmp/cpuset/hv/cpuset.mems
	confined() { # OPTIONS
		(echo 0 >/tmp/cpuset/hv/cgroup.procs && place "$1" $big)
	}
	want=" N$second=$big leaves=$(leaves_if_huge 4)"
	is "$(confined)" "$want" "cpuset of node $second: default policy"
	is "$(confined "-p local")" "$want" "cpuset of node $second: local policy"
	is "$(confined "-N $first")" "$want" "cpuset of node $second, node $first asked for: pages and blocks from $second"
	rmdir /tmp/cpuset/hv
	umount /tmp/cpuset
else
	skip "cpuset" "CONFIG_CPUSETS is missing"
fi

# Below the size of a chunk, where areas are made of smaller blocks.
part=$((chunk - 1))
for n in $memory; do
	is "$(place "-N $n" $part)" " N$n=$part leaves=0" "$part pages, node $n asked for"
	is "$(place "-p bind:$(printf %x $((1 << n)))" $part)" " N$n=$part leaves=0" "$part pages, bound to node $n"
	is "$(place "-p preferred:$(printf %x $((1 << n)))" $part)" " N$n=$part leaves=0" "$part pages, node $n preferred"
done
at_most "$(spread "$(place "-p interleave:$mask" 31)")" 2 "31 pages are interleaved page by page"
block=16
while [ $((2 * block * nr)) -le $part ]; do block=$((2 * block)); done
[ $((block * nr)) -le $part ] || block=1
before=$(vmstat vmalloc_block_alloc)
got=$(place "-p interleave:$mask" $part)
at_most "$(spread "$got")" $((block + 16)) "$part pages are interleaved by blocks of $block at most: $got"
if [ "$HV_EXPECT" = huge ] && [ $block -ge 16 ]; then
	ge $(($(vmstat vmalloc_block_alloc) - before)) $((part / block)) "and in blocks"
fi

# The last node: it has one zone, and the guest's own memory is on the first.
n=${memory##* }
cpu=$(cpu_of "$n")
if [ -z "$cpu" ]; then
	skip "fragmented node" "node $n has no CPU"
	exit 0
fi
echo never > /sys/kernel/mm/transparent_hugepage/enabled 2> /dev/null
for kind in movable unmovable; do
	option=''
	[ $kind = movable ] || option=-u
	gone	# what earlier maps had would be large blocks again
	sleep 1
	log=$(complaints)
	# A block may become whole while maps starts. It may be used then, from this node only, and the test is tried again.
	for _ in 1 2 3; do
		# shellcheck disable=SC2086 # a word or none
		got=$(fragment $option "$n" taskset -c "$cpu" maps -t $((big * page)) sh /tmp/numa.show $big)
		[ "${got% *}" = " N$n=$big" ] && [ "${got##* }" != leaves=0 ] || break
		sleep 1
	done
	is "$got" " N$n=$big leaves=0" "local node without free blocks, $kind fragments: all pages local, none huge"
	is "$(complaints)" "$log" "no allocation complains in the log"
done
