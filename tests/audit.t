#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The audit: one row a command that changed something, each with the SM3
# digest of the one before, recomputed here by another program.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

python3 -c '' 2>/dev/null || skip_all 'python3 is missing'
python3 -c 'import hashlib; hashlib.new("sm3")' 2>/dev/null || echo | openssl dgst -sm3 >/dev/null 2>&1 ||
	skip_all 'neither python3 nor openssl has SM3'

now '2026-11-09 09:00:00'
area=440310003001001
sql() { sqlite3 "${GRID_DB:-grid.db}" "$1"; }

# sm3.py: the digest of some bytes; words in the canonical form of lib/audit.h.
cat >sm3.py <<'END'
import hashlib, subprocess
def sm3(b):
    try:
        return hashlib.new('sm3', b).hexdigest()
    except ValueError:
        out = subprocess.run(['openssl', 'dgst', '-sm3'], input=b, stdout=subprocess.PIPE, check=True).stdout
        return out.split()[-1].decode()
def form(words):
    return b''.join(b'%d:%s' % (len(w), w) for w in words)
END

# The audit as fields and records that no text has in it, to audit.py, which
# names the first row whose digest or predecessor is wrong.
cat >audit.py <<'END'
import sys
from sm3 import sm3, form
before = b''
for n, record in enumerate(sys.stdin.buffer.read().split(b'\x1e')[:-1], 1):
    at, command, actor, user, fixed, count, rows, note, previous, digest = record.split(b'\x1f')
    if previous != before:
        raise SystemExit('row %d does not follow the one before' % n)
    if sm3(form([previous, at, command, actor, user, fixed, count, rows, note])).encode() != digest:
        raise SystemExit('row %d was changed' % n)
    before = digest
print(n, 'rows')
END
chain() {
	sqlite3 -ascii "$1" 'SELECT at, command, actor, unix_user, is_fixed_clock, row_count, rows_digest, note, previous, digest
		FROM audit ORDER BY audit_id' >audit.bytes
	python3 audit.py <audit.bytes
}

# One row more, of this command and actor, with so many changed rows.
row() {
	sql 'SELECT count(*) FROM audit' >rows
	rows=$((rows + 1))
	[ "$(cat rows)" = "$rows" ]
	sql 'SELECT command, actor, row_count FROM audit ORDER BY audit_id DESC LIMIT 1' | diff - /dev/fd/3 3<<-END
		$1|$2|$3
	END
}
none() { [ "$(sql 'SELECT count(*) FROM audit')" = "$rows" ]; }

t 'SM3 as GB/T 32905 has it' <<'EOF'
python3 -c 'from sm3 import sm3; print(sm3(b"abc"))' | diff - /dev/fd/3 3<<-'END'
	66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0
END
EOF

t 'grid-init: one row for each standard table it imports, one of its own' <<'EOF'
GRID_DB=new.db; export GRID_DB
grid-init --district 440310 --name 坪山区
sql 'SELECT command, note IN (SELECT digest FROM import_run), note FROM audit ORDER BY audit_id' | sed 's/|1|.*/|1/' | diff - /dev/fd/3 3<<-'END'
	grid-import|1
	grid-import|1
	grid-import|1
	grid-import|1
	grid-import|1
	grid-import|1
	grid-init|0|440310
END
chain new.db
EOF

t 'one row a command' <<'EOF'
newdb
rows=$(sql 'SELECT count(*) FROM audit')
a=$(case-collect --by W01 --area $area --text x);     row case-collect W01 1
case-open --matter 0102 $a >/dev/null;                row case-open centre 1
b=$(case-open --area $area --matter 0102 --text y);   row case-open centre 1
case-dispatch --to ZJ $a $b >/dev/null;               row case-dispatch centre 2
case-handle --by ZJ --accept $a $b >/dev/null;        row case-handle ZJ 2
case-feedback --by ZJ --result ok $a $b >/dev/null;   row case-feedback ZJ 2
case-verify --by V01 --pass $a >/dev/null;            row case-verify V01 1
case-close $a >/dev/null;                             row case-close centre 1
case-rate --score 5 $a >/dev/null;                    row case-rate centre 1
case-close --force --reason words $b >/dev/null;               row case-close centre 1
printf 'code,name\n440310003009,九\n440310003010,十\n1,x\n' >a.csv
grid-import -q area a.csv || :;                       row grid-import centre 2
grid-import -q area a.csv || :;                       row grid-import centre 0
grid-init --upgrade;                                  row grid-init centre 0
chain grid.db
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

t 'the digest of the rows: what, which, how it stands, in order' <<'EOF'
newdb
printf 'area,matter,text\n%s,0102,x\n%s,0103,y\n' $area $area >two.csv
case-open --csv two.csv >/dev/null
case-dispatch --to ZJ 440310-20261109-00002 440310-20261109-00001 >/dev/null
sql 'SELECT rows_digest FROM audit ORDER BY audit_id DESC LIMIT 2' >got
python3 - <<-'END' | diff - got
	from sm3 import sm3, form
	for verb, how, numbers in ('dispatch', '3:dispatched', '21'), ('open', '2:opened', '12'):
	    words = [w for n in numbers for w in (verb, '440310-20261109-0000' + n, how)]
	    print(sm3(form([w.encode() for w in words])))
END
EOF

t 'an import is noted with the digest of its file' <<'EOF'
newdb
printf 'code,name\n440310003009,九\n1,x\n' >a.csv
expect 1 grid-import area a.csv
python3 -c 'from sm3 import sm3; print(sm3(open("a.csv", "rb").read()))' >digest
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
chain grid.db >counted
[ "$(cat counted)" = "$(sql 'SELECT count(*) FROM audit') rows" ]
EOF

# spoilt SENTENCE SQL: done by someone who took the triggers away, it is found.
spoilt() {
	rm -f spoilt.db*
	sql "VACUUM INTO 'spoilt.db'"
	sqlite3 spoilt.db "DROP TRIGGER audit_stays; DROP TRIGGER audit_unchanged; DROP TRIGGER audit_is_new; $2"
	expect 1 chain spoilt.db
	printf '%s\n' "$1" | diff - .t/err
}

t 'a changed, missing or reordered row does not pass the chain' <<'EOF'
newdb
for i in 1 2 3 4 5; do case-open --area $area --matter 0102 --text "$i" >/dev/null; done
n=$(sql 'SELECT max(audit_id) FROM audit')
[ "$n" = "$(sql 'SELECT count(*) FROM audit')" ]
for set in "actor = 'W01'" 'at = at + 1' "note = 'x'" 'row_count = 9' 'is_fixed_clock = 0' "command = 'case-close'"; do
	spoilt "row $((n - 1)) was changed" "UPDATE audit SET $set WHERE audit_id = $((n - 1))"
done
spoilt "row $((n - 2)) does not follow the one before" "DELETE FROM audit WHERE audit_id = $((n - 2))"
spoilt "row $((n - 1)) does not follow the one before" "UPDATE audit SET audit_id = -1 WHERE audit_id = $n;
	UPDATE audit SET audit_id = $n WHERE audit_id = $((n - 1)); UPDATE audit SET audit_id = $((n - 1)) WHERE audit_id = -1"
EOF

done_testing
