-- What is counted besides cases.  Days are text, and in the order of the indexes
-- that lead to them.

-- Whom lib/homes.c does not know: the area of the household's building, or the unit.
-- name: duty_visits
SELECT v.worker_id, v.visited_at, v.outcome, v.person_id,
       CASE WHEN v.household_id IS NOT NULL
            THEN (SELECT b.area_id FROM household h JOIN building b ON b.building_id = h.building_id
                   WHERE h.household_id = v.household_id)
            WHEN v.unit_id IS NOT NULL
            THEN (SELECT u.area_id FROM unit u WHERE u.unit_id = v.unit_id) END AS area_id
  FROM visit v
 WHERE v.visited_at >= :since AND v.visited_at < :until AND v.visited_at <= :as_of
 ORDER BY v.visited_at, v.visit_id;

-- name: duty_household
SELECT code FROM household WHERE household_id = :household_id;

-- name: duty_unit
SELECT coalesce(uscc, local_key) AS code FROM unit WHERE unit_id = :unit_id;

-- name: duty_days
SELECT worker_id, day_on, state, patrol_minutes
  FROM attendance
 WHERE day_on >= :first_on AND day_on <= :last_on
 ORDER BY day_on, attendance_id;

-- name: duty_trainings
SELECT worker_id, held_on, course, score, is_passed
  FROM training
 WHERE held_on >= :first_on AND held_on <= :last_on
 ORDER BY held_on, training_id;

-- The row of the post itself goes before the one of every post.
-- name: duty_pass_score
SELECT pass_score FROM course
 WHERE course = :course AND post IN (:post, '')
 ORDER BY CASE WHEN post = '' THEN 1 ELSE 0 END LIMIT 1;

-- name: duty_merits
SELECT worker_id, day_on, item, level
  FROM merit
 WHERE day_on >= :first_on AND day_on <= :last_on
 ORDER BY day_on, merit_id;

-- What is not asked for is not counted.
-- name: duty_grids
SELECT a.area_id, a.code, a.area_m2,
       CASE WHEN :is_households = 1
            THEN coalesce(a.households, (SELECT count(*) FROM building b JOIN household h ON h.building_id = b.building_id
                                          WHERE b.area_id = a.area_id)) END AS households,
       CASE WHEN :is_persons = 1
            THEN coalesce(a.persons, (SELECT count(*) FROM person p
                                       WHERE p.area_id = a.area_id AND p.moved_out_on IS NULL AND p.died_on IS NULL
                                         AND p.merged_into_id IS NULL)) END AS persons,
       CASE WHEN :is_migrants = 1
            THEN (SELECT count(*) FROM person p
                   WHERE p.area_id = a.area_id AND p.residence = 'migrant' AND p.moved_out_on IS NULL
                     AND p.died_on IS NULL AND p.merged_into_id IS NULL) END AS migrants,
       CASE WHEN :is_key_persons = 1
            THEN (SELECT count(*) FROM person p
                   WHERE p.area_id = a.area_id AND p.tags IS NOT NULL AND p.moved_out_on IS NULL
                     AND p.died_on IS NULL AND p.merged_into_id IS NULL) END AS key_persons
  FROM area a
 WHERE a.kind = 'grid' AND (a.state = 'active' OR a.voided_at > :as_of)
   AND (:area IS NULL OR a.code = :area OR (length(:area) <= 12 AND substr(a.code, 1, length(:area)) = :area))
 ORDER BY a.code;
