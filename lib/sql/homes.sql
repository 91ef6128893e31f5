-- Where persons live, for lib/homes.c.

-- Each of these two reads one index and no row of the table.
-- name: homes_key
SELECT person_id, area_id FROM person WHERE tags IS NOT NULL ORDER BY area_id;

-- name: homes_merged
SELECT person_id, merged_into_id FROM person WHERE merged_into_id IS NOT NULL ORDER BY merged_into_id;

-- name: homes_area
SELECT area_id FROM person WHERE person_id = :person_id;
