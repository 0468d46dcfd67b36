// SPDX-License-Identifier: GPL-2.0
/*
 * Touches known numbers of pages of known size, and says what a TLB of Kaby Lake's geometry must have counted of them:
 * lines `expect label= region= size= ACCESSES WALKS` which the host compares with what the plugin wrote. The loops keep
 * everything in registers, so that a window holds nothing else from user space.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mark.h"

#define PAGE	4096UL
#define HUGE	(2UL << 20)
#define TIMES	10

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
	unsigned long i;
	char *p;

	/* 512 fit L2 (1536 entries, 12 ways); of 2048, 16 a set of 12 in turn, none is ever there again. */
	sweeps("4k", "4K", MADV_NOHUGEPAGE, PAGE, 512, 0);
	sweeps("4k", "4K", MADV_NOHUGEPAGE, PAGE, 2048, 2048 * TIMES);
	sweeps("2m", "2M", MADV_HUGEPAGE, HUGE, 16, 0);

	/* Dropped all, each page is walked once. */
	p = map(300 * PAGE, MADV_NOHUGEPAGE);
	name("flush", 300);
	sweep(p, PAGE, 300, 1);
	mark(MARK_FLUSH, NULL);
	mark(MARK_START, label);
	sweep(p, PAGE, 300, TIMES);
	mark(MARK_STOP, NULL);
	expect("4K", 300 * TIMES, 300);

	/* Taking the right to write flushes that one page (INVLPG); giving it back may or may not. */
	name("protect", 100);
	mark(MARK_START, label);
	for (i = 0; i < 100; i++) {
		raw_mprotect(p, PAGE, PROT_READ);
		sweep(p, PAGE, 1, 1);
		raw_mprotect(p, PAGE, PROT_READ | PROT_WRITE);
	}
	mark(MARK_STOP, NULL);
	expect("4K", 100, 100);
	return 0;
}
