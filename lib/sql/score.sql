-- Score rules.

-- name: score_edition
SELECT max(edition) AS edition FROM score_rule;

-- name: score_rules
SELECT rule, post, indicator, shape, weight, points, floor, target, cap, steps, min_months, note
  FROM score_rule
 WHERE edition = :edition
   AND (valid_from IS NULL OR valid_from <= :day_on)
   AND (valid_to IS NULL OR valid_to >= :day_on)
 ORDER BY post, rule;

-- The post last held in the period and its area go before those of the worker.
-- name: score_workers
SELECT w.worker_id, w.code, w.name, coalesce(p.post, w.post) AS post, coalesce(p.area_id, w.area_id) AS area_id
  FROM worker w
  LEFT JOIN worker_post p ON p.worker_post_id =
       (SELECT l.worker_post_id FROM worker_post l
         WHERE l.worker_id = w.worker_id AND l.valid_from <= :last_on AND (l.valid_to IS NULL OR l.valid_to >= :first_on)
         ORDER BY CASE WHEN l.valid_to IS NULL OR l.valid_to > :last_on THEN :last_on ELSE l.valid_to END DESC,
                  l.valid_from DESC, l.worker_post_id DESC LIMIT 1)
 WHERE (w.hired_on IS NULL OR w.hired_on <= :last_on) AND (w.left_on IS NULL OR w.left_on >= :first_on)
 ORDER BY w.code;
