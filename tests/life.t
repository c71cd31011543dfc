#!/bin/sh
# check: slow
# A sample of tests/long/life.t: a hundred and fifty random steps of a line's life, undisturbed and killed.
STEPS=${STEPS:-150} DAYS=${DAYS:-15} exec sh "${0%/*}/long/life.t"
