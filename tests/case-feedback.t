#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-feedback: the reply that ends the handling, by whoever has the case.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
a=440310-20261109-00001 b=440310-20261109-00002

# Two cases of 2 紧急工作时 that ZJ is handling since 09:00.
two() {
	newdb
	for text in 井盖甲 井盖乙; do
		case-open --area 碧岭 --matter 0101 --condition 缺失 --text $text
	done | case-dispatch --to ZJ - | case-handle --by ZJ --accept - >/dev/null
}

list() { case-list -f csv "$@" | cut -d, -f 1,2,16,17,20 | tail -n +2; }

t 'a reply is recorded with its result' <<'EOF'
	two
	now '2026-11-09 10:00:00'
	expect 0 case-feedback --by ZJ --result '已补盖, 踩踏稳固' $a
	echo $a | stdout
	stderr </dev/null
	case-show -f csv $a | cut -d, -f 3-7,12- | tail -n 1 >got
	echo '2026-11-09 10:00:00,feedback,replied,department,ZJ,"已补盖, 踩踏稳固"' | diff - got
EOF

t 'with it the check falls due, by the matter or the setting' <<'EOF'
	two
	c=$(case-open --area 碧岭 --matter 0103 --text 路灯 | case-dispatch --to ZJ - | case-handle --by ZJ --accept -)
	now '2026-11-09 11:00:00'
	expect 0 case-feedback --by ZJ --result 已办 $a $c
	for case in $a $c; do
		case-show -f table $case | awk '$1 == "verify_due_at" { print $3 }'
	done >got
	printf '11:30:00\n14:30:00\n' | diff - got
EOF

t 'what is replied in time is not overdue later for the handling' <<'EOF'
	two
	now '2026-11-09 11:00:00'
	expect 0 case-feedback --by ZJ --result 已补盖 $a
	now '2026-11-09 11:00:01'
	list --overdue >got
	echo "$b,handling,2026-11-09 11:00:00,,1" | diff - got
EOF

t '--at is when it was done, not when it is entered' <<'EOF'
	two
	now '2026-11-09 17:00:00'
	expect 0 case-feedback --by ZJ --result 已补盖 --at '2026-11-09 10:30' $a
	[ "$(list --status replied)" = "$a,replied,2026-11-09 11:00:00,2026-11-09 10:30:00,1" ]
	expect 64 case-feedback --by ZJ --result 已补盖 --at '2026-11-09 17:00:01' $b
	expect 1 case-feedback --by ZJ --result 已补盖 --at '2026-11-09 08:59:59' $b
	echo "case-feedback: cannot reply to case '$b': its last event was later, at 2026-11-09 09:00:00" | stderr
EOF

t 'only a case being handled is replied to' <<'EOF'
	two
	c=$(case-open --area 碧岭 --matter 0103 --text 路灯 | case-dispatch --auto -)
	expect 1 case-feedback --by ZJ --result 已修 $a $c 440310-20261109-99999
	echo $a | stdout
	stderr <<-END
		case-feedback: cannot reply to case '$c': its status is dispatched, feedback wants handling
		case-feedback: cannot reply to case '440310-20261109-99999': no such case
	END
EOF

t 'only whoever has the case replies' <<'EOF'
	two
	expect 1 case-feedback --by ZF --result 已补盖 $a
	echo "case-feedback: cannot reply to case '$a': it was dispatched to another department" | stderr
	expect 77 case-feedback --result 已补盖 $a
	echo 'case-feedback: the centre may not reply to a case: say with --by who does' | stderr
	[ "$(list --status handling | wc -l)" -eq 2 ]
EOF

t 'a worker of the department replies too' <<'EOF'
	two
	printf 'code,name,area,post,department\nH1,冯处置,碧岭街道,handler,ZJ\n' | grid-import -q worker
	expect 0 case-feedback --by H1 --result 已补盖 $a
	case-show -f csv $a | cut -d, -f 4-7 | tail -n 1 >got
	echo feedback,replied,worker,H1 | diff - got
EOF

t 'a result must be given' <<'EOF'
	two
	expect 64 case-feedback --by ZJ $a
	stderr_has 'case-feedback: --result must be given'
	expect 64 case-feedback --by ZJ --result '' $a
	expect 64 case-feedback --by ZJ --result 已补盖
	stdout </dev/null
EOF

done_testing
