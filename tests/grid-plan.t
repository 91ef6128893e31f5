#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-plan: grids too small, too large, without workers, workers with too much,
# against SQL over the tables.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
g=440310003001001

# findings: without their heading; the exit status is in the file status.
findings() { { got_status=0; grid-plan check -f csv "$@" || got_status=$?; echo $got_status >status; } | sed 1d; }
code() { [ "$(cat status)" = "$1" ]; }
sql() { sqlite3 -csv grid.db "$1" | tr -d '"'; }
set_to() { printf 'name,value\n%s,%s\n' "$1" "$2" | grid-import -q setting; }

t 'nothing is found where all is well' <<'EOF'
	newdb
	expect 0 grid-plan check
	stdout </dev/null
	stderr </dev/null
EOF

t 'only check is there, and it takes no operand' <<'EOF'
	newdb
	for form in staff divide; do
		expect 64 grid-plan $form
		echo "grid-plan: '$form' is not there yet, only check" | stderr
	done
	expect 64 grid-plan
	expect 64 grid-plan plan
	expect 64 grid-plan check $g
	expect 64 grid-plan check --month 2026-10
	expect 64 grid-plan check --load --month 2026-12
	expect 64 grid-plan check --load --month 十月
	expect 64 grid-plan check --area ''
	expect 66 grid-plan check --area 月球
EOF

t 'the size band is that of the settings, at its borders' <<'EOF'
	newdb
	i=0
	for homes in 299 300 600 601; do
		i=$((i + 1))
		printf 'code,name,households,persons\n44031000300100%s,第%s网格,%s,%s\n' $((i + 4)) $i $homes $((homes == 600 ? 2501 : 2500))
	done | awk 'NR == 1 || !/^code/' | grid-import -q area
	findings >got
	code 1
	diff - got <<-END
		small,440310003001005,第1网格,,,299,300,planned
		unstaffed,440310003001005,第1网格,,,0,1,
		unstaffed,440310003001006,第2网格,,,0,1,
		crowded,440310003001007,第3网格,,,2501,2500,planned
		unstaffed,440310003001007,第3网格,,,0,1,
		large,440310003001008,第4网格,,,601,600,planned
		unstaffed,440310003001008,第4网格,,,0,1,
	END
	set_to grid_households_min 299
	set_to grid_households_max 700
	set_to grid_persons_max '<empty>'
	findings | grep -v unstaffed >got || :
	diff - got </dev/null
	set_to grid_households_max '<empty>'
	set_to grid_households_min 301
	findings | cut -d, -f 1,2,6,7 | grep small >got
	printf 'small,44031000300100%s,%s,301\n' 5 299 6 300 | diff - got
	findings --area 440310003002 >got
	diff - got </dev/null
	code 0
EOF

t 'where nothing is planned the archive is counted' <<'EOF'
	newdb
	printf 'code,name\n440310003001009,甲格\n440310003001010,乙格\n' | grid-import -q area
	printf 'code,name,area\nB1,一栋,440310003001009\nB2,二栋,440310003001010\n' | grid-import -q building
	awk 'BEGIN { print "code,building"; for (i = 1; i <= 301; i++) print "H" i ",B1" }' | grid-import -q household
	awk 'BEGIN { print "local_key,name,area,moved_out_on,died_on"
		for (i = 1; i <= 9; i++)
			print "K" i ",测试,440310003001010," (i == 1 ? "2026-11-09" : i == 2 ? "2026-11-10" : "") "," (i == 3 ? "2026-01-01" : "") }' | grid-import -q person
	sqlite3 grid.db "UPDATE person SET merged_into_id = (SELECT person_id FROM person WHERE local_key = 'K8') WHERE local_key = 'K9'"
	set_to grid_persons_max 5
	findings | grep -E '乙格|甲格' | grep -v unstaffed >got
	# Six live there: one has gone today, one goes tomorrow, one is dead, one is
	# another record.
	diff - got <<-END
		unknown,440310003001010,乙格,,,,,no households are planned or in the archive
		crowded,440310003001010,乙格,,,6,5,counted
	END
	set_to grid_households_min 302
	findings | grep 甲格 | grep -v unstaffed >got
	echo small,440310003001009,甲格,,,301,302,counted | diff - got
EOF

t 'a grid without a grid worker in office' <<'EOF'
	newdb
	# W01 and W02 have it: one leaves with yesterday, the other takes another grid.
	printf 'code,left_on,name,area\nW01,2026-11-08,朱欣芳,%s\n' $g | grid-import -q worker
	findings >got
	code 0
	printf 'worker,area,post,valid_from,valid_to\nW02,%s,grid-worker,2024-02-01,2026-11-08\n' $g | grid-import -q post
	# Without a post he stands there in kind worker still.
	findings >got
	diff - got </dev/null
	printf 'worker,area,post,valid_from\nW02,440310003001002,grid-worker,2026-11-09\n' | grid-import -q post
	findings >got
	echo "unstaffed,$g,碧岭第一网格,,,0,1," | diff - got
	printf 'worker,area,post,valid_from\nL01,%s,part-time,2026-11-09\n' $g | grid-import -q post
	findings >got
	echo "unstaffed,$g,碧岭第一网格,,,0,1,it has others than full grid workers" | diff - got
	printf 'worker,area,post,valid_from\nL01,%s,grid-worker,2026-11-09\n' $g | grid-import -q post
	findings >got
	diff - got </dev/null
EOF

t 'a worker with more grids than the setting says' <<'EOF'
	newdb
	cat >post.csv <<-END
		worker,area,post,valid_from,valid_to
		W03,440310003002001,grid-worker,2026-11-09,
		W03,440310003002001,part-time,2026-11-09,
		W03,440310003002002,grid-worker,2026-11-09,2026-11-09
		W03,440310003003001,grid-worker,2026-01-01,2026-11-08
		L01,440310003001001,grid-leader,2026-01-01,
		L01,440310003001002,grid-leader,2026-01-01,
	END
	grid-import -q post post.csv
	findings >got
	code 1
	diff - got <<-END
		grids,440310003001002,碧岭第二网格,W03,叶**,3,1,440310003001002 440310003002001 440310003002002
	END
	set_to worker_grids_max 3
	findings >got
	diff - got </dev/null
	set_to worker_grids_max 2
	findings --area 440310003002 | cut -d, -f 1,4,6 >got
	echo grids,W03,3 | diff - got
	findings --area 440310003003 >got
	diff - got </dev/null
	now '2026-11-10 09:00:00'
	findings >got
	diff - got </dev/null
	expect 1 grid-import setting - <<-END
		name,value
		worker_grids_max,0
		worker_load_max,-1
		grid_households_min,many
	END
	stderr_has 'not a whole number from 1 to 100'
EOF

t 'codes of grids may be of several lengths' <<'EOF'
	newdb
	printf 'code,name,kind\n4403100030019,短,grid\n440310003001901,中,grid\n440310003001901234,长,grid\n' | grid-import -q area
	printf 'code,name,area\nX1,王新,4403100030019\n' | grid-import -q worker
	for area in 4403100030019 440310003001901 440310003001901234; do
		printf 'X1,%s,grid-worker,2026-11-09\nX1,%s,part-time,2026-11-09\n' $area $area
	done | { echo worker,area,post,valid_from; cat; } | grid-import -q post
	findings >.t/all
	grep ^grids .t/all | cut -d, -f 4,6,8 >got
	echo 'X1,3,4403100030019 440310003001901 440310003001901234' | diff - got
EOF

# Cases of October and November: reported by some, handled and checked by others.
work() {
	newdb
	now "$1-12 09:00:00"
	awk -v n="$2" 'BEGIN { print "area,matter,text,reported_by"; for (i = 1; i <= n; i++) print "44031000300" i % 3 + 1 "00" i % 2 + 1 ",1201,报" i ",W0" i * i % 9 + 1 }' |
		case-collect --csv - | case-open - >numbers
	i=0
	while read -r no; do
		i=$((i + 1))
		case-dispatch --to W0$((i % 4 + 1)) "$no"
		[ $((i % 3)) -eq 0 ] || case-handle --by W0$((i % 4 + 1)) --accept "$no"
		[ $((i % 3)) -ne 1 ] || case-feedback --by W0$((i % 4 + 1)) --result 好 "$no"
		[ $((i % 6)) -ne 1 ] || case-verify --by V0$((i % 2 + 1)) --pass "$no"
	done <numbers >/dev/null
}

cat >load.sql <<'END'
SELECT w.code, (SELECT count(*) FROM casefile WHERE reported_by_id = w.worker_id),
	(SELECT count(*) FROM casefile WHERE handler_id = w.worker_id AND handle_due_at NOTNULL),
	(SELECT count(*) FROM casefile_event WHERE actor_worker_id = w.worker_id AND action IN ('pass', 'fail')),
	(SELECT count(*) FROM casefile WHERE handler_id = w.worker_id AND ended_at IS NULL)
FROM worker w ORDER BY 1;
END

t '--load counts what workers do and what waits for them' <<'EOF'
	work 2026-10 20
	now '2026-11-09 09:00:00'
	grid-plan check --load -f csv >got
	sql "$(cat load.sql)" >want
	sed 1d got | cut -d, -f 1,6-8,13 | diff want -
	# What adds up.
	awk -F, 'NR > 1 && ($10 != $6 + $7 + $8 + $9 || $15 != $13 + $14 || $12 != "" && !$11) { print; bad = 1 } END { exit bad }' got
	[ "$(awk -F, '{ s += $10 } END { print s }' got)" -gt 40 ]
	sed -n 1p got >heading
	echo code,name,post,area,area_name,collected,handle_due,checked,visits,tasks,attended,tasks_a_day,backlog,visit_due,load,is_over | diff - heading
	sed -n 's/^V01,\([^,]*\),.*/\1/p' got >name
	echo '叶**' | diff - name
	# The same as the report says.
	grid-report --month 2026-10 --by worker --indicator handle_due -f csv | sed -n 's/^\(W0[1-4]\),.*,\([0-9]*\)$/\1,\2/p' >want
	cut -d, -f 1,7 got | grep -E '^W0[1-4]' | diff want -
EOF

t '--load: of the last month and now, or with --month all as of its end' <<'EOF'
	work 2026-10 6
	now '2026-11-09 09:00:00'
	expect 0 grid-plan check --load --area 碧岭社区 -f csv
	cut -d, -f 1,10,15 .t/out >got
	# Closed since: it does not wait any more, but in October it did.
	case-close --force --reason 试 "$(sed -n 1p numbers)" "$(sed -n 4p numbers)" >/dev/null
	grid-plan check --load -f csv | awk -F, '{ n += $13 } END { print n }' >now
	grid-plan check --load --month 2026-10 -f csv | awk -F, '{ n += $13 } END { print n }' >then
	[ "$(cat now then | paste -sd , -)" = 4,6 ]
	grid-plan check --load --month 2026-11 -f csv | awk -F, 'NR > 1 { n += $6; m += $13 } END { print n, m }' >got
	echo '0 4' | diff - got
	cut -d, -f 1 .t/out | paste -sd , - >got
	echo code,L01,W01,W02,W03,W04 | diff - got
EOF

t 'overload: more waits than the setting says' <<'EOF'
	work 2026-11 20
	now '2026-11-12 10:00:00'
	findings >got
	code 0
	waits=$(sql "SELECT count(*) FROM casefile c JOIN worker w ON w.worker_id = handler_id WHERE w.code = 'W02' AND ended_at IS NULL")
	[ "$waits" = 5 ]
	set_to worker_load_max 5
	findings >got
	diff - got </dev/null
	grid-plan check --load -f csv | grep -c ',1$' >got || :
	echo 0 | diff - got
	set_to worker_load_max 4
	findings >got
	code 1
	printf 'overload,%s,W0%s,5,4,"5 cases open, 0 visits due"\n' 440310003001001 1 440310003001001 2 440310003001002 3 440310003001002 4 >want
	cut -d, -f 1,2,4,6- got | diff want -
	grid-plan check --load -f csv | awk -F, '$16 == 1 { print $1 }' | paste -sd , - >got
	echo W01,W02,W03,W04 | diff - got
	set_to worker_load_max '<empty>'
	findings >got
	diff - got </dev/null
	grid-plan check --load -f csv | cut -d, -f 16 | sort -u | paste -sd , - >got
	echo 0,is_over | diff - got
EOF

t 'visits and days at work come as grid-report counts them' <<'EOF'
	newdb
	awk 'BEGIN { print "worker,day_on,state,patrol_minutes"; for (i = 1; i <= 9; i++) print "W01,2026-10-0" i ",normal,60" }' | grid-import -q attendance
	for figure in visits:9 visit_due:14; do
		grid-report --month 2026-10 --by worker --indicator ${figure%:*} -f csv | sed 1d | awk -F, '$NF > 0 { print $1 "," $NF }' >want
		grid-plan check --load --month 2026-10 -f csv | sed 1d | awk -F, -v c=${figure#*:} '$c > 0 { print $1 "," $c }' | diff want -
	done
EOF

done_testing
