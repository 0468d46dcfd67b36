# The rules of scripts/judge, which see. Files in this order: splats, control, console, verdict.
# Works in mawk, gawk and busybox awk. A console line is stripped of its time stamp first.
BEGIN { FS = "\t" }

FNR == 1 { file++; while (ARGV[file] != FILENAME) file++ }

function bad(text,   i, named) {
	for (i = 1; i <= nr_must; i++) if (("boot: " text) ~ must[i]) named = seen[i] = 1
	if (named || ++nr_bad <= 20) print "# " (named ? "(as it must here) " : "") text
	if (!named && !first) first = text
}
function strip() {
	gsub(/\r|\033\[[0-9;]*m/, "")
	sub(/^\[ *[0-9]+\.[0-9]+\](\[ *[TC][0-9]+\])? ?/, "")
	gsub(/(\.\.\/)+tree[a-z-]*\//, "")	# a source file as seen from the O= directory
}

# A report: its lines joined. Allowed where it was expected.
function report(text,   line) {
	line = text
	sub(/^[^\n]*cut here[^\n]*\n/, "", line)
	sub(/\n.*/, "", line)
	if (bracket != "" && text ~ bracket) hits++
	else bad("console: " line (test ? " (in test " test ")" : "") (bracket != "" ? ", expected was: " bracket : ""))
}
function open_bracket(regex) {
	if (bracket != "") bad("console: an expected warning begins inside another: " regex)
	bracket = regex; hits = 0; expected++
}
function close_bracket() {
	if (bracket == "") bad("console: an expected warning ends that did not begin")
	else if (!hits) bad("console: the expected warning did not come: " bracket)
	bracket = ""
}

file == 1 { if ($0 !~ /^#|^$/) { splat[++nr_splat] = $1; context[nr_splat] = $2 == "context" } next }
file == 2 { if ($0 !~ /^#|^$/) must[++nr_must] = $0; next }

file == 3 {
	strip()
	if (/Linux version /) booted = 1
	if (/hv: test [^ ]+ begins/) { test = $0; sub(/.*hv: test /, "", test); sub(/ begins.*/, "", test) }
	if (/hv: end of tests/) finished = 1
	if (/hv: expect-warn begin ./) { sub(/.*hv: expect-warn begin /, ""); open_bracket($0); next }
	if (/vmalloc_huge: expecting a warning: ./) { sub(/.*expecting a warning: /, ""); open_bracket($0); next }
	if (/hv: expect-warn end|vmalloc_huge: end of expected warning/) { close_bracket(); next }
	# A WARN or BUG has a beginning and an end, and is judged whole.
	if (block == "" && /-+\[ cut here \]-+/) { block = $0; next }
	if (block != "") {
		block = block "\n" $0
		if (/---\[ end trace /) { report(block); block = "" }
		next
	}
	for (i = 1; i <= nr_splat; i++)
		if ($0 ~ splat[i]) {
			if (!(context[i] && bracket != "")) report($0)
			break
		}
	next
}

file == 4 {
	gsub(/\r/, "")
	if (FNR == 1 && $0 != "TAP version 13") bad("verdict: does not begin with the TAP version")
	if (ended) { bad("verdict: goes on after its end"); next }
	if (/^# end$/) { ended = 1; next }
	if (/^# tainted: /) { taint = substr($0, 12); tainted = 1; next }
	if (/^#/) { print; next }
	if (/^1\.\.[0-9]+$/) { if (planned++) bad("verdict: a second plan"); plan = substr($0, 4) + 0; next }
	if (/^(not )?ok [0-9]+ - /) {
		if (planned) bad("verdict: an assertion after the plan: " $0)
		if ($0 !~ ("^(not )?ok " (++nr) " - ")) bad("verdict: lost or doubled before: " $0)
		isok = /^ok/; text = $0
		sub(/^(not )?ok [0-9]+ - /, "", text)
		if (text ~ /# SKIP ./ && isok) { nr_skip++; print "ok - " text; next }
		named = 0
		for (i = 1; i <= nr_must; i++) if (text ~ must[i]) { named = 1; seen[i] = 1 }
		if (!named) print (isok ? "ok - " : "not ok - ") text
		else print (isok ? "not ok - (passes, but must fail here) " : "ok - (fails, as it must here) ") text
		if (isok == named) nr_failed++
		next
	}
	if (/^TAP version 13$/ && FNR == 1) next
	bad("verdict: not TAP: " $0)
}

END {
	if (status == 124) bad("time out" (test ? " in test " test : ""))
	else if (status != 0) bad("QEMU ended with status " status)
	if (!booted) bad("console: the kernel did not boot")
	if (!finished) bad("console: no end of tests" (test ? ", last was " test : ""))
	if (block != "") report(block "\n(no end)")
	if (bracket != "") bad("console: an expected warning has no end: " bracket)
	if (!planned) bad("verdict: no plan")
	else if (plan != nr) bad("verdict: " nr + 0 " assertions, " plan " planned")
	if (!ended) bad("verdict: no end marker")
	if (!nr) bad("verdict: no assertion")
	else if (nr == nr_skip) bad("verdict: all skipped")
	# 32 bad page, 128 died, 512 warned, 16384 locked up: then the console must have told.
	if (!tainted) bad("verdict: no taint line")
	else if (!expected && (int(taint / 32) % 2 || int(taint / 128) % 2 || int(taint / 512) % 2 || int(taint / 16384) % 2))
		bad("verdict: the kernel is tainted: " taint)
	for (i = 1; i <= nr_must; i++) if (!seen[i]) bad("control: no assertion matches: " must[i])
	if (!nr_splat || (control != "" && !nr_must)) { print "# judge: an empty table"; exit 2 }
	print nr_bad ? "not ok - boot: " first : "ok - boot: ran to its end, console clean"
	exit nr_bad || nr_failed ? 1 : 0
}
