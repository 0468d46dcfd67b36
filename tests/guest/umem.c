// SPDX-License-Identifier: GPL-2.0
/*
 * umem [-h SHIFT] BYTES COMMAND...: an AF_XDP socket on the loopback device whose frames lie in BYTES of memory, with -h of huge
 * pages of 1 << SHIFT bytes, which the kernel reaches by vmap(). Frames of 2 KiB, all or some thousands of them, are sent once and
 * received into another one, compared byte by byte. Then COMMAND runs while the kernel has the area, and its output and exit code
 * are ours.
 * Exit: that of COMMAND; 1 with the reason; 77 the kernel has no AF_XDP.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef AF_XDP
#define AF_XDP 44
#endif
#ifndef SOL_XDP
#define SOL_XDP 283
#endif

#define FRAME	2048
#define LEN	1500
#define RING	64		/* entries of each ring */

struct ring {
	unsigned int *producer, *consumer;
	void *desc;
};

static int die(const char *what)
{
	fprintf(stderr, "umem: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static void ring_map(int fd, struct ring *r, const struct xdp_ring_offset *off, unsigned long entry, off_t page)
{
	char *p = mmap(NULL, off->desc + RING * entry, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, page);

	if (p == MAP_FAILED)
		die("mmap of a ring");
	r->producer = (void *)(p + off->producer);
	r->consumer = (void *)(p + off->consumer);
	r->desc = p + off->desc;
}

/* What arrives on the loopback device goes to the socket. The file descriptor keeps it so. */
static void redirect(int xsk)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_XSKMAP, .key_size = 4, .value_size = 4, .max_entries = 1 };
	unsigned int key = 0;
	int map, prog;

	map = bpf(BPF_MAP_CREATE, &attr);
	if (map < 0)
		die("map of sockets");
	struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 2 },
		{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = map }, { 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 3, .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_redirect_map },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = map;
	attr.key = (unsigned long)&key;
	attr.value = (unsigned long)&xsk;
	if (bpf(BPF_MAP_UPDATE_ELEM, &attr))
		die("socket into its map");
	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_XDP;
	attr.insns = (unsigned long)insns;
	attr.insn_cnt = sizeof(insns) / sizeof(insns[0]);
	attr.license = (unsigned long)"GPL";
	prog = bpf(BPF_PROG_LOAD, &attr);
	if (prog < 0)
		die("program");
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = prog;
	attr.link_create.target_ifindex = if_nametoindex("lo");
	attr.link_create.attach_type = BPF_XDP;
	attr.link_create.flags = XDP_FLAGS_SKB_MODE;
	if (bpf(BPF_LINK_CREATE, &attr) < 0)
		die("program on the loopback device");
}

static void up(void)
{
	struct ifreq req = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);	/* no other family is needed */

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &req))
		die("loopback device up");
	close(fd);
}

/* An Ethernet header that no protocol takes, and bytes that tell the frame. */
static void pattern(unsigned char *at, unsigned long seed)
{
	int i;

	memset(at, 0, 12);
	at[12] = 0x88;
	at[13] = 0xb5;
	for (i = 14; i < LEN; i++)
		at[i] = (seed * 2654435761u + i * 40503u) >> 8;
}

int main(int argc, char **argv)
{
	struct xdp_umem_reg reg = { .chunk_size = FRAME };
	struct sockaddr_xdp addr = { .sxdp_family = AF_XDP, .sxdp_flags = XDP_COPY };
	struct xdp_mmap_offsets off;
	socklen_t len = sizeof(off);
	struct ring fill, completion, rx, tx;
	unsigned long size, frames, step, i;
	int shift = 0, fd, entries = RING, status;
	unsigned char *mem, expected[LEN];

	if (argc > 2 && !strcmp(argv[1], "-h")) {
		shift = atoi(argv[2]);
		argv += 2;
		argc -= 2;
	}
	if (argc < 3)
		return fprintf(stderr, "usage: umem [-h SHIFT] BYTES COMMAND...\n"), 1;
	size = strtoul(argv[1], NULL, 0);
	setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY });
	frames = size / FRAME;
	step = frames / 4096 | 1;
	mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | (shift ? MAP_HUGETLB | shift << MAP_HUGE_SHIFT : 0), -1, 0);
	if (mem == MAP_FAILED)
		die("memory");
	fd = socket(AF_XDP, SOCK_RAW, 0);
	if (fd < 0)
		return errno == EAFNOSUPPORT ? 77 : die("socket");
	reg.addr = (unsigned long)mem;
	reg.len = size;
	if (setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &reg, sizeof(reg)) ||
	    setsockopt(fd, SOL_XDP, XDP_UMEM_FILL_RING, &entries, sizeof(entries)) ||
	    setsockopt(fd, SOL_XDP, XDP_UMEM_COMPLETION_RING, &entries, sizeof(entries)) ||
	    setsockopt(fd, SOL_XDP, XDP_RX_RING, &entries, sizeof(entries)) ||
	    setsockopt(fd, SOL_XDP, XDP_TX_RING, &entries, sizeof(entries)) ||
	    getsockopt(fd, SOL_XDP, XDP_MMAP_OFFSETS, &off, &len))
		die("set-up of the socket");
	ring_map(fd, &fill, &off.fr, sizeof(__u64), XDP_UMEM_PGOFF_FILL_RING);
	ring_map(fd, &completion, &off.cr, sizeof(__u64), XDP_UMEM_PGOFF_COMPLETION_RING);
	ring_map(fd, &rx, &off.rx, sizeof(struct xdp_desc), XDP_PGOFF_RX_RING);
	ring_map(fd, &tx, &off.tx, sizeof(struct xdp_desc), XDP_PGOFF_TX_RING);
	up();
	addr.sxdp_ifindex = if_nametoindex("lo");
	if (bind(fd, (void *)&addr, sizeof(addr)))
		die("bind");
	redirect(fd);

	/* From each frame to the one across the memory. */
	for (i = 0; i < frames; i += step) {
		unsigned long to = (i + frames / 2) % frames;
		struct xdp_desc *desc = tx.desc, got;
		struct pollfd in = { .fd = fd, .events = POLLIN };

		pattern(mem + i * FRAME, i);
		memset(mem + to * FRAME, 0xa5, FRAME);
		((__u64 *)fill.desc)[*fill.producer % RING] = to * FRAME;
		__atomic_store_n(fill.producer, *fill.producer + 1, __ATOMIC_RELEASE);
		desc[*tx.producer % RING] = (struct xdp_desc){ .addr = i * FRAME, .len = LEN };
		__atomic_store_n(tx.producer, *tx.producer + 1, __ATOMIC_RELEASE);
		if (sendto(fd, NULL, 0, MSG_DONTWAIT, NULL, 0) < 0)
			die("send");
		if (poll(&in, 1, 10000) != 1)
			die("no frame comes");
		got = ((struct xdp_desc *)rx.desc)[*rx.consumer % RING];
		__atomic_store_n(rx.consumer, *rx.consumer + 1, __ATOMIC_RELEASE);
		while (__atomic_load_n(completion.producer, __ATOMIC_ACQUIRE) == *completion.consumer)
			;
		__atomic_store_n(completion.consumer, *completion.consumer + 1, __ATOMIC_RELEASE);
		pattern(expected, i);
		if (got.len != LEN || got.addr / FRAME != to || memcmp(mem + got.addr, expected, LEN)) {
			fprintf(stderr, "umem: frame %lu came as %u bytes at %#llx, or with other contents\n", i, got.len, got.addr);
			return 1;
		}
	}
	if (!fork()) {
		execvp(argv[2], argv + 2);
		die(argv[2]);
	}
	wait(&status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
