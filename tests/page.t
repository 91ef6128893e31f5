#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grid-report -f html: what tests/page_check.py demands of every page, and what
# a browser makes of it (tests/page_look.py), where there is one.
. "$(dirname "$0")/lib.sh"

# Four streets and 700 cases of the weeks 38 to 46 of 2026, more and more of them
# late; 碧岭 has none.
play() {
	newdb
	{
		echo code,name,kind
		for street in 1,坪山 2,马峦 4,石井; do
			echo "44031000${street%,*},${street#*,}街道,street"
			for n in 1 2; do
				echo "44031000${street%,*}00$n,${street#*,}第$n社区,community"
			done
		done
	} | grid-import -q area -
	awk '
	function at(day, hour) { return strftime("%Y-%m-%d %H:%M:%S", 1789344000 + 86400 * day + 3600 * hour, 1) }
	BEGIN {
		print "source,source_no,area,matter,department,handler,reported_by,reporter,reporter_phone,address,text,collected_at,opened_at,dispatched_at,handle_due_at,handled_at,close_due_at,closed_at,status,reworks"
		split("440310001001 440310001002 440310002001 440310002002 440310004001", area, " ")
		split("ZF ZJ GA YJ", department, " ")
		split("热线 巡查 数字城管", source, " ")
		for (i = 0; i < 700; i++) {
			day = i < 300 ? i % 56 : 56 + i % 7
			late = i % 11 == 0 || i * 7 % 700 < day
			done = i % 13 ? 1 + late * 2 : 0
			printf "%s,%d,%s,0103,%s,W0%d,W0%d,张三丰,13912345678,秘密路7号,隐私文字,", source[1 + i % 3], i, area[1 + i % 2 * (i % 5)], department[1 + i % 4], 1 + i % 3, 1 + i % 4
			printf "%s,%s,%s,%s,%s,%s,%s,%s,%d\n", at(day, 9), at(day, 10), at(day, 11), at(day + 1, 12), done ? at(day + done, 11) : "",
				at(day + 1, 18), done ? at(day + done, 17) : "", done ? "closed" : "handling", i % 17 == 0
		}
	}' </dev/null | grid-import -q case -
	sqlite3 grid.db "SELECT case_no FROM casefile WHERE status = 'closed' AND casefile_id % 5 = 0" >closed
	awk 'BEGIN { print "case_no,rater,rater_kind,score,contacted_at,is_solved,rated_at" }
		{ print $1 ",甲" NR ",resident," 1 + NR % 5 ",2026-11-13 09:00:00," NR % 2 ",2026-11-13 10:00:00" }' closed | grid-import -q rating -
}
now '2026-11-23 08:00:00'
play
week=2026-W46

page() { expect 0 env LC_ALL="$1" grid-report -f html --week "$week" --by street --by community --by department --by source --by worker --by street,department; }

check() { # PAGE [CSV…]
	python3 "$TOP/tests/page_check.py" "$@" >seen || { cat seen; return 1; }
}

t 'a page is whole, alone and its figures are those of the csv and of the lists' <<'EOF'
	for cut in street community department source worker; do
		grid-report -f csv --week "$week" --by $cut --total >$cut.csv
	done
	for locale in zh_CN.UTF-8 C; do
		page $locale
		check .t/out street.csv community.csv department.csv source.csv worker.csv -
		tail -n 1 seen >"counts.$locale"
	done
	diff counts.C counts.zh_CN.UTF-8
	tr ' ' '\n' <counts.C | grep -E '=0$' | diff /dev/null -
EOF

t 'its words are in the language of the locale' <<'EOF'
	page zh_CN.UTF-8
	stdout_has '<html lang="zh-CN">'
	stdout_has '<h1>坪山区网格工作简报</h1>'
	stdout_has '按期结案率排名'
	page C
	stdout_has '<html lang="en">'
	stdout_has '<h1>坪山区 Grid bulletin</h1>'
	stdout_has 'In-time closing rate, ranked'
EOF

t 'the same week is the same bytes again, to a file too' <<'EOF'
	page zh_CN.UTF-8
	cp .t/out first
	now '2027-01-01 08:00:00'
	page zh_CN.UTF-8
	cmp first .t/out
	LC_ALL=zh_CN.UTF-8 grid-report -f html --week "$week" --by street -o one.html
	LC_ALL=zh_CN.UTF-8 grid-report -f html --week "$week" --by street | cmp one.html -
EOF

t 'nothing of whom a case is about stands there, and names of people are masked' <<'EOF'
	page zh_CN.UTF-8
	grep -oE '张三丰|13912345678|秘密路|隐私文字' .t/out | diff /dev/null -
	for name in $(sqlite3 grid.db "SELECT name FROM worker"); do
		! grep -oF "$name" .t/out
	done
	stdout_has '朱**'
EOF

t 'a list that is cut names the command that has all of it' <<'EOF'
	page C
	grep -o 'case-list --indicator [^<]*' .t/out | sed "s/&#39;/'/g; s/$/ | tail -n +2 | wc -l/" >commands
	grep -o '<p>[0-9]* cases[^/]*</p>' .t/out | grep -oE '[0-9]+ cases' | awk '$1 > 200 { print $1 }' >counts
	[ -s counts ]
	sh -e ./commands | diff counts -
	grep -q -e '--by .* --code' commands
EOF

t 'any name is text, whatever stands in it' <<'EOF'
	newdb evil.db && cp grid.db evil.db && rm -f evil.db-* && cp grid.db-gate evil.db-gate
	[ ! -f grid.db-wal ] || cp grid.db-wal evil.db-wal
	sqlite3 evil.db "UPDATE area SET name = '<script>alert(1)</script>' WHERE code = '440310001';
		UPDATE area SET name = '\"><img src=x onerror=y>''&amp;]]>' WHERE code = '440310002';
		UPDATE area SET name = 'a' || char(1, 8238, 10, 13, 9, 127, 65534) || '😀é' WHERE code = '440310004';
		UPDATE area SET name = '--><!-- ' || printf('%.300c', '长') WHERE code = '440310003';
		UPDATE department SET name = '</title></style></svg><style>*{}</style>' WHERE code = 'ZF';
		UPDATE matter SET name = cast(x'ff3c623e80' AS TEXT)"
	expect 0 env LC_ALL=zh_CN.UTF-8 grid-report -d evil.db -f html --week "$week" --by street --by department --by source --by street,department
	check .t/out
	stdout_has '&lt;script&gt;alert(1)&lt;/script&gt;'
EOF

# boundary CODE GEOJSON
boundary() { sqlite3 map.db "UPDATE area SET boundary = '$2' WHERE code = '$1'"; }

square() { # X Y: a corner in hundredths of a degree, as a ring
	echo "[[114.$1,22.$2],[114.$(($1 + 9)),22.$2],[114.$(($1 + 9)),22.$(($2 + 9))],[114.$1,22.$(($2 + 9))],[114.$1,22.$2]]"
}

newmap() {
	for part in '' -wal -gate; do
		rm -f "map.db$part"
		[ ! -f "grid.db$part" ] || cp "grid.db$part" "map.db$part"
	done
}

shapes() { # of the streets: regions and tiles
	expect 0 timeout 20 grid-report -d map.db -f html --week "$week" --by street
	echo "$(grep -c 'class="region"' .t/out) regions, $(grep -cE '<g class="q.*<rect x="[0-9]+" y=' .t/out) tiles" >got
}

t 'areas with a boundary are a map, those without are tiles' <<'EOF'
	newmap
	shapes
	echo '0 regions, 4 tiles' | diff - got
	boundary 440310001 "{\"type\":\"Polygon\",\"coordinates\":[$(square 20 60)]}"
	boundary 440310002 "{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[$(square 30 60)],[$(square 30 80)]]}}"
	boundary 440310003 "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[$(square 20 70),$(square 24 74 | sed 's/9,22/6,22/g')]}}]}"
	shapes
	echo '3 regions, 1 tiles' | diff - got
	check .t/out
	boundary 440310004 "[{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[$(square 30 70)]}}]"
	shapes
	echo '4 regions, 0 tiles' | diff - got
EOF

t 'a map is drawn to scale, and neighbours share their border' <<'EOF'
	newmap
	boundary 440310001 "{\"type\":\"Polygon\",\"coordinates\":[[[114.1,22.6],[114.3,22.6],[114.2,22.7],[114.1,22.6]]]}"
	boundary 440310002 "{\"type\":\"Polygon\",\"coordinates\":[[[114.1,22.6],[114.2,22.7],[114.2,22.8],[114.1,22.6]]]}"
	shapes
	grep -o 'class="region"[^/]*' .t/out | grep -oE 'M[0-9 -]+l[^z]*z' >got
	# 640 units high, 640 cos 22.7° wide
	printf 'M0 640l590 0 -295 -320z\nM0 640l295 -320 0 -320z\n' | diff - got
EOF

t 'a broken boundary is none' <<'EOF'
	newmap
	ring=$(square 20 60)
	while IFS= read -r broken; do
		boundary 440310001 "$broken"
		shapes
		echo '0 regions, 4 tiles' | diff - got || { echo "of $broken"; exit 1; }
	done <<-END
		$(printf '\040')
		null
		[]
		{
		{"type":"Polygon","coordinates":[$ring]
		{"type":"Polygon"}
		{"type":"Polygon","coordinates":[]}
		{"type":"Polygon","coordinates":{}}
		{"type":"Polygon","coordinates":[[]]}
		{"type":"Polygon","coordinates":[[[114.1,22.6],[114.2,22.6],[114.1,22.6]]]}
		{"type":"Polygon","coordinates":[[[114.1,22.6],[114.2,22.6],[114.2,22.7],[114.3,22.6]]]}
		{"type":"Polygon","coordinates":[[[1e999,22.6],[114.2,22.6],[114.2,22.7],[1e999,22.6]]]}
		{"type":"Polygon","coordinates":[[["114","22"],[114.2,22.6],[114.2,22.7],["114","22"]]]}
		{"type":"Polygon","coordinates":[[[22.6,114.1],[22.6,114.2],[22.7,114.2],[22.6,114.1]]]}
		{"type":"Polygon","coordinates":[[[114.1],[114.2],[114.3],[114.1]]]}
		{"type":"Polygon","coordinates":[[[114.1,22.6],[114.1,22.6],[114.1,22.6],[114.1,22.6]]]}
		{"type":"Polygon","coordinates":[[[114.1,22.6],[114.2,22.6],[114.3,22.6],[114.1,22.6]]]}
		{"type":"LineString","coordinates":$ring}
		{"type":"MultiPolygon","coordinates":[$ring]}
		{"type":"MultiPolygon","coordinates":[[$ring],7]}
		{"type":"Feature","geometry":null}
		{"type":"Feature","geometry":{"type":"Feature","geometry":{"type":"Polygon","coordinates":[$ring]}}}
		{"type":"FeatureCollection","features":[{"type":"Polygon","coordinates":[$ring]}]}
		{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[$ring]}]}
		{"type":["Polygon"],"coordinates":[$ring]}
	END
EOF

# json SCRIPT: what a few lines of Python print, as the boundary of one street
json() {
	python3 -c "$1" >json
	sqlite3 map.db "UPDATE area SET boundary = cast(readfile('json') AS TEXT) WHERE code = '440310001'"
}

t 'a hostile boundary takes neither long nor much' <<'EOF'
	newmap
	json 'print("[" * 1000000)'
	shapes && echo '0 regions, 4 tiles' | diff - got
	json 'print("{\"type\":\"Feature\",\"geometry\":" * 100000 + "1" + "}" * 100000)'
	shapes && echo '0 regions, 4 tiles' | diff - got
	# too many points; then as many as may be, to and fro
	json 'print("{\"type\":\"Polygon\",\"coordinates\":[[", ",".join("[%d,%d]" % (k % 2, k % 3) for k in range(200000)), ",[0,0]]]}")'
	shapes && echo '0 regions, 4 tiles' | diff - got
	json 'print("{\"type\":\"Polygon\",\"coordinates\":[[[100,20],", ",".join("[%f,%d]" % (100 + k / 1e4, 20 + k % 2 * 20) for k in range(130000)), ",[100,20]]]}")'
	shapes && echo '1 regions, 4 tiles' | diff - got
EOF

t 'a week without a case, and a district without areas, are pages too' <<'EOF'
	expect 0 grid-report -f html --week 2020-W10 --by street --by department --by street,source
	check .t/out
	grid-init -d bare.db --district 440310 --name 坪山区
	expect 0 grid-report -d bare.db -f html --by street --by worker
	check .t/out
EOF

t 'of many areas the bars are the first and the last, the tiles small' <<'EOF'
	newdb many.db
	seq 100 299 | awk 'BEGIN { print "code,name,kind" } { print "440310003001" $1 ",第" $1 "网格,grid" }' | grid-import -q -d many.db area -
	seq 100 299 | awk 'BEGIN { print "source,source_no,area,collected_at,opened_at,close_due_at,closed_at,status" }
		{ for (i = 0; i < 3; i++) print "x," NR "-" i ",440310003001" $1 ",2026-11-09 09:00:00,2026-11-09 09:00:00,2026-11-10 09:00:00,2026-11-" (NR * i % 7 ? 10 : 11) " 08:00:00,closed" }' |
		grid-import -q -d many.db case -
	expect 0 env LC_ALL=zh_CN.UTF-8 grid-report -d many.db -f html --week "$week" --by grid
	cp .t/out many.html
	grid-report -d many.db -f csv --week "$week" --by grid --total >many.csv
	check many.html many.csv
	[ "$(grep -c 'class="bar"' many.html)" = 20 ]
	grep -q '>第100网格</title><rect[^>]*/><text[^>]*>66.7</text>' many.html
EOF

t 'figures that are asked for are those of cards, trends, bars and tables' <<'EOF'
	figures=opened,missed_rate,verify_in_time_rate
	expect 0 grid-report -f html --week "$week" --by street --indicator $figures
	cp .t/out few.html
	grid-report -f csv --week "$week" --by street --indicator $figures --total >few.csv
	check few.html few.csv
	grep -o 'class="card"><h3>[^<]*\|aria-labelledby="trend-[0-9]\|<p class="caption">[^<]*' few.html | sed 's/.*>//' >got
	printf '%s\n' Filed 'Missed report rate' 'In-time check rate' 'aria-labelledby="trend-0' 'aria-labelledby="trend-1' \
		'Missed report rate, ranked' 'Missed report rate by area' | diff - got
	stdout_has "--indicator $figures"
EOF

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || :)
look() { # FILE WIDTH:[dark|print]
	timeout 280 python3 "$TOP/tests/page_look.py" "$chromium" "$1" "${2%:*}" "${2#*:}" >looked || { cat looked; return 1; }
	[ "$(grep -v '^links followed: [1-9]' looked)" = '' ] || { echo "$*:"; cat looked; return 1; }
}

case $BUILD in *address*) chromium= ;; esac    # it would look at the same pages
if [ -z "$chromium" ]; then
	skip 'in a browser nothing overflows, all can be read, and links show their lists' 'no chromium, or a sanitizer that has the same pages: they were NOT looked at'
else
	newmap
	boundary 440310001 "{\"type\":\"Polygon\",\"coordinates\":[$(square 20 60)]}"
	boundary 440310002 "{\"type\":\"Polygon\",\"coordinates\":[$(square 30 60)]}"
	boundary 440310003 "{\"type\":\"Polygon\",\"coordinates\":[$(square 20 70)]}"
	for locale in zh_CN.UTF-8 C; do
		LC_ALL=$locale grid-report -d map.db -f html --week "$week" --by street --by community --by department --by worker --by street,department -o "look-$locale.html"
		[ $locale = C ] && hows='390: 1280:dark' || hows='390:dark 1280: 703:print'
		for how in $hows; do
			t "in a browser, $locale, $how: nothing overflows, all can be read, links show their lists" <<-EOF
				look "look-$locale.html" "$how"
			EOF
		done
	done
fi

done_testing
