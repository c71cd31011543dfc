#ifndef CM_CMD_PLOT_H
#define CM_CMD_PLOT_H

#include "base/buf.h"
#include "base/diag.h"

/* Bars of several numbers each, stacked, as a picture that gnuplot(1) draws (plot.c). */
struct cm_bars {
	const char *path; /* ends with .svg or .png; replaced when the picture is whole */
	const char *title;
	const char *const *series; /* what the numbers are; ends with NULL */
	struct cm_buf rows; /* filled by cm_bars_add() */
	unsigned n;
};

/* CM_USAGE: the name of the file says of no picture that can be drawn. Before anything is counted. */
enum cm_status cm_bars_check(const struct cm_bars *, struct cm_diag *);
void cm_bars_add(struct cm_bars *, struct cm_str label, const int64_t *values);
/* Frees the rows. CM_IO: there is no gnuplot, or it or the disk failed; the file is as it was before. */
enum cm_status cm_bars_draw(struct cm_bars *, struct cm_diag *);

#endif
