#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-log: who changed or looked at what; the head of the chain.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

area=440310003001001
sql() { sqlite3 "${GRID_DB:-grid.db}" "$1"; }
# The numbers of the rows that are printed with these filters, on one line.
ids() { grid-log -f tsv "$@" | sed 1d | cut -f 1 | tr '\n' ' '; }

# A week's work: rows 1 to 4 are those of the template.
newdb
now '2026-11-09 09:00:00'
a=$(case-open --area $area --matter 0102 --text x)
now '2026-11-10 09:00:00'
b=$(case-collect --by W01 --area $area --text y)
now '2026-11-11 23:59:59'
printf '%s\n' "$a" | case-dispatch --to ZJ - >/dev/null
now '2026-11-12 00:00:00'
case-handle --by ZJ --accept "$a" >/dev/null
grid-export --unmask --by L01 --reason '核对 =1+1' --area $area person >/dev/null
case-open --matter 0102 "$b" >/dev/null
export a b

t 'all rows, with who, what, of which kind, how much and why' <<'EOF'
expect 0 grid-log
sed -n '2p; 6,$p' .t/out | sed "s/,$(id -un),/,USER,/; s/,[0-9]*,440310$/,ROWS,440310/" | diff - /dev/fd/3 3<<-'END'
	1,2026-11-09 07:00:00,grid-init,,centre,USER,1,0,ROWS,440310
	5,2026-11-09 09:00:00,case-open,,centre,USER,1,2,0,
	6,2026-11-10 09:00:00,case-collect,,W01,USER,1,1,0,
	7,2026-11-11 23:59:59,case-dispatch,,centre,USER,1,1,0,
	8,2026-11-12 00:00:00,case-handle,,ZJ,USER,1,1,0,
	9,2026-11-12 00:00:00,grid-export,person,L01,USER,1,0,0,person of 440310003001001: 核对 =1+1
	10,2026-11-12 00:00:00,case-open,,centre,USER,1,1,0,
END
sql "SELECT audit_id || ',' || datetime(at, 'unixepoch', '+8 hours') || ',' || command || ',' || coalesce(kind, '') || ',' ||
	actor || ',' || unix_user || ',' || is_fixed_clock || ',' || event_count || ',' || row_count || ',' || coalesce(note, '')
	FROM audit ORDER BY audit_id" >want
sed 1d .t/out | diff want -
EOF

t 'by case: the commands that wrote its events' <<'EOF'
[ "$(ids --case "$a")" = '5 7 8 ' ]
[ "$(ids --case "$b")" = '6 10 ' ]
for no in "$a" "$b"; do
	sql "SELECT DISTINCT audit_id FROM casefile_event JOIN casefile USING (casefile_id) WHERE case_no = '$no' ORDER BY 1" >want
	grid-log --case "$no" -f tsv | sed 1d | cut -f 1 | diff want -
done
expect 66 grid-log --case 440310-20261109-99999
stderr_has "grid-log: --case '440310-20261109-99999': no such case"
EOF

t 'by actor: as the audit has it, by name, by Unix user' <<'EOF'
[ "$(ids --actor ZJ)" = '8 ' ]
[ "$(ids --actor "$(sql "SELECT name FROM department WHERE code = 'ZJ'")")" = '8 ' ]
[ "$(ids --actor "$(sql "SELECT name FROM worker WHERE code = 'W01'")")" = '6 ' ]
[ "$(ids --actor centre)" = '1 2 3 4 5 7 10 ' ]
[ "$(ids --actor "$(id -un)")" = '1 2 3 4 5 6 7 8 9 10 ' ]
[ -z "$(ids --actor V02)" ]
expect 66 grid-log --actor nobody-of-that-name
stderr_has "grid-log: --actor 'nobody-of-that-name': "
EOF

t 'by time: from a first second, a whole last day' <<'EOF'
[ "$(ids --since 2026-11-10 --until 2026-11-11)" = '6 7 ' ]
[ "$(ids --since '2026-11-12 00:00:00')" = '8 9 10 ' ]
[ "$(ids --until '2026-11-09 09:00:00')" = '1 2 3 4 ' ]
expect 64 grid-log --since 2026-11-12 --until 2026-11-11
stderr_has 'grid-log: --until is not after --since'
expect 64 grid-log --since yesterday
stderr_has 'grid-log: --since: '
EOF

t 'by kind: a command, or the records of imports and looks' <<'EOF'
[ "$(ids --kind case-open)" = '5 10 ' ]
[ "$(ids --kind grid-export)" = '9 ' ]
[ "$(ids --kind person)" = '9 ' ]
[ "$(ids --kind area)" = '2 ' ]
[ "$(ids --kind grid-import --since 2026-11-10)" = '' ]
for word in persons audit score score-explain case-opne grid- case-detail; do
	expect 64 grid-log --kind $word
	stderr_has "grid-log: --kind '$word' is neither a command nor a kind of record"
done
for word in "$TOP"/cmd/*.c; do
	word=${word##*/}
	expect 0 grid-log --kind "${word%.c}"
done
EOF

t 'all filters together' <<'EOF'
[ "$(ids --case "$a" --actor centre --kind case-dispatch --since 2026-11-11 --until 2026-11-11)" = '7 ' ]
[ -z "$(ids --case "$a" --actor ZJ --kind case-dispatch)" ]
EOF

t 'an empty filter, which a script may give by mistake, lists nothing' <<'EOF'
for option in case actor since until kind; do
	expect 64 grid-log --$option ''
	stdout </dev/null
	stderr_has "grid-log: --$option is empty"
done
EOF

t 'a table fits on a screen, and has of a digest the first digits' <<'EOF'
digest=$(sql 'SELECT note FROM audit WHERE audit_id = 2')
[ ${#digest} = 64 ]
for locale in C zh_CN.UTF-8; do
	LC_ALL=$locale expect 0 grid-log -f table
	[ "$(LC_ALL=C.UTF-8 wc -L <.t/out)" -le 80 ]
	[ "$(wc -l <.t/out)" -le 15 ]
	tr -d ' \n' <.t/out >joined
	grep -qF "$(printf %.8s "$digest")..." joined
done
expect 0 grid-log -f csv
stdout_has ",$digest"
EOF

t 'as json it keeps numbers' <<'EOF'
expect 0 grid-log -f ndjson --kind case-dispatch
stdout_has '"audit_id":7'
stdout_has '"events":1'
EOF

t 'the head is the last row and half of its digest' <<'EOF'
expect 0 grid-log --head
sql "SELECT audit_id || '-' || substr(digest, 1, 8) || '-' || substr(digest, 9, 8) || '-' || substr(digest, 17, 8) || '-' || substr(digest, 25, 8)
	FROM audit ORDER BY audit_id DESC LIMIT 1" | stdout
grep -qxE '10(-[0-9a-f]{8}){4}' .t/out
for with in '-f csv' '-o x' '--kind area' '--case x' '--since 2026-11-09'; do
	# shellcheck disable=SC2086 # two words
	expect 64 grid-log --head $with
	stderr_has 'grid-log: --head stands alone'
done
EOF

t 'an audit that somebody emptied has no head' <<'EOF'
newdb empty.db
sqlite3 empty.db 'DROP TRIGGER audit_stays; DELETE FROM audit'
expect 1 grid-log -d empty.db --head
stdout </dev/null
stderr_has 'grid-log: the audit is empty, so it has no head'
EOF

t 'it reads only' <<'EOF'
sqlite3 grid.db .dump >before
ids >/dev/null
grid-log --head >/dev/null
sqlite3 grid.db .dump | cmp before -
EOF
done_testing
