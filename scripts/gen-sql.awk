# Turn named SQL statements into C.  Reads lib/sql/*.sql and the generated
# records.sql; a line `-- name: NAME` begins a statement, which runs to the
# next name.  -v part=h prints the enum, part=c the table, part=check the
# statements behind EXPLAIN for the sqlite3 shell.
# Forbidden words are what SQLite and PostgreSQL do not read alike.
function finish() {
	if (name == "")
		return
	sub(/[ \t\n;]+$/, "", text)
	if (text == "") {
		printf "%s: statement %s is empty\n", file, name > "/dev/stderr"
		bad = 1
	}
	lint(name, text)
	names[++n] = name
	texts[n] = text
	name = text = ""
}
# The statement as one line, without the insides of its quotes and brackets
# where `flat` says so.
function folded(s, flat) {
	s = " " tolower(s) " "
	gsub(/[ \t\n]+/, " ", s)
	gsub(/\047[^\047]*\047/, "\047\047", s)
	while (flat && s ~ /\([^()]*\)/)
		gsub(/\([^()]*\)/, "[]", s)
	return s
}
function lint(name, text,    low, list, n, i, item, plain) {
	low = folded(text, 0)
	if (low ~ /[^a-z_](like|glob|regexp|rowid|oid|strftime|julianday|unixepoch|datetime|group_concat|iif|ifnull|instr|printf|format|total_changes)[^a-z_]/ ||
	    low ~ /insert or |replace into |substr ?\(.*, ?-[0-9]/ || low ~ /[^a-z_](date|time) ?\(/ || low ~ /current_(time|date)/) {
		printf "%s: statement %s: not in both engines\n", file, name > "/dev/stderr"
		bad = 1
	}
	if (low ~ /"/) {
		printf "%s: statement %s: a double quote, which the engines read in two ways\n", file, name > "/dev/stderr"
		bad = 1
	}
	# A column beside an aggregate, without GROUP BY: only one engine takes it.
	low = folded(text, 1)
	if (low !~ /^ *(with .* )?select / || low ~ / group by | over /)
		return
	list = low
	sub(/^.*[^a-z_]select /, "", list)
	sub(/ from .*/, "", list)
	n = split(list, item, ",")
	for (i = 1; i <= n; i++)
		if (item[i] !~ /(count|sum|min|max|avg) ?\[\]/ && item[i] !~ /^ *([0-9]|:)/)
			plain = 1
	if (plain && list ~ /(^|[^a-z_])(count|sum|min|max|avg) ?\[\]/) {
		printf "%s: statement %s: a column beside an aggregate\n", file, name > "/dev/stderr"
		bad = 1
	}
}
FNR == 1 { finish(); file = FILENAME }
/^-- name: / {
	finish()
	name = $3
	if (name !~ /^[a-z][a-z0-9_]*$/ || name in seen) {
		printf "%s:%d: bad or repeated name %s\n", FILENAME, FNR, name > "/dev/stderr"
		bad = 1
	}
	seen[name] = 1
	next
}
/^[ \t]*--/ { next }
/^[ \t]*$/ { next }
{
	if (name == "") {
		printf "%s:%d: text before the first name\n", FILENAME, FNR > "/dev/stderr"
		bad = 1
	}
	text = text $0 "\n"
}
END {
	finish()
	if (bad)
		exit 1
	if (part == "h") {
		print "/* Made by scripts/gen-sql.awk from lib/sql. */"
		print "#ifndef SQL_H\n#define SQL_H\n\nenum sql {"
		for (i = 1; i <= n; i++)
			printf "\tSQL_%s,\n", toupper(names[i])
		print "\tSQL_COUNT\n};\n"
		print "extern const char *const sql_text[];"
		print "extern const char *const sql_name[];\n\n#endif"
	} else if (part == "c") {
		print "/* Made by scripts/gen-sql.awk from lib/sql. */\n#include \"sql.h\"\n"
		print "const char *const sql_text[] = {"
		for (i = 1; i <= n; i++) {
			t = texts[i]
			gsub(/\\/, "\\\\", t)
			gsub(/"/, "\\\"", t)
			gsub(/\n/, "\\n\"\n\t\"", t)
			printf "\t\"%s\",\n", t
		}
		print "};\n\nconst char *const sql_name[] = {"
		for (i = 1; i <= n; i++)
			printf "\t\"%s\",\n", names[i]
		print "};"
	} else {
		for (i = 1; i <= n; i++)
			printf ".print %s\nEXPLAIN %s;\n", names[i], texts[i]
	}
}
