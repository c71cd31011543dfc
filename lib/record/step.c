/* Steps of a record's next (step.h): read by the command that takes one, and by cm-policy check. */
#include "record/step.h"

#include "base/banned.h"

static void
skip_blanks(struct cm_str *s)
{
	while (s->n && *s->p == ' ')
		s->p++, s->n--;
}

/* Up to a character of ends, which stays. */
static struct cm_str
take(struct cm_str *s, const char *ends)
{
	struct cm_str word = {s->p, 0};

	while (s->n && !strchr(ends, *s->p))
		s->p++, s->n--, word.n++;
	return word;
}

void
cm_step_read(struct cm_step *s, struct cm_str text)
{
	s->rest = text;
	s->command = take(&s->rest, " ");
	skip_blanks(&s->rest);
	s->verb = take(&s->rest, " =");
}

bool
cm_step_field(struct cm_step *s, struct cm_str *name, struct cm_str *value, bool *fine)
{
	bool quoted;

	skip_blanks(&s->rest);
	*fine = s->rest.n == 0;
	*name = take(&s->rest, "=");
	if (!name->n || !s->rest.n)
		return false;
	s->rest.p++, s->rest.n--;
	quoted = s->rest.n && *s->rest.p == '\'';
	if (quoted)
		s->rest.p++, s->rest.n--;
	*value = take(&s->rest, quoted ? "'" : " ");
	if (quoted && s->rest.n)
		s->rest.p++, s->rest.n--;
	*fine = true;
	return true;
}

void
cm_step_put(struct cm_buf *b, struct cm_str name, struct cm_str value)
{
	const char *quote = !value.n || memchr(value.p, ' ', value.n) ? "'" : "";

	cm_buf_putc(b, ' ');
	cm_buf_putstr(b, name);
	cm_buf_putc(b, '=');
	cm_buf_puts(b, quote);
	cm_buf_putstr(b, value);
	cm_buf_puts(b, quote);
}
