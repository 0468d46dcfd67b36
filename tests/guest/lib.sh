# Sourced by every guest test: `. /tests/lib.sh`. A test prints flat lines with
# these helpers; init numbers them. It must print at least one and exit 0.
# shellcheck shell=sh

ok() { echo "ok - $*"; }
not_ok() { echo "not ok - $*"; }
skip() { echo "ok - $1 # SKIP $2"; }	# TEXT REASON
diag() { echo "# $*"; }

is() {	# GOT WANT TEXT
	if [ "$1" = "$2" ]; then
		ok "$3"
	else
		not_ok "$3"
		diag "got '$1', want '$2'"
	fi
}

ge() {	# GOT MIN TEXT
	if [ "$1" -ge "$2" ] 2>/dev/null; then
		ok "$3"
	else
		not_ok "$3"
		diag "got '$1', want at least '$2'"
	fi
}

near() {	# GOT WANT SLACK TEXT
	if [ "$1" -ge $(($2 - $3)) ] 2>/dev/null && [ "$1" -le $(($2 + $3)) ]; then
		ok "$4"
	else
		not_ok "$4"
		diag "got '$1', want '$2', give or take $3"
	fi
}

# A counter of /proc/vmstat; 0 when the kernel has no such counter.
vmstat() { awk -v n="$1" '$1 == n { v = $2 } END { print v + 0 }' /proc/vmstat; }

# Leaves in the vmalloc space, ioremap's not counted, by the page table dump.
vmalloc_leaves() { leaves | sed -n 's/^total leaves=//p'; }

# Leaves in use by /proc/vmstat that the page tables do not have: none, or as many as before (the KUnit suite may leave some behind).
drift() { echo $(($(vmstat vmalloc_huge_alloc) - $(vmstat vmalloc_huge_free) - $(vmstat vmalloc_huge_split) - $(vmalloc_leaves))); }

# took bytes=NUMBER [PARAMETER=VALUE...]: make one area (module/hv_area.c), free it, and tell what it took: by how much counters of
# /proc/vmstat grew meanwhile (pgalloc is those of all zones), how often kswapd was woken, leaves, pages by node.
# With small=1 the same from single pages: on one boot, what plain 5.10 does beside what huge areas do.
took() (
	t=/sys/kernel/tracing wake=events/vmscan/mm_vmscan_wakeup_kswapd
	pages=$((${1#bytes=} / HV_PAGE))	# the array of these may be an area as well
	echo >$t/trace
	echo 1 >$t/$wake/enable
	cat /proc/vmstat >/tmp/took.before
	insmod /lib/modules-flat/hv_area.ko "$@" || exit
	cat /proc/vmstat >/tmp/took.after
	echo 0 >$t/$wake/enable
	grep " hv_area_alloc+.* pages=$pages " /proc/vmallocinfo >/tmp/took.area
	awk 'NR == FNR { old[$1] = $2; next }
		/^(pgalloc_|pgfree |allocstall_|vmalloc_)/ { grew = $2 - old[$1]; printf "%s=%d ", $1, grew }
		/^pgalloc_/ { sum += grew }
		END { printf "pgalloc=%d ", sum }' /tmp/took.before /tmp/took.after
	echo "woken=$(grep -c mm_vmscan_wakeup_kswapd: $t/trace) leaves=$(leaves -c hv_area_alloc -p $pages -f leaves | head -n 1)" \
		"$(sort -u /tmp/took.area | grep -o ' N[0-9]*=[0-9]*' | tr -d '\n')"
	rmmod hv_area
)
# large_blocks [NODE ZONE]: free memory, of that zone only, in blocks of PMD order and above, in leaves.
large_blocks() {
	awk -v node="$1," -v zone="$2" -v pages=$((HV_PMD / HV_PAGE)) '!zone || ($2 == node && $4 == zone) {
			for (i = 5; i <= NF; i++) {
				size = i == 5 ? 1 : size * 2
				if (size >= pages) n += $i * size / pages
			}
		}
		END { print n + 0 }' /proc/buddyinfo
}
# field NAME WORDS: the number of NAME= among them, 0 if it is not there.
field() { echo " $2 " | sed -n "s/.* $1=\([0-9]*\) .*/\1/p" | grep . || echo 0; }

# A test that provokes a WARN on purpose says so around it. The judge allows, in
# between, only kernel reports that match REGEX (awk's), and misses it if none comes.
expect_warn_begin() { echo "hv: expect-warn begin $*" >/dev/kmsg; }
expect_warn_end() { echo "hv: expect-warn end" >/dev/kmsg; }
