// SPDX-License-Identifier: GPL-2.0
/*
 * One vmalloc() area for as long as the module is loaded: `bytes` of it, charged
 * to the memory cgroup of whoever loads it with account=1. Loading fails with
 * -ENOMEM when there is no such area.
 */
#include <linux/module.h>
#include <linux/vmalloc.h>

static unsigned long bytes;
module_param(bytes, ulong, 0444);
static bool account;
module_param(account, bool, 0444);

static void *area;

static int __init hv_area_init(void)
{
	area = __vmalloc(bytes, GFP_KERNEL | __GFP_NOWARN | (account ? __GFP_ACCOUNT : 0));
	return area ? 0 : -ENOMEM;
}

static void __exit hv_area_exit(void)
{
	vfree(area);
}

module_init(hv_area_init);
module_exit(hv_area_exit);
MODULE_LICENSE("GPL");
