// SPDX-License-Identifier: GPL-2.0
/*
 * Areas that hold known contents for as long as the module is loaded: every word of page i of area k is
 * HV_HOLD - (k << 32) - i. Parameters:
 *
 *   bytes    how large each is, as a list
 *   protect  the addresses of x86's set_memory_ro() and set_memory_rw(), from /proc/kallsyms as they are not exported: the
 *            third quarter of the first area, from an odd page on, is read-only
 *
 * For reading: "starts" are the areas' addresses, "wrong" the number of words that are not what they should be, seen through the
 * area or through vmalloc_to_page(), "pfns" the first page frame of each run of contiguous pages. Files in debugfs, hv_hold/K, copy
 * from and to area K as it stands.
 */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#define HV_HOLD	0x5a5a5a5a00000000UL
#define AREAS	16

static unsigned long bytes[AREAS];
static unsigned int nr;
module_param_array(bytes, ulong, &nr, 0444);
static unsigned long protect[2];
module_param_array(protect, ulong, NULL, 0400);

static void *areas[AREAS];
static struct dentry *dir;

static unsigned long word(unsigned int k, unsigned long i)
{
	return HV_HOLD - ((unsigned long)k << 32) - i;
}

static unsigned long pages(unsigned int k)
{
	return bytes[k] / PAGE_SIZE;
}

static unsigned long wrong_words(const unsigned long *p, unsigned long want)
{
	unsigned long n, wrong = 0;

	for (n = 0; n < PAGE_SIZE / sizeof(*p); n++)
		wrong += READ_ONCE(p[n]) != want;
	return wrong;
}

static int show_wrong(char *buffer, const struct kernel_param *kp)
{
	unsigned long i, wrong = 0;
	unsigned int k;

	for (k = 0; k < nr; k++) {
		for (i = 0; i < pages(k); i++) {
			void *p = areas[k] + i * PAGE_SIZE;

			wrong += wrong_words(p, word(k, i)) +
				 wrong_words(page_address(vmalloc_to_page(p)), word(k, i));
			cond_resched();
		}
	}
	return sprintf(buffer, "%lu\n", wrong);
}

static const struct kernel_param_ops wrong_ops = { .get = show_wrong };
module_param_cb(wrong, &wrong_ops, NULL, 0400);

static int show_starts(char *buffer, const struct kernel_param *kp)
{
	unsigned int k;
	int len = 0;

	for (k = 0; k < nr; k++)
		len += sprintf(buffer + len, "%#lx\n", (unsigned long)areas[k]);
	return len;
}

static const struct kernel_param_ops starts_ops = { .get = show_starts };
module_param_cb(starts, &starts_ops, NULL, 0400);

static int show_pfns(char *buffer, const struct kernel_param *kp)
{
	unsigned long i, pfn, last = 0;
	unsigned int k;
	int len = 0;

	for (k = 0; k < nr; k++) {
		for (i = 0; i < pages(k); i++, last = pfn) {
			pfn = vmalloc_to_pfn(areas[k] + i * PAGE_SIZE);
			if ((!i || pfn != last + 1) && len < PAGE_SIZE - 32)
				len += sprintf(buffer + len, "%lu\n", pfn);
		}
	}
	return len;
}

static const struct kernel_param_ops pfns_ops = { .get = show_pfns };
module_param_cb(pfns, &pfns_ops, NULL, 0400);

/* Nothing stands between the area and the user's buffer. */
static ssize_t read_area(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	unsigned long k = (unsigned long)file->private_data;

	return simple_read_from_buffer(to, count, pos, areas[k], bytes[k]);
}

static ssize_t write_area(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	unsigned long k = (unsigned long)file->private_data;

	return simple_write_to_buffer(areas[k], bytes[k], pos, from, count);
}

static const struct file_operations area_ops = {
	.owner = THIS_MODULE, .open = simple_open, .llseek = default_llseek, .read = read_area, .write = write_area,
};

static int set_part(unsigned long function)
{
	int (*set_memory)(unsigned long addr, int numpages) = (void *)function;

	return set_memory((unsigned long)areas[0] + (pages(0) / 2 | 1) * PAGE_SIZE, pages(0) / 4);
}

static void free_areas(void)
{
	unsigned int k;

	for (k = 0; k < nr; k++)
		vfree(areas[k]);
}

/* Not in init: vmallocinfo has a name for the caller only while its text is there. */
static noinline int hv_hold_alloc(void)
{
	unsigned int k;

	for (k = 0; k < nr; k++) {
		areas[k] = vmalloc(bytes[k]);
		if (!areas[k])
			return -ENOMEM;
	}
	return 0;
}

static int __init hv_hold_init(void)
{
	unsigned long i, k;
	char name[8];
	int err;

	err = hv_hold_alloc();
	for (k = 0; !err && k < nr; k++)
		for (i = 0; i < pages(k); i++)
			memset_l(areas[k] + i * PAGE_SIZE, word(k, i), PAGE_SIZE / sizeof(long));
	if (!err && protect[0])
		err = set_part(protect[0]);
	if (err) {
		free_areas();
		return err;
	}
	dir = debugfs_create_dir("hv_hold", NULL);
	for (k = 0; k < nr; k++) {
		sprintf(name, "%lu", k);
		debugfs_create_file(name, 0600, dir, (void *)k, &area_ops);
	}
	return 0;
}

static void __exit hv_hold_exit(void)
{
	debugfs_remove_recursive(dir);
	if (protect[0])
		set_part(protect[1]);
	free_areas();
}

module_init(hv_hold_init);
module_exit(hv_hold_exit);
MODULE_LICENSE("GPL");
