#!/bin/bash
# The judge against its golden logs, tests/judge/: each verdict and its reason. Prints TAP; exit 1 when one is wrong.
set -u
cd "$(dirname "$0")/../.." || exit 1
nr=0 failed=0
check() {	# OK TEXT
	nr=$((nr + 1))
	[ "$1" = 1 ] && echo "ok $nr - $2" || { echo "not ok $nr - $2"; failed=1; }
}
g=tests/judge
seen=''
while IFS='|' read -r name status want regex; do
	name=${name// /} status=${status// /} want=${want// /} regex=${regex# }
	seen="$seen $name"
	console=$g/$name/console verdict=$g/$name/verdict control=''
	[ -e "$console" ] || console=$g/good/console
	[ -e "$verdict" ] || verdict=$g/good/verdict
	[ ! -e "$g/$name/control" ] || control=$g/$name/control
	got=$(scripts/judge "$console" "$verdict" "$status" ${control:+"$control"})
	exit=$?
	good=0
	[ $exit = "$want" ] && awk -v re="$regex" '$0 ~ re { f = 1 } END { exit !f }' <<<"$got" && good=1
	check $good "$name, QEMU status $status: exit $want, $regex"
	[ $good = 1 ] || printf '# %s\n' "exit $exit" "${got//$'\n'/$'\n'# }"
done < <(grep -v '^#' $g/cases)
for dir in "$g"/*/; do
	dir=$(basename "$dir")
	case " $seen " in *" $dir "*) ;; *) check 0 "the golden log $dir is in tests/judge/cases" ;; esac
done
for args in '' "$g/good/console $g/good/verdict" "$g/nowhere $g/good/verdict 0" "$g/good/console $g/good/verdict 0 $g/nowhere"; do
	# shellcheck disable=SC2086 # words
	scripts/judge $args >/dev/null 2>&1
	status=$?
	check $((status == 2)) "cannot judge: exit 2 (${args:-no arguments})"
done
echo "1..$nr"
exit $failed
