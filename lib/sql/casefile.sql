-- Cases and their events.

-- name: casefile_serial
INSERT INTO case_serial (day_on, last) VALUES (:day_on, 1)
ON CONFLICT (day_on) DO UPDATE SET last = case_serial.last + 1
RETURNING last;

-- name: casefile_serial_at_least
INSERT INTO case_serial (day_on, last) VALUES (:day_on, :last)
ON CONFLICT (day_on) DO UPDATE SET last = excluded.last WHERE case_serial.last < excluded.last;

-- name: casefile_insert
INSERT INTO casefile (case_no, source, source_no, area_id, reported_by_id, is_missed, property, text,
                      reporter, reporter_phone, address, lon, lat, collected_at, outcome, satisfaction)
VALUES (:case_no, :source, :source_no, :area_id, :reported_by_id, :is_missed, :property, :text,
        :reporter, :reporter_phone, :address, :lon, :lat, :collected_at, :outcome, :satisfaction);

-- name: casefile_of_source
SELECT case_no FROM casefile WHERE source = :source AND source_no = :source_no;

-- name: casefile_load
SELECT casefile_id, case_no, area_id, collected_at, seq, changed_at, outcome,
       status, matter_id, department_id, handler_id, opened_at, dispatched_at, handled_at, verified_at,
       closed_at, ended_at, open_due_at, dispatch_due_at, handle_due_at, verify_due_at, close_due_at,
       close_from_at, handle_limit, handle_from_at, handle_rest_s, handle_spent_s, is_late, returns, reworks, extensions,
       suspensions, suspended_until_on, is_exempt, is_forced, is_self_handled, appeal
  FROM casefile WHERE case_no = :case_no AND status <> 'none';

-- What the last import of the case itself said, and what was done here since.
-- name: casefile_imported
SELECT e.status, e.matter_id, e.department_id, e.handler_id, e.opened_at, e.dispatched_at, e.handled_at, e.verified_at,
       e.closed_at, e.ended_at, e.open_due_at, e.dispatch_due_at, e.handle_due_at, e.verify_due_at, e.close_due_at,
       e.close_from_at, e.handle_limit, e.handle_from_at, e.handle_rest_s, e.handle_spent_s, e.is_late, e.returns, e.reworks, e.extensions,
       e.suspensions, e.suspended_until_on, e.is_exempt, e.is_forced, e.is_self_handled, e.appeal,
       (SELECT count(*) FROM casefile_event l
         WHERE l.casefile_id = e.casefile_id AND l.seq > e.seq AND l.import_run_id IS NULL
           AND l.action NOT IN ('rate', 'remind', 'answer')) AS since
  FROM casefile_event e JOIN import_run r ON r.import_run_id = e.import_run_id AND r.kind = 'case'
 WHERE e.casefile_id = :casefile_id
 ORDER BY e.seq DESC LIMIT 1;

-- The columns of the table in its order: the audit's digest of events is made
-- of what is bound here.
-- name: casefile_event_insert
INSERT INTO casefile_event (casefile_id, seq, at, recorded_at, action, role, actor_worker_id,
       actor_department_id, unix_user, note, import_run_id, is_due_set, remind_kind, remind_level, audit_id, audit_no,
       status, matter_id, department_id, handler_id, opened_at, dispatched_at, handled_at, verified_at,
       closed_at, ended_at, open_due_at, dispatch_due_at, handle_due_at, verify_due_at, close_due_at,
       close_from_at, handle_limit, handle_from_at, handle_rest_s, handle_spent_s, is_late, returns, reworks, extensions,
       suspensions, suspended_until_on, is_exempt, is_forced, is_self_handled, appeal)
VALUES (:casefile_id, :seq, :at, :recorded_at, :action, :role, :actor_worker_id,
       :actor_department_id, :unix_user, :note, :import_run_id, :is_due_set, :remind_kind, :remind_level, :audit_id, :audit_no,
       :status, :matter_id, :department_id, :handler_id, :opened_at, :dispatched_at, :handled_at, :verified_at,
       :closed_at, :ended_at, :open_due_at, :dispatch_due_at, :handle_due_at, :verify_due_at, :close_due_at,
       :close_from_at, :handle_limit, :handle_from_at, :handle_rest_s, :handle_spent_s, :is_late, :returns, :reworks, :extensions,
       :suspensions, :suspended_until_on, :is_exempt, :is_forced, :is_self_handled, :appeal);

-- name: casefile_salt
SELECT salt FROM casefile WHERE casefile_id = :casefile_id;

-- name: casefile_handled_by
SELECT count(*) AS n FROM casefile_event
 WHERE casefile_id = :casefile_id AND actor_worker_id = :actor_worker_id
   AND action IN ('accept', 'note', 'phase', 'feedback', 'fixed-on-spot');

-- Whether the open review of an appeal has a first one by the same person: the
-- worker, or where nobody is named the Unix user.
-- name: casefile_reviewed_by
SELECT count(*) AS n FROM casefile_event
 WHERE casefile_id = :casefile_id AND action IN ('appeal-grant', 'appeal-refuse')
   AND seq > (SELECT max(l.seq) FROM casefile_event l WHERE l.casefile_id = :casefile_id AND l.action = 'appeal')
   AND actor_worker_id IS :worker_id AND (:worker_id IS NOT NULL OR unix_user = :unix_user);

-- Suspended cases whose date has come.
-- name: casefile_back
SELECT case_no FROM casefile
 WHERE status = 'suspended' AND ended_at IS NULL AND suspended_until_on <= :today
 ORDER BY case_no;

-- Whatever may be past a deadline.
-- name: remind_open
SELECT case_no FROM casefile
 WHERE ended_at IS NULL AND status <> 'none'
   AND (handle_due_at < :now OR close_due_at < :now OR status = 'suspended')
 ORDER BY case_no;

-- name: remind_last
SELECT sent_at, level, replied_at FROM reminder
 WHERE casefile_id = :casefile_id AND kind = 'overtime'
 ORDER BY seq DESC LIMIT 1;

-- name: casefile_set_satisfaction
UPDATE casefile
   SET satisfaction = (SELECT r.score FROM rating r
                        WHERE r.casefile_id = :casefile_id AND r.score IS NOT NULL
                        ORDER BY r.rated_at DESC, r.rating_id DESC LIMIT 1)
 WHERE casefile_id = :casefile_id;

-- That of the time given, else the rater's last.
-- name: rating_find
SELECT rating_id, rater_kind, score, contacted_at, is_solved, rated_at, note
  FROM rating WHERE casefile_id = :casefile_id AND rater = :rater
 ORDER BY CASE WHEN rated_at = :rated_at THEN 0 ELSE 1 END, rated_at DESC LIMIT 1;

-- name: rating_put
INSERT INTO rating (casefile_id, rater, rater_kind, score, contacted_at, is_solved, rated_at, note)
VALUES (:casefile_id, :rater, :rater_kind, :score, :contacted_at, :is_solved, :rated_at, :note)
ON CONFLICT (casefile_id, rater, rated_at) DO UPDATE SET
  rater_kind = excluded.rater_kind, score = excluded.score, contacted_at = excluded.contacted_at,
  is_solved = excluded.is_solved, note = excluded.note;
