/*
 * How a line is typed: by libedit, with the field's own history and Tab for what it can be; a secret without libedit,
 * without echo. The terminal is as it was whenever no line is being typed.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "form_private.h"
#include "base/ident.h"
#include "base/text.h"

#include "base/banned.h"

#define HISTORY_SIZE 50
#define OFFERED_MAX  30 /* candidates that are shown; when there are more, none is typed for the person */

/* ---- signals while we wait for a key ---- */

static volatile sig_atomic_t resized, continued;

static void
on_signal(int sig)
{
	if (sig == SIGWINCH)
		resized = 1;
	else
		continued = 1;
}

/*
 * Waits until there is something to read. Signals are let in only during the wait, so none is lost between looking at
 * their marks and going to sleep. False: a signal asks us to end.
 */
static bool
wait_for_key(struct cm_form *f, bool (*woken)(struct cm_form *))
{
	struct pollfd fd = {.fd = f->s.in, .events = POLLIN};
	sigset_t some, before;
	bool stopped;

	sigemptyset(&some);
	sigaddset(&some, SIGINT);
	sigaddset(&some, SIGTERM);
	sigaddset(&some, SIGWINCH);
	sigaddset(&some, SIGCONT);
	sigprocmask(SIG_BLOCK, &some, &before);
	for (;;) {
		stopped = f->s.stopped(f->s.ctx);
		if (stopped || ppoll(&fd, 1, NULL, &before) >= 0 || errno != EINTR)
			break;
		if (woken)
			woken(f);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return !stopped;
}

/* The window has another size, or we were stopped and the shell has changed the terminal meanwhile. */
static bool
refresh(struct cm_form *f)
{
	if (continued) { /* libedit still believes the terminal to be its own */
		el_set(f->el, EL_PREP_TERM, 0);
		el_set(f->el, EL_PREP_TERM, 1);
		el_set(f->el, EL_REFRESH);
	}
	if (resized)
		el_resize(f->el);
	continued = resized = 0;
	return true;
}

/* ---- reading characters ---- */

static int
read_byte(struct cm_form *f, unsigned char *c)
{
	ssize_t n;

	if (!wait_for_key(f, refresh))
		return -1;
	do
		n = read(f->s.in, c, 1);
	while (n < 0 && (errno == EINTR || errno == EAGAIN) && !f->s.stopped(f->s.ctx));
	return n > 0 ? 1 : n < 0 ? -1 : 0;
}

/* A character of UTF-8, whatever libedit thinks of the locale; what is none is passed over. */
static int
get_character(EditLine *el, wchar_t *wide)
{
	struct cm_form *f;
	unsigned char bytes[4];
	int n = 0, want, rc;

	el_get(el, EL_CLIENTDATA, (void **)&f);
	for (;;) {
		const char *p = (const char *)bytes;

		rc = read_byte(f, &bytes[n]);
		if (rc <= 0)
			return rc;
		if (n > 0 && (bytes[n] & 0xc0) != 0x80) { /* the character before was cut off: begin with this byte */
			bytes[0] = bytes[n];
			n = 0;
		}
		want = bytes[0] < 0x80 ? 1 : bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;
		if (++n < want)
			continue;
		n = 0;
		if (bytes[0] && cm_utf8_check(p, (size_t)want) < (size_t)want)
			continue;
		*wide = bytes[0] ? (wchar_t)cm_utf8_next(&p, p + want) : 0;
		return 1;
	}
}

/* ---- Tab ---- */

struct offers {
	struct cm_form *form;
	struct cm_str prefix;
	struct cm_form_value found[OFFERED_MAX];
	unsigned n;
	bool more;
	struct cm_buf texts[2 * OFFERED_MAX]; /* copies: what is offered need not last */
	unsigned ntexts;
};

static struct cm_str
copy(struct offers *o, struct cm_str s)
{
	struct cm_buf *b = &o->texts[o->ntexts++];

	cm_buf_putstr(b, s);
	return cm_buf_str(b);
}

static void
offer(void *to, struct cm_str value, struct cm_str label)
{
	struct offers *o = to;

	if (o->prefix.n && !cm_str_begins(value, o->prefix) && !cm_str_begins(label, o->prefix))
		return;
	o->more |= o->n == OFFERED_MAX;
	if (o->more)
		return;
	o->found[o->n++] = (struct cm_form_value){copy(o, value), copy(o, label)};
}

/* What all found values begin with. */
static size_t
common_length(const struct offers *o)
{
	struct cm_str first = o->found[0].value;
	size_t n = first.n;

	for (unsigned i = 1; i < o->n; i++) {
		struct cm_str v = o->found[i].value;
		size_t k = 0;

		while (k < n && k < v.n && v.p[k] == first.p[k])
			k++;
		n = k;
	}
	while (n > 0 && n < first.n && ((unsigned char)first.p[n] & 0xc0) == 0x80) /* whole characters */
		n--;
	return n;
}

static unsigned char
take_offer(EditLine *el, struct offers *o)
{
	size_t n = o->n ? common_length(o) : 0;
	struct cm_buf text = {0};

	if (o->n == 0)
		return CC_REFRESH_BEEP;
	if (o->more || (o->n > 1 && n <= o->prefix.n)) {
		fputc('\n', o->form->out);
		cm_form_candidates(o->form, o->found, o->n);
		if (o->more)
			fputs("  …\n", o->form->out);
		return CC_REDISPLAY;
	}
	cm_buf_add(&text, o->found[0].value.p, n);
	el_deletestr(el, (int)cm_utf8_length(o->prefix));
	el_insertstr(el, text.p);
	cm_buf_free(&text);
	return CC_REFRESH;
}

static unsigned char
complete(EditLine *el, int key)
{
	const LineInfo *line = el_line(el);
	struct offers o = {.prefix = {line->buffer, (size_t)(line->cursor - line->buffer)}};
	struct cm_form *f;
	unsigned char rc;

	(void)key;
	el_get(el, EL_CLIENTDATA, (void **)&f);
	if (!f->field)
		return CC_ERROR;
	o.form = f;
	for (size_t i = o.prefix.n; f->field->list && i > 0; i--)
		if (o.prefix.p[i - 1] == ',') {
			o.prefix = (struct cm_str){o.prefix.p + i, o.prefix.n - i};
			break;
		}
	for (; o.prefix.n && *o.prefix.p == ' '; o.prefix.n--)
		o.prefix.p++;
	for (unsigned i = 0; i < f->field->nvalues; i++)
		offer(&o, f->field->values[i].value, f->field->values[i].label);
	if (f->s.complete)
		f->s.complete(f->s.ctx, f->field, o.prefix, offer, &o);
	rc = take_offer(el, &o);
	for (unsigned i = 0; i < o.ntexts; i++)
		cm_buf_free(&o.texts[i]);
	return rc;
}

/* ---- history ---- */

static History *
history_of(struct cm_form *f, const struct cm_form_field *field)
{
	struct cm_form_history *h;
	HistEvent e;

	if (!field || field->secret || field->identity)
		return NULL;
	for (h = f->histories; h; h = h->next)
		if (strcmp(h->name, field->name) == 0)
			return h->lines;
	h = cm_malloc(sizeof *h);
	*h = (struct cm_form_history){.name = strdup(field->name), .lines = history_init(), .next = f->histories};
	if (!h->name || !h->lines)
		cm_oom();
	history(h->lines, &e, H_SETSIZE, HISTORY_SIZE);
	history(h->lines, &e, H_SETUNIQUE, 1);
	f->histories = h;
	return h->lines;
}

void
cm_form_remember(struct cm_form *f, const struct cm_form_field *field, const char *line)
{
	History *h = history_of(f, field);
	HistEvent e;

	if (h && *line)
		history(h, &e, H_ENTER, line);
}

/* ---- the terminal ---- */

static char *
prompt(EditLine *el)
{
	struct cm_form *f;

	el_get(el, EL_CLIENTDATA, (void **)&f);
	return (char *)(uintptr_t)f->prompt;
}

static void
catch_signals(void)
{
	struct sigaction sa = {.sa_handler = on_signal};

	sigaction(SIGWINCH, &sa, NULL);
	sigaction(SIGCONT, &sa, NULL);
}

/* Streams of their own: closing them must not close the program's. */
static FILE *
stream(int fd, const char *mode)
{
	int own = dup(fd);
	FILE *s = own < 0 ? NULL : fdopen(own, mode);

	if (!s && own >= 0)
		close(own);
	return s;
}

bool
cm_form_open_terminal(struct cm_form *f)
{
	struct termios t;

	if (tcgetattr(f->s.in, &t) != 0)
		return false;
	f->in = stream(f->s.in, "r");
	f->out = stream(f->s.out, "w");
	f->el = f->in && f->out ? el_init_fd(f->s.title, f->in, f->out, f->out, f->s.in, f->s.out, f->s.out) : NULL;
	if (!f->el)
		return false;
	catch_signals();
	el_set(f->el, EL_CLIENTDATA, f);
	el_set(f->el, EL_PROMPT, prompt);
	el_set(f->el, EL_EDITOR, "emacs");
	el_set(f->el, EL_SIGNAL, 0);
	el_set(f->el, EL_GETCFN, get_character);
	el_wset(f->el, EL_ADDFN, L"cm-complete", L"what this field can be", complete); /* el_set() would leak both */
	el_set(f->el, EL_BIND, "^I", "cm-complete", NULL);
	return true;
}

void
cm_form_close_terminal(struct cm_form *f)
{
	while (f->histories) {
		struct cm_form_history *h = f->histories;

		f->histories = h->next;
		history_end(h->lines);
		free((void *)(uintptr_t)h->name);
		free(h);
	}
	if (f->el)
		el_end(f->el);
	if (f->in)
		fclose(f->in);
	if (f->out)
		fclose(f->out);
}

/* ---- lines ---- */

static void
trim(struct cm_buf *b)
{
	size_t from = 0;

	while (b->n && strchr(" \t\r\n", b->p[b->n - 1]))
		b->p[--b->n] = 0;
	while (from < b->n && strchr(" \t", b->p[from]))
		from++;
	b->n -= from;
	memmove(b->p, b->p + from, b->n + 1);
}

enum cm_form_end
cm_form_type(struct cm_form *f, const char *prompt_, const struct cm_form_field *field)
{
	const char *line;
	int n = 0;

	f->prompt = prompt_;
	f->field = field;
	el_set(f->el, EL_HIST, history, history_of(f, field));
	fflush(f->out);
	el_set(f->el, EL_PREP_TERM, 1); /* before the prompt: who types at once must not be echoed twice */
	line = el_gets(f->el, &n);
	cm_buf_clear(&f->line);
	if (f->s.stopped(f->s.ctx)) {
		fputc('\n', f->out);
		return CM_FORM_STOPPED;
	}
	if (!line || n <= 0) {
		fputc('\n', f->out);
		return CM_FORM_END;
	}
	cm_buf_add(&f->line, line, (size_t)n);
	trim(&f->line);
	return CM_FORM_OK;
}

/*
 * The kernel edits this line, so that it passes through no buffer but ours. Ctrl-Z is off meanwhile: the shell would
 * give the terminal back with its echo on.
 */
enum cm_form_end
cm_form_type_secret(struct cm_form *f, const char *prompt_, char *line, size_t size)
{
	struct termios before, silent;
	ssize_t n = -1;

	line[0] = 0;
	if (tcgetattr(f->s.in, &before) != 0)
		return CM_FORM_END;
	silent = before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	silent.c_lflag |= ICANON | ISIG;
	silent.c_cc[VSUSP] = _POSIX_VDISABLE;
	if (tcsetattr(f->s.in, TCSAFLUSH, &silent) != 0)
		return CM_FORM_END;
	fputs(prompt_, f->out);
	fflush(f->out);
	if (wait_for_key(f, NULL)) {
		do
			n = read(f->s.in, line, size - 1);
		while (n < 0 && errno == EINTR && !f->s.stopped(f->s.ctx));
	}
	tcsetattr(f->s.in, TCSAFLUSH, &before);
	fputc('\n', f->out);
	if (f->s.stopped(f->s.ctx) || n <= 0) {
		cm_wipe(line, size);
		return f->s.stopped(f->s.ctx) ? CM_FORM_STOPPED : CM_FORM_END;
	}
	line[n] = 0;
	line[strcspn(line, "\r\n")] = 0;
	return CM_FORM_OK;
}
