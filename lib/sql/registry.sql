-- Areas, departments, workers, matters: found by code, or all names at once.

-- name: area_by_code
SELECT area_id FROM area WHERE code = :code AND state = 'active';

-- name: area_called
SELECT name FROM area WHERE code = :code;

-- name: area_names
SELECT area_id, code, name, alias FROM area WHERE state = 'active';

-- name: area_get
SELECT code, name, kind FROM area WHERE area_id = :area_id;

-- name: area_boundary
SELECT boundary FROM area WHERE code = :code AND boundary IS NOT NULL;

-- name: area_all
SELECT area_id, code, name,
       CASE WHEN state = 'active' OR voided_at > :at THEN 1 ELSE 0 END AS is_active
  FROM area ORDER BY code;

-- name: department_by_code
SELECT department_id FROM department WHERE code = :code;

-- name: department_names
SELECT department_id, code, name FROM department;

-- name: department_get
SELECT code, name, parent_id FROM department WHERE department_id = :department_id;

-- name: department_all
SELECT department_id, code, name FROM department ORDER BY code;

-- name: worker_by_code
SELECT worker_id FROM worker WHERE code = :code;

-- name: worker_names
SELECT worker_id, code, name FROM worker;

-- name: worker_get
SELECT code, name, department_id, post, hired_on, left_on FROM worker WHERE worker_id = :worker_id;

-- name: worker_all
SELECT w.worker_id, w.code, w.name, w.post, w.area_id, a.code AS area
  FROM worker w JOIN area a ON a.area_id = w.area_id
 ORDER BY w.code;

-- name: worker_post_on
SELECT p.post FROM worker_post p
 WHERE p.worker_id = :worker_id AND p.valid_from <= :day_on
   AND (p.valid_to IS NULL OR p.valid_to >= :day_on)
 ORDER BY p.valid_from DESC, p.worker_post_id DESC LIMIT 1;

-- Who is in service on a day.  The post held on the day and its area go before those of the worker.
-- name: workers_on
SELECT w.worker_id, w.code, w.name, coalesce(p.post, w.post, '') AS post, a.area_id, a.code AS area, w.department_id,
       a.name AS area_name
  FROM worker w
  LEFT JOIN worker_post p ON p.worker_post_id =
       (SELECT l.worker_post_id FROM worker_post l
         WHERE l.worker_id = w.worker_id AND l.valid_from <= :day_on AND (l.valid_to IS NULL OR l.valid_to >= :day_on)
         ORDER BY l.valid_from DESC, l.worker_post_id DESC LIMIT 1)
  JOIN area a ON a.area_id = coalesce(p.area_id, w.area_id)
 WHERE (:worker_id IS NULL OR w.worker_id = :worker_id)
   AND (w.hired_on IS NULL OR w.hired_on <= :day_on) AND (w.left_on IS NULL OR w.left_on >= :day_on)
   AND (:area IS NULL OR a.code = :area OR (length(:area) <= 12 AND substr(a.code, 1, length(:area)) = :area))
 ORDER BY w.code;

-- Phases come in the order in which they were imported; the first is meant.
-- name: matter_by_code
SELECT matter_id, condition FROM matter m
 WHERE edition = :edition AND code = :code
   AND (:condition IS NULL OR condition = :condition)
   AND NOT EXISTS (SELECT 1 FROM matter f
                    WHERE f.edition = m.edition AND f.code = m.code AND f.condition = m.condition AND f.matter_id < m.matter_id)
 ORDER BY condition;

-- name: matter_next_phase
SELECT n.matter_id FROM matter m
  JOIN matter n ON n.edition = m.edition AND n.code = m.code AND n.condition = m.condition AND n.matter_id > m.matter_id
 WHERE m.matter_id = :matter_id
 ORDER BY n.matter_id LIMIT 1;

-- name: matter_first_phase
SELECT min(n.matter_id) AS matter_id FROM matter m
  JOIN matter n ON n.edition = m.edition AND n.code = m.code AND n.condition = m.condition
 WHERE m.matter_id = :matter_id;

-- name: matter_get
SELECT code, name, department_id, handle_limit, open_limit, dispatch_limit, verify_limit, close_limit
  FROM matter WHERE matter_id = :matter_id;

-- name: matter_all
SELECT matter_id, code, name FROM matter_view;

-- name: class_all
SELECT matter_id, class, class_name FROM matter_view;

-- name: setting_all
SELECT name, value FROM setting WHERE value IS NOT NULL AND value <> '';

-- name: calendar_all
SELECT day_on, is_workday, name FROM calendar_day ORDER BY day_on;

-- name: hours_all
SELECT valid_from, hours, mon, tue, wed, thu, fri, sat, sun FROM work_hours ORDER BY valid_from;

-- name: workflow_insert
INSERT INTO workflow (action, status_from, status_to, roles, needs, clock)
VALUES (:action, :status_from, :status_to, :roles, :needs, :clock);

-- name: workflow_count
SELECT count(*) AS n FROM workflow;

-- name: building_by_code
SELECT building_id FROM building WHERE code = :code;

-- name: building_names
SELECT building_id, code, name FROM building;

-- name: household_by_code
SELECT household_id FROM household WHERE code = :code;

-- name: person_by_id_no
SELECT person_id FROM person WHERE id_no = :id_no AND merged_into_id IS NULL;

-- name: person_by_local_key
SELECT person_id FROM person WHERE local_key = :local_key AND merged_into_id IS NULL;

-- name: unit_by_uscc
SELECT unit_id FROM unit WHERE uscc = :uscc;

-- name: unit_names
SELECT unit_id, uscc, name FROM unit;

-- name: unit_by_local_key
SELECT unit_id FROM unit WHERE local_key = :local_key;
