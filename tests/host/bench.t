#!/usr/bin/env bash
# What bench/ makes of logs: which run is no measurement, and the check of quoted figures.
. "$(dirname "$0")/fixture.sh" || exit 1
cp -r "$here/bench" . && rm -f bench/RESULTS.md && mkdir docs run

good() {
	cat >run/verdict.log <<-'END'
	begin tlbcheck
	expect label=check-a region=user size=4K load=20 load_walk=7
	done tlbcheck 0
	end
	END
	echo "reboot: Restarting system" >run/console.log
	cat >run/dtlb.log <<-'END'
	model name=first spec=x
	model name=second spec=y
	window window=1 label=check-a insns=9 walk_errors=0
	count window=1 model=first region=user size=4K load=20 load_l1=9 load_walk=7 refs=28
	count window=1 model=second region=user size=4K load=20 load_l1=9 load_walk=20 refs=80
	end windows=1 errors=0
	END
}
# rejected TEXT WORDS FILE SED: the good logs with one thing changed.
rejected() {
	good
	sed -i "$4" "run/$3"
	refuses "no measurement: $1" "$2" bench/validate run tlb
}
good
passes "good logs are a measurement" bench/validate run tlb
rm run/dtlb.log
passes "a job without the model needs no plugin's log" bench/validate run cost
refuses "the job with the model does" "plugin: wrote nothing" bench/validate run tlb
rejected "the guest did not end" "did not come to its end" verdict.log '/^end/d'
rejected "a workload failed" "done tlbcheck 1" verdict.log 's/tlbcheck 0/tlbcheck 1/'
rejected "the module refused" "guest: failed" verdict.log '1i failed'
rejected "a warning on the console" "console: WARNING" console.log '1i WARNING: CPU: 0'
rejected "the plugin did not end" "plugin: did not come to its end" dtlb.log '/^end/d'
rejected "the plugin saw an error" "no stop mark" dtlb.log '2i error no stop mark before the end'
rejected "the plugin counted errors" "errors=1" dtlb.log 's/errors=0$/errors=1/'
rejected "a window is missing" "0 windows, but end windows=1" dtlb.log '/^window/d'
rejected "one walk too few" "7 walks expected, 20 and 6 counted" dtlb.log 's/load_walk=7/load_walk=6/'
rejected "one load too many" "20 loads and 7 walks expected, 21" dtlb.log 's/load=20 load_l1=9 load_walk=7/load=21 load_l1=9 load_walk=7/'
rejected "nothing was counted" "nothing counted of user 4K" dtlb.log '/model=first/d'
rejected "nothing was checked" "the guest checked nothing" verdict.log '/^expect/d'
good
cat >run/verdict.log <<-'END'
zone lock=ffff888000001000
locks label=locks:4096 how=vmalloc areas=10
locks label=locks-held:4096 how=vmalloc areas=2
end
END
cat >run/locks.log <<-'END'
window window=1 label=locks:4096
lock window=1 at=ffff888000001000 taken=5
lock window=1 at=ffff888000002000 taken=60
window window=2 label=locks-held:4096
lock window=2 at=ffff888000002000 taken=12
end windows=2 errors=0
END
passes "locks that were counted are a measurement" bench/validate run locks
# shellcheck disable=SC2317  # passes calls it
lock_facts() {
	rm -rf results && mkdir results && cp -r run results/base.locks && rm results/base.locks/dtlb.log
	printf '%s\t4096\tbase\t%s\n' locks:zone 0.5 locks:all 6.5 locks-held:zone 0 locks-held:all 6 | cmp - <(bench/facts results)
}
passes "locks an area, those of zones told from others" lock_facts
sed -i 's/at=ffff888000001000/at=ffff888000003000/' run/locks.log
refuses "no measurement: locks of no zone" "saw nobody take the lock of a zone" bench/validate run locks
sed -i '/^lock window=2/d' run/locks.log
refuses "no measurement: a window without a lock" "window 2 has no lock" bench/validate run locks
rm -r results run/locks.log
refuses "no measurement: no plugin counted locks" "plugin: wrote nothing" bench/validate run locks

# What the report makes of numbers.
mkdir -p results/base.cost
echo "cost how=vmalloc size=2097152 loops=1 pair=9 alloc=1 free=1 least=1 most=1 in_place=0" >results/base.cost/verdict.rejected
# shellcheck disable=SC2317  # passes calls it
no_facts() { [ -z "$(bench/facts results)" ]; }
passes "a run that was no measurement has no numbers" no_facts
# shellcheck disable=SC2317  # reports calls it
report() {	# BASE SERIES [KIND ITEM]
	printf '%s\t%s\t%s\t%s\n' "${3:-vmalloc:pair}" "${4:-2097152}" base "$1" "${3:-vmalloc:pair}" "${4:-2097152}" series "$2" |
		awk -v arch=x86_64 -v peers="base series" -f bench/report.awk
}
# reports TEXT LINE BASE SERIES [KIND ITEM]: the report of these two, pairs of 2 MiB unless said, has that line.
reports() {
	local text=$1 line=$2
	shift 2
	passes "$text" grep -qxF -- "$line" <(report "$@")
}
target='| 2 MiB: instructions of a pair, base / series | at least 12 |'
reports "a target that is met" "$target 12.00 | met |" 311772 25981
reports "one that rounding would have met" "$target 11.98 | **not met** |" 311256 25981
reports "a regression" "- series, vmalloc and vfree, bytes, 2097152: 11.159 times base" 1000 11159
reports "where there is none" "None." 1000 1009
reports "leaves are asked for with every kind of fragments" \
	"| leaves when half of 64 huge pages are unavailable, of all kinds of fragments the least | at least 32 | 2.00 | **not met** |" 0 2 fragmented-zones:leaves 50
target='| scarce huge pages, of all kinds: pages taken from the page allocator, series / base, worst | at most 1.01 |'
reports "pages of the area" "$target 1.000 | met |" 33000 33000 fragmented-zones:taken 50
reports "blocks that are given back" "$target 1.931 | **not met** |" 33000 63720 init-fragmented:taken 50
target='| interrupts of a pair where page tables are in the way, series less base, worst | at most 1.1 |'
reports "one interrupt an area" "$target 1.000 | met |" 3 4 ipis:tables 67108864
reports "one a leaf" "$target 32.000 | **not met** |" 3 35 ipis:tables 67108864
reports "a lock that base takes as well, and one more" "- series, lock of a zone taken, areas held together, bytes, 65536: 4.000 times base" 0.5 2 locks-held:zone 65536
reports "fewer huge pages after churn" "| after churn: free blocks of order 9, series / base | at least 1 | 0.99 | **not met** |" 200 199 after free_order9
reports "more stalls after churn" "| after churn: thp_fault_fallback and compact_stall, series less base, worst | at most 0 | 1.000 | **not met** |" 9 10 after "compact_stall, 1024 MiB"
# against TEXT LINE VMALLOC HUGE SERIES KIND ITEM: mainline, both ways, and the series.
against() {
	passes "$1" grep -qxF -- "$2" <(printf '%s\t%s\t%s\t%s\n' "$6" "$7" mainline-vmalloc "$3" "$6" "$7" mainline "$4" "$6" "$7" series "$5" |
		awk -v arch=x86_64 -v peers="base series mainline mainline-vmalloc" -f bench/report.awk)
}
way='series / mainline with vmalloc() or vmalloc_huge(), whichever takes fewer, fresh and after churn, worst'
against "the cheaper way of mainline is what counts" "| every size: instructions of a pair, $way | at most 1 | 1.250 | **not met** |" 800 1200 1000 churned:pair 2097152
against "vmalloc() alone, below 2 MiB" "| below 2 MiB: instructions of vmalloc() alone, $way | at most 1 | 0.500 | met |" 2100 2000 1000 vmalloc:alloc 1572864
against "not from there on" "| below 2 MiB: instructions of vmalloc() alone, $way | at most 1 | not measured | |" 2000 2000 1000 vmalloc:alloc 2097152
against "where vmalloc_huge() is what counts" \
	"| 2 MiB to 256 MiB: instructions of vmalloc() alone, series / vmalloc_huge(), fresh and after churn, worst | at most 1.05 | 1.100 | **not met** |" 100 1000 1100 churned:alloc 2097152
reports "a loss of a program is quoted" "bench: 128 MiB touched by a program while vmalloc() has 64 MiB, of 64 huge pages, compact_stall: base 0, series 92; half of them broken: base -, series -" 0 92 event:compact_stall 0

# shellcheck disable=SC2317  # passes calls it
quotes() { [ "$(bench/quotes | head -n 1 | sed 's/ - .*//')" = "$1" ]; }
echo "text" >README.md
bench/quotes mail >patches/cover.txt
passes "without a report there is nothing to quote" quotes ok
printf '%s\n' '```' 'bench: walks: base 10, series 1 (10 times fewer)' '```' >bench/RESULTS.md
passes "nobody has to quote it" quotes ok
printf '    bench: walks: base 10, series 1 (10 times fewer)\n' >README.md
passes "a line as it is in the report passes" quotes ok
echo '  bench: walks: base 10, series 2 (5 times fewer)' >>patches/cover.txt
passes "another figure in the cover letter fails" quotes 'not ok'
sed -i '$d' patches/cover.txt
printf '%s\n' 'bench: 2 MiB vmalloc and vfree, instructions, counted: base 1,200, series 100..101 (12 times fewer)' >>bench/RESULTS.md
passes "a row of the table" grep -qxF '| vmalloc() and vfree() of 2 MiB: instructions | 1,200 | 100..101 | 12 times fewer |' <(bench/quotes table)
passes "and one that the report does not have" grep -qxF '| vmalloc() and vfree() of 4 KiB: instructions | not measured |  |  |' <(bench/quotes table)
passes "a table that is not in the cover letter fails" quotes 'not ok'
bench/quotes mail >>patches/cover.txt
passes "the table in the cover letter" quotes ok
sed -i 's/1,200/1,300/' patches/cover.txt
passes "with another figure fails" quotes 'not ok'
finish
