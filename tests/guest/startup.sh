#!/bin/sh
# startup: what the kernel tests of itself while it boots, of those who put code into vmalloc
# space: kprobes, ftrace. And no leaf there is executable (P7).
. /tests/lib.sh

dmesg >/tmp/startup.log
seen() { ge "$(grep -c "$1" /tmp/startup.log)" 1 "$2"; }

if grep -q 'Kprobe smoke test: started' /tmp/startup.log; then
	seen 'Kprobe smoke test: passed successfully' "kprobes"
else
	skip "kprobes" "CONFIG_KPROBES_SANITY_TEST is missing"
fi
if grep -q 'Testing tracer' /tmp/startup.log; then
	seen 'Testing tracer function: .*PASSED' "function tracer"
	seen 'Testing dynamic ftrace: .*PASSED' "dynamic ftrace"
	is "$(grep -c 'Testing .*FAILED' /tmp/startup.log)" 0 "no tracer failed"
else
	skip "ftrace" "CONFIG_FTRACE_STARTUP_TEST is missing"
fi
if grep -q 'Checked W+X mappings' /tmp/startup.log; then
	seen 'Checked W+X mappings: passed' "no writable and executable page at boot"
else
	skip "W+X pages" "CONFIG_DEBUG_WX is missing"
fi

leaves >/tmp/startup.leaves
is $? 0 "the page table dump has a vmalloc section"
is "$(grep -c '^executable ' /tmp/startup.leaves)" 0 "no executable leaf there or among modules"
grep '^executable ' /tmp/startup.leaves | while read -r line; do diag "$line"; done
