#!/usr/bin/env bash
# scripts/test: what it makes of the streams of scripts/check and scripts/rows. It must not take silence for success.
# At the end: scripts that take a directory for themselves.
. "$(dirname "$0")/fixture.sh" || exit 1

# streams CHECK ROWS: what the two print; `exit N` in the text ends them with that status.
streams() {
	local name text
	# shellcheck disable=SC2016  # for the other shell
	for name in check rows; do
		text=$1
		shift
		printf '#!/bin/sh\n[ "$1" != -l ] || exit 0\n%b' "$text" > scripts/$name
		chmod +x scripts/$name
	done
}
good='echo 1..1\necho "ok 1 - fine"\n'
# ends TEXT WORDS STATUS [VAR=VALUE]: the last line and the exit status of scripts/test 1.
ends() {
	local text=$1 words=$2 status=$3 out rc=0
	shift 3
	out=$(env "$@" scripts/test 1 2>/dev/null) || rc=$?
	passes "$text" same "$rc: $(tail -n 1 <<< "$out")" "$status: $words"
}
streams "$good" "$good"
ends "two streams are one" "2 passed, 0 failed, 0 skipped" 0
# shellcheck disable=SC2266  # it is a script
passes "numbered through" same "$(scripts/test 1 | grep -E '^(ok|1\.\.)' | xargs)" "ok 1 - fine ok 2 - fine 1..2"
# shellcheck disable=SC2266
passes "tier 0 has no rows" same "$(scripts/test 0 | tail -n 1)" "1 passed, 0 failed, 0 skipped"
streams "$good" 'echo 1..2\necho "ok 1 - a # SKIP why"\necho "not ok 2 - b"\nexit 1\n'
ends "a failure fails" "1 passed, 1 failed, 1 skipped" 1
streams "$good" 'echo 1..1\necho "ok 1 - a # SKIP why"\n'
ends "a skip passes" "1 passed, 0 failed, 1 skipped" 0
ends "except with STRICT=1" "1 passed, 0 failed, 1 skipped" 1 STRICT=1
streams 'echo 1..1\necho "ok 1 # skip"\n' 'echo 1..1\necho "ok 1 - a # SKIP why"\n'
ends "nothing but skips fails" "0 passed, 0 failed, 2 skipped" 1
streams "$good" 'echo "ok 1 - a"\n'
ends "a stream without a plan fails" "2 passed, 1 failed, 0 skipped" 1
streams "$good" 'echo 1..2\necho "ok 1 - a"\n'
ends "a stream cut short fails" "2 passed, 1 failed, 0 skipped" 1
streams "$good" ''
ends "an empty stream fails" "1 passed, 1 failed, 0 skipped" 1
streams "$good" "${good}exit 1\n"
ends "a status that contradicts the lines fails" "2 passed, 1 failed, 0 skipped" 1
streams "$good" "${good}kill -9 \$\$\n"
ends "a killed stream fails" "2 passed, 1 failed, 0 skipped" 1
streams "$good" 'echo "Bail out! no"\nexit 1\n'
ends "giving up fails" "1 passed, 2 failed, 0 skipped" 1

# Two at once would take each other's files.
mkdir -p build/bisect
exec 7>build/bisect/.lock
flock 7
refuses "a second run in one place is refused" "another run is at work in build/bisect" scripts/bisect x86_64
finish
