-- What an import keeps while it runs, in files beside the database.

-- Which line of the file has written a record.
CREATE TEMP TABLE written (
  record TEXT PRIMARY KEY,
  line   INTEGER
) WITHOUT ROWID;

-- sort: the reason without what differs from row to row, for grouping.
CREATE TEMP TABLE reject (
  reject_id INTEGER PRIMARY KEY,
  line   INTEGER,
  name   TEXT,
  reason TEXT,
  sort   TEXT,
  raw    BLOB
);
