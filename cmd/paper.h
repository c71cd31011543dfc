#ifndef CM_CMD_PAPER_H
#define CM_CMD_PAPER_H

#include <stddef.h>

#include "base/str.h"
#include "flow/sheet.h"

/*
 * Order forms as PDF. It is a module of its own (cmd/paper*.c, built as cm-paper.so), the only thing that is linked with
 * pangocairo; cmd/print.c opens it when a PDF is asked for. It knows neither policies nor stores nor files: a filled-in
 * form is given to it, and bytes leave through a callback. What it writes follows from what it is given: no clock.
 *
 * Not to be confused with the asking form (form.h).
 */
#define CM_PAPER_VERSION 1 /* of this interface; the module says which one it speaks */

struct cm_paper; /* private to the module */

struct cm_paper_setup {
	const struct cm_str *fonts; /* families; the first that is installed is taken */
	unsigned nfonts;
	bool (*write)(void *ctx, const void *bytes, size_t n); /* false: it failed, and nothing more will be written */
	void *ctx;
};

enum cm_paper_end {
	CM_PAPER_OK,
	CM_PAPER_NO_FONT, /* none of the families is there */
	CM_PAPER_FAILED /* write() did, or there is no memory */
};

/* What the module exports, as the symbol cm_paper_module. */
struct cm_paper_module {
	int version;
	enum cm_paper_end (*open)(struct cm_paper **, const struct cm_paper_setup *);
	/* Appends a form, on pages of its own. *pages: how many; *boxes: characters that the font does not have. */
	enum cm_paper_end (*sheet)(struct cm_paper *, const struct cm_sheet *, unsigned *pages, unsigned *boxes);
	enum cm_paper_end (*close)(struct cm_paper *); /* writes what is left, and frees */
};

extern const struct cm_paper_module cm_paper_module __attribute__((visibility("default")));

#endif
