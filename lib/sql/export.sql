-- Cases and ratings as grid-import reads them back; those of the other kinds
-- are made by scripts/gen-fields.awk.

-- name: record_case_export
SELECT t.casefile_id AS id, t.case_no, t.source, t.source_no, a.code AS area, m.code AS matter, m.condition,
       d.code AS department, h.code AS handler, w.code AS reported_by, t.text, t.property, t.reporter,
       t.reporter_phone, t.address, t.lon, t.lat, t.is_missed, t.collected_at, t.opened_at, t.dispatched_at,
       t.handle_due_at, t.handled_at, t.close_due_at, t.closed_at, t.status, t.outcome, t.reworks, t.satisfaction
  FROM casefile t
  LEFT JOIN area a ON a.area_id = t.area_id
  LEFT JOIN matter_view m ON m.matter_id = t.matter_id
  LEFT JOIN department d ON d.department_id = t.department_id
  LEFT JOIN worker h ON h.worker_id = t.handler_id
  LEFT JOIN worker w ON w.worker_id = t.reported_by_id
 WHERE t.status <> 'none'
   AND (:area IS NULL OR t.area_id IN (SELECT z.area_id FROM area z WHERE z.code = :area OR (length(:area) <= 12 AND substr(z.code, 1, length(:area)) = :area)))
 ORDER BY t.casefile_id;

-- name: record_rating_export
SELECT t.rating_id AS id, c.case_no, t.rater, t.rater_kind, t.score, t.contacted_at, t.is_solved, t.rated_at, t.note
  FROM rating t
  LEFT JOIN casefile c ON c.casefile_id = t.casefile_id
 ORDER BY t.rating_id;
