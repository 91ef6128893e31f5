-- What an import keeps while it runs, in files beside the database.  Cells
-- stand as checked values; c0… are the kind's columns in catalogue order.
-- said: the cells as the file has them, each with a NUL behind it.
CREATE TEMP TABLE stage (
  line INTEGER PRIMARY KEY,
  key  TEXT,
  raw  BLOB,
  said BLOB,
  c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19,
  c20, c21, c22, c23, c24, c25, c26, c27, c28, c29, c30, c31, c32, c33, c34, c35, c36, c37, c38, c39
);

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
