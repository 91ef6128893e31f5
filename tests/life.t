#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Cases live at random, beside an independent model; for others,
# LIFE="SEED CASES STEPS".
. "$(dirname "$0")/lib.sh"

python3 -c '' 2>/dev/null || skip_all 'python3 is missing'

now '2026-09-01 07:00:00'
printf 'name,value\nmatter_edition,life\n' >setting.csv
cat >matter.csv <<EOF
edition,code,name,phase,handle_limit
life,L1,一,,2紧急工作时
life,L2,二,,4工作时
life,L3,三,,1工作日
life,L4,四,,2.5工作日
life,L5,五,,3自然日
life,L6,六,,0.75工作时
life,P1,七,现场围护,3紧急工作时
life,P1,七,修复,8紧急工作时
life,P1,七,恢复路面,5工作日
life,P2,八,制止,1工作时
life,P2,八,恢复,1工作日
EOF
cat >2027.csv <<EOF
day_on,name,is_workday
2027-01-01,元旦,0
2027-01-02,元旦,0
2027-01-03,元旦,0
2027-01-09,元旦,1
2027-02-05,春节,0
EOF
for db in grid.db late.db known.db; do
	newdb $db
	printf 'valid_from,hours\n2026-10-01,"08:30-12:00,14:00-17:30"\n' | grid-import -q -d $db work-hours
	grid-import -q -d $db matter matter.csv
	grid-import -q -d $db setting setting.csv
done
grid-import -q -d known.db holiday 2027.csv

# Its own TAP is shown where it finds something.
model() {
	# shellcheck disable=SC2086 # words
	python3 "$TOP/tests/life_model.py" "$@" ${LIFE-}
}

t 'what is done and refused, each deadline, sum and count, as an independent model has them' <<'EOF'
model grid.db
EOF

t 'past the calendar, once it is there, as if it had been' <<'EOF'
model --late known.db,2027.csv late.db
EOF

done_testing
