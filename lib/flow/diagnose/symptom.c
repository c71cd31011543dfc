/*
 * Which trees a fault report means. A symptom is a tree's id, its words in either language or an alias; a sentence is
 * taken for every tree of which it holds a word. Without a service all of them are looked through, and what only one of
 * them knows names its service, too. Decides nothing: what nobody knows is a fact for policies/diagnose.yaml.
 */
#include "flow/diagnose/diagnose.h"
#include "policy/name.h"

#include "base/banned.h"

#define WORD_LEAST 6 /* bytes of a word that is looked for inside a sentence: two Chinese characters */

/* ---- lists for people ---- */

/* Which symptoms there are, of the service when it is known: as words for the texts, and to choose from. */
static void
set_symptoms(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	const struct cm_text **words;
	struct cm_str *ids;
	unsigned most = 1, n = 0;

	for (unsigned i = 0; i < c->trees->n; i++)
		most += c->trees->services[i]->ngates;
	words = cm_arena_alloc(c->arena, most * sizeof *words);
	ids = cm_arena_alloc(c->arena, most * sizeof *ids);
	for (unsigned i = 0; i < c->trees->n; i++) {
		const struct cm_policy *p = c->trees->services[i];

		for (unsigned k = 0; k < p->ngates && (!d->service || d->service == p); k++) {
			const struct cm_gate *g = &p->gates[k];

			if (!g->tree)
				continue;
			words[n] = &g->tree->symptom;
			ids[n++] = d->service ? g->id
					      : cm_str(cm_arena_printf(c->arena, "%.*s.%.*s", (int)p->service.n, p->service.p,
						    (int)g->id.n, g->id.p));
		}
	}
	cm_set_word_list(c, DG_SYMPTOMS, words, n);
	cm_out_list(c, "symptoms", ids, n);
}

/* ---- one word ---- */

static void
add_tree(struct cm_diagnosis *d, const struct cm_policy *of, const struct cm_gate *tree)
{
	for (unsigned i = 0; i < d->n; i++)
		if (d->trees[i].tree == tree)
			return;
	if (d->n == CM_SYMPTOMS)
		return;
	d->trees = cm_arena_grow(d->c->arena, d->trees, d->n, &d->room, sizeof *d->trees);
	d->trees[d->n++] = (struct cm_diagnosed){.of = of, .tree = tree};
}

/* SERVICE.TREE, whatever service the report names. */
static const struct cm_gate *
find_qualified(const struct cm_case *c, struct cm_str word, const struct cm_policy **of)
{
	struct cm_str file, tree, nearest;

	cm_name_split(word, &file, &tree);
	if (!file.p)
		return NULL;
	*of = cm_trees_service(c->trees, file, &nearest);
	return *of ? cm_tree_find(*of, tree, &nearest) : NULL;
}

enum found {
	NOBODY_KNOWS,
	SEVERAL, /* services know it: which one is meant must be asked */
	FOUND
};

/* The word itself, in the one service, or in the only one that has it. */
static enum found
find_exactly(struct cm_diagnosis *d, struct cm_str word, struct cm_str *nearest)
{
	const struct cm_trees *all = d->c->trees;
	const struct cm_gate *found = NULL, *g;
	const struct cm_policy *of = NULL;
	struct cm_str near;

	for (unsigned i = 0; i < all->n; i++) {
		if (d->service && d->service != all->services[i])
			continue;
		g = cm_tree_find(all->services[i], word, &near);
		if (!g && near.n && !nearest->n)
			*nearest = near;
		if (g && found)
			return SEVERAL;
		if (g) {
			found = g;
			of = all->services[i];
		}
	}
	if (found)
		add_tree(d, of, found);
	return found ? FOUND : NOBODY_KNOWS;
}

/* ---- a sentence ---- */

struct hit { /* a tree's longest word in a sentence */
	const struct cm_policy *of;
	const struct cm_gate *tree;
	size_t at, n;
};

struct hits {
	struct hit all[CM_SYMPTOMS];
	unsigned n;
};

static void
try_word(struct hit *h, struct cm_str sentence, struct cm_str word)
{
	const char *at = word.n >= WORD_LEAST && word.n > h->n ? memmem(sentence.p, sentence.n, word.p, word.n) : NULL;

	if (!at)
		return;
	h->at = (size_t)(at - sentence.p);
	h->n = word.n;
}

static void
try_tree(struct hits *hits, struct cm_str sentence, const struct cm_policy *of, const struct cm_gate *g)
{
	struct hit h = {.of = of, .tree = g};

	try_word(&h, sentence, g->tree->symptom.zh);
	try_word(&h, sentence, g->tree->symptom.en);
	for (unsigned i = 0; i < g->tree->naliases; i++)
		try_word(&h, sentence, g->tree->aliases[i]);
	if (h.n && hits->n < CM_SYMPTOMS)
		hits->all[hits->n++] = h;
}

/* A word inside a longer one of another tree means that one. */
static bool
is_within(const struct hits *hits, const struct hit *h)
{
	for (unsigned i = 0; i < hits->n; i++) {
		const struct hit *o = &hits->all[i];

		if (o != h && o->n > h->n && o->at <= h->at && h->at + h->n <= o->at + o->n)
			return true;
	}
	return false;
}

/* All trees of which the sentence has a word. Of several services none is taken unless the report names it. */
static enum found
find_within(struct cm_diagnosis *d, struct cm_str sentence)
{
	const struct cm_trees *all = d->c->trees;
	const struct cm_policy *of = NULL;
	struct hits hits = {.n = 0};

	for (unsigned i = 0; i < all->n; i++)
		for (unsigned k = 0; k < all->services[i]->ngates && (!d->service || d->service == all->services[i]); k++)
			if (all->services[i]->gates[k].tree)
				try_tree(&hits, sentence, all->services[i], &all->services[i]->gates[k]);
	for (unsigned i = 0; i < hits.n; i++) {
		if (is_within(&hits, &hits.all[i]))
			continue;
		if (of && of != hits.all[i].of)
			return SEVERAL;
		of = hits.all[i].of;
	}
	for (unsigned i = 0; i < hits.n; i++)
		if (!is_within(&hits, &hits.all[i]))
			add_tree(d, hits.all[i].of, hits.all[i].tree);
	return of ? FOUND : NOBODY_KNOWS;
}

/* ---- the report ---- */

static void
find_service(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	struct cm_str said = cm_get_text(c, DG_SERVICE_SAID), nearest = {0};

	cm_set_bool(c, DG_SERVICE_KNOWN, true); /* of none that was named nobody can say that it is not */
	if (!said.n)
		return;
	d->service = cm_trees_service(c->trees, said, &nearest);
	cm_set_bool(c, DG_SERVICE_KNOWN, d->service != NULL);
	if (!d->service)
		cm_set_text(c, DG_SERVICE_NEAR, nearest);
}

/* Between words, beside the commas of a list, people put these. */
static size_t
word_end(struct cm_str s, size_t *sign)
{
	static const char *const signs[] = {"、", "，", "；", ";"};
	size_t end = s.n;

	*sign = 0;
	for (unsigned i = 0; i < sizeof signs / sizeof *signs; i++) {
		const char *at = memmem(s.p, end, signs[i], strlen(signs[i]));

		if (!at)
			continue;
		end = (size_t)(at - s.p);
		*sign = strlen(signs[i]);
	}
	return end;
}

static enum found
find_word(struct cm_diagnosis *d, struct cm_str word, struct cm_str *nearest)
{
	const struct cm_policy *of = NULL;
	const struct cm_gate *g = find_qualified(d->c, word, &of);
	enum found found = FOUND;

	if (g)
		add_tree(d, of, g);
	else
		found = find_exactly(d, word, nearest);
	return found == NOBODY_KNOWS ? find_within(d, word) : found;
}

struct words { /* of a report */
	unsigned n; /* all, but those unread */
	bool all; /* none is of several services */
	const char *unread; /* clauses, with commas between; NULL: none */
};

static const char *
join(struct cm_arena *a, const char *clauses, struct cm_str s)
{
	return cm_arena_printf(a, "%s%s%.*s", clauses ? clauses : "", clauses ? ", " : "", (int)s.n, s.p);
}

/* A list with other signs than commas, or a sentence: there a clause that has no symptom is told and left out, as long as
 * another one has some and it is not a symptom that was misspelt. */
static void
find_clauses(struct cm_diagnosis *d, struct cm_str item, struct words *w)
{
	struct cm_str word, nearest, odd = {0}, near = {0};
	const char *unread = w->unread;
	unsigned n = 0;
	size_t sign;

	do {
		word = (struct cm_str){item.p, word_end(item, &sign)};
		item.p += word.n + sign, item.n -= word.n + sign;
		word = cm_str_trim(word);
		if (!word.n)
			continue;
		nearest = (struct cm_str){0};
		switch (find_word(d, word, &nearest)) {
		case NOBODY_KNOWS:
			unread = join(d->c->arena, unread, word);
			if (!odd.n || (nearest.n && !near.n))
				odd = word, near = nearest;
			break;
		case SEVERAL:
			w->all = false;
			n++;
			break;
		case FOUND:
			n++;
		}
	} while (sign && item.n);
	w->n += n;
	if (n && !near.n) {
		w->unread = unread;
	} else if (odd.n) {
		w->n++;
		if (!cm_known(d->c, DG_SYMPTOM_ODD)) {
			cm_set_text(d->c, DG_SYMPTOM_ODD, cm_arena_str(d->c->arena, odd));
			cm_set_text(d->c, DG_SYMPTOM_NEAR, near);
		}
	}
}

static struct words
find_words(struct cm_diagnosis *d)
{
	struct cm_str list = cm_get_text(d->c, DG_SYMPTOM), item, nearest = {0};
	struct words w = {.all = true};

	while (cm_list_next(&list, &item)) {
		if (find_exactly(d, cm_str_trim(item), &nearest) == FOUND) /* it may have such a sign inside */
			w.n++;
		else
			find_clauses(d, item, &w);
	}
	if (w.unread)
		cm_set_text(d->c, DG_SYMPTOM_UNREAD, cm_str(w.unread));
	return w;
}

/* What several services know is that of the service of which the report has something else. */
static unsigned
find_symptoms(struct cm_diagnosis *d)
{
	struct words w = find_words(d);

	if (w.all || d->service || !d->n)
		return w.n;
	d->service = d->trees[0].of;
	return find_words(d).n;
}

/* A report that names no service has that of its symptoms. */
static void
take_service(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;

	if (d->n && !cm_known(c, DG_SERVICE_SAID)) {
		d->service = d->trees[0].of;
		cm_set_text(c, DG_SERVICE_SAID, d->service->service);
	}
	cm_set_bool(c, DG_SERVICE_DRAFT, d->service && !cm_str_is(d->service->status, "active"));
	if (cm_get_int(c, DG_SERVICE_DRAFT))
		d->n = 0; /* nobody diagnoses by them yet */
	if (d->service)
		cm_set_text(c, DG_SERVICE, d->service->service);
}

void
cm_diagnose_symptoms(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	unsigned n;

	find_service(d);
	if (cm_known(c, DG_SERVICE_SAID) && !d->service)
		return; /* of a service that nobody knows no symptom is looked for */
	n = find_symptoms(d);
	take_service(d);
	cm_set_int(c, DG_SYMPTOM_COUNT, n);
	if (n && !cm_known(c, DG_SYMPTOM_ODD))
		return;
	set_symptoms(d);
}
