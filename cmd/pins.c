/*
 * The file of --generate or --puk: who got which new PIN, or whose SIM has which PUK, for those who hand them out; the
 * only way by which a secret leaves. Each batch's rows are on the disk before the batch is committed, since a PIN that
 * is set and known to nobody would have to be set again; a row whose batch then failed is harmless, its PIN was never
 * set. Called by the record loop only.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <unistd.h>

#include "base/ident.h"
#include "run.h"

#include "base/banned.h"

struct cm_pins {
	const char *path;
	int fd;
	struct cm_writer *writer;
	size_t mark; /* up to here it is on the disk */
	bool any; /* a row was written */
};

/* The new name itself must survive a power cut, too. */
static bool
sync_folder(const char *path, struct cm_arena *a)
{
	int fd = open(dirname(cm_arena_strdup(a, path)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool fine = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return fine;
}

static bool
ends_with(const char *path, const char *ending)
{
	size_t n = strlen(path), m = strlen(ending);

	return n > m && strcmp(path + n - m, ending) == 0;
}

enum cm_status
cm_pins_open(struct cm_run *r, const char *path)
{
	struct cm_pins *p = cm_arena_alloc(r->f->arena, sizeof *p);
	struct cm_writer_options o = {.name = path, .format = ends_with(path, ".jsonl") ? CM_JSONL : CM_CSV};

	p->path = path;
	p->fd = o.fd = TEMP_FAILURE_RETRY(open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
	if (p->fd < 0 || !sync_folder(path, r->f->arena))
		return cm_fail(&r->f->diag, CM_IO, "secrets.file", "%s: %s", path, strerror(errno));
	p->writer = cm_writer_new(&o);
	p->mark = cm_writer_mark(p->writer);
	r->pins = p;
	return CM_OK;
}

void
cm_pins_put(struct cm_run *r, struct cm_case *c)
{
	const struct cm_field *msisdn = cm_record_find(c->record, CM_STR("msisdn"));
	struct cm_record row;

	if (!r->pins || !c->handed[0])
		return;
	cm_record_init(&row, c->arena);
	cm_record_set(&row, CM_STR("request_id"), c->request_key.p ? c->request_key : CM_STR(""));
	cm_record_set(&row, CM_STR("msisdn"), msisdn ? msisdn->text : CM_STR(""));
	cm_record_set(&row, cm_str(c->handed_field), cm_str(c->handed));
	cm_writer_put(r->pins->writer, &row);
	cm_wipe(c->handed, sizeof c->handed);
}

void
cm_pins_back(struct cm_run *r)
{
	if (r->pins)
		cm_writer_back(r->pins->writer, r->pins->mark);
}

enum cm_status
cm_pins_sync(struct cm_run *r)
{
	struct cm_pins *p = r->pins;
	enum cm_status st;
	bool closed;

	if (!p || cm_writer_mark(p->writer) == p->mark)
		return CM_OK;
	p->any = true;
	st = cm_writer_flush(p->writer, false, &closed, &r->f->diag);
	if (st == CM_OK && fdatasync(p->fd) != 0)
		st = cm_fail(&r->f->diag, CM_IO, "secrets.file", "%s: %s", p->path, strerror(errno));
	p->mark = cm_writer_mark(p->writer);
	return st;
}

/* A run that handed nothing out leaves no file. */
enum cm_status
cm_pins_close(struct cm_run *r)
{
	struct cm_pins *p = r->pins;
	enum cm_status st = CM_OK;

	if (!p)
		return CM_OK;
	cm_writer_free(p->writer);
	if (close(p->fd) != 0)
		st = cm_fail(&r->f->diag, CM_IO, "secrets.file", "%s: %s", p->path, strerror(errno));
	if (!p->any)
		unlink(p->path);
	r->pins = NULL;
	return st;
}
