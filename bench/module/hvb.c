// SPDX-License-Identifier: GPL-2.0
/*
 * What a vmalloc costs. A command written to the parameter "do" runs; its result is then read from the parameter "result", one
 * line of key=value words. Costs are in ticks of get_cycles(), which under QEMU's -icount shift=0 are instructions.
 *
 *   cost HOW SIZE LOOPS	allocate and free; what was put off until later (lazy purge) is done and counted before the end
 *   tables HOW SIZE LOOPS	the same, where each time page tables of 4K pages lie in the way
 *   topage HOW SIZE LOOPS	vmalloc_to_page() of every page of one area
 *   memory HOW SIZE AREAS	pages that AREAS areas take, everything included
 *   leaves HOW SIZE		how much of an area is mapped by leaves
 *   hold HOW SIZE AREAS	areas that stay until "calm"
 *   churn ROUNDS		random areas come and go; some stay until "calm"
 *   split KIND PERCENT		leaves 64 blocks of huge-page size in the zone below 4 GiB, of which PERCENT have a page in use in their
 *				middle; all other blocks of all zones have. Small pages stay plenty, of KIND unmovable or movable: on the
 *				free lists that the kernel's own pages come from, or on those of page cache and programs. Until "calm"
 *   lasting HOW SIZE		areas come and go, one a round, while ever more single pages stay in use, until one lacks a leaf or an eighth
 *				of memory is left. Until "calm"
 *   aged HOW SIZE MS		eight areas of 64 KiB to SIZE bytes are replaced one by one, at random, a tick apart, for so many milliseconds
 *   reads HOW SIZE AREA LABEL	random reads in SIZE bytes of areas of AREA bytes, a window of the TLB model
 *   scatter HOW AREAS PAGES	AREAS areas of 1 to PAGES pages each take the place of one of 512, chosen at random; of these, in the end, each
 *				third stays until "calm"
 *   vmap KIND SIZE LOOPS	vmap() and vunmap() of pages that are there, KIND contiguous (in blocks of 4 MiB), order-8, order-4 or scattered:
 *				in runs of so many pages, in random order
 *   zones			where the locks of the zones are
 *   locks HOW SIZE LOOPS	allocate and free, purge included, in a window of the plugin that counts who takes locks
 *   locks-held HOW SIZE AREAS	the same for areas that are all there before the first is freed
 *   calm
 *
 * HOW: vmalloc, or huge: vmalloc_huge() where there is such a function; with a z before it, zeroed. cost has reserve, too: an area
 * into which nothing is mapped. reads has vmap, which maps contiguous pages.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/timex.h>
#include <linux/version.h>
#include <linux/vmalloc.h>
#include <linux/xarray.h>

#include <asm/pgtable.h>

#ifdef CONFIG_ARM64
#include "arch-arm64.h"
#else
#include "arch-x86_64.h"
#endif

static char result[1024] = "none\n";

/* Not for modules: its address, from /proc/kallsyms. */
static unsigned long get_vm_area_at;
module_param_named(get_vm_area, get_vm_area_at, ulong, 0400);

/* The kernels differ in names only. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
#define HAVE_VMALLOC_HUGE
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 14, 0)
#define PCP_PAGES(zone, cpu)	(per_cpu_ptr((zone)->per_cpu_pageset, cpu)->count)
#define STAT_DIFF(zone, cpu)	(per_cpu_ptr((zone)->per_cpu_zonestats, cpu)->vm_stat_diff[NR_FREE_PAGES])
#else
#define PCP_PAGES(zone, cpu)	(per_cpu_ptr((zone)->pageset, cpu)->pcp.count)
#define STAT_DIFF(zone, cpu)	(per_cpu_ptr((zone)->pageset, cpu)->vm_stat_diff[NR_FREE_PAGES])
#endif
#ifndef pmd_leaf
#define pmd_leaf		pmd_large
#endif

static u64 random_state;

static unsigned long random(unsigned long below)
{
	random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (random_state >> 33) % below;
}

#define RUN_ORDER	get_order(SZ_4M)

static void put_runs(struct page **pages, unsigned long n)
{
	while (n--)
		__free_page(pages[n]);
	kvfree(pages);
}

/* A power of two of pages, from blocks of 4 MiB, in runs of @order of which hardly any follows the one before it. */
static struct page **get_runs(unsigned long n, unsigned int order)
{
	unsigned int big = min_t(unsigned int, ilog2(n), RUN_ORDER), k;
	struct page **pages = kvmalloc_array(n, sizeof(*pages), GFP_KERNEL), *page;
	unsigned long i, j;

	for (i = 0; pages && i < n; i += 1UL << big) {
		page = alloc_pages(GFP_KERNEL, big);
		if (!page) {
			put_runs(pages, i);
			return NULL;
		}
		split_page(page, big);
		for (k = 0; k < 1U << big; k++)
			pages[i + k] = page + k;
	}
	for (i = n >> order; pages && order < big && i > 1; i--) {
		j = random(i);
		for (k = 0; k < 1U << order; k++)
			swap(pages[((i - 1) << order) + k], pages[(j << order) + k]);
	}
	return pages;
}

struct way {
	const char *name;
	void *(*allocate)(unsigned long size);
};

static void *with_vmalloc(unsigned long size)
{
	return vmalloc(size);
}

static void *with_vzalloc(unsigned long size)
{
	return vzalloc(size);
}

#ifdef HAVE_VMALLOC_HUGE
static void *with_vmalloc_huge(unsigned long size)
{
	return vmalloc_huge(size, GFP_KERNEL);
}

static void *with_vmalloc_huge_zero(unsigned long size)
{
	return vmalloc_huge(size, GFP_KERNEL | __GFP_ZERO);
}
#endif

static void *with_vmap(unsigned long size)
{
	struct page **pages = get_runs(size >> PAGE_SHIFT, RUN_ORDER);
	void *area = pages ? vmap(pages, size >> PAGE_SHIFT, VM_MAP | VM_MAP_PUT_PAGES, PAGE_KERNEL) : NULL;

	if (pages && !area)
		put_runs(pages, size >> PAGE_SHIFT);
	return area;
}

static void *reserve(unsigned long size)
{
	struct vm_struct *(*get)(unsigned long size, unsigned long flags) = (void *)get_vm_area_at;
	struct vm_struct *area = get ? get(size, VM_MAP) : NULL;

	return area ? area->addr : NULL;
}

static const struct way ways[] = {
	{ "vmalloc", with_vmalloc },
	{ "zvmalloc", with_vzalloc },
	{ "reserve", reserve },
	{ "vmap", with_vmap },
#ifdef HAVE_VMALLOC_HUGE
	{ "huge", with_vmalloc_huge },
	{ "zhuge", with_vmalloc_huge_zero },
#endif
};

static const struct way *way_of(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(ways); i++)
		if (!strcmp(name, ways[i].name))
			return &ways[i];
	return NULL;
}

/* The kernel's own iterator over zones is not for modules. */
#define for_each_zone_with_pages(zone, node)										\
	for_each_online_node(node)											\
		for (zone = NODE_DATA(node)->node_zones; zone < NODE_DATA(node)->node_zones + MAX_NR_ZONES; zone++)	\
			if (populated_zone(zone))

/* Free pages, those on their way through the lists of a CPU included. */
static long free_pages_now(void)
{
	struct zone *zone;
	int node, cpu;
	long sum = 0;

	for_each_zone_with_pages(zone, node) {
		sum += zone_page_state(zone, NR_FREE_PAGES);
		for_each_online_cpu(cpu)
			sum += PCP_PAGES(zone, cpu) + STAT_DIFF(zone, cpu);
	}
	return sum;
}

/* The entry above the PTEs of an address in vmalloc space, all tables on the way being there. */
static pmd_t *pmd_of(unsigned long addr)
{
	p4d_t *p4d = p4d_offset(kernel_pgd(addr), addr);
	pud_t *pud = pud_offset(p4d, addr);

	return pmd_offset(pud, addr);
}

static bool is_leaf(unsigned long addr)
{
	pmd_t *pmd = pmd_of(addr);

	return pmd_present(*pmd) && pmd_leaf(*pmd);
}

/* Tables of PTEs under an area that are not in @seen yet, where they are put. */
static unsigned long new_tables(void *area, unsigned long size, struct xarray *seen)
{
	unsigned long addr, n = 0;

	for (addr = (unsigned long)area & PMD_MASK; addr < (unsigned long)area + size; addr += PMD_SIZE)
		n += !is_leaf(addr) && !xa_insert(seen, addr >> PMD_SHIFT, xa_mk_value(1), GFP_KERNEL);
	return n;
}

static unsigned long leaves(void *area, unsigned long size)
{
	unsigned long addr, n = 0;

	for (addr = ALIGN((unsigned long)area, PMD_SIZE); addr + PMD_SIZE <= (unsigned long)area + size; addr += PMD_SIZE)
		n += is_leaf(addr);
	return n;
}

/* Page tables down to PTEs over [area, area + size) would be there if areas of small pages had been. */
static void *lay_tables(unsigned long size)
{
	unsigned long n = size >> PAGE_SHIFT, i;
	struct page **pages = kvmalloc_array(n, sizeof(*pages), GFP_KERNEL), *page = alloc_page(GFP_KERNEL);
	void *area = NULL;

	if (pages && page) {
		for (i = 0; i < n; i++)
			pages[i] = page;
		area = vmap(pages, n, VM_MAP, PAGE_KERNEL);
		if (area)
			vunmap(area);
	}
	if (page)
		__free_page(page);
	kvfree(pages);
	vm_unmap_aliases();
	return area;
}

static int cost(const char *what, const struct way *how, unsigned long size, unsigned long loops, bool tables)
{
	u64 begin, middle, end, alloc = 0, total = 0, least = U64_MAX, most = 0;
	unsigned long i, nr_leaves = 0, hits = 0;
	void *area, *laid;

	/* Two that do not count: tables of the range, caches of the allocators. */
	for (i = 0; i < 2; i++) {
		area = how->allocate(size);
		if (!area)
			return -ENOMEM;
		vfree(area);
	}
	vm_unmap_aliases();
	for (i = 0; i < loops; i++) {
		laid = tables ? lay_tables(size + PMD_SIZE) : NULL;
		begin = get_cycles();
		area = how->allocate(size);
		middle = get_cycles();
		if (!area)
			return -ENOMEM;
		if (how->allocate != reserve)
			nr_leaves = leaves(area, size);
		hits += laid && area < laid + size + PMD_SIZE && laid < area + size;
		end = get_cycles();
		vfree(area);
		end = get_cycles() - end;
		if (tables || i == loops - 1) {
			u64 purge = get_cycles();

			vm_unmap_aliases();
			total += get_cycles() - purge;
		}
		alloc += middle - begin;
		total += middle - begin + end;
		least = min(least, middle - begin + end);
		most = max(most, middle - begin + end);
	}
	snprintf(result, sizeof(result),
		 "%s how=%s size=%lu loops=%lu pair=%llu alloc=%llu free=%llu least=%llu most=%llu leaves=%lu in_place=%lu\n", what,
		 how->name, size, loops, total / loops, alloc / loops, (total - alloc) / loops, least, most, nr_leaves, hits);
	return 0;
}

static int topage(const struct way *how, unsigned long size, unsigned long loops)
{
	void *area = how->allocate(size);
	unsigned long i, at, sum = 0;
	u64 ticks;

	if (!area)
		return -ENOMEM;
	ticks = get_cycles();
	for (i = 0; i < loops; i++)
		for (at = 0; at < size; at += PAGE_SIZE)
			sum += (unsigned long)vmalloc_to_page(area + at);
	ticks = get_cycles() - ticks;
	vfree(area);
	snprintf(result, sizeof(result), "topage how=%s size=%lu loops=%lu total=%llu pages=%lu sum=%d\n", how->name, size, loops, ticks,
		 loops * (size >> PAGE_SHIFT), !!sum);
	return 0;
}

static int memory(const struct way *how, unsigned long size, unsigned long n)
{
	void **area = kcalloc(n, sizeof(*area), GFP_KERNEL);
	unsigned long i, nr_leaves = 0, tables = 0;
	struct xarray seen;
	int ret = 0;
	long used;

	if (!area)
		return -ENOMEM;
	xa_init(&seen);
	for (i = 0; i < n; i++) {
		area[i] = how->allocate(size);
		if (!area[i])
			ret = -ENOMEM;
	}
	for (i = 0; i < n && !ret; i++) {
		nr_leaves += leaves(area[i], size);
		tables += new_tables(area[i], size, &seen);
	}
	xa_destroy(&seen);
	used = free_pages_now();
	for (i = 0; i < n; i++)
		vfree(area[i]);
	vm_unmap_aliases();
	used = free_pages_now() - used + tables;
	kfree(area);
	snprintf(result, sizeof(result), "memory how=%s size=%lu areas=%lu used=%ld tables=%lu requested=%lu leaves=%lu\n", how->name, size, n,
		 used * PAGE_SIZE, tables, n * PAGE_ALIGN(size), nr_leaves);
	return ret;
}

static int count_leaves(const struct way *how, unsigned long size)
{
	u64 begin = get_cycles();
	void *area = how->allocate(size);

	begin = get_cycles() - begin;
	if (!area)
		return -ENOMEM;
	snprintf(result, sizeof(result), "leaves how=%s size=%lu leaves=%lu of=%lu alloc=%llu\n", how->name, size, leaves(area, size),
		 size / PMD_SIZE, begin);
	vfree(area);
	return 0;
}

static void *kept[512];

static int hold(const struct way *how, unsigned long size, unsigned long n)
{
	unsigned long i, nr_leaves = 0;

	for (i = 0; i < n && i < ARRAY_SIZE(kept); i++) {
		vfree(kept[i]);
		kept[i] = how->allocate(size);
		if (!kept[i])
			return -ENOMEM;
		nr_leaves += leaves(kept[i], size);
	}
	snprintf(result, sizeof(result), "hold how=%s size=%lu areas=%lu leaves=%lu of=%lu\n", how->name, size, i, nr_leaves,
		 i * (size / PMD_SIZE));
	return 0;
}

static int churn(unsigned long rounds)
{
	unsigned long i, n = 0, max = totalram_pages() / 8;

	/* At most an eighth of memory at a time, sizes from a page to a MiB, with the small ones more often. */
	for (i = 0; i < rounds; i++) {
		unsigned long slot = random(ARRAY_SIZE(kept)), pages = 1 + random(1UL << random(9));

		if (kept[slot]) {
			vfree(kept[slot]);
			kept[slot] = NULL;
		} else if (pages * ARRAY_SIZE(kept) < max * 8) {
			kept[slot] = vmalloc(pages * PAGE_SIZE);
		}
		n += !!kept[slot];
	}
	snprintf(result, sizeof(result), "churn rounds=%lu made=%lu\n", rounds, n);
	return 0;
}

/* With the sizes asked for, 512 areas are three quarters of 2 GiB; nearly all are there in the end. */
static int scatter(const struct way *how, unsigned long areas, unsigned long max)
{
	static unsigned long size[ARRAY_SIZE(kept)];
	unsigned long i, n = 0, pages = 0;

	for (i = 0; i < areas; i++) {
		unsigned long slot = random(ARRAY_SIZE(kept));

		vfree(kept[slot]);
		size[slot] = 1 + random(max);
		kept[slot] = how->allocate(size[slot] << PAGE_SHIFT);
		if (!kept[slot])
			return -ENOMEM;
	}
	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		if (i % 3) {
			vfree(kept[i]);
			kept[i] = NULL;
		} else if (kept[i]) {
			n++;
			pages += size[i];
		}
	}
	vm_unmap_aliases();
	snprintf(result, sizeof(result), "scatter how=%s areas=%lu stay=%lu pages=%lu\n", how->name, areas, n, pages);
	return 0;
}

/* Blocks of huge-page size, linked through their first page's lru. */
static LIST_HEAD(blocks);
static LIST_HEAD(pins);

#define BLOCK_ORDER	(PMD_SHIFT - PAGE_SHIFT)

#define POOL		64

/* How many could be had, if nothing but free memory mattered. */
static unsigned long blocks_free(void)
{
	unsigned long sum = 0;
	struct zone *zone;
	int node, order;

	for_each_zone_with_pages(zone, node)
		for (order = BLOCK_ORDER; order < ARRAY_SIZE(zone->free_area); order++)
			sum += zone->free_area[order].nr_free << (order - BLOCK_ORDER);
	return sum;
}

/*
 * The lists of a CPU keep what was freed last, in 5.10 some hundred pages, and a block with a page in there is not whole. So
 * let these be pages of one block, of each node.
 */
static void flush_lists(void)
{
	struct page *page;
	unsigned int k;
	int node;

	for_each_online_node(node) {
		page = alloc_pages_node(node, GFP_KERNEL | __GFP_THISNODE | __GFP_NORETRY | __GFP_NOWARN, BLOCK_ORDER);
		if (!page)
			continue;
		split_page(page, BLOCK_ORDER);
		for (k = 0; k < 1 << BLOCK_ORDER; k++)
			__free_page(page + k);
	}
}

static int split(bool movable, unsigned long percent)
{
	/* MEMALLOC: those of the reserve, too. */
	const gfp_t gfp = GFP_KERNEL | (movable ? __GFP_MOVABLE : 0) | __GFP_THISNODE | __GFP_NORETRY | __GFP_NOWARN | __GFP_MEMALLOC;
	unsigned long n = 0, pool = 0, pinned = 0;
	struct page *page, *next;
	unsigned int k;
	int node;

	for_each_online_node(node)
		while ((page = alloc_pages_node(node, gfp, BLOCK_ORDER))) {
			list_add_tail(&page->lru, &blocks);
			n += page_zonenum(page) < ZONE_NORMAL;
		}
	/* From the end, so that the pool is freed last of its zone. */
	list_for_each_entry_safe_reverse(page, next, &blocks, lru) {
		bool pin = true;

		if (page_zonenum(page) < ZONE_NORMAL && --n < POOL) {
			pin = (n + 1) * percent / 100 != n * percent / 100;
			pool++;
			pinned += pin;
		}
		list_del(&page->lru);
		if (!pin) {
			__free_pages(page, BLOCK_ORDER);
			continue;
		}
		split_page(page, BLOCK_ORDER);
		for (k = 0; k < 1 << BLOCK_ORDER; k++)
			if (k != 1 << (BLOCK_ORDER - 1))
				__free_page(page + k);
		list_add(&page[1 << (BLOCK_ORDER - 1)].lru, &pins);
	}
	if (pool != POOL)
		return -ENOMEM;
	snprintf(result, sizeof(result), "split percent=%lu pinned=%lu free=%lu\n", percent, pinned, blocks_free());
	return 0;
}

/* Each round takes pages and gives back a half of them, at random, so that what stays lies here and there. */
static int lasting(const struct way *how, unsigned long size)
{
	static struct page *taken[1024];
	unsigned long rounds = 0, i, n;
	bool whole = true;
	u64 begin = get_cycles();
	void *area;

	while (whole && free_pages_now() > totalram_pages() / 8) {
		for (n = 0; n < ARRAY_SIZE(taken); n++) {
			taken[n] = alloc_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
			if (!taken[n])
				break;
		}
		for (i = 0; i < n; i++) {
			if (random(2))
				__free_page(taken[i]);
			else
				list_add(&taken[i]->lru, &pins);
		}
		area = n == ARRAY_SIZE(taken) ? how->allocate(size) : NULL;
		if (!area)
			return -ENOMEM;
		whole = leaves(area, size) == size / PMD_SIZE;
		rounds += whole;
		vfree(area);
	}
	begin = get_cycles() - begin;
	snprintf(result, sizeof(result), "lasting how=%s size=%lu rounds=%lu missed=%d free=%ld ticks=%llu\n", how->name, size, rounds,
		 !whole, free_pages_now() * PAGE_SIZE, begin);
	return 0;
}

/* Sizes spread over all orders. How many chunks there could be leaves for, how many leaves there were. */
static int aged(const struct way *how, unsigned long size, unsigned long ms)
{
	unsigned long until = jiffies + msecs_to_jiffies(ms), nr_leaves = 0, chunks = 0, areas = 0, failed = 0;
	static u64 state = 1;

	random_state = state;
	while (time_before(jiffies, until)) {
		void **area = &kept[random(8)];
		unsigned long bytes = SZ_64K << random(ilog2(size / SZ_64K)), at;

		vfree(*area);
		bytes += PAGE_ALIGN(random(bytes));
		*area = how->allocate(bytes);
		areas++;
		failed += !*area;
		for (at = 0; *area && at < bytes; at += PAGE_SIZE)
			WRITE_ONCE(*(unsigned long *)(*area + at), at);
		if (*area) {
			nr_leaves += leaves(*area, bytes);
			chunks += bytes / PMD_SIZE;
		}
		schedule_timeout_uninterruptible(1);
	}
	state = random_state;
	snprintf(result, sizeof(result), "aged how=%s areas=%lu failed=%lu chunks=%lu leaves=%lu free=%lu\n", how->name, areas, failed, chunks,
		 nr_leaves, blocks_free());
	return 0;
}

static void calm(void)
{
	struct page *page, *next;
	unsigned long i;

	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		vfree(kept[i]);
		kept[i] = NULL;
	}
	list_for_each_entry_safe(page, next, &pins, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
	vm_unmap_aliases();
	flush_lists();
	snprintf(result, sizeof(result), "calm\n");
}

/* By the instruction that the plugins of bench/dtlb listen to. */
static void mark(unsigned int command, const char *label)
{
	speak(command, 0x544c4200, (unsigned long)label);
}

static void zone_locks(void)
{
	struct zone *zone;
	int node, n = 0;

	for_each_zone_with_pages(zone, node)
		n += snprintf(result + n, sizeof(result) - n, "zone lock=%px\n", &zone->lock);
}

/* Areas that come and go one by one, or @together. Two rounds that do not count, as for the costs. */
static int locks(const char *what, const struct way *how, unsigned long size, unsigned long loops, bool together)
{
	unsigned long each = together ? loops : 1, rounds = together ? 1 : loops, i, k;
	static char label[64];

	if (each > ARRAY_SIZE(kept))
		return -EINVAL;
	snprintf(label, sizeof(label), "%s:%lu", what, size);
	for (i = 0; i < rounds + 2; i++) {
		if (i == 2) {
			vm_unmap_aliases();
			mark(2, label);
		}
		for (k = 0; k < each; k++) {
			kept[k] = how->allocate(size);
			if (!kept[k])
				return -ENOMEM;
		}
		for (k = 0; k < each; k++) {
			vfree(kept[k]);
			kept[k] = NULL;
		}
	}
	vm_unmap_aliases();
	mark(3, NULL);
	snprintf(result, sizeof(result), "locks label=%s how=%s areas=%lu\n", label, how->name, loops);
	return 0;
}

static int reads(const struct way *how, unsigned long size, unsigned long each, const char *name)
{
	unsigned long n, i, pass, count = 200000;
	static char label[64];
	volatile char **area;
	u64 ticks;

	if (!each || size < each)
		return -EINVAL;
	n = size / each;
	strscpy(label, name, sizeof(label));
	area = kvcalloc(n, sizeof(*area), GFP_KERNEL);
	if (!area)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		area[i] = how->allocate(each);
		if (!area[i])
			return -ENOMEM;
	}
	for (pass = 0; pass < 2; pass++) {
		if (pass)
			mark(2, label);
		ticks = get_cycles();
		for (i = 0; i < count; i++)
			(void)area[random(n)][random(each)];
		ticks = get_cycles() - ticks;
		if (pass)
			mark(3, NULL);
	}
	for (i = 0; i < n; i++)
		vfree((void *)area[i]);
	kvfree(area);
	snprintf(result, sizeof(result), "insns label=%s value=%llu\n", label, ticks);
	return 0;
}

static int vmap_cost(const char *kind, unsigned long size, unsigned long loops)
{
	unsigned int order = !strcmp(kind, "contiguous") ? RUN_ORDER : !strcmp(kind, "order-8") ? 8 : !strcmp(kind, "order-4") ? 4 : 0;
	unsigned long n = size >> PAGE_SHIFT, i, nr_leaves = 0;
	struct page **pages = get_runs(n, order);
	u64 begin, map = 0, unmap = 0;
	void *area;

	if (!pages)
		return -ENOMEM;
	/* Two that do not count, as for the costs. */
	for (i = 0; i < loops + 2; i++) {
		if (i == 2) {
			vm_unmap_aliases();
			map = unmap = 0;
		}
		begin = get_cycles();
		area = vmap(pages, n, VM_MAP, PAGE_KERNEL);
		map += get_cycles() - begin;
		if (!area)
			break;
		nr_leaves = leaves(area, size);
		begin = get_cycles();
		vunmap(area);
		unmap += get_cycles() - begin;
	}
	begin = get_cycles();
	vm_unmap_aliases();
	unmap += get_cycles() - begin;
	put_runs(pages, n);
	if (!area)
		return -ENOMEM;
	snprintf(result, sizeof(result), "vmap kind=%s size=%lu loops=%lu pair=%llu map=%llu unmap=%llu leaves=%lu\n", kind, size, loops,
		 (map + unmap) / loops, map / loops, unmap / loops, nr_leaves);
	return 0;
}

static int run(const char *text, const struct kernel_param *kp)
{
	char what[16] = "", name[16] = "", label[32] = "";
	unsigned long a = 0, b = 0;
	const struct way *how;
	int ret = -EINVAL;

	random_state = 1;
	strcpy(result, "failed\n");
	if (sscanf(text, "%15s %15s %lu %lu %31s", what, name, &a, &b, label) == 2 && kstrtoul(name, 10, &a))
		return ret;
	how = way_of(name);
	if (!strcmp(what, "churn"))
		return churn(a);
	if (!strcmp(what, "split"))
		return split(!strcmp(name, "movable"), a);
	if (!strcmp(what, "calm")) {
		calm();
		return 0;
	}
	if (!strcmp(what, "zones")) {
		zone_locks();
		return 0;
	}
	if (!strcmp(what, "vmap") && a && b)
		return vmap_cost(name, a, b);
	if (!how || !a)
		return ret;
	if (!strcmp(what, "leaves"))
		return count_leaves(how, a);
	if (!strcmp(what, "lasting"))
		return lasting(how, a);
	if (!b)
		return ret;
	if (!strcmp(what, "cost"))
		ret = cost(what, how, a, b, false);
	else if (!strcmp(what, "tables"))
		ret = cost(what, how, a, b, true);
	else if (!strcmp(what, "topage"))
		ret = topage(how, a, b);
	else if (!strcmp(what, "memory"))
		ret = memory(how, a, b);
	else if (!strcmp(what, "hold"))
		ret = hold(how, a, b);
	else if (!strcmp(what, "scatter"))
		ret = scatter(how, a, b);
	else if (!strcmp(what, "aged"))
		ret = aged(how, a, b);
	else if (!strcmp(what, "locks"))
		ret = locks(what, how, a, b, false);
	else if (!strcmp(what, "locks-held"))
		ret = locks(what, how, a, b, true);
	else if (!strcmp(what, "reads"))
		ret = reads(how, a, b, label);
	return ret;
}

static int show(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%s", result);
}

static const struct kernel_param_ops do_ops = { .set = run };
static const struct kernel_param_ops result_ops = { .get = show };
module_param_cb(do, &do_ops, NULL, 0200);
module_param_cb(result, &result_ops, NULL, 0400);

static int __init hvb_init(void)
{
	return 0;
}

static void __exit hvb_exit(void)
{
	calm();
}

module_init(hvb_init);
module_exit(hvb_exit);
MODULE_LICENSE("GPL");
