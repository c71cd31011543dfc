/* The paper under a form: fonts, pages, texts and boxes, by pangocairo. Knows nothing of what a form is made of. */
#include <cairo-pdf.h>

#include "base/date.h"
#include "base/text.h"
#include "paper_private.h"

#include "base/banned.h"

#define FOOT 8.0 /* size of its text */
#define LINE 0.5 /* width of a box's */

/* ---- begin and end ---- */

static cairo_status_t
write_bytes(void *ctx, const unsigned char *bytes, unsigned n)
{
	struct cm_paper *p = ctx;

	if (!p->failed && !p->setup.write(p->setup.ctx, bytes, n))
		p->failed = true;
	return p->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* The first of the wanted families that is there, under the name that the map has for it. */
static const char *
find_family(struct cm_paper *p)
{
	PangoFontFamily **families;
	const char *found = NULL;
	int n;

	pango_font_map_list_families(p->map, &families, &n);
	for (unsigned i = 0; i < p->setup.nfonts && !found; i++)
		for (int k = 0; k < n && !found; k++)
			if (cm_str_is(p->setup.fonts[i], pango_font_family_get_name(families[k])))
				found = pango_font_family_get_name(families[k]);
	g_free(families);
	return found;
}

/* So that the same form makes the same bytes wherever it is made: points are points, and no screen is thought of. */
static void
set_context(PangoContext *context)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	pango_cairo_context_set_resolution(context, 72);
	pango_context_set_language(context, pango_language_from_string("zh-cn"));
	cairo_font_options_destroy(options);
}

bool
cm_paper_begin(struct cm_paper *p)
{
	PangoContext *context;

	p->map = pango_cairo_font_map_new();
	p->family = find_family(p);
	if (!p->family)
		return false;
	p->surface = cairo_pdf_surface_create_for_stream(write_bytes, p, CM_PAPER_WIDTH, CM_PAPER_HEIGHT);
	p->cr = cairo_create(p->surface);
	context = pango_font_map_create_context(p->map);
	set_context(context);
	p->layout = pango_layout_new(context);
	pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_spacing(p->layout, 2 * PANGO_SCALE);
	g_object_unref(context);
	return true;
}

void
cm_paper_end(struct cm_paper *p)
{
	if (p->layout)
		g_object_unref(p->layout);
	if (p->cr)
		cairo_destroy(p->cr);
	if (p->surface) {
		cairo_surface_finish(p->surface);
		p->failed |= cairo_surface_status(p->surface) != CAIRO_STATUS_SUCCESS;
		cairo_surface_destroy(p->surface);
	}
	g_object_unref(p->map);
	cm_buf_free(&p->shown);
}

/* The time is that of the order: when it is printed says nothing about it, and two prints are the same. */
void
cm_paper_metadata(struct cm_paper *p)
{
	struct cm_buf title = {0};
	char at[26];

	cm_time_format(p->sheet->at, at);
	cm_text_visible(&title, p->sheet->title);
	cm_buf_putc(&title, ' ');
	cm_text_visible(&title, p->sheet->id);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, title.p);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "cm-tools");
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, at);
	cm_buf_free(&title);
}

/* ---- text and boxes ---- */

static void
set_text(struct cm_paper *p, struct cm_str s, double size, double width, PangoAlignment align)
{
	PangoFontDescription *font = pango_font_description_new();

	pango_font_description_set_family_static(font, p->family);
	pango_font_description_set_size(font, (gint)(size * PANGO_SCALE));
	cm_buf_clear(&p->shown);
	cm_text_visible(&p->shown, s);
	pango_layout_set_font_description(p->layout, font);
	pango_layout_set_width(p->layout, width < 0 ? -1 : (int)(width * PANGO_SCALE));
	pango_layout_set_alignment(p->layout, align);
	pango_layout_set_text(p->layout, p->shown.n ? p->shown.p : "", (int)p->shown.n);
	pango_font_description_free(font);
}

static double
measured(struct cm_paper *p, double *width)
{
	int w, h;

	pango_layout_get_size(p->layout, &w, &h);
	if (width)
		*width = (double)w / PANGO_SCALE;
	return (double)h / PANGO_SCALE;
}

double
cm_paper_text(struct cm_paper *p, struct cm_str s, double size, double x, double y, double width, PangoAlignment align)
{
	set_text(p, s, size, width, align);
	if (p->drawing) {
		p->boxes += (unsigned)pango_layout_get_unknown_glyphs_count(p->layout);
		cairo_set_source_rgb(p->cr, 0, 0, 0);
		cairo_move_to(p->cr, x, y);
		pango_cairo_show_layout(p->cr, p->layout);
	}
	return measured(p, NULL);
}

double
cm_paper_text_width(struct cm_paper *p, struct cm_str s, double size)
{
	double width;

	set_text(p, s, size, -1, PANGO_ALIGN_LEFT);
	measured(p, &width);
	return width;
}

double
cm_paper_text_height(struct cm_paper *p, struct cm_str s, double size, double width)
{
	set_text(p, s, size, width, PANGO_ALIGN_LEFT);
	return measured(p, NULL);
}

void
cm_paper_box(struct cm_paper *p, double x, double y, double width, double height, double shade)
{
	if (!p->drawing)
		return;
	cairo_rectangle(p->cr, x, y, width, height);
	cairo_set_source_rgb(p->cr, shade, shade, shade);
	cairo_fill_preserve(p->cr);
	cairo_set_source_rgb(p->cr, 0.6, 0.6, 0.6);
	cairo_set_line_width(p->cr, LINE);
	cairo_stroke(p->cr);
}

/* ---- pages ---- */

void
cm_paper_end_page(struct cm_paper *p)
{
	struct cm_buf foot = {0};

	cm_buf_putstr(&foot, p->sheet->id_label);
	cm_buf_putc(&foot, ' ');
	cm_buf_putstr(&foot, p->sheet->id);
	cm_buf_printf(&foot, "      %u / %u", p->page, p->pages);
	cm_paper_text(p, cm_buf_str(&foot), FOOT, CM_PAPER_LEFT, CM_PAPER_BOTTOM + 16, CM_PAPER_RIGHT - CM_PAPER_LEFT,
	    PANGO_ALIGN_CENTER);
	cm_buf_free(&foot);
	if (p->drawing)
		cairo_show_page(p->cr);
}

bool
cm_paper_room(struct cm_paper *p, double height)
{
	if (p->y + height <= CM_PAPER_BOTTOM)
		return false;
	cm_paper_end_page(p);
	p->page++;
	p->y = CM_PAPER_TOP;
	return true;
}
