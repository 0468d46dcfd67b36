// SPDX-License-Identifier: GPL-2.0
/*
 * rings: areas that the kernel shares with user space, used from both sides, while COMMAND (of the shell) looks at them.
 *
 *   rings packet BYTES COMMAND   an AF_PACKET socket receives on the loopback device, into a ring of four blocks of so many
 *                                bytes each; the page allocator refuses them, so they are vmalloc areas
 *   rings perf PAGES COMMAND     a perf event writes the stack of this program at each page fault into a ring of so many pages (a
 *                                vmalloc area with CONFIG_DEBUG_PERF_USE_VMALLOC)
 *   rings direct BYTES DEVICE COMMAND   O_DIRECT from a BPF array to a block device, and back into it
 *
 * Each goes around its ring three times. Exit: that of COMMAND; 1 with the reason; 3 wrong contents.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/if_packet.h>
#include <linux/perf_event.h>
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

#define MAGIC	0x68766d63UL
#define TYPE	0x88b5		/* the protocol number for experiments */
#define FRAME	2048
#define PAYLOAD	1400
#define BLOCKS	4

static long page;

static void die(int code, const char *what)
{
	fprintf(stderr, "rings: %s: %s\n", what, code == 3 ? "wrong contents" : strerror(errno));
	exit(code);
}

static int command(const char *text)
{
	int status = system(text);

	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static unsigned long word(unsigned long round, unsigned long i)
{
	return MAGIC << 32 | round << 24 | i;
}

static void put(const char *name, const char *value)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "/sys/kernel/debug/fail_page_alloc/%s", name);
	f = fopen(path, "w");
	if (!f || fputs(value, f) < 0 || fclose(f))
		die(1, path);
}

/* Refuse all blocks of the page allocator that are as large, or none. */
static void refuse(unsigned long bytes)
{
	char text[16];
	int order = 0;

	while (bytes && (unsigned long)page << order < bytes)
		order++;
	sprintf(text, "%d", bytes ? order : 1);
	put("min-order", text);
	put("ignore-gfp-wait", bytes ? "N" : "Y");
	put("verbose", bytes ? "0" : "2");
	put("times", bytes ? "-1" : "1");
	put("probability", bytes ? "100" : "0");
}

static int packet(unsigned long bytes, const char *text)
{
	struct sockaddr_ll lo = { .sll_family = AF_PACKET, .sll_protocol = htons(TYPE), .sll_ifindex = if_nametoindex("lo") };
	struct tpacket_req req = { .tp_block_size = bytes, .tp_block_nr = BLOCKS, .tp_frame_size = FRAME,
				   .tp_frame_nr = bytes / FRAME * BLOCKS };
	unsigned char frame[14 + PAYLOAD] = { [12] = TYPE >> 8, [13] = TYPE & 0xff };
	int in = socket(AF_PACKET, SOCK_RAW, 0), out = socket(AF_PACKET, SOCK_RAW, 0), version = TPACKET_V2, err;
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	unsigned long i, n, total = 3UL * req.tp_frame_nr, want[PAYLOAD / 8];
	char *ring;

	if (in < 0 || out < 0 || ioctl(in, SIOCSIFFLAGS, &ifr) ||
	    setsockopt(in, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)))
		die(1, "AF_PACKET");
	refuse(bytes);
	err = setsockopt(in, SOL_PACKET, PACKET_RX_RING, &req, sizeof(req));
	refuse(0);
	if (err || bind(in, (void *)&lo, sizeof(lo)))
		die(1, "the ring");
	lo.sll_halen = 6;
	ring = mmap(NULL, bytes * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED, in, 0);
	if (ring == MAP_FAILED)
		die(1, "mmap of the ring");
	for (n = 0; n < total; n++) {
		struct tpacket2_hdr *head = (void *)(ring + n % req.tp_frame_nr * FRAME);
		struct pollfd p = { .fd = in, .events = POLLIN };

		for (i = 0; i < PAYLOAD / 8; i++)
			want[i] = word(n >> 8, (n & 0xff) << 16 | i);
		memcpy(frame + 14, want, PAYLOAD);
		if (sendto(out, frame, sizeof(frame), 0, (void *)&lo, sizeof(lo)) != sizeof(frame))
			die(1, "sendto");
		while (!(*(volatile __u32 *)&head->tp_status & TP_STATUS_USER))
			if (poll(&p, 1, 10000) <= 0)
				die(1, "a packet does not come");
		if (memcmp((char *)head + head->tp_mac + 14, want, PAYLOAD))
			die(3, "packet");
		head->tp_status = TP_STATUS_KERNEL;
	}
	return command(text);
}

#define STACK	32768

/* One page fault beneath a known stack. */
static __attribute__((noinline)) void fault(int fd, volatile char *p, unsigned long round)
{
	volatile unsigned long stack[STACK / 8 + 1024];
	unsigned long i;

	for (i = 0; i < STACK / 8 + 1024; i++)
		stack[i] = word(round, i);
	madvise((void *)p, page, MADV_DONTNEED);
	ioctl(fd, PERF_EVENT_IOC_ENABLE, 0);
	*p = stack[0];
	ioctl(fd, PERF_EVENT_IOC_DISABLE, 0);
}

static int perf(unsigned long pages, const char *text)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE, .size = sizeof(attr), .config = PERF_COUNT_SW_PAGE_FAULTS,
		.sample_period = 1, .sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_STACK_USER, .sample_stack_user = STACK,
		.disabled = 1, .wakeup_events = 1 };
	char *mem = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *data;
	unsigned long round, rounds = 3 * pages * page / STACK, samples = 0, bytes = pages * page, i, k;
	int fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
	struct perf_event_mmap_page *ring;
	static char record[65536];

	if (fd < 0)
		die(1, "perf_event_open");
	ring = mmap(NULL, (pages + 1) * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (ring == MAP_FAILED)
		die(1, "mmap of the ring");
	data = (char *)ring + page;
	for (round = 0; round < rounds; round++) {
		fault(fd, mem, round & 0xff);
		while (ring->data_tail != __atomic_load_n(&ring->data_head, __ATOMIC_ACQUIRE)) {
			struct perf_event_header *head = (void *)record;
			unsigned long *stack = (void *)(record + 24);

			for (i = 0; i < 8; i++)
				record[i] = data[(ring->data_tail + i) % bytes];
			for (; i < head->size; i++)
				record[i] = data[(ring->data_tail + i) % bytes];
			__atomic_store_n(&ring->data_tail, ring->data_tail + head->size, __ATOMIC_RELEASE);
			if (head->type != PERF_RECORD_SAMPLE || stack[-1] != STACK)
				continue;
			for (i = 0; i < STACK / 8 && stack[i] >> 24 != word(round & 0xff, 0) >> 24; i++)
				;
			for (k = i; k < STACK / 8 && stack[k] == stack[i] + k - i; k++)
				;
			if (i > 2048)	/* a fault elsewhere */
				continue;
			if (k != STACK / 8)
				die(3, "stack in a sample");
			samples++;
		}
	}
	if (samples < rounds)
		die(3, "number of samples");
	return command(text);
}

static int direct(unsigned long bytes, const char *device, const char *text)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = page, .max_entries = bytes / page,
				.map_flags = BPF_F_MMAPABLE };
	int map = syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)), fd = open(device, O_RDWR | O_DIRECT);
	unsigned long *user, round, i;

	if (map < 0 || fd < 0)
		die(1, map < 0 ? "BPF map" : device);
	user = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
	if (user == MAP_FAILED)
		die(1, "mmap of the map");
	for (round = 0; round < 3; round++) {
		for (i = 0; i < bytes / 8; i++)
			user[i] = word(round, i);
		if (pwrite(fd, user, bytes, 0) != (ssize_t)bytes)
			die(1, "pwrite");
		memset(user, 0, bytes);
		for (i = 0; i < bytes; i += bytes / 4)
			if (pread(fd, (char *)user + i, bytes / 4, i) != (ssize_t)bytes / 4)
				die(1, "pread");
		for (i = 0; i < bytes / 8; i++)
			if (user[i] != word(round, i))
				die(3, device);
	}
	return command(text);
}

int main(int argc, char **argv)
{
	struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };

	page = sysconf(_SC_PAGESIZE);
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	if (argc == 4 && !strcmp(argv[1], "packet"))
		return packet(strtoul(argv[2], NULL, 0), argv[3]);
	if (argc == 4 && !strcmp(argv[1], "perf"))
		return perf(strtoul(argv[2], NULL, 0), argv[3]);
	if (argc == 5 && !strcmp(argv[1], "direct"))
		return direct(strtoul(argv[2], NULL, 0), argv[3], argv[4]);
	fprintf(stderr, "usage: rings packet BYTES COMMAND | perf PAGES COMMAND | direct BYTES DEVICE COMMAND\n");
	return 2;
}
