/* Which files are a store, which are refused and why, and what a killed init leaves behind. */
#include <fcntl.h>
#include <sys/socket.h>

#include "store.h"

static void
refused(const char *code, const char *what)
{
	struct cm_store *s = NULL;
	enum cm_status st = cm_store_open(&s, &(struct cm_store_options){.path = path}, &diag);

	ok(st == (strncmp(code, "key.", 4) == 0 ? CM_CONFIG : CM_NOSTORE) && !s, "%s: status %d", what, st);
	is_str(last_code(), code, what);
	cm_store_close(s);
}

static void
accepted(const char *what)
{
	struct cm_store *s = NULL;

	ok(cm_store_open(&s, &(struct cm_store_options){.path = path}, &diag) == CM_OK, "%s: %s", what, last_code());
	cm_store_close(s);
}

static void
files(void)
{
	shell("rm -rf %s/*", folder);
	refused("store.missing", "nothing there");
	shell("mkdir %s", path);
	refused("store.not-a-file", "a folder");
	shell("rmdir %s; mkfifo -m 600 %s", path, path);
	refused("store.not-a-file", "a fifo");
	shell("rm %s; : >%s; chmod 600 %s", path, path, path);
	refused("store.half-made", "an empty file");
	shell("echo this is a text, not a store at all >%s", path);
	refused("store.not-ours", "a short text");
	shell("head -c 8192 /dev/zero >%s", path);
	refused("store.not-ours", "zeros");
	shell("rm %s; sqlite3 %s 'create table t(a)'; chmod 600 %s", path, path, path);
	refused("store.not-ours", "somebody else's data base");
	new_store();
	accepted("a new one");
	shell("chmod 644 %s", path);
	refused("store.mode", "readable by the world");
	shell("chmod 660 %s", path);
	refused("store.mode", "writable by the group");
	shell("chmod 600 %s; ln %s %s/second", path, path, folder);
	refused("store.links", "with a second name");
	shell("rm %s/second; mv %s %s/real; ln -s real %s", folder, path, folder, path);
	refused("store.symlink", "a symlink");
	shell("rm %s; mv %s/real %s", path, folder, path);
	accepted("as it was");
}

static void
versions(void)
{
	new_store();
	sql("PRAGMA user_version = 999");
	refused("store.newer", "of a newer program");
	sql("PRAGMA user_version = 0");
	refused("store.half-made", "without a version");
	sql("PRAGMA user_version = 1; PRAGMA application_id = 0");
	refused("store.not-ours", "without our mark");
	new_store();
	sql("PRAGMA journal_mode = DELETE");
	refused("store.damaged", "not in WAL mode");
	new_store();
	sql("DELETE FROM meta WHERE name = 'store_id'");
	refused("store.damaged", "which does not say who it is");
	new_store();
	sql("DROP TABLE meta");
	refused("store.damaged", "without a table");
}

static void
keys(void)
{
	char other[80];

	new_store();
	shell("mv %s %s/k", key_path, folder);
	refused("key.missing", "no key");
	shell("cp %s/k %s; chmod 640 %s", folder, key_path, key_path);
	refused("key.mode", "a loose key");
	shell("rm %s; ln -s k %s", key_path, key_path);
	refused("key.symlink", "a key that is a symlink");
	shell("rm %s; (umask 077; head -c 100 %s/k >%s)", key_path, folder, key_path);
	refused("key.malformed", "half a key");
	shell("(umask 077; sed 's/^key ./key z/' %s/k >%s)", folder, key_path);
	refused("key.malformed", "a key with a wrong digit");
	shell("(umask 077; { cat %s/k; echo more; } >%s)", folder, key_path);
	refused("key.malformed", "a key with more behind it");
	snprintf(other, sizeof(other), "%s/o.db", folder);
	must(cm_store_create(other, NULL, false, NOW, &diag), "create");
	shell("cp %s.key %s", other, key_path);
	refused("key.other-store", "another store's key");
	shell("cp %s/k %s", folder, key_path);
	accepted("with its own again");
}

static bool
mode_is(const char *file, mode_t mode)
{
	struct stat sb;

	return stat(file, &sb) == 0 && (sb.st_mode & 07777) == mode;
}

static void
created(void)
{
	struct cm_store *s;
	char wal[80];

	umask(0);
	new_store();
	ok(mode_is(path, 0600) && mode_is(key_path, 0600), "umask 000: store and key are 0600");
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	add_line(s, "13800000001", "");
	must(cm_store_commit(s, &diag), "commit");
	ok(cm_store_is_rehearsal(s) && strlen(cm_store_id(s)) == 16, "it is a rehearsal, with an id");
	cm_store_close(s);
	snprintf(wal, sizeof(wal), "%s-wal", path);
	ok(mode_is(wal, 0600), "so is the WAL, which is kept");
	umask(0777);
	shell("rm -rf %s/*", folder);
	must(cm_store_create(path, NULL, false, NOW, &diag), "create");
	umask(077);
	ok(mode_is(path, 0600) && mode_is(key_path, 0600), "umask 777: the same");
	s = open_store(false);
	ok(!cm_store_is_rehearsal(s), "it is a real one");
	ok(cm_store_begin(s, &diag) == CM_OK, "a reading store has reading batches");
	cm_store_rollback(s);
	cm_store_close(s);
	ok(cm_store_create(path, NULL, false, NOW, &diag) == CM_USAGE, "an existing store is refused");
	is_str(last_code(), "store.exists", "with the reason");
}

/* Each state in which init can be killed, made by hand. */
static void
killed(void)
{
	new_store();
	shell("cd %s && mv s.db s.db.new && mv s.db.key s.db.key.new", folder);
	must(cm_store_create(path, NULL, true, NOW, &diag), "create");
	accepted("killed before either had its name: made again");

	new_store();
	shell("cd %s && mv s.db.key s.db.key.new", folder);
	refused("key.missing", "killed before the key had its name");
	ok(cm_store_create(path, NULL, true, NOW, &diag) == CM_OK, "the next init finishes it: %s", last_code());
	accepted("and it is whole");

	shell("cd %s && rm -f * && head -c 3000 /dev/urandom >s.db.new && : >s.db.new-journal", folder);
	must(cm_store_create(path, NULL, true, NOW, &diag), "create");
	accepted("killed while it was built: made again");

	shell("cd %s && rm -f * && : >s.db && chmod 600 s.db", folder);
	must(cm_store_create(path, NULL, true, NOW, &diag), "create");
	accepted("an empty file is in nobody's way");

	shell("cd %s && rm -f s.db", folder);
	ok(cm_store_create(path, NULL, true, NOW, &diag) == CM_CONFIG, "a key without its store is not overwritten");
	is_str(last_code(), "key.exists", "with the reason");

	shell("cd %s && rm -f * && : >s.db-wal", folder);
	ok(cm_store_create(path, NULL, true, NOW, &diag) == CM_NOSTORE,
	    "a WAL without its store is not played into a new one");
	is_str(last_code(), "store.leftover", "with the reason");
}

int
main(void)
{
	setup();
	files();
	versions();
	keys();
	created();
	killed();
	return finish();
}
