/* SPDX-License-Identifier: GPL-2.0 */
/* What a guest program, or the module of the bench, does by instructions of its own: see arch-*.h of the others, and bench/dtlb/target-arm64.c. */
#ifndef ARCH_H
#define ARCH_H

static inline void speak(unsigned long command, unsigned long magic, unsigned long pointer)
{
	register unsigned long x0 __asm__("x0") = command, x1 __asm__("x1") = magic, x2 __asm__("x2") = pointer;

	__asm__ volatile("hint #0x6f" : : "r"(x0), "r"(x1), "r"(x2) : "memory");
}

#ifdef __KERNEL__
/* No task's table has the kernel's half. */
static inline pgd_t *kernel_pgd(unsigned long addr)
{
	return (pgd_t *)phys_to_virt(read_sysreg(ttbr1_el1) & GENMASK_ULL(47, 12)) + pgd_index(addr);
}
#else
#include <sys/syscall.h>

/* Under -icount shift=0, and at 1 GHz as QEMU's "max" has it, the counter advances by one an instruction. */
static inline unsigned long insns(void)
{
	unsigned long count;

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(count));
	return count;
}

static inline void load_byte(const char *at)
{
	__asm__ volatile("ldrb w9, [%0]" : : "r"(at) : "w9", "memory");
}

/* No stack and no library in between. */
static inline void raw_mprotect(void *p, unsigned long size, unsigned long how)
{
	register unsigned long nr __asm__("x8") = SYS_mprotect;
	register unsigned long one __asm__("x0") = (unsigned long)p, two __asm__("x1") = size, three __asm__("x2") = how;

	__asm__ volatile("svc #0" : "+r"(one) : "r"(nr), "r"(two), "r"(three) : "memory");
}

#endif /* __KERNEL__ */

#endif
