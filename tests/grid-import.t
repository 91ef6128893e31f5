#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-import: its kinds, files and options.  What becomes of rows and cells
# is tests/import.t's.
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'

departments() { sqlite3 -readonly grid.db "SELECT code, name FROM department WHERE code < 'B' ORDER BY code"; }

cat >one.csv <<'END'
code,name
A1,甲局
A2,乙局
END
cat >two.csv <<'END'
code,name
A2,丙局
A3,丁局
END
cat >bad.csv <<'END'
code,name
A1,甲局
,乙局
A1,丙局
END
printf 'code,name\nA4,"戊局\n' >open.csv

t 'a kind that is none is refused, and so is a file that is not there' <<'EOF'
	newdb
	for kind in '' Area area.csv case-list report; do
		expect 64 grid-import "$kind" one.csv
	done
	expect 64 grid-import
	expect 66 grid-import department none.csv
	echo "grid-import: cannot open 'none.csv': No such file or directory" | stderr
	expect 66 grid-import --map none.csv department one.csv
EOF

t 'several files go in one after the other, --summary has a row for each' <<'EOF'
	newdb
	expect 0 grid-import -q --summary counts.csv department one.csv two.csv one.csv
	stdout </dev/null
	stderr </dev/null
	cut -d, -f2- counts.csv >got
	diff - got <<-'END'
		kind,file,read,inserted,updated,unchanged,rejected
		department,one.csv,2,2,0,0,0
		department,two.csv,2,1,1,0,0
		department,one.csv,2,0,1,1,0
	END
EOF

t 'standard input is read without a file, and for -' <<'EOF'
	newdb
	expect 0 grid-import department <one.csv
	echo 'grid-import: -: 2 rows read: 2 inserted, 0 updated, 0 unchanged, 0 rejected' | stderr
	expect 0 grid-import department - <two.csv
	echo 'grid-import: -: 2 rows read: 1 inserted, 1 updated, 0 unchanged, 0 rejected' | stderr
	departments >got
	printf 'A1|甲局\nA2|丙局\nA3|丁局\n' | diff - got
EOF

t 'a file that is unusable ends the call; those before it are in' <<'EOF'
	newdb
	expect 65 grid-import -q --summary - department one.csv open.csv two.csv
	echo 'grid-import: open.csv:2: quote opened here is never closed' | stderr
	stdout_has 'department,one.csv,2,2,0,0,0'
	stdout_has ',department,open.csv,0,0,0,0,0'
	departments >got
	printf 'A1|甲局\nA2|乙局\n' | diff - got
EOF

t '--rejects names the reject file, which can be mended and imported' <<'EOF'
	newdb
	expect 1 grid-import --rejects back.csv department bad.csv
	stderr_has '3 rows read: 1 inserted, 0 updated, 0 unchanged, 2 rejected (in back.csv)'
	[ "$(echo bad.csv.*)" = 'bad.csv.*' ]
	sed 's/^,/A2,/; s/^A1,/A3,/' back.csv >mended.csv
	expect 0 grid-import department mended.csv
	departments >got
	printf 'A1|甲局\nA2|乙局\nA3|丙局\n' | diff - got
	expect 64 grid-import --rejects back.csv department one.csv two.csv
EOF

t 'what is written is none of what is read: 64, and nothing is touched' <<'EOF'
	newdb
	cp bad.csv in.csv
	ln -sf in.csv link.csv
	cp bad.csv in.csv.rejects.csv
	for name in in.csv ./in.csv link.csv; do
		expect 64 grid-import --rejects $name department in.csv
		expect 64 grid-import --rejects $name department - <in.csv
		expect 64 grid-import --summary $name department one.csv in.csv
	done
	expect 64 grid-import department in.csv in.csv.rejects.csv
	stderr_has "grid-import: the reject file 'in.csv.rejects.csv' would overwrite what the import needs"
	ln -s grid.db link
	printf 'from,to,value,becomes\ncode,code,,\n' >m.csv
	cksum grid.db grid.db-gate m.csv >sums
	for needed in grid.db link grid.db-wal grid.db-gate m.csv bad.csv; do
		expect 64 grid-import --rejects $needed --map m.csv department bad.csv
		expect 64 grid-import --summary $needed --map m.csv department bad.csv
		stderr_has "--summary '$needed' would overwrite what the import needs"
	done
	expect 64 grid-import --summary new.csv --rejects new.csv department bad.csv
	stderr_has "'new.csv' cannot be both the reject file and the summary"
	expect 64 grid-import --summary bad.csv.rejects.csv department bad.csv
	[ ! -e new.csv ]
	cksum grid.db grid.db-gate m.csv | diff sums -
	cmp bad.csv in.csv
	cmp bad.csv in.csv.rejects.csv
	departments | diff /dev/null -
	for option in --rejects --summary --map; do
		expect 64 grid-import $option '' department one.csv
		stderr_has "grid-import: $option is empty"
	done
EOF

t 'a reject file is for those whom the database is for' <<'EOF'
	newdb
	chmod 600 grid.db
	(umask 022; expect 1 grid-import department bad.csv)
	[ "$(stat -c %a bad.csv.rejects.csv)" = 600 ]
	rm bad.csv.rejects.csv
EOF

t 'a reject file or summary that cannot be made: 73, and nothing is imported' <<'EOF'
	newdb
	sqlite3 -readonly grid.db .dump >before
	expect 73 grid-import --rejects /dev/full department bad.csv
	stderr_has "cannot write '/dev/full': No space left on device"
	expect 73 grid-import --summary none/counts.csv department one.csv
	stderr_has "cannot create 'none/counts.csv': No such file or directory"
	sqlite3 -readonly grid.db .dump | diff before -
	expect 74 grid-import -q --summary /dev/full department one.csv
	[ "$(departments | wc -l)" = 2 ]
EOF

t 'a reject file of an earlier import is left and said to be one' <<'EOF'
	newdb
	cp one.csv again.csv
	echo earlier >again.csv.rejects.csv
	expect 0 grid-import department again.csv
	stderr <<-'END'
		grid-import: again.csv: nothing rejected; the reject file that lies there is an earlier import's
		grid-import: again.csv: 2 rows read: 2 inserted, 0 updated, 0 unchanged, 0 rejected
	END
	echo earlier | diff - again.csv.rejects.csv
EOF

t '--all-or-nothing and -n keep nothing, and say what there is' <<'EOF'
	newdb
	sqlite3 -readonly grid.db .dump >before
	expect 1 grid-import --all-or-nothing department bad.csv
	stderr_has '3 rows read: 0 inserted, 0 updated, 0 unchanged, 2 rejected (in bad.csv.rejects.csv), nothing kept (--all-or-nothing)'
	expect 0 grid-import -n department one.csv
	echo 'grid-import: one.csv: 2 rows read: 2 inserted, 0 updated, 0 unchanged, 0 rejected, nothing kept (-n)' | stderr
	sqlite3 -readonly grid.db .dump | diff before -
EOF

t '-n goes with one file, for each is a transaction of its own' <<'EOF'
	newdb
	expect 64 grid-import -n department one.csv two.csv
	stderr_has 'grid-import: -n goes with one file'
	expect 64 grid-import -n --fill-down name department one.csv
	stderr_has "grid-import: 'name' is no kind of record, see wangge(5)"
EOF

t '--max-errors is how many bad rows a file may have' <<'EOF'
	newdb
	expect 65 grid-import --max-errors 1 department bad.csv
	stderr_has 'bad.csv: more than 1 rows rejected, nothing imported'
	departments | diff /dev/null -
	expect 1 grid-import --max-errors 2 department bad.csv
	[ "$(departments)" = 'A1|甲局' ]
	expect 64 grid-import --max-errors some department bad.csv
EOF

t '--encoding says what the test cannot find out' <<'EOF'
	newdb
	printf 'code,name\nA1,測量局\n' | iconv -f UTF-8 -t BIG5 >big5.csv
	expect 0 grid-import --encoding BIG5 department big5.csv
	printf 'code,name\nA2,测量局\n' | iconv -f UTF-8 -t GB18030 >gb.csv
	expect 0 grid-import department gb.csv
	departments >got
	printf 'A1|測量局\nA2|测量局\n' | diff - got
	expect 64 grid-import --encoding GB17 department gb.csv
	stderr_has "grid-import: gb.csv: no such encoding: 'GB17'"
EOF

t '--delimiter is a comma, a semicolon, a bar or tab' <<'EOF'
	newdb
	tr , ';' <one.csv | grid-import -q --delimiter ';' department
	tr , '|' <two.csv | grid-import -q --delimiter '|' department
	printf 'code\tname\nA4\t戊局\n' | grid-import -q --delimiter tab department
	departments >got
	printf 'A1|甲局\nA2|丙局\nA3|丁局\nA4|戊局\n' | diff - got
	expect 64 grid-import --delimiter . department one.csv
	echo "grid-import: --delimiter '.' is none of , ; | tab" >want
	head -n 1 .t/err | diff want -
EOF

done_testing
