// SPDX-License-Identifier: GPL-2.0
/*
 * A third plugin: how often which lock is taken, by the address that functions which take one are called with. The guest, whose
 * code and configuration stay as they are, opens and closes windows as for the model (plugin.c, commands 2 and 3).
 *
 *   -plugin locks.so,out=FILE,at=ADDRESS[,at=ADDRESS...]	the functions, hexadecimal
 *
 * FILE gets lines of key=value words: "window", "lock" (one a lock taken in it: calls), "error", and last "end windows= errors=".
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu.h"
#include "target.h"

#define FUNCTIONS	16
#define LOCKS		65536	/* a power of two */

enum command { START = 2, STOP };

__attribute__((visibility("default")))
int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static const struct target *target = &dtlb_target;
static struct qemu_plugin_register *registers[MAX_REGS];
static GByteArray *buffer;
static FILE *out;
static uint64_t function[FUNCTIONS];
static unsigned int functions, windows, errors, used;
static bool counting;
static char label[64];
static struct {
	uint64_t at, taken;
} lock[LOCKS];

static void error(const char *text)
{
	fprintf(out, "error %s\n", text);
	errors++;
}

static uint64_t read_reg(int number)
{
	uint64_t value = 0;

	g_byte_array_set_size(buffer, 0);
	if (!registers[number] || !qemu_plugin_read_register(registers[number], buffer)) {
		error("register cannot be read");
		return 0;
	}
	memcpy(&value, buffer->data, buffer->len < sizeof(value) ? buffer->len : sizeof(value));
	return value;
}

static void called(unsigned int vcpu, void *opaque)
{
	uint64_t at;
	unsigned int i;

	(void)vcpu;
	(void)opaque;
	if (!counting)
		return;
	at = read_reg(target->first);
	i = at * 0x9e3779b97f4a7c15 >> 48;
	while (lock[i].taken && lock[i].at != at)
		i = (i + 1) % LOCKS;
	if (!lock[i].taken && ++used == LOCKS) {
		fprintf(stderr, "locks: more than %u locks\n", LOCKS);
		exit(1);
	}
	lock[i].at = at;
	lock[i].taken++;
}

static void start(void)
{
	uint64_t pointer = read_reg(target->call.pointer);

	if (counting) {
		error("start within a window");
		return;
	}
	memset(lock, 0, sizeof(lock));
	used = 0;
	strcpy(label, "none");
	if (qemu_plugin_read_memory_vaddr(pointer, buffer, sizeof(label)) && buffer->len == sizeof(label))
		memcpy(label, buffer->data, sizeof(label));
	label[sizeof(label) - 1] = '\0';
	label[strcspn(label, " \n=")] = '\0';
	counting = true;
}

static void stop(void)
{
	if (!counting) {
		error("stop without a start");
		return;
	}
	counting = false;
	fprintf(out, "window window=%u label=%s\n", ++windows, label);
	for (unsigned int i = 0; i < LOCKS; i++)
		if (lock[i].taken)
			fprintf(out, "lock window=%u at=%016" PRIx64 " taken=%" PRIu64 "\n", windows, lock[i].at, lock[i].taken);
}

static void command(unsigned int vcpu, void *opaque)
{
	(void)vcpu;
	(void)opaque;
	if ((uint32_t)read_reg(target->call.argument) != target->call.magic)
		return;
	switch ((uint32_t)read_reg(target->call.command)) {
	case START:
		start();
		break;
	case STOP:
		stop();
		break;
	default:
		error("no such command");
	}
}

static void translated(struct qemu_plugin_tb *tb, void *userdata)
{
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t va = qemu_plugin_insn_vaddr(insn);
		uint8_t bytes[16];
		struct op op;
		size_t len = qemu_plugin_insn_data(insn, bytes, sizeof(bytes));

		for (unsigned int f = 0; f < functions; f++)
			if (function[f] == va)
				qemu_plugin_register_vcpu_insn_exec_cb(insn, called, QEMU_PLUGIN_CB_R_REGS, NULL);
		if (target->decode(bytes, len, va + qemu_plugin_insn_size(insn), &op) && op.kind == OP_COMMAND)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, command, QEMU_PLUGIN_CB_R_REGS, NULL);
	}
}

/* One CPU: with more, a window would have the locks of the others in it. */
static void vcpu_init(unsigned int index, void *userdata)
{
	GArray *array = qemu_plugin_get_registers();
	const qemu_plugin_reg_descriptor *reg = (void *)array->data;

	if (index)
		error("more than one CPU");
	for (int i = 0; target->regs[i]; i++)
		for (unsigned int j = 0; j < array->len; j++)
			if (!strcmp(reg[j].name, target->regs[i]))
				registers[i] = reg[j].handle;
}

static void at_exit(void *opaque)
{
	(void)opaque;
	if (counting)
		error("no stop mark before the end");
	fprintf(out, "end windows=%u errors=%u\n", windows, errors);
	fclose(out);
}

__attribute__((visibility("default")))
int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	const char *path = NULL;
	char *end;

	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4)) {
			path = argv[i] + 4;
		} else if (!strncmp(argv[i], "at=", 3) && functions < FUNCTIONS) {
			function[functions++] = strtoull(argv[i] + 3, &end, 16);
			if (*end || !argv[i][3])
				path = NULL, functions = 0, argc = 0;
		} else {
			path = NULL, argc = 0;
		}
	}
	out = path && functions ? fopen(path, "w") : NULL;
	if (!out || strcmp(info->target_name, target->name)) {
		fprintf(stderr, "locks: the arguments are out=FILE and one to %u at=ADDRESS, the target is %s\n", FUNCTIONS, target->name);
		return 1;
	}
	buffer = g_byte_array_new();
	qemu_plugin_register_vcpu_init_cb(id, vcpu_init, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated, NULL);
	qemu_plugin_register_atexit_cb(id, at_exit, NULL);
	return 0;
}
