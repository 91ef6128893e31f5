#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Real files in every encoding that offices send: each gives the same records
# and the same rejects as the UTF-8 original.  (Cases are in pingshan.t.)
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

need divisions/villages_2023.csv.gz divisions/streets_2023.csv.gz divisions/areas_2023.csv \
	orgs/enterprises_shenzhen_no_persons.csv.gz
now '2026-11-09 09:00:00'
maps=$TOP/scripts/maps
# shellcheck disable=SC2154 # data.sh sets data
{
	zcat "$data/divisions/villages_2023.csv.gz" >villages.csv
	zcat "$data/divisions/streets_2023.csv.gz" >streets.csv
	zcat "$data/orgs/enterprises_shenzhen_no_persons.csv.gz" >units.csv
}
sed 's/^地区,area,,$/地区,area,深圳,440304/' "$maps/enterprise.csv" >unit.map

# as ENCODING: standard input, which is UTF-8, in that encoding
as() {
	case $1 in
	utf-8-bom) printf '\357\273\277' && cat ;;
	utf-8-crlf) sed 's/$/\r/' ;;
	gb18030) iconv -f UTF-8 -t GB18030 ;;
	gb18030-bom) printf '\204\061\225\063' && iconv -f UTF-8 -t GB18030 ;;
	utf-16le) printf '\377\376' && iconv -f UTF-8 -t UTF-16LE ;;
	utf-16be) printf '\376\377' && iconv -f UTF-8 -t UTF-16BE ;;
	esac
}
# shellcheck disable=SC2034 # the cases read it
encodings='utf-8-bom utf-8-crlf gb18030 gb18030-bom utf-16le utf-16be'

back() { # a reject file in that encoding, as plain UTF-8
	case $1 in
	gb18030*) iconv -f GB18030 -t UTF-8 ;;
	utf-16*) iconv -f UTF-16 -t UTF-8 ;;
	*) cat ;;
	esac | sed 's/^\xef\xbb\xbf//; s/\r$//'
}

units() { sqlite3 -readonly "$1" '.dump unit'; }

t 'enterprises give the same table and rejects in every encoding' <<'EOF'
	grid-init -d base.db --district 440304 --name 福田区
	copy base.db want.db
	expect 1 grid-import -d want.db --map unit.map --rejects want unit units.csv
	units want.db >want.sql
	is "$(grep -c '^INSERT INTO unit ' want.sql)" 10899
	for encoding in $encodings; do
		as "$encoding" <units.csv >"$encoding.csv"
		copy base.db got.db
		expect 1 grid-import -d got.db --map unit.map --rejects got unit "$encoding.csv"
		units got.db | cmp want.sql -
		back "$encoding" <got | same want
	done
EOF

t 'and the same again in another encoding changes nothing' <<'EOF'
	for encoding in $encodings; do
		expect 1 grid-import -d want.db --map unit.map --rejects got --summary s unit "$encoding.csv"
		is "$(counts s)" 10905,0,0,10899,6
	done
EOF

# 莫𡐓, 輋𣒍 and 那𡌶 are villages: their second character has four bytes in
# GB18030, and two units in UTF-16.
t 'villages with characters of four bytes' <<'EOF'
	wide='420602006207 441424103203 451302107210'
	for encoding in utf-8 $encodings; do
		rm -f wide.db*
		grid-init -d wide.db --district 420602 --name 襄城区
		sqlite3 wide.db "DELETE FROM setting WHERE name = 'district'"
		for code in $wide; do
			grep -h -e "^$(echo "$code" | cut -c1-6)," "$data/divisions/areas_2023.csv"
			grep -h -e "^$(echo "$code" | cut -c1-9)," streets.csv
			grep -h -e "^$code," villages.csv
		done | cut -d, -f1,2 | (echo code,name && cat) >wide.csv
		[ "$encoding" = utf-8 ] || { as "$encoding" <wide.csv >w.csv && mv w.csv wide.csv; }
		expect 0 grid-import -d wide.db area wide.csv
		is "$(sqlite3 -readonly wide.db "SELECT code || name FROM area WHERE kind = 'community'
			ORDER BY code" | paste -s -d' ' -)" '420602006207莫𡐓村委会 441424103203輋𣒍村委会 451302107210那𡌶村委会'
		printf 'code,name,area\n1,a,莫𡐓\n2,b,輋𣒍村委会\n3,c,那𡌶居委会\n4,d,那𡌷\n' >b.csv
		[ "$encoding" = utf-8 ] || { as "$encoding" <b.csv >w.csv && mv w.csv b.csv; }
		expect 1 grid-import -d wide.db --rejects r building b.csv
		stderr_has 'b.csv:5: area: unknown area'
		is "$(back "$encoding" <r | sed -n 2p)" '4,d,那𡌷,5,area,那𡌷,unknown area'
		is "$(sqlite3 -readonly wide.db 'SELECT count(*) FROM building')" 3
	done
EOF

t 'all names of villages come through GB18030 unchanged' <<'EOF'
	cut -d, -f1,2 villages.csv >utf-8.csv
	iconv -f UTF-8 -t GB18030 utf-8.csv >gb.csv
	"$BUILD/tests/csvin_probe" utf-8.csv | sed 1d >want
	"$BUILD/tests/csvin_probe" gb.csv | sed 1d | cmp want -
	is "$(awk 'END { print NR }' want)" 620574
EOF

t 'a file that is cut in a character of its encoding is refused whole' <<'EOF'
	copy base.db cut.db
	dump cut.db >before
	for encoding in gb18030 utf-16le utf-16be; do
		case $encoding in
		gb18030) head -n 500 "$encoding.csv" && printf '\201' ;;
		*) head -c 100001 "$encoding.csv" ;;
		esac >cut.csv
		expect 65 grid-import -d cut.db --map unit.map unit cut.csv
		stderr_has 'cut.csv: n'
	done
	dump cut.db | cmp before -
EOF

t 'UTF-16 without its mark is no text until it is named' <<'EOF'
	copy base.db named.db
	tail -c +3 utf-16le.csv >bare.csv
	expect 65 grid-import -d named.db --map unit.map unit bare.csv
	stderr_has 'a NUL byte'
	expect 1 grid-import -d named.db --map unit.map --encoding UTF-16LE --rejects r unit bare.csv
	units named.db | cmp want.sql -
EOF

t 'a workbook is called one' <<'EOF'
	copy base.db book.db
	for start in 'PK\003\004' '\320\317\021\340'; do
		printf "$start"'\000\001' >book.xlsx
		expect 65 grid-import -d book.db unit book.xlsx
		echo 'grid-import: book.xlsx: a workbook, not a text file: save it as CSV' | stderr
	done
EOF

done_testing
