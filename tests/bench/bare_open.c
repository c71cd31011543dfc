/* Openings: stock for them, records that ask for them, the bare loop that carries them out, and PINs (bare.h). */
#include "bare.h"

#include <crypt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"

#define NUMBER0 13900000000LL

/* 89860 and the n, with Luhn's digit. */
static void
iccid_of(int64_t n, char out[20])
{
	unsigned sum = 0;

	snprintf(out, 20, "898600%012lld", (long long)n);
	for (int i = 0; i < 18; i++) {
		unsigned d = (unsigned)(out[17 - i] - '0') * (i % 2 ? 1 : 2);

		sum += d > 9 ? d - 9 : d;
	}
	out[18] = (char)('0' + (10 - sum % 10) % 10);
	out[19] = 0;
}

static void
id_no_of(int64_t n, char out[19])
{
	unsigned r = 0;

	snprintf(out, 19, "6123011970%02d%02d%03d", (int)(1 + n % 12), (int)(1 + n / 12 % 28), (int)(n / 336 % 1000));
	for (int i = 0; i < 17; i++)
		r = (r + (unsigned)(out[i] - '0')) * 2 % 11;
	out[17] = "10X98765432"[r];
	out[18] = 0;
}

/* ---- stock ---- */

void
stock(const char *path, int64_t lines)
{
	struct cm_arena *a = cm_arena_new();
	struct cm_store_options o = {.path = path, .write = true};
	struct cm_str none = CM_STR("");
	struct cm_store *s;
	struct cm_diag d;
	char msisdn[16], iccid[20];

	cm_diag_init(&d, a);
	if (cm_store_open(&s, &o, &d) != CM_OK)
		die("cannot open the store");
	cm_db_bulk(cm_store_db(s));
	for (int64_t i = 0; i < lines; i++) {
		struct cm_number n = {.msisdn = {msisdn, 11}, .pack_serial = none, .number_class = none, .holder = none};
		struct cm_sim sim = {.iccid = {iccid, 19}, .imsi = CM_STR("460000000000001"), .puk = CM_STR("12345678")};

		snprintf(msisdn, sizeof msisdn, "%lld", NUMBER0 + (long long)i);
		iccid_of(i, iccid);
		if (i % BATCH == 0 && cm_store_begin(s, &d) != CM_OK)
			die("begin");
		if (cm_number_add(s, &n, &d) != CM_OK || cm_sim_add(s, &sim, &d) != CM_OK)
			die("cannot add stock");
		if ((i % BATCH == BATCH - 1 || i == lines - 1) && cm_store_commit(s, &d) != CM_OK)
			die("commit");
	}
	cm_store_close(s);
	cm_arena_free(a);
}

/* Of numbers in no order, as they are sold. */
void
openings(int64_t lines, bool pins)
{
	static const char *const good[] = {"704952", "295071", "630582", "815274"}; /* by policies/pin.yaml */
	char iccid[20], id_no[19];

	for (int64_t i = 0; i < lines; i++) {
		int64_t n = (int64_t)((uint64_t)i * 7919 % (uint64_t)lines);

		iccid_of(n, iccid);
		id_no_of(n, id_no);
		printf("{\"request_id\":\"HZO/%lld\",\"msisdn\":\"%lld\",\"iccid\":\"%s\",\"name\":\"张伟\",\"id_type\":\"resident_id\","
		       "\"id_no\":\"%s\",\"holder_present\":true,\"doc_form\":\"original\",\"plan\":\"easyown-family\",\"deposit\":\"50.00\"",
		    (long long)i, NUMBER0 + (long long)n, iccid, id_no);
		if (pins)
			printf(",\"new_pin\":\"%s\"", good[i % 4]);
		puts("}");
	}
}

/* ---- open ---- */

struct opening {
	char key[40], msisdn[16], iccid[24], id_no[24];
};

static void
field(const char *line, const char *name, char *out, size_t size)
{
	const char *p = strstr(line, name);
	size_t n;

	if (!p)
		die("not what bare openings wrote");
	p += strlen(name);
	n = strcspn(p, "\"");
	snprintf(out, size, "%.*s", (int)n, p);
}

static void
parse(const char *line, struct opening *o)
{
	field(line, "\"request_id\":\"", o->key, sizeof o->key);
	field(line, "\"msisdn\":\"", o->msisdn, sizeof o->msisdn);
	field(line, "\"iccid\":\"", o->iccid, sizeof o->iccid);
	field(line, "\"id_no\":\"", o->id_no, sizeof o->id_no);
}

/* A name is looked up with what is known of the thing, and taken. */
static void
take(enum cm_query get, enum cm_kind_of_name kind, const char *name, int64_t part, int64_t line)
{
	int64_t kpart = cm_part_of_name(cm_str(name));
	sqlite3_stmt *s = statement(get);

	bind(s, "it", kpart, name, strlen(name));
	if (!step(s) || sqlite3_column_int64(s, 0) != CM_NAME_FREE)
		die("not for sale");
	sqlite3_reset(s);
	run(Q_DIRECTORY_MOVE, "iiiiiitiiii", (int64_t)CM_NAME_IN_USE, part, line, (int64_t)0, kpart, (int64_t)kind, name,
	    strlen(name), (int64_t)CM_NAME_FREE, (int64_t)0, (int64_t)0, (int64_t)0);
}

#define TEXT(literal) literal, sizeof(literal) - 1
static const char prints[] = "5b5c7b2b7fc61bbb0b3ccbe830df6feb597f0139af1e55cb16d869370e248248cc6f5d127402d21f643870d910e05c0f9f148ce3a174";
static const char facts[] = "{\"id_type\":\"resident_id\",\"id_no\":\"6123**********0009\",\"today\":\"2026-11-26\",\"id_no_check\":\"ok\","
			    "\"doc_form\":\"original\",\"number_state\":\"free\",\"pack_matches\":true,\"number_claim\":\"nobody\","
			    "\"plan_status\":\"active\",\"holder_present\":true,\"sim_state\":\"free\",\"deposit_min\":50.00,"
			    "\"deposit\":50.00,\"free_count\":1}";
static const char answer[] = "{\"msisdn\":\"13900000000\",\"plan\":\"easyown-family\",\"monthly_fee\":5.00,\"price_out_min\":0.12,"
			     "\"price_in_min\":0.00,\"free_services\":[\"caller_id\"],\"fee_rule\":\"月费从入网当月起每月 1 日一次扣收\","
			     "\"effective_at\":\"2026-11-26\",\"services\":[\"caller_id\"],\"deposit\":50.00,\"card_fee\":15.00,"
			     "\"total_due\":65.00}";

static void
open_one(const struct opening *o, int64_t commit_no)
{
	struct cm_str near = {o->key, strlen(o->key) - 4};
	int64_t line = cm_line_id_near(CM_STR("cm-open open"), cm_str(o->key), near), part = cm_part_of(line), seq = next_seq(part);
	struct operation op = {.part = part, .line = line, .source = "cm-open open", .rules = "open.say-free", .request = "0123abcd",
	    .commit_no = commit_no, .facts = facts, .nfacts = sizeof facts - 1, .answer = answer, .nanswer = sizeof answer - 1,
	    .debit = CM_L_CASH, .credit = CM_L_LINE, .amount = 5000};
	struct cm_str batch = {o->key, strcspn(o->key, "/")};

	run(Q_REQUEST_ADD, "ittiit", (int64_t)cm_part_of_name(batch), TEXT("cm-open open"), o->key, strlen(o->key), part, seq,
	    prints, sizeof prints - 1);
	take(Q_NUMBER_GET, CM_NAME_MSISDN, o->msisdn, part, line);
	take(Q_SIM_GET, CM_NAME_ICCID, o->iccid, part, line);
	run(Q_LINE_ADD, "iittttttttttttttiii", part, line, o->msisdn, strlen(o->msisdn), o->iccid, strlen(o->iccid), TEXT("张伟"),
	    TEXT("resident_id"), o->id_no, strlen(o->id_no), TEXT("person"), TEXT(""), TEXT(""), TEXT(""), TEXT("easyown"),
	    TEXT("easyown-family"), TEXT("none"), TEXT("cash"), TEXT(""), (int64_t)14600, (int64_t)14600, (int64_t)0);
	run(Q_SUBSCRIPTION_ADD, "iitttttitt", part, line, TEXT("caller_id"), TEXT(""), TEXT(""), TEXT(""), TEXT("active"),
	    (int64_t)14600, TEXT("counter"), TEXT(""));
	run(Q_NOTICE_ADD, "iiittttti", part, line, seq, TEXT("survey"), o->msisdn, strlen(o->msisdn), TEXT("zh"),
	    TEXT("notify.survey"), TEXT("{}"), (int64_t)1767660000);
	run(Q_ACCOUNT_ADD, "iiiiiii", part, line, (int64_t)5000, (int64_t)CM_LINE_ACTIVE, seq + 1, (int64_t)CM_DAY_NONE,
	    (int64_t)14600);
	add_operation(&op);
	op = (struct operation){.part = part, .line = line, .parent = seq, .prev = seq, .source = "cm-open open", .rules = "",
	    .request = "", .commit_no = commit_no, .facts = "", .answer = "", .debit = CM_L_CASH, .credit = CM_L_REVENUE,
	    .amount = 1500};
	add_operation(&op);
}

void
open_lines(const char *path)
{
	char line[4096];
	int64_t n = 0;

	store_open(path);
	while (fgets(line, sizeof line, stdin)) {
		struct opening o;

		if (n % BATCH == 0)
			batch_begin();
		parse(line, &o);
		open_one(&o, n / BATCH + 1);
		if (++n % BATCH == 0)
			batch_end();
	}
	if (n % BATCH)
		batch_end();
	store_close();
}

/* ---- pins ---- */

static void *
hash_some(void *arg)
{
	int64_t n = *(int64_t *)arg;
	struct crypt_data *c = calloc(1, sizeof *c);

	for (int64_t i = 0; i < n; i++)
		if (!crypt_r("d2f1c0ffee00112233445566778899aabbccddeeff00112233445566778899aa", "$y$j75$abcdefghijklmnopqrstu/", c))
			die("crypt");
	free(c);
	return NULL;
}

/* As many as there are cores do the work of all, and nothing else. */
void
hash_pins(int64_t n)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t threads[64];
	int64_t each = (n + cores - 1) / cores;

	for (long i = 0; i < cores && i < 64; i++)
		if (pthread_create(&threads[i], NULL, hash_some, &each) != 0)
			die("pthread_create");
	for (long i = 0; i < cores && i < 64; i++)
		pthread_join(threads[i], NULL);
}
