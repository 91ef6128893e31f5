-- What is counted: cases as they stood at a moment, with their cuts and
-- their state at :as_of, which is that of the last event not after it.
-- :via says what leads to the cases; a branch of another is not run at all.
--
-- due: the events that set a deadline; whether it is still the deadline at
-- :as_of is seen in the state.  What is suspended may have come back without an
-- event yet.  open: whatever is open now, or ended only
-- after :as_of, may have been open then.

-- name: facts
SELECT c.casefile_id, c.case_no, a.code AS area, c.source, c.reported_by_id, c.is_missed, c.outcome,
       e.status, e.matter_id, e.department_id, e.handler_id, e.opened_at, e.dispatched_at, e.handled_at,
       e.closed_at, e.handle_due_at, e.close_due_at, e.handle_spent_s, e.is_late, e.reworks, e.extensions,
       e.is_exempt, e.is_forced, e.is_self_handled,
       e.suspended_until_on, e.close_from_at, e.handle_limit, e.handle_rest_s
  FROM (SELECT casefile_id FROM casefile WHERE :via = 'collected' AND collected_at >= :since AND collected_at < :until
        UNION ALL
        SELECT casefile_id FROM casefile WHERE :via = 'opened' AND opened_at >= :since AND opened_at < :until
        UNION ALL
        SELECT casefile_id FROM
          (SELECT casefile_id FROM casefile_event
            WHERE :via = 'due' AND is_due_set = 1 AND close_due_at IS NOT NULL AND close_due_at >= :since AND close_due_at < :until
           UNION
           SELECT casefile_id FROM casefile_event
            WHERE :via = 'due' AND is_due_set = 1 AND handle_due_at IS NOT NULL AND handle_due_at >= :since AND handle_due_at < :until
           UNION
           SELECT casefile_id FROM casefile WHERE :via = 'due' AND ended_at IS NULL AND status = 'suspended') d
        UNION ALL
        SELECT casefile_id FROM casefile WHERE :via = 'open' AND ended_at IS NULL AND collected_at <= :as_of
        UNION ALL
        SELECT casefile_id FROM casefile WHERE :via = 'open' AND ended_at > :as_of AND collected_at <= :as_of) p
  JOIN casefile c ON c.casefile_id = p.casefile_id
  JOIN area a ON a.area_id = c.area_id
  JOIN casefile_event e ON e.casefile_id = c.casefile_id
   AND e.seq = (SELECT l.seq FROM casefile_event l
                 WHERE l.casefile_id = c.casefile_id AND l.at <= :as_of ORDER BY l.seq DESC LIMIT 1);

-- name: facts_rated
SELECT c.casefile_id, c.case_no, a.code AS area, c.source, c.reported_by_id, e.matter_id, e.department_id,
       e.handler_id, r.score, r.contacted_at, r.is_solved
  FROM rating r
  JOIN casefile c ON c.casefile_id = r.casefile_id
  JOIN area a ON a.area_id = c.area_id
  JOIN casefile_event e ON e.casefile_id = c.casefile_id
   AND e.seq = (SELECT l.seq FROM casefile_event l
                 WHERE l.casefile_id = c.casefile_id AND l.at <= :as_of ORDER BY l.seq DESC LIMIT 1)
 WHERE r.rated_at >= :since AND r.rated_at < :until AND r.rated_at <= :as_of
   AND NOT EXISTS (SELECT 1 FROM rating n
                    WHERE n.casefile_id = r.casefile_id AND n.rater = r.rater
                      AND n.rated_at > r.rated_at AND n.rated_at <= :as_of);

-- name: facts_verified
SELECT c.casefile_id, c.case_no, a.code AS area, c.source, c.reported_by_id, e.matter_id, e.department_id,
       e.actor_worker_id AS handler_id, e.at, e.verify_due_at
  FROM casefile_event e
  JOIN casefile c ON c.casefile_id = e.casefile_id
  JOIN area a ON a.area_id = c.area_id
 WHERE e.action IN ('pass', 'fail') AND e.at >= :since AND e.at < :until AND e.at <= :as_of;
