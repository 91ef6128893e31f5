#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The clock against an independent model: a million random questions, always
# the same ones; $CLOCK_CASES asks for fewer or more.  For others:
# python3 tests/clock_model.py PROBE CASES SEED
here=$(dirname "$0")
probe=${BUILD:-build}/tests/clock_probe

if ! python3 -c '' 2>/dev/null; then
	echo '1..0 # SKIP python3 is missing'
	exit 0
fi
if ! test -x "$probe"; then
	echo '1..1'
	echo "not ok 1 - $probe is built"
	exit 1
fi
case $probe in
*/*) ;;
*) probe=./$probe ;;
esac
exec python3 "$here/clock_model.py" "$probe" "${CLOCK_CASES:-1000000}"
