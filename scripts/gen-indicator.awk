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
	# What a part over a whole may be in; a number is in any other unit, or days.
	mean["percent"] = "RATE"; mean["hours"] = mean["minutes"] = mean["days"] = "REAL"
	split("collected due open rated checked", word, " ")
	for (i in word)
		is_of_case[word[i]] = 1
	split("visited subject duty trained course merit posted grid score", word, " ")
	for (i in word)
		is_of_duty[word[i]] = 1
	better["more"] = 1; better["less"] = -1; better["-"] = 0
}
/^#/ || /^$/ { next }
$1 == "count" {
	if (NF != 5 && (NF != 6 || $6 != "sum"))
		fail(NF " cells, wanted 5 or 6")
	if (!($3 in is_of_case) && !($3 in is_of_duty) || $2 in count_of)
		fail("cohort '" $3 "', or a name twice")
	# Those of cases have the numbers to 63, the others those from 64 on.
	if ($3 in is_of_duty && !duties)
		gap = " = COUNT_DUTY"
	if ($3 in is_of_case && duties || ++counted > 64 && !duties || $3 in is_of_duty && ++duties > 63)
		fail("a count of cases behind one of duties, or more counts than bits")
	count_of[$2] = $3 in is_of_duty
	names = names "\tCOUNT_" toupper($2) gap ",\t/* " $4 " */\n"
	gap = ""
	if ($6 == "sum")
		sums[$3 in is_of_duty] = sums[$3 in is_of_duty] " | COUNT_BIT(COUNT_" toupper($2) ")"
	counts = counts sprintf("\t[COUNT_%s] = { \"%s\", \"%s\", \"%s\", \"%s\" },\n", toupper($2), $2, $3, $4, $5)
	next
}
$1 == "unit" {
	if (NF != 4 || $2 in unit)
		fail(NF " cells, wanted 4, or a name twice")
	unit[$2] = sprintf("{ \"%s\", \"%s\", \"%s\" }", $2, $3, $4)
	next
}
$1 == "indicator" {
	if (NF != 10)
		fail(NF " cells, wanted 10")
	if (!($7 in unit) || !($8 in better) || $6 != "" && !($7 in mean) || $6 == "" && $7 == "percent")
		fail("unit '" $7 "', better '" $8 "' and whole '" $6 "' do not go together")
	if ($6 != "" && count_of[$5] != count_of[$6])
		fail("cases over what are none")
	if ($2 in at)
		fail("a name twice")
	all++
	at[$2] = all - 1
	if ($9 ~ /c/ && ++columns != ++indicators)
		fail("the columns of every report come first")
	rows = rows sprintf("\t{ { \"%s\", \"%s\", \"\", \"\", FIELD_%s, MASK_NONE, 0 },\n\t  \"%s\", %s, %s, %s, %d, %s, \"%s\" },\n",
		$2, $3, $6 == "" ? "INT" : mean[$7], $4, unit[$7], number($5), $6 == "" ? "COUNT_MAX" : number($6), better[$8], $9 ~ /a/ ? "true" : "false", $10)
	next
}
$1 == "theme" {
	if (NF != 5 || at[$2] != themed + 0 || !($3 in at) || at[$3] < at[$2])
		fail("a theme begins where the last one ended")
	themed = at[$3] + 1
	themes = themes sprintf("\t{ &catalogue[%d], &catalogue[%d], \"%s\", \"%s\" },\n", at[$2], at[$3], $4, $5)
	next
}
{ fail("neither a count, a unit, an indicator nor a theme") }
END {
	if (themed != all)
		fail("an indicator is of no theme")
	if (bad)
		exit 1
	if (part == "at")
		printf "#define COUNT_DUTY 64\n\nenum count {\n%s\tCOUNT_MAX\n};\n\nenum { INDICATOR_COLUMNS = %d };\n\n#define COUNT_SUMS { %s, %s }\n", names, columns, substr(sums[0], 4), substr(sums[1], 4)
	else
		printf "static const struct counted counted[COUNT_MAX] = {\n%s};\n\nstatic const struct indicator catalogue[] = {\n%s};\n\nstatic const struct theme themes[] = {\n%s};\n", counts, rows, themes
}
