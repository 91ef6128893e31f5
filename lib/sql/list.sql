-- Lists of cases.  :via says which index leads to them: a branch whose
-- :via is another is not run at all.  A matter is all its conditions.  Nothing
-- is below a grid, though its code may be how that of another one begins.

-- name: list
SELECT v.*
  FROM (SELECT casefile_id FROM casefile WHERE :via = 'all'
        UNION ALL
        SELECT casefile_id FROM casefile WHERE :via = 'open' AND ended_at IS NULL
        UNION ALL
        SELECT casefile_id FROM casefile WHERE :via = 'collected' AND collected_at >= :since AND collected_at < :until
        UNION ALL
        SELECT casefile_id FROM casefile WHERE :via = 'opened' AND opened_at >= :since AND opened_at < :until
        UNION ALL
        SELECT casefile_id FROM casefile WHERE :via = 'closed' AND ended_at >= :since AND ended_at < :until
        UNION ALL
        SELECT DISTINCT c.casefile_id FROM casefile_event e JOIN casefile c ON c.casefile_id = e.casefile_id
         WHERE :via = 'due' AND e.is_due_set = 1 AND e.handle_due_at IS NOT NULL
           AND e.handle_due_at >= :since AND e.handle_due_at < :until AND c.handle_due_at = e.handle_due_at) p
  JOIN casefile_view v ON v.casefile_id = p.casefile_id
 WHERE (:area IS NULL OR v.area = :area OR (length(:area) <= 12 AND substr(v.area, 1, length(:area)) = :area))
   AND (:department_id IS NULL OR v.department_id = :department_id)
   AND (:handler_id IS NULL OR v.handler_id = :handler_id)
   AND (:matter_id IS NULL
        OR v.matter_id IN (SELECT k.matter_id FROM matter m JOIN matter k ON k.edition = m.edition AND k.code = m.code
                            WHERE m.matter_id = :matter_id))
   AND (:source IS NULL OR v.source = :source)
 ORDER BY v.case_no;

-- name: list_case
SELECT v.* FROM casefile_view v WHERE v.casefile_id = :casefile_id;

-- evasions: returns by a department that had returned the case before (推诿).
-- name: show_case
SELECT v.casefile_id, v.case_no, v.status, v.area_name, v.matter_name, v.condition, nullif(m.phase, '') AS phase,
       v.source, v.source_no,
       c.property, v.reported_by, nullif(c.is_missed, 0) AS is_missed, c.reporter, c.reporter_phone, c.address, c.lon, c.lat, v.department, v.handler,
       c.handle_limit, c.open_due_at, c.dispatch_due_at, c.handle_due_at, c.verify_due_at, c.close_due_at,
       CASE WHEN c.status = 'suspended' THEN c.suspended_until_on END AS suspended_until_on,
       nullif((SELECT count(*) FROM casefile_event e
                WHERE e.casefile_id = c.casefile_id AND e.action = 'return'
                  AND EXISTS (SELECT 1 FROM casefile_event b
                               WHERE b.casefile_id = e.casefile_id AND b.seq < e.seq AND b.action = 'return'
                                 AND b.department_id = e.department_id)), 0) AS evasions,
       nullif(c.is_late, 0) AS is_late, c.appeal, nullif(c.is_exempt, 0) AS is_exempt,
       c.outcome, c.satisfaction, c.text
  FROM casefile_view v JOIN casefile c ON c.casefile_id = v.casefile_id
  LEFT JOIN matter m ON m.matter_id = c.matter_id
 WHERE v.case_no = :case_no;

-- name: show_ratings
SELECT nullif(rater, 'anonymous') AS rater, rater_kind, score, contacted_at, is_solved, rated_at, note
  FROM rating WHERE casefile_id = :casefile_id
 ORDER BY rated_at, rating_id;

-- name: show_reminders
SELECT sent_at, kind, level, note, replied_at, reply
  FROM reminder WHERE casefile_id = :casefile_id
 ORDER BY seq;

-- name: show_events
SELECT e.seq, e.at, e.action, e.status, e.role,
       coalesce(w.code, ad.code, CASE WHEN e.import_run_id IS NOT NULL THEN 'run ' || e.import_run_id END, e.unix_user) AS actor,
       d.code AS department, h.code AS handler, e.handle_due_at, e.close_due_at, e.note
  FROM casefile_event e
  LEFT JOIN worker w ON w.worker_id = e.actor_worker_id
  LEFT JOIN department ad ON ad.department_id = e.actor_department_id
  LEFT JOIN department d ON d.department_id = e.department_id
  LEFT JOIN worker h ON h.worker_id = e.handler_id
 WHERE e.casefile_id = :casefile_id
 ORDER BY e.seq;

-- What case-show explains deadlines from (lib/explain.h).
-- name: show_clock
SELECT e.at, e.action, e.status, e.handle_limit, e.handle_from_at, e.handle_rest_s, e.handle_due_at, e.close_due_at,
       e.dispatched_at, e.handled_at, e.matter_id, e.department_id, e.handler_id, e.suspended_until_on,
       coalesce(d.code, h.code) AS who, e.close_from_at,
       CASE WHEN r.import_run_id IS NULL THEN 0 ELSE 1 END AS is_imported
  FROM casefile_event e
  LEFT JOIN department d ON d.department_id = e.department_id
  LEFT JOIN worker h ON h.worker_id = e.handler_id
  LEFT JOIN import_run r ON r.import_run_id = e.import_run_id AND r.kind = 'case'
 WHERE e.casefile_id = :casefile_id
 ORDER BY e.seq;
