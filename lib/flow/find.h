#ifndef CM_FLOW_FIND_H
#define CM_FLOW_FIND_H

#include "domain/line.h"
#include "record/reader.h"

/*
 * Records of what the store has, for verbs that read no input: cm-due, cm-bill run, cm-vas remind. It is found by key and
 * in pieces, so that neither memory nor a transaction grows with the store; a batch that fails begins again behind its
 * mark. What is found only may be meant: the flow looks at each under the lock.
 */
#define CM_FOUND_TEXT 32 /* bytes of a number and of a kind; the store has no longer ones */

/* One that was found; also the place behind which the next one is looked for. */
struct cm_found {
	int phase; /* the finder's own: what is looked for; 0 where it is one thing */
	int part;
	int64_t line;
	char msisdn[CM_FOUND_TEXT];
	/* of what waits for its day: */
	int64_t due, seq;
	int32_t from;
	char kind[CM_FOUND_TEXT];
	int step; /* the finder's own */
};

struct cm_find;

/* What a finder has of its own. Its strings and ctx are borrowed and must outlive the reader. */
struct cm_finder {
	void *ctx;
	unsigned piece; /* found at a time */
	struct cm_found from; /* the first place behind which it looks */
	bool none; /* there is nowhere to look */
	bool waits; /* looking takes its time: it wants no lock held meanwhile */
	/* Looks in one phase and part, and adds in the order of their keys at most room of those behind a place. Fewer than
	 * room: nothing is left there. */
	enum cm_status (*look)(
	    void *ctx, struct cm_find *, const struct cm_found *behind, unsigned room, struct cm_diag *);
	/* Nothing is left at a place: on to the next part or phase. false: that was the last. */
	bool (*go_on)(void *ctx, struct cm_found *place);
	/* One becomes a record; one after the other, each once or again after back(). NULL: it was the last. */
	void (*give)(void *ctx, struct cm_record *, const struct cm_found *);
	/* What else a reader of making asks of it (record/reader.h): how far it has come. Each may be NULL. */
	void (*mark)(void *ctx);
	void (*back)(void *ctx);
	bool (*unsettled)(void *ctx);
	enum cm_status (*settle)(void *ctx, bool failed, struct cm_diag *);
	void (*gone)(void *ctx);
};
/* Lives in the arena; the store is borrowed. */
struct cm_reader *cm_find_reader(const struct cm_finder *, struct cm_store *, struct cm_arena *);

/* For look(): one more, its phase that of the place; its texts apart. */
enum cm_status cm_find_add(struct cm_find *, struct cm_found, struct cm_str kind, struct cm_str msisdn);
/* The same of a line and its number alone, as a callback of queries that give these; ctx: the struct cm_find. */
enum cm_status cm_find_add_line(void *ctx, int64_t line, struct cm_str msisdn);
/* A go_on() where there are only parts, one after the other. */
bool cm_find_next_part(void *ctx, struct cm_found *place);
/* For give(): a field; the text is copied. */
void cm_find_put(struct cm_record *, const char *name, const char *text);

#endif
