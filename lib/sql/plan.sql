-- The size and the staff of grids (lib/plan.h).

-- The archive is counted only for grids of which nothing is planned.
-- name: plan_grids
SELECT a.code, a.name, a.households, a.persons,
       CASE WHEN a.households IS NULL
            THEN (SELECT count(*) FROM household h JOIN building b ON b.building_id = h.building_id
                   WHERE b.area_id = a.area_id) END AS counted_households,
       CASE WHEN a.persons IS NULL
            THEN (SELECT count(*) FROM person p
                   WHERE p.area_id = a.area_id AND p.merged_into_id IS NULL
                     AND (p.moved_out_on IS NULL OR p.moved_out_on > :day_on)
                     AND (p.died_on IS NULL OR p.died_on > :day_on)) END AS counted_persons
  FROM area a
 WHERE a.kind = 'grid' AND a.state = 'active'
   AND (:area IS NULL OR a.code = :area OR (length(:area) <= 12 AND substr(a.code, 1, length(:area)) = :area))
 ORDER BY a.code;

-- Who has which grid on a day, in every post held then; who holds none has the
-- grid of kind worker.
-- name: plan_staff
SELECT w.code, w.name, a.code AS area, a.name AS area_name, s.post
  FROM (SELECT worker_id, area_id, post FROM worker_post
         WHERE valid_from <= :day_on AND (valid_to IS NULL OR valid_to >= :day_on)
        UNION
        SELECT o.worker_id, o.area_id, o.post FROM worker o
         WHERE NOT EXISTS (SELECT 1 FROM worker_post p
                            WHERE p.worker_id = o.worker_id AND p.valid_from <= :day_on
                              AND (p.valid_to IS NULL OR p.valid_to >= :day_on))) s
  JOIN worker w ON w.worker_id = s.worker_id
  JOIN area a ON a.area_id = s.area_id
 WHERE a.kind = 'grid' AND a.state = 'active'
   AND (w.hired_on IS NULL OR w.hired_on <= :day_on) AND (w.left_on IS NULL OR w.left_on >= :day_on)
 ORDER BY w.code, a.code, s.post;
