# shellcheck shell=bash disable=SC2154  # lib.sh, sourced before, sets root, tree and cache
# Sourced after lib.sh by the scripts that build and boot kernels: facts of an architecture, where a kernel's
# configuration, sources and build are, make for it. KSRC=DIR builds another tree than build/tree.

# fact ARCH KEY: what arch/ARCH.conf says.
fact() {
	[ -f "$root/arch/$1.conf" ] || die "no arch/$1.conf; there are: $(arches | xargs)"
	value "$2" "$root/arch/$1.conf"
}
# arch_facts ARCH: what of it a kernel and its boot depend on.
arch_facts() { grep -v 'OBJECTS=' "$root/arch/$1.conf"; }
arches() { basename -a -s .conf "$root"/arch/*.conf; }

# kernel_dir ARCH KERNEL: the O= directory of a kernel; a path stands for itself, deb-FLAVOUR for what scripts/deb builds.
kernel_dir() { case $2 in /*) echo "$2" ;; deb-*) echo "$root/build/deb/${2#deb-}/build" ;; *) echo "$root/build/$1/$2" ;; esac; }

# fragments ARCH KERNEL: the files of its configuration, in order. A flavour's fragment that says `# over: FILE...`
# is over these (or nothing) and not over the common ones; @ in a name stands for the architecture.
fragments() {
	local flavour files=(configs/base.config "configs/$1.config")
	for flavour in ${2//+/ }; do
		[ "$flavour" != main ] || continue
		! grep -qs '^# over:' "$root/configs/$flavour.config" ||
			read -ra files <<<"$(sed -n "s/^# over: *//p" "$root/configs/$flavour.config" | sed "s/@/$1/g")"
		files+=("configs/$flavour.config")
	done
	for flavour in "${files[@]}"; do
		[ -f "$root/$flavour" ] || die "no $flavour, which the kernel $2 is made of"
		echo "$flavour"
	done
}

# kernel_fact ARCH KERNEL KEY: a fact that depends on the configuration too: what the last of its fragments that has
# a line `# KEY=` says, else the architecture's own.
kernel_fact() {
	local said=''
	case $2 in
	/* | deb-*) ;;
	*) said=$(fragments "$1" "$2" | xargs sed -n "s/^# $3=//p" | tail -n 1) ;;
	esac
	echo "${said:-$(fact "$1" "$3")}"
}

# kernel_source KERNEL: the tree it is built from. The last flavour's fragment may say `# tree: BRANCH` for another
# branch of build/tree (rt, rt-base: scripts/rt makes them), and `# plus: SUBJECT` for one patch of the series on top of it.
kernel_source() {
	local tree_is=${KSRC:-$root/$tree} file=$root/configs/${1##*+}.config branch subject commit dir
	[ -e "$tree_is/.git" ] || die "no kernel tree in $tree_is; type: make tree"
	branch=$(sed -n 's/^# tree: //p' "$file" 2>/dev/null) || branch=''
	subject=$(sed -n 's/^# plus: //p' "$file" 2>/dev/null) || subject=''
	if [ -n "$branch" ]; then
		case $branch in
		rt) "$root/scripts/rt" ;;
		rt-base) "$root/scripts/rt" base rt-base ;;
		esac || die "no tree for the kernel $1"
		dir=$root/build/tree-${1##*+}
		commit=''
		if [ -n "$subject" ]; then
			commit=$(hgit -C "$tree_is" log --format='%H %s' "$branch..series" | sed -n "s|^\([0-9a-f]*\) $subject.*|\1|p" | tail -n 1)
			[ -n "$commit" ] || die "the series has no patch '$subject', which configs/${1##*+}.config wants"
		fi
		if [ "$(cat "$dir.of" 2>/dev/null)" != "$(hgit -C "$tree_is" rev-parse "$branch") $commit" ]; then
			hgit -C "$tree_is" worktree prune
			[ -e "$dir" ] || hgit -C "$tree_is" worktree add -q --detach "$dir" "$branch" >&2
			hgit -C "$dir" reset -q --hard "$branch" >&2
			# Its lines in MAINTAINERS follow those of other patches, and no kernel is built from them.
			[ -z "$commit" ] || hgit -C "$tree_is" diff "$commit^" "$commit" -- . ':!MAINTAINERS' |
				hgit -C "$dir" apply --3way >&2 ||
				die "$subject does not apply to $branch alone: look into $dir"
			echo "$(hgit -C "$tree_is" rev-parse "$branch") $commit" >"$dir.of"
		fi
		tree_is=$dir
	fi
	echo "$tree_is"
}

# kmake ARCH O ARGS...: make in the kernel tree that O was configured from, reproducibly.
kmake() {
	local arch=$1 O=$2 cross ccache=''
	shift 2
	cross=$(fact "$arch" CROSS_COMPILE)
	need "${cross}gcc"
	! command -v ccache >/dev/null || ccache='ccache '
	CCACHE_DIR=${CCACHE_DIR:-$cache/ccache} CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 \
	KBUILD_BUILD_TIMESTAMP=2026-01-01 KBUILD_BUILD_USER=u KBUILD_BUILD_HOST=h \
		make -C "$(readlink -f "$O/source")" O="$O" ARCH="$(fact "$arch" KARCH)" \
			CROSS_COMPILE="$cross" CC="$ccache${cross}gcc" "$@"
}

# The rows of tests/matrix, tab separated, blanks around fields removed, its $NAMES replaced by what they stand for.
matrix() {
	awk 'function stop(why) { print "tests/matrix:" FNR ": " why >"/dev/stderr"; exit 1 }
		match($0, /^\$[A-Z0-9_]+ *= */) { name = $1; text[name] = substr($0, RLENGTH + 1); next }
		/^#/ || /^[ \t]*$/ { next }
		{ if ((n = split($0, field, "|")) != 8) stop(n " fields, not 8")
			for (i = 1; i <= n; i++) {
				m = split(field[i], word, /[ \t]+/); out = ""
				for (k = 1; k <= m; k++) {
					if (word[k] ~ /^\$/ && !(word[k] in text)) stop("no line begins with " word[k] " =")
					if (word[k] != "") out = out " " (word[k] in text ? text[word[k]] : word[k])
				}
				printf "%s%s", out == "" ? " " : substr(out, 2), i < n ? "\t" : "\n"
			} }' "$root/tests/matrix"
}
# row_fields NAME: arch, kernel, QEMU arguments, command line, tests, expectation; fails when there is no such row.
row_fields() { matrix | awk -F'\t' -v OFS='\t' -v n="$1" '$1 == n { print $3, $4, $5, $6, $7, $8; found = 1 } END { exit !found }'; }
# row_cpus NAME: its -smp, the last one said.
row_cpus() {
	local arch extra
	IFS=$'\t' read -r arch _ extra _ < <(row_fields "$1")
	echo "-smp 1 $(fact "$arch" DEFAULTS) $extra" | sed 's/.*-smp \([0-9]*\).*/\1/'
}
# count <TAP: passed, failed, skipped
count() { awk '/^ok .*# SKIP/ { s++; next } /^ok / { p++ } /^not ok / { f++ } END { print p + 0, f + 0, s + 0 }'; }
