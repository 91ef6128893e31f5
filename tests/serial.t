#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Sixty-four clients at once, each with commands of all kinds on the same few
# cases and on its own: what they were answered, and what the database is in
# the end, is as if they had run one after the other.  And the checker of that
# is not blind.  Always the same choices; for others, or more of them:
#
#	SEED=7 COMMANDS=50 tests/serial.t
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034 # the first case has it
seed=${SEED:-1} clients=64
case $BUILD in
*address*) commands=${COMMANDS:-4} ;;
*) commands=${COMMANDS:-12} ;;
esac
now '2026-11-09 09:00:00'
python3 -c 'import sqlite3' 2>/dev/null || skip_all 'python3 is missing'

check() { python3 "$TOP/tests/serial_check.py" "$1" "${2:-grid.db}" "$TOP/lib/workflow.csv"; }

# A dispatcher, a worker of department ZJ and a verifier for each client.
awk -v n="$clients" 'BEGIN {
	print "code,name,area,post,department"
	for (i = 0; i <= n; i++) {
		printf "D%02d,王五,440310003,dispatcher,\n", i
		printf "H%02d,赵六,440310003,grid-worker,ZJ\n", i
		printf "V%02d,钱七,440310003,verifier,\n", i
	}
}' >people.csv

t "$clients clients, $commands commands each: a serial order explains all answers and the end" <<'EOF'
newdb
expect 0 grid-import -q worker people.csv
python3 "$TOP/tests/serial_run.py" "$seed" "$clients" "$commands" >log
check log >said || { cat said; false; }
cp said summary
[ "$(wc -l <log)" -ge $((clients * commands)) ]
EOF
[ ! -f summary ] || sed 's/^/# /' summary

# wrong SAYS PYTHON [DB]: the log, changed by that on its list of commands, or
# with that database, has no serial order, and the checker says why.
wrong() {
	python3 - "$2" <<-'END' >wrong.log
		import json, re, sys
		log = sorted(map(json.loads, open('log')), key=lambda c: c['start'])
		writes = [c for c in log if c['status'] == 0 and c['out'] and c['argv'][0] not in ('case-list', 'case-show')
		          and '-n' not in c['argv'] and '--key' not in c['argv']]
		lists = [c for c in log if c['argv'] == ['case-list', '-f', 'csv']]
		refused = [c for c in log if 'its status is' in c['err'] and not c['out']]
		exec(sys.argv[1])
		for c in log:
		    print(json.dumps(c))
	END
	code=0
	check wrong.log ${3:+"$3"} >said || code=$?
	if [ $code -ne 1 ] || ! grep -q -e "$1" said; then
		echo "status $code, not '$1':"
		cat said
		return 1
	fi
}

t 'the checker sees a lost and a doubled write, a wrong answer and a wrong instant' <<'EOF'
check log
wrong 'a row of .* for which there is no command' 'log.remove(writes[-1])'
wrong 'it has no row in the audit' 'log.append(dict(writes[-1], start=log[-1]["end"] + 1, end=log[-1]["end"] + 2))'
# The last of its client, so that only the others are in the way.
wrong 'no instant is left for write' 'w = min({c["client"]: c for c in writes if "--by" in c["argv"]}.values(), key=lambda c: c["start"]); w["start"] = 2 * log[-1]["end"]; w["end"] = w["start"] + 1'
wrong 'no state from' 'refused[3]["err"] = re.sub("its status is [a-z]*", "its status is suspended", refused[3]["err"])'
wrong 'no state from' 'lists[0]["start"] = 2 * log[-1]["end"]; lists[0]["end"] = lists[0]["start"] + 1'
wrong 'no state from' 'lists[-1]["start"] = 1; lists[-1]["end"] = 2'
wrong 'the model' 'writes[50]["out"] = "440310-20261109-99998\n"'
EOF

t 'the checker sees a database that is not what was done' <<'EOF'
other() {
	rm -f other.db
	sqlite3 grid.db '.backup other.db'
	sqlite3 other.db "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'" | sqlite3 other.db
	sqlite3 other.db "$1"
}
other 'DELETE FROM casefile_event WHERE (casefile_id, seq) = (SELECT casefile_id, max(seq) FROM casefile_event GROUP BY 1 ORDER BY 2 DESC LIMIT 1)'
wrong '^no serial order: ' '' other.db
other "UPDATE casefile_event SET note = note || 'x'"
wrong '^no serial order: ' '' other.db
other "UPDATE casefile SET status = CASE status WHEN 'closed' THEN 'opened' ELSE 'closed' END WHERE casefile_id = 1"
wrong '^no serial order: ' '' other.db
# Filing there always is; of the others few may have been done.
other "DELETE FROM audit WHERE audit_id = (SELECT max(audit_id) FROM audit WHERE command = 'case-open' AND actor <> 'centre')"
wrong 'no serial order' '' other.db
other 'UPDATE case_serial SET last = last + 1'
wrong 'the serial is' '' other.db
EOF

done_testing
