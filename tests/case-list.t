#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-list: every filter alone and with others against the sqlite3 shell, on
# the demo's sixty cases; what is overdue, due soon, green, yellow or red at
# moments reckoned by hand.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

a=440310-20261109-00001 b=440310-20261109-00002 c=440310-20261109-00003

all() { case-list -f csv "$@" | tail -n +2 | cut -d, -f 1; }
by() { all --dept "$1" --status "$2" | awk "$3"; }

# What the departments do in a day.
handle() {
	for dept in ZJ ZF JT YJ GA SJ ST WJ; do
		now "2026-11-$1 09:30:00"
		by $dept dispatched 1 | case-handle --by $dept --accept -
		by $dept handling 'NR == 3' | case-handle --by $dept --return --reason 非我局 -
		now "2026-11-$1 15:30:00"
		by $dept handling 'NR % 2' | case-feedback --by $dept --result 已办 -
	done
}

# The demo's week: all but some filed and given out; of those some returned,
# some replied, of these some closed and rated.
play() {
	newdb
	for day in 09 10 11 12 13; do
		now "2026-11-$day 08:40:00"
		case-collect --csv "demo/collect-2026-11-$day.csv"
		now "2026-11-$day 09:00:00"
		all --status collected | awk 'NR % 7' | case-open -
		all --status opened | awk 'NR % 5' | case-dispatch --auto -
		all --status opened | awk 'NR == 1' | case-dispatch --to W05 -
		case $day in 09 | 1[13]) handle "$day" ;; esac
		now "2026-11-$day 17:00:00"
		all --status replied | awk 'NR % 3 == 0' | case-verify --fail --reason 不合格 -
		all --status replied | awk 'NR % 2' | case-verify --pass - | case-close -
	done
	all --status closed | awk 'NR % 4 == 0' | case-rate --score 3 -
	all --status collected | awk 'NR == 1' | case-open --reject --reason 重复 -
	all --status opened | awk 'NR == 1' | case-close --cancel --reason 重复 -
} >/dev/null
play
for part in '' -wal -gate; do mv "grid.db$part" "played$part"; done
newplayed() {
	rm -f grid.db-shm
	for part in '' -wal -gate; do cp "played$part" "grid.db$part"; done
	now '2026-11-16 08:00:00'
}

# same CONDITION OPTION …: the list has the cases that the condition is true of,
# which are some and not all.
same() {
	sqlite3 -readonly grid.db "SELECT case_no FROM casefile c JOIN area a USING (area_id)
		LEFT JOIN matter m USING (matter_id) LEFT JOIN department d ON d.department_id = c.department_id
		LEFT JOIN worker w ON w.worker_id = c.handler_id WHERE $1 ORDER BY case_no" >want
	shift
	expect 0 case-list -f csv "$@"
	tail -n +2 .t/out | cut -d, -f 1 | diff want -
	[ "$(wc -l <want)" -gt 0 ] && [ "$(wc -l <want)" -lt 60 ]
}
at() { echo "(unixepoch('$1') - 28800)"; }

# Three cases: a 0101/缺失 (2紧急工作时), b 1102 (4工作时), c as a; all are being
# handled since 09:00.
three() {
	newdb
	now '2026-11-09 09:00:00'
	printf 'area,matter,condition,text\n碧岭,0101,缺失,甲\n碧岭,1102,,乙\n碧岭,0101,缺失,丙\n' |
		case-open --csv - | case-dispatch --to ZJ - | case-handle --by ZJ --accept - >/dev/null
}

t 'without a filter it is all cases, ordered by number' <<'EOF'
	newplayed
	expect 0 case-list -f csv
	head -n 1 .t/out >got
	echo case_no,status,area,area_name,matter,matter_name,condition,source,source_no,department,handler,reported_by,collected_at,opened_at,dispatched_at,handle_due_at,handled_at,close_due_at,closed_at,is_overdue,light,returns,reworks,extensions,satisfaction,text |
		diff - got
	sqlite3 grid.db 'SELECT case_no FROM casefile ORDER BY case_no' >want
	tail -n +2 .t/out | cut -d, -f 1 | diff want -
EOF

t 'every filter alone' <<'EOF'
	newplayed
	same "c.status = 'rework'" --status rework
	same "c.status IN ('closed', 'returned')" --status 已结案,returned
	same "a.code >= '440310003002' AND a.code < '440310003003'" --area 440310003002
	same "a.code = '440310003002001'" --area 汤坑第一网格
	same "d.code = 'ZJ'" --dept 住房和建设局
	same "w.code = 'W05'" --worker W05
	same "m.code = '0103'" --matter 0103
	same "c.source = '市民热线'" --source 市民热线
EOF

t 'a matter is one of its edition, under all its conditions' <<'EOF'
	three
	printf 'edition,code,name,department\n旧版,0101,井盖,ZJ\n' | grid-import -q matter
	printf 'area,matter,condition,text\n碧岭,旧版:0101,,丁\n碧岭,0101,破损,戊\n' | case-open --csv - >/dev/null
	d=440310-20261109-00004 e=440310-20261109-00005
	[ "$(all --matter 0101 | paste -sd ' ')" = "$a $c $e" ]
	[ "$(all --matter founding-2026:0101 | paste -sd ' ')" = "$a $c $e" ]
	[ "$(all --matter 旧版:0101)" = $d ]
	case-list -f csv | cut -d, -f 5 | tail -n +2 | paste -sd ' ' | grep -x '0101 1102 0101 旧版:0101 0101'
	grid-report --cohort opened --since 2026-11-09 --until 2026-11-09 --by matter -f csv | cut -d, -f 1-4 >got
	printf '%s\n' code,name,collected,opened 0101,井盖,3,3 1102,暴露垃圾,1,1 旧版:0101,井盖,1,1 | diff - got
EOF

t 'times from --since to before --until, whole days of bare dates, on what --on says' <<'EOF'
	newplayed
	same "collected_at >= $(at '2026-11-11')" --since 2026-11-11
	same "collected_at < $(at '2026-11-11 08:40:00')" --until '2026-11-11 08:40'
	for on in opened:opened_at due:handle_due_at closed:ended_at; do
		same "${on#*:} >= $(at '2026-11-10 17:00:00')" --on ${on%:*} --since '2026-11-10 17:00'
		same "${on#*:} < $(at '2026-11-13')" --on ${on%:*} --until 2026-11-12
		same "${on#*:} < $(at '2026-11-11 17:00:00')" --on ${on%:*} --until '2026-11-11 17:00'
		same "${on#*:} BETWEEN $(at '2026-11-10') AND $(at '2026-11-13') - 1" --on ${on%:*} --since 2026-11-10 --until 2026-11-12
		same "${on#*:} IS NOT NULL" --on ${on%:*}
	done
EOF

t 'all filters together' <<'EOF'
	newplayed
	where="c.status = 'closed' AND d.code = 'ZF' AND substr(a.code, 1, 12) = '440310003003' AND c.source = '网格员上报'"
	set -- --status closed --dept ZF --area 沙湖 --source 网格员上报
	same "$where" "$@"
	same "$where AND ended_at < $(at '2026-11-13')" "$@" --on closed --until 2026-11-12
	same "$where AND ended_at < $(at '2026-11-13') AND instr(text, '铁皮房')" "$@" --on closed --until 2026-11-12 --match 铁皮
	same "$where AND ended_at < $(at '2026-11-13') AND m.code = '1201'" "$@" --on closed --until 2026-11-12 --matter 1201
	same "d.code = 'ZF' AND (c.status IN ('handling', 'returned', 'rework') AND handle_due_at < $(at '2026-11-16 08:00')
		OR c.status = 'replied' AND close_due_at < $(at '2026-11-16 08:00')) AND collected_at >= $(at '2026-11-10')" \
		--overdue --dept ZF --since 2026-11-10
EOF

t '--match finds a pattern of characters, not bytes' <<'EOF'
	newplayed
	same "instr(text, '路灯') OR instr(text, '垃圾')" --match '路灯|垃圾'
	same "text GLOB '*[0-9]号路口*'" --match '\d号路口'
	same "text GLOB '同乐苑?栋*'" --match '^同乐苑.栋'
	expect 0 case-list -f csv --match 没有这样的字
	[ "$(wc -l <.t/out)" -eq 1 ]
	expect 64 case-list --match '路(灯'
	stderr_has 'case-list: --match: '
	stdout </dev/null
EOF

t '--overdue is past the handling deadline, once replied past the closing one' <<'EOF'
	three
	now '2026-11-09 10:00:00' && case-feedback --by ZJ --result 已补盖 $c >/dev/null
	case-list -f csv | cut -d, -f 1,2,16,18 | tail -n +2 >got
	printf '%s,2026-11-09 %s,2026-11-09 %s\n' $a,handling 11:00:00 12:00:00 $b,handling 15:00:00 17:00:00 \
		$c,replied 11:00:00 12:00:00 | diff - got
	for time in 11:00:00 11:00:01 12:00:00 12:00:01 15:00:00 15:00:01; do
		now "2026-11-09 $time"
		echo $time $(all --overdue)
	done >got
	printf '%s\n' 11:00:00 "11:00:01 $a" "12:00:00 $a" "12:00:01 $a $c" "15:00:00 $a $c" "15:00:01 $a $b $c" | diff - got
EOF

t 'the light is green under 80 % of the limit, yellow to 100 %, red past it' <<'EOF'
	three
	for time in 10:34:48 10:36:00 10:37:12 11:00:00 11:01:12 13:59:59 14:09:36 14:12:00 14:14:24 15:00:00 15:02:24; do
		now "2026-11-09 $time"
		echo $time $(case-list -f csv | cut -d, -f 21 | sed -n 2,3p)
	done >got
	printf '%s\n' '10:34:48 green green' '10:36:00 yellow green' '10:37:12 yellow green' '11:00:00 yellow green' \
		'11:01:12 red green' '13:59:59 red green' '14:09:36 red green' '14:12:00 red yellow' '14:14:24 red yellow' \
		'15:00:00 red yellow' '15:02:24 red red' | diff - got
	printf 'name,value\nlight_yellow,50\n' | grid-import -q setting
	now '2026-11-09 11:00:01'
	[ "$(case-list -f csv | cut -d, -f 21 | sed -n 3p)" = yellow ]
EOF

t 'a light burns while a deadline runs, and only then' <<'EOF'
	newplayed
	expect 0 case-list -f csv
	cut -d, -f 2,21 .t/out | tail -n +2 | grep -v , | diff /dev/null -
	cut -d, -f 2,21 .t/out | grep -E '^(closed|rejected|cancelled|collected|opened),.' | diff /dev/null -
	cut -d, -f 2,21 .t/out | grep -E '^(dispatched|handling|replied|rework),$' | diff /dev/null -
EOF

t '--due-within is what is to be handled before a limit is used up' <<'EOF'
	three
	case-handle --by ZJ --return --reason 非我局 $c >/dev/null
	[ "$(all --due-within 1.9紧急工作时)" = '' ]
	[ "$(all --due-within 2紧急工作时)" = $a ]
	[ "$(all --due-within 4工作时 | paste -sd ' ' -)" = "$a $b" ]
	[ "$(all --due-within 4工作时 --match 乙)" = $b ]
	now '2026-11-09 11:00:01'
	[ "$(all --due-within 1工作日)" = $b ]
	expect 64 case-list --due-within 4天
	stderr_has 'case-list: --due-within: '
EOF

t 'a filter that names nothing is refused' <<'EOF'
	newplayed
	expect 64 case-list --status opened,shut
	stderr_has "case-list: --status 'shut' is none of "
	expect 64 case-list --on rated --since 2026-11-09
	expect 64 case-list --since 昨天
	for option in --area --dept --worker --matter; do
		expect 66 case-list $option 没有
		stderr_has "case-list: $option '没有': "
	done
	stdout </dev/null
EOF

done_testing
