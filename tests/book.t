#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-report -f xlsx: a workbook for people.  Its figures are held to those of
# csv, which are the matter of tests/facts.t.
. "$(dirname "$0")/lib.sh"

# The demo's first two days, some of them handled, on time and late.
play() {
	newdb
	printf 'code,name,area,post,department\nH1,欧阳处置,碧岭街道,handler,ZF\n' | grid-import -q worker
	for day in 09 10; do
		now "2026-11-$day 09:00:00"
		case-collect --csv "demo/collect-2026-11-$day.csv"
	done
	case-list -f csv | awk -F, 'NR == 1 || NR % 5' | case-open -
	case-list -f csv --status opened | awk -F, 'NR == 1 || NR % 4' | case-dispatch --auto -
	case-list -f csv --status opened | case-dispatch --to H1 -
	now '2026-11-10 10:30:00'
	case-list -f csv --dept ZF --status dispatched | case-handle --by H1 --accept -
	case-list -f csv --dept ZF --status handling | case-feedback --by H1 --result 已办 -
	case-list -f csv --status replied | case-verify --pass - | case-close -
} >/dev/null 2>&1
play
now '2026-11-18 08:00:00'

copy() {
	for part in '' -wal -gate; do
		[ ! -f "grid.db$part" ] || cp "grid.db$part" "$1$part"
	done
}

book=$TOP/tests/book_check.py
what='--indicator collected,close_in_time_rate,overdue,rework_rate,avg_handle_hours'
export book what
command -v python3 >/dev/null || skip_all 'python3 is not installed'
if grid-report -f xlsx -o a.xlsx 2>&1 | grep -q 'built without'; then
	t 'a build without the library says so' <<'EOF'
expect 64 grid-report -f xlsx -o b.xlsx
stderr_has 'format xlsx: this wangge was built without libxlsxwriter'
[ ! -e b.xlsx ]
EOF
	done_testing
fi

# A sheet's rows below the heading as csv has them: no code, and no name of a
# total.
figures() { python3 "$book" "$1" rows "$2" | sed '1d; s/^-,(none),/,,/; s/^total,Total,/total,,/'; }

t 'a sheet a cut, then the trend, what came before and what it all means' <<'EOF'
expect 0 grid-report -f xlsx -o a.xlsx --by street --by department,matter --by worker
python3 "$book" a.xlsx sheets | diff - /dev/fd/3 3<<-'END'
	Summary
	Street
	Department × Matter
	Worker
	Trend
	Definitions
END
[ "$(python3 "$book" a.xlsx rows Summary | sed -n 5p)" = \
	'Command,"grid-report -f xlsx --week 2026-W46 --by street --by department,matter --by worker --trend 12",,,,' ]
expect 0 env LC_ALL=zh_CN.UTF-8 grid-report -f xlsx -o a.xlsx --by street --by street --since 2026-11-09 --until 2026-11-10
[ "$(python3 "$book" a.xlsx sheets | paste -sd ' ' -)" = '概要 街道 街道 (2) 口径' ]
expect 0 grid-report -f xlsx -o a.xlsx --by department,class --by department,class
[ "$(python3 "$book" a.xlsx sheets | sed -n 3p)" = 'Department × Class of matte (2)' ]
EOF

t 'every figure is that of csv' <<'EOF'
names=$(grid-report -f csv --explain all | awk -F, 'NR > 1 && $1 != "score" { print $1 }')
cuts='district street community grid department matter class source'
for columns in '' "--indicator $(echo "$names" | head -n 41 | paste -sd , -)" "--indicator $(echo "$names" | tail -n +42 | paste -sd , -)"; do
	expect 0 grid-report -f xlsx -o a.xlsx $columns $(printf -- '--by %s ' $cuts)
	python3 "$book" a.xlsx sheets | sed '1d; 10,$d' >sheets
	for cut in $cuts; do
		figures a.xlsx "$(head -n 1 sheets)" >got
		grid-report -f csv --total --by $cut $columns | tail -n +2 | diff - got
		[ "$(wc -l <got)" -ge 2 ]
		sed -i 1d sheets
	done
	[ ! -s sheets ]
done
EOF

t 'people are masked, and told apart by their codes in the chart' <<'EOF'
expect 0 grid-report -f xlsx -o a.xlsx --by worker
figures a.xlsx Worker >got
grid-report -f csv --total --by worker | tail -n +2 | diff - got
grep -q '^H1,欧阳\*\*,' got
! unzip -p a.xlsx | grep -q 欧阳处置
n=$(grep -vc ^total, got)
python3 "$book" a.xlsx charts | grep -q "^Worker|barChart|.*|Worker![$]A[$]2:[$]A[$]$((n + 1))|"
EOF

# A matrix as code,code2,figure.
cells() { # FILE SHEET
	python3 "$book" "$1" rows "$2" | python3 -c 'import csv, sys
rows = [[c.replace("(none)", "") if c != "-" else "" for c in r] for r in csv.reader(sys.stdin)]
for r in rows[2:]:
	for code, v in zip(rows[0][2:], r[2:]):
		print(r[0], code, v, sep=",")' | grep -v ',0*$' | sort
}

t 'a matrix by two cuts, with the totals of each' <<'EOF'
for what in collected handle_in_time_rate overdue avg_handle_hours; do
	expect 0 grid-report -f xlsx -o a.xlsx --by department,class --indicator $what
	cells a.xlsx 'Department × Class of matters' >got
	{
		grid-report -f csv --by department,class --indicator $what | tail -n +2 | cut -d, -f 1,3,5
		grid-report -f csv --total --by department --indicator $what | tail -n +2 | awk -F, '{ print $1 ",total," $3 }'
		grid-report -f csv --by class --indicator $what | tail -n +2 | awk -F, '{ print "total," $1 "," $3 }'
	} | grep -v ',0*$' | sort | diff - got
done
[ "$(wc -l <got)" -ge 4 ]
EOF

t 'the summary: what was asked, and how this period compares' <<'EOF'
newdb year.db
for at in '2025-11-12 2' '2026-11-04 4' '2026-11-11 3'; do
	now "${at% *} 09:00:00"
	for n in $(seq "${at#* }"); do
		case-open -q -d year.db --area 440310003001001 --matter 0103 --text x >case
	done
	case-dispatch -q -d year.db --to W05 "$(cat case)"
done
now '2026-11-20 09:00:00'
what='--indicator collected,dispatch_rate,overdue,close_in_time_rate,avg_handle_hours'
expect 0 grid-report -d year.db -f xlsx -o a.xlsx --by street $what
python3 "$book" a.xlsx rows Summary >got
head -n 5 got | diff - /dev/fd/3 3<<-'END'
	坪山区 grid bulletin,,,,,
	Period,2026-W46: 2026-11-09 to 2026-11-15,,,,
	As of,2026-11-15 23:59:59,,,,
	Counted,handling and closing of the cases that fall due in the period,,,,
	Command,"grid-report -f xlsx --week 2026-W46 --by street --indicator collected,dispatch_rate,overdue,close_in_time_rate,avg_handle_hours --trend 12",,,,
END
sed '1,/^2025-W46/d' got | cut -d , -f 2- >figures
grid-report -d year.db -f csv --compare --total --by street $what | sed -n 's/^total,[^,]*,[^,]*,[^,]*,//p' | diff - figures
grep -q '^3,4,-25.00,2,50.00$' figures
python3 "$book" a.xlsx inks Summary | diff - /dev/fd/3 3<<-'END'
	D9 0072B2
	F9 B34700
	D10 B34700
	F10 B34700
END
EOF
t 'the trend is that of csv' <<'EOF'
expect 0 grid-report -f xlsx -o a.xlsx --trend 3
python3 "$book" a.xlsx rows Trend | tail -n +2 >got
grid-report -f csv --total --trend 3 | sed -n 's/^total,,//p' | diff - got
[ "$(wc -l <got)" = 3 ]
EOF

t 'what it all means' <<'EOF'
expect 0 grid-report -f xlsx -o a.xlsx $what
python3 "$book" a.xlsx rows Definitions | diff - /dev/fd/3 3<<-'END'
	Indicator,Column,Is,Divided by,Unit,Better,Source
	Collected,collected,cases collected in the period,,cases,,published weekly reports (Zhengzhou 2019)
	In-time closing rate,close_in_time_rate,of those due: closed in time and not by force,cases whose closing deadline is in the period,%,more,published weekly reports (Zhengzhou 2019)
	Open and overdue,overdue,of those open: past their deadline (red),,cases,less,practice of public grid platforms
	Rework rate,rework_rate,of those due: reworked at least once,cases whose closing deadline is in the period,%,less,published weekly reports (Zhengzhou 2019)
	Mean handling hours,avg_handle_hours,their working time,of those handled: reply accepted and the time known,h,less,practice of public grid platforms
END
EOF

t 'headings stay in sight and have a filter; it prints on A4, as wide as the page' <<'EOF'
expect 0 grid-report -f xlsx -o a.xlsx $what --by grid --by department,class
python3 "$book" a.xlsx setup | diff - /dev/fd/3 3<<-'END'
	Summary|-|-|9|landscape|1x1|-|&L坪山区 grid bulletin&C&A&R2026-W46|&C&P / &N
	Grid|C2|A1:G7|9|landscape|1x0|Grid!$A:$B,Grid!$1:$1|&L坪山区 grid bulletin&C&A&R2026-W46|&C&P / &N
	Department × Class of matters|C3|-|9|landscape|1x0|'Department × Class of matters'!$A:$B,'Department × Class of matters'!$1:$2|&L坪山区 grid bulletin&C&A&R2026-W46|&C&P / &N
	Trend|B2|-|9|landscape|1x0|Trend!$A:$A,Trend!$1:$1|&L坪山区 grid bulletin&C&A&R2026-W46|&C&P / &N
	Definitions|B2|-|9|landscape|1x0|Definitions!$A:$A,Definitions!$1:$1|&L坪山区 grid bulletin&C&A&R2026-W46|&C&P / &N
END
EOF

t 'what is too wide to be read on one page goes on beside it' <<'EOF'
expect 0 grid-report -f xlsx -o a.xlsx --indicator "$(grid-report -f csv --explain all | awk -F, 'NR > 1 && NR < 43 { print $1 }' | paste -sd , -)"
[ "$(python3 "$book" a.xlsx setup | sed -n 's/^Street|.*|landscape|//p' | cut -d '|' -f 1)" = 2x0 ]
EOF

t 'blue is good and orange bad, whichever way is better; what is overdue stands out' <<'EOF'
expect 0 grid-report -f xlsx -o a.xlsx $what --by grid --by grid,class
python3 "$book" a.xlsx rules Grid | diff - /dev/fd/3 3<<-'END'
	D2:D7 colorScale  F4A582 FFFFFF 92C5DE
	E2:E7 cellIs greaterThan B34700 FDE3D3
	F2:F7 colorScale  92C5DE FFFFFF F4A582
	G2:G7 colorScale  92C5DE FFFFFF F4A582
END
[ "$(python3 "$book" a.xlsx rules 'Grid × Class of matters')" = 'C3:Q8 colorScale  FFFFFF 92C5DE' ]
EOF

t 'charts of the spreadsheet: bars of a cut in its order, lines of the trend' <<'EOF'
expect 0 grid-report -f xlsx -o a.xlsx --by grid --by source --indicator collected,handle_in_time_rate,close_in_time_rate,close_rate
python3 "$book" a.xlsx charts | diff - /dev/fd/3 3<<-'END'
	Grid|barChart|In-time closing rate · 2026-W46|Grid!$E$1|Grid!$B$2:$B$7|Grid!$E$2:$E$7
	Source|barChart|In-time closing rate · 2026-W46|Source!$E$1|Source!$B$2:$B$4|Source!$E$2:$E$4
	Trend|lineChart|Rates|Trend!$C$1|Trend!$A$2:$A$13|Trend!$C$2:$C$13
	Trend|lineChart|Rates|Trend!$D$1|Trend!$A$2:$A$13|Trend!$D$2:$D$13
	Trend|lineChart|Rates|Trend!$E$1|Trend!$A$2:$A$13|Trend!$E$2:$E$13
END
EOF

t 'where nothing was due, bars of the first figure and lines of the first rates' <<'EOF'
expect 0 grid-report -f xlsx -o a.xlsx --as-of '2026-11-09 09:00:00'
python3 "$book" a.xlsx charts | diff - /dev/fd/3 3<<-'END'
	Street|barChart|Collected · 2026-W46|Street!$C$1|Street!$B$2|Street!$C$2
	Trend|lineChart|Rates|Trend!$D$1|Trend!$A$2:$A$13|Trend!$D$2:$D$13
END
expect 0 grid-report -f xlsx -o a.xlsx --indicator collected
[ "$(python3 "$book" a.xlsx charts | cut -d '|' -f 1,3)" = 'Street|Collected · 2026-W46' ]
EOF

t 'in Chinese where the locale is' <<'EOF'
expect 0 env LC_ALL=zh_CN.UTF-8 grid-report -f xlsx -o a.xlsx --by street $what
python3 "$book" a.xlsx rows 街道 | diff - /dev/fd/3 3<<-'END'
	编码,街道,受理,按期结案率,超期在办,返工率,平均处置时长
	440310003,碧岭街道,24,50.00,9,0.00,1.50
	total,合计,24,50.00,9,0.00,1.50
END
python3 "$book" a.xlsx charts | cut -d '|' -f 1-3 | diff - /dev/fd/3 3<<-'END'
	街道|barChart|按期结案率 · 2026-W46
	走势|lineChart|主要指标走势
END
python3 "$book" a.xlsx rows 口径 | sed -n 3p | grep -q '^按期结案率,close_in_time_rate,其中按期结案（强制结案除外）,结案时限在本期的案件,%,越高越好,'
EOF

t 'two runs are the same bytes, elsewhere and later too, and leave nothing behind' <<'EOF'
mkdir folder tmp
all='--week 2026-W46 --by street --by department,class --by worker'
expect 0 grid-report -f xlsx -o folder/a.xlsx $all
stderr </dev/null
sleep 1
now '2027-01-01 00:00:00'
TMPDIR=$PWD/tmp TZ=America/New_York grid-report -f xlsx $all >b.xlsx
cmp folder/a.xlsx b.xlsx
[ "$(ls folder tmp | tr '\n' ' ')" = 'folder: a.xlsx  tmp: ' ]
EOF

t 'odd names: formulas, control characters, not UTF-8, marks of headers' <<'EOF'
copy odd.db
sqlite3 odd.db "UPDATE area SET name = '=cmd|''/C calc''!A0' || char(1) || '<&>\"' WHERE code = '440310003001001';
UPDATE area SET name = 'a' || CAST(X'FF' AS TEXT) || char(10) || ' b ' WHERE code = '440310003001002';
UPDATE area SET name = '&P' || char(7) || printf('%.200c', '&') WHERE code = '440310'"
expect 0 grid-report -d odd.db -f xlsx -o a.xlsx --by grid --by grid,class
python3 "$book" a.xlsx charts >/dev/null
python3 "$book" a.xlsx rows Grid | cut -d, -f 1,2 | sed -n 2,4p | diff - /dev/fd/3 3<<-'END'
	440310003001001,"=cmd|'/C calc'!A0?<&>"""
	440310003001002,"a�
	 b ",5
END
python3 "$book" a.xlsx setup | sed -n 's/^Grid|.*|&L\(.*\)&C&A&R.*/\1/p' >got
[ "$(head -c 6 got),$(tr -d '\n' <got | wc -c)" = '&&P &&,158' ]
EOF

t 'a cut of many rows has no chart, a period without cases an empty sheet' <<'EOF'
copy many.db
{ echo code,name; seq -f 440310003001%03g,网格 10 70; } | grid-import -q -d many.db area
expect 0 grid-report -d many.db -f xlsx -o a.xlsx --by grid $what
[ "$(python3 "$book" a.xlsx charts | cut -d '|' -f 1)" = Trend ]
expect 0 grid-report -f xlsx -o a.xlsx --by department --by department,class --week 2026-W30 $what
figures a.xlsx Department | diff - /dev/fd/3 3<<-'END'
	total,,0,,0,,
END
python3 "$book" a.xlsx rows 'Department × Class of matters' | tail -n +2 | diff - /dev/fd/3 3<<-'END'
	Code,Department,Total
	total,Total,0
END
EOF

t 'what cannot be written is no workbook' <<'EOF'
expect 74 sh -c 'grid-report -f xlsx >/dev/full'
expect 73 grid-report -f xlsx -o nowhere/a.xlsx
echo old >a.xlsx
ls >before
expect 74 sh -c 'ulimit -f 100; exec grid-report -f xlsx -o a.xlsx'
stderr_has 'cannot make a workbook'
[ "$(cat a.xlsx)" = old ]
ls | diff before -
EOF
done_testing
