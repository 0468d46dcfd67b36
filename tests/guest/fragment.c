// SPDX-License-Identifier: GPL-2.0
/*
 * fragment: leave a NUMA node with much free memory but no free block of
 * PMD order, then run COMMAND.
 *
 * Takes pages of the node until /proc/buddyinfo shows no such block, then gives
 * back every second one: whatever is freed has a used buddy. A few more are taken
 * beyond that point, as the pages of the last block to be split wait on a CPU's
 * list and would make it whole again, but not those that somebody else may need.
 * Pages are locked and compaction, which would undo the work, is told to leave
 * those alone. The reserve of free memory is lowered meanwhile, as the last large
 * blocks are part of it.
 *
 * Usage: fragment NODE COMMAND...
 * Exit: COMMAND's; 1 setting failed; 2 usage; 4 large blocks would not go away.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* In pages; the larger they are, the fewer wait on a CPU's list. */
#define STEP	((256UL << 10) / page)	/* taken between two looks at buddyinfo */
#define SPARE	((1UL << 20) / page)	/* more than wait on such a list */
#define LEAST	(3L << 19)		/* bytes that must stay free, more than the reserve */
#define PROACTIVE	"/proc/sys/vm/compaction_proactiveness"
#define LOCKED		"/proc/sys/vm/compact_unevictable_allowed"
#define MIN_FREE	"/proc/sys/vm/min_free_kbytes"

static long page;

static void die(const char *what)
{
	fprintf(stderr, "fragment: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long tune(const char *name, long value)
{
	FILE *f = fopen(name, "r+");
	long old = -1;

	if (!f || fscanf(f, "%ld", &old) != 1)
		die(name);
	rewind(f);
	if (fprintf(f, "%ld", value) < 0 || fclose(f))
		die(name);
	return old;
}

/* Free blocks of the node that hold a PMD's worth of pages. */
static long large_blocks(int node)
{
	const char *env = getenv("HV_PMD");
	long pmd = env ? atol(env) : page / 8 * page, sum = 0;
	FILE *f = fopen("/proc/buddyinfo", "r");
	char line[512];

	if (!f)
		die("/proc/buddyinfo");
	while (fgets(line, sizeof(line), f)) {
		int nid, skip, order;
		char *p;

		if (sscanf(line, "Node %d, zone %*s%n", &nid, &skip) != 1 || nid != node)
			continue;
		p = line + skip;
		for (order = 0; *p && *p != '\n'; order++) {
			long blocks = strtol(p, &p, 10);

			if (page << order >= pmd)
				sum += blocks;
			while (*p == ' ')
				p++;
		}
	}
	fclose(f);
	return sum;
}

/* Free memory of the node in bytes, what waits on a CPU's list aside. */
static long free_bytes(int node)
{
	char name[64], line[128];
	long kb = -1;
	FILE *f;

	snprintf(name, sizeof(name), "/sys/devices/system/node/node%d/meminfo", node);
	f = fopen(name, "r");
	if (!f)
		die(name);
	while (kb < 0 && fgets(line, sizeof(line), f))
		sscanf(line, "Node %*d MemFree: %ld kB", &kb);
	fclose(f);
	return kb << 10;
}

int main(int argc, char **argv)
{
	int node = argc > 2 ? atoi(argv[1]) : -1, status;
	unsigned long mask = 1UL << node;
	size_t room = (size_t)64 << 30, used = 0, i;
	char *area;
	long reserve;

	if (node < 0) {
		fprintf(stderr, "usage: fragment NODE COMMAND...\n");
		return 2;
	}
	page = sysconf(_SC_PAGESIZE);
	if (!access(PROACTIVE, F_OK))
		tune(PROACTIVE, 0);
	if (!access(LOCKED, F_OK))
		tune(LOCKED, 0);
	reserve = tune(MIN_FREE, 1024);
	area = mmap(NULL, room, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (area == MAP_FAILED)
		die("mmap");
	madvise(area, room, MADV_NOHUGEPAGE);
	if (syscall(__NR_set_mempolicy, 2 /* MPOL_BIND */, &mask, 64))
		die("set_mempolicy");
	while (large_blocks(node) && used < room / page - SPARE - STEP)
		for (i = 0; i < STEP; i++)
			area[used++ * page] = 1;
	for (i = 0; i < SPARE && free_bytes(node) > LEAST; i++)
		area[used++ * page] = 1;
	for (i = 0; i < used; i += 2)
		if (madvise(area + i * page, page, MADV_DONTNEED))
			die("madvise");
	if (mlock2(area, used * page, MLOCK_ONFAULT))
		die("mlock2");
	syscall(__NR_set_mempolicy, 0, NULL, 0);
	tune(MIN_FREE, reserve);
	if (large_blocks(node)) {
		fprintf(stderr, "fragment: node %d still has %ld large blocks of %zu pages taken\n",
			node, large_blocks(node), used);
		return 4;
	}
	if (!fork()) {
		execvp(argv[2], argv + 2);
		die(argv[2]);
	}
	wait(&status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
