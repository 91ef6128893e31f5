#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What was open, and late, at any moment of five years: random cases, some of
# them reopened, and a recount of all their events (past_model.py).
. "$(dirname "$0")/lib.sh"

SEED=${SEED:-$(date +%s)}
echo "# SEED=$SEED"
now '2026-11-09 08:00:00'
newdb >/dev/null
GRID_DB=$PWD/grid.db
export GRID_DB
play() {
	python3 "$TOP/tests/past_model.py" make "$SEED" 1500 | grid-import -q case - || return
	printf 'name,value\nreopen_days,3650\n' | grid-import -q setting || return
	# Closed once, open again, and some of these closed for the second time.
	now '2026-11-10 09:00:00'
	case-list --status closed -f csv | awk -F, 'NR % 7 == 1' | case-open --reopen --reason 又坏了 - >reopened
	now '2026-11-10 09:05:00'
	[ -s reopened ] && case-dispatch --to ZF - <reopened >/dev/null || return
	now '2026-12-30 09:00:00'
	awk 'NR % 2' reopened | case-close --force --reason 无法处置 - >/dev/null || return
	now '2027-01-05 08:00:00'
}
play || { echo 'Bail out! the cases cannot be made'; exit 1; }
exec python3 "$TOP/tests/past_model.py" check "$SEED" 120
