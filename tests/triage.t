#!/bin/sh
# SPDX-License-Identifier: MIT
#
# --auto of case-open and case-dispatch: rules, then the matter, then the
# area's department, then the least busy worker; what it says of each
# decision, and that a rule that runs away decides nothing.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
a=440310-20261109-00001 b=440310-20261109-00002 c=440310-20261109-00003 d=440310-20261109-00004

# A matter of no department, and one of several conditions beside those there are.
base() {
	newdb
	printf 'edition,code,name,handle_limit\nfounding-2026,9901,杂项,2紧急工作时\n' | grid-import -q matter
}

# rules LINE …: name,pattern,area,matter,condition,department,priority,is_active
rules() {
	printf '%s\n' name,pattern,area,matter,condition,department,priority,is_active "$@" >rules.csv
	grid-import -q rule rules.csv
}

# cases LINE …: area,matter,text, filed
cases() {
	printf '%s\n' area,matter,text "$@" >cases.csv
	case-open --csv cases.csv >/dev/null
}

# number, status, matter, condition, department, handler
list() { case-list -f csv | cut -d, -f 1,2,5,7,10,11 | tail -n +2; }

# action and note of every event of a case but its collecting
notes() { case-show -f csv "$1" | awk -F, 'NR > 1 && $4 != "collect" { print $4 "," $12 }'; }

t 'the first rule that matches decides: by priority, those without last, then by name' <<'EOF'
	base
	rules 乙,积水,,,,GA,20, 甲,路面,,,,JT,10, 丁,路面积水,,,,ST,, 丙,路面积水,,,,WJ,, 停,路面,,,,YJ,1,0
	cases 碧岭,9901,路面积水 碧岭,9901,小区积水 碧岭,9901,无关
	expect 0 case-dispatch --auto $a $b
	list | cut -d, -f 1,5 >got
	printf '%s\n' $a,JT $b,GA $c, | diff - got
	[ "$(notes $a | tail -n 1)" = 'dispatch,rule 甲' ]
	sqlite3 grid.db "UPDATE dispatch_rule SET is_active = 0 WHERE name IN ('甲', '乙')"
	cases 碧岭,9901,路面积水
	expect 0 case-dispatch --auto $d
	[ "$(notes $d | tail -n 1)" = 'dispatch,rule 丁' ]
EOF

t 'names that are alike in priority go by their bytes' <<'EOF'
	base
	rules b,积水,,,,GA,5, a,积水,,,,JT,5, B,积水,,,,ST,5,
	cases 碧岭,9901,积水
	expect 0 case-dispatch --auto $a
	[ "$(notes $a | tail -n 1)" = 'dispatch,rule B' ]
EOF

t 'a rule of an area is for cases in it and below it only' <<'EOF'
	base
	printf 'code,name\n44031000300100101,别的网格\n' | grid-import -q area
	rules 区,垃圾,440310,,,GA,30, 社区,垃圾,440310003002,,,JT,10, 网格,垃圾,440310003001001,,,ST,20,
	cases 440310003001001,9901,垃圾 440310003001002,9901,垃圾 440310003002001,9901,垃圾 440310003002,9901,垃圾 44031000300100101,9901,垃圾
	expect 0 case-dispatch --auto $a $b $c $d 440310-20261109-00005
	list | cut -d, -f 1,5 >got
	printf '%s\n' $a,ST $b,GA $c,JT $d,JT 440310-20261109-00005,GA | diff - got
EOF

t 'a rule that names another matter than the case has, or no department, is passed over' <<'EOF'
	base
	rules 一,垃圾,,1102,,GA,1, 二,垃圾,,0102,,,2, 三,垃圾,,9901,,JT,3, 四,垃圾,,,,ST,4,
	cases 碧岭,9901,垃圾 碧岭,1102,垃圾 碧岭,0103,垃圾
	expect 0 case-dispatch --auto $a $b $c
	list | cut -d, -f 1,5 >got
	printf '%s\n' $a,JT $b,GA $c,ST | diff - got
EOF

t 'a condition of the matter is no other matter' <<'EOF'
	base
	rules 一,垃圾箱,,0301,满溢,GA,1,
	printf 'area,matter,condition,text\n碧岭,0301,破损,垃圾箱坏了\n' >cases.csv
	case-open --csv cases.csv >/dev/null
	expect 0 case-dispatch --auto $a
	[ "$(list)" = $a,dispatched,0301,破损,GA, ]
EOF

t 'without a rule the matter says who, and its note says so' <<'EOF'
	base
	rules 一,积水,,,,GA,1,
	cases 碧岭,0103,路灯不亮 碧岭,1102,垃圾
	expect 0 case-dispatch --auto $a $b
	stderr </dev/null
	list | cut -d, -f 1,5 >got
	printf '%s\n' $a,ZJ $b,ZF | diff - got
	[ "$(notes $a | tail -n 1)" = 'dispatch,matter 0103' ]
EOF

t 'then the nearest area that a department is of' <<'EOF'
	base
	printf 'code,name,area,parent\nQ,区中心,440310,\nJ,街道办,440310003,\nJ1,执法队,440310003,J\nS,社区站,440310003002,\n' | grid-import -q department
	cases 440310003001001,9901,甲 440310003002001,9901,乙
	expect 0 case-dispatch --auto $a $b
	list | cut -d, -f 1,5,6 >got
	printf '%s\n' $a,J, $b,S, | diff - got
	[ "$(notes $a | tail -n 1)" = 'dispatch,area 440310003' ]
	# Two that are of one area, neither below the other: nobody, not the district.
	printf 'code,name,area,parent\nJ2,市政中心,440310003,\n' | grid-import -q department
	cases 440310003001001,9901,丙
	expect 0 case-dispatch --auto $c
	[ "$(notes $c | tail -n 1)" = 'dispatch,least busy worker of 440310003001001' ]
EOF

t 'at last the least busy worker of the grid, each case counting for the next' <<'EOF'
	base
	printf 'code,name,area,department\nW02,杨鹏,440310003001001,ZF\n' | grid-import -q worker
	cases 440310003001001,9901,甲 440310003001001,9901,乙 440310003001001,9901,丙 440310003001002,9901,丁
	case-dispatch --to W01 $a >/dev/null
	expect 0 case-dispatch --auto $b $c $d
	list | cut -d, -f 1,5,6 >got
	printf '%s\n' $a,,W01 $b,ZF,W02 $c,,W01 $d,,W03 | diff - got
	[ "$(notes $b | tail -n 1)" = 'dispatch,least busy worker of 440310003001001' ]
EOF

t 'a closed case weighs nothing, a returned one goes from one to the other' <<'EOF'
	base
	cases 440310003001001,9901,甲 440310003001001,9901,乙 440310003001001,9901,丙 440310003001001,9901,丁
	case-dispatch --to W01 $a $b >/dev/null
	case-close --force --reason 误报 $a $b >/dev/null
	expect 0 case-dispatch --auto $c
	[ "$(list | sed -n 3p | cut -d, -f 6)" = W01 ]
	case-dispatch --to W02 $d >/dev/null
	case-handle --by W02 --return --reason 非本网格 $d >/dev/null
	cases 440310003001001,9901,戊 440310003001001,9901,己
	case-dispatch --to W01 440310-20261109-00005 >/dev/null
	# W01 has two, W02 the one that comes back, which is no more for it.
	expect 0 case-dispatch --auto $d 440310-20261109-00006
	[ "$(list | tail -n 3 | cut -d, -f 6 | tr '\n' ' ')" = 'W02 W01 W02 ' ]
EOF

t 'who is away, elsewhere that day, or checks and dispatches, gets nothing' <<'EOF'
	base
	printf 'code,name,area,left_on\nW01,朱欣芳,440310003001001,2026-11-08\n' | grid-import -q worker
	printf 'worker,area,post,valid_from,valid_to\nW02,440310003001001,grid-worker,2024-02-01,2026-11-08\nW03,440310003001001,part-time,2026-11-09,2026-11-09\nV01,440310003001001,verifier,2026-11-01,\n' | grid-import -q post
	# W02 has no post that day, so kind worker counts; then it is of another grid.
	cases 440310003001001,9901,甲 440310003001001,9901,乙
	expect 0 case-dispatch --auto $a $b
	list | cut -d, -f 6 >got
	printf 'W02\nW03\n' | diff - got
	printf 'code,name,area\nW02,杨鹏,440310003002001\n' | grid-import -q worker
	# A1 has a post elsewhere that day, whatever kind worker says.
	printf 'code,name,area\nA1,外来人,440310003001001\n' | grid-import -q worker
	printf 'worker,area,post,valid_from\nA1,440310003002002,grid-worker,2026-01-01\n' | grid-import -q post
	cases 440310003001001,9901,丙 440310003001001,9901,丁
	expect 0 case-dispatch --auto $c $d
	list | cut -d, -f 6 | tail -n 2 >got
	printf 'W03\nW03\n' | diff - got
	now '2026-11-10 09:00:00'
	e=$(case-open --area 440310003001001 --matter 9901 --text 戊)
	expect 1 case-dispatch --auto $e
	stderr_has 'or as worker of 440310003001001: give --to'
EOF

t 'rows of --csv that say to whom go there, others are found, each by who is there on its day' <<'EOF'
	base
	printf 'code,name,area,left_on\nW01,朱欣芳,440310003001001,2026-11-08\n' | grid-import -q worker
	now '2026-11-08 09:00:00'
	cases 440310003001001,9901,甲 440310003001001,9901,乙 440310003001001,9901,丙 440310003001001,9901,丁
	now '2026-11-09 09:00:00'
	{ echo case_no,to,at; printf '440310-20261108-0000%s\n' 1,GA, '2,,2026-11-08 10:00' 3,, '4,,2026-11-08 11:00'; } >to.csv
	expect 0 case-dispatch --auto --explain --csv to.csv
	stderr <<-'END'
		case-dispatch: 440310-20261108-00001: who gets it is given
		case-dispatch: 440310-20261108-00002: W01, 0 open by least busy worker of 440310003001001
		case-dispatch: 440310-20261108-00003: W02, 0 open by least busy worker of 440310003001001
		case-dispatch: 440310-20261108-00004: W01, 1 open by least busy worker of 440310003001001
	END
	list | cut -d, -f 5,6 | tr '\n' ' ' >got
	printf 'GA, ,W01 ,W02 ,W01 ' | diff - got
EOF

t 'so with matters and case-open' <<'EOF'
	base
	rules 垃圾,垃圾,,1102,,,5,
	case-collect --area 碧岭 --text 垃圾 >/dev/null
	case-collect --area 碧岭 --text 垃圾 >/dev/null
	printf 'case_no,matter\n%s,0103\n%s,\n' $a $b | { expect 0 case-open --auto --csv -; }
	list | cut -d, -f 1-3 >got
	printf '%s\n' $a,opened,0103 $b,opened,1102 | diff - got
EOF

t 'a rule that runs away refuses the case, and no later one takes it' <<'EOF'
	base
	rules 疯,'^(a+)+$',,,,GA,1, 好,a,,,,JT,2,
	cases 碧岭,1102,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac 碧岭,1102,aaa 碧岭,1102,bab
	expect 1 case-dispatch --auto $a $b $c
	printf '%s\n' $b $c | stdout
	echo "case-dispatch: cannot dispatch case '$a': rule '疯': pattern ran away: match limit exceeded" | stderr
	list | cut -d, -f 1,2,5 >got
	printf '%s\n' $a,opened, $b,dispatched,GA $c,dispatched,JT | diff - got
	expect 1 case-dispatch --auto --all-or-nothing $a
	# One that decides before it never comes to that.
	sqlite3 grid.db "UPDATE dispatch_rule SET priority = 0 WHERE name = '好'"
	expect 0 case-dispatch --auto $a
EOF

t 'a rule that is no pattern, put in by hand, stops the command' <<'EOF'
	base
	cases 碧岭,1102,垃圾
	sqlite3 grid.db "INSERT INTO dispatch_rule (name, pattern, department_id) VALUES ('坏', '(', 1)"
	expect 65 case-dispatch --auto $a
	stdout </dev/null
	stderr_has "case-dispatch: rule '坏': pattern: missing closing parenthesis"
	[ "$(list)" = $a,opened,1102,,, ]
EOF

t 'case-open --auto files by rule what nobody proposed a matter for' <<'EOF'
	base
	rules 满溢,垃圾箱.*满,,0301,满溢,,1, 部门,垃圾,,,,GA,0, 垃圾,垃圾,,1102,,ST,5,
	printf 'area,matter,text\n碧岭,,垃圾箱满了\n碧岭,0103,垃圾\n碧岭,,无关\n碧岭,,垃圾\n' >new.csv
	case-collect --csv new.csv >/dev/null
	expect 1 case-open --auto $a $b $c $d
	printf '%s\n' $a $b $d | stdout
	echo "case-open: cannot open case '$c': none of 3 rules finds its matter: give --matter" | stderr
	list | cut -d, -f 1-4 >got
	printf '%s\n' $a,opened,0301,满溢 $b,opened,0103, $c,collected,, $d,opened,1102, | diff - got
	[ "$(notes $a)" = 'open,rule 满溢' ]
	[ "$(notes $b)" = 'open,' ]
EOF

t 'new details too, from options and from CSV where a row has no matter' <<'EOF'
	base
	rules 垃圾,垃圾,,1102,,,5, 搭建,搭建,440310003002,1101,建成,,1,
	expect 0 case-open --area 碧岭 --text 垃圾 --auto
	expect 1 case-open --area 碧岭 --text 搭建 --auto
	echo 'case-open: cannot open a case: none of 2 rules finds its matter: give --matter' | stderr
	printf 'area,text\n汤坑,搭建\n碧岭,无关\n碧岭,垃圾\n' >new.csv
	expect 1 case-open --auto --csv new.csv
	echo 'case-open: new.csv:3: none of 2 rules finds its matter: give --matter' | stderr
	printf 'area,matter,text\n碧岭,0103,垃圾\n' | { expect 0 case-open --auto --csv -; }
	list | cut -d, -f 1-4 >got
	printf '%s\n' $a,opened,1102, $b,opened,1101,建成 $c,opened,1102, $d,opened,0103, | diff - got
	[ "$(notes $b)" = 'open,rule 搭建' ]
	expect 65 case-open --csv new.csv
EOF

t 'a rule that runs away files nothing' <<'EOF'
	base
	rules 疯,'^(a+)+$',,0103,,,1, 好,a,,1102,,,2,
	expect 1 case-open --area 碧岭 --text aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac --auto
	echo "case-open: cannot open a case: rule '疯': pattern ran away: match limit exceeded" | stderr
	[ -z "$(list)" ]
EOF

t '--explain says which step decided and what was passed over; with -n nothing is done' <<'EOF'
	base
	printf 'code,name,area\nJ,街道办,440310003\n' | grid-import -q department
	rules 别,积水,,1102,,GA,1, 名,积水,,0102,,,2, 甲,积水,,,,JT,10, 乙,路面,,,,ST,,
	cases 440310003001001,0102,路面积水 440310003001001,9901,无关
	expect 0 case-dispatch --auto --explain -n $a $b
	printf '%s\n' $a $b | stdout
	stderr <<-END
		case-dispatch: $a: JT by rule 甲 (priority 10); passed over: rule 别 (of matter 1102), rule 名 (names only matter 0102), rule 乙 (ST), matter 0102 (ZJ), area 440310003 (J), least busy worker of 440310003001001 (W01, 0 open)
		case-dispatch: $b: J by area 440310003; passed over: least busy worker of 440310003001001 (W01, 0 open)
	END
	list | cut -d, -f 2 | sort -u >got
	echo opened | diff - got
	rules 名,积水,,0102,,,2, 垃圾,水,,1102,,,,
	case-collect --area 碧岭 --text 积水 >/dev/null
	case-collect --area 碧岭 --text 别的 >/dev/null
	case-collect --area 碧岭 --text 别的 --matter 0103 >/dev/null
	expect 1 case-open --auto --explain -n $c $d 440310-20261109-00005
	stderr <<-END
		case-open: $c: matter 1102 by rule 别 (priority 1); passed over: rule 名 (matter 0102), rule 甲 (names no matter), rule 垃圾 (matter 1102)
		case-open: $d: undecided
		case-open: cannot open case '$d': none of 5 rules finds its matter: give --matter
		case-open: 440310-20261109-00005: the matter is given
	END
EOF

t 'a rule that runs away after the decision only shows in the explanation' <<'EOF'
	base
	rules 好,a,,,,JT,1, 疯,'^(a+)+$',,,,GA,2,
	cases 碧岭,1102,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac
	expect 0 case-dispatch --auto --explain $a
	stderr_has "$a: JT by rule 好 (priority 1); passed over: rule 疯 (ran away), matter 1102 (ZF)"
EOF

t 'a repeat with the same key is answered as before, though the rules are others' <<'EOF'
	base
	cases 碧岭,1102,垃圾
	expect 0 case-dispatch --auto --key k $a
	rules 一,垃圾,,,,GA,1,
	expect 0 case-dispatch --auto --key k $a
	echo $a | stdout
	[ "$(list)" = $a,dispatched,1102,,ZF, ]
EOF

t 'rules match in their own case unless they say otherwise, and only the text' <<'EOF'
	base
	rules 一,KTV,,,,GA,1, 二,'(?i)ktv',,,,ST,2, 三,长兴街,,,,JT,3, 四,杂项,,,,WJ,4,
	cases 碧岭,1102,楼下ktv吵 碧岭,1102,楼下KTV吵
	case-open --area 碧岭 --matter 9901 --text 灯坏 --address 长兴街1号 >/dev/null
	expect 0 case-dispatch --auto $a $b $c
	list | cut -d, -f 1,5,6 >got
	printf '%s\n' $a,ST, $b,GA, $c,,L01 | diff - got
EOF

t 'a rule has a matter or department, and the condition where there are several' <<'EOF'
	base
	for row in 一,x,,,,,, 一,x,,1101,,,, 一,x,,1101,没有,,, 一,x,,,在建,ZF,,; do
		printf 'name,pattern,area,matter,condition,department,priority,is_active\n%s\n' "$row" >rules.csv
		expect 1 grid-import rule rules.csv
		sed -n 1p .t/err | cut -d: -f 4- >>said
	done
	diff - said <<-'END'
		 matter: neither a matter nor a department
		 matter: it has several conditions, one must be given: 在建, 建成
		 matter: it has no such condition; it has 在建, 建成
		 condition: a condition of which matter
	END
EOF

t 'what goes together and what does not' <<'EOF'
	base
	cases 碧岭,1102,垃圾
	expect 64 case-dispatch --explain --to ZF $a
	echo 'case-dispatch: --explain goes with --auto' | stderr
	expect 64 case-open --explain $a
	expect 64 case-open --auto --matter 1102 $a
	expect 64 case-open --auto --reject --reason x $a
	echo 'case-open: --auto files, it does not reject' | stderr
	expect 64 case-open --auto --area 碧岭
	expect 77 case-dispatch --by W01 --auto $a
	expect 1 case-dispatch --auto $b $a
	stderr_has "cannot dispatch case '$b': no such case"
EOF

done_testing
