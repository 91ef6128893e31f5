#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The write gate: whoever comes first writes first, however long it takes and
# whoever among those that wait is stopped, is killed or gives up; and who it
# is that all wait for is said rightly.
. "$(dirname "$0")/lib.sh"

[ -r /proc/locks ] || skip_all 'no /proc/locks to see who waits'
now '2026-11-09 09:00:00'

# Plain sqlite3 takes the database's own lock, so that the first writer stays
# inside the gate until let_go.
hold() {
	newdb
	rm -f orders answers
	mkfifo orders
	sqlite3 -batch grid.db <orders >answers 2>&1 &
	exec 9>orders
	trap 'kill -KILL $(jobs -p) 2>/dev/null || :' EXIT
	echo "BEGIN IMMEDIATE; SELECT 'locked';" >&9
	until grep -q locked answers; do sleep 0.01; done
	gate=$(stat -c %i grid.db-gate)
}

let_go() {
	echo 'ROLLBACK;' >&9
	exec 9>&-
}

# soon COMMAND: it becomes true within half a minute.
soon() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 3000 ] || { echo "never: $*"; return 1; }
		sleep 0.01
	done
}

# How many are asleep before the gate, as the kernel has it.
queued() { [ "$(grep -c -- "-> OFDLCK .*:$gate " /proc/locks)" -eq "$1" ]; }

inside() { grep -aq "^$1 " grid.db-gate; }

# come TEXT [ARG...]: a writer that opens a case of that text; its process in $pid.
come() {
	text=$1
	shift
	case-open "$@" --area 440310003001001 --matter 0102 --text "$text" >"out.$text" 2>"err.$text" 9>&- &
	pid=$!
}

# queue_up FROM TO: so many writers more, one after the other, behind those there.
queue_up() {
	i=$1
	while [ "$i" -le "$2" ]; do
		come "$i" ${wait:+--wait "$wait"}
		eval "pid$i=$pid"
		soon queued $((i - 1))
		i=$((i + 1))
	done
}

# The texts of the cases, as the numbers of their commits have it.
order() { sqlite3 grid.db "SELECT text FROM casefile ORDER BY casefile_id"; }

quiet() { cat err.* | grep -v '^case-open: waiting for the database, held by' | diff - /dev/null; }

t 'whoever came first writes first, though all have waited for seconds' <<'EOF'
hold
come 1
soon inside $pid
# Not one after the other at once: who is asked every second is asked at other moments.
for i in 2 3 4 5 6 7 8 9 10 11 12; do
	come $i
	soon queued $((i - 1))
	sleep 0.1
done
sleep 2.2
let_go
wait
order | diff - /dev/fd/3 3<<-END
	$(seq 12)
END
quiet
EOF

t 'who comes while others wait does not overtake them' <<'EOF'
hold
come 1
soon inside $pid
queue_up 2 20
let_go
# As fast as processes start, while the others go on one by one.
for i in $(seq 21 60); do
	come $i
done
wait
order | head -n 20 | diff - /dev/fd/3 3<<-END
	$(seq 20)
END
[ "$(order | wc -l)" -eq 60 ]
quiet
EOF

t 'all who wait name the same process, and after it is continued all go on' <<'EOF'
hold
come 1 --wait 600
first=$pid
soon inside $first
kill -STOP $first
let_go
wait=60
queue_up 2 6
soon grep -q held err.6
expect 75 case-open --wait 2 --area 440310003001001 --matter 0102 --text late
sed 's/ since 20[-0-9]* [0-9:]*$/ since then/' .t/err | diff - /dev/fd/3 3<<-END
	case-open: waiting for the database, held by $first case-open since then
	case-open: the database stayed locked for 2 s, nothing changed
END
expect 75 case-open --wait 0 --area 440310003001001 --matter 0102 --text late
[ "$(order)" = '' ]
kill -CONT $first
wait
order | diff - /dev/fd/3 3<<-END
	$(seq 6)
END
for i in 2 3 4 5 6; do
	[ "$(sed 's/ since 20[-0-9]* [0-9:]*$//' err.$i)" = "case-open: waiting for the database, held by $first case-open" ]
done
EOF

t 'the one inside is killed while others wait: nothing of it is there, the others go on in turn' <<'EOF'
hold
come 1
first=$pid
soon inside $first
queue_up 2 6
kill -KILL $first
wait $first || :
let_go
wait
order | diff - /dev/fd/3 3<<-END
	$(seq 2 6)
END
quiet
EOF

t 'one that waits is killed, another gives up: those behind keep their turn' <<'EOF'
hold
come 1
soon inside $pid
queue_up 2 3
come 4 --wait 1
fourth=$pid
soon queued 3
queue_up 5 8
kill -KILL $pid6
code=0
wait $fourth || code=$?
[ $code -eq 75 ]
soon queued 5
let_go
wait
order | diff - /dev/fd/3 3<<-END
	1
	2
	3
	5
	7
	8
END
EOF

t 'a writer stopped before its turn is the one that is named' <<'EOF'
hold
come 1
soon inside $pid
queue_up 2 3
kill -STOP $pid2
let_go
soon test -s out.1
expect 75 case-open --wait 2 --area 440310003001001 --matter 0102 --text late
stderr_has "waiting for the database, held by $pid2 case-open since "
kill -CONT $pid2
wait
order | diff - /dev/fd/3 3<<-END
	1
	2
	3
END
EOF

done_testing
