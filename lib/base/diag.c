/* Messages: collected by the library in the caller's cm_diag, printed by a main. */

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/po.h"
#include "base/text.h"

#include "base/banned.h"

void
cm_diag_init(struct cm_diag *d, struct cm_arena *a)
{
	*d = (struct cm_diag){.arena = a, .last = &d->first};
}

__attribute__((format(printf, 5, 0))) static void
add(struct cm_diag *d, enum cm_level level, struct cm_pos pos, const char *code, const char *fmt, va_list ap)
{
	struct cm_msg *m;

	d->errors += level == CM_ERROR;
	d->warnings += level == CM_WARNING;
	if (level == CM_ERROR && cm_diag_full(d)) {
		d->left_out++;
		return;
	}
	d->kept += level == CM_ERROR;
	m = cm_arena_alloc(d->arena, sizeof(*m));
	m->level = level;
	m->pos = pos;
	m->code = cm_arena_strdup(d->arena, code);
	m->text = cm_arena_vprintf(d->arena, _(fmt), ap);
	if (!d->first) /* also if the caller only zeroed it */
		d->last = &d->first;
	*d->last = m;
	d->last = &m->next;
}

bool
cm_diag_full(const struct cm_diag *d)
{
	return d->most && d->kept >= d->most;
}

void
cm_diag_add(struct cm_diag *d, enum cm_level level, struct cm_pos pos, const char *code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, level, pos, code, fmt, ap);
	va_end(ap);
}

enum cm_status
cm_fail(struct cm_diag *d, enum cm_status st, const char *code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, CM_ERROR, (struct cm_pos){0}, code, fmt, ap);
	va_end(ap);
	return st;
}

void
cm_diag_move(struct cm_diag *to, struct cm_diag *from)
{
	if (from->first) {
		if (!to->first)
			to->last = &to->first;
		*to->last = from->first;
		to->last = from->last;
		to->errors += from->errors;
		to->warnings += from->warnings;
	}
	cm_diag_init(from, from->arena);
}

void
cm_diag_begin_file(struct cm_diag *own, struct cm_arena *a)
{
	cm_diag_init(own, a);
	own->most = CM_DIAG_MOST;
}

void
cm_diag_end_file(struct cm_diag *to, struct cm_diag *own, const char *file)
{
	struct cm_pos whole = {file, 0, 0};
	unsigned more = own->left_out;

	cm_diag_move(to, own);
	if (more)
		cm_diag_add(to, CM_ERROR, whole, "policy.more", "and %u more faults", more);
}

/* All of it, also into a slow terminal that somebody set to O_NONBLOCK; a stderr that is gone leaves nobody to tell. */
static void
write_all(const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(2, p, n);

		if (done >= 0) {
			p += done;
			n -= (size_t)done;
		} else if (errno == EAGAIN) {
			struct pollfd fd = {.fd = 2, .events = POLLOUT};

			if (poll(&fd, 1, -1) < 0 && errno != EINTR)
				return;
		} else if (errno != EINTR) {
			return;
		}
	}
}

static void
put_line(struct cm_buf *b, const struct cm_msg *m, const char *program)
{
	static const char *const level[] = {[CM_NOTE] = N_("note"), [CM_WARNING] = N_("warning"), [CM_ERROR] = N_("error")};

	if (program && *program) {
		cm_text_visible(b, cm_str(program));
		cm_buf_puts(b, ": ");
	}
	if (m->pos.file) {
		cm_text_visible(b, cm_str(m->pos.file));
		cm_buf_putc(b, ':');
		if (m->pos.line)
			cm_buf_printf(b, "%u:", m->pos.line);
		if (m->pos.line && m->pos.col)
			cm_buf_printf(b, "%u:", m->pos.col);
		cm_buf_putc(b, ' ');
	}
	cm_buf_puts(b, _(level[m->level]));
	cm_buf_puts(b, ": ");
	cm_text_visible(b, cm_str(m->text));
	if (m->code) {
		cm_buf_puts(b, " [");
		cm_text_visible(b, cm_str(m->code));
		cm_buf_putc(b, ']');
	}
	cm_buf_putc(b, '\n');
}

void
cm_diag_print(struct cm_diag *d, const char *program)
{
	struct cm_buf b = {0};

	for (const struct cm_msg *m = d->first; m; m = m->next) {
		cm_buf_clear(&b);
		put_line(&b, m, program);
		write_all(b.p, b.n); /* a line at once: several programs of a pipe share one stderr */
	}
	cm_buf_free(&b);
	cm_diag_init(d, d->arena);
}
