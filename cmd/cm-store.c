/* cm-store: makes the store, brings in what is there, checks, copies and shows it. */
#include "base/date.h"
#include "front.h"
#include "flow/store/export.h"
#include "store/admin.h"

static bool rehearsal;

static const struct cm_option options[] = {
    {0, "rehearsal", NULL, "a store for trying things out, on which the clock can be set", &rehearsal, NULL, "init"}, {0}};

/* ---- the store as a whole ---- */

static enum cm_status
init(struct cm_front *f, int nwords, char **words)
{
	const char *path = f->opt.store ? f->opt.store : f->env.store;
	enum cm_status st = cm_front_words(f, 0, 0);

	(void)nwords;
	(void)words;
	if (st != CM_OK)
		return st;
	if (!path)
		return cm_fail(&f->diag, CM_USAGE, "store.unnamed", "no home folder to make a store in: name one by -s or CM_STORE");
	if (f->env.now_given && !rehearsal)
		return cm_fail(&f->diag, CM_USAGE, "clock.not-rehearsal",
		    "--now and CM_NOW are only for a store made by 'cm-store init --rehearsal'");
	return cm_store_create(path, f->env.key, rehearsal, f->env.now, &f->diag);
}

static enum cm_status
migrate(struct cm_front *f, int nwords, char **words)
{
	const char *path = f->opt.store ? f->opt.store : f->env.store;
	enum cm_status st = cm_front_words(f, 0, 0);
	struct cm_record *r;
	int from, to;

	(void)nwords;
	(void)words;
	if (st != CM_OK)
		return st;
	if (!path)
		return cm_fail(&f->diag, CM_USAGE, "store.unnamed", "no home folder to look for a store in: name one by -s or CM_STORE");
	st = cm_db_migrate(path, &from, &to, &f->diag);
	if (st != CM_OK)
		return st;
	r = cm_front_row(f);
	cm_front_int(r, "from", from);
	cm_front_int(r, "to", to);
	return cm_front_emit(f, r);
}

static enum cm_status
check(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st = cm_front_words(f, 0, 0), found;

	(void)nwords;
	(void)words;
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st != CM_OK)
		return st;
	found = cm_store_check(f->store, &f->diag);
	if (found != CM_BAD)
		return found;
	st = cm_front_findings(f);
	return st == CM_OK ? found : st;
}

static enum cm_status
backup(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st = cm_front_words(f, 1, 1);

	(void)nwords;
	if (st == CM_OK)
		st = cm_front_store(f, false);
	return st == CM_OK ? cm_db_backup(cm_store_db(f->store), words[0], &f->diag) : st;
}

static bool
is_time(const char *name)
{
	return strcmp(name, "created_at") == 0 || strcmp(name, "first_operation") == 0 || strcmp(name, "last_operation") == 0;
}

static enum cm_status
figure(void *ctx, const char *name, const struct cm_cell *value)
{
	struct cm_front *f = ctx;
	struct cm_record *r = cm_front_row(f);

	cm_record_set(r, CM_STR("name"), cm_str(name));
	if (!value->is_text && is_time(name)) {
		char at[26];

		cm_time_format(value->i, at);
		cm_record_set(r, CM_STR("value"), cm_str(cm_arena_strdup(r->arena, at)));
	} else if (value->is_text)
		cm_record_set(r, CM_STR("value"), value->s);
	else
		cm_front_int(r, "value", value->i);
	return cm_front_emit(f, r);
}

static enum cm_status
stats(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st = cm_front_words(f, 0, 0);

	(void)nwords;
	(void)words;
	if (st == CM_OK)
		st = cm_front_store(f, false);
	return st == CM_OK ? cm_store_stats(f->store, figure, f, &f->diag) : st;
}

static enum cm_status
dump_line(void *ctx, struct cm_str line)
{
	struct cm_front *f = ctx;
	struct cm_record *r = cm_front_row(f);

	if (!cm_record_read_json(r, (struct cm_str){line.p, line.n - 1}))
		return cm_fail(&f->diag, CM_DEFECT, "store.defect", "a row of the dump is no record");
	return cm_front_emit(f, r);
}

static enum cm_status
dump(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st = cm_front_words(f, 0, 0);

	(void)nwords;
	(void)words;
	if (st == CM_OK)
		st = cm_front_store(f, false);
	return st == CM_OK ? cm_store_dump(f->store, dump_line, f, &f->diag) : st;
}

/* ---- export ---- */

static enum cm_status
export_row(void *ctx, const struct cm_record *r)
{
	return cm_front_emit(ctx, r);
}

/* To see personal data whole is journalled first: what follows may already be on somebody's screen when it fails. */
static enum cm_status
export_kind(struct cm_front *f, int nwords, char **words)
{
	const char *kind = strchr(f->verb->name, ' ') + 1;
	struct cm_export_options o = {.unmask = f->opt.unmask != NULL, .emit = export_row, .ctx = f};
	enum cm_status st = cm_front_words(f, 0, 0);

	(void)nwords;
	(void)words;
	if (st == CM_OK)
		st = cm_front_store(f, f->opt.unmask != NULL);
	if (st == CM_OK && f->opt.unmask)
		st = cm_export_note(f->store, f->verb->name, f->opt.unmask, &f->env, &f->diag);
	if (st != CM_OK)
		return st;
	cm_front_columns(f, cm_export_columns(kind));
	return cm_export(f->store, kind, &o, &f->diag);
}

/* ---- import: one field table for each kind ---- */

static const struct cm_input numbers_in[] = {
    {"msisdn", CM_REQUIRED}, {"pack_serial", 0}, {"prepay_min", 0}, {"number_class", 0}, {0}};
static const struct cm_input sims_in[] = {{"iccid", CM_REQUIRED}, {"imsi", 0}, {"puk", 0}, {0}};
static const struct cm_input lines_in[] = {{"msisdn", CM_REQUIRED}, {"name", 0}, {"id_type", 0}, {"id_no", 0},
    {"brand", 0}, {"vip_level", 0}, {"plan", 0}, {"opened_at", 0}, {"owner_since", 0}, {"status", CM_REQUIRED},
    {"balance", 0}, {"arrears", 0}, {"payment_method", 0}, {"points", 0}, {"credit_class", 0}, {"iccid", 0},
    {"contact", 0}, {"address", 0}, {"customer_type", 0}, {"terminal", 0}, {0}};
static const struct cm_input contracts_in[] = {{"msisdn", CM_REQUIRED}, {"kind", CM_REQUIRED}, {"from", CM_REQUIRED},
    {"until", CM_REQUIRED}, {"blocks_plan_change", CM_REQUIRED}, {0}};
static const struct cm_input subscriptions_in[] = {{"msisdn", CM_REQUIRED}, {"service", CM_REQUIRED}, {"item", 0},
    {"tier", 0}, {"state", CM_REQUIRED}, {"opened_at", CM_REQUIRED}, {"order_channel", 0}, {"command", 0}, {"sp", 0},
    {"until", 0}, {0}};
static const struct cm_input evidence_in[] = {
    {"msisdn", CM_REQUIRED}, {"fact", CM_REQUIRED}, {"value", CM_REQUIRED}, {"as_of", CM_REQUIRED}, {0}};
static const struct cm_input bills_in[] = {
    {"msisdn", CM_REQUIRED}, {"month", CM_REQUIRED}, {"item", CM_REQUIRED}, {"amount", CM_REQUIRED}, {0}};
static const struct cm_input usage_in[] = {{"msisdn", CM_REQUIRED}, {"kind", CM_REQUIRED},
    {"at", CM_REQUIRED}, {"direction", 0}, {"peer", 0}, {"seconds", 0}, {"up_kb", 0}, {"down_kb", 0}, {"size_kb", 0},
    {"area", 0}, {"visitor", 0}, {"apn", 0}, {"url", 0}, {"sp", 0}, {"order_channel", 0}, {"fee", 0}, {0}};
static const struct cm_input history_in[] = {{"msisdn", CM_REQUIRED}, {"event", CM_REQUIRED}, {"operator_id", 0},
    {"reason", 0}, {"at", CM_REQUIRED}, {"service", 0}, {0}};
static const struct cm_input payments_in[] = {
    {"msisdn", CM_REQUIRED}, {"at", CM_REQUIRED}, {"amount", CM_REQUIRED}, {"method", 0}, {"payment_id", 0}, {0}};
static const struct cm_input offsets_in[] = {
    {"msisdn", CM_REQUIRED}, {"month", CM_REQUIRED}, {"item", 0}, {"amount", CM_REQUIRED}, {"remaining", 0}, {0}};
static const struct cm_input tickets_in[] = {{"ticket_id", CM_REQUIRED}, {"msisdn", 0}, {"opened_at", CM_REQUIRED},
    {"target_at", 0}, {"replied_at", 0}, {"closed_at", 0}, {"status", CM_REQUIRED}, {"class", 0}, {"subject", CM_REQUIRED},
    {"text", 0}, {"kind", 0}, {"service", 0}, {"branch", 0}, {"channel", 0}, {"severity", 0}, {0}};
static const char *const no_out[] = {NULL};
static const char *const lines_out[] = {"balance", "changed", NULL};

#define IMPORT(kind, help, out)                                                                                        \
	{"import " #kind, help, CM_WRITES, &cm_flow_import_##kind, kind##_in, out, NULL, "[FILE]"}
#define EXPORT(kind, help) {"export " #kind, help, CM_WHOLE, NULL, NULL, NULL, export_kind, NULL}

static const struct cm_verb verbs[] = {
    {"init", "make a new store and its key", CM_WHOLE, NULL, NULL, NULL, init, NULL},
    {"migrate", "bring an older store up to this program", CM_WHOLE, NULL, NULL, NULL, migrate, NULL},
    {"check", "prove that the store hangs together; a row for each finding", CM_WHOLE, NULL, NULL, NULL, check, NULL},
    {"backup", "copy the store, also while it is used", CM_WHOLE, NULL, NULL, NULL, backup, "FILE"},
    {"stats", "figures of the store", CM_WHOLE, NULL, NULL, NULL, stats, NULL},
    {"dump", "all rows, as text that two stores can be compared by", CM_WHOLE, NULL, NULL, NULL, dump, NULL},
    IMPORT(numbers, "numbers for sale", no_out),
    IMPORT(sims, "SIMs for sale", no_out),
    IMPORT(lines, "lines as they stand, with what they owe or have", lines_out),
    IMPORT(contracts, "contracts that bind lines", no_out),
    IMPORT(subscriptions, "services of lines", no_out),
    IMPORT(evidence, "what outside platforms say of lines", no_out),
    IMPORT(bills, "what lines were charged, by month and item", no_out),
    IMPORT(usage, "what the network's records say that lines used", no_out),
    IMPORT(history, "what other systems did to lines and their services", no_out),
    IMPORT(payments, "what other systems booked as paid", no_out),
    IMPORT(offsets, "what other systems set off against bills", no_out),
    IMPORT(tickets, "tickets of another system, as they stand", no_out),
    EXPORT(numbers, "as import takes them"),
    EXPORT(sims, "without PUKs"),
    EXPORT(lines, "personal data masked, unless --unmask"),
    EXPORT(contracts, "as import takes them"),
    EXPORT(subscriptions, "as import takes them"),
    EXPORT(evidence, "as import takes it"),
    EXPORT(bills, "as import takes them"),
    EXPORT(usage, "as import takes it"),
    EXPORT(history, "as import takes it"),
    EXPORT(payments, "as import takes them"),
    EXPORT(offsets, "as import takes them"),
    EXPORT(tickets, "customers' own words masked, unless --unmask"),
    {0}};

static const struct cm_command command = {
    .name = "cm-store", .help = "Make, fill, check, copy and show the store.", .verbs = verbs, .options = options};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
