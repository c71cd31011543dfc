/*
 * The module cm-paper.so (paper.h): an order's form on A4. Pairs of a label and a value stand in a grid, two in a row where
 * both are short; places to sign and stamp are boxes. Opened by cmd/print.c.
 */
#include <stdlib.h>

#include "paper_private.h"
#include "base/arena.h"

#include "base/banned.h"

#define BODY   9.0 /* sizes of text */
#define TITLE  16.0
#define KIND   11.0
#define HEAD   10.0
#define PAD    2.0 /* between a box and its text */
#define GAP    6.0 /* above a section */
#define WHOLE  (CM_PAPER_RIGHT - CM_PAPER_LEFT)
#define HALF   (WHOLE / 2)
#define THIRD  (WHOLE / 3)
#define LABEL  92.0 /* width of a label's box */
#define SIGN   34.0 /* height of a place that is still empty */
#define BELOW  70.0 /* what a section's title must have below it on its page, */
#define WHOLLY 260.0 /* and up to which height all of its section */

static double
larger(double a, double b)
{
	return a > b ? a : b;
}

/* The height of a box that holds a text. */
static double
height_of(struct cm_paper *p, struct cm_str s, double width)
{
	return cm_paper_text_height(p, s, BODY, width - 2 * PAD) + 2 * PAD;
}

static void
boxed(struct cm_paper *p, struct cm_str s, double x, double width, double height, double shade)
{
	cm_paper_box(p, x, p->y, width, height, shade);
	cm_paper_text(p, s, BODY, x + PAD, p->y + PAD, width - 2 * PAD, PANGO_ALIGN_LEFT);
}

/* ---- pieces; each says how many items it took ---- */

static unsigned put(struct cm_paper *, const struct cm_sheet_item *, unsigned left);

/* How much room a section takes below its title, or needs there. */
static double
room_below(struct cm_paper *p, const struct cm_sheet_item *item, unsigned left)
{
	struct cm_paper before = *p;
	double height;

	p->drawing = false;
	p->y = CM_PAPER_TOP;
	for (unsigned i = 1; i < left && item[i].kind != CM_SHEET_SECTION;)
		i += put(p, &item[i], left - i);
	height = p->page == before.page ? p->y - CM_PAPER_TOP : WHOLLY + 1;
	p->drawing = before.drawing;
	p->page = before.page;
	p->y = before.y;
	return height <= WHOLLY ? height : BELOW;
}

static unsigned
section(struct cm_paper *p, const struct cm_sheet_item *item, unsigned left)
{
	double height = cm_paper_text_height(p, item->text[0], HEAD, WHOLE) + PAD;

	p->y += GAP;
	cm_paper_room(p, height + room_below(p, item, left));
	cm_paper_text(p, item->text[0], HEAD, CM_PAPER_LEFT, p->y, WHOLE, PANGO_ALIGN_LEFT);
	p->y += height;
	return 1;
}

static void
pair_at(struct cm_paper *p, const struct cm_sheet_item *item, double x, double width, double height)
{
	boxed(p, item->text[0], x, LABEL, height, 0.95);
	boxed(p, item->text[1], x + LABEL, width - LABEL, height, 1);
}

static bool
is_short(struct cm_paper *p, const struct cm_sheet_item *item)
{
	return cm_paper_text_width(p, item->text[1], BODY) <= HALF - LABEL - 2 * PAD;
}

static unsigned
pair(struct cm_paper *p, const struct cm_sheet_item *item, unsigned left)
{
	bool two = left > 1 && item[1].kind == CM_SHEET_PAIR && is_short(p, &item[0]) && is_short(p, &item[1]);
	double height =
	    larger(height_of(p, item[0].text[0], LABEL), height_of(p, item[0].text[1], (two ? HALF : WHOLE) - LABEL));

	if (two)
		height = larger(height, height_of(p, item[1].text[0], LABEL));
	cm_paper_room(p, height);
	pair_at(p, &item[0], CM_PAPER_LEFT, two ? HALF : WHOLE, height);
	if (two)
		pair_at(p, &item[1], CM_PAPER_LEFT + HALF, HALF, height);
	p->y += height;
	return two ? 2 : 1;
}

static unsigned
row(struct cm_paper *p, const struct cm_sheet_item *item)
{
	double height = 0;

	for (int i = 0; i < 3; i++)
		height = larger(height, height_of(p, item->text[i], THIRD));
	cm_paper_room(p, height);
	for (int i = 0; i < 3; i++)
		boxed(
		    p, item->text[i], CM_PAPER_LEFT + i * THIRD, THIRD, height, item->kind == CM_SHEET_HEAD ? 0.95 : 1);
	p->y += height;
	return 1;
}

static unsigned
text(struct cm_paper *p, const struct cm_sheet_item *item)
{
	double height = cm_paper_text_height(p, item->text[0], BODY, WHOLE) + PAD;

	cm_paper_room(p, height);
	cm_paper_text(p, item->text[0], BODY, CM_PAPER_LEFT, p->y + PAD, WHOLE, PANGO_ALIGN_LEFT);
	p->y += height;
	return 1;
}

/* Places that follow each other stand side by side. */
static unsigned
places(struct cm_paper *p, const struct cm_sheet_item *item, unsigned left)
{
	unsigned n = left > 1 && item[1].kind == CM_SHEET_PLACE ? 2 : 1;
	double line = cm_paper_text_height(p, item->text[0], BODY, HALF), height = 2 * PAD + line;

	for (unsigned i = 0; i < n; i++)
		height = larger(height, item[i].text[1].n ? height_of(p, item[i].text[1], HALF) + line + PAD : SIGN);
	p->y += PAD;
	cm_paper_room(p, height);
	for (unsigned i = 0; i < n; i++) {
		double x = CM_PAPER_LEFT + i * HALF;

		boxed(p, item[i].text[0], x, HALF, height, 1);
		cm_paper_text(
		    p, item[i].text[1], BODY, x + PAD, p->y + line + 2 * PAD, HALF - 2 * PAD, PANGO_ALIGN_LEFT);
	}
	p->y += height;
	return n;
}

static unsigned
put(struct cm_paper *p, const struct cm_sheet_item *item, unsigned left)
{
	switch (item->kind) {
	case CM_SHEET_SECTION:
		return section(p, item, left);
	case CM_SHEET_PAIR:
		return pair(p, item, left);
	case CM_SHEET_HEAD:
	case CM_SHEET_ROW:
		return row(p, item);
	case CM_SHEET_TEXT:
		return text(p, item);
	case CM_SHEET_PLACE:
		break;
	}
	return places(p, item, left);
}

/* ---- a form ---- */

static void
go_through(struct cm_paper *p, bool drawing)
{
	const struct cm_sheet *s = p->sheet;

	p->drawing = drawing;
	p->page = 1;
	p->y = CM_PAPER_TOP;
	p->y += cm_paper_text(p, s->title, TITLE, CM_PAPER_LEFT, p->y, WHOLE, PANGO_ALIGN_CENTER) + PAD;
	p->y += cm_paper_text(p, s->kind, KIND, CM_PAPER_LEFT, p->y, WHOLE, PANGO_ALIGN_CENTER);
	for (unsigned i = 0; i < s->n;)
		i += put(p, &s->items[i], s->n - i);
	cm_paper_end_page(p);
	p->pages = p->page;
}

static enum cm_paper_end
print_sheet(struct cm_paper *p, const struct cm_sheet *s, unsigned *pages, unsigned *boxes)
{
	bool first = !p->sheet;

	p->sheet = s;
	p->boxes = 0;
	if (first)
		cm_paper_metadata(p);
	go_through(p, false);
	go_through(p, true);
	*pages = p->pages;
	*boxes = p->boxes;
	if (cairo_status(p->cr) != CAIRO_STATUS_SUCCESS)
		p->failed = true;
	return p->failed ? CM_PAPER_FAILED : CM_PAPER_OK;
}

static enum cm_paper_end
close_paper(struct cm_paper *p)
{
	enum cm_paper_end end;

	cm_paper_end(p);
	end = p->failed ? CM_PAPER_FAILED : CM_PAPER_OK;
	free(p);
	return end;
}

static enum cm_paper_end
open_paper(struct cm_paper **out, const struct cm_paper_setup *setup)
{
	struct cm_paper *p = cm_malloc(sizeof *p);

	*p = (struct cm_paper){.setup = *setup};
	if (cm_paper_begin(p)) {
		*out = p;
		return CM_PAPER_OK;
	}
	close_paper(p);
	return CM_PAPER_NO_FONT;
}

const struct cm_paper_module cm_paper_module = {CM_PAPER_VERSION, open_paper, print_sheet, close_paper};
