-- Score rules.

-- name: score_edition
SELECT max(edition) AS edition FROM score_rule;

-- name: score_rules
SELECT rule, post, indicator, shape, weight, points, floor, target, cap, steps, valid_from, valid_to, peer_group, min_months,
       community_kind, note
  FROM score_rule
 WHERE edition = :edition
 ORDER BY post, rule;

-- The post last held in the period and its area go before those of the worker; since_on
-- is when that post was first held.  The kind is the community's, unless the area has
-- one of its own.
-- name: score_workers
SELECT w.worker_id, w.code, w.name, coalesce(p.post, w.post) AS post, a.area_id, a.code AS area,
       coalesce(a.community_kind, c.community_kind) AS kind,
       coalesce((SELECT min(b.valid_from) FROM worker_post b WHERE b.worker_id = w.worker_id AND b.post = coalesce(p.post, w.post)),
                w.hired_on) AS since_on
  FROM worker w
  LEFT JOIN worker_post p ON p.worker_post_id =
       (SELECT l.worker_post_id FROM worker_post l
         WHERE l.worker_id = w.worker_id AND l.valid_from <= :last_on AND (l.valid_to IS NULL OR l.valid_to >= :first_on)
         ORDER BY CASE WHEN l.valid_to IS NULL OR l.valid_to > :last_on THEN :last_on ELSE l.valid_to END DESC,
                  l.valid_from DESC, l.worker_post_id DESC LIMIT 1)
  JOIN area a ON a.area_id = coalesce(p.area_id, w.area_id)
  LEFT JOIN area c ON c.code = substr(a.code, 1, 12)
 WHERE (w.hired_on IS NULL OR w.hired_on <= :last_on) AND (w.left_on IS NULL OR w.left_on >= :first_on)
 ORDER BY w.code;

-- name: score_departments
SELECT department_id, code, name, 'department' AS post, NULL AS area_id, NULL AS area, NULL AS kind, NULL AS since_on
  FROM department
 ORDER BY code;

-- name: score_areas
SELECT area_id, code, name, kind AS post, area_id, code AS area, community_kind AS kind, NULL AS since_on
  FROM area
 WHERE kind = :kind AND (state = 'active' OR voided_at > :at)
 ORDER BY code;
