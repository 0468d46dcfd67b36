// SPDX-License-Identifier: GPL-2.0
/*
 * fragment: leave a NUMA node, or one zone of it, with much free memory but no
 * free block of PMD order, then run COMMAND.
 *
 * Takes pages of the node until /proc/buddyinfo shows no such block, then gives
 * back every second one: whatever is freed has a used buddy. A few more are taken
 * beyond that point, as the pages of the last block to be split wait on a CPU's
 * list and would make it whole again, but not those that somebody else may need.
 * The reserve of free memory is lowered meanwhile, as the last large blocks are
 * part of it, and is not to grow by a block whenever one changes its type.
 *
 * The pages are anonymous memory, and what is given back lies in movable page
 * blocks, where kernel memory comes from only when nothing else is left. They are
 * locked and compaction, which would undo the work, is told to leave those alone.
 * With -u they are the buffers of pipes, and what is given back is the first that
 * kernel memory comes from.
 *
 * Usage: fragment [-u] [-z ZONE] NODE COMMAND...
 * Exit: COMMAND's; 1 setting failed; 2 usage; 4 large blocks would not go away.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* In pages; the larger they are, the fewer wait on a CPU's list. */
#define STEP	((256UL << 10) / page)	/* taken between two looks at buddyinfo */
#define SPARE	((1UL << 20) / page)	/* more than wait on such a list */
#define LEAST	(3L << 19)		/* bytes that must stay free, more than the reserve */
#define ROOM	(64UL << 30)		/* bytes that can be taken */
#define PIPE	(1UL << 20)		/* bytes a pipe holds */
#define TRIES	5
#define PROACTIVE	"/proc/sys/vm/compaction_proactiveness"
#define LOCKED		"/proc/sys/vm/compact_unevictable_allowed"
#define BOOST		"/proc/sys/vm/watermark_boost_factor"
#define MIN_FREE	"/proc/sys/vm/min_free_kbytes"

static long page;
static const char *zone;	/* NULL: all of the node */
static int node;

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

/* Free bytes of the node in blocks of at least that size, those on a CPU's list aside. */
static long free_in_blocks(long size)
{
	FILE *f = fopen("/proc/buddyinfo", "r");
	char line[512], name[16];
	long sum = 0;

	if (!f)
		die("/proc/buddyinfo");
	while (fgets(line, sizeof(line), f)) {
		int nid, skip;
		long block;
		char *p;

		if (sscanf(line, "Node %d, zone %15s%n", &nid, name, &skip) != 2 ||
		    nid != node || (zone && strcmp(zone, name)))
			continue;
		p = line + skip;
		for (block = page; *p && *p != '\n'; block *= 2) {
			long blocks = strtol(p, &p, 10);

			if (block >= size)
				sum += blocks * block;
			while (*p == ' ')
				p++;
		}
	}
	fclose(f);
	return sum;
}

/* Page I of anonymous memory. */
static char *area;

static void take_movable(size_t i)
{
	if (!area) {
		area = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (area == MAP_FAILED)
			die("mmap");
		madvise(area, ROOM, MADV_NOHUGEPAGE);
	}
	area[i * page] = 1;
}

static void halve_movable(size_t used)
{
	size_t i;

	for (i = 0; i < used; i += 2)
		if (madvise(area + i * page, page, MADV_DONTNEED))
			die("madvise");
	if (mlock2(area, used * page, MLOCK_ONFAULT))
		die("mlock2");
}

/*
 * Pages in two pipes by turns; what is in the first of them is given back with it.
 * What the kernel needs for the pipes themselves is to lie together, not all over
 * the node, as some of it may stay for a while when they are gone.
 */
static int pipes[2 * ROOM / PIPE][2];

static void make_pipes(size_t nr)
{
	static const struct rlimit most = { 1 << 20, 1 << 20 };

	if (setrlimit(RLIMIT_NOFILE, &most))
		die("setrlimit");
	while (nr--)
		if (pipe2(pipes[nr], O_NONBLOCK | O_CLOEXEC) ||
		    fcntl(pipes[nr][1], F_SETPIPE_SZ, PIPE) < 0)
			die("pipe");
}

static void take_unmovable(size_t i)
{
	static char *buf;

	if (!buf) {
		buf = calloc(1, page);
		make_pipes(2 * (free_in_blocks(page) / (2 * PIPE) + 4));
	}
	if (write(pipes[2 * (i * page / (2 * PIPE)) + i % 2][1], buf, page) != page)
		die("write");
}

static void halve_unmovable(size_t used)
{
	size_t i;

	for (i = 0; i * PIPE < used * page; i += 2) {
		close(pipes[i][0]);
		close(pipes[i][1]);
	}
}

int main(int argc, char **argv)
{
	void (*take)(size_t i) = take_movable, (*halve)(size_t used) = halve_movable;
	const char *env = getenv("HV_PMD");
	size_t used = 0, i;
	int opt, status, try = getenv("HV_TRY") ? atoi(getenv("HV_TRY")) : 1;
	cpu_set_t cpus, one;
	unsigned long mask;
	long reserve, pmd;

	while ((opt = getopt(argc, argv, "+uz:")) != -1) {
		switch (opt) {
		case 'u': take = take_unmovable; halve = halve_unmovable; break;
		case 'z': zone = optarg; break;
		default: return 2;
		}
	}
	node = optind + 1 < argc ? atoi(argv[optind]) : -1;
	if (node < 0) {
		fprintf(stderr, "usage: fragment [-u] [-z ZONE] NODE COMMAND...\n");
		return 2;
	}
	/* One CPU, so one list: what waits on others does not show when it goes there. */
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_getaffinity(0, sizeof(cpus), &cpus) || sched_setaffinity(0, sizeof(one), &one))
		die("affinity");
	mask = 1UL << node;
	page = sysconf(_SC_PAGESIZE);
	pmd = env ? atol(env) : page / 8 * page;
	if (!access(PROACTIVE, F_OK))
		tune(PROACTIVE, 0);
	if (!access(LOCKED, F_OK))
		tune(LOCKED, 0);
	tune(BOOST, 0);
	reserve = tune(MIN_FREE, 1024);
	if (syscall(__NR_set_mempolicy, 2 /* MPOL_BIND */, &mask, 64))
		die("set_mempolicy");
	while (free_in_blocks(pmd) && used < ROOM / page - SPARE - STEP)
		for (i = 0; i < STEP; i++)
			take(used++);
	for (i = 0; i < SPARE && free_in_blocks(page) > LEAST; i++)
		take(used++);
	halve(used);
	syscall(__NR_set_mempolicy, 0, NULL, 0);
	tune(MIN_FREE, reserve);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	if (free_in_blocks(pmd)) {
		/* Somebody gave something back meanwhile: let go of all and try again. */
		if (try++ < TRIES) {
			char number[2] = { '0' + try };

			setenv("HV_TRY", number, 1);
			execv("/proc/self/exe", argv);
		}
		fprintf(stderr, "fragment: node %d still has %ld bytes in large blocks, of %zu pages taken\n",
			node, free_in_blocks(pmd), used);
		return 4;
	}
	if (!fork()) {
		unsetenv("HV_TRY");
		execvp(argv[optind + 1], argv + optind + 1);
		die(argv[optind + 1]);
	}
	wait(&status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
