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
	score | diff old -
	printf 'name,value\nscore_edition,<empty>\n' | grid-import -q setting
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

# why COLUMN REASON <rows without the edition: refused as a whole, of the last row for that.
why() {
	{ echo edition,rule,post,indicator,shape,weight,points,floor,target,cap,steps,min_months,community_kind; sed 's/^/odd,/'; } >odd.csv
	expect 1 grid-import score-rule odd.csv
	grep -qF "odd.csv:$(wc -l <odd.csv): $1: $2" .t/err || { cat .t/err; return 1; }
	[ "$(sqlite3 grid.db "SELECT count(*) FROM score_rule WHERE edition = 'odd'")" = 0 ]
}

t 'numbers that make a rule do what its shape is not for are refused' <<'EOF'
	fresh
	echo a,grid-worker,frauds,veto,,-1,,,,,, | why points 'a score is never below 0'
	for target in 0.95 1 150; do
		echo a,grid-worker,open_rate,ratio,100,,,$target,,,, | why target 'the target of a rate is in percent: above 1, up to 100'
	done
	echo a,grid-worker,open_rate,ratio,100,,,0,,,, | why target 'a rate has no target of 0'
	echo a,grid-worker,open_rate,ratio,100,,100.5,,,,, | why floor 'above the weight'
	echo a,grid-worker,collected,per-item,,-1,1,,,,, | why floor 'per-item takes points'
	echo a,grid-worker,collected,money,,1,11,,10,,, | why floor 'above the cap'
	for post in department street community; do
		echo a,$post,open_rate,ratio,100,,,,,,6, | why min_months 'only workers hold a post'
	done
	echo a,department,open_rate,ratio,100,,,,,,,老旧 | why community_kind 'a department is in no community'
	echo a,grid-worker,rejected_reports,money,,,,,,'0:0;5:-50',, |
		why steps 'figures above the last limit would give nothing, which is more: end with inf'
	echo a,grid-worker,missed_rate,money,,,,,,'0:0;99:-50',, | why steps 'figures above the last limit would give nothing, which is more: end with 100'
EOF

t 'a row is held against what its empty cells leave as it was' <<'EOF'
	fresh
	import() { grid-import score-rule 2>.t/err; }
	printf 'edition,rule,post,indicator,shape,steps\nkeep,a,grid-worker,collected,money,1:5;inf:9\n' | import
	printf 'edition,rule,post,indicator,shape,steps,points\nkeep,a,grid-worker,collected,money,,7\n' | import && exit 1
	stderr_has "edition 'keep': line 2: points: shape money wants either points or steps"
	[ "$(sqlite3 grid.db "SELECT steps, points FROM score_rule WHERE edition = 'keep'")" = '1:5;inf:9|' ]
	printf 'edition,rule,post,indicator,shape,steps,points\nkeep,a,grid-worker,collected,money,<empty>,7\n' | import
	[ "$(sqlite3 grid.db "SELECT steps, points FROM score_rule WHERE edition = 'keep'")" = '|7.0' ]
	# What only sqlite3 can have made is not reckoned with.
	sqlite3 grid.db "UPDATE score_rule SET steps = '1:5' WHERE edition = 'keep'"
	expect 65 worker-score --edition keep
	echo "worker-score: edition 'keep': rule a: points: shape money wants either points or steps" | stderr
	sqlite3 grid.db "UPDATE score_rule SET steps = NULL, shape = 'luck', points = NULL, indicator = 'luck' WHERE edition = 'keep'"
	expect 65 worker-score --edition keep
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

# edition NAME <rows without it: into the played month.
edition() {
	{
		echo edition,post,rule,indicator,shape,weight,points,floor,target,cap,steps,peer_group,min_months,community_kind
		sed "s/^/$1,/"
	} >"$1.csv"
	grid-import -q score-rule "$1.csv"
}
# What each grid worker's rules count, from the database itself.
figures() {
	sqlite3 -readonly -separator ' ' grid.db "WITH bound (since, until) AS (VALUES (unixepoch('2026-10-31 16:00:00'), unixepoch('2026-11-30 16:00:00'))),
		done AS (SELECT * FROM casefile_event, bound WHERE at < until),
		month AS (SELECT c.*, EXISTS (SELECT 1 FROM done e WHERE e.casefile_id = c.casefile_id AND action IN ('open', 'fixed-on-spot')) AS filed,
			EXISTS (SELECT 1 FROM done e WHERE e.casefile_id = c.casefile_id AND action = 'reject') AS refused,
			EXISTS (SELECT 1 FROM done e WHERE e.casefile_id = c.casefile_id AND action = 'fixed-on-spot') AS fixed
			FROM casefile c, bound WHERE collected_at >= since AND collected_at < until)
		SELECT w.code, count(casefile_id), coalesce(sum(filed), 0), coalesce(sum(refused), 0), coalesce(sum(fixed), 0),
			(SELECT count(*) FROM month m WHERE m.area_id = w.area_id AND filed),
			(SELECT count(*) FROM month m WHERE m.area_id = w.area_id AND filed AND is_missed),
			(SELECT count(*) FROM done WHERE action IN ('pass', 'fail') AND actor_worker_id = w.worker_id),
			(SELECT count(*) FROM done WHERE action IN ('pass', 'fail') AND actor_worker_id = w.worker_id AND at <= unixepoch('2026-11-11 03:30:00'))
		FROM worker w LEFT JOIN month ON reported_by_id = w.worker_id WHERE w.post = 'grid-worker' GROUP BY w.worker_id ORDER BY w.code"
}
# points EDITION: worker, rule, points of --explain, where there are any.
points() { worker-score --edition "$1" --explain all -f csv | awk -F, 'NR > 1 && $1 != "code" && $10 != "" { print $1, $2, $10 }'; }
# should AWK: the same reckoned from the figures; put(RULE, POINTS) rounds half up.
should() {
	figures | awk 'function floor(x, i) { i = int(x); return i > x ? i - 1 : i }
	function put(rule, x) { x = floor(x * 100 + 0.5 + 1e-6) / 100; printf "%s %s %.2f\n", $1, rule, x == 0 ? 0 : x }
	function over(x) { return x > 0 ? x : 0 }
	function least(a, b) { return a < b ? a : b }
	function most(a, b) { return a > b ? a : b }
	{ collected = $2; filed = $3; refused = $4; fixed = $5; area = $6; missed = $7; checked = $8; prompt = $9 }
	'"$1"
}

t 'beyond a target bonus gives for what is better, per-item takes for what is worse, money by its sign' <<'EOF'
	fresh
	edition target <<-'END'
		grid-worker,b1,collected,bonus,,2,,5,,,,,
		grid-worker,b2,rejected_reports,bonus,,1,,3,,,,,
		grid-worker,b3,valid_report_rate,bonus,,0.1,,50,,,,,
		grid-worker,b4,missed_rate,bonus,,0.05,,90,,,,,
		grid-worker,i1,self_handled,per-item,,-3,,2,,,,,
		grid-worker,i2,rejected_reports,per-item,,1.5,,2,,,,,
		grid-worker,i3,verify_in_time_rate,per-item,,-0.01,,90,,,,,
		grid-worker,i4,missed_rate,per-item,,-0.1,,25,,,,,
		grid-worker,m1,collected,money,,10,,4,,,,,
		grid-worker,m2,collected,money,,-10,,4,,,,,
		grid-worker,m3,rejected_reports,money,,-7,,2,,,,,
		grid-worker,m4,rejected_reports,money,,7,,2,,,,,
		grid-worker,m5,valid_report_rate,money,,50,,,,,,,
		grid-worker,m6,collected,money,,,,,,2:0;5:15;inf:40,,,
		grid-worker,m7,verify_in_time_rate,money,,2,,50,,,,,
		grid-worker,m8,rejected_reports,money,,,,,,0:10;2:5;inf:-3.5,,,
	END
	points target >got
	# shellcheck disable=SC2016 # awk
	should '{
		put("b1", 2 * over(collected - 5)); put("b2", over(3 - refused))
		if (collected) put("b3", 0.1 * over(100 * filed / collected - 50))
		if (area) put("b4", 0.05 * over(90 - 100 * missed / area))
		put("i1", -3 * over(2 - fixed)); put("i2", -1.5 * over(refused - 2))
		if (checked) put("i3", -0.01 * over(90 - 100 * prompt / checked))
		if (area) put("i4", -0.1 * over(100 * missed / area - 25))
		put("m1", 10 * over(collected - 4)); put("m2", -10 * over(4 - collected))
		put("m3", -7 * over(refused - 2)); put("m4", 7 * over(2 - refused))
		if (collected) put("m5", 50 * filed / collected)
		put("m6", collected <= 2 ? 0 : collected <= 5 ? 15 : 40)
		if (checked) put("m7", 2 * over(100 * prompt / checked - 50))
		put("m8", refused == 0 ? 10 : refused <= 2 ? 5 : -3.5)
	}' >want
	diff want got
	for rule in b1 b2 b3 b4 i1 i2 i3 i4 m1 m2 m3 m4 m6 m7 m8; do
		[ "$(grep " $rule " got | cut -d ' ' -f 3 | sort -u | wc -l)" -gt 1 ] || { echo "$rule is always the same"; exit 1; }
	done
	# The score is all but money, the pay is money, whatever the one is.
	worker-score --edition target -f csv | tail -n +2 | awk -F, '$10 != "" { print $1, $10 }' >paid
	awk '$2 ~ /^m/ { sum[$1] += $3 } END { for (w in sum) printf "%s %.2f\n", w, sum[w] }' got | sort | diff - paid
EOF

t 'rules that share a cap take in turn what is left of it; floors hold each' <<'EOF'
	fresh
	edition caps <<-'END'
		grid-worker,f1,collected,per-item,,-1,-3,,,,,,
		grid-worker,f2,collected,money,,-20,-50,6,,,,,
		grid-worker,f3,valid_report_rate,bonus,,0.1,4,,9,,,,
		grid-worker,g.a,collected,bonus,,2,,,10,,,,
		grid-worker,g.b,self_handled,bonus,,4,,,10,,,,
		grid-worker,g.c,collected,per-item,,-3,,,10,,,,
		grid-worker,gg.a,collected,bonus,,3,,,10,,,,
		grid-worker,p.a,rejected_reports,per-item,,-2,,,5,,,,
		grid-worker,p.b,collected,per-item,,-1,,,5,,,,
		grid-worker,w.a,collected,money,,-10,,4,20,,,,
		grid-worker,w.b,self_handled,money,,15,,,20,,,,
		grid-worker,w.c,collected,money,,9,,,20,,,,
	END
	points caps >got
	# shellcheck disable=SC2016 # awk
	should '{
		put("f1", most(-3, -collected)); put("f2", most(-50, -20 * over(6 - collected)))
		if (collected) put("f3", least(9, most(4, 10 * filed / collected)))
		a = least(10, 2 * collected); put("g.a", a); put("g.b", least(10 - a, 4 * fixed)); put("g.c", most(-10, -3 * collected))
		put("gg.a", least(10, 3 * collected))
		a = most(-5, -2 * refused); put("p.a", a); put("p.b", most(-5 - a, -collected))
		a = most(-20, -10 * over(4 - collected)); put("w.a", a)
		b = least(20, a + 15 * fixed) - a; put("w.b", b); put("w.c", least(20, a + b + 9 * collected) - a - b)
	}' >want
	diff want got
	worker-score --edition caps --explain W08 -f csv >got
	grep -q ',8,,8.00,0.00,-1 × 8 (p\.\* ≤ 5),' got
EOF

t 'money of the score shares its cap in turn as well' <<'EOF'
	fresh
	edition of-score <<-'END'
		grid-worker,a,collected,steps,100,,,,,8:50,,,
		grid-worker,m.a,score,money,,0.3,,,20,,,,
		grid-worker,m.b,collected,money,,4,,,20,,,,
		grid-worker,n.a,collected,money,,-8,,4,12,,,,
		grid-worker,n.b,score,money,,0.5,,,12,,,,
	END
	points of-score >got
	# shellcheck disable=SC2016 # awk
	should '{ put("a", 50); put("m.a", 15); put("m.b", least(5, 4 * collected)); a = most(-12, -8 * over(4 - collected)); put("n.a", a); put("n.b", least(12, a + 25) - a) }' >want
	diff want got
	[ "$(worker-score --edition of-score --explain W03 -f csv | grep ,m.a, | cut -d, -f 7-11)" = ',,50.00,15.00,0.3 × 50.00 (m.* ≤ 20)' ]
EOF

t 'a veto takes the score down, never up: above its target, or below where more is better' <<'EOF'
	base=grid-worker,base,collected,steps,100,,,,,99:50,,,
	veto() {
		fresh
		{ echo $base; cat; } | edition v
		worker-score --edition v -f csv | tail -n +2 | awk -F, '{ print $1, $4, $5, $11 }' >scores
	}
	veto <<-'END'
		grid-worker,a,rejected_reports,veto,,20,,5,,,,,
	END
	grep -e W08 -e W07 -e W03 scores >got
	printf '%s\n' 'W03 50.00 D ' 'W07 50.00 D ' 'W08 20.00 E veto: a' | diff - got
	veto <<-'END'
		grid-worker,a,rejected_reports,veto,,20,,6,,,,,
		grid-worker,b,rejected_reports,veto,,60,,,,,,,
	END
	grep -e W08 -e W07 scores >got
	printf '%s\n' 'W07 50.00 D ' 'W08 50.00 D veto: b' | diff - got
	# Of several the least; a rate over nothing vetoes nobody.
	veto <<-'END'
		grid-worker,a,valid_report_rate,veto,,30,,70,,,,,
		grid-worker,b,valid_report_rate,veto,,,,25,,,,,
		grid-worker,c,verify_in_time_rate,veto,,10,,84,,,,,
	END
	grep -e 'W0[136789]' -e W12 scores >got
	diff - got <<-'END'
		W01 50.00 D 
		W03 30.00 E veto: a
		W06 0.00 E veto: a; veto: b
		W07 50.00 D 
		W08 30.00 E veto: a
		W09 50.00 D 
		W12 0.00 E veto: a; veto: b; veto: c
	END
	worker-score --edition v --explain W06 -f csv | cut -d, -f 2,10,11 >got
	diff - got <<-'END'
		rule,points,how
		a,0.00,100 × 0 ÷ 6 < 70
		b,0.00,100 × 0 ÷ 6 < 25
		base,50.00,100 × (6 → 50) ÷ 100
		c,,nothing to count
	END
	worker-score --edition v --explain W06 -f table | grep -q 'veto -50.00; score 0.00, grade E'
EOF

t 'months in the post are whole ones to the end of the period, without a break; unknown is long' <<'EOF'
	fresh
	{
		echo code,name,area,post,hired_on
		for i in 1 2 3 4 5 6 7 8; do echo "P$i,赵$i,440310003001001,part-time,$([ $i = 8 ] || echo 2020-01-01)"; done
		echo P9,赵9,440310003001001,part-time,2026-06-02
	} | sed 's/赵[1-9]/赵到/' | grid-import -q worker
	grid-import -q post <<-'END'
		worker,area,post,valid_from,valid_to
		P1,440310003001001,part-time,2026-06-01,
		P2,440310003001001,part-time,2026-06-02,
		P3,440310003001001,part-time,2026-05-31,
		P4,440310003001001,part-time,2026-01-01,2026-08-31
		P4,440310003001002,part-time,2026-09-01,
		P5,440310003001001,part-time,2026-01-01,2026-08-31
		P5,440310003001001,part-time,2026-09-02,
		P6,440310003001001,grid-worker,2026-01-01,2026-08-31
		P6,440310003001001,part-time,2026-09-01,
	END
	edition held <<-'END'
		part-time,n,collected,steps,60,,,,,99:50,,,
		part-time,o,opened,steps,40,,,,,99:100,,6,
	END
	worker-score --edition held -f csv | tail -n +2 | awk -F, '{ print $1, $4 }' >got
	# Without the newcomer's rule the other one is all there is.
	printf '%s\n' 'P1 70.00' 'P2 50.00' 'P3 70.00' 'P4 70.00' 'P5 50.00' 'P6 50.00' 'P7 70.00' 'P8 70.00' 'P9 50.00' | diff - got
	[ "$(worker-score --edition held --explain P2 -f csv | tail -n 1 | cut -d, -f 2,9-11)" = 'o,,,too short in the post' ]
	worker-score --edition held --month 2026-12 -f csv | awk -F, '$1 == "P2" { print $4 }' | grep -qx 70.00
	edition long <<-'END'
		part-time,o,opened,steps,100,,,,,99:100,,6,
		part-time,q,score,money,,2,,,,,,,
	END
	worker-score --edition long -f csv | grep -e P1 -e P2 | cut -d, -f 1,4,10,11 >got
	printf '%s\n' 'P1,100.00,200.00,' 'P2,,,too short in the post' | diff - got
	[ "$(worker-score --edition long --explain P2 -f csv | tail -n 1 | cut -d, -f 2,9-11)" = 'q,,,no score' ]
EOF

kinds() {
	grid-import -q area <<-'END'
		code,name,kind,community_kind
		440310003001,碧岭社区居委会,community,老旧
		440310003001001,碧岭第一网格,grid,商业
		440310003003,沙湖社区居委会,community,商业
	END
}

t 'a rule for a kind of community goes by that of the grid, else by its community' <<'EOF'
	fresh
	kinds
	edition kinds <<-'END'
		grid-worker,all,collected,steps,40,,,,,99:50,,,
		grid-worker,old,opened,steps,60,,,,,99:50,,,老旧
		grid-worker,shops,opened,steps,60,,,,,99:100,,,商业
		grid-leader,shops,opened,steps,100,,,,,99:80,,,商业
	END
	worker-score --edition kinds -f csv | tail -n +2 | awk -F, '{ print $1, $4 }' >got
	# L01 leads 老旧, L02 none; of W05 only the rule of all speaks, as loud as both.
	printf '%s\n' 'L03 80.00' 'W01 80.00' 'W02 80.00' 'W03 50.00' 'W04 50.00' 'W05 50.00' 'W06 50.00' 'W07 50.00' 'W08 50.00' \
		'W09 80.00' 'W10 80.00' 'W11 80.00' 'W12 80.00' | diff - got
	worker-score --edition kinds --explain W03 -f csv | cut -d, -f 2 | paste -sd ' ' - >got
	echo 'rule all old' | diff - got
	worker-score --edition kinds --explain W05 -f csv | tail -n +2 | cut -d, -f 2,10,11 | sed 's/[0-9]* →/n →/' >got
	echo 'all,50.00,40 × (n → 50) ÷ 100 × 100 ÷ 40' | diff - got
EOF

t 'ranks are among peers: by street, community, kind or name' <<'EOF'
	fresh
	kinds
	printf 'code,name,area,post\nY1,何外,440310004001001,grid-worker\n' >more
	printf 'code,name,kind\n440310004,石井街道,street\n440310004001,金龟社区居委会,community\n440310004001001,金龟第一网格,grid\n' | grid-import -q area
	grid-import -q worker more
	for group in street community community-kind 甲组 ''; do
		name=by${group:-all}
		case $name in by甲组) name=named ;; esac
		edition "$name" <<-END
			grid-worker,a,collected,steps,100,,,,,0:0;1:10;2:20;3:20;5:50;7:70;inf:80,$group,,
			grid-worker,b,rejected_reports,per-item,,-1,,,,,,,
			grid-leader,a,collected,steps,100,,,,,99:50,$group,,
		END
		worker-score --edition "$name" -f csv | tail -n +2 >ranks
		awk -F, -v group="$group" '
			NR == FNR { kind[$1] = $2; next }
			{ peer = group
			  if (group == "street") peer = substr($9, 1, 9)
			  if (group == "community") peer = substr($9, 1, 12)
			  if (group == "community-kind") peer = $9 in kind ? kind[$9] : kind[substr($9, 1, 12)]
			  code[FNR] = $1; score[FNR] = $4; g[FNR] = $3 "," peer; p[FNR] = peer; n = FNR }
			END { for (i = 1; i <= n; i++) { rank = 1; of = 0
				for (k = 1; k <= n; k++) if (g[k] == g[i]) { of++; rank += score[k] > score[i] + 0 }
				print code[i] "," rank "," of "," p[i] } }' /dev/fd/3 ranks 3<<-'END' >want
			440310003001,老旧
			440310003001001,商业
			440310003003,商业
		END
		cut -d, -f 1,6-8 ranks | diff want -
		cut -d, -f 8 ranks | sort -u | wc -l
	done >groups
	[ "$(paste -sd ' ' groups)" = '2 4 3 1 1' ]
EOF

t 'pay: base by days in post, by grade, by points, with a column a rule' <<'EOF'
	fresh
	printf 'code,name,area,post,hired_on,left_on\nX1,王迟,440310003001001,grid-worker,2026-11-16,\nX2,王早,440310003001001,grid-worker,2020-01-01,2026-11-10\n' |
		grid-import -q worker
	edition pay <<-'END'
		grid-worker,a,collected,steps,100,,,,,0:0;1:40;2:59.99;3:60;4:75;5:89.99;inf:90,,,
		grid-worker,base,post_share,money,,3000,,,,,,,
		grid-worker,by-grade,score,money,,,,,,39.99:0;59.99:100;74.99:200;89.99:300;inf:400,,,
		grid-worker,by-points,score,money,,1.5,,,,,,,
		grid-leader,base,post_share,money,,4000,,,,,,,
		grid-leader,extra,collected,money,,1,,,,,,,
	END
	expect 0 worker-score --edition pay --pay -f csv
	cut -d, -f 1,3,5- .t/out | grep -e code -e L01 -e 'W0[1-6]' -e X -e W11 >got
	diff - got <<-'END'
		code,post,score,grade,pay.base,pay.extra,pay.by-grade,pay.by-points,pay
		L01,grid-leader,,,4000.00,0.00,,,4000.00
		W01,grid-worker,40.00,D,3000.00,,100.00,60.00,3160.00
		W02,grid-worker,59.99,D,3000.00,,100.00,89.99,3189.99
		W03,grid-worker,60.00,C,3000.00,,200.00,90.00,3290.00
		W04,grid-worker,75.00,B,3000.00,,300.00,112.50,3412.50
		W05,grid-worker,89.99,B,3000.00,,300.00,134.99,3434.99
		W06,grid-worker,90.00,A,3000.00,,400.00,135.00,3535.00
		W11,grid-worker,0.00,E,3000.00,,0.00,0.00,3000.00
		X1,grid-worker,0.00,E,1500.00,,0.00,0.00,1500.00
		X2,grid-worker,0.00,E,1000.00,,0.00,0.00,1000.00
	END
	[ "$(sed -n 2p .t/out | cut -d, -f 2)" = '郑**' ]
	expect 0 worker-score --edition post-2026 --pay -f csv
	[ "$(wc -l <"$SCRATCH/.t/out")" = 1 ]
	stderr_has "worker-score: edition 'post-2026' has no rule of shape money for them: see --edition"
	expect 0 worker-score -q --edition post-2026 --pay -f csv
	stderr </dev/null
	expect 0 dept-score --edition pay -f csv
	stderr_has "dept-score: no rule of edition 'pay' is about any department: see --edition"
EOF

t 'a working has all digits of its rule' <<'EOF'
	fresh
	edition digits <<-'END'
		grid-worker,a,post_share,money,,12345.67,,,,,,,
		grid-worker,b,staff,money,,123456.89,,,,,,,
		grid-worker,c,staff,money,,,-123456.5,,,inf:-234567.25,,,
	END
	worker-score --edition digits --explain W01 -f csv | tail -n +2 | cut -d, -f 10,11 >got
	diff - got <<-'END'
		12345.67,12345.67 × 30 ÷ 30
		123456.89,123456.89 × 1
		-123456.50,1 → -234567.25 (≥ -123456.5)
	END
EOF

t '--what-if over months is the two editions side by side, as if both were there' <<'EOF'
	fresh
	edition is <<-'END'
		grid-worker,a,valid_report_rate,ratio,60,,,,,,,,
		grid-worker,b,verify_in_time_rate,ratio,40,,,,,,,,
		grid-worker,m,collected,money,,10,,,,,,,
	END
	{
		echo edition,post,rule,indicator,shape,weight,points
		echo new,grid-worker,a,valid_report_rate,ratio,100,
		echo new,grid-worker,c,self_handled,bonus,,3
		echo new,grid-worker,m,collected,money,,12
		echo new,grid-leader,m,collected,money,,1
	} >new.csv
	expect 0 worker-score --edition is --month 2026-12 --what-if new.csv --months 3 -f csv
	cp .t/out got.csv
	[ "$(sqlite3 grid.db "SELECT count(*) FROM score_rule WHERE edition = 'new'")" = 0 ]
	grid-import -q score-rule new.csv
	for month in 2026-10 2026-11 2026-12; do
		worker-score --edition is --month $month -f csv | tail -n +2 >one
		worker-score --edition new --month $month -f csv | tail -n +2 >two
		awk -F, -v month=$month '
			NR == FNR { name[$1] = $2; post[$1] = $3; s[$1] = $4; g[$1] = $5; r[$1] = $6; p[$1] = $10; next }
			{ if ($4 == "" && $10 == "" && s[$1] == "" && p[$1] == "") next
			  d = s[$1] != "" && $4 != "" ? sprintf("%.2f", $4 - s[$1]) : ""
			  print month, $1, $2, $3, s[$1], $4, d == "-0.00" ? "0.00" : d, g[$1], $5, r[$1], $6, p[$1], $10 }' OFS=, one two
	done >want
	tail -n +2 got.csv | diff want -
	[ "$(cut -d, -f 7 want | grep -c '^-\{0,1\}[1-9]')" -gt 3 ]
	expect 65 worker-score --what-if /dev/null
	sed s/100/90/ new.csv >bad.csv
	expect 65 worker-score --what-if bad.csv
	stderr_has 'add up to 90, not 100'
	expect 66 worker-score --what-if none.csv
	expect 64 worker-score --what-if new.csv --quarter 2026-Q4 --months 2
EOF

t 'an acceptor and a chief have the cases that they filed first, a dispatcher those sent last' <<'EOF'
	rm -f grid.db*
	now '2026-11-10 08:00:00'
	newdb
	grid-import -q worker <<-'END'
		code,name,area,post
		A1,吴受,440310003,acceptor
		A2,吴理,440310003,acceptor
		C1,吴值,440310003,chief
		D1,吴派,440310003,dispatcher
		D2,吴遣,440310003,dispatcher
	END
	for i in 1 2 3 4 5 6 7 8 9; do echo "440310003001001,1201,案$i,W01"; done | { echo area,matter,text,reported_by; cat; } | case-collect --csv - >no
	some() { for n in "$@"; do sed -n "${n}p" no; done; }
	now '2026-11-10 09:00:00'
	some 1 2 3 | case-open --by A1 - >x
	some 4 | case-open --by A2 - >x
	some 5 6 | case-open --by C1 - >x
	some 7 | case-open - >x
	some 8 | case-open --by A1 --reject --reason 不实 - >x
	now '2026-11-10 10:00:00'
	some 1 2 4 | case-dispatch --by D1 --to ZF - >x
	some 3 5 6 | case-dispatch --by D2 --to ZF - >x
	some 7 | case-dispatch --to ZF - >x
	some 2 5 7 | case-handle --by ZF --return --reason 非本单位 - >x
	now '2026-11-10 11:00:00'
	some 2 7 | case-dispatch --by D2 --to GA - >x
	some 5 | case-dispatch --to GA - >x
	some 1 | case-close --cancel --reason 重复 - >x
	now '2026-12-05 08:00:00'
	edition roles <<-'END'
		acceptor,n,opened,bonus,,1,,,,,,,
		acceptor,r,accurate_open_rate,ratio,100,,,,,,,,
		chief,n,opened,bonus,,1,,,,,,,
		chief,r,accurate_open_rate,ratio,100,,,,,,,,
		dispatcher,n,dispatched,bonus,,1,,,,,,,
		dispatcher,r,accurate_dispatch_rate,ratio,100,,,,,,,,
		grid-worker,n,opened,bonus,,1,,,,,,,
	END
	worker-score --edition roles --explain all -f csv | awk -F, '$1 ~ /^[ACD]/ { print $1, $2, $7, $8, $12 }' | sed 's/ *$//' >got
	sqlite3 -separator ' ' grid.db "WITH filed AS (SELECT casefile_id, actor_worker_id AS who FROM casefile_event e WHERE action = 'open'
			AND seq = (SELECT min(seq) FROM casefile_event f WHERE f.casefile_id = e.casefile_id AND action = 'open')),
		sent AS (SELECT casefile_id, actor_worker_id AS who FROM casefile_event e WHERE action = 'dispatch'
			AND seq = (SELECT max(seq) FROM casefile_event f WHERE f.casefile_id = e.casefile_id AND action = 'dispatch')),
		fact AS (SELECT who, case_no, 'n' AS rule, 1 AS counts FROM filed JOIN casefile USING (casefile_id) WHERE who IN (SELECT worker_id FROM worker WHERE post IN ('acceptor', 'chief'))
			UNION ALL SELECT who, case_no, 'n', 1 FROM sent JOIN casefile USING (casefile_id)
			UNION ALL SELECT who, case_no, 'r', status <> 'cancelled' FROM filed JOIN casefile USING (casefile_id)
			UNION ALL SELECT who, case_no, 'r', (SELECT count(*) FROM casefile_event d WHERE d.casefile_id = c.casefile_id AND action = 'dispatch') = 1
				FROM sent JOIN casefile c USING (casefile_id))
		SELECT code, rule, sum(counts), CASE rule WHEN 'r' THEN count(*) ELSE '' END, coalesce((SELECT group_concat(case_no, ' ') FROM
			(SELECT case_no FROM fact o WHERE o.who = fact.who AND o.rule = fact.rule AND counts ORDER BY case_no)), '')
		FROM fact JOIN worker ON worker_id = who GROUP BY code, rule ORDER BY code, rule" | sed 's/ *$//' >want
	[ "$(wc -l <want)" = 10 ]
	diff want got
	# The grid worker has what he reported, whoever filed it.
	[ "$(worker-score --edition roles --explain W01 -f csv | cut -d, -f 7 | tail -n 1)" = 7 ]
EOF

t 'a quarter and a year begin and end with their days' <<'EOF'
	fresh
	grid-import -q case <<-'END'
		source,source_no,area,matter,text,reported_by,collected_at
		热线,1,440310003001001,1201,x,W01,2026-01-01 00:00
		热线,2,440310003001001,1201,x,W01,2025-12-31 23:59:59
		热线,3,440310003001001,1201,x,W01,2026-09-30 23:59:59
		热线,4,440310003001001,1201,x,W01,2026-10-01 00:00
		热线,5,440310003001001,1201,x,W01,2026-03-31 23:59:59
	END
	edition n <<-'END'
		grid-worker,n,collected,bonus,,1,,,,,,,
	END
	for period in '--year 2025' '--year 2026' '--quarter 2026-Q1' '--quarter 2026-Q2' '--quarter 2026-Q3' '--quarter 2026-Q4' '--month 2026-01'; do
		# shellcheck disable=SC2086 # two words
		worker-score --edition n $period -f csv | awk -F, '$1 == "W01" { print $4 }'
	done | paste -sd ' ' - >got
	echo '1.00 5.00 2.00 0.00 1.00 2.00 1.00' | diff - got
	expect 64 worker-score --edition n --year 26
EOF

t 'figures of the area are those of all that lies in it' <<'EOF'
	fresh
	edition area <<-'END'
		grid-worker,a,missed_rate,ratio,100,,,,,,,,
		grid-leader,a,missed_rate,ratio,100,,,,,,,,
		verifier,a,missed_rate,ratio,100,,,,,,,,
	END
	worker-score --edition area --explain all -f csv | awk -F, '$2 == "a" { print $1, $7, $8 }' >got
	sqlite3 -separator ' ' grid.db "SELECT w.code, count(*) FILTER (WHERE is_missed), count(casefile_id)
		FROM worker w JOIN area a USING (area_id) LEFT JOIN (SELECT c.*, x.code AS place FROM casefile c JOIN area x USING (area_id)
			WHERE opened_at < unixepoch('2026-11-30 16:00:00')) ON substr(place, 1, length(a.code)) = a.code
		GROUP BY w.code ORDER BY w.code" | diff - got
	[ "$(cut -d ' ' -f 3 got | sort -u | wc -l)" -gt 4 ]
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

t 'who pays sees names, with a reason that is recorded first' <<'EOF'
	fresh
	expect 0 worker-score --edition money-2026 --pay -f csv
	cp .t/out masked
	sqlite3 -readonly -separator , grid.db 'SELECT code, name FROM worker' >names
	cut -d, -f 1,2 masked | sed 1d | sort | join -t , - names | awk -F, '$2 == $3' | diff /dev/null -
	expect 0 worker-score --edition money-2026 --pay --unmask --reason 发放工资 -f csv
	cut -d, -f 1,2 .t/out | sed 1d | sort | join -t , - names | awk -F, '$2 != $3' | diff /dev/null -
	cut -d, -f 1,3- .t/out >got
	cut -d, -f 1,3- masked | diff got -
	[ "$(sqlite3 grid.db 'SELECT command, kind, row_count, note FROM audit ORDER BY audit_id DESC LIMIT 1')" = \
		"worker-score|pay|$(($(wc -l <masked) - 1))|pay of 2026-11 by money-2026: 发放工资" ]
	expect 0 grid-check --audit
	for args in '--unmask' '--pay --unmask' '--unmask --reason x' '--explain W01 --unmask --reason x' '--pay --reason x' '--pay --by W01'; do
		# shellcheck disable=SC2086 # words
		expect 64 worker-score $args
		stdout </dev/null
	done
	expect 64 dept-score --pay --unmask --reason x
EOF

t 'what is meant must be said: a month to come, one of two editions' <<'EOF'
	fresh
	expect 64 worker-score --month 2027-01
	echo 'worker-score: 2027-01 has not begun' | stderr
	worker-score --freeze
	worker-score --edition money-2026 --freeze
	expect 64 worker-score --appeal W01 --reason x
	echo 'worker-score: 2026-11 was frozen by 2 editions: say which with --edition' | stderr
	expect 0 worker-score --edition money-2026 --by W01 --appeal W01 --reason x
EOF

t '--what-if reads its rules once, so that they may come through a pipe' <<'EOF'
	fresh
	printf 'edition,rule,post,indicator,shape,weight\nn,a,grid-worker,valid_report_rate,ratio,100\n' >draft.csv
	worker-score --what-if draft.csv --months 2 -f csv >want
	grep -q '^2026-11,W01' want
	# shellcheck disable=SC2002 # a pipe is the point
	cat draft.csv | worker-score --what-if /dev/stdin --months 2 -f csv | diff want -
EOF

done_testing
