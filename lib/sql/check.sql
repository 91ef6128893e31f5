-- What grid-check looks for.  Of check_* statements each row is a finding: the
-- record, and where there is more to say a second column.

-- name: audit_rows
SELECT audit_id, at, command, kind, actor, unix_user, is_fixed_clock, row_count, rows_digest,
       event_count, events_digest, note, previous, digest
  FROM audit ORDER BY audit_id;

-- The events in the order in which commands wrote them; first of those that no
-- command did.  All columns of the table in its order stand behind the others.
-- name: audit_events
SELECT e.audit_id AS of_audit, e.audit_no AS place, e.at AS happened, e.recorded_at AS recorded, e.note AS said,
       coalesce(c.case_no, 'case ' || e.casefile_id) AS case_no, e.seq AS event, c.salt AS salt, e.*
  FROM casefile_event e LEFT JOIN casefile c ON c.casefile_id = e.casefile_id
 ORDER BY e.audit_id NULLS FIRST, e.audit_no NULLS FIRST, e.casefile_id, e.seq;

-- name: check_states
SELECT c.case_no
  FROM casefile c
  LEFT JOIN casefile_event e ON e.casefile_id = c.casefile_id
   AND e.seq = (SELECT max(l.seq) FROM casefile_event l WHERE l.casefile_id = c.casefile_id)
 WHERE e.seq IS NULL
    OR (c.seq, c.changed_at, c.status, c.matter_id, c.department_id, c.handler_id, c.opened_at, c.dispatched_at,
        c.handled_at, c.verified_at, c.closed_at, c.ended_at, c.open_due_at, c.dispatch_due_at, c.handle_due_at,
        c.verify_due_at, c.close_due_at, c.close_from_at, c.handle_limit, c.handle_from_at, c.handle_rest_s, c.handle_spent_s,
        c.is_late, c.returns, c.reworks, c.extensions, c.suspensions, c.suspended_until_on, c.is_exempt, c.is_forced,
        c.is_self_handled, c.appeal)
       IS DISTINCT FROM
       (e.seq, e.at, e.status, e.matter_id, e.department_id, e.handler_id, e.opened_at, e.dispatched_at,
        e.handled_at, e.verified_at, e.closed_at, e.ended_at, e.open_due_at, e.dispatch_due_at, e.handle_due_at,
        e.verify_due_at, e.close_due_at, e.close_from_at, e.handle_limit, e.handle_from_at, e.handle_rest_s, e.handle_spent_s,
        e.is_late, e.returns, e.reworks, e.extensions, e.suspensions, e.suspended_until_on, e.is_exempt, e.is_forced,
        e.is_self_handled, e.appeal)
 ORDER BY c.casefile_id;

-- name: check_workflow
SELECT action, status_from, status_to, roles, needs, clock FROM workflow ORDER BY workflow_id;

-- name: check_actors
SELECT c.case_no || ' event ' || e.seq AS record, e.at, e.role, e.actor_worker_id
  FROM casefile_event e JOIN casefile c ON c.casefile_id = e.casefile_id
 WHERE e.actor_worker_id IS NOT NULL AND e.import_run_id IS NULL
 ORDER BY e.casefile_id, e.seq;

-- A department has its own cases and those of departments below it, a worker
-- those dispatched to him, or to his department and no worker.
-- name: check_owners
SELECT c.case_no || ' event ' || e.seq AS record
  FROM casefile_event e JOIN casefile c ON c.casefile_id = e.casefile_id
 WHERE e.action IN ('accept', 'note', 'phase', 'return', 'feedback', 'appeal', 'answer') AND e.role IN ('department', 'worker')
   AND NOT (e.role = 'worker' AND e.handler_id IS NOT NULL AND e.handler_id = e.actor_worker_id)
   AND (e.role = 'worker' AND e.handler_id IS NOT NULL
        OR NOT EXISTS (WITH RECURSIVE up (department_id, depth) AS (
                         SELECT e.department_id, 1
                         UNION ALL
                         SELECT d.parent_id, up.depth + 1
                           FROM up JOIN department d ON d.department_id = up.department_id
                          WHERE up.depth < 16)
                       SELECT 1 AS is_own FROM up WHERE up.department_id = e.actor_department_id))
 ORDER BY e.casefile_id, e.seq;

-- name: check_verifiers
SELECT c.case_no || ' event ' || e.seq AS record
  FROM casefile_event e JOIN casefile c ON c.casefile_id = e.casefile_id
 WHERE e.action IN ('pass', 'fail')
   AND (e.actor_worker_id = e.handler_id
        OR EXISTS (SELECT 1 FROM casefile_event l
                    WHERE l.casefile_id = e.casefile_id AND l.seq < e.seq AND l.actor_worker_id = e.actor_worker_id
                      AND l.action IN ('accept', 'note', 'phase', 'feedback', 'fixed-on-spot')))
 ORDER BY e.casefile_id, e.seq;

-- name: check_suspensions
SELECT c.case_no || ' event ' || e.seq AS record, e.at, e.suspended_until_on
  FROM casefile_event e JOIN casefile c ON c.casefile_id = e.casefile_id
 WHERE e.action = 'suspend' AND e.suspended_until_on IS NOT NULL
 ORDER BY e.casefile_id, e.seq;

-- name: check_grids
SELECT a.code
  FROM area a
 WHERE a.kind = 'grid' AND a.state = 'active'
   AND a.area_id NOT IN (SELECT p.area_id
                           FROM worker_post p JOIN worker w ON w.worker_id = p.worker_id
                          WHERE p.valid_from <= :today AND (p.valid_to IS NULL OR p.valid_to >= :today)
                            AND (w.left_on IS NULL OR w.left_on >= :today)
                          UNION
                         SELECT w.area_id FROM worker w
                          WHERE (w.hired_on IS NULL OR w.hired_on <= :today)
                            AND (w.left_on IS NULL OR w.left_on >= :today)
                            AND w.worker_id NOT IN (SELECT worker_id FROM worker_post))
 ORDER BY a.code;
