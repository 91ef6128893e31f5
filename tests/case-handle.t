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

done_testing
