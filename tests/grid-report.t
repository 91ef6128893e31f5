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

t 'a week, month, quarter, half-year and year are their days' <<'EOF'
	now '2027-01-05 08:00:00'
	for period in 'week 2026-W46 2026-11-09 2026-11-15' 'month 2026-11 2026-11-01 2026-11-30' \
		'quarter 2026-Q4 2026-10-01 2026-12-31' 'half 2026-H2 2026-07-01 2026-12-31' 'year 2026 2026-01-01 2026-12-31'; do
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
		echo 7 | diff - got
	done
EOF

t 'json has numbers, and null where there is nothing to divide by' <<'EOF'
	expect 0 grid-report -f json --by grid
	sqlite3 -separator , :memory: "SELECT value ->> 'code', value ->> 'collected', value -> 'satisfied_rate',
		json_type(value, '\$.open_rate') FROM json_each(readfile('.t/out'))" >got
	report --by grid | awk -F, '{ print $1 "," $3 ",null," ($5 == "" ? "null" : "real") }' | diff - got
EOF

t 'an area is asked for by code or name, and has what is below it' <<'EOF'
	report --by grid | grep -e ^440310003002 >want
	report --by grid --area 440310003002 | diff want -
	report --by department --area 汤坑社区居委会 --total | tail -n 1 | cut -d, -f 1,3 >got
	awk -F, '{ n += $3 } END { print "total," n }' want | diff - got
EOF

# A week with its week before and that of last year, by source.  made WEEK-DAY
# <lines "source due closed reworked": as many cases, due on that day.
made() {
	awk -v day="$1" 'BEGIN { print "source,source_no,area,reported_by,collected_at,opened_at,dispatched_at,handle_due_at,handled_at,close_due_at,closed_at,status,reworks" }
	{ for (i = 1; i <= $2; i++)
		print $1 "," day "-" i ",44031000300" i % 3 + 1 "001,W0" i % 7 + 1 "," day " 09:00," day " 09:00," day " 09:00," \
			day " 15:00," (i <= $3 ? day " 14:00" : "") "," day " 17:00," (i <= $3 ? day " 16:00" : "") "," \
			(i <= $3 ? "closed" : "handling") "," (i <= $4 ? 1 : "") }' | grid-import -q -d years.db case -
}
newdb years.db
now '2026-11-11 09:00:00'
printf 'area,matter,text\n碧岭,0103,x\n碧岭,0103,x\n' | case-open -q -d years.db --csv - >/dev/null
now '2026-12-30 08:00:00'
made 2025-11-11 <<'END'
a 3 3 0
d 1 1 1
last 2 1 0
tie 32 1 0
END
made 2026-11-04 <<'END'
a 8 5 2
b 7 7 0
before 3 1 0
tie 32 31 1
up 32 16 0
END
made 2026-11-11 <<'END'
a 4 4 1
b 2 2 0
c 4 3 2
d 2 1 2
e 4 1 0
f 3 0 0
g 1 0 0
now 5 2 0
tie 31 30 0
up 33 17 1
END
grid-import -q -d years.db case - <<'END'
source,source_no,area,collected_at,opened_at,close_due_at,closed_at,status
slow,1,440310003001001,2026-11-04 09:00,2026-11-04 09:00,2026-11-04 17:00,2026-12-01 09:00,closed
END
now '2026-11-18 08:00:00'
figures=collected,close_due,closed,close_rate,rework,rework_rate,avg_handle_hours,satisfied_rate
years() { GRID_NOW='2026-12-30 08:00:00' grid-report -d years.db -f csv --indicator $figures "$@"; }
for week in 2026-W46 2026-W45 2025-W46; do years --week $week --by source --total >$week.csv; done
cat ./????-W??.csv | cut -d, -f 1 | grep -vx -e code -e total | sort -u >codes
echo total >>codes

t '--compare is what three reports make: points of rates, percent of numbers, nothing where nothing was' <<'EOF'
	expect 0 years --week 2026-W46 --by source --compare --total
	awk -F, '
	function floor(x) { return x < int(x) ? int(x) - 1 : int(x) }
	function cell(f, code, i) { return (f, code, i) in at ? at[f, code, i] : name[i] ~ /_(rate|hours)$/ ? "" : 0 }
	function change(is, was, i, h) {
		if (is == "" || was == "" || name[i] !~ /_rate$/ && was == 0) return ""
		if (name[i] ~ /_rate$/) return sprintf("%.2f", is - was)
		h = floor(20000 * (is - was) / (2 * was) + 0.5 + 1e-9)
		return sprintf("%.2f", h / 100)
	}
	FNR == 1 { file++; for (i = 3; i <= NF; i++) name[i] = $i; last = NF; next }
	{ for (i = 3; i <= NF; i++) at[file, $1, i] = $i; label[$1] = $2; if ($1 != "total") codes[$1] }
	END {
		print "code,name,indicator,unit,value,previous,change,last_year,year_change"
		while ((getline code <"codes") > 0)
			for (i = 3; i <= last; i++)
				print i "," code "," label[code] "," name[i] "," (name[i] ~ /rate/ ? "percent" : name[i] ~ /hours/ ? "hours" : "cases") "," \
					cell(1, code, i) "," cell(2, code, i) "," change(cell(1, code, i), cell(2, code, i), i) "," \
					cell(3, code, i) "," change(cell(1, code, i), cell(3, code, i), i) | "sort -s -t, -k1,1n | cut -d, -f2-"
	}' 2026-W46.csv 2026-W45.csv 2025-W46.csv >want
	diff want .t/out
	grep -x 'tie,tie,collected,cases,31,32,-3.12,32,-3.12' .t/out
	grep -x 'up,up,collected,cases,33,32,3.13,0,' .t/out
	grep -x 'e,e,close_rate,percent,25.00,,,,' .t/out
	grep -x 'last,last,close_due,cases,0,0,,2,-100.00' .t/out
EOF

t 'a comparison by filing, and a trend, do not look past --as-of' <<'EOF'
	of='--week 2026-W46 --by source --cohort opened --indicator close_rate'
	years $of --as-of '2026-11-15 12:00:00' --compare | grep ^slow >got
	years $of --compare | grep ^slow >>got
	years $of --as-of '2026-11-15 12:00:00' --trend 2 | grep ^slow >>got
	diff - got <<-'END'
		slow,slow,close_rate,percent,,0.00,,,
		slow,slow,close_rate,percent,,100.00,,,
		slow,slow,2026-W45,0.00
		slow,slow,2026-W46,
	END
EOF

t '--trend is one report after the other' <<'EOF'
	for by in grid source; do
		expect 0 years --week 2026-W46 --by $by --trend 3 --total
		for week in 2026-W44 2026-W45 2026-W46; do
			years --week $week --by $by --total | sed "1d; s/^[^,]*,[^,]*,/&$week,/"
		done >three
		# What is not in a week has nothing.
		sed 1d .t/out | awk -F, 'NR == FNR { row[$1 "," $3] = $0; next }
			!(($1 "," $3) in row) { row[$1 "," $3] = $1 "," $2 "," $3 ",0,0,0,,0,,," }
			row[$1 "," $3] != $0 { print $0 " not " row[$1 "," $3]; bad = 1 } { n++ }
			END { for (r in row) n--; exit bad || n }' three -
	done
	cut -d, -f 1 .t/out | sed '1d' | uniq -c | awk '$1 != 3' | diff /dev/null -
EOF

t '--top has the best and the worst, ties in one rank, none in both and none without a code' <<'EOF'
	tops() { years --week 2026-W46 --by source --indicator "$1" --top "$2" | sed 1d | cut -d, -f 1-3,5 | paste -sd ' ' -; }
	[ "$(tops close_rate 2)" = 'red,1,a,100.00 red,1,b,100.00 black,1,f,0.00 black,1,g,0.00' ]
	# Ten have a rate, of which five are each list's.
	[ "$(tops close_rate 99)" = 'red,1,a,100.00 red,1,b,100.00 red,3,tie,96.77 red,4,c,75.00 red,5,up,51.52 black,1,f,0.00 black,1,g,0.00 black,3,e,25.00 black,4,now,40.00 black,5,d,50.00' ]
	[ "$(tops rework_rate 2)" = 'red,1,tie,0.00 red,1,now,0.00 black,1,d,100.00 black,2,c,50.00' ]
	[ "$(tops rework 1)" = 'red,1,b,0 black,1,d,2' ]
	expect 64 grid-report -d years.db --week 2026-W46 --top 1 --indicator collected
	echo "grid-report: --top: more 'collected' is neither better nor worse" | stderr
EOF

t '--indicator chooses columns and their order' <<'EOF'
	expect 0 grid-report -f csv --by grid --indicator backlog,open_rate,collected
	[ "$(head -n 1 .t/out)" = code,name,backlog,open_rate,collected ]
	report --by grid | awk -F, -v OFS=, '{ print $1, $2, $25, $5, $3 }' >want
	sed 1d .t/out | diff want -
	for wrong in "nix:no indicator 'nix': grid-report --explain all lists them" \
		"open_rate,collected,open_rate:indicator 'open_rate' is named twice" \
		"collected,:no indicator '': grid-report --explain all lists them"; do
		expect 64 grid-report --indicator "${wrong%%:*}"
		echo "grid-report: ${wrong#*:}" | stderr
	done
EOF

t '--explain tells of every figure, without a database' <<'EOF'
	expect 0 grid-report -d none.db --explain all -f csv
	awk -F, '$1 == "indicator" { print $2 "," $3 "," $4 "," $7 "," ($8 == "-" ? "" : $8) "," $5 "," $6 "," $10 }' "$TOP/lib/indicator.csv" >want
	awk -F, 'NR > 1 { print $1 "," $2 "," $3 "," $4 "," $5 "," $6 "," $7 "," $10 }' .t/out | diff want -
	[ "$(wc -l <want)" -eq 82 ]
	grep -q '^open_rate,.*,(of those collected: filed) ÷ (cases collected in the period),' .t/out
	head -n 1 .t/out >head
	expect 0 grid-report --explain overdue,open_rate -f csv
	[ "$(cut -d, -f 1 .t/out | paste -sd ' ' -)" = 'indicator overdue open_rate' ]
	expect 64 grid-report --explain overdue,nix
	stdout </dev/null
EOF

t 'parts and events of one large code, and those of another edition, are classes of their own' <<'EOF'
	newdb class.db
	edition=$(sqlite3 grid.db "SELECT value FROM setting WHERE name = 'matter_edition'")
	grid-import -q -d class.db matter - <<-END
		edition,code,name,kind,large_code,large_name,department
		$edition,9901,事一,event,01,一类事件,ZF
		lw,0101,别的井盖,part,01,别的设施,ZJ
	END
	for matter in 0103 0103 9901 lw:0101 lw:0101 lw:0101; do
		case-open -q -d class.db --area 碧岭 --matter $matter --text x >/dev/null
	done
	report -d class.db --month 2026-11 --by class | cut -d, -f 1-3 | diff - /dev/fd/3 3<<-'END'
		event-01,一类事件,1
		lw:part-01,别的设施,3
		part-01,公用设施,2
	END
	report -d class.db --month 2026-11 --by matter | cut -d, -f 1,3 | paste -sd ' ' - >got
	echo '0103,2 9901,1 lw:0101,3' | diff - got
EOF

t 'two cuts give what each of them gives alone' <<'EOF'
	for cuts in department,class grid,source reporter,worker class,street; do
		expect 0 grid-report -f csv --by $cuts
		[ "$(head -n 1 .t/out | cut -d, -f 1-5)" = code,name,code2,name2,collected ]
		for at in 1 3; do
			cut=$(echo $cuts | cut -d, -f $(( (at + 1) / 2 )))
			# collected, handle_due, closed, backlog, overdue
			awk -F, -v at=$at 'NR > 1 { for (i = 5; i <= NF; i++) s[$at, i] += $i; name[$at] = $(at + 1) }
				END { for (c in name) print c "," name[c] "," s[c, 5] "," s[c, 10] "," s[c, 15] "," s[c, 27] "," s[c, 28] }' .t/out | sort >got
			report --by $cut | cut -d, -f 1-3,8,13,25,26 | awk -F, '$3 || $5 || $6' | sort | diff - got
		done
		grid-report -f csv --by $cuts --total | tail -n 1 | cut -d, -f 1-6 >got
		report --by street --total | tail -n 1 | awk -F, '{ print "total,,,," $3 "," $4 }' | diff - got
	done
EOF

t 'on a screen two cuts are a cross table of one figure, which adds up' <<'EOF'
	for locale in C zh_CN.UTF-8; do
		LC_ALL=$locale expect 0 grid-report -f table --by department,class --indicator opened
		[ "$(LC_ALL=C.UTF-8 wc -L <.t/out)" -le 80 ]
		awk '/^(code|代码)/ { n = NF; next } NF < 3 || /×|截至|as of/ { next }
			{ key = $1 == "-" ? "" : $1 == "total" ? "total" : $1; tables[key]++; total[key] = $NF }
			END { for (k in total) print k "," total[k] }' .t/out | sort >got
		report --by department --indicator opened --total | cut -d, -f 1,3 | sort | diff - got
	done
	LC_ALL=C expect 0 grid-report -f table --by department,class --indicator opened
	stdout_has 'Filed: Department × Class of matters'
	LC_ALL=C expect 0 grid-report -f table --by class,department --indicator opened
	stdout_has 'Filed: Class of matters × Department'
EOF

t 'on a screen several cuts stand one after the other' <<'EOF'
	expect 0 grid-report -f table --by grid --by class --by grid,source
	for by in grid class grid,source; do grid-report -f table --by $by; done | grep . >want
	grep . .t/out | diff want -
EOF

t 'what does not go together is refused with a sentence' <<'EOF'
	refuse() { sentence=$1; shift; expect 64 grid-report "$@"; echo "grid-report: $sentence" | stderr; stdout </dev/null; }
	refuse 'only one of --compare, --trend and --top' --compare --trend 2
	refuse 'only one of --compare, --trend and --top' --top 1 --trend 2
	refuse '--compare, --trend and --top are of one cut, not of two' --compare --by grid,class
	refuse '--compare, --trend and --top are of one cut, not of two' --top 2 --by grid --by grid,class -f table
	refuse 'more than one --by is for the formats table, html and xlsx' --by grid --by class -f csv
	refuse 'more than one --by is for the formats table, html and xlsx' --by grid --by class -f json
	refuse '--top is a table: a page has the ranks as bars' --top 2 -f html
	refuse "--by 'grid,grid' is twice the same" --by grid,grid
	refuse '--explain goes alone' --explain collected --week 2026-W46
	refuse '--explain goes alone' --explain all --total
	refuse '--explain is a table: format html is of reports' --explain all -f html
	refuse "--trend '0' is not a number from 1 to 520" --trend 0
	refuse "--trend '521' is not a number from 1 to 520" --trend 521
	refuse "--top '0' is not a number from 1 to 100000" --top 0
	refuse "'2026-H3' is not a half-year of the form 2018-H2" --half 2026-H3
	refuse 'only one period' --half 2026-H1 --year 2026
	expect 66 grid-report --area 999
EOF

t 'more than one cross table, and a total that is no person' <<'EOF'
	expect 0 grid-report --by grid,class --by source,department --by worker -f table
	LC_ALL=zh_CN.UTF-8 expect 0 grid-report --by worker --by grid -f table
	[ "$(grep -c ^total .t/out) $(grep -c '^total *合' .t/out)" = '14 7' ]
EOF

t 'no form of a report has the full name of a person' <<'EOF'
	sqlite3 grid.db "SELECT name FROM worker WHERE length(name) > 1" >names
	for what in '--by worker' '--by reporter --compare' '--by reporter --trend 2' '--by reporter --top 3' \
		'--by reporter,worker' '--by class,reporter'; do
		for format in csv tsv json excel table; do
			expect 0 grid-report $what -f $format --indicator open_rate,collected
			grep -qF '*' .t/out || [ "$what$format" = '--by class,reportertable' ]
			grep -F -f names .t/out | diff /dev/null -
		done
	done
EOF

t 'new tables as json and tsv have what their csv has' <<'EOF'
	for what in '--by reporter,class' '--by source --compare --total' '--by grid --trend 2' '--by reporter --top 3'; do
		expect 0 grid-report $what --indicator open_rate,collected -f tsv
		tr '\t' , <.t/out >tsv
		expect 0 grid-report $what --indicator open_rate,collected -f csv
		diff .t/out tsv
		expect 0 grid-report $what --indicator open_rate,collected -f json
		python3 -c 'import csv, json, sys
rows = list(csv.DictReader(open("tsv")))
for a, b in zip(rows, json.load(sys.stdin), strict=True):
    for k in a:
        assert a[k] == ("" if b[k] is None else a[k] if not isinstance(b[k], str) and float(a[k]) == b[k] else b[k]), (k, a, b)
    assert list(a) == list(b)' <.t/out
	done
EOF

t 'figures for machines do not depend on the locale, headings for people do' <<'EOF'
	for what in '' '--compare' '--trend 2' '--by reporter --top 2' '--by grid,class'; do
		LC_ALL=C expect 0 grid-report $what --indicator open_rate,overdue -f csv
		LC_ALL=zh_CN.UTF-8 grid-report $what --indicator open_rate,overdue -f csv | diff .t/out -
	done
	LC_ALL=C expect 0 grid-report --explain all -f csv
	LC_ALL=zh_CN.UTF-8 grid-report --explain all -f csv | diff .t/out -
	LC_ALL=C expect 0 grid-report -f table
	stdout_has 'Filing and dispatch'
	LC_ALL=zh_CN.UTF-8 expect 0 grid-report -f table --compare
	stdout_has 环比
	stdout_has 同比
	LC_ALL=zh_CN.UTF-8 expect 0 grid-report -f table
	stdout_has '立案与派遣'
	stdout_has '立案率'
	stdout_has '2026-W46（截至 2026-11-15 23:59:59）'
EOF

done_testing
