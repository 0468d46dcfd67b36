/* SPDX-License-Identifier: GPL-2.0 */
/* What the plugin must know of a guest architecture. The facts are in target-*.c, one table each. */
#ifndef DTLB_TARGET_H
#define DTLB_TARGET_H

#include "model.h"

#define MAX_REGS	40
#define MAX_STATE	4

/* What an instruction does to the translation caches, or that it speaks to the plugin. */
enum op_kind { OP_NONE, OP_COMMAND, OP_STATE, OP_FLUSH, OP_BARRIER };

/*
 * What an instruction has for an operand: register reg, or for -1 base + (index << scale) + disp; registers by their number in the
 * target's list, -1 for none. OP_STATE: it goes into state[what]. OP_FLUSH: what is the target's own. OP_BARRIER: waits for accesses to memory; counted.
 */
struct op {
	enum op_kind kind;
	int what, reg, base, index, scale;
	int64_t disp;
};

struct region {
	const char *name;
	uint64_t first, last;
};

/*
 * Guest state as the plugin offers it: read a register by its number in regs[], read guest memory by virtual or physical address.
 * state[] mirrors the registers that a walk depends on, for not all callbacks may read registers.
 */
struct guest {
	uint64_t (*reg)(void *opaque, int number);
	bool (*memory)(void *opaque, uint64_t va, void *to, size_t len);
	bool (*physical)(void *opaque, uint64_t pa, void *to, size_t len);
	void *opaque;
	uint64_t *state;
};

struct target {
	const char *name;			/* QEMU's */
	const char *regs[MAX_REGS];
	struct {
		int command, argument, pointer;	/* of the instruction that speaks to the plugin */
		uint64_t magic;
	} call;
	int first;				/* register of a function's first argument */
	unsigned int nr_state;
	int state[MAX_STATE];			/* registers that are mirrored */
	struct region region[DTLB_REGIONS];	/* the last, without a name, is everything else */
	/* Decodes one instruction; addr is that of the next one. */
	bool (*decode)(const uint8_t *insn, size_t len, uint64_t next, struct op *op);
	bool (*walk)(const struct guest *guest, uint64_t va, struct dtlb_leaf *leaf);
	/* What the instruction drops: applies it to the model. The state is what it is before the instruction. */
	void (*apply)(const struct guest *guest, const struct op *op, uint64_t value, struct dtlb *tlb);
	/* The address that the model caches under, where a TLB tags entries by address space; NULL: the virtual address. */
	uint64_t (*tagged)(const struct guest *guest, uint64_t va);
};

extern const struct target dtlb_target;

#endif
