#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Deadlines against a city's own word: Boston's 311 requests, through
# scripts/load-boston, have when each was opened, was to be closed and was
# closed, and a flag ONTIME or OVERDUE, which is not imported.  What case-list and
# grid-report make of the times is compared with the flag and with a recount of
# the file in Python (boston_recount.py); whatever disagrees with the flag is
# listed with the reason.  New York's and San Francisco's requests, some of
# which close before they open, come back as such.
# shellcheck disable=SC2034,SC2154 # cases stand in here-documents; $data is data.sh's
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

need cases/boston311_2011_q3.csv.gz cases/nyc311_2014_2019_sample.csv.gz cases/sf311_2008_2018_sample.csv.gz
python3 -c 'import zoneinfo; zoneinfo.ZoneInfo("America/New_York")' 2>/dev/null || skip_all 'python3 without zoneinfo'
cases=$data/cases/boston311_2011_q3.csv.gz
recount() { python3 "$TOP/tests/boston_recount.py" "$@"; }
sql() { sqlite3 -readonly bo.db "$@"; }

# As of the file's snapshot, which is of no other time than its last word.
now "$(recount snapshot "$cases")"
recount counts "$cases" >counted
read -r rows areas departments types <counted

# loaded COLUMN AREAS DEPARTMENTS TYPES CASES: what the last load counts there.
loaded() {
	is "$(awk -F, -v column="$1" '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ printf "%s %s ", $1, $(at[column]) }' .t/out)" "area $2 department $3 matter $4 setting $5 case $6 "
}

t 'every request goes in but those that close before they open' <<'EOF'
	expect 0 "$TOP/scripts/load-boston" "$data" bo.db
	recount times "$cases" | awk -F'|' '$4 != "" && $4 < $2' >backwards
	bad=$(awk 'END { print NR }' backwards)
	loaded inserted $((areas + 1)) "$departments" "$types" 0 $((rows - bad))
	loaded rejected 0 0 0 0 "$bad"
	is "$(sql 'SELECT count(*) FROM casefile')" $((rows - bad))
EOF

t 'each time is the instant that it was in Boston, in summer and in winter' <<'EOF'
	recount times "$cases" >want
	sql "SELECT source_no, collected_at, close_due_at, closed_at FROM casefile ORDER BY source_no" | diff want - | head -n 5 >bad
	is "$(cat bad)" ''
	sql "SELECT count(*) FROM casefile WHERE opened_at <> collected_at OR handle_due_at IS NOT close_due_at
		OR handled_at IS NOT closed_at OR dispatched_at <> opened_at" | diff - /dev/fd/3 3<<-'END'
		0
	END
	expect 0 case-list -d bo.db
	python3 - "$cases" <<-'END'
		import csv, gzip, io, sys
		at = ('open_dt', 'target_dt', 'closed_dt')
		want = {r['case_enquiry_id']: [r[c] for c in at] for r in csv.DictReader(io.TextIOWrapper(gzip.open(sys.argv[1])))}
		got = {r['source_no']: [r[c] for c in ('opened_at', 'close_due_at', 'closed_at')] for r in csv.DictReader(open('.t/out'))}
		sys.exit(want != got)
	END
EOF

# Our verdict of each request: NUMBER|ONTIME or OVERDUE, by number.
verdicts() {
	expect 0 case-list -d bo.db
	python3 -c 'import csv
for r in sorted(csv.DictReader(open(".t/out")), key=lambda r: r["source_no"]):
    print(r["source_no"], "OVERDUE" if r["is_overdue"] == "1" else "ONTIME", sep="|")'
}

t 'the verdict on each is that of its instants' <<'EOF'
	recount verdicts "$cases" >explained
	cut -d'|' -f1,2 explained >want.verdicts
	verdicts >got.verdicts
	is "$(wc -l <got.verdicts)" "$rows"
	diff want.verdicts got.verdicts >bad || { head -n 5 bad; exit 1; }
EOF

t "and it is the city's own, but for those that are listed with their reason" <<'EOF'
	zcat "$cases" | python3 -c 'import csv, sys
for r in sorted(csv.DictReader(sys.stdin), key=lambda r: r["case_enquiry_id"]):
    print(r["case_enquiry_id"], r["ontime"], "T" if r["target_dt"] else "", sep="|")' >flags
	# Whatever differs must be in the list, and nothing else.
	paste -d'|' got.verdicts flags | awk -F'|' '$1 != $3 { exit 2 } $2 != $4 { print $1 }' >differ
	awk -F'|' '$4 != "" { print $1 }' explained | diff differ -
	is "$(grep -c UNEXPLAINED explained)" 0
	# With a target and a flag, and not without.
	awk -F'|' '$3 == "T" && $2 != ""' flags >judged
	[ "$(wc -l <judged)" -gt 26000 ]
	for verdict in ONTIME OVERDUE; do
		[ "$(grep -c "|$verdict|" judged)" -gt 5000 ]
	done
	awk -F'|' -v judged="$(wc -l <judged)" -v rows="$rows" '
	NR == FNR { flag[$1] = $2; target[$1] = $3; next }
	$4 != "" { n[$4]++; said[$4 ": we say " $2 ", the city " ($3 == "" ? "nothing" : $3)]++; if (target[$1] && flag[$1] != "") wrong++ }
	END {
		print "of " rows " requests " judged " have a target and a flag; of these " wrong + 0 " disagree"
		for (s in said)
			print s ": " said[s]
	}' flags explained >summary
EOF
sed 's/^/# /' summary
awk -F'|' '$4 != "" && $4 != "no flag" { print "# " $1 ": " $4 ": we say " $2 ", the city " $3 }' explained

# The report's figures that come of times, as boston_recount.py has them.
figures() {
	awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split("code collected handle_due handled handled_in_time close_due closed closed_in_time backlog overdue", column, " "); next }
	{ line = ""; for (i = 1; i <= n; i++) line = line (i > 1 ? "," : "") $(at[column[i]]); print line }' .t/out | LC_ALL=C sort
}

t 'reports of months, by both cohorts, as of several moments, agree with the recount' <<'EOF'
	for by in department source; do
		for call in "2011-07 opened $GRID_NOW" '2011-08 opened 2011-09-01 00:00:00' '2011-09 opened 2011-11-06 12:00:00' \
			"2011-07 due $GRID_NOW" '2011-09 due 2011-09-30 23:59:59' '2011-11 due 2011-12-01 00:00:00' '2012-03 due 2012-03-31 12:00:00'; do
			echo "$by $call"
		done
	done >calls
	recount report "$cases" <calls >recounted
	while read -r by month cohort as_of; do
		expect 0 grid-report -d bo.db --month "$month" --cohort "$cohort" --by "$by" --as-of "$as_of"
		figures >got
		sed -n "s/^$by $month $cohort $as_of|//p" recounted | LC_ALL=C sort >want
		[ -s want ]
		diff want got || { echo "$by $month $cohort $as_of"; exit 1; }
	done <calls
	is "$(wc -l <calls)" 14
EOF

# Half up, in whole numbers.
rated() { awk -F, -v OFS=, '{ h = int((20000 * $5 + $3) / (2 * $3)); print $0, int(h / 100) "." sprintf("%02d", h % 100) }'; }

t "every week's rate on time, by department and in all, is that of the city's own column" <<'EOF'
	recount weeks "$cases" >parts
	awk -F, -v OFS=, '{ n[$1] += $3; c[$1] += $4; i[$1] += $5; print } END { for (w in n) print w, "total", n[w], c[w], i[w] }' parts |
		rated | LC_ALL=C sort >want
	for week in $(cut -d, -f 1 parts | sort -u); do
		expect 0 grid-report -d bo.db --week "$week" --cohort opened --by department --total \
			--indicator close_due,closed,closed_in_time,close_in_time_rate
		# A department of which only something older is open has no week.
		awk -F, -v OFS=, -v week="$week" 'NR > 1 && $3 { print week, $1, $3, $4, $5, $6 }' .t/out
	done | LC_ALL=C sort >got
	diff want got >bad || { head -n 5 bad; exit 1; }
	[ "$(grep -c ,total, got)" -ge 13 ]
EOF

t 'in time and overdue of the whole quarter are the flags of the file' <<'EOF'
	expect 0 grid-report -d bo.db --quarter 2011-Q3 --cohort opened --by department --total
	figures | grep '^total' >got
	zcat "$cases" | python3 -c 'import collections, csv, sys
n = collections.Counter()
for r in csv.DictReader(sys.stdin):
    n["all"] += 1
    n["closed"] += r["case_status"] == "Closed"
    n["in time"] += r["case_status"] == "Closed" and r["ontime"] == "ONTIME"
    n["open, late"] += r["case_status"] == "Open" and (r["ontime"] == "OVERDUE" or (not r["ontime"] and r["target_dt"] != ""))
print("total", n["all"], *[n["all"], n["closed"], n["in time"]] * 2, n["all"] - n["closed"], n["open, late"], sep=",")' | diff - got
EOF

t 'a second run changes nothing' <<'EOF'
	expect 0 "$TOP/scripts/load-boston" "$data" bo.db
	loaded unchanged $((areas + 1)) "$departments" "$types" 2 "$rows"
	verdicts | diff want.verdicts - >bad || { head -n 5 bad; exit 1; }
EOF

t 'without the data nothing is made; a file that is not as it was is refused' <<'EOF'
	mkdir -p nothing cut/cases
	expect 66 "$TOP/scripts/load-boston" nothing no.db
	stderr_has "cannot read 'nothing/cases/boston311_2011_q3.csv.gz'"
	head -c 100000 "$cases" >cut/cases/boston311_2011_q3.csv.gz
	expect 65 "$TOP/scripts/load-boston" cut no.db
	zcat "$cases" | sed '4s/,//' | gzip >cut/cases/boston311_2011_q3.csv.gz
	expect 65 "$TOP/scripts/load-boston" cut no.db
	stderr_has 'load-boston: line 4 has 28 cells, not 29'
	[ ! -e no.db ]
EOF

# Requests that close before they open -----------------------------------------

# sent_back: exactly those come back, each for that reason, the others are in.
sent_back() { # CITY FILE
	now '2026-11-09 09:00:00'
	recount import "$1" "$2" >"$1.csv"
	recount backwards "$1" "$2" | sort >want
	n=$(wc -l <want) all=$(($(wc -l <"$1.csv") - 1))
	[ "$n" -gt 0 ]
	expect 1 grid-import -d bo.db --rejects "$1.rejects" case "$1.csv"
	stderr_has "$all rows read: $((all - n)) inserted, 0 updated, 0 unchanged, $n rejected"
	awk -F, 'NR > 1 { print $2 }' "$1.rejects" | sort | diff want -
	awk -F, 'NR > 1 { print $10 "," $12 }' "$1.rejects" | sort -u | diff - /dev/fd/3 3<<-'END'
		closed_at,closed_at is before opened_at
	END
	is "$(sql "SELECT count(*) FROM casefile WHERE source = '$1'")" $((all - n))
}

t "New York's that close before they open come back as such" <<'EOF'
	sent_back nyc "$data/cases/nyc311_2014_2019_sample.csv.gz"
EOF

t "and San Francisco's, with their offsets" <<'EOF'
	sent_back sf "$data/cases/sf311_2008_2018_sample.csv.gz"
EOF

t 'one second decides, and so does the hour that is shown twice, which is the first' <<'EOF'
	cat >edge.csv <<-'END'
		source,source_no,area,text,opened_at,collected_at,close_due_at,closed_at,status
		edge,1,(none),x,2011-11-01 09:00:00,2011-11-01 09:00:00,2011-11-06 01:30:00,2011-11-06 01:30:00,closed
		edge,2,(none),x,2011-11-01 09:00:00,2011-11-01 09:00:00,2011-11-06 01:30:00,2011-11-06 01:30:01,closed
		edge,3,(none),x,2011-11-01 09:00:00,2011-11-01 09:00:00,2011-11-06T01:30:00-05:00,2011-11-06 01:30:01,closed
		edge,4,(none),x,2011-11-01 09:00:00,2011-11-01 09:00:00,2012-03-11 01:59:59,2012-03-11 03:00:00,closed
		edge,5,(none),x,2011-11-01 09:00:00,2011-11-01 09:00:00,2012-03-11 02:30:00,2012-03-11 03:30:00,closed
		edge,6,(none),x,2011-11-06 01:59:59,2011-11-06 01:59:59,,2011-11-06 01:00:00,closed
		edge,7,(none),x,2011-11-06 01:59:59,2011-11-06 01:59:59,,2011-11-06T01:00:00-05:00,closed
	END
	expect 1 grid-import -d bo.db --rejects edge.rejects case edge.csv
	awk -F, 'NR > 1 { print $2, $NF }' edge.rejects >got
	grep -q '^6 closed_at is before opened_at' got
	grep -q '^5 .*the time zone skips it' got
	is "$(wc -l <got)" 2
	expect 0 case-list -d bo.db --source edge
	awk -F, 'NR > 1 { print $9, $20 }' .t/out | sort | paste -s -d' ' - | diff - /dev/fd/3 3<<-'END'
		1 0 2 1 3 0 4 1 7 0
	END
	expect 0 grid-report -d bo.db --month 2011-11 --cohort opened --by source
	figures | sed -n 's/^edge,//p' | diff - /dev/fd/3 3<<-'END'
		5,5,5,5,5,5,3,0,0
	END
EOF

done_testing
