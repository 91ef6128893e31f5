-- Staging, rejects and runs of imports.

-- name: written_clear
DELETE FROM temp.written WHERE 1 = 1;

-- name: written_insert
INSERT INTO temp.written (record, line) VALUES (:record, :line)
ON CONFLICT (record) DO NOTHING;

-- name: written_line
SELECT line FROM temp.written WHERE record = :record;

-- name: reject_clear
DELETE FROM temp.reject WHERE 1 = 1;

-- name: reject_insert
INSERT INTO temp.reject (line, name, reason, sort, raw) VALUES (:line, :name, :reason, :sort, :raw);

-- name: reject_all
SELECT line, name, reason, raw FROM temp.reject ORDER BY line, reject_id;

-- name: reject_first
SELECT line, name, reason FROM temp.reject ORDER BY line, reject_id LIMIT 20;

-- name: reject_groups
SELECT name, sort, count(*) AS n, min(line) AS line
  FROM (SELECT name, sort, line, row_number() OVER (ORDER BY line, reject_id) AS rank FROM temp.reject) r
 WHERE rank > 20
 GROUP BY name, sort
 ORDER BY n DESC, line;

-- name: import_run_insert
INSERT INTO import_run (kind, file, digest, at, unix_user)
VALUES (:kind, :file, :digest, :at, :unix_user);

-- name: import_run_counts
UPDATE import_run
   SET first_id = :first_id, last_id = :last_id, read_rows = :read_rows, inserted = :inserted, updated = :updated, unchanged = :unchanged, rejected = :rejected
 WHERE import_run_id = :import_run_id;

-- Changes with every import that is kept: nothing else writes the archive.
-- name: import_run_last
SELECT coalesce(max(import_run_id), 0) AS last FROM import_run;

-- name: import_run_same
SELECT import_run_id, at FROM import_run
 WHERE kind = :kind AND digest = :digest AND undone_by_id IS NULL
 ORDER BY import_run_id DESC LIMIT 1;

-- name: import_run_get
SELECT kind, file, first_id, last_id, undone_by_id, digest FROM import_run WHERE import_run_id = :import_run_id;

-- name: import_run_undone
UPDATE import_run SET undone_by_id = :undone_by_id WHERE import_run_id = :import_run_id;

-- name: import_run_events
SELECT 1 AS is_there FROM casefile_event WHERE import_run_id = :import_run_id LIMIT 1;

-- A later run that changed what this one made or changed, or joined a record
-- that it changed to another.
-- name: import_run_later
SELECT h.import_run_id FROM history h
 WHERE h.kind = :kind AND h.import_run_id > :import_run_id
   AND ((:first_id IS NOT NULL AND h.record_id BETWEEN :first_id AND :last_id)
     OR EXISTS (SELECT 1 FROM history o
                 WHERE o.import_run_id = :import_run_id AND o.kind = h.kind
                   AND o.record_id = h.record_id
                   AND (o.column_name = h.column_name OR h.column_name = 'merged_into_id')))
 LIMIT 1;

-- Whether something is remembered to have referred to a record of these numbers.
-- name: history_refers
SELECT import_run_id FROM history
 WHERE kind = :kind AND column_name = :column_name AND CAST(old_value AS INTEGER) BETWEEN :first_id AND :last_id
 LIMIT 1;

-- The last change first: numbers may have moved from one record to another.
-- name: history_of_run
SELECT record_id, column_name, old_value FROM history
 WHERE import_run_id = :import_run_id
 ORDER BY history_id DESC;

-- name: history_clear
DELETE FROM history WHERE import_run_id = :import_run_id;

-- name: casefile_find_no
SELECT casefile_id, case_no FROM casefile WHERE case_no = :case_no;

-- name: casefile_find_source
SELECT casefile_id, case_no FROM casefile WHERE source = :source AND source_no = :source_no;

-- name: matter_of_case
SELECT edition, code, condition FROM matter WHERE matter_id = :matter_id;

-- name: casefile_details
SELECT source, source_no, area_id, reported_by_id, is_missed, property, text, reporter, reporter_phone,
       address, lon, lat, collected_at, outcome, satisfaction,
       (SELECT count(*) FROM rating r WHERE r.casefile_id = c.casefile_id AND r.score IS NOT NULL) AS ratings
  FROM casefile c WHERE c.casefile_id = :casefile_id;

-- name: casefile_details_update
UPDATE casefile
   SET source = :source, source_no = :source_no, area_id = :area_id, reported_by_id = :reported_by_id,
       is_missed = :is_missed, property = :property, text = :text, reporter = :reporter,
       reporter_phone = :reporter_phone, address = :address, lon = :lon, lat = :lat,
       collected_at = :collected_at, outcome = :outcome, satisfaction = :satisfaction
 WHERE casefile_id = :casefile_id;

-- An ended case has no stage to wait in, but its deadlines measured it.
-- name: casefile_without_due
SELECT case_no FROM casefile
 WHERE status NOT IN ('none', 'rejected', 'cancelled')
   AND ((handle_limit IS NOT NULL AND handle_due_at IS NULL)
     OR (handle_due_at IS NOT NULL AND close_due_at IS NULL)
     OR handle_spent_s IS NULL
     OR (status = 'collected' AND open_due_at IS NULL)
     OR (status IN ('opened', 'returned') AND dispatch_due_at IS NULL)
     OR (status = 'replied' AND verify_due_at IS NULL))
 ORDER BY case_no;

-- What the handle clock did.  What an import of the case says of it stands in
-- the times, for its events may be of a later date.
-- name: casefile_clock
SELECT e.at, e.handle_from_at, e.handle_due_at, e.handle_limit, e.handle_rest_s, e.status, e.department_id, e.handler_id,
       CASE WHEN r.import_run_id IS NULL THEN 0 ELSE 1 END AS is_imported, e.dispatched_at, e.handled_at, e.closed_at,
       e.close_from_at, e.matter_id, e.action
  FROM casefile_event e
  LEFT JOIN import_run r ON r.import_run_id = e.import_run_id AND r.kind = 'case'
 WHERE e.casefile_id = :casefile_id
 ORDER BY e.seq;

-- name: matter_has_edition
SELECT 1 AS is_there FROM matter WHERE edition = :edition LIMIT 1;

-- name: score_rule_has_edition
SELECT 1 AS is_there FROM score_rule WHERE edition = :edition LIMIT 1;
