-- Score rules.

-- name: score_edition
SELECT max(edition) AS edition FROM score_rule;

-- name: score_rules
SELECT rule, post, indicator, shape, weight, points, floor, target, cap, steps, min_months, note
  FROM score_rule
 WHERE edition = :edition
   AND (valid_from IS NULL OR valid_from <= :day_on)
   AND (valid_to IS NULL OR valid_to >= :day_on)
 ORDER BY post, score_rule_id;

-- name: score_workers
SELECT w.worker_id, w.code, w.name, w.post, a.code AS area
  FROM worker w JOIN area a ON a.area_id = w.area_id
 WHERE (w.hired_on IS NULL OR w.hired_on <= :last_on) AND (w.left_on IS NULL OR w.left_on >= :first_on)
 ORDER BY w.code;
