#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The audit: one row a command that changed something, each with the SM3
# digest of the one before and a digest of the events that the command wrote,
# made again here by another program from the file alone.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

python3 -c 'import sqlite3' 2>/dev/null || skip_all 'python3 with sqlite3 is missing'

now '2026-11-09 09:00:00'
area=440310003001001
sql() { sqlite3 "${GRID_DB:-grid.db}" "$1"; }

# chain [DB]: all digests are right; says of how many rows and events.
chain() { python3 "$TOP/tests/audit_model.py" verify "${1:-grid.db}"; }

# One row more, of this command and actor, with so many other rows and events.
row() {
	sql 'SELECT count(*) FROM audit' >rows
	rows=$((rows + 1))
	[ "$(cat rows)" = "$rows" ]
	sql 'SELECT command, actor, row_count, event_count FROM audit ORDER BY audit_id DESC LIMIT 1' | diff - /dev/fd/3 3<<-END
		$1|$2|$3|$4
	END
}
none() { [ "$(sql 'SELECT count(*) FROM audit')" = "$rows" ]; }

t 'grid-init: the first row, with the rows of all standard tables' <<'EOF'
GRID_DB=new.db; export GRID_DB
grid-init --district 440310 --name 坪山区
sql 'SELECT audit_id, command, kind IS NULL, row_count = (SELECT sum(inserted) FROM import_run), row_count > 300, event_count, note, previous
	FROM audit' | diff - /dev/fd/3 3<<-'END'
	1|grid-init|1|1|1|0|440310|
END
[ "$(chain new.db)" = '1 rows, 0 events' ]
EOF

t 'one row a command' <<'EOF'
newdb
rows=$(sql 'SELECT count(*) FROM audit')
a=$(case-collect --by W01 --area $area --text x);     row case-collect W01 0 1
case-open --matter 0102 $a >/dev/null;                row case-open centre 0 1
b=$(case-open --area $area --matter 0102 --text y);   row case-open centre 0 2
case-dispatch --to ZJ $a $b >/dev/null;               row case-dispatch centre 0 2
case-handle --by ZJ --accept $a $b >/dev/null;        row case-handle ZJ 0 2
case-feedback --by ZJ --result ok $a $b >/dev/null;   row case-feedback ZJ 0 2
case-verify --by V01 --pass $a >/dev/null;            row case-verify V01 0 1
case-close $a >/dev/null;                             row case-close centre 0 1
case-rate --score 5 $a >/dev/null;                    row case-rate centre 0 1
case-close --force --reason words $b >/dev/null;               row case-close centre 0 1
printf 'code,name\n440310003009,九\n440310003010,十\n1,x\n' >a.csv
grid-import -q area a.csv || :;                       row grid-import centre 2 0
grid-import -q area a.csv || :;                       row grid-import centre 0 0
run=$(sql 'SELECT max(import_run_id) FROM import_run')
printf 'tag,period_days\nx,7\n' | grid-import -q visit-rule -
row grid-import centre 1 0
grid-import -q --undo "$((run + 1))";                 row grid-import centre 1 0
grid-export --unmask --reason x --by V01 worker >/dev/null
row grid-export V01 "$(sql 'SELECT count(*) FROM worker')" 0
grid-init --upgrade;                                  row grid-init centre 0 0
chain >/dev/null
EOF

t 'a refused, wrong or dry command, a repeat and a reader leave none' <<'EOF'
newdb
a=$(case-open --key k1 --area $area --matter 0102 --text x)
rows=$(sql 'SELECT count(*) FROM audit')
for cmd in "case-close $a" "case-close x" "case-close --by ZJ $a" "case-close --nope" "case-dispatch --all-or-nothing --to ZJ $a x" \
	"case-dispatch -n --to ZJ $a" "case-open -n --area $area --matter 0102 --text x" \
	"case-open --key k1 --area $area --matter 0102 --text x" "case-open --key k1 --area $area --matter 0103 --text x" \
	"grid-import -n area a.csv" "grid-import --all-or-nothing area a.csv" "grid-import --max-errors 0 area a.csv" \
	"grid-import area nothing.csv" case-list "case-show $a" "grid-init --district 440310 --name x"; do
	$cmd >/dev/null 2>&1 || :
	none || { echo "a row after: $cmd"; exit 1; }
done
EOF

t 'the Unix user, the time and whether the clock was fixed' <<'EOF'
newdb
case-open --at '2026-11-09 08:00:00' --area $area --matter 0102 --text x >/dev/null
sql "SELECT datetime(at, 'unixepoch', '+8 hours'), unix_user, is_fixed_clock FROM audit ORDER BY audit_id DESC LIMIT 1" | diff - /dev/fd/3 3<<-END
	2026-11-09 09:00:00|$(id -un)|1
END
unset GRID_NOW
case-collect --area $area --text x >/dev/null
[ "$(sql "SELECT is_fixed_clock, abs(at - strftime('%s', 'now')) < 60 FROM audit ORDER BY audit_id DESC LIMIT 1")" = '0|1' ]
EOF

t 'the digest of other rows: of what kind, which line, how, in order' <<'EOF'
newdb
printf 'code,name\n440310003009,九\n1,x\n440310003001,碧岭新\n' >a.csv
expect 1 grid-import area a.csv
sql 'SELECT kind, rows_digest, events_digest IS NULL FROM audit ORDER BY audit_id DESC LIMIT 1' >got
python3 - "$TOP/tests" <<-'END' | diff - got
	import sys
	sys.path.insert(0, sys.argv[1])
	from audit_model import sm3, form
	print('area|%s|1' % sm3(form(['area', 2, 'inserted', 'area', 4, 'updated'])))
END
EOF

t 'every event of every way of writing is in the digest of its command' <<'EOF'
newdb
printf 'area,matter,text\n%s,0102,x\n%s,0102,y\n' $area $area >two.csv
case-open --csv two.csv >two
case-dispatch --to ZJ - <two >/dev/null
case-handle --by ZJ --accept - <two >/dev/null
case-handle --by ZJ --note '电话 13800138000 的人' - <two >/dev/null
case-feedback --by ZJ --result 完成 - <two >/dev/null
case-verify --by V01 --pass - <two >/dev/null
case-close - <two >/dev/null
case-rate --score 4 - <two >/dev/null
printf 'source,source_no,area,matter,text,collected_at,opened_at,status\n热线,H1,%s,0102,x,2026-11-01,2026-11-02,opened\n热线,H2,%s,0102,x,2026-11-01,2026-11-02,opened\n' $area $area |
	grid-import -q case -
printf 'case_no,rater,score,rated_at\n%s,居民甲,5,2026-11-09 08:59\n' "$(sed 1q two)" | grid-import -q rating -
sqlite3 grid.db 'SELECT sum(event_count), count(DISTINCT events_digest) FROM audit' | diff - /dev/fd/3 3<<-'END'
	23|10
END
[ "$(chain)" = "$(sql 'SELECT count(*) FROM audit') rows, 23 events" ]
EOF

t 'deadlines that a calendar fills are events of the import' <<'EOF'
newdb
sql "DELETE FROM calendar_day WHERE day_on >= '2026'"
case-open --area $area --matter 0102 --text x 2>/dev/null | case-dispatch --to ZJ - >/dev/null 2>&1
printf 'day_on,name,is_workday\n2026-01-01,元旦,0\n2027-01-01,元旦,0\n' | grid-import -q holiday -
sql 'SELECT kind, row_count, event_count FROM audit ORDER BY audit_id DESC LIMIT 1' | diff - /dev/fd/3 3<<-'END'
	holiday|2|1
END
chain >/dev/null
EOF

t 'what a refused row had written is not in the digest of the others' <<'EOF'
newdb
printf 'area,matter,text\n%s,0102,x\n%s,0102,y\n' $area $area >some.csv
# Collected, but not opened, for want of a matter.
printf '%s,,no matter\n%s,0102,z\n%s,,no matter\n' $area $area $area >>some.csv
expect 1 case-open --csv some.csv
sql 'SELECT audit_no, (SELECT count(*) FROM casefile) FROM casefile_event ORDER BY casefile_id, seq' | tr '\n' ' ' >got
[ "$(cat got)" = '1|3 2|3 3|3 4|3 5|3 6|3 ' ]
chain >/dev/null
printf 'source,source_no,area,matter,text,collected_at,opened_at,status\n热线,H1,%s,0102,x,2026-11-01,2026-11-02,opened\n热线,H1,%s,0102,again,2026-11-01,2026-11-02,opened\n热线,H2,%s,0102,x,2026-11-01,2026-11-02,opened\n' $area $area $area |
	expect 1 grid-import -q case -
[ "$(sql 'SELECT row_count, event_count FROM audit ORDER BY audit_id DESC LIMIT 1')" = '2|4' ]
chain >/dev/null
EOF

t 'the columns of an event enter its digest in the order of the table' <<'EOF'
newdb
awk '/^-- name: casefile_event_insert/ { on = 1; next } on { print } on && /;$/ { exit }' "$TOP/lib/sql/casefile.sql" |
	tr '\n' ' ' | sed 's/.*casefile_event (\([^)]*\)).*/\1/' | tr -d ' ' | tr , '\n' >bound
echo >>bound
sql "SELECT name FROM pragma_table_info('casefile_event')" | diff - bound
EOF

t 'a salt is never the same, and nothing prints it' <<'EOF'
newdb
for i in 1 2 3; do case-open --area $area --matter 0102 --text "$i"; done >no
[ "$(sql 'SELECT count(DISTINCT salt), min(length(salt)) FROM casefile')" = '3|16' ]
for format in csv json table; do
	grid-export -f $format --unmask --reason x case
	case-list -f $format
	case-show -f $format - <no
done >printed
grep salt printed && exit 1 || :
EOF

t 'an import is noted with the digest of its file' <<'EOF'
newdb
printf 'code,name\n440310003009,九\n1,x\n' >a.csv
expect 1 grid-import area a.csv
python3 -c 'import sys; sys.path.insert(0, sys.argv[1]); from audit_model import sm3; print(sm3(open("a.csv", "rb").read()))' "$TOP/tests" >digest
sql 'SELECT note FROM audit ORDER BY audit_id DESC LIMIT 1' | diff digest -
sql 'SELECT digest FROM import_run ORDER BY import_run_id DESC LIMIT 1' | diff digest -
EOF

t 'no personal value stands in the audit or in the answers kept for --key' <<'EOF'
newdb
case-open --key k1 --area $area --matter 0102 --text 楼上漏水 --reporter 欧阳修远 --phone 15400008888 --address 和顺路77号 >/dev/null
printf 'code,name,area,phone,id_no\nX1,司马相如,%s,15400007777,44039919900101123X\n' $area | grid-import -q worker -
sql '.dump audit' >audit.sql
sql '.dump request' >>audit.sql
grep -E '欧阳|15400|和顺路|司马|漏水|440399' audit.sql && exit 1 || :
EOF

t 'the chain holds after many commands at once' <<'EOF'
newdb
i=0
while [ $i -lt 40 ]; do
	case-open --area $area --matter 0102 --text "$i" >/dev/null 2>&1 &
	i=$((i + 1))
done
wait
[ "$(chain)" = "$(sql 'SELECT count(*) FROM audit') rows, 80 events" ]
EOF

done_testing
