#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-check: all that is done to a file behind wangge's back is found, and
# nothing where nothing was done.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

python3 -c 'import sqlite3' 2>/dev/null || skip_all 'python3 with sqlite3 is missing'

area=440310003001001
model() { python3 "$TOP/tests/audit_model.py" "$@"; }

# The sample: a case through all links, two more in one command, a look.
newdb sample.db
GRID_DB=sample.db
export GRID_DB
now '2026-11-09 09:00:00'
printf 'area,matter,text\n%s,0102,x\n%s,0102,y\n' $area $area >two.csv
case-open --csv two.csv >two
no=$(sed 1q two) other=$(sed 1d two)
case-dispatch --to ZJ - <two >/dev/null
case-handle --by ZJ --accept - <two >/dev/null
case-handle --by ZJ --note words "$no" >/dev/null
case-feedback --by ZJ --result ok "$no" >/dev/null
case-verify --by V01 --pass "$no" >/dev/null
case-close "$no" >/dev/null
case-rate --score 5 "$no" >/dev/null
grid-export --unmask --reason x person >/dev/null
now '2026-11-10 09:00:00'
sqlite3 sample.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
last=$(sqlite3 sample.db 'SELECT max(audit_id) FROM audit')
export no other

copy() { rm -f try.db*; cp sample.db try.db; cp sample.db-gate try.db-gate; GRID_DB=try.db; }

# spoil SQL…: done by someone who takes the triggers away and puts them back.
spoil() {
	sqlite3 try.db "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'" >triggers
	{
		echo 'PRAGMA foreign_keys = 0; PRAGMA ignore_check_constraints = 1; BEGIN;'
		sqlite3 try.db "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'"
		printf '%s;\n' "$@"
		cat triggers
		echo 'COMMIT;'
	} | sqlite3 -bail try.db
}

# found KIND RECORD FINDING […]: exactly these findings, of --audit or all.
found() {
	# shellcheck disable=SC2086 # no word, or several
	expect 1 grid-check $audit -f tsv
	stderr </dev/null
	sed 1d .t/out >found
	: >want
	while [ $# -gt 0 ]; do
		printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>want
		shift 3
	done
	diff want found
}
audit=

t 'all is well: silent' <<'EOF'
expect 0 grid-check
stdout </dev/null
stderr </dev/null
expect 0 grid-check --audit -f json
stdout </dev/null
model verify sample.db
EOF

t 'the clock was fixed: a remark, not a finding' <<'EOF'
expect 0 grid-check -v -f tsv
[ "$(sed 1d .t/out | wc -l)" = "$last" ]
sed 1d .t/out | cut -f 1,3 | sort -u | diff - /dev/fd/3 3<<-'END'
	remark	the clock was fixed
END
EOF

# The audit --------------------------------------------------------------------

t 'every bit of every column of an audit row' <<'EOF'
copy
model flip-audit try.db | sort >want
[ "$(wc -l <want)" -gt 2000 ]
expect 1 grid-check --audit -f tsv
sed -n 's/^audit	audit \([0-9]*\)	it was changed$/\1/p' .t/out | sort | diff want - | head -20
sed -n 's/^audit	audit \([0-9]*\)	it was changed$/\1/p' .t/out | sort | cmp want -
EOF

t 'every bit of every column of an event, and of the salt of its note' <<'EOF'
copy
model flip-events try.db | sort -u >want
[ "$(wc -l <want)" -gt 1500 ]
expect 1 grid-check --audit -f tsv
sed -n 's/^audit	audit \([0-9]*\)	.*event.*/\1/p' .t/out | sort -u >got
comm -23 want got >missed
[ ! -s missed ]
EOF

t 'bits of the sample itself, one after the other' <<'EOF'
copy
python3 - "$TOP/tests" <<-'END' >tries
	import random, sqlite3, sys
	sys.path.insert(0, sys.argv[1])
	from audit_model import columns, connect, flips
	db = connect('try.db')
	rng = random.Random(1)
	for table, key in ('audit', 'audit_id'), ('casefile_event', 'casefile_id, seq'):
	    names = columns(db, table)
	    for row in db.execute('SELECT * FROM %s ORDER BY %s' % (table, key)):
	        where = ' AND '.join('%s = %d' % (k.strip(), row[names.index(k.strip())]) for k in key.split(','))
	        for name, old in rng.sample(list(zip(names, row)), 1):
	            new = rng.choice(list(flips(old)))
	            text = "CAST(x'%s' AS TEXT)" % new.hex() if isinstance(new, bytes) else str(new)
	            if old is None and name.endswith(('_at', '_id', '_s', '_no')):
	                text = '0'
	            print('UPDATE %s SET %s = %s WHERE %s' % (table, name, text, where))
END
[ "$(wc -l <tries)" -gt 25 ]
while read -r sql; do
	copy
	spoil "$sql"
	expect 1 grid-check --audit
	[ -s .t/out ]
done <tries
EOF

t 'every bit of the number of an audit row' <<'EOF'
bit=0
while [ $bit -lt 63 ]; do
	copy
	to=$(sqlite3 :memory: "SELECT (5 | 1 << $bit) - (5 & 1 << $bit)")
	spoil "UPDATE audit SET audit_id = -1 WHERE audit_id = $to" "UPDATE audit SET audit_id = $to WHERE audit_id = 5"
	expect 1 grid-check --audit
	[ -s .t/out ]
	bit=$((bit + 9))
done
EOF

t 'null in place of a text, and empty in place of null' <<'EOF'
audit=--audit
for set in 'note = NULL' 'note = '"''" "kind = ''" 'rows_digest = NULL' "events_digest = ''"; do
	copy
	spoil "UPDATE audit SET $set WHERE audit_id = $((last - 5))"
	case $set in
	'note = NULL'|'rows_digest = NULL') expect 0 grid-check --audit ;;
	*) expect 1 grid-check --audit; stdout_has "audit $((last - 5)),it was changed" ;;
	esac
done
copy
spoil "UPDATE audit SET kind = NULL WHERE audit_id = $last"
found audit "audit $last" 'it was changed'
EOF

t 'each audit row taken away, the last one too' <<'EOF'
n=1
while [ "$n" -le "$last" ]; do
	copy
	spoil "DELETE FROM audit WHERE audit_id = $n"
	expect 1 grid-check --audit -f tsv
	stdout_has "audit	audit $n	missing"
	n=$((n + 1))
done
copy
spoil 'DELETE FROM audit WHERE audit_id > 3'
expect 1 grid-check --audit -f tsv
stdout_has "audit	audit 4 to $last	missing"
stdout_has 'audit	audit 5	4 events name a row that there is not'
stdout_has 'audit	audit 12	1 events name a row that there is not'
EOF

t 'a row that was changed with its own digest: the next one does not follow' <<'EOF'
audit=--audit
for n in 1 5 $((last - 1)); do
	copy
	model change try.db $n actor nobody
	found audit "audit $((n + 1))" 'it does not follow the row before it'
done
EOF

t 'two audit rows in each other'"'"'s place' <<'EOF'
n=1
while [ "$n" -lt "$last" ]; do
	copy
	spoil "UPDATE audit SET audit_id = -1 WHERE audit_id = $n" "UPDATE audit SET audit_id = $n WHERE audit_id = $n + 1" \
		"UPDATE audit SET audit_id = $n + 1 WHERE audit_id = -1"
	expect 1 grid-check --audit -f tsv
	stdout_has "audit	audit $n	"
	stdout_has "audit	audit $((n + 1))	"
	n=$((n + 1))
done
EOF

t 'an audit row put in, between others or behind them' <<'EOF'
copy
spoil 'UPDATE audit SET audit_id = audit_id + 1000 WHERE audit_id > 5' 'UPDATE audit SET audit_id = audit_id - 999 WHERE audit_id > 1000' \
	"INSERT INTO audit SELECT 6, at, command, kind, actor, unix_user, is_fixed_clock, row_count, rows_digest, event_count, events_digest,
		note, digest, digest FROM audit WHERE audit_id = 5"
expect 1 grid-check --audit -f tsv
for n in $(seq 6 $((last + 1))); do
	stdout_has "audit	audit $n	it was changed"
done
copy
sqlite3 try.db "INSERT INTO audit SELECT audit_id + 1, at, command, kind, actor, unix_user, is_fixed_clock, 0, NULL, 0, NULL, note, digest,
	'00' FROM audit WHERE audit_id = $last"
audit=--audit
found audit "audit $((last + 1))" 'it was changed'
copy
spoil "INSERT INTO audit SELECT 0, at, command, kind, actor, unix_user, 0, 0, NULL, 0, NULL, note, '', '00' FROM audit WHERE audit_id = 1"
expect 1 grid-check --audit -f tsv
stdout_has 'audit	audit 0	rows are numbered from 1'
EOF

t 'a row of the future' <<'EOF'
copy
now '2026-11-09 08:59:00'
expect 1 grid-check --audit -f tsv
stdout_has "audit	audit $last	it lies in the future"
stdout_has "audit	$no event 1	it lies in the future"
EOF

# Events -------------------------------------------------------------------------

t 'each event taken away' <<'EOF'
sqlite3 sample.db 'SELECT casefile_id, seq, audit_id FROM casefile_event' | tr '|' ' ' >events
while read -r id seq of; do
	copy
	spoil "DELETE FROM casefile_event WHERE casefile_id = $id AND seq = $seq"
	expect 1 grid-check --audit -f tsv
	stdout_has "audit	audit $of	it counts "
done <events
[ "$(wc -l <events)" -gt 10 ]
EOF

t 'an event put in: of no command, of one that counts fewer, of none that there is' <<'EOF'
copy
sqlite3 try.db "INSERT INTO casefile_event (casefile_id, seq, at, recorded_at, action, role, status, matter_id, department_id, opened_at,
		dispatched_at, handle_due_at, close_due_at, close_from_at, handle_limit, handle_from_at, handle_spent_s, open_due_at,
		dispatch_due_at, note,
		actor_department_id)
	SELECT casefile_id, seq + 1, changed_at, changed_at, 'note', 'department', status, matter_id, department_id, opened_at,
		dispatched_at, handle_due_at, close_due_at, close_from_at, handle_limit, handle_from_at, handle_spent_s, open_due_at,
		dispatch_due_at, 'x',
		department_id
	FROM casefile WHERE case_no = '$other'"
audit=--audit
found audit "$other event 5" 'no command wrote it'
spoil "UPDATE casefile_event SET audit_id = 6, audit_no = 3 WHERE audit_id IS NULL"
found audit 'audit 6' 'it counts 2 events and 3 are there'
spoil "UPDATE casefile_event SET audit_id = 1000 WHERE audit_no = 3 AND audit_id = 6"
found audit 'audit 1000' '1 events name a row that there is not'
EOF

t 'two events in each other'"'"'s place' <<'EOF'
copy
audit=--audit
spoil 'UPDATE casefile_event SET audit_no = 3 - audit_no WHERE audit_id = 6'
found audit 'audit 6' 'an event of its 2 was changed'
copy
spoil "UPDATE casefile_event SET audit_id = 13 - audit_id WHERE audit_id IN (6, 7) AND audit_no = 1"
found audit 'audit 6' 'an event of its 2 was changed' audit 'audit 7' 'an event of its 2 was changed'
copy
spoil "UPDATE casefile_event SET audit_no = 2 WHERE audit_id = 6"
found audit 'audit 6' 'its events are not numbered from 1 to 2'
EOF

t 'an event that was entered after its command, or happened after its entry' <<'EOF'
copy
spoil "UPDATE casefile_event SET recorded_at = recorded_at + 1 WHERE casefile_id = 2 AND seq = 4" \
	"UPDATE casefile_event SET at = at + 1 WHERE casefile_id = 2 AND seq = 3"
expect 1 grid-check --audit -f tsv
stdout_has "audit	$other event 4	it was entered after its command (audit 7)"
stdout_has "audit	$other event 3	it happened after it was entered"
EOF

t 'a case that was forgotten: its notes gone but for their digests, its salt empty' <<'EOF'
copy
python3 - "$TOP/tests" <<-'END' >forget.sql
	import sqlite3, sys
	sys.path.insert(0, sys.argv[1])
	from audit_model import sm3
	db = sqlite3.connect('try.db')
	for seq, note, salt in db.execute('SELECT e.seq, note, salt FROM casefile_event e JOIN casefile USING (casefile_id)'
	                                  ' WHERE casefile_id = 1 AND note IS NOT NULL'):
	    print("UPDATE casefile_event SET note = '%s' WHERE casefile_id = 1 AND seq = %d;" % (sm3(salt + note.encode()), seq))
	print("UPDATE casefile SET salt = x'' WHERE casefile_id = 1")
END
[ "$(wc -l <forget.sql)" = 4 ]
spoil "$(cat forget.sql)"
expect 0 grid-check --audit
model verify try.db
expect 1 case-rate --score 4 "$no"
stderr_has "cannot rate case '$no': it was forgotten"
EOF

t 'the salt of a case that has notes' <<'EOF'
copy
spoil "UPDATE casefile SET salt = randomblob(16) WHERE case_no = '$no'"
expect 1 grid-check --audit -f tsv
[ "$(grep -c 'event of its 1 was changed' .t/out)" = "$(sqlite3 try.db "SELECT count(*) FROM casefile_event WHERE casefile_id = 1 AND note IS NOT NULL")" ]
EOF

t 'a case that stands otherwise than after its last event, or has none' <<'EOF'
audit=--audit
sqlite3 sample.db "SELECT e.name FROM pragma_table_info('casefile_event') e JOIN pragma_table_info('casefile') c USING (name)
	WHERE e.name <> 'casefile_id'" >state
[ "$(wc -l <state)" -gt 25 ]
{ cat state; echo changed_at; } | while read -r column; do
	copy
	case $column in
	status | handle_limit | suspended_until_on) spoil "UPDATE casefile SET $column = coalesce($column, '') || 'x' WHERE casefile_id = 2" ;;
	*) spoil "UPDATE casefile SET $column = coalesce($column, 0) + 1 WHERE casefile_id = 2" ;;
	esac
	found state "$other" 'it stands otherwise than after its last event'
done
copy
sqlite3 try.db "INSERT INTO casefile (case_no, area_id, collected_at) VALUES ('X-1', 1, 1)"
found state X-1 'it stands otherwise than after its last event'
EOF

# The head -----------------------------------------------------------------------

t 'since a head rows were only added' <<'EOF'
copy
head=$(grid-log --head)
expect 0 grid-check --audit --since "$head"
case-collect --area $area --text x >/dev/null
case-open --area $area --matter 0102 --text x >/dev/null
expect 0 grid-check --audit --since "$head"
expect 0 grid-check --audit --since "$(echo "$head" | tr 'a-f' 'A-F' | sed 's/-/- /g; s/- / -/1; s/ -/-/1')"
expect 0 grid-check --audit --since "$(echo "$head" | sed 's/-//2g')"
stdout </dev/null
EOF

t 'a chain that was rewritten wholly and rightly from some row on is found by the head alone' <<'EOF'
audit='--audit'
for n in 1 5 $((last - 1)) $last; do
	copy
	head=$(grid-log --head)
	case-collect --area $area --text x >/dev/null
	model rewrite try.db "$n" actor nobody
	model verify try.db
	expect 0 grid-check --audit
	audit="--audit --since $head"
	found audit "audit $last" 'not the row of the head: it or what stood before it was rewritten'
done
EOF

t 'rows after the head were rewritten: the head of before says nothing of them' <<'EOF'
copy
head=$(grid-log --head)
case-collect --area $area --text x >/dev/null
model rewrite try.db $((last + 1)) actor nobody
expect 0 grid-check --audit --since "$head"
EOF

t 'the last rows are gone with all their traces: the head says so' <<'EOF'
copy
head=$(grid-log --head)
spoil "DELETE FROM audit WHERE audit_id = $last" "UPDATE sqlite_sequence SET seq = seq - 1"
expect 0 grid-check --audit
audit="--audit --since $head"
found audit "audit $last" "the row of the head is missing: the last is $((last - 1))"
EOF

t 'what is no head is 64' <<'EOF'
head=$(grid-log --head)
for bad in '' x 5 "${head%?}" "${head}0" "0-${head#*-}" "${head%?}g" "-$head" "$head-x" "99999999999999999999-${head#*-}"; do
	expect 64 grid-check --audit --since "$bad"
	stdout </dev/null
done
stderr_has "grid-check: --since: '99999999999999999999-${head#*-}' is no head as grid-log --head prints it"
expect 64 grid-check --since "$head"
stderr_has 'grid-check: --since goes with --audit'
EOF

# The rest -----------------------------------------------------------------------

t 'each trigger, index and view taken away' <<'EOF'
audit=
sqlite3 sample.db "SELECT type, name FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL" | tr '|' ' ' >objects
[ "$(wc -l <objects)" -gt 40 ]
while read -r type name; do
	copy
	sqlite3 try.db "DROP $type $name" 2>/dev/null
	found schema "$type $name" 'is missing'
done <objects
EOF

t 'a trigger that is altered, one that is added, a column that is added; other tables are nobody'"'"'s business' <<'EOF'
copy
sqlite3 try.db "DROP TRIGGER audit_stays; CREATE TRIGGER audit_stays BEFORE DELETE ON audit WHEN 0 BEGIN SELECT 1; END"
found schema 'trigger audit_stays' 'was altered'
copy
sqlite3 try.db 'CREATE TRIGGER quiet AFTER INSERT ON audit BEGIN DELETE FROM reminder; END'
found schema 'trigger quiet' "is none of wangge's"
copy
sqlite3 try.db 'ALTER TABLE household ADD COLUMN mine TEXT'
found schema 'table household' 'was altered'
copy
sqlite3 try.db 'CREATE TABLE mine (x); CREATE INDEX mine_x ON casefile (text); CREATE VIEW mine_all AS SELECT * FROM mine'
expect 0 grid-check
EOF

t 'a workflow that is not the program'"'"'s' <<'EOF'
copy
spoil "UPDATE workflow SET roles = 'cdwv' WHERE action = 'close'"
found workflow 'close from verified' "the program's table has another row here"
copy
spoil "INSERT INTO workflow (action, status_from, status_to, roles, needs, clock) VALUES ('close', 'collected', 'closed', 'w', '', '')"
found workflow 'close from collected' "the program's table has another row here"
copy
spoil "DELETE FROM workflow WHERE workflow_id = (SELECT max(workflow_id) FROM workflow)"
found workflow 'import from any' 'is missing'
EOF

t 'references that lead nowhere, and nothing else is looked at then' <<'EOF'
copy
sqlite3 try.db "PRAGMA foreign_keys = 0; UPDATE worker SET department_id = 999 WHERE worker_id = 1; DROP TRIGGER audit_stays"
found file 'worker 1' 'refers to a department that there is not'
EOF

t 'a page that is not whole' <<'EOF'
copy
page=$(sqlite3 try.db "SELECT rootpage FROM sqlite_schema WHERE name = 'casefile_collected'")
printf '\377\377\377' | dd of=try.db bs=1 seek=$(((page - 1) * 4096 + 3)) conv=notrunc 2>/dev/null
expect 1 grid-check -f tsv
sed 1d .t/out | cut -f 1 | sort -u | diff - /dev/fd/3 3<<-'END'
	file
END
EOF

t 'actors: before hired, after left, in another role' <<'EOF'
copy
at=$(sqlite3 try.db "SELECT seq FROM casefile_event WHERE casefile_id = 1 AND action = 'pass'")
sqlite3 try.db "UPDATE worker SET hired_on = '2026-11-10' WHERE code = 'V01'"
found actor "$no event $at" 'its worker: not here before 2026-11-10'
sqlite3 try.db "UPDATE worker SET hired_on = '2026-11-09', left_on = '2026-11-08' WHERE code = 'V01'"
found actor "$no event $at" 'its worker: left on 2026-11-08'
sqlite3 try.db "UPDATE worker SET left_on = '2026-11-09' WHERE code = 'V01'"
expect 0 grid-check
sqlite3 try.db "UPDATE worker_post SET post = 'grid-worker' WHERE worker_id = (SELECT worker_id FROM worker WHERE code = 'V01')"
found actor "$no event $at" 'its worker acted as verifier where the post of that day makes worker'
EOF

t 'what others were dispatched; a department above may' <<'EOF'
copy
sqlite3 try.db "UPDATE department SET parent_id = (SELECT department_id FROM department WHERE code = 'JT') WHERE code = 'ZJ'"
case-handle --by JT --note words "$other" >/dev/null
expect 0 grid-check
sqlite3 try.db "UPDATE department SET parent_id = NULL WHERE code = 'ZJ'"
found actor "$other event 5" 'the case was dispatched to somebody else'
copy
x=$(case-open --area $area --matter 0102 --text z)
case-dispatch --to W01 "$x" >/dev/null
case-handle --by W01 --accept "$x" >/dev/null
expect 0 grid-check
spoil "UPDATE casefile_event SET actor_worker_id = (SELECT worker_id FROM worker WHERE code = 'W02') WHERE action = 'accept' AND casefile_id = 3"
expect 1 grid-check -f tsv
stdout_has "actor	$x event 4	the case was dispatched to somebody else"
EOF

t 'whoever handled the case verified it' <<'EOF'
copy
spoil "UPDATE casefile_event SET actor_worker_id = (SELECT worker_id FROM worker WHERE code = 'V01') WHERE casefile_id = 1 AND action = 'note'"
expect 1 grid-check -f tsv
stdout_has "actor	$no event 7	whoever handled the case verified it"
EOF

t 'suspended for more than a year, until a day that had come, until none' <<'EOF'
for until in 2027-11-09 2026-11-10 '2027-11-10: more than a year' '2031-01-01: more than a year' \
	'2026-11-09: not after that day' '1999-01-01: not after that day' \
	"'2027-02-30': no day" "'soon': no day" "'': no day" "'20270101': no day" "'2027-1-1': no day"; do
	copy
	day=$(echo "$until" | sed "s/:.*//; s/'//g")
	spoil "INSERT INTO casefile_event SELECT * FROM casefile_event WHERE 0" \
		"UPDATE casefile_event SET action = 'suspend', suspended_until_on = '$day' WHERE casefile_id = 2 AND seq = 4"
	expect 1 grid-check -f tsv
	sed -n "s/^suspension	$other event 4	it was suspended until //p" .t/out >got
	case $until in *:*) echo "$until" ;; esac | diff - got
done
EOF

t 'suspended on 29 February until 1 March of the next year, which commands allow' <<'EOF'
newdb leap.db
GRID_DB=leap.db; export GRID_DB
now '2028-02-29 09:00:00'
leap=$(case-open --area $area --matter 0102 --text words)
case-dispatch --to ZJ $leap | case-handle --by ZJ --accept - >/dev/null
expect 1 case-handle --suspend --reason words --until 2029-03-02 $leap
expect 0 case-handle --suspend --reason words --until 2029-03-01 $leap
grid-check >got || :
[ "$(grep -c suspension got)" = 0 ]
EOF

t 'a grid in which nobody works today' <<'EOF'
copy
sqlite3 try.db "UPDATE worker_post SET valid_to = '2026-11-09' WHERE area_id = (SELECT area_id FROM area WHERE code = '$area')"
found registry $area 'no worker has a post in this grid today'
copy
sqlite3 try.db "UPDATE worker SET left_on = '2026-11-09' WHERE worker_id IN (SELECT worker_id FROM worker_post WHERE area_id =
	(SELECT area_id FROM area WHERE code = '$area'))"
found registry $area 'no worker has a post in this grid today'
EOF

t 'an office that keeps no posts has its workers where they stand' <<'EOF'
copy
sqlite3 try.db 'DELETE FROM worker_post'
expect 0 grid-check
sqlite3 try.db "UPDATE worker SET hired_on = '2026-11-14' WHERE area_id = (SELECT area_id FROM area WHERE code = '$area')"
expect 1 grid-check -f tsv
grep -q "^registry	$area	" .t/out
EOF

t 'it reads only' <<'EOF'
copy
chmod 440 try.db
expect 0 grid-check
cmp sample.db try.db
EOF
done_testing
