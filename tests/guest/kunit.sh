#!/bin/sh
# kunit: the verdict of every built-in KUnit suite, case by case.
#
# The suites ran before init. debugfs tells which there are; their results are read
# from the kernel log, since 5.10's debugfs keeps only 512 bytes of each case.
# A case that printed `SUITE: SKIP CASE: reason` and passed is a skip.
. /tests/lib.sh

dmesg | sed 's/^\[ *[0-9.]*\] *//' >/tmp/kunit.log
for dir in /sys/kernel/debug/kunit/*/; do
	[ -e "$dir/results" ] || { not_ok "a suite is built in"; exit 0; }
	awk -v suite="$(basename "$dir")" '
		$0 ~ "# Subtest: " suite "$" { inside = 1; next }
		!inside { next }
		/^1\.\.[0-9]+$/ { plan = substr($0, 4) + 0; next }
		/^(not )?ok [0-9]+ - / {
			isok = /^ok/
			name = $0
			sub(/^(not )?ok [0-9]+ - /, "", name)
			if (name == suite) { ended = 1; exit }
			if ((isok ? $2 : $3) != ++nr) print "not ok - " suite ": nothing is lost before " name
			print (isok ? "ok - " : "not ok - ") suite ": " name (isok && why[name] ? " # SKIP " why[name] : "")
			next
		}
		/: SKIP [^ ]+: / {
			name = $0
			sub(/.*: SKIP /, "", name)
			reason = name
			sub(/:.*/, "", name)
			sub(/^[^ ]+: /, "", reason)
			why[name] = reason
			next
		}
		/^# |expectation|Expected|==/ { sub(/^# /, ""); print "# " $0 }
		END {
			if (!ended || !nr || nr != plan)
				print "not ok - " suite ": complete\n# " nr + 0 " results, " plan + 0 " planned"
		}' /tmp/kunit.log
done
