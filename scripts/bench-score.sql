-- The score of each grid worker by the weighed rules of edition post-2026, as an
-- analyst writes it in SQL: :since and :until are the month.
WITH filed AS (
  SELECT c.casefile_id, c.area_id, c.reported_by_id, c.is_missed,
         EXISTS (SELECT 1 FROM casefile_event e
                  WHERE e.casefile_id = c.casefile_id AND e.action IN ('open', 'fixed-on-spot') AND e.at < :until) AS is_filed,
         (SELECT e.status FROM casefile_event e
           WHERE e.casefile_id = c.casefile_id AND e.at < :until ORDER BY e.seq DESC LIMIT 1) AS status,
         EXISTS (SELECT 1 FROM casefile_event e
                  WHERE e.casefile_id = c.casefile_id AND e.action = 'fixed-on-spot' AND e.at < :until) AS is_fixed
    FROM casefile c
   WHERE c.collected_at >= :since AND c.collected_at < :until
), own AS (
  SELECT reported_by_id AS worker_id, sum(is_filed) AS filed, count(*) AS collected, sum(status = 'rejected') AS rejected,
         sum(is_fixed) AS fixed
    FROM filed WHERE reported_by_id IS NOT NULL GROUP BY reported_by_id
), place AS (
  SELECT area_id, sum(is_filed) AS filed, coalesce(sum(is_filed AND coalesce(is_missed, 0)), 0) AS missed
    FROM filed GROUP BY area_id
), checked AS (
  SELECT actor_worker_id AS worker_id, sum(verify_due_at IS NULL OR at <= verify_due_at) AS in_time, count(*) AS n
    FROM casefile_event WHERE action IN ('pass', 'fail') AND at >= :since AND at < :until GROUP BY actor_worker_id
), figure AS (
  SELECT w.code, 1.0 * o.filed / nullif(o.collected, 0) AS valid,
         1 - 1.0 * p.missed / nullif(p.filed, 0) AS seen, 1.0 * k.in_time / nullif(k.n, 0) AS prompt,
         min(coalesce(o.fixed, 0), 10) - min(coalesce(o.rejected, 0), 5) AS extra
    FROM worker w
    LEFT JOIN own o ON o.worker_id = w.worker_id
    LEFT JOIN place p ON p.area_id = w.area_id
    LEFT JOIN checked k ON k.worker_id = w.worker_id
   WHERE w.post = 'grid-worker'
)
SELECT code, printf('%.2f', max(0, 100 * (40 * coalesce(valid, 0) + 20 * coalesce(seen, 0) + 40 * coalesce(prompt, 0))
             / (40 * (valid IS NOT NULL) + 20 * (seen IS NOT NULL) + 40 * (prompt IS NOT NULL)) + extra) + 1e-9) AS score
  FROM figure
 WHERE valid IS NOT NULL OR prompt IS NOT NULL
 ORDER BY code;
