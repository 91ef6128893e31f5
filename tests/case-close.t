#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-close: closing what is verified, closing by force, cancelling.
. "$(dirname "$0")/lib.sh"

now '2026-11-09 10:00:00'

# The number of a new case that is brought to a status.
made() {
	no=$(case-collect --area 碧岭 --matter 0101 --condition 缺失 --text "$1")
	case $1 in collected) ;; rejected) case-open --reject --reason 重复 "$no" ;; *) case-open "$no" ;; esac
	case $1 in collected | rejected | opened) ;; *) case-dispatch --to ZJ "$no" ;; esac
	case $1 in returned) case-handle --by ZJ --return --reason 非我局 "$no" ;; esac
	case $1 in
	handling | replied | rework | verified | closed) case-handle --by ZJ --accept "$no" ;;
	esac
	case $1 in replied | rework | verified | closed) case-feedback --by ZJ --result 已补盖 "$no" ;; esac
	case $1 in rework) case-verify --by V01 --fail --reason 响 "$no" ;; verified | closed) case-verify --by V01 --pass "$no" ;; esac
	case $1 in closed) case-close "$no" ;; esac
} >/dev/null
made_all() { for status; do made "$status"; echo "$no"; done; }

list() { case-list -f csv | cut -d, -f "$1" | tail -n +2; }

# Figures of the day: close_due, closed, closed_in_time, forced
figures() { grid-report --since 2026-11-09 --until 2026-11-09 -f csv | cut -d, -f 12,13,15,23 | tail -n 1; }

t 'a verified case is closed, and nothing else' <<'EOF'
	newdb
	made_all collected rejected opened dispatched handling returned replied rework verified closed >numbers
	expect 1 case-close - <numbers
	echo 440310-20261109-00009 | stdout
	stderr_has "cannot close case '440310-20261109-00007': its status is replied, close wants verified"
	[ "$(wc -l <.t/err)" -eq 9 ]
	list 19,2 | grep closed >got
	printf 'closed,2026-11-09 10:00:00\nclosed,2026-11-09 10:00:00\n' | diff - got
EOF

t 'whether it was in time is judged by the closing deadline' <<'EOF'
	newdb
	made_all verified verified >numbers
	{ read -r a; read -r b; } <numbers
	now '2026-11-09 13:00:01'
	expect 0 case-close --at '2026-11-09 13:00:00' $a
	expect 0 case-close $b
	list 1,18,19,20 >got
	printf '%s\n' "$a,2026-11-09 13:00:00,2026-11-09 13:00:00,0" "$b,2026-11-09 13:00:00,2026-11-09 13:00:01,1" | diff - got
	[ "$(figures)" = 2,2,1,0 ]
EOF

t '--force closes whatever is open, and never counts as in time' <<'EOF'
	newdb
	made_all collected opened dispatched handling returned replied rework verified >numbers
	expect 0 case-close --force --reason 专项整治结束 - <numbers
	stdout <numbers
	list 2 | sort | uniq -c | sed 's/^ *//' >got
	echo 8 closed | diff - got
	case-show -f csv 440310-20261109-00004 | cut -d, -f 4,5,6,12 | tail -n 1 >got
	echo force,closed,centre,专项整治结束 | diff - got
	[ "$(figures)" = 6,6,0,6 ]
EOF

t '--cancel takes a case back until it is replied; it counts no more' <<'EOF'
	newdb
	made_all collected opened dispatched handling returned replied rework verified >numbers
	expect 1 case-close --cancel --reason 重复上报 - <numbers
	head -n 5 numbers | stdout
	stderr_has "cannot cancel case '440310-20261109-00006': its status is replied, cancel wants collected"
	list 2 | sort | uniq -c | sed 's/^ *//' >got
	printf '5 cancelled\n1 replied\n1 rework\n1 verified\n' | diff - got
	[ "$(figures)" = 3,0,0,0 ]
EOF

t 'what is ended stays ended' <<'EOF'
	newdb
	made_all closed rejected dispatched >numbers
	case-close --cancel --reason 重复上报 440310-20261109-00003 >/dev/null
	list 2 >before
	expect 1 case-close --force --reason 重复 - <numbers
	expect 1 case-close --cancel --reason 重复 - <numbers
	stdout </dev/null
	list 2 | diff before -
EOF

t 'only the centre closes, forces and cancels' <<'EOF'
	newdb
	made_all verified dispatched >numbers
	expect 77 case-close --by V01 - <numbers
	expect 77 case-close --by ZJ --force --reason 重复 - <numbers
	echo 'case-close: role department (ZJ) may not close a case' | stderr
	expect 77 case-close --by W01 --cancel --reason 重复 - <numbers
EOF

t 'either --force or --cancel, with a reason' <<'EOF'
	newdb
	made handling
	expect 64 case-close --force --reason 重复 --cancel $no
	expect 64 case-close --force --reason '' $no
	expect 64 case-close --force $no
	expect 64 case-close --reason 重复 $no
	expect 64 case-close --cancel --reason '' $no
	expect 64 case-close
	[ "$(list 2)" = handling ]
EOF

done_testing
