// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/hv_pieces: the runs of joined PTEs (arm64's contiguous bit) in the vmalloc space, for tests/guest/pieces.sh.
 *
 *   START-END whole=N		N pieces one after the other
 *   START broken REASON	a PTE that says it is joined, and no piece there that is whole
 *
 * A piece is whole if all its PTEs have the bit, their addresses and pages are naturally aligned and in a row, and they
 * differ in nothing but the page. An emulator does not mind if they do not. The rules are those of the Arm Architecture
 * Reference Manual; nothing of mm/vmalloc.c takes part. Parameter mm: the address of init_mm, as for hv_walk.
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

/* The table behind addr, or NULL; end: up to where that holds. */
static pte_t *table_at(unsigned long addr, unsigned long *end)
{
	pgd_t *pgd = pgd_offset((struct mm_struct *)mm, addr);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;

	*end = pgd_addr_end(addr, VMALLOC_END);
	if (pgd_none(*pgd))
		return NULL;
	p4d = p4d_offset(pgd, addr);
	*end = p4d_addr_end(addr, VMALLOC_END);
	if (p4d_none(*p4d) || p4d_leaf(*p4d))
		return NULL;
	pud = pud_offset(p4d, addr);
	*end = pud_addr_end(addr, VMALLOC_END);
	if (pud_none(*pud) || pud_leaf(*pud))
		return NULL;
	pmd = pmd_offset(pud, addr);
	*end = pmd_addr_end(addr, VMALLOC_END);
	if (pmd_none(*pmd) || pmd_leaf(*pmd))
		return NULL;
	return pte_offset_kernel(pmd, addr);
}

/* NULL if the piece that begins at addr, with its first PTE, is whole, else why not. */
static const char *broken(unsigned long addr, const pte_t *pte)
{
	unsigned int i;

	if (pte_pfn(pte[0]) & (CONT_PTES - 1))
		return "its pages are not aligned";
	for (i = 0; i < CONT_PTES; i++) {
		if (!pte_present(pte[i]))
			return "a PTE of it is missing";
		if (!pte_cont(pte[i]))
			return "a PTE of it is not joined";
		if (pte_pfn(pte[i]) != pte_pfn(pte[0]) + i)
			return "its pages are not in a row";
		if (pte_val(pfn_pte(pte_pfn(pte[0]), __pgprot(0))) ^ pte_val(pte[0]) ^
		    pte_val(pfn_pte(pte_pfn(pte[i]), __pgprot(0))) ^ pte_val(pte[i]))
			return "its PTEs differ";
	}
	return NULL;
}

static int hv_pieces_show(struct seq_file *m, void *v)
{
	unsigned long addr, next, start = 0, nr = 0;
	const char *why;
	pte_t *pte;

	/* Tables are freed under the read lock only. */
	mmap_write_lock((struct mm_struct *)mm);
	for (addr = VMALLOC_START; addr < VMALLOC_END; addr = next) {
		unsigned long at;

		pte = table_at(addr, &next);
		for (at = addr; pte && at < next; at += CONT_PTE_SIZE, pte += CONT_PTES) {
			unsigned int i;

			for (i = 0; i < CONT_PTES && !pte_cont(pte[i]); i++)
				;
			why = i < CONT_PTES ? broken(at, pte) : NULL;
			if (why)
				seq_printf(m, "0x%016lx broken %s\n", at, why);
			if (nr && (i == CONT_PTES || why || at != start + nr * CONT_PTE_SIZE)) {
				seq_printf(m, "0x%016lx-0x%016lx whole=%lu\n", start, start + nr * CONT_PTE_SIZE, nr);
				nr = 0;
			}
			if (i < CONT_PTES && !why && !nr++)
				start = at;
		}
	}
	mmap_write_unlock((struct mm_struct *)mm);
	if (nr)
		seq_printf(m, "0x%016lx-0x%016lx whole=%lu\n", start, start + nr * CONT_PTE_SIZE, nr);
	seq_puts(m, "end\n");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(hv_pieces);

static int __init hv_pieces_init(void)
{
	if (!mm)
		return -EINVAL;
	file = debugfs_create_file("hv_pieces", 0400, NULL, NULL, &hv_pieces_fops);
	return 0;
}

static void __exit hv_pieces_exit(void)
{
	debugfs_remove(file);
}

module_init(hv_pieces_init);
module_exit(hv_pieces_exit);
MODULE_LICENSE("GPL");
