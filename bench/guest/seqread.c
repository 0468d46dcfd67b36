// SPDX-License-Identifier: GPL-2.0
/* seqread LABEL MIB TIMES: reads a file of MIB MiB of the RAM disk from its beginning to its end. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mark.h"

int main(int argc, char **argv)
{
	static char buffer[128 << 10], label[64];
	unsigned long size, begin;
	int fd = open("/tmp/seqread", O_CREAT | O_RDWR | O_TRUNC, 0600);

	if (argc != 4 || fd < 0)
		return 2;
	strncpy(label, argv[1], sizeof(label) - 1);
	memset(buffer, 1, sizeof(buffer));
	size = atol(argv[2]) << 20;
	for (unsigned long at = 0; at < size; at += sizeof(buffer))
		if (write(fd, buffer, sizeof(buffer)) != sizeof(buffer))
			return 1;
	mark_on();
	for (long times = atol(argv[3]); times >= 0; times--) {
		int counted = times < atol(argv[3]);

		if (counted)
			mark(MARK_START, label);
		begin = insns();
		for (unsigned long at = 0; at < size; at += sizeof(buffer))
			if (pread(fd, buffer, sizeof(buffer), at) != sizeof(buffer))
				return 1;
		begin = insns() - begin;
		if (counted) {
			mark(MARK_STOP, NULL);
			printf("insns label=%s value=%lu\n", label, begin);
		}
	}
	mark_off();
	unlink("/tmp/seqread");
	return 0;
}
