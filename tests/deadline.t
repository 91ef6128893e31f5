#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Deadlines through the commands: matters with a limit are imported, cases of
# them filed and dispatched under $GRID_NOW, and case-list says when they are
# due.  2026 is the last year of the standard calendar.
. "$(dirname "$0")/lib.sh"

# dues: of every case its text, its handling and its closing deadline.
dues() {
	expect 0 case-list -f csv
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	         { print $(at["text"]) "|" $(at["handle_due_at"]) "|" $(at["close_due_at"]) }' .t/out
}

# matters <lines of "code|handle limit|verify limit|close limit", of edition t and department ZF.
matters() {
	awk -F'|' 'BEGIN { print "edition,code,name,department,handle_limit,verify_limit,close_limit" }
	           { print "t," $1 ",时限" $1 ",ZF," $2 "," $3 "," $4 }' | grid-import -q matter -
}

# filed TIME CODE TEXT: a case of matter t:CODE, dispatched at TIME; $no is its number.
filed() {
	now "$1"
	expect 0 case-open --area 440310003001001 --matter "t:$2" --text "$3"
	no=$(cat .t/out)
	expect 0 case-dispatch --auto "$no"
}

# hours <lines of "valid_from|hours">: working hours from days on.
hours() { awk -F'|' 'BEGIN { print "valid_from,hours" } { print $1 ",\"" $2 "\"" }' | grid-import -q work-hours -; }

# handle_dues [HOURS] <lines of "start|limit|due": so are the cases due.
handle_dues() {
	cat >want
	now '2026-01-01 08:00:00'
	newdb
	[ ! "$1" ] || echo "$1" | tr ' ' '\n' | hours
	awk -F'|' '{ print "L" NR "|" $2 }' want | matters
	n=0
	while IFS='|' read -r start limit _; do
		n=$((n + 1))
		filed "$start:00" "L$n" "$start|$limit"
	done <want
	dues | awk -F'|' -v OFS='|' '{ print $1, $2, substr($3, 1, 16) }' | sort >got
	sort want | diff -u - got
}

t 'the examples of the domain facts' <<'EOF'
	handle_dues <<-'END'
		2026-03-06 17:00|4工作时|2026-03-09 11:00
		2026-03-06 11:00|2工作时|2026-03-06 15:00
		2026-02-13 17:00|2工作时|2026-02-14 09:00
		2026-02-14 16:00|1工作日|2026-02-24 16:00
		2026-03-04 09:00|1工作日|2026-03-05 09:00
		2026-12-31 16:00|4工作时|
	END
EOF

t 'every unit, whole and in part, from a Friday afternoon' <<'EOF'
	handle_dues <<-'END'
		2026-03-06 17:00|2紧急工作时|2026-03-06 19:00
		2026-03-06 17:00|0.25紧急工作时|2026-03-06 17:15
		2026-03-06 17:00|1紧急工作日|2026-03-07 17:00
		2026-03-06 17:00|0.5紧急工作日|2026-03-07 05:00
		2026-03-06 17:00|15自然日|2026-03-21 17:00
		2026-03-06 17:00|1.5自然日|2026-03-08 05:00
		2026-03-06 17:00|1工作时|2026-03-06 18:00
		2026-03-06 17:00|1.5工作时|2026-03-09 08:30
		2026-03-06 17:00|8工作时|2026-03-09 17:00
		2026-03-06 17:00|1工作日|2026-03-09 17:00
		2026-03-06 17:00|1.5工作日|2026-03-10 11:00
		2026-03-06 17:00|5工作日|2026-03-13 17:00
	END
EOF

t 'a start in the lunch break counts from 14:00, for limits that run on at once' <<'EOF'
	handle_dues <<-'END'
		2026-03-04 12:00|1工作时|2026-03-04 15:00
		2026-03-04 12:30|4工作时|2026-03-04 18:00
		2026-03-04 13:59|1工作时|2026-03-04 15:00
		2026-03-04 14:00|1工作时|2026-03-04 15:00
		2026-03-04 12:30|1工作日|2026-03-05 12:00
		2026-03-04 12:30|1.5工作时|2026-03-04 15:30
		2026-03-04 12:30|2紧急工作时|2026-03-04 14:30
		2026-03-04 12:30|1自然日|2026-03-05 12:30
	END
EOF

t 'what is used up at closing time is due then, what starts then is due from the next opening' <<'EOF'
	handle_dues <<-'END'
		2026-03-04 09:00|3工作时|2026-03-04 12:00
		2026-03-04 08:00|1工作日|2026-03-04 18:00
		2026-03-04 18:00|1工作时|2026-03-05 09:00
		2026-03-04 12:00|4工作时|2026-03-04 18:00
	END
EOF

t 'a start at night, at a weekend, on a holiday, on a make-up day' <<'EOF'
	handle_dues <<-'END'
		2026-03-04 20:00|4工作时|2026-03-05 12:00
		2026-03-04 02:00|1工作日|2026-03-04 18:00
		2026-03-06 23:59|1工作时|2026-03-09 09:00
		2026-03-07 10:00|4工作时|2026-03-09 12:00
		2026-03-08 23:00|1工作日|2026-03-09 18:00
		2026-01-02 10:00|1工作时|2026-01-04 09:00
		2026-02-18 09:00|1工作日|2026-02-24 18:00
		2026-02-28 17:00|2工作时|2026-03-02 09:00
		2026-04-30 16:00|1工作日|2026-05-06 16:00
		2026-05-01 12:00|1紧急工作时|2026-05-01 13:00
		2026-09-20 09:00|4工作时|2026-09-20 15:00
		2026-09-30 17:00|2工作时|2026-10-08 09:00
		2026-10-10 17:00|2工作时|2026-10-12 09:00
	END
EOF

t 'the last hour of the calendar, and what runs on past it' <<'EOF'
	handle_dues <<-'END'
		2026-12-31 14:00|4工作时|2026-12-31 18:00
		2026-12-31 14:01|4工作时|
		2026-12-31 17:00|1工作日|
		2026-12-31 18:00|1工作时|
		2026-12-31 23:00|2紧急工作时|2027-01-01 01:00
		2026-12-31 23:00|3自然日|2027-01-03 23:00
	END
EOF

t 'summer and winter hours: a sum goes over the change, a workday is what it is where counting starts' <<'EOF'
	handle_dues '2026-05-01|08:00-12:00,15:00-18:00 2026-10-01|08:00-12:00,14:00-18:00' <<-'END'
		2026-04-30 17:00|4工作时|2026-05-06 11:00
		2026-04-30 17:00|6工作时|2026-05-06 16:00
		2026-04-30 16:00|1工作日|2026-05-06 17:00
		2026-04-30 18:00|1工作日|2026-05-06 18:00
		2026-04-30 17:00|24紧急工作时|2026-05-01 17:00
		2026-05-06 16:00|1工作日|2026-05-07 16:00
		2026-05-06 16:00|0.5工作日|2026-05-07 09:30
		2026-05-08 17:00|4工作时|2026-05-09 11:00
		2026-05-09 14:30|1工作时|2026-05-09 16:00
		2026-09-30 17:00|8工作时|2026-10-08 17:00
		2026-09-30 17:30|1工作日|2026-10-08 16:30
		2026-10-08 14:30|1工作时|2026-10-08 15:30
	END
EOF

t 'when hours change in mid-case a deadline that was given stays' <<'EOF'
	now '2026-03-01 08:00:00'
	newdb
	printf '%s\n' 'day|1工作日' 'four|4工作时' | matters
	filed '2026-03-02 17:00:00' day 之前
	now '2026-03-03 09:00:00'
	echo '2026-03-03|09:00-12:00,13:00-17:00' | hours
	filed '2026-03-03 09:30:00' day 之后
	printf 'day_on,name,is_workday\n2026-03-03,停电,0\n' | grid-import -q holiday -
	filed '2026-03-03 09:45:00' four 停电
	dues >got
	diff -u - got <<-'END'
		之前|2026-03-03 17:00:00|2026-03-04 09:00:00
		之后|2026-03-04 09:30:00|2026-03-04 11:30:00
		停电|2026-03-04 14:00:00|2026-03-04 16:00:00
	END
EOF

t 'what a pause leaves is counted in the hours of then, and runs on in those of when it does' <<'EOF'
	now '2026-03-01 08:00:00'
	newdb
	echo 'day|1工作日' | matters
	filed '2026-03-02 17:00:00' day 改作息
	dues >got
	now '2026-03-03 09:00:00'
	echo '2026-03-03|09:00-12:00,13:00-17:00' | hours
	now '2026-03-03 10:00:00'       # 2 h and 4 h are left, where it had been 2 h and 3 h
	expect 0 case-handle --by ZF --return --reason '非本单位职责' "$no"
	now '2026-03-04 09:00:00'
	expect 0 case-dispatch --to ZF "$no"
	dues >>got
	now '2026-03-04 11:00:00'       # 4 h are left
	expect 0 case-handle --by ZF --return --reason '非本单位职责' "$no"
	echo '2026-03-05|08:00-12:00' | hours
	now '2026-03-05 10:00:00'
	expect 0 case-dispatch --to ZF "$no"
	dues >>got
	diff -u - got <<-'END'
		改作息|2026-03-03 17:00:00|2026-03-04 09:00:00
		改作息|2026-03-04 16:00:00|2026-03-05 10:00:00
		改作息|2026-03-06 10:00:00|2026-03-06 12:00:00
	END
EOF

# The last day of the calendar: four cases, each of which needs the next year
# for something else; the last is returned with one hour left.
new_years_eve() {
	now '2026-12-31 08:00:00'
	newdb
	matters <<-'END'
		four|4工作时
		one|1工作时
	END
	filed '2026-12-31 16:00:00' four '处置在明年'
	filed '2026-12-31 16:00:00' one '结案在明年'
	filed '2026-12-31 16:30:00' one '余下的在明年'
	expect 0 case-handle --by ZF --return --reason '已过派工时间' "$no"
	now '2026-12-31 17:45:00'
	expect 0 case-dispatch --to ZF "$no"
}

cat >2027.csv <<'END'
day_on,name,is_workday
2027-01-01,元旦,0
2027-01-02,元旦,0
2027-01-03,元旦,0
2027-01-09,元旦,1
END

t 'past the calendar the command succeeds, warns and leaves the due time empty' <<'EOF'
	new_years_eve
	stderr_has 'case-dispatch: a deadline stays empty: the calendar does not know 2027: grid-import holiday fills it'
	echo "$no" | stdout
	filed '2026-12-31 17:50:00' four '处置在明年'
	echo 'case-dispatch: a deadline stays empty: the calendar does not know 2027: grid-import holiday fills it' | stderr
	dues >got
	diff -u - got <<-'END'
		处置在明年||
		结案在明年|2026-12-31 17:00:00|
		余下的在明年||
		处置在明年||
	END
EOF

t 'grid-import holiday fills it in, to the right hour' <<'EOF'
	new_years_eve
	now '2026-12-31 18:00:00'
	expect 0 grid-import holiday 2027.csv
	stderr_has '3 empty deadlines filled'
	dues >got
	diff -u - got <<-'END'
		处置在明年|2027-01-04 10:00:00|2027-01-04 12:00:00
		结案在明年|2026-12-31 17:00:00|2027-01-04 09:00:00
		余下的在明年|2027-01-04 08:45:00|2027-01-04 10:45:00
	END
	cp got filled
EOF

t 'a second import has nothing to fill' <<'EOF'
	now '2026-12-31 18:30:00'
	sqlite3 -readonly grid.db 'SELECT count(*) FROM casefile_event' >before
	expect 0 grid-import holiday 2027.csv
	echo 'grid-import: 2027.csv: the same file as in run 12 of 2026-12-31 18:00:00
grid-import: 2027.csv: 4 rows read: 0 inserted, 0 updated, 4 unchanged, 0 rejected' | stderr
	sqlite3 -readonly grid.db 'SELECT count(*) FROM casefile_event' | diff -u before -
EOF

refused() { sqlite3 grid.db "$1" 2>&1 | grep -F "$2"; }

t 'the filling is an event of its import run, and history and case stay as they are' <<'EOF'
	sqlite3 -readonly grid.db >got "SELECT e.seq, e.action, e.role, e.note, r.kind, r.file, e.is_due_set, e.status,
		datetime(e.at, 'unixepoch', '+8 hours'), datetime(e.handle_due_at, 'unixepoch', '+8 hours')
		FROM casefile_event e JOIN casefile c USING (casefile_id) LEFT JOIN import_run r USING (import_run_id)
		WHERE c.text = '处置在明年' AND e.seq > 2 ORDER BY e.seq"
	diff -u - got <<-'END'
		3|dispatch|centre|matter t:four|||1|dispatched|2026-12-31 16:00:00|
		4|import|import|calendar|holiday|2027.csv|1|dispatched|2026-12-31 18:00:00|2027-01-04 10:00:00
	END
	refused 'UPDATE casefile SET handle_due_at = 0' 'the state of a case changes only with an event'
	refused 'UPDATE casefile_event SET handle_due_at = 0 WHERE seq = 4' 'an event is never changed'
	refused 'DELETE FROM casefile_event WHERE seq = 4' 'an event is never deleted'
	dues | diff -u filled -
EOF

# 4 working hours from 16:00 on the last day are up on 4 January at 10:00.
# Two cases that went through rework and a return on either side of New Year.
rounds() {
	echo 'four|4工作时' | matters
	filed '2026-12-31 17:00:00' four 返工
	a=$no
	filed '2026-12-31 17:10:00' four 退回
	b=$no
	case-handle --by ZF --accept "$a" "$b"
	now '2027-01-04 15:30:00'       # both were due that morning or noon
	case-handle --by ZF --return --reason 不归我管 "$b"
	now '2027-01-04 15:40:00'
	case-feedback --by ZF --result 已处置 "$a"
	now '2027-01-05 09:00:00'
	case-verify --by V01 --fail --reason 不行 "$a"
	case-dispatch --to JT "$b"
	now '2027-01-05 09:10:00'
	case-handle --by ZF --accept "$a" && case-feedback --by ZF --result 再处置 "$a"
	case-handle --by JT --accept "$b" && case-feedback --by JT --result 已处置 "$b"
	now '2027-01-05 09:20:00'
	case-verify --by V01 --pass "$a" "$b" | case-close -
}

t 'a calendar that comes late tells the same as one that was there: late in any round, hours, deadlines' <<'EOF'
	now '2026-12-31 08:00:00'
	newdb late.db
	newdb known.db
	printf 'day_on,name,is_workday\n2027-01-01,元旦,0\n' >january.csv
	grid-import -q -d known.db holiday january.csv
	for db in late.db known.db; do
		GRID_DB=$db; export GRID_DB
		rounds
		now '2027-01-06 09:00:00'
		grid-import -q holiday january.csv
		sqlite3 -readonly $db "SELECT text, status, is_late, handle_spent_s, datetime(handle_due_at, 'unixepoch', '+8 hours'),
			datetime(close_due_at, 'unixepoch', '+8 hours') FROM casefile ORDER BY case_no" >$db.got
	done
	diff -u known.db.got late.db.got
	# By hand: 1 h, 5 h 40 and 10 min of rework; 50 min, 5 h 30 and 10 min.
	diff -u - known.db.got <<-'END'
		返工|closed|1|24600|2027-01-05 15:00:00|2027-01-04 15:00:00
		退回|closed|1|23400|2027-01-05 15:00:00|2027-01-05 17:00:00
	END
EOF

t 'what was stopped before the calendar came is filled too: late or not, and the rest of a return' <<'EOF'
	now '2026-12-31 08:00:00'
	newdb
	echo 'four|4工作时' | matters
	for text in 按时 超时 转派 退回 已结; do
		filed '2026-12-31 16:00:00' four "$text"
	done
	each() { sqlite3 -readonly grid.db "SELECT case_no FROM casefile WHERE text = '$1'"; }
	now '2026-12-31 17:00:00'
	expect 0 case-handle --by ZF --return --reason '不归我管' "$(each 转派)"
	expect 0 case-handle --by ZF --return --reason '不归我管' "$(each 退回)"
	now '2027-01-04 09:00:00'
	expect 0 case-dispatch --to JT "$(each 转派)"
	for text in 按时 已结; do
		expect 0 case-handle --by ZF --accept "$(each "$text")"
		expect 0 case-feedback --by ZF --result '已处置' "$(each "$text")"
	done
	expect 0 case-verify --by V01 --pass "$(each 已结)"
	expect 0 case-close "$(each 已结)"
	now '2027-01-04 10:00:01'
	expect 0 case-handle --by ZF --accept "$(each 超时)"
	expect 0 case-feedback --by ZF --result '已处置' "$(each 超时)"
	now '2027-01-04 11:00:00'
	expect 0 grid-import holiday 2027.csv
	stderr_has '5 empty deadlines filled'
	now '2027-01-05 08:00:00'
	expect 0 case-dispatch --to ZF "$(each 退回)"
	sqlite3 -readonly grid.db >got "SELECT text, status, is_late, datetime(handle_due_at, 'unixepoch', '+8 hours'),
		datetime(close_due_at, 'unixepoch', '+8 hours') FROM casefile ORDER BY case_no"
	diff -u - got <<-'END'
		按时|replied|0|2027-01-04 10:00:00|2027-01-04 12:00:00
		超时|replied|1|2027-01-04 10:00:00|2027-01-04 12:00:00
		转派|dispatched|0|2027-01-04 15:00:00|2027-01-04 17:00:00
		退回|dispatched|0|2027-01-05 11:00:00|2027-01-05 15:00:00
		已结|closed|0|2027-01-04 10:00:00|2027-01-04 12:00:00
	END
	now '2027-01-05 09:00:00'
	expect 0 grid-import holiday 2027.csv
	echo 'grid-import: 2027.csv: the same file as in run 12 of 2027-01-04 11:00:00
grid-import: 2027.csv: 4 rows read: 0 inserted, 0 updated, 4 unchanged, 0 rejected' | stderr
EOF

t 'extended past the calendar, then handled on, returned or replied: filled with the extension in it' <<'EOF'
	now '2026-12-31 08:00:00'
	newdb
	echo 'four|4工作时' | matters
	for text in 处置 退回 反馈; do
		filed '2026-12-31 13:00:00' four "$text"
		expect 0 case-handle --by ZF --accept "$no"
		now '2026-12-31 15:00:00'
		expect 0 case-handle --extend --reason '等材料' "$no"
	done
	now '2026-12-31 17:00:00'
	expect 0 case-feedback --by ZF --result '已处置' "$no"
	back=$(sqlite3 -readonly grid.db "SELECT case_no FROM casefile WHERE text = '退回'")
	expect 0 case-handle --by ZF --return --reason '不归我管' "$back"
	now '2027-01-04 09:00:00'
	expect 0 case-dispatch --to ZF "$back"
	dues >got
	expect 0 grid-import holiday 2027.csv
	dues >>got
	# returned with 1 h of the first limit and the 4 h of the extension left
	diff -u - got <<-'END'
		处置||
		退回||
		反馈||
		处置|2027-01-04 12:00:00|2027-01-04 16:00:00
		退回|2027-01-04 16:00:00|2027-01-04 18:00:00
		反馈|2027-01-04 12:00:00|2027-01-04 16:00:00
	END
EOF

t 'suspended past the calendar: what is left is found out with it' <<'EOF'
	now '2026-12-31 08:00:00'
	newdb
	echo 'four|4工作时' | matters
	filed '2026-12-31 16:00:00' four 挂账
	expect 0 case-handle --by ZF --accept "$no"
	now '2026-12-31 17:00:00'
	expect 0 case-handle --suspend --until 2027-01-08 --reason '等材料' "$no"
	now '2027-01-04 09:00:00'
	expect 0 grid-import holiday 2027.csv
	dues >got
	sqlite3 -readonly grid.db 'SELECT status, handle_rest_s FROM casefile' >>got
	printf '%s\n' '挂账|2027-01-04 10:00:00|2027-01-04 12:00:00' 'suspended|10800' | diff -u - got
EOF

t 'a calendar without the first of January does not make the year known' <<'EOF'
	new_years_eve
	printf 'day_on,name,is_workday\n2027-02-06,春节,0\n' | grid-import -q holiday -
	dues >got
	grep -x '处置在明年||' got
EOF

t 'bare 天 and 小时 are rejected until the settings say what they mean' <<'EOF'
	now '2026-03-06 17:00:00'
	newdb
	printf '%s\n' edition,code,name,department,handle_limit t,day,三天,ZF,3天 t,hour,四小时,ZF,4小时 t,clear,四工作时,ZF,4工作时 >bare.csv
	expect 1 grid-import matter bare.csv
	stderr <<-'END'
		grid-import: bare.csv:2: handle_limit: limit '3天': bare 天 is not set: say 工作日 or 自然日, or set limit_day
		grid-import: bare.csv:3: handle_limit: limit '4小时': bare 小时 is not set: say 工作时 or 紧急工作时, or set limit_hour
		grid-import: bare.csv: 3 rows read: 1 inserted, 0 updated, 0 unchanged, 2 rejected (in bare.csv.rejects.csv)
	END
	printf '%s\n' name,value limit_day,工作日 limit_hour,紧急工作时 | grid-import -q setting -
	expect 0 grid-import -q matter bare.csv.rejects.csv
	filed '2026-03-06 17:00:00' day 三天
	filed '2026-03-06 17:00:00' hour 四小时
	dues >got
	diff -u - got <<-'END'
		三天|2026-03-11 17:00:00|2026-03-12 09:00:00
		四小时|2026-03-06 21:00:00|2026-03-09 10:00:00
	END
EOF

t 'what was imported under one meaning keeps it under another' <<'EOF'
	now '2026-03-06 17:00:00'
	printf '%s\n' name,value limit_day,自然日 | grid-import -q setting -
	printf '%s\n' edition,code,name,department,handle_limit t,other,三天,ZF,3天 | grid-import -q matter -
	filed '2026-03-06 17:00:00' day 旧的三天
	filed '2026-03-06 17:00:00' other 新的三天
	dues | sed 1,2d >got
	diff -u - got <<-'END'
		旧的三天|2026-03-11 17:00:00|2026-03-12 09:00:00
		新的三天|2026-03-09 17:00:00|2026-03-10 09:00:00
	END
EOF

# resumed <lines of "limit|dispatched|returned|dispatched again|to whom|due", first to ZF
resumed() {
	cat >want
	now '2026-03-01 08:00:00'
	newdb
	printf '%s\n' 'work|4工作时' 'run|4紧急工作时' | matters
	while IFS='|' read -r limit start back again to _; do
		filed "$start:00" "$limit" "$limit|$start|$back|$again|$to"
		now "$back:00"
		expect 0 case-handle --by ZF --return --reason '非本单位职责' "$no"
		now "$again:00"
		expect 0 case-dispatch --to "$to" "$no"
	done <want
	dues | awk -F'|' -v OFS='|' '{ print $1, $2, $3, $4, $5, substr($6, 1, 16) }' | sort >got
	sort want | diff -u - got
}

t 'a return pauses the clock: the same department gets the rest' <<'EOF'
	resumed <<-'END'
		work|2026-03-02 09:00|2026-03-02 10:00|2026-03-03 10:00|ZF|2026-03-03 15:00
		work|2026-03-02 09:00|2026-03-02 12:30|2026-03-02 13:00|ZF|2026-03-02 15:00
		work|2026-03-02 09:00|2026-03-02 14:30|2026-03-06 17:45|ZF|2026-03-09 08:15
		run|2026-03-02 09:00|2026-03-02 10:00|2026-03-02 22:00|ZF|2026-03-03 01:00
		run|2026-03-02 20:00|2026-03-02 21:00|2026-03-07 00:00|ZF|2026-03-07 03:00
	END
EOF

t 'where nothing is left it stays due when it was' <<'EOF'
	resumed <<-'END'
		work|2026-03-02 09:00|2026-03-02 15:00|2026-03-03 10:00|ZF|2026-03-02 15:00
		work|2026-03-02 09:00|2026-03-02 16:00|2026-03-03 10:00|ZF|2026-03-02 15:00
		run|2026-03-02 09:00|2026-03-02 14:00|2026-03-03 10:00|ZF|2026-03-02 13:00
	END
EOF

# back START RETURNED AGAIN LIMIT: $no is a case that ZF has for the second time
back() {
	filed "$1" "$4" "$4"
	now "$2"
	expect 0 case-handle --by ZF --return --reason '非本单位职责' "$no"
	now "$3"
	expect 0 case-dispatch --to ZF "$no"
}

t 'past the calendar a return keeps the rest too, for the same department' <<'EOF'
	now '2026-12-31 08:00:00'
	newdb
	printf '%s\n' 'four|4工作时' 'day|1工作日' | matters
	back '2026-12-31 16:00:00' '2026-12-31 17:00:00' '2026-12-31 17:30:00' four
	back '2026-12-31 16:00:00' '2027-01-04 09:00:00' '2027-01-04 15:00:00' four
	stderr_has 'the calendar does not know 2027'
	back '2026-12-31 17:00:00' '2026-12-31 18:00:00' '2027-01-04 15:00:00' day
	now '2027-01-04 15:30:00'
	expect 0 case-handle --by ZF --return --reason '非本单位职责' "$no"
	now '2027-01-04 16:00:00'
	expect 0 case-dispatch --to ZF "$no"
	back '2026-12-31 15:00:00' '2027-01-04 14:00:00' '2027-01-05 09:00:00' four
	dues >got
	printf '%s\n' 'four||' 'four||' 'day||' 'four||' | diff -u - got
	now '2027-01-05 10:00:00'
	expect 0 grid-import holiday 2027.csv
	# left: 3 h at 17:30; 1 h at 15:00; 6.5 h at 16:00; nothing, due on the 4th
	dues | diff -u - /dev/fd/3 3<<-'END'
		four|2027-01-04 10:30:00|2027-01-04 12:30:00
		four|2027-01-04 16:00:00|2027-01-04 18:00:00
		day|2027-01-05 14:30:00|2027-01-05 16:30:00
		four|2027-01-04 09:00:00|2027-01-04 11:00:00
	END
EOF

t 'a deadline that was missed stays, whatever year it is when the case comes back' <<'EOF'
	now '2026-12-31 08:00:00'
	newdb
	echo 'four|4工作时' | matters
	back '2026-12-31 09:00:00' '2027-01-01 10:00:00' '2027-01-04 09:00:00' four
	[ "$(sqlite3 -readonly grid.db "SELECT datetime(handle_due_at, 'unixepoch', '+8 hours') FROM casefile")" = '2026-12-31 15:00:00' ]
EOF

t 'another department starts anew' <<'EOF'
	resumed <<-'END'
		work|2026-03-02 09:00|2026-03-02 10:00|2026-03-03 10:00|JT|2026-03-03 16:00
		work|2026-03-02 09:00|2026-03-02 16:00|2026-03-03 09:00|JT|2026-03-03 15:00
		run|2026-03-02 09:00|2026-03-02 10:00|2026-03-02 22:00|JT|2026-03-03 02:00
	END
EOF

t 'returned again and again: the rest of the rest, and anew on the way back' <<'EOF'
	resumed <<-'END'
		work|2026-03-02 09:00|2026-03-02 10:00|2026-03-02 11:00|ZF|2026-03-02 16:00
		work|2026-03-02 09:00|2026-03-02 10:00|2026-03-02 10:00|JT|2026-03-02 16:00
	END
	now '2026-03-02 11:30:00'
	expect 0 case-handle --by ZF --return --reason '还是不归我管' 440310-20260302-00001
	expect 0 case-handle --by JT --return --reason '也不归我管' 440310-20260302-00002
	now '2026-03-03 08:00:00'
	expect 0 case-dispatch --to ZF 440310-20260302-00001 440310-20260302-00002
	expect 0 case-list -f csv
	awk -F, 'NR > 1 { print $1, $16 }' .t/out >got
	diff -u - got <<-'END'
		440310-20260302-00001 2026-03-03 10:30:00
		440310-20260302-00002 2026-03-03 12:00:00
	END
EOF

t 'of workers: one without a department is his own, two of a department share the rest' <<'EOF'
	now '2026-03-01 08:00:00'
	newdb
	echo 'work|4工作时' | matters
	printf '%s\n' code,name,area,post,department H1,陈工,440310003,handler,ZF H2,林工,440310003,handler,ZF | grid-import -q worker -
	while read -r first second; do
		now '2026-03-02 09:00:00'
		expect 0 case-open --area 440310003001001 --matter t:work --text "$first-$second"
		no=$(cat .t/out)
		expect 0 case-dispatch --to "$first" "$no"
		now '2026-03-02 10:00:00'
		expect 0 case-handle --by "$first" --return --reason '有别的事' "$no"
		now '2026-03-03 09:00:00'
		expect 0 case-dispatch --to "$second" "$no"
	done <<-'END'
		W03 W03
		W03 W04
		H1 H2
		H1 W03
	END
	dues | cut -d'|' -f1,2 >got
	diff -u - got <<-'END'
		W03-W03|2026-03-03 12:00:00
		W03-W04|2026-03-03 15:00:00
		H1-H2|2026-03-03 12:00:00
		H1-W03|2026-03-03 15:00:00
	END
EOF

# round ACCEPTED REPLIED FAILED: one more time through the same department.
round() {
	now "$1"
	expect 0 case-handle --by ZF --accept "$no"
	now "$2"
	expect 0 case-feedback --by ZF --result '已处置' "$no"
	now "$3"
	expect 0 case-verify --by V01 --fail --reason '未到位' "$no"
	dues >>got
}

t 'rework starts anew, and the closing deadline does not move' <<'EOF'
	now '2026-03-01 08:00:00'
	newdb
	echo 'work|4工作时' | matters
	filed '2026-03-02 09:00:00' work 返工
	dues >got
	round '2026-03-02 09:30:00' '2026-03-02 11:00:00' '2026-03-03 11:00:00'
	round '2026-03-03 11:30:00' '2026-03-03 18:30:00' '2026-03-06 17:00:00'
	diff -u - got <<-'END'
		返工|2026-03-02 15:00:00|2026-03-02 17:00:00
		返工|2026-03-03 17:00:00|2026-03-02 17:00:00
		返工|2026-03-09 11:00:00|2026-03-02 17:00:00
	END
EOF

t 'closing is due a check and a closing after handling: the limits of the matter, else of the settings' <<'EOF'
	now '2026-03-01 08:00:00'
	newdb
	matters <<-'END'
		both|4工作时||
		check|2紧急工作时|0.5紧急工作时|
		close|4工作时||3工作日
		own|1.5工作时|1工作日|2紧急工作日
	END
	filed '2026-03-04 09:00:00' both 都按设置
	filed '2026-03-06 15:30:00' both 周末之后
	filed '2026-03-06 22:00:00' check 核查自有时限
	filed '2026-03-04 09:00:00' close 结案自有时限
	filed '2026-03-06 17:00:00' own 都自有时限
	printf '%s\n' name,value verify_limit,3工作时 close_limit,1自然日 | grid-import -q setting -
	filed '2026-03-06 15:30:00' both 改了设置
	dues >got
	diff -u - got <<-'END'
		都按设置|2026-03-04 15:00:00|2026-03-04 17:00:00
		结案自有时限|2026-03-04 15:00:00|2026-03-09 16:30:00
		周末之后|2026-03-09 09:30:00|2026-03-09 11:30:00
		核查自有时限|2026-03-07 00:00:00|2026-03-07 01:00:00
		都自有时限|2026-03-09 08:30:00|2026-03-12 08:30:00
		改了设置|2026-03-09 09:30:00|2026-03-10 14:30:00
	END
EOF

done_testing
