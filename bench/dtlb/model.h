/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A model of the translation caches of one CPU. It knows nothing of QEMU or of any guest: who feeds it says where an access
 * goes, which region that is, and, when asked, how the page is mapped.
 *
 * Two levels. L1 is split into data and instruction side, L2 serves both. A level is made of arrays, each set-associative,
 * each for one or more page sizes. What misses L1 is looked for in L2; what misses there is walked. An entry is brought into
 * both levels; neither includes the other. Replacement is least recently used within the set.
 *
 * Not modelled: speculation, prefetch, page-walk caches, a second thread on the core. Tags for address spaces are the feeder's:
 * it may give addresses that have them.
 */
#ifndef DTLB_MODEL_H
#define DTLB_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dtlb_kind { DTLB_LOAD, DTLB_STORE, DTLB_FETCH, DTLB_KINDS };

#define DTLB_REGIONS	8	/* the feeder numbers them */
#define DTLB_SIZES	8	/* page sizes known by name, dtlb_size_name() */

struct dtlb;

/* How a page is mapped: its size, whether an address-space switch leaves it, and the table entries read to find out. */
struct dtlb_leaf {
	unsigned int shift;
	bool global;
	unsigned int refs;
};

/* Returns false if there is no translation; the access is then counted as an error, and nothing is cached. */
typedef bool dtlb_walk_fn(void *opaque, uint64_t va, struct dtlb_leaf *leaf);

/* By region and by the page size that the guest's tables say, whatever smaller piece of it an entry holds. */
struct dtlb_count {
	uint64_t access[DTLB_KINDS];
	uint64_t l1_miss[DTLB_KINDS];
	uint64_t walk[DTLB_KINDS];
	uint64_t refs;
};

/*
 * dtlb_new() makes a model from a preset's name, key=value words, or a name and words that override it, all joined by ':'.
 *
 *   l1d= l1i= l2=	arrays joined by '+', each ENTRIESxWAYS@SIZE[/SIZE]; l1i= may be left out: fetches are not modelled
 *   index=		linear, or xor: the page number folded once with the bits above the set's
 *   maxpage=		the largest piece an entry may hold, as under a hypervisor that maps its guests in that size
 *   name=		what the model is called in reports
 *
 * Returns NULL with the reason in why[] if that makes no TLB.
 */
struct dtlb *dtlb_new(const char *spec, char *why, size_t len);
void dtlb_free(struct dtlb *tlb);

void dtlb_access(struct dtlb *tlb, uint64_t va, enum dtlb_kind kind, unsigned int region, dtlb_walk_fn *walk, void *opaque);
/* Drops everything, or everything that is not global. */
void dtlb_flush(struct dtlb *tlb, bool globals_too);
/* Drops what is not global and has the upper 16 bits of va: what a feeder that tags addresses by address space has of one. */
void dtlb_flush_space(struct dtlb *tlb, uint64_t va);
/* Drops whatever maps va, global or not. */
void dtlb_flush_page(struct dtlb *tlb, uint64_t va);

/* The counters start again at zero; what is cached stays. */
void dtlb_reset_counts(struct dtlb *tlb);
const struct dtlb_count *dtlb_count(const struct dtlb *tlb, unsigned int region, unsigned int size);
uint64_t dtlb_walk_errors(const struct dtlb *tlb);
bool dtlb_has_fetches(const struct dtlb *tlb);
const char *dtlb_name(const struct dtlb *tlb);
/* The whole geometry, presets resolved. */
const char *dtlb_spec(const struct dtlb *tlb);
/* NULL when there is no such number. */
const char *dtlb_size_name(unsigned int size);
const char *dtlb_preset(unsigned int number, const char **spec);

#endif
