/* SPDX-License-Identifier: GPL-2.0 */
/* What the plugin must know of a guest architecture. The facts are in target-*.c, one table each. */
#ifndef DTLB_TARGET_H
#define DTLB_TARGET_H

#include "model.h"

#define MAX_REGS	32

/* What an instruction does to the translation caches, or that it speaks to the plugin. */
enum op_kind { OP_NONE, OP_COMMAND, OP_TABLE, OP_CONTROL, OP_FLUSH_PAGE, OP_FLUSH_TYPE };

/* An operand in memory is base + (index << scale) + disp; registers by their number in the target's list, -1 for none. */
struct op {
	enum op_kind kind;
	int reg, base, index, scale;
	int64_t disp;
};

struct region {
	const char *name;
	uint64_t first, last;
};

/* Guest state as the plugin offers it: read a register by its number in regs[], read guest memory. */
struct guest {
	uint64_t (*reg)(void *opaque, int number);
	bool (*memory)(void *opaque, uint64_t va, void *to, size_t len);
	void *opaque;
};

struct target {
	const char *name;			/* QEMU's */
	const char *regs[MAX_REGS];
	struct {
		int command, argument, pointer;	/* of the instruction that speaks to the plugin */
		uint64_t magic;
	} call;
	int first;				/* register of a function's first argument */
	int table, control;			/* registers: root of the page tables, and what says if global entries exist */
	struct region region[DTLB_REGIONS];	/* the last, without a name, is everything else */
	/* Decodes one instruction; addr is that of the next one. */
	bool (*decode)(const uint8_t *insn, size_t len, uint64_t next, struct op *op);
	bool (*walk)(const struct guest *guest, uint64_t table, uint64_t control, uint64_t va, struct dtlb_leaf *leaf);
	/* What the instruction drops: applies it to the model. Control and table are what they are before the instruction. */
	void (*apply)(const struct guest *guest, const struct op *op, uint64_t control, uint64_t value, struct dtlb *tlb);
};

extern const struct target target_x86_64;

#endif
