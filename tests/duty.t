#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What reports count of workers' days, against a recount of a made-up district
# (duty_model.py), and at the edges of days.
. "$(dirname "$0")/lib.sh"

# district ZONE: a database of the model's files, entered at the year's end.
district() {
	now '2026-12-31 10:00:00'
	DUTY_ZONE=$1
	export DUTY_ZONE
	rm -rf files grid.db*
	mkdir files
	python3 "$TOP/tests/duty_model.py" make 20261103 files
	grid-init --district 440310 --name 坪山区
	printf 'name,value\ntimezone,%s\n' "$1" | grid-import -q setting -
	sqlite3 grid.db 'DELETE FROM visit_rule'
	for kind in area department worker post building household person unit course visit-rule visit training merit attendance; do
		grid-import -q "$kind" "files/$kind.csv" || return
	done
	sqlite3 -bail grid.db <<-'END'
		.mode csv
		.import --schema temp files/events.csv e
		.import --schema temp files/void.csv v
		.import --schema temp files/merged.csv m
		UPDATE area SET state = 'void', voided_at = (SELECT utc FROM v WHERE v.code = area.code), void_reason = '合并'
		 WHERE code IN (SELECT code FROM v);
		UPDATE person SET merged_into_id = (SELECT p.person_id FROM m JOIN person p ON p.local_key = m."into" WHERE m.record = person.local_key)
		 WHERE local_key IN (SELECT record FROM m);
		INSERT INTO visit_event (happened_at, recorded_at, reason, person_id, household_id, unit_id)
		SELECT utc, utc, '跌倒', (SELECT person_id FROM person WHERE local_key = key), (SELECT household_id FROM household WHERE code = key),
		       (SELECT unit_id FROM unit WHERE local_key = key) FROM e;
	END
}

recount() {
	expect 0 python3 "$TOP/tests/duty_model.py" check files "$TOP/lib/indicator.csv" "$@" || { cat .t/out; return 1; }
}

t 'a month that is over, by every cut' <<'EOF'
	district Asia/Shanghai
	recount 2026-10-01 2026-10-31 '2026-10-31 23:59:59'
EOF

t 'the same as it stood at a noon and at the end of a day of it' <<'EOF'
	now '2026-12-31 10:00:00'
	recount 2026-10-01 2026-10-31 '2026-10-17 12:00:00'
	recount 2026-10-01 2026-10-31 '2026-10-17 23:59:59'
EOF

t 'a month that still runs' <<'EOF'
	now '2026-11-18 10:00:00'
	recount 2026-11-01 2026-11-30 '2026-11-18 10:00:00'
EOF

t 'by filing, a past month as of now' <<'EOF'
	now '2026-11-18 10:00:00'
	recount 2026-10-01 2026-10-31 '2026-11-18 10:00:00' --cohort opened
EOF

t 'of one community only' <<'EOF'
	now '2026-12-31 10:00:00'
	recount 2026-10-01 2026-10-31 '2026-10-31 23:59:59' --area 440310001001
EOF

t 'before its first day a period has nothing yet' <<'EOF'
	now '2026-12-31 10:00:00'
	expect 0 grid-report --month 2026-11 --as-of '2026-10-31 23:59:59' --by worker --indicator visits,duty_days,trainings,adopted_town,staff
	echo code,name,visits,duty_days,trainings,adopted_town,staff | stdout
EOF

t 'where summer time ends in between' <<'EOF'
	district America/New_York
	recount 2026-10-01 2026-10-31 '2026-10-31 23:59:59'
	recount 2026-11-01 2026-11-01 '2026-11-01 23:59:59'
EOF

# The demo's workers with a household and a person of their grids.
small() {
	now '2026-12-31 10:00:00'
	newdb
	printf 'code,name,area\nB1,一栋,440310003001001\n' | grid-import -q building -
	printf 'code,building\nH-01,B1\n' | grid-import -q household -
	printf 'local_key,name,area,tags,residence\nP1,钱甲,440310003001002,独居老人,流动人口\n' | grid-import -q person -
}

t 'a day ends at midnight of the zone' <<'EOF'
	small
	grid-import -q visit - <<-'END'
		worker,visited_at,person,household,outcome
		W01,2026-10-31 23:59:59,,H-01,met
		W01,2026-11-01 00:00:00,,H-01,absent
		W01,2026-11-30 23:59:59,P1,,refused
		W01,2026-12-01 00:00:00,P1,,met
	END
	for month in 10 11 12; do
		expect 0 grid-report --month "2026-$month" --as-of '2026-12-31 09:00:00' --by grid --indicator visits,visits_met,closed_door_rate,refusal_rate
		sed -n 's/^\(44031000300100[12]\),[^,]*/'"$month"' \1/p' .t/out
	done >got
	diff -u - got <<-'END'
		10 440310003001001,1,1,0.00,0.00
		10 440310003001002,0,0,,
		11 440310003001001,1,0,100.00,0.00
		11 440310003001002,1,0,100.00,100.00
		12 440310003001001,0,0,,
		12 440310003001002,1,1,0.00,0.00
	END
	expect 0 grid-report --month 2026-11 --as-of '2026-11-30 23:59:58' --by worker --indicator visits
	grep -q '^W01,.*,1$' .t/out
EOF

t 'a day without a state counts by its patrol; off and leave do not count' <<'EOF'
	small
	grid-import -q attendance - <<-'END'
		worker,day_on,state,patrol_minutes
		W01,2026-11-02,,60
		W01,2026-11-03,,0
		W01,2026-11-04,,
		W01,2026-11-05,absent,
		W01,2026-11-06,leave,90
		W01,2026-11-07,off-day,90
		W01,2026-11-09,early,59
	END
	expect 0 grid-report --month 2026-11 --by worker --indicator duty_days,attend_rate,late_days,absent_days,patrol_rate,avg_patrol_minutes
	stdout_has ',4,50.00,1,1,25.00,29.75'
	printf 'name,value\npatrol_minutes,59\n' | grid-import -q setting -
	expect 0 grid-report --month 2026-11 --by worker --indicator duty_days,patrol_rate
	stdout_has ',4,50.00'
EOF

t 'in service to the last day; the mean is of those whose first is known' <<'EOF'
	small
	sqlite3 grid.db "DELETE FROM worker_post; UPDATE worker SET hired_on = NULL, left_on = '2026-10-31'"
	grid-import -q worker - <<-'END'
		code,name,area,hired_on,left_on
		A,赵一,440310003,2026-11-11,
		B,赵二,440310003,2026-11-01,2026-11-30
		C,赵三,440310003,,2026-11-01
		D,赵四,440310003,2026-12-01,
		E,赵五,440310003,2025-12-01,2026-12-01
	END
	grid-import -q post - <<-'END'
		worker,area,post,valid_from,valid_to
		E,440310003,网格员,2026-11-01,2026-11-05
		E,440310003,网格长,2026-11-04,2026-11-09
	END
	expect 0 grid-report --month 2026-11 --by worker --total --indicator staff,joined,departed,turnover_rate,avg_tenure_days,post_share
	stdout <<-'END'
		code,name,staff,joined,departed,turnover_rate,avg_tenure_days,post_share
		A,赵*,1,1,0,0.00,20.00,66.67
		B,赵*,1,1,1,100.00,30.00,100.00
		C,赵*,1,0,1,100.00,,3.33
		E,赵*,1,0,0,0.00,365.00,30.00
		total,,4,2,2,50.00,138.33,50.00
	END
EOF

t 'what is behind a score says what it was, and nothing personal' <<'EOF'
	small
	grid-import -q visit - <<-'END'
		worker,visited_at,household,outcome
		W01,2026-11-03 09:10:59,H-01,met
		W01,2026-11-03 14:00:00,H-01,absent
	END
	printf 'worker,day_on,state\nW01,2026-11-04,late\n' | grid-import -q attendance -
	printf 'worker,course,held_on\nW01,消防　安全 一,2026-11-05\n' | grid-import -q training -
	printf 'course\n岗前 培训\n' | grid-import -q course -
	printf 'worker,day_on,item,level\nW01,2026-11-06,innovation,city\nW01,2026-11-07,innovation,town\n' | grid-import -q merit -
	sqlite3 grid.db "UPDATE person SET area_id = (SELECT area_id FROM area WHERE code = '440310003001001')"
	{
		echo edition,post,rule,indicator,shape,weight,points
		for i in visits duty_days trainings adopted_city staff visit_key visit_home grid_migrants; do
			echo "v,grid-worker,r-$i,$i,bonus,,1"
		done
		echo v,grid-worker,r-course,course_rate,ratio,100,
	} | grid-import -q score-rule -
	expect 0 worker-score --month 2026-11 --edition v --explain W01 -f csv
	for text in 2026-11-03T09:10 2026-11-03T14:00 2026-11-04 2026-11-05:消防_安全_一 岗前_培训 2026-11-06:innovation W01 person-1 H-01 440310003001001; do
		grep -qE "[, ]$text( |,|$)" .t/out || { echo "no $text in:"; cat .t/out; exit 1; }
	done
	if grep -E '钱|P1|2026-11-07' .t/out; then exit 1; fi
EOF

t 'what is not asked for is not read' <<'EOF'
	small
	for case in visits:visit visit_key_rate:'visit visit_rule visit_event' attend_rate:attendance trainings:training course_rate:'course training' \
		adopted_town:merit staff: grid_persons:; do
		for part in '' -wal; do
			[ ! -f "grid.db$part" ] || cp "grid.db$part" "part.db$part"
		done
		for table in visit attendance training course merit visit_rule visit_event; do
			case " ${case#*:} " in
			*" $table "*) ;;
			*) echo "DROP TABLE $table;" ;;
			esac
		done | { echo 'PRAGMA foreign_keys = OFF;'; cat; } | sqlite3 -bail part.db
		expect 0 grid-report -d part.db --month 2026-11 --by grid --indicator "${case%%:*}"
		rm -f part.db*
	done
EOF

t 'every format has them; a page leads to no list of cases' <<'EOF'
	district Asia/Shanghai
	i=visit_key_rate,closed_door_rate,departed,turnover_rate,avg_tenure_days,grid_area
	for format in table html csv excel json; do
		expect 0 grid-report --month 2026-10 --by worker,source --indicator "$i" -f $format
		expect 0 grid-report --month 2026-10 --by grid --indicator "$i" -f $format
		[ $format != html ] || cp .t/out page.html
	done
	stdout_has closed_door_rate
	if grep 'href="#l' page.html; then exit 1; fi
	grep -q 'Share of closed doors' page.html
	expect 0 grid-report --month 2026-10 --trend 12 --indicator departed,turnover_rate,avg_tenure_days --total
	[ "$(grep -c '^total' .t/out)" = 12 ]
	expect 0 grid-report --month 2026-10 --compare --indicator visits,closed_door_rate -f table
	expect 0 grid-report --month 2026-10 --by worker --top 3 --indicator visits_met -f table
EOF

t 'no cases are behind them' <<'EOF'
	for i in visits visit_key_rate grid_area; do
		expect 64 case-list --indicator "$i" --month 2026-10
		echo "case-list: indicator '$i' counts no cases" | stderr
		stdout </dev/null
	done
EOF

t 'an innovation without who adopted it would count for nothing, and is refused' <<'EOF'
	small
	printf 'worker,day_on,item,level\nW01,2026-11-06,innovation,\nW01,2026-11-07,创新采纳,省\nW01,2026-11-08,commendation,\n' >merit.csv
	expect 1 grid-import merit merit.csv
	stderr_has 'merit.csv:2: level: an innovation counts by who adopted it: town, city, prefecture or province'
	sqlite3 grid.db 'SELECT day_on, item, level FROM merit ORDER BY day_on' >got
	printf '%s\n' '2026-11-07|innovation|province' '2026-11-08|commendation|' | diff - got
EOF

done_testing
