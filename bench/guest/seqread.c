// SPDX-License-Identifier: GPL-2.0
/* seqread LABEL MIB TIMES: reads a file of MIB MiB of the RAM disk from its beginning to its end. */
#include <fcntl.h>
#include <stdlib.h>

#include "mark.h"

static char buffer[128 << 10];
static unsigned long size;
static int fd;

static int read_all(void)
{
	for (unsigned long at = 0; at < size; at += sizeof(buffer))
		if (pread(fd, buffer, sizeof(buffer), at) != sizeof(buffer))
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	int status;

	fd = open("/tmp/seqread", O_CREAT | O_RDWR | O_TRUNC, 0600);
	if (argc != 4 || fd < 0)
		return 2;
	memset(buffer, 1, sizeof(buffer));
	size = atol(argv[2]) << 20;
	for (unsigned long at = 0; at < size; at += sizeof(buffer))
		if (write(fd, buffer, sizeof(buffer)) != sizeof(buffer))
			return 1;
	status = rounds(argv[1], atol(argv[3]), read_all);
	unlink("/tmp/seqread");
	return status;
}
