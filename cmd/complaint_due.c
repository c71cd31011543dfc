/* cm-complaint due: the answers that are owed, as rows, or for monitoring as one line and an exit code. */
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/money.h"
#include "complaint.h"
#include "flow/complaint/remind.h"

#include "base/banned.h"

struct cm_due_options cm_due_said;

static const char *const due_columns[] = {"ticket_id", "msisdn", "kind", "service", "subject", "class", "branch", "status",
    "reply_due", "overdue", "minutes_left", "escalate_to", "version", NULL};

static void
set_text(struct cm_record *r, const char *name, struct cm_str s)
{
	if (s.n)
		cm_record_set(r, cm_str(name), s);
}

static enum cm_status
put_due(void *ctx, const struct cm_ticket *t)
{
	struct cm_front *f = ctx;
	struct cm_record *r = cm_front_row(f);
	int64_t left = t->reply_due - f->env.now;

	cm_record_set(r, CM_STR("ticket_id"), cm_str(cm_ticket_name(r->arena, t)));
	set_text(r, "msisdn", t->msisdn);
	set_text(r, "kind", t->kind);
	set_text(r, "service", t->service);
	set_text(r, "subject", t->subject);
	set_text(r, "class", t->class);
	set_text(r, "branch", t->branch);
	cm_record_set(r, CM_STR("status"), t->status);
	cm_front_time(r, "reply_due", t->reply_due);
	cm_record_set_json(r, CM_STR("overdue"), CM_BOOL, left < 0 ? CM_STR("true") : CM_STR("false"));
	cm_front_int(r, "minutes_left", left / 60 - (left % 60 < 0));
	set_text(r, "escalate_to", t->escalate_to);
	cm_front_int(r, "version", t->version);
	return cm_front_emit(f, r);
}

/* ---- --check ---- */

#define ALARM_UNKNOWN 3
static int alarm_code = ALARM_UNKNOWN; /* what monitoring is told */

static const char *
put_limit(const char *limit)
{
	return limit ? limit : "";
}

/* One line: what people read, then what monitoring draws. Its words are those of monitoring, in no language. */
static enum cm_status
tell_check(struct cm_front *f, const struct cm_owed *owed, const struct cm_range *warn, const struct cm_range *crit)
{
	static const char *const words[] = {"OK", "WARNING", "CRITICAL"};
	const struct cm_due_options *said = &cm_due_said;
	char oldest[26] = "";

	alarm_code = cm_complaint_alarm(owed, warn, crit);
	if (owed->oldest)
		cm_time_format(owed->oldest, oldest);
	printf("COMPLAINT %s - %lld answer%s due%s%s, %lld overdue%s%s | due=%lld;%s;%s;0 overdue=%lld;;;0\n", words[alarm_code],
	    (long long)owed->due, owed->due == 1 ? "" : "s", said->within ? " within " : "", put_limit(said->within), (long long)owed->overdue,
	    *oldest ? ", the first of " : "", oldest, (long long)owed->due, put_limit(said->warning), put_limit(said->critical),
	    (long long)owed->overdue);
	if (fflush(stdout) == 0)
		return CM_OK;
	alarm_code = ALARM_UNKNOWN;
	return cm_fail(&f->diag, CM_IO, "output", "standard output cannot be written");
}

/* *range: NULL when none is said. */
static enum cm_status
read_range(struct cm_front *f, const char *name, const char *text, struct cm_range *room, const struct cm_range **range)
{
	*range = text ? room : NULL;
	if (!text)
		return CM_OK;
	if (!cm_due_said.check)
		return cm_fail(&f->diag, CM_USAGE, "option", "-%c goes with --check", *name);
	if (!cm_range_parse(cm_str(text), room))
		return cm_fail(&f->diag, CM_USAGE, "option",
		    "--%s takes a whole number or a range of them, such as 10, 5:, ~:10, 5:10 or @5:10, not %s", name, text);
	return CM_OK;
}

enum cm_status
cm_complaint_due(struct cm_front *f, int nwords, char **words)
{
	struct cm_range rooms[2];
	const struct cm_range *warn, *crit;
	int64_t n = 0, end;
	struct cm_owed owed;
	int unit = 1;
	enum cm_status st = cm_front_words(f, 0, 0);

	(void)nwords, (void)words;
	if (st == CM_OK && cm_due_said.within && !cm_duration_parse(cm_str(cm_due_said.within), &n, &unit))
		return cm_fail(&f->diag, CM_USAGE, "option", "--within takes a time such as 2h, 30min or 1d, not %s", cm_due_said.within);
	if (st == CM_OK)
		st = read_range(f, "warning", cm_due_said.warning, &rooms[0], &warn);
	if (st == CM_OK)
		st = read_range(f, "critical", cm_due_said.critical, &rooms[1], &crit);
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st != CM_OK || (st = cm_store_begin_read(f->store, &f->diag)) != CM_OK)
		return st;
	end = f->env.now + n * unit;
	if (cm_due_said.check) {
		st = cm_complaint_owed(f->store, f->env.now, end, &owed, &f->diag);
	} else {
		cm_front_columns(f, due_columns);
		st = cm_tickets_due(f->store, end, &CM_TICKET_NONE, INT64_MAX, put_due, f, &f->diag);
	}
	cm_store_rollback(f->store);
	return st == CM_OK && cm_due_said.check ? tell_check(f, &owed, warn, crit) : st;
}

/* Monitoring knows four exit codes, and none of ours: whatever keeps the check from its answer is unknown. --check alone
 * means due. */
int
cm_complaint_monitor(const struct cm_command *command, int argc, char **argv)
{
	static char verb[] = "due";
	char **words = cm_malloc(((size_t)argc + 2) * sizeof *words), **word = words;
	int rc;

	*word++ = argv[0];
	if (argc < 2 || strcmp(argv[1], verb) != 0)
		*word++ = verb;
	for (int i = 1; i < argc; i++)
		*word++ = argv[i];
	*word = NULL;
	rc = cm_main(command, (int)(word - words), words);
	free(words);
	if (rc != 0)
		alarm_code = ALARM_UNKNOWN;
	if (alarm_code == ALARM_UNKNOWN)
		printf("COMPLAINT UNKNOWN - the tickets cannot be counted: standard error says why\n");
	return alarm_code;
}
