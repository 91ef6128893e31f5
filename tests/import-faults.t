#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-import killed at any moment, on full disks and on failing ones: the
# database is as before or, where that is what the status says, as after, is
# whole, and takes the same file next time.
#
# ROUNDS (10, at least 4) says how many kills there are and, twice, how many of the failing
# writes between the first and the last: ROUNDS=200 tests/import-faults.t
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

case $BUILD in
*address*) ROUNDS=${ROUNDS:-4} ;;    # a sanitizer makes all of it long
*) ROUNDS=${ROUNDS:-10} ;;
esac
[ "$ROUNDS" -ge 4 ] || ROUNDS=4 # else the commit is not among the calls that fail
now '2026-11-09 09:00:00'

# A database with homes, a file of residents, and another of few.
"$TOP/scripts/residents" 30000 many && "$TOP/scripts/residents" --changed 100 1000 few || exit 1
grid-init -d base.db --district 440310 --name 坪山区
for kind in area building household; do
	grid-import -q -d base.db $kind many/$kind.csv
done

state() { dump "$1" | cksum; }

import() { grid-import -q -d "$1" --summary s person "$2/person.csv"; }

# What the import of a file leaves, each time the same.
for file in many few; do
	copy base.db $file.db
	grid-import -q -d $file.db person $file/person.csv 2>/dev/null || :
	state $file.db >$file.after
	dump $file.db | grep '^INSERT INTO person ' | cksum >$file.persons
done
state base.db >before

# whole DB: no page is lost, no row without what it refers to.
whole() {
	is "$(sqlite3 "$1" 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok
}

# settled DB FILE STATUS: the state is what the status says.
settled() {
	whole "$1"
	state "$1" >now
	case $3 in
	0 | 1) cmp now "$2.after" ;;
	71 | 137) cmp -s now before || cmp now "$2.after" ;;
	73 | 74 | 75 | 77) cmp now before ;;
	*) echo "status $3"; return 1 ;;
	esac || { echo "status $3, and the database is not as that says"; return 1; }
}

# taken DB FILE: the same file again, and nothing is missing or double.
taken() {
	expect 0 import "$1" "$2"
	whole "$1"
	dump "$1" | grep '^INSERT INTO person ' | cksum | cmp "$2.persons" -
}

t 'killed at any moment, it is as before or complete' <<'EOF'
	copy base.db k.db
	from=$(date +%s%N)
	expect 0 import k.db many
	took=$((($(date +%s%N) - from) / 1000))
	mkdir k
	round=0 complete=0
	while [ "$round" -lt "$ROUNDS" ]; do
		round=$((round + 1))
		copy base.db k/k.db
		import k/k.db many 2>/dev/null &
		pid=$!
		sleep "$(awk -v n="$round" -v all="$ROUNDS" -v took="$took" 'BEGIN { printf "%.6f", took * n / all / 1e6 }')"
		kill -KILL "$pid" 2>/dev/null || :
		status=0
		wait "$pid" || status=$?
		settled k/k.db many "$status"
		cmp -s now before || complete=$((complete + 1))
		is "$(cd k && echo k.db*)" "$(cd k && ls k.db k.db-gate k.db-shm k.db-wal 2>/dev/null | paste -s -d' ' -)"
		is "$(cd k && echo *)" "$(cd k && echo k.db*)"
		taken k/k.db many
		rm -f k/*
	done
	[ "$complete" -lt "$round" ] || { echo 'none was killed in time'; exit 1; }
EOF

# What fits is found by trying more and more, so that each stage meets the end.
t 'files that may not grow: 73, and as before, or 71' <<'EOF'
	blocks=$(($(wc -c <base.db) / 512)) refused=0
	while :; do
		copy base.db l.db
		status=0
		( ulimit -f "$blocks" && import l.db many ) 2>err || status=$?
		settled l.db many "$status"
		[ "$status" -ne 0 ] || break
		# Cut short in the commit itself, nobody knows.
		[ "$status" = 71 ] || is "$status" 73
		is "$(wc -l <err)" 1
		[ "$refused" -gt 0 ] || taken l.db many
		refused=$((refused + 1)) blocks=$((blocks * 5 / 4))
	done
	[ "$refused" -ge 3 ]
EOF

# in_room SIZE SCRIPT: with the folder disk on a file system of that size
in_room() {
	unshare -m sh -ec "mount -t tmpfs -o size=$1 none disk
		$2" sh
}

mkdir disk
if unshare -m mount -t tmpfs -o size=1m none disk 2>/dev/null; then
t 'no room for the database: 73, as before, and it goes on with more room' <<'EOF'
	kb=$((($(wc -c <base.db) + $(wc -c <base.db-wal)) / 1024 + 200)) refused=0
	while :; do
		rm -f back.db*
		expect 0 in_room ${kb}k '
			cp base.db base.db-wal base.db-gate disk
			status=0
			grid-import -q -d disk/base.db --summary s person many/person.csv 2>err || status=$?
			echo $status >status
			[ $status -eq 0 ] || cp disk/* .t/
			mount -o remount,size=100m disk
			[ $status -eq 0 ] || grid-import -q -d disk/base.db person many/person.csv 2>/dev/null
			cp disk/base.db back.db
			[ ! -f disk/base.db-wal ] || cp disk/base.db-wal back.db-wal'
		whole back.db
		is "$(sqlite3 back.db 'SELECT count(*) FROM person')" 30000
		[ "$(cat status)" -ne 0 ] || break
		is "$(cat status)" 73
		rm -f .t/base.db-shm
		settled .t/base.db many 73
		rm -f .t/base.db*
		refused=$((refused + 1)) kb=$((kb * 4 / 3))
	done
	[ "$refused" -ge 3 ]
EOF

t 'no room for temporary files: 73, and as before' <<'EOF'
	copy base.db tmp.db
	expect 0 in_room 64k '
		status=0
		TMPDIR=disk grid-import -q -d tmp.db --fill-down person many/person.csv 2>err || status=$?
		echo $status >status'
	is "$(cat status)" 73
	settled tmp.db many 73
	taken tmp.db many
EOF

t 'no room for the rejects: 73, and as before' <<'EOF'
	sed '3,$s/^[^,]*,/x&/' many/person.csv >bad.csv
	copy base.db rej.db
	expect 0 in_room 64k '
		status=0
		grid-import -q -d rej.db --rejects disk/rejects person bad.csv 2>err || status=$?
		echo $status >status
		ls disk | cmp /dev/null -'
	is "$(cat status)" 73
	settled rej.db many 73
	taken rej.db many
EOF

t 'no room for the rows that go back: 73, and no half reject file' <<'EOF'
	sed '2,$s/^[^,]*,/x&/' many/person.csv >bad.csv
	echo mended >rejects
	kb=$((($(wc -c <base.db) + $(wc -c <base.db-wal)) / 1024 + 600))
	expect 0 in_room ${kb}k '
		cp base.db base.db-wal base.db-gate disk
		status=0
		grid-import -q -d disk/base.db --rejects rejects person bad.csv 2>err || status=$?
		echo $status >status'
	is "$(cat status)" 73
	is "$(cat err)" 'grid-import: the disk is full, nothing changed'
	is "$(cat rejects)" mended
EOF
else
	skip 'no room for the database, temporary files and rejects' 'a small file system cannot be mounted here: run it as root'
fi

t 'a summary that cannot be written: 74, though the work is done' <<'EOF'
	copy base.db s.db
	expect 74 grid-import -q -d s.db --summary /dev/full person many/person.csv
	settled s.db many 0
EOF

# A disk that fails.  Of all calls the first and last are tried, and others
# between them: once, or from then on, or for want of room.
if cc -shared -fPIC -o io_fault.so "$TOP/tests/io_fault.c" -ldl 2>cc.err; then
failing() {
	env LD_PRELOAD="$PWD/io_fault.so" ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0" "$@" \
		grid-import -q -d f.db --rejects r person few/person.csv 2>err
}

fail_each() { # DB
	copy "$1" f.db
	failing IO_FAULT_LOG="$PWD/log"
	calls=$(cat log)
	[ "$calls" -gt 20 ]
	awk -v calls="$calls" -v rounds="$ROUNDS" 'BEGIN {
		step = calls / (2 * rounds)
		if (step < 1)
			step = 1
		for (n = 1; n <= calls; n += n < 8 || n > calls - 8 ? 1 : step)
			print int(n)
	}' | uniq >numbers
	: >seen
	while read -r n; do
		for how in IO_FAULT_ERRNO=28 IO_FAULT_ERRNO=5 'IO_FAULT_ERRNO=5 IO_FAULT_ON=1'; do
			copy "$1" f.db
			status=0
			# shellcheck disable=SC2086 # two words
			failing IO_FAULT_AT="$n" $how || status=$?
			settled f.db few "$status" || { echo "call $n of $calls, $how"; cat err; exit 1; }
			echo "$status" >>seen
		done
		taken f.db few || { echo "call $n of $calls, then again"; exit 1; }
	done <numbers
}

seen() { # STATUS…: each of them was
	for status; do
		grep -qx "$status" seen || { echo "no $status in:"; sort seen | uniq -c; exit 1; }
	done
}

t 'a write, size or sync that fails, at any stage: as the status says' <<'EOF'
	fail_each base.db
	seen 73 71
EOF

# 3,950 pages in the log, and the import takes it beyond 4,000.
t 'and where the log is brought home behind the commit: done' <<'EOF'
	copy base.db long.db
	(
		echo 'PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=OFF;'
		awk -v pages="$((3950 - $(wc -c <base.db-wal) / 4120))" 'BEGIN {
			while ((pages -= 2) > 0)
				print "UPDATE setting SET value = -value WHERE name = \047reopen_days\047;" \
					"UPDATE setting SET value = -value WHERE name = \047reopen_days\047;"
		}'
		echo '.shell kill -KILL $PPID'
	) | sqlite3 long.db >/dev/null || :
	state long.db | cmp before -
	[ "$(wc -c <long.db-wal)" -gt 16000000 ]
	ROUNDS=$((ROUNDS / 2))
	fail_each long.db
	seen 0 73 71
	tail -n 3 seen >last
	same last <<-'END'
		0
		0
		0
	END
EOF
else
	skip 'a write, size or sync that fails' 'no C compiler for tests/io_fault.c'
fi

done_testing
