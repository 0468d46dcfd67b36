// SPDX-License-Identifier: GPL-2.0
/* bpfmap LABEL MIB LOOKUPS TIMES: random lookups in a preallocated BPF hash map whose elements take about MIB MiB. */
#include <linux/bpf.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "mark.h"

#define VALUE	64
#define ELEMENT	128	/* value, key, and what the kernel keeps beside them */

static unsigned int entries, key;
static unsigned long lookups;
static union bpf_attr attr;

static int bpf(int command)
{
	return syscall(SYS_bpf, command, &attr, sizeof(attr));
}

static int look_up(void)
{
	for (unsigned long i = 0; i < lookups; i++) {
		key = random_below(entries);
		if (bpf(BPF_MAP_LOOKUP_ELEM))
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	static char value[VALUE] = { 1 };
	int fd;

	/* 5.10 charges maps to it. */
	if (argc != 5 || setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY }))
		return 2;
	entries = atol(argv[2]) * (1UL << 20) / ELEMENT;
	lookups = atol(argv[3]);
	attr.map_type = BPF_MAP_TYPE_HASH;
	attr.key_size = sizeof(key);
	attr.value_size = VALUE;
	attr.max_entries = entries;
	fd = bpf(BPF_MAP_CREATE);
	if (fd < 0) {
		perror("map");
		return 1;
	}
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = fd;
	attr.key = (unsigned long)&key;
	attr.value = (unsigned long)value;
	for (key = 0; key < entries; key++)
		if (bpf(BPF_MAP_UPDATE_ELEM)) {
			perror("update");
			return 1;
		}
	return rounds(argv[1], atol(argv[4]), look_up);
}
