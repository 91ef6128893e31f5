#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The acceptance of the case cycle: some hundreds of cases live through ten
# days around the ISO week 2026-W46, every act a command, and every figure of
# the reports is recounted by the sqlite3 shell from the events (live-week.sql).
. "$(dirname "$0")/lib.sh"

# What can befall a case; live-week.awk says how to read it.
cat >fates <<'END'
dawn | 0101/缺失 | 08:50 open, 09:05 auto, 09:30 accept, 10:40 reply, 14:10 pass, 14:20 close, 16:00 rate=甲:5:yes:c
dawn | 0101/缺失 | 08:50 open, 09:05 auto, 09:30 accept, 11:20 reply, 14:10 pass, 14:20 close, 16:00 rate=甲:2:no:c
dawn | *         | 08:50 open, 09:05 auto, 09:30 accept, 11:20 reply, 14:10 pass=centre, 14:20 close
dawn | 0301/满溢 | 08:50 open, 09:05 auto, 09:30 accept, +1 10:00 reply, +1 10:30 pass, +1 10:50 close, +2 09:10 rate=乙:4
dawn | -         | 00:20 spot=W05, 14:10 pass, 14:20 close, 16:00 rate=甲::yes:c
day  | *         | 08:50 open, 09:05 auto, 09:30 accept, +1 10:00 reply, +1 10:30 pass, +1 10:50 close, +6 16:00 rate=乙:1:no
day  | 0106      | 08:50 open, 09:05 auto, 09:30 accept, 15:05 reply, 16:00 pass, 17:05 close
day  | *         | 08:50 open, 09:05 auto, 09:30 accept, 10:00 note, +3 16:07 reply, +4 09:20 pass, +4 09:40 close
day  | 0204      | 08:50 open, 09:05 auto, 09:30 accept, +8 17:00 reply, +8 17:30 pass, +9 09:00 close, +9 16:00 rate=甲:3:yes
day  | *         | 08:50 open, 09:05 auto, 09:30 accept, 14:30 note, +1 09:50 note
day  | *         | 08:50 open
day  | -         |
day  | -         | 09:40 reject
day  | -         | 08:50 open=2101, 09:05 auto, 09:30 accept, +1 10:00 reply, +1 10:30 pass, +3 12:10 close
day  | *         | 08:50 open, 09:05 auto, 09:30 accept, 10:40 return, +1 09:05 auto, +1 09:30 accept, +1 11:20 reply, +1 14:10 pass, +1 14:20 close
day  | 0103      | 08:50 open, 09:05 auto, 09:30 accept, +4 15:00 return, +4 16:00 to=ZF, +4 16:20 accept, +5 10:00 reply, +5 10:30 pass, +5 10:50 close
day  | 0106      | 08:50 open, 09:05 auto, 09:30 return, 09:50 auto, 10:40 return, 11:00 to=JT, 14:50 accept, 16:30 reply, +1 09:20 pass, +1 09:40 close
day  | *         | 08:50 open, 09:05 auto, 09:30 accept, 15:00 return
day  | *         | 08:50 open, 09:05 auto, 09:30 accept, 11:20 reply, 14:30 fail, 14:50 accept, 16:30 reply, +1 10:30 pass, +1 10:50 close
day  | 0103      | 08:50 open, 09:05 auto, 09:30 accept, 11:20 reply, 14:30 fail, 14:50 accept, +3 16:07 reply, +3 17:00 fail, +3 17:20 accept, +4 16:07 reply, +5 09:20 pass, +5 09:40 close, +5 16:00 rate=甲:1:no:c
day  | *         | 08:50 open, 09:05 auto, 09:30 accept, 11:20 reply, +1 14:30 fail
day  | *         | 08:50 open, 09:05 auto, 09:30 accept, +2 12:30 force, +2 16:00 rate=甲:2:no:c, +2 16:30 rate=甲:4:no
day  | *         | 18:30 force
day  | 0302      | 08:50 open, 09:05 auto, 09:30 accept, 11:20 reply, 14:10 pass, +1 12:30 force
day  | 0302      | 08:50 open, 09:05 auto, +1 12:40 cancel
day  | *         | 18:40 cancel
day  | *         | 08:50 open, 10:10 spot=W05, +1 14:30 fail, +1 14:50 accept, +1 16:30 reply, +2 10:30 pass, +2 10:50 close
day  | 0301/满溢 | 08:50 open, 09:05 to=H1, 09:30 accept, 11:20 reply, 14:10 pass=centre, 14:20 close, 16:00 rate=丙:5:yes:c
day  | 0106      | 08:50 open, 09:05 to=W03, 09:30 accept, 10:40 return, 11:00 to=W03, 14:50 accept, 16:30 reply, +1 09:20 pass, +1 09:40 close
day  | 0106      | 08:50 open, 09:05 to=W03, 09:30 accept, 10:40 return, 11:00 to=W04, 14:50 accept, 16:30 reply, +1 09:20 pass, +1 09:40 close
day  | *         | 08:50 open, 09:05 auto, 09:30 accept, 11:20 reply
day  | lw:Z2     | 08:50 open, 09:05 auto, 09:30 accept, 11:20 reply, +1 09:20 pass, +5 09:40 close
day  | 1101/在建 | 08:50 open, 09:05 auto, 09:30 accept, +1 09:50 extend, +3 16:07 reply, +4 09:20 pass, +4 09:40 close
day  | 0203      | 08:50 open, 09:05 auto, 09:30 accept, +2 12:20 suspend
day  | 0103      | 08:50 open, 09:05 auto, 09:30 accept, +3 16:07 reply, +4 09:20 pass, +4 09:40 close, +5 11:30 exempt
day  | 0105      | 08:50 open, 09:05 auto, 09:30 accept, 11:20 reply, 14:10 pass, 14:20 close, 16:00 rate=甲:5:yes:c, 16:30 rate=丙:4:yes, +5 12:50 reopen, +5 14:00 to=SJ, +5 14:50 accept, +6 16:07 reply, +7 09:20 pass, +7 09:40 close, +7 16:00 rate=甲:3:no
day  | lw:Z1     | 08:50 open, 09:05 auto, 09:30 accept, 11:20 reply, 14:10 pass, 14:20 close
day  | lw:Z1     | 08:50 open, 09:05 auto, 09:30 accept
night | *        | +1 08:50 open, +1 09:05 auto, +1 09:30 accept, +1 16:30 reply, +2 10:30 pass, +2 10:50 close
night | 1101/在建 | +1 08:50 open, +1 09:05 auto, +1 09:30 accept, +4 16:07 reply, +5 09:20 pass, +5 09:40 close
night | *        | +1 08:50 open, +1 09:05 auto, +1 09:30 accept, +5 15:00 return, +5 16:00 auto, +5 16:20 accept, +5 17:00 reply, +6 09:20 pass, +6 09:40 close
day  | *         | 08:25 open, 08:41 auto, 09:30 accept, 10:40 reply, 14:10 pass, 14:20 close
day  | 0103      | 08:25 open, 08:40 auto, 08:45 return, 08:50 to=ZF, 09:05 return, 09:10 to=ZJ, 09:30 return, 09:40 to=SJ, 09:50 accept, 11:20 reply, 14:10 pass, 14:20 close
day  | 0106      | 08:25 open, 08:40 to=W03, 08:45 return, 08:50 to=W03, 09:05 return, 09:10 to=ZF, 09:15 return, 09:16 to=SJ, 09:18 return, 09:20 to=H1, 09:30 accept, 10:40 cancel
END
awk -v stop='2026-11-16 08:00:00' -f "$TOP/tests/live-week.awk" fates

# call TIME COMMAND … - <numbers: all are acted on, nothing is said.
call() {
	now "$1"
	shift
	cat >numbers
	expect 0 "$@" <numbers
	cmp numbers .t/out
	[ ! -s .t/err ] || stderr </dev/null
}

# An appeal of ZJ that is granted.
exempt() {
	tee numbers | case-appeal --by ZJ --reason 停水 - >appealed
	case-appeal --grant --reason 属实 - <numbers | case-appeal --by C1 --grant --reason 属实 -
}

heading=code,name,collected,opened,open_rate,dispatched,dispatch_rate,handle_due,handled,handled_in_time,handle_in_time_rate,\
close_due,closed,close_rate,closed_in_time,close_in_time_rate,rework,rework_rate,extended,extend_rate,suspended,exempted,\
forced,self_handled,backlog,overdue,avg_handle_hours,response_rate,solve_rate,satisfied_rate

more=open_in_time_rate,accurate_open_rate,dispatch_in_time_rate,wrong_dispatches,accurate_dispatch_rate,evasions,\
missed_reports,due_soon,verify_in_time_rate

# recount FIRST LAST COHORT AS-OF: of the days from FIRST to LAST, to the file want.
recount() {
	sqlite3 -readonly -cmd "CREATE TEMP TABLE ask AS SELECT unixepoch('$1', '-8 hours') AS since,
		unixepoch('$2', '+16 hours') AS until, unixepoch('$4', '-8 hours') AS as_of, '$3' AS cohort" \
		grid.db <"$TOP/tests/live-week.sql" >want
}

# agree FIRST LAST COHORT AS-OF OPTION…: the reports of these days, asked for with
# these options, are those of the recount.
agree() {
	recount "$1" "$2" "$3" "$4"
	cohort=$3
	shift 4
	grep '^deadline' want | diff -u /dev/null -
	for by in district street community grid department matter source worker reporter; do
		expect 0 grid-report "$@" --cohort "$cohort" --by "$by" --total -f csv
		{ echo "$heading"; sed -n "s/^$by,//p" want; } | diff -u - .t/out
	done
	for by in grid department worker reporter; do
		expect 0 grid-report "$@" --cohort "$cohort" --by "$by" --indicator "$more" --total -f csv
		{ echo "code,name,$more"; sed -n "s/^more-$by,//p" want; } | diff -u - .t/out
	done
}

t 'a district with streets in which nothing happens' <<'EOF'
	now '2026-11-05 08:00:00'
	newdb
	grid-import -q area - <<-'END'
		code,name,kind
		440310004,空街道,street
		440310004001,空社区,community
		440310004001001,空网格,grid
	END
	grid-import -q worker - <<-'END'
		code,name,area,post,department
		H1,陈工,440310003,handler,ZF
		C1,班长,440310003,chief,
	END
	grid-import -q matter - <<-'END'
		edition,code,name,department,handle_limit,verify_limit,close_limit
		lw,Z1,没有时限的事,WJ,,,
		lw,Z2,核查慢的事,SJ,1.5工作时,1工作日,1工作日
	END
EOF

t 'the days up to the end of the week' <<'EOF'
	. ./week1.sh
EOF

# week NAME: the reports of the week, by every cut.
week() {
	for by in street community grid department matter source worker reporter; do
		expect 0 grid-report --week 2026-W46 --by "$by" -f csv
		cp .t/out "$1.due.$by"
		expect 0 grid-report --week 2026-W46 --by "$by" --cohort opened --as-of '2026-11-15 23:59:59' --total -f csv
		cp .t/out "$1.opened.$by"
	done
}

t 'on Monday the week is reported as it is recounted' <<'EOF'
	now '2026-11-16 08:00:00'
	agree 2026-11-09 2026-11-15 due '2026-11-15 23:59:59' --week 2026-W46
	agree 2026-11-09 2026-11-15 opened '2026-11-16 08:00:00' --week 2026-W46
	week monday
EOF

t 'without options the report is of last week by street' <<'EOF'
	now '2026-11-16 08:00:00'
	expect 0 grid-report
	stdout <monday.due.street
EOF

t 'the days after' <<'EOF'
	. ./week2.sh
EOF

t 'every stage was reached' <<'EOF'
	sqlite3 -readonly grid.db 'SELECT status, count(*) FROM casefile GROUP BY status' | paste -s -d, - |
		grep -x 'cancelled|30,closed|320,collected|10,handling|20,opened|10,rejected|10,replied|10,returned|10,rework|10,suspended|10'
EOF

t 'two weeks later the report of the week is the same to the byte' <<'EOF'
	now '2026-11-30 08:00:00'
	week later
	for file in monday.*; do
		diff -u "$file" "later.${file#monday.}"
	done
EOF

t 'the week as it stood on Wednesday, by deadline' <<'EOF'
	now '2026-11-30 08:00:00'
	agree 2026-11-09 2026-11-15 due '2026-11-11 13:00:00' --week 2026-W46 --as-of '2026-11-11 13:00'
EOF

t 'the week as it stood on Wednesday, by filing' <<'EOF'
	now '2026-11-30 08:00:00'
	agree 2026-11-09 2026-11-15 opened '2026-11-11 08:30:00' --week 2026-W46 --as-of '2026-11-11 08:30'
EOF

t 'what happens in the very second of --as-of has happened' <<'EOF'
	now '2026-11-30 08:00:00'
	agree 2026-11-09 2026-11-15 due '2026-11-12 11:20:00' --week 2026-W46 --as-of 2026-11-12T11:20:00
	agree 2026-11-09 2026-11-15 due '2026-11-12 11:19:59' --week 2026-W46 --as-of 2026-11-12T11:19:59
EOF

t 'the week as it stands long after' <<'EOF'
	now '2026-11-30 08:00:00'
	agree 2026-11-09 2026-11-15 due '2026-11-30 08:00:00' --week 2026-W46 --as-of '2026-11-30 08:00'
	agree 2026-11-09 2026-11-15 opened '2026-11-30 08:00:00' --week 2026-W46
EOF

t 'other periods: the weeks beside it, two days, the month' <<'EOF'
	now '2026-11-30 08:00:00'
	agree 2026-11-02 2026-11-08 due '2026-11-08 23:59:59' --week 2026-W45
	agree 2026-11-16 2026-11-22 due '2026-11-22 23:59:59' --week 2026-W47
	agree 2026-11-10 2026-11-11 due '2026-11-11 23:59:59' --since 2026-11-10 --until 2026-11-11
	agree 2026-11-01 2026-11-30 due '2026-11-30 08:00:00' --month 2026-11
	agree 2026-11-01 2026-11-30 opened '2026-11-30 08:00:00' --month 2026-11
EOF

# lists CUT[/STEP]… -- OPTION…: see behind_check.py.
lists() {
	sed -n 's/^behind,//p' want >behind
	[ -s behind ]
	python3 "$TOP/tests/behind_check.py" behind "$@"
}

t 'every figure by street and department has its cases listed, and of other cuts some' <<'EOF'
	now '2026-11-30 08:00:00'
	recount 2026-11-09 2026-11-15 due '2026-11-15 23:59:59'
	lists street department source/19 worker/29 reporter/37 grid/23 class/23 matter/47 department,class/97 -- --week 2026-W46
EOF

t 'and so have those by filing, and of an area at another moment' <<'EOF'
	now '2026-11-30 08:00:00'
	recount 2026-11-09 2026-11-15 opened '2026-11-30 08:00:00'
	lists street department/5 worker,source/101 -- --week 2026-W46 --cohort opened
	python3 "$TOP/tests/behind_check.py" /dev/null grid/3 -- --week 2026-W46 --area 440310003002 --as-of '2026-11-12 10:00'
EOF

t 'an area without cases has a row of zeros, and rates of nothing are empty' <<'EOF'
	zeros=0,0,,0,,0,0,0,,0,0,,0,,0,,0,,0,0,0,0,0,0,,,,
	grep -x "440310004,空街道,$zeros" monday.due.street
	grep -x "440310004001001,空网格,$zeros" monday.opened.grid
	now '2026-11-30 08:00:00'
	expect 0 grid-report --year 2025 --by street --total
	printf '%s\n' "$heading" "440310003,碧岭街道,$zeros" "440310004,空街道,$zeros" "total,,$zeros" | stdout
EOF

t 'cases without a code stand in the first row, which has none' <<'EOF'
	for by in grid department matter source worker reporter; do
		sed -n 2p "monday.due.$by" | grep '^,,[1-9]'
	done
	[ "$(grep -c '^,' monday.due.street)" = 0 ]
EOF

done_testing
