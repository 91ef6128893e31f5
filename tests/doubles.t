#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-open --suggest: which collected cases are likely doubles of which, and
# the same from all pairs by another program (doubles_model.py).
# shellcheck disable=SC2034,SC2154 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
heading=case_no,double_of,distance_m,hours,reason

# collect TIME LINE …: area,matter,text,address,lon,lat
collect() {
	at=$1
	shift
	printf '%s\n' area,matter,text,address,lon,lat "$@" >new.csv
	case-collect --at "$at" --csv new.csv >/dev/null
}
# The cases in short: 1 for 440310-20261109-00001
short() { sed 's/440310-20261109-0*//g' .t/out >got; }

t 'the same matter within 50 m and 24 hours is one, the earliest is kept' <<'EOF'
	newdb
	collect '2026-11-09 06:00' 碧岭,1102,甲,,114.3,22.7
	collect '2026-11-09 08:30' 碧岭,1102,乙,,114.3,22.7004 碧岭,1102,丙,,114.3,22.7005 碧岭,1103,丁,,114.3,22.7 汤坑,1102,戊,,114.3002,22.7
	expect 0 case-open --suggest -f csv
	stderr </dev/null
	short
	diff - got <<-END
		$heading
		2,1,44.5,2.50,与 1 重复
		5,1,20.5,2.50,与 1 重复
	END
EOF

t 'or the same address in one community, but for blanks and width' <<'EOF'
	newdb
	collect '2026-11-09 06:00' '碧岭,1102,甲,长兴街 23 号A栋,,' '440310003001001,1102,乙,长兴街２３号　Ａ栋,,'
	collect '2026-11-09 07:00' '汤坑,1102,丙,长兴街23号A栋,,' '碧岭,1102,丁,长兴街24号A栋,,' '碧岭,1102,戊,,,' '碧岭,1102,己,长兴街23号A栋,114.3,22.7' '碧岭,1103,庚,长兴街23号A栋,,'
	expect 0 case-open --suggest -f csv
	short
	diff - got <<-END
		$heading
		2,1,,0.00,与 1 重复
		6,1,,1.00,与 1 重复
	END
EOF

t 'without a matter a case is nobody'\''s double, unless a rule finds one' <<'EOF'
	newdb
	collect '2026-11-09 06:00' 碧岭,1102,垃圾成堆,,114.3,22.7 碧岭,,垃圾,,114.3,22.7 碧岭,,别的,,114.3,22.7 碧岭,,别的,,114.3,22.7
	expect 0 case-open --suggest -f csv
	stdout </dev/null || [ "$(cat .t/out)" = $heading ]
	printf 'name,pattern,matter\n一,垃圾,1102\n' | grid-import -q rule
	expect 0 case-open --suggest -f csv
	short
	[ "$(tail -n +2 got)" = '2,1,0.0,0.00,与 1 重复' ]
	printf 'name,pattern,matter,priority\n疯,^(a+)+$,1102,1\n' | grid-import -q rule
	collect '2026-11-09 07:00' 碧岭,,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac,,114.3,22.7
	expect 1 case-open --suggest -f csv
	stderr_has "case-open: no matter for case '440310-20261109-00005': rule '疯': pattern ran away: match limit exceeded"
	short
	[ "$(tail -n +2 got)" = '2,1,0.0,0.00,与 1 重复' ]
EOF

t 'a condition of a matter is the same matter' <<'EOF'
	newdb
	printf 'area,matter,condition,text,lon,lat\n碧岭,0301,满溢,甲,114.3,22.7\n碧岭,0301,破损,乙,114.3,22.7\n' >new.csv
	case-collect --csv new.csv >/dev/null
	expect 0 case-open --suggest -f csv
	short
	[ "$(tail -n +2 got)" = '2,1,0.0,0.00,与 1 重复' ]
EOF

t 'one that is filed and open is kept, though collected later; one that ended is not' <<'EOF'
	newdb
	collect '2026-11-09 06:00' 碧岭,1102,甲,,114.3,22.7 碧岭,1102,乙,,114.3,22.7 碧岭,1103,丙,,114.3,22.7 碧岭,1103,丁,,114.3,22.7
	collect '2026-11-09 08:00' 碧岭,1102,戊,,114.3,22.7003
	case-open 440310-20261109-00005 440310-20261109-00003 >/dev/null
	case-close --force --reason 误报 440310-20261109-00003 >/dev/null
	expect 0 case-open --suggest -f csv
	short
	diff - got <<-END
		$heading
		1,5,33.4,2.00,与 5 重复
		2,5,33.4,2.00,与 5 重复
	END
	case-open --reject --reason 重复 440310-20261109-00002 >/dev/null
	expect 0 case-open --suggest -f csv
	short
	[ "$(grep -c , got)" = 2 ]
EOF

t 'a double is not told to join a double' <<'EOF'
	newdb
	collect '2026-11-09 06:00' 碧岭,1102,甲,,114.3,22.7
	collect '2026-11-09 07:00' 碧岭,1102,乙,,114.3,22.7004
	collect '2026-11-09 08:00' 碧岭,1102,丙,,114.3,22.7008
	expect 0 case-open --suggest -f csv
	short
	[ "$(tail -n +2 got)" = '2,1,44.5,1.00,与 1 重复' ]
EOF

t '24 hours to the second, and other numbers by setting' <<'EOF'
	newdb
	now '2026-11-12 09:00:00'
	collect '2026-11-09 06:00:00' 碧岭,1102,甲,,114.3,22.7 碧岭,1103,乙,,114.3,22.7
	collect '2026-11-10 06:00:00' 碧岭,1102,丙,,114.3,22.7
	collect '2026-11-10 06:00:01' 碧岭,1103,丁,,114.3,22.7009
	expect 0 case-open --suggest -f csv
	short
	sed 's/20261110-/b/g; s/440310-//g; s/b0*/b/g' got | tail -n +2 >rows
	echo 'b1,1,0.0,24.00,与 1 重复' | diff - rows
	printf 'name,value\ndouble_metres,101\ndouble_hours,25\n' | grid-import -q setting
	expect 0 case-open --suggest -f csv
	[ "$(wc -l <.t/out)" = 3 ]
	tail -n 1 .t/out | grep -q ',100.1,24.00,'
	for bad in double_metres,0 double_hours,721 double_hours,x double_metres,10001; do
		printf 'name,value\n%s\n' $bad >bad.csv
		expect 1 grid-import setting bad.csv
	done
EOF

t 'of cases given, as operands or on standard input, and only collected ones' <<'EOF'
	newdb
	collect '2026-11-09 06:00' 碧岭,1102,甲,,114.3,22.7 碧岭,1102,乙,,114.3,22.7 碧岭,1102,丙,,114.3,22.7 碧岭,0103,丁,,114.3,22.7
	case-open 440310-20261109-00004 >/dev/null
	expect 1 case-open --suggest -f csv 440310-20261109-00003 440310-20261109-00001 440310-20261109-00004 440310-20261109-00099
	short
	[ "$(tail -n +2 got)" = '3,1,0.0,0.00,与 1 重复' ]
	stderr <<-'END'
		case-open: no double of case '440310-20261109-00004': its status is opened, only collected ones have doubles
		case-open: no double of case '440310-20261109-00099': no such case
	END
	case-list --status collected >list.csv
	expect 0 case-open --suggest -f csv - <list.csv
	[ "$(wc -l <.t/out)" = 3 ]
	cp .t/out all.csv
	expect 0 case-open --reject --csv all.csv
	[ "$(wc -l <.t/out)" = 2 ]
	case-show -f csv 440310-20261109-00003 | tail -n 1 | cut -d, -f 4,5 >got
	echo reject,rejected | diff - got
	case-show -f csv 440310-20261109-00003 | grep -q '与 440310-20261109-00001 重复'
	expect 0 case-open --suggest -f csv
	[ "$(grep -c 440310 .t/out)" = 0 ]
EOF

t 'it reads: no gate, no event, and only what goes with it' <<'EOF'
	newdb
	collect '2026-11-09 06:00' 碧岭,1102,甲,,114.3,22.7 碧岭,1102,乙,,114.3,22.7
	sqlite3 grid.db .dump >before
	expect 0 case-open --suggest -f json -o doubles.json
	stdout </dev/null
	grep -q '"double_of": *"440310-20261109-00001"' doubles.json
	sqlite3 grid.db .dump | diff before -
	expect 0 case-open --suggest -f table
	[ "$(wc -l <.t/out)" = 2 ]      # the sentence, broken into lines, says no more
	for with in --auto '--matter 1102' '--reject --reason x' '--area 碧岭' '--csv new.csv' -n '--key k' '--by W01' '--at 2026-11-09' --all-or-nothing; do
		expect 64 case-open --suggest $with
		stdout </dev/null
	done
	expect 64 case-open -f csv 440310-20261109-00001
	echo 'case-open: -f and -o go with --suggest' | stderr
EOF

if command -v python3 >/dev/null; then
	t 'a thousand cases in a few places, times and matters agree with all pairs' <<'EOF'
	now '2026-11-12 09:00:00'
	for seed in 1 2 3 4; do
		newdb
		expect 0 python3 "$TOP/tests/doubles_model.py" make $seed
		while read -r at; do
			head -n 1 "cases-$seed.csv" | cut -d, -f 2- >new.csv
			grep "^$at," "cases-$seed.csv" | cut -d, -f 2- >>new.csv
			case-collect --at "$at" --csv new.csv >/dev/null
		done <times-$seed
		case-list --status collected | awk -F, 'NR % 7 == 2 && $5 { print $1 }' | case-open - >/dev/null
		expect 0 case-open --suggest -f csv
		cp .t/out got
		sqlite3 -csv -header grid.db "SELECT c.case_no, c.status, c.collected_at, a.code AS area, m.code AS matter, c.address, c.lon, c.lat
			FROM casefile c JOIN area a USING (area_id) LEFT JOIN matter m ON m.matter_id = c.matter_id" >all.csv
		expect 0 python3 "$TOP/tests/doubles_model.py" pairs all.csv
		diff -u .t/out got
		[ "$(wc -l <got)" -gt 50 ]
	done
EOF
else
	skip 'a thousand cases in a few places agree with all pairs' 'python3 is not installed'
fi

t 'a distance of nothing that plain sqlite3 has set is refused' <<'EOF'
newdb
sqlite3 grid.db "UPDATE setting SET value = '0' WHERE name = 'double_metres'"
expect 65 case-open --suggest
stderr_has 'the setting double_metres or double_hours is below 1'
EOF

done_testing
