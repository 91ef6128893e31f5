#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every status × action × role of lib/workflow.csv: by commands, and by plain
# sqlite3 against the triggers.
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
area=440310003001001
statuses='collected rejected opened dispatched handling returned replied verified rework suspended closed cancelled'
actions='open reject dispatch accept note phase return extend suspend resume fixed-on-spot feedback pass fail close force
	cancel reopen appeal appeal-grant appeal-refuse remind answer rate'

# Rows "action from to roles" of the workflow table.
awk -F, '!/^#/ && $1 != "action" { print $1, $2, $3, $4 }' "$TOP/lib/workflow.csv" >rows

# act ACTION CASE [--by WHO]: the command that carries it.
act() {
	action=$1 no=$2
	shift 2
	case $action in
	open) case-open "$@" --matter 0102 "$no" ;;
	reject) case-open "$@" --reject --reason none "$no" ;;
	dispatch) case-dispatch "$@" --to ZJ "$no" ;;
	accept) case-handle "$@" --accept "$no" ;;
	note) case-handle "$@" --note words "$no" ;;
	return) case-handle "$@" --return --reason words "$no" ;;
	phase | fixed-on-spot) case-handle "$@" "--$action" --result words "$no" ;;
	extend) case-handle "$@" --extend --reason words "$no" ;;
	suspend) case-handle "$@" --suspend --until 2026-12-01 --reason words "$no" ;;
	resume) case-handle "$@" --resume "$no" ;;
	reopen) case-open "$@" --reopen --reason words "$no" ;;
	appeal) case-appeal "$@" --reason words "$no" ;;
	appeal-*) case-appeal "$@" "--${action#appeal-}" --reason words "$no" ;;
	remind) case-remind "$@" --kind leader --level 2 "$no" ;;
	answer) case-remind "$@" --reply words "$no" ;;
	feedback) case-feedback "$@" --result words "$no" ;;
	pass) case-verify "$@" --pass "$no" ;;
	fail) case-verify "$@" --fail --reason undone "$no" ;;
	close) case-close "$@" "$no" ;;
	force | cancel) case-close "$@" "--$action" --reason words "$no" ;;
	rate) case-rate "$@" --score 5 "$no" ;;
	esac
}

# The next event of case NO, by plain sqlite3: it is cancelled, with other
# values for some columns: event NO "column = value" …
event() {
	no=$1
	shift
	echo 'CREATE TEMP TABLE e AS SELECT * FROM casefile_event WHERE casefile_id ='
	echo "(SELECT casefile_id FROM casefile WHERE case_no = '$no') ORDER BY seq DESC LIMIT 1;"
	echo "UPDATE e SET seq = seq + 1, at = at + 1, recorded_at = at + 2, ended_at = at + 1, role = 'centre',"
	echo "action = 'cancel', status = 'cancelled', note = 'words', handle_from_at = NULL;"
	for set in "$@"; do
		echo "UPDATE e SET $set;"
	done
	echo 'INSERT INTO casefile_event SELECT * FROM e;'
}

# make STATUS WHO: a new case of that status that WHO (a department, a worker)
# has or had to handle; prints its number.
make() (
	case $1 in
	collected) case-collect --area $area --text words ;;
	opened) case-open --area $area --matter 0102 --text words ;;
	rejected) step "$2" collected reject ;;
	dispatched) case-dispatch --to "$2" "$(make opened)" ;;
	handling) step "$2" dispatched accept --by "$2" ;;
	returned) step "$2" handling return --by "$2" ;;
	replied) step "$2" handling feedback --by "$2" ;;
	verified) step "$2" replied pass ;;
	rework) step "$2" replied fail ;;
	closed) step "$2" verified close ;;
	cancelled) step "$2" opened cancel ;;
	suspended) step "$2" handling suspend ;;
	esac
)
step() {
	no=$(make "$2" "$1") action=$3
	shift 3
	act "$action" "$no" "$@"
}

# A case of more phases than one, one that was closed too late, and one whose
# department has appealed against that.
make_special() (
	cat >phases.csv <<-'END'
		edition,code,name,phase,department,handle_limit
		founding-2026,9901,供水管道破裂,现场围护,ZJ,3紧急工作时
		founding-2026,9901,供水管道破裂,修复,ZJ,8紧急工作时
	END
	grid-import -q matter phases.csv
	for who in ZJ W01; do
		no=$(case-open --area $area --matter 9901 --text words | case-dispatch --to $who - | case-handle --by $who --accept -)
		echo "handling PHASES-$who $no"
	done
	for name in LATE APPEAL; do
		no=$(case-open --at '2026-11-06 09:00' --area $area --matter 9901 --text words | case-dispatch --at '2026-11-06 09:00' --to ZJ - |
			case-close --force --reason words -)
		echo "closed $name $no"
	done
	case-appeal --by ZJ --reason words "$no" >/dev/null
)

# The number of the case of status S that ZJ or W01 has.
case_of() { awk -v s="$1" -v who="$2" '$1 == s && $2 == who { print $3 }' cases; }

t 'a case of every status, one for a department and one for a worker' <<'EOF'
newdb
for s in $statuses; do
	echo "$s ZJ $(make $s ZJ)"
	echo "$s W01 $(make $s W01)"
done >cases
make_special >>cases
sqlite3 grid.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
awk '{ print $3, $1 }' cases | sort >wanted
sqlite3 -separator ' ' grid.db 'SELECT case_no, status FROM casefile' | sort | diff wanted -
[ "$(wc -l <wanted)" -eq 28 ]
EOF

t 'the database has the rows of lib/workflow.csv' <<'EOF'
sqlite3 -separator ' ' grid.db 'SELECT action, status_from, status_to, roles FROM workflow ORDER BY workflow_id' | diff rows -
EOF

# By commands ---------------------------------------------------------------

# Lines "action role EXIT to": what the table says of every action of a role on
# a case of status S; 77: not with this role, 1: not from this status, where to
# is other if another role may.
plan() {
	awk -v s="$1" -v actions="$actions" '
		{ for (i = 1; i <= length($4); i++) { may[$1, substr($4, i, 1)] = 1; to[$1, $2, substr($4, i, 1)] = $3; from[$1, $2] = 1 } }
		END {
			split("centre department worker verifier", role, " ")
			n = split(actions, action, /[ \t\n]+/)
			for (a = 1; a <= n; a++)
				for (r = 1; r <= 4; r++) {
					c = substr(role[r], 1, 1)
					print action[a], role[r], !((action[a], c) in may) ? 77 : ((action[a], s, c) in to) ? 0 : 1,
						((action[a], s, c) in to) ? to[action[a], s, c] : ((action[a], s) in from) ? "other" : "none"
				}
		}' rows
}

# The statuses an action may start from, as the refusal names them.
from_of() { awk -v a="$1" '$1 == a { from[++n] = $2 } END { for (i = 1; i <= n; i++) printf "%s%s", i == 1 ? "" : i == n ? " or " : ", ", from[i] }' rows; }

# The word for an action where it is refused.
verb_of() {
	case $1 in
	pass | fail) echo verify ;;
	force) echo close ;;
	fixed-on-spot) echo fix ;;
	appeal-*) echo review ;;
	feedback) echo 'reply to' ;;
	*) echo "$1" ;;
	esac
}

# Who acts in that role; whoever handled a case does not verify it.
actor_of() {
	case $2-$1 in
	centre-*) echo centre ;;
	department-*) echo ZJ ;;
	worker-pass | worker-fail) echo W02 ;;
	worker-*) echo W01 ;;
	verifier-*) echo V01 ;;
	esac
}

attempt() {
	status=$1 action=$2 role=$3 want=$4 to=$5
	actor=$(actor_of "$action" "$role")
	no=$(case_of "$status" ZJ)
	[ "$role" != worker ] || no=$(case_of "$status" W01)
	case $want-$action in
	0-phase) no=$(case_of handling "PHASES-$actor") ;;
	0-appeal) no=$(case_of closed LATE) ;;
	0-appeal-*) no=$(case_of closed APPEAL) ;;
	esac
	if [ "$role" = centre ]; then set --; else set -- --by "$actor"; fi
	case $want-$action in
	0-*)
		expect 0 act "$action" "$no" -n "$@"
		stdout_has "$no"
		cp before.db try.db
		expect 0 act "$action" "$no" -d try.db "$@"
		[ "$(sqlite3 try.db "SELECT status FROM casefile WHERE case_no = '$no'")" = "$to" ]
		return ;;
	77-*)
		case $role in centre) echo "the centre may not $(verb_of "$action") a case: say with --by who does" ;;
		*) echo "role $role ($actor) may not $(verb_of "$action") a case" ;; esac ;;
	1-rate) echo "cannot … case '$no': its status is $status, only a closed case is rated" ;;
	1-*) if [ "$to" = other ]; then echo "cannot … case '$no': role $role may not $action"; else
		echo "cannot … case '$no': its status is $status, $action wants $(from_of "$action")"; fi ;;
	esac >why
	expect "$want" act "$action" "$no" "$@"
	stdout </dev/null
	sed 's/^[a-z-]*: //; s/^cannot [a-z -]* case/cannot … case/' .t/err | diff why -
}

# Refused ones run on grid.db itself, done ones as a dry run there and truly on
# a copy: grid.db stays as it is.
try_all() {
	cp grid.db before.db
	cp grid.db-gate try.db-gate
	sqlite3 grid.db .dump >before
	plan "$1" >planned
	[ "$(wc -l <planned)" -eq 96 ]
	while read -r action role want to <&3; do
		attempt "$1" "$action" "$role" "$want" "$to"
	done 3<planned
	sqlite3 grid.db .dump | cmp before -
}

now '2026-11-09 10:00:00'
for s in $statuses; do
	t "a case that is $s: each action in each role, done or refused with a reason" <<-EOF
		try_all $s
	EOF
done

t 'collecting: every role may' <<'EOF'
for by in '' '--by ZJ' '--by W01' '--by V01'; do
	expect 0 case-collect -n $by --area $area --text words
	stdout_has 440310-20261109-000
done
EOF

t 'another department or worker has the case: refused; the department above may' <<'EOF'
cp grid.db try.db
GRID_DB=try.db; export GRID_DB
no=$(case_of dispatched ZJ)
expect 1 case-handle --by JT --accept $no
stderr <<-END
	case-handle: cannot accept case '$no': it was dispatched to another department
END
expect 1 case-handle --by W01 --accept $no
stderr_has 'it was dispatched to another department'
expect 1 case-feedback --by W02 --result done "$(case_of handling W01)"
stderr_has 'it was dispatched to another worker'
expect 1 case-verify --by W01 --pass "$(case_of replied W01)"
stderr_has 'whoever handled it cannot verify it'
printf 'code,name,parent\nZJ,住房和建设局,JT\n' | grid-import -q department -
expect 0 case-handle --by JT --accept $no
EOF

t 'what an action needs is asked for' <<'EOF'
cp grid.db try.db
GRID_DB=try.db; export GRID_DB
expect 1 case-open "$(case_of collected ZJ)"
stderr_has 'a matter must be given'
no=$(case-open --area $area --matter 0102 --text words)
expect 0 case-dispatch --auto $no
[ "$(sqlite3 try.db "SELECT d.code FROM casefile JOIN department d USING (department_id) WHERE case_no = '$no'")" = ZJ ]
sqlite3 try.db "UPDATE matter SET department_id = NULL; UPDATE worker SET left_on = '2020-01-01'"
expect 1 case-dispatch --auto "$(case_of opened ZJ)"
stderr_has 'nobody gets it by 0 rules, by matter '
EOF

# By plain sqlite3 ------------------------------------------------------------

# A temporary table whose rows become events of the state the case has now, but
# for what is given, attempt (case_no, action, role, status), and what the action
# itself moves.  Whoever acts in the role, and what the action and the status
# want, is there.
sql_attempt() {
	cat <<-'SQL'
		CREATE TEMP TABLE attempt (case_no, action, role, status);
		CREATE TEMP TRIGGER attempt_made AFTER INSERT ON attempt BEGIN
			INSERT INTO casefile_event (casefile_id, seq, at, recorded_at, action, role, status, note,
				actor_worker_id, actor_department_id, import_run_id, is_due_set, remind_kind, remind_level,
				matter_id, department_id, handler_id, suspended_until_on,
				opened_at, dispatched_at, handled_at, verified_at, closed_at, ended_at,
				open_due_at, dispatch_due_at, handle_due_at, verify_due_at, close_due_at, close_from_at,
				handle_limit, handle_from_at, handle_rest_s, handle_spent_s,
				is_late, returns, reworks, extensions, suspensions, is_exempt, is_forced, is_self_handled, appeal)
			SELECT casefile_id, seq + 1, t, t, a, NEW.role, NEW.status, 'words',
				CASE WHEN NEW.role IN ('worker', 'verifier') THEN (SELECT worker_id FROM worker WHERE code = 'V02') END,
				CASE WHEN NEW.role IN ('worker', 'verifier') THEN (SELECT department_id FROM worker WHERE code = 'V02')
				     WHEN NEW.role = 'department' THEN coalesce(department_id, 1) END,
				CASE WHEN NEW.role = 'import' THEN 1 END, 1, 'key', 1,
				CASE a WHEN 'open' THEN coalesce(matter_id, 1) WHEN 'phase' THEN matter_id + 1 ELSE matter_id END,
				CASE a WHEN 'dispatch' THEN coalesce(department_id, 1) ELSE department_id END, CASE a WHEN 'fixed-on-spot' THEN (SELECT worker_id FROM worker WHERE code = 'V02') ELSE handler_id END,
				CASE a WHEN 'suspend' THEN '2027-01-01' ELSE suspended_until_on END,
				CASE WHEN a = 'open' OR a = 'fixed-on-spot' AND was = 'collected' THEN coalesce(opened_at, t) ELSE opened_at END,
				CASE a WHEN 'dispatch' THEN coalesce(dispatched_at, t) ELSE dispatched_at END,
				CASE WHEN a IN ('feedback', 'fixed-on-spot') THEN t WHEN a <> 'reopen' THEN handled_at END,
				CASE WHEN a IN ('pass', 'fail') THEN t WHEN a <> 'reopen' THEN verified_at END,
				CASE WHEN a IN ('close', 'force') THEN t WHEN a <> 'reopen' THEN closed_at END,
				CASE WHEN NEW.status IN ('rejected', 'closed', 'cancelled') THEN coalesce(ended_at, t) END,
				open_due_at, dispatch_due_at, CASE a WHEN 'extend' THEN handle_due_at + 9 ELSE handle_due_at END,
				verify_due_at, close_due_at, close_from_at, handle_limit,
				CASE WHEN a IN ('dispatch', 'resume', 'fail', 'phase') THEN t
				     WHEN a NOT IN ('return', 'suspend', 'feedback', 'force', 'cancel') THEN handle_from_at END,
				handle_rest_s, handle_spent_s, is_late * (a <> 'reopen'),
				returns + (a = 'return'), reworks + (a = 'fail'), extensions + (a = 'extend'), suspensions + (a = 'suspend'),
				is_exempt, CASE a WHEN 'force' THEN 1 WHEN 'reopen' THEN 0 ELSE is_forced END,
				CASE a WHEN 'fixed-on-spot' THEN 1 WHEN 'reopen' THEN 0 ELSE is_self_handled END,
				CASE a WHEN 'appeal' THEN 'filed' WHEN 'appeal-grant' THEN 'reviewed' WHEN 'appeal-refuse' THEN 'refused' WHEN 'reopen' THEN NULL ELSE appeal END
			  FROM (SELECT *, coalesce(changed_at, 0) + 1 AS t, NEW.action AS a, status AS was FROM casefile WHERE case_no = NEW.case_no);
		END;
	SQL
}

# Imports may tell anything of a case that comes from elsewhere, but not move
# one that has gone on here: all of these but the first.
t 'events by plain sqlite3: every status × action × status × role, exactly the rows of the table' <<'EOF'
cp grid.db raw.db
sqlite3 raw.db "INSERT INTO casefile (case_no, area_id, text, collected_at) SELECT 'none', max(area_id), 'words', 1 FROM area;
	UPDATE worker SET department_id = (SELECT department_id FROM department WHERE code = 'ZJ') WHERE code = 'V02'"
{ echo none ZJ none; grep -v W01 cases; } >ours
awk 'FNR == NR { from[$3] = $1; next }
	{ action[$1] = 1; from_any[$1] = 1 }
	END {
		split("centre department worker verifier import", role, " ")
		n = split(statuses, to, " ")
		for (no in from) for (a in action) for (i = 1; i <= n; i++) for (r = 1; r <= 5; r++)
			print from[no], no, a, to[i], role[r]
	}' statuses="$statuses" ours rows | sort >tries
# Some actions want more than a status: phases, overtime, an appeal.
awk 'FILENAME == "ours" { name[$3] = $2; next }
	FILENAME == "rows" { row[++n] = $0; next }
	$3 ~ /^(phase|appeal|appeal-grant|appeal-refuse)$/ && name[$2] != ($3 == "phase" ? "PHASES-ZJ" : $3 == "appeal" ? "LATE" : "APPEAL") { next }
	$3 == "feedback" && name[$2] == "PHASES-ZJ" { next }
	{
		for (i = 1; i <= n; i++) {
			split(row[i], w, " ")
			if (w[1] == $3 && (w[2] == $1 || w[2] == "any" && $1 != "none") && (w[3] == $4 || w[3] == "any" && ($1 == "none" || $1 == $4)) && index(w[4], substr($5, 1, 1))) {
				print $1, $2, $3, $4, $5
				break
			}
		}
	}' ours rows tries >legal
{
	sql_attempt
	awk '{
		printf "BEGIN; INSERT INTO attempt VALUES (\047%s\047, \047%s\047, \047%s\047, \047%s\047);\n", $2, $3, $5, $4
		printf "SELECT \047%s\047 FROM attempt; ROLLBACK;\n", $0
	}' tries
} >tries.sql
sqlite3 raw.db <tries.sql >done 2>refusals || :
diff legal done >difference || { head -20 difference; false; }
[ "$(wc -l <tries)" -eq $(($(wc -l <done) + $(wc -l <refusals))) ]
sed 's/^[^:]*: //' refusals | sort -u | diff - /dev/fd/3 3<<-'END'
	a case goes through the phases of its matter in their order (19)
	an appeal is filed once and reviewed twice, by two people (19)
	an import does not move a case that has gone on here (19)
	only overtime is appealed against (19)
	the workflow does not allow this action (19)
END
EOF

# sql SENTENCE [DB]: the statement of standard input is refused with it.
sql() {
	sqlite3 "${2:-grid.db}" .dump >before
	expect 1 sqlite3 -bail "${2:-grid.db}"
	stdout </dev/null
	stderr_has "$1"
	sqlite3 "${2:-grid.db}" .dump | cmp before -
}
# bad SENTENCE NO "column = value" …: such an event is refused with it.
bad() {
	sentence=$1
	shift
	event "$@" >event.sql
	sql "$sentence" <event.sql
}

t 'plain sqlite3: an event like those that follow is taken' <<'EOF'
cp grid.db raw.db
event "$(case_of opened ZJ)" | sqlite3 -bail raw.db
[ "$(sqlite3 raw.db "SELECT status, seq FROM casefile WHERE case_no = '$(case_of opened ZJ)'")" = 'cancelled|3' ]
EOF

t 'plain sqlite3: an event that skips a link, comes too early, out of turn or for no case' <<'EOF'
no=$(case_of opened ZJ)
bad 'the workflow does not allow this action' $no "action = 'pass', status = 'verified'"
bad 'the workflow does not allow this action' $no "status = 'closed'"
bad 'the workflow does not allow this action' $no "role = 'worker'"
bad 'the workflow does not allow this action' $no "action = 'abolish'"
bad 'an event cannot be earlier than the last of its case' $no 'at = at - 2'
bad 'an event must be the next of its case' $no 'seq = seq - 1'
bad 'an event must be the next of its case' $no 'seq = seq + 1'
bad 'an event must be the next of its case' $no 'seq = 1'
bad 'an event must be the next of its case' $no 'casefile_id = 999'
bad 'the workflow does not allow this action' $no "role = 'god'"
bad 'CHECK constraint failed: role' $no "role = 'cat'"
EOF

t 'plain sqlite3: an event that lacks what its action needs, or verifies its own work' <<'EOF'
bad 'something that the action needs is missing' "$(case_of opened ZJ)" 'note = NULL'
bad 'something that the action needs is missing' "$(case_of collected ZJ)" "action = 'open', status = 'opened', matter_id = NULL"
bad 'something that the action needs is missing' "$(case_of opened ZJ)" \
	"action = 'dispatch', status = 'dispatched', department_id = NULL, handler_id = NULL"
bad 'something that the action needs is missing' "$(case_of handling ZJ)" "action = 'suspend', status = 'suspended', suspended_until_on = NULL"
bad 'an event counts its own action' "$(case_of handling ZJ)" "action = 'extend', status = 'handling', ended_at = NULL, extensions = 2,
	handle_due_at = handle_due_at + 1, handle_from_at = (SELECT handle_from_at FROM casefile c WHERE c.casefile_id = e.casefile_id), is_due_set = 1"
bad 'whoever handled a case cannot verify it' "$(case_of replied W01)" \
	"action = 'pass', status = 'verified', role = 'worker', actor_worker_id = handler_id"
bad 'something that the action needs is missing' "$(case_of opened ZJ)" "note = '  '"
bad 'something that the action needs is missing' "$(case_of handling ZJ)" "action = 'note', status = 'handling', ended_at = NULL, note = NULL,
	role = 'department', actor_department_id = department_id"
EOF

t 'plain sqlite3: an event that says nobody, a time that cannot be, or more than its action does' <<'EOF'
handling=$(case_of handling ZJ)
bad 'an event must say who acts' $handling "action = 'feedback', status = 'replied', role = 'department', actor_department_id = NULL"
bad 'an event must say who acts' "$(case_of replied ZJ)" "action = 'pass', status = 'verified', role = 'worker', actor_worker_id = NULL"
bad 'an event must say who acts' $handling "action = 'import', role = 'import', status = 'closed'"
bad 'an event must say who acts' $handling "action = 'import', role = 'import', status = 'closed', import_run_id = 4711"
bad 'an import does not move a case that has gone on here' $handling "action = 'import', role = 'import', status = 'closed', import_run_id = 1"
bad 'an event cannot be later than its entry' $handling 'at = 4000000000'
bad 'only filing gives a matter' $handling 'matter_id = 2'
bad 'only filing gives a matter, only dispatch a department or worker' $handling 'department_id = NULL'
bad 'the times of an event must fit its action' $handling 'ended_at = NULL'
bad 'the times of an event must fit its action' "$(case_of verified ZJ)" "action = 'close', status = 'closed', closed_at = NULL"
bad 'the times of an event must fit its action' $handling "action = 'feedback', status = 'replied', role = 'department', actor_department_id = department_id,
	ended_at = NULL, handled_at = NULL"
EOF

t 'plain sqlite3: nobody acts in another department'"'"'s name or verifies, reviews or fixes in another'"'"'s' <<'EOF'
handling=$(case_of handling ZJ)
bad 'an event must say who acts' $handling "action = 'note', status = 'handling', ended_at = NULL, role = 'worker',
	actor_worker_id = (SELECT worker_id FROM worker WHERE code = 'V02'), actor_department_id = department_id"
bad 'an event must say who acts' $handling 'import_run_id = 1'
bad 'only filing gives a matter, only dispatch a department or worker' "$(case_of opened ZJ)" "action = 'fixed-on-spot', status = 'replied',
	ended_at = NULL, handled_at = at, is_self_handled = 1, role = 'worker', actor_worker_id = 1, handler_id = 2"
bad 'an appeal is filed once and reviewed twice, by two people' "$(case_of closed APPEAL)" "action = 'reopen', status = 'opened',
	ended_at = NULL, closed_at = NULL, handled_at = NULL, verified_at = NULL, is_forced = 0, is_late = 0, is_due_set = 1"
cp grid.db raw.db
cp grid.db-gate raw.db-gate
expect 0 case-appeal -d raw.db --grant --reason words "$(case_of closed APPEAL)"
event "$(case_of closed APPEAL)" "action = 'appeal-grant', status = 'closed', appeal = 'granted', is_exempt = 1, ended_at = closed_at" >event.sql
sql 'an appeal is filed once and reviewed twice, by two people' raw.db <event.sql
sed 's/^INSERT/UPDATE e SET actor_worker_id = 1; &/' event.sql | sqlite3 -bail raw.db
EOF

t 'plain sqlite3: what was measured stays measured, blanks are no words' <<'EOF'
handling=$(case_of handling ZJ)
reply="action = 'feedback', status = 'replied', role = 'department', actor_department_id = department_id, ended_at = NULL, handled_at = at"
for spent in -1 'at - handled_at - 1' 999999; do
	bad 'an event moves only the times that its action has' $handling "$reply" "handle_spent_s = $spent"
done
bad 'only a deadline that is not over is extended' $handling "action = 'extend', status = 'handling', ended_at = NULL, extensions = 1, is_due_set = 1,
	handle_due_at = handle_due_at + 1, handle_limit = '9工作日',
	handle_from_at = (SELECT handle_from_at FROM casefile c WHERE c.casefile_id = e.casefile_id)"
for blank in 9 10 13 160 8203 12288; do
	bad 'something that the action needs is missing' $handling "note = char($blank, 32)"
done
EOF

t 'plain sqlite3: an import moves nothing of what has gone on here' <<'EOF'
cp grid.db raw.db
no=$(case_of closed LATE)
import="action = 'import', role = 'import', import_run_id = 1, status = 'closed', is_due_set = 1"
columns='handle_due_at handle_spent_s close_due_at open_due_at dispatch_due_at'
for set in is_late=0 is_exempt=1 is_forced=0 returns=7 reworks=1 department_id=1 handler_id=1 matter_id=1 closed_at=1 ended_at=1 \
	opened_at=1 dispatched_at=1 handled_at=1 verified_at=1 extensions=1 suspensions=1 is_self_handled=1 "appeal='filed'" \
	"handle_limit='9工作日'" handle_from_at=1 "suspended_until_on='2026-12-01'" \
	$(for c in $columns; do echo $c=$c+1 $c=NULL; done); do
	event $no "$import, ended_at = closed_at" "$set" >event.sql
	sql 'an import does not move a case that has gone on here' raw.db <event.sql
done
event $no "$import, ended_at = closed_at, verify_due_at = 9" | sqlite3 -bail raw.db
EOF

t 'plain sqlite3: the workflow table itself stays as it is' <<'EOF'
echo "UPDATE workflow SET status_to = 'closed' WHERE action = 'open'" | sql 'the workflow table is never changed'
echo "INSERT INTO workflow (action, status_from, status_to, roles, needs, clock) VALUES ('jump', 'opened', 'closed', 'c', '', '')" |
	sql 'the workflow table is never changed'
echo 'DELETE FROM workflow' | sql 'the workflow table is never changed'
expect 0 grid-init --upgrade
sqlite3 -separator ' ' grid.db 'SELECT action, status_from, status_to, roles FROM workflow ORDER BY workflow_id' | diff rows -
EOF

t 'plain sqlite3: only a closed case is rated, and no rating goes' <<'EOF'
rating="INSERT INTO rating (casefile_id, rater, score, rated_at) SELECT casefile_id, 'x', 5, 0 FROM casefile WHERE case_no ="
echo "$rating '$(case_of handling ZJ)'" | sql 'only a closed case is rated'
cp grid.db raw.db
sqlite3 -bail raw.db "$rating '$(case_of closed ZJ)'"
echo 'DELETE FROM rating' | sql 'a rating is never deleted' raw.db
EOF

t 'plain sqlite3: no column of the state changes without an event' <<'EOF'
no=$(case_of handling ZJ)
sqlite3 grid.db "SELECT name FROM pragma_table_info('casefile')
	WHERE name IN (SELECT name FROM pragma_table_info('casefile_event')) AND name NOT IN ('casefile_id', 'seq')" >state
echo changed_at >>state
[ "$(wc -l <state)" -eq 31 ]
while read -r column <&3; do
	echo "UPDATE casefile SET $column = CASE WHEN typeof($column) = 'text' OR '$column' IN ('suspended_until_on', 'handle_limit', 'appeal')
		THEN 'x' ELSE coalesce($column, 0) + 1 END WHERE case_no = '$no'" |
		sql 'the state of a case changes only with an event'
done 3<state
for seq in 'seq - 1' 'seq + 1' 0; do
	echo "UPDATE casefile SET seq = $seq WHERE case_no = '$no'" | sql 'the state of a case changes only with an event'
done
EOF

t 'plain sqlite3: events are neither changed nor deleted, cases not deleted or renumbered' <<'EOF'
echo "UPDATE casefile_event SET note = 'other'" | sql 'an event is never changed'
echo "UPDATE casefile_event SET at = at - 1 WHERE seq = 1" | sql 'an event is never changed'
echo 'DELETE FROM casefile_event WHERE seq = 2' | sql 'an event is never deleted'
echo 'DELETE FROM casefile' | sql 'a case is cancelled, never deleted'
echo "UPDATE casefile SET case_no = case_no || 'x'" | sql 'a case number never changes'
for id in casefile_id rowid oid _rowid_; do
	echo "UPDATE casefile SET $id = 1000 WHERE casefile_id = 2" | sql 'a case number never changes'
done
echo 'UPDATE casefile SET collected_at = 1' | sql 'the time of collecting never changes once a case has gone on here'
echo "INSERT INTO casefile (case_no, area_id, collected_at, status) VALUES ('x', 1, 0, 'closed')" |
	sql 'a case begins with an event, not with a status'
echo "INSERT INTO casefile (case_no, area_id, collected_at, seq) VALUES ('x', 1, 0, 1)" |
	sql 'a case begins with an event, not with a status'
while read -r column <&3; do
	value=1
	[ $column != handle_limit ] && [ $column != suspended_until_on ] && [ $column != appeal ] || value="'x'"
	[ $column = status ] || echo "INSERT INTO casefile (case_no, area_id, collected_at, $column) VALUES ('x', 1, 0, $value)" |
		sql 'a case begins with an event, not with a status'
done 3<state
cp grid.db raw.db
sqlite3 raw.db "INSERT INTO casefile (case_no, area_id, text, collected_at) VALUES ('x', 1, 'words', 2)"
echo "INSERT INTO casefile_event (casefile_id, seq, at, recorded_at, action, role, status)
	SELECT casefile_id, 1, 1, 3, 'collect', 'centre', 'collected' FROM casefile WHERE case_no = 'x'" |
	sql 'the times of an event must fit its action' raw.db
EOF

t 'plain sqlite3: REPLACE is no way round' <<'EOF'
cp grid.db raw.db
sqlite3 raw.db "UPDATE casefile SET source = 'S', source_no = casefile_id"
twice='a case number or source number is never given twice'
columns='area_id, collected_at'
echo "REPLACE INTO casefile (casefile_id, case_no, $columns) SELECT casefile_id, 'x' || case_no, $columns FROM casefile" | sql "$twice" raw.db
echo "REPLACE INTO casefile (case_no, $columns) SELECT case_no, $columns FROM casefile" | sql "$twice" raw.db
echo "REPLACE INTO casefile (case_no, source, source_no, $columns) VALUES ('x', 'S', '1', 1, 0)" | sql "$twice" raw.db
echo "UPDATE OR REPLACE casefile SET source_no = '1'" | sql "$twice" raw.db
echo 'REPLACE INTO casefile_event SELECT * FROM casefile_event' | sql 'an event must be the next of its case'
echo 'UPDATE OR REPLACE casefile SET oid = 1 WHERE casefile_id = 3' | sql 'a case number never changes'
echo 'UPDATE OR REPLACE area SET _rowid_ = 1 WHERE area_id = 8' | sql 'code: an area code never changes'
echo "REPLACE INTO area (area_id, code, name, kind) VALUES (1, '440319', 'x', 'district')" | sql 'code: an area code is never used again'
echo "REPLACE INTO area (code, name, kind) VALUES ('440310', 'x', 'district')" | sql 'code: an area code is never used again'
echo 'UPDATE OR REPLACE area SET area_id = 1 WHERE area_id = 2' | sql 'code: an area code never changes'
echo 'REPLACE INTO audit SELECT * FROM audit' | sql 'an audit row is never changed'
EOF

t 'plain sqlite3: an area code is never deleted, changed, used again or without its parent' <<'EOF'
echo 'DELETE FROM area' | sql 'an area is voided, never deleted'
echo "DELETE FROM area WHERE state = 'active' AND length(code) > 12" | sql 'an area is voided, never deleted'
echo "UPDATE area SET code = code || '0' WHERE length(code) > 12" | sql 'code: an area code never changes'
cp grid.db raw.db
sqlite3 raw.db "UPDATE area SET state = 'void', voided_at = 0, void_reason = 'split' WHERE code = '$area'"
echo "INSERT INTO area (code, name, kind) VALUES ('$area', '新', 'grid')" | sql 'code: an area code is never used again' raw.db
echo "INSERT INTO area (code, name, kind) VALUES ('440310999001', '新', 'community')" | sql 'code: its parent area does not exist'
EOF

t 'plain sqlite3: the audit is neither changed nor deleted' <<'EOF'
echo "UPDATE audit SET actor = 'W01'" | sql 'an audit row is never changed'
echo 'DELETE FROM audit' | sql 'an audit row is never deleted'
EOF

done_testing
