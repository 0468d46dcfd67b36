// SPDX-License-Identifier: GPL-2.0
/* mktree LIST DIR SECONDS: makes the files of LIST, lines of "mode size path", sparse, modified at SECONDS. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void parents(char *path)
{
	for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
}

int main(int argc, char **argv)
{
	static char path[4096], target[4096], last[4096];
	unsigned long size, n = 0;
	unsigned int mode;
	FILE *list;
	int fd, bad;

	if (argc != 4 || !(list = fopen(argv[1], "r")) || chdir(argv[2]))
		return 2;
	while (fscanf(list, "%o %lu %4095[^\n]", &mode, &size, path) == 3) {
		struct timespec times[2] = { { .tv_sec = atol(argv[3]) }, { .tv_sec = atol(argv[3]) } };
		char *slash = strrchr(path, '/');

		if (slash && (strncmp(path, last, slash - path + 1) || strchr(last + (slash - path) + 1, '/')))
			parents(path);
		strcpy(last, path);
		if (S_ISLNK(mode)) {
			memset(target, 'x', size);
			target[size] = '\0';
			bad = symlink(target, path);
		} else {
			fd = open(path, O_CREAT | O_WRONLY, mode & 0777);
			bad = fd < 0 || ftruncate(fd, size) || fchmod(fd, mode & 0777) || close(fd);
		}
		if (bad || utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW)) {
			perror(path);
			return 1;
		}
		n++;
	}
	printf("files value=%lu\n", n);
	return !n;
}
