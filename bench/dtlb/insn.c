// SPDX-License-Identifier: GPL-2.0
/*
 * Drives what the plugin knows of an architecture: no guest, no QEMU.
 *
 * Usage: insn decode NEXT BYTE...            the operation, its register, and its operand in memory; NEXT and bytes hexadecimal
 *        insn walk VA PGE ENTRY...           entries of the tables from the root on, as the walk will read them: size, G, reads
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "target.h"

struct tables {
	char **entry;
	unsigned long va, at[4], n;
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
	tables->at[tables->n++ & 3] = va;
	memcpy(to, &entry, len);
	return true;
}

int main(int argc, char **argv)
{
	static const char * const kinds[] = { "none", "command", "table", "control", "page", "type" };
	const struct target *target = &target_x86_64;
	uint8_t bytes[16];
	struct op op;

	if (argc > 3 && !strcmp(argv[1], "decode")) {
		for (int i = 3; i < argc; i++)
			bytes[i - 3] = strtoul(argv[i], NULL, 16);
		target->decode(bytes, argc - 3, strtoull(argv[2], NULL, 16), &op);
		printf("%s %d", kinds[op.kind], op.reg);
		if (op.kind >= OP_FLUSH_PAGE)
			printf(" %d+%d<<%d+%#lx", op.base, op.index, op.scale, (unsigned long)op.disp);
		printf("\n");
	} else if (argc > 4 && !strcmp(argv[1], "walk")) {
		struct tables tables = { .entry = argv + 4 };
		struct guest guest = { no_reg, next_entry, &tables };
		struct dtlb_leaf leaf = { 0 };

		if (!target->walk(&guest, 0x1000, strcmp(argv[3], "0") ? 0x80 : 0, strtoull(argv[2], NULL, 16), &leaf))
			printf("none\n");
		else
			printf("%u %d %u at %lx\n", leaf.shift, leaf.global, leaf.refs, tables.at[(tables.n - 1) & 3]);
	} else {
		return 2;
	}
	return 0;
}
