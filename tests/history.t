#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Cases with a past: what grid-import makes of times and statuses that come at
# once or bit by bit, are corrected, contradict each other, or lie where the
# calendar does not reach.
. "$(dirname "$0")/lib.sh"

now '2026-11-20 09:00:00'
sql() { sqlite3 "${GRID_DB:-grid.db}" "$1"; }
at() { echo "coalesce(strftime('%d %H:%M', $1, 'unixepoch', '+8 hours'), '-')"; }

# came STATUS <rows under a heading of all columns: imported as they stand.
head=source,source_no,area,matter,condition,department,collected_at,opened_at,dispatched_at,handle_due_at,handled_at,close_due_at,closed_at,status,reworks
came() { { echo "$head"; cat; } >now.csv && expect "$1" grid-import -q case now.csv; }

state() {
	sql "SELECT source_no, status, matter_id, department_id, opened_at, dispatched_at, handled_at, closed_at, ended_at,
		open_due_at, dispatch_due_at, handle_due_at, verify_due_at, close_due_at, handle_limit, handle_from_at,
		handle_spent_s, is_late, reworks FROM casefile ORDER BY source_no"
}
events() {
	sql "SELECT e.seq, $(at e.at), e.status, $(at e.handle_due_at) FROM casefile_event e JOIN casefile c USING (casefile_id)
		WHERE source_no = ${1:-1} ORDER BY e.seq"
}

# 0106 has 4 working hours to handle: 10:00 → 16:00 → (check, close) 18:00.
whole() {
	came 0 <<-'END'
		S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,2026-11-09 09:10,2026-11-09 10:00,,2026-11-09 15:00,,2026-11-10 09:00,,
		S,2,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,2026-11-09 17:00,,,,
		S,3,440310003001001,0106,,,2026-11-09 09:00,,,,,,,opened,
		S,4,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,2026-11-09 11:00,2026-11-09 11:30,2026-11-09 12:00,,verified,1
	END
}

t 'the same facts at once or bit by bit: the same state and the same events' <<'EOF'
newdb
whole
state >want
sql "SELECT source_no, e.seq, e.at, e.status, e.opened_at, e.dispatched_at, e.handled_at, e.closed_at, e.ended_at, e.handle_due_at,
	e.close_due_at, e.handle_limit, e.handle_from_at, e.handle_spent_s, e.is_late FROM casefile_event e
	JOIN casefile USING (casefile_id) ORDER BY 1, 2" >want_events
newdb
came 0 <<-'END'
	S,1,440310003001001,0106,,,2026-11-09 09:00,,,,,,,,
	S,2,440310003001001,0106,,,2026-11-09 09:00,,,,,,,,
	S,3,440310003001001,0106,,,2026-11-09 09:00,,,,,,,opened,
	S,4,440310003001001,0106,,,2026-11-09 09:00,,,,,,,,
END
came 0 <<-'END'
	S,1,440310003001001,,,,2026-11-09 09:00,2026-11-09 09:10,,,,,,,
	S,4,440310003001001,,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,2026-11-09 11:00,,2026-11-09 12:00,,,
END
came 0 <<-'END'
	S,1,440310003001001,,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
	S,2,440310003001001,,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
END
came 0 <<-'END'
	S,1,440310003001001,,,,2026-11-09 09:00,,,,2026-11-09 15:00,,2026-11-10 09:00,,
	S,2,440310003001001,,,,2026-11-09 09:00,,,,2026-11-09 17:00,,,,
	S,3,440310003001001,,,,2026-11-09 09:00,,,,,,,,
	S,4,440310003001001,,,,2026-11-09 09:00,,,,2026-11-09 11:30,2026-11-09 12:00,,verified,1
END
state | diff -u want -
sql "SELECT source_no, e.seq, e.at, e.status, e.opened_at, e.dispatched_at, e.handled_at, e.closed_at, e.ended_at, e.handle_due_at,
	e.close_due_at, e.handle_limit, e.handle_from_at, e.handle_spent_s, e.is_late FROM casefile_event e
	JOIN casefile USING (casefile_id) ORDER BY 1, 2" | diff -u want_events -
whole
state | diff -u want -
sql 'SELECT count(*) FROM casefile_event' | diff - /dev/fd/3 3<<-END
	$(wc -l <want_events)
END
EOF

t 'a time that comes after a later one: its event is not before the last' <<'EOF'
newdb
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,2026-11-10 09:00,,
END
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,2026-11-09 09:10,2026-11-09 10:00,,2026-11-09 15:00,,2026-11-10 09:00,,
END
events | diff -u - /dev/fd/3 3<<-'END'
	1|09 09:00|collected|-
	2|09 10:00|dispatched|09 16:00
	3|10 09:00|closed|09 16:00
	4|10 09:00|closed|09 16:00
	5|10 09:00|closed|09 16:00
END
state >got
newdb
whole
state | grep '^1|' | diff -u - got
EOF

t 'hours and lateness come from the times as they are corrected' <<'EOF'
newdb
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,2026-11-09 11:00,2026-11-09 15:00,,,,
END
sql "SELECT is_late, handle_spent_s FROM casefile" | grep -x '1|10800'
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 11:00,2026-11-09 15:00,2026-11-09 15:00,,,,
END
sql "SELECT is_late, handle_spent_s FROM casefile" | grep -x '0|7200'
events | diff -u - /dev/fd/3 3<<-'END'
	1|09 09:00|collected|-
	2|09 10:00|dispatched|09 11:00
	3|09 15:00|replied|09 11:00
	4|20 09:00|replied|09 15:00
END
EOF

t 'a deadline that was derived moves with the dispatch and the matter, one that was given does not' <<'EOF'
newdb
grid-import -q matter - <<-'END'
	edition,code,name,handle_limit
	t,1,一,1工作时
	t,2,二,2工作时
END
came 0 <<-'END'
	S,1,440310003001001,t:1,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
	S,2,440310003001001,t:1,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
	S,3,440310003001001,t:1,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,2026-11-09 12:00,,2026-11-09 18:00,,,
	S,4,440310003001001,t:1,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,2026-11-09 18:00,,,
END
came 0 <<-'END'
	S,1,440310003001001,t:1,,ZJ,2026-11-09 09:00,,2026-11-09 09:30,,,,,,
	S,2,440310003001001,t:2,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
	S,3,440310003001001,t:2,,ZJ,2026-11-09 09:00,,2026-11-09 09:30,,,,,,
	S,4,440310003001001,t:2,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
END
sql "SELECT source_no, handle_limit, $(at handle_due_at), $(at close_due_at), seq FROM casefile ORDER BY 1" | diff -u - /dev/fd/3 3<<-'END'
	1|1工作时|09 10:30|09 12:30|3
	2|2工作时|09 12:00|09 16:00|3
	3||09 12:00|09 18:00|3
	4|2工作时|09 12:00|09 18:00|3
END
EOF

t 'an opening that was given or known stays, one that followed from a time follows it' <<'EOF'
newdb
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,2026-11-09 09:00,,,,,,,
	S,2,440310003001001,0106,,ZJ,2026-11-09 09:00,,,,,,,opened,
	S,3,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
	S,4,440310003001001,0106,,ZJ,2026-11-09 09:00,,,,,,,opened,
END
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 11:00,,,,,,
	S,2,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 11:00,,,,,,
	S,3,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 11:00,,,,,,
	S,4,440310003001001,0106,,ZJ,2026-11-09 09:00,,,,,,,collected,
END
sql "SELECT source_no, $(at opened_at), status FROM casefile ORDER BY 1" | diff -u - /dev/fd/3 3<<-'END'
	1|09 09:00|dispatched
	2|09 09:00|dispatched
	3|09 11:00|dispatched
	4|-|collected
END
cp now.csv again.csv
expect 0 grid-import case again.csv
stderr_has '0 updated, 4 unchanged'
EOF

t 'what no new time accounts for is an event of now: reports of the past stay' <<'EOF'
newdb
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
	S,2,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,2026-11-09 11:00,,2026-11-09 12:00,,
END
report() { expect 0 grid-report --since 2026-11-09 --until 2026-11-10 --as-of '2026-11-15 00:00:00' --by department -f csv; }
report
cp .t/out before
came 0 <<-'END'
	S,1,440310003001001,0106,,JT,2026-11-09 09:00,,2026-11-09 10:00,,,,,closed,
	S,2,440310003001001,0106,,JT,2026-11-09 09:00,,2026-11-09 10:00,,2026-11-09 11:00,,<empty>,handling,
END
sql "SELECT source_no, status, d.code, $(at closed_at), $(at ended_at) FROM casefile JOIN department d USING (department_id) ORDER BY 1" |
	diff -u - /dev/fd/3 3<<-'END'
	1|closed|JT|-|20 09:00
	2|handling|JT|-|-
END
report
diff -u before .t/out
EOF

t 'what has gone on here since is not put back, also with a new time' <<'EOF'
newdb
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
END
expect 0 case-handle --by ZJ --accept 440310-20261109-00001
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
END
came 1 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,2026-11-09 11:00,,,,
END
stderr_has 'has gone on here (handling): its state is not imported'
EOF

t 'the order of times is that of the file and of what is stored together' <<'EOF'
newdb
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,2026-11-09 09:30,2026-11-09 10:00,,,,2026-11-10 09:00,,
END
while read -r row say; do
	echo "$row" | sed 's/_/ /g' | came 1
	stderr_has "now.csv:2: $say"
	[ "$(cut -d, -f18 now.csv.rejects.csv | tail -n 1)" != "" ]
done <<-'END'
	S,1,440310003001001,,,,2026-11-09_09:00,,,,2026-11-09_09:50,,,, handled_at: handled_at is before dispatched_at
	S,1,440310003001001,,,,2026-11-09_09:00,,,,2026-11-10_09:01,,,, handled_at: closed_at is before handled_at
	S,1,440310003001001,,,,2026-11-09_09:31,,,,,,,, collected_at: opened_at is before collected_at
	S,1,440310003001001,,,,2026-11-09_09:00,,,,,,2026-11-09_09:50,, closed_at: closed_at is before dispatched_at
	S,1,440310003001001,,,,2026-11-09_09:00,,,,,,,collected, status: opened_at is given, but status is collected
	S,1,440310003001001,,,,2026-11-09_09:00,,,,,,,handling, status: closed_at is given, but status is handling
	S,2,440310003001001,,,,2026-11-09_09:00,,,,,,2026-11-09_10:00,collected, status: closed_at is given, but status is collected
	S,2,440310003001001,,,,2026-11-09_09:00,,2026-11-09_10:00,,,,,rejected, status: dispatched_at is given, but status is rejected
	S,2,440310003001001,,,,2026-11-09_09:00,,,,2026-11-09_10:00,,,opened, status: handled_at is given, but status is opened
	S,2,440310003001001,,,,2026-11-09_09:00,,,,2026-11-20_09:01,,,, handled_at: handled_at is in the future
END
[ "$(sql 'SELECT count(*), seq FROM casefile')" = '1|4' ]
EOF

t 'a given deadline is taken as given, also where it is what was derived before; a second time changes nothing' <<'EOF'
newdb
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
END
[ "$(sql "SELECT $(at handle_due_at) FROM casefile")" = '09 16:00' ]
for n in 1 2; do
	came 0 <<-'END'
		S,1,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 11:00,2026-11-09 16:00,,,,,
	END
	[ "$(sql "SELECT $(at dispatched_at), $(at handle_due_at) FROM casefile")" = '09 11:00|09 16:00' ]
	sql 'SELECT max(seq) FROM casefile_event' >seq$n
done
cmp seq1 seq2
EOF

t 'an opening erased beside a later time goes at once, and for good' <<'EOF'
newdb
came 0 <<-'END'
	S,1,440310003001001,0106,,ZJ,2026-11-09 08:00,,,,,,,closed,
END
for n in 1 2; do
	came 0 <<-'END'
		S,1,440310003001001,0106,,ZJ,2026-11-09 08:00,<empty>,2026-11-10 09:00,,,,,,
	END
	[ "$(sql "SELECT $(at opened_at) FROM casefile")" = '10 09:00' ]
done
EOF

t 'a code with several conditions wants one, or the one that the case has' <<'EOF'
newdb
condition() { sql "SELECT source_no, m.code, m.condition FROM casefile LEFT JOIN matter m USING (matter_id) ORDER BY 1"; }
came 1 <<-'END'
	S,1,440310003001001,0101,破损,,2026-11-09,,,,,,,,
	S,2,440310003001001,0101,,,2026-11-09,,,,,,,,
	S,3,440310003001001,,破损,,2026-11-09,,,,,,,,
	S,4,440310003001001,0106,,,2026-11-09,,,,,,,,
END
stderr_has 'now.csv:3: matter: it has several conditions, one must be given: 破损, 缺失'
stderr_has 'now.csv:4: condition: a condition, but no matter'
sql "SELECT condition FROM matter WHERE edition = 'founding-2026' AND code = '0101' ORDER BY 1" >conditions
other=$(grep -v 破损 conditions | head -n 1)
came 1 <<-END
	S,1,440310003001001,0101,,,2026-11-09,,,,,,,,
	S,4,440310003001001,0101,,,2026-11-09,,,,,,,,
END
stderr_has 'now.csv:3: matter: it has several conditions'
printf '1|0101|破损\n4|0106|\n' >want
condition | diff -u want -
[ "$(sql 'SELECT sum(seq) FROM casefile')" = 2 ]
came 1 <<-END
	S,1,440310003001001,,$other,,2026-11-09,,,,,,,,
	S,4,440310003001001,,$other,,2026-11-09,,,,,,,,
END
stderr_has 'now.csv:3: condition: it has no such condition'
printf '1|0101|%s\n4|0106|\n' "$other" | diff -u - /dev/fd/3 3<<-END
	$(condition)
END
EOF

t 'an old file does not put back the satisfaction that ratings have changed' <<'EOF'
newdb
row='S,1,440310003001001,2026-11-09,closed'
printf 'source,source_no,area,collected_at,status,satisfaction\n%s,2\n' "$row" >case.csv
expect 0 grid-import case case.csv
sed 's/,2$/,3/' case.csv >more.csv
expect 0 grid-import case more.csv
[ "$(sql 'SELECT satisfaction FROM casefile')" = 3 ]
expect 0 case-rate --score 5 --rater 甲 440310-20261109-00001
expect 0 grid-import case case.csv
stderr_has '0 updated, 1 unchanged'
[ "$(sql 'SELECT satisfaction FROM casefile')" = 5 ]
EOF

t 'an open case waits in its stage with a deadline, from its import on' <<'EOF'
newdb
came 0 <<-'END'
	S,1,440310003001001,0106,,,2026-11-09 09:00,,,,,,,,
	S,2,440310003001001,0106,,,2026-11-09 09:00,2026-11-09 09:30,,,,,,,
	S,3,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,,,
	S,4,440310003001001,0106,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,2026-11-09 11:00,,,,
END
sql "SELECT source_no, $(at open_due_at), $(at dispatch_due_at), $(at verify_due_at) FROM casefile ORDER BY 1" | diff -u - /dev/fd/3 3<<-'END'
	1|09 09:15|-|-
	2|-|09 09:45|-
	3|-|-|-
	4|-|-|09 14:30
END
sql 'SELECT sum(seq) FROM casefile' >before
printf 'day_on,name,is_workday\n2027-01-01,元旦,0\n' | grid-import -q holiday -
sql 'SELECT sum(seq) FROM casefile' | diff before -
EOF

t 'a case that has come further was filed' <<'EOF'
newdb
came 0 <<-'END'
	S,1,440310003001001,,,,2026-11-09 09:00,,,,,,,,
	S,2,440310003001001,,,,2026-11-09 09:00,,,,,,,rejected,
	S,3,440310003001001,,,,2026-11-09 09:00,,,,,,,opened,
	S,4,440310003001001,,,,2026-11-09 09:00,,,,,,,closed,
	S,5,440310003001001,,,ZJ,2026-11-09 09:00,,2026-11-09 10:00,,,,2026-11-09 12:00,,
	S,6,440310003001001,,,,2026-11-09 09:00,,,,,,2026-11-09 12:00,,
	S,7,440310003001001,,,,2026-11-09 09:00,,,,,,,cancelled,
END
sql "SELECT source_no, $(at opened_at) FROM casefile ORDER BY 1" | diff -u - /dev/fd/3 3<<-'END'
	1|-
	2|-
	3|09 09:00
	4|09 09:00
	5|09 10:00
	6|09 12:00
	7|-
END
expect 0 grid-report --since 2026-11-09 --until 2026-11-10 -f csv --by district
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; next } { print $(n["collected"]), $(n["opened"]) }' .t/out | grep -x '7 4'
EOF

hours() {
	expect 0 grid-report --since 2026-11-30 --until 2027-02-01 --as-of "$1" -f csv --by district
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; next } { print $(n["handle_due"]) "|" $(n["avg_handle_hours"]) }' .t/out
}

# 1.5 hours on a working day of a year that is not known, one of 1 hour in 2026.
t 'hours that nobody knows do not count as none; the calendar brings them' <<'EOF'
now '2027-01-20 09:00:00'
newdb
came 0 <<-'END'
	S,1,440310003001001,,,ZJ,2027-01-05 09:00,,2027-01-05 09:00,2027-01-06 09:00,2027-01-05 10:30,,2027-01-05 11:00,,
	S,2,440310003001001,,,ZJ,2026-12-01 09:00,,2026-12-01 09:00,2026-12-02 09:00,2026-12-01 10:00,,2026-12-01 11:00,,
END
sql 'SELECT source_no, handle_spent_s FROM casefile ORDER BY 1' | diff -u - /dev/fd/3 3<<-'END'
	1|
	2|3600
END
[ "$(hours '2027-01-20 09:00:00')" = '2|1.00' ]
now '2027-01-21 09:00:00'
printf 'day_on,name,is_workday\n2027-01-01,元旦,0\n' >days.csv
expect 0 grid-import holiday days.csv
[ "$(hours '2027-01-21 09:00:00')" = '2|1.25' ]
[ "$(hours '2027-01-20 09:00:00')" = '2|1.00' ]
sql 'SELECT source_no, handle_spent_s FROM casefile ORDER BY 1' | diff -u - /dev/fd/3 3<<-'END'
	1|5400
	2|3600
END
expect 0 grid-import holiday days.csv
[ "$(sql 'SELECT sum(seq) FROM casefile')" = 9 ]
EOF

t 'the same of a case that was handled here, in two stretches, and closed' <<'EOF'
now '2026-12-31 08:00:00'
newdb
printf 'edition,code,name,department,handle_limit\nt,a,四,ZF,4工作时\n' | grid-import -q matter -
act() { now "$1"; shift; expect 0 "$@" "$no"; }
now '2026-12-31 17:00:00'
expect 0 case-open --area 440310003001001 --matter t:a --text x
no=$(cat .t/out)
act '2026-12-31 17:00:00' case-dispatch --auto
act '2026-12-31 17:45:00' case-handle --by ZF --return --reason 不归我管
act '2027-01-05 09:00:00' case-dispatch --to ZF
act '2027-01-05 09:10:00' case-handle --by ZF --accept
act '2027-01-05 10:30:00' case-feedback --by ZF --result 已处置
act '2027-01-05 11:00:00' case-verify --by V01 --pass
act '2027-01-05 11:10:00' case-close
[ "$(sql "SELECT typeof(handle_spent_s), handle_due_at FROM casefile")" = 'null|' ]
now '2027-01-06 09:00:00'
printf 'day_on,name,is_workday\n2027-01-01,元旦,0\n' | expect 0 grid-import holiday -
# 45 minutes, then 90; due 3 h 15 min after 9:00 without the break at noon
[ "$(sql "SELECT handle_spent_s, $(at handle_due_at), is_late FROM casefile")" = '8100|05 14:15|0' ]
[ "$(hours '2027-01-06 09:00:00')" = '1|2.25' ]
EOF

done_testing
