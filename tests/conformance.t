#!/bin/sh
# SPDX-License-Identifier: MIT
# The same demands on every file in cmd/, and on the manual as a whole.
. "$(dirname "$0")/lib.sh"

command -v mandoc >/dev/null || skip_all 'mandoc is not installed'

no=440310-20261109-00001
export no

# The least that makes each command do something, in an order in which each
# works on what those before it left.
cat >calls <<EOF
grid-import --summary - setting settings.csv
case-collect --area 440310003001001 --text x --matter 1102
case-open $no
case-dispatch --to ZF $no
case-remind --kind key $no
case-handle --by ZF --accept $no
case-feedback --by ZF --result x $no
case-verify --pass $no
case-close $no
case-rate --score 5 $no
case-appeal --by ZF --reason x $no
case-list
grid-export area
case-show $no
grid-report
grid-plan check --load
worker-train --coverage
worker-visit --due
worker-score --month 2026-11
dept-score --month 2026-11
grid-backup copy.db
grid-log
grid-check
grid-init --upgrade
EOF
printf 'name,value\nsatisfied_from,4\n' >settings.csv
newdb
newdb newer.db
sqlite3 newer.db 'PRAGMA user_version = 1000'

page() { case $1 in *.5) echo "$BUILD/man/$1" ;; *) echo "$TOP/man/$1" ;; esac; }

# A page as it is read, without overstriking; and one of its sections.
render() { mandoc -T utf8 -O "width=$2" "$(page "$1")" | sed "s/.$(printf '\b')//g"; }
section() { render "$1" 1000 | awk -v want="$2" '/^[A-Z]/ { on = $0 == want; next } on && NF { sub(/^ +/, ""); print }'; }

# Help with one line a form, however they are folded.
unfold() { awk '/^ / { sub(/^ +/, ""); line = line " " $0; next } { if (NR > 1) print line; line = $0 } END { print line }' "$@"; }

# Options of a help text, each with the word for its value, if it has one that
# must be given.
used() { unfold "$@" | tr -d '[]' | sed 's/=[^ ]*//g' | tr '|' ' ' | awk '{
	for (i = 2; i <= NF; i++)
		if ($i ~ /^--/)
			print $i, $(i + 1) ~ /^[a-z]/ && $i !~ /^--(accept|auto|cancel|explain|fail|fixed-on-spot|force|pass|return|suggest)$/ ? $(i + 1) : ""
		else if ($i ~ /^-./ && length($i) == 2)
			print $i, $(i + 1) ~ /^[a-z]/ ? $(i + 1) : ""
		else if ($i ~ /^-./)
			for (k = 2; k <= length($i); k++)
				print "-" substr($i, k, 1), ""
}'; }

# Options that lines of a mdoc page name: those of list items, or any.
said() { awk -v only="$2" '
/^\.Sh / { on = /DESCRIPTION/ }
on && /^\./ && (only == "" || $1 == only) {
	flag = 0
	for (i = 1; i <= NF; i++) {
		word = i == 1 ? substr($i, 2) : $i
		if (word == "Fl")
			flag = 1
		else if (word ~ /^[A-Z][a-z]$/)
			flag = 0
		else if (flag && word ~ /^-?[A-Za-z]/)
			print "-" word
	}
}' "$(page "$1")"; }

# Lines that are not in the second file.
missing() { sort -u "$1" >.want; sort -u "$2" | comm -23 .want -; }
nothing() { if [ -s "$1" ]; then echo "$2:"; cat "$1"; return 1; fi; }

# Those of standard input's lines that are wider than 80 columns: characters of
# three bytes are two columns wide.
wide() { awk '{ s = $0; gsub(/[\200-\277]/, "", s); gsub(/[\343-\355\357]/, "xx", s) } length(s) > 80'; }

lint() {
	expect 0 mandoc -T lint -W warning "$(page "$1")"
	stdout </dev/null
	render "$1" 80 | wide >bad
	nothing bad 'wider than 80 columns'
	grep -nE '^[^.][ -~]{80,}$' "$(page "$1")" >bad || :
	nothing bad 'lines of more than 80 bytes'
}

for path in "$TOP"/cmd/*-*.c; do
	c=${path##*/} c=${c%.c}
	call=$(sed -n "s/^$c *//p" calls)
	export c call

	t "$c: its page has all sections" <<'EOF'
sed -n 's/^\.Sh //p' "$TOP/man/$c.1" >sections
printf '%s\n' NAME SYNOPSIS DESCRIPTION ENVIRONMENT 'EXIT STATUS' EXAMPLES DIAGNOSTICS 'SEE ALSO' | diff -u - sections
[ "$(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/s/^\.Nm.*/Nm/p' "$TOP/man/$c.1" | wc -l)" -gt 0 ]
EOF
	t "$c: its page is clean and fits 80 columns" <<'EOF'
lint "$c.1"
EOF
	t "$c: two examples or more, one a pipeline" <<'EOF'
sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAG/p' "$TOP/man/$c.1" >examples
[ "$(grep -c '^\.Bd -literal' examples)" -ge 2 ]
grep -q '[^|]|\( \|$\)' examples
EOF
	t "$c: -h prints the synopsis" <<'EOF'
expect 0 "$c" -h
stderr </dev/null
unfold .t/out >help
section "$c.1" SYNOPSIS | diff -u - help
expect 0 "$c" --help
unfold .t/out | diff -u help -
EOF
	t "$c: every option is described, in order, and no other" <<'EOF'
"$c" -h >help
used help | awk '{ print $1 }' >used
said "$c.1" >said
said "$c.1" .It >items
said wangge.7 .It >shared
cat said shared >known
missing used known >bad
nothing bad 'not described'
missing items used >bad
nothing bad 'described, but not taken'
sed -n '/^\.Sh ENV/q;s/^\.It Fl -*\([^ ]*\).*/\1/p' "$TOP/man/$c.1" >order
sort -f order | diff -u - order
EOF
	t "$c: says its exit statuses, all of them wangge(7)'s" <<'EOF'
section "$c.1" 'EXIT STATUS' | sed -n 's/^\([0-9][0-9]*\) .*/\1/p' >own
section wangge.7 'EXIT STATUS' | sed -n 's/^\([0-9][0-9]*\) .*/\1/p' >all
[ "$(sed -n 1p own)" = 0 ]
sort -n own | diff -u - own
missing own all >bad
nothing bad 'not in wangge(7)'
EOF
	t "$c: wangge(7) lists it with the same words" <<'EOF'
sed -n 's/^\.Nd //p' "$TOP/man/$c.1" >own
awk -v c="$c" 'on { print; exit } $1 == ".It" && $2 == "Xr" && $3 == c && NF == 4 { on = 1 }' "$TOP/man/wangge.7" | diff -u - own
EOF
	t "$c: -V prints the name and a version" <<'EOF'
expect 0 "$c" -V
grep -qx "$c (wangge) [0-9][0-9.]*" .t/out
stderr </dev/null
expect 0 "$c" --version
grep -qx "$c (wangge) [0-9][0-9.]*" .t/out
EOF
	t "$c: an unknown option, or one without its value, is 64" <<'EOF'
for option in -Z --no-such-option -d; do
	expect 64 "$c" $option
	stdout </dev/null
	stderr_has "$c: "
done
EOF
	t "$c: an operand too few or too many is 64" <<'EOF'
case " $call" in
*" $no") set -- ${call%"$no"} ;;
*" settings.csv") set -- --summary - ;;
*) set -- $call operand ;;
esac
expect 64 "$c" "$@"
stdout </dev/null
stderr_has "$c: "
EOF
	t "$c: help and version on a full disk are 74" <<'EOF'
for option in -h -V; do
	expect 74 sh -c '"$0" "$1" >/dev/full' "$c" $option
	stderr_has "$c: cannot write standard output"
done
EOF
	t "$c: is in the table of calls of this test" <<'EOF'
grep -q "^$c\( \|$\)" calls
EOF
	t "$c: a missing database is 66, and is not made" <<'EOF'
expect 66 "$c" -d missing.db $call
stdout </dev/null
stderr_has "$c: no database 'missing.db'"
expect 66 env GRID_DB=missing.db "$c" $call
[ ! -e missing.db ]
EOF
	t "$c: what is no database is 78, and stays as it is" <<'EOF'
echo 'no database, but text' >garbage.db
: >empty.db
for db in garbage.db empty.db "$BUILD/bin/$c"; do
	cp "$db" before
	cp "$db" other.db
	expect 78 "$c" -d other.db $call
	stdout </dev/null
	stderr_has "$c: 'other.db' is not a wangge database"
	cmp other.db before
done
EOF
	t "$c: -o takes - for standard output, and never the database" <<'EOF'
"$c" -h | grep -qF -e '[-o file]' || exit 0
[ "$c" != case-open ] || call="--suggest $call"     # the one form that prints
newdb keep.db
ln -sf keep.db other-name
cksum keep.db keep.db-gate >sums
for name in keep.db ./keep.db other-name keep.db-gate keep.db-wal; do
	expect 64 "$c" -d keep.db -o $name $call
	stdout </dev/null
	stderr_has "$c: -o '$name' would overwrite the database"
done
cksum keep.db keep.db-gate | diff sums -
"$c" -d keep.db $call >want || :
"$c" -d keep.db -o - $call >got || :
diff want got
[ ! -e ./- ]
EOF
	t "$c: a newer database is 78" <<'EOF'
expect 78 "$c" -d newer.db $call
stdout </dev/null
stderr_has "made by a newer wangge"
EOF
	t "$c: a fixed clock that is no time is 64" <<'EOF'
now yesterday
expect 64 "$c" $call
stdout </dev/null
stderr_has "$c: GRID_NOW"
EOF
done

# Each leaves the case to the next, so the work is done all the same.
while read -r c call; do
	export c call
	t "$c: data on a full disk is 74, and the work is done" <<'EOF'
now '2026-11-09 09:00:00'
want=74
# Only overtime can be appealed against.
[ "$c" != case-appeal ] || sqlite3 grid.db "UPDATE casefile SET outcome = 'overtime'"
case $c in grid-backup | grid-check | grid-init) want=0 ;; esac        # they have nothing to say
expect $want sh -c '"$@" >/dev/full' sh "$c" $call
if [ $want = 74 ]; then
	stderr_has "$c: cannot write standard output"
fi
EOF
done <calls

t 'a letter means the same everywhere, and wangge(7) says what' <<'EOF'
for path in "$TOP"/cmd/*-*.c; do
	c=${path##*/}
	"${c%.c}" -h >help
	used help
done | grep -v '^--' | sort -u >letters
awk '$1 == ".It" && $2 == "Fl" && length($3) == 1 { print "-" $3, $6 == "Ar" ? $7 : "" }' "$TOP/man/wangge.7" | sort >shared
missing letters shared >bad
nothing bad 'letters that wangge(7) does not give, or not so'
EOF
t 'a long option takes a value everywhere or nowhere' <<'EOF'
for path in "$TOP"/cmd/*-*.c; do
	c=${path##*/}
	"${c%.c}" -h >help
	used help
done | grep '^--' | awk '{ print $1, NF > 1 }' | sort -u | awk 'seen[$1]++' >bad
nothing bad 'with and without a value'
EOF
for p in wangge.5 wangge.7; do
	export p
	t "$p is clean and fits 80 columns" <<'EOF'
lint "$p"
EOF
done
# man(1) of most systems is groff, which gives a page two columns less.
if command -v groff >/dev/null; then
	t 'every page fits 80 columns when groff sets it' <<'EOF'
: >bad
for p in "$TOP"/man/*.[17] "$BUILD/man/wangge.5"; do
	for width in 78 80; do
		expect 0 env LC_ALL=C.UTF-8 groff -K utf8 -mandoc -Tutf8 -rLL=${width}n -P-cbou "$p"
		stderr </dev/null
		wide <.t/out | sed "s/^/${p##*/}: /" >>bad
	done
done
nothing bad 'wider than 80 columns'
EOF
else
	skip 'every page fits 80 columns when groff sets it' 'groff is not installed'
fi
t 'a writer says that the disk may be full' <<'EOF'
for path in "$TOP"/cmd/*-*.c; do
	c=${path##*/} c=${c%.c}
	"$c" -h | grep -q -e --wait || continue
	section "$c.1" 'EXIT STATUS' | grep -q '^73 ' || echo "$c"
done >bad
nothing bad 'without 73'
EOF
# A message is put together of parts with ': ' between them.  Each part must be
# one of the sources' strings, where % stands for anything; the command's name and
# what only says which matter or option it was, as in --to 'W', are passed over.
t 'every message under DIAGNOSTICS is in the sources' <<'EOF'
{
	cat "$TOP"/lib/*.c "$TOP"/cmd/*.c | grep -o '"\([^"\\]\|\\.\)*"' | sed 's/^"//; s/"$//; s/\\"/"/g'
	cat "$TOP"/lib/schema/0*.sql | grep -o "ABORT, '[^']*'" | sed "s/ABORT, '//; s/'$//"
	echo 'File exists'      # the system's own
} | awk '{ n = split($0, part, ": "); for (i = 1; i <= n; i++) print part[i] }' >strings
for path in "$TOP"/man/*.1; do
	sed -n '/^\.Sh DIAG/,/^\.Sh SEE/s/^\.It "\(.*\)"$/\1/p' "$path"
done >messages
[ "$(wc -l <messages)" -gt 25 ]
awk '
NR == FNR {
	n = split($0, part, /%[-+0-9.*]*(zu|ld|lld|s|d|c|g)/)
	fixed = 0
	re = ""
	for (i = 1; i <= n; i++) {
		fixed += length(part[i])
		gsub(/[][\\.^$*+?(){}|]/, "\\\\&", part[i])
		re = re (i > 1 ? ".*" : "") part[i]
	}
	if (n == 1 || fixed >= 8)
		known["^" re "$"]
	next
}
{
	n = split($0, part, ": ")
	for (i = 1; i <= n; i++) {
		found = part[i] == "..." || (i == 1 && part[i] ~ /^(case|grid|worker|dept)-[a-z]+$/) || \
			part[i] ~ /^[a-z-]+ \047[A-Z]+\047$/
		for (re in known)
			if (found || (found = part[i] ~ re))
				break
		if (!found)
			print part[i]
	}
}' strings messages >bad
nothing bad 'no such message'
EOF
t 'the build refuses statements that the two engines do not read alike' <<'EOF'
while read -r sql; do
	printf -- '-- name: one\n%s\n' "$sql" | tr '~' '\n' >one.sql
	expect 1 awk -v part=check -f "$TOP/scripts/gen-sql.awk" one.sql
done <<'END'
SELECT code FROM area WHERE name LIKE '%x';
SELECT code, max(area_id) AS m FROM area;
INSERT~OR REPLACE INTO setting (name) VALUES ('a');
SELECT substr(coalesce(code, ''), -2) AS c FROM area;
SELECT 1 AS one FROM area WHERE "nosuch" = 'a';
SELECT ifnull(name, '') AS n FROM area;
SELECT instr(code, 'x') AS n FROM area;
END
printf -- '-- name: one\nSELECT count(*) AS n, max(name) AS m FROM area;\n' >one.sql
expect 0 awk -v part=check -f "$TOP/scripts/gen-sql.awk" one.sql
EOF
t 'the exit statuses of wangge(7) are those of lib/status.c' <<'EOF'
section wangge.7 'EXIT STATUS' | sed -n 's/^\([0-9][0-9]*\) .*/\1/p' >said
sed -n 's/.*\[ST_[A-Z]*\] = \([0-9]*\),.*/\1/p' "$TOP/lib/status.c" | sort -nu | diff -u - said
EOF
t 'wangge(7) names every status of a case' <<'EOF'
awk -F , '!/^#/ && $1 != "action" { print $2; print $3 }' "$TOP/lib/workflow.csv" | grep -vx -e any -e none | sort -u >words
while read -r word; do
	grep -qw "$word" "$TOP/man/wangge.7" || echo "$word"
done <words >bad
nothing bad 'not named'
EOF
t 'wangge(5) names every table, setting and indicator' <<'EOF'
{
	sed -n 's/^CREATE TABLE \([a-z_]*\).*/\1/p' "$TOP"/lib/schema/0*.sql
	sed -n '2,$s/,.*//p' "$TOP/lib/tables/setting.csv"
	sed -n 's/^indicator,\([a-z_]*\),.*/\1/p' "$TOP/lib/indicator.csv"
} >words
[ "$(wc -l <words)" -gt 60 ]
while read -r word; do
	grep -qw -e "$word" "$(page wangge.5)" || echo "$word"
done <words >bad
nothing bad 'not named'
EOF
t 'wangge(5) names every column, and under TABLES no other' <<'EOF'
newdb
sqlite3 -separator ' ' grid.db "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_xinfo(m.name) c
	WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite%'" >columns
[ "$(wc -l <columns)" -gt 200 ]
awk '
FILENAME ~ /fields.csv/ { if (split($0, cell, ",") > 3 && cell[3] != "") field[cell[3]]; next }
/^\.Sh / { on = /TABLES/; next }
FILENAME !~ /columns/ { if (on && /^\.(It )?Va /) { gsub(/^\.(It )?Va | [,.:;]/, ""); n = split($0, word, " "); for (i = 1; i <= n; i++) said[word[i]] } next }
{ table[$1]; column[$2] }
!($2 in said) && !($2 in field) && $2 != $1 "_id" { print $1 "." $2 }
END { for (w in said) if (!(w in table) && !(w in column) && w !~ /\*/) print w ", which there is not" }
' "$TOP/lib/fields.csv" "$(page wangge.5)" columns >bad
nothing bad 'not named'
EOF
t 'every cross reference leads to a page of ours or of the system' <<'EOF'
cat "$TOP"/man/*.1 "$TOP/man/wangge.7" "$(page wangge.5)" | sed -n 's/.*Xr \([a-z0-9-]*\) \([0-9]\).*/\1.\2/p' | sort -u >refs
while read -r ref; do
	[ -f "$(page "$ref")" ] || [ "$ref" = sqlite3.1 ] || [ "$ref" = cron.8 ] || echo "$ref"
done <refs >bad
nothing bad 'leads nowhere'
EOF
done_testing
