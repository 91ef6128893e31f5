#!/bin/sh
# SPDX-License-Identifier: MIT
#
# How many real cases the rule sets of scripts/rules, and rules that
# scripts/rules-from-cases learns, dispatch as the people did: on the halves
# of two public sets that nobody looked at when writing, and that were not
# learned from.  Which department each case gets is told beforehand by another
# program (rules_recount.py).
# shellcheck disable=SC2034,SC2154 # cases stand in here-documents: what they use looks unused
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

need cases/teddy2020_labelled_sample.csv.gz cases/pingshan_2018_02_10.csv divisions/streets_2023.csv.gz \
	divisions/villages_2023.csv.gz taxonomy/pingshan_dispose_units.tsv
command -v python3 >/dev/null || skip_all 'python3 is not installed'
letters=$data/cases/teddy2020_labelled_sample.csv.gz
cases=$data/cases/pingshan_2018_02_10.csv
rules=$TOP/scripts/rules
now '2026-11-09 09:00:00'

recount() { python3 "$TOP/tests/rules_recount.py" "$@"; }

# A database of the district with streets and communities, a matter that names
# nobody, and no workers: nothing but rules says who gets a case.
district() {
	newest=$1
	rm -f "$1" "$1"-*
	grid-init -d "$1" --district 440310 --name 坪山区
	for step in street village; do
		set -- "$newest" "$step" "${step%e}es"
		case $step in street) file=streets ;; *) file=villages ;; esac
		zcat "$data/divisions/${file}_2023.csv.gz" | awk 'NR == 1 || /^440310/' |
			grid-import -q -d "$newest" --map "$TOP/scripts/maps/division-$step.csv" area - || [ $? = 1 ]
	done
	printf 'edition,code,name\nfounding-2026,9901,杂项\n' | grid-import -q -d "$newest" matter
}

# dispatched DB: number,department of all its cases, those without one too
dispatched() {
	case-list -d "$1" --status opened -f csv | case-dispatch -q -d "$1" --auto - >/dev/null 2>refused || [ $? = 1 ]
	[ "$(grep -vc 'nobody gets it by' refused)" = 0 ] || { cat refused; return 1; }
	sqlite3 -list -separator , "$1" "SELECT c.source_no, coalesce(d.code, '') FROM casefile c LEFT JOIN department d USING (department_id)
		WHERE c.source IN ('信箱', '试') ORDER BY c.source_no"
}

# at_least SHARE LINE: the last cell of LINE
at_least() {
	echo "# $2"
	echo "$2" | awk -F, -v least="$1" '{ exit !($NF >= least) }' || { echo "$2 is less than $1"; return 1; }
}

t 'letters to the hotline, by the rules for subjects' <<'EOF'
	district letters.db
	grid-import -q -d letters.db --all-or-nothing department "$rules/subject-department.csv"
	grid-import -q -d letters.db --all-or-nothing rule "$rules/subject.csv"
	recount letters "$letters" >new.csv
	expect 0 case-open -q -d letters.db --csv new.csv
	[ "$(wc -l <.t/out)" = 475 ]
	dispatched letters.db >got
	recount letters-rules "$letters" "$rules/subject.csv" >want
	diff -u want got
	recount letters-score "$letters" got >scores
	cat scores
	at_least 88 "$(grep even scores)"
	at_least 80 "$(grep odd scores)"
EOF

t 'categories of Pingshan, by the rules for them' <<'EOF'
	district hand.db
	grid-import -q -d hand.db --all-or-nothing department "$rules/subject-department.csv"
	grid-import -q -d hand.db --all-or-nothing rule "$rules/pingshan.csv"
	recount categories "$cases" >new.csv
	expect 0 case-open -q -d hand.db --csv new.csv
	dispatched hand.db >got
	recount category-rules "$cases" "$rules/pingshan.csv" >want
	diff -u want got
	recount families-score "$cases" got >scores
	at_least 80 "$(cat scores)"
EOF

# learned AREAS: rules from the cases of even number, applied to the odd
learned() {
	district "$1.db"
	awk -F'\t' -v OFS=, 'BEGIN { print "code,name" } NR > 1 && $1 != "-" && !seen[$1]++ { print $1, $2 }' \
		"$data/taxonomy/pingshan_dispose_units.tsv" | grid-import -q -d "$1.db" --all-or-nothing department -
	recount learning "$cases" >past.csv
	"$TOP/scripts/rules-from-cases" ${2:+-a "$2"} -t event_type,main_type,sub_type -d dispose_unit_id past.csv >rules.csv
	grid-import -q -d "$1.db" --all-or-nothing rule rules.csv
	recount categories "$cases" >new.csv
	case-open -q -d "$1.db" --csv new.csv >opened
	dispatched "$1.db" >got
}

t 'the unit that had a case, by rules learned from its category and place' <<'EOF'
	learned place street,community
	recount habits "$cases" >want
	diff -u want got
	echo "# $(wc -l <rules.csv) rules"
	at_least 64 "$(recount units-score "$cases" got)"
EOF

t 'and from its category alone' <<'EOF'
	learned category ''
	at_least 50 "$(recount units-score "$cases" got)"
EOF

done_testing
