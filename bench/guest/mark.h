/* SPDX-License-Identifier: GPL-2.0 */
/* How a guest program speaks to the plugin (bench/dtlb/target-*.c) and counts instructions. Without the plugin: no effect. */
#ifndef MARK_H
#define MARK_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
#include "arch-x86_64.h"
#elif defined(__aarch64__)
#include "arch-arm64.h"
#endif

enum { MARK_ON = 1, MARK_START, MARK_STOP, MARK_FLUSH, MARK_OFF };

static inline void mark(unsigned int command, const char *label)
{
	speak(command, 0x544c4200, (unsigned long)label);
}

/*
 * The model is slow, so it is on only while something is measured and warmed. It starts with nothing cached. Code translated
 * before goes when this CPU next leaves it.
 */
static inline void mark_on(void)
{
	mark(MARK_ON, NULL);
	usleep(20000);
}

static inline void mark_off(void)
{
	mark(MARK_OFF, NULL);
	usleep(20000);
}

/* Under the model: one round that warms, then those that are counted. Stops at one that fails. */
static inline int rounds(const char *name, long times, int (*round)(void))
{
	static char label[64];
	unsigned long begin;
	int ret;

	strncpy(label, name, sizeof(label) - 1);
	mark_on();
	ret = round();
	while (!ret && times-- > 0) {
		mark(MARK_START, label);
		begin = insns();
		ret = round();
		begin = insns() - begin;
		mark(MARK_STOP, NULL);
		printf("insns label=%s value=%lu\n", label, begin);
	}
	mark_off();
	return ret;
}

/* The same sequence in each run. */
static inline unsigned long random_below(unsigned long n)
{
	static unsigned long seed = 1;

	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (seed >> 33) % n;
}

#endif
