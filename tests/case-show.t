#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-show: a case and all that happened to it, with personal values masked.
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
