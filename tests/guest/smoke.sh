#!/bin/sh
# smoke: the guest booted what the row says, and vmalloc maps as the row expects,
# by the page tables themselves: an area of four chunks and three pages is whole leaves
# and a tail when the row expects huge; there is no leaf at all when it does not.
. /tests/lib.sh

diag "$(uname -srm), $(grep -c ^processor /proc/cpuinfo) cpus, $(awk '/^MemTotal/ { print $2, $3 }' /proc/meminfo)"
is "$(uname -s)" Linux "the kernel answers"
is "$(($(awk '/^KernelPageSize/ { print $2; exit }' /proc/self/smaps) * 1024))" "$HV_PAGE" "pages are as large as the row says"
pmd=/sys/kernel/mm/transparent_hugepage/hpage_pmd_size
[ ! -e $pmd ] || is "$(cat $pmd)" "$HV_PMD" "and so are leaves"

# Four chunks, fewer where they are large and would take most of the memory.
chunks=$(awk -v pmd="$HV_PMD" '/^MemFree/ { n = int($2 * 512 / pmd) } END { print (n > 4 ? 4 : n < 1 ? 1 : n) }' /proc/meminfo)
area() {	# FIELD of the BPF map's area: its line of `leaves`
	maps $((chunks * HV_PMD + 3 * HV_PAGE)) leaves >/tmp/areas || return
	awk -v want="pages=$((chunks * HV_PMD / HV_PAGE + 3))" '$4 == want' /tmp/areas
}

line=$(area)
diag "$line"
[ -n "$line" ] && ok "an area of $chunks chunks and 3 pages exists" ||
	not_ok "an area of $chunks chunks and 3 pages exists"
# shellcheck disable=SC2086 # words
set -- $line
case $HV_EXPECT in
huge)
	is "$6" "leaves=$chunks" "its whole chunks are leaves"
	is "$7" ptes=3 "its tail is PTEs"
	;;
small)
	is "$6" leaves=0 "no chunk of it is a leaf"
	is "$(vmalloc_leaves)" 0 "no leaf in the vmalloc space"
	;;
*)
	skip "mapping of the area" "the row expects none"
	;;
esac
grep -q ^stray /tmp/areas && not_ok "every leaf belongs to an area" || ok "every leaf belongs to an area"
