#!/bin/sh
# SPDX-License-Identifier: MIT
#
# case-appeal: against overtime, once, with two reviews by two people; what is
# granted leaves the figures, and the overtime stays to be seen.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
a=440310-20261109-00001 b=440310-20261109-00002

# a was closed a day too late, b in time; both are ZJ's.  C1 and C2 are of the
# centre, ZJ1 is below ZJ.
two() {
	now '2026-11-09 09:00:00'
	newdb
	printf 'code,name,area,post\nC1,班长,440310003,chief\nC2,受理,440310003,acceptor\n' | grid-import -q worker
	printf 'code,name,parent\nZJ1,井盖所,ZJ\n' | grid-import -q department
	for text in 迟 早; do
		case-open --area 440310003001001 --matter 0103 --text $text | case-dispatch --to ZJ - | case-handle --by ZJ --accept -
	done >/dev/null
	now '2026-11-09 10:00:00'
	case-feedback --by ZJ --result 好了 $b | case-verify --pass - | case-close - >/dev/null
	now '2026-11-11 10:00:00'
	case-feedback --by ZJ --result 好了 $a | case-verify --pass - | case-close - >/dev/null
	now '2026-11-12 09:00:00'
}

appeal() { sqlite3 grid.db "SELECT appeal, is_exempt, is_late FROM casefile WHERE case_no = '$1'"; }
figures() { grid-report --week 2026-W46 --as-of '2026-11-20 09:00' --by department | awk -F, '$1 == "ZJ" { print $8, $10, $12, $15, $22 }'; }

t 'filed by the department, granted twice: exempt from the figures, late as before' <<'EOF'
	two
	expect 0 case-appeal --by ZJ --reason 停水 $a
	echo $a | stdout
	stderr </dev/null
	[ "$(appeal $a)" = 'filed|0|1' ]
	now '2026-11-20 09:00:00'
	[ "$(figures)" = '2 1 2 1 0' ]
	expect 0 case-appeal --by C1 --grant --reason 属实 $a
	[ "$(appeal $a)" = 'reviewed|0|1' ]
	[ "$(figures)" = '2 1 2 1 0' ]
	expect 0 case-appeal --by C2 --grant --reason 属实 $a
	[ "$(appeal $a)" = 'granted|1|1' ]
	[ "$(figures)" = '1 1 1 1 1' ]
	case-show -f table $a >shown
	grep -qx 'is_late *1' shown
	grep -qx 'appeal *granted' shown
	case-list -f csv | grep "^$a" | cut -d, -f 20 >got
	echo 1 | diff - got
	sqlite3 grid.db 'SELECT reason, first_result, first_note, second_result FROM appeal' >got
	echo '停水|appeal-grant|属实|appeal-grant' | diff - got
EOF

t 'a past report stays as it was' <<'EOF'
	now '2026-11-20 09:00:00'
	grid-report --week 2026-W46 --by department | awk -F, '$1 == "ZJ" { print $8, $10, $22 }' >got
	echo '2 1 0' | diff - got
EOF

t 'one review that refuses ends it' <<'EOF'
	two
	case-appeal --by ZJ --reason 停水 $a >/dev/null
	expect 0 case-appeal --by C1 --refuse --reason 无证明 $a
	[ "$(appeal $a)" = 'refused|0|1' ]
	expect 1 case-appeal --by C2 --grant --reason 属实 $a
	stderr_has "cannot review case '$a': its appeal was decided already"
	expect 1 case-appeal --by ZJ --reason 再诉 $a
	stderr_has "cannot appeal case '$a': it was appealed against once already"
EOF

t 'two reviews are two people' <<'EOF'
	two
	case-appeal --by ZJ --reason 停水 $a >/dev/null
	case-appeal --by C1 --grant --reason 属实 $a >/dev/null
	expect 1 case-appeal --by C1 --grant --reason 属实 $a
	stderr_has "the second review must be another's than the first: say with --by who reviews"
	expect 0 case-appeal --grant --reason 属实 $a
	two
	case-appeal --by ZJ --reason 停水 $a >/dev/null
	case-appeal --grant --reason 属实 $a >/dev/null
	expect 1 case-appeal --grant --reason 属实 $a
	expect 0 case-appeal --by C1 --refuse --reason 不实 $a
EOF

t 'only overtime, only once closed, only by the department that has it or one above' <<'EOF'
	two
	expect 1 case-appeal --by ZJ --reason 停水 $b
	stderr_has "cannot appeal case '$b': it was not overtime"
	expect 1 case-appeal --by JT --reason 停水 $a
	stderr_has "cannot appeal case '$a': it was dispatched to another department"
	expect 1 case-appeal --by ZJ1 --reason 停水 $a
	expect 1 case-appeal --grant --reason 属实 $a
	stderr_has "cannot review case '$a': no appeal was filed"
	expect 77 case-appeal --reason 停水 $a
	stderr_has 'the centre may not appeal a case: say with --by who does'
	expect 77 case-appeal --by ZJ --grant --reason 属实 $a
	expect 64 case-appeal --by ZJ $a
	expect 64 case-appeal --grant --refuse --reason x $a
	expect 1 case-appeal --by ZJ --reason 停水 "$(case-open --area 碧岭 --matter 0103 --text x)"
	stderr_has 'its status is opened, appeal wants closed'
EOF

t 'opened again, its overtime and its exemption are of before' <<'EOF'
	two
	case-appeal --by ZJ --reason 停水 $a >/dev/null
	case-appeal --by C1 --grant --reason 属实 $a | case-appeal --by C2 --grant --reason 属实 - >/dev/null
	expect 0 case-open --reopen --reason 又坏了 $a
	[ "$(appeal $a)" = 'granted|0|0' ]
EOF

t 'opened again before it was decided: it exempts nothing later, and another may be filed' <<'EOF'
	two
	case-appeal --by ZJ --reason 停水 $a | case-appeal --by C1 --grant --reason 属实 - >/dev/null
	case-open --reopen --reason 又坏了 $a | case-dispatch --to ZJ - >/dev/null
	now '2026-11-18 09:00:00'
	case-close --force --reason x $a >/dev/null
	[ "$(appeal $a)" = '|0|1' ]
	expect 1 case-appeal --by C2 --grant --reason 属实 $a
	stderr_has "cannot review case '$a': no appeal was filed"
	expect 0 case-appeal --by ZJ --reason 又停水 $a
	expect 0 case-appeal --by C1 --grant --reason 属实 $a
	expect 1 case-appeal --by C1 --grant --reason 属实 $a
	expect 0 case-appeal --by C2 --grant --reason 属实 $a
	[ "$(appeal $a)" = 'granted|1|1' ]
	sqlite3 grid.db 'SELECT reason, first_result, second_result FROM appeal ORDER BY filed_at' >got
	printf '停水|appeal-grant|\n又停水|appeal-grant|appeal-grant\n' | diff - got
	expect 0 grid-check --audit
EOF

done_testing
