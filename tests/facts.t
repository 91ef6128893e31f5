#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What a report counts: published figures of other cities come out again from
# cases that have their numbers, and the cases that are counted apart.
. "$(dirname "$0")/lib.sh"

# columns NAME…: of the report just made, the code and these columns.
columns() {
	awk -F, -v names="$*" '
	NR == 1 { n = split(names, name, " "); for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ line = $1 == "" ? "-" : $1; for (i = 1; i <= n; i++) line = line " " ($(at[name[i]]) == "" ? "-" : $(at[name[i]])); print line }' .t/out
}

# history <lines "area group count": as many cases for grid-import case, of the
# week of Monday 2019-04-08 to Sunday the 14th.  Groups: in-time, late, open
# (closed only after the week), rework (closed in time after one), extended
# (not closed); with old- in front collected in the week before.  undue,
# unsent, unfiled: of the week, but due after it, not dispatched, not filed.
history() {
	awk '
	function at(day, hour) { return hour < 0 ? "" : sprintf("2019-04-%02d %02d:%02d:00", day + int(hour / 24), hour % 24, i % 60) }
	BEGIN { print "source,source_no,area,collected_at,opened_at,dispatched_at,handle_due_at,handled_at,close_due_at,closed_at,status,reworks" }
	{
		for (i = 1; i <= $3; i++) {
			day = 8 + i % 5                         # collected
			hour = 9 + i % 8
			group = $2
			old = sub(/^old-/, "", group)
			if (old)
				day -= 7
			due = old ? 8 + i % 7 : day + i % 2     # the day on which to close
			if (group == "undue")
				due = 15 + i % 3
			filed = group == "unfiled" ? -1 : hour
			sent = group ~ /^un(sent|filed)$/ ? -1 : hour + 1
			done = group ~ /^(in-time|rework)$/ ? 20 : group == "late" ? 22 : group == "open" ? 8 * 24 : -1
			status = filed < 0 ? "rejected" : sent < 0 ? "opened" : done < 0 ? "handling" : "closed"
			printf "%s,%d,%s,%s,%s,%s,", $1 "-" $2, i, $1, at(day, hour), at(day, filed), at(day, sent)
			printf "%s,%s,", at(due, sent < 0 ? -1 : 20), at(due, done < 0 ? -1 : done - 1)
			printf "%s,%s,%s,%s\n", at(due, sent < 0 ? -1 : 21), at(due, done), status, group == "rework" ? 1 : ""
		}
	}' | grid-import -q case -
}

# Those of the group extended have been; long after, which the trigger would not
# have.
extend() {
	sqlite3 -bail grid.db <<-'END'
		DROP TRIGGER casefile_event_is_legal;
		CREATE TEMP TABLE e AS SELECT e.* FROM casefile_event e JOIN casefile c USING (casefile_id, seq) WHERE c.source LIKE '%extended';
		UPDATE e SET seq = seq + 1, action = 'extend', role = 'centre', note = '材料未到', extensions = 1;
		INSERT INTO casefile_event SELECT * FROM e;
	END
}

t 'the districts of Zhengzhou, 2019-04-08 to 14: due, closed, in time' <<'EOF'
	now '2019-04-30 08:00:00'
	newdb
	for street in 011,金水 012,管城 013,二七 014,郑东; do
		echo "440310$street,street"
		echo "440310${street%,*}001,${street#*,}社区,community"
	done | { echo code,name,kind; cat; } | grid-import -q area -
	history <<-'END'
		440310011001 in-time 1000
		440310011001 old-in-time 855
		440310011001 late 57
		440310011001 open 3
		440310011001 undue 20
		440310011001 extended 20
		440310012001 in-time 936
		440310012001 old-late 17
		440310013001 old-in-time 699
		440310013001 late 107
		440310013001 old-open 42
		440310014001 in-time 372
		440310014001 late 224
		440310014001 open 100
		440310014001 old-extended 40
		440310014001 unsent 7
	END
	expect 0 grid-report --week 2019-W15 --by street
	columns close_due closed close_rate closed_in_time close_in_time_rate | sed 1d >got
	diff -u - got <<-'END'
		440310011 1935 1912 98.81 1855 95.87
		440310012 953 953 100.00 936 98.22
		440310013 848 806 95.05 699 82.43
		440310014 736 596 80.98 372 50.54
	END
EOF

t 'all of Zhengzhou and its regular cases, of which more were due than filed' <<'EOF'
	now '2019-04-30 08:00:00'
	newdb
	printf 'code,name,kind\n440310004,其他,street\n440310004001,其他社区,community\n' | grid-import -q area -
	history <<-'END'
		440310003001 in-time 8000
		440310003001 rework 274
		440310003001 old-in-time 491
		440310003001 late 1460
		440310003001 open 4165
		440310003001 extended 101
		440310003001 old-open 3595
		440310003001 undue 673
		440310003001 unsent 1897
		440310003001 unfiled 184
		440310004001 in-time 31127
		440310004001 rework 2
		440310004001 old-in-time 500
		440310004001 late 1669
		440310004001 extended 3
		440310004001 old-open 1047
		440310004001 undue 1677
		440310004001 unsent 181
		440310004001 unfiled 158
	END
	extend
	expect 0 grid-report --week 2019-W15 --total
	columns collected opened open_rate dispatched dispatch_rate close_due closed close_rate closed_in_time close_in_time_rate \
		rework rework_rate extended extend_rate | grep -v ^440310004 >got
	diff -u - got <<-'END'
		440310003 16754 16570 98.90 14673 88.55 18086 10225 56.54 8765 48.46 274 1.51 101 0.56
		total 51571 51229 99.34 49151 95.94 52434 43523 83.01 40394 77.04 276 0.53 104 0.20
	END
EOF

t 'by filing the same week has other cases due' <<'EOF'
	now '2019-04-30 08:00:00'
	expect 0 grid-report --week 2019-W15 --area 440310003 --cohort opened --as-of '2019-04-14 23:59:59'
	columns close_due closed closed_in_time >got
	echo 440310003 16570 9734 8274 | diff -u - got
	expect 0 grid-report --week 2019-W15 --area 440310003 --cohort opened
	columns close_due closed closed_in_time >got
	echo 440310003 16570 13899 8274 | diff -u - got
EOF


step() { # VERB HH:MM, for the case $no
	now "2026-11-09 $2:00"
	case $1 in
	open) expect 0 case-open "$no" ;;
	dispatch) expect 0 case-dispatch --to ZF "$no" ;;
	accept) expect 0 case-handle --by ZF --accept "$no" ;;
	reply) expect 0 case-feedback --by ZF --result 已清运 "$no" ;;
	pass) expect 0 case-verify --by V01 --pass "$no" ;;
	fail) expect 0 case-verify --by V01 --fail --reason 未清净 "$no" ;;
	close) expect 0 case-close "$no" ;;
	force) expect 0 case-close --force --reason 无法联系 "$no" ;;
	cancel) expect 0 case-close --cancel --reason 重复上报 "$no" ;;
	reject) expect 0 case-open --reject --reason 不属实 "$no" ;;
	spot) expect 0 case-handle --by W01 --fixed-on-spot --result 随手清理 "$no" ;;
	begin) step open 08:45; step dispatch 09:00; step accept "$2" ;;
	esac
}

# life SOURCE VERB HH:MM …: a case of 4工作时, collected on Monday 2026-11-09.
# Dispatched at 09:00 it is due at 15:00, and to be closed by 17:00.
life() {
	now '2026-11-09 08:30:00'
	expect 0 case-collect --area 440310003001001 --matter 0301 --condition 满溢 --source "$1" --text 垃圾满溢
	no=$(cat .t/out)
	shift
	while [ $# -gt 0 ]; do
		step "$1" "$2"
		shift 2
	done
}

t 'cases that are in time, late, forced, cancelled, self-handled, reworked' <<'EOF'
	now '2026-11-09 08:00:00'
	newdb
	life in-time begin 09:30 reply 14:00 pass 14:30 close 15:00
	life on-the-second begin 09:30 reply 15:00 pass 15:30 close 17:00
	life late-handled begin 09:30 reply 15:01 pass 15:30 close 16:30
	life late-closed begin 09:30 reply 14:00 pass 16:30 close 17:01
	life forced begin 09:30 force 10:00
	life forced-checked begin 09:30 reply 10:00 pass 10:30 force 11:00
	life cancelled begin 09:30 cancel 10:00
	life rejected reject 08:45
	life spot spot 08:40 pass 10:30 close 11:00
	life spot-filed open 08:45 spot 09:10 pass 10:30 close 11:00
	life rework begin 09:30 reply 10:00 fail 10:30 accept 10:40 reply 11:30 pass 14:10 close 14:30
	life rework-first-late begin 09:30 reply 15:01 fail 15:10 accept 15:20 reply 16:00 pass 16:10 close 16:30
	life rework-open begin 09:30 reply 10:00 fail 10:30
	life unsent open 08:45
	now '2026-11-16 08:00:00'
	expect 0 grid-report --by source -f csv
	columns collected opened dispatched handle_due handled handled_in_time close_due closed closed_in_time \
		rework forced self_handled backlog overdue >got
	diff -u - got <<-'END'
		cancelled 1 1 1 0 0 0 0 0 0 0 0 0 0 0
		forced 1 1 1 1 0 0 1 1 0 0 1 0 0 0
		forced-checked 1 1 1 1 0 0 1 1 0 0 1 0 0 0
		in-time 1 1 1 1 1 1 1 1 1 0 0 0 0 0
		late-closed 1 1 1 1 1 1 1 1 0 0 0 0 0 0
		late-handled 1 1 1 1 1 0 1 1 1 0 0 0 0 0
		on-the-second 1 1 1 1 1 1 1 1 1 0 0 0 0 0
		rejected 1 0 0 0 0 0 0 0 0 0 0 0 0 0
		rework 1 1 1 1 1 1 1 1 1 1 0 0 0 0
		rework-first-late 1 1 1 1 1 0 1 1 1 1 0 0 0 0
		rework-open 1 1 1 1 0 0 1 0 0 1 0 0 1 1
		spot 1 1 0 0 0 0 0 0 0 0 0 1 0 0
		spot-filed 1 1 0 0 0 0 0 0 0 0 0 1 0 0
		unsent 1 1 0 0 0 0 0 0 0 0 0 0 1 0
	END
EOF

# one OPTION…: the only row of the week, what is counted apart and what is due.
one() {
	expect 0 grid-report --by department "$@" -f csv
	columns collected opened dispatched handle_due handled handled_in_time handle_in_time_rate close_due closed close_rate \
		closed_in_time close_in_time_rate suspended exempted forced self_handled backlog overdue
}

t 'a suspended case is open and not late, and due to nobody until it goes on' <<'EOF'
	now '2026-11-09 08:00:00'
	newdb
	life x begin 09:30
	now '2026-11-09 10:00:00'
	expect 0 case-handle --suspend --until 2026-12-15 --reason 等停水 "$no"
	now '2026-12-20 09:00:00'
	{ one --week 2026-W46; one --week 2026-W46 --cohort opened --as-of '2026-12-14 23:59:59'
	one --week 2026-W46 --cohort opened; one --month 2026-12 --as-of '2026-12-15 23:59:59'; } >got
	diff -u - got <<-'END'
		ZF 1 1 1 0 0 0 - 0 0 - 0 - 1 0 0 0 1 0
		ZF 1 1 1 0 0 0 - 0 0 - 0 - 1 0 0 0 1 0
		ZF 1 1 1 1 0 0 0.00 1 0 0.00 0 0.00 0 0 0 0 1 1
		ZF 0 0 0 1 0 0 0.00 1 0 0.00 0 0.00 0 0 0 0 1 1
	END
EOF

t 'an exempt case leaves what is due and what is done, from when the appeal is granted' <<'EOF'
	now '2026-11-09 08:00:00'
	newdb
	printf 'code,name,area,post,department\nC1,班长,440310003,chief,\n' | grid-import -q worker
	life x begin 09:30 reply 15:01 pass 16:30 close 17:01
	now '2026-11-10 09:00:00'
	expect 0 case-appeal --by ZF --reason 停水 "$no"
	expect 0 case-appeal --grant --reason 属实 "$no"
	now '2026-11-12 09:00:00'
	expect 0 case-appeal --by C1 --grant --reason 属实 "$no"
	now '2026-12-20 09:00:00'
	{ one --week 2026-W46 --as-of '2026-11-12 08:59:59'; one --week 2026-W46; one --week 2026-W46 --cohort opened; } >got
	diff -u - got <<-'END'
		ZF 1 1 1 1 1 0 0.00 1 1 100.00 0 0.00 0 0 0 0 0 0
		ZF 1 1 1 0 0 0 - 0 0 - 0 - 0 1 0 0 0 0
		ZF 1 1 1 0 0 0 - 0 0 - 0 - 0 1 0 0 0 0
	END
EOF

t 'a case closed by force is closed, but neither handled nor in time' <<'EOF'
	now '2026-11-09 08:00:00'
	newdb
	life x begin 09:30 force 10:00
	now '2026-12-20 09:00:00'
	{ one --week 2026-W46; one --week 2026-W46 --cohort opened; } >got
	for cohort in due opened; do
		echo ZF 1 1 1 1 0 0 0.00 1 1 100.00 0 0.00 0 0 1 0 0 0
	done | diff -u - got
EOF

t 'a case handled on the spot by its worker is filed, but sent and due to nobody' <<'EOF'
	now '2026-11-09 08:00:00'
	newdb
	life x spot 08:40 pass 10:30 close 11:00
	now '2026-12-20 09:00:00'
	{ one --week 2026-W46; one --week 2026-W46 --cohort opened; one --week 2026-W46 --as-of '2026-11-09 10:59:59'; } >got
	diff -u - got <<-'END'
		- 1 1 0 0 0 0 - 0 0 - 0 - 0 0 0 1 0 0
		- 1 1 0 0 0 0 - 0 0 - 0 - 0 0 0 1 0 0
		- 1 1 0 0 0 0 - 0 0 - 0 - 0 0 0 1 1 0
	END
EOF

t 'the edges of a week, and those suspended leave it' <<'EOF'
	now '2019-04-30 08:00:00'
	newdb
	grid-import -q case - <<-'END'
		source,source_no,area,collected_at,opened_at,dispatched_at,handle_due_at,close_due_at,status
		a-sunday-before,1,440310003001001,2019-04-01,2019-04-01,2019-04-01,2019-04-07 22:00:00,2019-04-07 23:59:59,handling
		b-first-second,1,440310003001001,2019-04-01,2019-04-01,2019-04-01,2019-04-08 00:00:00,2019-04-08 00:00:00,handling
		c-last-second,1,440310003001001,2019-04-01,2019-04-01,2019-04-01,2019-04-14 23:59:59,2019-04-14 23:59:59,handling
		d-handle-only,1,440310003001001,2019-04-01,2019-04-01,2019-04-01,2019-04-14 23:59:59,2019-04-15 00:00:00,handling
		e-close-only,1,440310003001001,2019-04-01,2019-04-01,2019-04-01,2019-04-07 23:59:59,2019-04-08 00:00:00,handling
		f-suspended,1,440310003001001,2019-04-01,2019-04-01,2019-04-01,2019-04-10 09:00:00,2019-04-10 11:00:00,suspended
	END
	expect 0 grid-report --week 2019-W15 --by source --total
	columns handle_due close_due suspended backlog overdue >got
	diff -u - got <<-'END'
		a-sunday-before 0 0 0 1 1
		b-first-second 1 1 0 1 1
		c-last-second 1 1 0 1 0
		d-handle-only 1 0 0 1 0
		e-close-only 0 1 0 1 1
		f-suspended 0 0 1 1 0
		total 3 3 1 6 3
	END
EOF

t 'without times it counts what the source decided, with times they do' <<'EOF'
	now '2019-04-30 08:00:00'
	newdb
	grid-import -q case - <<-'END'
		source,source_no,area,collected_at,opened_at,close_due_at,closed_at,status,outcome
		in-time,1,440310003001001,2019-04-08,2019-04-08,,,closed,intime
		overtime,1,440310003001001,2019-04-08,2019-04-08,,,closed,overtime
		nothing-said,1,440310003001001,2019-04-08,2019-04-08,,,closed,
		times-late,1,440310003001001,2019-04-08,2019-04-08,2019-04-10,2019-04-11,closed,intime
		times-in-time,1,440310003001001,2019-04-08,2019-04-08,2019-04-10,2019-04-09,closed,overtime
	END
	expect 0 grid-report --week 2019-W15 --by source --cohort opened
	columns close_due closed closed_in_time >got
	diff -u - got <<-'END'
		in-time 1 1 1
		nothing-said 1 1 1
		overtime 1 1 0
		times-in-time 1 1 1
		times-late 1 1 0
	END
EOF

# The reports of two weeks at moments around the day of a suspension.
asked() {
	for as_of in '2026-11-15 23:59:59' '2026-11-16 23:59:59' '2026-11-17 00:00:00' '2026-11-17 18:00:00' '2026-11-17 18:00:01' '2026-11-30 09:00:00'; do
		for week in 2026-W46 2026-W47; do
			for cohort in due opened; do
				echo "$as_of $week $cohort" && grid-report --week $week --as-of "$as_of" --cohort $cohort
			done
		done
	done
}

t 'a suspension that is over has been since its day, whether or not that is written down' <<'EOF'
	now '2026-11-09 09:00:00'
	newdb
	no=$(case-open --area 440310003001001 --matter 0103 --text x | case-dispatch --to ZJ - | case-handle --by ZJ --accept - |
		case-handle --suspend --until 2026-11-17 --reason 等料 -)
	now '2026-11-30 09:00:00'
	asked >before
	expect 0 case-list -f csv
	cp .t/out list
	expect 0 case-handle --resume --due
	asked | diff -u before -
	case-list -f csv | diff -u list -
	# due on the 10th before; the whole day of the 17th after
	expect 0 grid-report --week 2026-W47 --as-of '2026-11-17 18:00:01'
	columns handle_due handled close_due suspended backlog overdue >got
	echo 440310003 1 0 1 0 1 1 | diff - got
	expect 0 grid-report --week 2026-W46 --as-of '2026-11-16 23:59:59'
	columns handle_due close_due suspended backlog overdue >got
	echo 440310003 0 0 1 1 0 | diff - got
EOF

done_testing
