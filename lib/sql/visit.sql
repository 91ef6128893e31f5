-- Whom the rules of visits speak of, and when each was met or tried last.
--
-- last: of the last visit by :as_of, 2 * its time + 1 where it met them; null:
-- there was none.  One look into an index tells that, however many visits there
-- were.  Only where the last one was in vain are those behind the last meeting
-- read, by visit_tries_….

-- name: visit_rules
SELECT tag, period_days, retry_days FROM visit_rule ORDER BY tag;

-- Nothing is below a grid, though its code may be how that of another one begins.
-- name: visit_areas
SELECT area_id, code FROM area
 WHERE :area IS NULL OR code = :area OR (length(:area) <= 12 AND substr(code, 1, length(:area)) = :area)
 ORDER BY code;

-- name: visit_any_merged
SELECT 1 AS is_there FROM person WHERE merged_into_id IS NOT NULL LIMIT 1;

-- name: visit_persons
SELECT p.person_id, coalesce(p.building_id, h.building_id) AS building_id, p.tags AS words, p.moved_in_on AS since_on,
       (SELECT v.visited_at * 2 + CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM visit v
         WHERE v.person_id = p.person_id AND v.visited_at <= :as_of
         ORDER BY v.visited_at DESC, v.outcome DESC LIMIT 1) AS last,
       (SELECT max((SELECT v.visited_at * 2 + CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM visit v
                     WHERE v.person_id = m.person_id AND v.visited_at <= :as_of
                     ORDER BY v.visited_at DESC, v.outcome DESC LIMIT 1))
          FROM person m WHERE :has_merged = 1 AND m.merged_into_id = p.person_id) AS other_last
  FROM person p LEFT JOIN household h ON h.household_id = p.household_id
 WHERE p.area_id = :area_id AND p.tags IS NOT NULL AND p.merged_into_id IS NULL
   AND (p.moved_in_on IS NULL OR p.moved_in_on <= :day_on)
   AND (p.moved_out_on IS NULL OR p.moved_out_on > :day_on)
   AND (p.died_on IS NULL OR p.died_on > :day_on);

-- name: visit_households
SELECT h.household_id, h.building_id, NULL AS words, NULL AS since_on,
       (SELECT v.visited_at * 2 + CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM visit v
         WHERE v.household_id = h.household_id AND v.visited_at <= :as_of
         ORDER BY v.visited_at DESC, v.outcome DESC LIMIT 1) AS last,
       (SELECT max((SELECT v.visited_at * 2 + CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM visit v
                     WHERE v.person_id = m.person_id AND v.visited_at <= :as_of
                     ORDER BY v.visited_at DESC, v.outcome DESC LIMIT 1))
          FROM person m WHERE m.household_id = h.household_id) AS other_last
  FROM building b JOIN household h ON h.building_id = b.building_id
 WHERE b.area_id = :area_id;

-- name: visit_units
SELECT u.unit_id, u.building_id, u.risk AS words, u.opened_on AS since_on,
       (SELECT v.visited_at * 2 + CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM visit v
         WHERE v.unit_id = u.unit_id AND v.visited_at <= :as_of
         ORDER BY v.visited_at DESC, v.outcome DESC LIMIT 1) AS last,
       NULL AS other_last
  FROM unit u
 WHERE u.area_id = :area_id AND (:is_all = 1 OR u.risk IS NOT NULL)
   AND (u.opened_on IS NULL OR u.opened_on <= :day_on)
   AND (u.closed_on IS NULL OR u.closed_on > :day_on);

-- Whom something happened to, the last of it by :as_of, in the columns of the
-- three above with what it is, its area and when behind them.
-- name: visit_events
SELECT p.person_id AS id, coalesce(p.building_id, h.building_id) AS building_id, p.tags AS words, p.moved_in_on AS since_on,
       (SELECT max((SELECT v.visited_at * 2 + CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM visit v
                     WHERE v.person_id = m.person_id AND v.visited_at <= :as_of
                     ORDER BY v.visited_at DESC, v.outcome DESC LIMIT 1))
          FROM person m WHERE m.person_id = p.person_id OR m.merged_into_id = p.person_id) AS last,
       NULL AS other_last, 0 AS what, p.area_id, e.happened_at
  FROM (SELECT coalesce(o.merged_into_id, o.person_id) AS person_id, max(x.happened_at) AS happened_at
          FROM visit_event x JOIN person o ON o.person_id = x.person_id
         WHERE x.happened_at <= :as_of
         GROUP BY coalesce(o.merged_into_id, o.person_id)) e
  JOIN person p ON p.person_id = e.person_id
  JOIN area a ON a.area_id = p.area_id
  LEFT JOIN household h ON h.household_id = p.household_id
 WHERE (:area IS NULL OR a.code = :area OR (length(:area) <= 12 AND substr(a.code, 1, length(:area)) = :area))
   AND (p.moved_in_on IS NULL OR p.moved_in_on <= :day_on)
   AND (p.moved_out_on IS NULL OR p.moved_out_on > :day_on)
   AND (p.died_on IS NULL OR p.died_on > :day_on)
UNION ALL
SELECT h.household_id, h.building_id, NULL, NULL,
       (SELECT v.visited_at * 2 + CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM visit v
         WHERE v.household_id = h.household_id AND v.visited_at <= :as_of
         ORDER BY v.visited_at DESC, v.outcome DESC LIMIT 1),
       (SELECT max((SELECT v.visited_at * 2 + CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM visit v
                     WHERE v.person_id = m.person_id AND v.visited_at <= :as_of
                     ORDER BY v.visited_at DESC, v.outcome DESC LIMIT 1))
          FROM person m WHERE m.household_id = h.household_id),
       1, b.area_id, e.happened_at
  FROM (SELECT x.household_id, max(x.happened_at) AS happened_at FROM visit_event x
         WHERE x.household_id IS NOT NULL AND x.happened_at <= :as_of
         GROUP BY x.household_id) e
  JOIN household h ON h.household_id = e.household_id
  JOIN building b ON b.building_id = h.building_id
  JOIN area a ON a.area_id = b.area_id
 WHERE :area IS NULL OR a.code = :area OR (length(:area) <= 12 AND substr(a.code, 1, length(:area)) = :area)
UNION ALL
SELECT u.unit_id, u.building_id, u.risk, u.opened_on,
       (SELECT v.visited_at * 2 + CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM visit v
         WHERE v.unit_id = u.unit_id AND v.visited_at <= :as_of
         ORDER BY v.visited_at DESC, v.outcome DESC LIMIT 1),
       NULL, 2, u.area_id, e.happened_at
  FROM (SELECT x.unit_id, max(x.happened_at) AS happened_at FROM visit_event x
         WHERE x.unit_id IS NOT NULL AND x.happened_at <= :as_of
         GROUP BY x.unit_id) e
  JOIN unit u ON u.unit_id = e.unit_id
  JOIN area a ON a.area_id = u.area_id
 WHERE (:area IS NULL OR a.code = :area OR (length(:area) <= 12 AND substr(a.code, 1, length(:area)) = :area))
   AND (u.opened_on IS NULL OR u.opened_on <= :day_on)
   AND (u.closed_on IS NULL OR u.closed_on > :day_on);

-- One of them, in the columns of visit_events; last is not asked for.
-- name: visit_person
SELECT p.person_id, coalesce(p.building_id, h.building_id) AS building_id, p.tags AS words, p.moved_in_on AS since_on,
       0 AS last, NULL AS other_last, 0 AS what, p.area_id,
       (SELECT max(x.happened_at) FROM visit_event x JOIN person m ON m.person_id = x.person_id
         WHERE (m.person_id = p.person_id OR m.merged_into_id = p.person_id) AND x.happened_at <= :as_of) AS happened_at
  FROM person p LEFT JOIN household h ON h.household_id = p.household_id
 WHERE p.person_id = :id AND p.merged_into_id IS NULL
   AND (p.moved_in_on IS NULL OR p.moved_in_on <= :day_on)
   AND (p.moved_out_on IS NULL OR p.moved_out_on > :day_on)
   AND (p.died_on IS NULL OR p.died_on > :day_on);

-- name: visit_household
SELECT h.household_id, h.building_id, NULL AS words, NULL AS since_on, 0 AS last, NULL AS other_last, 1 AS what, b.area_id,
       (SELECT max(x.happened_at) FROM visit_event x
         WHERE x.household_id = h.household_id AND x.happened_at <= :as_of) AS happened_at
  FROM household h JOIN building b ON b.building_id = h.building_id
 WHERE h.household_id = :id;

-- name: visit_unit
SELECT u.unit_id, u.building_id, u.risk AS words, u.opened_on AS since_on, 0 AS last, NULL AS other_last, 2 AS what, u.area_id,
       (SELECT max(x.happened_at) FROM visit_event x
         WHERE x.unit_id = u.unit_id AND x.happened_at <= :as_of) AS happened_at
  FROM unit u
 WHERE u.unit_id = :id
   AND (u.opened_on IS NULL OR u.opened_on <= :day_on)
   AND (u.closed_on IS NULL OR u.closed_on > :day_on);

-- The visits to one, the last first.
-- name: visit_tries_person
SELECT v.visited_at, CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END AS is_met FROM visit v
 WHERE v.person_id = :id AND v.visited_at <= :as_of
UNION ALL
SELECT v.visited_at, CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM person m JOIN visit v ON v.person_id = m.person_id
 WHERE m.merged_into_id = :id AND v.visited_at <= :as_of
 ORDER BY 1 DESC;

-- name: visit_tries_household
SELECT v.visited_at, CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END AS is_met FROM visit v
 WHERE v.household_id = :id AND v.visited_at <= :as_of
UNION ALL
SELECT v.visited_at, CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END FROM person m JOIN visit v ON v.person_id = m.person_id
 WHERE m.household_id = :id AND v.visited_at <= :as_of
 ORDER BY 1 DESC;

-- name: visit_tries_unit
SELECT v.visited_at, CASE WHEN v.outcome = 'met' THEN 1 ELSE 0 END AS is_met FROM visit v
 WHERE v.unit_id = :id AND v.visited_at <= :as_of
 ORDER BY v.visited_at DESC;

-- Recording ----------------------------------------------------------------

-- The visit of one time by one worker to one of them, to a record that has been
-- merged since too.
-- name: visit_same
SELECT v.visit_id, v.outcome, v.note FROM visit v
 WHERE v.worker_id = :worker_id AND v.visited_at = :visited_at
   AND (v.household_id = :household_id OR v.unit_id = :unit_id OR v.person_id = :person_id
        OR v.person_id IN (SELECT m.person_id FROM person m WHERE m.merged_into_id = :person_id))
 LIMIT 1;

-- name: visit_event_same
SELECT e.visit_event_id FROM visit_event e
 WHERE e.happened_at = :happened_at AND e.reason = :reason
   AND (e.household_id = :household_id OR e.unit_id = :unit_id OR e.person_id = :person_id
        OR e.person_id IN (SELECT m.person_id FROM person m WHERE m.merged_into_id = :person_id))
 LIMIT 1;

-- name: visit_event_insert
INSERT INTO visit_event (happened_at, recorded_at, reason, person_id, household_id, unit_id)
VALUES (:happened_at, :recorded_at, :reason, :person_id, :household_id, :unit_id);

-- Lists ---------------------------------------------------------------------

-- name: visit_rule_has
SELECT 1 AS is_there FROM visit_rule WHERE tag = :tag;

-- Where a worker is at work on a day: the areas of the posts held, else his own.
-- name: visit_worker_areas
SELECT a.code FROM area a
 WHERE a.area_id IN (SELECT p.area_id FROM worker_post p
                      WHERE p.worker_id = :worker_id AND p.valid_from <= :day_on AND (p.valid_to IS NULL OR p.valid_to >= :day_on))
    OR (a.area_id = (SELECT w.area_id FROM worker w WHERE w.worker_id = :worker_id)
        AND NOT EXISTS (SELECT 1 FROM worker_post p
                         WHERE p.worker_id = :worker_id AND p.valid_from <= :day_on
                           AND (p.valid_to IS NULL OR p.valid_to >= :day_on)))
 ORDER BY a.code;

-- name: visit_building
SELECT code, name, address, lon, lat FROM building WHERE building_id = :building_id;

-- What a list has of each: its number, name, household and room.
-- name: visit_show_person
SELECT coalesce(p.id_no, p.local_key) AS subject, p.name, h.code AS household, h.room
  FROM person p LEFT JOIN household h ON h.household_id = p.household_id
 WHERE p.person_id = :id;

-- name: visit_show_household
SELECT code AS subject, NULL AS name, code AS household, room FROM household WHERE household_id = :id;

-- name: visit_show_unit
SELECT coalesce(uscc, local_key) AS subject, name, NULL AS household, NULL AS room FROM unit WHERE unit_id = :id;
