// SPDX-License-Identifier: GPL-2.0
/*
 * Touches known numbers of pages of known size, and says what the first model of the architecture must have counted of them:
 * lines `expect label= region= size= ACCESSES WALKS` which the host compares with what the plugin wrote. The loops keep
 * everything in registers, so that a window holds nothing else from user space.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mark.h"

#define HUGE	(2UL << 20)
#define TIMES	10

/* What the model calls a page of this kernel. */
static const char *page_name;

static char label[64];

static char *map(unsigned long size, int advice)
{
	char *p = mmap(NULL, size + HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		exit(1);
	p = (char *)(((unsigned long)p + HUGE - 1) & ~(HUGE - 1));
	/* A kernel that ignores it has other pages than are expected, and the comparison fails. */
	madvise(p, size, advice);
	memset(p, 1, size);
	return p;
}

static void name(const char *text, unsigned long n)
{
	snprintf(label, sizeof(label), "check-%s-%lu", text, n);
}

static void sweep(char *p, unsigned long step, unsigned long n, unsigned long times)
{
	while (times--)
		for (char *at = p, *end = p + n * step; at < end; at += step)
			load_byte(at);
}

static void expect(const char *size, unsigned long accesses, unsigned long walks)
{
	printf("expect label=%s region=user size=%s load=%lu load_walk=%lu\n", label, size, accesses, walks);
}

static void sweeps(const char *text, const char *size, int advice, unsigned long step, unsigned long n, unsigned long walks)
{
	char *p = map(n * step, advice);

	name(text, n);
	sweep(p, step, n, 2);
	mark(MARK_START, label);
	sweep(p, step, n, TIMES);
	mark(MARK_STOP, NULL);
	expect(size, n * TIMES, walks);
	munmap(p, n * step);
}

int main(void)
{
	const unsigned long page_size = sysconf(_SC_PAGESIZE);
	unsigned long i;
	char *p;

	page_name = page_size == 4096 ? "4K" : page_size == 16384 ? "16K" : "64K";
	/* 512 fit any L2 of the models; of 2048, more than its ways fall into each set in turn, and none is ever there again. */
	sweeps("4k", page_name, MADV_NOHUGEPAGE, page_size, 512, 0);
	sweeps("4k", page_name, MADV_NOHUGEPAGE, page_size, 2048, 2048 * TIMES);
	if (page_size == 4096)
		sweeps("2m", "2M", MADV_HUGEPAGE, HUGE, 16, 0);

	/* Dropped all, each page is walked once. */
	p = map(300 * page_size, MADV_NOHUGEPAGE);
	name("flush", 300);
	sweep(p, page_size, 300, 1);
	mark(MARK_FLUSH, NULL);
	mark(MARK_START, label);
	sweep(p, page_size, 300, TIMES);
	mark(MARK_STOP, NULL);
	expect(page_name, 300 * TIMES, 300);

	/* Taking the right to write flushes that one page; giving it back may or may not. */
	name("protect", 100);
	mark(MARK_START, label);
	for (i = 0; i < 100; i++) {
		raw_mprotect(p, page_size, PROT_READ);
		sweep(p, page_size, 1, 1);
		raw_mprotect(p, page_size, PROT_READ | PROT_WRITE);
	}
	mark(MARK_STOP, NULL);
	expect(page_name, 100, 100);
	return 0;
}
