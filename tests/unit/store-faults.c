/*
 * Every operation on the store's files fails once, or from then on: whatever is answered, what was acknowledged is
 * there, what was refused is not, and a second run completes exactly once.
 */
#include <fcntl.h>

#include "../fault/vfs.c"
#include "store.h"

static const struct mode {
	enum fault_kind kind;
	bool forever;
	const char *what;
} modes[] = {{FAULT_IOERR, false, "an error once"}, {FAULT_IOERR, true, "errors from then on"},
    {FAULT_FULL, false, "a full disk once"}, {FAULT_FULL, true, "a disk that stays full"},
    {FAULT_SHORT, true, "a short write, then errors"}, {FAULT_BUSY, false, "a lock that is another's"}};

static struct {
	char *p;
	size_t n;
} image, key_image;

static void
slurp(const char *file, char **p, size_t *n)
{
	int fd = open(file, O_RDONLY);
	struct stat sb;

	if (fd < 0 || fstat(fd, &sb) < 0)
		abort();
	*n = (size_t)sb.st_size;
	*p = cm_malloc(*n);
	if (read(fd, *p, *n) != (ssize_t)*n)
		abort();
	close(fd);
}

static void
spit(const char *file, const char *p, size_t n)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		abort();
	close(fd);
}

static void
remove_all(void)
{
	static const char *const names[] = {"s.db", "s.db-wal", "s.db-shm", "s.db-journal", "s.db.key", "s.db.key.new",
	    "s.db.new", "s.db.new-journal", "s.db.new-wal", "s.db.new-shm", "b.db", "b.db-wal", "b.db-shm", "b.db.new"};
	char file[96];

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(file, sizeof(file), "%s/%s", folder, names[i]);
		unlink(file);
	}
}

static void
restore(void)
{
	remove_all();
	spit(path, image.p, image.n);
	spit(key_path, key_image.p, key_image.n);
}

static bool
is_whole(void)
{
	struct cm_store *s = NULL;
	bool whole;

	cm_diag_init(&diag, arena);
	whole = cm_store_open(&s, &(struct cm_store_options){.path = path}, &diag) == CM_OK &&
	    cm_store_check(s, &diag) == CM_OK;
	cm_store_close(s);
	return whole;
}

/* A record's way: its key asked for, the payment, the key kept. CM_CONFLICT here stands for "done before". */
static enum cm_status
pay_once(struct cm_store *s, const char *msisdn, const char *key)
{
	struct cm_operation op = payment(500);
	struct cm_account a;
	struct cm_str prints;
	char print[9];
	bool claimed;
	int64_t seq;
	int part;
	enum cm_status st = cm_request_get(s, op.source, cm_str(key), &part, &seq, &prints, arena, &diag);

	if (st != CM_END)
		return st;
	cm_request_print(s, op.source, cm_str(key), print);
	op.request = cm_str(print);
	if ((st = cm_account_of_number(s, cm_str(msisdn), &a, &diag)) != CM_OK ||
	    (st = cm_account_post(s, &a, &op, 1, a.status, &diag)) != CM_OK)
		return st == CM_END ? CM_NOSTORE : st;
	return cm_request_claim(s, op.source, cm_str(key), op.part, op.seq, CM_STR("0123456789ab"), &claimed, &diag);
}

static enum cm_status
run(void)
{
	struct cm_store *s = NULL;
	enum cm_status st =
	    cm_store_open(&s, &(struct cm_store_options){.path = path, .write = true, .wait_ms = 1}, &diag);

	if (st == CM_OK && (st = cm_store_begin(s, &diag)) == CM_OK) {
		if ((st = pay_once(s, "13800000001", "f/1")) == CM_OK &&
		    (st = pay_once(s, "13800000002", "f/2")) == CM_OK)
			st = cm_store_commit(s, &diag);
		else
			cm_store_rollback(s);
	}
	cm_store_close(s);
	return st;
}

static bool
paid(bool *both)
{
	int64_t n = sql_int("SELECT count(*) FROM request WHERE key IN ('f/1', 'f/2')");

	*both = n == 2;
	return n == 0 || n == 2;
}

static void
payments(const struct mode *m)
{
	unsigned long k;
	unsigned unknown = 0;
	bool reached = true, both;

	for (k = 1; reached && k < 2000; k++) {
		enum cm_status st;

		restore();
		fault_arm(k, m->kind, m->forever);
		st = run();
		reached = fault_disarm();
		unknown += st == CM_UNKNOWN;
		if (!paid(&both) || (st == CM_OK && !both) || (st != CM_OK && st != CM_UNKNOWN && both) ||
		    st == CM_DEFECT || st == CM_CONFLICT) {
			ok(false, "%s at operation %lu (%s): status %d, paid %d: %s", m->what, k, fault_name(), st,
			    both, last_code());
			return;
		}
		cm_diag_init(&diag, arena);
		if ((st = run()) != CM_OK || !paid(&both) || !both || !is_whole()) {
			ok(false, "%s at operation %lu (%s): run again: %d: %s", m->what, k, fault_name(), st,
			    last_code());
			return;
		}
		if (sql_int("SELECT sum(balance) FROM account") != 30 * 100 + 3 * 45 + 1000) {
			ok(false, "%s at operation %lu (%s): the money does not agree", m->what, k, fault_name());
			return;
		}
		cm_arena_reset(arena);
		cm_diag_init(&diag, arena);
	}
	ok(k > 5 && !reached, "a payment, %s: %lu places, %u outcomes unknown", m->what, k - 2, unknown);
}

static void
creations(const struct mode *m)
{
	unsigned long k;
	bool reached = true;

	for (k = 1; reached && k < 2000; k++) {
		enum cm_status st;

		remove_all();
		fault_arm(k, m->kind, m->forever);
		st = cm_store_create(path, NULL, true, NOW, &diag);
		reached = fault_disarm();
		if (st != CM_OK && (access(path, F_OK) == 0 || access(key_path, F_OK) == 0)) {
			ok(false, "init, %s at operation %lu (%s): something is left", m->what, k, fault_name());
			return;
		}
		if ((st != CM_OK && cm_store_create(path, NULL, true, NOW, &diag) != CM_OK) || !is_whole()) {
			ok(false, "init, %s at operation %lu (%s): not made again: %s", m->what, k, fault_name(),
			    last_code());
			return;
		}
		cm_arena_reset(arena);
		cm_diag_init(&diag, arena);
	}
	ok(k > 3 && !reached, "init, %s: %lu places", m->what, k - 2);
}

static void
backups(const struct mode *m)
{
	char to[80];
	unsigned long k;
	bool reached = true;

	snprintf(to, sizeof(to), "%s/b.db", folder);
	for (k = 1; reached && k < 2000; k++) {
		struct cm_store *s;
		enum cm_status st;

		restore();
		s = open_store(false);
		fault_arm(k, m->kind, m->forever);
		st = cm_db_backup(cm_store_db(s), to, &diag);
		reached = fault_disarm();
		cm_store_close(s);
		if ((st == CM_OK) != (access(to, F_OK) == 0)) {
			ok(false, "backup, %s at operation %lu (%s): status %d, and the file is %s", m->what, k,
			    fault_name(), st, st == CM_OK ? "missing" : "there");
			return;
		}
		if (st == CM_OK) {
			rename(to, path);
			if (!is_whole()) {
				ok(false, "backup, %s at operation %lu (%s): not whole: %s", m->what, k, fault_name(),
				    last_code());
				return;
			}
		}
		cm_arena_reset(arena);
		cm_diag_init(&diag, arena);
	}
	ok(k > 3 && !reached, "backup, %s: %lu places", m->what, k - 2);
}

int
main(void)
{
	setup();
	busy_store();
	sql("PRAGMA wal_checkpoint(TRUNCATE)");
	slurp(path, &image.p, &image.n);
	slurp(key_path, &key_image.p, &key_image.n);
	fault_install();
	for (unsigned i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		payments(&modes[i]);
		creations(&modes[i]);
		backups(&modes[i]);
	}
	free(image.p);
	free(key_image.p);
	return finish();
}
