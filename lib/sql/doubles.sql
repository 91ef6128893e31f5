-- Open cases in the order in which they were collected.
-- name: doubles_open
SELECT c.case_no, c.status, c.collected_at, c.area_id, a.code AS area, v.code AS matter, c.text, c.address, c.lon, c.lat
  FROM casefile c
  JOIN area a ON a.area_id = c.area_id
  LEFT JOIN matter_view v ON v.matter_id = c.matter_id
 WHERE c.ended_at IS NULL AND c.status <> 'none'
 ORDER BY c.collected_at, c.case_no;
