-- Rules, departments and workers among which --auto chooses.

-- A matter is all its conditions: it is named by its code.
-- name: triage_rules
SELECT r.name, r.pattern, r.priority, a.code AS area, r.matter_id, m.code AS matter, m.condition AS condition,
       r.department_id, d.code AS department
  FROM dispatch_rule r
  LEFT JOIN area a ON a.area_id = r.area_id
  LEFT JOIN matter_view m ON m.matter_id = r.matter_id
  LEFT JOIN department d ON d.department_id = r.department_id
 WHERE r.is_active IS NULL OR r.is_active = 1
 ORDER BY r.priority NULLS LAST, r.name;

-- name: triage_text
SELECT text FROM casefile WHERE casefile_id = :casefile_id;

-- name: triage_matter
SELECT v.code, v.condition, m.department_id, d.code AS department
  FROM matter m
  JOIN matter_view v ON v.matter_id = m.matter_id
  LEFT JOIN department d ON d.department_id = m.department_id
 WHERE m.matter_id = :matter_id;

-- Of the departments of one area those count that are not below another of them.
-- name: triage_departments
SELECT a.code AS area, d.department_id, d.code
  FROM department d JOIN area a ON a.area_id = d.area_id
 WHERE NOT EXISTS (SELECT 1 FROM department p WHERE p.department_id = d.parent_id AND p.area_id = d.area_id)
 ORDER BY a.code, d.code;

-- Who works where on a day, and how many open cases each has.  A post counts
-- before what kind worker says; who checks or dispatches handles nothing.
-- name: triage_workers
WITH place (worker_id, area_id, post) AS (
  SELECT worker_id, area_id, post FROM worker_post
   WHERE valid_from <= :day_on AND (valid_to IS NULL OR valid_to >= :day_on)
)
SELECT p.area_id, w.worker_id, w.code, w.department_id, coalesce(n.open, 0) AS open
  FROM (SELECT worker_id, area_id FROM place WHERE post NOT IN ('verifier', 'acceptor', 'chief', 'dispatcher')
        UNION
        SELECT worker_id, area_id FROM worker
         WHERE coalesce(post, '') NOT IN ('verifier', 'acceptor', 'chief', 'dispatcher')
           AND worker_id NOT IN (SELECT worker_id FROM place)) p
  JOIN worker w ON w.worker_id = p.worker_id
  LEFT JOIN (SELECT handler_id, count(*) AS open FROM casefile
              WHERE ended_at IS NULL AND handler_id IS NOT NULL GROUP BY handler_id) n
    ON n.handler_id = w.worker_id
 WHERE (w.hired_on IS NULL OR w.hired_on <= :day_on) AND (w.left_on IS NULL OR w.left_on >= :day_on)
 ORDER BY p.area_id, w.code;
