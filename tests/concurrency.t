#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Sixty-four writers at once, writers killed with SIGKILL, and the write gate.
# LOAD=N: cases that each of the sixty-four opens (default 20), for slow builds.
. "$(dirname "$0")/lib.sh"

load=${LOAD:-20}
now '2026-11-09 09:00:00'

open_one() { case-open --area 440310003001001 --matter 0102 --text "$1"; }

# Lines "number|text", one a case opened; whatever went wrong is in err.*.
open_many() {
	k=1
	while [ "$k" -le "$load" ]; do
		no=$(open_one "$1-$k" 2>>"err.$1") || echo "$1-$k: status $?" >>"err.$1"
		echo "$no|$1-$k" >>"out.$1"
		k=$((k + 1))
	done
}

# Numbers 1 to N, each the argument of one process, all at once.
at_once() {
	last=$1 i=1
	shift
	while [ "$i" -le "$last" ]; do
		"$@" "$i" &
		i=$((i + 1))
	done
	wait
}

# That a writer had to wait is no fault.
no_error() {
	grep -hv '^case-[a-z]*: waiting for the database' err.* >said || :
	cat said
	[ ! -s said ]
}

# Every case has all its events, every event its case, no serial is missing,
# the audit is one chain, and SQLite finds the file whole.
sound() {
	sqlite3 grid.db >unsound <<-'END'
		SELECT c.case_no || ' is ' || c.status || ', its events: ' || coalesce(group_concat(e.action), 'none')
		  FROM casefile c LEFT JOIN casefile_event e USING (casefile_id)
		 GROUP BY c.casefile_id
		HAVING c.status <> 'opened' OR c.seq <> 2 OR group_concat(e.action) IS NOT 'collect,open';
		SELECT 'event without a case' FROM casefile_event WHERE casefile_id NOT IN (SELECT casefile_id FROM casefile);
		SELECT 'serials: ' || count(*) || ' cases, the last is ' || max(case_no) || ', noted ' || (SELECT last FROM case_serial)
		  FROM casefile
		HAVING count(*) <> max(CAST(substr(case_no, 17) AS INTEGER)) OR count(*) <> (SELECT last FROM case_serial);
		SELECT 'audit row ' || a.audit_id || ' does not follow'
		  FROM audit a LEFT JOIN audit b ON b.audit_id = a.audit_id - 1
		 WHERE a.previous <> coalesce(b.digest, '');
		SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok';
		SELECT * FROM pragma_foreign_key_check;
	END
	grid-check --audit >>unsound 2>&1 || :
	cat unsound
	[ ! -s unsound ]
}

cases() { sqlite3 grid.db "SELECT $1 FROM casefile ORDER BY case_no"; }

# N rows with a source of their own, for case-open --csv.
bulk() {
	awk -v n="$1" -v source="$2" 'BEGIN {
		print "area,matter,text,source,source_no"
		for (i = 1; i <= n; i++)
			print "440310003001001,0102,第" i "行," source "," i
	}'
}

# Lists as long as the file "running" is there.
keep_reading() {
	while [ -f running ]; do
		case-list >list 2>>err.reader || echo "case-list: status $?" >>err.reader
		grep ',collected,' list >>err.reader || :
		sleep 0.2
	done
}

t "64 processes open $load cases each: none refused, lost or given twice" <<'EOF'
newdb
: >running
keep_reading &
reader=$!
( at_once 64 open_many )
rm running
wait $reader
no_error
cat out.* | sort >printed
cases "case_no || '|' || text" | diff - printed
seq -f '440310-20261109-%05.0f' $((64 * load)) >wanted
cut -d'|' -f1 printed | diff wanted -
sound
EOF

note_many() {
	k=1
	while [ "$k" -le "$load" ]; do
		case-handle --by ZJ --note "$1-$k" "$no" >>out.notes 2>>"err.$1" || echo "status $?" >>"err.$1"
		k=$((k + 4))
	done
}

t '64 processes write to one case: no note is lost' <<'EOF'
newdb
rm -f err.* out.*
no=$(open_one notes)
expect 0 case-dispatch --to ZJ "$no"
expect 0 case-handle --by ZJ --accept "$no"
at_once 64 note_many
no_error
notes=$((64 * ((load + 3) / 4)))
[ "$(wc -l <out.notes)" -eq $notes ]
sqlite3 grid.db "SELECT count(DISTINCT note), count(*), min(seq), max(seq) FROM casefile_event WHERE action = 'note'" >got
echo "$notes|$notes|5|$((notes + 4))" | diff - got
EOF

accept_it() {
	code=0
	case-handle --by ZJ --accept "$no" >>out.accept 2>>"why.$1" || code=$?
	echo $code >>codes
}

t '64 processes accept one case: one does, 63 are told its status' <<'EOF'
newdb
no=$(open_one accept)
expect 0 case-dispatch --to ZJ "$no"
at_once 64 accept_it
[ "$(cat out.accept)" = "$no" ]
sort codes | uniq -c | awk '{ print $1, $2 }' | diff - /dev/fd/3 3<<-'END'
	1 0
	63 1
END
[ "$(cat why.* | grep -v '^case-[a-z]*: waiting' | sort -u)" = \
	"case-handle: cannot accept case '$no': its status is handling, accept wants dispatched or rework" ]
EOF

open_with_key() {
	case-open --key k1 --area 440310003001001 --matter 0102 --text keyed >>out.keyed 2>>"err.$1" || echo "status $?" >>"err.$1"
}

t '64 processes with one --key: one case, 64 times the same answer' <<'EOF'
newdb
rm -f err.*
at_once 64 open_with_key
no_error
[ "$(wc -l <out.keyed)" -eq 64 ]
[ "$(sort -u out.keyed)" = 440310-20261109-00001 ]
[ "$(cases 'case_no')" = 440310-20261109-00001 ]
sound
EOF

# Round R: two bulks and six single writers, killed after S seconds.
kill_round() {
	bulk 300 "B$1" >bulk.csv
	awk -v r="$1" 'BEGIN {
		print "code,name,area"
		for (i = 1; i <= 300; i++)
			print "R" r "-" i ",王五,440310003001001"
	}' >people.csv
	case-open --csv bulk.csv >"out.bulk.$1" 2>>why &
	pids=$!
	grid-import -q worker people.csv 2>>why &
	pids="$pids $!"
	# No function here: the signal would reach only the shell it runs in.
	for i in 1 2 3 4 5 6; do
		case-open --area 440310003001001 --matter 0102 --text "$1-$i" >"out.$1.$i" 2>>why &
		pids="$pids $!"
	done
	sleep "$2"
	for pid in $pids; do
		kill -KILL "$pid" 2>/dev/null || :
	done
	for pid in $pids; do
		wait "$pid" 2>/dev/null && done=$((done + 1)) || lost=$((lost + 1))
	done
}

t 'SIGKILL at random moments: what was printed is there, what is there is whole' <<'EOF'
newdb
rm -f out.* why
done=0 lost=0 round=0
for s in $(awk 'BEGIN { srand(64); for (i = 1; i <= 60; i++) printf "%.3f\n", 0.15 * rand() }'); do
	round=$((round + 1))
	kill_round $round $s
done
echo "$done done, $lost killed"
[ $done -gt 0 ]
[ $lost -gt 0 ]
cases case_no >there
cat out.* | grep -aE '^[0-9]{6}-[0-9]{8}-[0-9]{5,}$' | sort >printed
[ -s printed ]
uniq -d printed | diff - /dev/null
comm -23 printed there | diff - /dev/null
sound
sqlite3 grid.db "SELECT source, count(*) FROM casefile WHERE source IS NOT NULL GROUP BY 1 HAVING count(*) <> 300;
	SELECT substr(code, 1, instr(code, '-')), count(*) FROM worker WHERE code LIKE 'R%' GROUP BY 1 HAVING count(*) <> 300;
	SELECT 'runs' WHERE (SELECT 300 * count(*) FROM import_run WHERE file = 'people.csv') <> (SELECT count(*) FROM worker WHERE code LIKE 'R%')" |
	diff - /dev/null
ls | grep -E 'etilqs|rejects' | diff - /dev/null
expect 0 case-open --wait 0 --area 440310003001001 --matter 0102 --text next
sound
EOF

# A bulk writer stopped while it has the gate; its process in $holder.
stop_a_writer() {
	newdb
	bulk 20000 S >big.csv
	case-open --csv big.csv >big.out 2>big.err &
	holder=$!
	trap 'kill -KILL $holder 2>/dev/null || :' EXIT
	until grep -aq "^$holder " grid.db-gate; do
		kill -0 $holder
		sleep 0.01
	done
	kill -STOP $holder
}

t 'a stopped writer: the others say who holds the gate and end with 75' <<'EOF'
stop_a_writer
sqlite3 grid.db .dump >before
start=$(date +%s)
expect 75 case-open --wait 2 --area 440310003001001 --matter 0102 --text late
stdout </dev/null
took=$(($(date +%s) - start))
[ $took -ge 1 ]
[ $took -lt 60 ]        # not the default
sed "s/^\(case-open: .*\) since 20[-0-9]* [0-9:]*\$/\1 since then/" .t/err | diff - /dev/fd/3 3<<-END
	case-open: waiting for the database, held by $holder case-open since then
	case-open: the database stayed locked for 2 s, nothing changed
END
expect 75 grid-import --wait 0 holiday "$TOP/lib/tables/holiday.csv"
expect 0 case-list
sqlite3 grid.db .dump | diff before -
EOF

t 'the stopped writer goes on: it ends well, and so does one that waited' <<'EOF'
stop_a_writer
open_one waits >waited 2>waits.err &
waits=$!
sleep 1.3
kill -CONT $holder
wait $holder
wait $waits
[ "$(wc -l <big.out)" -eq 20000 ]
[ "$(cat waited)" = 440310-20261109-20001 ]
sound
EOF

t 'the stopped writer is killed: nothing of it is there, the next one goes at once' <<'EOF'
stop_a_writer
kill -KILL $holder
wait $holder 2>/dev/null || :
expect 0 case-open --wait 0 --area 440310003001001 --matter 0102 --text next
stdout <<-'END'
	440310-20261109-00001
END
[ "$(cases text)" = next ]
sound
EOF

t 'a lock that plain sqlite3 holds: 75, nothing changed; once it is gone, done' <<'EOF'
newdb
sqlite3 grid.db .dump >before
mkfifo orders
sqlite3 -batch grid.db <orders >answers 2>&1 &
exec 9>orders
echo "BEGIN IMMEDIATE; UPDATE setting SET value = '1' WHERE name = 'reopen_days'; SELECT 'locked';" >&9
until grep -q locked answers; do sleep 0.01; done
expect 75 case-open --wait 1 --area 440310003001001 --matter 0102 --text late
stdout </dev/null
stderr <<-'END'
	case-open: 'grid.db' is locked by another program, nothing changed
END
expect 75 grid-import --wait 0 holiday "$TOP/lib/tables/holiday.csv"
expect 0 case-list
echo 'ROLLBACK;' >&9
exec 9>&-
wait
sqlite3 grid.db .dump | diff before -
expect 0 case-open --wait 0 --area 440310003001001 --matter 0102 --text next
EOF

t 'a writer that waited while its database was exchanged writes into neither: 75' <<'EOF'
newdb
sqlite3 grid.db ".backup other.db"
( echo 'BEGIN IMMEDIATE;'; sleep 2 ) | sqlite3 grid.db & lock=$!
sleep 0.5
open_one x >number 2>said & writer=$!
sleep 0.5
for end in '' -wal -shm; do mv grid.db$end old.db$end; done
cp other.db grid.db
status=0
wait $writer || status=$?
wait $lock
[ "$status" = 75 ] || { echo "status $status"; cat said; exit 1; }
grep -qx "case-open: 'grid.db' was replaced meanwhile, nothing changed: call again" said
[ ! -s number ]
for db in grid.db old.db; do
	[ "$(sqlite3 $db 'SELECT count(*) FROM casefile')" = 0 ]
done
expect 0 open_one x
EOF

done_testing
