#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A city's standards of filing and closing as matters: three tables with a
# title above the heading, merged cells, line ends in cells and limits written
# as people write them.  First as they are, with --fill-down and a map, under
# the names of the classes; then as standards.py takes them apart, with codes,
# numbers and departments.  It recounts both.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

need taxonomy/yuncheng_case_standards_raw.csv taxonomy/yuncheng_case_standards_events.csv \
	taxonomy/yuncheng_case_standards_parts.csv
python3 -c '' 2>/dev/null || skip_all 'python3 is missing'
now '2026-11-09 09:00:00'
maps=$TOP/scripts/maps
# shellcheck disable=SC2154 # data.sh sets data
for part in standard=raw events=events parts=parts; do
	cp "$data/taxonomy/yuncheng_case_standards_${part#*=}.csv" "${part%=*}.csv"
done
cp "$maps/yuncheng-standard.csv" standard.map
cp "$maps/yuncheng-duty.csv" parts.map
sed 's/yuncheng-parts/yuncheng-events/; s/,part$/,event/' parts.map >events.map

py() { python3 "$TOP/tests/standards.py" "$@"; }

# load NAME STATUS READ INSERTED REJECTED
load() {
	expect "$2" grid-import -d yc.db --map "$1.map" --fill-down --summary s matter "$1.csv"
	is "$(counts s)" "$3,$4,0,0,$5"
}

in_db() { # EDITION
	sqlite3 -readonly yc.db "SELECT large_code, name, filing_condition, closing_condition, handle_limit
		FROM matter WHERE edition = '$1'"
}

same_rows() { # NAME
	py rows <"$1.csv" | sort >want
	in_db "yuncheng-$1" | sort | diff -u want -
}

said() { # NAME: what was said of rows, as the recount has it
	py faults "$1.csv" >want
	grep -E "^grid-import: $1\\.csv:[0-9]+: " .t/err | diff -u want -
}

t 'bare 天 and 小时 are refused until it is said what they mean' <<'EOF'
	grid-init -d yc.db --district 140802 --name 盐湖区
	expect 1 grid-import -n -d yc.db --map events.map --fill-down --rejects r --summary s matter events.csv
	bare=$(py rows <events.csv | grep -c -v -e '紧急工作时$' -e '紧急工作日$')
	is "$(counts s)" "144,$((143 - bare)),0,0,$((bare + 1))"
	is "$bare" 118
	printf 'name,value\nlimit_day,工作日\nlimit_hour,工作时\n' | grid-import -q -d yc.db setting
EOF

t 'the standard: 279 conditions, one limit of which is none' <<'EOF'
	load standard 1 279 278 1
	stderr_has 'standard.csv: line 1: passed over, a title above the heading'
	said standard
	grep -q "种植季节15工作日': it must begin with a number" want
	same_rows standard
EOF

t 'the events: 144 conditions, a remark behind one limit, three blank rows' <<'EOF'
	load events 1 144 143 1
	said events
	grep -q "1紧急工作时制止': '制止' stands behind the unit" want
	same_rows events
EOF

t 'the parts: 375 conditions, four of a class with a line end in its name' <<'EOF'
	load parts 1 375 371 4
	said parts
	same_rows parts
EOF

t 'every small class has as many conditions as the table' <<'EOF'
	for part in standard=66 events=98 parts=91; do
		py rows <"${part%=*}.csv" | cut -d'|' -f1,2 | sort | uniq -c >want
		in_db "yuncheng-${part%=*}" | cut -d'|' -f1,2 | sort | uniq -c | diff -u want -
		is "$(awk 'END { print NR }' want)" "${part#*=}"
	done
EOF

t 'limits are as many of each kind as in the tables' <<'EOF'
	for part in standard events parts; do
		py rows <$part.csv
	done | awk -F'|' '{ print $NF }' | sort | uniq -c >want
	sqlite3 -readonly yc.db "SELECT handle_limit FROM matter WHERE edition LIKE 'yuncheng-%'" |
		sort | uniq -c | diff -u want -
EOF

t 'the same tables again change nothing' <<'EOF'
	for part in standard=279,0,0,278,1 events=144,0,0,143,1 parts=375,0,0,371,4; do
		name=${part%=*}
		expect 1 grid-import -d yc.db --map $name.map --fill-down --summary s matter $name.csv
		is "$(counts s)" "${part#*=}"
	done
EOF

t 'mended in the reject file, the row goes in with what was filled' <<'EOF'
	sed 's/制止,29/,29/' events.csv.rejects.csv >mended.csv
	expect 0 grid-import -d yc.db --map events.map --fill-down --summary s matter mended.csv
	is "$(counts s)" 1,1,0,0,0
	sed 's/1紧急工作时制止/1紧急工作时/' events.csv | py rows | sort >want
	in_db yuncheng-events | sort | diff -u want -
EOF

# Taken apart: codes of four digits, conditions numbered, departments by name.
t 'taken apart, each class has its code, each condition a number, departments their own rows' <<'EOF'
	for part in events=event parts=part; do
		name=${part%=*}
		py departments <$name.csv >d.csv
		py matters "code-$name" "${part#*=}" <$name.csv | sed 's/1紧急工作时制止/1紧急工作时/' >m.csv
		expect 0 grid-import -d yc.db department d.csv
		expect 0 grid-import -d yc.db --summary s matter m.csv
		is "$(sqlite3 -readonly yc.db "SELECT count(*) FROM matter WHERE edition = 'code-$name'
			AND length(code) = 4 AND condition > 0")" "$(counts s | cut -d, -f2)"
	done
	is "$(sqlite3 -readonly yc.db "SELECT edition, count(*), count(DISTINCT code), max(condition + 0)
		FROM matter WHERE edition LIKE 'code-%' GROUP BY edition" | paste -s -d' ' -)" \
		'code-events|144|98|6 code-parts|375|92|8'
EOF

t 'what --fill-down filled is what the script filled' <<'EOF'
	for name in events parts; do
		sqlite3 -readonly yc.db "SELECT large_name, name, filing_condition, closing_condition, handle_limit
			FROM matter WHERE edition = 'yuncheng-$name'" | sort >got
		sqlite3 -readonly yc.db "SELECT large_name, name, filing_condition, closing_condition, handle_limit
			FROM matter WHERE edition = 'code-$name' AND name NOT LIKE '烟头收集器%'" | sort | diff -u got -
	done
EOF

done_testing
