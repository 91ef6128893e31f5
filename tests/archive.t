#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-import on the archive: which record a row means, what is kept of what a
# record was, and an import taken back.
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'

# A fresh archive: two grids, two buildings, three homes.
archive() {
	newdb
	{
		echo code,name,area
		echo B1,甲楼,440310003001001
		echo B2,乙楼,440310003001002
	} | grid-import -q building
	{
		echo code,building,room
		echo H1,B1,101
		echo H2,B1,102
		echo H3,B2,101
	} | grid-import -q household
}
persons() { grid-import person "$@"; }
q() { sqlite3 -readonly grid.db "$1"; }
dump() { sqlite3 -readonly grid.db "SELECT * FROM $1" "SELECT record_id, column_name, old_value, valid_from, valid_to FROM history"; }

cat >first.csv <<'END'
id_no,name,sex,birth_on,phone,area,building,household,relation,tags
440307196203070042,王秀英,female,1962-03-07,15400000001,440310003001001,B1,H1,02,
440307201006010052,王小明,male,2010-06-01,,440310003001001,B1,H1,20,独居老人;低保
,王小宝,male,2026-10-01,,440310003001001,B1,H1,20,
END

t 'persons with and without a number, and what the number says is not stored' <<'EOF'
	archive
	expect 0 persons first.csv
	q "SELECT id_no, sex, birth_on, length(local_key) FROM person" >out
	printf '%s\n' '440307196203070042|||' '440307201006010052|||' '|male|2026-10-01|17' | diff - out
	q "SELECT sex, birth_on, area, household FROM person_view" >out
	printf '%s\n' 'female|1962-03-07|440310003001001|H1' 'male|2010-06-01|440310003001001|H1' \
		'male|2026-10-01|440310003001001|H1' | diff - out
	q "SELECT person_id, tag FROM person_tag ORDER BY tag" >out
	printf '%s\n' '2|低保' '2|独居老人' | diff - out
EOF

t 'the same file again is known, and changes nothing' <<'EOF'
	expect 0 persons first.csv
	stderr <<-'END'
		grid-import: first.csv: the same file as in run 13 of 2026-11-09 09:00:00
		grid-import: first.csv: 3 rows read: 0 inserted, 0 updated, 3 unchanged, 0 rejected
	END
	[ "$(q 'SELECT count(*) FROM history')" = 0 ]
EOF

t 'rows in another order, known and new ones mixed, are found all the same' <<'EOF'
	cat >mixed.csv <<-'END'
		name,id_no,area,phone
		李新来,440307196509120030,440310003001002,
		王小明,440307201006010052,440310003001001,15400000002
		王秀英,440307196203070042,440310003001001,15400000001
	END
	expect 0 persons mixed.csv
	echo 'grid-import: mixed.csv: 3 rows read: 1 inserted, 1 updated, 1 unchanged, 0 rejected' | stderr
EOF

t 'a partial sheet erases nothing, <empty> does, and history has what was there' <<'EOF'
	cat >part.csv <<-'END'
		id_no,name,area,relation,phone,tags
		440307201006010052,王小明,440310003001002,,<empty>,
	END
	expect 0 persons --effective 2026-11-01 part.csv
	[ "$(q "SELECT area, relation, phone IS NULL, tags FROM person_view WHERE person_id = 2")" = '440310003001002|20|1|独居老人;低保' ]
	q "SELECT column_name, old_value = (SELECT area_id FROM area WHERE code = '440310003001001'), valid_from, valid_to
	     FROM history WHERE record_id = 2 AND column_name = 'area'" >out
	echo 'area|1||2026-11-01' | diff - out
	[ "$(q "SELECT old_value FROM history WHERE column_name = 'phone' AND record_id = 2 ORDER BY history_id DESC LIMIT 1")" = 15400000002 ]
	printf 'id_no,name,area\n440307201006010052,王小明,440310003001001\n' >back.csv
	expect 0 persons --effective 2026-11-05 back.csv
	[ "$(q "SELECT valid_from, valid_to FROM history WHERE column_name = 'area' ORDER BY history_id DESC LIMIT 1")" = '2026-11-01|2026-11-05' ]
EOF

t 'a day before the last change, or of tomorrow, is refused' <<'EOF'
	archive
	expect 0 persons first.csv
	printf 'id_no,name,area\n440307201006010052,王小明,440310003001002\n' >move.csv
	printf 'id_no,name,area\n440307201006010052,王小明,440310003002\n' >late.csv
	expect 0 persons --effective 2026-11-05 move.csv
	q 'SELECT * FROM history' >before
	expect 1 persons --effective 2026-11-04 late.csv
	stderr_has "late.csv:2: area: changed from '2026-11-05' on already, after the day of --effective"
	stderr_has 'late.csv: 1 rows read: 0 inserted, 0 updated, 0 unchanged, 1 rejected'
	q 'SELECT * FROM history' | diff before -
	expect 0 persons --effective 2026-11-04 move.csv
	expect 64 persons --effective 2026-11-10 late.csv
	stderr_has "grid-import: --effective '2026-11-10' is in the future"
	expect 0 persons --effective 2026-11-05 late.csv
EOF

t 'sex and birth must be what the number says' <<'EOF'
	archive
	cat >wrong.csv <<-'END'
		id_no,name,area,sex,birth_on
		440307196203070042,王秀英,440310003001001,男,
		440307201006010052,王小明,440310003001001,,2010-06-02
	END
	expect 1 persons wrong.csv
	stderr_has 'wrong.csv:2: sex: the ID number says female'
	stderr_has 'wrong.csv:3: birth_on: the ID number says 2010-06-01'
EOF

t 'nobody is born tomorrow' <<'EOF'
	archive
	now '2010-05-31 09:00:00'
	cat >born.csv <<-'END'
		id_no,name,area,birth_on
		440307201006010052,王小明,440310003001001,
		,王小宝,440310003001001,2010-06-01
	END
	expect 1 persons born.csv
	stderr_has 'born.csv:2: id_no: a date of birth in the future'
	stderr_has 'born.csv:3: birth_on: in the future'
EOF

t 'a relation that is none is told where they stand, and 其它 is 其他' <<'EOF'
	archive
	printf 'name,area,relation\n甲,440310003001001,其它\n乙,440310003001001,邻居\n' >relation.csv
	expect 1 persons relation.csv
	stderr_has 'relation.csv:3: relation: none of the values that wangge(5) gives'
	[ "$(q 'SELECT relation FROM person')" = 99 ]
EOF

t 'nothing ends before it begins, and nobody dies tomorrow' <<'EOF'
	archive
	cat >died.csv <<-'END'
		id_no,name,birth_on,area,died_on
		440307201006010052,王小明,,440310003001001,2010-05-31
		440307196203070042,王秀英,,440310003001001,2026-11-10
		,王小宝,2026-10-01,440310003001001,2026-09-30
		,王大宝,2026-10-01,440310003001001,2026-10-01
	END
	expect 1 persons died.csv
	cat <<-'END' | stderr
		grid-import: died.csv:2: died_on: before the date of birth
		grid-import: died.csv:3: died_on: in the future
		grid-import: died.csv:4: died_on: before the date of birth
		grid-import: died.csv: 4 rows read: 1 inserted, 0 updated, 0 unchanged, 3 rejected (in died.csv.rejects.csv)
	END
	printf 'worker,area,post,valid_from,valid_to\nW01,440310003001001,grid-worker,2026-02-01,2026-01-31\n' >post.csv
	expect 1 grid-import post post.csv
	stderr_has 'post.csv:2: valid_to: before valid_from'
	printf 'code,name,area,hired_on,left_on\nX1,甲,440310003001001,2026-02-01,2026-01-31\n' >worker.csv
	expect 1 grid-import worker worker.csv
	stderr_has 'worker.csv:2: left_on: before hired_on'
	printf 'name,area,opened_on,closed_on\n甲店,440310003001001,2026-02-01,2026-01-31\n' >unit.csv
	expect 1 grid-import unit unit.csv
	stderr_has 'unit.csv:2: closed_on: before opened_on'
EOF

t 'a household that contradicts itself is a warning: heads, ages, sexes' <<'EOF'
	archive
	cat >family.csv <<-'END'
		name,sex,birth_on,area,household,relation
		甲,男,1980-01-01,440310003001001,H1,户主
		乙,女,1979-01-01,440310003001001,H1,户主
		丙,男,1970-01-01,440310003001001,H2,02
		丁,男,1960-01-01,440310003001001,H2,20
		戊,女,1961-01-01,440310003001001,H2,12
		己,男,1990-01-01,440310003001001,H3,12
	END
	expect 0 persons family.csv
	cat <<-'END' | stderr
		grid-import: family.csv:3: relation: warning: household-heads: a household with more than one head
		grid-import: family.csv:5: relation: warning: child-age: a child that is not younger than the head
		grid-import: family.csv:7: relation: warning: relation-sex: the relation is one of the other sex
		grid-import: family.csv:7: relation: warning: household-head: a household without a head
		grid-import: family.csv: 6 rows read: 6 inserted, 0 updated, 0 unchanged, 0 rejected
	END
	# What the sheet does not say the database knows.
	printf 'name,sex,birth_on,area,household,relation\n庚,女,1960-01-01,440310003001001,H3,户主\n辛,男,2000-01-01,440310003001001,H1,20\n' >more.csv
	expect 0 persons more.csv
	stderr <<-'END'
		grid-import: more.csv:3: relation: warning: household-heads: a household with more than one head
		grid-import: more.csv: 2 rows read: 2 inserted, 0 updated, 0 unchanged, 0 rejected
	END
	# The dead and those who moved away are no members.
	printf 'name,sex,birth_on,area,household,relation,died_on\n乙,女,1979-01-01,440310003001001,H1,户主,2020-01-01\n' >dead.csv
	expect 0 persons dead.csv
	expect 0 persons more.csv
	stderr_has '2 unchanged'
	# A row that is refused contradicts nobody.
	archive
	printf 'name,sex,birth_on,area,household,relation\n甲,男,1980-01-01,440310003001001,H1,户主\n甲,男,1980-01-01,440310003001001,H1,户主\n' >again.csv
	expect 1 persons again.csv
	[ "$(grep -c warning .t/err)" = 0 ]
EOF

t 'a corrected number keeps its record, and the wrong one still leads there' <<'EOF'
	archive
	persons -q first.csv
	cat >corrected.csv <<-'END'
		id_no,old_id_no,name,area
		360426199101010020,440307196203070042,王秀英,440310003001001
	END
	expect 0 persons corrected.csv
	[ "$(q 'SELECT person_id, id_no FROM person WHERE person_id = 1')" = '1|360426199101010020' ]
	[ "$(q 'SELECT count(*) FROM person')" = 3 ]
	expect 0 persons corrected.csv
	stderr_has '0 inserted, 0 updated, 1 unchanged'
	printf 'id_no,name,area,phone\n440307196203070042,王秀英,440310003001001,15400000009\n' >late.csv
	expect 0 persons late.csv
	printf 'worker,visited_at,person,outcome\nW01,2026-11-08 10:00:00,440307196203070042,met\n' | grid-import -q visit
	[ "$(q 'SELECT person_id FROM visit')" = 1 ]
	[ "$(q 'SELECT id_no, phone FROM person WHERE person_id = 1')" = '360426199101010020|15400000009' ]
	[ "$(q 'SELECT count(*) FROM person')" = 3 ]
EOF

t 'two records of one person become one, and what comes for the old one goes to the new' <<'EOF'
	archive
	persons -q first.csv
	cat >merge.csv <<-'END'
		id_no,old_id_no,name,area
		440307201006010052,440307196203070042,王小明,440310003001001
	END
	expect 0 persons merge.csv
	[ "$(q 'SELECT merged_into_id FROM person WHERE person_id = 1')" = 2 ]
	[ "$(q 'SELECT count(*) FROM person_view')" = 2 ]
	printf 'id_no,name,area,phone\n440307196203070042,王小明,440310003001001,15400000009\n' >late.csv
	expect 0 persons late.csv
	[ "$(q 'SELECT person_id FROM person WHERE phone = 15400000009')" = 2 ]
EOF

t 'a third record too, however they came to be one' <<'EOF'
	printf 'id_no,old_id_no,name,area\n440307196509120030,440307201006010052,王小明,440310003001001\n' >third.csv
	printf 'id_no,name,area\n440307196509120030,王小明,440310003001001\n' | persons -q
	dump person >before
	expect 0 persons third.csv
	[ "$(q 'SELECT count(*) FROM person WHERE merged_into_id = (SELECT person_id FROM person WHERE id_no = 440307196509120030)')" = 2 ]
	expect 0 persons late.csv
	stderr_has '0 inserted, 1 updated'
	[ "$(q 'SELECT count(*) FROM person_view')" = 2 ]
	grid-import -q --undo "$(q 'SELECT max(import_run_id) FROM import_run')"
	expect 0 grid-import --undo "$(q "SELECT import_run_id FROM import_run WHERE file = 'third.csv'")"
	dump person | diff before -
EOF

t 'a number that was wrong leads on where its record was merged later' <<'EOF'
	archive
	persons -q first.csv
	persons -q corrected.csv
	printf 'id_no,old_id_no,name,area\n440307201006010052,360426199101010020,王小明,440310003001001\n' | persons -q
	expect 0 persons late.csv
	stderr_has '0 inserted, 1 updated'
	[ "$(q 'SELECT person_id FROM person WHERE phone = 15400000009')" = 2 ]
EOF

t 'the local key of a merged record leads to the one that is left' <<'EOF'
	archive
	persons -q first.csv
	printf 'id_no,local_key,name,area\n440307196203070042,K1,王秀英,440310003001001\n' | persons -q
	persons -q merge.csv
	printf 'local_key,name,area,phone\nK1,王小明,440310003001001,15400000009\n' >key.csv
	expect 0 persons key.csv
	stderr_has '0 inserted, 1 updated, 0 unchanged, 0 rejected'
	[ "$(q "SELECT person_id, local_key IS NULL FROM person WHERE phone = '15400000009'")" = '2|1' ]
	printf 'worker,visited_at,person,outcome\nW01,2026-11-08 10:00:00,K1,met\n' | grid-import -q visit
	[ "$(q 'SELECT person_id FROM visit')" = 2 ]
EOF

t 'a person known by a local key gets a number' <<'EOF'
	archive
	persons -q first.csv
	key=$(q 'SELECT local_key FROM person WHERE person_id = 3')
	printf 'id_no,local_key,name,area\n440307201206010073,%s,王小宝,440310003001001\n' "$key" >number.csv
	expect 0 persons number.csv
	[ "$(q 'SELECT person_id, id_no, sex IS NULL, birth_on FROM person WHERE local_key IS NOT NULL')" = '3|440307201206010073|1|' ]
	printf 'id_no,local_key,name,area\n440307201006010052,%s,王小宝,440310003001001\n' "$key" >other.csv
	expect 1 persons other.csv
	stderr_has 'local_key: it names another record than id_no'
EOF

t 'two rows of one record cost the second, whatever names they use' <<'EOF'
	archive
	persons -q first.csv
	key=$(q 'SELECT local_key FROM person WHERE person_id = 3')
	{
		echo id_no,local_key,old_id_no,name,area,phone
		echo "440307196203070042,,,王秀英,440310003001001,15400000003"
		echo "440307196203070042,,,王秀英,440310003001001,15400000004"
		echo ",$key,,王小宝,440310003001001,15400000005"
		echo "440307196509120030,,,李新来,440310003001001,"
		echo ",$key,,王小宝,440310003001001,"
		echo "440307196509120030,,,李新来,440310003001001,"
	} >twice.csv
	expect 1 persons twice.csv
	stderr_has 'twice.csv:3: id_no: repeated: the same key as in line 2'
	stderr_has 'twice.csv:6: local_key: repeated: the same key as in line 4'
	stderr_has 'twice.csv:7: id_no: repeated: the same key as in line 5'
	stderr_has '6 rows read: 1 inserted, 2 updated, 0 unchanged, 3 rejected'
EOF

t 'rows that share more than one name cost each row but the first once' <<'EOF'
	archive
	{
		echo id_no,local_key,name,area
		for i in 1 2 3; do echo 440307196203070042,K1,王秀英,440310003001001; done
		echo 440307201006010052,K1,王小明,440310003001001
	} >names.csv
	expect 1 persons names.csv
	stderr_has '4 rows read: 1 inserted, 0 updated, 0 unchanged, 3 rejected'
	[ "$(wc -l <names.csv.rejects.csv)" = 4 ]
	# So many that the table's indexes are made afterwards.
	{
		echo local_key,name,area,old_id_no,id_no
		i=0
		while [ $i -lt 2500 ]; do echo "L$i,某人,440310003001001,,"; i=$((i + 1)); done
		for i in 1 2 3; do echo "K$i,王秀英,440310003001001,440307196203070042,360426199101010020"; done
	} >many.csv
	archive
	expect 1 persons many.csv
	stderr_has '2503 rows read: 2501 inserted, 0 updated, 0 unchanged, 2 rejected'
EOF

t 'rows are of one record too where only one of them says that the number was wrong' <<'EOF'
	archive
	persons -q first.csv
	{
		echo id_no,old_id_no,name,area,phone
		echo 360426199101010020,,王秀英,440310003001001,
		echo 360426199101010020,440307196203070042,王秀英,440310003001001,
	} >renamed.csv
	expect 1 persons renamed.csv
	stderr_has 'renamed.csv:3: id_no: repeated: the same key as in line 2'
	{
		echo id_no,old_id_no,name,area,phone
		echo 440307201006010052,440307196203070042,王小明,440310003001001,
		echo 440307196203070042,,王秀英,440310003001001,15400000007
	} >merged.csv
	expect 1 persons merged.csv
	stderr_has 'merged.csv:3: id_no: repeated: the same key as in line 2'
	stderr_has '2 rows read: 0 inserted, 1 updated, 0 unchanged, 1 rejected'
	# Mended, the second row tells of the record that is left.
	sed 2s/王秀英/王小明/ merged.csv.rejects.csv >mended.csv
	expect 0 persons mended.csv
	[ "$(q 'SELECT person_id FROM person WHERE phone = 15400000007')" = 2 ]
EOF

t 'a local key and a number that is not its record'\''s, wrong or right' <<'EOF'
	archive
	persons -q first.csv
	printf 'id_no,local_key,name,area\n440307196203070042,K1,王秀英,440310003001001\n' | persons -q
	printf 'id_no,old_id_no,local_key,name,area\n360426199101010020,440307201006010052,K1,王小明,440310003001001\n' >key.csv
	expect 1 persons key.csv
	stderr_has 'key.csv:2: local_key: it names a record with another id_no'
EOF

t 'two of one name, sex, birth and home without a number are one key' <<'EOF'
	archive
	printf 'name,sex,birth_on,area,household\n王双,女,2026-10-01,440310003001001,H1\n王双,女,2026-10-01,440310003001001,H1\n' >twins.csv
	expect 1 persons twins.csv
	stderr_has 'twins.csv:3: '
	stderr_has 'repeated: the same key as in line 2'
EOF

t 'units: by code, or by area and name' <<'EOF'
	archive
	printf 'uscc,name,area,building\n,甲店,440310003001001,B1\n,甲店,440310003001002,\n' >unit.csv
	expect 0 grid-import unit unit.csv
	expect 0 grid-import unit unit.csv
	stderr_has '2 unchanged'
	[ "$(q 'SELECT count(DISTINCT local_key) FROM unit')" = 2 ]
EOF

t 'visits, rules of visits, trainings and days at work' <<'EOF'
	archive
	persons -q first.csv
	cat >visit.csv <<-'END'
		worker,visited_at,person,household,outcome
		W01,2026-11-08 10:00:00,440307196203070042,,met
		W01,2026-11-08 11:00:00,,H2,拒访
		W01,2026-11-08 12:00:00,,,met
		W01,2026-11-10 12:00:00,,H1,met
		W01,2026-11-08 12:30:00,440307196203070042,H2,met
	END
	expect 1 grid-import visit visit.csv
	stderr_has 'visit.csv:6: person: only one of person, household and unit may be given'
	stderr_has 'visit.csv:4: person: one of person, household and unit must be given'
	stderr_has 'visit.csv:5: visited_at: in the future'
	expect 1 grid-import visit visit.csv
	stderr_has '2 unchanged'
	printf 'uscc,name,area\n,东风早餐店,440310003001001\n' | grid-import -q unit
	printf 'worker,visited_at,unit,outcome\nW01,2026-11-08 13:00:00,东风早餐店,met\nW01,2026-11-08 14:00:00,东方早餐店,met\n' >names.csv
	expect 1 grid-import visit names.csv
	stderr_has "names.csv:3: unit: unknown unit, perhaps '东风早餐店'"
	[ "$(q 'SELECT count(*) FROM visit WHERE unit_id IS NOT NULL')" = 1 ]
	printf 'tag,period_days,retry_days\n独居老人,7,1\n' | { expect 0 grid-import visit-rule; }
	printf 'worker,course,held_on,hours\nW01,消防,2026-11-01,2\n' | { expect 0 grid-import training; }
	printf 'worker,day_on,state,patrol_minutes\nW01,2026-11-06,正常,90\n' | { expect 0 grid-import attendance; }
	[ "$(q "SELECT count(*) FROM visit, visit_rule, training, attendance WHERE tag = '独居老人'")" = 3 ]
EOF


t 'an import is taken back: what it changed, what it made, its history' <<'EOF'
	archive
	persons -q first.csv
	dump person >before
	persons -q mixed.csv
	run=$(q 'SELECT max(import_run_id) FROM import_run')
	dump person >after
	expect 0 grid-import -n --undo "$run"
	stderr_has "run $run undone: 1 records removed, 1 restored, nothing kept (-n)"
	dump person | diff after -
	expect 0 grid-import --undo "$run"
	echo "grid-import: run $run undone: 1 records removed, 1 restored" | stderr
	dump person | diff before -
	expect 1 grid-import --undo "$run"
	stderr_has "run $run is undone already, by run $((run + 1))"
	expect 1 grid-import --undo "$((run + 1))"
	stderr_has "is itself the undoing of another"
	[ "$(q "SELECT count(*) FROM audit WHERE note = 'undo of run $run'")" = 1 ]
EOF

t 'corrections and merges are taken back too' <<'EOF'
	archive
	persons -q first.csv
	dump person >before
	for file in corrected merge; do
		persons -q $file.csv
		run=$(q 'SELECT max(import_run_id) FROM import_run')
		expect 0 grid-import --undo "$run"
		dump person | diff before -
	done
EOF

t 'not where a later import or another record depends on it' <<'EOF'
	archive
	persons -q first.csv
	run=$(q 'SELECT max(import_run_id) FROM import_run')
	persons -q part.csv
	expect 1 grid-import --undo "$run"
	stderr_has "run $((run + 1)) changed later what run $run did: undo that first"
	expect 0 grid-import --undo $((run + 1))
	expect 0 grid-import --undo "$run"
	persons -q first.csv
	grid-import -q visit visit.csv || :
	expect 1 grid-import --undo $((run + 4))
	stderr_has "something refers to records that run $((run + 4)) made"
	expect 66 grid-import --undo 999
	expect 64 grid-import --undo 1 person first.csv
	expect 64 grid-import --undo x
EOF

t 'not what was joined later, nor what history refers to by a number' <<'EOF'
	archive
	persons -q first.csv
	printf 'id_no,name,area,phone\n440307196203070042,王秀英,440310003001001,15400000008\n' | persons -q
	run=$(q 'SELECT max(import_run_id) FROM import_run')
	persons -q merge.csv
	expect 1 grid-import --undo "$run"
	stderr_has "run $((run + 1)) changed later what run $run did"
	expect 0 grid-import --undo "$((run + 1))"
	expect 0 grid-import --undo "$run"
	# A building that somebody has left may not give its number to another.
	printf 'code,name,area\nB3,丙楼,440310003001001\n' | grid-import -q building
	run=$(q 'SELECT max(import_run_id) FROM import_run')
	for building in B3 B1; do
		printf 'id_no,name,area,building\n440307196203070042,王秀英,440310003001001,%s\n' $building | persons -q
	done
	expect 1 grid-import --undo "$run"
	stderr_has "run $((run + 2)) changed what referred to records that run $run made: undo that first"
	for undo in $((run + 2)) $((run + 1)) "$run"; do
		expect 0 grid-import --undo "$undo"
	done
EOF

t 'cases and areas are never taken back' <<'EOF'
	newdb
	printf 'source,source_no,area,collected_at\n热线,1,440310003001001,2026-11-08\n' | grid-import -q case
	expect 1 grid-import --undo "$(q 'SELECT max(import_run_id) FROM import_run')"
	stderr_has 'imported cases, whose history is never rewritten'
	printf 'code,name\n440310003001077,新格\n' | grid-import -q area
	expect 1 grid-import --undo "$(q 'SELECT max(import_run_id) FROM import_run')"
	stderr_has 'made areas, whose codes are never given up'
EOF

t 'plain sqlite3 may make the first record while an import waits' <<'EOF'
	archive
	{
		echo id_no,local_key,name,area
		echo 440307196203070042,,王秀英,440310003001001
		i=0
		while [ $i -lt 2500 ]; do echo ",L$i,某人,440310003001001"; i=$((i + 1)); done
	} >large.csv
	mkfifo sql
	sqlite3 grid.db <sql &
	exec 3>sql
	echo "BEGIN IMMEDIATE; INSERT INTO person (id_no, name, area_id) SELECT '440307196203070042', '王', area_id FROM area LIMIT 1;" >&3
	echo '.shell touch locked' >&3
	until [ -e locked ]; do sleep 0.1; done
	grid-import person large.csv 2>said 3>&- &
	import=$!
	until grep -aq "$import" grid.db-gate; do sleep 0.1; done
	sleep 0.5
	echo 'COMMIT;' >&3
	exec 3>&-
	expect 0 wait $import
	grep 'rows read: 2500 inserted, 1 updated, 0 unchanged, 0 rejected' said
	wait
	[ "$(q "SELECT count(*) FROM pragma_index_list('person')")" = 8 ]
EOF

t '--stop-after reads so many rows and no more' <<'EOF'
	archive
	expect 0 persons --stop-after 2 first.csv
	stderr_has '2 rows read: 2 inserted'
	expect 0 persons first.csv
	stderr <<-'END'
		grid-import: first.csv: 3 rows read: 1 inserted, 0 updated, 2 unchanged, 0 rejected
	END
	expect 64 persons --stop-after 0 first.csv
EOF

t 'a day to come has no records, and three rules of visits are known in Chinese' <<'EOF'
	newdb
	now '2026-11-09 12:00:00'
	printf 'worker,day_on,item\nW01,2026-11-09,fraud\nW01,2026-11-10,fraud\n' | { expect 1 grid-import merit -; }
	stderr_has '-:3: day_on: in the future'
	printf 'worker,course,held_on,is_passed\nW01,消防,2026-11-09,合格\nW02,消防,2026-11-09,不合格\nW01,消防,2027-01-01,\n' |
		{ expect 1 grid-import training -; }
	stderr_has '-:4: held_on: in the future'
	[ "$(sqlite3 grid.db 'SELECT is_passed FROM training ORDER BY training_id' | paste -sd ' ' -)" = '1 0' ]
	printf 'worker,day_on,state\nW01,2026-11-10,normal\n' | { expect 1 grid-import attendance -; }
	printf 'tag,period_days\n户,90\n单位,180\n事件,2\n' | { expect 0 grid-import visit-rule -; }
	[ "$(sqlite3 grid.db "SELECT period_days FROM visit_rule WHERE tag IN ('household', 'unit', 'event') ORDER BY 1" | paste -sd ' ' -)" = '2 90 180' ]
EOF

t 'no name of a person stands in a message' <<'EOF'
	newdb
	name=$(sqlite3 grid.db "SELECT name FROM worker WHERE code = 'W01'")
	printf 'worker,day_on,state\n%s好,2026-11-06,normal\n' "$name" | { expect 1 grid-import attendance -; }
	stderr_has 'worker: unknown worker'
	grep -c 'perhaps' .t/err | grep -qx 0
EOF

done_testing
