// SPDX-License-Identifier: GPL-2.0
#include "model.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	unsigned int shift;
} sizes[DTLB_SIZES] = {
	{ "4K", 12 }, { "16K", 14 }, { "64K", 16 }, { "2M", 21 }, { "16M", 24 }, { "32M", 25 }, { "512M", 29 }, { "1G", 30 },
};

/*
 * What vendors publish of these cores; all but the first are only like them: replacement and hashing are not published. Those of Arm: the
 * chapters on the MMU of the Technical Reference Manuals, which give entries and ways.
 */
static const struct {
	const char *name, *spec;
} presets[] = {
	{ "kabylake",
	  "l1d=64x4@4K+32x4@2M+4x4@1G:l1i=128x8@4K+8x8@2M:l2=1536x12@4K/2M+16x4@1G:index=xor" },
	{ "power9-like",
	  "l1d=64x64@4K/64K/2M/1G:l1i=64x64@4K/64K/2M/1G:l2=1024x4@4K/64K/2M/1G:index=linear" },
	{ "cortex-a72-like",
	  "l1d=32x32@4K/64K/2M/1G:l1i=48x48@4K/64K/2M/1G:l2=1024x4@4K/64K/2M/1G:index=linear" },
	{ "cortex-a53-like",
	  "l1d=10x10@4K/64K/2M/1G:l1i=10x10@4K/64K/2M/1G:l2=512x4@4K/64K/2M/1G:index=linear" },
	{ "neoverse-n1-like",
	  "l1d=48x48@4K/64K/2M/1G:l1i=48x48@4K/64K/2M/1G:l2=1280x5@4K/64K/2M/1G:index=linear" },
};

#define ARRAYS	4	/* in one level */

struct entry {
	uint64_t tag;		/* page number and shift; 0: empty, for no shift is 0 */
	unsigned char leaf;	/* size number of the guest's own page */
	bool global;
};

/* A set keeps its entries in the order of their use, the latest first. */
struct array {
	unsigned int sets, ways, set_bits;
	unsigned int shifts[DTLB_SIZES], nr_shifts;
	struct entry *entry;
};

struct level {
	struct array array[ARRAYS];
	unsigned int nr;
};

enum { L1D, L1I, L2, LEVELS };
static const char * const level_keys[LEVELS] = { "l1d", "l1i", "l2" };

struct dtlb {
	struct level level[LEVELS];
	bool xor;
	unsigned int max_shift;
	uint64_t walk_errors;
	/*
	 * The last access of the data and of the instruction side. The same page again is sure to be first in its set of L1, which
	 * nothing else has touched, so there is nothing to do but to count.
	 */
	struct {
		uint64_t page;
		struct dtlb_count *count;
	} last[2];
	struct dtlb_count count[DTLB_REGIONS][DTLB_SIZES];
	char name[64], spec[512];
	char value[LEVELS][128];
};

const char *dtlb_size_name(unsigned int size)
{
	return size < DTLB_SIZES ? sizes[size].name : NULL;
}

const char *dtlb_preset(unsigned int number, const char **spec)
{
	if (number >= sizeof(presets) / sizeof(presets[0]))
		return NULL;
	if (spec)
		*spec = presets[number].spec;
	return presets[number].name;
}

/* Setting up. Everything that is refused comes through here. */

struct reason {
	char *text;
	size_t len;
};

__attribute__((format(printf, 2, 3)))
static bool refuse(struct reason *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, why->len, format, args);
	va_end(args);
	return false;
}

static int size_by_name(const char *name)
{
	for (int i = 0; i < DTLB_SIZES; i++)
		if (!strcmp(sizes[i].name, name))
			return i;
	return -1;
}

static bool number(const char **text, unsigned int *value)
{
	char *end;
	unsigned long n;

	if (**text < '0' || **text > '9')
		return false;
	n = strtoul(*text, &end, 10);
	if (n > 1 << 20)
		return false;
	*text = end;
	*value = n;
	return true;
}

static bool has_shift(const struct level *level, unsigned int shift)
{
	for (unsigned int i = 0; i < level->nr; i++)
		for (unsigned int j = 0; j < level->array[i].nr_shifts; j++)
			if (level->array[i].shifts[j] == shift)
				return true;
	return false;
}

/* ENTRIESxWAYS@SIZE[/SIZE] */
static bool parse_array(struct level *level, const char *key, char *text, struct reason *why)
{
	const char *at = text;
	char *size, *rest;
	unsigned int entries;
	struct array *array;
	int nr;

	if (level->nr == ARRAYS)
		return refuse(why, "%s: more than %d arrays", key, ARRAYS);
	array = &level->array[level->nr];
	if (!number(&at, &entries) || *at++ != 'x' || !number(&at, &array->ways) || *at++ != '@')
		return refuse(why, "%s: '%s' is not ENTRIESxWAYS@SIZE", key, text);
	if (!entries || !array->ways)
		return refuse(why, "%s: '%s' has no entries", key, text);
	if (entries % array->ways)
		return refuse(why, "%s: %u entries do not make sets of %u", key, entries, array->ways);
	array->sets = entries / array->ways;
	if (array->sets & (array->sets - 1))
		return refuse(why, "%s: %u sets are not a power of two", key, array->sets);
	array->set_bits = __builtin_ctz(array->sets);
	for (size = strtok_r((char *)at, "/", &rest); size; size = strtok_r(NULL, "/", &rest)) {
		nr = size_by_name(size);
		if (nr < 0)
			return refuse(why, "%s: no page size '%s'", key, size);
		level->nr++;
		if (has_shift(level, sizes[nr].shift))
			return refuse(why, "%s: %s twice", key, size);
		level->nr--;
		array->shifts[array->nr_shifts++] = sizes[nr].shift;
	}
	if (!array->nr_shifts)
		return refuse(why, "%s: '%s' names no page size", key, text);
	array->entry = calloc(entries, sizeof(*array->entry));
	if (!array->entry)
		return refuse(why, "%s: no memory for %u entries", key, entries);
	level->nr++;
	return true;
}

static bool parse_level(struct dtlb *tlb, int nr, struct reason *why)
{
	char text[sizeof(tlb->value[0])], *array, *rest;

	strcpy(text, tlb->value[nr]);
	for (array = strtok_r(text, "+", &rest); array; array = strtok_r(NULL, "+", &rest))
		if (!parse_array(&tlb->level[nr], level_keys[nr], array, why))
			return false;
	return true;
}

/* The last word on each key wins, so a preset's words come first. */
static bool parse_words(struct dtlb *tlb, const char *spec, bool first_is_name, struct reason *why)
{
	char text[512], *word, *rest, *value;
	int nr;

	if (strlen(spec) >= sizeof(text))
		return refuse(why, "too long");
	strcpy(text, spec);
	for (word = strtok_r(text, ":", &rest); word; word = strtok_r(NULL, ":", &rest), first_is_name = false) {
		value = strchr(word, '=');
		if (!value) {
			const char *preset, *words;

			if (!first_is_name)
				return refuse(why, "'%s' is not key=value", word);
			for (nr = 0; (preset = dtlb_preset(nr, &words)); nr++)
				if (!strcmp(preset, word))
					break;
			if (!preset)
				return refuse(why, "no preset '%s'", word);
			strcpy(tlb->name, preset);
			if (!parse_words(tlb, words, false, why))
				return false;
			continue;
		}
		*value++ = '\0';
		for (nr = 0; nr < LEVELS && strcmp(word, level_keys[nr]); nr++)
			;
		if (nr < LEVELS) {
			if (strlen(value) >= sizeof(tlb->value[nr]))
				return refuse(why, "%s: too long", word);
			strcpy(tlb->value[nr], value);
		} else if (!strcmp(word, "index")) {
			if (strcmp(value, "xor") && strcmp(value, "linear"))
				return refuse(why, "index: '%s' is neither linear nor xor", value);
			tlb->xor = !strcmp(value, "xor");
		} else if (!strcmp(word, "maxpage")) {
			nr = size_by_name(value);
			if (nr < 0)
				return refuse(why, "maxpage: no page size '%s'", value);
			tlb->max_shift = sizes[nr].shift;
		} else if (!strcmp(word, "name")) {
			if (!*value || strlen(value) >= sizeof(tlb->name) || strchr(value, ' '))
				return refuse(why, "name: '%s' cannot be a name", value);
			strcpy(tlb->name, value);
		} else {
			return refuse(why, "no key '%s'", word);
		}
	}
	return true;
}

/* A size in one level only would be walked for, or never looked at, for no reason that a reader could see. */
static bool same_sizes(struct dtlb *tlb, int one, int other, struct reason *why)
{
	for (int i = 0; i < DTLB_SIZES; i++)
		if (has_shift(&tlb->level[one], sizes[i].shift) && !has_shift(&tlb->level[other], sizes[i].shift))
			return refuse(why, "%s is in %s and not in %s", sizes[i].name, level_keys[one], level_keys[other]);
	return true;
}

static bool set_up(struct dtlb *tlb, const char *spec, struct reason *why)
{
	char max[32] = "";

	if (!parse_words(tlb, spec, true, why))
		return false;
	for (int nr = 0; nr < LEVELS; nr++)
		if (!parse_level(tlb, nr, why))
			return false;
	for (int nr = 0; nr < LEVELS; nr++) {
		if (nr == L1I && !tlb->level[nr].nr)
			continue;
		if (!tlb->level[nr].nr)
			return refuse(why, "%s= is missing", level_keys[nr]);
		if (!has_shift(&tlb->level[nr], sizes[0].shift))
			return refuse(why, "%s: no array for %s, the smallest page", level_keys[nr], sizes[0].name);
	}
	if (!same_sizes(tlb, L1D, L2, why) || !same_sizes(tlb, L2, L1D, why) || !same_sizes(tlb, L1I, L2, why))
		return false;
	for (int i = 0; i < DTLB_SIZES; i++)
		if (tlb->max_shift == sizes[i].shift)
			snprintf(max, sizeof(max), ":maxpage=%s", sizes[i].name);
	snprintf(tlb->spec, sizeof(tlb->spec), "l1d=%s%s%s:l2=%s:index=%s%s", tlb->value[L1D], *tlb->value[L1I] ? ":l1i=" : "",
		 tlb->value[L1I], tlb->value[L2], tlb->xor ? "xor" : "linear", max);
	return true;
}

struct dtlb *dtlb_new(const char *spec, char *why, size_t len)
{
	struct reason reason = { why, len };
	struct dtlb *tlb = calloc(1, sizeof(*tlb));

	if (!tlb) {
		refuse(&reason, "no memory");
		return NULL;
	}
	tlb->max_shift = 63;
	strcpy(tlb->name, "custom");
	if (set_up(tlb, spec, &reason))
		return tlb;
	dtlb_free(tlb);
	return NULL;
}

void dtlb_free(struct dtlb *tlb)
{
	for (int nr = 0; nr < LEVELS; nr++)
		for (int i = 0; i < ARRAYS; i++)
			free(tlb->level[nr].array[i].entry);
	free(tlb);
}

/* Running. */

static uint64_t tag_of(uint64_t va, unsigned int shift)
{
	return (va >> shift) << 6 | shift;
}

static struct entry *set_of(const struct dtlb *tlb, const struct array *array, uint64_t va, unsigned int shift)
{
	uint64_t page = va >> shift;

	if (tlb->xor)
		page ^= page >> array->set_bits;
	return array->entry + (page & (array->sets - 1)) * array->ways;
}

static struct entry *to_front(struct entry *set, struct entry *e)
{
	struct entry keep = *e;

	memmove(set + 1, set, (char *)e - (char *)set);
	*set = keep;
	return set;
}

static struct entry *lookup(struct dtlb *tlb, struct level *level, uint64_t va)
{
	for (struct array *array = level->array; array < level->array + level->nr; array++)
		for (unsigned int i = 0; i < array->nr_shifts; i++) {
			struct entry *set = set_of(tlb, array, va, array->shifts[i]);
			uint64_t tag = tag_of(va, array->shifts[i]);

			if (set->tag == tag)
				return set;
			for (struct entry *e = set + 1; e < set + array->ways; e++)
				if (e->tag == tag)
					return to_front(set, e);
		}
	return NULL;
}

/* An entry holds the largest piece of the page that the level has an array for. */
static void fill(struct dtlb *tlb, struct level *level, uint64_t va, const struct entry *from, unsigned int shift)
{
	struct array *best = NULL;
	unsigned int piece = 0;
	struct entry *set, *victim;

	for (struct array *array = level->array; array < level->array + level->nr; array++)
		for (unsigned int i = 0; i < array->nr_shifts; i++)
			if (array->shifts[i] <= shift && array->shifts[i] > piece) {
				piece = array->shifts[i];
				best = array;
			}
	set = victim = set_of(tlb, best, va, piece);
	while (victim->tag && victim < set + best->ways - 1)
		victim++;
	to_front(set, victim);
	*set = *from;
	set->tag = tag_of(va, piece);
}

static bool walk_page(struct dtlb *tlb, uint64_t va, dtlb_walk_fn *walk, void *opaque, struct entry *entry, struct dtlb_leaf *leaf)
{
	*leaf = (struct dtlb_leaf){ 0 };
	if (!walk(opaque, va, leaf) || leaf->shift < sizes[0].shift || leaf->shift > 63)
		return false;
	*entry = (struct entry){ .global = leaf->global };
	for (int i = 0; i < DTLB_SIZES; i++)
		if (sizes[i].shift <= leaf->shift)
			entry->leaf = i;
	return true;
}

void dtlb_access(struct dtlb *tlb, uint64_t va, enum dtlb_kind kind, unsigned int region, dtlb_walk_fn *walk, void *opaque)
{
	struct level *l1 = &tlb->level[kind == DTLB_FETCH ? L1I : L1D], *l2 = &tlb->level[L2];
	struct dtlb_count *count = tlb->count[region];
	int side = kind == DTLB_FETCH;
	struct entry *hit, walked;
	struct dtlb_leaf leaf;
	unsigned int shift;

	if (tlb->last[side].count && tlb->last[side].page == va >> sizes[0].shift) {
		tlb->last[side].count->access[kind]++;
		return;
	}
	if (!l1->nr)
		return;
	tlb->last[side].page = va >> sizes[0].shift;
	hit = lookup(tlb, l1, va);
	if (hit) {
		tlb->last[side].count = count + hit->leaf;
		count[hit->leaf].access[kind]++;
		return;
	}
	hit = lookup(tlb, l2, va);
	if (hit) {
		count += hit->leaf;
		shift = hit->tag & 63;
	} else {
		if (!walk_page(tlb, va, walk, opaque, &walked, &leaf)) {
			tlb->last[side].count = NULL;
			tlb->walk_errors++;
			return;
		}
		hit = &walked;
		count += walked.leaf;
		count->walk[kind]++;
		count->refs += leaf.refs;
		shift = leaf.shift < tlb->max_shift ? leaf.shift : tlb->max_shift;
		fill(tlb, l2, va, hit, shift);
	}
	fill(tlb, l1, va, hit, shift);
	tlb->last[side].count = count;
	count->access[kind]++;
	count->l1_miss[kind]++;
}

static void drop(struct dtlb *tlb, bool (*which)(const struct entry *e, uint64_t va), uint64_t va)
{
	for (int nr = 0; nr < LEVELS; nr++)
		for (struct array *a = tlb->level[nr].array; a < tlb->level[nr].array + tlb->level[nr].nr; a++)
			for (struct entry *e = a->entry; e < a->entry + a->sets * a->ways; e++)
				if (e->tag && which(e, va))
					*e = (struct entry){ 0 };
	tlb->last[0].count = tlb->last[1].count = NULL;
}

static bool any(const struct entry *e, uint64_t va)
{
	return true;
}

static bool not_global(const struct entry *e, uint64_t va)
{
	return !e->global;
}

static bool of_space(const struct entry *e, uint64_t va)
{
	return !e->global && (e->tag >> 6) << (e->tag & 63) >> 48 == va >> 48;
}

/* The page of the guest goes, so every piece of it. */
static bool maps(const struct entry *e, uint64_t va)
{
	unsigned int piece = e->tag & 63, page = sizes[e->leaf].shift;

	if (page < piece)
		page = piece;
	return (e->tag >> 6) >> (page - piece) == va >> page;
}

void dtlb_flush(struct dtlb *tlb, bool globals_too)
{
	drop(tlb, globals_too ? any : not_global, 0);
}

void dtlb_flush_space(struct dtlb *tlb, uint64_t va)
{
	drop(tlb, of_space, va);
}

void dtlb_flush_page(struct dtlb *tlb, uint64_t va)
{
	drop(tlb, maps, va);
}

void dtlb_reset_counts(struct dtlb *tlb)
{
	memset(tlb->count, 0, sizeof(tlb->count));
	tlb->walk_errors = 0;
}

const struct dtlb_count *dtlb_count(const struct dtlb *tlb, unsigned int region, unsigned int size)
{
	return &tlb->count[region][size];
}

uint64_t dtlb_walk_errors(const struct dtlb *tlb)
{
	return tlb->walk_errors;
}

bool dtlb_has_fetches(const struct dtlb *tlb)
{
	return tlb->level[L1I].nr;
}

const char *dtlb_name(const struct dtlb *tlb)
{
	return tlb->name;
}

const char *dtlb_spec(const struct dtlb *tlb)
{
	return tlb->spec;
}
