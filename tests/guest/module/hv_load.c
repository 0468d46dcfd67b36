// SPDX-License-Identifier: GPL-2.0
/*
 * An allocation load: areas of one page to 64 MiB come and go, each size and three pages more, by vmalloc() and
 * vfree(), and contiguous pages up to 4 MiB by vmap() and vunmap(). Loading it runs it. Parameters:
 *
 *   small    by single pages and PTEs only, as where the feature is off
 *   off      clear a leaf's worth of each area that has it with preemption off: what a tracer of that must find
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define LARGEST		(SZ_64M >> PAGE_SHIFT)
#define VMAP_ORDER	get_order(SZ_4M)

static bool small;
module_param(small, bool, 0444);
static bool off;
module_param(off, bool, 0444);

static int area(unsigned long pages)
{
	void *p;

#ifdef VM_NO_HUGE_VMAP
	if (small)
		p = vmalloc_no_huge(pages << PAGE_SHIFT);
	else
#endif
		p = vmalloc(pages << PAGE_SHIFT);
	if (p && off && pages << PAGE_SHIFT >= PMD_SIZE) {
		preempt_disable();
		memset(p, 0, PMD_SIZE);
		preempt_enable();
	}
	vfree(p);
	cond_resched();
	return p ? 0 : -ENOMEM;
}

/* For VM_IOREMAP there are no leaves. */
static int map(struct page **pages, unsigned long nr)
{
	void *p = vmap(pages, nr, small ? VM_IOREMAP : VM_MAP, PAGE_KERNEL);

	vunmap(p);
	cond_resched();
	return p ? 0 : -ENOMEM;
}

static int load(struct page **pages)
{
	unsigned long nr;
	int err = 0;

	for (nr = 1; nr <= LARGEST && !err; nr *= 2)
		err = area(nr) ?: nr < LARGEST ? area(nr + 3) : 0;
	for (nr = 1; nr <= 1UL << VMAP_ORDER && !err; nr *= 2)
		err = map(pages, nr);
	return err;
}

static int __init hv_load_init(void)
{
	struct page **pages, *block;
	unsigned long i;
	int err = -ENOMEM;

	pages = kvmalloc_array(1UL << VMAP_ORDER, sizeof(*pages), GFP_KERNEL);
	block = alloc_pages(GFP_KERNEL | __GFP_COMP, VMAP_ORDER);
	if (pages && block) {
		for (i = 0; i < 1UL << VMAP_ORDER; i++)
			pages[i] = block + i;
		err = load(pages);
	}
	if (block)
		__free_pages(block, VMAP_ORDER);
	kvfree(pages);
	return err;
}

static void __exit hv_load_exit(void)
{
}

module_init(hv_load_init);
module_exit(hv_load_exit);
MODULE_LICENSE("GPL");
