#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-backup: copies taken while others write, killed, without room; and
# restored under writers that wait.  What a copy holds is read by the sqlite3
# shell and Python.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

now '2026-11-09 09:00:00'
area=440310003001001
newdb
copy grid.db base.db

sql() { sqlite3 -readonly "$@"; }
open_one() { case-open --area $area --matter 0102 --text "$1"; }
head_of() { sql "$1" 'SELECT digest FROM audit ORDER BY audit_id DESC LIMIT 1'; }
content() { sql "$1" .dump | cksum; }
whole() { is "$(sql "$1" 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok; }
# shellcheck disable=SC2086,SC2116 # a pattern
files() { is "$(echo $1)" "$2"; }

# Fresh: the database as it was, and no copies.
fresh() {
	rm -rf safe* grid.db.*
	copy base.db grid.db
	rm -f grid.db-shm
}

# follows DB…: the audit of each is one chain with the events behind it, its
# digests recomputed: a command's events and its row are all there or none.
follows() {
	for db; do
		python3 "$TOP/tests/audit_model.py" verify "$db"
	done
}

t 'a copy has what the database has, its mode, no log, and nothing is said' <<'EOF'
	fresh
	chmod 640 grid.db
	open_one x >/dev/null
	expect 0 grid-backup safe.db
	stdout </dev/null
	stderr </dev/null
	is "$(content safe.db)" "$(content grid.db)"
	is "$(stat -c '%a %g' safe.db)" "$(stat -c '%a %g' grid.db)"
	is "$(sql safe.db 'PRAGMA journal_mode')" delete
	files 'safe*' safe.db
	chmod 600 grid.db
	expect 0 grid-backup -v safe2.db
	stderr_has "grid-backup: 'safe2.db': $(stat -c %s safe2.db) bytes, audit head $(head_of grid.db)"
	is "$(stat -c %a safe2.db)" 600
EOF

t 'a copy is read like a database, also from a folder where nothing can be written' <<'EOF'
	fresh
	no=$(open_one x)
	mkdir safe
	expect 0 grid-backup safe/safe.db
	chmod 500 safe
	expect 0 case-list -d safe/safe.db
	stdout_has "$no"
	files 'safe/*' safe/safe.db
	chmod 700 safe
EOF

t 'what is there is not replaced, with --force only a backup' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	content safe.db >before
	open_one x >/dev/null
	expect 73 grid-backup safe.db
	echo "grid-backup: cannot make 'safe.db': File exists" | stderr
	content safe.db | cmp before -
	expect 0 grid-backup --force safe.db
	stderr </dev/null
	is "$(content safe.db)" "$(content grid.db)"
	echo notes >safe.txt
	ln -s base.db safe.link
	mkdir safe.dir
	for file in safe.txt safe.link safe.dir; do
		expect 73 grid-backup $file
		expect 73 grid-backup --force $file
		echo "grid-backup: cannot replace '$file': it is no backup" | stderr
	done
	is "$(cat safe.txt)" notes
	[ -L safe.link ]
EOF

t 'no database and nothing beside one is replaced' <<'EOF'
	fresh
	copy base.db safe.live
	content grid.db >before
	for name in grid.db ./grid.db grid.db-wal grid.db-gate; do
		for how in --force --restore; do
			expect 64 grid-backup $how $name
			echo "grid-backup: '$name' is the database, no copy of it" | stderr
		done
	done
	for how in '' --force; do
		expect 73 grid-backup $how safe.live
		echo "grid-backup: cannot make 'safe.live': the gate or log of a database lies beside it" | stderr
	done
	echo log >safe.gone-wal
	expect 73 grid-backup safe.gone
	content grid.db | cmp before -
	is "$(content safe.live)" "$(content base.db)"
	is "$(cat safe.gone-wal)" log
	[ ! -e safe.gone ]
EOF

t 'called wrongly' <<'EOF'
	fresh
	for args in '' 'a b' '-n a' '--restore a --force' '--restore a b'; do
		expect 64 grid-backup $args
	done
	expect 64 grid-backup ''
	expect 66 grid-backup --restore none.db
	echo "grid-backup: no database 'none.db': No such file or directory" | stderr
	expect 73 grid-backup no/safe.db
	echo "grid-backup: cannot make 'no/safe.db': No such file or directory" | stderr
	files 'no*' 'no*'
EOF

t 'a damaged database gives no backup' <<'EOF'
	fresh
	for i in 1 2 3; do open_one $i >/dev/null; done
	sqlite3 grid.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	page=$(sql grid.db "SELECT rootpage FROM sqlite_schema WHERE name = 'casefile_event'")
	head -c 4096 /dev/urandom | dd of=grid.db bs=4096 seek=$((page - 1)) conv=notrunc 2>/dev/null
	expect 78 grid-backup safe.db
	stderr_has "grid-backup: 'grid.db' is damaged: "
	files 'safe*' 'safe*'
EOF

t 'a row that refers to nothing makes no backup' <<'EOF'
	fresh
	open_one x >/dev/null
	sqlite3 grid.db 'PRAGMA foreign_keys=0; UPDATE worker SET area_id = 99999 WHERE worker_id = 1'
	expect 78 grid-backup safe.db
	stderr_has "grid-backup: 'grid.db' is damaged: worker 1 refers to a area that there is not"
	files 'safe*' 'safe*'
EOF

# Room and time ---------------------------------------------------------------

t 'a file that may not grow: 73, nothing is left' <<'EOF'
	fresh
	case-list >/dev/null    # or the index of the log may not grow
	for blocks in 64 100 400 700; do
		expect 73 sh -c "ulimit -f $blocks; exec grid-backup safe.db"
		stderr_has "grid-backup: cannot make 'safe.db': "
		files 'safe*' 'safe*'
	done
EOF

mkdir disk
if unshare -m mount -t tmpfs -o size=1m none disk 2>/dev/null; then
	t 'a full disk: 73, nothing is left' <<'EOF'
	fresh
	expect 73 unshare -m sh -c 'mount -t tmpfs -o size=200k none disk
		status=0
		grid-backup disk/safe.db || status=$?
		ls disk >left
		exit $status'
	echo "grid-backup: cannot make 'disk/safe.db': the disk is full or cannot be written" | stderr
	is "$(cat left)" ''
EOF
	t 'no room to keep the old database, or for the new: 73, and as before' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	open_one x >/dev/null
	content grid.db >before
	size=$(($(wc -c <safe.db) / 1024)) refused=0
	for room in 1 2 3 4 5 6 7 8 9 10; do
		expect 0 unshare -m sh -c "mount -t tmpfs -o size=$((size * (3 + room) / 3 + 500))k none disk
			cp grid.db grid.db-wal grid.db-gate disk
			status=0
			grid-backup -d disk/grid.db --restore safe.db || status=\$?
			echo \$status >status
			sqlite3 -readonly disk/grid.db .dump | cksum >after
			ls disk >left"
		[ "$(cat status)" != 0 ] || break
		is "$(cat status)" 73
		cmp before after
		is "$(paste -s -d' ' left)" 'grid.db grid.db-gate grid.db-shm grid.db-wal'
		refused=$((refused + 1))
	done
	[ "$refused" -ge 2 ]
	[ "$room" -lt 10 ]
EOF
else
	for title in 'a full disk: 73, nothing is left' 'no room to keep the old database, or for the new: 73, and as before'; do
		skip "$title" 'a small file system cannot be mounted here: run it as root'
	done
fi

if [ "$(id -u)" -ne 0 ]; then
	t 'a folder that cannot be written: 73' <<'EOF'
	fresh
	mkdir safe
	chmod 500 safe
	expect 73 grid-backup safe/safe.db
	echo "grid-backup: cannot make 'safe/safe.db': Permission denied" | stderr
EOF
else
	skip 'a folder that cannot be written: 73' 'root writes everywhere'
fi

if cc -shared -fPIC -o io_fault.so "$TOP/tests/io_fault.c" -ldl 2>cc.err; then
faulty() {
	env LD_PRELOAD="$PWD/io_fault.so" ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0" "$@" 2>err
}

# calls COMMAND…: how many writes, sizes and syncs it makes; steps: some of them.
calls() {
	faulty IO_FAULT_LOG="$PWD/log" "$@"
	calls=$(cat log)
	[ "$calls" -gt 20 ]
	awk -v calls="$calls" 'BEGIN { for (n = 1; n <= calls; n += n < 4 || n > calls - 12 ? 1 : int(calls / 12) + 1) print n }' >steps
}

t 'killed at any write: no copy, or a whole one' <<'EOF'
	fresh
	calls grid-backup safe.db
	while read -r n; do
		rm -f safe*
		expect 137 faulty IO_FAULT_KILL=1 IO_FAULT_AT="$n" grid-backup safe.db
		files 'safe.db?*' "$(ls | grep '^safe\.db\.......$' || echo 'safe.db?*')"
		[ ! -e safe.db ] || is "$(content safe.db)" "$(content grid.db)"
		[ -e safe.db ] || expect 0 grid-backup safe.db
	done <steps
	whole grid.db
EOF

t 'a failing write or sync: 73, and nothing is left' <<'EOF'
	fresh
	calls grid-backup safe.db
	while read -r n; do
		for errno in 5 28; do
			rm -f safe*
			status=0
			faulty IO_FAULT_ERRNO=$errno IO_FAULT_AT="$n" grid-backup safe.db || status=$?
			case $status in
			0) whole safe.db ;;
			73) files 'safe*' 'safe*' ;;
			74) files 'safe*' 'safe*'       # before there was anything to write
				grep -q "'grid.db' cannot be read" err ;;
			*) echo "status $status at $n"; cat err; exit 1 ;;
			esac
		done
	done <steps
EOF

t 'restoring, killed at any write: the old content or the new' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	open_one x >/dev/null
	copy grid.db late.db
	head_of grid.db >old
	sql grid.db 'SELECT count(*) FROM casefile' >cases
	copy late.db k.db
	calls grid-backup -q -d k.db --restore safe.db
	is "$(sql k.db 'SELECT count(*) FROM casefile')" 0
	done=0
	while read -r n; do
		rm -f k.db*
		copy late.db k.db
		expect 137 faulty IO_FAULT_KILL=1 IO_FAULT_AT="$n" grid-backup -q -d k.db --restore safe.db
		whole k.db
		if [ "$(head_of k.db)" = "$(cat old)" ]; then
			is "$(content k.db)" "$(content late.db)"
		else
			is "$(sql k.db 'SELECT count(*) FROM casefile')" 0
			is "$(content k.db.before-20261109-090000)" "$(content late.db)"
			done=$((done + 1))
		fi
		follows k.db
	done <steps
	[ "$done" -gt 0 ]
EOF

t 'restoring, a failing write or sync: as the status says' <<'EOF'
	rm -f k.db*
	copy late.db k.db
	calls grid-backup -q -d k.db --restore safe.db
	# The commit is before the log is brought home, a write for each page.
	at=$((calls - $(wc -c <safe.db) / 4096))
	seq $((at - 9)) $((at + 2)) >>steps
	: >seen
	while read -r n; do
		for errno in 5 28; do
			rm -f k.db*
			copy late.db k.db
			status=0
			faulty IO_FAULT_ERRNO=$errno IO_FAULT_AT="$n" grid-backup -d k.db --restore safe.db || status=$?
			whole k.db
			case $status in
			0) is "$(sql k.db 'SELECT count(*) FROM casefile')" 0 ;;
			71) is "$(sed -n "s/^grid-backup: the database as it was is kept: '\(.*\)'\$/\1/p" err)" "$(ls k.db.before-*)" ;;
			73) is "$(content k.db)" "$(content late.db)"
				files 'k.db.*' 'k.db.*' ;;
			*) echo "status $status at $n"; cat err; exit 1 ;;
			esac
			echo $status >>seen
		done
	done <steps
	grep -q 73 seen
	grep -q 71 seen
EOF
else
	skip 'killed at any write' 'no C compiler for tests/io_fault.c'
fi

# Writers at the same time -----------------------------------------------------

# writer NAME: opens and dispatches cases until there is a file stop, and says
# the number of each one that was opened; not for ever, should the case fail.
writer() {
	i=0
	while [ ! -e stop ] && [ "$i" -lt 400 ]; do
		i=$((i + 1)) status=0
		no=$(open_one "$1-$i" 2>>"err.$1") || status=$?
		echo "$status" >>"status.$1"
		[ "$status" -ne 0 ] || echo "$no $1-$i" >>"wrote.$1"
		[ "$status" -ne 0 ] || case-dispatch --to ZF "$no" >/dev/null 2>>"err.$1" || echo $? >>"status.$1"
	done
}
start() {
	rm -f stop wrote.* err.* status.*
	writers='' w=0
	while [ "$w" -lt 8 ]; do
		w=$((w + 1))
		writer $w & writers="$writers $!"
	done
}
finish() {
	: >stop
	# shellcheck disable=SC2086 # several numbers
	wait $writers
}

t 'copies taken while eight write are whole, of one moment, and the later has the earlier' <<'EOF'
	fresh
	start
	for i in 1 2 3 4 5; do
		sleep 0.2
		expect 0 grid-backup safe$i.db
	done
	finish
	is "$(sort -u status.*)" 0
	[ "$(cat wrote.* | wc -l)" -gt 16 ]
	follows safe?.db grid.db
	before=safe1.db
	for db in safe?.db grid.db; do
		whole $db
		# What was there is there still, and at its place.
		is "$(sql $db "SELECT count(*) FROM audit WHERE digest = '$(head_of $before)'")" 1
		before=$db
	done
	[ "$(sql safe5.db 'SELECT count(*) FROM casefile')" -gt "$(sql safe1.db 'SELECT count(*) FROM casefile')" ]
EOF

t 'a writer commits while a copy is under way' <<'EOF'
	fresh
	# Stopped as soon as it has its draft, which takes it a while to fill.
	sqlite3 grid.db 'CREATE TABLE ballast (b BLOB); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
		INSERT INTO ballast SELECT zeroblob(8000) FROM n'
	grid-backup safe.db & pid=$!
	until ls | grep -q '^safe\.db\.......$'; do :; done
	kill -STOP $pid
	[ ! -e safe.db ]
	no=$(open_one 'while it stands')
	kill -CONT $pid
	wait $pid
	whole safe.db
	follows safe.db
	expect 0 case-list
	stdout_has "$no"
EOF

t 'a restore waits for its turn, and says 75 where it does not come' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	open_one x >/dev/null
	content grid.db >before
	( echo 'BEGIN IMMEDIATE;'; sleep 3 ) | sqlite3 grid.db & lock=$!
	sleep 0.5
	expect 75 grid-backup --wait 1 --restore safe.db
	stderr_has "is locked by another program, nothing changed"
	wait $lock
	content grid.db | cmp before -
	files 'grid.db.*' 'grid.db.*'
EOF

t 'a writer that waits for a restore does not write into what it no longer knows' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	no=$(open_one x)
	# Both queue behind a writer that is stopped: first the restore, then the other.
	( echo 'BEGIN IMMEDIATE;'; sleep 2 ) | sqlite3 grid.db & lock=$!
	sleep 0.5
	grid-backup --restore safe.db 2>said & restore=$!
	sleep 0.5
	status=0
	open_one y >number 2>err || status=$?
	wait $restore
	wait $lock
	is "$status" 75
	grep -qx "case-open: 'grid.db' was replaced meanwhile, nothing changed: call again" err
	is "$(cat number)" ''
	is "$(sql grid.db 'SELECT count(*) FROM casefile')" 0
	is "$(sql grid.db.before-20261109-090000 'SELECT case_no FROM casefile')" "$no"
	expect 0 open_one z
	follows grid.db
EOF

t 'restored again and again under eight writers: what was said to be done is there or kept' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	unset GRID_NOW
	start
	for i in 1 2 3; do
		sleep 1.2
		expect 0 grid-backup --restore safe.db
	done
	sleep 0.5
	finish
	is "$(cat status.* | grep -v -e 0 -e 75 -e '^1$')" ''
	for db in grid.db grid.db.before-*; do
		whole $db
		sql $db "SELECT case_no || ' ' || text FROM casefile"
	done | sort >found
	is "$(ls grid.db.before-* | wc -l)" 3
	cat wrote.* | sort >want
	[ "$(wc -l <want)" -gt 16 ]
	comm -23 want found >lost
	is "$(cat lost)" ''
	follows grid.db grid.db.before-*
EOF

# Restoring ---------------------------------------------------------------------

t 'restored: what the copy has, an audit row with both heads, the old one kept' <<'EOF'
	fresh
	a=$(open_one a)
	expect 0 grid-backup safe.db
	b=$(open_one b)
	old=$(head_of grid.db) new=$(head_of safe.db) was=$(content grid.db)
	[ "$old" != "$new" ]
	chmod 600 grid.db
	expect 0 grid-backup --restore safe.db
	stdout </dev/null
	echo "grid-backup: the database as it was is kept: 'grid.db.before-20261109-090000'" | stderr
	is "$(sql grid.db 'SELECT case_no FROM casefile')" "$a"
	is "$(content grid.db.before-20261109-090000)" "$was"
	is "$(stat -c %a grid.db.before-20261109-090000)" 600
	is "$(sql grid.db 'SELECT command, actor, is_fixed_clock, note, previous FROM audit ORDER BY audit_id DESC LIMIT 1')" \
		"grid-backup|centre|1|restored from head $new, in place of head $old|$new"
	sql grid.db .dump | sed '/restored from head/d; /INTO sqlite_sequence/d' >got
	sql safe.db .dump | sed '/INTO sqlite_sequence/d' | diff got -
	whole grid.db
	follows grid.db safe.db grid.db.before-20261109-090000
	is "$(sql grid.db 'PRAGMA journal_mode')" wal
	is "$(wc -c <grid.db-wal)" 0
	expect 0 open_one c
	echo "$b" | stdout
	expect 73 grid-backup --restore safe.db
	echo "grid-backup: cannot make 'grid.db.before-20261109-090000': File exists" | stderr
EOF

t 'who reads the old content while it is restored goes on reading that' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	open_one x >/dev/null
	( echo 'BEGIN; SELECT count(*) FROM casefile;'; sleep 2; echo 'SELECT count(*) FROM casefile; COMMIT; SELECT count(*) FROM casefile;' ) |
		sqlite3 grid.db >read & reader=$!
	sleep 0.5
	expect 0 grid-backup -q --restore safe.db
	stderr </dev/null
	wait $reader
	is "$(paste -s -d' ' read)" '1 1 0'
	whole grid.db
EOF

t 'a smaller copy over a larger database, and the other way' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	sqlite3 grid.db 'CREATE TABLE ballast (b BLOB); INSERT INTO ballast VALUES (zeroblob(9000000))'
	expect 0 grid-backup safe2.db
	expect 0 grid-backup -q --restore safe.db
	whole grid.db
	[ "$(wc -c <grid.db)" -lt 2000000 ]
	now '2026-11-09 09:00:01'
	expect 0 grid-backup -q --restore safe2.db
	is "$(sql grid.db 'SELECT length(b) FROM ballast')" 9000000
	whole grid.db
	expect 0 open_one y
EOF

t 'restored where there is no database: one is made, with gate and log' <<'EOF'
	fresh
	no=$(open_one x)
	expect 0 grid-backup safe.db
	head_of safe.db >head
	rm grid.db*
	umask 027
	expect 0 grid-backup --restore safe.db
	stderr </dev/null
	is "$(sql grid.db 'SELECT case_no FROM casefile')" "$no"
	is "$(sql grid.db 'SELECT note FROM audit ORDER BY audit_id DESC LIMIT 1')" "restored from head $(cat head)"
	is "$(sql grid.db 'PRAGMA journal_mode')" wal
	is "$(stat -c %a grid.db grid.db-gate | paste -s -d' ' -)" '640 640'
	files 'grid.db*' 'grid.db grid.db-gate grid.db-shm grid.db-wal'
	expect 0 open_one y
	follows grid.db
EOF

t 'not beside the log of a database that was moved away' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	open_one x >/dev/null
	mv grid.db safe.old
	[ -s grid.db-wal ]
	cksum grid.db-wal >before
	expect 73 grid-backup --restore safe.db
	echo "grid-backup: cannot make 'grid.db': 'grid.db-wal' lies there, the last changes of a database that does not" | stderr
	cksum grid.db-wal | diff before -
	[ ! -e grid.db ]
EOF

t 'over a damaged database: it is kept, and the copy is there' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	sqlite3 grid.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	rm -f grid.db-shm grid.db-wal
	page=$(sql grid.db "SELECT rootpage FROM sqlite_schema WHERE name = 'casefile_event'")
	head -c 4096 /dev/urandom | dd of=grid.db bs=4096 seek=$((page - 1)) conv=notrunc 2>/dev/null
	cp grid.db damaged
	expect 0 grid-backup -q --restore safe.db
	whole grid.db
	cmp -n 4096 -i $(((page - 1) * 4096)) damaged grid.db.before-20261109-090000
EOF

t 'over what is no database of ours: 78, and it stays' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	head -c 8192 /dev/zero >grid.db
	rm -f grid.db-wal grid.db-shm
	expect 78 grid-backup --restore safe.db
	stderr_has "grid-backup: 'grid.db' is not a wangge database"
	head -c 8192 /dev/zero | cmp - grid.db
EOF

t 'a damaged or foreign file is not restored' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	content grid.db >before
	page=$(sql safe.db "SELECT rootpage FROM sqlite_schema WHERE name = 'casefile_event'")
	cp safe.db safe.bad
	head -c 4096 /dev/urandom | dd of=safe.bad bs=4096 seek=$((page - 1)) conv=notrunc 2>/dev/null
	expect 78 grid-backup --restore safe.bad
	stderr_has "grid-backup: 'safe.bad' is damaged: "
	head -c 200000 safe.db >safe.short
	expect 78 grid-backup --restore safe.short
	echo notes >safe.txt
	expect 78 grid-backup --restore safe.txt
	cp safe.db safe.new
	sqlite3 safe.new 'PRAGMA user_version = 1000'
	expect 78 grid-backup --restore safe.new
	stderr_has 'made by a newer wangge'
	sqlite3 safe.db 'PRAGMA page_size = 8192; VACUUM'
	expect 78 grid-backup --restore safe.db
	stderr_has 'have 8192 bytes, not 4096'
	content grid.db | cmp before -
	files 'grid.db.*' 'grid.db.*'
EOF

t 'a copy made by the sqlite3 shell, and a database in use elsewhere, are restored too' <<'EOF'
	fresh
	no=$(open_one x)
	sqlite3 grid.db '.backup safe.shell'
	copy grid.db safe.live
	copy base.db grid.db
	expect 0 grid-backup -q --restore safe.shell
	is "$(sql grid.db 'SELECT case_no FROM casefile')" "$no"
	now '2026-11-09 09:00:01'
	copy base.db grid.db
	expect 0 grid-backup -q --restore safe.live
	is "$(sql grid.db 'SELECT case_no FROM casefile')" "$no"
EOF

t 'a copy becomes a database of its own by grid-init --upgrade' <<'EOF'
	fresh
	expect 0 grid-backup safe.db
	expect 66 case-open -d safe.db --area $area --matter 0102 --text x
	expect 0 grid-init -d safe.db --upgrade
	is "$(sql safe.db 'PRAGMA journal_mode')" wal
	expect 0 case-open -d safe.db --area $area --matter 0102 --text x
EOF

done_testing
