#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-open: filing what was collected, rejecting it, and collecting and
# filing in one step.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
a=440310-20261109-00001 b=440310-20261109-00002 c=440310-20261109-00003

# Three collected cases: a of matter 0103, b of 1101/在建, c of none.
three() {
	newdb
	cat >three.csv <<-'END'
		area,matter,condition,text
		碧岭,0103,,路灯不亮
		碧岭,1101,在建,楼顶搭建
		碧岭,,,有人投诉
	END
	case-collect --at '2026-11-09 08:30' --csv three.csv >/dev/null
}

list() { case-list -f csv | cut -d, -f "$1" | tail -n +2; }

t 'what was proposed is filed, and the numbers printed' <<'EOF'
	three
	expect 0 case-open $a $b
	printf '%s\n' $a $b | stdout
	stderr </dev/null
	list 1,2,5,7,13,14 >got
	diff - got <<-END
		$a,opened,0103,,2026-11-09 08:30:00,2026-11-09 09:00:00
		$b,opened,1101,在建,2026-11-09 08:30:00,2026-11-09 09:00:00
		$c,collected,,,2026-11-09 08:30:00,
	END
EOF

t 'a case without a matter is refused, the others go on; one named twice is one' <<'EOF'
	three
	expect 1 case-open $a $c $a
	echo $a | stdout
	stderr <<-END
		case-open: cannot open case '$c': a matter must be given
	END
EOF

t '--matter replaces what was proposed, --condition goes with it' <<'EOF'
	three
	expect 66 case-open --matter 1101 $a
	stderr_has "case-open: --matter '1101': it has several conditions, one must be given: 在建, 建成"
	expect 66 case-open --matter 9999 $a
	stderr_has "case-open: --matter '9999': unknown matter in edition founding-2026"
	expect 64 case-open --condition 建成 $b
	expect 0 case-open --matter 1101 --condition 建成 $a $b $c
	list 2,5,7 | sort -u >got
	echo opened,1101,建成 | diff - got
EOF

t 'a matter of another edition is named with it' <<'EOF'
	three
	printf 'edition,code,name,department\n旧版,7,占道,ZF\n' | grid-import -q matter
	expect 0 case-open --matter 旧版:7 $c
	[ "$(list 1,5,6 | tail -n 1)" = $c,旧版:7,占道 ]
EOF

t '--reject is final and has a reason' <<'EOF'
	three
	expect 64 case-open --reject $a
	expect 0 case-open --reject --reason 不属于管理范围 $a
	echo $a | stdout
	expect 1 case-open $a
	echo "case-open: cannot open case '$a': its status is rejected, open wants collected" | stderr
	case-show -f csv $a | cut -d, -f 4,5,12 | tail -n 1 >got
	echo reject,rejected,不属于管理范围 | diff - got
EOF

t 'only the centre files' <<'EOF'
	three
	for who in W01 V01 ZJ; do
		expect 77 case-open --by $who $a
	done
	echo 'case-open: role department (ZJ) may not open a case' | stderr
	printf 'code,name,area,post\nZ1,值班长甲,碧岭街道,chief\n' | grid-import -q worker
	expect 0 case-open --by Z1 $a
EOF

t 'a new case is collected and filed in one step' <<'EOF'
	newdb
	expect 0 case-open --area 碧岭 --matter 0301 --condition 满溢 --text 垃圾箱满溢 --missed --source 微信公众号
	echo $a | stdout
	case-show -f csv $a | cut -d, -f 2-5 >got
	diff - got <<-'END'
		seq,at,action,status
		1,2026-11-09 09:00:00,collect,collected
		2,2026-11-09 09:00:00,open,opened
	END
	expect 1 case-open --area 碧岭 --matter 0301 --text 垃圾箱满溢
	echo 'case-open: cannot open a case: matter '\''0301'\'': it has several conditions, one must be given: 满溢, 破损' | stderr
EOF

t 'of a CSV file what cannot be filed is not collected either' <<'EOF'
	newdb
	printf 'area,matter,text\n碧岭,0103,路灯不亮\n碧岭,,有人投诉\n汤坑,0105,消火栓漏水\n' >new.csv
	expect 1 case-open --csv new.csv
	printf '%s\n' $a $b | stdout
	echo 'case-open: new.csv:3: a matter must be given' | stderr
	list 1,2,5 >got
	printf '%s\n' $a,opened,0103 $b,opened,0105 | diff - got
EOF

t 'new details and case numbers do not mix, and none is passed over' <<'EOF'
	three
	expect 64 case-open --area 碧岭 --matter 0103 --text 路灯不亮 $a
	expect 64 case-open --missed $a
	expect 64 case-open --reporter 王五 --matter 0103
	expect 64 case-open --csv three.csv --matter 0103
	expect 65 case-open --reject --reason 重复 --csv three.csv
	stderr_has 'no column for case_no'
	expect 64 case-open
	list 2 | sort -u >got
	echo collected | diff - got
EOF

t '--reopen: within the days of the setting, its deadlines anew' <<'EOF'
	three
	case-open $a | case-dispatch --to ZJ - | case-handle --by ZJ --accept - | case-feedback --by ZJ --result 好了 - >/dev/null
	case-verify --pass $a | case-close - >/dev/null
	now '2026-12-09 09:00:00'
	expect 64 case-open --reopen $a
	expect 64 case-open --reopen --reject --reason x $a
	expect 77 case-open --by W01 --reopen --reason 又坏了 $a
	expect 0 case-open --reopen -n --reason 又坏了 $a
	expect 0 case-open --reopen --reason 又坏了 $a
	echo $a | stdout
	case-list -f csv | grep "^$a" | cut -d, -f 2,10,14,16,18,19 >got
	echo 'opened,ZJ,2026-11-09 09:00:00,,,' | diff - got
	case-dispatch --to ZJ $a >/dev/null
	case-list -f csv | grep "^$a" | cut -d, -f 2,16 >got
	echo 'dispatched,2026-12-10 09:00:00' | diff - got
	expect 1 case-open --reopen --reason 又坏了 $b
	stderr_has "cannot reopen case '$b': its status is collected, reopen wants closed"
EOF

t '--reopen: what was fixed on the spot counts as any other case from then on' <<'EOF'
	three
	case-handle --by W01 --fixed-on-spot --result 好了 $a | case-verify --pass - | case-close - >/dev/null
	case-open --reopen --reason 又坏了 $a | case-dispatch --to ZJ - >/dev/null
	now '2026-11-12 09:00:00'
	case-handle --by ZJ --accept $a | case-feedback --by ZJ --result 好了 - | case-verify --pass - | case-close - >/dev/null
	grid-report --since 2026-11-09 --until 2026-11-15 --by department -f csv |
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $1, $at["handle_due"], $at["handled_in_time"], $at["self_handled"] }' |
		grep -v '^ ' >got
	echo 'ZJ 1 0 0' | diff - got
EOF

t '--reopen: too late, or nobody has said how long' <<'EOF'
	three
	case-open $a $b >/dev/null
	case-close --force --reason x $a $b >/dev/null
	now '2026-12-09 09:00:01'
	expect 1 case-open --reopen --reason 又坏了 $a
	stderr_has "cannot reopen case '$a': it was closed more than 30 days before (setting reopen_days)"
	printf 'name,value\nreopen_days,31\n' | grid-import -q setting
	expect 0 case-open --reopen --reason 又坏了 $a
	printf 'name,value\nreopen_days,<empty>\n' | grid-import -q setting
	expect 1 case-open --reopen --reason 又坏了 $b
	stderr_has 'the setting reopen_days does not say for how long a case may be reopened'
EOF

t '--csv with case numbers is of known cases, each with its matter' <<'EOF'
	three
	cat >known.csv <<-END
		立案台账,,
		案件编号,事项,立案条件
		$a,0105,
		$b,,
		$c,1101,建成
		$c,1101,
	END
	expect 1 case-open --csv known.csv
	printf '%s\n' $a $b $c | stdout
	stderr_has "known.csv:6: cannot open case '$c': matter '1101': it has several conditions, one must be given: 在建, 建成"
	list 1,2,5,7 >got
	printf '%s\n' $a,opened,0105, $b,opened,1101,在建 $c,opened,1101,建成 | diff - got
	three
	expect 0 case-open --csv - --matter 0103 <<-END
		case_no
		$a
		$c
	END
	list 1,2,5 | head -n 1 >got
	echo $a,opened,0103 | diff - got
	three
	cat >reject.csv <<-END
		case_no,reason
		$a,重复
		$b,
	END
	expect 1 case-open --reject --csv reject.csv
	stderr_has "reject.csv:3: cannot reject case '$b': a reason must be given"
	case-show -f csv $a | tail -n 1 | grep -q ',reject,rejected,.*重复$'
EOF

done_testing
