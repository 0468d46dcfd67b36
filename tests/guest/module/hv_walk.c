// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/hv_walk: a dump of the page tables behind vmalloc space, for
 * architectures whose own dump does not tell the level of an entry. There the
 * PTEs of a contiguous block of memory look as a leaf does.
 *
 * A line is a run of entries of one kind, in the words of x86's dump:
 *
 *   START-END PSE NX pmd		leaves, x where executable
 *   START-END NX pte			pages mapped by PTEs, x where executable
 *   START-END pte			a page table, nothing mapped
 *   START-END pmd			nothing; the level says where the walk ended
 *
 * It reads the tables as they are: nothing of mm/vmalloc.c takes part. init_mm is
 * not exported, so whoever loads it takes the address from /proc/kallsyms:
 * parameter mm.
 */
#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pgtable.h>
#include <linux/seq_file.h>
#include <linux/vmalloc.h>

static unsigned long mm;
module_param(mm, ulong, 0400);

static struct dentry *file;

struct run {
	unsigned long start, end;
	const char *what;
};

static void flush(struct seq_file *m, struct run *run)
{
	if (run->what)
		seq_printf(m, "0x%016lx-0x%016lx %s\n", run->start, run->end, run->what);
}

/* The bit, or bits, by which executable memory differs; the same at all levels. */
static bool executable(u64 entry)
{
	u64 data = pgprot_val(PAGE_KERNEL), bits = data ^ pgprot_val(PAGE_KERNEL_EXEC);

	return (entry & bits) != (data & bits);
}

/* What the walk to addr ends at, and the address up to which that holds. */
static const char *lookup(unsigned long addr, unsigned long *end)
{
	pgd_t *pgd = pgd_offset((struct mm_struct *)mm, addr);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	*end = pgd_addr_end(addr, VMALLOC_END);
	if (pgd_none(*pgd))
		return "pgd";
	p4d = p4d_offset(pgd, addr);
	*end = p4d_addr_end(addr, VMALLOC_END);
	if (p4d_none(*p4d) || p4d_leaf(*p4d))
		return "p4d";
	pud = pud_offset(p4d, addr);
	*end = pud_addr_end(addr, VMALLOC_END);
	if (pud_none(*pud))
		return "pud";
	if (pud_leaf(*pud))
		return executable(pud_val(*pud)) ? "PSE x pud" : "PSE NX pud";
	pmd = pmd_offset(pud, addr);
	*end = pmd_addr_end(addr, VMALLOC_END);
	if (pmd_none(*pmd))
		return "pmd";
	if (pmd_leaf(*pmd))
		return executable(pmd_val(*pmd)) ? "PSE x pmd" : "PSE NX pmd";
	pte = pte_offset_kernel(pmd, addr);
	*end = addr + PAGE_SIZE;
	if (pte_none(*pte))
		return "pte";
	return executable(pte_val(*pte)) ? "x pte" : "NX pte";
}

static int hv_walk_show(struct seq_file *m, void *v)
{
	unsigned long addr, next;
	struct run run = { };

	seq_puts(m, "---[ vmalloc() Area ]---\n");
	/* Tables are freed under the read lock only. */
	mmap_write_lock((struct mm_struct *)mm);
	for (addr = VMALLOC_START; addr < VMALLOC_END; addr = next) {
		const char *what = lookup(addr, &next);

		/* Literals, so equal ones may still be two. */
		if (!run.what || strcmp(what, run.what)) {
			flush(m, &run);
			run.start = addr;
			run.what = what;
		}
		run.end = next;
	}
	mmap_write_unlock((struct mm_struct *)mm);
	flush(m, &run);
	seq_puts(m, "---[ end ]---\n");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(hv_walk);

static int __init hv_walk_init(void)
{
	if (!mm)
		return -EINVAL;
	file = debugfs_create_file("hv_walk", 0400, NULL, NULL, &hv_walk_fops);
	return 0;
}

static void __exit hv_walk_exit(void)
{
	debugfs_remove(file);
}

module_init(hv_walk_init);
module_exit(hv_walk_exit);
MODULE_LICENSE("GPL");
