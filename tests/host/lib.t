#!/usr/bin/env bash
# scripts/lib.sh and scripts/kernel.sh: the lines that say how far something is, and what tests/matrix is read as.
. "$(dirname "$0")/fixture.sh" || exit 1

cat > scripts/steps <<'END'
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
echo old > build/steps
progress all 9 steps build/steps '^(new|old)$'
sleep 0.5
printf '%s\n' new other >> build/steps
sleep 2.5
progress
echo new >> build/steps
sleep 1.5
say end
END
chmod +x scripts/steps && mkdir -p build
line='steps: all: 2 of 9 steps, [2-9] s so far, about [0-9]+ s to go'
# says PATTERN COMMAND...: one line at least, of what it prints, is that.
# shellcheck disable=SC2317  # passes calls it
says() { local pattern=$1; shift; "$@" 2>&1 | tr '\r' '\n' | grep -qE "^$pattern"; }
passes "lines that match are counted; what was there before has taken no time" says "$line\$" env HV_EVERY=1 scripts/steps
passes "none when it has ended, none before a minute" same "$(scripts/steps 2>&1)" "steps: end"
passes "on a terminal each second, in one line" says "$line" env TERM=xterm script -qec scripts/steps /dev/null
step() { HV_EVERY=1 bash -c '. scripts/lib.sh; eval "$1"' scripts/outer "$1" 2>&1 | cut -d' ' -f1-2 | uniq | xargs; }
passes "standard error that is redirected keeps the other lines" same "$(step 'scripts/steps 2>build/err'; cat build/err)" $'steps: all:\nsteps: end'
passes "a step inside another can be told to be quiet" same "$(step 'scripts/steps 6>/dev/null')" "steps: end"

# shellcheck disable=SC2016  # nothing is to be expanded here
{
	mkdir -p tests
	printf '%s\n' '# rows' '$TWO = -smp 2 -m 2G' 'one | 1 | toy | main | $TWO -x | | a  b | huge' 'two|2|toy|main||word $TWO|a|small' > tests/matrix
	fields() { bash -c '. scripts/lib.sh; . scripts/kernel.sh; row_fields "$1"' scripts/x "$1" | tr '\t' '|'; }
	passes "a name in a row is what stands for it" same "$(fields one)" "toy|main|-smp 2 -m 2G -x| |a b|huge"
	passes "in each field" same "$(fields two)" "toy|main| |word -smp 2 -m 2G|a|small"
	sed -i '/^\$TWO/d' tests/matrix
	refuses "a name that nobody gave" 'tests/matrix:2: no line begins with $TWO =' bash -c '. scripts/lib.sh; . scripts/kernel.sh; matrix' scripts/x
}
finish
