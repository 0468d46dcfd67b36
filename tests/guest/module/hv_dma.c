// SPDX-License-Identifier: GPL-2.0
/*
 * One buffer of dma_alloc_coherent() for a device that does not snoop, for as long as the module is loaded: on arm64 the kernel
 * reaches it by vmap(). Its words are written by that mapping and compared by the linear one. Loading fails with -ENOMEM when
 * there is no such buffer, with -EIO when the contents differ. Parameters:
 *
 *   bytes    how large it is
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static unsigned long bytes;
module_param(bytes, ulong, 0444);

static struct platform_device *pdev;
static dma_addr_t handle;
static unsigned long *buffer;

static int __init hv_dma_init(void)
{
	unsigned long i, *linear;

	pdev = platform_device_register_simple("hv_dma", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	buffer = dma_alloc_coherent(&pdev->dev, bytes, &handle, GFP_KERNEL | __GFP_NOWARN);
	if (!buffer) {
		platform_device_unregister(pdev);
		return -ENOMEM;
	}
	linear = phys_to_virt(handle);
	for (i = 0; i < bytes / sizeof(*buffer); i++)
		buffer[i] = i * 0x9e3779b97f4a7c15ul;
	for (i = 0; i < bytes / sizeof(*buffer); i++)
		if (linear[i] != i * 0x9e3779b97f4a7c15ul) {
			dma_free_coherent(&pdev->dev, bytes, buffer, handle);
			platform_device_unregister(pdev);
			return -EIO;
		}
	return 0;
}

static void __exit hv_dma_exit(void)
{
	dma_free_coherent(&pdev->dev, bytes, buffer, handle);
	platform_device_unregister(pdev);
}

module_init(hv_dma_init);
module_exit(hv_dma_exit);
MODULE_LICENSE("GPL");
