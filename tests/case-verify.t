#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-verify: a reply passes or goes back, and who may say so.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

a=440310-20261109-00001 b=440310-20261109-00002

# Two cases of 2 紧急工作时, given to ZJ at 09:00 and replied at 10:00; now it is
# 10:20.
two() {
	newdb
	now '2026-11-09 09:00:00'
	for text in 井盖甲 井盖乙; do
		case-open --area 碧岭 --matter 0101 --condition 缺失 --text $text
	done | case-dispatch --to ZJ - | case-handle --by ZJ --accept - >numbers
	now '2026-11-09 10:00:00'
	case-feedback --by ZJ --result 已补盖 - <numbers >/dev/null
	now '2026-11-09 10:20:00'
}

# The last event: at, action, status, role, actor, due, close due, note
event() { case-show -f csv "$1" | cut -d, -f 3-7,10- | tail -n 1; }

t '--pass: it is done' <<'EOF'
	two
	expect 0 case-verify --by V01 --pass $a
	echo $a | stdout
	stderr </dev/null
	event $a >got
	echo '2026-11-09 10:20:00,pass,verified,verifier,V01,2026-11-09 11:00:00,2026-11-09 12:00:00,' | diff - got
EOF

t '--fail: back for rework; the time to handle starts anew, closing stays due' <<'EOF'
	two
	expect 0 case-verify --by V01 --fail --reason 仍有响声 $a
	echo $a | stdout
	event $a >got
	echo '2026-11-09 10:20:00,fail,rework,verifier,V01,2026-11-09 12:20:00,2026-11-09 12:00:00,仍有响声' | diff - got
	case-list -f csv | cut -d, -f 1,2,10,23 >got
	printf '%s\n' case_no,status,department,reworks $a,rework,ZJ,1 $b,replied,ZJ,0 | diff - got
EOF

t 'what went back is handled and checked again' <<'EOF'
	two
	case-verify --by V01 --fail --reason 仍有响声 $a >/dev/null
	expect 1 case-verify --by V01 --pass $a
	echo "case-verify: cannot verify case '$a': its status is rework, pass wants replied" | stderr
	case-handle --by ZJ --accept $a >/dev/null
	case-feedback --by ZJ --result 已更换 $a >/dev/null
	expect 0 case-verify --by V02 --pass $a
EOF

t 'verifiers, workers and the centre check; departments do not' <<'EOF'
	two
	expect 77 case-verify --by ZJ --pass $a
	echo 'case-verify: role department (ZJ) may not verify a case' | stderr
	expect 0 case-verify --by W01 --fail --reason 仍有响声 $a
	expect 0 case-verify --pass $b
	[ "$(event $b | cut -d, -f 4)" = centre ]
EOF

t 'nobody checks a case that was given to them' <<'EOF'
	two
	c=$(case-open --area 碧岭 --matter 0103 --text 路灯 | case-dispatch --to W03 - | case-handle --by W03 --accept -)
	case-feedback --by W03 --result 已修 $c >/dev/null
	expect 1 case-verify --by W03 --pass $c
	echo "case-verify: cannot verify case '$c': whoever handled it cannot verify it" | stderr
	expect 1 case-verify --by W03 --fail --reason 仍有响声 $c
	expect 0 case-verify --by W04 --pass $c
EOF

t 'nor one that they fixed on the spot' <<'EOF'
	two
	c=$(case-collect --by W03 --area 碧岭 --text 小广告 | case-handle --by W03 --fixed-on-spot --result 已清理 -)
	expect 1 case-verify --by W03 --pass $c
	stdout </dev/null
	expect 0 case-verify --by V01 --pass $c
EOF

t 'whoever accepted or noted a case for its department does not verify it' <<'EOF'
	two
	printf 'code,name,area,department\nH3,甲,碧岭,ZF\nH4,乙,碧岭,ZF\nH5,丙,碧岭,ZF\n' | grid-import -q worker
	c=$(case-open --area 碧岭 --matter 1102 --text 垃圾 | case-dispatch --to ZF - | case-handle --by H3 --accept -)
	case-handle --by H5 --note 已到场 $c >/dev/null
	case-feedback --by H4 --result 已清 $c >/dev/null
	for who in H3 H4 H5; do
		expect 1 case-verify --by $who --pass $c
		stderr_has 'whoever handled it cannot verify it'
	done
	expect 0 case-verify --by W01 --pass $c
EOF

t 'either --pass or --fail with a reason' <<'EOF'
	two
	expect 64 case-verify $a
	expect 64 case-verify --pass --fail --reason 仍有响声 $a
	expect 64 case-verify --fail --reason '' $a
	expect 64 case-verify --fail $a
	expect 64 case-verify --pass
	[ "$(case-list -f csv --status replied | wc -l)" -eq 3 ]
EOF

done_testing
