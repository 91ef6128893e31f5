#!/bin/sh
# SPDX-License-Identifier: MIT
#
# worker-score: the points of a played month against SQL over the events, and
# each shape of rule at its borders.
. "$(dirname "$0")/lib.sh"

# November: W01 reported one case, W02 two, … W08 eight, W12 one; five more came
# from the public.  Some were rejected, fixed on the spot, checked in time or
# late; one was filed only in December.  All is entered late.
play() {
	newdb
	now '2026-11-10 09:00:00'
	awk 'BEGIN {
		print "area,matter,text,reported_by,is_missed"
		for (i = 1; i <= 8; i++)
			for (k = 1; k <= i; k++)
				print "44031000300" int((i + 3) / 4) "00" int((i - 1) / 2) % 2 + 1 ",1201,报" i k ",W0" i ","
		print "440310003001001,1201,报12,W12,"
		for (k = 1; k <= 5; k++)
			print (k < 4 ? "440310003003002" : "440310003001001") ",1201,众" k ",," (k == 1 || k == 2 || k == 5)
	}' | case-collect --csv -
	now '2026-12-05 08:00:00'
	cases '^报(31|8[1-6]|12)$' | case-open --at '2026-11-10 09:05' --reject --reason 不实 -
	cases '^报7[1-3]$' | case-handle --at '2026-11-10 09:10' --by W07 --fixed-on-spot --result 已清理 -
	cases '^报21$' | case-handle --at '2026-11-10 09:10' --by W02 --fixed-on-spot --result 已清理 -
	cases '^(报[1-57-8]|众)' --status collected | case-open --at '2026-11-10 09:15' -
	cases . --status opened |
		case-dispatch --at '2026-11-10 09:20' --to ZF - | case-handle --at '2026-11-10 09:30' --by ZF --accept - |
		case-feedback --at '2026-11-11 10:00' --by ZF --result 已清理 -
	cases '^报5[1-5]$' | case-verify --at '2026-11-11 11:00' --by W12 --pass -
	cases '^报41$' | case-verify --at '2026-11-11 14:00' --by W12 --pass -
	cases '^报4[23]$' | case-verify --at '2026-11-11 11:30' --by W01 --pass -
	cases '^报44$' | case-verify --at '2026-11-11 11:30:01' --by W04 --fail --reason 未清净 -
	cases '^众1$' | case-verify --at '2026-11-12 09:00' --by W05 --pass -
	cases '^众2$' | case-verify --at '2026-11-11 10:30' --by W09 --pass -
	cases '^报62$' | case-open --at '2026-12-01 00:10' -
	cases '^众3$' | case-verify --at '2026-12-01 09:30' --by W10 --pass -
} >/dev/null
cases() { pattern=$1; shift; case-list -f csv --match "$pattern" "$@" | cut -d, -f 1 | tail -n +2; }
play
for part in '' -wal -gate; do mv "grid.db$part" "played$part"; done

cat >month.sql <<'END'
CREATE TEMP TABLE score AS
WITH bound (since, until) AS (VALUES (unixepoch('2026-10-31 16:00:00'), unixepoch('2026-11-30 16:00:00'))),
done AS (SELECT * FROM casefile_event, bound WHERE at < until),
month AS (SELECT c.*, a.code AS area,
	EXISTS (SELECT 1 FROM done e WHERE e.casefile_id = c.casefile_id AND action IN ('open', 'fixed-on-spot')) AS filed,
	EXISTS (SELECT 1 FROM done e WHERE e.casefile_id = c.casefile_id AND action = 'reject') AS refused,
	EXISTS (SELECT 1 FROM done e WHERE e.casefile_id = c.casefile_id AND action = 'fixed-on-spot') AS fixed
	FROM casefile c JOIN area a USING (area_id), bound WHERE collected_at >= since AND collected_at < until),
figure AS (SELECT w.code, a.code AS area,
	(SELECT 1.0 * sum(filed) / count(*) FROM month WHERE reported_by_id = worker_id) AS valid,
	(SELECT 1 - 1.0 * sum(is_missed) / count(*) FROM month WHERE month.area = a.code AND filed) AS seen,
	(SELECT 1.0 * sum(at <= unixepoch('2026-11-11 03:30:00')) / count(*) FROM done
	  WHERE action IN ('pass', 'fail') AND actor_worker_id = worker_id) AS prompt,
	(SELECT coalesce(min(sum(fixed), 10) - min(sum(refused), 5), 0) FROM month WHERE reported_by_id = worker_id) AS extra
	FROM worker w JOIN area a USING (area_id) WHERE post = 'grid-worker')
-- Who did nothing of his own has no score, whatever his grid had.
SELECT code, area, CASE WHEN valid NOTNULL OR prompt NOTNULL THEN round(max(0, 100 * (40 * coalesce(valid, 0) + 20 * coalesce(seen, 0) + 40 * coalesce(prompt, 0))
	/ nullif(40 * (valid NOTNULL) + 20 * (seen NOTNULL) + 40 * (prompt NOTNULL), 0) + extra) + 1e-9, 2) END AS score FROM figure;
SELECT code, printf('%.2f', score), CASE WHEN score >= 90 THEN 'A' WHEN score >= 75 THEN 'B' WHEN score >= 60 THEN 'C'
	WHEN score >= 40 THEN 'D' ELSE 'E' END, rank() OVER (ORDER BY score DESC), count(*) OVER (), '', area, '', '' FROM score WHERE score NOTNULL
UNION ALL SELECT code, '', '', '', '', '', area, '', 'nothing to count' FROM score WHERE score IS NULL ORDER BY code;
END

fresh() {
	rm -f grid.db-shm
	for part in '' -wal -gate; do cp "played$part" "grid.db$part"; done
	now '2026-12-05 08:00:00'
}

# A database with these rules as edition test, and before them one of a rate
# that weighs nothing, for counts alone make no score:
# rule,indicator,shape,weight,points,floor,target,cap,steps,valid_from,valid_to
rules() {
	fresh
	{
		echo edition,post,rule,indicator,shape,weight,points,floor,target,cap,steps,valid_from,valid_to
		echo test,grid-worker,0,valid_report_rate,ratio,0,,,,,,,
		sed 's/^/test,grid-worker,/'
	} | grid-import -q score-rule
}
score() { worker-score -f csv "$@" | tail -n +2; }
of() { grep -E "$1" | cut -d, -f 1,4 | paste -sd ' ' -; }

t 'every score of the month is what the events say' <<'EOF'
	fresh
	expect 0 worker-score --month 2026-11 -f csv
	tail -n +2 .t/out | cut -d, -f 1,4- >got
	sqlite3 -readonly -separator , grid.db <month.sql >want
	diff want got
	[ "$(wc -l <got)" -eq 12 ]
	worker-score -f csv | diff .t/out -
EOF

t '--explain lists the cases behind the figures, and those that are not in them' <<'EOF'
	fresh
	expect 0 worker-score --month 2026-11 --explain W08 -f csv
	cut -d, -f 2,7,8,12,13 .t/out >got
	list() { cases "$1" | paste -sd ' ' -; }
	diff - got <<-END
		rule,part,whole,counted,others
		missed,0,9,,$(list '^(报7|报8[78])')
		rejected-report,6,,$(list '^报8[1-6]'),
		self-handled,0,,,
		valid-report,2,8,$(list '^报8[78]'),$(list '^报8[1-6]')
		verify-in-time,0,0,,
	END
EOF

t 'a step is for figures up to its limit, the last one for none beyond' <<'EOF'
	rules <<-'END'
		n,collected,steps,100,,,,,1:90;2:89.99;3:75;4:74.99;5:60;6:59.99;7:40,,
	END
	score --edition test | cut -d, -f 1,4-6 >got
	diff - got <<-'END'
		W01,90.00,A,1
		W02,89.99,B,3
		W03,75.00,B,4
		W04,74.99,C,5
		W05,60.00,C,6
		W06,59.99,D,7
		W07,40.00,D,8
		W08,0.00,E,9
		W09,,,
		W10,,,
		W11,,,
		W12,90.00,A,1
	END
EOF

t 'a rate counts by its weight, to a target, and inverted where less is better' <<'EOF'
	rules <<-'END'
		a,valid_report_rate,ratio,100,,,,,,,
	END
	[ "$(score --edition test | of 'W0[3568]')" = 'W03,66.67 W05,100.00 W06,0.00 W08,25.00' ]
	rules <<-'END'
		a,valid_report_rate,ratio,100,,,50,,,,
	END
	[ "$(score --edition test | of 'W0[3568]')" = 'W03,100.00 W05,100.00 W06,0.00 W08,50.00' ]
	rules <<-'END'
		a,missed_rate,ratio,100,,,,,,,
	END
	[ "$(score --edition test | of 'W(02|07|11)')" = 'W02,80.00 W07,100.00 W11,' ]
EOF

t 'a rate over nothing is left out, the other weights are scaled up; without any rate there is no score' <<'EOF'
	rules <<-'END'
		a,valid_report_rate,ratio,30,,,,,,,
		b,verify_in_time_rate,ratio,70,,,,,,,
	END
	[ "$(score --edition test | of 'W(08|09|12)')" = 'W08,25.00 W09,100.00 W12,58.33' ]
	score --edition test | grep W11 >got
	echo 'W11,曾**,grid-worker,,,,,,440310003003002,,nothing to count' | diff - got
	expect 0 worker-score --edition test --explain W09 -f csv
	cut -d, -f 2,6-11 .t/out >got
	diff - got <<-'END'
		rule,weight,part,whole,value,points,how
		0,0.00,0,0,,,nothing to count
		a,30.00,0,0,,,nothing to count
		b,70.00,1,1,100.00,100.00,70 × 1 ÷ 1 × 100 ÷ 70
	END
EOF

t 'items add up to a cap, take off down to one, and never below zero' <<'EOF'
	base=base,collected,steps,100,,,,,99:50,,
	printf '%s\n' $base a,collected,bonus,,3,,,10,,, | rules
	[ "$(score --edition test | of 'W0[1348]')" = 'W01,53.00 W03,59.00 W04,60.00 W08,60.00' ]
	for points in -4 4; do
		printf '%s\n' $base a,collected,per-item,,$points,,,10,,, | rules
		[ "$(score --edition test | of 'W0[1238]')" = 'W01,46.00 W02,42.00 W03,40.00 W08,40.00' ]
	done
	printf '%s\n' $base a,collected,per-item,,-20,,,,,, | rules
	[ "$(score --edition test | of 'W0[238]')" = 'W02,10.00 W03,0.00 W08,0.00' ]
	printf '%s\n' $base a,collected,per-item,,-20,-30,,,,, | rules
	[ "$(score --edition test | of 'W0[123]')" = 'W01,30.00 W02,20.00 W03,20.00' ]
EOF

t 'points are rounded half up, as scores are' <<'EOF'
	rules <<-'END'
		a,valid_report_rate,ratio,28.125,,,,,,,
		b,collected,steps,71.875,,,,,99:0,,
	END
	[ "$(worker-score --edition test --explain W01 -f csv | grep ^W01,a, | cut -d, -f 10)" = 28.13 ]
EOF

t 'thirds and sixths that make 40 are grade D' <<'EOF'
	rules <<-'END'
		a,valid_report_rate,ratio,40,,,,,,,
		b,missed_rate,ratio,20,,,,,,,
		c,verify_in_time_rate,ratio,40,,,,,,,
	END
	expect 0 worker-score --edition test --explain W12 -f csv
	[ "$(cut -d, -f 7,8 .t/out | paste -sd ' ' -)" = 'part,whole 0,1 0,1 2,3 5,6' ]
	[ "$(score --edition test | grep W12 | cut -d, -f 4,5)" = 40.00,D ]
EOF

t 'the edition is the one asked for, else the one set, else the last' <<'EOF'
	echo n,collected,steps,100,,,,,99:50,, | rules
	score --edition post-2026 >old
	[ "$(score | of 'W0[19]')" = 'W01,50.00 W09,' ]
	printf 'name,value\nscore_edition,post-2026\n' | grid-import -q setting
	score | diff old -
	[ "$(score --edition test | of 'W0[19]')" = 'W01,50.00 W09,' ]
	expect 66 worker-score --edition none
	echo "worker-score: no score rule of edition 'none' holds on 2026-11-01" | stderr
EOF

t 'a rule holds for a period that begins while it is valid' <<'EOF'
	rules <<-'END'
		to-october,collected,steps,50,,,,,99:10,,2026-10-31
		to-november,opened,steps,50,,,,,99:40,,2026-11-01
		from-november,collected,steps,50,,,,,99:80,2026-11-01,
		from-second,opened,steps,50,,,,,99:90,2026-11-02,
	END
	names() { worker-score --edition test --explain W01 -f csv "$@" | cut -d, -f 2 | tail -n +3 | paste -sd ' ' -; }
	[ "$(names --month 2026-10)" = 'to-november to-october' ]
	[ "$(names --month 2026-11)" = 'from-november to-november' ]
	[ "$(names --quarter 2026-Q4)" = 'to-november to-october' ]
	[ "$(score --edition test | of W01)" = W01,60.00 ]
EOF

t 'the post and area are those last held in the period, whatever the worker is now' <<'EOF'
	fresh
	cat <<-'END' | grid-import -q post
		worker,area,post,valid_from,valid_to
		W01,440310003003002,grid-worker,2026-11-20,
		W02,440310003003001,grid-leader,2026-11-10,2026-11-30
		W03,440310003003001,grid-leader,2026-12-01,
		W04,440310003003001,grid-leader,2026-11-02,2026-11-05
		W04,440310003001001,grid-worker,2020-01-01,
	END
	printf 'edition,post,rule,indicator,shape,weight\nlead,grid-leader,a,valid_report_rate,ratio,100\n' | grid-import -q score-rule
	[ "$(score --edition lead | grep ^W | cut -d, -f 1-4)" = W02,杨*,grid-leader,100.00 ]
	score --edition post-2026 | grep -q ^W04,
	# Two of the three cases of its new grid were missed ones.
	worker-score --edition post-2026 --explain W01 -f csv | grep '^W01,missed,' | cut -d, -f 7,8 >got
	sqlite3 grid.db "SELECT sum(is_missed) || ',' || count(*) FROM casefile JOIN area USING (area_id)
		WHERE code = '440310003003002' AND opened_at < unixepoch('2026-11-30 16:00:00')" | diff - got
EOF

t 'a post of which no rate is asked is scored by its counts' <<'EOF'
	fresh
	printf 'edition,post,rule,indicator,shape,weight,steps\nn,grid-worker,a,collected,steps,100,2:60;10:100\n' | grid-import -q score-rule
	[ "$(score --edition n | of 'W0[139]')" = 'W01,60.00 W03,100.00 W09,60.00' ]
	# Where not even that has anything to count there is no score.
	printf 'edition,post,rule,indicator,shape,weight\nz,grid-worker,a,missed_rate,ratio,100\n' | grid-import -q score-rule
	[ "$(score --edition z --month 2026-10 | cut -d, -f 4-6 | sort -u)" = ,, ]
EOF

t 'a rule that could never score is refused' <<'EOF'
	fresh
	cat >odd.csv <<-'END'
		edition,post,rule,indicator,shape,weight,points,valid_from,valid_to
		odd,grid-worker,a,collected,ratio,50,,,
		odd,grid-worker,b,avg_handle_hours,ratio,50,,,
		odd,grid-worker,c,open_rate,ratio,,,,
		odd,grid-worker,d,self_handled,bonus,,,,
		odd,grid-worker,e,open_rate,ratio,50,,2026-02-01,2026-01-01
	END
	expect 1 grid-import score-rule odd.csv
	sed -n 's/^grid-import: odd.csv:\([0-9]*: [a-z_]*: .*\)/\1/p' .t/err | sort >got
	diff - got <<-'END'
		2: indicator: not a rate, so no ratio
		3: indicator: not a rate, so no ratio
		4: weight: shape ratio wants weight
		5: points: shape bonus wants either points or steps
		6: valid_to: before valid_from
	END
EOF

t 'who was there has a row, with a masked name; other posts have none' <<'EOF'
	fresh
	cat <<-'END' | grid-import -q worker
		code,name,area,post,hired_on,left_on
		X1,欧阳到,碧岭,grid-worker,2026-11-30,
		X2,王离,碧岭,grid-worker,2020-01-01,2026-11-01
		X3,赵未到,碧岭,grid-worker,2026-12-01,
		X4,孙已离,碧岭,grid-worker,2020-01-01,2026-10-31
	END
	score | cut -d, -f 1-3 | grep -e '^X' -e '^W0[12]' -e '^[LV]' >got
	printf '%s,grid-worker\n' W01,朱** W02,杨* X1,欧阳* X2,王* | diff - got
	expect 66 worker-score --explain V01
	stderr_has "--explain 'V01': no rule speaks of this post"
EOF

chinese='posts and shapes are in Chinese for people, not for programs'
locale -a | grep -qi '^zh_CN\.utf-\?8$' || { skip "$chinese" 'no locale zh_CN.UTF-8'; chinese=; }
[ ! "$chinese" ] || t "$chinese" <<'EOF'
	fresh
	LC_ALL=zh_CN.UTF-8; export LC_ALL
	expect 0 worker-score --month 2026-11 -f table
	stdout_has 网格员
	expect 0 worker-score --month 2026-11 -f excel
	stdout_has 网格员
	expect 0 dept-score --month 2026-11 -f table
	stdout_has 部门
	expect 0 worker-score --month 2026-11 --explain W08 -f table
	stdout_has 比率
	stdout_has 逐件
	stdout_has 加分
	grep -e ratio -e per-item -e bonus .t/out | diff /dev/null -
	expect 0 worker-score --month 2026-11 --explain W08 -f csv
	stdout_has ,ratio,
	expect 0 worker-score --month 2026-11 -f json
	stdout_has '"post":"grid-worker"'
EOF

done_testing
