// SPDX-License-Identifier: GPL-2.0
/*
 * Drives the model with a trace whose misses can be worked out by hand: no guest, no QEMU.
 *
 * Usage: trace SPEC COMMAND...   prints "access l1_miss walk refs" of each `count`, or the reason why SPEC is refused (exit 1)
 *   map SIZE [global]      pages seen from now on are of this size
 *   unmap                  there is no translation from now on
 *   read|write|fetch FIRST LAST [TIMES]   pages of 4K by number, in order, all of it TIMES over
 *   random FIRST LAST N    N reads, pages drawn by a fixed generator
 *   at ADDRESS             one read of that byte (hexadecimal)
 *   flush | flushall | flushpage PAGE | flushspace PAGE
 *   count [SIZE]           of one page size, or of all; then the counters are reset
 *   zero                   resets the counters
 *   errors                 walks that found nothing
 *   spec | name
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

static struct dtlb_leaf page = { .shift = 12, .refs = 4 };
static bool mapped = true;

static bool walk(void *opaque, uint64_t va, struct dtlb_leaf *leaf)
{
	(void)opaque;
	(void)va;
	*leaf = page;
	return mapped;
}

static int size_number(const char *name)
{
	for (int i = 0; dtlb_size_name(i); i++)
		if (!strcmp(dtlb_size_name(i), name))
			return i;
	fprintf(stderr, "no size %s\n", name);
	exit(2);
}

static void count(struct dtlb *tlb, const char *size)
{
	uint64_t access = 0, miss = 0, walks = 0, refs = 0;

	for (int i = 0; i < DTLB_SIZES; i++) {
		const struct dtlb_count *c = dtlb_count(tlb, 1, i);

		if (size && i != size_number(size))
			continue;
		for (int kind = 0; kind < DTLB_KINDS; kind++) {
			access += c->access[kind];
			miss += c->l1_miss[kind];
			walks += c->walk[kind];
		}
		refs += c->refs;
	}
	printf("%lu %lu %lu %lu\n", access, miss, walks, refs);
	dtlb_reset_counts(tlb);
}

int main(int argc, char **argv)
{
	static const unsigned int shift[] = { 12, 14, 16, 21, 24, 25, 29, 30 };
	static const char * const kinds[] = { "read", "write", "fetch" };
	unsigned long random = 1;
	struct dtlb *tlb;
	char why[200];

	if (argc < 2)
		return 2;
	tlb = dtlb_new(argv[1], why, sizeof(why));
	if (!tlb) {
		printf("%s\n", why);
		return 1;
	}
	for (char **arg = argv + 2; *arg; arg++) {
		const char *word = *arg;
		int left = argv + argc - arg - 1, kind;
		unsigned long first, last, times = 1;

		for (kind = 0; kind < DTLB_KINDS && strcmp(word, kinds[kind]); kind++)
			;
		if (!strcmp(word, "map") && left >= 1) {
			page.shift = shift[size_number(*++arg)];
			page.refs = 4 - (page.shift >= 21) - (page.shift >= 30);
			mapped = true;
			page.global = left >= 2 && !strcmp(arg[1], "global");
			arg += page.global;
		} else if (!strcmp(word, "unmap")) {
			mapped = false;
		} else if (kind < DTLB_KINDS && left >= 2) {
			first = strtoul(*++arg, NULL, 0);
			last = strtoul(*++arg, NULL, 0);
			if (left >= 3 && arg[1][0] >= '0' && arg[1][0] <= '9')
				times = strtoul(*++arg, NULL, 0);
			while (times--)
				for (unsigned long i = first; i <= last; i++)
					dtlb_access(tlb, i << 12, kind, 1, walk, NULL);
		} else if (!strcmp(word, "random") && left >= 3) {
			first = strtoul(*++arg, NULL, 0);
			last = strtoul(*++arg, NULL, 0);
			for (times = strtoul(*++arg, NULL, 0); times--;) {
				random = random * 6364136223846793005 + 1442695040888963407;
				dtlb_access(tlb, (first + (random >> 33) % (last - first + 1)) << 12, DTLB_LOAD, 1, walk, NULL);
			}
		} else if (!strcmp(word, "at") && left >= 1) {
			dtlb_access(tlb, strtoul(*++arg, NULL, 16), DTLB_LOAD, 1, walk, NULL);
		} else if (!strcmp(word, "flush")) {
			dtlb_flush(tlb, false);
		} else if (!strcmp(word, "flushall")) {
			dtlb_flush(tlb, true);
		} else if (!strcmp(word, "flushpage") && left >= 1) {
			dtlb_flush_page(tlb, strtoul(*++arg, NULL, 0) << 12);
		} else if (!strcmp(word, "flushspace") && left >= 1) {
			dtlb_flush_space(tlb, strtoul(*++arg, NULL, 0) << 12);
		} else if (!strcmp(word, "count")) {
			count(tlb, left >= 1 && strchr("123456789", arg[1][0]) ? *++arg : NULL);
		} else if (!strcmp(word, "zero")) {
			dtlb_reset_counts(tlb);
		} else if (!strcmp(word, "errors")) {
			printf("%lu\n", dtlb_walk_errors(tlb));
		} else if (!strcmp(word, "spec")) {
			printf("%s\n", dtlb_spec(tlb));
		} else if (!strcmp(word, "name")) {
			printf("%s\n", dtlb_name(tlb));
		} else {
			fprintf(stderr, "not understood: %s\n", word);
			return 2;
		}
	}
	dtlb_free(tlb);
	return 0;
}
