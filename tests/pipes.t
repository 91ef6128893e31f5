#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Commands in pipes: case numbers in, case numbers out after the commit; --key;
# case-list in every format.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
area=440310003001001

# three: a fresh database with three opened cases, in $a, $b and $c.
three() {
	newdb
	cat >three.csv <<-END
		area,matter,text
		$area,0102,一
		$area,0103,二
		$area,1104,三
	END
	case-open --csv three.csv >/dev/null
	a=440310-20261109-00001 b=440310-20261109-00002 c=440310-20261109-00003
}
statuses() { sqlite3 -separator ' ' grid.db 'SELECT case_no, status FROM casefile ORDER BY 1' | diff - "${1:-/dev/stdin}"; }
dump() { sqlite3 -readonly grid.db .dump; }
expect_sh() { want=$1; shift; expect "$want" sh -c "$1"; }

# Numbers in, numbers out -----------------------------------------------------

t 'case-list | case-dispatch --auto - as it stands' <<'EOF'
three
case-dispatch --to ZJ $b >/dev/null
expect_sh 0 'case-list --status opened | case-dispatch --auto -'
stdout <<-END
	$a
	$c
END
stderr </dev/null
sqlite3 grid.db 'SELECT d.code FROM casefile JOIN department d USING (department_id) ORDER BY case_no' | tr '\n' ' ' >got
[ "$(cat got)" = 'ZJ ZJ ZF ' ]
EOF

t 'all seven links in one pipe' <<'EOF'
newdb
three
expect_sh 0 'case-collect --csv three.csv | case-open - | case-dispatch --to W01 - | case-handle --by W01 --accept - |
	case-feedback --by W01 --result 办好 - | case-verify --pass - | case-close - | case-rate --score 5 -'
stdout <<-END
	440310-20261109-00004
	440310-20261109-00005
	440310-20261109-00006
END
stderr </dev/null
[ "$(sqlite3 grid.db "SELECT count(*) FROM casefile WHERE status = 'closed' AND satisfaction = 5")" = 3 ]
EOF

t 'operands, a number a line, blanks around it, blank lines, CRLF, no last line end' <<'EOF'
three
expect 0 case-dispatch --to ZJ $c $a
stdout <<-END
	$c
	$a
END
expect_sh 0 "printf '\\r\\n  $c \\r\\n\\r\\n$a' | case-handle --by ZJ --accept -"
stdout <<-END
	$c
	$a
END
EOF

t 'CSV: the column case_no wherever it stands, by its label too, nothing else is taken' <<'EOF'
three
printf 'text,case_no,status,department\n"x,\n%s",%s,closed,JT\n' $b $c >in.csv
expect_sh 0 'case-dispatch --to ZJ - <in.csv'
stdout <<-END
	$c
END
printf '\357\273\277"案件编号",部门\r\n%s,JT\r\n,\r\n' $a >in.csv
expect_sh 0 'case-dispatch --to ZJ - <in.csv'
stdout <<-END
	$a
END
statuses <<-END
	$a dispatched
	$b opened
	$c dispatched
END
[ "$(sqlite3 grid.db "SELECT count(*) FROM casefile JOIN department d USING (department_id) WHERE d.code = 'ZJ'")" = 2 ]
EOF

t 'CSV in GB18030' <<'EOF'
three
printf '案件编号,问题描述\n%s,路面坑洼，积水很深\n' $b | iconv -f UTF-8 -t GB18030 >in.csv
expect_sh 0 'case-dispatch --to ZJ - <in.csv'
stdout <<-END
	$b
END
EOF

t 'every format that case-list prints for machines is not read: only numbers and CSV are' <<'EOF'
three
expect_sh 65 'case-list -f json | case-dispatch --to ZJ -'
expect_sh 0 'case-list -f excel | case-dispatch --to ZJ -'
stdout_has $a
EOF

t 'no case at all: done, and nothing is written' <<'EOF'
three
dump >before
for in in '' case_no; do
	expect_sh 0 "echo '$in' | case-dispatch --to ZJ -"
	stdout </dev/null
	stderr </dev/null
done
expect_sh 0 'case-list --status closed | case-dispatch --to ZJ -'
dump | cmp before -
EOF

t 'a minus stands alone' <<'EOF'
three
expect 64 case-dispatch --to ZJ $a -
stderr_has 'case-dispatch: - stands alone: either numbers or standard input'
EOF

# Refusals --------------------------------------------------------------------

t 'some are refused: named with the reason, the others are done, 1' <<'EOF'
three
case-close --cancel --reason words $b >/dev/null
expect_sh 1 "printf '%s\n' $a x $b $c $a | case-dispatch --to ZJ -"
stdout <<-END
	$a
	$c
END
stderr <<-END
	case-dispatch: cannot dispatch case 'x': no such case
	case-dispatch: cannot dispatch case '$b': its status is cancelled, dispatch wants opened or returned
END
statuses <<-END
	$a dispatched
	$b cancelled
	$c dispatched
END
EOF

t '--all-or-nothing: one is refused, none is done; all good, all done' <<'EOF'
three
dump >before
expect 1 case-dispatch --all-or-nothing --to ZJ $a x $c
stdout </dev/null
stderr <<-'END'
	case-dispatch: cannot dispatch case 'x': no such case
END
dump | cmp before -
expect 0 case-dispatch --all-or-nothing --to ZJ $a $c
stdout <<-END
	$a
	$c
END
EOF

t '-n: the same answer and status, nothing changed' <<'EOF'
three
dump >before
expect 1 case-dispatch -n --to ZJ $a x $c
stdout <<-END
	$a
	$c
END
stderr_has "cannot dispatch case 'x': no such case"
expect 0 case-open -n --area $area --matter 0102 --text x
stdout <<-'END'
	440310-20261109-00004
END
expect 0 case-open -n --csv three.csv --key k1
expect 0 case-close -n --force --reason words $a
dump | cmp before -
EOF

t 'a command whose every case is refused leaves no trace' <<'EOF'
three
dump >before
expect 1 case-close --key k1 $a x
stdout </dev/null
dump | cmp before -
EOF

# After the commit ------------------------------------------------------------

t 'whoever reads the first number finds all of them in the database' <<'EOF'
newdb
awk -v a=$area 'BEGIN { print "area,matter,text"; for (i = 0; i < 3000; i++) print a ",0102,x" }' >many.csv
expect_sh 0 "case-open --csv many.csv | { read -r no; echo \$no; sqlite3 grid.db \"SELECT count(*) FROM casefile WHERE status = 'opened'\"; cat >/dev/null; }"
stdout <<-'END'
	440310-20261109-00001
	3000
END
EOF

t 'stdin is read whole before the database is locked' <<'EOF'
three
mkfifo slow
case-dispatch --to ZJ - <slow >slow.out &
exec 9>slow
echo $a >&9
sleep 0.2
expect 0 case-dispatch --wait 0 --to ZJ $b
exec 9>&-
wait $!
[ "$(cat slow.out)" = $a ]
EOF

# --by, --at, --key -------------------------------------------------------------

# Fewer where each takes long.
case $BUILD in *address*) many=5000 ;; *) many=100000 ;; esac

t "$many actions in one pipe: one transaction, an event each, one audit row" <<'EOF'
newdb
awk -v n=$many 'BEGIN { print "area,matter,text"; for (i = 1; i <= n; i++) print "440310003001001,0103,灯" i }' >many.csv
expect 0 case-open --csv many.csv
mv .t/out opened
[ "$(wc -l <opened)" -eq $many ]
expect 0 case-dispatch --to ZJ - <opened
mv .t/out dispatched
diff opened dispatched
expect 0 case-handle --by ZJ --accept --all-or-nothing - <dispatched
cmp dispatched .t/out
sqlite3 -separator ' ' grid.db "SELECT command, event_count FROM audit WHERE command LIKE 'case-%' ORDER BY audit_id" >got
printf '%s\n' "case-open $((2 * many))" "case-dispatch $many" "case-handle $many" | diff -u - got
sqlite3 -separator ' ' grid.db "SELECT action, count(*), count(DISTINCT casefile_id), count(DISTINCT audit_id), min(audit_no), max(audit_no)
	FROM casefile_event GROUP BY action ORDER BY min(seq)" >got
printf '%s\n' "collect $many $many 1 1 $((2 * many - 1))" "open $many $many 1 2 $((2 * many))" "dispatch $many $many 1 1 $many" \
	"accept $many $many 1 1 $many" | diff -u - got
# One that cannot be accepted again, and nobody is noted on.
expect 1 case-handle --by ZJ --note 在修 --all-or-nothing - <<END
$(head -n 500 dispatched)
440310-20261109-999999
END
stdout </dev/null
[ "$(sqlite3 grid.db "SELECT count(*) FROM casefile_event WHERE action = 'note'")" = 0 ]
expect 0 grid-check --audit
EOF

t '--by decides the role, --at the time; both stand in the event, so does the Unix user' <<'EOF'
three
now '2026-11-09 12:00:00'
case-dispatch --to ZJ --at '2026-11-09 10:00:00' $a >/dev/null
case-handle --by 住房和建设局 --accept --at '2026-11-09T10:30' $a >/dev/null
case-handle --by W01 --fixed-on-spot --result 扫净 $b >/dev/null
sqlite3 grid.db "SELECT action, role, coalesce(w.code, d.code, ''), datetime(at, 'unixepoch', '+8 hours'),
	time(recorded_at, 'unixepoch', '+8 hours'), unix_user
	FROM casefile_event e LEFT JOIN worker w ON worker_id = actor_worker_id
	LEFT JOIN department d ON d.department_id = actor_department_id
	WHERE seq > 2 ORDER BY casefile_id, seq" | diff - /dev/fd/3 3<<-END
	dispatch|centre||2026-11-09 10:00:00|12:00:00|$(id -un)
	accept|department|ZJ|2026-11-09 10:30:00|12:00:00|$(id -un)
	fixed-on-spot|worker|W01|2026-11-09 12:00:00|12:00:00|$(id -un)
END
EOF

t '--key: who acts is known by any of his names, and -n asks what was answered' <<'EOF'
three
case-dispatch --to ZJ $a >/dev/null
expect 0 case-handle --key k1 --by ZJ --accept $a
dump >before
expect 0 case-handle --key k1 --by 住房和建设局 --accept $a
echo $a | stdout
expect 0 case-handle --key k1 -n --by ZJ --accept $a
echo $a | stdout
dump | cmp before -
EOF
t '--key: a repeat gives the same answer and changes nothing' <<'EOF'
three
expect 0 case-open --key k1 --area $area --matter 0102 --text x
stdout <<-'END'
	440310-20261109-00004
END
dump >before
for more in '' -v -q '--wait 5'; do
	expect 0 case-open --key k1 $more --area $area --matter 0102 --text x
	stdout <<-'END'
		440310-20261109-00004
	END
done
now '2026-11-10 09:00:00'
expect 0 case-open --key k1 --area $area --matter 0102 --text x
stdout <<-'END'
	440310-20261109-00004
END
dump | cmp before -
EOF

t '--key with other arguments, other input or another command: 64, nothing changed' <<'EOF'
three
echo $a | case-dispatch --key k1 --to ZJ - >/dev/null
dump >before
for call in "case-dispatch --key k1 --to ZJ $a" "case-dispatch --key k1 --to JT -" \
	"case-dispatch --key k1 --to ZJ --all-or-nothing -" "case-close --key k1 --cancel --reason ZJ -"; do
	expect_sh 64 "echo $a | $call"
	stdout </dev/null
	stderr_has "key 'k1' was used with other arguments"
done
expect_sh 64 "echo $b | case-dispatch --key k1 --to ZJ -"
dump | cmp before -
expect_sh 0 "echo $a | case-dispatch --key k1 --to ZJ -"
stdout <<-END
	$a
END
EOF

t '--key belongs to whoever acts' <<'EOF'
three
case-dispatch --key k1 --to ZJ $a $b >/dev/null
expect 0 case-handle --key k1 --by ZJ --accept $a
stdout <<-END
	$a
END
expect 0 case-dispatch --key k1 --to ZJ $a $b
stdout <<-END
	$a
	$b
END
EOF

t '--key: a repeat of what was done in part answers in part, 1' <<'EOF'
three
expect 1 case-dispatch --key k1 --to ZJ $a x
dump >before
expect 1 case-dispatch --key k1 --to ZJ $a x
stdout <<-END
	$a
END
dump | cmp before -
EOF

t '--key of a refused or dry call may be used again' <<'EOF'
three
expect 1 case-close --key k1 $a
expect 0 case-dispatch -n --key k2 --to ZJ $a
expect 0 case-dispatch --key k1 --to ZJ $a
expect 0 case-dispatch --key k2 --to ZJ $b
EOF

# case-list in every format -------------------------------------------------------

# Cells with all that formats stumble over.
strange() {
	three
	case-open --area 440310003001002 --matter 0301 --condition 满溢 --text '逗号,引号"和
换行	制表\反斜杠' >/dev/null
	case-collect --area 440310003001 --text ' =1+1 😀, "' --source 热线 --source-no '007' >/dev/null
	case-dispatch --to W01 $a >/dev/null
}

if python3 -c '' 2>/dev/null; then
	t 'csv, tsv, json, ndjson: python3 reads the same cells from each' <<-'EOF'
		strange
		for f in csv tsv json ndjson; do
			expect 0 case-list -f $f -o out.$f
			expect 0 case-list -f $f
			cmp .t/out out.$f
		done
		python3 - <<-'END'
		import csv, json
		def text(v): return '' if v is None else str(v)
		rows = [list(r.values()) for r in csv.DictReader(open('out.csv', newline=''))]
		def unescape(s):
		    return s.replace('\\\\', '\0').replace('\\t', '\t').replace('\\n', '\n').replace('\\r', '\r').replace('\0', '\\')
		lines = open('out.tsv', newline='').read().split('\n')
		tsv = [[unescape(c) for c in l.split('\t')] for l in lines[:-1]]
		array = json.load(open('out.json'))
		nd = [json.loads(l) for l in open('out.ndjson')]
		assert lines[-1] == '' and len(rows) == 5, rows
		assert tsv[0] == list(array[0]) == open('out.csv').readline().rstrip('\n').split(',')
		assert tsv[1:] == rows, (tsv, rows)
		assert array == nd
		assert [[text(v) for v in r.values()] for r in array] == rows
		assert rows[3][-1] == '逗号,引号"和\n换行\t制表\\反斜杠' and rows[4][-1] == '=1+1 😀, "', rows
		assert array[4]['source_no'] == '007' and array[4]['matter'] is None and array[0]['returns'] == 0
		END
	EOF

	t 'excel: BOM, CRLF, long numbers and formulas guarded' <<-'EOF'
		strange
		expect 0 case-list -f excel -o out.csv
		python3 - <<-'END'
		import csv
		b = open('out.csv', 'rb').read()
		assert b.startswith(b'\xef\xbb\xbf') and b.endswith(b'\r\n')
		rows = list(csv.DictReader(open('out.csv', encoding='utf-8-sig', newline='')))
		assert rows[0]['area'] == '="440310003001001"' and rows[0]['matter'] == '="0102"', rows[0]
		assert rows[4]['text'] == "'=1+1 😀, \"" and rows[4]['source_no'] == '="007"', rows[4]
		assert rows[0]['returns'] == '0'
		END
	EOF

	t 'table: every cell begins under its heading, whatever its width' <<-'EOF'
		strange
		COLUMNS=200; export COLUMNS
		for locale in C zh_CN.UTF-8; do
			expect 0 env LC_ALL=$locale case-list -f table
			cp .t/out table
			expect 0 case-list
			cp .t/out list.csv
			python3 - <<-'END'
			import csv, unicodedata
			def wide(c): return 2 if unicodedata.east_asian_width(c) in 'WF' else 1
			def cells(line, starts):
			    at, out = 0, [''] * len(starts)
			    for c in line:
			        i = max(k for k in range(len(starts)) if starts[k] <= at)
			        out[i] += c
			        at += wide(c)
			    return [c.strip() for c in out]
			lines = open('table').read().splitlines()
			at, starts, before = 0, [], ' '
			for c in lines[0]:
			    if before == ' ' and c != ' ':
			        starts.append(at)
			    at, before = at + wide(c), c
			rows = list(csv.DictReader(open('list.csv', newline='')))
			assert len(lines) == 1 + len(rows) and len(starts) == 6, lines
			for line, row in zip(lines[1:], rows):
			    got = cells(line, starts)
			    assert got[0] == row['case_no'] and got[2] == row['area_name'] and got[3] == row['matter_name'], got
			    assert got[4] == row['handle_due_at'], got
			END
		done
	EOF
else
	skip 'formats as another program reads them' 'python3 is missing'
fi

t 'csv, tsv, json: the same bytes in every locale' <<'EOF'
strange
for f in csv tsv json ndjson; do
	for locale in C C.UTF-8 zh_CN.UTF-8 zh_CN.GB18030 de_DE.UTF-8 nonsense; do
		expect 0 env LC_ALL=$locale LANG=$locale case-list -f $f
		cp .t/out now.$f
		[ -f first.$f ] || cp now.$f first.$f
		cmp first.$f now.$f
	done
done
EOF

t 'the format is csv where stdout is no terminal; -o writes the file and nothing else' <<'EOF'
strange
expect 0 case-list
cp .t/out list.csv
expect 0 case-list -f csv
cmp .t/out list.csv
expect 0 case-list -f csv -o new.csv
stdout </dev/null
cmp new.csv list.csv
ls | grep '^new' | diff - /dev/fd/3 3<<-'END'
	new.csv
END
EOF

t 'an empty list: a heading, an empty array, nothing' <<'EOF'
newdb
expect 0 case-list -f csv
[ "$(wc -l <.t/out)" -eq 1 ]
for f in ndjson table; do
	expect 0 case-list -f $f
	stdout </dev/null
done
expect 0 case-list -f json
[ "$(tr -d '\n ' <.t/out)" = '[]' ]
EOF

done_testing
