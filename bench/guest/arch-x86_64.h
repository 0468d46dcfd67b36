/* SPDX-License-Identifier: GPL-2.0 */
/* What a guest program, or the module of the bench, does by instructions of its own: see arch-*.h of the others, and bench/dtlb/target-x86_64.c. */
#ifndef ARCH_H
#define ARCH_H

static inline void speak(unsigned long command, unsigned long magic, unsigned long pointer)
{
	__asm__ volatile("cpuid" : "+a"(magic), "+c"(command), "+d"(pointer) : : "rbx", "memory");
}

#ifdef __KERNEL__
/* The kernel's half is in every task's table. */
static inline pgd_t *kernel_pgd(unsigned long addr)
{
	return pgd_offset(current->mm, addr);
}
#else
#include <sys/syscall.h>

/* Under -icount shift=0 the time stamp counter advances by one an instruction. */
static inline unsigned long insns(void)
{
	unsigned int low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (unsigned long)high << 32 | low;
}

static inline void load_byte(const char *at)
{
	__asm__ volatile("movb (%0), %%al" : : "r"(at) : "al", "memory");
}

/* No stack and no library in between. */
static inline void raw_mprotect(void *p, unsigned long size, unsigned long how)
{
	register unsigned long a __asm__("rax") = SYS_mprotect;
	register unsigned long one __asm__("rdi") = (unsigned long)p, two __asm__("rsi") = size, three __asm__("rdx") = how;

	__asm__ volatile("syscall" : "+r"(a) : "r"(one), "r"(two), "r"(three) : "rcx", "r11", "memory");
}

#endif /* __KERNEL__ */

#endif
