# Turn the catalogue lib/indicator.csv into C: what is counted and how many
# columns a report has (-v part=at), or the tables (-v part=c).
function fail(s) {
	printf "%s:%d: %s\n", FILENAME, FNR, s > "/dev/stderr"
	bad = 1
}
function number(name) {
	if (!(name in count_of))
		fail("nothing called '" name "' is counted")
	return "COUNT_" toupper(name)
}
BEGIN {
	FS = ","
	type["cases"] = "INT"; type["percent"] = "RATE"; type["hours"] = "REAL"
	better["more"] = 1; better["less"] = -1; better["-"] = 0
}
/^#/ || /^$/ { next }
$1 == "count" {
	if (NF != 5)
		fail(NF " cells, wanted 5")
	if ($3 !~ /^(collected|due|open|rated|checked)$/ || $2 in count_of || ++counted > 63)
		fail("cohort '" $3 "', a name twice, or more counts than bits")
	count_of[$2] = 1
	names = names "\tCOUNT_" toupper($2) ",\t/* " $4 " */\n"
	counts = counts sprintf("\t{ \"%s\", \"%s\", \"%s\", \"%s\" },\n", $2, $3, $4, $5)
	next
}
$1 == "indicator" {
	if (NF != 10)
		fail(NF " cells, wanted 10")
	if (!($7 in type) || !($8 in better) || ($7 == "cases") != ($6 == ""))
		fail("unit '" $7 "', better '" $8 "' and whole '" $6 "' do not go together")
	if ($2 in at || ++all > 56)
		fail("a name twice, or more indicators than a table has columns")
	at[$2] = all - 1
	if ($9 ~ /c/ && ++columns != ++indicators)
		fail("the columns of every report come first")
	rows = rows sprintf("\t{ { \"%s\", \"%s\", \"\", \"\", FIELD_%s, MASK_NONE, 0 },\n\t  \"%s\", %s, %s, %d, %s, \"%s\" },\n",
		$2, $3, type[$7], $4, number($5), $6 == "" ? "COUNT_MAX" : number($6), better[$8], $9 ~ /a/ ? "true" : "false", $10)
	next
}
$1 == "theme" {
	if (NF != 5 || at[$2] != themed + 0 || !($3 in at) || at[$3] < at[$2])
		fail("a theme begins where the last one ended")
	themed = at[$3] + 1
	themes = themes sprintf("\t{ &catalogue[%d], &catalogue[%d], \"%s\", \"%s\" },\n", at[$2], at[$3], $4, $5)
	next
}
{ fail("neither a count, an indicator nor a theme") }
END {
	if (themed != all)
		fail("an indicator is of no theme")
	if (bad)
		exit 1
	if (part == "at")
		printf "enum count {\n%s\tCOUNT_MAX\n};\n\nenum { INDICATOR_COLUMNS = %d };\n", names, columns
	else
		printf "static const struct counted counted[COUNT_MAX] = {\n%s};\n\nstatic const struct indicator catalogue[] = {\n%s};\n\nstatic const struct theme themes[] = {\n%s};\n", counts, rows, themes
}
