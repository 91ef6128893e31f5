-- The audit chain and answered requests.

-- name: audit_last
SELECT digest, audit_id FROM audit ORDER BY audit_id DESC LIMIT 1;

-- name: audit_stands
SELECT 1 AS is_there FROM audit WHERE audit_id = :audit_id AND digest = :digest;

-- Of the values before the digest, in this order, it is made.
-- name: audit_insert
INSERT INTO audit (audit_id, at, command, kind, actor, unix_user, is_fixed_clock, row_count, rows_digest,
                   event_count, events_digest, note, previous, digest)
VALUES (:audit_id, :at, :command, :kind, :actor, :unix_user, :is_fixed_clock, :row_count, :rows_digest,
        :event_count, :events_digest, :note, :previous, :digest);

-- name: request_find
SELECT digest, answer, exit_status FROM request WHERE actor = :actor AND key = :key;

-- name: request_insert
INSERT INTO request (actor, key, digest, answer, exit_status, at)
VALUES (:actor, :key, :digest, :answer, :exit_status, :at);

-- Who changed or looked at what.  With a case only the rows whose events are
-- of it are read at all.
-- name: audit_log
SELECT a.audit_id, a.at, a.command, a.kind, a.actor, a.unix_user, a.is_fixed_clock, a.event_count, a.row_count, a.note
  FROM (SELECT audit_id FROM audit WHERE :casefile_id IS NULL
        UNION ALL
        SELECT DISTINCT audit_id FROM casefile_event WHERE casefile_id = :casefile_id) p
  JOIN audit a ON a.audit_id = p.audit_id
 WHERE (:actor IS NULL OR a.actor = :actor OR a.unix_user = :actor)
   AND (:word IS NULL OR a.command = :word OR a.kind = :word)
   AND a.at >= :since AND a.at < :until
 ORDER BY a.audit_id;

-- name: audit_knows
SELECT 1 AS is_there FROM audit WHERE actor = :actor OR unix_user = :actor LIMIT 1;
