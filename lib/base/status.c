/* From the library's outcome to the exit code of a program. The numbers are those of sysexits(3) and man/cm.7. */

#include "base/status.h"

#include "base/banned.h"

int
cm_status_exit(enum cm_status st)
{
	switch (st) {
	case CM_OK:
	case CM_END:
		return 0;
	case CM_BAD:
		return 65;
	case CM_CONFLICT: /* somebody was faster; nothing of ours was written, so a second run is safe */
	case CM_BUSY:
	case CM_UNKNOWN:
		return 75;
	case CM_IO:
		return 74;
	case CM_NOSTORE:
		return 69;
	case CM_DENIED:
		return 77;
	case CM_CONFIG:
		return 78;
	case CM_USAGE:
		return 2;
	case CM_DEFECT:
		break;
	}
	return 70;
}

bool
cm_status_is_world(enum cm_status st)
{
	return st == CM_IO || st == CM_NOSTORE || st == CM_BUSY || st == CM_UNKNOWN || st == CM_CONFIG || st == CM_DENIED ||
	    st == CM_USAGE;
}
