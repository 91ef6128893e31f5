#!/bin/sh
# SPDX-License-Identifier: MIT
#
# dept-score: the points of a played month against SQL over the events, and
# what stands behind them.  Shapes and editions are tests/worker-score.t's.
. "$(dirname "$0")/lib.sh"

# Cases of DEPT (of a matter) numbered 1 to N: batch DEPT MATTER N TIME
batch() {
	awk -v dept="$1" -v matter="$2" -v n="$3" 'BEGIN {
		print "area,matter,text"
		for (k = 1; k <= n; k++)
			print "碧岭," matter "," dept "-" k
	}' | case-open --at "$4" --csv - | case-dispatch --at "$4" --to "$1" - | case-handle --at "$4" --by "$1" --accept -
}
cases() { case-list -f csv --match "$1" | cut -d, -f 1 | tail -n +2; }
list() { cases "$1" | paste -sd ' ' -; }
# reply PATTERN DEPT TIME: replied, checked and closed
reply() { cases "$1" | case-feedback --at "$3" --by "$2" --result 已办 - | case-verify --at "$3" --pass - | case-close --at "$3" -; }

# November.  What ends in 1 is replied too late, in 2 goes back once, in 3 is
# not done before December, in 4 cancelled, in 5 forced; the rest is in time.
# JT-2 was late, went back, and was in time for its new deadline.
# YJ's were collected in October and fall due in November, SJ's in December.
play() {
	newdb
	now '2026-12-05 08:00:00'
	batch YJ 0105 6 '2026-10-30 17:00'
	batch ZF 1106 50 '2026-11-10 09:00'
	batch GA 2303 51 '2026-11-10 09:10'
	batch JT 0201 2 '2026-11-10 09:20'
	batch WJ 2201 1 '2026-11-10 09:30'
	batch SJ 2101 3 '2026-11-27 17:00'
	cases '(ZF|GA)-\d*4$' | case-close --at '2026-11-10 14:00' --cancel --reason 重复 -
	cases '(ZF|GA)-\d*5$' | case-close --at '2026-11-10 14:00' --force --reason 专项 -
	for dept in ZF GA; do
		cases "$dept"'-\d*2$' | case-feedback --at '2026-11-10 14:30' --by $dept --result 已办 - |
			case-verify --at '2026-11-10 15:00' --fail --reason 未净 - | case-handle --at '2026-11-10 15:10' --by $dept --accept -
		reply "$dept"'-\d*[026789]$' $dept '2026-11-10 16:00'
		reply "$dept"'-\d*1$' $dept '2026-11-20 09:00'
		reply "$dept"'-\d*3$' $dept '2026-12-02 09:00'
	done
	reply 'JT-1' JT '2026-11-10 10:50'
	cases JT-2 | case-feedback --at '2026-11-11 10:00' --by JT --result 已办 - | case-verify --at '2026-11-11 10:30' --fail --reason 未净 - |
		case-handle --at '2026-11-11 10:40' --by JT --accept -
	reply JT-2 JT '2026-11-11 15:00'
	reply WJ- WJ '2026-11-10 11:00'
	reply 'YJ-[1-4]' YJ '2026-11-02 09:00'
	reply 'SJ-' SJ '2026-11-30 09:00'
} >/dev/null
play

cat >month.sql <<'END'
CREATE TEMP TABLE figure AS
WITH bound (since, until) AS (VALUES (unixepoch('2026-10-31 16:00:00'), unixepoch('2026-11-30 16:00:00'))),
state AS (SELECT c.collected_at BETWEEN since AND until - 1 AS is_new, e.* FROM bound, casefile c
	JOIN casefile_event e ON e.casefile_id = c.casefile_id AND e.seq = (SELECT max(seq) FROM casefile_event l
		WHERE l.casefile_id = c.casefile_id AND l.at < until)),
due AS (SELECT *, status <> 'cancelled' AND handle_due_at BETWEEN since AND until - 1 AS handle,
	status <> 'cancelled' AND close_due_at BETWEEN since AND until - 1 AS close FROM state, bound)
SELECT d.code, count(*) FILTER (WHERE is_new AND opened_at) AS opened,
	count(*) FILTER (WHERE close) AS close_due, count(*) FILTER (WHERE close AND status = 'closed') AS closed,
	count(*) FILTER (WHERE handle) AS handle_due,
	count(*) FILTER (WHERE handle AND status IN ('replied', 'verified', 'closed') AND NOT is_forced
		AND NOT EXISTS (SELECT 1 FROM casefile_event r WHERE r.casefile_id = due.casefile_id AND r.at < due.until
			AND r.action = 'feedback' AND r.at > r.handle_due_at)) AS in_time,
	count(*) FILTER (WHERE close AND EXISTS (SELECT 1 FROM casefile_event r WHERE r.casefile_id = due.casefile_id
		AND r.at < due.until AND r.action = 'fail')) AS rework
	FROM department d LEFT JOIN due USING (department_id) GROUP BY d.code;
CREATE TEMP TABLE score AS SELECT code, round(100 * (10 * CASE WHEN opened <= 50 THEN 1 WHEN opened <= 100 THEN 0.9 END
	+ 30 * coalesce(1.0 * closed / close_due, 0) + 30 * coalesce(1.0 * in_time / handle_due, 0)
	+ 30 * coalesce(1 - 1.0 * rework / close_due, 0)) / (10 + 60 * (close_due > 0) + 30 * (handle_due > 0)), 2) AS score FROM figure WHERE close_due OR handle_due;
END

t 'every score of the month is what the events say' <<'EOF'
	expect 0 dept-score --month 2026-11 -f csv
	tail -n +2 .t/out | cut -d, -f 1,4- >got
	{
		cat month.sql
		echo "SELECT code, printf('%.2f', score), CASE WHEN score >= 90 THEN 'A' WHEN score >= 75 THEN 'B'
			WHEN score >= 60 THEN 'C' WHEN score >= 40 THEN 'D' ELSE 'E' END, rank() OVER (ORDER BY score DESC), count(*) OVER (), '', '', '', '' FROM score
			UNION ALL SELECT code, '', '', '', '', '', '', '', 'nothing to count' FROM figure WHERE NOT close_due AND NOT handle_due ORDER BY code"
	} | sqlite3 -separator , grid.db >want
	diff want got
	dept-score -f csv | diff .t/out -
EOF

t 'the figures of --explain are those of the report' <<'EOF'
	for dept in GA JT SJ ST YJ ZF; do
		dept-score --month 2026-11 --explain $dept -f csv | tail -n +2 | cut -d, -f 3,7,8 >got
		grid-report --month 2026-11 --by department -f csv | awk -F, -v dept=$dept '$1 == dept { split($0, f) }
			END { print "close_rate," f[13] + 0 "," f[12] + 0; print "handle_in_time_rate," f[10] + 0 "," f[8] + 0
				print "opened," f[4] + 0 ","; print "rework_rate," f[17] + 0 "," f[12] + 0 }' | diff - got
	done
EOF

t '--explain lists the cases that count, and those that do not' <<'EOF'
	expect 0 dept-score --month 2026-11 --explain YJ -f csv
	cut -d, -f 2,5-13 .t/out >got
	diff - got <<-END
		rule,shape,weight,part,whole,value,points,how,counted,others
		close,ratio,30.00,4,6,66.67,20.00,30 × 4 ÷ 6,$(list 'YJ-[1-4]'),$(list 'YJ-[56]')
		handle-in-time,ratio,30.00,4,6,66.67,20.00,30 × 4 ÷ 6,$(list 'YJ-[1-4]'),$(list 'YJ-[56]')
		opened,steps,10.00,0,,0.00,10.00,10 × (0 → 100) ÷ 100,,
		rework,ratio,30.00,0,6,0.00,30.00,30 × (1 − 0 ÷ 6),,$(list YJ-)
	END
EOF

t 'of what went wrong each rule has its own' <<'EOF'
	expect 0 dept-score --month 2026-11 --explain 综合行政执法局 -f csv
	lists() { awk -F, -v rule="$1" '$2 == rule { print $12; print $13 }' .t/out; }
	lists close >got
	{ list 'ZF-\d*[0125-9]$'; list 'ZF-\d*3$'; } | diff - got
	lists handle-in-time >got
	{ list 'ZF-\d*[026-9]$'; list 'ZF-\d*[135]$'; } | diff - got
	lists rework >got
	{ list 'ZF-\d*2$'; list 'ZF-\d*[0135-9]$'; } | diff - got
	lists opened >got
	{ list 'ZF-'; echo; } | diff - got
EOF

t 'up to fifty cases are full points, one more is not' <<'EOF'
	for dept in ZF GA; do
		dept-score --month 2026-11 --explain $dept -f csv | grep ,opened,opened, | cut -d, -f 6,7,10
	done >got
	printf '10.00,50,10.00\n10.00,51,9.00\n' | diff - got
EOF

t 'mean hours are hours, as in the report' <<'EOF'
	{
		echo edition,post,rule,indicator,shape,weight,steps
		echo 'hours,department,h,avg_handle_hours,steps,100,1.5:100;14:50'
	} | grid-import -q score-rule
	for dept in GA WJ ZF; do
		echo $dept $(dept-score --month 2026-11 --edition hours --explain $dept -f csv | tail -n 1 | cut -d, -f 9,10)
	done >got
	grid-report --month 2026-11 --by department -f csv | awk -F, '/^(GA|WJ|ZF),/ {
		print $1 " " $27 "," ($27 <= 1.5 ? "100.00" : $27 <= 14 ? "50.00" : "0.00") }' | diff - got
	[ "$(grep WJ got)" = 'WJ 1.50,100.00' ]
EOF

t 'a quarter counts what its months leave open' <<'EOF'
	expect 0 dept-score --quarter 2026-Q4 --explain GA -f csv
	cut -d, -f 2,7,8 .t/out >got
	printf '%s\n' rule,part,whole close,46,46 handle-in-time,30,46 opened,51, rework,5,46 | diff - got
	dept-score --quarter 2026-Q3 --explain GA -f csv | cut -d, -f 7,8 | tail -n +2 | sort -u >got
	printf '0,\n0,0\n' | diff - got
EOF

t 'as a table the cases stand below the points, and names are names' <<'EOF'
	expect 0 dept-score --month 2026-11 --explain YJ -f table
	[ "$(LC_ALL=C.UTF-8 wc -L <.t/out)" -le 80 ]
	sed -n '1p; 7,$p' .t/out | awk '/^ / { line = line substr($0, 2); next } NR > 1 { print line } { line = $0 } END { print line }' >got
	diff - got <<-END
		YJ
		score 80.00, grade B, place 4 of 5
		close: $(list 'YJ-[1-4]') | $(list 'YJ-[56]')
		handle-in-time: $(list 'YJ-[1-4]') | $(list 'YJ-[56]')
		opened: -
		rework: - | $(list YJ-)
	END
	expect 0 dept-score --month 2026-11 -f table
	stdout_has 'YJ   应急管理局'
EOF

# Defects of a score that was published: a rate counted twice, one that was
# added where it should be inverted or inverted where it should be added,
# weights that made 70, a division by nothing.
t 'a rate alone is the score, from 100 where less is better; over nothing there is none' <<'EOF'
	rates=$(grid-report --explain all -f csv | awk -F, '$4 == "percent" { print $1 "," $5 }')
	for rate in $rates; do echo "${rate%,*},department,r,${rate%,*},ratio,100"; done >rules
	{ echo edition,post,rule,indicator,shape,weight; cat rules; } | grid-import -q score-rule
	for rate in $rates; do
		grid-report --month 2026-11 --by department --indicator "${rate%,*}" -f csv | awk -F, -v better="${rate#*,}" '
			NR > 1 && $1 != "" && $3 != "" { print $1 "," sprintf("%.2f", better == "more" ? $3 : 100 - $3) }' >want
		dept-score --month 2026-11 --edition "${rate%,*}" -f csv | awk -F, 'NR > 1 && $4 != "" { print $1 "," $4 }' | diff want -
		wc -l <want
	done >rows
	[ "$(sort -u rows | paste -sd ' ' -)" = '0 5 6' ]
EOF

t 'rates that differ count once each, by their own weights' <<'EOF'
	{
		echo edition,post,rule,indicator,shape,weight
		for rule in handle_in_time_rate,14.25 rework_rate,28.5 accurate_open_rate,57.25; do
			echo "once,department,${rule%,*},${rule%,*},ratio,${rule#*,}"
		done
	} | grid-import -q score-rule
	# The report has rates in hundredths; what the score is made of is exact.
	grid-report --month 2026-11 --by department \
		--indicator handle_in_time_rate,rework_rate,accurate_open_rate,handle_due,close_due,opened -f csv |
		awk -F, '$1 == "GA" { if ($3 == $4 || $3 == $5 || 100 - $4 == $5) exit 1
			for (i = 3; i <= 5; i++) rate[i] = int($i * $(i + 3) / 100 + 0.5) / $(i + 3)
			printf "GA,%.2f\n", 14.25 * rate[3] + 28.5 * (1 - rate[4]) + 57.25 * rate[5] }' >want
	dept-score --month 2026-11 --edition once -f csv | awk -F, '$1 == "GA" { print $1 "," $4 }' | diff want -
EOF

t 'the weights of every post make 100, which is what a department has that did all in time' <<'EOF'
	awk -F, 'NR > 1 && $6 != "" { sum[$1 "," $3] += $6 } END { for (post in sum) print post "," sum[post] }' \
		"$TOP/lib/tables/score-rule.csv" | LC_ALL=C sort >got
	printf '%s,100\n' monthly-2026,grid-worker post-2026,acceptor post-2026,chief post-2026,community \
		post-2026,department post-2026,dispatcher post-2026,grid-worker post-2026,street | diff - got
	[ "$(dept-score --month 2026-11 --edition post-2026 -f csv | awk -F, '$1 == "WJ" { print $4 }')" = 100.00 ]
EOF

t 'a wrong period, edition or department is refused' <<'EOF'
	expect 64 dept-score --month 2026-11 --quarter 2026-Q4
	expect 64 dept-score --month 11
	expect 64 dept-score ZF
	expect 66 dept-score --edition none
	expect 66 dept-score --explain W01
	echo "dept-score: --explain 'W01': no department of that code or name" | stderr
	stdout </dev/null
EOF

done_testing
