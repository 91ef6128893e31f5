#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-collect: one problem from options, many from CSV, and what is no new
# case.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
first=440310-20261109-00001

# The columns of the case that was collected last.
last() { sqlite3 -readonly grid.db "SELECT $1 FROM casefile ORDER BY casefile_id DESC LIMIT 1"; }

t 'one problem is collected, and its number printed' <<'EOF'
	newdb
	expect 0 case-collect --area 440310003001001 --text 和顺路井盖破损
	echo $first | stdout
	stderr </dev/null
	expect 0 case-list -f ndjson
	stdout_has "\"case_no\":\"$first\",\"status\":\"collected\",\"area\":\"440310003001001\""
	stdout_has '"collected_at":"2026-11-09 09:00:00","opened_at":null'
EOF

t 'every option has its column' <<'EOF'
	newdb
	expect 0 case-collect --area 440310003001001 --text 井盖破损 --matter 0101 --condition 破损 --missed \
		--source 市民热线 --source-no RX01 --reporter 欧阳娜 --phone 13812345678 --address 和顺路2号 --lon 114.28 --lat -22.6
	last 'text, is_missed, source, source_no, reporter, reporter_phone, address, lon, lat, status' >got
	echo '井盖破损|1|市民热线|RX01|欧阳娜|13812345678|和顺路2号|114.28|-22.6|collected' | diff - got
	expect 0 case-list -f csv --matter 0101
	stdout_has "$first,collected,440310003001001,碧岭第一网格,0101,井盖,破损,市民热线,RX01,"
EOF

t 'an area is named by code, name, short name or alias' <<'EOF'
	newdb
	printf 'code,name,alias\n440310003002,汤坑社区居委会,坑边\n' | grid-import -q area
	for area in 440310003002 汤坑社区居委会 汤坑社区 坑边; do
		expect 0 case-collect --area "$area" --text 垃圾箱满溢
		[ "$(last area_id)" = "$(sqlite3 grid.db "SELECT area_id FROM area WHERE code = '440310003002'")" ]
	done
	expect 1 case-collect --area 坑 --text 垃圾箱满溢
	echo 'case-collect: cannot collect a case: area '\''坑'\'': unknown area' | stderr
EOF

t 'a case lies in a grid or community' <<'EOF'
	newdb
	expect 1 case-collect --area 440310003 --text 垃圾箱满溢
	echo 'case-collect: cannot collect a case: area 440310003 is a street, give a grid or community' | stderr
	expect 1 case-collect --area 坪山区 --text 垃圾箱满溢
	stdout </dev/null
	[ "$(sqlite3 grid.db 'SELECT count(*) FROM casefile')" = 0 ]
EOF

t 'anybody collects; a worker is who reported it' <<'EOF'
	newdb
	expect 0 case-collect --by W03 --area 碧岭 --text 路灯不亮
	[ "$(last '(SELECT code FROM worker WHERE worker_id = reported_by_id)')" = W03 ]
	expect 0 case-collect --by V01 --area 碧岭 --text 路灯不亮
	expect 0 case-collect --by ZJ --area 碧岭 --text 路灯不亮
	[ "$(last 'reported_by_id IS NULL')" = 1 ]
EOF

t 'what a source sent already is refused, naming its case' <<'EOF'
	newdb
	expect 0 case-collect --area 碧岭 --text 路灯不亮 --source 市民热线 --source-no RX01
	expect 1 case-collect --area 碧岭 --text 路灯不亮 --source 市民热线 --source-no RX01
	stdout </dev/null
	echo "case-collect: cannot collect a case: source_no RX01 of 市民热线 is case $first already" | stderr
	expect 0 case-collect --area 碧岭 --text 路灯不亮 --source 微信公众号 --source-no RX01
	expect 1 case-collect --area 碧岭 --text 路灯不亮 --source-no RX02
	echo 'case-collect: cannot collect a case: source_no without source' | stderr
EOF

t 'a matter with several conditions needs one, that it has' <<'EOF'
	newdb
	expect 1 case-collect --area 碧岭 --text 井盖 --matter 0101
	echo 'case-collect: cannot collect a case: matter '\''0101'\'': it has several conditions, one must be given: 破损, 缺失' | stderr
	expect 1 case-collect --area 碧岭 --text 井盖 --matter 0101 --condition 丢失
	echo 'case-collect: cannot collect a case: matter '\''0101'\'': it has no such condition; it has 破损, 缺失' | stderr
	expect 1 case-collect --area 碧岭 --text 垃圾 --matter 1102 --condition 丢失
	echo 'case-collect: cannot collect a case: matter '\''1102'\'': it has no such condition; it has none' | stderr
	expect 1 case-collect --area 碧岭 --text 垃圾 --matter 9999 --condition 丢失
	stderr_has "matter '9999': unknown matter in edition founding-2026"
	expect 0 case-collect --area 碧岭 --text 井盖 --matter 0101 --condition 缺失
EOF

t 'a place has both coordinates, and they are on the earth' <<'EOF'
	newdb
	expect 1 case-collect --area 碧岭 --text 路灯不亮 --lon 114.28
	echo 'case-collect: cannot collect a case: lat: lon and lat go together' | stderr
	expect 64 case-collect --area 碧岭 --text 路灯不亮 --lon 22.6 --lat 114.28
	stderr_has "case-collect: lat '114.28': not from -90 to 90"
	expect 0 case-collect --area 碧岭 --text 路灯不亮 --lon -180 --lat 90
EOF

t '--csv takes many in the order of the file; a bad row costs one row' <<'EOF'
	newdb
	cat >many.csv <<-'END'
		问题描述,所属社区,反映人,漏报,状态
		路灯不亮,碧岭,王五,是,
		井盖破损,碧岭,,,已立案
		,碧岭,,,
		垃圾箱满溢,汤坑,,否,
	END
	expect 1 case-collect --csv many.csv
	printf '%s\n' $first 440310-20261109-00002 | stdout
	stderr <<-'END'
		case-collect: many.csv:3: status: a new case has none; grid-import case takes cases with a past
		case-collect: many.csv:4: a text must be given
	END
	sqlite3 grid.db 'SELECT text, reporter, is_missed FROM casefile ORDER BY case_no' >got
	printf '路灯不亮|王五|1\n垃圾箱满溢||0\n' | diff - got
EOF

t 'nothing is for nothing: details beside --csv, too few, an operand' <<'EOF'
	newdb
	printf 'area,text\n碧岭,路灯不亮\n' >one.csv
	expect 64 case-collect --csv one.csv --missed
	stderr_has 'case-collect: --csv brings the details, none may be given beside it'
	expect 64 case-collect --area 碧岭
	expect 64 case-collect --area 碧岭 --text 路灯不亮 $first
	expect 66 case-collect --csv none.csv
	[ "$(sqlite3 grid.db 'SELECT count(*) FROM casefile')" = 0 ]
EOF

done_testing
