-- Score rules.

-- name: score_edition
SELECT max(edition) AS edition FROM score_rule;

-- name: score_rules
SELECT rule, post, indicator, shape, weight, points, floor, target, cap, steps, valid_from, valid_to, peer_group, min_months,
       community_kind, note
  FROM score_rule
 WHERE edition = :edition
 ORDER BY post, rule;

-- The kind is the community's, unless the area has one of its own.
-- name: score_places
SELECT a.area_id, a.code, coalesce(a.community_kind, c.community_kind) AS kind
  FROM area a
  LEFT JOIN area c ON c.code = substr(a.code, 1, 12);

-- name: score_departments
SELECT department_id, code, name, 'department' AS post, NULL AS area_id
  FROM department
 ORDER BY code;

-- name: score_areas
SELECT area_id, code, name, kind AS post, area_id AS place
  FROM area
 WHERE kind = :kind AND (state = 'active' OR voided_at > :at)
 ORDER BY code;
