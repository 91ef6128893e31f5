#!/bin/sh
# SPDX-License-Identifier: MIT
# Every block of every EXAMPLES section is run as it is printed, each in a
# folder of its own with the same database, and must work.  A block of which
# a comment says "exit status N" must end with N.  The blocks of section 7 are
# days that follow one another and run so, in one folder and one shell, from no
# database on.  There is no way to leave a block out.
#
# The database has twelve cases in known states, 440310-20261109-00001 to
# 00012, some others, households H001 to H003, and its clock stands.  Beside it
# lie area.csv, worker.csv, post.csv, collect.csv and phone.csv.
. "$(dirname "$0")/lib.sh"

command -v mandoc >/dev/null || skip_all 'mandoc is not installed'

# Case numbers, one a line.
numbers() { printf '440310-20261109-%s\n' "$@"; }

prepare() {
	newdb
	for kind in area worker post; do cp "demo/$kind.csv" .; done
	cp demo/collect-2026-11-12.csv collect.csv
	now '2026-11-09 08:40:00'
	printf 'code,name,area\nB01,一栋,440310003001001\n' | grid-import -q building
	printf 'code,building,room\nH001,B01,101\nH002,B01,102\nH003,B01,201\n' | grid-import -q household
	printf '网格员,走访时间,户号,结果\nW01,2026-11-08 10:00,H001,见面\nW01,2026-11-08 10:05,H003,无人\n' >phone.csv
	case-collect --csv demo/collect-2026-11-09.csv
	numbers 00001 00002 00003 00004 00005 00006 00007 00008 00011 | case-open -
	case-open --reject --reason 不属于受理范围 440310-20261109-00012
	now '2026-11-09 09:00:00'
	numbers 00001 00002 00003 00004 00005 00006 00007 00011 | case-dispatch --auto -
	now '2026-11-09 09:30:00'
	for dept in GA ZF ZJ WJ; do
		case-list --status dispatched --dept $dept | grep -v 00005 | case-handle --by $dept --accept -
	done
	case-handle --by ZJ --return --reason 非本单位职责 440310-20261109-00006
	now '2026-11-09 11:00:00'
	case-feedback --by ZF --result 已清除 440310-20261109-00001 440310-20261109-00003
	case-feedback --by WJ --result 已灭鼠 440310-20261109-00002
	case-feedback --by GA --result 已登记 440310-20261109-00007 440310-20261109-00011
	now '2026-11-09 11:20:00'
	case-verify --by V01 --fail --reason 仍未登记 440310-20261109-00007
	numbers 00001 00002 00011 | case-verify --by V02 --pass -
	now '2026-11-12 08:30:00'
	case-close 440310-20261109-00001 440310-20261109-00011
	case-collect --csv demo/collect-2026-11-11.csv | case-open -
	case-rate --score 5 --contacted '2026-11-12 08:00' 440310-20261109-00011
}

# Commands that keep their exit status, which a pipe would lose.
wrap() {
	mkdir wrapped
	for path in "$BUILD"/bin/*; do
		cat >"wrapped/${path##*/}" <<'END'
#!/bin/sh
status=0
"$BUILD/bin/${0##*/}" "$@" || status=$?
echo "$status ${0##*/} $*" >>"$LOG"
exit "$status"
END
	done
	chmod +x wrapped/*
}

# Blocks of a page to block/PAGE.N; what stands in mdoc for a backslash is one.
extract() {
	awk -v out="block/$2" '
	/^\.Sh / { on = /^\.Sh EXAMPLES/ }
	on && /^\.D1|^\.Dl|^\.Bd -(filled|ragged|centered|unfilled)/ { print "examples stand in .Bd -literal" > "/dev/stderr"; exit 1 }
	on && /^\.Ed/ { close(file); file = ""; next }
	on && /^\.Bd -literal/ { file = out "." ++n; printf "" > file; next }
	file != "" { gsub(/\\e/, "\\"); print > file }' "$1"
}

t 'the database of the examples can be made' <<'EOF'
prepare
expect 0 case-list --until 2026-11-10
cut -d , -f 1,2 .t/out | sed 1d >states
diff -u - states <<-END
	440310-20261109-00001,closed
	440310-20261109-00002,verified
	440310-20261109-00003,replied
	440310-20261109-00004,handling
	440310-20261109-00005,dispatched
	440310-20261109-00006,returned
	440310-20261109-00007,rework
	440310-20261109-00008,opened
	440310-20261109-00009,collected
	440310-20261109-00010,collected
	440310-20261109-00011,closed
	440310-20261109-00012,rejected
END
mkdir ready
mv grid.db* *.csv ready
wrap
EOF

now '2026-11-12 16:30:00'
export c n
mkdir block
for path in "$TOP"/man/*.[17]; do
	c=${path##*/}
	t "$c: has examples that are printed as they are written" <<'EOF'
extract "$TOP/man/$c" "$c"
[ -s "block/$c.2" ]
mandoc -T utf8 "$TOP/man/$c" | sed "s/.$(printf '\b')//g; s/^ *//" >printed
for n in block/"$c".*; do
	sed 's/^ *//' "$n" | while read -r line; do
		grep -qxF -e "$line" printed || { echo "not printed so: $line"; exit 1; }
	done
done
EOF
	case $c in
	*.7)
		cat block/"$c".* >days
		rm block/"$c".*
		mv days "block/$c.days" ;;
	esac
	for block in block/"$c".*; do
		n=${block##*/}
		t "$n: $(sed 1q "$block")" <<'EOF'
want=$(sed -n 's/.*#.*exit status \([0-9]*\).*/\1/p' "block/$n")
mkdir "run.$n"
cp ready/* "run.$n"
cd "run.$n"
case $n in *.days) rm grid.db* ;; esac
ls >before
expect "${want:-0}" env LOG="$SCRATCH/run.$n/log" PATH="$SCRATCH/wrapped:$PATH" sh -eu "../block/$n"
if [ ! -s log ] || { [ -z "$want" ] && grep -v '^0 ' log; }; then
	echo 'failed inside the block'
	exit 1
fi
if grep -v -e '^[a-z]*-[a-z]*: ' ../.t/err; then
	echo 'somebody else complained'
	exit 1
fi
for db in *.db; do
	[ ! -e "$db" ] || [ "$(sqlite3 "$db" 'PRAGMA application_id')" = 1464289095 ] || { echo "$db is no database of ours"; exit 1; }
done
cat ../.t/out ../.t/err | grep -q . || ls | grep -vx -f before -e before -e log
EOF
	done
done
done_testing
