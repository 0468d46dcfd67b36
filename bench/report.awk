# The tables of bench/RESULTS.md. Input: the table of bench/facts. Variables: arch; peers (names in order); jobs: those that the architecture has,
# for what others would have measured is left out; targets: which ones; label: what a quoted line begins with.
# A cell is what was measured, `least..most` where repeats differ; a ratio is base divided by it.
BEGIN { FS = OFS = "\t"; np = split(peers, peer, " ") }
{
	k = $1 SUBSEP $2 SUBSEP $3
	if (!(($1, $2) in seen)) { seen[$1, $2] = 1; item[$1, ++items[$1]] = $2 }
	if (!(k in n) || $4 + 0 < least[k]) least[k] = $4 + 0
	if (!(k in n) || $4 + 0 > most[k]) most[k] = $4 + 0
	n[k]++; sum[k] += $4; text[k] = $4
}
function mean(kind, i, p) { return sum[kind, i, p] / n[kind, i, p] }
function has(kind, i, p) { return (kind, i, p) in n }
function both(kind, i, p, by) { return has(kind, i, p) && has(kind, i, by) }
function commas(v, s, out) {
	if (v != int(v) && v < 100) return sprintf("%.2f", v)
	s = sprintf("%.0f", v)
	while (length(s) > 3 && s !~ /^-...$/) { out = "," substr(s, length(s) - 2) out; s = substr(s, 1, length(s) - 3) }
	return s out
}
function bytes(v) {
	return v % 2 ^ 40 == 0 ? v / 2 ^ 40 " TiB" : v % 524288 == 0 && v > 524288 ? v / 1048576 " MiB" : v < 1048576 ? v / 1024 " KiB" : int(v / 1048576) " MiB + " v % 1048576 / 1024 " KiB"
}
function cell(kind, i, p) {
	if (!has(kind, i, p)) return "-"
	return least[kind, i, p] == most[kind, i, p] ? commas(least[kind, i, p]) : commas(least[kind, i, p]) ".." commas(most[kind, i, p])
}
# How many times less than base. Walks are counts: of less than a hundred there is no ratio but that it is more than to a hundred.
function times(kind, i, p, by, v) {
	if (!both(kind, i, p, by)) return "-"
	v = mean(kind, i, p)
	if (kind ~ /^walks/ && v < 100) return mean(kind, i, by) < 100 ? "-" : ">" commas(int(mean(kind, i, by) / 100))
	if (v == 0) return mean(kind, i, by) == 0 ? "1.00" : ">" commas(mean(kind, i, by))
	v = mean(kind, i, by) / v
	return v >= 100 ? commas(v) : sprintf("%.2f", v)
}
# A row of the summary, if both were measured: less is better of everything there.
function summarized(what, kind, i, s, b) {
	if (!both(kind, i, "series", "base")) return
	s = mean(kind, i, "series"); b = mean(kind, i, "base")
	print "| " what " | " cell(kind, i, "base") " | " cell(kind, i, "series") " | " \
		(b ? sprintf("%+.1f%%", 100 * (s / b - 1)) : s ? "from none" : "none") " | " \
		(s > 1.01 * b ? "**worse**" : s < 0.99 * b ? "better" : "the same") " |"
}
# What belongs to a job that the architecture does not have is not begun; the last heading or note waits for a table.
function heading(title, caption) { waiting = "\n## " title "\n\n" caption "\n" }
function note(text) { waiting = waiting "\n" text "\n" }
function begin() { if (waiting != "") print waiting; waiting = "" }
function done_here(kind, job) {
	job = kind ~ /^(walks|insns)/ ? "tlb" : kind ~ /^(vmalloc|vzalloc|churned|tables|reserved|topage|vmap)/ ? "cost" : kind ~ /^fragmented-zones/ ? "zones" : \
		kind ~ /^aged/ ? "aged" : kind ~ /^barriers/ ? "barriers" : kind ~ /^init/ ? "init" : kind ~ /^locks/ ? "locks" : kind ~ /^ipis/ ? "ipi" : "memory"
	return index(" " jobs " ", " " job " ")
}
# table: one row an item, one column a peer, then base divided by the series and mainline by the series.
function table(kind, what, form, ratios, i, p, line, rule) {
	if (!items[kind] && !done_here(kind)) { waiting = ""; return }
	begin()
	if (!items[kind]) { print "Not measured."; return }
	for (i = line = 0; !line && i < items[kind] * np; i++) line = has(kind, item[kind, int(i / np) + 1], peer[i % np + 1]) && most[kind, item[kind, int(i / np) + 1], peer[i % np + 1]] != 0
	if (!line) { print "None, of each peer and in each of the " items[kind] " cases."; return }
	line = "| " what " |"; rule = "|---|"
	for (p = 1; p <= np; p++) { line = line " " peer[p] " |"; rule = rule "---:|" }
	if (ratios) { line = line " base / series | mainline / series |"; rule = rule "---:|---:|" }
	print line; print rule
	for (i = 1; i <= items[kind]; i++) {
		line = "| " (form == "bytes" ? bytes(item[kind, i]) : form == "percent" ? item[kind, i] "%" : item[kind, i]) " |"
		for (p = 1; p <= np; p++) line = line " " cell(kind, item[kind, i], peer[p]) " |"
		if (ratios) line = line " " times(kind, item[kind, i], "series", "base") " | " times(kind, item[kind, i], "series", "mainline") " |"
		print line
	}
}
# A line that the README and the cover letter may quote, whole: bench/quotes compares them.
function quote(s) { print "bench: " label s }
function more_than(v) { return v ~ /^>/ ? "more than " substr(v, 2) : v }
function quote_ratio(kind, i, what, r) {
	if (!both(kind, i, "series", "base")) return
	r = ratio(kind, i, "series", "base")
	quote(what ": base " cell(kind, i, "base") ", series " cell(kind, i, "series") \
		" (" (r != "-" && r > 1 ? sprintf("%.1f%% more", 100 * r - 100) : more_than(times(kind, i, "series", "base")) " times fewer") ")")
}
# What targets are judged by: numbers as they are, "-" if there is none. Rounding, for the eye, is away from the target.
function shown(v, better) { return v == "-" ? v : v >= 100 ? commas(int(v)) : better == "more" ? sprintf("%.2f", int(v * 100) / 100) : sprintf("%.3f", v + 0.00049) }
# What is asked of the whole of git's tree is not missed with QUICK, which has a part of it.
function target(what, v, want, better, whole, verdict) {
	printf "| %s | at %s %s | ", what, (better == "more" ? "least" : "most"), want
	verdict = (better == "more" ? v >= want : v <= want) ? "met" : whole && ENVIRON["QUICK"] ? "asked of the whole tree" : "**not met**"
	print v == "-" ? "not measured | |" : shown(v, better) " | " verdict " |"
}
# What is asked of both architectures.
function vmap_targets() {
	target("vmap of 128 MiB, contiguous: instructions of a pair, base / series", inverse(ratio("vmap:contiguous", "134217728", "series", "base")), 8, "more")
	target("vmap, scattered, every size: instructions of a pair, series / base, worst", worst("vmap:scattered", "series", "base"), 1.01, "less")
	target("random reads of 64 MiB that vmap() maps: walks in vmalloc space, base / series, modelled", fewer(space, "vmap-64M", "series", "base"), 100, "more")
}
# How many times fewer; of none, as if there were one.
function fewer(kind, i, p, by, v) { return both(kind, i, p, by) ? mean(kind, i, by) / ((v = mean(kind, i, p)) ? v : 1) : "-" }
function ratio(kind, i, p, by) { return both(kind, i, p, by) && mean(kind, i, by) ? mean(kind, i, p) / mean(kind, i, by) : "-" }
function inverse(v) { return v == "-" ? "-" : 1 / v }
# The largest ratio of sizes in a range, of differences that are no noise.
function worst(kind, p, by, from, to, noise, i, v, w) {
	w = "-"
	for (i = 1; i <= items[kind]; i++) {
		if (item[kind, i] + 0 < from || (to && item[kind, i] + 0 > to)) continue
		v = ratio(kind, item[kind, i], p, by)
		if (v != "-" && mean(kind, item[kind, i], p) - mean(kind, item[kind, i], by) < noise && v > 1) v = 1
		if (v != "-" && (w == "-" || v > w)) w = v
	}
	return w
}
# The least that mainline takes, with vmalloc() or with vmalloc_huge().
function cheaper(kind, i, v) {
	if (!both(kind, i, "mainline", "mainline-vmalloc")) return "-"
	v = mean(kind, i, "mainline")
	return mean(kind, i, "mainline-vmalloc") < v ? mean(kind, i, "mainline-vmalloc") : v
}
# The largest ratio of the series to it, of sizes below a size if one is given, fresh and after churn.
function above_mainline(what, below, i, k, n, kind, size, v, w) {
	w = "-"
	for (k = split("vmalloc churned", kind, " "); k; k--)
		for (i = 1; i <= items[kind[k] ":" what]; i++) {
			size = item[kind[k] ":" what, i]
			if ((below && size + 0 >= below) || !has(kind[k] ":" what, size, "series") || (v = cheaper(kind[k] ":" what, size)) == "-") continue
			v = mean(kind[k] ":" what, size, "series") / v
			if (w == "-" || v > w) w = v
		}
	return w
}
function larger(v, w) { return v == "-" ? w : w == "-" || v + 0 > w + 0 ? v : w }
function difference(kind, i, p, by) { return both(kind, i, p, by) ? mean(kind, i, p) - mean(kind, i, by) : "-" }
function value(kind, i, p) { return has(kind, i, p) ? mean(kind, i, p) : "-" }
# The largest difference.
function more(kind, p, by, i, v, w) {
	w = "-"
	for (i = 1; i <= items[kind]; i++)
		if (both(kind, item[kind, i], p, by)) {
			v = mean(kind, item[kind, i], p) - mean(kind, item[kind, i], by)
			if (w == "-" || v > w) w = v
		}
	return w
}
# What is not explained by the page tables that were saved, in bytes of an area.
function beside_tables(size, p) { return mean("memory:used", size, p) - 4096 * mean("memory:tables", size, p) }
function unexplained(i, size, v, w) {
	w = "-"
	for (i = 1; i <= items["memory:used"]; i++)
		if (both("memory:used", size = item["memory:used", i], "series", "base")) {
			v = beside_tables(size, "base") - beside_tables(size, "series")
			if (v < 0) v = -v
			if (w == "-" || v > w) w = v
		}
	return w
}
# Of all kinds of fragments.
function fewest_leaves(percent, i, v) {
	v = "-"
	for (i = 1; i <= scarce; i++)
		if (has(kinds[i] ":leaves", percent, "series") && (v == "-" || mean(kinds[i] ":leaves", percent, "series") < v))
			v = mean(kinds[i] ":leaves", percent, "series")
	return v
}
function worst_scarce(what, i, v, w) {
	w = "-"
	for (i = 1; i <= scarce; i++)
		if ((v = worst(kinds[i] ":" what, "series", "base")) != "-" && (w == "-" || v > w)) w = v
	return w
}
# A difference below the noise is none, whatever the ratio.
function regression(kind, what, noise, i) { for (i = 1; i <= items[kind]; i++) regression_of(kind, item[kind, i], what, noise) }
function regression_of(kind, i, what, noise, n, q, s, b) {
	for (n = split("series nohuge", q, " "); n; n--) {
		if (!both(kind, i, q[n], "base")) continue
		s = mean(kind, i, q[n]); b = mean(kind, i, "base")
		if (s <= 1.01 * b || s - b < noise) continue
		worse[++bad] = sprintf("- %s, %s, %s: %s", q[n], what, i, b ? sprintf("%.3f times base", s / b) : commas(s) " instead of none")
		by_how_much[bad] = b ? s / b : 10 ^ 9 + s
	}
}
# What bench/workloads expects of the modelled ones, and what came.
function expectations(line, f, want, r, s, b) {
	print "| workload | expected | base | series | as expected |\n|---|---|---:|---:|---|"
	while ((getline line < "bench/workloads") > 0) {
		if (line !~ /^[a-z]/ || split(line, f, / *\| */) < 5 || f[2] != "tlb" || f[5] == "exact") continue
		want = f[5]
		sub(/ .*/, "", want)
		if (match(f[5], arch "=[^ ]*")) want = substr(f[5], RSTART + length(arch) + 1, RLENGTH - length(arch) - 1)
		r = "walks:" first ":" (want ~ /:/ ? substr(want, index(want, ":") + 1) : "all")
		if (!both(r, f[1], "series", "base")) continue
		s = mean(r, f[1], "series"); b = mean(r, f[1], "base")
		print "| " f[1] " | " want " | " cell(r, f[1], "base") " | " cell(r, f[1], "series") " | " \
			((want == "same" ? s - b <= 0.05 * b || s - b < 100 : s <= 0.95 * b) ? "yes" : "**no**") " |"
	}
}
END {
	events = split("thp_fault_alloc thp_fault_fallback compact_stall allocstall_dma32 allocstall_normal allocstall_movable pgscan_direct pgsteal_direct", e, " ")
	scarce = split("fragmented fragmented-movable fragmented-zones init-fragmented", kinds, " ")
	split("unmovable fragments,movable fragments,movable fragments in two zones,movable fragments in two zones and init_on_alloc=1", names, ",")
	zones[3] = zones[4] = 1
	runs = split("contiguous order-8 order-4 scattered", run, " ")
	split("Contiguous,Runs of 256 pages,Runs of 16 pages,Scattered", run_names, ",")
	first = item["model", 1]
	print "## Summary\n\nMeans; less is better of everything here. What else got worse is under [Regressions](#regressions).\n"
	print "| what | base | series | change | |\n|---|---:|---:|---:|---|"
	space = "walks:" first ":vmalloc"; all = "walks:" first ":all"
	summarized("`git diff`: page walks in vmalloc space, modelled", space, "git-diff")
	summarized("`git diff`: page walks in all, modelled", all, "git-diff")
	summarized("lstat of all files in random order: page walks in all, modelled", all, "lstat-random")
	summarized("100,000 lookups in a BPF map of 64 MiB: page walks in all, modelled", all, "bpf-64M")
	summarized("conntrack: page walks in vmalloc space, modelled", space, "conntrack")
	summarized("random reads of 64 MiB that vmap() maps: page walks in vmalloc space, modelled", space, "vmap-64M")
	for (i = split("67108864 2097152 1048576 65536 4096", q, " "); i; i--)
		summarized("vmalloc and vfree of " bytes(q[i]) ": instructions, counted", "vmalloc:pair", q[i])
	summarized("vmap and vunmap of 128 MiB, contiguous: instructions, counted", "vmap:contiguous", "134217728")
	summarized("the same, scattered", "vmap:scattered", "134217728")
	summarized("an area of 2 MiB + 4 KiB: bytes taken, counted", "memory:used", "2101248")
	summarized("vmalloc_to_page() in an area of small pages: instructions, counted", "topage", "1048576")
	summarized("64 MiB over old page tables: interrupts of a pair, counted", "ipis:tables", "67108864")
	summarized("a program that wants 64 huge pages while vmalloc() has 32 of 64: thp_fault_fallback, counted", "event:thp_fault_fallback", "0")
	print "\n## To quote\n\n```"
	if (targets == "pieces") {
		quote_ratio("walks:" first ":vmalloc", "git-diff", "git diff, page walks in vmalloc space, modelled")
		quote_ratio("walks:" first ":vmalloc", "lstat-random", "lstat of all files in random order, page walks in vmalloc space, modelled")
		quote_ratio("walks:" first ":vmalloc", "reads-64K", "random reads of 1,024 areas of 64 KiB, page walks in vmalloc space, modelled")
		quote_ratio("walks:" first ":vmalloc", "reads-1M", "random reads of 64 areas of 1 MiB, page walks in vmalloc space, modelled")
		if (both("walks:" first ":vmalloc", "bpf-64M", "series-64k", "base-64k"))
			quote("64K pages, 100,000 lookups in a BPF map of 64 MiB, page walks in vmalloc space, modelled: base " cell("walks:" first ":vmalloc", "bpf-64M", "base-64k") ", series " cell("walks:" first ":vmalloc", "bpf-64M", "series-64k") " (" more_than(times("walks:" first ":vmalloc", "bpf-64M", "series-64k", "base-64k")) " times fewer)")
		quote_ratio("barriers", "1048576", "1 MiB vmalloc and vfree, barriers, counted")
		quote_ratio("vmalloc:pair", "4096", "4 KiB vmalloc and vfree, instructions, counted")
		quote_ratio("vmalloc:pair", "65536", "64 KiB vmalloc and vfree, instructions, counted")
		quote_ratio("vmalloc:pair", "2097152", "2 MiB vmalloc and vfree, instructions, counted")
		quote_ratio("vmap:contiguous", "134217728", "128 MiB of contiguous pages, vmap and vunmap, instructions, counted")
	} else {
		quote_ratio("walks:" first ":vmalloc", "git-diff", "git diff, page walks in vmalloc space, modelled")
		quote_ratio("walks:" first ":all", "git-diff", "git diff, page walks in all, modelled")
		quote_ratio("walks:" first ":all", "lstat-random", "lstat of all files in random order, page walks, modelled")
		quote_ratio("walks:" first ":all", "bpf-64M", "100,000 lookups in a BPF map of 64 MiB, page walks, modelled")
		quote_ratio("vmalloc:pair", "2097152", "2 MiB vmalloc and vfree, instructions, counted")
		quote_ratio("vmalloc:pair", "67108864", "64 MiB vmalloc and vfree, instructions, counted")
		quote_ratio("vmap:contiguous", "134217728", "128 MiB of contiguous pages, vmap and vunmap, instructions, counted")
		quote("4 KiB to 60 KiB vmalloc and vfree, instructions, counted, series / base, worst: " shown(worst("vmalloc:pair", "series", "base", 0, 61440)))
		quote_ratio("vmalloc:pair", "4096", "4 KiB vmalloc and vfree, instructions, counted")
		quote_ratio("vmalloc:pair", "65536", "64 KiB vmalloc and vfree, instructions, counted")
		quote_ratio("vmalloc:pair", "1048576", "1 MiB vmalloc and vfree, instructions, counted")
		quote("2 MiB to 256 MiB vmalloc and vfree, instructions, counted, mainline vmalloc_huge() / series, least: " shown(inverse(worst("vmalloc:pair", "series", "mainline", 2097152)), "more"))
		quote("2 MiB vmalloc alone, instructions, counted: series " cell("vmalloc:alloc", "2097152", "series") ", mainline vmalloc_huge() " cell("vmalloc:alloc", "2097152", "mainline"))
		quote("2 MiB + 4 KiB, bytes taken, counted: base " cell("memory:used", "2101248", "base") ", series " cell("memory:used", "2101248", "series") ", mainline vmalloc_huge() " cell("memory:used", "2101248", "mainline"))
		quote("vmalloc_to_page(), instructions, counted, series / base: in a leaf " shown(ratio("topage", "67108864", "series", "base")) ", in a page " shown(ratio("topage", "1048576", "series", "base")))
		quote("1 TiB of addresses without pages, instructions to free, counted: base " cell("reserved:free", "1099511627776", "base") ", series " cell("reserved:free", "1099511627776", "series"))
		quote("64 MiB vmalloc and vfree over old page tables, interrupts, counted: base " cell("ipis:tables", "67108864", "base") ", series " cell("ipis:tables", "67108864", "series"))
		for (i = 1; i <= events; i++)
			if (more("event:" e[i], "series", "base") > 10)
				quote("128 MiB touched by a program while vmalloc() has 64 MiB, of 64 huge pages, " e[i] ": base " cell("event:" e[i], "0", "base") ", series " cell("event:" e[i], "0", "series") "; half of them broken: base " cell("event:" e[i], "50", "base") ", series " cell("event:" e[i], "50", "series"))
	}
	print "```"

	heading("Targets", "Ratios of means within this run.")
	begin()
	print "| what | target | measured | |\n|---|---:|---:|---|"
	if (targets == "pieces") {
		target("git diff: walks in vmalloc space, base / series, modelled", fewer(space, "git-diff", "series", "base"), 100, "more", 1)
		target("lstat in random order: walks in vmalloc space, base / series, modelled", fewer(space, "lstat-random", "series", "base"), 100, "more", 1)
		target("1,024 areas of 64 KiB: walks in vmalloc space, base / series, modelled", fewer(space, "reads-64K", "series", "base"), 4, "more")
		target("the same, with 1,280 places in the second level", fewer("walks:neoverse-n1-like:vmalloc", "reads-64K", "series", "base"), 10, "more")
		target("64 areas of 1 MiB: walks in vmalloc space, base / series, modelled", fewer(space, "reads-1M", "series", "base"), 4, "more")
		target("the same, with 1,280 places in the second level", fewer("walks:neoverse-n1-like:vmalloc", "reads-1M", "series", "base"), 10, "more")
		target("64K pages, BPF map of 64 MiB: walks in vmalloc space, base / series, modelled", fewer(space, "bpf-64M", "series-64k", "base-64k"), 20, "more")
		target("1 MiB: barriers of a pair, base / series", inverse(ratio("barriers", "1048576", "series", "base")), 50, "more")
		vmap_targets()
		target("every size: instructions of a pair, series / base, worst", worst("vmalloc:pair", "series", "base"), 1.01, "less")
	} else {
		target("git diff: walks in vmalloc space, base / series, modelled", fewer(space, "git-diff", "series", "base"), 300, "more", 1)
		target("git diff: walks in all, base / series, modelled", fewer(all, "git-diff", "series", "base"), 4.8, "more", 1)
		target("lstat in random order: walks, base / series, modelled", fewer(all, "lstat-random", "series", "base"), 1000, "more", 1)
		target("git diff: walks, series / mainline, modelled", ratio(all, "git-diff", "series", "mainline"), 1.05, "less")
		target("every workload: walks, series / mainline, modelled, worst that differs by 100", worst(all, "series", "mainline", 0, 0, 100), 1.05, "less")
		target("every workload: walks in vmalloc space, the same", worst(space, "series", "mainline", 0, 0, 100), 1.05, "less")
		target("2 MiB: instructions of a pair, base / series", inverse(ratio("vmalloc:pair", "2097152", "series", "base")), 12, "more")
		target("2 MiB + 4 KiB: instructions of a pair, base / series", inverse(ratio("vmalloc:pair", "2101248", "series", "base")), 9, "more")
		target("8 MiB to 256 MiB: instructions of a pair, base / series, worst", inverse(worst("vmalloc:pair", "series", "base", 8388608)), 15, "more")
		target("2 MiB to 256 MiB: instructions of a pair, mainline / series, worst", inverse(worst("vmalloc:pair", "series", "mainline", 2097152)), 8, "more")
		target("4 KiB to 60 KiB: instructions of a pair, series / base, worst", worst("vmalloc:pair", "series", "base", 0, 61440), 1.01, "less")
		target("64 KiB: instructions of a pair, series / base", ratio("vmalloc:pair", "65536", "series", "base"), 0.45, "less")
		target("1 MiB: instructions of a pair, series / base", ratio("vmalloc:pair", "1048576", "series", "base"), 0.35, "less")
		mainline = ", series / mainline with vmalloc() or vmalloc_huge(), whichever takes fewer, fresh and after churn, worst"
		target("every size: instructions of a pair" mainline, above_mainline("pair"), 1, "less")
		target("below 2 MiB: instructions of vmalloc() alone" mainline, above_mainline("alloc", 2097152), 1, "less")
		target("every size: instructions of vfree() alone" mainline, above_mainline("free"), 1, "less")
		target("2 MiB to 256 MiB: instructions of vmalloc() alone, series / vmalloc_huge(), fresh and after churn, worst", \
			larger(worst("vmalloc:alloc", "series", "mainline", 2097152), worst("churned:alloc", "series", "mainline", 2097152)), 1.05, "less")
		target("every size: instructions of a pair, nohuge / base, fresh and after churn, worst", \
			larger(worst("vmalloc:pair", "nohuge", "base"), worst("churned:pair", "nohuge", "base")), 1.01, "less")
		target("128 MiB with all huge pages broken, unmovable and movable fragments: instructions of a pair, base / series, worst", \
			inverse(larger(ratio("fragmented:pair", "100", "series", "base"), ratio("fragmented-movable:pair", "100", "series", "base"))), 2, "more")
		target("memory taken, series / base, worst", worst("memory:used", "series", "base", 2097152), 1, "less")
		target("base less series, bytes of an area that are no page tables saved, worst", unexplained(), 4096, "less")
		target("leaves when half of 64 huge pages are unavailable, of all kinds of fragments the least", fewest_leaves("50"), 32, "more")
		target("scarce huge pages, of all kinds: instructions of a pair, series / base, worst", worst_scarce("pair"), 1.01, "less")
		target("scarce huge pages, of all kinds: pages taken from the page allocator, series / base, worst", worst_scarce("taken"), 1.01, "less")
		target("8 MiB areas until the first that lacks a leaf", value("lasting:rounds", "8388608", "series"), 856, "more")
		target("after churn: free blocks of order 9, series / base", ratio("after", "free_order9", "series", "base"), 1, "more")
		v = "-"
		for (i = 2; i <= 3; i++) for (k = 128; k <= 1024; k *= 8) v = larger(v, difference("after", e[i] ", " k " MiB", "series", "base"))
		target("after churn: thp_fault_fallback and compact_stall, series less base, worst", v, 0, "less")
		target("init_on_alloc=1, every size: instructions of a pair, series / base, worst", worst("init:pair", "series", "base"), 1.01, "less")
		target("vmalloc_to_page(), in a leaf and in a page: instructions, series / base, worst", worst("topage", "series", "base"), 1.05, "less")
		target("1 TiB of addresses without pages: instructions of a pair, series / base", ratio("reserved:pair", "1099511627776", "series", "base"), 1.01, "less")
		vmap_targets()
		target("interrupts of a pair, series less base, worst (one in fifty pairs is noise)", more("ipis:cost", "series", "base"), 0.02, "less")
		target("interrupts of a pair where page tables are in the way, series less base, worst", more("ipis:tables", "series", "base"), 1.1, "less")
	}

	heading("Regressions", "What is more than 1% worse than base in this run, with the series and with the series turned off (nohuge); of page walks, those that are a hundred more at least, of interrupts, one in fifty pairs, of locks, one in ten areas, of events ten.")
	begin()
	regression("vmalloc:alloc", "vmalloc alone, bytes"); regression("vmalloc:free", "vfree alone, bytes")
	regression("vmalloc:pair", "vmalloc and vfree, bytes"); regression("vzalloc:pair", "vzalloc and vfree, bytes")
	regression("churned:pair", "vmalloc and vfree after churn, bytes"); regression("tables:pair", "with page tables in the way, bytes")
	for (i = 1; i <= scarce; i++) {
		regression(kinds[i] ":pair", "vmalloc and vfree of 128 MiB, " names[i] ", huge pages broken, percent")
		regression(kinds[i] ":taken", "pages taken for 128 MiB, " names[i] ", huge pages broken, percent")
	}
	regression("init:pair", "vmalloc and vfree with init_on_alloc=1, bytes"); regression("reserved:pair", "addresses without pages, bytes")
	regression("topage", "vmalloc_to_page, area of bytes")
	for (i = 1; i <= runs; i++) regression("vmap:" run[i], "vmap and vunmap, " tolower(run_names[i]) ", bytes")
	regression(all, "page walks", 100); regression("insns", "instructions of a workload")
	regression("memory:used", "memory taken, bytes"); regression("ipis:cost", "interrupts, bytes", 0.02)
	regression("locks:zone", "lock of a zone taken, areas one by one, bytes", 0.1); regression("locks-held:zone", "lock of a zone taken, areas held together, bytes", 0.1)
	regression("ipis:tables", "interrupts with page tables in the way (those of laying them included), bytes", 0.02)
	for (i = 2; i <= 3; i++) for (k = 128; k <= 1024; k *= 8) regression_of("after", e[i] ", " k " MiB", "after churn", 10)
	for (i = 2; i <= events; i++) regression("event:" e[i], e[i] ", huge pages broken, percent", 10)
	# The worst first.
	for (i = 2; i <= bad; i++)
		for (k = i; k > 1 && by_how_much[k] > by_how_much[k - 1]; k--) {
			v = by_how_much[k]; by_how_much[k] = by_how_much[k - 1]; by_how_much[k - 1] = v
			v = worse[k]; worse[k] = worse[k - 1]; worse[k - 1] = v
		}
	for (i = 1; i <= bad; i++) print worse[i]
	if (!bad) print "None."

	heading("Expectations", "**Modelled** (" first "): page walks, in all or in a region, that [workloads](workloads) expects to be 5% fewer, or the same within 5% or a hundred.")
	begin()
	expectations()

	heading("Page walks", "**Modelled** (" first "): loads and stores that missed both levels, in all. Tables of a kernel are allocated as its own code does: mainline asks for huge pages for hash tables, not for BPF maps.")
	table("walks:" first ":all", "workload", "", 1)
	heading("Page walks in vmalloc space", "**Modelled** (" first "). Kernel stacks are in vmalloc space too.")
	table("walks:" first ":vmalloc", "workload", "", 1)
	heading("Page walks elsewhere", "**Modelled** (" first ").")
	note("In user space:"); table("walks:" first ":user", "workload", "", 0)
	note("In the direct map:"); table("walks:" first ":direct", "workload", "", 0)
	heading("Other models", "**Modelled**: the same runs seen by other geometries. Specifications:")
	begin()
	for (i = 1; i <= items["model"]; i++) print "- " item["model", i] ": `" text["model", item["model", i], "base"] "`"
	for (i = 2; i <= items["model"]; i++) { note(item["model", i] ", walks in all:"); table("walks:" item["model", i] ":all", "workload", "", 1) }
	heading("Instructions of the workloads", "**Counted**: fewer misses do not mean fewer instructions.")
	table("insns", "workload", "", 1)

	heading("vmalloc and vfree", "**Counted**: instructions of a pair, lazy purge included; mean of the loops.")
	table("vmalloc:pair", "size", "bytes", 1)
	note("Of which vmalloc:"); table("vmalloc:alloc", "size", "bytes", 1)
	note("Of which vfree, with the purge:"); table("vmalloc:free", "size", "bytes", 1)
	note("The cheapest pair of the loops:"); table("vmalloc:least", "size", "bytes", 0)
	note("The dearest (a timer tick falls into some):"); table("vmalloc:most", "size", "bytes", 0)
	heading("vzalloc and vfree", "**Counted**, most of it the clearing."); table("vzalloc:pair", "size", "bytes", 1)
	heading("With init_on_alloc=1", "**Counted**: a pair in a kernel as distributions configure it (CONFIG_INIT_ON_ALLOC_DEFAULT_ON=y, here the boot word): who takes a page clears it, and most of it is the clearing. Two zones.")
	table("init:pair", "size", "bytes", 1)
	note("Of which vmalloc:"); table("init:alloc", "size", "bytes", 1)
	heading("After churn", "**Counted**: a pair after 20,000 random areas came and went, some stayed."); table("churned:pair", "size", "bytes", 1)
	note("Of which vmalloc:"); table("churned:alloc", "size", "bytes", 1)
	note("Of which vfree, with the purge:"); table("churned:free", "size", "bytes", 1)
	heading("Page tables in the way", "**Counted**: a pair where tables of 4K pages are found under the area.")
	table("tables:pair", "size", "bytes", 1)
	heading("Addresses without pages", "**Counted**: get_vm_area() and vfree(), nothing mapped.")
	table("reserved:pair", "size", "bytes", 1)
	note("Of which vfree, with the purge:"); table("reserved:free", "size", "bytes", 1)
	heading("vmalloc_to_page", "**Counted**: instructions a page, in areas of that size."); table("topage", "size", "bytes", 1)
	heading("vmap and vunmap", "**Counted**: instructions of a pair, lazy purge included, of pages that are there: contiguous in blocks of 4 MiB, in runs of 256 and of 16 pages in random order, and each by itself.")
	for (i = 1; i <= runs; i++) { note(run_names[i] ":"); table("vmap:" run[i], "size", "bytes", 1) }
	heading("Memory", "**Counted**: bytes an area takes from the page allocator, mean of several held at once: pages, page tables, page arrays above 4 KiB. What slab caches keep of smaller arrays and descriptors is not in it.")
	table("memory:used", "size", "bytes", 0)
	note("Bytes asked for:"); table("memory:asked", "size", "bytes", 0)
	heading("Scarce huge pages", "**Counted**: of 64 huge pages, the only ones that are free, this share is broken. Then an area of 128 MiB comes and goes. All other huge pages have one page in use in their middle; of two zones, those that are free are in the lower one, and how many pages of the area are of it depends on what each kernel had left over in the upper one, too.")
	for (i = 1; i <= scarce; i++) {
		note("### With " names[i])
		note("Huge pages that are free before, by the lists of the page allocator:"); table(kinds[i] ":free", "broken", "percent", 0)
		note("Leaves in the area:"); table(kinds[i] ":leaves", "broken", "percent", 0)
		note("Instructions of the pair:"); table(kinds[i] ":pair", "broken", "percent", 1)
		note("Pages taken from the page allocator for it, given back ones included:"); table(kinds[i] ":taken", "broken", "percent", 0)
		if (zones[i]) { note("Pages of it that are of the lower zone:"); table(kinds[i] ":lower", "broken", "percent", 0) }
	}
	heading("Until the first miss", "**Counted**: areas come and go one by one, while for each 1,024 pages are taken and a random half of them is given back, until one lacks a leaf or an eighth of memory is left: how many had all their leaves.")
	table("lasting:rounds", "size", "bytes", 0)
	note("How many lacked one:"); table("lasting:missed", "size", "bytes", 0)
	note("MiB of memory free by then:"); table("lasting:free", "size", "bytes", 0)
	note("Instructions by then, what takes the pages included:"); table("lasting:ticks", "size", "bytes", 0)
	heading("A machine that is used", "**Counted**, in as many boots as the modelled figures: a machine with little memory is used (page cache of a disk larger than it, files, programs that want huge pages, sockets). Beside that one of eight areas of 64 KiB to 64 MiB is replaced each tick, by one of a size that is drawn over all orders. All of it, and /proc/vmstat of areas and programs together; who waits for memory makes fewer areas. Mainline is another kernel, too: in how it reclaims, schedules and keeps pages in the lists of a CPU.")
	table("aged:total", "what", "", 0)
	note("Percent of the chunks of new areas that had leaves, in the five seconds up to that one. An instruction is a nanosecond here.")
	table("aged:share", "second", "", 0)
	note("Huge pages that are free at their end:"); table("aged:free", "second", "", 0)
	heading("Side effects", "**Counted**: /proc/vmstat while 64 MiB are held and a program touches 128 MiB for which it wants huge pages, by the share broken of the 64 that are free: what vmalloc() has, the program has not.")
	for (i = 1; i <= events; i++) { note(e[i] ":"); table("event:" e[i], "broken", "percent", 0) }
	heading("Huge pages after churn", "**Counted**: 4,000 areas of 1 to 1,500 pages come and go, 512 of them at a time, in 2 GiB; of what is there in the end a third stays. Free blocks of order 9 by then, by /proc/buddyinfo; what /proc/vmstat counts while a program touches 128 MiB of huge pages, and then one that touches 1 GiB.")
	table("after", "what", "", 0)
	heading("Locks", "**Counted**, with one CPU: how often an area takes the lock of a zone, from vmalloc() to vfree(), purge included. How long somebody waits for it cannot be measured under emulation.")
	note("Areas that come and go one by one, whose single pages need not leave the lists of a CPU:"); table("locks:zone", "size", "bytes", 0)
	note("Areas that are all there before the first is freed, 500 of up to 1 MiB, 300 of 2 MiB, 10 of 64 MiB:"); table("locks-held:zone", "size", "bytes", 0)
	note("All spin locks, those of the lists of a CPU that newer kernels have and those of timer ticks included, one by one:"); table("locks:all", "size", "bytes", 0)
	note("The same, all there before the first is freed:"); table("locks-held:all", "size", "bytes", 0)
	heading("Barriers", "**Counted**: instructions that wait for accesses to memory (DSB), an area from vmalloc() to vfree(), purge included.")
	table("barriers", "size", "bytes", 1)
	heading("Interrupts", "**Counted**: function-call and TLB interrupts of two CPUs, a pair.")
	table("ipis:cost", "size", "bytes", 0)
	note("Where page tables are in the way:"); table("ipis:tables", "size", "bytes", 0)
}
