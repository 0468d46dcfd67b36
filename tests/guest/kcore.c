// SPDX-License-Identifier: GPL-2.0
/*
 * kcore: read vmalloc areas through /proc/kcore.
 *
 *   kcore START PAGES FIRST   page i at START must hold the word FIRST - i from
 *                             end to end (what `maps -t` leaves behind)
 *   kcore -w START PAGES WORD every word there must be WORD
 *   kcore -k START PAGES FIRST  as the first, but through /dev/kmem, and back again through it: inverted, then as it was
 *   kcore -a SECONDS          read all areas of vmallocinfo over and over
 *
 * The latter prints "areas=N bytes=N"; areas that go away meanwhile read
 * as anything or not at all, which is no error. Its purpose is to walk page tables
 * while others change them.
 * Exit: 0; 1 cannot read; 2 usage; 3 wrong contents.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int core, kmem = -1;
static Elf64_Phdr segments[256];
static int nr_segments;
static long page_size;

static void die(const char *what)
{
	fprintf(stderr, "kcore: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void open_core(void)
{
	Elf64_Ehdr head;

	core = open("/proc/kcore", O_RDONLY);
	if (core < 0 || read(core, &head, sizeof(head)) != sizeof(head))
		die("/proc/kcore");
	nr_segments = head.e_phnum < 256 ? head.e_phnum : 256;
	if (pread(core, segments, nr_segments * sizeof(*segments), head.e_phoff) !=
	    (ssize_t)(nr_segments * sizeof(*segments)))
		die("program headers");
}

/* Addresses are offsets, and no error though they are negative. */
static void seek_kmem(unsigned long addr)
{
	errno = 0;
	lseek(kmem, addr, SEEK_SET);
	if (errno)
		die("/dev/kmem");
}

static ssize_t read_core(unsigned long addr, void *buf, size_t len)
{
	int i;

	if (kmem >= 0) {
		seek_kmem(addr);
		return read(kmem, buf, len);
	}
	for (i = 0; i < nr_segments; i++)
		if (segments[i].p_type == PT_LOAD && addr >= segments[i].p_vaddr &&
		    addr - segments[i].p_vaddr < segments[i].p_memsz)
			return pread(core, buf, len,
				     segments[i].p_offset + addr - segments[i].p_vaddr);
	errno = EFAULT;
	return -1;
}

static void invert(unsigned long addr, unsigned long *buf, size_t len)
{
	size_t w;

	for (w = 0; w < len / sizeof(*buf); w++)
		buf[w] = ~buf[w];
	seek_kmem(addr);
	if (write(kmem, buf, len) != (ssize_t)len)
		die("write to /dev/kmem");
}

/* One read a page would hide errors of reads that cross pages: read 7 at once. */
static int check(unsigned long start, unsigned long pages, unsigned long first,
		 int step, int flip)
{
	unsigned long *buf = malloc(7 * page_size), i, n, w;

	for (i = 0; i < pages; i += n) {
		n = pages - i < 7 ? pages - i : 7;
		if (read_core(start + i * page_size, buf, n * page_size) !=
		    (ssize_t)(n * page_size))
			die("read");
		if (flip) {
			invert(start + i * page_size, buf, n * page_size);
			continue;
		}
		for (w = 0; w < n * page_size / sizeof(*buf); w++) {
			unsigned long page = i + w * sizeof(*buf) / page_size;

			if (buf[w] == first - step * page)
				continue;
			fprintf(stderr, "kcore: page %lu holds %#lx, not %#lx\n",
				page, buf[w], first - step * page);
			return 3;
		}
	}
	return 0;
}

static int read_all(int seconds)
{
	unsigned long start, end, areas = 0, bytes = 0;
	time_t until = time(NULL) + seconds;
	char line[512], *buf = malloc(1 << 20);
	ssize_t got;
	FILE *f;

	while (time(NULL) < until) {
		f = fopen("/proc/vmallocinfo", "r");
		if (!f)
			die("/proc/vmallocinfo");
		while (fgets(line, sizeof(line), f)) {
			if (sscanf(line, "0x%lx-0x%lx", &start, &end) != 2 ||
			    strstr(line, " ioremap"))
				continue;
			areas++;
			for (; start < end; start += got) {
				got = read_core(start, buf, end - start < 1 << 20 ?
						end - start : 1 << 20);
				if (got <= 0)
					break;
				bytes += got;
			}
		}
		fclose(f);
	}
	printf("areas=%lu bytes=%lu\n", areas, bytes);
	return 0;
}

int main(int argc, char **argv)
{
	int step;

	page_size = sysconf(_SC_PAGESIZE);
	open_core();
	if (argc == 3 && !strcmp(argv[1], "-a"))
		return read_all(atoi(argv[2]));
	if (argc == 5 && !strcmp(argv[1], "-k")) {
		unsigned long start = strtoul(argv[2], NULL, 0), pages = strtoul(argv[3], NULL, 0), first = strtoul(argv[4], NULL, 0);

		kmem = open("/dev/kmem", O_RDWR);
		if (kmem < 0)
			die("/dev/kmem");
		return check(start, pages, first, 1, 0) ?: check(start, pages, 0, 0, 1) ?: check(start, pages, ~first, -1, 0) ?:
			check(start, pages, 0, 0, 1) ?: check(start, pages, first, 1, 0);
	}
	step = argc != 5 || strcmp(argv[1], "-w");
	if (argc == 5 - step)
		return check(strtoul(argv[2 - step], NULL, 0), strtoul(argv[3 - step], NULL, 0),
			     strtoul(argv[4 - step], NULL, 0), step, 0);
	fprintf(stderr, "usage: kcore START PAGES FIRST | kcore -w START PAGES WORD | kcore -k START PAGES FIRST | kcore -a SECONDS\n");
	return 2;
}
