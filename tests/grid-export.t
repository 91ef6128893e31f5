#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-export: every kind out and in again; masks and the audit of looks;
# areas; formats.
. "$(dirname "$0")/lib.sh"

now '2026-11-20 09:00:00'
sql() { sqlite3 "${GRID_DB:-grid.db}" "$1"; }
kinds='area department matter worker post building household person unit visit visit-rule training course merit attendance
	holiday work-hours setting rule score-rule case rating'
export kinds

# A database with rows of every kind that are hard to carry: quotes, line ends,
# blanks, what looks empty, what a spreadsheet would spoil.
hard() {
	newdb
	import area <<-'END'
		code,name,alias,households,persons,area_m2,boundary,note
		440310003009,九村社区,九村,500,1234,0.1,"{""type"":""Polygon"",""coordinates"":[]}","一行
		两行"
		440310003009001,'=cmd|'x',001,0,,1e12,,''头
		440310003009002,"=""=""""x""""""",3-12,,,123456.789012345,,"a,b ""c"" 'd'"
	END
	import department <<-'END'
		code,name,level,area,parent,phone
		00012,"队,一",街道,440310003009,X2,075500000001
		X2,@大队,+区级,,ZF,-1
	END
	import matter <<-'END'
		edition,code,name,kind,large_code,large_name,condition,phase,filing_condition,closing_condition,department,handle_limit,close_limit
		e,0001,试,part,00,大,甲,,"是
		否",\n,00012,1.5工作时,
		e,0001,试,event,00,大,乙,二,,	,X2,2紧急工作日,3自然日
	END
	import worker <<-'END'
		code,name,area,post,sex,id_no,phone,department,hired_on,left_on
		007,王 五,440310003009001,grid-worker,male,440399198001010013,15400000001,00012,2026-01-05,
		ABC123456789012345,欧阳七,440310003,verifier,,,,,,2026-11-01
		''W,'O'Neil,440310003,,,,,,,
	END
	import post <<-'END'
		worker,area,post,valid_from,valid_to
		007,440310003009002,grid-leader,2026-01-05,2026-02-01
		007,440310003009002,grid-leader,2026-03-05,
	END
	import building <<-'END'
		code,name,area,address,kind,built_year,floors,entrance_count,household_count,person_count,lon,lat,contact,contact_phone,note
		B-1,1栋,440310003009001,某路1号,住宅,1998,33,2,64,180,114.123456789012345,22.7,王五,15400000001,<x>
		000002,二栋,440310003009001,,,,,,,,-0.1,0.30000000000000004,,,
	END
	import household <<-'END'
		code,building,room,kind,area_m2,head_id_no,note
		B-1-0101,B-1,0101,出租,88.800000000000011,440399198001010013,'
		H2,000002,3-12,,,,
	END
	import person <<-'END'
		id_no,name,sex,birth_on,phone,area,building,household,relation,residence,ethnicity,tags,registered_address,address,moved_in_on,died_on,note
		440399198001010013,王五,,,15400000001;0755-12345678,440310003009001,B-1,B-1-0101,户主,registered,汉,独居老人;残疾,"广东,省","某路1号1栋
		0101",2020-01-01,,''
		440399198001010021,欧阳小,,,,440310003009001,B-1,B-1-0101,妻,migrant,,,,,,2026-10-31,
		,O'Neil,male,1990-02-03,,440310003,,,,overseas,,其他,,,,,无证
	END
	import unit <<-'END'
		uscc,name,area,kind,building,address,legal_person,contact,phone,staff_count,opened_on,risk,note
		,"""小卖部""",440310003009001,个体,000002,1楼,,王五,15400000001,2,2020-01-01,,+
		,'=店,440310003009,,,,,,,,,,-x
	END
	key=$(sql "SELECT local_key FROM person WHERE id_no IS NULL") unit=$(sql "SELECT local_key FROM unit LIMIT 1")
	import visit <<-END
		worker,visited_at,person,household,unit,outcome,note
		007,2026-11-01 08:00:00,440399198001010013,,,met,好
		007,2026-11-01 08:00:00,,B-1-0101,,absent,
		007,2026-11-01 08:00:01,$key,,,refused,
		007,2026-11-01 08:00:02,,,$unit,met,
	END
	import visit-rule <<-'END'
		tag,period_days,retry_days,note
		独居老人,30,7,"'="
		其他,365,,
	END
	import training <<-'END'
		worker,course,held_on,hours,score,is_passed
		007,"入职, 一",2026-02-01,1.5,59.999999999999993,0
		007,1e5,2026-02-01,,,
	END
	import course <<-'END'
		course,post,hours,pass_score,valid_months,note
		"入职, 一",grid-worker,1.5,59.999999999999993,12,"'="
		1e5,,,,,
	END
	import merit <<-'END'
		worker,day_on,item,level,note
		007,2026-02-02,innovation,province,"'="
		007,2026-02-02,complaint,,
	END
	import attendance <<-'END'
		worker,day_on,state,patrol_minutes
		007,2026-02-02,off-day,0
		007,2026-02-03,,
	END
	import holiday <<-'END'
		day_on,name,is_workday
		2027-12-24,,1
		2027-12-25,＝x,0
	END
	import work-hours <<-'END'
		valid_from,hours,mon,sun
		2027-01-01,"08:00-12:00,14:00-18:00",休,"09:00-10:00"
	END
	import setting <<-'END'
		name,value
		limit_day,工作日
		handle_limit,4工作时
	END
	import rule <<-'END'
		name,pattern,area,matter,condition,department,priority,is_active
		"'一","^'=""(x|y)""\s+$",440310003009,1102,,,5,1
		二,x,,e:0001,甲,X2,,
		三,x,,1101,建成,,,
	END
	import score-rule <<-'END'
		edition,rule,post,indicator,shape,weight,points,floor,target,cap,steps,valid_from,valid_to,peer_group,min_months,community_kind,note
		x,1.1,grid-worker,close_in_time_rate,ratio,0.3,,,,,,2026-01-01,2026-12-31,甲,3,城市,"='"
		x,1.2,grid-worker,valid_report_rate,steps,99.7,,-1.5,,,50:10;100:100,2026-01-01,2026-12-31,,,城市,
		x,1.3,verifier,collected,per-item,,-0.30000000000000004,-1.5,98.76543210987654,1e6,,,,,,,
	END
}
import() {
	cat >hard.csv
	expect 0 grid-import --all-or-nothing "$1" hard.csv || { cat hard.csv.rejects.csv; return 1; }
}

# Cases as they come to stand here, and some of elsewhere.
cases() {
	newdb
	for day in 09 10 11 12 13; do
		now "2026-11-$day 08:10:00"
		case-collect --csv "$SCRATCH/demo/collect-2026-11-$day.csv" >new
		case-open - <new >opened || :
		now "2026-11-$day 09:00:00"
		case-dispatch --auto - <opened >dispatched 2>/dev/null || :
		now "2026-11-$day 10:00:00"
		for dept in GA ZF ZJ WJ; do
			case-list --status dispatched,rework --dept $dept | case-handle --by $dept --accept - >/dev/null
			case-list --status handling --dept $dept | head -n 3 | case-feedback --by $dept --result 已处置 - >/dev/null
		done
		case-list --status replied | head -n 4 | case-verify --by V01 --pass - | case-close - >closed
		case-list --status replied | case-verify --by V02 --fail --reason 未清 - >/dev/null
		case-rate --rater "'王" --contacted "2026-11-$day 10:00" --score 4 --note 好 - <closed >/dev/null
	done
	case-list --status dispatched | sed '3q' | case-close --cancel --reason 误报 - >/dev/null
	case-list --status handling | sed '3q' >some
	case-handle --return --reason 非本单位职责 --by ZF - <some >/dev/null || :
	printf 'area,text,matter\n440310003001001,一,1102\n440310003001001,二,1102\n440310003001001,三,\n' >three.csv
	case-collect --csv three.csv >new
	sed -n 1p new | case-open - >/dev/null
	sed -n 2p new | case-open --reject --reason 不属于受理范围 - >/dev/null
	printf 'area,source,source_no,collected_at,closed_at,status,outcome,lon,lat,satisfaction\n440310003002,热线,X1,2025-01-01 08:00,2025-01-02,closed,overtime,114.1,22.7,3\n440310003002,热线,X2,2025-01-01,,suspended,,,,\n' >old.csv
	grid-import -q case old.csv
}

# comes_back FORMAT KIND…: out of grid.db and into a new database, where it stands
# byte for byte; and back into grid.db, which it leaves as it is.
comes_back() {
	format=$1
	shift
	carry grid.db new.db "$@"
	for k in "$@"; do
		export_all new.db "$k"
		stdout <"$k.csv"
		expect 0 grid-import --summary - "$k" "$k.csv"
		tail -n 1 .t/out | awk -F, '$4 < 1 || $7 != $4 { print; exit 1 }'
	done
}
export_all() { expect 0 grid-export -d "$1" --unmask --reason 迁移 -f "$format" "$2"; }
carry() {
	from=$1 to=$2
	shift 2
	rm -f "$to"*
	grid-init -d "$to" --district 440310 --name 坪山区
	for k in "$@"; do
		export_all "$from" "$k"
		cp .t/out "$k.csv"
		expect 0 grid-import -d "$to" --all-or-nothing "$k" "$k.csv" || { cat "$k.csv.rejects.csv"; return 1; }
	done
}
all='area department matter worker post building household person unit visit visit-rule training course merit attendance
	holiday work-hours setting rule score-rule'
export all

# In and out again ----------------------------------------------------------------

t 'every kind comes back as it was, and changes nothing where it came from' <<'EOF'
hard
comes_back csv $all
EOF
t 'so does what a spreadsheet opens' <<'EOF'
hard
comes_back excel $all
EOF
t 'also with Chinese headings and words' <<'EOF'
hard
export LC_ALL=zh_CN.UTF-8
comes_back excel $all
head -n 1 worker.csv | grep -q 工号
grep -q 网格员 worker.csv
EOF
t 'cases that went through the links here, and their ratings' <<'EOF'
cases
comes_back csv area worker post case rating
for s in collected opened rejected dispatched returned handling rework suspended closed cancelled; do
	grep -q ",$s," case.csv || { echo "no $s"; exit 1; }
done
grep -q "''王" rating.csv
EOF
t 'a text with an apostrophe or a formula keeps it' <<'EOF'
newdb
cat >texts <<'END'
'x
''x
="x"
'="x"
=x
'-
'<empty>
-5
="x
="x","y"
END
sql "CREATE TABLE text (line TEXT)"
sed 's/"/""/g; s/.*/"&"/' texts >quoted
sqlite3 -csv grid.db '.import quoted text'
sql "INSERT INTO area (code, name, kind, note)
	SELECT 440310003100 + row_number() OVER (), line, 'community', line FROM text; DROP TABLE text"
for format in csv excel; do
	comes_back $format area
	for column in name note; do
		sqlite3 new.db "SELECT $column FROM area WHERE note IS NOT NULL ORDER BY code" | diff texts -
	done
done
expect 0 grid-export -f ndjson area
sed 's/["\\]/\\&/g; s/.*/"note":"&"/' texts >wanted
while read -r text; do
	stdout_has "$text"
done <wanted
EOF

# Masks and looks -----------------------------------------------------------------

t 'masked it is refused, and changes nothing' <<'EOF'
hard
state() { sqlite3 grid.db .dump | grep -v -e import_run -e audit | cksum; }
before=$(state)
expect 0 grid-export -o worker.csv worker
grep -q '^007,王\*,440310003009001,grid-worker,male,4\*\*\*\*\*\*\*\*\*\*\*\*\*\*\*13,154\*\*\*\*0001,' worker.csv
expect 1 grid-import --summary - worker worker.csv
n=$(($(wc -l <worker.csv) - 1))
tail -n 1 .t/out | cut -d, -f4- | diff - /dev/fd/3 3<<-END
	$n,0,0,0,$n
END
stderr_has 'a masked value'
[ "$(state)" = "$before" ]
EOF
t 'no masked kind comes in, but for rows without personal data' <<'EOF'
hard
printf 'area,text,reporter,reporter_phone,address,source,source_no,collected_at,opened_at,dispatched_at,handled_at,closed_at\n440310003001,x,张三,15400000001,某路1号2栋301,热线,R1,2026-01-01,2026-01-01,2026-01-01,2026-01-01,2026-01-01\n' >c.csv
grid-import -q case c.csv
printf 'case_no,rater,score,rated_at\n%s,李四,5,2026-01-02\n' "$(sql 'SELECT case_no FROM casefile')" >r.csv
grid-import -q rating r.csv
state() { sqlite3 grid.db .dump | grep -v -e import_run -e audit | cksum; }
before=$(state)
for k in worker building household person unit visit case rating; do
	for format in csv excel; do
		expect 0 grid-export -f $format -o masked.csv "$k"
		expect 1 grid-import --summary - "$k" masked.csv
		tail -n 1 .t/out | awk -F, '$4 < 1 || $5 + $6 > 0 || $4 != $7 + $8 { print; exit 1 }'
		stderr_has 'a masked value'
	done
done
[ "$(state)" = "$before" ]
EOF
t 'without --unmask nothing is written' <<'EOF'
newdb
before=$(cat grid.db grid.db-wal | cksum)
expect 0 grid-export worker
[ "$(cat grid.db grid.db-wal | cksum)" = "$before" ]
EOF
t 'a look stands in the audit: who, what, why, how many, which' <<'EOF'
newdb
last() { sql "SELECT $1 FROM audit ORDER BY audit_id DESC LIMIT 1"; }
expect 0 grid-export --unmask --reason '核对 一号' --by L01 --area 碧岭社区 worker
stdout_has 15400000001
last "command, actor, unix_user = '$(id -un)', is_fixed_clock, row_count, note" | diff - /dev/fd/3 3<<-END
	grid-export|L01|1|1|$(($(wc -l <.t/out) - 1))|worker of 440310003001: 核对 一号
END
few=$(last rows_digest) n=$(last audit_id)
expect 0 grid-export --unmask --reason x worker -o file
stdout </dev/null
[ "$(last rows_digest)" != "$few" ]
[ "$(last audit_id)" = $((n + 1)) ]
expect 0 grid-export --unmask --reason x department
[ "$(last 'actor, note')" = 'centre|department: x' ]
EOF
t 'what cannot be recorded is not shown' <<'EOF'
newdb
cat >locked.sql <<'END'
BEGIN IMMEDIATE;
.shell grid-export --unmask --reason x --wait 0 -o secret worker; echo $? >status; ls >files
END
sqlite3 grid.db <locked.sql
[ "$(cat status)" = 75 ]
! grep secret files || exit 1
sql "CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END"
grid-export --unmask --reason x -o secret worker && exit 1
[ ! -e secret ]
grid-export --unmask --reason x worker >nothing && exit 1
[ ! -s nothing ]
EOF
if [ "$(id -u)" = 0 ]; then
	skip 'a database that may only be read is not looked at unmasked' 'run by root, who may write all'
else
	t 'a database that may only be read is not looked at unmasked' <<'EOF'
newdb
chmod a-w grid.db
expect 77 grid-export --unmask --reason x worker
stdout </dev/null
expect 0 grid-export worker
EOF
fi
t 'a reason and --unmask go together' <<'EOF'
newdb
for args in '--unmask' '--reason x' '--by L01' '--unmask --by L01'; do
	expect 64 grid-export $args worker
	stdout </dev/null
done
for reason in '' ' ' '　'; do
	expect 64 grid-export --unmask --reason "$reason" worker
	stderr_has 'grid-export: --unmask wants a --reason'
done
expect 66 grid-export --unmask --reason x --by nobody worker
stdout </dev/null
expect 64 grid-export --unmask --reason x --by '' worker
expect 64 grid-export --unmask --reason x --wait soon worker
EOF

# Areas, kinds, formats -----------------------------------------------------------

t 'an area and what is below it, by code or name' <<'EOF'
hard
for area in 440310003009 九村 九村社区; do
	expect 0 grid-export --area "$area" building
	cut -d, -f 1,3 .t/out | diff - /dev/fd/3 3<<-'END'
		code,area
		B-1,440310003009001
		000002,440310003009001
	END
done
expect 0 grid-export --area 440310003009001 area
cut -d, -f 1 .t/out | diff - /dev/fd/3 3<<-'END'
	code
	440310003009001
END
expect 0 grid-export --area 440310003009 household
[ "$(wc -l <.t/out)" = 3 ]
expect 0 grid-export --area 440310003009002 household
[ "$(wc -l <.t/out)" = 1 ]
for k in department worker post person unit case; do
	expect 0 grid-export --area 440310003002002 "$k"
done
EOF
t 'a grid is not above another one whose code begins with its own' <<'EOF'
newdb grids.db
printf 'code,name,kind\n4403100030019,短,grid\n44031000300198,长,grid\n' | grid-import -q -d grids.db area
for code in 4403100030019 44031000300198; do
	printf 'name,area,sex,birth_on\n甲%s,%s,男,1990-01-01\n' $code $code
done | awk 'NR == 1 || !/^name/' | grid-import -q -d grids.db person
for code in 4403100030019 44031000300198; do
	case-collect -d grids.db --area $code --text $code >/dev/null
	for kind in area person case; do
		expect 0 grid-export -d grids.db -f csv --area $code $kind
		[ "$(grep -c ",\{0,1\}$code," .t/out)" = 1 ]
		[ "$(wc -l <.t/out)" = 2 ]
	done
	expect 0 case-list -d grids.db -f csv --area $code
	[ "$(tail -n +2 .t/out | cut -d, -f 3)" = $code ]
done
EOF

t 'an area that is none, or of kinds without one' <<'EOF'
newdb
expect 66 grid-export --area 440310009 worker
stderr_has "grid-export: --area '440310009': unknown area"
expect 64 grid-export --area '' worker
for k in matter visit visit-rule training course merit attendance holiday work-hours setting score-rule rating; do
	expect 64 grid-export --area 440310 "$k"
	stderr_has "grid-export: --area: records of kind $k are in no area"
done
EOF
t 'no kind, two, or one that is only printed' <<'EOF'
newdb
for args in '' 'area worker' 'case-list' 'person-row' 'areas'; do
	expect 64 grid-export $args
	stdout </dev/null
done
EOF
t 'every kind has the columns of the catalogue, and no row is no fault' <<'EOF'
newdb
for k in $kinds; do
	expect 0 grid-export "$k"
	awk -F, -v k="$k" '$1 == k && $3 != "" { printf "%s%s", n++ ? "," : "", $3 } END { print "" }' "$TOP/lib/fields.csv" >want
	head -n 1 .t/out | diff - want
done
awk -F, '!/^#/ && $1 != "kind" && $2 != "" { print $1 }' "$TOP/lib/fields.csv" | sort -u >want
printf '%s\n' $kinds | sort | diff - want
EOF
t 'the same bytes in every locale, but words for people' <<'EOF'
hard
for format in csv tsv json ndjson; do
	expect 0 grid-export -f $format worker
	cp .t/out want
	expect 0 env LC_ALL=zh_CN.UTF-8 grid-export -f $format worker
	stdout <want
done
expect 0 env LC_ALL=zh_CN.UTF-8 grid-export -f table holiday
stdout_has 是否上班
EOF
t 'the widest kinds fit a terminal in format table' <<'EOF'
hard
for kind in matter building person unit case; do
	COLUMNS=80 LC_ALL=C.UTF-8
	export COLUMNS LC_ALL
	expect 0 grid-export -f table $kind
	awk '{ s = $0; gsub(/[\200-\277]/, "", s); gsub(/[\343-\355\357]/, "xx", s) } length(s) > 80' .t/out >wide
	diff /dev/null wide
done
EOF
t 'numbers are exact' <<'EOF'
hard
expect 0 grid-export -f ndjson area
for n in 0.1 1000000000000 123456.789012345; do
	stdout_has "\"area_m2\":$n,"
done
expect 0 grid-export building
stdout_has ',-0.1,0.30000000000000004,'
EOF
t 'a merged person is left out, and who visited it visited the other' <<'EOF'
newdb
sql "INSERT INTO person (person_id, id_no, local_key, name, area_id) VALUES (1, '440399198001010013', NULL, '甲', 3), (2, NULL, 'k', '乙', 3);
INSERT INTO person (person_id, local_key, name, area_id, merged_into_id) VALUES (3, 'm', '甲', 3, 1);
INSERT INTO visit (worker_id, visited_at, person_id, outcome) VALUES (1, 1795000000, 3, 'met'), (1, 1795000060, 2, 'absent')"
expect 0 grid-export --unmask --reason x person
cut -d, -f 1-6 .t/out | diff - /dev/fd/3 3<<-'END'
	id_no,local_key,old_id_no,name,sex,birth_on
	440399198001010013,,,甲,male,1980-01-01
	,k,,乙,,
END
expect 0 grid-export --unmask --reason x visit
cut -d, -f 3 .t/out | diff - /dev/fd/3 3<<-'END'
	person
	440399198001010013
	k
END
expect 0 grid-export visit
cut -d, -f 3 .t/out | diff - /dev/fd/3 3<<-'END'
	person
	4***************13
	*
END
EOF
t 'sex and birth are those of the ID number, as person_view has them' <<'EOF'
newdb
for k in building household person; do
	grid-import -q "$k" "$SCRATCH/demo/$k.csv"
done
sql "INSERT INTO person (id_no, name, area_id) VALUES ('440399198001010012', '甲', 3), ('44039919800101002X', '乙', 3);
INSERT INTO person (local_key, name, sex, birth_on, area_id) VALUES ('k', '丙', 'male', '1990-02-03', 3)"
expect 0 grid-export --unmask --reason x person
cut -d, -f 1,2,5,6 .t/out | sed 1d >told
[ "$(wc -l <told)" -gt 2 ]
sqlite3 -separator , grid.db 'SELECT id_no, local_key, sex, birth_on FROM person_view ORDER BY person_id' | diff told -
EOF
t 'more than is kept in memory comes out whole, wherever it goes' <<'EOF'
newdb
sql "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
INSERT INTO building (code, name, area_id, note) SELECT 'B' || i, '楼' || i, 3, printf('%.200c', 'x') || i FROM n"
expect 0 grid-export -o file building
[ "$(wc -c <file)" -gt 10000000 ]
[ "$(tail -n 1 file | cut -d, -f1)" = B50000 ]
grid-export building >there
cmp file there
echo head >appended
grid-export building >>appended
tail -n +2 appended | cmp file -
grid-export building | cmp file -
expect 74 sh -c 'grid-export building >/dev/full'
grid-export building | head -n 1 | grep -q '^code,'
EOF

# Workbooks -----------------------------------------------------------------------

x=$TOP/tests/xlsx_read.py
export x
if ! command -v python3 >/dev/null; then
	skip 'workbooks' 'python3 is not installed'
elif grid-export -d /nonexistent -f xlsx -o x.xlsx area 2>&1 | grep -q 'built without'; then
	t 'a build without the library says so' <<'EOF'
newdb
expect 64 grid-export -f xlsx -o x.xlsx area
stderr_has 'format xlsx: this wangge was built without libxlsxwriter'
[ ! -e x.xlsx ]
EOF
else
	t 'a workbook has text for codes, numbers for numbers, dates for dates' <<'EOF'
hard
expect 0 grid-export --unmask --reason x -f xlsx -o worker.xlsx worker
python3 "$x" --types worker.xlsx | grep -e '^s:007' -e '^s:code' -e '^s:A' | diff - /dev/fd/3 3<<-'END'
	s:code,s:name,s:area,s:post,s:sex,s:id_no,s:phone,s:department,s:hired_on,s:left_on
	s:007,s:王五,s:440310003009001,s:grid-worker,s:male,s:440399198001010013,s:15400000001,s:00012,d:2026-01-05,s:
	s:ABC123456789012345,s:欧阳七,s:440310003,s:verifier,s:,s:,s:,s:,s:,d:2026-11-01
END
expect 0 grid-export -f xlsx -o b.xlsx building
python3 "$x" --types b.xlsx | sed -n 2p | diff - /dev/fd/3 3<<-'END'
	s:B-1,s:1栋,s:440310003009001,s:某路1号,s:住宅,n:1998,n:33,n:2,n:64,n:180,n:114.1234567890124,n:22.7,s:王*,s:154****0001,s:<x>
END
expect 0 grid-export -f xlsx visit -o v.xlsx
python3 "$x" --types v.xlsx | grep -q '^s:007,d:2026-11-01 08:00:01,s:[^,]*\*'
EOF
	t 'its heading stays, is bold, has a filter and is in Chinese where the locale is' <<'EOF'
hard
expect 0 env LC_ALL=zh_CN.UTF-8 grid-export -f xlsx -o a.xlsx holiday
python3 "$x" a.xlsx | head -n 1 | grep -qx 日期,名称,是否上班
n=$(grid-export holiday | wc -l)
python3 "$x" --look a.xlsx | grep -qx "$n bold A2 A1:C$n 12 24 12 d:[-0-9]*"
expect 0 env LC_ALL=zh_CN.UTF-8 grid-export -f xlsx -o a.xlsx worker
python3 "$x" a.xlsx | grep -q ',网格员,男,'
rm grid.db*
grid-init --district 440310 --name 坪山区
expect 0 grid-export -f xlsx -o a.xlsx rating
python3 "$x" --look a.xlsx | grep -qx '1 bold A2 A1:H1 24 24 14 9 20 13 20 24 s:case_no'
EOF
	t 'every kind reads as its csv does, and import takes that' <<'EOF'
hard
for k in $all; do
	expect 0 grid-export --unmask --reason x -f xlsx -o a.xlsx "$k"
	python3 "$x" a.xlsx >"$k.csv"
	expect 0 grid-export --unmask --reason x -f ndjson "$k"
	python3 -c 'import json, sys, csv
rows = [json.loads(l) for l in open(".t/out")]
for want, got in zip(rows, csv.DictReader(open(sys.argv[1], newline="")), strict=True):
	for c in want:
		w = "" if want[c] is None else want[c]
		assert w == got[c] or (not isinstance(w, str) and abs(w - float(got[c])) <= abs(w) * 1e-15), (c, w, got[c])' "$k.csv"
done
for k in post person household; do
	expect 0 grid-import --summary - "$k" "$k.csv"
	tail -n 1 .t/out | awk -F, '$4 < 1 || $7 != $4 { print; exit 1 }'
done
EOF
	t 'two runs are the same bytes, elsewhere too, and leave nothing behind' <<'EOF'
hard
mkdir folder tmp
expect 0 grid-export -f xlsx -o folder/a.xlsx area
sleep 1
TMPDIR=$PWD/tmp TZ=America/New_York grid-export -f xlsx area >b.xlsx
cmp folder/a.xlsx b.xlsx
grid-export -f xlsx area | cmp - b.xlsx
[ "$(ls folder tmp | tr '\n' ' ')" = 'folder: a.xlsx  tmp: ' ]
EOF
	t 'what cannot be written is no workbook' <<'EOF'
newdb
expect 74 sh -c 'grid-export -f xlsx area >/dev/full'
expect 73 grid-export -f xlsx -o nowhere/a.xlsx area
echo old >a.xlsx
ls >before
sql "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
INSERT INTO building (code, name, area_id, note) SELECT 'B' || i, '楼', 3, printf('%.200c', 'x') FROM n"
expect 74 sh -c 'ulimit -f 1000; exec grid-export -f xlsx -o a.xlsx building'
stderr_has 'cannot make a workbook'
[ "$(cat a.xlsx)" = old ]
ls | diff before -
EOF
	t 'a workbook is not for a terminal' <<'EOF'
newdb
python3 -c 'import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(["grid-export", "-f", "xlsx", "area"])))' >said || got=$?
[ "$got" = 64 ]
grep -q 'format xlsx is not for a terminal: give a file with -o' said
EOF
	t 'odd text: not UTF-8, control characters, too long for a cell' <<'EOF'
newdb
sql "UPDATE area SET note = 'a' || char(1) || '<&>' || CAST(X'FF' AS TEXT) || char(10) || ' b ' WHERE code = '440310003001';
UPDATE area SET boundary = printf('%.40000c', 'x') WHERE code = '440310003001'"
expect 0 grid-export -f xlsx -o a.xlsx area
python3 "$x" a.xlsx >a.csv
python3 -c 'import csv
r = [r for r in csv.DictReader(open("a.csv", newline="")) if r["code"] == "440310003001"][0]
assert r["note"] == "a\x01<&>\ufffd\n b ", repr(r["note"])
assert len(r["boundary"]) == 32767 and r["boundary"][-2:] == "x…", len(r["boundary"])'
EOF
	t 'what one sheet does not hold goes on in the next' <<'EOF'
newdb
sql "DELETE FROM visit_rule;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1048577)
INSERT INTO visit_rule (tag, period_days) SELECT i, 1 + i % 1000 FROM n"
expect 0 grid-export -f xlsx -o a.xlsx visit-rule
python3 "$x" --look a.xlsx | diff - /dev/fd/3 3<<-'END'
	1048576 bold A2 A1:D1048576 24 15 14 24 s:1048575
	3 bold A2 A1:D3 24 15 14 24 s:1048577
END
EOF
fi
done_testing
