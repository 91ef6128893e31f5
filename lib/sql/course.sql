-- Courses, and who was trained in them (lib/course.h).

-- name: course_wants
SELECT course, post, hours, pass_score, valid_months FROM course ORDER BY course, post;

-- name: course_trainings
SELECT held_on, hours, score, is_passed
  FROM training
 WHERE worker_id = :worker_id AND course = :course AND held_on <= :day_on
 ORDER BY held_on;
