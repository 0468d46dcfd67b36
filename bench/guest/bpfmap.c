// SPDX-License-Identifier: GPL-2.0
/* bpfmap LABEL MIB LOOKUPS TIMES: random lookups in a preallocated BPF hash map whose elements take about MIB MiB. */
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mark.h"

#define VALUE	64
#define ELEMENT	128	/* value, key, and what the kernel keeps beside them */

static int bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

int main(int argc, char **argv)
{
	unsigned int entries, key;
	unsigned long seed = 1, lookups, begin;
	static char label[64];
	char value[VALUE] = { 1 };
	union bpf_attr attr;
	int fd;

	/* 5.10 charges maps to it. */
	if (argc != 5 || setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY }))
		return 2;
	strncpy(label, argv[1], sizeof(label) - 1);
	entries = atol(argv[2]) * (1UL << 20) / ELEMENT;
	lookups = atol(argv[3]);
	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_HASH;
	attr.key_size = sizeof(key);
	attr.value_size = VALUE;
	attr.max_entries = entries;
	fd = bpf(BPF_MAP_CREATE, &attr);
	if (fd < 0) {
		perror("map");
		return 1;
	}
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = fd;
	attr.key = (unsigned long)&key;
	attr.value = (unsigned long)value;
	for (key = 0; key < entries; key++)
		if (bpf(BPF_MAP_UPDATE_ELEM, &attr)) {
			perror("update");
			return 1;
		}
	mark_on();
	for (long times = atol(argv[4]); times >= 0; times--) {
		int counted = times < atol(argv[4]);

		if (counted)
			mark(MARK_START, label);
		begin = insns();
		for (unsigned long i = 0; i < lookups; i++) {
			seed = seed * 6364136223846793005 + 1442695040888963407;
			key = (seed >> 33) % entries;
			if (bpf(BPF_MAP_LOOKUP_ELEM, &attr))
				return 1;
		}
		begin = insns() - begin;
		if (!counted)
			continue;
		mark(MARK_STOP, NULL);
		printf("insns label=%s value=%lu\n", label, begin);
	}
	mark_off();
	return 0;
}
