// SPDX-License-Identifier: GPL-2.0
/*
 * QEMU plugin: feeds models of translation caches with every data access and every block fetched of a guest that is being
 * counted. The guest starts and stops it by an instruction that does nothing else (on x86 a CPUID of a leaf nobody has).
 *
 *   -plugin dtlb.so,out=FILE[,image=FIRST-END],model=SPEC[,model=SPEC...]
 *                                           image: addresses of the kernel, where they are not the same in each; SPEC as in model.h;
 *                                           all models see the same run
 *
 * Commands: 1 on (instrument everything from here, nothing cached), 2 start a window, 3 stop and report it, 4 drop all entries, 5 off.
 * The label of a window is the string that the pointer register points to at its start.
 *
 * FILE gets lines of key=value words: "model" (one a model), "window", "count" (one a model, region and page size that saw an
 * access), "block" (the 2M pieces of address space walked for most by the first model), "error", and last "end windows=
 * errors=". A file without that line, or with an error, is not a measurement.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "qemu.h"
#include "target.h"

#define MODELS	8
#define VCPUS	8
#define BLOCKS	4096	/* a power of two */
#define TOP	5

enum command { ON = 1, START, STOP, FLUSH, OFF };

struct vcpu {
	struct dtlb *tlb[MODELS];
	struct qemu_plugin_register *reg[MAX_REGS];
	uint64_t state[MAX_STATE];
	uint64_t insns, barriers;
	uint64_t va;		/* of the access at work */
	/* What the last walk found, for one access asks for it once per model. */
	bool last_valid, last_found;
	struct dtlb_leaf last_leaf;
	unsigned int asking;
};

struct block {
	uint64_t first, insns;
	uint64_t last;
};

__attribute__((visibility("default")))
int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static const struct target *target = &dtlb_target;
static struct region region[DTLB_REGIONS];	/* the target's, and where the kernel's image lies */
static qemu_plugin_id_t self;
static FILE *out;
static const char *spec[MODELS];
static unsigned int nr_models, nr_vcpus;
static struct vcpu vcpus[VCPUS];
static GByteArray *buffer;
static bool on, counting, fetches;
static unsigned int windows, errors;
static char label[64];
static struct {
	uint64_t block, walks;
} blocks[BLOCKS];

static void error(const char *text)
{
	fprintf(out, "error %s\n", text);
	errors++;
}

/* The guest, for the target's functions. */

static uint64_t read_reg(void *opaque, int number)
{
	struct vcpu *vcpu = opaque;
	uint64_t value = 0;

	g_byte_array_set_size(buffer, 0);
	if (!vcpu->reg[number] || !qemu_plugin_read_register(vcpu->reg[number], buffer)) {
		error("register cannot be read");
		return 0;
	}
	memcpy(&value, buffer->data, buffer->len < sizeof(value) ? buffer->len : sizeof(value));
	return value;
}

static bool read_memory(void *opaque, uint64_t va, void *to, size_t len)
{
	(void)opaque;
	if (!qemu_plugin_read_memory_vaddr(va, buffer, len) || buffer->len < len)
		return false;
	memcpy(to, buffer->data, len);
	return true;
}

static bool read_physical(void *opaque, uint64_t pa, void *to, size_t len)
{
	(void)opaque;
	if (qemu_plugin_read_memory_hwaddr(pa, buffer, len) || buffer->len < len)
		return false;
	memcpy(to, buffer->data, len);
	return true;
}

static struct guest guest_of(struct vcpu *vcpu)
{
	return (struct guest){ read_reg, read_memory, read_physical, vcpu, vcpu->state };
}

/* By the 512 GiB that an address is in, where one region has all of it; this is asked for every access. */
static unsigned char regions[1024];
#define MIXED	0xff

static unsigned int find_region(uint64_t va)
{
	unsigned int i;

	for (i = 0; region[i].name; i++)
		if (va >= region[i].first && va <= region[i].last)
			break;
	return i;
}

static void fill_regions(void)
{
	for (unsigned int i = 0; i < 1024; i++) {
		uint64_t first = (int64_t)((uint64_t)i << 54) >> 15;	/* 48 bits, and whose half it is */

		regions[i] = find_region(first);
		for (uint64_t piece = 1; piece < 256; piece++)
			if (find_region(first + (piece << 31)) != regions[i])
				regions[i] = MIXED;
	}
}

static unsigned int region_of(uint64_t va)
{
	unsigned int region = regions[va >> 39 & 1023];

	return region == MIXED ? find_region(va) : region;
}

/* Walks go into a table by 2M piece; when it is full the rest goes nowhere, which the report would show as a smaller sum. */
static void note_block(uint64_t va)
{
	uint64_t block = va >> 21;
	unsigned int i = block * 0x9e3779b97f4a7c15ULL >> 52;

	for (unsigned int tries = 0; tries < 64; tries++, i = (i + 1) % BLOCKS)
		if (!blocks[i].walks || blocks[i].block == block) {
			blocks[i].block = block;
			blocks[i].walks++;
			return;
		}
}

static bool walk(void *opaque, uint64_t tagged, struct dtlb_leaf *leaf)
{
	struct vcpu *vcpu = opaque;

	(void)tagged;
	if (!vcpu->last_valid) {
		struct guest guest = guest_of(vcpu);

		vcpu->last_leaf = (struct dtlb_leaf){ 0 };
		vcpu->last_found = target->walk(&guest, vcpu->va, &vcpu->last_leaf);
		vcpu->last_valid = true;
	}
	*leaf = vcpu->last_leaf;
	if (counting && vcpu->asking == 0 && vcpu->last_found)
		note_block(vcpu->va);
	return vcpu->last_found;
}

static void access_all(struct vcpu *vcpu, uint64_t va, enum dtlb_kind kind)
{
	unsigned int where = region_of(va);
	uint64_t tagged = va;

	if (target->tagged) {
		struct guest guest = guest_of(vcpu);

		tagged = target->tagged(&guest, va);
	}
	vcpu->va = va;
	vcpu->last_valid = false;
	for (vcpu->asking = 0; vcpu->asking < nr_models; vcpu->asking++)
		dtlb_access(vcpu->tlb[vcpu->asking], tagged, kind, where, walk, vcpu);
}

static void memory_accessed(unsigned int index, qemu_plugin_meminfo_t info, uint64_t va, void *userdata)
{
	struct vcpu *vcpu = &vcpus[index];
	enum dtlb_kind kind = qemu_plugin_mem_is_store(info) ? DTLB_STORE : DTLB_LOAD;
	uint64_t last = va + (1 << qemu_plugin_mem_size_shift(info)) - 1;

	(void)userdata;
	access_all(vcpu, va, kind);
	if ((va ^ last) >> 12)
		access_all(vcpu, last, kind);
}

static void block_executed(unsigned int index, void *userdata)
{
	const struct block *block = userdata;
	struct vcpu *vcpu = &vcpus[index];

	vcpu->insns += block->insns;
	if (!fetches)
		return;
	access_all(vcpu, block->first, DTLB_FETCH);
	if ((block->first ^ block->last) >> 12)
		access_all(vcpu, block->last, DTLB_FETCH);
}

static void load_state(struct vcpu *vcpu)
{
	for (unsigned int i = 0; i < target->nr_state; i++)
		vcpu->state[i] = read_reg(vcpu, target->state[i]);
}

/* Runs before the instruction, so the new value is the operand's. */
static void state_changes(unsigned int index, void *userdata)
{
	struct vcpu *vcpu = &vcpus[index];
	struct guest guest = guest_of(vcpu);
	const struct op *op = userdata;
	uint64_t value;

	if (op->reg >= 0) {
		value = read_reg(vcpu, op->reg);
	} else {
		value = op->disp;
		if (op->base >= 0)
			value += read_reg(vcpu, op->base);
		if (op->index >= 0)
			value += read_reg(vcpu, op->index) << op->scale;
	}
	for (unsigned int i = 0; i < nr_models; i++)
		target->apply(&guest, op, value, vcpu->tlb[i]);
	if (op->kind == OP_STATE)
		vcpu->state[op->what] = value;
}

static void barrier(unsigned int index, void *userdata)
{
	(void)userdata;
	vcpus[index].barriers++;
}

/* Windows. */

static void report_model(unsigned int nr)
{
	for (unsigned int where = 0; where < DTLB_REGIONS; where++)
		for (unsigned int size = 0; dtlb_size_name(size); size++) {
			struct dtlb_count sum = { 0 };
			uint64_t seen = 0;

			for (unsigned int i = 0; i < nr_vcpus; i++) {
				const struct dtlb_count *c = dtlb_count(vcpus[i].tlb[nr], where, size);

				for (int kind = 0; kind < DTLB_KINDS; kind++) {
					sum.access[kind] += c->access[kind];
					sum.l1_miss[kind] += c->l1_miss[kind];
					sum.walk[kind] += c->walk[kind];
					seen += c->access[kind];
				}
				sum.refs += c->refs;
			}
			if (!seen)
				continue;
			fprintf(out, "count window=%u model=%s region=%s size=%s", windows, dtlb_name(vcpus[0].tlb[nr]),
				region[where].name ?: "other", dtlb_size_name(size));
			for (int kind = 0; kind < DTLB_KINDS; kind++) {
				static const char * const names[] = { "load", "store", "fetch" };

				fprintf(out, " %s=%" PRIu64 " %s_l1=%" PRIu64 " %s_walk=%" PRIu64, names[kind], sum.access[kind],
					names[kind], sum.l1_miss[kind], names[kind], sum.walk[kind]);
			}
			fprintf(out, " refs=%" PRIu64 "\n", sum.refs);
		}
}

static void report_blocks(void)
{
	for (int n = 0; n < TOP; n++) {
		unsigned int best = 0;

		for (unsigned int i = 1; i < BLOCKS; i++)
			if (blocks[i].walks > blocks[best].walks)
				best = i;
		if (!blocks[best].walks)
			break;
		fprintf(out, "block window=%u at=%#" PRIx64 " walks=%" PRIu64 "\n", windows, blocks[best].block << 21, blocks[best].walks);
		blocks[best].walks = 0;
	}
}

static void start(struct vcpu *vcpu, uint64_t pointer)
{
	if (!on) {
		error("start before the model is on");
		return;
	}
	if (counting) {
		error("start within a window");
		return;
	}
	if (!pointer || !read_memory(vcpu, pointer, label, sizeof(label)))
		strcpy(label, "none");
	label[sizeof(label) - 1] = '\0';
	label[strcspn(label, " \n=")] = '\0';
	for (unsigned int i = 0; i < nr_vcpus; i++) {
		vcpus[i].insns = vcpus[i].barriers = 0;
		for (unsigned int nr = 0; nr < nr_models; nr++)
			dtlb_reset_counts(vcpus[i].tlb[nr]);
	}
	memset(blocks, 0, sizeof(blocks));
	counting = true;
}

static void stop(void)
{
	uint64_t insns = 0, barriers = 0, walk_errors = 0;

	if (!counting) {
		error("stop without a start");
		return;
	}
	counting = false;
	windows++;
	for (unsigned int i = 0; i < nr_vcpus; i++) {
		insns += vcpus[i].insns;
		barriers += vcpus[i].barriers;
		for (unsigned int nr = 0; nr < nr_models; nr++)
			walk_errors += dtlb_walk_errors(vcpus[i].tlb[nr]);
	}
	fprintf(out, "window window=%u label=%s insns=%" PRIu64 " barriers=%" PRIu64 " walk_errors=%" PRIu64 "\n", windows, label, insns,
		barriers, walk_errors);
	if (walk_errors)
		error("pages accessed could not be walked");
	for (unsigned int nr = 0; nr < nr_models; nr++)
		report_model(nr);
	report_blocks();
	fflush(out);
}

static void register_callbacks(void *userdata);

static void command(unsigned int index, void *userdata)
{
	struct vcpu *vcpu = &vcpus[index];
	char text[64];
	uint64_t nr;

	(void)userdata;
	if ((uint32_t)read_reg(vcpu, target->call.argument) != target->call.magic)
		return;
	load_state(vcpu);
	nr = (uint32_t)read_reg(vcpu, target->call.command);
	switch (nr) {
	case ON:
	case OFF:
		/* All translated code goes and comes back with, or without, calls of the model, which saw no flush while it was off. */
		for (unsigned int i = 0; i < nr_vcpus; i++)
			for (unsigned int m = 0; m < nr_models; m++)
				dtlb_flush(vcpus[i].tlb[m], true);
		if (counting)
			error("on or off within a window");
		on = nr == ON;
		qemu_plugin_reset(self, register_callbacks, NULL);
		break;
	case START:
		start(vcpu, read_reg(vcpu, target->call.pointer));
		break;
	case STOP:
		stop();
		break;
	case FLUSH:
		for (unsigned int i = 0; i < nr_models; i++)
			dtlb_flush(vcpu->tlb[i], true);
		break;
	default:
		snprintf(text, sizeof(text), "no command %" PRIu64, nr);
		error(text);
	}
}

/* Translation. What is remembered of an instruction or block lives as long as the process. */

static void translated(struct qemu_plugin_tb *tb, void *userdata)
{
	size_t n = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *insn;
	struct block *block;
	uint8_t bytes[16];
	struct op op, *keep;

	for (size_t i = 0; i < n; i++) {
		size_t len;

		insn = qemu_plugin_tb_get_insn(tb, i);
		len = qemu_plugin_insn_data(insn, bytes, sizeof(bytes));
		if (on)
			qemu_plugin_register_vcpu_mem_cb(insn, memory_accessed, QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_MEM_RW, NULL);
		if (!target->decode(bytes, len, qemu_plugin_insn_vaddr(insn) + qemu_plugin_insn_size(insn), &op))
			continue;
		if (op.kind == OP_COMMAND) {
			qemu_plugin_register_vcpu_insn_exec_cb(insn, command, QEMU_PLUGIN_CB_R_REGS, NULL);
		} else if (on && op.kind == OP_BARRIER) {
			qemu_plugin_register_vcpu_insn_exec_cb(insn, barrier, QEMU_PLUGIN_CB_NO_REGS, NULL);
		} else if (on) {
			keep = malloc(sizeof(*keep));
			*keep = op;
			qemu_plugin_register_vcpu_insn_exec_cb(insn, state_changes, QEMU_PLUGIN_CB_R_REGS, keep);
		}
	}
	if (!on)
		return;
	block = malloc(sizeof(*block));
	insn = qemu_plugin_tb_get_insn(tb, n - 1);
	block->first = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0));
	block->last = qemu_plugin_insn_vaddr(insn) + qemu_plugin_insn_size(insn) - 1;
	block->insns = n;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, block_executed, QEMU_PLUGIN_CB_NO_REGS, block);
}

static void vcpu_init(unsigned int index, void *userdata)
{
	GArray *array = qemu_plugin_get_registers();
	const qemu_plugin_reg_descriptor *reg = (void *)array->data;
	struct vcpu *vcpu = &vcpus[index];

	for (int i = 0; target->regs[i]; i++) {
		for (unsigned int j = 0; j < array->len && !vcpu->reg[i]; j++)
			if (!strcmp(reg[j].name, target->regs[i]))
				vcpu->reg[i] = reg[j].handle;
		if (!vcpu->reg[i])
			error("QEMU does not show a register that is needed");
	}
}

static void at_exit(void *userdata)
{
	(void)userdata;
	if (counting)
		error("no stop mark before the end");
	fprintf(out, "end windows=%u errors=%u\n", windows, errors);
	fclose(out);
}

static void register_callbacks(void *userdata)
{
	(void)userdata;
	qemu_plugin_register_vcpu_init_cb(self, vcpu_init, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(self, translated, NULL);
	qemu_plugin_register_atexit_cb(self, at_exit, NULL);
}

/* Where the kernel lies among what vmalloc() hands out, its place there is its own: text is FIRST-END in hexadecimal. */
static bool place_image(const char *text)
{
	uint64_t first, end;

	if (sscanf(text, "%" SCNx64 "-%" SCNx64, &first, &end) != 2 || first >= end)
		return false;
	for (unsigned int i = 0; region[i].name; i++)
		if (!strcmp(region[i].name, "kernel")) {
			region[i].first = first;
			region[i].last = end - 1;
			return true;
		}
	return false;
}

static int refuse(const char *what, const char *why)
{
	fprintf(stderr, "dtlb: %s: %s\n", what, why);
	return -1;
}

__attribute__((visibility("default")))
int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	const char *path = NULL;
	char why[200];

	if (strcmp(target->name, info->target_name))
		return refuse(info->target_name, "this plugin was made for another architecture");
	memcpy(region, target->region, sizeof(region));
	if (!info->system_emulation)
		return refuse(info->target_name, "only whole machines are modelled");
	nr_vcpus = info->system.smp_vcpus;
	if (nr_vcpus > VCPUS)
		return refuse("-smp", "too many CPUs");
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4))
			path = argv[i] + 4;
		else if (!strncmp(argv[i], "model=", 6) && nr_models < MODELS)
			spec[nr_models++] = strdup(argv[i] + 6);
		else if (!strncmp(argv[i], "image=", 6)) {
			if (!place_image(argv[i] + 6))
				return refuse(argv[i], "not FIRST-END, or the kernel's image has no region here");
		} else
			return refuse(argv[i], "neither out=, image= nor one of at most 8 model=");
	}
	if (!path || !nr_models)
		return refuse("arguments", "out=FILE and model=SPEC are needed");
	out = fopen(path, "w");
	if (!out)
		return refuse(path, "cannot be written");
	for (unsigned int nr = 0; nr < nr_models; nr++) {
		for (unsigned int i = 0; i < nr_vcpus; i++) {
			vcpus[i].tlb[nr] = dtlb_new(spec[nr], why, sizeof(why));
			if (!vcpus[i].tlb[nr])
				return refuse(spec[nr], why);
		}
		fprintf(out, "model name=%s spec=%s\n", dtlb_name(vcpus[0].tlb[nr]), dtlb_spec(vcpus[0].tlb[nr]));
		fetches |= dtlb_has_fetches(vcpus[0].tlb[nr]);
	}
	self = id;
	fill_regions();
	buffer = g_byte_array_new();
	register_callbacks(NULL);
	return 0;
}
