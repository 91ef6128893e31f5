#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Pingshan district's real data, through scripts/load-pingshan and the map
# files: what goes in, what comes back and why, and every figure of the
# reports against a recount of the published file (pingshan_recount.awk).
data=$(CDPATH='' cd -- "${WANGGE_DATA:-$(dirname "$0")/../../shared/data}" 2>/dev/null && pwd)
. "$(dirname "$0")/lib.sh"

maps=$TOP/scripts/maps
cases=$data/cases/pingshan_2018_02_10.csv
if ! [ -r "$cases" ]; then
	[ -z "${WANGGE_DATA:-}" ] || { printf 'not ok 1 - no cases/pingshan_2018_02_10.csv in WANGGE_DATA\n1..1\n'; exit 1; }
	skip_all "a real district's data is not here: name its folder in WANGGE_DATA, see README.md"
fi
now '2026-11-09 09:00:00'

# The same data with other cases: data_with FOLDER <cases.csv
data_with() {
	mkdir -p "$1/cases"
	for part in divisions taxonomy holidays; do
		ln -s "$data/$part" "$1/$part"
	done
	cat >"$1/cases/pingshan_2018_02_10.csv"
}

copy() { # a database
	for part in '' -wal -gate; do
		[ ! -f "$1$part" ] || cp "$1$part" "$2$part"
	done
}

counts() { cut -d, -f1,3,5- .t/out | diff -u - counts; }    # of the last load

is() { [ "$1" = "$2" ] || { echo "'$1', not '$2'"; return 1; }; }

dump() { sqlite3 -readonly "$1" .dump; }

# Figures of one period: figures PERIOD <report.csv
figures() {
	awk -F, -v period="$1" '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ print period "," $1 "," $(at["close_due"]) "," $(at["closed_in_time"]) "," $(at["close_in_time_rate"]) }'
}

t 'the district is loaded, and what cannot go in comes back' <<'EOF'
	expect 0 "$TOP/scripts/load-pingshan" "$data" ps.db
	stderr_has pingshan_2018_02_10.csv
	cat >counts <<-'END'
		step,kind,read,inserted,updated,unchanged,rejected
		street,area,7,7,0,0,0
		community,area,25,25,0,0,0
		unit,department,156,120,0,0,36
		category,matter,372,369,0,0,3
		setting,setting,1,0,1,0,0
		holiday,holiday,315,0,0,315,0
		case,case,6952,6945,0,0,7
	END
	counts
EOF

t 'the commands are shown as they can be typed' <<'EOF'
	mkdir 'a b'
	# They have a file of counts in TMPDIR, which they make again.
	expect 0 env TMPDIR="$PWD" "$TOP/scripts/load-pingshan" "$data" "a b/it's.db"
	stderr_has "grid-init -d 'a b/it'\\''s.db' --district 440310 --name '坪山区'"
	grep -e '^grid-init' -e '^printf' -e '^zcat' -e '^grid-import -d' .t/err >typed
	rm -r 'a b'
	mkdir 'a b'
	sh typed >/dev/null 2>&1 || :
	is "$(sqlite3 -readonly "a b/it's.db" 'SELECT count(*) FROM casefile')" 6945
	rm -r 'a b'
EOF

t 'without the data nothing is made' <<'EOF'
	mkdir nothing
	expect 66 "$TOP/scripts/load-pingshan" nothing no.db
	stderr_has "cannot read 'nothing/divisions/streets_2023.csv.gz'"
	stdout </dev/null
	is "$(echo no.db*)" 'no.db*'
EOF

t 'a second run changes nothing' <<'EOF'
	dump ps.db | grep -v -e '^INSERT INTO import_run ' -e '^INSERT INTO audit ' -e '^INSERT INTO sqlite_sequence ' >before
	expect 0 "$TOP/scripts/load-pingshan" "$data" ps.db
	cat >counts <<-'END'
		step,kind,read,inserted,updated,unchanged,rejected
		street,area,7,0,0,7,0
		community,area,25,0,0,25,0
		unit,department,156,0,0,120,36
		category,matter,372,0,0,369,3
		setting,setting,1,0,0,1,0
		holiday,holiday,315,0,0,315,0
		case,case,6952,0,0,6945,7
	END
	counts
	dump ps.db | grep -v -e '^INSERT INTO import_run ' -e '^INSERT INTO audit ' -e '^INSERT INTO sqlite_sequence ' >after
	is "$(grep -c '^INSERT INTO casefile ' after)" 6945
	diff before after
EOF

t 'units and categories are in as the first row with their number has them' <<'EOF'
	awk -F'\t' 'NR > 1 && $1 != "-" && !seen[$1]++ { print $1 "|" $2 }' \
		"$data/taxonomy/pingshan_dispose_units.tsv" | sort >want
	sqlite3 -readonly ps.db "SELECT code, name FROM department WHERE code < 'A'" | sort | diff want -
	awk -F'\t' -v OFS='|' 'NR > 1 && !seen[$5]++ { print "pingshan", $5, $6, $3, $4 }' \
		"$data/taxonomy/pingshan_category_tree.tsv" | sort >want
	sqlite3 -readonly ps.db "SELECT edition, code, name, large_code, large_name FROM matter
		WHERE edition = 'pingshan'" | sort | diff want -
EOF

# By the category's number alone: 602 stands under two large classes, and the
# one case of the second is counted under the first.
t 'each case is in the database as the file has it, in the order of the file' <<'EOF'
	awk -F, -v OFS=, 'NR > 1 && $7 != "-" {
		print $17, $1, $2 " 00:00:00", $2 " 00:00:00", $5, $7 "居委会", $12, $14, $19, $20, "closed" }' "$cases" >want
	sqlite3 -readonly -separator , ps.db "
		SELECT c.source, c.source_no, datetime(c.collected_at, 'unixepoch', '+8 hours'),
		       datetime(c.opened_at, 'unixepoch', '+8 hours'), s.name, a.name, m.code,
		       coalesce(d.code, '-'), c.property, c.outcome, c.status
		  FROM casefile c
		  JOIN area a USING (area_id)
		  JOIN area s ON s.code = substr(a.code, 1, 9)
		  JOIN matter m ON m.matter_id = c.matter_id AND m.edition = 'pingshan'
		  LEFT JOIN department d ON d.department_id = c.department_id
		 ORDER BY c.case_no" >got
	diff want got
EOF

t 'the seven cases without a community come back with line, column, value and reason' <<'EOF'
	awk -F, 'NR == 1 { print $0 ",reject_line,reject_column,reject_value,reject_reason" }
	$7 == "-" { print $0 "," NR ",community,-,\"empty, but it must be given\"" }' "$cases" >want
	is "$(cut -d, -f22 want | paste -s -d' ' -)" 'reject_line 423 616 715 1286 1528 4816 6913'
	diff -u want ps.db.case.rejects.csv
EOF

# repeated FILE COLUMN: what is said of its rows whose number in that column
# is none or was there before.
repeated() {
	awk -F'\t' -v column="$2" '
	NR == 1 { next }
	$column == "-" { print NR ": empty, but it must be given"; next }
	$column in line { print NR ": repeated: the same key as in line " line[$column]; next }
	{ line[$column] = NR }' "$1"
}

t 'units and categories with a number that was there before come back as repeated' <<'EOF'
	repeated "$data/taxonomy/pingshan_dispose_units.tsv" 1 >want
	is "$(awk 'END { print NR }' want)" 36
	awk -F'\t' 'NR > 1 { print $3 ": " $6 }' ps.db.unit.rejects.csv | diff -u want -
	repeated "$data/taxonomy/pingshan_category_tree.tsv" 5 >want
	is "$(awk 'END { print NR }' want)" 3
	awk -F'\t' 'NR > 1 { print $7 ": " $10 }' ps.db.category.rejects.csv | diff -u want -
EOF

t 'a dry run of the mended reject file counts, and leaves the database as it was' <<'EOF'
	sed '2s/,-,-,-,-,/,-,-,-,坪山社区,/' ps.db.case.rejects.csv >mended.csv
	dump ps.db >before
	expect 1 grid-import -n -d ps.db --map "$maps/pingshan-case.csv" case mended.csv
	stderr_has '7 rows read: 1 inserted, 0 updated, 0 unchanged, 6 rejected'
	dump ps.db | diff before -
EOF

t 'the reject file with one row mended is imported as it is' <<'EOF'
	copy ps.db mended.db
	expect 1 grid-import -d mended.db --map "$maps/pingshan-case.csv" case mended.csv
	stderr_has '7 rows read: 1 inserted, 0 updated, 0 unchanged, 6 rejected'
	awk -F, -v OFS=, 'NR == 1 { print; next } NR > 2 { $22 = NR; print }' ps.db.case.rejects.csv >want
	diff -u want mended.csv.rejects.csv
	expect 0 grid-report -d mended.db --year 2018 --by department --cohort opened
	figures 2018 <.t/out >got
	grep -x '2018,,9,9,100.00' got
EOF

t 'a dry run of all the cases leaves the database as it was' <<'EOF'
	sed -n 1p "$cases" | data_with none
	expect 0 "$TOP/scripts/load-pingshan" none base.db
	dump base.db >before
	expect 1 grid-import -n -d base.db --rejects r.csv --map "$maps/pingshan-case.csv" case "$cases"
	stderr_has '6952 rows read: 6945 inserted, 0 updated, 0 unchanged, 7 rejected'
	dump base.db | diff before -
EOF

# rows FILE: what the first 500 cases leave in the database
rows() {
	rm -f twin.db*
	copy base.db twin.db
	expect 1 grid-import -d twin.db --rejects "$2" --map "$maps/pingshan-case.csv" case "$1"
	# Each case has a salt of its own.
	sqlite3 -readonly twin.db '.dump casefile casefile_event' | sed "s/X'[0-9a-fA-F]\{32\}'/salt/" >"$2.sql"
	is "$(grep -c '^INSERT INTO casefile ' "$2.sql")" 499
}

t 'GB18030, and UTF-8 with BOM and CRLF, give the same table as plain UTF-8' <<'EOF'
	sed -n 1,501p "$cases" >first500.csv
	rows first500.csv plain
	rows "$data/csv-conformance/gbk/pingshan_first500_gb18030_crlf.csv" gbk
	rows "$data/csv-conformance/gbk/pingshan_first500_utf8_bom_crlf.csv" bom
	cmp plain.sql gbk.sql
	cmp plain.sql bom.sql
	iconv -f GB18030 -t UTF-8 gbk | diff plain -
	printf '\357\273\277' | cat - plain | diff - bom
EOF

t 'eight cases have no department' <<'EOF'
	expect 0 grid-report -d ps.db --year 2018 --by department --cohort opened --total
	figures 2018 <.t/out >got
	is "$(sed -n 1p got)" '2018,,8,8,100.00'
	is "$(sed -n '$p' got)" '2018,total,6945,6232,89.73'
EOF

t 'the week 2018-W38 by street' <<'EOF'
	expect 0 grid-report -d ps.db --week 2018-W38 --by street --cohort opened --total -f csv
	figures 2018-W38 <.t/out >got
	diff -u - got <<-'END'
		2018-W38,440310001,210,184,87.62
		2018-W38,440310002,108,91,84.26
		2018-W38,440310003,109,94,86.24
		2018-W38,440310004,49,44,89.80
		2018-W38,440310005,175,157,89.71
		2018-W38,440310006,254,230,90.55
		2018-W38,440310401,0,0,
		2018-W38,total,905,800,88.40
	END
	stdout_has '440310005,坑梓街道,'
EOF

# recount BY CUT PERIOD: the reports of every period, each with its own run
recount() {
	zcat "$data/divisions/streets_2023.csv.gz" >streets.csv
	awk -v by="$1" -f "$TOP/tests/pingshan_recount.awk" streets.csv "$cases" >counted
	sort counted >want
	is "$(awk -F, '{ n += $3 } END { print n }' want)" 6945
	: >got
	for period in $(cut -d, -f1 want | uniq); do
		expect 0 grid-report -d ps.db "--$3" "$period" --by "$2" --cohort opened -f csv
		figures "$period" <.t/out >>got
	done
	diff -u want got
}

t 'every street and ISO week agrees with the recount' <<'EOF'
	recount street street week
	is "$(awk 'END { print NR }' got)" $((7 * 39))
EOF

t 'every department and month agrees with the recount' <<'EOF'
	recount unit department month
EOF

# The large class is that of the category's number.
t 'every department, class and month agrees with a recount, in one cross table a month' <<'EOF'
	awk -F'\t' -v OFS=, 'NR > 1 && !seen[$5]++ { print $5, $3 }' "$data/taxonomy/pingshan_category_tree.tsv" >classes
	awk -F, -v OFS=, 'NR == FNR { class[$1] = $2; next }
		FNR > 1 && $7 != "-" { k = substr($2, 1, 7) "," ($14 == "-" ? "" : $14) "," class[$12]; n[k]++; good[k] += $20 == "intime" }
		END { for (k in n) { h = int((20000 * good[k] + n[k]) / (2 * n[k])); print k, n[k], good[k], int(h / 100) "." sprintf("%02d", h % 100) } }' \
		classes "$cases" | sort >want
	is "$(awk -F, '{ n += $4 } END { print n }' want)" 6945
	for month in $(cut -d, -f 1 want | uniq); do
		expect 0 grid-report -d ps.db --month "$month" --by department,class --cohort opened \
			--indicator close_due,closed_in_time,close_in_time_rate -f csv
		awk -F, -v OFS=, -v month="$month" 'NR > 1 && $5 { sub(/.*[-:]/, "", $3); print month, $1, $3, $5, $6, $7 }' .t/out
	done | sort >got
	diff want got >bad || { head -n 5 bad; exit 1; }
EOF

done_testing
