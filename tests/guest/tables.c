// SPDX-License-Identifier: GPL-2.0
/*
 * tables: how many page tables of the last level vmalloc space has.
 *
 * The page table dump, as for `leaves`, tells, for each stretch of the vmalloc section,
 * the level at which the walk ended (x86 at the end of the line, arm64 before the
 * attributes); where that is "pte", a table is there, be its entries used or not. One is
 * counted for each PMD-size slot such a stretch touches.
 *
 * Usage: tables            prints one number; exit 0, or 2 when there is no such dump
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	const char *pmd = getenv("HV_PMD");
	unsigned long long start, end, size = pmd ? strtoull(pmd, NULL, 0) : 2 << 20;
	unsigned long long counted = 0, tables = 0, lines = 0;
	FILE *f = fopen("/sys/kernel/debug/hv_walk", "r");
	char line[512];
	int vmalloc = 0;

	if (!f)
		f = fopen("/sys/kernel/debug/page_tables/kernel", "r");
	if (!f)
		f = fopen("/sys/kernel/debug/kernel_page_tables", "r");
	while (f && fgets(line, sizeof(line), f)) {
		const char *level;

		if (!strncmp(line, "---[", 4))
			vmalloc = !!strcasestr(line, "vmalloc() area");
		if (strstr(line, " valid "))	/* no levels: not our dump */
			break;
		if (!vmalloc || sscanf(line, "0x%llx-0x%llx", &start, &end) != 2)
			continue;
		lines++;
		level = strcasestr(line, " pte");
		if (!level || !isspace((unsigned char)level[4]))
			continue;
		/* Two stretches may lie in the same slot: count it once. */
		start = start / size * size;
		if (start < counted)
			start = counted;
		end = (end + size - 1) / size * size;
		if (end > start) {
			tables += (end - start) / size;
			counted = end;
		}
	}
	if (!lines) {
		fprintf(stderr, "tables: no page table dump that I understand\n");
		return 2;
	}
	printf("%llu\n", tables);
	return 0;
}
