#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-remind: reminders of three kinds, their answers, and what cron does by
# itself.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
a=440310-20261109-00001 b=440310-20261109-00002 c=440310-20261109-00003

# a is being handled by ZJ until the 10th at 9:00, b was replied at 10:00 and
# must be closed the same day, c is only opened.
three() {
	now '2026-11-09 09:00:00'
	newdb
	for text in 甲 乙 丙; do case-open --area 440310003001001 --matter 0103 --text $text; done >/dev/null
	case-dispatch --to ZJ $a $b | case-handle --by ZJ --accept - >/dev/null
	now '2026-11-09 10:00:00'
	case-feedback --by ZJ --result 好了 $b >/dev/null
}

reminders() { sqlite3 grid.db "SELECT substr(case_no, -1), kind, level, datetime(sent_at, 'unixepoch', '+8 hours'), reminder.note, reply
	FROM reminder JOIN casefile USING (casefile_id) ORDER BY sent_at, case_no"; }

t 'a kind, a level, a note, and the answer to all before it' <<'EOF'
	three
	expect 0 case-remind --kind leader --level 2 --note 区长批示 $a $c
	printf '%s\n' $a $c | stdout
	expect 0 case-remind --kind 重点 $a
	now '2026-11-09 11:00:00'
	expect 0 case-remind --by ZJ --reply 今日完工 $a
	expect 0 case-remind --reply 已派 $c
	expect 0 case-remind --kind overtime $a
	reminders >got
	diff -u - got <<-'END'
		1|leader|2|2026-11-09 10:00:00|区长批示|今日完工
		1|key|1|2026-11-09 10:00:00||今日完工
		3|leader|2|2026-11-09 10:00:00|区长批示|已派
		1|overtime|1|2026-11-09 11:00:00||
	END
	case-list -f csv | cut -d, -f 1,2,16 >got
	diff -u - got <<-END
		case_no,status,handle_due_at
		$a,handling,2026-11-10 09:00:00
		$b,replied,2026-11-10 09:00:00
		$c,opened,
	END
EOF

t 'case-show tells of which kind, how urgent, and what was answered' <<'EOF'
	three
	case-remind --kind leader --level 2 --note 区长批示 $a >/dev/null
	now '2026-11-09 11:00:00'
	case-remind --by ZJ --reply 今日完工 $a >/dev/null
	case-remind --kind 重点 $a >/dev/null
	expect 0 case-show -f table $a
	sed -n '/^sent_at/,$p' .t/out | sed 's/  */ /g; s/ $//' | diff -u /dev/fd/3 - 3<<-'END'
		sent_at kind level note replied_at reply
		2026-11-09 10:00:00 leader 2 区长批示 2026-11-09 11:00:00 今日完工
		2026-11-09 11:00:00 key 1
	END
	expect 0 case-show -f table $b
	[ -z "$(grep sent_at .t/out)" ]
	expect 0 case-show --explain -f table $a
	[ -z "$(grep sent_at .t/out)" ]
EOF

t 'who may, and what is wrong' <<'EOF'
	three
	expect 77 case-remind --by ZJ --kind key $a
	expect 1 case-remind --by JT --reply 不归我 $a
	stderr_has "cannot answer case '$a': it was dispatched to another department"
	expect 1 case-remind --by ZJ --reply 好 $c
	stderr_has "role department may not answer"
	expect 64 case-remind --kind loud $a
	stderr_has "--kind 'loud' is none of overtime, leader, key"
	expect 64 case-remind $a
	expect 64 case-remind --kind key --level 4 $a
	expect 64 case-remind --record $a
	expect 64 case-remind --check --kind key
	expect 1 case-remind --kind key "$(case-close --force --reason x $c)"
	stderr_has 'its status is closed, remind wants'
	[ "$(reminders)" = '' ]
EOF

t 'in bulk, each with its own words' <<'EOF'
	three
	printf '案件编号,督办类别,督办级别,说明\n%s,领导,3,快\n%s,超时,,\n' $a $b >f.csv
	expect 0 case-remind --csv f.csv
	reminders | cut -d'|' -f 1-3,5 >got
	printf '%s\n' '1|leader|3|快' '2|overtime|1|' | diff -u - got
	printf '案件编号,类别,级别\n%s,重点,2\n' $a >f.csv
	expect 0 case-remind --csv f.csv
	stderr </dev/null
	reminders | grep -c '^1|key|2|' >got
	echo 1 | diff - got
EOF

t 'nothing due: silent; past a deadline: reminded once, of each deadline' <<'EOF'
	three
	expect 0 case-remind --record
	stdout </dev/null
	stderr </dev/null
	expect 0 case-remind --check
	now '2026-11-10 09:00:00'
	expect 0 case-remind --check
	now '2026-11-10 09:00:01'
	expect 1 case-remind --check
	echo $a | stdout
	[ "$(reminders)" = '' ]
	expect 0 case-remind --record
	echo $a | stdout
	expect 0 case-remind --record
	stdout </dev/null
	expect 0 case-remind --check
	# b waits for its check, and its closing is due at 11:00
	now '2026-11-10 12:00:00'
	expect 1 case-remind --record --check --key noon
	echo $b | stdout
	expect 1 case-remind --record --check --key noon
	echo $b | stdout
	expect 0 case-remind --record --check
	# handed to somebody else, a has a deadline of its own to miss
	case-handle --by ZJ --return --reason 非我局 $a | case-dispatch --to JT - >/dev/null
	now '2026-11-11 12:00:00'
	expect 0 case-remind --record
	stdout </dev/null
	now '2026-11-11 12:00:01'
	expect 0 case-remind --record
	echo $a | stdout
	reminders | cut -d'|' -f 1-4 >got
	diff -u - got <<-'END'
		1|overtime|1|2026-11-10 09:00:01
		2|overtime|1|2026-11-10 12:00:00
		1|overtime|1|2026-11-11 12:00:01
	END
EOF

t 'with remind_limit what is left unanswered is reminded again, a level higher' <<'EOF'
	three
	printf 'name,value\nremind_limit,2工作时\n' | grid-import -q setting
	case-close --force --reason x $b $c >/dev/null
	for time in '10 09:30' '10 11:29' '10 11:30' '10 14:00' '10 15:30' '12 09:00'; do
		now "2026-11-$time:00"
		expect 0 case-remind --record
	done
	reminders | cut -d'|' -f 3,4 >got
	diff -u - got <<-'END'
		1|2026-11-10 09:30:00
		2|2026-11-10 11:30:00
		3|2026-11-10 15:30:00
	END
	three
	printf 'name,value\nremind_limit,2工作时\n' | grid-import -q setting
	case-close --force --reason x $b $c >/dev/null
	now '2026-11-10 09:30:00'
	case-remind --record >/dev/null
	case-remind --by ZJ --reply 在修 $a >/dev/null
	now '2026-11-10 16:00:00'
	expect 0 case-remind --check
EOF

t 'a suspended case is not reminded until its day has come, and then is woken first' <<'EOF'
	three
	case-handle --suspend --until 2026-11-12 --reason 等料 $a >/dev/null
	case-close --force --reason x $b $c >/dev/null
	now '2026-11-11 23:59:59'
	expect 0 case-remind --check
	now '2026-11-13 09:00:00'
	expect 1 case-remind --check
	echo $a | stdout
	expect 0 case-remind --record
	sqlite3 grid.db "SELECT action, datetime(at, 'unixepoch', '+8 hours') FROM casefile_event JOIN casefile USING (casefile_id)
		WHERE case_no = '$a' AND casefile_event.seq > 5" >got
	printf '%s\n' 'resume|2026-11-12 00:00:00' 'remind|2026-11-13 09:00:00' | diff -u - got
EOF

done_testing
