#ifndef CM_CMD_PAPER_PRIVATE_H
#define CM_CMD_PAPER_PRIVATE_H

#include <pango/pangocairo.h>

#include "paper.h"
#include "base/buf.h"

/*
 * Private to the module: paper.c (what stands where on a form), paper_page.c (fonts, pages, text, lines). Measures are
 * points; y grows downwards. A form is gone through twice: first only to count its pages, then to draw them.
 */

/* A4, and what is left free around it. */
#define CM_PAPER_WIDTH	595.0
#define CM_PAPER_HEIGHT 842.0
#define CM_PAPER_LEFT	48.0
#define CM_PAPER_RIGHT	(CM_PAPER_WIDTH - CM_PAPER_LEFT)
#define CM_PAPER_TOP	28.0
#define CM_PAPER_BOTTOM (CM_PAPER_HEIGHT - 36.0)

struct cm_paper {
	struct cm_paper_setup setup;
	bool failed;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoFontMap *map;
	PangoLayout *layout; /* for one text after the other */
	const char *family; /* of the map */
	struct cm_buf shown; /* the text in layout */

	/* the form in work */
	const struct cm_sheet *sheet;
	bool drawing; /* the second time */
	double y; /* down to here the page is filled */
	unsigned page, pages; /* from 1; how many the first time came to */
	unsigned boxes;
};

bool cm_paper_begin(struct cm_paper *); /* font, surface, layout; false: none of the fonts is there */
void cm_paper_end(struct cm_paper *);
void cm_paper_metadata(struct cm_paper *); /* of the document, from its first form */

/* Sees to it that so much more fits, on a new page if need be. True: it was one. */
bool cm_paper_room(struct cm_paper *, double height);
void cm_paper_end_page(struct cm_paper *); /* its foot, and off it goes */

/* A text in the room from x on, so wide, wrapped; alignment is pango's. Returns its height; draws when it is time to. */
double cm_paper_text(struct cm_paper *, struct cm_str, double size, double x, double y, double width, PangoAlignment);
double cm_paper_text_width(struct cm_paper *, struct cm_str, double size); /* in one line */
double cm_paper_text_height(struct cm_paper *, struct cm_str, double size, double width); /* wrapped */
/* A rectangle with a thin line around it, filled with a shade of grey: 1 is white. */
void cm_paper_box(struct cm_paper *, double x, double y, double width, double height, double shade);

#endif
