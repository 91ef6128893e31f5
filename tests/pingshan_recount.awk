# SPDX-License-Identifier: MIT
#
# How many Pingshan cases a street had opened in each ISO week, or a unit in
# each month, how many of them were done in time, and the rate: counted from
# the published file alone, knowing nothing of wangge.
#
#	awk -v by=street -f pingshan_recount.awk streets_2023.csv cases.csv
#	awk -v by=unit   -f pingshan_recount.awk streets_2023.csv cases.csv
#
# prints, in no order, PERIOD,CODE,OPENED,IN_TIME,RATE.  By street there is a
# line for every street of the district in every week from the first case's to
# the last one's; by unit those that occur, '-' being no code.  A case without
# a community belongs nowhere.

BEGIN { FS = "," }

FNR == 1 {
	files++
	split("", column)
	for (i = 1; i <= NF; i++)
		column[$i] = i
	next
}

# No cell of the cases is quoted, so that a comma always parts two cells.
files == 2 && /"/ { refuse("a quote") }

files == 1 && /^440310/ {
	gsub(/"/, "")
	code[$(column["name"])] = $(column["code"])
}

files == 2 && $(column["community"]) != "-" {
	day = day_of($(column["create_date"]))
	if (!first || day < first)
		first = day
	if (day > last)
		last = day
	if (by == "street") {
		if (!($(column["street"]) in code))
			refuse("unknown street")
		key = week_of(day) "," code[$(column["street"])]
	} else {
		unit = $(column["dispose_unit_id"])
		key = substr($(column["create_date"]), 1, 7) "," (unit == "-" ? "" : unit)
	}
	opened[key]++
	in_time[key] += $(column["outcome_code"]) == "intime"
}

END {
	if (refused)
		exit 1
	if (by == "street")
		for (day = first; week_of(day) <= week_of(last); day += 7)
			for (name in code)
				opened[week_of(day) "," code[name]] += 0
	for (key in opened)
		print key "," opened[key] "," in_time[key] + 0 "," rate(in_time[key], opened[key])
}

function refuse(reason) {
	print FILENAME ":" FNR ": " reason >"/dev/stderr"
	refused = 1
	exit 1
}

# Days from the last day before the year 1, so that day 1 is a Monday.
function day_number(year, month, day) {
	if (month < 3) {    # a year that ends with February
		year--
		month += 12
	}
	return 365 * year + int(year / 4) - int(year / 100) + int(year / 400) + int((153 * month - 457) / 5) + day - 306
}

function day_of(date) {
	return day_number(substr(date, 1, 4) + 0, substr(date, 6, 2) + 0, substr(date, 9, 2) + 0)
}

# A week belongs to the year that its Thursday is in (ISO 8601).
function week_of(day,    thursday, year) {
	thursday = day - (day - 1) % 7 + 3
	year = int(thursday / 366)
	while (day_number(year + 1, 1, 1) <= thursday)
		year++
	return sprintf("%04d-W%02d", year, int((thursday - day_number(year, 1, 1)) / 7) + 1)
}

# Per cent with two decimals, half up, in whole numbers.
function rate(part, whole,    hundredths) {
	if (whole == 0)
		return ""
	hundredths = int((20000 * part + whole) / (2 * whole))
	return sprintf("%d.%02d", int(hundredths / 100), hundredths % 100)
}
