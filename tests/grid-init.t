#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-init: which files it makes and what stands in them, what it refuses,
# what --upgrade does, and that a failure leaves nothing.
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
tables=$TOP/lib/tables

init() { grid-init -d "$1" --district 440310 --name 坪山区; }

rows() { awk 'NR > 1 && NF { n++ } END { print n + 0 }' "$tables/$1.csv"; }

count() { sqlite3 -readonly "$1" "SELECT count(*) FROM $2"; }

records() { sqlite3 -readonly "$1" .dump | grep -v -e '^INSERT INTO audit ' -e "^INSERT INTO sqlite_sequence VALUES('audit'"; }

t 'it makes a file, its log and its gate, for owner and group as the umask says' <<'EOF'
	umask 027
	expect 0 init a.db
	stdout </dev/null
	stderr </dev/null
	cat >want <<-'END'
		640 a.db
		640 a.db-gate
		640 a.db-shm
		640 a.db-wal
	END
	stat -c '%a %n' a.db* | diff want -
EOF

t 'every standard table is in, row for row' <<'EOF'
	init b.db
	for pair in holiday:calendar_day work-hours:work_hours department:department matter:matter score-rule:score_rule visit-rule:visit_rule; do
		echo "$pair $(rows "${pair%:*}")" >>want_counts
		echo "$pair $(count b.db "${pair#*:}")" >>got_counts
	done
	diff want_counts got_counts
EOF

t 'the settings are the table and the district' <<'EOF'
	init c.db
	{ echo district,440310; tail -n +2 "$tables/setting.csv"; } | sort >want
	sqlite3 -readonly c.db "SELECT name || ',' || coalesce(value, '') FROM setting" | sort | diff want -
EOF

t 'the district is the only area, and its code begins every case number' <<'EOF'
	expect 0 grid-init -d d.db --district 440106 --name 天河区
	[ "$(sqlite3 -readonly d.db 'SELECT code, name, kind FROM area')" = '440106|天河区|district' ]
	printf 'code,name\n440106005,石牌街道\n440106005001,南镇社区\n' | grid-import -q -d d.db area
	expect 0 case-collect -d d.db --area 南镇社区 --text 井盖破损
	echo 440106-20261109-00001 | stdout
EOF

t 'an existing file is refused and left alone' <<'EOF'
	echo mine >e.db
	expect 73 init e.db
	echo "grid-init: cannot make 'e.db': File exists" | stderr
	echo mine | diff - e.db
	[ "$(echo e.db*)" = e.db ]
EOF

t 'a district is a code of six digits with a name' <<'EOF'
	for code in '' 44031 4403101 44031x; do
		expect 64 grid-init -d f.db --district "$code" --name 坪山区
	done
	for name in '' ' ' ' 　'; do
		expect 64 grid-init -d f.db --district 440310 --name "$name"
		stderr_has "grid-init: --name '$name' is no name"
	done
	expect 64 grid-init -d f.db --district 440310
	expect 64 grid-init -d f.db --upgrade --name 坪山区
	expect 64 grid-init -n -d f.db --district 440310 --name 坪山区
	[ "$(echo f.db*)" = 'f.db*' ]
EOF

t '--upgrade of a database that is up to date changes no record' <<'EOF'
	newdb
	records grid.db >before
	expect 0 grid-init --upgrade
	stdout </dev/null
	stderr </dev/null
	records grid.db | diff before -
	[ "$(sqlite3 -readonly grid.db 'SELECT note FROM audit ORDER BY audit_id DESC LIMIT 1')" = upgrade ]
EOF

t '--upgrade makes the gate of a copy' <<'EOF'
	newdb
	chmod 600 grid.db
	sqlite3 grid.db ".backup copy.db"
	chmod 600 copy.db
	expect 66 case-collect -d copy.db --area 碧岭 --text 井盖破损
	echo "case-collect: the gate 'copy.db-gate' is missing: grid-init --upgrade makes it again" | stderr
	expect 0 grid-init -d copy.db --upgrade
	[ "$(stat -c %a copy.db-gate)" = 600 ]
	expect 0 case-collect -d copy.db --area 碧岭 --text 井盖破损
EOF

t '--upgrade makes no database' <<'EOF'
	expect 66 grid-init -d h.db --upgrade
	echo "grid-init: no database 'h.db': No such file or directory" | stderr
	[ "$(echo h.db*)" = 'h.db*' ]
EOF

t 'nothing half-made is left after a failure' <<'EOF'
	expect 73 sh -c 'ulimit -f 40; exec grid-init -d i.db --district 440310 --name 坪山区'
	[ "$(echo i.db*)" = 'i.db*' ]
	mkdir i.db-gate
	expect 73 init i.db
	echo "grid-init: cannot make 'i.db-gate': Is a directory" | stderr
	[ "$(echo i.db*)" = i.db-gate ]
EOF

t 'whatever room there is, the database is there wholly or not at all' <<'EOF'
	for blocks in 0 1 8 16 40 100 200 300 500 800; do
		got=0
		sh -c "ulimit -f $blocks; exec grid-init -d j.db --district 440310 --name 坪山区" 2>err || got=$?
		case $got in
		73) [ "$(echo j.db*)" = 'j.db*' ] ;;
		0) break ;;
		*) cat err; exit 1 ;;
		esac
	done
	[ "$got" = 0 ] || expect 0 init j.db
	expect 0 grid-init --upgrade -d j.db
EOF

t 'killed in the middle it leaves the way free' <<'EOF'
	for wait in 0 0.005 0.01 0.02 0.03 0.05; do
		rm -f k.db*
		grid-init -d k.db --district 440310 --name 坪山区 &
		sleep $wait
		kill -9 $! 2>/dev/null || :
		wait $! 2>/dev/null || :
		if [ -e k.db ]; then
			[ "$(count k.db matter)" = "$(rows matter)" ]
		else
			expect 0 init k.db
		fi
		expect 0 grid-init --upgrade -d k.db
	done
EOF

t 'a log without its database is left alone; of two that make one, one does' <<'EOF'
	init l.db
	printf 'name,value\nsatisfied_from,5\n' | grid-import -q -d l.db setting
	cp l.db-wal m.db-wal
	expect 73 init m.db
	echo "grid-init: cannot make 'm.db': 'm.db-wal' lies there, the last changes of a database that does not" | stderr
	cmp l.db-wal m.db-wal
	[ "$(echo m.db*)" = m.db-wal ]
	init n.db 2>one & a=$!
	init n.db 2>two & b=$!
	first=0 second=0
	wait $a || first=$?
	wait $b || second=$?
	[ $((first + second)) = 73 ]
	cat one two | diff -u - /dev/fd/3 3<<-'END'
		grid-init: cannot make 'n.db': File exists
	END
	expect 0 grid-init --upgrade -d n.db
	[ "$(echo n.db*)" = 'n.db n.db-gate n.db-shm n.db-wal' ]
EOF

done_testing
