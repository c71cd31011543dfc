/*
 * What a service costs in a month, and which service a message is about. Pure: called by cm-vas price, by orders and by
 * the monthly run, which must all come to the same fen.
 */
#include <strings.h>

#include "policy/services.h"

#include "base/banned.h"

/* ---- prices ---- */

static int64_t
used_of(const struct cm_rate *r, const struct cm_used *used)
{
	int64_t n = r->measure == CM_M_KB ? used->kb
	    : r->measure == CM_M_SECONDS  ? used->seconds
	    : r->measure == CM_M_COUNT	  ? used->count
					  : 0;

	return n > 0 ? n : 0;
}

static const struct cm_rate *
rate_to(const struct cm_service *s, struct cm_str destination)
{
	for (unsigned i = 0; i < s->nrates; i++)
		if (!destination.n || cm_str_eq(s->rates[i].destination, destination))
			return &s->rates[i];
	return NULL;
}

/* By which rate it is charged, and whether the tier includes any of it. false: where it went there is no price. */
static bool
find_rate(const struct cm_service *s, const struct cm_tier *t, const struct cm_used *used, const struct cm_rate **rate,
    bool *in_pack)
{
	*rate = NULL;
	*in_pack = t != NULL;
	if (t && t->use.measure)
		*rate = &t->use;
	else if (t && s->beyond.measure)
		*rate = &s->beyond;
	else if (s->nrates) {
		*rate = rate_to(s, used->destination);
		*in_pack = t && *rate == s->rates;
		return *rate && (*rate)->measure != CM_M_NONE;
	} else if (s->use.measure)
		*rate = &s->use;
	return true;
}

/* What the month asks for without any use. -1: it is not known. */
static int64_t
month_fee(const struct cm_service *s, const struct cm_tier *t, const struct cm_service_item *item)
{
	if (item)
		return item->fee;
	if (t)
		return t->fee;
	return s->fee >= 0 ? s->fee : s->use.measure || s->nrates ? 0 : -1;
}

static bool
charge(const struct cm_rate *r, int64_t used, struct cm_price *p)
{
	int64_t beyond = used - p->included;

	p->units = beyond / r->per + (!r->round_down && beyond % r->per != 0);
	return !__builtin_mul_overflow(p->units, r->price, &p->use);
}

static bool
is_half(const struct cm_service *s, int opened_in_month)
{
	return s->half_from && opened_in_month >= s->half_from;
}

int64_t
cm_service_included(const struct cm_service *s, const struct cm_tier *t, int opened_in_month)
{
	int64_t n = t ? t->includes : 0;

	return n > 0 && is_half(s, opened_in_month) ? n / 2 + n % 2 : n;
}

bool
cm_service_price(const struct cm_service *s, const struct cm_tier *t, const struct cm_service_item *item,
    int opened_in_month, const struct cm_used *use, struct cm_price *p)
{
	int64_t includes = cm_service_included(s, t, opened_in_month), used;
	bool in_pack;

	*p = (struct cm_price){.fee = month_fee(s, t, item), .stops_at = s->cap_volume};
	if (p->fee < 0 || !find_rate(s, item ? NULL : t, use, &p->rate, &in_pack))
		return false;
	if (item)
		p->rate = NULL;
	p->whole = p->fee;
	p->half = is_half(s, opened_in_month);
	if (p->half)
		p->fee /= 2;
	if (p->rate) {
		used = used_of(p->rate, use);
		if (p->stops_at >= 0 && used > p->stops_at)
			used = p->stops_at;
		p->included = !in_pack ? 0 : includes < 0 || used < includes ? used : includes;
		if (!charge(p->rate, used, p))
			return false;
	}
	if (__builtin_add_overflow(p->fee, p->use, &p->total))
		return false;
	p->capped = s->cap_fee >= 0 && p->total > s->cap_fee;
	if (p->capped)
		p->total = s->cap_fee;
	return true;
}

/* ---- messages ---- */

/* Whether text is the command; *place: what stands at its {tier} or {item}, in the words of text, blanks around it aside. */
static bool
matches(const struct cm_sms_command *c, struct cm_str text, struct cm_str *place)
{
	const char *open = memchr(c->text.p, '{', c->text.n), *close;
	size_t before, after;

	*place = (struct cm_str){NULL, 0};
	if (!open)
		return text.n == c->text.n && strncasecmp(text.p, c->text.p, text.n) == 0;
	close = memchr(open, '}', (size_t)(c->text.p + c->text.n - open));
	before = (size_t)(open - c->text.p);
	after = close ? (size_t)(c->text.p + c->text.n - close - 1) : 0;
	if (!close || text.n <= before + after || strncasecmp(text.p, c->text.p, before) != 0 ||
	    strncasecmp(text.p + text.n - after, close + 1, after) != 0)
		return false;
	*place = cm_str_trim((struct cm_str){text.p + before, text.n - before - after});
	return place->n > 0;
}

bool
cm_service_understands(const struct cm_service *s, const struct cm_sms_command *c, const struct cm_sms_command *message)
{
	struct cm_str place;

	if (memchr(message->text.p, '{', message->text.n) || !cm_str_eq(c->to, message->to) || !matches(c, message->text, &place))
		return false;
	return !place.n || !memmem(c->text.p, c->text.n, "{tier}", strlen("{tier}")) || cm_service_tier(s, place);
}

/* How much of a command is fixed: KTGPRS is meant before KT{tier}. */
static size_t
fixed(const struct cm_sms_command *c, struct cm_str place)
{
	return place.n ? c->text.n - strlen("{tier}") : c->text.n + 1;
}

static const struct cm_sms_command *
find_command(const struct cm_services *all, struct cm_str to, struct cm_str text, const struct cm_service **service,
    struct cm_str *place)
{
	const struct cm_sms_command *best = NULL;
	struct cm_str one;

	for (unsigned s = 0; s < all->n; s++)
		for (unsigned i = 0; i < all->services[s].ncommands; i++) {
			const struct cm_sms_command *c = &all->services[s].commands[i];

			if (!cm_str_eq(c->to, to) || !matches(c, text, &one) || (best && fixed(best, *place) >= fixed(c, one)))
				continue;
			best = c;
			*place = one;
			*service = &all->services[s];
		}
	return best;
}

/* Leaflets end a sentence behind a command, and some send what they read. */
static struct cm_str
without_stop(struct cm_str text)
{
	static const struct cm_str stops[] = {CM_STR("."), CM_STR("。")};

	for (unsigned i = 0; i < sizeof stops / sizeof *stops; i++)
		if (text.n > stops[i].n && memcmp(text.p + text.n - stops[i].n, stops[i].p, stops[i].n) == 0)
			text.n -= stops[i].n;
	return cm_str_trim(text);
}

const struct cm_sms_command *
cm_services_command(const struct cm_services *all, struct cm_str to, struct cm_str text,
    const struct cm_service **service, struct cm_str *tier, struct cm_str *item)
{
	struct cm_str place = {NULL, 0};
	const struct cm_sms_command *best = find_command(all, to, without_stop(cm_str_trim(text)), service, &place);

	if (!best)
		best = find_command(all, to, cm_str_trim(text), service, &place);
	if (!best)
		return NULL;
	*tier = best->tier;
	*item = best->item;
	if (place.n && memmem(best->text.p, best->text.n, "{tier}", strlen("{tier}")))
		*tier = place;
	else if (place.n)
		*item = place;
	return best;
}
