/* An order's form as text: 80 columns, East Asian characters two of them, so that it stands straight on any printer. */
#include "base/text.h"
#include "print.h"

#include "base/banned.h"

#define INDENT	    2
#define GAP	    2
#define LABEL_MOST  24 /* columns; a longer label has a line of its own */
#define LABEL_LEAST 12
#define COLUMNS	    3
#define COLUMN	    ((CM_PRINT_WIDTH - INDENT) / COLUMNS)

struct page {
	struct cm_buf *out, shown;
	size_t labels; /* columns of labels, of this form */
	size_t half; /* columns taken by a pair that has room for another one beside it; 0: none */
};

static void
fill(struct page *p, char ch, size_t n)
{
	while (n-- > 0)
		cm_buf_putc(p->out, ch);
}

/* A text made fit for eyes; valid until the next one. */
static struct cm_str
visible(struct page *p, struct cm_str s)
{
	cm_buf_clear(&p->shown);
	cm_text_visible(&p->shown, s);
	return cm_buf_str(&p->shown);
}

static void
end_pair(struct page *p)
{
	if (p->half)
		cm_buf_putc(p->out, '\n');
	p->half = 0;
}

static void
centred(struct page *p, struct cm_str s)
{
	size_t width = cm_text_width(s = visible(p, s));

	fill(p, ' ', width < CM_PRINT_WIDTH ? (CM_PRINT_WIDTH - width) / 2 : 0);
	cm_buf_putstr(p->out, s);
	cm_buf_putc(p->out, '\n');
}

/* Wraps s; the first line goes on where out ends, in column left; the others are indented as far. */
static void
wrapped(struct page *p, struct cm_str s, size_t left)
{
	s = visible(p, s);
	for (;;) {
		struct cm_str line = cm_text_line(&s, CM_PRINT_WIDTH - left);

		cm_buf_putstr(p->out, line);
		cm_buf_putc(p->out, '\n');
		if (!s.n)
			break;
		fill(p, ' ', left);
	}
}

static void
section(struct page *p, struct cm_str title)
{
	size_t width;

	cm_buf_putc(p->out, '\n');
	cm_buf_putstr(p->out, title = visible(p, title));
	width = cm_text_width(title) + 1;
	cm_buf_putc(p->out, ' ');
	fill(p, '-', width < CM_PRINT_WIDTH ? CM_PRINT_WIDTH - width : 0);
	cm_buf_putc(p->out, '\n');
}

/* A label in its columns; true when it had to have a line of its own. */
static bool
label(struct page *p, struct cm_str s)
{
	size_t width = cm_text_width(s = visible(p, s));

	fill(p, ' ', INDENT);
	cm_buf_putstr(p->out, s);
	if (width <= p->labels) {
		fill(p, ' ', p->labels - width + GAP);
		return false;
	}
	cm_buf_putc(p->out, '\n');
	fill(p, ' ', INDENT + p->labels + GAP);
	return true;
}

/* Two short pairs share a line. */
static void
pair(struct page *p, const struct cm_sheet_item *item)
{
	size_t left = INDENT + p->labels + GAP, half = CM_PRINT_WIDTH / 2, width;
	bool fits;

	width = cm_text_width(visible(p, item->text[1]));
	fits = left + width + GAP <= half && cm_text_width(visible(p, item->text[0])) <= p->labels;
	if (fits && p->half) {
		fill(p, ' ', half - p->half);
		label(p, item->text[0]);
		cm_buf_putstr(p->out, visible(p, item->text[1]));
		end_pair(p);
		return;
	}
	end_pair(p);
	label(p, item->text[0]);
	if (!fits) {
		wrapped(p, item->text[1], left);
		return;
	}
	cm_buf_putstr(p->out, visible(p, item->text[1]));
	p->half = left + width;
}

/* Three cells side by side, each wrapped in its own column. */
static void
row(struct page *p, const struct cm_sheet_item *item)
{
	struct cm_buf cells[COLUMNS] = {{0}};
	struct cm_str rest[COLUMNS];
	bool more = true;

	for (int i = 0; i < COLUMNS; i++) {
		cm_text_visible(&cells[i], item->text[i]);
		rest[i] = cm_buf_str(&cells[i]);
	}
	while (more) {
		size_t at = 0, want = INDENT;

		more = false;
		for (int i = 0; i < COLUMNS; i++, want += COLUMN) {
			struct cm_str line = rest[i].n ? cm_text_line(&rest[i], COLUMN - GAP) : CM_STR("");

			more |= rest[i].n > 0;
			if (!line.n)
				continue;
			fill(p, ' ', want - at);
			cm_buf_putstr(p->out, line);
			at = want + cm_text_width(line);
		}
		cm_buf_putc(p->out, '\n');
	}
	for (int i = 0; i < COLUMNS; i++)
		cm_buf_free(&cells[i]);
}

static void
place(struct page *p, const struct cm_sheet_item *item)
{
	cm_buf_putc(p->out, '\n');
	label(p, item->text[0]);
	if (item->text[1].n)
		wrapped(p, item->text[1], INDENT + p->labels + GAP);
	else {
		fill(p, '_', CM_PRINT_WIDTH / 2 - GAP);
		cm_buf_putc(p->out, '\n');
	}
}

static void
put(struct page *p, const struct cm_sheet_item *item)
{
	if (item->kind != CM_SHEET_PAIR)
		end_pair(p);
	switch (item->kind) {
	case CM_SHEET_SECTION:
		section(p, item->text[0]);
		break;
	case CM_SHEET_PAIR:
		pair(p, item);
		break;
	case CM_SHEET_HEAD:
	case CM_SHEET_ROW:
		row(p, item);
		break;
	case CM_SHEET_TEXT:
		fill(p, ' ', INDENT);
		wrapped(p, item->text[0], INDENT);
		break;
	case CM_SHEET_PLACE:
		place(p, item);
		break;
	}
}

/* As wide as the longest label that is not too long. */
static size_t
label_width(struct page *p, const struct cm_sheet *s)
{
	size_t most = LABEL_LEAST;

	for (unsigned i = 0; i < s->n; i++)
		if (s->items[i].kind == CM_SHEET_PAIR || s->items[i].kind == CM_SHEET_PLACE) {
			size_t width = cm_text_width(visible(p, s->items[i].text[0]));

			if (width > most && width <= LABEL_MOST)
				most = width;
		}
	return most;
}

void
cm_print_text(struct cm_buf *out, const struct cm_sheet *s)
{
	struct page p = {.out = out};

	p.labels = label_width(&p, s);
	centred(&p, s->title);
	centred(&p, s->kind);
	for (unsigned i = 0; i < s->n; i++)
		put(&p, &s->items[i]);
	end_pair(&p);
	cm_buf_free(&p.shown);
}
