#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-show: a case and all that happened to it, with personal values masked, and
# how its deadlines came about.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

a=440310-20261109-00001 b=440310-20261109-00002

# How wide the actor's column is depends on the Unix user's name: tables are
# compared with single blanks.
COLUMNS=200
export COLUMNS

# A case from the hotline that came back once, and was closed and rated.
lived() {
	newdb
	now '2026-11-09 16:20:00'
	case-collect --at '2026-11-09 09:00' --by W01 --area 碧岭第一网格 --matter 0101 --condition 缺失 --text 井盖不见了 \
		--source 市民热线 --source-no RX01 --reporter 欧阳娜娜 --phone 13812345678 --address 和顺路2号和顺花园1栋301室
	case-open --at '2026-11-09 09:01' $a
	case-dispatch --at '2026-11-09 09:02' --auto $a
	case-handle --at '2026-11-09 09:03' --by ZJ --accept $a
	case-feedback --at '2026-11-09 10:04' --by ZJ --result 已补盖 $a
	case-verify --at '2026-11-09 10:05' --by V01 --fail --reason 仍有响声 $a
	case-handle --at '2026-11-09 10:06' --by ZJ --accept $a
	case-feedback --at '2026-11-09 11:07' --by ZJ --result 已更换 $a
	case-verify --at '2026-11-09 11:08' --by V02 --pass $a
	case-close --at '2026-11-09 11:09' $a
	case-rate --score 4 $a
} >/dev/null

# A collected case with these personal values; then the values as shown.
masked() {
	no=$(case-collect --area 碧岭 --text 井盖 --reporter "$1" --phone "$2" --address "$3")
	case-show -f table "$no" | awk '$1 ~ /^(reporter|reporter_phone|address)$/ { print $2 }' | paste -sd ' ' -
}

t 'the timeline has every event in its order' <<'EOF'
	lived
	expect 0 case-show -f csv $a
	sed "s/,$(id -un),/,user,/; s/^$a,//; s/2026-11-09 //g" .t/out | tail -n +2 >got
	diff - got <<-'END'
		1,09:00:00,collect,collected,worker,W01,,,,,
		2,09:01:00,open,opened,centre,user,,,,,
		3,09:02:00,dispatch,dispatched,centre,user,ZJ,,11:02:00,12:02:00,matter 0101
		4,09:03:00,accept,handling,department,ZJ,ZJ,,11:02:00,12:02:00,
		5,10:04:00,feedback,replied,department,ZJ,ZJ,,11:02:00,12:02:00,已补盖
		6,10:05:00,fail,rework,verifier,V01,ZJ,,12:05:00,12:02:00,仍有响声
		7,10:06:00,accept,handling,department,ZJ,ZJ,,12:05:00,12:02:00,
		8,11:07:00,feedback,replied,department,ZJ,ZJ,,12:05:00,12:02:00,已更换
		9,11:08:00,pass,verified,verifier,V02,ZJ,,12:05:00,12:02:00,
		10,11:09:00,close,closed,centre,user,ZJ,,12:05:00,12:02:00,
		11,16:20:00,rate,closed,centre,user,ZJ,,12:05:00,12:02:00,score 4
	END
EOF

t 'as a table the case stands above its timeline' <<'EOF'
	lived
	expect 0 case-show -f table $a
	sed -n '3,11s/   *\([^ ]\)/|\1/p; /^seq/p; /^ *5 /p' .t/out | tr -s ' ' >got
	diff - got <<-'END'
		area_name|碧岭第一网格
		matter_name|井盖
		condition|缺失
		source|市民热线
		source_no|RX01
		reported_by|W01
		reporter|欧阳**
		reporter_phone|138****5678
		address|和顺路2号和顺花园1栋***
		seq at action status actor handle_due_at note
		 5 2026-11-09 10:04:00 feedback replied ZJ 2026-11-09 11:02:00 已补盖
	END
EOF

t 'personal values are masked, whatever they are like' <<'EOF'
	newdb
	now '2026-11-09 09:00:00'
	{
		masked 张三 13812345678 和顺路2号和顺花园1栋301室
		masked 欧阳娜 0755-28812345 和顺路2号
		masked 王 110 幸福里
		masked 李四光 '13812345678;13987654321' 汤坑社区新塘街6号3单元
	} >got
	diff - got <<-'END'
		张* 138****5678 和顺路2号和顺花园1栋***
		欧阳* 075******2345 和顺路2号
		王* *10 幸福里***
		李** 138****5678;139****4321 汤坑社区新塘街6号***
	END
EOF

t 'in no format a personal value is left' <<'EOF'
	lived
	for format in table csv tsv json ndjson excel; do
		expect 0 case-show -f $format $a
		grep -e 娜 -e 12345678 -e 301 .t/out | diff /dev/null -
	done
EOF

t 'json has an object an event, with null for what is not there' <<'EOF'
	lived
	expect 0 case-show -f json $a
	sqlite3 :memory: "SELECT value ->> 'seq', value ->> 'action', value ->> 'department', value ->> 'note'
		FROM json_each(readfile('.t/out')) WHERE value ->> 'seq' IN (1, 6, 11)" >got
	printf '1|collect||\n6|fail|ZJ|仍有响声\n11|rate|ZJ|score 4\n' | diff - got
	stdout_has '"seq":1,"at":"2026-11-09 09:00:00","action":"collect","status":"collected","role":"worker","actor":"W01","department":null'
EOF

t 'several cases follow one another; an unknown one is named' <<'EOF'
	lived
	case-collect --area 碧岭 --text 路灯 >/dev/null
	expect 1 case-show -f csv $b 440310-20261109-99999 $a
	echo "case-show: cannot show case '440310-20261109-99999': no such case" | stderr
	cut -d, -f 1 .t/out | uniq -c | sed 's/^ *//' >got
	printf '%s\n' '1 case_no' "1 $b" "11 $a" | diff - got
	expect 1 case-show nothing
	echo case_no,seq,at,action,status,role,actor,department,handler,handle_due_at,close_due_at,note | stdout
	expect 1 case-show -f json nothing
	echo '[]' | stdout
	expect 64 case-show
EOF

# limits <lines of "code|limit">: matters of edition t and department ZF.
limits() { awk -F'|' 'BEGIN { print "edition,code,name,department,handle_limit" } { print "t," $1 ",时限" $1 ",ZF," $2 }' | grid-import -q matter -; }

# filed TIME CODE: a case of matter t:CODE, dispatched at TIME; $no is its number.
filed() {
	now "$1"
	no=$(case-open --area 440310003001001 --matter "t:$2" --text 占道)
	case-dispatch --auto "$no" >/dev/null
}

# steps [CLOCK]: of the case's deadlines, without what all have in common.
steps() {
	expect 0 case-show --explain -f tsv "$no"
	awk -F'\t' -v OFS='|' -v clock="$1" 'NR > 1 && (!clock || $2 == clock) {
		for (i = 4; i <= 5; i++) { sub(/^2026-/, "", $i); sub(/:00$/, "", $i) }
		print $4, $5, $6, $7, $9, $10, $11
	}' .t/out
}

t 'a deadline step by step: a return over a make-up day and a Sunday, an extension, rework' <<'EOF'
	newdb
	echo 'day|1工作日' | limits
	filed '2026-10-09 17:00:00' day
	now '2026-10-10 11:00:00'
	case-handle --by ZF --return --reason 再看看 "$no"
	now '2026-10-12 15:00:00'
	case-dispatch --at '2026-10-12 10:00' --to ZF "$no"
	case-handle --at '2026-10-12 10:00' --by ZF --accept "$no"
	case-handle --at '2026-10-12 15:00' --extend --reason 等材料 "$no"
	now '2026-10-13 16:30:00'
	case-feedback --by ZF --result 好了 "$no"
	now '2026-10-13 17:00:00'
	case-verify --by V01 --fail --reason 没好 "$no"
	expect 0 case-show -f table --explain "$no"
	sed 's/ *$//' .t/out >got
	diff -u - got <<-'END'
		clock  at                  until               what         days amount total note
		handle 2026-10-09 17:00:00                     dispatch                       ZF
		handle                                         limit             8:00         1工作日
		handle 2026-10-09 17:00:00 2026-10-09 18:00:00 work              1:00   1:00
		handle 2026-10-10 08:00:00 2026-10-10 11:00:00 make-up           3:00   4:00  国庆节
		handle 2026-10-10 11:00:00 2026-10-12 10:00:00 return
		handle                                         rest              4:00
		handle 2026-10-12 10:00:00                     resume                         ZF
		handle 2026-10-12 15:00:00                     extension         8:00         1工作日
		handle 2026-10-12 10:00:00 2026-10-12 12:00:00 work              2:00   6:00
		handle 2026-10-12 14:00:00 2026-10-12 18:00:00 work              4:00   10:00
		handle 2026-10-13 08:00:00 2026-10-13 12:00:00 work              4:00   14:00
		handle 2026-10-13 14:00:00 2026-10-13 16:00:00 work              2:00   16:00
		handle 2026-10-13 16:00:00                     due
		handle 2026-10-13 16:30:00                     late
		handle 2026-10-13 17:00:00                     rework                         ZF
		handle                                         limit             8:00         1工作日
		handle 2026-10-13 17:00:00 2026-10-13 18:00:00 work              1:00   1:00
		handle 2026-10-14 08:00:00 2026-10-14 12:00:00 work              4:00   5:00
		handle 2026-10-14 14:00:00 2026-10-14 17:00:00 work              3:00   8:00
		handle 2026-10-14 17:00:00                     due
		close  2026-10-13 16:00:00                     close-from
		close                                          verify-limit      1:30         1.5工作时
		close  2026-10-13 16:00:00 2026-10-13 17:30:00 work              1:30   1:30
		close                                          close-limit       0:30         0.5紧急工作时
		close  2026-10-13 17:30:00 2026-10-13 18:00:00 running           0:30   0:30
		close  2026-10-13 18:00:00                     due
	END
EOF

t 'of a long time the first and the last day, the days between and what was passed over' <<'EOF'
	newdb
	echo 'long|10工作日' | limits
	filed '2026-09-18 17:00:00' long
	expect 0 case-show --explain -f csv "$no"
	grep ,handle, .t/out | sed "s/^$no,handle,//" >got
	diff -u - got <<-'END'
		1,2026-09-18 17:00:00,,dispatch,,,,,ZF
		2,,,limit,,288000,80:00,,10工作日
		3,2026-09-18 17:00:00,2026-09-18 18:00:00,work,,3600,1:00,1:00,
		4,2026-09-20 08:00:00,2026-10-08 18:00:00,days,9,259200,72:00,73:00,
		5,2026-09-20 00:00:00,2026-09-21 00:00:00,make-up,1,,,,国庆节
		6,2026-09-19 00:00:00,2026-09-20 00:00:00,day-off,1,,,,
		7,2026-09-25 00:00:00,2026-09-28 00:00:00,holiday,3,,,,中秋节
		8,2026-10-01 00:00:00,2026-10-08 00:00:00,holiday,7,,,,国庆节
		9,2026-10-09 08:00:00,2026-10-09 12:00:00,work,,14400,4:00,77:00,
		10,2026-10-09 14:00:00,2026-10-09 17:00:00,work,,10800,3:00,80:00,
		11,2026-10-09 17:00:00,,due,,,,,
	END
EOF

t 'what runs on has one stretch; another department begins anew; no reply by force' <<'EOF'
	newdb
	echo 'run|4紧急工作时' | limits
	filed '2026-06-20 20:00:00' run
	now '2026-06-21 01:00:00'
	case-handle --by ZF --return --reason 不归我管 "$no"
	now '2026-06-21 02:00:30'
	case-dispatch --to JT "$no" | case-close --force --reason 专项 -
	steps handle >got
	diff -u - got <<-'END'
		06-20 20:00||dispatch||||ZF
		||limit||4:00||4紧急工作时
		06-20 20:00|06-21 00:00|running||4:00|4:00|
		06-21 00:00||due||||
		06-21 01:00|06-21 02:00:30|return||||
		||rest||0:00||
		06-21 02:00:30||anew||||JT
		||limit||4:00||4紧急工作时
		06-21 02:00:30|06-21 06:00:30|running||4:00|4:00|
		06-21 06:00:30||due||||
		06-21 02:00:30||force||||
	END
	filed '2026-06-22 09:00:00' run
	now '2026-06-22 10:00:00'
	case-handle --by ZF --return --reason 不归我管 "$no"
	now '2026-06-22 11:00:00'
	case-close --cancel --reason 重复 "$no"
	steps handle | tail -n 3 >got
	diff -u - got <<-'END'
		06-22 10:00|06-22 11:00|return||||
		||rest||3:00||
		06-22 11:00||cancel||||
	END
EOF

t 'each phase is judged and the next one begins anew; opened again it all begins anew' <<'EOF'
	newdb
	printf '%s\n' edition,code,name,department,phase,handle_limit t,road,塌陷,ZF,1围护,2工作时 t,road,塌陷,ZF,2修复,1工作日 | grid-import -q matter -
	now '2026-03-05 16:00:00'
	no=$(case-open --area 440310003001001 --matter t:road --text 塌陷)
	case-dispatch --auto "$no" | case-handle --by ZF --accept -
	now '2026-03-05 18:30:00'
	case-handle --by ZF --phase --result 已围 "$no"
	now '2026-03-06 10:00:00'
	case-feedback --by ZF --result 已修 "$no"
	steps >got
	echo 'four|4工作时' | limits
	filed '2026-03-09 09:00:00' four
	now '2026-03-09 11:00:00'
	case-close --force --reason 专项 "$no"
	now '2026-03-09 14:00:00'
	case-open --reopen --reason 又来了 "$no" | case-dispatch --to JT -
	steps handle | tail -n 5 >>got
	diff -u - got <<-'END'
		03-05 16:00||dispatch||||ZF
		||limit||2:00||2工作时
		03-05 16:00|03-05 18:00|work||2:00|2:00|
		03-05 18:00||due||||
		03-05 18:30||late||||
		03-05 18:30||phase||||ZF
		||limit||8:00||1工作日
		03-06 08:00|03-06 12:00|work||4:00|4:00|
		03-06 14:00|03-06 18:00|work||4:00|8:00|
		03-06 18:00||due||||
		03-06 10:00||in-time||||
		03-06 18:00||close-from||||
		||verify-limit||1:30||1.5工作时
		03-07 00:00|03-09 00:00|day-off|2|||
		03-09 08:00|03-09 09:30|work||1:30|1:30|
		||close-limit||0:30||0.5紧急工作时
		03-09 09:30|03-09 10:00|running||0:30|0:30|
		03-09 10:00||due||||
		03-09 11:00||force||||
		03-09 14:00||dispatch||||JT
		||limit||4:00||4工作时
		03-09 14:00|03-09 18:00|work||4:00|4:00|
		03-09 18:00||due||||
	END
EOF

t 'a deadline that was given stays, and is said not to be what the hours of today make' <<'EOF'
	newdb
	echo 'day|1工作日' | limits
	filed '2026-03-05 17:00:00' day
	printf 'valid_from,hours\n2026-03-06,"08:00-12:00,15:00-18:00"\n' | grid-import -q work-hours -
	steps >got
	diff -u - got <<-'END'
		03-05 17:00||dispatch||||ZF
		||limit||8:00||1工作日
		03-05 17:00|03-05 18:00|work||1:00|1:00|
		03-06 08:00|03-06 12:00|work||4:00|5:00|
		03-06 15:00|03-06 18:00|work||3:00|8:00|
		03-06 18:00||due||||
		03-06 17:00||recorded||||
		03-06 17:00||close-from||||
		||verify-limit||1:30||1.5工作时
		03-06 17:00|03-06 18:00|work||1:00|1:00|
		03-07 00:00|03-09 00:00|day-off|2|||
		03-09 08:00|03-09 08:30|work||0:30|1:30|
		||close-limit||0:30||0.5紧急工作时
		03-09 08:30|03-09 09:00|running||0:30|0:30|
		03-09 09:00||due||||
	END
	now '2026-03-06 15:30:00'
	case-handle --by ZF --return --reason 不归我管 "$no"
	printf 'valid_from,hours\n2026-03-06,"09:00-12:00,15:00-18:00"\n' | grid-import -q work-hours -
	now '2026-03-09 10:00:00'
	case-dispatch --to ZF "$no"
	steps handle | tail -n 6 >got
	diff -u - got <<-'END'
		03-06 15:30|03-09 10:00|return||||
		||rest||3:30||
		||recorded||1:30||
		03-09 10:00||resume||||ZF
		03-09 10:00|03-09 11:30|work||1:30|8:00|
		03-09 11:30||due||||
	END
EOF

t 'an imported deadline is said to be one, and one that the import left to us is explained' <<'EOF'
	newdb
	echo 'four|4工作时' | limits
	now '2026-04-10 09:00:00'
	grid-import -q case - <<-'END'
		case_no,area,matter,department,text,collected_at,dispatched_at,handle_due_at,handled_at,status
		440310-20260401-00001,440310003001001,t:four,ZF,甲,2026-04-01 09:00,2026-04-01 09:00,2026-04-03 09:00,2026-04-02 09:00,replied
		440310-20260401-00002,440310003001001,t:four,ZF,乙,2026-04-01 09:00,2026-04-01 09:00,,2026-04-02 09:00,replied
		440310-20260401-00003,440310003001001,t:four,ZF,丙,2026-04-01 09:00,2026-04-01 09:00,2026-04-13 09:00,,handling
	END
	no=440310-20260401-00003
	case-handle --by ZF --return --reason 不归我管 $no | case-dispatch --at '2026-04-10 09:00' --to ZF -
	steps handle >given
	diff -u - given <<-'END'
		04-01 09:00||dispatch||||ZF
		04-13 09:00||imported||||
		04-10 09:00|04-10 09:00|return||||
		||recorded||72:00||
		04-10 09:00||resume||||ZF
		04-13 09:00||recorded||||
	END
	no=440310-20260401-00001
	steps handle >got
	no=440310-20260401-00002
	steps handle >>got
	diff -u - got <<-'END'
		04-01 09:00||dispatch||||ZF
		04-03 09:00||imported||||
		04-02 09:00||in-time||||
		04-01 09:00||dispatch||||ZF
		||limit||4:00||4工作时
		04-01 09:00|04-01 12:00|work||3:00|3:00|
		04-01 14:00|04-01 15:00|work||1:00|4:00|
		04-01 15:00||due||||
		04-02 09:00||late||||
	END
EOF

t 'past the calendar it says which year is not known, and is told again when that is imported' <<'EOF'
	newdb
	echo 'four|4工作时' | limits
	filed '2026-12-31 16:00:00' four 2>/dev/null
	steps >got
	printf 'day_on,name,is_workday\n2027-01-01,元旦,0\n' | grid-import -q holiday -
	steps handle >>got
	diff -u - got <<-'END'
		12-31 16:00||dispatch||||ZF
		||limit||4:00||4工作时
		12-31 16:00|12-31 18:00|work||2:00|2:00|
		||unknown||||2027
		12-31 16:00||dispatch||||ZF
		||limit||4:00||4工作时
		12-31 16:00|12-31 18:00|work||2:00|2:00|
		2027-01-01 00:00|2027-01-02 00:00|holiday|1|||元旦
		2027-01-02 00:00|2027-01-04 00:00|day-off|2|||
		2027-01-04 08:00|2027-01-04 10:00|work||2:00|4:00|
		2027-01-04 10:00||due||||
	END
EOF

t 'a suspension is over on its day, whether or not cron has written that' <<'EOF'
	newdb
	echo 'four|4工作时' | limits
	filed '2026-03-05 16:00:00' four
	case-handle --by ZF --accept "$no" >/dev/null
	now '2026-03-05 17:00:00'
	case-handle --suspend --until 2026-03-07 --reason 等材料 "$no"
	now '2026-03-06 23:00:00'
	steps handle | tail -n 2 >got
	now '2026-03-07 08:00:00'
	steps handle | tail -n +4 >>got
	diff -u - got <<-'END'
		03-05 17:00||suspend||||2026-03-07
		||rest||3:00||
		03-05 17:00|03-07 00:00|suspend||||2026-03-07
		||rest||3:00||
		03-07 00:00||resume||||ZF
		03-07 00:00|03-09 00:00|day-off|2|||
		03-09 08:00|03-09 11:00|work||3:00|4:00|
		03-09 11:00||due||||
	END
EOF

t 'the table has the deadlines between the timeline and the call-backs; without a limit there are none' <<'EOF'
	lived
	expect 0 case-show -f table $a
	awk '{ print $1 }' .t/out | grep -x -e seq -e clock -e handle -e close -e rater | uniq | paste -sd ' ' - >got
	echo seq clock handle close rater | diff - got
	no=$(case-collect --area 碧岭 --text 路灯)
	expect 0 case-show --explain -f csv "$no"
	echo case_no,clock,step,at,until,what,days,seconds,amount,total,note | stdout
	expect 0 case-show --explain -f json "$no"
	echo '[]' | stdout
EOF

if python3 -c '' 2>/dev/null; then
	t 'random lives are explained as a second reckoning has them, to the second' <<'EOF'
	newdb
	python3 -c "import sys; sys.path.insert(0, '$TOP/tests'); sys.dont_write_bytecode = True
from explain_model import LIMITS
for i, limit in enumerate(LIMITS): print('%d|%s' % (i, limit))" | limits
	printf 'valid_from,hours\n2026-05-01,"08:00-12:00,15:00-18:00"\n2026-10-01,"08:00-12:00,14:00-18:00"\n' | grid-import -q work-hours -
	now '2026-12-31 23:00:00'
	GRID_DB=$PWD/grid.db PYTHONDONTWRITEBYTECODE=1 python3 "$TOP/tests/explain_model.py" 40
EOF
else
	skip 'random lives are explained as a second reckoning has them, to the second' 'python3 is missing'
fi

t 'a place, a missed report and the call-backs stand there too' <<'EOF'
	newdb
	now '2026-11-09 09:00:00'
	no=$(case-collect --area 碧岭 --text 路灯 --lon 114.35 --lat 22.7 --missed | case-open --matter 0103 - | case-close --force --reason 专项 -)
	case-rate --score 2 --contacted '2026-11-09 08:50' --solved no --rater 欧阳娜娜 --rater-kind 代表委员 --note 还不亮 $no >/dev/null
	expect 0 case-show -f table $no
	grep -E '^(is_missed|lon|lat) ' .t/out | tr -s ' ' >got
	printf '%s\n' 'is_missed 1' 'lon 114.350000' 'lat 22.700000' | diff - got
	tail -n 1 .t/out | tr -s ' ' >got
	echo '欧阳** representative 2 2026-11-09 08:50:00 0 2026-11-09 09:00:00 还不亮' | diff - got
	case-rate --score 3 $no >/dev/null
	expect 0 case-show -f table $no
	tail -n 1 .t/out | tr -s ' ' >got          # nobody is no name to be masked
	echo ' resident 3 2026-11-09 09:00:00' | diff - got
EOF

chinese='in a Chinese locale the table is in Chinese'
locale -a | grep -qi '^zh_CN\.utf-\?8$' || { skip "$chinese" 'no locale zh_CN.UTF-8'; chinese=; }
[ ! "$chinese" ] || t "$chinese" <<'EOF'
	lived
	LC_ALL=zh_CN.UTF-8 expect 0 case-show -f table $a
	sed -n '2p; 9p; /^序号/p; /^ *6 /p' .t/out | tr -s ' ' >got
	diff - got <<-'END'
		状态 已结案
		反映人 欧阳**
		序号 时间 动作 状态 经办 处置截止时间 说明
		 6 2026-11-09 10:05:00 核实不通过 返工 V01 2026-11-09 12:05:00 仍有响声
	END
EOF

done_testing
