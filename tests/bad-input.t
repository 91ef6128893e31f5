#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Whatever is wrong with a call, a database, an input or an output: the
# documented status, one clear line, nothing on stdout, nothing changed.
# shellcheck disable=SC2034 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
area=440310003001001

# refused STATUS LINE CMD …: CMD ends so, LINE is all it says (a wrong call is
# also told of --help), and the database is as it was.
refused() {
	want=$1 line=$2
	shift 2
	dump >before
	expect "$want" "$@"
	stdout </dev/null
	cp .t/err said
	printf '%s\n' "$line" | diff - said
	dump | cmp before -
}

# What stands in it; the files as they are where no database can be opened, or
# where looking at it would make a log beside it.
dump() {
	if [ "${GRID_DB:-grid.db}" = grid.db ]; then
		sqlite3 -readonly grid.db .dump
	else
		cat "$GRID_DB" "$GRID_DB-wal" 2>/dev/null || :
	fi
}

# The same for something that sh is to set up.
refused_sh() { refused "$1" "$2" sh -c "$3"; }

# grid.db has these two cases in every test.
newdb
opened=$(case-open --area $area --matter 0102 --text 堵住)
collected=$(case-collect --area $area --text 井盖)
sqlite3 grid.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null

# Calls ---------------------------------------------------------------------

t 'an unknown option, one without its value, one it does not take' <<'EOF'
refused 64 "case-open: unknown option '--nope', try 'case-open --help'" case-open --nope
refused 64 "case-list: unknown option '-z', try 'case-list --help'" case-list -z
refused 64 "case-close: option '--reason' requires an argument" case-close --force --reason
refused 64 "case-list: unknown option '--key', try 'case-list --help'" case-list --key K
refused 64 "grid-import: unknown option '--key', try 'grid-import --help'" grid-import --key k area
EOF

t 'a forgotten text does not take the next option for it' <<'EOF'
printf 'case_no,note\n%s,x\n' "$opened" >notes.csv
refused 64 "case-handle: option '--note' requires an argument before '--csv'" case-handle --by ZJ --note --csv notes.csv
refused 64 "case-list: option '--output' requires an argument before '--overdue'" case-list -o --overdue
expect 0 case-collect -n --area $area --text=--csv
expect 0 case-collect -n --area $area --text '--不是选项'
EOF

t 'the system gives its reason in the same words in every locale' <<'EOF'
for locale in C zh_CN.UTF-8; do
	refused 66 "case-show: no database 'none.db': No such file or directory" env LC_ALL=$locale case-show -d none.db x
done
EOF

t 'values of options that mean nothing' <<'EOF'
refused 64 "case-close: --wait 'soon' is not a number from 0 to 86400" case-close --wait soon $opened
refused 64 "case-list: unknown format 'pdf'" case-list -f pdf
refused 64 "case-list: --match: pattern: missing closing parenthesis, at byte 2" case-list --match '('
refused 64 "case-list: --since: 'gestern' is not a time: not of the form 2018-09-08 08:30:00" case-list --since gestern
refused 64 "case-list: --on 'noon' is none of collected, opened, due, closed" case-list --on noon
refused 64 "case-rate: --score '6' is not a number from 1 to 5" case-rate --score 6 $opened
refused 64 "case-rate: --rater-kind 'cat' is none of resident, representative, unit" case-rate --score 5 --rater-kind cat $opened
refused 64 "grid-import: --delimiter 'x' is none of , ; | tab" grid-import --delimiter x area a.csv
refused 64 "grid-import: --max-errors '-1' is not a number from 0 to 1000000000" grid-import --max-errors -1 area a.csv
EOF

t 'a value that is empty where it must not be, or not UTF-8' <<'EOF'
for filter in --area --dept --matter --source --worker --status --match --since; do
	refused 64 "case-list: $filter is empty: leave it out, or say what it is" case-list "$filter" ''
done
refused 64 'case-list: --db is empty' case-list -d ''
refused 64 'case-close: --key is empty' case-close --key '' $opened
refused 64 'case-close: --by is empty' case-close --by '' $opened
refused 64 'grid-import: --map is empty' grid-import --map '' area area.csv
refused 64 'case-list: --until is not after --since' case-list --since 2026-11-12 --until 2026-11-09
refused 64 'case-collect: --text: its bytes are not UTF-8' case-collect --area $area --text "$(printf '\276\256\270\307')"
refused 64 'case-handle: --note: its bytes are not UTF-8' case-handle --note "$(printf 'x\377')" $opened
for blank in '' '  ' '　'; do
	refused 64 'case-close: --reason: an empty text says nothing' case-close --force --reason "$blank" $opened
	refused 64 'case-handle: --note: an empty text says nothing' case-handle --by ZJ --note "$blank" $opened
done
refused 64 "case-rate: --rater '张*' is no name" case-rate --score 5 --rater '张*' $opened
refused 1 "case-collect: cannot collect a case: condition '破损': a condition of which matter" \
	case-collect --area $area --text x --condition 破损
EOF

t 'what is piped is neither numbers nor CSV with case_no: 65' <<'EOF'
for format in tsv table; do
	case-list -f $format >piped
	expect 65 sh -c "case-close - <piped"
	stdout </dev/null
	echo 'case-close: -:1: neither a case number nor CSV with a column case_no' | stderr
done
refused_sh 65 'case-open: -: no column for text (问题描述)' "printf 'area,matter\n$area,0102\n' | case-open --csv -"
refused_sh 65 'case-open: -: no column for matter (事项)' "printf 'area,text\n$area,x\n' | case-open --csv -"
EOF

t 'nothing to act on, or two things at once' <<'EOF'
refused 64 'case-dispatch: no case given: numbers, or - for standard input' case-dispatch --to ZJ
refused 64 'case-dispatch: either --to or --auto must be given' case-dispatch $opened
refused 64 'case-dispatch: either --to or --auto, not both' case-dispatch --to ZJ --auto $opened
refused 64 'case-verify: either --pass or --fail, once' case-verify --pass --fail --reason no $opened
refused 64 'case-feedback: --result must be given' case-feedback $opened
refused 64 'case-handle: --note: an empty text says nothing' case-handle --by ZJ --note '' $opened
refused 64 'case-open: either new details or case numbers, not both' case-open --area $area --matter 0102 --text x $opened
refused 64 'case-open: --area, --matter and --text must be given' case-open --area $area --text x
refused 64 'case-open: --reason must be given' case-open --reject $collected
refused 64 'case-open: no --reason goes with open' case-open --reason x $collected
refused 64 'case-verify: no --reason goes with pass' case-verify --pass --reason x $opened
refused 64 'case-handle: --result must be given' case-handle --by W01 --fixed-on-spot $opened
refused 64 'case-close: no --reason goes with close' case-close --reason x $opened
refused 64 "case-list: 'extra': case-list takes no operand" case-list extra
EOF

t 'an unknown kind of record, or none' <<'EOF'
refused 64 'grid-import: no kind given' grid-import
refused 64 "grid-import: 'planet' is no kind of record, see wangge(5)" grid-import planet a.csv
refused 64 "grid-import: 'report' is no kind of record, see wangge(5)" grid-import report a.csv
EOF

t 'GRID_NOW malformed' <<'EOF'
for t in '2026-11-31 00:00:00' 2026-11-09 noon '2026-11-09 09:00:00 '; do
	now "$t"
	for cmd in case-list "case-open --matter 0102 $collected"; do
		dump >before
		expect 64 $cmd
		stdout </dev/null
		stderr_has "${cmd%% *}: GRID_NOW is "
		[ "$(wc -l <.t/err)" -eq 1 ]
		dump | cmp before -
	done
done
EOF

t '--at in the future or no time: a wrong call; before the last event: refused' <<'EOF'
refused 64 "case-dispatch: --at '2026-11-09 09:00:01' is in the future" case-dispatch --to ZJ --at '2026-11-09 09:00:01' $opened
refused 64 "case-dispatch: --at: 'noon' is not a time: not of the form 2018-09-08 08:30:00" case-dispatch --to ZJ --at noon $opened
refused 1 "case-dispatch: cannot dispatch case '$opened': its last event was later, at 2026-11-09 09:00:00" \
	case-dispatch --to ZJ --at '2026-11-09 08:59:59' $opened
EOF

# Cases, roles, names -------------------------------------------------------

t 'a case number that does not exist' <<'EOF'
for no in 440310-20261109-99999 '' x "$opened "; do
	refused 1 "case-close: cannot close case '$no': no such case" case-close "$no"
	refused 1 "case-dispatch: cannot dispatch case '$no': no such case" case-dispatch --to ZJ "$no"
done
expect 1 case-show 440310-20261109-99999
stderr <<-'END'
	case-show: cannot show case '440310-20261109-99999': no such case
END
EOF

t 'an action that the workflow does not have from there' <<'EOF'
refused 1 "case-close: cannot close case '$opened': its status is opened, close wants verified" case-close $opened
refused 1 "case-open: cannot open case '$opened': its status is opened, open wants collected" case-open --matter 0102 $opened
refused 1 "case-open: cannot open case '$collected': a matter must be given" case-open $collected
EOF

t 'a role that may not' <<'EOF'
refused 77 'case-close: role department (ZJ) may not close a case' case-close --by ZJ $opened
refused 77 'case-dispatch: role worker (W01) may not dispatch a case' case-dispatch --by W01 --to ZJ $opened
refused 77 'case-handle: the centre may not accept a case: say with --by who does' case-handle --accept $opened
refused 77 'case-feedback: role verifier (V01) may not reply to a case' case-feedback --by V01 --result done $opened
EOF

t 'names that are nowhere' <<'EOF'
refused 66 "case-close: --by 'nobody': unknown department, unknown worker" case-close --by nobody $opened
refused 66 "case-dispatch: --to 'nobody': unknown department, unknown worker" case-dispatch --to nobody $opened
refused 66 "case-list: --area 'nowhere': unknown area" case-list --area nowhere
refused 66 "case-open: --matter '9999': unknown matter in edition founding-2026" case-open --matter 9999 $collected
refused 1 "case-open: cannot open a case: area 'nowhere': unknown area" case-open --area nowhere --matter 0102 --text x
refused 1 'case-open: cannot open a case: area 440310003 is a street, give a grid or community' \
	case-open --area 440310003 --matter 0102 --text x
refused 1 "case-open: cannot open a case: matter '0101': it has several conditions, one must be given: 破损, 缺失" \
	case-open --area $area --matter 0101 --text x
EOF

# Databases -----------------------------------------------------------------

# The same demand on a reader, a writer, an importer and the upgrade.
all_refuse() {
	for cmd in case-list 'case-show x' 'case-close x' "grid-import area $TOP/lib/schema/0001.sql" 'grid-init --upgrade'; do
		# shellcheck disable=SC2086
		refused "$1" "${cmd%% *}: $2" $cmd
	done
}

t 'no database: 66' <<'EOF'
GRID_DB=nothing; export GRID_DB
all_refuse 66 "no database 'nothing': No such file or directory"
[ ! -e nothing ]
[ ! -e nothing-gate ]
# Where nobody said which, that is what to do.
mkdir -p elsewhere
GRID_DB=
for cmd in case-list 'case-close x' grid-check; do
	# shellcheck disable=SC2086
	( cd elsewhere && expect 66 $cmd )
	stdout </dev/null
	echo "${cmd%% *}: no database 'grid.db' in this folder: say with -d or GRID_DB where it is" | stderr
done
[ -z "$(ls -A elsewhere)" ]
EOF

t 'a garbage file, an empty one, a folder, a device, a stranger: 78' <<'EOF'
GRID_DB=garbage; export GRID_DB
head -c 20000 "$(command -v sqlite3)" >garbage
all_refuse 78 "'garbage' is not a wangge database: file is not a database"
echo short >garbage
all_refuse 78 "'garbage' is not a wangge database: file is not a database"
: >garbage
all_refuse 78 "'garbage' is not a wangge database"
GRID_DB=folder
mkdir folder
all_refuse 78 "'folder' is not a file"
GRID_DB=/dev/null
all_refuse 78 "'/dev/null' is not a file"
GRID_DB=strange
sqlite3 strange 'CREATE TABLE t (a)'
all_refuse 78 "'strange' is not a wangge database"
[ -z "$(ls | grep gate | grep -v '^grid.db-gate$')" ]
EOF

t 'a newer schema, and one that wants grid-init --upgrade: 78' <<'EOF'
newdb other; GRID_DB=other; export GRID_DB
sqlite3 other 'PRAGMA user_version = 99'
all_refuse 78 "'other' was made by a newer wangge (schema 99, this one knows 1)"
sqlite3 other 'PRAGMA user_version = 0'
refused 78 "case-list: 'other' has schema 0, this wangge wants 1: run grid-init --upgrade" case-list
refused 78 "case-close: 'other' has schema 0, this wangge wants 1: run grid-init --upgrade" case-close x
EOF

t 'a spoilt database: 78' <<'EOF'
newdb spoilt; GRID_DB=spoilt; export GRID_DB
sqlite3 spoilt 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
rm -f spoilt-wal spoilt-shm
dd if=/dev/zero of=spoilt bs=4096 seek=1 count=60 conv=notrunc 2>/dev/null
for cmd in case-list "case-close $opened" "grid-import holiday $TOP/lib/tables/holiday.csv"; do
	expect 78 $cmd
	stdout </dev/null
	printf '%s\n' "${cmd%% *}: 'spoilt' is not a wangge database: database disk image is malformed" | diff - .t/err
done
EOF

t 'a missing gate: writers say how to make it again, readers do not care' <<'EOF'
newdb other; GRID_DB=other; export GRID_DB
rm other-gate
refused 66 "case-close: the gate 'other-gate' is missing: grid-init --upgrade makes it again" case-close x
refused 66 "grid-import: the gate 'other-gate' is missing: grid-init --upgrade makes it again" grid-import area x
expect 0 case-list
[ ! -e other-gate ]
expect 0 grid-init --upgrade
expect 0 case-open --area $area --matter 0102 --text x
EOF

t 'grid-init: what is there already stays, what cannot be made is not begun' <<'EOF'
refused 73 "grid-init: cannot make 'grid.db': File exists" grid-init --district 440310 --name 坪山区
refused 73 "grid-init: cannot make 'nowhere/x': No such file or directory" grid-init -d nowhere/x --district 440310 --name x
refused 64 "grid-init: --district '4403' is not a code of six digits" grid-init -d new --district 4403 --name x
refused 64 'grid-init: either --district and --name, or --upgrade' grid-init -d new
[ ! -e new ]
[ ! -e new-gate ]
EOF

# Permissions ---------------------------------------------------------------

# Root may write everywhere, so the commands are copied to where nobody finds
# them; TMPDIR may still be closed to others.
chmod 711 .
mkdir -m 755 open
cp "$BUILD"/bin/* open
chmod 755 open/*
nobody() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups env "PATH=$SCRATCH/open:$PATH" "$@"
	else
		"$@"
	fi
}

# A database in the folder ro: file, gate and folder with these modes.
readonly_db() {
	[ ! -e ro ] || chmod -R u+rwX ro
	rm -rf ro
	mkdir ro
	newdb ro/grid.db
	sqlite3 ro/grid.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	chmod "$1" ro/grid.db
	chmod "$2" ro/grid.db-gate
	chmod "$3" ro
	GRID_DB=ro/grid.db
	export GRID_DB
}

if nobody true 2>/dev/null && nobody case-list --version >/dev/null 2>&1; then
	t 'a read-only database in a read-only folder: 77' <<-'EOF'
		readonly_db 444 444 555
		refused 77 "case-close: cannot open 'ro/grid.db': Permission denied" nobody case-close x
		refused 77 "grid-import: cannot open 'ro/grid.db': Permission denied" nobody grid-import area x
		refused 77 "case-list: 'ro/grid.db' or its folder is read-only" nobody case-list
		readonly_db 000 444 555
		refused 77 "case-list: cannot open 'ro/grid.db': Permission denied" nobody case-list
		readonly_db 444 444 000
		refused 77 "case-list: cannot open 'ro/grid.db': Permission denied" nobody case-list
	EOF
	t 'a map file that may not be read: 77' <<-'EOF'
		newdb
		echo from,to,value,becomes >secret.csv
		chmod 000 secret.csv
		chmod 666 grid.db*
		refused 77 "grid-import: cannot open 'secret.csv': Permission denied" nobody grid-import -d "$PWD/grid.db" --map secret.csv area -
	EOF
	t 'a read-only database that a writer has open can be read: 0' <<-'EOF'
		readonly_db 644 644 755
		mkfifo hold
		sqlite3 ro/grid.db <hold &
		exec 9>hold
		echo 'BEGIN; SELECT 1 FROM setting;' >&9
		until [ -e ro/grid.db-shm ]; do sleep 0.01; done
		chmod a-w ro/* ro
		expect 0 nobody case-list
		refused 77 "case-close: cannot open 'ro/grid.db': Permission denied" nobody case-close x
		exec 9>&-
		wait
	EOF
	t 'a writable database in a read-only folder, or with a read-only gate or log: 77' <<-'EOF'
		readonly_db 666 666 555
		refused 77 "case-close: 'ro/grid.db' or its folder is read-only" nobody case-close x
		readonly_db 666 444 777
		refused 77 "case-close: cannot open 'ro/grid.db-gate' for writing: Permission denied" nobody case-close x
		readonly_db 666 666 777
		: >ro/grid.db-wal
		chmod 444 ro/grid.db-wal
		refused 77 "case-close: 'ro/grid.db' or its folder is read-only" nobody case-close x
	EOF
	t 'an input that may not be read: 77; no place for the rejects: 73' <<-'EOF'
		readonly_db 666 666 777
		echo code,name >secret.csv
		chmod 000 secret.csv
		refused 77 "grid-import: cannot open 'secret.csv': Permission denied" nobody grid-import area secret.csv
		mkdir closed
		printf 'code,name\n1,x\n440310003009,y\n' >closed/a.csv
		chmod 644 closed/a.csv
		chmod 555 closed
		dump >before
		expect 73 nobody grid-import area closed/a.csv
		stderr_has "grid-import: cannot create 'closed/a.csv.rejects.csv': Permission denied"
		dump | cmp before -
	EOF
else
	skip 'read-only files and folders' 'root, and no other user can run the commands here'
fi

# Input ---------------------------------------------------------------------

# file NAME: standard input as it is.
file() { cat >"$1"; }

t 'no such file, a folder' <<'EOF'
refused 66 "grid-import: cannot open 'none.csv': No such file or directory" grid-import area none.csv
refused 66 "case-open: cannot open 'none.csv': No such file or directory" case-open --csv none.csv
refused 66 "grid-import: cannot open 'none.csv': No such file or directory" grid-import --map none.csv area none.csv
refused 74 "grid-import: .: cannot read: Is a directory" grid-import area .
EOF

t 'a binary file: 65' <<'EOF'
cp "$(command -v sqlite3)" binary.csv
refused 65 'grid-import: binary.csv:1: a NUL byte: not a text file' grid-import area binary.csv
refused 65 'case-open: binary.csv:1: a NUL byte: not a text file' case-open --csv binary.csv
refused_sh 65 'case-dispatch: -:1: a NUL byte: not a text file' 'case-dispatch --to ZJ - <binary.csv'
printf 'code,name\n440310003009,\377\376\375\n' >bytes.csv
refused 65 'grid-import: bytes.csv: neither UTF-8 nor GB18030: byte 23, line 2' grid-import area bytes.csv
EOF

t 'a line of 100 MB: 65' <<'EOF'
{ echo code,name,case_no; head -c 100000000 /dev/zero | tr '\0' x; } >long.csv
refused 65 'grid-import: long.csv:2: record longer than 4194304 bytes' grid-import -q area long.csv
refused_sh 65 'case-dispatch: -:2: record longer than 4194304 bytes' 'case-dispatch --to ZJ - <long.csv'
refused_sh 65 'case-open: -:2: record longer than 4194304 bytes' 'sed s/code,name,case_no/area,text,matter/ long.csv | case-open -q --csv -'
rm long.csv
EOF

t 'an unterminated quote: 65, with the line where it opened' <<'EOF'
file quote.csv <<-'END'
	code,name
	440310003009,一
	440310003010,"二
	440310003011,三
END
refused 65 'grid-import: quote.csv:3: quote opened here is never closed' grid-import area quote.csv
printf 'area,text\n%s,"x\n' $area >quote.csv
refused 65 'case-collect: quote.csv:2: quote opened here is never closed' case-collect --csv quote.csv
printf 'case_no,text\n"%s,x\n' $opened >quote.csv
refused_sh 65 'case-dispatch: -:2: quote opened here is never closed' 'case-dispatch --to ZJ - <quote.csv'
EOF

t 'an empty file, an unknown heading, a heading that lacks what must be given: 65' <<'EOF'
: >empty.csv
refused 65 'grid-import: empty.csv: empty, not even a heading' grid-import area empty.csv
file head.csv <<-'END'
	一,二
	1,2
END
refused 65 'grid-import: head.csv: no heading of kind area in lines 1 to 2, with columns such as code (区域代码), name (名称)' grid-import -q area head.csv
file head.csv <<-'END'
	code,户数
	440310003009,2
END
refused 65 'grid-import: head.csv: no column for name (名称)' grid-import area head.csv
refused_sh 65 'case-dispatch: -:1: no column case_no in the heading' 'case-dispatch --to ZJ - <head.csv'
EOF

t 'two columns for one field: 65' <<'EOF'
file twice.csv <<-'END'
	code,name,名称
	440310003009,一,二
END
refused 65 "grid-import: twice.csv:1: two columns feed name, 'name' and '名称': drop one in the map file" grid-import area twice.csv
sed 's/^code,name/code,名称/' twice.csv >same.csv
file constant.csv <<-'END'
	from,to,value,becomes
	,name,,甲
END
refused 65 "grid-import: twice.csv:1: 'name' and a constant feed name: drop one in the map file" grid-import --map constant.csv area twice.csv
refused 65 "grid-import: same.csv:1: two columns have the heading '名称': rename one" grid-import area same.csv
EOF

t 'an encoding that is none, or not that of the file' <<'EOF'
file area.csv <<-'END'
	code,name
	440310003009,汤坑
END
refused 64 "grid-import: area.csv: no such encoding: 'klingon'" grid-import --encoding klingon area area.csv
iconv -f UTF-8 -t GB18030 area.csv >gb.csv
refused 65 'grid-import: gb.csv: not UTF-8: byte 23, line 2' grid-import --encoding UTF-8 area gb.csv
EOF

t 'faults of a map file, each with its line: 65' <<'EOF'
file area.csv <<-'END'
	code,name
	440310003009,一
END
echo from,into >map.csv
refused 65 'grid-import: map.csv:1: a map file has the heading from,to,value,becomes' grid-import --map map.csv area area.csv
printf 'from,to,value,becomes\nname,alias,,\n,,,x\n' >map.csv
refused 65 'grid-import: map.csv:3: neither from nor to' grid-import --map map.csv area area.csv
printf 'from,to,value,becomes\nname,alias,,\nname,title,,\n' >map.csv
refused 65 "grid-import: map.csv:3: kind area has no column 'title'" grid-import --map map.csv area area.csv
printf 'from,to,value,becomes\n名字,name,,\n' >map.csv
refused 65 "grid-import: map.csv:2: 'area.csv' has no heading '名字'" grid-import --map map.csv area area.csv
printf 'from,to,value,becomes\n"name,alias,,\n' >map.csv
refused 65 'grid-import: map.csv:2: quote opened here is never closed' grid-import --map map.csv area area.csv
EOF

# Rows ------------------------------------------------------------------------

# rejected KIND REASON: of good.csv's one good and one bad row, the bad one is
# named with REASON, under --all-or-nothing nothing is changed, without it only
# the good one comes in.
rejected() {
	refused_rows 1 "$2" grid-import --all-or-nothing "$1" rows.csv
	expect 1 grid-import "$1" rows.csv
	stderr_has "grid-import: rows.csv:$2"
	stderr_has '2 rows read: 1 inserted, 0 updated, 0 unchanged, 1 rejected (in rows.csv.rejects.csv)'
}
refused_rows() {
	want=$1 line=$2
	shift 2
	dump >before
	expect "$want" "$@"
	stdout </dev/null
	stderr_has "grid-import: rows.csv:$line"
	dump | cmp before -
}

t 'two equal keys in one file: the second is rejected, both lines are named' <<'EOF'
newdb
file rows.csv <<-'END'
	code,name
	440310003009,一

	440310003009,二
END
rejected area '4: code: repeated: the same key as in line 2'
[ "$(sqlite3 grid.db "SELECT name FROM area WHERE code = '440310003009'")" = 一 ]
EOF

t 'a masked cell' <<'EOF'
newdb
file rows.csv <<-'END'
	工号,姓名,网格,电话
	X1,张三,440310003001001,154****0001
	X2,张三,440310003001001,15400000001
END
rejected worker '2: 电话: a masked value'
EOF

t 'too many cells, a stray quote' <<'EOF'
newdb
file rows.csv <<-'END'
	code,name
	440310003009,一
	440310003010,二,三
END
rejected area '3: 3 cells, the heading has 2'
newdb
file rows.csv <<-'END'
	code,name
	440310003009,一"二"
	440310003010,二
END
rejected area '2: stray quote in cell 2'
EOF

t '--max-errors: one more than that, and nothing is imported' <<'EOF'
newdb
file rows.csv <<-'END'
	code,name
	440310003009,一
	1,二
	2,三
	3,四
END
refused_rows 65 '3: code: an area code has 6, 9, 12 or more digits' grid-import --max-errors 2 area rows.csv
stderr_has 'grid-import: rows.csv: more than 2 rows rejected, nothing imported'
refused_rows 65 '3: code: an area code has 6, 9, 12 or more digits' grid-import --max-errors 0 area rows.csv
expect 1 grid-import --max-errors 3 area rows.csv
stderr_has '4 rows read: 1 inserted, 0 updated, 0 unchanged, 3 rejected'
EOF

t 'case-open --csv: the good rows go on, --all-or-nothing keeps them back' <<'EOF'
newdb
file rows.csv <<-END
	area,matter,text,collected_at
	$area,0102,一,
	nowhere,0102,二,
	$area,0102,三,2026-11-01
END
dump >before
expect 1 case-open --csv rows.csv --all-or-nothing
stdout </dev/null
stderr <<-'END'
	case-open: rows.csv:3: area 'nowhere': unknown area
	case-open: rows.csv:4: collected_at: a new case has none; grid-import case takes cases with a past
END
dump | cmp before -
expect 1 case-open --csv rows.csv
stdout <<-'END'
	440310-20261109-00001
END
EOF

# Streams ---------------------------------------------------------------------

t 'a full disk behind stdout: 74, said so; a writer has done its work' <<'EOF'
newdb
refused_sh 74 'case-list: cannot write standard output: No space left on device' 'case-list >/dev/full'
refused 74 "case-list: cannot write '/dev/full': No space left on device" case-list -o /dev/full
expect 74 sh -c 'case-list --help >/dev/full'
expect 74 sh -c 'case-list --version >/dev/full'
expect 74 sh -c "case-open --area $area --matter 0102 --text x >/dev/full"
stderr <<-'END'
	case-open: cannot write standard output: No space left on device
END
[ "$(sqlite3 grid.db "SELECT count(*) FROM casefile WHERE status = 'opened'")" = 1 ]
EOF

t 'an output file that cannot be made: 73' <<'EOF'
refused 73 "case-list: cannot create 'nowhere/x': No such file or directory" case-list -o nowhere/x
refused 73 "case-list: cannot create '.': Is a directory" case-list -o .
EOF

t 'stdin closed: 74, it is no empty input' <<'EOF'
refused_sh 74 'case-dispatch: -: cannot read: Bad file descriptor' 'case-dispatch --to ZJ - <&-'
refused_sh 74 'case-open: -: cannot read: Bad file descriptor' 'case-open --csv - <&-'
refused_sh 74 'grid-import: -: cannot read: Bad file descriptor' 'grid-import area - <&-'
EOF

t 'stdout closed: 74 if there was something to print, and the database is whole' <<'EOF'
newdb
refused_sh 74 'case-list: cannot write standard output: Bad file descriptor' 'case-list >&-'
refused_sh 1 "case-close: cannot close case 'x': no such case" 'case-close x >&-'
expect 74 sh -c "case-open --area $area --matter 0102 --text x >&-"
stderr <<-'END'
	case-open: cannot write standard output: Bad file descriptor
END
[ "$(sqlite3 grid.db "SELECT case_no FROM casefile; PRAGMA integrity_check")" = '440310-20261109-00001
ok' ]
EOF

t 'all three closed: the database is not written into by messages' <<'EOF'
newdb
dump >before
expect 1 sh -c 'case-close x <&- >&- 2>&-'
expect 64 sh -c 'case-close --nope <&- >&- 2>&-'
dump | cmp before -
EOF

t 'the reader of the pipe has gone: a writer says so, a reader ends quietly' <<'EOF'
newdb
expect 0 sh -c "{ sleep 0.3; case-open --area $area --matter 0102 --text x; echo \$? >code; } | :"
stderr <<-'END'
	case-open: cannot write standard output: Broken pipe
END
[ "$(cat code)" = 74 ]
[ "$(sqlite3 grid.db 'SELECT count(*) FROM casefile')" = 1 ]
expect 0 sh -c "{ sleep 0.3; case-list; echo \$? >code; } | :"
stderr </dev/null
[ "$(cat code)" = 141 ]
EOF

done_testing
