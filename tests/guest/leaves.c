// SPDX-License-Identifier: GPL-2.0
/*
 * leaves: what the page tables hold behind every area of /proc/vmallocinfo.
 *
 * The kernel's page table dump (debugfs), or that of the tests' own walker where
 * init has loaded it, is read once into a list of mapped ranges and laid over
 * each area, so neither the counters nor the huge= field of the feature under
 * test take part in the answer. One line an area:
 *
 *   START END CALLER pages=N huge=H leaves=L ptes=P map=HHsH.
 *
 * START, END   as in vmallocinfo (END includes the guard page)
 * CALLER       function without offset, or the first flag word, or "-"
 * huge         what vmallocinfo says (0 when the field is absent)
 * leaves ptes  entries found in the tables: PMD leaves, and pages mapped by PTE
 * map          a letter for each PMD slot the area touches: H leaf, s PTEs,
 *              X both or a broken leaf, . nothing; "-" for more than 256 slots
 *
 * A line "total leaves=L" follows: the leaves in the dump's vmalloc section, but
 * for those of other mappers (ioremap, a kernel image that lies there). A line
 * "stray START END" names one there that no area claims, "executable START END"
 * one that can be executed, there or among modules and BPF code.
 *
 * Usage: leaves [-c CALLER] [-p PAGES] [-f FIELD]
 *   -c -p   only areas whose caller contains CALLER, of PAGES pages; then no
 *           total and stray lines
 *   -f      print one value only: start end caller pages huge leaves ptes map
 * HV_PMD in the environment is the PMD size; PAGE_SIZE / 8 pages otherwise.
 * Exit: 0, or 2 with a reason when nothing can be said.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

typedef unsigned long long u64;

struct range { u64 start, end; int leaf, vmalloc, code, exec; };

struct area { u64 start, end, pages, huge; int vmalloc; char caller[200]; };

static struct range *maps;
static size_t nr_maps;
static u64 page_size, pmd_size;

static void die(const char *what)
{
	fprintf(stderr, "leaves: %s\n", what);
	exit(2);
}

/* Where a word starts in a line of the dump, case ignored. */
static int has_word(const char *line, const char *word)
{
	size_t len = strlen(word);

	for (; *line; line++)
		if (!strncasecmp(line, word, len) && isspace((unsigned char)line[len]) &&
		    isspace((unsigned char)line[-1]))
			return 1;
	return 0;
}

/*
 * One line of the dump: 1 leaf, 0 PTEs, -1 nothing mapped. x86 and hv_walk mark
 * a leaf by PSE, arm64 by BLK. powerpc, which says "pte" and "valid" of both, marks none.
 */
static int classify(const char *line)
{
	if (has_word(line, "valid"))
		die("this page table dump names no levels, and hv_walk is not loaded");
	if (has_word(line, "pte"))
		return has_word(line, "NX") || has_word(line, "x") ||
		       has_word(line, "AF") ? 0 : -1;
	return has_word(line, "PSE") || has_word(line, "BLK") ? 1 : -1;
}

static void read_dump(void)
{
	static const char * const names[] = {
		"/sys/kernel/debug/hv_walk",
		"/sys/kernel/debug/page_tables/kernel",
		"/sys/kernel/debug/kernel_page_tables",
	};
	FILE *f = NULL;
	char line[512];
	size_t room = 0, i;
	int vmalloc = 0, code = 0;

	for (i = 0; i < 3 && !f; i++)
		f = fopen(names[i], "r");
	if (!f)
		die("no page table dump in debugfs (CONFIG_PTDUMP_DEBUGFS)");
	while (fgets(line, sizeof(line), f)) {
		struct range r = { .vmalloc = vmalloc, .code = code };

		if (!strncmp(line, "---[", 4)) {
			vmalloc = !!strcasestr(line, "vmalloc() area");
			code = strcasestr(line, "modules") || strcasestr(line, "BPF start");
		}
		if (sscanf(line, "0x%llx-0x%llx", &r.start, &r.end) != 2)
			continue;
		r.leaf = classify(line);
		r.exec = has_word(line, "x");
		if (r.leaf < 0)
			continue;
		if (nr_maps == room) {
			room = room ? 2 * room : 4096;
			maps = realloc(maps, room * sizeof(*maps));
			if (!maps)
				die("out of memory");
		}
		maps[nr_maps++] = r;
	}
	fclose(f);
	for (i = 0; i < nr_maps && !maps[i].vmalloc; i++)
		;
	if (i == nr_maps)
		die("the page table dump was not understood");
}

/* Bytes of [start, end) mapped by leaves (leaf=1) or by PTEs (leaf=0). */
static u64 mapped(u64 start, u64 end, int leaf)
{
	size_t low = 0, high = nr_maps;
	u64 sum = 0;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (maps[mid].end <= start)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < nr_maps && maps[low].start < end; low++) {
		u64 s = maps[low].start > start ? maps[low].start : start;
		u64 e = maps[low].end < end ? maps[low].end : end;

		if (maps[low].leaf == leaf && s < e)
			sum += e - s;
	}
	return sum;
}

static const char *draw(u64 start, u64 end)
{
	static char map[258];
	u64 slot = start & ~(pmd_size - 1);
	char *p = map;

	if ((end - slot) / pmd_size > 256)
		return "-";
	for (; slot < end; slot += pmd_size) {
		u64 s = slot > start ? slot : start;
		u64 e = slot + pmd_size < end ? slot + pmd_size : end;
		u64 huge = mapped(s, e, 1), small = mapped(s, e, 0);

		*p++ = huge == pmd_size ? 'H' : huge ? 'X' : small ? 's' : '.';
	}
	*p = 0;
	return map;
}

static u64 field(const char *line, const char *name)
{
	const char *p = strstr(line, name);

	return p ? strtoull(p + strlen(name), NULL, 10) : 0;
}

/* Print one area, or the one field of it that was asked for. */
static void show(const struct area *a, const char *name)
{
	char text[8][260];
	static const char * const names[8] = {
		"start", "end", "caller", "pages", "huge", "leaves", "ptes", "map",
	};
	int i;

	sprintf(text[0], "%#llx", a->start);
	sprintf(text[1], "%#llx", a->end);
	sprintf(text[2], "%s", a->caller);
	sprintf(text[3], "%llu", a->pages);
	sprintf(text[4], "%llu", a->huge);
	sprintf(text[5], "%llu", mapped(a->start, a->end, 1) / pmd_size);
	sprintf(text[6], "%llu", mapped(a->start, a->end, 0) / page_size);
	sprintf(text[7], "%s", draw(a->start, a->end));
	for (i = 0; i < 8; i++)
		if (name && !strcmp(name, names[i]))
			puts(text[i]);
		else if (!name)
			printf("%s%s%s%c", i > 2 ? names[i] : "", i > 2 ? "=" : "",
			       text[i], i < 7 ? ' ' : '\n');
}

/* The next area of vmallocinfo, or 0 at its end. */
static int next_area(FILE *f, struct area *a)
{
	char line[512];

	do {
		if (!fgets(line, sizeof(line), f))
			return 0;
	} while (strstr(line, " unpurged vm_area"));
	strcpy(a->caller, "-");
	if (sscanf(line, "0x%llx-0x%llx %*u %199[^+ \n]", &a->start, &a->end,
		   a->caller) < 2 || !a->start)
		die("vmallocinfo was not understood");
	a->pages = field(line, " pages=");
	a->huge = field(line, " huge=");
	/* Not of ioremap(), nor of the image of a kernel that lies there. */
	a->vmalloc = !has_word(line, "ioremap") && !strstr(line, " phys=");
	return 1;
}

static FILE *open_areas(void)
{
	FILE *f = fopen("/proc/sys/kernel/kptr_restrict", "w");

	if (!f || fputs("1", f) < 0 || fclose(f))
		die("cannot set kptr_restrict");
	f = fopen("/proc/vmallocinfo", "r");
	if (!f)
		die("no /proc/vmallocinfo");
	return f;
}

/* Account the leaves of the whole vmalloc section to areas. */
static void summary(const struct area *areas, size_t nr)
{
	long long total = 0;
	size_t i, j;

	for (i = 0; i < nr_maps; i++) {
		if (!maps[i].leaf || !(maps[i].vmalloc || maps[i].code))
			continue;
		if (maps[i].vmalloc)
			total += (maps[i].end - maps[i].start) / pmd_size;
		for (j = 0; j < nr; j++)
			if (maps[i].start < areas[j].end && maps[i].end > areas[j].start)
				break;
		if (j == nr)
			printf("stray %#llx %#llx\n", maps[i].start, maps[i].end);
		if (maps[i].exec && (j == nr || areas[j].vmalloc))
			printf("executable %#llx %#llx\n", maps[i].start, maps[i].end);
	}
	for (j = 0; j < nr; j++)
		if (!areas[j].vmalloc)
			total -= mapped(areas[j].start, areas[j].end, 1) / pmd_size;
	printf("total leaves=%lld\n", total);
}

int main(int argc, char **argv)
{
	const char *name = NULL, *caller = NULL, *pages = NULL;
	struct area *areas = NULL;
	size_t nr = 0;
	FILE *f;
	int opt;

	page_size = sysconf(_SC_PAGESIZE);
	pmd_size = getenv("HV_PMD") ? strtoull(getenv("HV_PMD"), NULL, 0) : page_size / 8 * page_size;
	while ((opt = getopt(argc, argv, "c:p:f:")) != -1) {
		switch (opt) {
		case 'c': caller = optarg; break;
		case 'p': pages = optarg; break;
		case 'f': name = optarg; break;
		default: return 2;
		}
	}
	f = open_areas();
	read_dump();
	do {
		areas = realloc(areas, (nr + 1) * sizeof(*areas));
		if (!areas)
			die("out of memory");
		if (!next_area(f, &areas[nr]))
			break;
		if ((!caller || strstr(areas[nr].caller, caller)) &&
		    (!pages || strtoull(pages, NULL, 0) == areas[nr].pages))
			show(&areas[nr], name);
		nr++;
	} while (1);
	if (!caller && !pages)
		summary(areas, nr);
	return 0;
}
