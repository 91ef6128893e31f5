#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Two property sites' lists of Shenzhen's compounds as buildings.  What a map
# cannot take apart compounds_split.py does; the sqlite3 shell counts the
# published files again.  A database of a whole city is made as in divisions.t.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

need buildings/shenzhen_compounds_a.csv.gz buildings/shenzhen_compounds_b.csv.gz divisions/areas_2023.csv
python3 -c '' 2>/dev/null || skip_all 'python3 is missing'
now '2026-11-09 09:00:00'

for list in a b; do
	# shellcheck disable=SC2154 # data.sh sets data
	zcat "$data/buildings/shenzhen_compounds_$list.csv.gz" >$list.csv
	python3 "$TOP/tests/compounds_split.py" $list <$list.csv >$list.buildings.csv
done

# The districts of the city under the names of the lists; 大鹏 is a part of 龙岗
# that has no code of its own.
awk -F, -v OFS=, 'NR == 1 { print "code,name,alias" }
/^4403/ { gsub(/"/, ""); alias = $2; sub(/区$/, "", alias); print $1, $2, alias }' "$data/divisions/areas_2023.csv" >areas.csv
printf 'from,to,value,becomes\narea,area,大鹏,440307\n' >dapeng.map

sqlite3 raw.db <<'EOF'
.import --csv a.csv a
.import --csv b.csv b
CREATE TABLE district (short, code);
.import --csv areas.csv areas
INSERT INTO district SELECT alias, code FROM areas;
INSERT INTO district VALUES ('大鹏', '440307');
CREATE VIEW place AS
	SELECT 'a' AS list, a.rowid + 1 AS line, a.*, 所在区域 AS place FROM a UNION ALL
	SELECT 'b', b.rowid + 1, plot_name, 地址, '', 房屋结构, 总建筑面积, 占地面积, 小区户数, 绿化率, 容积率, 地址链, '', 开发商, '', '', 经纬度,
	       replace(地址链, '深圳房产超市网>深圳小区>', '') FROM b;
CREATE VIEW placed AS
	SELECT p.*, (SELECT code FROM district WHERE substr(p.place, 1, length(short)) = short) AS code FROM place p;
EOF
raw() { sqlite3 -readonly raw.db "$1"; }
sql() { sqlite3 -readonly sz.db "$1"; }

t 'as it is, a number with its unit is no number, each row named' <<'EOF'
	grid-init -d sz.db --district 440303 --name 罗湖区
	sqlite3 sz.db "DELETE FROM setting WHERE name = 'district'"
	expect 0 grid-import -d sz.db area areas.csv
	cat >as-it-is.map <<-'END'
		from,to,value,becomes
		plot_name,name,,
		plot_name,code,,
		,area,,440303
		总户数,household_count,暂无资料,-
	END
	expect 1 grid-import -n -d sz.db --map as-it-is.map --rejects r --summary s building a.csv
	raw "SELECT 'a.csv:' || (rowid + 1) || ': 总户数: not a whole number' FROM a WHERE 总户数 LIKE '% 户'
		AND plot_name NOT LIKE '% %'" >want
	python3 - r <<-'END' | same want
		import csv, sys
		for row in list(csv.reader(open(sys.argv[1], encoding='utf-8', newline='')))[1:]:
		    if row[-3] == '总户数':
		        print(f'a.csv:{row[-4]}: {row[-3]}: {row[-1]}')
	END
EOF

t 'every compound of a district goes in, the others come back' <<'EOF'
	for list in a b; do
		in=$(raw "SELECT count(*) FROM placed WHERE list = '$list' AND code IS NOT NULL")
		out=$(raw "SELECT count(*) FROM placed WHERE list = '$list' AND code IS NULL")
		expect 1 grid-import -d sz.db --map dapeng.map --summary s building $list.buildings.csv
		is "$(counts s)" "$((in + out)),$in,0,0,$out"
		raw "SELECT line || ',' || CASE place WHEN '暂无资料' THEN 'empty, but it must be given' ELSE 'unknown area' END
			FROM placed WHERE list = '$list' AND code IS NULL ORDER BY line" >want
		awk -F, 'NR > 1' $list.buildings.csv.rejects.csv | tr -d '"' |
			sed 's/.*,\([0-9]*\),area,[^,]*,\(.*\)/\1,\2/' | same want
	done
	is "$(sql 'SELECT count(*) FROM building')" "$(raw 'SELECT count(*) FROM placed WHERE code IS NOT NULL')"
EOF

t 'each has its name, district, households and place' <<'EOF'
	raw "SELECT printf('%s%05d', list, line), plot_name, code,
		CASE WHEN 总户数 LIKE '% 户' THEN CAST(总户数 AS INTEGER) END,
		round(CAST(经纬度 AS REAL), 9), round(CAST(substr(经纬度, instr(经纬度, ',') + 1) AS REAL), 9)
		FROM placed WHERE code IS NOT NULL AND 经纬度 <> '' ORDER BY 1" >want
	sql "SELECT b.code, b.name, a.code, household_count, round(lon, 9), round(lat, 9)
		FROM building b JOIN area a USING (area_id) WHERE lon IS NOT NULL ORDER BY 1" | same want
	is "$(sql 'SELECT count(*) FROM building WHERE lon IS NULL OR lat IS NULL')" \
		"$(raw "SELECT count(*) FROM placed WHERE code IS NOT NULL AND 经纬度 = ''")"
EOF

t 'households by district add up to those of the list' <<'EOF'
	raw "SELECT code, count(*), sum(CAST(总户数 AS INTEGER)), sum(总户数 = '暂无资料') FROM placed
		WHERE code IS NOT NULL AND list = 'a' GROUP BY code ORDER BY code" >want
	sql "SELECT a.code, count(*), sum(household_count), sum(household_count IS NULL)
		FROM building b JOIN area a USING (area_id) WHERE b.code < 'b' GROUP BY a.code ORDER BY a.code" | diff -u want -
EOF

t 'nobody knows a year or households of the second list, and none is made up' <<'EOF'
	is "$(raw "SELECT count(*) FROM b WHERE 小区年代 <> '不详' OR 小区户数 <> '不详'")" 0
	is "$(sql "SELECT count(built_year), count(household_count) FROM building WHERE code > 'b'")" '0|0'
EOF

t 'a name serves as a building where only one has it' <<'EOF'
	(echo code,building && sql "SELECT 'h' || code || ',' || code FROM building WHERE name LIKE '%花园'" &&
		sql "SELECT 'n' || code || ',\"' || name || '\"' FROM building WHERE name LIKE '%花园'") >homes.csv
	expect 1 grid-import -d sz.db --rejects r --summary s household homes.csv
	is "$(counts s | cut -d, -f2)" "$(sql "SELECT count(*) + count(*) FILTER (WHERE name IN
		(SELECT name FROM building GROUP BY name HAVING count(*) = 1)) FROM building WHERE name LIKE '%花园'")"
	awk 'NR > 1' r | grep -v 'name of more than one building, give its code' | diff /dev/null -
	is "$(raw 'SELECT count(*) FROM a JOIN b USING (plot_name)')" 3424
EOF

t 'the same lists again change nothing' <<'EOF'
	for list in a b; do
		expect 1 grid-import -d sz.db --map dapeng.map --summary s building $list.buildings.csv
		is "$(counts s | cut -d, -f2,3)" 0,0
	done
EOF

done_testing
