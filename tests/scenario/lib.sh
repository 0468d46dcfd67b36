# shellcheck shell=bash disable=SC2154  # scripts/row exports what the row says
# Sourced by every scenario, a script that scripts/row runs in place of one boot. It prints assertions, `ok - TEXT` and
# `not ok - TEXT`, of which none may fail, and lines that begin with `#`; what goes to standard error is shown to the user.
# In: dir (build/rows/ROW), arch, kernel, extra (QEMU arguments), words, expect, limit (seconds for a boot), as in tests/matrix
# shellcheck source=scripts/lib.sh
. "${BASH_SOURCE[0]%/*}/../../scripts/lib.sh"
# shellcheck source=scripts/kernel.sh
. "$root/scripts/kernel.sh"
# ok, not_ok, is, ge: what a guest's tests say, too.
# shellcheck source=tests/guest/lib.sh
. "$root/tests/guest/lib.sh"
: "${dir:?is set by scripts/row: type make boot ROW=...}"

# boot STEP 'QEMU ARGUMENTS' 'WORDS' [OPTION...] TEST...: one boot of the row's kernel, its files in $dir/STEP.
boot() {
	local step=$1 more=$2 word=$3
	shift 3
	rm -rf "${dir:?}/$step"
	scripts/boot -a "$arch" -k "$kernel" -d "$dir/$step" -q "$extra $more" -c "$words $word" -e "$expect" -s "$limit" "$@"
}
# judge STEP: what the judge says of this boot, each assertion with the name of the step before it.
judge() {
	scripts/judge "$dir/$1/console.log" "$dir/$1/verdict.log" "$(cat "$dir/$1/status")" >"$dir/$1/judged" ||
		grep -q '^not ok' "$dir/$1/judged" || echo "not ok - could be judged" >>"$dir/$1/judged"
	[ ! -s "$dir/$1/qemu.log" ] || sed 's/^/# QEMU: /' "$dir/$1/qemu.log"
	sed "s/^\(not ok\|ok\) - /&$1: /" "$dir/$1/judged"
}
# programs FILE PROGRAM...: programs of this machine with the libraries that they need, for scripts/boot -x.
programs() (
	set -o pipefail
	file=$1
	shift
	for p; do
		p=$(command -v "$p") || die "$p is not installed"
		echo "$p"
		ldd "$p" | grep -o '/[^ ]*' || true
	done | awk -F/ '{ for (i = 2; i <= NF; i++) { d = i == 2 ? $2 : d "/" $i; print d } }' | LC_ALL=C sort -u |
		(cd / && cpio -o -H newc -L --quiet) | gzip -1n >"$file"
)
# panic STEP 'WORDS' TEST...: a kernel that crashes after these tests, and another that takes over and runs the tests of the word
# hv.capture=. Both see $dir/share of the host as /share. The judge takes them for two steps, STEP-crashed and STEP-capture; the
# first ends where it was told to crash. A scenario that calls this needs kexec-tools, and a kernel with configs/tools.config.
panic() {
	local step=$1 words_too=$2 one=$dir/$1-crashed two=$dir/$1-capture
	shift 2
	rm -rf "${dir:?}/share" "$one" "$two"
	mkdir -p "$dir/share" "$one" "$two"
	cp "$(kernel_dir "$arch" "$kernel")/$(fact "$arch" IMAGE)" "$dir/share/kernel"
	cp "$(scripts/initrd "$arch" "$kernel")" "$dir/share/initrd"
	programs "$dir/programs.gz" kexec
	boot "$step" "-virtfs local,path=$dir/share,mount_tag=share,security_model=none" "crashkernel=192M hv.then=crash $words_too" \
		-x "$dir/programs.gz" "$@" kdump
	touch "$one/console.log" "$one/verdict.log" "$two/console.log" "$two/verdict.log"
	awk -v one="$one" -v two="$two" '/Linux version / { n++ } /sysrq: Trigger a crash/ { cut = 1 }
		n > 1 { print >(two "/console.log"); next } !cut { print >(one "/console.log") }' "$dir/$step/console.log"
	awk -v one="$one" -v two="$two" '/^TAP version 13/ { n++ } { print >((n > 1 ? two : one) "/verdict.log") }' "$dir/$step/verdict.log"
	cp "$dir/$step/status" "$one"
	cp "$dir/$step/status" "$two"
	is "$(grep -c 'Kernel panic - not syncing: sysrq triggered crash' "$dir/$step/console.log")" 1 "$step: the kernel crashed as told"
	judge "$step-crashed"
	judge "$step-capture"
}
# areas STEP: the areas that the guest test hold has left there: START PAGES FIRST LEAVES SKIP
areas() { tr -d '\r' <"$dir/$1/verdict.log" | sed -n 's/^# area //p'; }
