// SPDX-License-Identifier: GPL-2.0
/* lstats LABEL index|random LIST DIR TIMES: lstat() of every file of LIST below DIR. */
#include <stdlib.h>
#include <sys/stat.h>

#include "mark.h"

static char **path;
static unsigned long n;

static int lstat_all(void)
{
	struct stat st;

	for (unsigned long i = 0; i < n; i++)
		if (lstat(path[i], &st)) {
			perror(path[i]);
			return 1;
		}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long room = 0;
	static char line[4096];
	FILE *list;

	if (argc != 6 || !(list = fopen(argv[3], "r")) || chdir(argv[4]))
		return 2;
	while (fscanf(list, "%*o %*u %4095[^\n]", line) == 1) {
		if (n == room) {
			room = room * 2 + 1024;
			path = realloc(path, room * sizeof(*path));
		}
		path[n++] = strdup(line);
	}
	if (!n)
		return 1;
	if (!strcmp(argv[2], "random"))
		for (unsigned long i = n - 1; i > 0; i--) {
			unsigned long j = random_below(i + 1);
			char *keep = path[i];

			path[i] = path[j];
			path[j] = keep;
		}
	return rounds(argv[1], atol(argv[5]), lstat_all);
}
