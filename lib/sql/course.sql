-- Courses, and who was trained in them (lib/course.h).

-- name: course_wants
SELECT course, post, hours, pass_score, valid_months FROM course ORDER BY course, post;

-- The post held on the day and its area go before those of the worker.
-- name: course_workers
SELECT w.worker_id, w.code, w.name, coalesce(p.post, w.post, '') AS post, a.area_id, a.code AS area, w.department_id
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

-- name: course_trainings
SELECT held_on, hours, score, is_passed
  FROM training
 WHERE worker_id = :worker_id AND course = :course AND held_on <= :day_on
 ORDER BY held_on;
