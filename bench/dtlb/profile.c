// SPDX-License-Identifier: GPL-2.0
/*
 * A second plugin: which instructions a guest executed, for bench/profile.
 *
 * Argument: out=FILE. At the end, a line for each translated block: address of its first instruction, its instructions
 * altogether.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu.h"

#define BLOCKS	(1U << 20)

__attribute__((visibility("default")))
int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static struct block {
	uint64_t va, insns, runs;
} block[BLOCKS];
static unsigned int used;
static const char *out;

static void run(unsigned int vcpu, void *opaque)
{
	((struct block *)opaque)->runs++;
}

/* A block is translated again and again; the same instructions are the same block. */
static void translated(struct qemu_plugin_tb *tb, void *userdata)
{
	uint64_t va = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0)), insns = qemu_plugin_tb_n_insns(tb);
	unsigned int i = (va * 0x9e3779b97f4a7c15 + insns) >> 44;

	while (block[i].insns && (block[i].va != va || block[i].insns != insns))
		i = (i + 1) % BLOCKS;
	if (!block[i].insns && ++used == BLOCKS) {
		fprintf(stderr, "profile: more than %u blocks\n", BLOCKS);
		exit(1);
	}
	block[i].va = va;
	block[i].insns = insns;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, run, QEMU_PLUGIN_CB_NO_REGS, &block[i]);
}

static void at_exit(void *opaque)
{
	FILE *file = fopen(out, "w");

	if (!file) {
		perror(out);
		return;
	}
	for (unsigned int i = 0; i < BLOCKS; i++)
		if (block[i].runs)
			fprintf(file, "%016" PRIx64 " %" PRIu64 "\n", block[i].va, block[i].insns * block[i].runs);
	fprintf(file, "end\n");
	fclose(file);
}

__attribute__((visibility("default")))
int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	if (argc != 1 || strncmp(argv[0], "out=", 4)) {
		fprintf(stderr, "profile: the argument is out=FILE\n");
		return 1;
	}
	out = strdup(argv[0] + 4);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated, NULL);
	qemu_plugin_register_atexit_cb(id, at_exit, NULL);
	return 0;
}
