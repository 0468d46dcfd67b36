// SPDX-License-Identifier: GPL-2.0
/* conntrack: the program of the bench, which makes and looks up connections. It measures nothing here. */
#if !defined(__x86_64__) && !defined(__aarch64__)
static inline void speak(unsigned int command, unsigned long magic, unsigned long pointer) { }
static inline unsigned long insns(void) { return 0; }
#endif
#include "../../bench/guest/conntrack.c"
