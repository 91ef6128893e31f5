-- The audit chain and answered requests.

-- name: audit_last
SELECT digest, audit_id FROM audit ORDER BY audit_id DESC LIMIT 1;

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
