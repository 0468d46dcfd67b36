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

# A counter of /proc/vmstat; 0 when the kernel has no such counter.
vmstat() { awk -v n="$1" '$1 == n { v = $2 } END { print v + 0 }' /proc/vmstat; }

# Leaves in the vmalloc space, ioremap's not counted, by the page table dump.
vmalloc_leaves() { leaves | sed -n 's/^total leaves=//p'; }

# A test that provokes a WARN on purpose says so around it. The judge allows, in
# between, only kernel reports that match REGEX (awk's), and misses it if none comes.
expect_warn_begin() { echo "hv: expect-warn begin $*" >/dev/kmsg; }
expect_warn_end() { echo "hv: expect-warn end" >/dev/kmsg; }
