#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-dispatch: to whom cases can be given, and when the handling is due.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
a=440310-20261109-00001 b=440310-20261109-00002 c=440310-20261109-00003

# Three filed cases: a 路灯 (ZJ, 1工作日), b 暴露垃圾 (ZF, 4工作时), c of a matter
# that names no department.
three() {
	newdb
	printf 'edition,code,name,handle_limit\nfounding-2026,9901,杂项,2紧急工作时\n' | grid-import -q matter
	cat >three.csv <<-'END'
		area,matter,text
		碧岭,0103,路灯不亮
		碧岭,1102,生活垃圾
		碧岭,9901,其他
	END
	case-open --csv three.csv >/dev/null
}

# number, status, department, handler, dispatched, due
list() { case-list -f csv | cut -d, -f 1,2,10,11,15,16 | tail -n +2; }

t 'a department is named by code or name' <<'EOF'
	three
	expect 0 case-dispatch --to ZF $a
	echo $a | stdout
	stderr </dev/null
	expect 0 case-dispatch --to 公安局 $b
	list >got
	diff - got <<-END
		$a,dispatched,ZF,,2026-11-09 09:00:00,2026-11-10 09:00:00
		$b,dispatched,GA,,2026-11-09 09:00:00,2026-11-09 15:00:00
		$c,opened,,,,
	END
EOF

t 'a worker gets the case, and so does the department the worker is of' <<'EOF'
	three
	printf 'code,name,area,post,department\nH1,冯处置,碧岭街道,handler,ZJ\n' | grid-import -q worker
	expect 0 case-dispatch --to W03 $a
	expect 0 case-dispatch --to 冯处置 $b
	list | cut -d, -f 1-4 >got
	diff - got <<-END
		$a,dispatched,,W03
		$b,dispatched,ZJ,H1
		$c,opened,,
	END
EOF

t 'a name that two have, one of each kind or nobody stops the call' <<'EOF'
	three
	printf 'code,name,area\nX1,重名人,碧岭\nX2,重名人,汤坑\n' | grid-import -q worker
	expect 66 case-dispatch --to 重名人 $a
	echo "case-dispatch: --to '重名人': unknown department, name of more than one worker, give its code" | stderr
	expect 66 case-dispatch --to 路人 $a
	echo "case-dispatch: --to '路人': unknown department, unknown worker" | stderr
	expect 64 case-dispatch --to '' $a
	echo 'case-dispatch: --to: an empty text says nothing' | stderr
	printf 'code,name\nD1,张三\nD2,张三\n' | grid-import -q department
	printf 'code,name,area\nX9,张三,碧岭\n' | grid-import -q worker
	expect 66 case-dispatch --to 张三 $a
	echo "case-dispatch: --to '张三': name of more than one department, give its code" | stderr
	printf 'code,name,area\nGA,同码人,碧岭\n' | grid-import -q worker
	expect 66 case-dispatch --to GA $a
	echo "case-dispatch: --to 'GA': it names a department and a worker" | stderr
	expect 66 case-handle --by GA --accept $a
	expect 0 case-dispatch --to X2 $a
EOF

t 'who has left, or is not there yet, is given nothing and does nothing' <<'EOF'
	three
	printf 'code,name,area,hired_on,left_on\nX1,去人,碧岭,,2026-11-08\nX2,来人,碧岭,2026-11-10,\nX3,末日,碧岭,2026-11-09,2026-11-09\n' | grid-import -q worker
	expect 66 case-dispatch --to X1 $a
	echo "case-dispatch: --to 'X1': left on 2026-11-08" | stderr
	expect 66 case-dispatch --to X2 $a
	echo "case-dispatch: --to 'X2': not here before 2026-11-10" | stderr
	expect 0 case-dispatch --to X3 $a
	expect 77 case-collect --by X1 --area 碧岭 --text x
	echo "case-collect: --by 'X1': left on 2026-11-08" | stderr
	expect 0 case-collect --by X1 --at '2026-11-08 10:00' --area 碧岭 --text x
EOF

t '--auto takes the department of the matter, and refuses where nobody is found' <<'EOF'
	three
	printf 'code,name,area,left_on\nL01,郑建斌,碧岭,2026-11-01\n' | grid-import -q worker
	expect 1 case-dispatch --auto $a $b $c
	printf '%s\n' $a $b | stdout
	echo "case-dispatch: cannot dispatch case '$c': nobody gets it by 0 rules, by matter 9901, as department of 440310003001 or above, or as worker of 440310003001: give --to" | stderr
	list | cut -d, -f 1-3 >got
	printf '%s\n' $a,dispatched,ZJ $b,dispatched,ZF $c,opened, | diff - got
EOF

t 'the handling is due by the limit of the matter, from the moment of --at' <<'EOF'
	three
	now '2026-11-10 09:00:00'
	expect 0 case-dispatch --at '2026-11-09 11:30' --auto $b
	expect 0 case-dispatch --at '2026-11-09 17:30' --to ZJ $a $c
	list | cut -d, -f 1,6 >got
	diff - got <<-END
		$a,2026-11-10 17:30:00
		$b,2026-11-09 17:30:00
		$c,2026-11-09 19:30:00
	END
EOF

t 'a returned case goes to another department with its whole time' <<'EOF'
	three
	case-dispatch --auto $b >/dev/null
	now '2026-11-09 11:00:00'
	case-handle --by ZF --return --reason 非我局职责 $b >/dev/null
	expect 0 case-dispatch --to ST $b
	list | grep $b >got
	echo "$b,dispatched,ST,,2026-11-09 09:00:00,2026-11-09 17:00:00" | diff - got
EOF

t 'a returned case goes to the same department with the rest of its time' <<'EOF'
	three
	case-dispatch --auto $b >/dev/null
	now '2026-11-09 11:00:00'
	case-handle --by ZF --return --reason 地址不清 $b >/dev/null
	now '2026-11-09 15:00:00'
	expect 0 case-dispatch --auto $b
	[ "$(list | grep $b)" = "$b,dispatched,ZF,,2026-11-09 09:00:00,2026-11-09 17:00:00" ]
EOF

t 'only filed and returned cases are dispatched, and only by the centre' <<'EOF'
	three
	d=$(case-collect --area 碧岭 --text 有人投诉)
	expect 1 case-dispatch --to ZJ $d
	echo "case-dispatch: cannot dispatch case '$d': its status is collected, dispatch wants opened or returned" | stderr
	expect 77 case-dispatch --by ZJ --to ZJ $a
	expect 0 case-dispatch --to ZJ $a
	expect 1 case-dispatch --to ZF $a
EOF

t 'either --to or --auto' <<'EOF'
	three
	expect 64 case-dispatch $a
	expect 64 case-dispatch --auto --to ZJ $a
	expect 64 case-dispatch --auto
	list | cut -d, -f 2 | sort -u >got
	echo opened | diff - got
EOF

done_testing
