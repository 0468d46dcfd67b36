# shellcheck shell=bash disable=SC2034  # the callers use these variables
# What every script shares: where things are, messages and progress, a git that no user setting can change.
# Input: sourced as `. "$(dirname "$0")/lib.sh"`. Output: the variables and functions below; the working
# directory becomes the repository root. Exit codes of all scripts: 0 done, 1 refused or failed, 2 wrong usage.

# A path relative to where the user stands would be lost by the cd.
for _v in LINUX_TREE LINUX_TARBALL LINUX_ORIG LINUX_RT HV_CACHE; do
	[ -z "${!_v:-}" ] || [ "${!_v#/}" != "${!_v}" ] || export "$_v=$PWD/${!_v}"
done
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P) && cd "$root" || exit 1
me=scripts/$(basename "$0")
cache=${HV_CACHE:-${HOME:-$root/build}/.cache/huge-vmalloc}
tree=build/tree
mark=refs/huge-vmalloc/exported	# in $tree: the commit that patches/ and the branch series have in common
export LC_ALL=C.UTF-8

# Lines that count go to where standard error leads from the outermost script, whatever is redirected further in; for a step inside, `6>/dev/null` stops them.
[ -n "${HV_PROGRESS:-}" ] || { exec 6>&2; export HV_PROGRESS=6; }
terminal() { [ -t 6 ] && [ "${TERM:-dumb}" != dumb ]; } 2>/dev/null
wipe() { ! terminal || printf '\r\033[K' >&6; }

say() { wipe; printf '%s: %s\n' "${me#scripts/}" "$*" >&2; }
die() { say "$@"; exit 1; }
# alone DIR: refuse to run while another run, or what it has started, is at work in DIR.
alone() { mkdir -p "$1" && exec 8>"$1/.lock" && { flock -n 8 || die "another run is at work in $1; wait for its end"; }; }
need() { command -v "$1" >/dev/null || die "$1 is not installed; type: make setup"; }

# progress WHAT TOTAL UNIT FILE [REGEX]: from now on say how far WHAT is (or all of it), by the lines of FILE (that match): on a terminal in one line that
# counts, elsewhere once a minute (HV_EVERY=SECONDS). TOTAL '': it is not known. `progress` alone ends it, and so does the end of the script.
progress() {
	[ -z "${ticker:-}" ] || kill "$ticker" 2>/dev/null || true
	ticker=''
	wipe
	[ $# -gt 0 ] || return 0
	tick "$@" </dev/null >/dev/null 8>&- 9>&- &
	ticker=$!
	disown "$ticker"
}
tick() {
	local start=$SECONDS every=${HV_EVERY:-60} due=0 passed n first line columns=''
	first=$(grep -cE -- "${5:-^}" "$4") || true
	! terminal || { read -r _ columns < <(stty size <&6); [ "${columns:-0}" -gt 0 ] || columns=80; }
	while sleep 1 && kill -0 $$; do
		passed=$((SECONDS - start))
		[ -n "$columns" ] || [ "$passed" -ge $((due + every)) ] || continue
		due=$passed
		n=$(grep -cE -- "${5:-^}" "$4") || true
		line="${me#scripts/}: ${HV_STEP:-}${1:+$1: }${n:=0}${2:+ of $2} $3, $(span $passed) so far"
		# No estimate before 2% are done.
		[ "$n" -le $((${first:=0} + ${2:-0} / 50)) ] || [ "$n" -ge "${2:-0}" ] || line+=", about $(span $((passed * ($2 - n) / (n - first)))) to go"
		if [ -n "$columns" ]; then printf '\r%s\033[K' "${line:0:columns - 1}" >&6; else printf '%s\n' "$line" >&6; fi
	done
} 2>/dev/null
span() { if [ "$1" -lt 100 ]; then echo "$1 s"; else echo "$((($1 + 30) / 60)) min"; fi; }

# value KEY FILE: what KEY= says in a file of KEY=value lines.
value() { sed -n "s/^$1=//p" "$2"; }
# base KEY: a fact about the base kernel.
base() { value "$1" "$root/base" | grep . || die "base has no $1="; }

# Git, the same for everybody: no user settings, hooks, ignores or attributes; one committer.
# shellcheck disable=SC2046
unset $(git rev-parse --local-env-vars 2>/dev/null) GIT_EDITOR GIT_EXTERNAL_DIFF GIT_DIFF_OPTS
author='Huge vmalloc project' email=hugevmalloc@project.invalid
hgit() {
	GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_ATTR_NOSYSTEM=1 TZ=UTC \
	GIT_AUTHOR_NAME=$author GIT_AUTHOR_EMAIL=$email GIT_COMMITTER_NAME=$author GIT_COMMITTER_EMAIL=$email \
	git -c core.attributesFile=/dev/null -c core.excludesFile=/dev/null -c core.hooksPath=/dev/null \
		-c gc.auto=0 -c commit.gpgSign=false -c core.autocrlf=false -c advice.detachedHead=false "$@"
}

# The patches in order, as paths; comments and blank lines of patches/series left out.
series() { sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' -e 's,^,patches/,' patches/series; }

# One hash of the base and of every patch in order: what the branch series is made from.
series_hash() {
	local p
	for p in $(series); do [ -f "$p" ] || die "patches/series names $p, which is not there"; done
	{ base TREE; for p in $(series); do sha256sum < "$p"; done; } | sha256sum | cut -d' ' -f1
}

# tree_state: what keeps the branch series of $tree from being replaced or exported, one reason a line; nothing if it is at rest.
tree_state() {
	local dir op
	dir=$(hgit -C $tree rev-parse --absolute-git-dir)
	for op in rebase-apply:am rebase-merge:rebase MERGE_HEAD:merge CHERRY_PICK_HEAD:cherry-pick; do
		[ ! -e "$dir/${op%:*}" ] ||
			echo "a git ${op#*:} is in progress; type: git -C $tree ${op#*:} --continue (or --abort)"
	done
	[ "$(hgit -C $tree symbolic-ref -q HEAD)" = refs/heads/series ] ||
		echo "the branch series is not checked out; type: git -C $tree checkout series"
	[ -z "$(hgit -C $tree status --porcelain | head -n 1)" ] ||
		echo "it has uncommitted changes; type: git -C $tree status"
}

# am_series DIR: apply the series with fuzz 0 on what is checked out in DIR. Identical input gives identical commit ids.
am_series() {
	local list out rc=0 n file
	mapfile -t list < <(series)
	[ ${#list[@]} -gt 0 ] || return 0
	out=$(hgit -C "$1" am -q --committer-date-is-author-date --no-gpg-sign --no-3way --no-scissors \
		"${list[@]/#/$root/}" 2>&1) || rc=$?
	[ $rc -ne 0 ] || return 0
	printf '%s\n' "$out" >&2
	n=$(cat "$(hgit -C "$1" rev-parse --absolute-git-dir)/rebase-apply/next" 2>/dev/null) || true
	file=$(printf '%s\n' "$out" | sed -n 's/^error: patch failed: \(.*\):[0-9]*$/\1/p; s/^error: \(.*\): .*$/\1/p' | head -n 1)
	say "${list[$((${n:-1} - 1))]} does not apply${file:+: $file}"
	return 1
}

# export_series GITDIR BRANCH OUTDIR: write base..BRANCH as patches, cover letter first. Prints the file names.
export_series() {
	local date
	rm -rf "$3" && mkdir -p "$3" || return 1
	[ -n "$(hgit -C "$1" rev-list "base..$2")" ] || return 0
	date=$(hgit -C "$1" log -1 --format=%aI "$2")
	GIT_COMMITTER_DATE=$date GIT_CONFIG_COUNT=1 \
	GIT_CONFIG_KEY_0=branch.$2.description GIT_CONFIG_VALUE_0=$(cat patches/cover.txt) \
	hgit -C "$1" format-patch -q -o "$root/$3" --cover-letter --cover-from-description=subject \
		--zero-commit --no-signature --no-numbered --full-index --no-renames --no-binary -p --stat=72 --summary -U3 \
		--diff-algorithm=histogram --indent-heuristic --no-ext-diff --no-textconv --no-color \
		--src-prefix=a/ --dst-prefix=b/ --no-attach --no-thread --no-base --no-notes --subject-prefix=PATCH \
		--no-to --no-cc --no-add-header --filename-max-length=64 "base..$2"
	(cd "$3" && ls)
}
