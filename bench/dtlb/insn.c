// SPDX-License-Identifier: GPL-2.0
/*
 * Drives what the plugin knows of an architecture: no guest, no QEMU.
 *
 * Usage: insn decode NEXT BYTE...              kind and number of the operation, its register, and its operand in memory; NEXT, the
 *                                              address of the instruction that follows, and bytes hexadecimal
 *        insn walk VA STATE,... ENTRY...       entries of the tables from the root on, as the walk will read them: size, global, reads
 *        insn keeps VALUE STATE,... BYTE,... VA...   which of the pages are still cached after the instruction with that operand;
 *                                              those of the upper half are global
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "target.h"

static const struct target *target = &dtlb_target;

struct tables {
	char **entry;
	unsigned long va, at[8], n;
};

static uint64_t no_reg(void *opaque, int number)
{
	(void)opaque;
	(void)number;
	return 0;
}

static bool next_entry(void *opaque, uint64_t va, void *to, size_t len)
{
	struct tables *tables = opaque;
	uint64_t entry;

	if (!*tables->entry)
		return false;
	entry = strtoull(*tables->entry++, NULL, 16);
	tables->at[tables->n++ & 7] = va;
	memcpy(to, &entry, len);
	return true;
}

static bool one_page(void *opaque, uint64_t va, struct dtlb_leaf *leaf)
{
	(void)opaque;
	*leaf = (struct dtlb_leaf){ .shift = 12, .global = va >> 63, .refs = 1 };
	return true;
}

/* Numbers joined by commas. */
static size_t list(char *text, uint64_t *number, size_t max)
{
	size_t n = 0;

	for (char *at = strtok(text, ","); at && n < max; at = strtok(NULL, ","))
		number[n++] = strtoull(at, NULL, 16);
	return n;
}

static unsigned long walks(struct dtlb *tlb)
{
	unsigned long sum = 0;

	for (int size = 0; dtlb_size_name(size); size++)
		sum += dtlb_count(tlb, 0, size)->walk[DTLB_LOAD];
	return sum;
}

int main(int argc, char **argv)
{
	static const char * const kinds[] = { "none", "command", "state", "flush", "barrier" };
	uint64_t state[MAX_STATE] = { 0 }, numbers[16];
	uint8_t bytes[16];
	struct op op;

	if (argc > 3 && !strcmp(argv[1], "decode")) {
		for (int i = 3; i < argc; i++)
			bytes[i - 3] = strtoul(argv[i], NULL, 16);
		target->decode(bytes, argc - 3, strtoull(argv[2], NULL, 16), &op);
		printf("%s", kinds[op.kind]);
		if (op.kind == OP_STATE || op.kind == OP_FLUSH)
			printf(" %d", op.what);
		if (op.kind != OP_NONE && op.kind != OP_BARRIER && op.reg >= 0)
			printf(" %d", op.reg);
		else if (op.kind == OP_FLUSH)
			printf(" %d+%d<<%d+%#lx", op.base, op.index, op.scale, (unsigned long)op.disp);
		printf("\n");
	} else if (argc > 4 && !strcmp(argv[1], "walk")) {
		struct tables tables = { .entry = argv + 4 };
		struct guest guest = { no_reg, next_entry, next_entry, &tables, state };
		struct dtlb_leaf leaf = { 0 };

		list(argv[3], state, MAX_STATE);
		if (!target->walk(&guest, strtoull(argv[2], NULL, 16), &leaf))
			printf("none\n");
		else
			printf("%u %d %u at %lx\n", leaf.shift, leaf.global, leaf.refs, tables.at[(tables.n - 1) & 7]);
	} else if (argc > 5 && !strcmp(argv[1], "keeps")) {
		struct guest guest = { no_reg, next_entry, next_entry, NULL, state };
		char why[100];
		struct dtlb *tlb = dtlb_new("l1d=64x64@4K:l2=64x64@4K:index=linear", why, sizeof(why));
		size_t n = list(argv[4], numbers, 16);

		list(argv[3], state, MAX_STATE);
		for (size_t i = 0; i < n; i++)
			bytes[i] = numbers[i];
		target->decode(bytes, n, 0, &op);
		for (int round = 0; round < 2; round++) {
			for (int i = 5; i < argc; i++) {
				uint64_t va = strtoull(argv[i], NULL, 16);
				unsigned long before = walks(tlb);

				dtlb_access(tlb, target->tagged ? target->tagged(&guest, va) : va, DTLB_LOAD, 0, one_page, NULL);
				if (round && walks(tlb) == before)
					printf("%s ", argv[i]);
			}
			if (!round)
				target->apply(&guest, &op, strtoull(argv[2], NULL, 16), tlb);
		}
		printf("kept\n");
		dtlb_free(tlb);
	} else {
		return 2;
	}
	return 0;
}
