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
	names[++n] = name
	texts[n] = text
	name = text = ""
}
function lint(line,    low) {
	low = " " tolower(line) " "
	if (low ~ /[^a-z_](like|glob|regexp|rowid|strftime|julianday|unixepoch|datetime|group_concat|iif|total_changes)[^a-z_]/ ||
	    low ~ /insert or |substr\([^()]*, *-/ || low ~ /[^a-z_](date|time)\(/ || low ~ /current_(time|date)/) {
		printf "%s:%d: not in both engines: %s\n", FILENAME, FNR, line > "/dev/stderr"
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
	lint($0)
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
