#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-rate: call-backs on closed cases, in the list, the events and the
# report.
. "$(dirname "$0")/lib.sh"

now '2026-11-09 16:00:00'
a=440310-20261109-00001 b=440310-20261109-00002

# Two closed cases, and one that is only verified.
three() {
	newdb
	for text in 小广告一 小广告二 小广告三; do
		case-collect --by W01 --area 碧岭 --text $text
	done | case-handle --by W01 --fixed-on-spot --result 已清理 - | case-verify --pass - >numbers
	case-close $a $b >/dev/null
}

satisfaction() { case-list -f csv | cut -d, -f 25 | tail -n +2 | paste -sd , -; }

# Rates of the day: contacted, solved, satisfied
rates() { grid-report --since 2026-11-09 --until 2026-11-09 -f csv | cut -d, -f 28-30 | tail -n 1; }

t 'a rating stands in the list, the events and the report' <<'EOF'
	three
	expect 0 case-rate --score 5 --solved yes --contacted '2026-11-09 15:50' --rater 陈女士 --note 很及时 $a
	echo $a | stdout
	stderr </dev/null
	[ "$(satisfaction)" = 5,, ]
	case-show -f csv $a | cut -d, -f 3-6,12 | tail -n 1 >got
	echo '2026-11-09 16:00:00,rate,closed,centre,score 5' | diff - got
	[ "$(rates)" = 100.00,100.00,100.00 ]
EOF

t 'a second rating of the rater replaces the first; both stand in the events' <<'EOF'
	three
	case-rate --score 2 --solved no --rater 陈女士 $a >/dev/null
	[ "$(rates)" = 0.00,0.00,0.00 ]
	now '2026-11-09 17:00:00'
	expect 0 case-rate --score 4 --solved yes --rater 陈女士 $a
	[ "$(satisfaction)" = 4,, ]
	[ "$(rates)" = 0.00,100.00,100.00 ]
	case-show -f csv $a | cut -d, -f 3,4,12 | grep ,rate, >got
	printf '2026-11-09 16:00:00,rate,score 2\n2026-11-09 17:00:00,rate,score 4\n' | diff - got
EOF

t 'two raters are two ratings; the list shows the last' <<'EOF'
	three
	case-rate --score 5 --rater 陈女士 --contacted '2026-11-09 15:00' $a >/dev/null
	expect 0 case-rate --score 1 --rater 社区代表 --rater-kind representative $a
	[ "$(satisfaction)" = 1,, ]
	[ "$(rates)" = 50.00,0.00,50.00 ]
	[ "$(sqlite3 grid.db 'SELECT group_concat(rater_kind) FROM rating')" = resident,representative ]
EOF

t 'who was reached but gave no score is no less reached' <<'EOF'
	three
	expect 0 case-rate --contacted '2026-11-09 15:50' $a
	[ "$(satisfaction)" = ,, ]
	[ "$(rates)" = 100.00,0.00,0.00 ]
	[ "$(case-show -f csv $a | cut -d, -f 4,12 | tail -n 1)" = rate,contacted ]
EOF

t 'the kind of rater in Chinese; a call-back is not dated before the case was closed' <<'EOF'
	three
	expect 0 case-rate --score 4 --rater-kind 代表委员 $a
	[ "$(sqlite3 grid.db 'SELECT rater_kind FROM rating')" = representative ]
	expect 1 case-rate --score 5 --at 2020-01-01 $b
	stderr_has "cannot rate case '$b': its last event was later, at 2026-11-09"
EOF

t 'from which score on it is satisfied is a setting' <<'EOF'
	three
	case-rate --score 4 $a >/dev/null
	[ "$(rates)" = 0.00,0.00,100.00 ]
	printf 'name,value\nsatisfied_from,5\n' | grid-import -q setting
	[ "$(rates)" = 0.00,0.00,0.00 ]
	case-rate --score 5 $b >/dev/null
	[ "$(rates)" = 0.00,0.00,50.00 ]
EOF

t 'the same rating again changes nothing' <<'EOF'
	three
	case-rate --score 5 $a >/dev/null
	case-show -f csv $a >before
	expect 0 case-rate --score 5 $a
	echo $a | stdout
	case-show -f csv $a | diff before -
EOF

t 'only closed cases are rated, by anybody' <<'EOF'
	three
	expect 1 case-rate --by W01 --score 3 - <numbers
	printf '%s\n' $a $b | stdout
	echo "case-rate: cannot rate case '440310-20261109-00003': its status is verified, only a closed case is rated" | stderr
	expect 0 case-rate --by ZJ --score 4 $a
	expect 0 case-rate --by V01 --score 4 $b
EOF

t 'solved or not in Chinese' <<'EOF'
	three
	expect 0 case-rate --score 4 --solved 是 --rater 甲 $a
	expect 0 case-rate --score 4 --solved 否 --rater 乙 $a
	sqlite3 grid.db 'SELECT is_solved FROM rating ORDER BY rating_id' | paste -sd , - >got
	echo 1,0 | diff - got
EOF

t 'impossible values are refused' <<'EOF'
	three
	for score in 0 6 很好 4.5 ''; do
		expect 64 case-rate --score "$score" $a
	done
	expect 64 case-rate --score 5 --solved maybe $a
	expect 64 case-rate --score 5 --rater-kind 路人 $a
	expect 64 case-rate --contacted '2026-11-09 16:00:01' $a
	expect 64 case-rate --contacted 昨天 $a
	expect 64 case-rate --rater 陈女士 --solved yes $a
	[ "$(satisfaction)" = ,, ]
EOF

t '--csv: a row a rating, over what the options say' <<'EOF'
	three
	cat >ratings.csv <<-END
		案件编号,评价人,评分,联系时间,是否解决,评价时间
		$a,陈女士,5,2026-11-09 15:50,是,
		$a,李先生,2,,否,2026-11-09 15:59
		$b,,,2026-11-09 15:55,,
		$b,,,,,
		440310-20261109-00003,王,4,,,
		$b,张*,4,,,
	END
	now '2026-11-09 17:00:00'
	expect 1 case-rate --rater 匿名 --csv ratings.csv
	printf '%s\n' $a $b | stdout
	stderr <<-END
		case-rate: ratings.csv:3: cannot rate case '$a': its last event was later, at 2026-11-09 17:00:00
		case-rate: ratings.csv:5: cannot rate case '$b': neither a score nor a time of contact
		case-rate: ratings.csv:6: cannot rate case '440310-20261109-00003': its status is verified, only a closed case is rated
		case-rate: ratings.csv:7: 评价人: a masked value
	END
	sqlite3 grid.db "SELECT rater, score, is_solved, datetime(rated_at, 'unixepoch', '+8 hours') FROM rating" >got
	diff -u - got <<-END
		陈女士|5|1|2026-11-09 17:00:00
		匿名|||2026-11-09 17:00:00
	END
	expect 64 case-rate --csv ratings.csv $a
	printf 'score\n5\n' >no.csv
	expect 65 case-rate --csv no.csv
EOF

done_testing
