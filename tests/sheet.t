#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Sheets as they come from offices: rows in batches between two threads, each
# read again by its place.
. "$(dirname "$0")/lib.sh"

now '2026-11-20 09:00:00'
probe() { "$BUILD/tests/sheet_probe" "$@"; }

# Batches ---------------------------------------------------------------------

t 'rows, good and bad, and their records again' <<'EOF'
printf '﻿name,工号,area,sex,note,hired_on\r\n张三,W1,4403,男,"a\nb",2026/1/5\r\n\r\n李四,,4403\r\n王"五,W2\r\n赵六,W3,4403,x\r\n"孙,七",W4,4403,<empty>,,\r\na,b,c,d,e,f,g' >a.csv
expect 0 probe worker a.csv
stdout <<-'END'
	2: code=W1 name=张三 area=4403 sex=male hired_on=2026-01-05
	> 33 bytes|张三|W1|4403|男|a
	b|2026/1/5
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

done_testing
