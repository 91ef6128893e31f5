-- Records as they were, and persons that have had other numbers.

-- name: history_insert
INSERT INTO history (kind, record_id, column_name, old_value, valid_from, valid_to, import_run_id)
VALUES (:kind, :record_id, :column_name, :old_value, :valid_from, :valid_to, :import_run_id);

-- name: history_last
SELECT valid_to FROM history
 WHERE kind = :kind AND record_id = :record_id AND column_name = :column_name AND valid_to IS NOT NULL
 ORDER BY history_id DESC LIMIT 1;

-- Who has had a number, or is known by a name of a record merged into it.
-- name: person_alias
SELECT merged_into_id AS person_id FROM person WHERE id_no = :name AND merged_into_id IS NOT NULL
UNION ALL
SELECT merged_into_id FROM person WHERE local_key = :name AND merged_into_id IS NOT NULL
UNION ALL
SELECT coalesce(p.merged_into_id, p.person_id) FROM history h JOIN person p ON p.person_id = h.record_id
 WHERE h.column_name = 'id_no' AND h.old_value = :name AND h.kind = 'person'
 LIMIT 1;

-- name: person_any_alias
SELECT 1 AS is_there FROM person WHERE merged_into_id IS NOT NULL
UNION ALL
SELECT 1 FROM history WHERE column_name = 'id_no' AND kind = 'person'
 LIMIT 1;

-- name: person_merge
UPDATE person SET merged_into_id = :into WHERE person_id = :person_id;

-- name: person_merged
SELECT person_id FROM person WHERE merged_into_id = :person_id LIMIT 1;

-- Who lives there: neither dead nor gone nor another record by now.
-- name: household_members
SELECT relation, CASE WHEN id_no IS NULL THEN birth_on
                      ELSE substr(id_no, 7, 4) || '-' || substr(id_no, 11, 2) || '-' || substr(id_no, 13, 2) END AS birth_on
  FROM person
 WHERE household_id = :household_id AND merged_into_id IS NULL AND died_on IS NULL AND moved_out_on IS NULL;
