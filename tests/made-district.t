#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The district that scores are tried on (scripts/made-district): that it is the
# same each time, and that the commands have nothing against it.
. "$(dirname "$0")/lib.sh"

python3 -c '' 2>/dev/null || skip_all 'python3 is missing'

WORKERS=20 VISITS=300 CASES=300
export WORKERS VISITS CASES

t 'the same settings make the same files, another seed makes others' <<'EOF'
	expect 0 "$TOP/scripts/made-district" one
	expect 0 "$TOP/scripts/made-district" two
	expect 0 diff -r one two
	SEED=2 expect 0 "$TOP/scripts/made-district" three
	expect 1 cmp one/case.csv three/case.csv
	[ "$(grep -c ,grid, one/area.csv)" -eq 20 ]
	[ "$(grep -c ^W one/worker.csv)" -eq 20 ]
EOF

t 'the commands take it all, and grid-check has only to say which grids have nobody' <<'EOF'
	expect 0 "$TOP/scripts/made-district" one grid.db
	now '2026-12-05 08:00:00'
	expect 1 grid-check -f csv
	grep -v 'no worker has a post in this grid today' .t/out >found || :
	echo kind,record,finding | diff - found
	[ "$(sqlite3 grid.db "SELECT count(*) FROM casefile")" -eq 300 ]
EOF

t 'cases go every way, most of them by somebody' <<'EOF'
	expect 0 sqlite3 grid.db "SELECT count(DISTINCT action) > 13 FROM casefile_event;
		SELECT count(*) > 3 FROM casefile_event WHERE action = 'dispatch' AND actor_worker_id IS NULL;
		SELECT count(DISTINCT actor_worker_id) > 9 FROM casefile_event"
	printf '1\n1\n1\n' | stdout
EOF

done_testing
