// SPDX-License-Identifier: GPL-2.0
/* lstats LABEL index|random LIST DIR TIMES: lstat() of every file of LIST below DIR, counted after one pass that is not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mark.h"

static char **path;
static unsigned long n;

static void all(void)
{
	struct stat st;

	for (unsigned long i = 0; i < n; i++)
		if (lstat(path[i], &st)) {
			perror(path[i]);
			exit(1);
		}
}

int main(int argc, char **argv)
{
	static char label[64], line[4096];
	unsigned long seed = 1, room = 0, begin;
	FILE *list;

	if (argc != 6 || !(list = fopen(argv[3], "r")) || chdir(argv[4]))
		return 2;
	strncpy(label, argv[1], sizeof(label) - 1);
	while (fscanf(list, "%*o %*u %4095[^\n]", line) == 1) {
		if (n == room) {
			room = room * 2 + 1024;
			path = realloc(path, room * sizeof(*path));
		}
		path[n++] = strdup(line);
	}
	if (!strcmp(argv[2], "random"))
		for (unsigned long i = n - 1; i > 0; i--) {
			unsigned long j;
			char *keep = path[i];

			seed = seed * 6364136223846793005 + 1442695040888963407;
			j = (seed >> 33) % (i + 1);
			path[i] = path[j];
			path[j] = keep;
		}
	all();
	for (long times = atol(argv[5]); times > 0; times--) {
		mark(MARK_START, label);
		begin = insns();
		all();
		begin = insns() - begin;
		mark(MARK_STOP, NULL);
		printf("insns label=%s value=%lu\n", label, begin);
	}
	return !n;
}
