// SPDX-License-Identifier: GPL-2.0
/*
 * mark on|off|flush           a command to the plugin
 * mark run LABEL COMMAND...   counts a command from its fork to its end; exits as it does
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mark.h"

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		unsigned int command;
	} plain[] = { { "on", MARK_ON }, { "off", MARK_OFF }, { "flush", MARK_FLUSH } };
	static char label[64];
	unsigned long begin;
	int status;
	pid_t pid;

	for (int i = 0; i < 3; i++)
		if (argc == 2 && !strcmp(argv[1], plain[i].name)) {
			mark(plain[i].command, NULL);
			usleep(20000);
			return 0;
		}
	if (argc < 4 || strcmp(argv[1], "run"))
		return 2;
	strncpy(label, argv[2], sizeof(label) - 1);
	mark(MARK_START, label);
	begin = insns();
	pid = fork();
	if (!pid) {
		execvp(argv[3], argv + 3);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 1;
	begin = insns() - begin;
	mark(MARK_STOP, NULL);
	printf("insns label=%s value=%lu\n", label, begin);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
