#!/bin/sh
# SPDX-License-Identifier: MIT
# scripts/demo: it plays to its end and shows what it should, and throws away
# nothing but an earlier demo.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

demo=$TOP/scripts/demo
unset MAKEFLAGS MAKELEVEL

t 'the week runs to its end, the same every time, below where the user stands' <<'EOF'
mkdir here
cd here
expect 0 "$demo" week
stderr_has 'area.csv: 10 rows read: 10 inserted'
cp ../.t/out first
echo mine >week/mine.csv
[ "$(sqlite3 week/grid.db 'PRAGMA integrity_check')" = ok ]
expect 0 "$demo" week
stdout <first
[ "$(cat week/mine.csv)" = mine ]
EOF

t 'it ends with something late, something open and people who differ' <<'EOF'
grep -q '# 1 case$' here/first
awk '/^== / { on = /still open/ } on && /^440310-/ { print $2, $NF }' here/first | sort -u >open
grep -q 'handling red' open
grep -q 'returned red' open
grep -q ' green' open
awk '/\$ / { on = /worker-score.*11 -f/ } on && /^W[0-9]/ { print $4 }' here/first | sort -u >scores
[ "$(wc -l <scores)" -ge 5 ]
awk '/^== 7/ { on = 1 } on && $1 == "total"' here/first >totals
awk 'NR == 1 { exit !($3 < $2 && $5 < $3) }' totals
awk 'NR == 4 { exit !($2 > 0) }' totals
awk 'NR == 5 { exit !($5 > 0) }' totals
awk 'NR == 6 { exit !($2 > 0 && $3 > 0) }' totals
[ "$(wc -l <here/first)" -le 290 ]
EOF

t 'a folder that is no demo is left alone, a database above all' <<'EOF'
mkdir real
newdb real/grid.db
cksum real/* >before
expect 73 "$demo" real
stdout </dev/null
printf "demo: '%s' is not an earlier demo's: name a new or empty folder\n" "$SCRATCH/real" | stderr
cksum real/* | diff before -
echo x >file
expect 73 "$demo" file
stdout </dev/null
[ "$(cat file)" = x ]
expect 73 "$demo" file/below
stdout </dev/null
[ "$(wc -l <.t/err)" = 1 ]
expect 64 "$demo" -h
expect 64 "$demo" one two
EOF

# Root may write everywhere.
as_nobody() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}
chmod 755 .
mkdir -m 777 ours
title="in another user's build: one line, or nothing to say where it is up to date"
if as_nobody env -C "$SCRATCH/ours" "$BUILD/bin/case-list" -V >/dev/null 2>&1 && as_nobody test -x "$demo"; then
	t "$title" <<'EOF'
mkdir locked
chmod 555 locked
expect 73 as_nobody env BUILD="$SCRATCH/locked" "$demo" ours/one
stdout </dev/null
printf "demo: cannot build in '%s': name a folder of yours, as in BUILD=/tmp/wangge scripts/demo\n" "$SCRATCH/locked" | stderr
[ ! -e ours/one ]
expect 0 as_nobody env BUILD="$BUILD" "$demo" ours/two
expect 73 as_nobody env BUILD="$BUILD" "$demo" locked/three
printf "demo: cannot make '%s'\n" "$SCRATCH/locked/three" | stderr
EOF
else
	skip "$title" 'root, and no other user can run the commands here'
fi

done_testing
