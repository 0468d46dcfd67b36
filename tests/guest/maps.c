// SPDX-License-Identifier: GPL-2.0
/*
 * maps: let user space make the kernel vmalloc() areas of an exact size.
 *
 * Creates BPF array maps, each backed by one vmalloc area of BYTES (rounded up
 * to pages), then runs COMMAND while they exist; without COMMAND prints the
 * line "ready" and waits for standard input to end.
 *
 *   maps [options] BYTES [COMMAND...]
 *   -c COUNT    so many maps (1)
 *   -m          BPF_F_MMAPABLE: VM_USERMAP, zeroed, mapped by remap_vmalloc_range
 *   -N NODE     BPF_F_NUMA_NODE
 *   -p POLICY:NODEMASK  set_mempolicy before: default, preferred, bind,
 *               interleave, local; mask in hex
 *   -P          COMMAND has the policy, too
 *   -f K        fail the K-th PMD-order page allocation of each map's creation,
 *               all of them with K = all (needs CONFIG_FAIL_PAGE_ALLOC, debugfs)
 *   -t          write and read back a stamp in every page of every map: through
 *               the syscalls, and with -m through mmap() in both directions
 *   -R          be a real-time task (SCHED_FIFO), which COMMAND inherits
 *   -u          print VmallocUsed in kB before, with the maps, and after (waiting
 *               up to 5 s for the deferred free), all from this one process, as
 *               the stack of a new one is a vmalloc area too
 * Exit: COMMAND's, 1 when a map cannot be made, 3 when a stamp is wrong, 2 usage.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long page;
static union bpf_attr attr;

static int bpf(int cmd)
{
	return syscall(__NR_bpf, cmd, &attr, sizeof(attr));
}

static void die(int code, const char *what)
{
	fprintf(stderr, "maps: %s: %s\n", what, strerror(errno));
	exit(code);
}

static void set_policy(const char *arg)
{
	static const char * const names[] = {
		"default", "preferred", "bind", "interleave", "local",
	};
	unsigned long mask = 0;
	const char *colon = strchr(arg, ':');
	size_t len = colon ? (size_t)(colon - arg) : strlen(arg), i;

	if (colon)
		mask = strtoul(colon + 1, NULL, 16);
	for (i = 0; i < 5; i++)
		if (strlen(names[i]) == len && !strncmp(arg, names[i], len))
			break;
	if (i == 5)
		die(2, "unknown policy");
	if (syscall(__NR_set_mempolicy, i, mask ? &mask : NULL, mask ? 64 : 0))
		die(1, "set_mempolicy");
}

static void put(const char *name, const char *value)
{
	FILE *f = fopen(name, "w");

	if (!f || fputs(value, f) < 0 || fclose(f))
		die(1, name);
}

/*
 * Arm fault injection for page allocations of PMD order, or put it back to what
 * it does after boot, which is nothing. No slab cache is marked for failslab, so
 * its filter keeps it from taking part in the count of fail-nth.
 */
static void inject(const char *nth)
{
	const char *env = getenv("HV_PMD");
	long pmd = env ? atol(env) : page / 8 * page;
	int all = nth && !strcmp(nth, "all"), order = 0;
	char text[16];

	if (!nth)
		put("/proc/self/fail-nth", "0");
	while (page << order < pmd)
		order++;
	sprintf(text, "%d", nth ? order : 1);
	put("/sys/kernel/debug/fail_page_alloc/min-order", text);
	put("/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem", nth ? "N" : "Y");
	put("/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", nth ? "N" : "Y");
	put("/sys/kernel/debug/fail_page_alloc/verbose", nth ? "0" : "2");
	put("/sys/kernel/debug/fail_page_alloc/times", all ? "-1" : "1");
	put("/sys/kernel/debug/fail_page_alloc/probability", all ? "100" : "0");
	if (!access("/sys/kernel/debug/failslab", F_OK))
		put("/sys/kernel/debug/failslab/cache-filter", nth ? "Y" : "N");
	if (nth && !all)
		put("/proc/self/fail-nth", nth);
}

/* One value a page; the area's first page holds the header, so one fewer. */
static int create(size_t bytes, int flags, int node)
{
	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = 4;
	attr.value_size = page;
	attr.max_entries = (bytes + page - 1) / page - 1;
	attr.map_flags = flags;
	if (node >= 0) {
		attr.map_flags |= BPF_F_NUMA_NODE;
		attr.numa_node = node;
	}
	return bpf(BPF_MAP_CREATE);
}

static void elem(int cmd, int fd, unsigned int key, void *value)
{
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = fd;
	attr.key = (unsigned long)&key;
	attr.value = (unsigned long)value;
	if (bpf(cmd))
		die(3, "map element");
}

static void check(const unsigned long *got, unsigned long want, unsigned int i)
{
	long w;

	for (w = 0; w < page / (long)sizeof(*got); w++)
		if (got[w] != want) {
			fprintf(stderr, "maps: page %u word %ld is %#lx, not %#lx\n",
				i, w, got[w], want);
			exit(3);
		}
}

static void fill(unsigned long *buf, unsigned long stamp)
{
	long w;

	for (w = 0; w < page / (long)sizeof(*buf); w++)
		buf[w] = stamp;
}

/* Fresh memory is zero; stamps written by one side are read by the other. */
static void test_map(int fd, unsigned int nr, int flags, unsigned long seed)
{
	unsigned long *buf = aligned_alloc(page, page), *user = NULL;
	unsigned int i;

	if (!buf)
		die(1, "malloc");
	if (flags & BPF_F_MMAPABLE) {
		user = mmap(NULL, nr * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (user == MAP_FAILED)
			die(3, "mmap");
	}
	for (i = 0; i < nr; i++) {
		elem(BPF_MAP_LOOKUP_ELEM, fd, i, buf);
		check(buf, 0, i);
		fill(buf, seed + i);
		elem(BPF_MAP_UPDATE_ELEM, fd, i, buf);
	}
	for (i = 0; i < nr; i++) {
		elem(BPF_MAP_LOOKUP_ELEM, fd, i, buf);
		check(buf, seed + i, i);
	}
	for (i = 0; user && i < nr; i++) {
		unsigned long *p = (void *)((char *)user + i * page);

		check(p, seed + i, i);
		fill(p, ~(seed + i));
	}
	for (i = 0; user && i < nr; i++) {
		elem(BPF_MAP_LOOKUP_ELEM, fd, i, buf);
		check(buf, ~(seed + i), i);
	}
	if (user)
		munmap(user, nr * page);
	free(buf);
}

static long vmalloc_used(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	char line[128];
	long kb = -1;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "VmallocUsed: %ld", &kb) == 1)
			break;
	if (kb < 0)
		die(1, "VmallocUsed");
	fclose(f);
	return kb;
}

int main(int argc, char **argv)
{
	struct sched_param fifo = { .sched_priority = 50 };
	struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	int count = 1, flags = 0, node = -1, test = 0, keep = 0, opt, i, fd = -1, status;
	long before = -1, during, after;
	const char *nth = NULL;
	size_t bytes;
	char c;

	page = sysconf(_SC_PAGESIZE);
	while ((opt = getopt(argc, argv, "+c:mN:p:Pf:Rtu")) != -1) {
		switch (opt) {
		case 'c': count = atoi(optarg); break;
		case 'm': flags |= BPF_F_MMAPABLE; break;
		case 'N': node = atoi(optarg); break;
		case 'p': set_policy(optarg); break;
		case 'P': keep = 1; break;
		case 'f': nth = optarg; break;
		case 'R':
			if (sched_setscheduler(0, SCHED_FIFO, &fifo))
				die(1, "sched_setscheduler");
			break;
		case 't': test = 1; break;
		case 'u': before = vmalloc_used(); break;
		default: return 2;
		}
	}
	bytes = optind < argc ? strtoul(argv[optind], NULL, 0) : 0;
	if (bytes < 2UL * page) {
		fprintf(stderr, "usage: maps [-c N] [-m] [-N NODE] [-p POLICY:MASK] [-P] [-f K] [-R] [-t] [-u] BYTES [COMMAND...]\n");
		return 2;
	}
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	for (i = 0; i < count; i++) {
		if (nth)
			inject(nth);
		fd = create(bytes, flags, node);
		if (nth)
			inject(NULL);
		if (fd < 0)
			die(1, "BPF_MAP_CREATE");
		if (test)
			test_map(fd, (bytes + page - 1) / page - 1, flags, 0x5a5a0000UL + (i << 24));
	}
	if (before >= 0) {
		during = vmalloc_used();
		while (fd > 2)
			close(fd--);
		for (i = 0; i < 500; i++) {
			after = vmalloc_used();
			if (after == before)
				break;
			usleep(10000);
		}
		return printf("%ld %ld %ld\n", before, during, after) < 0;
	}
	if (optind + 1 >= argc) {
		puts("ready");
		fflush(stdout);
		while (read(0, &c, 1) > 0)
			;
		return 0;
	}
	/* The maps stay open here. */
	if (!keep)
		syscall(__NR_set_mempolicy, 0, NULL, 0);
	if (!fork()) {
		execvp(argv[optind + 1], argv + optind + 1);
		die(127, argv[optind + 1]);
	}
	wait(&status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
