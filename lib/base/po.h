#ifndef CM_BASE_PO_H
#define CM_BASE_PO_H

#include <libintl.h>

/*
 * Texts for operators in their language. English stands in the code, Chinese in lib/po/zh_CN.po; codes and names of
 * fields are never translated. _() looks a text up, N_() only marks one in a table for xgettext; whoever shows it looks
 * it up. What needs no mark: formats given to cm_fail() and cm_diag_add(), the help of commands, verbs and options
 * (mk/po.mk asks the commands for it).
 *
 * cm_env_read() binds the catalogue when the operator reads Chinese. In English nothing is opened or read: gettext()
 * gives the text back at once.
 */
#define CM_PO_DOMAIN "cm-tools"

#define _(text)		     dgettext(CM_PO_DOMAIN, text)
#define N_(text)	     (text)
#define cm_pon(one, many, n) dngettext(CM_PO_DOMAIN, one, many, n)

#endif
