# Turn text files into one C table of names and bytes, so that an installed
# binary needs no data folder.  -v what=schema or what=table.
function finish() {
	if (file != "")
		printf ";\n"
}
FNR == 1 {
	finish()
	file = FILENAME
	base = file
	sub(/.*\//, "", base)
	sub(/\.[a-z]*$/, "", base)
	names[++n] = base
	printf "static const char %s_%d[] =", what, n
}
{
	t = $0
	gsub(/\\/, "\\\\", t)
	gsub(/"/, "\\\"", t)
	printf "\n\t\"%s\\n\"", t
}
END {
	finish()
	if (what == "schema") {
		# The last file is temp.sql: no migration.
		printf "#include \"schema.h\"\n\nconst int schema_count = %d;\nconst char *const schema_text[] = {\n", n - 1
		for (i = 1; i < n; i++)
			printf "\tschema_%d,\n", i
		printf "};\nconst char *const schema_temp = schema_%d;\n", n
	} else {
		printf "#include \"standard.h\"\n\nconst struct standard_table standard_table[] = {\n"
		for (i = 1; i <= n; i++)
			printf "\t{ \"%s\", table_%d, sizeof table_%d - 1 },\n", names[i], i, i
		printf "};\nconst size_t standard_table_count = %d;\n", n
	}
}
