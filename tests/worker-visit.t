#!/bin/sh
# SPDX-License-Identifier: MIT
#
# worker-visit: what it records and refuses, whom it lists and in which order.  Who is
# due, and when, visit_model.py reckons up from the tables alone; the way from
# building to building is measured against the nearest neighbour's, on the compounds
# of a real city too.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

python3 -c 'import sqlite3' 2>/dev/null || skip_all 'python3 with sqlite3 is missing'
now '2026-11-09 09:00:00'
model=$TOP/tests/visit_model.py
export model

q() { sqlite3 -readonly grid.db "$1"; }

# Three buildings of one grid, four households, two persons, two shops.
small() {
	newdb
	cat >building.csv <<-'END'
		code,name,area,address,lon,lat
		B1,一栋,440310003001001,某路1号,114.30,22.70
		B2,二栋,440310003001001,某路2号,114.32,22.70
		B3,三栋,440310003001001,某路3号,114.31,22.70
		B4,四栋,440310003001001,某路4号,,
	END
	printf 'code,building,room\nH1,B1,1101\nH2,B1,302\nH3,B2,101\nH4,B4,1\n9100,B4,2\n' >household.csv
	cat >person.csv <<-'END'
		id_no,local_key,name,area,building,household,tags
		440307196203070042,,王秀英,440310003001001,B1,H1,空巢老人;低保
		,P2,欧阳小明,440310003001002,,,特困
		,9100,陈某,440310003001001,,,
	END
	printf 'local_key,name,area,building\nU1,东风早餐店,440310003001001,B3\nU2,同名店,440310003001001,\nU3,同名店,440310003001001,\n' >unit.csv
	for kind in building household person unit; do grid-import -q $kind $kind.csv || return; done
}

visits() { q "SELECT w.code, datetime(visited_at, 'unixepoch', '+8 hours'), coalesce('p' || person_id, 'h' || household_id, 'u' || unit_id), outcome, v.note FROM visit v JOIN worker w USING (worker_id) ORDER BY visit_id"; }

# Columns of the list, by name.
columns() { python3 -c 'import csv, sys
for r in csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")):
    print(" ".join(r[c] or "-" for c in sys.argv[2:]))' "$SCRATCH/.t/out" "$@"; }

t 'a visit is recorded in silence, as of an import that can be taken back' <<'EOF'
	small
	expect 0 worker-visit --by W01 --outcome met --at '2026-11-08 10:00' --note '一切 好' 440307196203070042 H3
	stdout </dev/null
	stderr </dev/null
	visits | diff -u - /dev/fd/3 3<<-'END'
		W01|2026-11-08 10:00:00|p1|met|一切 好
		W01|2026-11-08 10:00:00|h3|met|一切 好
	END
	[ "$(q 'SELECT command, actor, row_count FROM audit ORDER BY audit_id DESC LIMIT 1')" = 'worker-visit|W01|2' ]
	run=$(q 'SELECT max(import_run_id) FROM import_run')
	[ "$(q "SELECT kind, file, read_rows, inserted, first_id, last_id FROM import_run WHERE import_run_id = $run")" = 'visit|worker-visit|2|2|1|2' ]
	expect 0 grid-check
	expect 0 grid-import --undo "$run"
	[ "$(q 'SELECT count(*) FROM visit')" = 0 ]
EOF

t 'on -v it says what was recorded and when next, and no number of a person' <<'EOF'
	small
	expect 0 worker-visit -v --by W01 --outcome absent 440307196203070042 H3 东风早餐店
	stdout </dev/null
	stderr <<-'END'
		worker-visit: database 'grid.db', acting as worker (W01), at 2026-11-09 09:00:00
		worker-visit: 4***************42: absent, next on 2026-11-10 (空巢老人)
		worker-visit: H3: absent, next on 2026-11-16 (household)
		worker-visit: 东风早餐店: absent, no rule says when next
	END
	expect 0 worker-visit -v --by W02 --outcome 见面 440307196203070042
	stderr_has 'worker-visit: 4***************42: met, next on 2026-11-16 (空巢老人)'
	# The household was seen with her.
	expect 0 worker-visit --due --all --tag household
	columns household met_at next_on | head -n 2 | diff -u - /dev/fd/3 3<<-'END'
		H2 - -
		H1 2026-11-09 09:00:00 2027-02-08
	END
EOF

t 'a terminal is told, a pipe is not, and nobody with -q' <<'EOF'
	small
	pty() { python3 -c 'import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$@" | tr -d '\r'; }
	pty worker-visit --by W01 --outcome met H1 >said
	echo 'worker-visit: H1: met, next on 2027-02-08 (household)' | diff said -
	pty worker-visit -q --by W01 --outcome met H2 | diff - /dev/null
	printf 'worker,visited_at,household,outcome\nW01,2026-11-08,H1,met\nW01,2026-11-08,H2,met\n' >h.csv
	pty worker-visit --csv h.csv >said
	echo 'worker-visit: h.csv: 2 rows read: 2 recorded, 0 unchanged, 0 refused' | diff said -
EOF

t 'the same visit again is known, and leaves no trace' <<'EOF'
	small
	expect 0 worker-visit --by W01 --outcome met --at '2026-11-08 10:00' H1
	sqlite3 grid.db .dump >before
	expect 0 worker-visit --by W01 --outcome met --at '2026-11-08 10:00' H1
	stderr </dev/null
	expect 0 worker-visit -v --by W01 --outcome met --at '2026-11-08 10:00' H1 H1
	stderr_has 'H1: known already, next on 2027-02-07 (household)'
	expect 1 worker-visit --by W01 --outcome absent --at '2026-11-08 10:00' H1
	echo "worker-visit: cannot record 'H1': that visit is recorded as met: grid-import visit corrects it" | stderr
	expect 1 worker-visit --by W01 --outcome met --note x --at '2026-11-08 10:00' H1
	stderr_has 'that visit is recorded with another note: grid-import visit corrects it'
	sqlite3 grid.db .dump | diff before -
	expect 0 worker-visit --by W02 --outcome absent --at '2026-11-08 10:00' H1
	[ "$(q 'SELECT count(*) FROM visit')" = 2 ]
EOF

t 'a visit to a record that was merged since is known too' <<'EOF'
	small
	expect 0 worker-visit --by W01 --outcome met --at '2026-11-08 10:00' P2
	sqlite3 grid.db "UPDATE person SET merged_into_id = 1 WHERE local_key = 'P2'"
	expect 0 worker-visit -v --by W01 --outcome met --at '2026-11-08 10:00' P2
	stderr_has 'known already, next on 2026-11-15 (空巢老人)'
	expect 0 worker-visit --event 摔伤 --at '2026-11-08 12:00' 440307196203070042
	expect 0 worker-visit --event 摔伤 --at '2026-11-08 12:00' P2
	[ "$(q 'SELECT count(*) FROM visit UNION ALL SELECT count(*) FROM visit_event' | paste -sd , -)" = 1,1 ]
EOF

t 'subjects from standard input, one a line' <<'EOF'
	small
	printf '440307196203070042\n\n  东风早餐店\nH1\n' >names
	expect 0 worker-visit --by W01 --outcome met - <names
	visits | cut -d '|' -f 3 | paste -sd , - | diff - /dev/fd/3 3<<-'END'
		p1,u1,h1
	END
	expect 65 worker-visit --by W01 --outcome met - <person.csv
	stderr_has 'worker-visit: -:1: more than one on a line'
	expect 64 worker-visit --by W01 --outcome met - H1 <names
	[ "$(q 'SELECT count(*) FROM visit')" = 3 ]
EOF

t 'who is nobody, or two, is named, and the others go on' <<'EOF'
	small
	expect 1 worker-visit --by W01 --outcome met H1 H9 9100 同名店 440307199901010011 H2
	stderr <<-'END'
		worker-visit: cannot record 'H9': unknown person, household or unit
		worker-visit: cannot record '9100': it names a person and a household
		worker-visit: cannot record '同名店': name of more than one unit, give its code
		worker-visit: cannot record '4***************11': unknown person, household or unit
	END
	visits | cut -d '|' -f 3 | paste -sd , - | diff - /dev/fd/3 3<<-'END'
		h1,h2
	END
	expect 1 worker-visit --by W01 --outcome met --all-or-nothing H3 H9
	expect 1 worker-visit --by W01 --outcome met 东风早歺店
	stderr_has "unknown unit, perhaps '东风早餐店'"
	[ "$(q 'SELECT count(*) FROM visit')" = 2 ]
EOF

t 'whose visit it is must be said: a worker in office, not in the future' <<'EOF'
	small
	expect 64 worker-visit --outcome met H1
	stderr_has '--by must be given: whose visit it is'
	expect 77 worker-visit --by ZF --outcome met H1
	stderr_has "only a worker visits: --by 'ZF' is a department"
	expect 66 worker-visit --by W99 --outcome met H1
	sqlite3 grid.db "UPDATE worker SET left_on = '2026-10-31', hired_on = '2026-01-01' WHERE code = 'W02'"
	expect 77 worker-visit --by W02 --outcome met H1
	expect 0 worker-visit --by W02 --outcome met --at '2026-10-31 17:00' H1
	expect 77 worker-visit --by W02 --outcome met --at '2025-12-31 17:00' H1
	expect 64 worker-visit --by W01 --outcome met --at '2026-11-09 09:00:01' H1
	expect 64 worker-visit --by W01 --outcome maybe H1
	expect 64 worker-visit --by W01 --outcome met --note '  ' H1
	[ "$(q 'SELECT count(*) FROM visit')" = 1 ]
EOF

t 'options that do not go together' <<'EOF'
	small
	for args in '' H1 '--outcome met' '--outcome met --by W01' '--event x --outcome met H1' '--event x' '--csv f H1' '--due H1' \
		'--due --by W01' '--due --outcome met' '--due -n' '--due --at 2026-11-01' '--outcome met --by W01 --all H1' \
		'--event x -f csv H1' '--due --within -1' '--due --within x' '--due --on x' '--csv f --event x'; do
		expect 64 worker-visit $args
		stdout </dev/null
	done
	for option in --tag --area --worker; do
		expect 66 worker-visit --due $option 无此
		expect 64 worker-visit --due $option ''
	done
EOF

t 'a phone'"'"'s sheet: bad rows are named, the others go on, and again it is known' <<'EOF'
	small
	sqlite3 grid.db "UPDATE worker SET left_on = '2026-10-31' WHERE code = 'W03'"
	cat >phone.csv <<-'END'
		网格员,走访时间,身份证号,户号,单位,结果,备注,电量
		W01,2026-11-08 10:00,440307196203070042,,,见面,好,80
		W01,2026/11/8 10:20,,H1,,不在家,,80
		W03,2026-11-08 10:00,,H1,,见面,,80
		W01,2026-11-09 09:00:01,,H1,,见面,,80
		W01,2026-11-08 11:00,,,,见面,,80
		W01,,,H2,,见面,,80
		,2026-11-08 11:00,,H2,,见面,,80
		W01,2026-11-08 11:10,,H2,东风早餐店,见面,,80
		W01,2026-11-08 11:20,,H77,,见面,,80
		W01,2026-11-08 11:30,,,东风早餐店,开着,,80
		W01,2026-11-08 10:20,,H1,,拒访,,80
		W02,2026-11-08 10:20,,H1,,拒访,,80
	END
	expect 1 worker-visit --csv phone.csv
	stdout </dev/null
	stderr <<-'END'
		worker-visit: phone.csv: columns not used: 电量
		worker-visit: phone.csv:4: 网格员: left on 2026-10-31
		worker-visit: phone.csv:5: 走访时间: in the future
		worker-visit: phone.csv:6: 身份证号: one of person, household and unit must be given
		worker-visit: phone.csv:7: 走访时间: must be given
		worker-visit: phone.csv:8: 网格员: must be given
		worker-visit: phone.csv:9: 身份证号: only one of person, household and unit may be given
		worker-visit: phone.csv:10: 户号: unknown household
		worker-visit: phone.csv:11: 结果: none of met, absent, refused
		worker-visit: phone.csv:12: that visit is recorded as absent: grid-import visit corrects it
	END
	visits >first
	diff -u - first <<-'END'
		W01|2026-11-08 10:00:00|p1|met|好
		W01|2026-11-08 10:20:00|h1|absent|
		W02|2026-11-08 10:20:00|h1|refused|
	END
	expect 1 worker-visit -v --csv phone.csv
	stderr_has 'worker-visit: phone.csv: 12 rows read: 0 recorded, 3 unchanged, 9 refused'
	visits | diff first -
	expect 1 worker-visit --all-or-nothing --by W01 --at '2026-11-08 12:00' --csv phone.csv
	visits | diff first -
	expect 1 worker-visit --by W02 --at '2026-11-08 12:00' --csv - <phone.csv
	visits | sed 1,3d | diff -u - /dev/fd/3 3<<-'END'
		W01|2026-11-08 12:00:00|h2|met|
		W02|2026-11-08 11:00:00|h2|met|
	END
	expect 0 grid-check
EOF

t 'what the options say stands for what the rows do not; grid-import knows the rows' <<'EOF'
	small
	printf '户号,走访时间\nH1,2026-11-08 10:00\nH2,2026-11-08 10:10\n' >h.csv
	expect 0 worker-visit --by W01 --outcome absent --note 无人应门 --csv h.csv
	printf 'worker,visited_at,household,outcome,note\nW01,2026-11-08 10:00,H1,absent,\nW01,2026-11-08 10:10,H2,met,\n' >again.csv
	expect 0 grid-import visit again.csv
	stderr_has '0 inserted, 1 updated, 1 unchanged'
	printf 'worker,visited_at\nW01,2026-11-08 10:00\n' >none.csv
	expect 65 worker-visit --outcome met --csv none.csv
	stderr_has 'none.csv: no column for person, household or unit'
	expect 66 worker-visit --csv not-there.csv
EOF

t 'the list of --due, filled in, is no sheet of households for its persons' <<'EOF'
	small
	expect 0 worker-visit --due --all -f csv
	cp "$SCRATCH/.t/out" due.csv
	n=$(grep -c ,person, due.csv) h=$(sed 1d due.csv | grep -c ,household,)
	[ "$n" -gt 0 ] && [ "$h" -gt 0 ]
	LC_ALL=zh_CN.UTF-8 worker-visit --due --all -f excel >due-zh.csv
	for file in due.csv due-zh.csv; do
		expect 1 worker-visit -n -v --by W01 --outcome met --at '2026-11-08 10:00' --csv "$file"
		[ "$(grep -c 'a person of --due, whose number is masked' "$SCRATCH/.t/err")" = "$n" ]
		[ "$(grep -c ': met, ' "$SCRATCH/.t/err")" = "$h" ]
	done
	expect 0 worker-visit --due --all --tag household -f csv
	cp "$SCRATCH/.t/out" households.csv
	expect 0 worker-visit -n --by W01 --outcome met --at '2026-11-08 10:00' --csv households.csv
	printf 'of,subject,person,household,outcome\nperson,4***,440307196203070042,,met\n' >own.csv
	expect 0 worker-visit --by W01 --at '2026-11-08 10:00' --csv own.csv
	[ "$(visits)" = 'W01|2026-11-08 10:00:00|p1|met|' ]
EOF

t 'a household is named whole, a mistyped number never' <<'EOF'
	small
	long=440310003001001-1-00101
	printf 'code,building,room\n%s,B1,1\n' "$long" | grid-import -q household
	expect 1 worker-visit -v --by W01 --outcome met --at '2026-11-08 10:00' "$long" "${long}2" 440307196203070043
	stderr_has "worker-visit: $long: met, next on"
	stderr_has "cannot record '${long}2': unknown"
	stderr_has "cannot record '4***************43': unknown"
	expect 1 worker-visit --by W01 --outcome absent --at '2026-11-08 10:00' "$long"
	stderr_has "cannot record '$long': that visit is recorded as met"
EOF

# Behind a case that waits for the lock stand first the visit, then the import, which
# has compared its rows by then.
t 'an import that waited meanwhile sees the visit' <<'EOF'
	small
	printf 'worker,visited_at,household,outcome\nW01,2026-11-08 10:00:00,H1,met\n' >h.csv
	worker-visit --by W01 --outcome met H2
	mkfifo sql
	sqlite3 grid.db <sql &
	exec 3>sql
	echo 'BEGIN IMMEDIATE;' >&3
	echo '.shell touch locked' >&3
	until [ -e locked ]; do sleep 0.1; done
	case-collect --area 440310003001001 --text x >no 3>&- & collect=$!
	until grep -aq "$collect" grid.db-gate; do sleep 0.1; done
	worker-visit --by W01 --outcome met --at '2026-11-08 10:00' H1 3>&- & visit=$!
	sleep 0.4
	grid-import visit h.csv 2>said 3>&- & import=$!
	sleep 0.4
	echo 'COMMIT;' >&3
	exec 3>&-
	wait $collect $visit
	expect 0 wait $import
	grep '0 inserted, 0 updated, 1 unchanged' said
	[ "$(q 'SELECT count(*) FROM visit')" = 2 ]
	wait
EOF

t '--key is answered once, -n leaves nothing' <<'EOF'
	small
	sqlite3 grid.db .dump >before
	expect 0 worker-visit -n --by W01 --outcome met H1
	sqlite3 grid.db .dump | diff before -
	expect 0 worker-visit --key k --by W01 --outcome met H1
	now '2026-11-09 10:00:00'
	expect 0 worker-visit --key k --by W01 --outcome met H1
	[ "$(q 'SELECT count(*) FROM visit')" = 1 ]
	expect 64 worker-visit --key k --by W01 --outcome met H2
	expect 0 worker-visit --key k --by W02 --outcome met H1
	expect 1 worker-visit --key part --by W01 --outcome met H2 H9
	expect 1 worker-visit --key part --by W01 --outcome met H2 H9
	[ "$(q 'SELECT count(*) FROM visit')" = 3 ]
EOF

t 'what happened: at once, then a day after a try in vain, until met after it' <<'EOF'
	small
	due() { expect 0 worker-visit --due --tag event "$@"; columns household attempts due_on next_on days_over; }
	expect 0 worker-visit --by W01 --outcome met --at '2026-11-08 18:00' H3
	expect 0 worker-visit --event 火灾 --at '2026-11-08 23:00' H3
	stdout </dev/null
	stderr </dev/null
	expect 0 worker-visit -v --event 火灾 --at '2026-11-08 23:00' H3
	stderr_has 'H3: known already, next on 2026-11-08 (event)'
	[ "$(q 'SELECT count(*) FROM visit_event')" = 1 ]
	[ "$(due)" = 'H3 0 2026-11-09 2026-11-08 0' ]
	expect 0 worker-visit --by W01 --outcome absent --at '2026-11-09 08:00' H3
	[ -z "$(due)" ]
	[ "$(due --on 2026-11-10)" = 'H3 1 2026-11-09 2026-11-10 1' ]
	expect 0 worker-visit --by W01 --outcome met --at '2026-11-09 08:30' H3
	[ -z "$(due --on 2026-11-10)" ]
	expect 0 worker-visit -v --by ZF --event 漏水 H3
	stderr_has 'H3: event, next on 2026-11-09 (event)'
	[ "$(q 'SELECT command, actor, row_count FROM audit ORDER BY audit_id DESC LIMIT 1')" = 'worker-visit|ZF|1' ]
	expect 64 worker-visit --event ' ' H3
EOF

t 'a try in vain before the day does not bring it forward' <<'EOF'
	small
	expect 0 worker-visit --by W01 --outcome met --at '2026-11-01 10:00' H3
	expect 0 worker-visit -v --by W01 --outcome absent H3
	stderr_has 'H3: absent, next on 2027-01-31 (household)'
EOF

t 'the list: persons masked, codes and firms not, in an order that can be walked' <<'EOF'
	small
	printf 'tag,period_days\nunit,30\n' | grid-import -q visit-rule
	expect 0 worker-visit --by W01 --outcome met --at '2026-11-01 10:00' 东风早餐店
	expect 0 worker-visit --due --all
	cp .t/out all.csv
	columns place building room of subject name tag due_on lon | diff -u - /dev/fd/3 3<<-'END'
		1 B1 302 household H2 - household - 114.3
		2 B1 1101 household H1 - household - 114.3
		3 B1 1101 person 4***************42 王** 空巢老人 - 114.3
		4 B3 - unit U1 东风早餐店 unit 2026-12-01 114.31
		5 B2 101 household H3 - household - 114.32
		6 B4 1 household H4 - household - -
		7 B4 2 household 9100 - household - -
		8 - - unit U2 同名店 unit - -
		9 - - unit U3 同名店 unit - -
		10 - - person ** 欧阳** 特困 - -
	END
	head -n 1 all.csv | diff - /dev/fd/3 3<<-'END'
		place,area,area_name,building,building_name,address,household,room,of,subject,name,tag,period_days,met_at,tried_at,attempts,due_on,next_on,days_over,lon,lat
	END
	for locale in zh_CN.UTF-8 en_US.UTF-8 C; do
		LC_ALL=$locale worker-visit --due --all -f csv | cmp all.csv -
	done
	expect 0 worker-visit --due --all -f csv -o file.csv
	stdout </dev/null
	cmp all.csv file.csv
	expect 0 worker-visit --due --all -f table
	awk '{ gsub(/[\200-\277]/, ""); gsub(/[\343-\355\357]/, "xx") } length > 80' .t/out | diff - /dev/null
	expect 0 env LC_ALL=C.UTF-8 LC_MESSAGES=zh_CN.UTF-8 worker-visit --due -f table --tag 特困
EOF

t 'nobody due is no fault' <<'EOF'
	newdb
	expect 0 worker-visit --due
	[ "$(wc -l <.t/out)" = 1 ]
	expect 0 worker-visit --due -f table
	stdout </dev/null
	sqlite3 grid.db 'DELETE FROM visit_rule'
	expect 0 worker-visit --due --all
EOF

t '--worker: where a post is held on that day, else the own area, once' <<'EOF'
	small
	printf 'code,building,room\n' >more
	printf 'code,name,area\nB5,五栋,440310003001002\nB6,六栋,440310003002001\n' | grid-import -q building
	printf 'code,building\nH5,B5\nH6,B6\n' | grid-import -q household
	sqlite3 grid.db "DELETE FROM worker_post"
	list() { expect 0 worker-visit --due --all --tag household "$@"; columns household | paste -sd , -; }
	area() { q "SELECT area_id FROM area WHERE code = '$1'"; }
	[ "$(list --worker W01)" = H2,H1,H3,H4,9100 ]
	sqlite3 grid.db "INSERT INTO worker_post (worker_id, area_id, post, valid_from, valid_to)
		SELECT worker_id, $(area 440310003001002), 'grid-worker', '2026-11-01', '2026-11-10' FROM worker WHERE code = 'W01'"
	[ "$(list --worker W01)" = H5 ]
	[ "$(list --worker W01 --on 2026-11-10)" = H5 ]
	[ "$(list --worker W01 --on 2026-11-11)" = H2,H1,H3,H4,9100 ]
	sqlite3 grid.db "INSERT INTO worker_post (worker_id, area_id, post, valid_from)
		SELECT worker_id, a.area_id, 'grid-leader', '2026-11-01' FROM worker w, area a WHERE w.code = 'W01' AND a.code IN ('440310003001', '440310003002001')"
	[ "$(list --worker W01)" = H2,H1,H3,H4,9100,H5,H6 ]
	[ "$(list --worker W01 --area 440310003001002)" = H5 ]
	[ "$(list --worker W01 --area 440310003)" = H2,H1,H3,H4,9100,H5,H6 ]
	[ -z "$(list --worker W01 --area 440310003003)" ]
EOF

for seed in 1 2; do
	export seed
	t "made-up grids, reckoned up again: seed $seed" <<'EOF'
	newdb
	python3 "$model" make "$seed"
	expect 0 grid-import -q visit-rule rules.csv
	for kind in building household person unit visit; do
		expect 0 grid-import -q $kind $kind.csv
	done
	sqlite3 grid.db <events.sql
	python3 "$model" check grid.db "$BUILD/tests/visit_probe"
	worker-visit --due --all >all.csv
	python3 "$model" walk all.csv
EOF
done

# The data may be missing, but not from a folder that was named.
# shellcheck disable=SC2154 # data.sh sets data
compounds=${data:-/nowhere}/buildings/shenzhen_compounds_a.csv.gz
export compounds
if [ -r "$compounds" ] || [ -n "${WANGGE_DATA:-}" ]; then
	t 'the compounds of a city are walked no further than the nearest neighbour goes' <<'EOF'
	zcat "$compounds" | python3 -c 'import csv, sys
rows = list(csv.DictReader(sys.stdin))
groups = {g: "440310003001%03d" % (i + 1) for i, g in enumerate(sorted({r["所在区域"] for r in rows}))}
for name, area in (("one", lambda g: "440310003001001"), ("many", groups.get)):
    with open(name + ".csv", "w", encoding="utf-8") as f:
        print("code,name,area,lon,lat", file=f)
        for i, r in enumerate(rows):
            print("A%05d,%d,%s,%s" % (i, i, area(r["所在区域"]), r["经纬度"]), file=f)
with open("area.csv", "w", encoding="utf-8") as f:
    print("code,name", file=f)
    for g in groups:
        print("%s,%s" % (groups[g], g), file=f)
print("code,building")
for i in range(len(rows)):
    print("H%05d,A%05d" % (i, i))' >household.csv
	for name in one many; do
		newdb
		grid-import -q area area.csv
		expect 0 grid-import -q building $name.csv
		expect 0 grid-import -q household household.csv
		expect 0 worker-visit --due
		[ "$(wc -l <.t/out)" = 5001 ]
		python3 "$model" walk .t/out >$name.walk
	done
	# Some have coordinates hundreds of kilometres away, so the middle says more
	# than the sum.
	median() { awk -v c="$1" '$2 > 2 && $4 > 0 { print c ? $c : $3 / $4 }' many.walk | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
	sed 's/.* \([0-9]*\) \(.*\) \(.*\)/# \1 compounds: \2 km, the nearest neighbour \3 km/' one.walk >walked
	echo "# $(awk '$2 > 2' many.walk | wc -l) groups, medians: $(median 3) km, the nearest neighbour $(median 4) km, share $(median 0)" >>walked
EOF
	cat walked 2>/dev/null
else
	skip 'the compounds of a city are walked no further than the nearest neighbour goes' \
		'no buildings/shenzhen_compounds_a.csv.gz: name the folder of the data in WANGGE_DATA, see README.md'
fi

done_testing
