#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every division of the country down to the village (2023) as areas: 664,903
# rows in one database, counted again with awk from the published files.
#
# A database is of one district; one for the whole country is made by taking
# the setting away with sqlite3, which is not what a district does.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

need divisions/provinces_2023.csv divisions/cities_2023.csv divisions/areas_2023.csv \
	divisions/streets_2023.csv.gz divisions/villages_2023.csv.gz
now '2026-11-09 09:00:00'
maps=$TOP/scripts/maps

# Of the country, or of the divisions whose codes begin with $WANGGE_PART: 44 is
# Guangdong, and enough where a sanitizer makes all of it long.
case $BUILD in
*address*) part=${WANGGE_PART-44} ;;
*) part=${WANGGE_PART-} ;;
esac
# shellcheck disable=SC2154 # data.sh sets data
for level in provinces cities areas streets villages; do
	cat "$data/divisions/${level}_2023.csv" 2>/dev/null || zcat "$data/divisions/${level}_2023.csv.gz"
done | awk -F, -v part="$part" '
	$1 == "code" { level++ }
	$1 == "code" || level < 3 || index($1, part) == 1 {
		print >(level == 1 ? "provinces.csv" : level == 2 ? "cities.csv" : level == 3 ? "areas.csv" : level == 4 ? "streets.csv" : "villages.csv")
	}'

rows() { awk 'END { print NR - 1 }' "$1"; }

# The figures of the whole country, as they were counted once.
whole() { [ -n "$part" ] || is "$1" "$2"; }

# plain FILE…: CODE|NAME of each row.  No name has a comma, a quote or a blank
# in it, so that a comma parts two cells.
plain() {
	awk -F, 'FNR == 1 { columns = NF; next }
	{ gsub(/"/, "", $2) }
	NF != columns || $2 ~ /[" ]/ { print FILENAME ":" FNR ": not plain" >"/dev/stderr"; exit 1 }
	{ print $1 "|" $2 }' "$@"
}

load() { # MAP FILE INSERTED,UPDATED,UNCHANGED,REJECTED
	expect 0 grid-import -d all.db --map "$maps/division-$1.csv" --summary "$2.sum" area "$2"
	is "$(counts "$2.sum")" "$(rows "$2"),$3"
}

t 'all districts, streets and villages go in, none is left out' <<'EOF'
	code=$(sed -n 2p areas.csv | cut -d, -f1)
	grid-init -d all.db --district "$code" --name "$(sed -n 2p areas.csv | cut -d'"' -f2)"
	sqlite3 all.db "DELETE FROM setting WHERE name = 'district'"
	load district areas.csv "$(($(rows areas.csv) - 1)),0,1,0"
	load street streets.csv "$(rows streets.csv),0,0,0"
	load village villages.csv "$(rows villages.csv),0,0,0"
	whole "$(sqlite3 -readonly all.db 'SELECT kind, count(*) FROM area GROUP BY kind' | paste -s -d' ' -)" \
		'community|620573 district|2978 street|41352'
EOF

t 'code and name of every area are those of the files' <<'EOF'
	plain areas.csv streets.csv villages.csv | sort >want
	whole "$(rows want)" 664902
	sqlite3 -readonly all.db "SELECT code, name FROM area WHERE state = 'active'" | sort | cmp want -
EOF

t 'the parent of every area is the one that the files name' <<'EOF'
	awk -F, 'FNR > 1 { print $1 "|" $3 }' streets.csv villages.csv | sort >want
	sqlite3 -readonly all.db "SELECT a.code, p.code FROM area a
		JOIN area p ON p.code = substr(a.code, 1, length(a.code) - 3)
		WHERE length(a.code) > 6" | sort | cmp want -
EOF

t 'names are repeated as often as in the files' <<'EOF'
	plain areas.csv streets.csv villages.csv | cut -d'|' -f2 | sort | uniq -c |
		awk '$1 > 1 { rows += $1; print $1 "|" $2 } END { print "rows|" rows }' | sort >want
	whole "$(sed -n '$p' want)" 'rows|326674'
	grep -q '|和平村委会$' want
	sqlite3 -readonly all.db 'SELECT count(*) AS n, name FROM area GROUP BY name HAVING n > 1' >got
	awk -F'|' '{ rows += $1; print } END { print "rows|" rows }' got | sort | cmp want -
EOF

# The streets' names as areas of buildings: a name serves where only one area
# has it, in full or without its ending, and with full-width forms or without.
fold() { perl -CSD -pe 'tr/\x{FF01}-\x{FF5E}\x{3000}/\x{21}-\x{7E} /'; }
t 'a name serves where only one area has it, and else asks for the code' <<'EOF'
	plain areas.csv streets.csv villages.csv | fold | awk -F'|' '
	function put(name) { if (last[name] != NR) { areas[name]++; last[name] = NR } }
	{
		put($2)
		for (i = split("社区居委会 居委会 村委会", ending, " "); i; i--) {
			name = $2
			if (sub(ending[i] "$", "", name))
				put(name)
		}
	}
	END { for (name in areas) print areas[name] "|" name }' >names
	plain streets.csv >named
	fold <named >folded
	awk -F'|' 'FILENAME == "names" { areas[$2] = $1; next }
		{ print (areas[$2] == 1 ? "in" : "out") "|" $1 }' names folded | sort >want
	whole "$(cut -d'|' -f1 want | uniq -c | tr -s ' ' | paste -s -d, -)" ' 28793 in, 12559 out'
	awk -F'|' 'BEGIN { print "code,name,area" } { print "B" $1 "," $2 "," $2 }' named >b.csv
	expect 1 grid-import -d all.db --rejects b.rej --summary b.sum building b.csv
	sqlite3 -readonly all.db "SELECT 'in|' || substr(code, 2) FROM building" >got
	awk -F, '/"name of more than one area, give its code"$/ { print "out|" substr($1, 2) }' b.rej >>got
	sort got | cmp want -
	is "$(counts b.sum | cut -d, -f1)" "$(awk 'END { print NR }' named)"
EOF

t 'the same files again change nothing' <<'EOF'
	dump all.db | grep -v -e '^INSERT INTO import_run ' -e '^INSERT INTO audit ' -e '^INSERT INTO sqlite_sequence ' | cksum >before
	load district areas.csv "0,0,$(rows areas.csv),0"
	load street streets.csv "0,0,$(rows streets.csv),0"
	load village villages.csv "0,0,$(rows villages.csv),0"
	dump all.db | grep -v -e '^INSERT INTO import_run ' -e '^INSERT INTO audit ' -e '^INSERT INTO sqlite_sequence ' | cksum | cmp before -
EOF

# refused DB FILE REASON COLUMN: every row comes back with line, value, reason
refused() {
	awk -v why="$3" -v column="$4" -F, -v OFS=, '
	NR == 1 { print $0, "reject_line,reject_column,reject_value,reject_reason"; next }
	{ print $0, NR, column, $1, why }' "$2" >want
	expect 1 grid-import -d "$1" --rejects r.csv --summary r.sum area "$2"
	is "$(counts r.sum)" "$(awk 'END { print NR - 1 ",0,0,0," NR - 1 }' want)"
	sed 's/"\([^"]*[0-9]*, [^"]*\)"$/\1/' r.csv | cmp want -
}

t 'provinces and cities are no areas: their codes are too short' <<'EOF'
	grid-init -d none.db --district 440310 --name 坪山区
	sqlite3 none.db "DELETE FROM setting WHERE name = 'district'"
	refused none.db provinces.csv 'an area code has 6, 9, 12 or more digits' code
	refused none.db cities.csv 'an area code has 6, 9, 12 or more digits' code
EOF

t 'villages without their streets come back' <<'EOF'
	awk 'NR == 1 || /^440[34]/ || /^54/' villages.csv >orphans.csv
	refused none.db orphans.csv 'its parent area does not exist' code
	whole "$(rows orphans.csv)" 6713
EOF

t 'a database of a district takes the streets of no other' <<'EOF'
	grid-init -d one.db --district 440310 --name 坪山区
	awk 'NR == 1 || (/^44/ && !/^440310/)' streets.csv >others.csv
	refused one.db others.csv "not in the district '440310'" code
	awk 'NR == 1 || /^44/' streets.csv >province.csv
	expect 1 grid-import -d one.db --summary r.sum area province.csv
	is "$(counts r.sum | cut -d, -f2)" 7
EOF

done_testing
