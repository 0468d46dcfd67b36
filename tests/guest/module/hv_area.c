// SPDX-License-Identifier: GPL-2.0
/*
 * One vmalloc() area for as long as the module is loaded. Loading fails with
 * -ENOMEM when there is no such area. Parameters:
 *
 *   bytes    how large it is
 *   account  charge it to the memory cgroup of whoever loads the module
 *   dma      it must be in zone DMA32
 *   small    take single pages and map them by PTEs, as all areas are where the
 *            feature is off: the reference for where memory should come from
 *   fill     what each word of it holds (nothing in particular)
 *   np       the address of x86's set_memory_np_noalias(), from /proc/kallsyms as
 *            it is not exported: make the first PMD-size chunk not present. It is
 *            made what it was before the area goes, as vfree() demands.
 *
 * The parameter "row" is for reading: bytes of its longest run of contiguous pages.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pgtable.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static unsigned long bytes;
module_param(bytes, ulong, 0444);
static bool account;
module_param(account, bool, 0444);
static bool small;
module_param(small, bool, 0444);
static bool dma;
module_param(dma, bool, 0444);
static unsigned long fill;
module_param(fill, ulong, 0444);
static unsigned long np;
module_param(np, ulong, 0400);

static void *area;

static int show_row(char *buffer, const struct kernel_param *kp)
{
	unsigned long i, run = 0, longest = 0;

	for (i = 0; i < bytes / PAGE_SIZE; i++) {
		unsigned long pfn = vmalloc_to_pfn(area + i * PAGE_SIZE);

		run = run && pfn == vmalloc_to_pfn(area + (i - 1) * PAGE_SIZE) + 1 ? run + 1 : 1;
		longest = max(longest, run);
	}
	return sprintf(buffer, "%lu\n", longest * PAGE_SIZE);
}

static const struct kernel_param_ops row_ops = { .get = show_row };
module_param_cb(row, &row_ops, NULL, 0400);

#ifdef CONFIG_X86_64
static pmd_t *entry, present;

static int make_not_present(void)
{
	int (*set_np)(unsigned long addr, int numpages) = (void *)np;
	unsigned int level;

	entry = (pmd_t *)lookup_address((unsigned long)area, &level);
	if (!entry || level != PG_LEVEL_2M)
		return -ENXIO;
	present = *entry;
	return set_np((unsigned long)area, PMD_SIZE / PAGE_SIZE);
}

static void make_present(void)
{
	if (entry)
		WRITE_ONCE(*entry, present);
}
#else
static int make_not_present(void)
{
	return -EOPNOTSUPP;
}

static void make_present(void)
{
}
#endif

/* Not in init: vmallocinfo has a name for the caller only while its text is there. */
static noinline void *hv_area_alloc(void)
{
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN | (account ? __GFP_ACCOUNT : 0);

	if (dma) {
		area = __vmalloc(bytes, gfp | GFP_DMA32);
		return area;
	}
	/* A kernel without the series has small areas only. */
#ifdef VM_NO_HUGE_VMAP
	if (small) {
		/* What must come from a DMA zone is small, too, and may be charged. */
		area = account ? __vmalloc(bytes, gfp | GFP_DMA32) : vmalloc_no_huge(bytes);
		return area;
	}
#endif
	area = __vmalloc(bytes, gfp);
	return area;
}

static int __init hv_area_init(void)
{
	int err = 0;

	if (!hv_area_alloc())
		return -ENOMEM;
	if (fill)
		memset_l(area, fill, bytes / sizeof(fill));
	if (np)
		err = make_not_present();
	if (err)
		vfree(area);
	return err;
}

static void __exit hv_area_exit(void)
{
	make_present();
	vfree(area);
}

module_init(hv_area_init);
module_exit(hv_area_exit);
MODULE_LICENSE("GPL");
