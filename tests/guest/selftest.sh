#!/bin/sh
# selftest: the series' own tools/testing/selftests/vm/vmalloc_huge, as a user
# of the kernel would run it. Its TAP is passed on line by line.
. /tests/lib.sh

if ! command -v vmalloc_huge > /dev/null; then
	not_ok "vmalloc_huge is in the guest"
	exit 0
fi
vmalloc_huge > /tmp/selftest.out
status=$?
sed -n 's/^\(not \)\?ok [0-9]* \(# SKIP \)\?\(.*\)/\1|\2|\3/p' /tmp/selftest.out |
while IFS='|' read -r bad skipped text; do
	if [ -n "$skipped" ]; then
		skip "vmalloc_huge" "$text"
	elif [ -n "$bad" ]; then
		not_ok "$text"
	else
		ok "$text"
	fi
done
grep -e '^#' -e '^1\.\.0' /tmp/selftest.out | sed 's,^[^#],# &,'
is $status 0 "vmalloc_huge exits 0"
