// SPDX-License-Identifier: GPL-2.0
/*
 * bpfprog: load a straight-line BPF program of INSNS instructions, run it, and
 * compare what it computed with the same sum done here; repeat LOOPS times
 * (load, run, unload). COMMAND, when given, runs once while the last one is
 * loaded.
 *
 * The program is a socket filter on one end of a socket pair: its result is
 * the number of bytes of a message let through, so ten bits of the result are
 * seen from outside.
 *
 * Usage: bpfprog INSNS LOOPS [COMMAND...]
 * Exit: COMMAND's or 0; 1 load or run failed; 2 usage; 3 wrong result.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGE	2048

static void die(const char *what)
{
	fprintf(stderr, "bpfprog: %s: %s\n", what, strerror(errno));
	exit(1);
}

static struct bpf_insn insn(int code, int imm)
{
	struct bpf_insn i = { .code = code, .imm = imm };

	return i;
}

/* r0 = seed; then add, xor, multiply by turns; its ten high bits, plus 1; exit. */
static unsigned int build(struct bpf_insn *prog, size_t nr, unsigned int seed)
{
	static const int codes[] = {
		BPF_ALU | BPF_ADD | BPF_K, BPF_ALU | BPF_XOR | BPF_K,
		BPF_ALU | BPF_MUL | BPF_K,
	};
	unsigned int r0 = seed;
	size_t i;

	prog[0] = insn(BPF_ALU | BPF_MOV | BPF_K, seed);
	for (i = 1; i < nr - 3; i++) {
		unsigned int imm = (i * 2654435761u & 0x7fffffff) | 1;

		prog[i] = insn(codes[i % 3], imm);
		r0 = i % 3 == 0 ? r0 + imm : i % 3 == 1 ? r0 ^ imm : r0 * imm;
	}
	/* Multiplication carries upwards: the high bits depend on every step. */
	prog[nr - 3] = insn(BPF_ALU | BPF_RSH | BPF_K, 22);
	prog[nr - 2] = insn(BPF_ALU | BPF_ADD | BPF_K, 1);
	prog[nr - 1] = insn(BPF_JMP | BPF_EXIT, 0);
	return (r0 >> 22) + 1;
}

static int load(const struct bpf_insn *prog, size_t nr)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insns = (unsigned long)prog;
	attr.insn_cnt = nr;
	attr.license = (unsigned long)"GPL";
	return syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static unsigned int run(int fd)
{
	static char message[MESSAGE];
	int pair[2];
	ssize_t got;

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))
		die("socketpair");
	if (setsockopt(pair[1], SOL_SOCKET, SO_ATTACH_BPF, &fd, sizeof(fd)))
		die("SO_ATTACH_BPF");
	if (write(pair[0], message, MESSAGE) != MESSAGE)
		die("write");
	got = recv(pair[1], message, MESSAGE, MSG_DONTWAIT);
	if (got < 0)
		die("recv");
	close(pair[0]);
	close(pair[1]);
	return got;
}

int main(int argc, char **argv)
{
	struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	struct bpf_insn *prog;
	size_t nr = argc > 2 ? strtoul(argv[1], NULL, 0) : 0;
	int loops = argc > 2 ? atoi(argv[2]) : 0, fd = -1, i, status;

	if (nr < 4 || loops < 1) {
		fprintf(stderr, "usage: bpfprog INSNS LOOPS [COMMAND...]\n");
		return 2;
	}
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	prog = calloc(nr, sizeof(*prog));
	if (!prog)
		die("malloc");
	for (i = 0; i < loops; i++) {
		unsigned int want = build(prog, nr, 12345 + i), got;

		if (fd >= 0)
			close(fd);
		fd = load(prog, nr);
		if (fd < 0)
			die("BPF_PROG_LOAD");
		got = run(fd);
		if (got != want) {
			fprintf(stderr, "bpfprog: loop %d computed %u, not %u\n", i, got, want);
			return 3;
		}
	}
	if (argc <= 3)
		return 0;
	if (!fork()) {
		execvp(argv[3], argv + 3);
		die(argv[3]);
	}
	wait(&status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
