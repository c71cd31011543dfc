/* The shipped catalogue: what a month of each service costs, to the fen, and which service a message orders. */
#include <stdlib.h>

#include "base/date.h"
#include "policy/services.h"
#include "tap.h"

static struct cm_arena *arena;
static struct cm_diag diag;
static struct cm_services *all;

static const struct cm_service *
service(const char *id)
{
	const struct cm_service *s = cm_services_find(all, cm_str(id));

	if (!s) {
		printf("Bail out! no service %s\n", id);
		exit(1);
	}
	return s;
}

struct asked { /* what is left out is not said */
	const char *service, *tier, *item, *destination;
	int opened;
	int64_t kb, count, seconds;
};

static bool
price(const struct asked *a, struct cm_price *p)
{
	const struct cm_service *s = service(a->service);
	const struct cm_tier *t = a->tier ? cm_service_tier(s, cm_str(a->tier)) : NULL;
	const struct cm_service_item *item = a->item ? cm_service_item(s, cm_str(a->item)) : NULL;
	struct cm_used used = {
	    a->kb ? a->kb : -1, a->count ? a->count : -1, a->seconds ? a->seconds : -1, cm_str(a->destination)};

	if ((a->tier && !t) || (a->item && !item)) {
		printf("Bail out! %s has no %s\n", a->service, a->tier && !t ? a->tier : a->item);
		exit(1);
	}
	return cm_service_price(s, t, item, a->opened, &used, p);
}

#define COSTS(fen, ...) costs(fen, (struct asked){.service = __VA_ARGS__}, #__VA_ARGS__)
static void
costs(int64_t fen, struct asked a, const char *what)
{
	struct cm_price p;

	if (!price(&a, &p))
		ok(false, "%s: has no price", what);
	else if (!ok(p.total == fen, "%s: %lld fen", what, (long long)fen))
		printf("#  got: %lld = %lld + %lld units, %lld\n", (long long)p.total, (long long)p.fee,
		    (long long)p.units, (long long)p.use);
}

#define NO_PRICE(...) no_price((struct asked){.service = __VA_ARGS__}, #__VA_ARGS__)
static void
no_price(struct asked a, const char *what)
{
	struct cm_price p;

	ok(!price(&a, &p), "%s: has no price", what);
}

#define M INT64_C(1024)

/* ---- mobile data (S81, S82) ---- */

static void
standard_tariff(void)
{
	struct cm_price p;

	COSTS(0, "mobile_data");
	COSTS(1, "mobile_data", .kb = 1);
	COSTS(299, "mobile_data", .kb = 299);
	COSTS(300, "mobile_data", .kb = 300); /* where the package of 3 begins to pay */
	COSTS(301, "mobile_data", .kb = 301);
	COSTS(300, "mobile_data", "3", .kb = 300);
	COSTS(300, "mobile_data", "3", .kb = 301);
	COSTS(49999, "mobile_data", .kb = 49999);
	COSTS(50000, "mobile_data", .kb = 50000);
	COSTS(50000, "mobile_data", .kb = 50001);
	price(&(struct asked){.service = "mobile_data", .kb = 50000}, &p);
	ok(!p.capped && p.stops_at == 15 * M * M, "the cap reached exactly takes nothing off; use ends at 15 G");
	price(&(struct asked){.service = "mobile_data", .kb = 50001}, &p);
	ok(p.capped && p.use == 50001, "one K more does");
	price(&(struct asked){.service = "mobile_data", .kb = 15 * M * M}, &p);
	ok(p.units == 15 * M * M && p.total == 50000, "15 G");
	price(&(struct asked){.service = "mobile_data", .kb = 15 * M * M + 1}, &p);
	ok(p.units == 15 * M * M && p.total == 50000, "beyond 15 G nothing is used");
	COSTS(50000, "mobile_data", .kb = INT64_MAX);
}

static void
packages(void)
{
	static const struct {
		const char *tier;
		int64_t fee, kb;
	} packs[] = {{"3", 300, 20 * M}, {"5", 500, 30 * M}, {"10", 1000, 70 * M}, {"20", 2000, 150 * M},
	    {"50", 5000, 500 * M}, {"100", 10000, 2048 * M}, {"200", 20000, 5120 * M}};

	for (unsigned i = 0; i < sizeof packs / sizeof *packs; i++) {
		const char *t = packs[i].tier;
		int64_t fee = packs[i].fee, kb = packs[i].kb;

		printf("# package %s\n", t);
		COSTS(fee, "mobile_data", t);
		COSTS(fee, "mobile_data", t, .kb = kb);
		COSTS(fee, "mobile_data", t, .kb = kb + M - 1); /* the part of a megabyte is free */
		COSTS(fee + 100, "mobile_data", t, .kb = kb + M);
		COSTS(fee + 100, "mobile_data", t, .kb = kb + 2 * M - 1);
		COSTS(fee + 200, "mobile_data", t, .kb = kb + 2 * M);
		COSTS(fee, "mobile_data", t, .opened = 15, .kb = kb);
		COSTS(fee / 2, "mobile_data", t, .opened = 16);
		COSTS(fee / 2, "mobile_data", t, .opened = 31, .kb = kb / 2 + M - 1);
		COSTS(fee / 2 + 100, "mobile_data", t, .opened = 16, .kb = kb / 2 + M);
	}
	COSTS(150, "mobile_data", "3", .opened = 16);
	COSTS(250, "mobile_data", "5", .opened = 16);
	COSTS(800, "mobile_data", "5", .kb = 30 * M + 3 * M + 410); /* 33.4 M */
	COSTS(49900, "mobile_data", "5", .kb = 30 * M + 494 * M);
	COSTS(50000, "mobile_data", "5", .kb = 30 * M + 495 * M);
	COSTS(50000, "mobile_data", "5", .kb = 30 * M + 496 * M);
	COSTS(50000, "mobile_data", "200", .kb = 15 * M * M);
}

/* ---- the others ---- */

static void
messages(void)
{
	COSTS(0, "sms");
	COSTS(10, "sms", .count = 1);
	COSTS(10, "sms", .count = 1, .destination = "domestic");
	COSTS(100, "sms", .count = 1, .destination = "international");
	COSTS(200, "sms", .count = 1, .destination = "visitor");
	COSTS(10, "sms", .count = 1, .destination = "monternet");
	NO_PRICE("sms", .count = 1, .destination = "roaming");
	NO_PRICE("sms", .count = 1, .destination = "moon");
	COSTS(300, "sms", "3", .count = 50);
	COSTS(310, "sms", "3", .count = 51);
	COSTS(600, "sms", "6", .count = 100);
	COSTS(610, "sms", "6", .count = 101);
	COSTS(1000, "sms", "10", .count = 150);
	COSTS(1010, "sms", "10", .count = 151);
	COSTS(400, "sms", "3", .count = 1, .destination = "international"); /* no pack includes it */
	COSTS(300, "sms", "3", .opened = 16); /* the half month is mobile data's */
	COSTS(30, "mms", .count = 1);
	COSTS(300, "mms", .count = 10);
	ok(service("mms")->size_max == 50, "an MMS has at most 50 K");
}

static void
fees(void)
{
	COSTS(300, "missed_call_alert");
	COSTS(300, "missed_call_alert", .seconds = 6000);
	COSTS(0, "missed_call_alert", "per_use");
	COSTS(10, "missed_call_alert", "per_use", .seconds = 1);
	COSTS(10, "missed_call_alert", "per_use", .seconds = 60);
	COSTS(20, "missed_call_alert", "per_use", .seconds = 61);
	COSTS(600, "dual_display");
	COSTS(300, "mobile_news", .item = "morning_evening");
	COSTS(200, "rural_info", .item = "weather");
	COSTS(500, "rbt");
	COSTS(500, "family", "wanjia-main");
	COSTS(0, "family", "wanjia-member");
	NO_PRICE("family");
	NO_PRICE("mobile_news");
	NO_PRICE("rural_info");
	NO_PRICE("caller_id");
	NO_PRICE("monternet");
	NO_PRICE("corp_rbt");
	NO_PRICE("vpmn");
	ok(service("rbt")->other_items && service("rbt")->other_from == 0 && service("rbt")->other_to == 300,
	    "tones cost 0 to 3 yuan");
	ok(service("mobile_news")->other_from == 300 && service("mobile_news")->other_to == 2000, "papers 3 to 20");
	ok(!cm_service_sold(service("corp_rbt")) && cm_service_sold(service("rbt")) && !cm_service_sold(NULL),
	    "a draft is not sold");
	ok(cm_str_is(service("rbt")->bill_item, "rbt") && cm_str_is(service("rbt")->items_bill_item, "rbt_info") &&
		cm_str_is(service("rural_info")->items_bill_item, "rural_info"),
	    "tones have a line of their own on the bill");
	ok(cm_service_frees(service("family"), CM_STR("mobile_news"), CM_STR("morning_evening")) &&
		!cm_service_frees(service("family"), CM_STR("mobile_news"), CM_STR("")) &&
		!cm_service_frees(service("family"), CM_STR("mobile_news"), CM_STR("morning")) &&
		!cm_service_frees(service("rbt"), CM_STR("mobile_news"), CM_STR("morning_evening")),
	    "the family plan frees one paper");
}

static void
overflow(void)
{
	struct cm_service s = {
	    .fee = 0, .cap_fee = -1, .cap_volume = -1, .use = {.measure = CM_M_KB, .per = 1, .price = 2}};
	struct cm_used used = {.kb = INT64_MAX / 2, .count = -1, .seconds = -1};
	struct cm_price p;

	ok(cm_service_price(&s, NULL, NULL, 0, &used, &p) && p.total == INT64_MAX - 1, "as much as there is");
	used.kb++;
	ok(!cm_service_price(&s, NULL, NULL, 0, &used, &p), "one more has no price");
	used.kb--;
	s.fee = 2;
	ok(!cm_service_price(&s, NULL, NULL, 0, &used, &p), "nor with a fee");
	s.fee = 5;
	s.half_from = 16;
	used.kb = 0;
	ok(cm_service_price(&s, NULL, NULL, 16, &used, &p) && p.total == 2, "half a fen is not charged");
	ok(cm_service_price(&s, &(struct cm_tier){.fee = 1, .includes = 3}, NULL, 16, &(struct cm_used){.kb = 3}, &p) &&
		p.included == 2 && p.units == 1,
	    "half of an odd volume goes to the customer");
	ok(cm_service_price(
	       &s, &(struct cm_tier){.fee = 1, .includes = -1}, NULL, 0, &(struct cm_used){.kb = INT64_MAX}, &p) &&
		p.total == 1,
	    "without limit");
}

/* ---- messages that order (S73, S78, S83, S95, S96) ---- */

static void
orders(const char *to, const char *text, const char *want)
{
	static const char *const does[] = {"subscribe", "cancel", "menu"};
	const struct cm_service *s = NULL;
	struct cm_str tier, item;
	const struct cm_sms_command *c = cm_services_command(all, cm_str(to), cm_str(text), &s, &tier, &item);

	is_str(c ? cm_arena_printf(arena, "%s %.*s %.*s/%.*s", does[c->does], (int)s->id.n, s->id.p, (int)tier.n,
		       tier.n ? tier.p : "", (int)item.n, item.n ? item.p : "")
		 : "none",
	    want, cm_arena_printf(arena, "'%s' to %s: %s", text, to, want));
}

static void
commands(void)
{
	orders("10086", "KTLDTX", "subscribe missed_call_alert /");
	orders("10086", "3041", "subscribe missed_call_alert /");
	orders("10086", "QXLDTX", "cancel missed_call_alert /");
	orders("10086", "3042", "cancel missed_call_alert /");
	orders("10086", "3043", "none");
	orders("10658000", "SJB", "menu mobile_news /");
	orders("10086", "SJB", "none");
	orders("10086", "KTXWZWB", "subscribe mobile_news /morning_evening");
	orders("10086", "KTGPRS", "subscribe mobile_data /");
	orders("10086", "KTGPRS5", "subscribe mobile_data 5/");
	orders("10086", " ktgprs20\t", "subscribe mobile_data 20/");
	orders("10086", "GPRS3", "subscribe mobile_data 3/");
	orders("10086", "GPRS", "none");
	orders("10086", "QXGPRS10", "cancel mobile_data 10/");
	orders("10086", "QXGPRS7", "cancel mobile_data 7/"); /* which is none: whoever asked is told so */
	orders("12582", "DG#QX12", "subscribe rural_info /QX12");
	orders("12582", "qx#12", "cancel rural_info /12");
	orders("12582", "DG#", "none");
	orders("10086", "KTCL", "subscribe rbt /");
	orders("10086", "qxcl", "cancel rbt /");
	orders("10086", "", "none");
	orders("", "KTCL", "none");
}

int
main(void)
{
	struct cm_vocabulary *voc;

	arena = cm_arena_new();
	cm_diag_init(&diag, arena);
	if (cm_vocabulary_load(&voc, "policies", arena, &diag) != CM_OK ||
	    cm_services_load(&all, voc, arena, &diag) != CM_OK) {
		cm_diag_print(&diag, "policy-services");
		return 1;
	}
	standard_tariff();
	packages();
	messages();
	fees();
	overflow();
	commands();
	cm_arena_free(arena);
	return tap_done();
}
