// SPDX-License-Identifier: GPL-2.0
/*
 * Random vmalloc() and vfree() on every CPU: sizes from one page to 1 << shift
 * bytes, of which a quarter is freed from hard interrupt context, so deferred. Every page
 * of an area carries a stamp that is checked before the area goes; an area
 * that overlaps another, or a page in two places, is found by it. Meanwhile
 * each CPU takes and drops references to pages of areas that are being freed, as
 * those do who walk page frames.
 *
 * Loading it runs the test. Parameters: seconds, slots (areas a CPU keeps), shift
 * (24: 16 MiB).
 * The log gets one line, and loading fails with -EIO, when a stamp is wrong.
 */
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static int seconds = 5;
module_param(seconds, int, 0444);
static int slots = 6;
module_param(slots, int, 0444);
static int shift = 24;
module_param(shift, int, 0444);

static atomic_long_t rounds, failures, wrong, references;
static struct page *victims[64];	/* pages of areas about to be freed */

struct deferred {
	struct irq_work work;
	void *area;
};

static void free_from_irq(struct irq_work *work)
{
	vfree(container_of(work, struct deferred, work)->area);
}

/* Sizes spread over all orders, the rest of the bits random. */
static unsigned long random_pages(struct rnd_state *rnd)
{
	unsigned int order = prandom_u32_state(rnd) % (shift - PAGE_SHIFT + 1);

	return (1UL << order) + prandom_u32_state(rnd) % (1UL << order);
}

static unsigned long stamp(const void *page)
{
	return (unsigned long)page ^ 0x5aa5f00dUL;
}

static void put_stamps(void *area, unsigned long pages)
{
	unsigned long i;

	for (i = 0; i < pages; i++) {
		unsigned long *page = area + i * PAGE_SIZE;

		page[0] = stamp(page);
		page[PAGE_SIZE / sizeof(*page) - 1] = ~stamp(page);
	}
}

/* Through the area, and through the page that vmalloc_to_page() names. */
static void check_stamps(void *area, unsigned long pages)
{
	unsigned long i;

	for (i = 0; i < pages; i++) {
		unsigned long *page = area + i * PAGE_SIZE;
		unsigned long *alias = page_address(vmalloc_to_page(page));

		if (page[0] != stamp(page) ||
		    page[PAGE_SIZE / sizeof(*page) - 1] != ~stamp(page) ||
		    (alias && alias[0] != stamp(page)))
			atomic_long_inc(&wrong);
	}
}

/* What is free, or on its way, gives no reference; what has a new owner, does. */
static void speculate(void)
{
	struct page *page;
	int i;

	for (i = 0; i < ARRAY_SIZE(victims); i++) {
		page = READ_ONCE(victims[i]);
		if (!page || PageCompound(page) || !get_page_unless_zero(page))
			continue;
		atomic_long_inc(&references);
		put_page(page);
	}
}

static void release(struct rnd_state *rnd, struct deferred *d, void *area)
{
	if (prandom_u32_state(rnd) % 4) {
		vfree(area);
		return;
	}
	irq_work_sync(&d->work);
	d->area = area;
	irq_work_queue(&d->work);
}

static int stress(void *arg)
{
	struct { void *area; unsigned long pages; } *slot;
	unsigned long until = jiffies + seconds * HZ;
	struct deferred d = { .area = NULL };
	struct rnd_state rnd;
	int i;

	init_irq_work(&d.work, free_from_irq);
	prandom_seed_state(&rnd, 0x1234 + (long)arg);
	slot = kcalloc(slots, sizeof(*slot), GFP_KERNEL);
	while (slot && time_before(jiffies, until)) {
		i = prandom_u32_state(&rnd) % slots;
		if (slot[i].area) {
			check_stamps(slot[i].area, slot[i].pages);
			WRITE_ONCE(victims[prandom_u32_state(&rnd) % ARRAY_SIZE(victims)],
				   vmalloc_to_page(slot[i].area + slot[i].pages / 2 * PAGE_SIZE));
			release(&rnd, &d, slot[i].area);
		}
		slot[i].pages = min(random_pages(&rnd), 1UL << (shift - PAGE_SHIFT));
		slot[i].area = __vmalloc(slot[i].pages * PAGE_SIZE, GFP_KERNEL | __GFP_NOWARN);
		if (slot[i].area)
			put_stamps(slot[i].area, slot[i].pages);
		else
			atomic_long_inc(&failures);
		atomic_long_inc(&rounds);
		speculate();
		cond_resched();
	}
	for (i = 0; slot && i < slots; i++) {
		if (!slot[i].area)
			continue;
		check_stamps(slot[i].area, slot[i].pages);
		vfree(slot[i].area);
	}
	irq_work_sync(&d.work);
	kfree(slot);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ / 10);
	return 0;
}

static int __init hv_stress_init(void)
{
	struct task_struct *task[NR_CPUS] = { };
	int cpu;

	for_each_online_cpu(cpu) {
		task[cpu] = kthread_create(stress, (void *)(long)cpu, "hv_stress/%d", cpu);
		if (IS_ERR(task[cpu]))
			continue;
		kthread_bind(task[cpu], cpu);
		wake_up_process(task[cpu]);
	}
	for_each_online_cpu(cpu)
		if (!IS_ERR(task[cpu]))
			kthread_stop(task[cpu]);
	pr_info("hv_stress: rounds=%ld references=%ld failures=%ld wrong=%ld\n", atomic_long_read(&rounds),
		atomic_long_read(&references), atomic_long_read(&failures), atomic_long_read(&wrong));
	return atomic_long_read(&wrong) || !atomic_long_read(&rounds) ? -EIO : 0;
}

static void __exit hv_stress_exit(void)
{
}

module_init(hv_stress_init);
module_exit(hv_stress_exit);
MODULE_LICENSE("GPL");
