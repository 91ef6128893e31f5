#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-handle: accepting, noting, returning and fixing on the spot, and whose
# case it is.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
a=440310-20261109-00001 b=440310-20261109-00002 c=440310-20261109-00003 d=440310-20261109-00004

# a is ZJ's, b is ZF's, c is opened, d collected.  ZJ1 is below ZJ; H1 works for
# ZJ, H2 for ZJ1.
four() {
	newdb
	printf 'code,name,parent\nZJ1,井盖所,ZJ\n' | grid-import -q department
	cat <<-'END' | grid-import -q worker
		code,name,area,post,department
		H1,冯处置,碧岭街道,handler,ZJ
		H2,曹处置,碧岭街道,handler,ZJ1
	END
	for text in 路灯一 路灯二 路灯三; do
		case-open --area 碧岭 --matter 0103 --text $text
	done >/dev/null
	case-collect --area 碧岭 --text 路灯四 >/dev/null
	case-dispatch --to ZJ $a >/dev/null
	case-dispatch --to ZF $b >/dev/null
}

# The last event: action, status, role, actor, department, handler, note
event() { case-show -f csv "$1" | cut -d, -f 4-9,12 | tail -n 1; }

t '--accept: a dispatched case is being handled' <<'EOF'
	four
	expect 0 case-handle --by ZJ --accept $a
	echo $a | stdout
	stderr </dev/null
	[ "$(event $a)" = 'accept,handling,department,ZJ,ZJ,,' ]
	expect 1 case-handle --by ZJ --accept $a $c
	stdout </dev/null
	stderr_has "cannot accept case '$a': its status is handling, accept wants dispatched or rework"
	stderr_has "cannot accept case '$c': its status is opened, accept wants dispatched or rework"
EOF

t '--note: kept with a case being handled, and nothing else' <<'EOF'
	four
	expect 1 case-handle --by ZJ --note 已联系 $a
	case-handle --by ZJ --accept $a >/dev/null
	case-list -f csv >before
	now '2026-11-09 10:00:00'
	expect 0 case-handle --by ZJ --note '已联系"养护"单位' $a
	[ "$(event $a)" = 'note,handling,department,ZJ,ZJ,,"已联系""养护""单位"' ]
	case-list -f csv | diff before -
EOF

t '--return: back to the centre, and counted' <<'EOF'
	four
	expect 0 case-handle --by ZJ --return --reason 属地铁公司管养 $a
	[ "$(event $a)" = 'return,returned,department,ZJ,ZJ,,属地铁公司管养' ]
	case-handle --by ZF --accept $b >/dev/null
	expect 0 case-handle --by ZF --return --reason 地址不清 $b
	case-list -f csv --status returned | cut -d, -f 1,22 >got
	printf '%s\n' case_no,returns $a,1 $b,1 | diff - got
EOF

t '--fixed-on-spot: a worker has put right what nobody was sent to' <<'EOF'
	four
	expect 0 case-handle --by W02 --fixed-on-spot --result 已当场清理 $c $d
	printf '%s\n' $c $d | stdout
	for case in $c $d; do
		[ "$(event $case)" = 'fixed-on-spot,replied,worker,W02,,W02,已当场清理' ]
	done
	expect 1 case-handle --by W02 --fixed-on-spot --result 已当场清理 $a
	stderr_has "its status is dispatched, fixed-on-spot wants collected or opened"
	expect 77 case-handle --by ZJ --fixed-on-spot --result 已当场清理 $c
EOF

t 'a department does not act on the case of another' <<'EOF'
	four
	expect 1 case-handle --by ZJ --accept $a $b
	echo $a | stdout
	echo "case-handle: cannot accept case '$b': it was dispatched to another department" | stderr
	expect 1 case-handle --by ZF --return --reason 非我局 $a
	[ "$(event $b)" = 'dispatch,dispatched,centre,'"$(id -un)"',ZF,,' ]
EOF

t 'a department acts on cases of those below it, not of the one above' <<'EOF'
	four
	e=$(case-open --area 碧岭 --matter 0103 --text 路灯五)
	case-dispatch --to ZJ1 $e >/dev/null
	expect 1 case-handle --by ZJ1 --accept $a
	expect 0 case-handle --by ZJ --accept $e
	expect 0 case-handle --by ZJ1 --note 已修复 $e
	[ "$(event $e)" = 'note,handling,department,ZJ1,ZJ1,,已修复' ]
EOF

t 'a worker acts on cases of the own department, if no other worker has them' <<'EOF'
	four
	expect 0 case-handle --by H1 --accept $a
	expect 1 case-handle --by H2 --note 已修复 $a
	expect 1 case-handle --by W01 --note 已修复 $a
	echo "case-handle: cannot note case '$a': it was dispatched to another department" | stderr
	case-dispatch --to H1 $c >/dev/null
	printf 'code,name,area,post,department\nH3,彭处置,碧岭街道,handler,ZJ\n' | grid-import -q worker
	expect 1 case-handle --by H3 --accept $c
	echo "case-handle: cannot accept case '$c': it was dispatched to another worker" | stderr
	expect 0 case-handle --by H1 --accept $c
EOF

t 'the centre and verifiers do not handle' <<'EOF'
	four
	expect 77 case-handle --accept $a
	echo 'case-handle: the centre may not accept a case: say with --by who does' | stderr
	expect 77 case-handle --by V01 --note 已修复 $a
	expect 66 case-handle --by 路人 --accept $a
	[ "$(case-list -f csv --status dispatched | wc -l)" -eq 3 ]
EOF

t 'exactly one of the four, and no empty text' <<'EOF'
	four
	expect 64 case-handle --by ZJ $a
	expect 64 case-handle --by ZJ --accept --note 已修复 $a
	expect 64 case-handle --by ZJ --return --reason '' $a
	expect 64 case-handle --by ZJ --return --result 已修复 $a
	expect 64 case-handle --by ZJ --accept
	[ "$(case-list -f csv --status dispatched | wc -l)" -eq 3 ]
EOF

# a alone: status, handling and closing deadline, extensions.
stands() { case-list -f csv | awk -F, -v no="$a" '$1 == no { print $2 "|" $16 "|" $18 "|" $24 }'; }

t '--extend: the limit once more from the deadline on, twice, while it is not over' <<'EOF'
	four
	case-handle --by ZJ --accept $a >/dev/null
	[ "$(stands)" = 'handling|2026-11-10 09:00:00|2026-11-10 11:00:00|0' ]
	expect 0 case-handle --extend --reason 雨天 $a
	echo $a | stdout
	[ "$(event $a)" = "extend,handling,centre,$(id -un),ZJ,,雨天" ]
	[ "$(stands)" = 'handling|2026-11-11 09:00:00|2026-11-11 11:00:00|1' ]
	now '2026-11-11 09:00:00'
	expect 0 case-handle --extend --reason 雨天 $a
	[ "$(stands)" = 'handling|2026-11-12 09:00:00|2026-11-12 11:00:00|2' ]
	expect 1 case-handle --extend --reason 雨天 $a
	stderr_has 'it was extended twice already'
	case-handle --by ZF --accept $b >/dev/null
	now '2026-11-11 09:00:01'
	expect 1 case-handle --extend --reason 雨天 $b
	stderr_has "cannot extend case '$b': it is overdue already"
	expect 77 case-handle --by ZJ --extend --reason 雨天 $a
	expect 64 case-handle --extend $a
EOF

t '--suspend: its time stands still, once, for a year at most' <<'EOF'
	four
	case-handle --by ZJ --accept $a >/dev/null
	for date in 2026-11-09 2026-11-01 2027-11-10; do
		expect 1 case-handle --suspend --until $date --reason 等料 $a
		stderr_has "cannot suspend case '$a': it cannot be suspended until $date"
	done
	expect 64 case-handle --suspend --until 明天 --reason 等料 $a
	expect 64 case-handle --suspend --reason 等料 $a
	now '2026-11-09 11:00:00'
	expect 0 case-handle --suspend --until 2027-11-09 --reason 等料 $a
	[ "$(stands)" = 'suspended|2026-11-10 09:00:00|2026-11-10 11:00:00|0' ]
	expect 1 case-feedback --by ZJ --result 好了 $a
	now '2026-11-16 16:00:00'
	[ "$(case-list --overdue | grep -c $a)" = 0 ]
	expect 0 case-handle --resume $a
	# 6 of 8 hours were left
	[ "$(stands)" = 'handling|2026-11-17 12:00:00|2026-11-17 16:00:00|0' ]
	expect 1 case-handle --suspend --until 2026-12-01 --reason 等料 $a
	stderr_has 'it was suspended once already'
EOF

t '--resume --due: with its day a case goes on by itself, and this writes it down' <<'EOF'
	four
	case-handle --by ZJ --accept $a >/dev/null
	case-handle --by ZF --accept $b >/dev/null
	case-handle --suspend --until 2026-11-12 --reason 等料 $a >/dev/null
	case-handle --suspend --until 2026-11-13 --reason 等料 $b >/dev/null
	now '2026-11-11 23:59:59'
	expect 0 case-handle --resume --due
	stdout </dev/null
	[ "$(stands)" = 'suspended|2026-11-10 09:00:00|2026-11-10 11:00:00|0' ]
	now '2026-11-12 10:00:00'
	stands >before
	grep -qx 'handling|2026-11-12 18:00:00|2026-11-13 10:00:00|0' before
	expect 0 case-handle --resume --due -n
	echo $a | stdout
	expect 0 case-handle --resume --due --key cron
	echo $a | stdout
	stderr </dev/null
	stands | diff before -
	[ "$(case-show -f csv $a | tail -n 1 | cut -d, -f 3-6)" = '2026-11-12 00:00:00,resume,handling,centre' ]
	expect 0 case-handle --resume --due
	stdout </dev/null
	expect 64 case-handle --resume --due $b
	expect 64 case-handle --accept --due
EOF

t 'whoever acts on a case whose day has come finds it going on' <<'EOF'
	four
	case-handle --by ZJ --accept $a >/dev/null
	case-handle --suspend --until 2026-11-12 --reason 等料 $a >/dev/null
	now '2026-11-12 10:00:00'
	expect 1 case-verify --pass $a
	stderr_has "its status is handling, pass wants replied"
	[ "$(sqlite3 grid.db "SELECT status FROM casefile WHERE case_no = '$a'")" = suspended ]
	expect 0 case-handle --by ZJ --note 料到 $a
	case-show -f csv $a | tail -n 2 | cut -d, -f 3-7 >got
	printf '%s\n' '2026-11-12 00:00:00,resume,handling,centre,'"$(id -un)" '2026-11-12 10:00:00,note,handling,department,ZJ' | diff -u - got
	expect 1 case-handle --resume $a
EOF

t '--phase: one limit after the other, in one case' <<'EOF'
	four
	grid-import -q matter - <<-'END'
		edition,code,name,phase,department,handle_limit,verify_limit,close_limit
		founding-2026,9901,供水管道破裂,现场围护,ZJ,3紧急工作时,,
		founding-2026,9901,供水管道破裂,修复,ZJ,8紧急工作时,,
		founding-2026,9901,供水管道破裂,恢复路面,ZJ,5工作日,2工作时,1工作时
	END
	a=$(case-open --area 碧岭 --matter 9901 --text 爆管 | case-dispatch --auto - | case-handle --by ZJ --accept -)
	# fenced off by 12:00, repaired by 20:00, restored by the evening of the 16th; then 2 h and 1 h
	[ "$(stands)" = 'handling|2026-11-09 12:00:00|2026-11-17 11:00:00|0' ]
	now '2026-11-09 09:40:00'
	expect 1 case-feedback --by ZJ --result 好了 $a
	stderr_has 'another phase follows, it wants case-handle --phase'
	expect 0 case-handle --by ZJ --phase --result 已围护 $a
	[ "$(stands)" = 'handling|2026-11-09 17:40:00|2026-11-17 11:00:00|0' ]
	expect 0 case-handle --extend --reason 夜间 $a
	# all moves by 8 hours, from the evening of the 16th into the night before the check
	[ "$(stands)" = 'handling|2026-11-10 01:40:00|2026-11-17 11:00:00|1' ]
	now '2026-11-10 02:00:00'
	expect 0 case-handle --by ZJ --phase --result 已修 $a
	[ "$(sqlite3 grid.db "SELECT is_late FROM casefile WHERE case_no = '$a'")" = 1 ]
	expect 1 case-handle --by ZJ --phase --result 已复 $a
	stderr_has 'no phase follows, it wants case-feedback'
	expect 0 case-feedback --by ZJ --result 已复 $a
	expect 0 case-verify --fail --reason 不平 $a
	[ "$(stands | cut -d'|' -f 2)" = '2026-11-16 18:00:00' ]
	case-show -f table $a | grep -qx 'phase *恢复路面'
	expect 1 case-handle --by ZJ --phase --result x $c
EOF

t '--csv: each case with words of its own, at a time of its own' <<'EOF'
	four
	now '2026-11-09 18:00:00'
	cat >accept.csv <<-END
		case_no,at,note
		$a,2026-11-09 10:00,
		$b,2026-11-09 10:05,x
		440310-20261109-99999,,
		$a,2026-11-09 10:06,
	END
	expect 1 case-handle --by ZJ --accept --csv accept.csv
	echo $a | stdout
	stderr <<-END
		case-handle: accept.csv: columns not used: note
		case-handle: accept.csv:3: cannot accept case '$b': it was dispatched to another department
		case-handle: accept.csv:4: cannot accept case '440310-20261109-99999': no such case
		case-handle: accept.csv:5: cannot accept case '$a': its status is handling, accept wants dispatched or rework
	END
	printf '案件编号,说明,办理时间\n%s,一,2026/11/9 11:00\n%s,二,\n%s,,\n%s,三,2026-11-10\n%s,四,2026-11-09 08:00\n' $a $a $a $a $a |
		iconv -f UTF-8 -t GB18030 >note.csv
	expect 1 case-handle --by ZJ --note 同上 --csv - <note.csv
	printf '%s\n' $a $a $a | stdout
	stderr <<-END
		case-handle: -:5: cannot note case '$a': its time is in the future
		case-handle: -:6: cannot note case '$a': its last event was later, at 2026-11-09 18:00:00
	END
	case-show -f csv $a | tail -n 3 | cut -d, -f 3,12 >got
	printf '%s\n' '2026-11-09 11:00:00,一' '2026-11-09 18:00:00,二' '2026-11-09 18:00:00,同上' | diff -u - got
	expect 64 case-handle --by ZJ --accept --csv accept.csv $a
	expect 66 case-handle --by ZJ --accept --csv none.csv
	echo x >x.csv
	expect 65 case-handle --by ZJ --accept --csv x.csv
	printf 'case_no,until,reason\n%s,soon,x\n%s,,x\n' $a $a >until.csv
	expect 1 case-handle --suspend --csv until.csv
	stderr_has "until.csv:2: until: "
	stderr_has "until.csv:3: cannot suspend case '$a': a date must be given"
EOF

t '--csv and --all-or-nothing, --key, -n' <<'EOF'
	four
	printf 'case_no\n%s\n%s\n' $a $b >ab.csv
	expect 1 case-handle --by ZJ --accept --all-or-nothing --csv ab.csv
	stdout </dev/null
	expect 1 case-handle --by ZJ --accept -n --csv ab.csv
	echo $a | stdout
	case-list --status dispatched | grep -c 440310 | grep -qx 2
	expect 1 case-handle --by ZJ --accept --key k --csv ab.csv
	expect 1 case-handle --by ZJ --accept --key k --csv ab.csv
	echo $a | stdout
	printf 'case_no\n%s\n' $a >ab.csv
	expect 64 case-handle --by ZJ --accept --key k --csv ab.csv
	[ "$(sqlite3 grid.db "SELECT count(*) FROM casefile_event WHERE action = 'accept'")" = 1 ]
EOF

done_testing
