#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-import: every kind, again and changed; rejects; encodings, headings,
# maps, delimiters; references; the history of cases.
. "$(dirname "$0")/lib.sh"

now '2026-11-20 09:00:00'
file() { cat >"$1"; }
sql() { sqlite3 "${GRID_DB:-grid.db}" "$1"; }
dump() { sqlite3 -readonly grid.db .dump; }

# counts STATUS READ INSERTED UPDATED UNCHANGED REJECTED OPTION… KIND FILE
counts() {
	want=$1 numbers=$2,$3,$4,$5,$6
	shift 6
	expect "$want" grid-import --summary - "$@"
	tail -n 1 .t/out | cut -d, -f4- | diff - /dev/fd/3 3<<-END || { cat .t/err; return 1; }
		$numbers
	END
}

# comes KIND VALUE OTHER SELECT <<rows: the rows, of which one has the cell @ and
# another that is one of {a|b}.  With VALUE they are new, then unchanged; with
# OTHER one is updated; an empty cell changes nothing, not even where the rest
# of its row does; <empty> erases.  SELECT shows the cell.
comes() {
	cat >rows.csv
	n=$(($(wc -l <rows.csv) - 1)) more=$(grep -c '{' rows.csv) || :
	with "$2" 1 && counts 0 $n $n 0 0 0 "$1" now.csv
	counts 0 $n 0 0 $n 0 "$1" now.csv
	[ "$(sql "$4")" = "$2" ]
	with "$3" 1 && counts 0 $n 0 1 $((n - 1)) 0 "$1" now.csv
	[ "$(sql "$4")" = "$3" ]
	with '' 1 && counts 0 $n 0 0 $n 0 "$1" now.csv
	with '' 2 && counts 0 $n 0 "$more" $((n - more)) 0 "$1" now.csv
	[ "$(sql "$4")" = "$3" ]
	with '<empty>' 2 && counts 0 $n 0 1 $((n - 1)) 0 "$1" now.csv
	[ "$(sql "$4")" = '' ]
	counts 0 $n 0 0 $n 0 "$1" now.csv
}
with() { sed "s|@|$1|; s/{\([^|]*\)|\([^}]*\)}/\\$2/" rows.csv >now.csv; }

# Every kind ------------------------------------------------------------------

t 'area' <<'EOF'
newdb
comes area 九村 十村 "SELECT alias FROM area WHERE code = '440310003009'" <<-'END'
	code,name,kind,alias,households
	440310003009,九村社区,community,@,{400|500}
	440310003009001,九村网格,grid,,512
END
EOF

t 'department, a parent standing later in the file' <<'EOF'
newdb
comes department 075500000001 075500000002 "SELECT phone FROM department WHERE code = 'X1'" <<-'END'
	code,name,level,area,parent,phone
	X1,{第一队|第一大队},街道,440310003,X2,@
	X2,大队,区级,,X3,
	X3,总队,区级,,ZF,
END
sql "SELECT d.code, p.code FROM department d JOIN department p ON p.department_id = d.parent_id ORDER BY 1" | diff - /dev/fd/3 3<<-'END'
	X1|X2
	X2|X3
	X3|ZF
END
EOF

t 'matter' <<'EOF'
newdb
comes matter 1工作日 4工作时 "SELECT handle_limit FROM matter WHERE edition = 'e' AND code = '0001' AND condition = '甲'" <<-'END'
	edition,code,name,kind,condition,department,handle_limit
	e,0001,{试|验},部件,甲,ZJ,@
	e,0001,试,event,乙,住房和建设局,2紧急工作日
END
EOF

t 'worker' <<'EOF'
newdb
comes worker 15400000001 15400000002 "SELECT phone FROM worker WHERE code = 'X1'" <<-'END'
	code,name,area,post,sex,id_no,phone,department,hired_on,left_on
	X1,{王五|王武},440310003001001,网格员,男,,@,,2026/1/5,
	X2,赵六,440310003,核查员,female,,,ZF,2026年1月5日,20261101
END
[ "$(sql "SELECT post, sex, hired_on, left_on FROM worker WHERE code = 'X2'")" = 'verifier|female|2026-01-05|2026-11-01' ]
EOF

t 'post' <<'EOF'
newdb
comes post 2026-10-01 2026-10-02 "SELECT valid_to FROM worker_post WHERE valid_from = '2026-09-01'" <<-'END'
	worker,area,post,valid_from,valid_to
	W01,440310003002001,grid-worker,2026-09-01,@
	W02,440310003002001,网格员,2026-09-02,
END
EOF

t 'holiday' <<'EOF'
newdb
comes holiday 开市 闭市 "SELECT name FROM calendar_day WHERE day_on = '2026-12-24'" <<-'END'
	day_on,name,is_workday
	2026-12-24,@,{否|是}
	2026-12-26,,1
END
EOF

t 'work-hours' <<'EOF'
newdb
comes work-hours 09:00-12:00 10:00-12:00 "SELECT sat FROM work_hours WHERE valid_from = '2026-12-01'" <<-'END'
	valid_from,hours,sat
	2026-12-01,"{09:00|09:30}-12:00,13:30-17:30",@
	2027-01-01,"08:00-12:00",
END
EOF

t 'setting' <<'EOF'
newdb
comes setting 3工作日 4工作日 "SELECT value FROM setting WHERE name = 'handle_limit'" <<-'END'
	name,value
	handle_limit,@
END
counts 1 1 0 0 0 1 setting - <<-'END'
	name,value
	timezone,Mars/Olympus
END
stderr_has '-:2: value: unknown time zone'
counts 1 1 0 0 0 1 setting - <<-'END'
	name,value
	district,440311
END
stderr_has '-:2: name: grid-init sets the district'
EOF

t 'rule' <<'EOF'
newdb
comes rule 5 6 "SELECT priority FROM dispatch_rule WHERE name = '井盖'" <<-'END'
	name,pattern,matter,department,priority,is_active
	井盖,{井盖|井圈},0102,,@,是
	-无-,路灯,,ZJ,,
END
counts 1 2 0 0 0 2 rule - <<-'END'
	name,pattern,matter,department
	x,井(盖,0102,
	y,井盖,,
END
stderr_has '-:2: pattern: '
stderr_has '-:3: matter: neither a matter nor a department'
EOF

t 'score-rule' <<'EOF'
newdb
comes score-rule 试行 正式 "SELECT note FROM score_rule WHERE edition = 'e' AND rule = 'a'" <<-'END'
	edition,rule,post,indicator,shape,weight,points,note
	e,a,grid-worker,self_handled,加分,,{1|2},@
	e,b,grid-worker,missed_rate,比率,100,,
END
counts 1 1 0 0 0 1 score-rule - <<-'END'
	edition,rule,post,indicator,shape
	e,c,grid-worker,luck,ratio
END
stderr_has '-:2: indicator: unknown indicator'
EOF

t 'case' <<'EOF'
newdb
comes case 和顺路1号 和顺路2号 "SELECT address FROM casefile WHERE source_no = '7'" <<-'END'
	source,source_no,area,matter,text,address,lon,lat,collected_at
	热线,7,440310003001001,0102,{堵住|堵死},@,114.3,22.7,2026-11-09 08:30
	热线,8,440310003001001,,破损,,,,2026-11-09 09:30
END
counts 0 1 0 0 1 0 case - <<-'END'
	source,source_no,area,collected_at
	热线,7,440310003001001,2026-11-09 08:30
END
EOF

t 'rating' <<'EOF'
newdb
no=$(case-open --area 440310003001001 --matter 0102 --text x)
case-close --force --reason words $no >/dev/null
comes rating 满意 不满 "SELECT note FROM rating WHERE rater = '甲'" <<-END
	case_no,rater,rater_kind,score,contacted_at,is_solved,rated_at,note
	$no,甲,居民,{5|3},2026-11-20 08:30,是,2026-11-20 08:40,@
	$no,乙,resident,4,,,2026-11-20,
END
sql "SELECT action, role, note FROM casefile_event WHERE seq > 3" | sort | uniq -c | sed 's/^ *//' | diff - /dev/fd/3 3<<-'END'
	2 import|import|score 3
	1 import|import|score 4
	2 import|import|score 5
END
counts 0 1 0 0 1 0 rating - <<-END
	case_no,rater,rated_at
	$no,甲,2026-11-20 08:40
END
counts 1 2 0 0 0 2 rating - <<-END
	case_no,rater,score,rated_at
	$no,丙,4,2026-11-20 09:01
	440310-20261120-00009,丙,4,2026-11-20
END
stderr_has '-:2: rated_at: in the future'
stderr_has '-:3: case_no: no such case'
EOF

t 'what must be given cannot be erased' <<'EOF'
newdb
counts 1 2 0 0 0 2 area - <<-'END'
	code,name
	440310003001,<empty>
	440310003001,-
END
stderr_has '-:2: name: empty, but it must be given'
EOF

# Rejects -----------------------------------------------------------------------

t 'a bad row costs one row: it comes back with line, column, value and reason' <<'EOF'
newdb
file workers.csv <<-'END'
	工号,姓名,网格,手机号,性别,入职日期,车牌
	X1,"王
	五",440310003001001,15400000001,男,2026-01-05,粤B00001
	X2,赵六,没有网格,15400000002,女,2026-01-05,
	X3,"钱,七",440310003001001,154****0003,女,2026-01-05,"粤""B"
	X4,孙八,440310003001001,15400000004,猫,2026-01-05,
	X1,李九,440310003001001,,,,
	X6,周十,440310003001001,,,2026-02-30,
	X7,吴一
	X8,郑二,440310003001001,,女,,,多
END
counts 1 8 1 0 0 7 worker workers.csv
cat workers.csv.rejects.csv | diff - /dev/fd/3 3<<-'END'
	工号,姓名,网格,手机号,性别,入职日期,车牌,reject_line,reject_column,reject_value,reject_reason
	X2,赵六,没有网格,15400000002,女,2026-01-05,,4,网格,没有网格,unknown area
	X3,"钱,七",440310003001001,154****0003,女,2026-01-05,"粤""B",5,手机号,154****0003,a masked value
	X4,孙八,440310003001001,15400000004,猫,2026-01-05,,6,性别,猫,"none of male, female"
	X1,李九,440310003001001,,,,,7,工号,X1,repeated: the same key as in line 2
	X6,周十,440310003001001,,,2026-02-30,,8,入职日期,2026-02-30,'2026-02-30' is not a date: the calendar has no such day
	X7,吴一,,,,,,9,网格,,"empty, but it must be given"
	X8,郑二,440310003001001,,女,,,多,10,,,"8 cells, the heading has 7"
END
stderr_has 'grid-import: workers.csv:4: 网格: unknown area'
stderr_has 'grid-import: workers.csv: columns not used: 车牌'
stderr_has '8 rows read: 1 inserted, 0 updated, 0 unchanged, 7 rejected (in workers.csv.rejects.csv)'
[ "$(sql "SELECT name FROM worker WHERE code = 'X1'")" = 王五 ]
EOF

t 'the reject file, mended, is imported as it is' <<'EOF'
sed 's/,没有网格,1/,440310003001002,1/; s/154\*\*\*\*0003,女/15400000003,女/; s/,猫,2/,女,2/; /^X1/d; s/2026-02-30,,8/2026-02-27,,8/
	s/^X7,吴一,/&440310003001001/; s/,女,,,多,10/,女,,,10/' workers.csv.rejects.csv >mended.csv
counts 0 6 6 0 0 0 worker mended.csv
[ ! -e mended.csv.rejects.csv ]
[ "$(sql "SELECT group_concat(code, ' ') FROM (SELECT code FROM worker WHERE code LIKE 'X%' ORDER BY 1)")" = 'X1 X2 X3 X4 X6 X7 X8' ]
[ "$(sql "SELECT name FROM worker WHERE code = 'X3'")" = 钱,七 ]
EOF

t 'a mended file that is rejected again has the four columns once' <<'EOF'
sed 's/,没有网格,1/,还是没有,1/; 3,$d' workers.csv.rejects.csv >again.csv
counts 1 1 0 0 0 1 worker again.csv
cat again.csv.rejects.csv | diff - /dev/fd/3 3<<-'END'
	工号,姓名,网格,手机号,性别,入职日期,车牌,reject_line,reject_column,reject_value,reject_reason
	X2,赵六,还是没有,15400000002,女,2026-01-05,,2,网格,还是没有,unknown area
END
EOF

t 'a record that is none keeps all its bytes, also of a file of three columns' <<'EOF'
newdb
printf 'day_on,name,is_workday\n2026-05-01,1,x,y"z,w\n' | file three.csv
counts 1 1 0 0 0 1 holiday three.csv
tail -n 1 three.csv.rejects.csv >got
echo '2026-05-01,1,x,y"z,w,2,,,stray quote in cell 4' | diff -u - got
EOF

t 'one rater twice in a file is two ratings' <<'EOF'
newdb
now '2026-11-09 09:00:00'
no=$(case-open --area 440310003001001 --matter 0103 --text x | case-close --force --reason x -)
now '2026-11-12 09:00:00'
printf '%s\n' case_no,rater,score,rated_at "$no,陈女士,2,2026-11-10" "$no,陈女士,5,2026-11-11" "$no,陈女士,4,2026-11-11" | file twice.csv
counts 1 3 2 0 0 1 rating twice.csv
[ "$(sql 'SELECT group_concat(score) FROM (SELECT score FROM rating ORDER BY rated_at)')" = 2,5 ]
EOF

t 'a reject file comes back unharmed any number of times, then mended goes in' <<'EOF'
newdb
file r0.csv <<-'END'
	code,name,alias
	440310003009,九,"a, ""b""",d
	44031000301,十
	440310003011,十"一",x
	440310003012,"十"二,x
END
iconv -f UTF-8 -t GB18030 r0.csv >g0.csv
for n in 1 2 3; do
	counts 1 4 0 0 0 4 --rejects r$n.csv area r$((n - 1)).csv
	counts 1 4 0 0 0 4 --rejects g$n.csv area g$((n - 1)).csv
	iconv -f GB18030 -t UTF-8 g$n.csv | diff -u r$n.csv -
done
sed 's/stray quote in cell [0-9]*/Q/; s/an area code.*/A/; s/"\{0,1\}[0-9]* cells, the heading has [0-9]*"\{0,1\}/C/' r3.csv | diff -u - /dev/fd/3 3<<-'END'
	code,name,alias,reject_line,reject_column,reject_value,reject_reason
	440310003009,九,"a, ""b""",d,2,,,C
	44031000301,十,,3,code,44031000301,"A
	440310003011,十"一",x,4,,,Q
	440310003012,"十"二,x,5,,,Q
END
sed 's/",d,2/",2/; s/^44031000301,/440310003010,/; s/"一"/一/; s/"十"二/十二/' r3.csv >mended.csv
counts 0 4 4 0 0 0 area mended.csv
[ "$(sql "SELECT group_concat(name || coalesce(alias, '-'), ' ') FROM (SELECT * FROM area WHERE code > '440310003008' AND length(code) = 12 ORDER BY code)")" = '九a, "b" 十- 十一x 十二x' ]
EOF

t '--rejects FILE; standard input has no reject file of its own' <<'EOF'
newdb
counts 1 1 0 0 0 1 --rejects mine.csv area - <<-'END'
	code,name
	1,x
END
[ "$(tail -n 1 mine.csv)" = '1,x,2,code,1,"an area code has 6, 9, 12 or more digits"' ]
expect 64 grid-import --rejects mine.csv area a.csv b.csv
printf 'code,name\n1,x\n' | counts 1 1 0 0 0 1 area -
[ ! -e -.rejects.csv ]
EOF

t 'more than 20 rejects: the rest by reason' <<'EOF'
newdb
awk 'BEGIN { print "code,name"; for (i = 1; i <= 50; i++) print i (i % 2 ? ",x" : ",") }' >many.csv
counts 1 50 0 0 0 50 area many.csv
grep -c '^grid-import: many.csv:[0-9]*: ' .t/err | diff - /dev/fd/3 3<<-'END'
	22
END
grep 'more like it' .t/err | sort | diff - /dev/fd/3 3<<-'END'
	grid-import: many.csv:22: code: an area code has 6, 9, 12 or more digits (and 14 more like it)
	grid-import: many.csv:23: name: empty, but it must be given (and 14 more like it)
END
[ "$(wc -l <many.csv.rejects.csv)" -eq 51 ]
EOF

t 'rejected rows are said by line, whenever they were found out, and grouped without their values' <<'EOF'
newdb
{
	echo code,name,area,sex,hired_on
	for n in 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
		echo "Z$n,甲,440310003001001,猫$n,2026-01-05"
	done
	for n in 1 2 3; do
		echo "Z0$n,甲,440310003001001,男,1月$n日"
	done
	echo A9,甲,440310003009999,男,2026-01-05
} | awk 'NR == 1 { print; next } { row[NR] = $0 } END { for (i = 2; i <= 25; i++) print row[i == 2 ? 25 : i - 1] }' >many.csv
counts 1 24 0 0 0 24 worker many.csv
head -n 2 .t/err | cut -c1-50 | diff -u - /dev/fd/3 3<<-'END'
	grid-import: many.csv:2: area: unknown area
	grid-import: many.csv:3: sex: none of male, female
END
sed -n 's/^grid-import: many.csv:\([0-9]*\): .*/\1/p' .t/err >lines
head -n 20 lines >first
seq 2 21 | diff -u - first
grep 'more like it' .t/err | diff -u - /dev/fd/3 3<<-'END'
	grid-import: many.csv:23: hired_on: '...' is not a date: not of the form 2018-09-08 (and 2 more like it)
END
EOF

t 'a rejected cell comes back as it stood, whatever was made of it' <<'EOF'
newdb
file in.csv <<-'END'
	来源,来源编号,网格,采集时间,立案时间,状态,返工次数
	S,1,440310003001001,2026年11月9日 09:00,2026/11/9 08:59,,
	S,2,440310003001001,2026/11/9,２０２６/11/10,已采集,０
END
counts 1 2 0 0 0 2 case in.csv
cut -d, -f8- in.csv.rejects.csv | diff -u - /dev/fd/3 3<<-'END'
	reject_line,reject_column,reject_value,reject_reason
	2,立案时间,2026/11/9 08:59,opened_at is before collected_at
	3,状态,已采集,"opened_at is given, but status is collected"
END
EOF

t 'of two rows of one record the second is rejected, but not for a first that was refused' <<'EOF'
newdb
counts 1 4 2 0 0 2 department - <<-'END'
	code,name,parent
	D9,x,nope
	D9,y,
	D8,x,
	D8,z,
END
stderr_has "-:2: parent: unknown department"
stderr_has '-:5: code: repeated: the same key as in line 4'
sql "SELECT code, name FROM department WHERE code LIKE 'D_' ORDER BY 1" | diff -u - /dev/fd/3 3<<-'END'
	D8|x
	D9|y
END
EOF

t 'one record named in two ways is one record' <<'EOF'
newdb
name=$(sql "SELECT name FROM worker WHERE code = 'W01'")
counts 1 3 2 0 0 1 post - <<-END
	worker,area,post,valid_from,valid_to
	$name,440310003002001,网格员,2026-09-01,2026-10-01
	W01,440310003002001,grid-worker,2026/9/1,
	W01,440310003002001,grid-worker,2026/9/2,
END
stderr_has '-:3: valid_from: repeated: the same key as in line 2'
[ "$(sql "SELECT valid_to FROM worker_post WHERE valid_from = '2026-09-01'")" = 2026-10-01 ]
counts 1 3 2 0 0 1 case - <<-'END'
	case_no,source,source_no,area,text,collected_at
	C-1,S,1,440310003001001,一,2026-11-09
	,S,1,440310003001001,二,2026-11-09
	,S,2,440310003001001,三,2026-11-09
END
stderr_has '-:3: source_no: repeated: the same key as in line 2'
[ "$(sql "SELECT text FROM casefile WHERE source_no = 1")" = 一 ]
EOF

t 'a parent by its name, also where that one waits itself' <<'EOF'
newdb
counts 0 4 4 0 0 0 department - <<-'END'
	code,name,parent
	D1,一科,二处
	D2,二处,三局
	D3,三局,四委
	D4,四委,
END
sql "SELECT d.code, p.code FROM department d JOIN department p ON p.department_id = d.parent_id WHERE d.code LIKE 'D_' ORDER BY 1" | diff -u - /dev/fd/3 3<<-'END'
	D1|D2
	D2|D3
	D3|D4
END
EOF

t 'a case number of 64 bytes is a case number, of 65 it is none' <<'EOF'
newdb
no=$(printf %064d 7)
printf 'case_no,area,collected_at,closed_at\n%s,440310003001001,2026-11-09,%s\n' "$no" '' >one.csv
printf 'case_no,area,collected_at,closed_at\n%s,440310003001001,2026-11-09,%s\n' "$no" 2026-11-10 >two.csv
counts 0 1 1 0 0 0 case one.csv
counts 0 1 0 1 0 0 case two.csv
[ "$(sql 'SELECT case_no, status FROM casefile')" = "$no|closed" ]
expect 0 case-rate --score 5 --rater 甲 "$no"
echo "$no" | stdout
sed "s/$no/0$no/" one.csv >three.csv
counts 1 1 0 0 0 1 case three.csv
stderr_has 'case_no: longer than 64 bytes'
EOF

t 'a dry run: the counts, the reject file, nothing kept' <<'EOF'
newdb
dump >before
printf 'code,name\n440310003009,九\n1,x\n' >dry.csv
counts 1 2 1 0 0 1 -n area dry.csv
stderr_has 'nothing kept (-n)'
grep -c '^,area,dry.csv,' .t/out >/dev/null
[ -e dry.csv.rejects.csv ]
dump | cmp before -
EOF

t 'several files: one transaction each, one summary' <<'EOF'
newdb
printf 'code,name\n440310003009,九\n' >one.csv
printf 'code,name\n"440310003010,x\n' >two.csv
expect 65 grid-import --summary sum.csv area one.csv two.csv
cut -d, -f2- sum.csv | diff - /dev/fd/3 3<<-'END'
	kind,file,read,inserted,updated,unchanged,rejected
	area,one.csv,1,1,0,0,0
	area,two.csv,0,0,0,0,0
END
[ "$(sql "SELECT count(*) FROM area WHERE code = '440310003009'")" = 1 ]
sql "SELECT kind, file, read_rows, inserted FROM import_run ORDER BY import_run_id DESC LIMIT 1" | diff - /dev/fd/3 3<<-'END'
	area|one.csv|1|1
END
EOF

# How files look ------------------------------------------------------------------

areas() { sqlite3 "$1" 'SELECT * FROM area ORDER BY code'; }

t 'GB18030: the same table, and a reject file in GB18030' <<'EOF'
newdb
newdb gb.db
file utf8.csv <<-'END'
	区域代码,名称,简称
	440310003009,汤坑东社区,𠀀村
	44031000301,错了,无
END
iconv -f UTF-8 -t GB18030 utf8.csv >gb.csv
counts 1 2 1 0 0 1 area utf8.csv
expect 1 grid-import -d gb.db area gb.csv
areas grid.db | grep -q 汤坑东社区
areas grid.db >here
areas gb.db | diff here -
iconv -f GB18030 -t UTF-8 gb.csv.rejects.csv | diff utf8.csv.rejects.csv -
cmp -s gb.csv.rejects.csv utf8.csv.rejects.csv && exit 1 || :
stderr_has '错' && exit 1 || :
stderr_has 'gb.csv:3: 区域代码: an area code'
EOF

t 'a byte-order mark, CRLF, lone CR, a quoted heading, UTF-16: the same table' <<'EOF'
printf '"code",name\n440310003009,"九, 东"\n' >plain.csv
printf '\357\273\277' | cat - plain.csv >bom.csv
sed 's/$/\r/' plain.csv >crlf.csv
tr '\n' '\r' <plain.csv >cr.csv
iconv -f UTF-8 -t UTF-16 plain.csv >utf16.csv
printf '"code",name\n440310003009,"九, 东"' >noend.csv
for f in plain bom crlf cr utf16 noend; do
	newdb
	counts 0 1 1 0 0 0 area $f.csv
	[ "$(sql "SELECT name FROM area WHERE code = '440310003009'")" = '九, 东' ]
done
EOF

t 'the reject file has the byte-order mark that the input had' <<'EOF'
newdb
printf '\357\273\277code,name\r\n1,九\r\n' >bom.csv
counts 1 1 0 0 0 1 area bom.csv
[ "$(head -c 3 bom.csv.rejects.csv | od -An -tx1 | tr -d ' ')" = efbbbf ]
printf '\357\273\277code,name\r\n440310003009,九\r\n' >bom.csv
sed 's/^1,/440310003009,/' bom.csv.rejects.csv >mended.csv
counts 0 1 1 0 0 0 area mended.csv
EOF

t 'headings: identifiers in any case, labels, synonyms, in any order' <<'EOF'
for heading in 'code,name,households' 'CODE,Name,HOUSEHOLDS' '区域代码,名称,户数' '网格编码,网格名称,规划户数' ' 代码 ,区域名称,户数'; do
	newdb
	printf '%s\n440310003009,九,12\n' "$heading" >a.csv
	counts 0 1 1 0 0 0 area a.csv
	[ "$(sql "SELECT name, households FROM area WHERE code = '440310003009'")" = '九|12' ]
done
printf '户数,区域名称,代码\n12,九,440310003009\n' >a.csv
counts 0 1 0 0 1 0 area a.csv
EOF

t 'unknown columns are named and left alone; -q keeps still' <<'EOF'
newdb
printf 'code,色,name,大小\n440310003009,红,九,大\n' >a.csv
counts 0 1 1 0 0 0 area a.csv
stderr_has 'grid-import: a.csv: columns not used: 色, 大小'
expect 0 grid-import -q area a.csv
stderr </dev/null
EOF

t '--delimiter tab, ; and |' <<'EOF'
for d in tab ';' '|' '\t'; do
	newdb
	c=$d
	[ ${#d} -eq 1 ] || c=$(printf '\t')
	printf 'code%sname%salias\n440310003009%s九, 东%s"a%sb"\n1%sx\n' "$c" "$c" "$c" "$c" "$c" "$c" >a.csv
	counts 1 2 1 0 0 1 --delimiter "$d" area a.csv
	[ "$(sql "SELECT name, alias FROM area WHERE code = '440310003009'")" = "九, 东|a${c}b" ]
	[ "$(tail -n 1 a.csv.rejects.csv)" = "1${c}x${c}${c}3${c}code${c}1${c}an area code has 6, 9, 12 or more digits" ]
done
EOF

t 'cells: blanks around, -, 无 and N/A are empty, full-width digits are digits' <<'EOF'
newdb
printf 'code,name,alias,note,households\n 440310003009 , 九 ,-,无,１２\n440310003010,十,N/A,  ,\n' >a.csv
counts 0 2 2 0 0 0 area a.csv
sql "SELECT code, name, alias, note, households FROM area WHERE code > '440310003003999'" | diff - /dev/fd/3 3<<-'END'
	440310003009|九|||12
	440310003010|十|||
END
EOF

# Maps -----------------------------------------------------------------------------

t '--map: rename, one column to several, translate, drop, constant' <<'EOF'
newdb
file map.csv <<-'END'
	from,to,value,becomes
	编号,source_no,,
	,source,,投诉平台
	片区,area,,
	片区,address,,
	片区,area,老街,440310003001001
	描述,,,
	情况,text,,
	是否漏,is_missed,Y漏,1
	是否漏,is_missed,N漏,0
END
file in.csv <<-'END'
	编号,片区,描述,情况,是否漏,采集时间
	1,老街,作废,一,Y漏,2026-11-09
	2,440310003001002,作废,二,N漏,2026-11-09
	3,老街,作废,三,?,2026-11-09
END
counts 1 3 2 0 0 1 --map map.csv case in.csv
stderr_has 'in.csv:4: 是否漏: neither yes nor no'
sql "SELECT source, source_no, a.code, address, text, is_missed FROM casefile JOIN area a USING (area_id) ORDER BY 2" | diff - /dev/fd/3 3<<-'END'
	投诉平台|1|440310003001001|老街|一|1
	投诉平台|2|440310003001002|440310003001002|二|0
END
counts 1 3 0 0 2 1 --map map.csv case in.csv
EOF

t 'a map that says two things is refused, with its line' <<'EOF'
newdb
printf '编号,名,名,类,启用\n440310003009,九,九,社区,是\n' >in.csv
while IFS='|' read -r line say rows; do
	{
		echo from,to,value,becomes
		echo 编号,code,,
		echo "$rows" | tr ' ' '\n'
	} >map.csv
	expect 65 grid-import --map map.csv area in.csv
	echo "grid-import: map.csv:$line: $say" | stderr
done <<-'END'
	4|a second constant for column name|,name,,九 ,名称,,十
	3|'in.csv' has the heading '名' twice|名,name,,
	4|value '社区' is translated a second time|类,kind,社区,community 类,类别,社区,grid
	4|heading '类' is both dropped and fed to a column|类,kind,, 类,,,
	4|heading '类' is both dropped and fed to a column|类,,, 类,kind,,
	3|becomes without value|类,kind,,community
	3|a value without from|,kind,社区,community
	3|a value of a column that is dropped|类,,社区,community
	3|kind area has no column 'nome'|类,nome,,
END
[ "$(sql "SELECT count(*) FROM area WHERE code = '440310003009'")" = 0 ]
EOF

t 'a map names a column by its identifier or its label' <<'EOF'
newdb
printf '编号,名,类\n440310003009,九,社\n' >in.csv
printf 'from,to,value,becomes\n编号,区域代码,,\n名,NAME,,\n类,类别,社,社区\n' >map.csv
counts 0 1 1 0 0 0 --map map.csv area in.csv
[ "$(sql "SELECT name, kind FROM area WHERE code = '440310003009'")" = '九|community' ]
EOF

t 'an area lies in the district, its kind is that of its code' <<'EOF'
newdb
counts 1 6 1 0 0 5 area - <<-END
	code,name,kind
	440311,别区,
	440311001,别街,
	440310003009,九,grid
	440310003010,十,社区
	44031000300100000000000001,长,
	1,短,
END
stderr_has "-:2: code: not in the district '440310'"
stderr_has "-:3: code: not in the district '440310'"
stderr_has '-:4: kind: by its code it is a community'
stderr_has '-:6: code: an area code has at most 25 digits'
EOF

t 'a setting has a value that means something' <<'EOF'
newdb
while IFS='|' read -r status name values; do
	for value in $values; do
		printf 'name,value\n%s,%s\n' "$name" "$value" >set.csv
		expect "$status" grid-import -q setting set.csv || { echo "$name $value"; exit 1; }
	done
done <<-'END'
	0|satisfied_from|1 5
	1|satisfied_from|0 6 4.5 05000000
	0|light_yellow|0 100
	1|light_yellow|101 -1
	0|limit_day|工作日 自然日 紧急工作日
	1|limit_day|天 工作时 3工作日
	0|limit_hour|工作时 紧急工作时
	1|limit_hour|小时 工作日
	0|matter_edition|founding-2026
	1|matter_edition|founding-1949
	1|score_edition|none
END
edition=$(sql 'SELECT edition FROM score_rule LIMIT 1')
printf 'name,value\nscore_edition,%s\n' "$edition" | counts 0 1 0 1 0 0 setting -
EOF

t 'a number is written in digits, and nothing is a word but 有 and 无' <<'EOF'
newdb
counts 1 5 1 0 0 4 area - <<-'END'
	code,name,area_m2,households
	440310003009,九,0x10,
	440310003010,十,inf,
	440310003011,十一,nan,
	440310003012,十二,,0x10
	440310003013,十三,1.5e3,16
END
[ "$(sql "SELECT area_m2, households FROM area WHERE code = '440310003013'")" = '1500.0|16' ]
counts 1 6 2 0 0 4 holiday - <<-'END'
	day_on,is_workday
	2026-12-21,N/A
	2026-12-22,--
	2026-12-23,n/a
	2026-12-24,-
	2026-12-25,无
	2026-12-26,有
END
[ "$(grep -c 'is_workday: empty, but it must be given' .t/err)" = 4 ]
sql "SELECT day_on, is_workday FROM calendar_day WHERE day_on > '2026-12-20' ORDER BY 1" | diff -u - /dev/fd/3 3<<-'END'
	2026-12-25|0
	2026-12-26|1
END
EOF

t 'a weekday without hours is 休, for - is an empty cell' <<'EOF'
newdb
counts 1 3 2 0 0 1 work-hours - <<-'END'
	valid_from,hours,sat,sun
	2026-12-01,08:00-12:00,休,-
	2026-12-02,08:00-12:00,,
	2026-12-03,none,,
END
stderr_has 'nor 休 for none'
[ "$(sql "SELECT sat, sun IS NULL FROM work_hours WHERE valid_from = '2026-12-01'")" = '休|1' ]
EOF

# References -----------------------------------------------------------------------

t 'an area by code, name or alias, with or without the endings' <<'EOF'
newdb
grid-import -q area - <<-'END'
	code,name,alias
	440310003007,七里村委会,老七
	440310003008,八里,
	440310003009,九里社区居委会,
	440310003010,同名,
	440310003011,同名居委会,
END
file w.csv <<-'END'
	code,name,area
	A1,甲,440310003007
	A2,甲,七里
	A3,甲,七里村委会
	A4,甲,老七
	A5,甲,八里居委会
	A6,甲,八里社区居委会
	A7,甲,九里
	A8,甲,九里社区居委会
	B1,甲,同名
	B2,甲,没有
END
counts 1 10 8 0 0 2 worker w.csv
stderr_has 'w.csv:10: area: name of more than one area, give its code'
stderr_has 'w.csv:11: area: unknown area'
sql "SELECT w.code, a.code FROM worker w JOIN area a USING (area_id) WHERE w.code LIKE 'A%' ORDER BY 1" | tr '\n' ' ' >got
[ "$(cat got)" = 'A1|440310003007 A2|440310003007 A3|440310003007 A4|440310003007 A5|440310003008 A6|440310003008 A7|440310003009 A8|440310003009 ' ]
EOF

t 'a matter by code in the edition that is set, in another, with its condition' <<'EOF'
newdb
grid-import -q matter - <<-'END'
	edition,code,name
	old-2010,0102,老雨水口
END
file in.csv <<-'END'
	source,source_no,area,matter,condition,collected_at
	S,1,440310003001001,0102,,2026-11-09
	S,2,440310003001001,old-2010:0102,,2026-11-09
	S,3,440310003001001,0101,破损,2026-11-09
	S,4,440310003001001,0101,烧毁,2026-11-09
	S,5,440310003001001,9999,,2026-11-09
END
counts 1 5 3 0 0 2 case in.csv
stderr_has 'in.csv:5: matter: it has no such condition'
stderr_has 'in.csv:6: matter: unknown matter in edition founding-2026'
sql "SELECT m.edition, m.code, m.condition FROM casefile JOIN matter m USING (matter_id) ORDER BY case_no" | diff - /dev/fd/3 3<<-'END'
	founding-2026|0102|
	old-2010|0102|
	founding-2026|0101|破损
END
EOF

t 'a parent that is nowhere, or in a circle of rows that wait for each other' <<'EOF'
newdb
counts 1 3 0 0 0 3 department - <<-'END'
	code,name,parent
	X1,一,X2
	X2,二,X1
	X3,三,X9
END
stderr_has '-:2: parent: unknown department'
stderr_has '-:4: parent: unknown department'
[ "$(sql "SELECT count(*) FROM department WHERE code LIKE 'X%'")" = 0 ]
counts 1 1 0 0 0 1 area - <<-'END'
	code,name
	440310009001,无街道
END
stderr_has 'code: its parent area does not exist'
EOF

# Cases ----------------------------------------------------------------------------

events() {
	sql "SELECT e.seq, datetime(e.at, 'unixepoch', '+8 hours'), e.action, e.role, e.status,
		coalesce(datetime(e.handle_due_at, 'unixepoch', '+8 hours'), '-'), e.import_run_id IS NOT NULL
		FROM casefile_event e JOIN casefile c USING (casefile_id) WHERE source_no = '$1' ORDER BY e.seq"
}

t 'the history of a case: an event for each time, due times from the limit of its matter' <<'EOF'
newdb
file in.csv <<-'END'
	来源,来源编号,网格,事项,处置部门,问题描述,采集时间,立案时间,派遣时间,处置时间,结案时间
	S,1,440310003001001,0106,ZJ,线缆,2026-11-09 09:00,2026-11-09 09:10,2026-11-09 10:00,2026-11-09 15:00,2026-11-10 09:00
END
counts 0 1 1 0 0 0 case in.csv
events 1 | diff - /dev/fd/3 3<<-'END'
	1|2026-11-09 09:00:00|import|import|collected|-|1
	2|2026-11-09 09:10:00|import|import|opened|-|1
	3|2026-11-09 10:00:00|import|import|dispatched|2026-11-09 16:00:00|1
	4|2026-11-09 15:00:00|import|import|replied|2026-11-09 16:00:00|1
	5|2026-11-10 09:00:00|import|import|closed|2026-11-09 16:00:00|1
END
sql "SELECT case_no, status, datetime(close_due_at, 'unixepoch', '+8 hours'), is_late, handle_spent_s FROM casefile" | diff - /dev/fd/3 3<<-'END'
	440310-20261109-00001|closed|2026-11-09 18:00:00|0|10800
END
counts 0 1 0 0 1 0 case in.csv
[ "$(events 1 | wc -l)" -eq 5 ]
EOF

t 'due times that are given stay; a handling after them is late' <<'EOF'
newdb
file in.csv <<-'END'
	source,source_no,area,matter,department,collected_at,dispatched_at,handle_due_at,handled_at
	S,1,440310003001001,0106,ZJ,2026-11-09 09:00,2026-11-09 10:00,2026-11-09 11:00,2026-11-09 11:30
END
counts 0 1 1 0 0 0 case in.csv
sql "SELECT status, datetime(handle_due_at, 'unixepoch', '+8 hours'), is_late FROM casefile" | diff - /dev/fd/3 3<<-'END'
	replied|2026-11-09 11:00:00|1
END
EOF

t 'times out of order, in the future, or no time: rejected' <<'EOF'
newdb
file in.csv <<-'END'
	source,source_no,area,collected_at,opened_at,dispatched_at,handled_at,closed_at
	S,1,440310003001001,2026-11-09 09:00,2026-11-09 08:59,,,
	S,2,440310003001001,2026-11-09 09:00,,2026-11-10,2026-11-09 23:00,
	S,3,440310003001001,2026-11-09 09:00,,,,2026-11-20 09:01
	S,4,440310003001001,yesterday,,,,
	S,5,440310003001001,,,,,
	S,6,440310003001001,2026-11-09 09:00,2026-11-09 09:00,2026-11-09 09:00,2026-11-09 09:00,2026-11-09 09:00
END
counts 1 6 1 0 0 5 case in.csv
stderr_has 'in.csv:2: opened_at: opened_at is before collected_at'
stderr_has 'in.csv:3: handled_at: handled_at is before dispatched_at'
stderr_has 'in.csv:4: closed_at: closed_at is in the future'
stderr_has "in.csv:5: collected_at: 'yesterday' is not a time"
stderr_has 'in.csv:6: collected_at: empty, but it must be given'
EOF

t 'neither a number nor a source number: rejected; a number keeps its serial' <<'EOF'
newdb
counts 1 2 1 0 0 1 case - <<-'END'
	case_no,source,source_no,area,collected_at
	,S,,440310003001001,2026-11-20
	440310-20261120-00041,,,440310003001001,2026-11-20
END
stderr_has '-:2: source_no: neither case_no nor source and source_no'
expect 0 case-open --area 440310003001001 --matter 0102 --text x
stdout <<-'END'
	440310-20261120-00042
END
EOF

t 'a detail that changes writes no event: the state is as it was' <<'EOF'
newdb
printf 'source,source_no,area,text,collected_at\nS,1,440310003001001,一,2026-11-09\n' >one.csv
printf 'source,source_no,area,text,collected_at\nS,1,440310003001001,二,2026-11-09\n' >two.csv
counts 0 1 1 0 0 0 case one.csv
counts 0 1 0 1 0 0 case two.csv
[ "$(sql 'SELECT text, seq FROM casefile')" = '二|1' ]
EOF

t 'an outcome without times, and a status of its own' <<'EOF'
newdb
counts 0 2 2 0 0 0 case - <<-'END'
	source,source_no,area,collected_at,status,outcome,satisfaction
	S,1,440310003001001,2026-11-09,已结案,按期办结,5
	S,2,440310003001001,2026-11-09,作废,,
END
sql "SELECT source_no, status, outcome, satisfaction, closed_at IS NULL, ended_at IS NULL FROM casefile ORDER BY 1" | diff - /dev/fd/3 3<<-'END'
	1|closed|intime|5|1|0
	2|cancelled|||1|0
END
EOF

done_testing
