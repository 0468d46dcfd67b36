# shellcheck shell=bash
# The tables of the bench, for scripts that source this from the repository's root.
# table NAME: the lines of bench/NAME, fields joined by |, without the blanks around them.
table() { sed -e '/^#/d' -e '/^$/d' -e 's/ *| */|/g' -e 's/ *$//' "bench/$1"; }
# peers ARCH: those of bench/peers that are measured on an architecture, without the field that says so.
peers() { table peers | awk -F'|' -v OFS='|' -v arch="$1" 'index(" " $2 " ", " " arch " ") { $2 = ""; sub(/\|\|/, "|"); print }'; }
# peer ARCH NAME: its line there.
peer() { peers "$1" | grep "^$2|" || die "bench/peers has no $2 for $1"; }
# workloads JOB: those of bench/workloads that the job has, joined by commas; of ONLY='name name', if that is given, and what checks a run.
workloads() {
	table workloads | awk -F'|' -v job="$1" -v only=" ${ONLY:-} " \
		'$2 == job && (only == "  " || $5 == "exact" || index(only, " " $1 " ")) { print $1 }' | paste -sd,
}
