// SPDX-License-Identifier: GPL-2.0
/*
 * AArch64 at EL1, Linux 5.10 with 48 bits of address, booted with nokaslr and without kpti: the ranges are at their fixed places.
 * The tables are read by physical address, for EL0 cannot reach the direct map. Encodings, descriptors and what a TLBI
 * drops: Arm Architecture Reference Manual for A-profile, DDI 0487, C5.5, D8.3, D8.13.
 *
 * A TLB tags what is not global with the ASID, and a switch of the address space drops nothing: neither does this one.
 */
#include "target.h"

enum { X0 = 0, X1, X2, XZR = 31, TTBR0, TTBR1, TCR };
enum { USER, KERNEL, CONTROL };		/* state */

#define TABLE		3		/* of a descriptor: valid, and a table, or at the last level a page */
#define NOT_GLOBAL	(1ULL << 11)
#define CONTIGUOUS	(1ULL << 52)
#define TAGS		0xffff000000000000ULL	/* of a TTBR, and of a TLBI's operand: the ASID */
#define HALF		(1ULL << 55)		/* which TTBR an address belongs to */

/* Operations of TLBI, as op2 has them; with RANGE for those that take one. */
enum { ALL_E1 = 0, VA_E1 = 1, ASID_E1 = 2, VAA_E1 = 3, VAL_E1 = 5, VAAL_E1 = 7 };
#define RANGE		8

static bool decode(const uint8_t *insn, size_t len, uint64_t next, struct op *op)
{
	uint32_t code;

	(void)next;
	*op = (struct op){ .kind = OP_NONE, .reg = -1, .base = -1, .index = -1 };
	if (len < 4)
		return false;
	code = insn[0] | insn[1] << 8 | insn[2] << 16 | (uint32_t)insn[3] << 24;
	if (code == 0xd503201f + (0x6f << 5)) {			/* HINT #0x6f: nobody has it, a NOP */
		op->kind = OP_COMMAND;
	} else if ((code & 0xffffff80) == 0xd5182000 && (code >> 5 & 3) < 3) {
		op->kind = OP_STATE;				/* MSR TTBR0_EL1, TTBR1_EL1, TCR_EL1 */
		op->what = code >> 5 & 3;
	} else if ((code & 0xfffff0ff) == 0xd503309f) {		/* DSB */
		op->kind = OP_BARRIER;
	} else if ((code & 0xfffff000) == 0xd5088000) {		/* TLBI of EL1 */
		unsigned int crm = code >> 8 & 15;

		op->kind = OP_FLUSH;
		op->what = code >> 5 & 7;
		if (crm == 2 || crm == 5 || crm == 6)
			op->what |= RANGE;
	}
	if ((code & 31) != XZR)
		op->reg = code & 31;
	return op->kind != OP_NONE;
}

static uint64_t asid(const struct guest *guest)
{
	/* TCR_EL1.A1: which of the two has it */
	return guest->state[guest->state[CONTROL] >> 22 & 1 ? KERNEL : USER] & TAGS;
}

/* User addresses leave the upper 16 bits free, and those of the kernel have them set, which no ASID in use is. */
static uint64_t tagged(const struct guest *guest, uint64_t va)
{
	return va & HALF ? va : (va & ~TAGS) | asid(guest);
}

static unsigned int granule(const struct guest *guest, uint64_t va)
{
	static const unsigned char tg0[] = { 12, 16, 14, 0 }, tg1[] = { 0, 14, 12, 16 };
	uint64_t tcr = guest->state[CONTROL];

	return va & HALF ? tg1[tcr >> 30 & 3] : tg0[tcr >> 14 & 3];
}

/* How many entries the contiguous bit joins, log2, in tables of a granule at a level. */
static unsigned int joined(unsigned int page_shift, unsigned int shift)
{
	switch (page_shift) {
	case 12:
		return 4;
	case 14:
		return shift == 14 ? 7 : 5;
	default:
		return 5;
	}
}

static bool walk(const struct guest *guest, uint64_t va, struct dtlb_leaf *leaf)
{
	uint64_t tcr = guest->state[CONTROL], base = guest->state[va & HALF ? KERNEL : USER], entry;
	unsigned int page_shift = granule(guest, va), bits = 64 - (tcr >> (va & HALF ? 16 : 0) & 63);
	unsigned int stride = page_shift - 3, shift = page_shift;
	const uint64_t frame = 0x0000ffffffffffffULL;

	if (!page_shift)
		return false;
	while (shift + stride < bits)
		shift += stride;
	base &= frame & ~1ULL;
	va &= (1ULL << bits) - 1;
	for (;; shift -= stride) {
		uint64_t at = base + (va >> shift & ((1ULL << stride) - 1)) * 8;

		leaf->refs++;
		if (!guest->physical(guest->opaque, at, &entry, sizeof(entry)) || !(entry & 1))
			return false;
		if (shift == page_shift || (entry & TABLE) != TABLE)
			break;
		base = entry & frame & ~((1ULL << page_shift) - 1);
	}
	if (shift == page_shift && (entry & TABLE) != TABLE)
		return false;
	leaf->shift = shift + (entry & CONTIGUOUS ? joined(page_shift, shift) : 0);
	leaf->global = !(entry & NOT_GLOBAL);
	return true;
}

/* VA[55:12] is in the low 44 bits of an operand, the ASID on top. */
static uint64_t operand_va(uint64_t value)
{
	return (uint64_t)((int64_t)(value << 20) >> 8);
}

static void drop(struct dtlb *tlb, uint64_t va, uint64_t space, bool any_space)
{
	if (va & HALF)
		dtlb_flush_page(tlb, va);
	else if (any_space)
		dtlb_flush(tlb, false);		/* more than the CPU drops; Linux never asks for it */
	else
		dtlb_flush_page(tlb, (va & ~TAGS) | space);
}

static void apply(const struct guest *guest, const struct op *op, uint64_t value, struct dtlb *tlb)
{
	unsigned int what = op->what & ~RANGE;
	bool any_space = what == VAA_E1 || what == VAAL_E1;
	uint64_t va, nr;

	(void)guest;
	if (op->kind != OP_FLUSH)
		return;
	if (op->what == ALL_E1) {
		dtlb_flush(tlb, true);
	} else if (op->what == ASID_E1) {
		dtlb_flush_space(tlb, value & TAGS);
	} else if (!(op->what & RANGE)) {
		drop(tlb, operand_va(value), value & TAGS, any_space);
	} else {
		unsigned int page_shift = 10 + 2 * (value >> 46 & 3);

		/* BaseADDR, NUM and SCALE: so many pages. */
		va = (uint64_t)((int64_t)(value << 27) >> 27) << page_shift;
		for (nr = ((value >> 39 & 31) + 1) << (5 * (value >> 44 & 3) + 1); nr; nr--, va += 1ULL << page_shift)
			drop(tlb, va, value & TAGS, any_space);
	}
}

const struct target dtlb_target = {
	.name = "aarch64",
	.regs = { "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
		  "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30", "sp",
		  "TTBR0_EL1", "TTBR1_EL1", "TCR_EL1" },
	.call = { .command = X0, .argument = X1, .pointer = X2, .magic = 0x544c4200 },
	.first = X0,
	.nr_state = 3,
	.state = { TTBR0, TTBR1, TCR },
	.region = {
		{ "user", 0, 0x0000ffffffffffff },
		{ "direct", 0xffff000000000000, 0xffff7fffffffffff },
		{ "kernel", 0xffff800010000000, 0xffff800010ffffff },	/* of which image= has the end */
		{ "modules", 0xffff800000000000, 0xffff80000fffffff },
		{ "vmalloc", 0xffff800010000000, 0xfffffdffbffeffff },
		{ "vmemmap", 0xfffffdffbfff0000, 0xffffffffffffffff },
	},
	.decode = decode,
	.walk = walk,
	.apply = apply,
	.tagged = tagged,
};
