#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The rule sets of scripts/rules go in as they are and find the matters of the
# founding tables; scripts/rules-from-cases writes what it says.
# shellcheck disable=SC2034,SC2154 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

rules=$TOP/scripts/rules
now '2026-11-14 09:00:00'

t 'every set goes in whole, and again changes nothing' <<'EOF'
	newdb
	expect 0 grid-import --all-or-nothing department "$rules/subject-department.csv"
	for set in founding subject pingshan; do
		expect 0 grid-import --all-or-nothing rule "$rules/$set.csv"
	done
	[ "$(sqlite3 grid.db 'SELECT count(*) FROM dispatch_rule')" = "$(cat "$rules"/founding.csv "$rules"/subject.csv "$rules"/pingshan.csv | grep -vc '^name,')" ]
	grid-export rule | tail -n +2 >all.csv
	[ "$(wc -l <all.csv)" -gt 90 ]
EOF

# filed FILE: how it would be filed, as matter and condition, in the file's order
filed() {
	newdb
	grid-import -q rule "$rules/founding.csv"
	case-open -q --auto --csv "$1" >numbers 2>refused || [ $? = 1 ]
	case-list --status opened -f csv >opened.csv
	sqlite3 -separator ' ' grid.db "SELECT c.source_no, m.code, m.condition FROM casefile c JOIN matter m USING (matter_id)
		WHERE source_no IS NOT NULL ORDER BY CAST(source_no AS INTEGER)" | sed 's/ $//'
}

t 'a report that names a matter and its condition is filed as that' <<'EOF'
	awk -F, 'NR == 1 { print "area,source,source_no,text"; next }
		{ print "碧岭,试," NR "," $3 $7; print NR, $2 ($7 == "" ? "" : " " $7) >"want" }' "$TOP/lib/tables/matter.csv" >new.csv
	filed new.csv >got
	[ "$(wc -l <want)" = 63 ]
	diff -u want got
EOF

t 'and nearly every one that only says what is seen' <<'EOF'
	awk -F, 'NR == 1 { print "area,source,source_no,text"; next }
		{ print "碧岭,试," NR "," $8; print NR, $2 ($7 == "" ? "" : " " $7) >"want" }' "$TOP/lib/tables/matter.csv" >new.csv
	filed new.csv >got
	[ "$(diff want got | grep -c '^<')" -le 1 ]
EOF

t 'reports as people write them, too' <<'EOF'
	newdb
	for file in demo/collect-*.csv; do case-collect --csv "$file"; done >numbers
	case-list -f csv | cut -d, -f 1,5,7 | tail -n +2 | sed 's/,/ /; s/,$//; s/,/ /' >want
	sqlite3 -csv -header grid.db "SELECT a.code AS area, '试' AS source, c.case_no AS source_no, c.text AS text
		FROM casefile c JOIN area a USING (area_id)" >new.csv
	filed new.csv | sort >got
	[ "$(wc -l <want)" -gt 40 ]
	sort want | diff -u - got
EOF

t 'rules-from-cases: the habit of each kind, and of an area where it is another' <<'EOF'
	cat >past.csv <<-'END'
		large,small,street,place,who
		市容,垃圾,甲街,一,ZF
		市容,垃圾,甲街,一,ZF
		市容,垃圾,甲街,二,ZJ
		市容,垃圾,乙街,三,ZF
		市容,"摊,""贩""",乙街,三,GA
		市容,"摊,""贩""",-,,GA
		市容,灯\E,乙街,三,JT
		市容,灯\E,乙街,三,ST
		市容,,乙街,三,ST
		,垃圾,乙街,三,GA
		市容,垃圾,乙街,三,-
	END
	expect 0 "$TOP/scripts/rules-from-cases" -a street,place -t large,small -d who past.csv
	stdout <<-'END'
		name,pattern,area,department,priority
		市容/,(?m)^\Q市容\E(/|$),,ZF,6
		市容/ 乙街,(?m)^\Q市容\E(/|$),乙街,ST,5
		市容/ 二,(?m)^\Q市容\E(/|$),二,ZJ,4
		市容/垃圾,(?m)^\Q市容/垃圾\E$,,ZF,3
		"市容/摊,""贩""","(?m)^\Q市容/摊,""贩""\E$",,GA,3
		市容/灯\E,(?m)^\Q市容/灯\E\\E\Q\E$,,JT,3
		市容/垃圾 二,(?m)^\Q市容/垃圾\E$,二,ZJ,1
	END
	expect 0 "$TOP/scripts/rules-from-cases" -m 2 -t large,small -d who past.csv
	stdout <<-'END'
		name,pattern,area,department,priority
		市容/,(?m)^\Q市容\E(/|$),,ZF,2
		市容/垃圾,(?m)^\Q市容/垃圾\E$,,ZF,1
		"市容/摊,""贩""","(?m)^\Q市容/摊,""贩""\E$",,GA,1
		市容/灯\E,(?m)^\Q市容/灯\E\\E\Q\E$,,JT,1
	END
EOF

t 'what it writes goes in and matches just that' <<'EOF'
	newdb
	printf 'large,small,who\n市容,灯\\E,JT\n市容,"摊,""贩""",GA\n市容,灯,ST\n' |
		"$TOP/scripts/rules-from-cases" -t large,small -d who >rules.csv
	expect 0 grid-import --all-or-nothing rule rules.csv
	printf 'edition,code,name\nfounding-2026,9901,杂项\n' | grid-import -q matter
	printf 'area,matter,text\n碧岭,9901,市容/灯\\E\n碧岭,9901,"市容/摊,""贩"""\n碧岭,9901,市容/灯\n碧岭,9901,"坏了\n市容/灯"\n碧岭,9901,市容\n碧岭,9901,大市容/灯\n' >new.csv
	case-open --csv new.csv >numbers
	case-dispatch --auto - <numbers >/dev/null
	sqlite3 grid.db "SELECT coalesce(d.code, h.code) FROM casefile c LEFT JOIN department d ON d.department_id = c.department_id
		LEFT JOIN worker h ON h.worker_id = c.handler_id ORDER BY case_no" | tr '\n' ' ' >got
	echo 'JT GA ST ST GA L01 ' | tr -d '\n' | diff - got
EOF

t 'called wrongly it says so' <<'EOF'
	printf 'a,b\n1,2\n' >past.csv
	expect 64 "$TOP/scripts/rules-from-cases" -t a past.csv
	expect 64 "$TOP/scripts/rules-from-cases" -t a -d b -m x past.csv
	expect 66 "$TOP/scripts/rules-from-cases" -t a -d b none.csv
	expect 65 "$TOP/scripts/rules-from-cases" -t a -d c past.csv
	echo "rules-from-cases: no column 'c' in the heading" | stderr
	printf 'a,b\n"1,2\n' >past.csv
	expect 65 "$TOP/scripts/rules-from-cases" -t a -d b past.csv
	stderr_has 'line 2: a quote does not end on its line'
EOF

done_testing
