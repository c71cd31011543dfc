/*
 * cm-vas inbound: a text message from the line's own phone to a short code orders or ends a service (how to open and to end
 * in each sheet), or asks what there is. The message, as the gateway hands it on, is the
 * proof of who orders. A file of them is a stream of records.
 */
#include "base/money.h"
#include "flow/offer.h"
#include "flow/vas/vas.h"
#include "policy/vocabulary.h"

#include "base/banned.h"

static const char *const key[] = {"msisdn", "at", "sms_to", "text", NULL};

/* ---- a command that is nearly one ---- */

#define EDITS 2 /* letters that may be wrong */

struct nearest {
	struct cm_case *c;
	struct cm_str text;
	struct cm_str best;
	unsigned distance;
};

static struct cm_str
upper(struct cm_case *c, struct cm_str s)
{
	char *p = cm_arena_strn(c->arena, s.p, s.n);

	for (size_t i = 0; i < s.n; i++)
		if (p[i] >= 'a' && p[i] <= 'z')
			p[i] = (char)(p[i] - 'a' + 'A');
	return (struct cm_str){p, s.n};
}

static void
try(struct nearest *n, struct cm_str candidate)
{
	unsigned d = cm_str_distance(n->text, upper(n->c, candidate), EDITS);

	if (d > EDITS || (n->best.n && d >= n->distance))
		return;
	n->best = candidate;
	n->distance = d;
}

/* The command with each tier or item that it can have in its place. */
static void
try_all(struct nearest *n, const struct cm_service *s, const struct cm_sms_command *m)
{
	const char *open = memchr(m->text.p, '{', m->text.n), *close;

	if (!open) {
		try(n, m->text);
		return;
	}
	close = memchr(open, '}', (size_t)(m->text.p + m->text.n - open));
	if (!close)
		return;
	for (unsigned i = 0; i < s->ntiers + s->nitems; i++) {
		struct cm_str word = i < s->ntiers ? s->tiers[i].id : s->items[i - s->ntiers].code;
		bool is_tier = open[1] == 't';

		if (is_tier == (i < s->ntiers) && word.n)
			try(n, cm_str(cm_arena_printf(n->c->arena, "%.*s%.*s%.*s", (int)(open - m->text.p), m->text.p,
				   (int)word.n, word.p, (int)(m->text.p + m->text.n - close - 1), close + 1)));
	}
}

static void
find_nearest(struct cm_case *c)
{
	struct nearest n = {.c = c, .text = upper(c, cm_str_trim(cm_get_text(c, VAS_TEXT)))};

	for (unsigned i = 0; i < c->services->n; i++)
		for (unsigned k = 0; k < c->services->services[i].ncommands; k++) {
			const struct cm_service *s = &c->services->services[i];

			if (cm_str_eq(s->commands[k].to, cm_get_text(c, VAS_SMS_TO)))
				try_all(&n, s, &s->commands[k]);
		}
	if (n.best.n)
		cm_set_text(c, VAS_NEAREST_COMMAND, n.best);
}

/* ---- what there is ---- */

static struct cm_str
menu_line(struct cm_case *c, struct cm_str id, struct cm_str name, int64_t fee)
{
	char fen[24];

	if (fee < 0)
		return cm_str(cm_arena_printf(c->arena, "%.*s %.*s", (int)id.n, id.p, (int)name.n, name.p));
	cm_money_format(fee, fen);
	return cm_str(cm_arena_printf(c->arena, "%.*s %.*s %s", (int)id.n, id.p, (int)name.n, name.p, fen));
}

/* What a customer sends for an item: a message that stands for it, else its code. */
static struct cm_str
ordered_by(const struct cm_service *s, const struct cm_service_item *item)
{
	for (unsigned i = 0; i < s->ncommands; i++)
		if (s->commands[i].does == CM_CMD_SUBSCRIBE && cm_str_eq(s->commands[i].item, item->id))
			return s->commands[i].text;
	return item->code.n ? item->code : item->id;
}

static void
set_menu(struct cm_case *c, const struct cm_service *s)
{
	struct cm_str *lines = cm_arena_alloc(c->arena, (s->ntiers + s->nitems + 1) * sizeof *lines);
	unsigned n = 0;

	for (unsigned i = 0; i < s->ntiers; i++)
		lines[n++] = menu_line(c, s->tiers[i].id, cm_offer_text(c, &s->tiers[i].name), s->tiers[i].fee);
	for (unsigned i = 0; i < s->nitems; i++)
		lines[n++] = menu_line(
		    c, ordered_by(s, &s->items[i]), cm_offer_text(c, &s->items[i].name), s->items[i].fee);
	cm_set_list(c, VAS_MENU, lines, n);
}

/* ---- the flow ---- */

static const char *
does(const struct cm_sms_command *m)
{
	return m->does == CM_CMD_SUBSCRIBE ? "subscribe" : m->does == CM_CMD_CANCEL ? "cancel" : "menu";
}

/* What can be kept as the command that something was ordered by: a line, and no longer than one may be. */
static bool
may_be_command(const struct cm_case *c, struct cm_str text)
{
	const struct cm_fact *f =
	    &c->policy->vocabulary->facts[cm_vocabulary_slot(c->policy->vocabulary, CM_STR("command"))];
	const char *code, *why;
	struct cm_value v;

	return cm_fact_read(f, text, &v, &code, &why, c->arena) == CM_OK;
}

static const struct cm_sms_command *
find_command(
    const struct cm_case *c, const struct cm_service **s, struct cm_str *tier, struct cm_str *item)
{
	struct cm_str text = cm_str_trim(cm_get_text(c, VAS_TEXT));

	return may_be_command(c, text) ? cm_services_command(c->services, cm_get_text(c, VAS_SMS_TO), text, s, tier, item) : NULL;
}

static enum cm_status
gather(struct cm_case *c)
{
	const struct cm_service *s = NULL;
	struct cm_str tier = {0}, item = {0};
	const struct cm_sms_command *m = find_command(c, &s, &tier, &item);
	enum cm_status st = cm_case_line(c);

	cm_set_bool(c, VAS_COMMAND_KNOWN, m != NULL);
	cm_set_text(c, VAS_CHANNEL, CM_STR("sms"));
	cm_set_bool(c, VAS_OWN_PHONE, true);
	cm_set_int(c, VAS_AHEAD, cm_case_ahead(c, cm_get_int(c, VAS_AT)));
	if (st != CM_OK)
		return st;
	if (!m) {
		find_nearest(c);
		cm_set_text(c, VAS_DOES, CM_STR("menu")); /* nothing is ordered */
		return CM_OK;
	}
	cm_set_text(c, VAS_SERVICE, s->id);
	cm_set_text(c, VAS_TIER, tier);
	cm_set_text(c, VAS_ITEM, item);
	st = cm_vas_gather(c, does(m));
	((struct cm_vas *)c->state)->command = cm_str_trim(cm_get_text(c, VAS_TEXT));
	if (m->does == CM_CMD_MENU)
		set_menu(c, s);
	return st;
}

static void
out_menu(struct cm_case *c)
{
	struct cm_str list = cm_get_text(c, VAS_MENU), item, lines[64];
	unsigned n = 0;

	cm_out_text(c, "service", cm_get_text(c, VAS_SERVICE));
	while (n < 64 && cm_list_next(&list, &item))
		lines[n++] = item;
	cm_out_list(c, "menu", lines, n);
}

static enum cm_status
apply(struct cm_case *c)
{
	if (cm_str_is(cm_get_text(c, VAS_DOES), "subscribe"))
		return cm_vas_subscribe(c);
	if (cm_str_is(cm_get_text(c, VAS_DOES), "cancel"))
		return cm_vas_cancel(c);
	out_menu(c);
	return CM_OK;
}

const struct cm_flow cm_flow_vas_inbound = {.policy = "vas",
    .gate = "inbound",
    .facts = cm_vas_facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_offer_names, cm_vas_explain_names, NULL},
    .offers = true,
    .services = true,
    .campaigns = true,
    .key = key,
    .gather = gather,
    .apply = apply};
