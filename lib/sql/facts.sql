-- What is counted: cases as they stood at :as_of.
--
-- facts: which cases any figure may count, and each as it stands now; what has
-- changed since :as_of is asked for by facts_state.  A branch whose :is_… is 0
-- is not run at all.  The deadlines of events lead to whatever was due in the
-- period at any time; whether it still was at :as_of is seen in the state.  What
-- is suspended may have come back without an event yet.  Open at :as_of was what
-- is open now, or ended after it: that is found by how long it took (span).

-- name: facts
WITH span (class, longest) AS (VALUES (0, 345600), (1, 1382400), (2, 5529600), (3, 22118400), (4, 9000000000)),
     p AS (
  SELECT casefile_id FROM casefile WHERE :is_collected = 1 AND collected_at >= :since AND collected_at < :until
  UNION
  SELECT casefile_id FROM casefile WHERE :is_opened = 1 AND opened_at >= :since AND opened_at < :until
  UNION
  SELECT casefile_id FROM casefile_event
   WHERE :is_due = 1 AND is_due_set = 1 AND close_due_at IS NOT NULL AND close_due_at >= :since AND close_due_at < :until
  UNION
  SELECT casefile_id FROM casefile_event
   WHERE :is_due = 1 AND is_due_set = 1 AND handle_due_at IS NOT NULL AND handle_due_at >= :since AND handle_due_at < :until
  UNION
  SELECT casefile_id FROM casefile WHERE :is_due = 1 AND ended_at IS NULL AND status = 'suspended'
  UNION
  SELECT casefile_id FROM casefile WHERE :is_open = 1 AND ended_at IS NULL AND +collected_at <= :as_of
  UNION
  SELECT c.casefile_id FROM span s CROSS JOIN casefile c
   WHERE :is_open = 1 AND c.span = s.class AND c.collected_at <= :as_of AND c.collected_at > :as_of - s.longest AND c.ended_at > :as_of)
SELECT c.casefile_id, c.case_no, c.source, c.area_id, c.reported_by_id, c.is_missed, c.outcome, c.collected_at, c.changed_at,
       c.status, c.matter_id, c.department_id, c.handler_id, c.opened_at, c.dispatched_at, c.handled_at, c.verified_at,
       c.closed_at, c.ended_at, c.open_due_at, c.dispatch_due_at, c.handle_due_at, c.verify_due_at, c.close_due_at,
       c.close_from_at, c.handle_limit, c.handle_from_at, c.handle_rest_s, c.handle_spent_s, c.is_late, c.returns, c.reworks,
       c.extensions, c.suspensions, c.suspended_until_on, c.is_exempt, c.is_forced, c.is_self_handled, c.appeal
  FROM p JOIN casefile c ON c.casefile_id = p.casefile_id;

-- The state at :as_of, which is that of the last event not after it.
-- name: facts_state
SELECT status, matter_id, department_id, handler_id, opened_at, dispatched_at, handled_at, verified_at,
       closed_at, ended_at, open_due_at, dispatch_due_at, handle_due_at, verify_due_at, close_due_at,
       close_from_at, handle_limit, handle_from_at, handle_rest_s, handle_spent_s, is_late, returns, reworks,
       extensions, suspensions, suspended_until_on, is_exempt, is_forced, is_self_handled, appeal
  FROM casefile_event
 WHERE casefile_id = :casefile_id AND at <= :as_of
 ORDER BY seq DESC LIMIT 1;

-- One case, in the columns of facts.
-- name: facts_case
SELECT casefile_id, case_no, source, area_id, reported_by_id, is_missed, outcome, collected_at, changed_at,
       status, matter_id, department_id, handler_id, opened_at, dispatched_at, handled_at, verified_at,
       closed_at, ended_at, open_due_at, dispatch_due_at, handle_due_at, verify_due_at, close_due_at,
       close_from_at, handle_limit, handle_from_at, handle_rest_s, handle_spent_s, is_late, returns, reworks,
       extensions, suspensions, suspended_until_on, is_exempt, is_forced, is_self_handled, appeal
  FROM casefile WHERE casefile_id = :casefile_id;

-- How a case was sent, given back and sent again.
-- name: facts_moves
SELECT at, action, department_id, handler_id, dispatch_due_at
  FROM casefile_event
 WHERE casefile_id = :casefile_id AND at <= :as_of AND action IN ('dispatch', 'return', 'reopen')
 ORDER BY seq;

-- name: facts_actors
SELECT action, actor_worker_id
  FROM casefile_event
 WHERE casefile_id = :casefile_id AND at <= :as_of AND action IN ('open', 'dispatch')
 ORDER BY seq;

-- A rater's last word by :as_of.
-- name: facts_rated
SELECT r.casefile_id, r.score, r.contacted_at, r.is_solved
  FROM rating r
 WHERE r.rated_at >= :since AND r.rated_at < :until AND r.rated_at <= :as_of
   AND NOT EXISTS (SELECT 1 FROM rating n
                    WHERE n.casefile_id = r.casefile_id AND n.rater = r.rater
                      AND n.rated_at > r.rated_at AND n.rated_at <= :as_of)
 ORDER BY r.casefile_id;

-- name: facts_checked
SELECT casefile_id, actor_worker_id, at, verify_due_at
  FROM casefile_event
 WHERE action IN ('pass', 'fail') AND at >= :since AND at < :until AND at <= :as_of
 ORDER BY casefile_id, seq;

-- Nothing is below a grid, though its code may be how that of another one begins.
-- name: facts_areas
SELECT area_id FROM area
 WHERE code = :area OR (length(:area) <= 12 AND substr(code, 1, length(:area)) = :area)
 ORDER BY area_id;

-- name: facts_matters
SELECT k.matter_id FROM matter m JOIN matter k ON k.edition = m.edition AND k.code = m.code
 WHERE m.matter_id = :matter_id
 ORDER BY k.matter_id;

-- What stands in a list of cases beside what facts_case tells.
-- name: facts_names
SELECT (SELECT name FROM area WHERE area_id = :area_id) AS area_name,
       (SELECT name FROM matter WHERE matter_id = :matter_id) AS matter_name,
       (SELECT name FROM department WHERE department_id = :department_id) AS department_name;
