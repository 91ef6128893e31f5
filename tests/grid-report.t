#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-report: its periods, cuts, moments and forms.  That the figures are
# right is the matter of tests/facts.t and tests/live-week.t.
. "$(dirname "$0")/lib.sh"

# The demo's first two days, some of them handled; then the last second of
# the week and the first of the next.
play() {
	newdb
	printf 'code,name\n440310003004,新社区\n440310003004001,新网格\n' | grid-import -q area
	printf 'code,name,area,post,department\nH1,欧阳处置,碧岭街道,handler,ZF\n' | grid-import -q worker
	for day in 09 10; do
		now "2026-11-$day 09:00:00"
		case-collect --csv "demo/collect-2026-11-$day.csv"
	done
	case-list -f csv | awk -F, 'NR == 1 || NR % 5' | case-open -
	case-list -f csv --status opened | awk -F, 'NR == 1 || NR % 4' | case-dispatch --auto -
	case-list -f csv --status opened | awk -F, 'NR < 3' | case-dispatch --to H1 -
	case-list -f csv --status opened | case-dispatch --to W05 -
	now '2026-11-10 10:30:00'
	case-list -f csv --dept ZF --status dispatched | case-handle --by H1 --accept -
	case-list -f csv --dept ZF --status handling | case-feedback --by H1 --result 已办 -
	case-list -f csv --status replied | case-verify --pass - | case-close -
	now '2026-11-15 23:59:59' && case-collect --area 碧岭 --text 最后一秒
	now '2026-11-16 00:00:00' && case-collect --area 碧岭 --text 第一秒
} >/dev/null 2>&1
play
now '2026-11-18 08:00:00'

# Cases of the week by some column; areas are given with all there are.
collected() {
	sqlite3 -readonly -separator , grid.db "SELECT coalesce($1, ''), count(*) FROM casefile c JOIN area a USING (area_id)
		LEFT JOIN matter m USING (matter_id) LEFT JOIN department d ON d.department_id = c.department_id
		LEFT JOIN worker w ON w.worker_id = c.handler_id LEFT JOIN worker r ON r.worker_id = c.reported_by_id
		WHERE collected_at < 1794758400 GROUP BY 1 ORDER BY 1"
}

report() { grid-report -f csv "$@" | tail -n +2; }

t 'without options it is the last week that is over, by street' <<'EOF'
	expect 0 grid-report -f csv
	cut -d, -f 1-3 .t/out >got
	printf 'code,name,collected\n440310003,碧岭街道,25\n' | diff - got
	grid-report -f csv --week 2026-W46 --by street | diff .t/out -
	now '2026-11-23 00:00:00'
	[ "$(report | cut -d, -f 3)" = 1 ]
EOF

t 'sources are told apart to their last character' <<'EOF'
	newdb source.db
	long=$(printf '源%.0s' $(seq 90))
	for end in 甲 乙; do
		case-open -q -d source.db --area 碧岭 --matter 0103 --text x --source "$long$end" >/dev/null
	done
	[ "$(report -d source.db --month 2026-11 --by source | cut -d, -f 1,3 | sort | uniq -c | awk '{ print $1 }' | paste -sd ' ' -)" = '1 1' ]
EOF

t 'an area that was voided since keeps its row and name; one voided before has none' <<'EOF'
	newdb void.db
	now '2026-11-12 09:00:00'
	case-open -q -d void.db --area 440310003001001 --matter 0103 --text x >/dev/null
	sqlite3 void.db "UPDATE area SET state = 'void', voided_at = unixepoch('2026-11-20 00:00:00') WHERE code LIKE '44031000300100_'"
	now '2026-12-01 09:00:00'
	names() { report -d void.db --by grid "$@" | grep ^440310003001 | cut -d, -f 1-3 | paste -sd ' ' -; }
	[ "$(names --week 2026-W46)" = '440310003001001,碧岭第一网格,1 440310003001002,碧岭第二网格,0' ]
	[ "$(names --week 2026-W48)" = '440310003001001,碧岭第一网格,0' ]
EOF

t 'by area every area has a row' <<'EOF'
	report --by district | cut -d, -f 1,3 >got
	collected 'substr(a.code, 1, 6)' | diff - got
	[ "$(report --by community | cut -d, -f 2 | paste -sd ' ' -)" = '碧岭社区居委会 汤坑社区居委会 沙湖社区居委会 新社区' ]
	report --by community | cut -d, -f 1,3 >got
	{ collected 'substr(a.code, 1, 12)'; echo 440310003004,0; } | diff - got
	report --by grid | cut -d, -f 1,3 >got
	{ collected 'CASE WHEN length(a.code) > 12 THEN a.code END'; echo 440310003004001,0; } | diff - got
EOF

t 'by anything else those that occur, and a row without a code' <<'EOF'
	for cut in department:d.code matter:m.code source:source worker:w.code reporter:r.code; do
		report --week 2026-W46 --by ${cut%:*} | awk -F, '$3 { print $1 "," $3 }' >got
		collected ${cut#*:} | diff - got
		[ "$(head -c 1 got)" = , ]
		expect 0 grid-report -f table --week 2026-W46 --by ${cut%:*}
		grep -q "^-  *[0-9]" .t/out
	done
	expect 64 grid-report --by village
EOF

t 'a week, month, quarter and year are their days' <<'EOF'
	now '2027-01-05 08:00:00'
	for period in 'week 2026-W46 2026-11-09 2026-11-15' 'month 2026-11 2026-11-01 2026-11-30' \
		'quarter 2026-Q4 2026-10-01 2026-12-31' 'year 2026 2026-01-01 2026-12-31'; do
		set -- $period
		expect 0 grid-report -f csv --$1 $2 --by matter
		grid-report -f csv --since $3 --until $4 --by matter | diff .t/out -
	done
	[ "$(report --week 2026-W46 | cut -d, -f 3),$(report --month 2026-11 | cut -d, -f 3)" = 25,26 ]
EOF

t '--since and --until are both in' <<'EOF'
	[ "$(report --since 2026-11-15 --until 2026-11-15 | cut -d, -f 3)" = 1 ]
	[ "$(report --since 2026-11-10 --until 2026-11-16 | cut -d, -f 3)" = 14 ]
	expect 64 grid-report --since 2026-11-16 --until 2026-11-15
	stderr_has 'grid-report: --until is before --since'
	expect 64 grid-report --since 2026-11-16
	expect 64 grid-report --week 2026-W46 --month 2026-11
	expect 64 grid-report --week 2026-11
EOF

t '--as-of and --cohort say what is looked at, and when' <<'EOF'
	# opened, dispatched, handle_due, handled, backlog
	figures() { report --week 2026-W46 "$@" | cut -d, -f 4,6,8,9,25; }
	[ "$(figures --as-of '2026-11-09 09:00')" = 0,0,0,0,12 ]
	[ "$(figures --cohort opened)" = "$(sqlite3 -separator , grid.db "SELECT count(opened_at), count(dispatched_at),
		count(opened_at), sum(status = 'closed'), sum(status <> 'closed') FROM casefile")" ]
	expect 64 grid-report --as-of '2026-11-18 08:00:01'
	expect 64 grid-report --cohort closed
EOF

t '--total adds a row that is the sum of the others' <<'EOF'
	expect 0 grid-report -f csv --by grid --total
	tail -n 1 .t/out | cut -d, -f 1-4,6,8,12,25,26 >got
	awk -F, 'NR > 1 && $1 != "total" { for (i = 3; i <= NF; i++) s[i] += $i }
		END { print "total,," s[3] "," s[4] "," s[6] "," s[8] "," s[12] "," s[25] "," s[26] }' .t/out | diff - got
	report --by grid >rows
	sed '1d; $d' .t/out | diff rows -
EOF

t 'names of people are masked, those of departments are not' <<'EOF'
	mask="substr(name, 1, CASE WHEN name GLOB '欧阳?*' THEN 2 ELSE 1 END)"
	sqlite3 -separator , grid.db "SELECT code, $mask || substr('***', 1, length(name) - length($mask)) FROM worker ORDER BY code" >masked
	for cut in worker reporter; do
		report --by $cut | cut -d, -f 1,2 | grep -v '^,' >got
		[ -s got ]
		grep -vxFf masked got | diff /dev/null -
	done
	[ "$(report --by worker | cut -d, -f 2 | paste -sd ' ' -)" = ' 欧阳** 邓**' ]
	report --by department | grep -q '^ZJ,住房和建设局,'
EOF

t '-o is written beside and renamed into place' <<'EOF'
	mkdir -p out && echo old >out/week.csv && ln out/week.csv out/link
	expect 64 grid-report --week 46 -f csv -o out/week.csv
	echo old | diff - out/week.csv
	expect 0 grid-report -f csv -o out/week.csv
	stdout </dev/null
	grid-report -f csv | diff out/week.csv -
	echo old | diff - out/link
	[ "$(ls -A out | paste -sd ' ' -)" = 'link week.csv' ]
	expect 73 grid-report -f csv -o none/week.csv
EOF

t 'no line of the table is wider than a terminal' <<'EOF'
	for locale in C $(locale -a | grep -i '^zh_CN\.utf-\?8$'); do
		LC_ALL=$locale expect 0 grid-report -f table
		[ "$(LC_ALL=C.UTF-8 wc -L <.t/out)" -le 80 ]
		grep -c '^440310003 ' .t/out >got
		echo 6 | diff - got
	done
EOF

t 'json has numbers, and null where there is nothing to divide by' <<'EOF'
	expect 0 grid-report -f json --by grid
	sqlite3 -separator , :memory: "SELECT value ->> 'code', value ->> 'collected', value -> 'satisfied_rate',
		json_type(value, '\$.open_rate') FROM json_each(readfile('.t/out'))" >got
	report --by grid | awk -F, '{ print $1 "," $3 ",null," ($5 == "" ? "null" : "real") }' | diff - got
EOF

done_testing
