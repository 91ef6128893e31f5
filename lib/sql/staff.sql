-- Workers and their posts, for lib/staff.c.

-- name: staff_workers
SELECT worker_id, code, area_id, department_id, post, hired_on, left_on, name FROM worker ORDER BY worker_id;

-- name: staff_posts
SELECT worker_id, area_id, post, valid_from, valid_to FROM worker_post ORDER BY worker_id, valid_from, worker_post_id;
