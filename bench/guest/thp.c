// SPDX-License-Identifier: GPL-2.0
/* thp MIB: touches that much memory for which huge pages are asked, and says how much of it has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
	unsigned long size, huge = 0, kb;
	char line[256], *p;
	FILE *smaps;

	if (argc != 2)
		return 2;
	size = atol(argv[1]) << 20;
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED || madvise(p, size, MADV_HUGEPAGE))
		return 1;
	memset(p, 1, size);
	smaps = fopen("/proc/self/smaps", "r");
	while (smaps && fgets(line, sizeof(line), smaps))
		if (sscanf(line, "AnonHugePages: %lu", &kb) == 1)
			huge += kb;
	printf("thp mib=%s huge=%lu\n", argv[1], huge >> 10);
	return !smaps;
}
