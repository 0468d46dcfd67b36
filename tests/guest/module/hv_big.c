// SPDX-License-Identifier: GPL-2.0
/*
 * A module larger than a huge page: 3 MiB of data and a read-only table that
 * its init checks, so that what the loader copied and relocated is what was
 * linked, and a function for a kprobe to sit on.
 */
#include <linux/kernel.h>
#include <linux/module.h>

#define WORDS	(3 * 1024 * 1024 / sizeof(u32))

static u32 data[WORDS] = { [0 ... WORDS - 1] = 0x5eedf00d };
static const u32 table[WORDS / 8] = { [0 ... WORDS / 8 - 1] = 0x0ddba11 };

int hv_big_probe_me(int n);

noinline __noclone int hv_big_probe_me(int n)
{
	return n ^ data[n];
}

static u32 *const where[] = { data, data + WORDS / 2, data + WORDS - 1 };

static int __init hv_big_init(void)
{
	unsigned long i;

	for (i = 0; i < WORDS; i++) {
		if (data[i] != 0x5eedf00d || table[i / 8] != 0x0ddba11)
			return -EILSEQ;
		data[i] = ~i;
	}
	for (i = 0; i < WORDS; i++)
		if (data[i] != ~(u32)i)
			return -EILSEQ;
	if (*where[1] != ~(u32)(WORDS / 2))
		return -EILSEQ;
	return hv_big_probe_me(3) == (3 ^ ~3) ? 0 : -EILSEQ;
}

static void __exit hv_big_exit(void)
{
	WRITE_ONCE(data[0], hv_big_probe_me(5));
}

module_init(hv_big_init);
module_exit(hv_big_exit);
MODULE_LICENSE("GPL");
