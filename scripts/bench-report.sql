-- SPDX-License-Identifier: MIT
-- The figures of grid-report (design section 7) by DuckDB, from tables of the
-- same rows (scripts/bench): the oracle of the bench, and what it is timed
-- against.  $code is what a row is filed under, with joins from $names, its
-- columns are $keys; $level a kind of area whose rows are all there, or '';
-- $since, $until and $as_of are instants.
--
-- As of a past moment a case stands as it does now unless something happened
-- since: only for those are the events asked.  Nothing here wakes a suspended
-- case: in the history every one has its event on its day.

WITH spanning AS (
  SELECT casefile_id FROM casefile WHERE collected_at <= $as_of AND changed_at > $as_of
), past AS (
  SELECT e.* FROM casefile_event e SEMI JOIN spanning USING (casefile_id) WHERE e."at" <= $as_of
  QUALIFY row_number() OVER (PARTITION BY casefile_id ORDER BY seq DESC) = 1
), led AS (
  -- Each by its own scan, which the zone maps cut short, and none twice.
  SELECT * FROM casefile WHERE collected_at >= $since AND collected_at < $until
  UNION ALL
  SELECT * FROM casefile WHERE handle_due_at >= $since AND handle_due_at < $until AND NOT (collected_at >= $since AND collected_at < $until)
  UNION ALL
  SELECT * FROM casefile WHERE close_due_at >= $since AND close_due_at < $until AND NOT (collected_at >= $since AND collected_at < $until)
     AND NOT coalesce(handle_due_at >= $since AND handle_due_at < $until, false)
  UNION ALL
  SELECT * FROM casefile WHERE ended_at IS NULL AND NOT (collected_at >= $since AND collected_at < $until)
     AND NOT coalesce(handle_due_at >= $since AND handle_due_at < $until, false)
     AND NOT coalesce(close_due_at >= $since AND close_due_at < $until, false)
), stood AS (
  SELECT * EXCLUDE (changed_at) FROM led WHERE changed_at <= $as_of
  UNION ALL BY NAME
  SELECT c.casefile_id, c.collected_at, c.area_id, c.source, c.outcome, p.* EXCLUDE (casefile_id, seq, "at")
    FROM past p JOIN casefile c USING (casefile_id)
), judged AS (
  SELECT s.*, a.code AS area, a.name AS area_name,
         collected_at >= $since AND collected_at < $until AS collected,
         status NOT IN ('cancelled', 'rejected') AND NOT is_self_handled AS counts,
         counts AND coalesce(handle_due_at >= $since AND handle_due_at < $until, false) AS handle_led,
         counts AND coalesce(close_due_at >= $since AND close_due_at < $until, false) AS close_led,
         status = 'suspended' AS suspended,
         handle_led AND NOT suspended AND NOT is_exempt AS handle_due,
         close_led AND NOT suspended AND NOT is_exempt AS close_due,
         status NOT IN ('closed', 'cancelled', 'rejected') AS open,
         status IN ('replied', 'verified', 'closed') AND NOT is_forced AS handled,
         status IN ('verified', 'closed') AND NOT is_forced AND handled_at IS NOT NULL AND dispatched_at IS NOT NULL
           AND handle_spent_s IS NOT NULL AS timed,
         coalesce(handled_at <= handle_due_at, outcome = 'intime', handle_due_at IS NULL) AS handled_early,
         coalesce(closed_at <= close_due_at, outcome = 'intime', close_due_at IS NULL) AS closed_early,
         CASE WHEN status IN ('replied', 'verified') THEN close_due_at WHEN open AND NOT suspended THEN handle_due_at END AS watched
    FROM stood s JOIN area a USING (area_id)
), counted AS (
  SELECT $code, count(*) FILTER (collected) AS collected,
         count(*) FILTER (collected AND opened_at IS NOT NULL) AS opened,
         count(*) FILTER (collected AND opened_at IS NOT NULL AND (dispatched_at IS NOT NULL
           OR ((department_id IS NOT NULL OR handler_id IS NOT NULL) AND NOT is_self_handled
               AND status NOT IN ('collected', 'opened', 'rejected')))) AS dispatched,
         count(*) FILTER (handle_due) AS handle_due,
         count(*) FILTER (handle_due AND handled) AS handled,
         count(*) FILTER (handle_due AND handled AND NOT is_late AND handled_early) AS handled_in_time,
         count(*) FILTER (close_due) AS close_due,
         count(*) FILTER (close_due AND status = 'closed') AS closed,
         count(*) FILTER (close_due AND status = 'closed' AND NOT is_forced AND closed_early) AS closed_in_time,
         count(*) FILTER (close_due AND reworks > 0) AS rework,
         count(*) FILTER (close_due AND extensions > 0) AS extended,
         count(*) FILTER (suspended AND (handle_led OR close_led)) AS suspended,
         count(*) FILTER (NOT suspended AND is_exempt AND (handle_led OR close_led)) AS exempted,
         count(*) FILTER (close_due AND is_forced) AS forced,
         count(*) FILTER (collected AND is_self_handled) AS self_handled,
         count(*) FILTER (open) AS backlog,
         count(*) FILTER (watched < $as_of) AS overdue,
         count(*) FILTER (handle_due AND timed) AS timed,
         coalesce(sum(handle_spent_s) FILTER (handle_due AND timed), 0) AS spent
    FROM judged $names
   WHERE collected OR handle_led OR close_led OR open
   GROUP BY ALL
), rated AS (
  -- A rater's last rating by then counts, if it was in the period.
  SELECT *, lead(rated_at) OVER (PARTITION BY casefile_id, rater ORDER BY rated_at) AS next_at
    FROM rating WHERE rated_at >= $since AND rated_at <= $as_of
  QUALIFY next_at IS NULL
), ratings AS (
  SELECT r.score, r.contacted_at, r.is_solved, a.code AS area, a.name AS area_name,
         CASE WHEN p.casefile_id IS NULL THEN c.matter_id ELSE p.matter_id END AS matter_id,
         CASE WHEN p.casefile_id IS NULL THEN c.department_id ELSE p.department_id END AS department_id
    FROM rated r JOIN casefile c USING (casefile_id) JOIN area a USING (area_id) LEFT JOIN past p USING (casefile_id)
   WHERE r.rated_at < $until
), asked AS (
  SELECT $code, count(*) AS rated, count(contacted_at) AS responded, count(*) FILTER (is_solved) AS solved, count(*) FILTER (score >= 4) AS satisfied
    FROM ratings $names GROUP BY ALL
), f AS (
  SELECT COLUMNS('^(code|name)'), coalesce(COLUMNS(* EXCLUDE ($keys)), 0)
    FROM counted FULL JOIN asked USING ($keys) FULL JOIN (SELECT code, name FROM area WHERE kind = $level) USING (code, name)
)
SELECT COLUMNS('^(code|name)'), collected, opened, rate(opened, collected), dispatched, rate(dispatched, opened),
       handle_due, handled, handled_in_time, rate(handled_in_time, handle_due),
       close_due, closed, rate(closed, close_due), closed_in_time, rate(closed_in_time, close_due),
       rework, rate(rework, close_due), extended, rate(extended, close_due), suspended, exempted, forced, self_handled, backlog, overdue,
       CASE WHEN timed > 0 THEN hundredths((200 * spent + 3600 * timed) // (7200 * timed)) END,
       rate(responded, rated), rate(solved, rated), rate(satisfied, rated)
  FROM f ORDER BY $keys
