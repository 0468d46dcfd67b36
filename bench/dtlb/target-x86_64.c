// SPDX-License-Identifier: GPL-2.0
/*
 * x86-64, Linux booted with nokaslr, four levels: the kernel's ranges are at their fixed places, and physical memory can be
 * read through the direct map, which the walk of the guest's tables needs.
 */
#include "target.h"

enum { TABLE, CONTROL };	/* state */
enum { INVLPG = -1 };		/* what drops something: that, or INVPCID with the type in the register of this number */
enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, CR3 = 16, CR4 };

#define DIRECT_MAP	0xffff888000000000ULL
#define CR4_PGE		(1 << 7)
#define CR3_NOFLUSH	(1ULL << 63)
#define PRESENT		1
#define LARGE		(1 << 7)
#define GLOBAL		(1 << 8)
#define FRAME		0x000ffffffffff000ULL

/* Length and meaning of a memory operand. ModRM and SIB as the manual has them; RIP-relative counts from the next instruction. */
static void operand(const uint8_t *modrm, unsigned int rex, uint64_t next, struct op *op)
{
	unsigned int mod = modrm[0] >> 6, rm = modrm[0] & 7;
	const uint8_t *disp = modrm + 1;
	bool no_base = false;

	op->base = op->index = -1;
	if (rm == 4) {
		unsigned int base = modrm[1] & 7, index = (modrm[1] >> 3 & 7) | (rex & 2) << 2;

		disp++;
		op->scale = modrm[1] >> 6;
		if (index != RSP)
			op->index = index;
		no_base = mod == 0 && base == 5;
		if (!no_base)
			op->base = base | (rex & 1) << 3;
	} else if (mod == 0 && rm == 5) {
		no_base = true;
		op->disp = next;
	} else {
		op->base = rm | (rex & 1) << 3;
	}
	if (mod == 1)
		op->disp += (int8_t)disp[0];
	else if (mod == 2 || no_base)
		op->disp += (int32_t)(disp[0] | disp[1] << 8 | disp[2] << 16 | (uint32_t)disp[3] << 24);
}

static bool decode(const uint8_t *insn, size_t len, uint64_t next, struct op *op)
{
	uint8_t bytes[24] = { 0 };	/* zeros after the end, so that operands can be read blindly */
	const uint8_t *at = bytes;
	unsigned int rex = 0, nr;

	for (size_t i = 0; i < len && i < 15; i++)
		bytes[i] = insn[i];
	*op = (struct op){ .kind = OP_NONE, .reg = -1, .base = -1, .index = -1 };
	while (*at == 0x66 || *at == 0xf2 || *at == 0xf3 || *at == 0x2e || *at == 0x3e)
		at++;
	if ((*at & 0xf0) == 0x40)
		rex = *at++;
	if (*at++ != 0x0f)
		return false;
	nr = at[1] >> 3 & 7;
	if (*at == 0xa2) {
		op->kind = OP_COMMAND;
	} else if (*at == 0x22 && (nr == 3 || nr == 4) && !(rex & 4)) {
		op->kind = OP_STATE;
		op->what = nr == 3 ? TABLE : CONTROL;
		op->reg = (at[1] & 7) | (rex & 1) << 3;
	} else if (*at == 0x01 && nr == 7 && at[1] >> 6 != 3) {
		op->kind = OP_FLUSH;
		op->what = INVLPG;
		operand(at + 1, rex, next, op);
	} else if (at[0] == 0x38 && at[1] == 0x82) {
		op->kind = OP_FLUSH;
		op->what = (at[2] >> 3 & 7) | (rex & 4) << 1;
		operand(at + 2, rex, next, op);
	}
	return op->kind != OP_NONE;
}

static bool walk(const struct guest *guest, uint64_t va, struct dtlb_leaf *leaf)
{
	uint64_t entry = guest->state[TABLE];

	for (unsigned int shift = 39; shift >= 12; shift -= 9) {
		uint64_t at = DIRECT_MAP + (entry & FRAME) + (va >> shift & 511) * 8;

		leaf->refs++;
		if (!guest->memory(guest->opaque, at, &entry, sizeof(entry)) || !(entry & PRESENT))
			return false;
		if (shift == 12 || (shift < 39 && entry & LARGE)) {
			leaf->shift = shift;
			leaf->global = guest->state[CONTROL] & CR4_PGE && entry & GLOBAL;
			return true;
		}
	}
	return false;
}

static void apply(const struct guest *guest, const struct op *op, uint64_t value, struct dtlb *tlb)
{
	uint64_t descriptor[2];

	if (op->kind == OP_STATE && op->what == TABLE) {
		if (!(value & CR3_NOFLUSH))
			dtlb_flush(tlb, false);
	} else if (op->kind == OP_STATE) {
		if ((value ^ guest->state[CONTROL]) & CR4_PGE)
			dtlb_flush(tlb, true);
	} else if (op->what == INVLPG) {
		dtlb_flush_page(tlb, value);
	} else {
		/* One address; one context or all but global; everything. */
		switch (guest->reg(guest->opaque, op->what)) {
		case 0:
			if (guest->memory(guest->opaque, value, descriptor, sizeof(descriptor)))
				dtlb_flush_page(tlb, descriptor[1]);
			break;
		case 2:
			dtlb_flush(tlb, true);
			break;
		default:
			dtlb_flush(tlb, false);
		}
	}
}

const struct target dtlb_target = {
	.name = "x86_64",
	.regs = { "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
		  "cr3", "cr4" },
	.call = { .command = RCX, .argument = RAX, .pointer = RDX, .magic = 0x544c4200 },
	.first = RDI,
	.nr_state = 2,
	.state = { CR3, CR4 },
	.region = {
		{ "user", 0, 0x00007fffffffffff },
		{ "direct", DIRECT_MAP, 0xffffc87fffffffff },
		{ "vmalloc", 0xffffc90000000000, 0xffffe8ffffffffff },
		{ "vmemmap", 0xffffea0000000000, 0xffffeaffffffffff },
		{ "kernel", 0xffffffff80000000, 0xffffffff9fffffff },
		{ "modules", 0xffffffffa0000000, 0xfffffffffeffffff },
	},
	.decode = decode,
	.walk = walk,
	.apply = apply,
};
