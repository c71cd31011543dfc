/*
 * Order forms on paper: as text among the answers, or into a PDF by the module cm-paper.so. Called by the record loop;
 * what a form says is put together by the flow (flow/order_sheet.c), how it looks by print_text.c and the module.
 */
#include <dlfcn.h>
#include <errno.h>

#include "paper.h"
#include "policy/forms.h"
#include "policy/services.h"
#include "print.h"
#include "record/output.h"

#include "base/banned.h"

struct cm_print {
	struct cm_printing how;
	struct cm_run *run;
	unsigned printed;
	struct cm_buf bytes; /* of the text at hand, or of the PDF so far: its file is made when it is whole */

	/* of a PDF */
	const char *path; /* NULL: text */
	const struct cm_paper_module *module;
	struct cm_paper *paper; /* NULL: finished */
};

bool
cm_print_is_text(const struct cm_run *r)
{
	return r->print && !r->print->path;
}

const struct cm_printing *
cm_print_how(const struct cm_run *r)
{
	return r->print ? &r->print->how : NULL;
}

/* ---- text ---- */

/* A form feed between two, for a printer; a terminal has none. */
static enum cm_status
print_text(struct cm_case *c, const struct cm_sheet *s)
{
	struct cm_print *p = c->printing->ctx;

	cm_buf_clear(&p->bytes);
	if (p->printed++)
		cm_buf_puts(&p->bytes, p->run->f->env.tty_out ? "\n" : "\f");
	cm_print_text(&p->bytes, s);
	cm_writer_put_text(p->run->writer, cm_buf_str(&p->bytes));
	c->emitted++;
	return CM_OK;
}

/* ---- PDF ---- */

static enum cm_status
failed(struct cm_print *p, int error)
{
	return cm_fail(&p->run->f->diag, CM_IO, "pdf.write", "cannot write %s: %s", p->path, strerror(error));
}

static bool
keep_bytes(void *ctx, const void *bytes, size_t n)
{
	struct cm_print *p = ctx;

	cm_buf_add(&p->bytes, bytes, n);
	return true;
}

static enum cm_status
print_pdf(struct cm_case *c, const struct cm_sheet *s)
{
	struct cm_print *p = c->printing->ctx;
	unsigned pages = 0, boxes = 0;

	if (p->module->sheet(p->paper, s, &pages, &boxes) != CM_PAPER_OK)
		return failed(p, ENOMEM);
	p->printed++;
	if (boxes)
		cm_diag_add(c->diag, CM_WARNING, (struct cm_pos){0}, "pdf.glyph",
		    "%.*s: the font lacks %u of its characters; they are boxes on the paper", (int)s->id.n, s->id.p,
		    boxes);
	cm_out_int(c, "pages", pages);
	return CM_OK;
}

static enum cm_status
load_module(struct cm_print *p)
{
	struct cm_front *f = p->run->f;
	void *handle = dlopen(cm_arena_printf(f->arena, "%s/cm-paper.so", f->env.modules), RTLD_NOW | RTLD_LOCAL);

	p->module = handle ? dlsym(handle, "cm_paper_module") : NULL;
	if (p->module && p->module->version == CM_PAPER_VERSION)
		return CM_OK;
	return cm_fail(&f->diag, CM_USAGE, "pdf.missing",
	    "there is nothing to make a PDF with (%s); --form alone prints text",
	    handle ? "cm-paper.so is of another version" : dlerror());
}

static enum cm_status
open_pdf(struct cm_print *p)
{
	struct cm_front *f = p->run->f;
	const struct cm_forms *forms = p->how.forms;
	const struct cm_paper_setup setup = {
	    .fonts = forms->fonts, .nfonts = forms->nfonts, .write = keep_bytes, .ctx = p};
	int error = cm_output_check(p->path, f->arena);
	enum cm_status st;

	if (error)
		return failed(p, error);
	st = load_module(p);
	if (st != CM_OK)
		return st;
	switch (p->module->open(&p->paper, &setup)) {
	case CM_PAPER_OK:
		return CM_OK;
	case CM_PAPER_FAILED:
		return failed(p, ENOMEM);
	case CM_PAPER_NO_FONT:
		break;
	}
	return cm_fail(&f->diag, CM_USAGE, "pdf.font",
	    "no font with Chinese characters is installed (%s:%u names some): apt install %.*s", forms->paper.file,
	    forms->paper.line, (int)forms->package.n, forms->package.p);
}

/* ---- begin and end ---- */

static enum cm_status
check_options(struct cm_front *f, const char *pdf)
{
	struct cm_diag *d = &f->diag;

	if (pdf && (!*pdf || strcmp(pdf, "-") == 0))
		return cm_fail(d, CM_USAGE, "pdf.file", "--pdf wants the name of a file that is not there yet");
	if (pdf && f->opt.dry)
		return cm_fail(d, CM_USAGE, "pdf.file", "--pdf writes a file: not with -n");
	if (!pdf && f->opt.output != CM_AUTO && f->opt.output != CM_JSONL)
		return cm_fail(
		    d, CM_USAGE, "option", "--form prints text, not records: without -o, or with --pdf FILE");
	return CM_OK;
}

enum cm_status
cm_print_open(struct cm_run *r)
{
	const struct cm_command *c = r->f->command;
	const char *pdf = c->pdf ? *c->pdf : NULL;
	struct cm_print *p;
	struct cm_forms *forms;
	struct cm_offers *offers;
	struct cm_transitions *transitions;
	struct cm_services *services;
	enum cm_status st;

	if (!pdf && !(c->form && *c->form))
		return CM_OK;
	st = check_options(r->f, pdf);
	if (st == CM_OK)
		st = cm_forms_load(&forms, r->f->vocabulary, r->f->arena, &r->f->diag);
	if (st == CM_END)
		return cm_fail(&r->f->diag, CM_CONFIG, "policy.missing", "%s has no forms.yaml", r->f->vocabulary->dir);
	if (st == CM_OK)
		st = cm_offers_load(&offers, r->f->vocabulary, r->f->arena, &r->f->diag);
	if (st == CM_OK)
		st = cm_transitions_load(&transitions, r->f->vocabulary, offers, r->f->arena, &r->f->diag);
	if (st == CM_OK)
		st = cm_services_load(&services, r->f->vocabulary, r->f->arena, &r->f->diag);
	if (st != CM_OK)
		return st;
	r->print = p = cm_arena_alloc(r->f->arena, sizeof *p);
	p->run = r;
	p->how = (struct cm_printing){forms, offers, transitions, services, pdf ? print_pdf : print_text, p};
	p->path = pdf;
	r->alone = r->one_thread = true;
	r->alone_until = SIZE_MAX;
	return pdf ? open_pdf(p) : CM_OK;
}

bool
cm_print_holds(const struct cm_run *r)
{
	return r->print && r->print->path && !r->ended;
}

enum cm_status
cm_print_finish(struct cm_run *r)
{
	struct cm_print *p = r->print;
	struct cm_paper *paper = p ? p->paper : NULL;
	int error = 0;

	if (!paper)
		return CM_OK;
	p->paper = NULL;
	if (p->module->close(paper) != CM_PAPER_OK)
		error = ENOMEM;
	else if (p->printed)
		error = cm_output_new(p->path, &p->bytes);
	return error ? failed(p, error) : CM_OK;
}

void
cm_print_close(struct cm_run *r)
{
	struct cm_print *p = r->print;

	if (!p)
		return;
	if (p->paper)
		p->module->close(p->paper);
	cm_buf_free(&p->bytes);
	r->print = NULL;
}
