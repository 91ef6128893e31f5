#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Frozen scores: what was fixed stays to the byte whatever comes in later, shows
# beside it what that would change, and is changed by recorded corrections only.
# The oracle is SQL over the records (live.sql), for the scores as they stood and
# as they are since.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

sql() { sqlite3 -separator , "${GRID_DB:-grid.db}" "$1"; }
case_of() { pattern=$1; shift; case-list -f csv --match "$pattern" "$@" | cut -d, -f 1 | tail -n +2; }
import() { grid-import -q "$1"; }

# November: W01 to W08 reported two cases each, and W05 and W06 handled their own.
play() {
	newdb
	now '2026-11-10 09:00:00'
	head -n 9 demo/building.csv | import building
	head -n 40 demo/household.csv | cut -d, -f 1-5 >homes
	import household <homes
	{
		echo area,matter,text,reported_by
		for i in 1 2 3 4 5 6 7 8; do
			area=44031000300$(((i + 3) / 4))00$(((i - 1) / 2 % 2 + 1))
			echo "$area,1201,报${i}a,W0$i"
			echo "$area,1201,报${i}b,W0$i"
		done
	} | case-collect --csv -
	case_of '报(2b|8[ab])' | case-open --reject --reason 不实 -
	case_of . --status collected | case-open -
	for i in 5 6; do
		case_of "报$i" | case-dispatch --to "W0$i" - | case-handle --by "W0$i" --accept - | case-feedback --by "W0$i" --result 已办 - |
			case-verify --by V01 --pass - | case-close -
	done
	case_of '报' --status opened | case-dispatch --to ZF - | case-handle --by ZF --accept -
	case_of 报5 | case-rate --score 4 --rater 甲 --contacted '2026-11-10 09:00' -
	case_of 报6a | case-rate --score 5 --rater 甲 --contacted '2026-11-10 09:00' -
	home=$(sed -n 2p homes | cut -d, -f 1)
	{
		echo worker,visited_at,household,outcome
		for i in 1 2 3 4; do echo "W0$i,2026-11-0${i} 09:00,$home,met"; done
		echo "W02,2026-11-05 10:00,$home,met"
		echo "W03,2026-11-05 11:00,$home,absent"
	} | import visit
	import attendance <<-END
		worker,day_on,state,patrol_minutes
		W01,2026-11-02,normal,60
		W01,2026-11-03,absent,0
		W03,2026-11-02,late,60
		W04,2026-11-02,leave,0
		W08,2026-11-02,absent,0
	END
	import training <<-END
		worker,course,held_on
		W01,消防,2026-11-06
		W03,消防,2026-11-06
	END
	import merit <<-END
		worker,day_on,item
		W04,2026-11-09,meeting-missed
		W06,2026-11-09,fraud
	END
	import score-rule <<-END
		edition,rule,post,indicator,shape,weight,points,steps,cap,note
		fz,a,grid-worker,valid_report_rate,ratio,40,,,,上报
		fz,b,grid-worker,visits_met,steps,20,,0:0;1:50;2:80;inf:100,,
		fz,c,grid-worker,attend_rate,ratio,20,,,,
		fz,d,grid-worker,satisfied_rate,ratio,20,,,,
		fz,e,grid-worker,trainings,bonus,,2,,3,
		fz,f,grid-worker,meetings_missed,per-item,,-5,,,
		fz,g,grid-worker,score,money,,,59.99:0;74.99:100;89.99:200;inf:300,,
		fz,h,grid-worker,meetings_missed,money,,-30,,,
		fz,v,grid-worker,frauds,veto,,,,,
		fz,a,department,open_rate,ratio,100,,,,
		fz,a,street,open_rate,ratio,100,,,,
	END
	printf 'name,value\nscore_edition,fz\n' | import setting
} >/dev/null

cat >live.sql <<'END'
WITH bound (since, until) AS (VALUES (unixepoch('2026-10-31 16:00:00'), unixepoch('2026-11-30 16:00:00'))),
figure AS (SELECT w.code, w.worker_id,
	(SELECT count(*) FROM casefile, bound WHERE reported_by_id = w.worker_id AND collected_at >= since AND collected_at < until) AS collected,
	(SELECT count(*) FROM casefile, bound WHERE reported_by_id = w.worker_id AND collected_at >= since AND collected_at < until
	  AND opened_at < until) AS filed,
	(SELECT count(*) FROM visit, bound WHERE worker_id = w.worker_id AND outcome = 'met' AND visited_at >= since AND visited_at < until) AS met,
	(SELECT count(*) FROM attendance WHERE worker_id = w.worker_id AND day_on BETWEEN '2026-11-01' AND '2026-11-30'
	  AND state IN ('normal', 'late', 'early', 'absent')) AS days,
	(SELECT count(*) FROM attendance WHERE worker_id = w.worker_id AND day_on BETWEEN '2026-11-01' AND '2026-11-30'
	  AND state IN ('normal', 'late', 'early')) AS attended,
	(SELECT count(*) FROM rating JOIN casefile USING (casefile_id) WHERE handler_id = w.worker_id) AS rated,
	(SELECT count(*) FROM rating r JOIN casefile USING (casefile_id) WHERE handler_id = w.worker_id
	  AND r.score >= coalesce((SELECT value FROM setting WHERE name = 'satisfied_from'), 4)) AS satisfied,
	(SELECT count(*) FROM training WHERE worker_id = w.worker_id AND held_on BETWEEN '2026-11-01' AND '2026-11-30') AS trained,
	(SELECT count(*) FROM merit WHERE worker_id = w.worker_id AND item = 'meeting-missed' AND day_on BETWEEN '2026-11-01' AND '2026-11-30') AS missed,
	(SELECT count(*) FROM merit WHERE worker_id = w.worker_id AND item = 'fraud') AS frauds,
	coalesce((SELECT post FROM worker_post p WHERE p.worker_id = w.worker_id AND valid_from <= '2026-11-30'
	  ORDER BY valid_from DESC LIMIT 1), w.post) AS post
	FROM worker w),
points AS (SELECT *, 100.0 * (coalesce(40.0 * filed / nullif(collected, 0), 0) + CASE met WHEN 0 THEN 0 WHEN 1 THEN 10 WHEN 2 THEN 16 ELSE 20 END
	+ coalesce(20.0 * attended / nullif(days, 0), 0) + coalesce(20.0 * satisfied / nullif(rated, 0), 0))
	/ (20 + 40 * (collected > 0) + 20 * (days > 0) + 20 * (rated > 0)) + min(3, 2 * trained) - 5 * missed AS sum FROM figure),
score AS (SELECT *, CASE WHEN collected + days + rated > 0 THEN round(CASE WHEN frauds OR sum < 0 THEN 0 ELSE sum END + 1e-9, 2) END AS score FROM points)
SELECT code, CASE WHEN score NOTNULL THEN printf('%.2f', score) ELSE '' END,
	CASE WHEN score >= 90 THEN 'A' WHEN score >= 75 THEN 'B' WHEN score >= 60 THEN 'C' WHEN score >= 40 THEN 'D' WHEN score >= 0 THEN 'E' ELSE '' END,
	printf('%.2f', CASE WHEN score >= 90 THEN 300 WHEN score >= 75 THEN 200 WHEN score >= 60 THEN 100 ELSE 0 END - 30 * missed)
	FROM score WHERE post = 'grid-worker' ORDER BY code;
END
live() { sqlite3 -readonly -separator , grid.db <live.sql; }
scores() { tail -n +2 "$1" | cut -d, -f 1,4,5,10; }

# Everything that is printed of a frozen month, to a folder.
xlsx=xlsx
print_all() {
	mkdir -p "$1"
	for format in csv json $xlsx; do
		worker-score --month 2026-11 -f "$format" -o "$1/ranks.$format"
		worker-score --month 2026-11 --explain all -f "$format" -o "$1/explain.$format"
		worker-score --month 2026-11 --pay -f "$format" -o "$1/pay.$format"
	done
	worker-score --month 2026-11 --explain W03 -f csv -o "$1/one.csv"
	dept-score --month 2026-11 -f csv -o "$1/departments.csv"
	dept-score --of street --month 2026-11 --explain all -f csv -o "$1/streets.csv"
}
play
worker-score -f xlsx -o try.xlsx 2>/dev/null || xlsx=
copy() { for part in '' -wal -gate; do [ ! -f "$1$part" ] || cp "$1$part" "$2$part"; done; }
keep() { copy grid.db "$1"; }
fetch() {
	rm -f grid.db*
	copy "$1" grid.db
	now '2026-12-05 08:00:00'
}
keep played
now '2026-12-05 08:00:00'

t 'a month that is not over is not frozen, nor one about which no rule is' <<'EOF'
	expect 1 worker-score --month 2026-12 --freeze
	echo 'worker-score: cannot freeze 2026-12: 2026-12 is not over' | stderr
	expect 1 worker-score --quarter 2026-Q4 --freeze
	expect 1 dept-score --of community --month 2026-11 --freeze
	stderr_has "no rule of edition 'fz' is about any community"
	[ "$(sql 'SELECT count(*) FROM score_freeze')" = 0 ]
	now '2026-11-30 23:59:59'
	expect 1 worker-score --month 2026-11 --freeze
	now '2026-12-01 00:00:00'
	expect 0 worker-score --month 2026-11 --freeze -n
	stderr </dev/null
	expect 0 worker-score --month 2026-11 --freeze -n -v
	stderr_has 'worker-score: would be recorded: freeze worker 2026-11 fz'
EOF

t 'a dry run leaves nothing; workers, verifiers and departments may not' <<'EOF'
	before=$(sql 'SELECT count(*) FROM audit')
	expect 0 worker-score --month 2026-11 --freeze -n
	stdout </dev/null
	for who in W01 V01 ZF L01; do
		expect 77 worker-score --by $who --month 2026-11 --freeze
		expect 77 dept-score --by $who --month 2026-11 --freeze
	done
	stderr_has 'may not freeze a score'
	[ "$(sql 'SELECT (SELECT count(*) FROM score_freeze) || (SELECT count(*) FROM score_result) || (SELECT count(*) FROM audit)')" = "00$before" ]
EOF

t 'what is frozen is what it was by the records; with a key it is done once' <<'EOF'
	worker-score --month 2026-11 -f csv >live.csv
	worker-score --month 2026-11 --explain all -f csv >live-all.csv
	worker-score --month 2026-11 --pay -f csv >live-pay.csv
	scores live.csv >got
	live | diff - got
	grep -q '^W06,0.00,E' got
	grep -q ',veto: v$' live.csv
	expect 0 worker-score --month 2026-11 --key nov --freeze
	stdout </dev/null
	expect 0 worker-score --month 2026-11 --key nov --freeze
	expect 1 worker-score --month 2026-11 --freeze
	echo "worker-score: cannot freeze 2026-11: 2026-11 was frozen already by edition 'fz'" | stderr
	[ "$(sql 'SELECT count(*) FROM score_freeze')" = 1 ]
	worker-score --month 2026-11 -f csv | diff live.csv -
	worker-score -f csv | diff live.csv -
	worker-score --month 2026-11 --explain all -f csv | diff live-all.csv -
	worker-score --month 2026-11 --pay -f csv | diff live-pay.csv -
	dept-score --month 2026-11 --freeze
	dept-score --of street --month 2026-11 --freeze
	expect 66 dept-score --of street --month 2026-10 --first
	print_all first
	sql 'SELECT code, printf("%.2f", score / 100.0), grade, printf("%.2f", pay / 100.0) FROM score_result
		WHERE score_freeze_id = 1 AND score NOTNULL ORDER BY code' >want
	grep -v '^[^,]*,,' got | diff want -
EOF
keep frozen

# late NAME CODES: nothing that is printed has changed, and the live scores of these
# workers alone have, and --corrections says both.
late() {
	print_all now
	diff -r first now
	worker-score --live --edition fz --month 2026-11 -f csv >live.csv
	scores live.csv >got
	live | diff - got
	scores first/ranks.csv >was
	expect 0 worker-score --corrections --month 2026-11 -f csv
	tail -n +2 .t/out | cut -d, -f 1 | paste -sd ' ' - >codes
	echo "$1" | diff - codes
	for code in $1; do
		grep "^$code," .t/out | cut -d, -f 3-11 >got1
		echo "late,,,$(grep "^$code," was | cut -d, -f 2 || :),$(grep "^$code," got | cut -d, -f 2 || :),$(grep "^$code," was | cut -d, -f 3 || :),$(
			grep "^$code," got | cut -d, -f 3 || :),$(grep "^$code," was | cut -d, -f 4 || :),$(grep "^$code," got | cut -d, -f 4 || :)" | diff - got1
	done
}
note() { worker-score --corrections --month 2026-11 -f csv | grep "^$1,.*late" | cut -d, -f 12 | tr -d '"'; }

t 'late: a case' <<'EOF'
	fetch frozen
	printf 'source,source_no,area,matter,text,reported_by,collected_at\n热线,1,440310003001002,1201,迟,W03,2026-11-20 10:00\n' | import case
	late W03
	[ "$(note W03)" = 'a 2/2 → 2/3; g 89.50 → 72.83' ]
EOF

t 'late: a visit' <<'EOF'
	fetch frozen
	home=$(sed -n 2p homes | cut -d, -f 1)
	printf 'worker,visited_at,household,outcome\nW04,2026-11-30 23:59:59,%s,met\nW05,2026-12-01 00:00,%s,met\n' $home $home | import visit
	late W04
	[ "$(note W04)" = "b 1 → 2; g $(grep ^W04 was | cut -d, -f 2) → $(grep ^W04 got | cut -d, -f 2)" ]
EOF

t 'late: a training, days at work' <<'EOF'
	fetch frozen
	printf 'worker,course,held_on\nW03,急救,2026-11-30\nW02,急救,2026-11-30\n' | import training
	printf 'worker,day_on,state\nW04,2026-11-30,normal\nW01,2026-11-03,normal\n' | import attendance
	late 'W01 W02 W03 W04'
EOF

t 'late: conduct' <<'EOF'
	fetch frozen
	printf 'worker,day_on,item\nW05,2026-11-11,fraud\nW07,2026-11-30,meeting-missed\n' | import merit
	late 'W05 W07'
EOF

t 'late: a rating, and another mark from which it is satisfied' <<'EOF'
	fetch frozen
	printf 'case_no,rater,score,contacted_at,rated_at\n%s,乙,1,2026-11-25 10:00,2026-11-25 10:00\n' "$(case_of 报6b)" | import rating
	late W06
	fetch frozen
	printf 'name,value\nsatisfied_from,5\n' | import setting
	late W05
EOF

t 'late: a post that was left, another area, a worker who came, a name' <<'EOF'
	fetch frozen
	printf 'worker,area,post,valid_from\nW07,440310003002,grid-leader,2026-11-20\nW08,440310003003001,grid-worker,2026-11-15\n' | import post
	printf 'code,name,area,post,hired_on\nX1,钱来,440310003001001,grid-worker,2026-11-05\n' | import worker
	printf 'worker,course,held_on\nX1,消防,2026-11-06\n' | import training
	late 'W07 X1'
EOF

t 'late: another edition is the one that counts' <<'EOF'
	fetch frozen
	printf 'name,value\nscore_edition,post-2026\n' | import setting
	late ''
EOF

t '--live and --first are what they say; an edition can be frozen beside another' <<'EOF'
	fetch frozen
	printf 'worker,course,held_on\nW02,急救,2026-11-30\n' | import training
	worker-score --live -f csv | scores /dev/stdin >got
	live | diff - got
	worker-score -f csv --first | diff first/ranks.csv -
	expect 66 worker-score --month 2026-10 --first
	echo 'worker-score: --first: 2026-10 was not frozen' | stderr
	expect 66 worker-score --month 2026-10 --corrections
	expect 66 worker-score --month 2026-11 --edition money-2026 --corrections
	stderr_has "2026-11 was not frozen by edition 'money-2026'"
	worker-score --edition money-2026 --pay -f csv >pay
	worker-score --edition money-2026 --freeze
	worker-score --edition money-2026 --pay -f csv | diff pay -
	worker-score -f csv | diff first/ranks.csv -
	expect 1 worker-score --edition money-2026 --correct W01 --reason x
	worker-score --corrections -f csv | grep -q ^W02,
	worker-score --edition fz -f csv | diff first/ranks.csv -
EOF

t 'who is scored appeals, for himself, once; the centre refuses or corrects' <<'EOF'
	fetch frozen
	now '2026-12-06 09:00:00'
	expect 64 worker-score --by W03 --appeal W03
	expect 64 worker-score --by W03 --appeal W03 --reason ' '
	expect 77 worker-score --by W03 --appeal W04 --reason 漏算
	stderr_has "'W03' appeals for himself only"
	expect 77 worker-score --by ZF --appeal W04 --reason 漏算
	expect 66 worker-score --by W03 --appeal 无名 --reason 漏算
	expect 66 worker-score --by W03 --month 2026-10 --appeal W03 --reason 漏算
	expect 66 worker-score --appeal L01 --reason 漏算
	expect 1 worker-score --refuse W03 --reason 不
	stderr_has 'no appeal waits to be answered'
	expect 0 worker-score --by W03 --appeal W03 --reason 漏算一件
	expect 1 worker-score --by W03 --appeal W03 --reason 再诉
	stderr_has 'an appeal waits to be answered already'
	expect 77 worker-score --by W03 --refuse W03 --reason 不
	expect 77 worker-score --by W03 --correct W03 --reason 不
	expect 1 worker-score --correct W03 --reason 补
	stderr_has 'nothing to correct: the records of today give the same'
	expect 0 worker-score --refuse W03 --reason 已计入
	expect 1 worker-score --by W03 --appeal W03 --reason 再诉
	stderr_has 'an appeal was refused already'
	print_all now
	diff -r first now
	score=$(grep ^W03, first/ranks.csv | cut -d, -f 4) grade=$(grep ^W03, first/ranks.csv | cut -d, -f 5) pay=$(grep ^W03, first/ranks.csv | cut -d, -f 10)
	expect 0 worker-score --corrections -f csv
	tail -n +2 .t/out | diff - /dev/fd/3 3<<-END
		W03,叶**,appeal,2026-12-06 09:00:00,W03,$score,$score,$grade,$grade,$pay,$pay,漏算一件
		W03,叶**,refuse,2026-12-06 09:00:00,centre,$score,$score,$grade,$grade,$pay,$pay,已计入
	END
	grid-check --audit
EOF

# ranks: of those with a score, from SQL over what stands in the database.
ranks() {
	sql "WITH holds AS (SELECT code, score, correction, place, peers, row_number() OVER (PARTITION BY code ORDER BY correction DESC) AS n
		FROM score_result WHERE score_freeze_id = 1)
		SELECT code, score, (SELECT count(*) + 1 FROM holds o WHERE o.n = 1 AND o.score > h.score) AS rank, place, peers FROM holds h
		WHERE n = 1 AND score NOTNULL AND code = '$1'"
}

t 'a correction counts from then on, with its rank among the others, whose ranks stay' <<'EOF'
	fetch frozen
	printf 'worker,course,held_on\nW02,急救,2026-11-30\n' | import training
	printf 'worker,day_on,state\nW02,2026-11-12,normal\nW01,2026-11-03,normal\n' | import attendance
	# Among the live ones it would have another rank than among those that hold.
	printf 'worker,day_on,item\nW03,2026-11-29,fraud\nW05,2026-11-29,fraud\nW07,2026-11-29,fraud\n' | import merit
	worker-score --live -f csv >live.csv
	worker-score --live --explain W02 -f csv >live-one.csv
	expect 0 worker-score --month 2026-11 --correct 杨鹏 --reason 补录培训 --key c1
	expect 0 worker-score --month 2026-11 --correct 杨鹏 --reason 补录培训 --key c1
	[ "$(sql "SELECT count(*) FROM score_change")" = 1 ]
	worker-score -f csv >after.csv
	grep -v ^W02, first/ranks.csv >others
	grep -v ^W02, after.csv | diff others -
	[ "$(grep ^W02, after.csv | cut -d, -f 4,5,10,11)" = "$(grep ^W02, live.csv | cut -d, -f 4,5,10),correction 1" ]
	ranks W02 | awk -F, '$3 != $4 || $5 != 8 { exit 1 }'
	[ "$(grep ^W02, after.csv | cut -d, -f 6)" != "$(grep ^W02, live.csv | cut -d, -f 6)" ]
	worker-score --explain W02 -f csv | diff live-one.csv -
	worker-score --first -f csv | diff first/ranks.csv -
	expect 0 worker-score --corrections -f csv
	[ "$(tail -n +2 .t/out | cut -d, -f 1,3,5)" = "$(printf '%s\n' W02,correct,centre W01,late, W03,late, W05,late, W07,late,)" ]
	[ "$(grep ^W02, .t/out | cut -d, -f 6,7)" = "$(grep ^W02, first/ranks.csv | cut -d, -f 4),$(grep ^W02, live.csv | cut -d, -f 4)" ]
	expect 1 worker-score --month 2026-11 --correct W02 --reason 再补
	# What was corrected may be appealed against anew, and corrected again.
	expect 0 worker-score --by W02 --month 2026-11 --appeal W02 --reason 还少
	printf 'worker,day_on,item\nW02,2026-11-29,fraud\n' | import merit
	expect 0 worker-score --month 2026-11 --correct W02 --reason 查实
	worker-score -f csv | grep ^W02, >got
	[ "$(cut -d, -f 4,5,11 got)" = '0.00,E,correction 2; veto: v' ]
	ranks W02 | awk -F, '$3 != $4 { exit 1 }'
	worker-score --corrections -f csv | tail -n +2 | cut -d, -f 3,6,7 >got
	s0=$(grep ^W02, first/ranks.csv | cut -d, -f 4) s1=$(grep ^W02, live.csv | cut -d, -f 4)
	[ "$(paste -sd ' ' got | cut -d ' ' -f 1-3)" = "correct,$s0,$s1 appeal,$s1,$s1 correct,$s1,0.00" ]
	grid-check --audit
EOF

t 'who came late gets a score by correction, and who was none of them loses it' <<'EOF'
	fetch frozen
	printf 'code,name,area,post,hired_on\nX1,钱来,440310003001001,grid-worker,2026-11-05\n' | import worker
	printf 'worker,day_on,state\nX1,2026-11-06,normal\n' | import attendance
	printf 'worker,area,post,valid_from\nW07,440310003002,grid-leader,2026-11-20\n' | import post
	expect 1 worker-score --correct X2 --reason 无
	expect 0 worker-score --correct X1 --reason 迟录
	expect 0 worker-score --correct W07 --reason 已调任
	worker-score -f csv >after.csv
	[ "$(grep -e ^X1 after.csv | cut -d, -f 1,4,11)" = "$(live | grep ^X1 | cut -d, -f 1,2),correction 1" ]
	[ "$(grep -e ^W07 after.csv | cut -d, -f 1,4-7,10,11)" = 'W07,,,,,,correction 1' ]
	worker-score --pay -f csv | cut -d, -f 1 | grep -c -e X1 -e W07 >got
	echo 1 | diff - got
	worker-score --first -f csv | diff first/ranks.csv -
	worker-score --corrections -f csv | tail -n +2 | cut -d, -f 1,3,6,7 >got
	printf '%s\n' "X1,correct,,$(live | grep ^X1 | cut -d, -f 2)" "W07,correct,$(grep ^W07 first/ranks.csv | cut -d, -f 4)," | diff - got
	expect 1 worker-score --correct W07 --reason 再
	grid-check --audit
EOF

t 'who came late is given by code: no name gets into the audit, and lists are kept' <<'EOF'
	fetch frozen
	printf 'code,name,area,post,hired_on\nX1,钱来,440310003001001,grid-worker,2026-11-05\n' | import worker
	printf 'worker,day_on,state\nX1,2026-11-06,normal\n' | import attendance
	expect 1 worker-score --correct 钱来 --reason 迟录
	stderr_has 'cannot correct 钱来: no rule was about that code, and none is'
	expect 0 worker-score --correct X1 --reason 迟录
	sql "SELECT note FROM audit WHERE note LIKE 'correct%'" >got
	echo 'correct worker 2026-11 fz X1' | diff - got
	worker-score --live --explain X1 -f csv >live.got
	worker-score --explain X1 -f csv | diff live.got -
	grep -q 2026-11-06 live.got
EOF

t 'streets and departments are frozen, appeal and are corrected alike' <<'EOF'
	fetch frozen
	printf 'source,source_no,area,matter,text,collected_at\n热线,1,440310003001002,1201,迟,2026-11-20 10:00\n' | import case
	dept-score --of street --explain all -f csv | diff first/streets.csv -
	dept-score --of street --corrections -f csv | tail -n +2 | cut -d, -f 1,3,12 >got
	n=$(sql "SELECT count(*) FROM casefile") filed=$(sql "SELECT count(*) FROM casefile WHERE opened_at > 0")
	echo "440310003,late,a $filed/$((n - 1)) → $filed/$n" | diff - got
	expect 77 dept-score --of street --by W01 --appeal 440310003 --reason x
	expect 0 dept-score --of street --appeal 440310003 --reason x
	expect 0 dept-score --of street --correct 440310003 --reason 迟
	[ "$(dept-score --of street -f csv | grep -c 'correction 1$')" = 1 ]
	expect 0 dept-score --by ZF --appeal ZF --reason x
	expect 77 dept-score --by ZF --appeal GA --reason x
	expect 0 dept-score --refuse ZF --reason x
	expect 66 dept-score --of department --correct W01 --month 2026-10 --reason x
	grid-check --audit
EOF

t 'neither sqlite3 changes what was frozen, nor an import the edition or its undoing' <<'EOF'
	fetch frozen
	printf 'worker,course,held_on\nW02,急救,2026-11-30\n' | import training
	worker-score --correct W02 --reason x
	sqlite3 grid.db .dump >before
	refused() { ! sqlite3 grid.db "$1" 2>.t/err || exit 1; stderr_has "$2"; }
	for table in score_freeze score_frozen_rule score_result score_part score_change; do
		refused "UPDATE $table SET ${table}_id = ${table}_id" 'a frozen score is never changed'
		refused "DELETE FROM $table WHERE ${table}_id = 1" 'a frozen score is never deleted'
		refused "INSERT OR REPLACE INTO $table SELECT * FROM $table WHERE ${table}_id = 1" 'a frozen score is never changed'
		refused "REPLACE INTO $table SELECT * FROM $table LIMIT 1" 'a frozen score is never changed'
	done
	refused "INSERT OR REPLACE INTO score_freeze SELECT 99, subject, edition, period, since, until, frozen_at, audit_id FROM score_freeze LIMIT 1" 'never changed'
	refused "INSERT OR REPLACE INTO score_result (score_freeze_id, code, correction, post, area, kind, peer, since_on, score, is_vetoed, audit_id)
		VALUES (1, 'W03', 0, 'grid-worker', '', '', '', '', 10000, 0, 1)" 'never changed'
	refused "INSERT OR REPLACE INTO score_frozen_rule (score_freeze_id, rule, post, indicator, shape)
		VALUES (1, 'a', 'grid-worker', 'visits', 'bonus')" 'never changed'
	stays='edition: a period was frozen by it'
	refused "UPDATE score_rule SET weight = 50 WHERE edition = 'fz' AND rule = 'a'" "$stays"
	refused "UPDATE score_rule SET edition = 'other' WHERE edition = 'fz'" "$stays"
	refused "UPDATE score_rule SET edition = 'fz' WHERE edition = 'money-2026' AND rule = 'items'" "$stays"
	refused "DELETE FROM score_rule WHERE edition = 'fz' AND rule = 'v'" "$stays"
	refused "INSERT INTO score_rule (edition, rule, post, indicator, shape) VALUES ('fz', 'z', 'grid-worker', 'visits', 'bonus')" "$stays"
	refused "INSERT OR REPLACE INTO score_rule (score_rule_id, edition, rule, post, indicator, shape)
		SELECT score_rule_id, 'other', rule, post, indicator, shape FROM score_rule WHERE edition = 'fz' AND rule = 'v'" "$stays"
	refused "UPDATE OR REPLACE score_rule SET score_rule_id = (SELECT score_rule_id FROM score_rule WHERE edition = 'fz' AND rule = 'v')
		WHERE edition = 'money-2026' AND rule = 'items'" "$stays"
	sqlite3 grid.db .dump | diff before -
EOF

t 'a frozen edition is neither imported over nor undone; the same file changes nothing' <<'EOF'
	fetch frozen
	grid-export score-rule >rules.csv
	expect 0 grid-import score-rule rules.csv
	stderr_has ' 0 inserted, 0 updated, '
	stderr_has ', 0 rejected'
	sed 's/^fz,a,grid-worker,valid_report_rate,ratio,40/fz,a,grid-worker,valid_report_rate,ratio,30/
		s/^fz,c,grid-worker,attend_rate,ratio,20/fz,c,grid-worker,attend_rate,ratio,30/' rules.csv >other.csv
	[ "$(diff rules.csv other.csv | grep -c "^>")" = 2 ]
	expect 1 grid-import score-rule other.csv
	stderr_has 'a period was frozen by it, so it stays as it is: give a new edition'
	printf 'edition,rule,post,indicator,shape,points\nfz,zz,grid-worker,trainings,bonus,1\n' >more.csv
	expect 1 grid-import score-rule more.csv
	stderr_has 'a period was frozen by it'
	run=$(sql "SELECT max(import_run_id) FROM import_run WHERE kind = 'score-rule' AND inserted = 11")
	expect 1 grid-import --undo "$run"
	stderr_has 'a period was frozen by it'
	grid-export score-rule | diff rules.csv -
	# A new edition may begin with the old one.
	sed -n '1p; s/^fz,/fz2,/p' rules.csv | grid-import -q score-rule
	print_all now
	diff -r first now
EOF

# spoil SQL…: by someone who takes the triggers away and puts them back.
spoil() {
	sqlite3 grid.db "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'" >triggers
	{
		echo 'PRAGMA foreign_keys = 0; PRAGMA ignore_check_constraints = 1; BEGIN;'
		sqlite3 grid.db "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'"
		printf '%s;\n' "$@"
		cat triggers
		echo 'COMMIT;'
	} | sqlite3 -bail grid.db
}

fetch frozen
printf 'worker,course,held_on\nW02,急救,2026-11-30\n' | import training
worker-score --by W02 --appeal W02 --reason x
worker-score --correct W02 --reason 补
sqlite3 grid.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
keep sample
again() { fetch sample; }

t 'grid-check finds each value of each table that was changed' <<'EOF'
	again
	expect 0 grid-check --audit
	sql "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.name IN ('score_freeze', 'score_frozen_rule', 'score_result', 'score_part', 'score_change')" >columns
	[ "$(wc -l <columns)" -gt 60 ]
	while IFS=, read -r table column type; do
		again
		case $type in TEXT) new="coalesce($column, '') || 'x'" ;; *) new="coalesce($column, 0) + 1000" ;; esac
		spoil "UPDATE $table SET $column = $new WHERE ${table}_id = (SELECT max(${table}_id) FROM $table)" </dev/null
		expect 1 grid-check --audit -f csv </dev/null || { echo "$table.$column"; exit 1; }
		stdout_has audit,
	done <columns
EOF

t 'and the least of a real number, a row that is gone, one that was put in' <<'EOF'
	again
	spoil "UPDATE score_frozen_rule SET weight = 20.000000000000004 WHERE weight = 20.0"
	expect 1 grid-check --audit
	for table in score_freeze score_frozen_rule score_result score_part score_change; do
		again
		spoil "DELETE FROM $table WHERE ${table}_id = (SELECT max(${table}_id) FROM $table)"
		expect 1 grid-check --audit -f csv
		grep -q 'rows of scores and .* are there' .t/out
		again
		sqlite3 grid.db "SELECT group_concat(name) FROM pragma_table_info('$table') WHERE name <> '${table}_id'" >names
		case $table in
		score_freeze) sqlite3 grid.db "INSERT INTO $table (subject, edition, period, since, until, frozen_at, audit_id)
			SELECT subject, edition, '2026-13', since, until, frozen_at, audit_id FROM $table LIMIT 1" ;;
		score_frozen_rule) sqlite3 grid.db "INSERT INTO $table ($(cat names)) SELECT $(sed 's/,rule,/,rule||9,/' names) FROM $table LIMIT 1" ;;
		score_result) sqlite3 grid.db "INSERT INTO $table ($(cat names)) SELECT $(sed 's/,correction,/,correction+9,/' names) FROM $table LIMIT 1" ;;
		*) sqlite3 grid.db "INSERT INTO $table ($(cat names)) SELECT $(cat names) FROM $table LIMIT 1" ;;
		esac
		expect 1 grid-check --audit -f csv
		grep -q 'rows of scores and .* are there' .t/out
	done
	again
	sqlite3 grid.db "INSERT INTO score_change (score_freeze_id, code, what, at, actor, reason, correction, audit_id) VALUES (1, 'W01', 'appeal', 0, 'W01', 'x', 0, 1)"
	expect 1 grid-check --audit -f csv
	stdout_has ',no command wrote it'
	again
	spoil "INSERT INTO score_part (score_result_id, score_frozen_rule_id, left_out, part, whole, points, is_vetoed, counted, others) VALUES (9999, 1, 0, 1, 1, 1, 0, '', '')"
	expect 1 grid-check -f csv
	again
	sqlite3 grid.db 'DROP TRIGGER score_result_unchanged'
	expect 1 grid-check -f csv
	stdout_has score_result_unchanged
EOF

t 'grid-log tells what was frozen, appealed and corrected, without names' <<'EOF'
	again
	expect 0 grid-log -f csv
	tail -n +2 .t/out | grep -e score-result >got
	[ "$(wc -l <got)" = 5 ]
	for note in 'freeze worker 2026-11 fz' 'freeze department 2026-11 fz' 'freeze street 2026-11 fz' 'appeal worker 2026-11 fz W02' 'correct worker 2026-11 fz W02'; do
		grep -q "$note" got || { echo "$note"; cat got; exit 1; }
	done
	sql "SELECT row_count FROM audit WHERE note = 'freeze worker 2026-11 fz'" >got
	sql "SELECT 1 + (SELECT count(*) FROM score_frozen_rule WHERE score_freeze_id = 1)
		+ (SELECT count(*) FROM score_result WHERE score_freeze_id = 1 AND correction = 0)
		+ (SELECT count(*) FROM score_part JOIN score_result USING (score_result_id) WHERE score_freeze_id = 1 AND correction = 0)" | diff - got
EOF

t 'the digest of a freeze can be made again without wangge' <<'EOF'
	again
	command -v python3 >/dev/null || exit 0
	python3 - "$TOP/tests" <<-'END'
		import sqlite3, sys
		sys.path.insert(0, sys.argv[1])
		import audit_model
		db = sqlite3.connect('grid.db')
		def form(v):
		    if v is None: return b'-'
		    b = ('%.17g' % v if isinstance(v, float) else str(v)).encode()
		    return str(len(b)).encode() + b':' + b
		n = 0
		for audit, digest in db.execute("SELECT audit_id, rows_digest FROM audit WHERE kind = 'score-result'").fetchall():
		    text = b''
		    for sql in ('SELECT * FROM score_freeze WHERE audit_id = ? ORDER BY 1',
		                'SELECT * FROM score_frozen_rule WHERE score_freeze_id IN (SELECT score_freeze_id FROM score_freeze WHERE audit_id = ?) ORDER BY 1',
		                'SELECT * FROM score_result WHERE audit_id = ? ORDER BY 1',
		                'SELECT * FROM score_part WHERE score_result_id IN (SELECT score_result_id FROM score_result WHERE audit_id = ?) ORDER BY 1',
		                'SELECT * FROM score_change WHERE audit_id = ? ORDER BY 1'):
		        for row in db.execute(sql, (audit,)):
		            text += b''.join(map(form, row))
		    got = audit_model.sm3(text)
		    got = got if isinstance(got, str) else got.hex()
		    assert got == digest, (audit, got, digest)
		    n += 1
		assert n == 5
	END
EOF

t 'of two that freeze at once one does, and the other is told' <<'EOF'
	fetch played
	for i in 1 2 3 4; do
		( worker-score --month 2026-11 --freeze 2>err$i && echo 0 >st$i || echo $? >st$i ) &
	done
	wait
	sort st1 st2 st3 st4 | paste -sd ' ' - >got
	echo '0 1 1 1' | diff - got
	cat err1 err2 err3 err4 | sort -u >got
	echo "worker-score: cannot freeze 2026-11: 2026-11 was frozen already by edition 'fz'" | diff - got
	[ "$(sql 'SELECT count(*) FROM score_freeze')" = 1 ]
	grid-check --audit
EOF

t 'a reason is text that can be read' <<'EOF'
	fetch frozen
	for reason in ' ' "$(printf '迟录\033[2J')" "$(printf '\342\200\256迟录')"; do
		expect 64 worker-score --appeal W01 --reason "$reason"
		stderr_has reason
	done
	[ "$(sql 'SELECT count(*) FROM score_change')" = 0 ]
EOF

t 'what only reads does not write, what writes does not show' <<'EOF'
	fetch frozen
	for args in '--freeze --pay' '--freeze --explain all' '--freeze --live' '--freeze --first' '--freeze --corrections' '--freeze -f csv' \
		'--freeze -o x' '--freeze --reason x' '--freeze --at 2026-12-01' '--freeze --all-or-nothing' '--freeze --what-if x' \
		'--appeal W01 --correct W01 --reason x' '--freeze --refuse W01' '--by W01' '--key x' '-n' '--reason x' '--first --live' \
		'--explain all --pay' '--pay --corrections' '--corrections --live' '--what-if x --first' '--months 2' '--pay -f html'; do
		# shellcheck disable=SC2086 # several words
		expect 64 worker-score --month 2026-11 $args
		stdout </dev/null
	done
	expect 64 dept-score --of grid
	expect 64 worker-score --of street
EOF

done_testing
