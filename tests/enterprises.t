#!/bin/sh
# SPDX-License-Identifier: MIT
#
# 15,053 enterprises of Shenzhen and Yuncheng as units, by their own headings,
# against a recount of the files (enterprises_recount.py).
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

need orgs/enterprises_shenzhen_no_persons.csv.gz orgs/enterprises_yuncheng_no_persons.csv.gz
python3 -c '' 2>/dev/null || skip_all 'python3 is missing'
now '2026-11-09 09:00:00'

# shellcheck disable=SC2154 # data.sh sets data
for city in shenzhen yuncheng; do
	zcat "$data/orgs/enterprises_${city}_no_persons.csv.gz" >$city.csv
done
# The lists name the city only: a map sends it to a district.
for place in 深圳,440304 运城,140802; do
	sed 's/^地区,area,,$/地区,area,'"$place/" "$TOP/scripts/maps/enterprise.csv" >"${place%,*}.map"
done
grid-init -d 440304.db --district 440304 --name 福田区
grid-init -d 140802.db --district 140802 --name 盐湖区

recount() { python3 "$TOP/tests/enterprises_recount.py" "$1" "$2" <"$3"; }

units() {
	sqlite3 -readonly "$1" "SELECT u.uscc, u.name, a.code, coalesce(opened_on, ''), coalesce(u.kind, ''),
		coalesce(address, ''), coalesce(business, '') FROM unit u JOIN area a USING (area_id)" | sort
}

t 'all codes hold by GB 32100, once their letters are upper case' <<'EOF'
	is "$(recount columns 440304 shenzhen.csv)" '10905 10899 5 0'
	is "$(recount columns 140802 yuncheng.csv)" '4148 4148 1 0'
EOF

t 'Shenzhen: every row goes in but six whose code was there before' <<'EOF'
	expect 1 grid-import -d 440304.db --map 深圳.map --summary s unit shenzhen.csv
	is "$(counts s)" 10905,10899,0,0,6
	units 440304.db >got
	recount in 440304 shenzhen.csv | cmp got -
EOF

t 'each of the six is named with the line of the first' <<'EOF'
	recount out 440304 shenzhen.csv >want
	is "$(awk 'END { print NR }' want)" 6
	awk -F, 'NR > 1 { print $(NF - 3) "|" $(NF - 1) "|" $NF }' shenzhen.csv.rejects.csv | diff -u want -
	sed 's/|.*|/: 统一社会信用代码: /; s/^/grid-import: shenzhen.csv:/' want >said
	expect 1 grid-import -n -d 440304.db --map 深圳.map unit shenzhen.csv
	grep repeated .t/err | diff -u said -
EOF

t 'Yuncheng: every row goes in' <<'EOF'
	expect 0 grid-import -d 140802.db --map 运城.map --summary s unit yuncheng.csv
	is "$(counts s)" 4148,4148,0,0,0
	units 140802.db >got
	recount in 140802 yuncheng.csv | cmp got -
EOF

t 'small letters in codes are large ones in the database' <<'EOF'
	cut -d, -f1-2 shenzhen.csv yuncheng.csv | grep -o ',9[0-9A-Z]*x[0-9A-Zx]*$' | tr -d , | tr x X | sort >want
	is "$(awk 'END { print NR }' want)" 6
	for db in 440304.db 140802.db; do
		sqlite3 -readonly $db 'SELECT uscc FROM unit'
	done | sort >codes
	comm -13 codes want | diff /dev/null -
	! grep '[a-z]' codes
EOF

t 'the same files again change nothing' <<'EOF'
	units 440304.db >before
	expect 1 grid-import -d 440304.db --map 深圳.map --summary s unit shenzhen.csv
	is "$(counts s)" 10905,0,0,10899,6
	units 440304.db | cmp before -
	expect 0 grid-import -d 140802.db --map 运城.map --summary s unit yuncheng.csv
	is "$(counts s)" 4148,0,0,4148,0
EOF

t 'the six again, from the reject file, change their records or are known' <<'EOF'
	expect 0 grid-import -d 440304.db --map 深圳.map --summary s unit shenzhen.csv.rejects.csv
	is "$(counts s | cut -d, -f1,5)" 6,0
	is "$(sqlite3 -readonly 440304.db 'SELECT count(*) FROM unit')" 10899
EOF

# One character of each code made another: of 30 others none may pass.
t 'a wrong check character is refused, each of them' <<'EOF'
	awk -F, -v OFS=, 'BEGIN { all = "0123456789ABCDEFGHJKLMNPQRTUWXY" }
	NR == 1 { print "uscc,name,area"; next }
	NR % 20 == 0 && split($0, cell, ",") && cell[2] ~ /^9[0-9A-Z]*$/ && length(cell[2]) == 18 {
		for (i = 1; i <= 31; i++)
			if (substr(all, i, 1) != substr(cell[2], 18))
				print substr(cell[2], 1, 17) substr(all, i, 1), "N" NR, 440304
	}' shenzhen.csv >wrong.csv
	[ "$(wc -l <wrong.csv)" -gt 15000 ]
	expect 1 grid-import -n -d 440304.db --rejects r --summary s unit wrong.csv
	is "$(counts s)" "$(awk 'END { print NR - 1 ",0,0,0," NR - 1 }' wrong.csv)"
	awk 'NR > 1' r | grep -v -e 'check character' -e 'damaged by a spreadsheet' | diff /dev/null -
EOF

t 'a district that the map does not send elsewhere is an unknown area' <<'EOF'
	expect 1 grid-import -n -d 440304.db --map 运城.map --rejects r --summary s unit shenzhen.csv
	is "$(counts s)" 10905,0,0,0,10905
	is "$(awk -F, 'NR > 1 { print $(NF - 2) "," $(NF - 1) "," $NF }' r | sort | uniq -c | tr -s ' ')" \
		' 10905 地区,深圳,unknown area'
EOF

done_testing
