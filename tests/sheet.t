#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Sheets as they come from offices: rows in batches between two threads, each
# read again by its place; titles, instructions and blank rows; merged cells;
# rejects in every encoding.
. "$(dirname "$0")/lib.sh"

now '2026-11-20 09:00:00'
probe() { "$BUILD/tests/sheet_probe" "$@"; }
file() { cat >"$1"; }
sql() { sqlite3 grid.db "$1"; }

# rows OPTION… KIND FILE 3<<want: all that the probe says but the records.
rows() {
	expect 0 probe "$@"
	grep -v '^> ' .t/out | diff - /dev/fd/3
}

# Batches ---------------------------------------------------------------------

t 'rows, good and bad, and their records again' <<'EOF'
printf '﻿name,工号,area,sex,note,hired_on\r\n张三,W1,4403,男,"a\nb",2026/1/5\r\n\r\n李四,,4403\r\n王"五,W2\r\n赵六,W3,4403,x\r\n"孙,七",W4,4403,<empty>,,\r\na,b,c,d,e,f,g' >a.csv
expect 0 probe worker a.csv
stdout <<-'END'
	# columns not used: note
	2: code=W1 name=张三 area=4403 sex=male hired_on=2026-01-05
	> 33 bytes|张三|W1|4403|男|a\nb|2026/1/5
	5! 工号 (): empty, but it must be given
	> 12 bytes|李四||4403
	6!  (): stray quote in cell 1
	> 10 bytes
	7! sex (x): none of male, female
	> 16 bytes|赵六|W3|4403|x
	8: code=W4 name=孙,七 area=4403 sex=<empty>
	> 27 bytes|孙,七|W4|4403|<empty>||
	9!  (): 7 cells, the heading has 6
	> 13 bytes|a|b|c|d|e|f|g
END
EOF

t 'many batches, in every encoding' <<'EOF'
awk 'BEGIN {
	print "工号,姓名,area"
	for (i = 1; i <= 3000; i++)
		printf "W%04d,张%s𠮷,%s\n", i, i % 700 ? "" : "\"", 440310
}' >utf-8.csv
expect 0 probe worker utf-8.csv
sed 's/^> [0-9]* bytes//' .t/out >want
[ "$(grep -c '^[0-9]*: ' want)" = 2996 ]
[ "$(grep -c '!  (): stray quote' want)" = 4 ]
iconv -f UTF-8 -t GB18030 utf-8.csv >gb.csv
expect 0 probe worker gb.csv
sed 's/^> [0-9]* bytes//' .t/out | cmp - want
(printf '\377\376' && iconv -f UTF-8 -t UTF-16LE utf-8.csv) >utf-16.csv
expect 0 probe worker utf-16.csv
sed 's/^> [0-9]* bytes//' .t/out | cmp - want
EOF

t 'rows before a fault are there, large ones too' <<'EOF'
(echo code,name,area,note && awk 'BEGIN {
	x = "0123456789abcdef"
	while (length(x) < 2000000)
		x = x x
	for (i = 1; i <= 5; i++)
		print "W" i "," "n" i ",4403," x
}' && printf 'W6,n6,4403,"') >a.csv
expect 0 probe worker a.csv
cut -c1-46 .t/out | diff - /dev/fd/3 3<<-'END'
	# columns not used: note
	2: code=W1 name=n1 area=4403
	> 2097163 bytes|W1|n1|4403|0123456789abcdef012
	3: code=W2 name=n2 area=4403
	> 2097163 bytes|W2|n2|4403|0123456789abcdef012
	4: code=W3 name=n3 area=4403
	> 2097163 bytes|W3|n3|4403|0123456789abcdef012
	5: code=W4 name=n4 area=4403
	> 2097163 bytes|W4|n4|4403|0123456789abcdef012
	6: code=W5 name=n5 area=4403
	> 2097163 bytes|W5|n5|4403|0123456789abcdef012
	=65 a.csv:7: quote opened here is never closed
END
EOF

# Above and under the heading -------------------------------------------------

t 'titles above the heading, blank rows anywhere' <<'EOF'
file a.csv <<-'END'
	,,,
	"坪山区网格人员
	花名册",,,
	填表人,张三,电话,13800000000
	　,,,
	工号,姓名,网格,备用
	,,,
	W1,李四,440310003001001,x
	,,,

	 ,"",　,
	W2,王五,440310003001002,
END
rows worker a.csv 3<<-'END'
	# lines 2 to 4: passed over, titles above the heading
	# columns not used: 备用
	8: code=W1 name=李四 area=440310003001001
	12: code=W2 name=王五 area=440310003001002
	# 3 blank
END
EOF

t 'a row that knows a heading or two is no heading beside one that knows all' <<'EOF'
printf '姓名,王五,电话,1,网格,x\n工号,代码表\n工号,姓名,网格,电话,备,注\nW1,李四,4403,12345,,\n' >a.csv
rows worker a.csv 3<<-'END'
	# lines 1 to 2: passed over, titles above the heading
	# columns not used: 备, 注
	4: code=W1 name=李四 area=4403 phone=12345
END
EOF

t 'no heading: what was looked for and where; one that lacks a column' <<'EOF'
printf '\n一览表\n,\n甲,乙\n丙\n' >a.csv
expect 1 probe worker a.csv
stderr_has 'a.csv: no heading of kind worker in lines 2 to 5, with columns such as code (工号), name (姓名), area (所属区域)'
echo 甲,乙 >a.csv
expect 1 probe worker a.csv
stderr_has 'a.csv:1: no heading of kind worker, with columns such as code'
printf '姓名,甲\n张三,4403\n' >a.csv
expect 1 probe worker a.csv
stderr_has 'a.csv: no column for code (工号), area (所属区域)'
awk 'BEGIN { for (i = 1; i <= 20; i++) print "x"; print "工号,姓名,网格" }' >a.csv
expect 1 probe worker a.csv
stderr_has 'a.csv: no heading of kind worker in lines 1 to 20,'
EOF

t 'a heading by map file, under a title' <<'EOF'
printf 'from,to,value,becomes\n编,code,,\n名,name,,\n,area,,4403\n' >map.csv
printf '名单\n编,名\n1,甲\n' >a.csv
rows -m map.csv worker a.csv 3<<-'END'
	# line 1: passed over, a title above the heading
	3: code=1 name=甲 area=4403
END
EOF

t 'one column for two fields, each of which cleans it as it needs' <<'EOF'
printf 'from,to,value,becomes\n编,code,,\n编,alias,,\n' >map.csv
printf '编,name\n　４４０３,甲\n' >a.csv
rows -m map.csv area a.csv 3<<-'END'
	2: code=4403 name=甲 alias=４４０３
END
EOF

t 'columns of day numbers, by map file' <<'EOF'
printf 'from,to,value,becomes\n入职,hired_on,<serial>,<date>\n入职,hired_on,不详,<empty>\n' >map.csv
printf '工号,姓名,网格,入职,离职日期\nW1,甲,4403,44927,\nW2,乙,4403,2023/1/5,\nW3,丙,4403,不详,\nW4,丁,4403,60,\nW5,戊,4403,,44927\nW6,己,4403,2023,\n' >a.csv
expect 0 probe -m map.csv worker a.csv
grep -v '^> ' .t/out | cut -d , -f 1 | diff - /dev/fd/3 3<<-'END'
	2: code=W1 name=甲 area=4403 hired_on=2023-01-01
	3: code=W2 name=乙 area=4403 hired_on=2023-01-05
	4: code=W3 name=丙 area=4403 hired_on=<empty>
	5! 入职 (60): day number 60 is 29 February 1900
	6! 离职日期 (44927): '44927' is not a date: not of the form 2018-09-08
	7! 入职 (2023): a year or a day number: give the whole date
END
printf 'from,to,value,becomes\n姓名,name,<serial>,<date>\n' >map.csv
expect 1 probe -m map.csv worker a.csv
stderr_has 'map.csv:2: column name is no date'
printf 'from,to,value,becomes\n入职,hired_on,<serial>,x\n' >map.csv
expect 1 probe -m map.csv worker a.csv
stderr_has 'map.csv:2: <serial> becomes <date> and nothing else'
EOF

t 'what is doubtful in a row' <<'EOF'
printf '工号,姓名,网格\nW1,甲\356\200\200,4403\nW2,乙,4403\n' >a.csv
expect 0 probe worker a.csv
grep '?' .t/out | cut -d '?' -f 2 | diff - /dev/fd/3 3<<-'END'
	 姓名: 4
END
EOF

t 'the row that says how to fill in the columns' <<'EOF'
file a.csv <<-'END'
	工号,姓名,所属网格,性别,入职日期
	必填，不得重复,必填,（填写网格编码）,男/女,格式：YYYYMMDD
	W1,张三,4403,男,20260105
END
rows worker a.csv 3<<-'END'
	# line 2: passed over, it says how to fill in the columns
	3: code=W1 name=张三 area=4403 sex=male hired_on=2026-01-05
END
EOF

t 'no record is taken for one' <<'EOF'
rest=',必填,选填，格式,（说明）'
for row in "W1,$rest" "W1,必填,4403,必填,必填" "必填,张三,,必填,必填" ",,4403,示例,说明" "必填,,,," "W2,说明,4403,,"; do
	printf '工号,姓名,所属网格,性别,入职日期\n%s\nW9,张三,4403,,\n' "$row" >a.csv
	expect 0 probe worker a.csv
	! grep '^#' .t/out
	[ "$(grep -c '^[0-9]' .t/out)" = 2 ]
done
printf '工号,姓名,所属网格,a,b,c,d,e\n,,,必填,说明,x,y,z\n' >a.csv
rows worker a.csv 3<<-'END'
	# columns not used: a, b, c, d, e
	2! 工号 (): empty, but it must be given
END
printf '工号,姓名,所属网格\nW9,张三,4403\n必填,必填,必填\n' >a.csv
expect 0 probe worker a.csv
[ "$(grep -c '^[0-9]' .t/out)" = 2 ]
EOF

t 'headings that are empty or repeated and feed nothing' <<'EOF'
printf '工号,姓名,,网格,甲,甲,,\nW1,张三,x,4403,1,2,,\n' >a.csv
rows worker a.csv 3<<-'END'
	# columns not used: 甲
	2: code=W1 name=张三 area=4403
END
EOF

# Merged cells ----------------------------------------------------------------

t 'merged cells from the left' <<'EOF'
file a.csv <<-'END'
	标题,,,,
	edition,code,name,condition,处置时限
	e,0101,井盖,甲,1天

	,,,"乙

	丙",2天
	,0102,路灯,丁,
	,,,戊,3天
	f,,,己,4天
	,,,庚,
END
printf 'from,to,value,becomes\n处置时限,,,\n' >map.csv
rows -d -m map.csv matter a.csv 3<<-'END'
	# line 1: passed over, a title above the heading
	3: edition=e code=0101 name=井盖 condition=甲
	5: edition=e code=0101 name=井盖 condition=乙\n\n丙
	8: edition=e code=0102 name=路灯 condition=丁
	9: edition=e code=0102 name=路灯 condition=戊
	10! code (): empty, but it must be given
	11! code (): empty, but it must be given
END
EOF

t 'merged cells of the columns named' <<'EOF'
file a.csv <<-'END'
	edition,code,name,处置部门,phase
	e,1,井盖,甲,
	e,2,路灯,,x
	e,,桥,乙,
END
rows -d处置单位,code matter a.csv 3<<-'END'
	2: edition=e code=1 name=井盖 department=甲
	3: edition=e code=2 name=路灯 phase=x department=甲
	4: edition=e code=2 name=桥 department=乙
END
expect 1 probe -dcode,代号 matter a.csv
stderr_has "a.csv: no column '代号' to fill down"
EOF

t 'nothing is filled from above a row that is none' <<'EOF'
printf 'code,name,area\nW1,甲,4403\nW2,"乙"x,4403\n,,4404\nW3,丙,4403\nW4,丁,1,2\n,,4405\n' >a.csv
rows -d worker a.csv 3<<-'END'
	2: code=W1 name=甲 area=4403
	3!  (): stray quote in cell 2
	4! code (): empty, but it must be given
	5: code=W3 name=丙 area=4403
	6!  (): 4 cells, the heading has 3
	7! code (): empty, but it must be given
END
EOF

t 'a row of instructions is nothing to fill from, a blank row nothing to fill' <<'EOF'
printf '工号,姓名,网格\n必填,必填,说明\n,甲,4403\nW1,乙,4403\n,,\n,丙,4404\n' >a.csv
rows -d worker a.csv 3<<-'END'
	# line 2: passed over, it says how to fill in the columns
	3! 工号 (): empty, but it must be given
	4: code=W1 name=乙 area=4403
	6: code=W1 name=丙 area=4404
	# 1 blank
END
EOF

table=${WANGGE_DATA:-$TOP/../shared/data}/taxonomy/yuncheng_case_standards
if [ -f "${table}_events.csv" ]; then
t 'the standards of Yuncheng' <<'EOF'
file map.csv <<-'END'
	from,to,value,becomes
	大类代码,large_code,,
	大类名称,large_name,,
	小类代码,code,,
	小类名称,name,,
	处置单位,,,
	主管部门,,,
	立案条件,filing_condition,,
	立案条件,condition,,
	结案条件,closing_condition,,
	处置时限,,,
	,edition,,yc
END
for part in events parts; do
	tr -d '\r' <"${table}_$part.csv" | iconv -f UTF-8 -t GB18030 >$part.csv
	expect 0 probe -d -m map.csv matter $part.csv
	grep -q '^# line 1: passed over' .t/out
	! grep '!' .t/out
	sed -n 's/^[0-9]*: .* code=\([^ ]*\) name=.* large_code=\([^ ]*\) .*/\2 \1/p' .t/out >$part
done
[ "$(wc -l <events) $(wc -l <parts)" = '144 375' ]
[ "$(sed -n '1p;2p;6p' events | tr '\n' ,)" = '01 01,01 01,01 04,' ]
EOF
else
	skip 'the standards of Yuncheng' 'they are not there'
fi

# Rejects ---------------------------------------------------------------------

# Each encoding with its mark: written back as it came, mended, taken as it is.
t 'rejects of every encoding can be mended and imported as they are' <<'EOF'
newdb
printf '花名册,,,\r\n工号,姓名,网格,性别\r\nX1,𠮷三·亅,440310003001001,x\r\nX2,"龦""|",440310003001001,男\r\nX3,乙"二,440310003001001,男\r\nX4,"丙\r\n三",440310003001001\r\n,丁,440310003001001,女\r\n' >utf8
mend() { sed 's/,x,3,/,女,3,/; s/乙"二/乙二/; s/^,丁/X5,丁/'; }
for how in UTF-8: 'UTF-8:\357\273\277' GB18030: 'UTF-16LE:\377\376' 'UTF-16BE:\376\377'; do
	code=${how%%:*} mark=${how#*:}
	(printf "$mark" && iconv -f UTF-8 -t "$code" utf8) >a.csv
	expect 1 grid-import -q worker a.csv
	[ "$(sql "SELECT count(*), max(name) FROM worker WHERE code LIKE 'X%'")" = '2|龦"|' ]
	(printf "$mark" && iconv -f UTF-8 -t "$code") >want <<-'END'
		工号,姓名,网格,性别,reject_line,reject_column,reject_value,reject_reason
		X1,𠮷三·亅,440310003001001,x,3,性别,x,"none of male, female"
		X3,乙"二,440310003001001,男,5,,,stray quote in cell 2
		,丁,440310003001001,女,8,工号,,"empty, but it must be given"
	END
	cmp a.csv.rejects.csv want
	if [ -n "$mark" ]; then cut=$((${#mark} / 4 + 1)); else cut=1; fi
	(printf "$mark" && tail -c +$cut a.csv.rejects.csv | iconv -f "$code" -t UTF-8 | mend | iconv -f UTF-8 -t "$code") >b.csv
	expect 0 grid-import worker b.csv
	[ "$(sql "SELECT group_concat(name) FROM (SELECT name FROM worker WHERE code IN ('X1', 'X3', 'X5') ORDER BY code)")" = '𠮷三·亅,乙二,丁' ]
	newdb
done
EOF

t 'rejects of an encoding that was named; one that cannot be written back' <<'EOF'
newdb
printf '工號,姓名,網格\n,甲,1\n' | sed 's/工號/code/; s/姓名/name/; s/網格/area/' | iconv -f UTF-8 -t BIG5 >a.csv
expect 1 grid-import -q --encoding BIG5 worker a.csv
iconv -f BIG5 -t UTF-8 a.csv.rejects.csv | grep -q '^,甲,1,2,'
printf 'code,name,area\n,甲,1\n' | iconv -f UTF-8 -t UTF-32 >b.csv
expect 1 grid-import -q --encoding UTF-32 worker b.csv
grep -q '^,甲,1,2,' b.csv.rejects.csv
EOF

t 'rejects of a sheet with merged cells are whole rows' <<'EOF'
newdb
printf '\357\273\277标题,,,\n工号,姓名,网格,性别\nX1,甲,440310003001001,男\n,,440310003001001,x\n' >a.csv
expect 1 grid-import --fill-down worker a.csv
stderr_has 'grid-import: a.csv: line 1: passed over, a title above the heading'
file want <<-'END'
	﻿工号,姓名,网格,性别,reject_line,reject_column,reject_value,reject_reason
	X1,甲,440310003001001,x,4,性别,x,"none of male, female"
END
cmp a.csv.rejects.csv want
expect 64 grid-import --fill-down=代号 worker a.csv
stderr_has "grid-import: a.csv: no column '代号' to fill down"
EOF

done_testing
