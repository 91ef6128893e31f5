#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Residents by the thousand, with planted faults and dirt, against what is
# known of each row.  WANGGE_RESIDENTS=500000 for as many as a district has.
. "$(dirname "$0")/lib.sh"

now '2026-11-20 09:00:00'
people=${WANGGE_RESIDENTS:-20000}
bad() { grep -cE '^[0-9]+,[a-z0-9-]+,[a-z_]+,' faults/truth.csv; }

# archive FOLDER: a fresh database with all that people refer to.
archive() {
	rm -f grid.db grid.db-*
	expect 0 grid-init --district 440310 --name 坪山区
	for kind in area building household; do
		expect 0 grid-import -q $kind "$1/$kind.csv"
	done
}

# counts STATUS READ INSERTED UPDATED UNCHANGED REJECTED FILE
counts() {
	import "$1" "$7"
	shift
	counted "$@"
}
import() { expect "$1" grid-import --summary summary person "$2"; }
counted() {
	tail -n 1 summary | cut -d, -f4- | diff - /dev/fd/3 3<<-END || { cat .t/err; return 1; }
		$1,$2,$3,$4,$5
	END
}

# stored WHERE: the rows of the truth that it selects, and no others, are there.
stored() {
	rm -f compare.db
	sqlite3 compare.db <<-END
		.mode csv
		.import faults/truth.csv truth
		ATTACH 'grid.db' AS g;
		CREATE TABLE want AS
		SELECT id_no, name, sex, birth_on, phone, area, building, household, relation, residence, address FROM truth WHERE $1;
		CREATE TABLE have AS
		SELECT coalesce(id_no, '') AS id_no, name, sex, birth_on, coalesce(phone, '') AS phone, area, building, household,
		       relation, residence, address FROM g.person_view;
		.headers on
		SELECT * FROM (SELECT 'missing', * FROM want EXCEPT SELECT 'missing', * FROM have) LIMIT 20;
		SELECT * FROM (SELECT 'wrong', * FROM have EXCEPT SELECT 'wrong', * FROM want) LIMIT 20;
		SELECT 'number', w, h FROM (SELECT count(*) AS w FROM want), (SELECT count(*) AS h FROM have) WHERE w <> h;
	END
}

t 'residents writes the same bytes with every awk' <<'EOF'
"$TOP/scripts/residents" --faults 2000 known
cat known/area.csv known/building.csv known/household.csv known/person.csv known/truth.csv | cksum | diff - /dev/fd/3 3<<-'END'
	810548289 587665
END
rm -r known
EOF

t "of $people residents each faulty one is refused by line and column, and no other" <<'EOF'
"$TOP/scripts/residents" --faults "$people" faults
archive faults
bad=$(bad)
import 1 faults/person.csv
cp .t/err said
awk -v mended=mended.csv -f "$TOP/tests/residents.awk" faults/truth.csv faults/person.csv faults/person.csv.rejects.csv
counted "$people" $((people - bad)) 0 0 "$bad"
EOF

t 'the good ones are stored as they are meant' <<'EOF'
stored "column = ''" >got
diff /dev/null got
EOF

t 'the doubtful ones are taken and said: the first line, and how many' <<'EOF'
while read -r kind warning; do
	sed -n "s/^\\([0-9]*\\),$kind,.*/\\1/p" faults/truth.csv >lines
	grep -F ": warning: $warning:" said >got
	grep -q "^grid-import: faults/person.csv:$(head -n 1 lines): .*(and $(($(wc -l <lines) - 1)) more like it)$" got || { cat got; false; }
done <<-'END'
	name-private private-use
	id-cut-luckily id-cut
END
EOF

t 'the reject file, mended where it says so, goes in' <<'EOF'
bad=$(bad)
counts 0 "$bad" "$bad" 0 0 0 mended.csv
stored true >got
diff /dev/null got
EOF

t 'the dirty file again changes nothing' <<'EOF'
bad=$(bad)
counts 1 "$people" 0 0 $((people - bad)) "$bad" faults/person.csv
stored true >got
diff /dev/null got
EOF

t 'in GB18030 the same comes out' <<'EOF'
archive faults
bad=$(bad)
iconv -f UTF-8 -t GB18030 faults/person.csv >gb.csv
counts 1 "$people" $((people - bad)) 0 0 "$bad" gb.csv
stored "column = ''" >got
diff /dev/null got
iconv -f GB18030 -t UTF-8 gb.csv.rejects.csv | diff faults/person.csv.rejects.csv - >got
EOF

t 'the next file of the same people updates those who changed' <<'EOF'
"$TOP/scripts/residents" "$people" old
"$TOP/scripts/residents" --changed 1 "$people" new
archive old
counts 0 "$people" "$people" 0 0 0 old/person.csv
counts 0 "$people" 0 0 "$people" 0 old/person.csv
changed=$(diff old/person.csv new/person.csv | grep -c '^>')
[ "$changed" -gt 0 ]
counts 0 "$people" 0 "$changed" $((people - changed)) 0 new/person.csv
EOF

done_testing
