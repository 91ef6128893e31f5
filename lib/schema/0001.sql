-- Schema 1.  Tables are singular and STRICT, *_at is UTC seconds, *_on is
-- text YYYY-MM-DD, is_* is 0 or 1.  Everything here reads and writes with
-- plain sqlite3: no function, collation or tokenizer of our own.
-- Run inside one transaction by grid-init.

PRAGMA application_id = 1464289095; -- "WGGG"
PRAGMA user_version = 1;

CREATE TABLE setting (
  setting_id INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  value      TEXT
) STRICT;

-- Registry -------------------------------------------------------------

-- Districts (6 digits), streets (9), communities (12), grids (longer).  The
-- parent is the code's prefix.  A code is never deleted or used again.
CREATE TABLE area (
  area_id     INTEGER PRIMARY KEY,
  code        TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 6 AND 25),
  name        TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('district', 'street', 'community', 'grid')),
  alias       TEXT,
  households  INTEGER,
  persons     INTEGER,
  area_m2     REAL,
  boundary    TEXT,
  community_kind TEXT,       -- of a community, and so of its grids
  note        TEXT,
  state       TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'void')),
  voided_at   INTEGER,
  void_reason TEXT
) STRICT;

CREATE TABLE area_lineage (
  area_lineage_id INTEGER PRIMARY KEY,
  old_area_id INTEGER NOT NULL REFERENCES area,
  new_area_id INTEGER NOT NULL REFERENCES area,
  how         TEXT NOT NULL CHECK (how IN ('split', 'merge')),
  at          INTEGER NOT NULL,
  UNIQUE (old_area_id, new_area_id)
) STRICT;

CREATE TRIGGER area_parent BEFORE INSERT ON area
WHEN length(NEW.code) > 6 AND NOT EXISTS (
  SELECT 1 FROM area
   WHERE code = substr(NEW.code, 1, CASE WHEN length(NEW.code) <= 9 THEN 6
                                         WHEN length(NEW.code) <= 12 THEN 9
                                         ELSE 12 END))
BEGIN SELECT RAISE(ABORT, 'code: its parent area does not exist'); END;

-- REPLACE would delete without asking the triggers of DELETE.
CREATE TRIGGER area_is_new BEFORE INSERT ON area
WHEN EXISTS (SELECT 1 FROM area WHERE area_id = NEW.area_id)
  OR EXISTS (SELECT 1 FROM area WHERE code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'code: an area code is never used again'); END;

-- Of any column, for area_id is also called rowid.
CREATE TRIGGER area_code_stays BEFORE UPDATE ON area
WHEN NEW.area_id <> OLD.area_id OR NEW.code <> OLD.code
BEGIN SELECT RAISE(ABORT, 'code: an area code never changes'); END;

CREATE TRIGGER area_stays BEFORE DELETE ON area
BEGIN SELECT RAISE(ABORT, 'an area is voided, never deleted'); END;

CREATE TABLE department (
  department_id INTEGER PRIMARY KEY,
  code      TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  level     TEXT,
  area_id   INTEGER REFERENCES area,
  parent_id INTEGER REFERENCES department (department_id),
  phone     TEXT
) STRICT;

CREATE TABLE matter (
  matter_id      INTEGER PRIMARY KEY,
  edition        TEXT NOT NULL,
  code           TEXT NOT NULL,
  name           TEXT NOT NULL,
  kind           TEXT CHECK (kind IN ('part', 'event', 'matter')),
  large_code     TEXT,
  large_name     TEXT,
  condition      TEXT NOT NULL DEFAULT '',
  phase          TEXT NOT NULL DEFAULT '',
  filing_condition  TEXT,
  closing_condition TEXT,
  department_id  INTEGER REFERENCES department,
  handle_limit   TEXT,
  open_limit     TEXT,
  dispatch_limit TEXT,
  verify_limit   TEXT,
  close_limit    TEXT,
  UNIQUE (edition, code, condition, phase)
) STRICT;

-- The calendar: only days that differ from their weekday.
CREATE TABLE calendar_day (
  calendar_day_id INTEGER PRIMARY KEY,
  day_on     TEXT NOT NULL UNIQUE,
  name       TEXT,
  is_workday INTEGER NOT NULL CHECK (is_workday IN (0, 1))
) STRICT;

-- Hours of every working day, and of single weekdays where they differ.
CREATE TABLE work_hours (
  work_hours_id INTEGER PRIMARY KEY,
  valid_from TEXT NOT NULL UNIQUE,
  hours      TEXT NOT NULL,
  mon TEXT, tue TEXT, wed TEXT, thu TEXT, fri TEXT, sat TEXT, sun TEXT
) STRICT;

CREATE TABLE worker (
  worker_id     INTEGER PRIMARY KEY,
  code          TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  area_id       INTEGER NOT NULL REFERENCES area,
  post          TEXT,
  sex           TEXT,
  id_no         TEXT,
  phone         TEXT,
  department_id INTEGER REFERENCES department,
  hired_on      TEXT,
  left_on       TEXT
) STRICT;

CREATE TABLE worker_post (
  worker_post_id INTEGER PRIMARY KEY,
  worker_id  INTEGER NOT NULL REFERENCES worker,
  area_id    INTEGER NOT NULL REFERENCES area,
  post       TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to   TEXT,
  UNIQUE (worker_id, area_id, post, valid_from)
) STRICT;

-- Archive ------------------------------------------------------------------

CREATE TABLE building (
  building_id INTEGER PRIMARY KEY,
  code        TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  area_id     INTEGER NOT NULL REFERENCES area,
  address     TEXT,
  kind        TEXT,
  built_year  INTEGER,
  floors      INTEGER,
  entrance_count  INTEGER,
  household_count INTEGER,
  person_count    INTEGER,
  lon         REAL,
  lat         REAL,
  contact     TEXT,
  contact_phone TEXT,
  note        TEXT
) STRICT;

CREATE INDEX building_area ON building (area_id);

CREATE TABLE household (
  household_id INTEGER PRIMARY KEY,
  code        TEXT NOT NULL UNIQUE,
  building_id INTEGER NOT NULL REFERENCES building,
  room        TEXT,
  kind        TEXT,
  area_m2     REAL,
  head_id_no  TEXT,
  note        TEXT
) STRICT;

CREATE INDEX household_building ON household (building_id);

-- sex and birth_on stand here only for those without an ID number, which says
-- them: person_view has them for all.  What is the same person as another
-- record points to it and is that from then on.
CREATE TABLE person (
  person_id    INTEGER PRIMARY KEY,
  id_no        TEXT,
  local_key    TEXT,
  name         TEXT NOT NULL,
  sex          TEXT,
  birth_on     TEXT,
  phone        TEXT,
  area_id      INTEGER NOT NULL REFERENCES area,
  building_id  INTEGER REFERENCES building,
  household_id INTEGER REFERENCES household,
  relation     TEXT,
  residence    TEXT,
  ethnicity    TEXT,
  education    TEXT,
  marital      TEXT,
  political    TEXT,
  employment   TEXT,
  workplace    TEXT,
  health       TEXT,
  tags         TEXT,
  registered_address TEXT,
  address      TEXT,
  moved_in_on  TEXT,
  moved_out_on TEXT,
  died_on      TEXT,
  note         TEXT,
  merged_into_id INTEGER REFERENCES person (person_id),
  CHECK (id_no IS NOT NULL OR local_key IS NOT NULL)
) STRICT;

CREATE UNIQUE INDEX person_id_no ON person (id_no);
CREATE UNIQUE INDEX person_local_key ON person (local_key) WHERE local_key IS NOT NULL;
CREATE INDEX person_area ON person (area_id);
CREATE INDEX person_building ON person (building_id);
CREATE INDEX person_household ON person (household_id);
CREATE INDEX person_merged ON person (merged_into_id) WHERE merged_into_id IS NOT NULL;
-- Difficulty of grids counts them.
CREATE INDEX person_migrant ON person (area_id)
 WHERE residence = 'migrant' AND moved_out_on IS NULL AND died_on IS NULL AND merged_into_id IS NULL;
CREATE INDEX person_tagged ON person (area_id) WHERE tags IS NOT NULL;

CREATE TABLE unit (
  unit_id     INTEGER PRIMARY KEY,
  uscc        TEXT,
  local_key   TEXT,
  name        TEXT NOT NULL,
  area_id     INTEGER NOT NULL REFERENCES area,
  kind        TEXT,
  building_id INTEGER REFERENCES building,
  address     TEXT,
  legal_person TEXT,
  contact     TEXT,
  phone       TEXT,
  staff_count INTEGER,
  opened_on   TEXT,
  closed_on   TEXT,
  business    TEXT,
  risk        TEXT,
  note        TEXT,
  CHECK (uscc IS NOT NULL OR local_key IS NOT NULL)
) STRICT;

CREATE UNIQUE INDEX unit_uscc ON unit (uscc);
CREATE UNIQUE INDEX unit_local_key ON unit (local_key) WHERE local_key IS NOT NULL;
CREATE INDEX unit_area ON unit (area_id);
CREATE INDEX unit_building ON unit (building_id) WHERE building_id IS NOT NULL;

CREATE VIEW person_view AS
SELECT p.person_id, p.id_no, p.local_key, p.name,
       CASE WHEN p.id_no IS NULL THEN p.sex
            WHEN substr(p.id_no, 17, 1) IN ('1', '3', '5', '7', '9') THEN 'male' ELSE 'female' END AS sex,
       CASE WHEN p.id_no IS NULL THEN p.birth_on
            ELSE substr(p.id_no, 7, 4) || '-' || substr(p.id_no, 11, 2) || '-' || substr(p.id_no, 13, 2) END AS birth_on,
       p.phone, a.code AS area, b.code AS building, h.code AS household, p.relation, p.residence, p.ethnicity,
       p.education, p.marital, p.political, p.employment, p.workplace, p.health, p.tags, p.registered_address,
       p.address, p.moved_in_on, p.moved_out_on, p.died_on, p.note, p.area_id, p.building_id, p.household_id
  FROM person p
  JOIN area a ON a.area_id = p.area_id
  LEFT JOIN building b ON b.building_id = p.building_id
  LEFT JOIN household h ON h.household_id = p.household_id
 WHERE p.merged_into_id IS NULL;

-- A row a class of a key person: the words of person.tags.
CREATE VIEW person_tag AS
WITH RECURSIVE word (person_id, tag, rest) AS (
  SELECT person_id, NULL, tags || ';' FROM person WHERE tags IS NOT NULL
  UNION ALL
  SELECT person_id, substr(rest, 1, instr(rest, ';') - 1), substr(rest, instr(rest, ';') + 1)
    FROM word WHERE rest <> ''
)
SELECT person_id, tag FROM word WHERE tag <> '';

-- A worker's days ------------------------------------------------------------

-- Who or what was visited: one of the three.
CREATE TABLE visit (
  visit_id     INTEGER PRIMARY KEY,
  worker_id    INTEGER NOT NULL REFERENCES worker,
  visited_at   INTEGER NOT NULL,
  person_id    INTEGER REFERENCES person,
  household_id INTEGER REFERENCES household,
  unit_id      INTEGER REFERENCES unit,
  outcome      TEXT NOT NULL CHECK (outcome IN ('met', 'absent', 'refused')),
  note         TEXT,
  CHECK ((person_id IS NOT NULL) + (household_id IS NOT NULL) + (unit_id IS NOT NULL) = 1)
) STRICT;

CREATE INDEX visit_worker ON visit (worker_id, visited_at);
CREATE INDEX visit_visited ON visit (visited_at);
CREATE INDEX visit_person ON visit (person_id, visited_at, outcome) WHERE person_id IS NOT NULL;
CREATE INDEX visit_household ON visit (household_id, visited_at, outcome) WHERE household_id IS NOT NULL;
CREATE INDEX visit_unit ON visit (unit_id, visited_at, outcome) WHERE unit_id IS NOT NULL;

-- Something happened to them: they are to be seen at once, as the rule of visits
-- with the tag event says, and were when they were met after it.
CREATE TABLE visit_event (
  visit_event_id INTEGER PRIMARY KEY,
  happened_at  INTEGER NOT NULL,
  recorded_at  INTEGER NOT NULL,
  reason       TEXT NOT NULL,
  person_id    INTEGER REFERENCES person,
  household_id INTEGER REFERENCES household,
  unit_id      INTEGER REFERENCES unit,
  CHECK ((person_id IS NOT NULL) + (household_id IS NOT NULL) + (unit_id IS NOT NULL) = 1)
) STRICT;

CREATE INDEX visit_event_person ON visit_event (person_id, happened_at) WHERE person_id IS NOT NULL;
CREATE INDEX visit_event_household ON visit_event (household_id, happened_at) WHERE household_id IS NOT NULL;
CREATE INDEX visit_event_unit ON visit_event (unit_id, happened_at) WHERE unit_id IS NOT NULL;

CREATE TABLE visit_rule (
  visit_rule_id INTEGER PRIMARY KEY,
  tag         TEXT NOT NULL UNIQUE,
  period_days INTEGER NOT NULL,
  retry_days  INTEGER,
  note        TEXT
) STRICT;

CREATE TABLE training (
  training_id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker,
  course    TEXT NOT NULL,
  held_on   TEXT NOT NULL,
  hours     REAL,
  score     REAL,
  is_passed INTEGER CHECK (is_passed IN (0, 1)),
  UNIQUE (worker_id, course, held_on)
) STRICT;

CREATE INDEX training_held ON training (held_on);

-- Courses that a post wants; with an empty post, every post.
CREATE TABLE course (
  course_id INTEGER PRIMARY KEY,
  course    TEXT NOT NULL,
  post      TEXT NOT NULL DEFAULT '',
  hours     REAL,
  pass_score REAL,
  valid_months INTEGER,
  note      TEXT,
  UNIQUE (course, post)
) STRICT;

-- What is noted of a worker's conduct, for better and for worse.
CREATE TABLE merit (
  merit_id  INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker,
  day_on    TEXT NOT NULL,
  item      TEXT NOT NULL,
  level     TEXT NOT NULL DEFAULT '',
  note      TEXT,
  UNIQUE (worker_id, day_on, item, level)
) STRICT;

CREATE INDEX merit_day ON merit (day_on);

CREATE TABLE attendance (
  attendance_id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker,
  day_on    TEXT NOT NULL,
  state     TEXT,
  patrol_minutes INTEGER,
  UNIQUE (worker_id, day_on)
) STRICT;

CREATE INDEX attendance_day ON attendance (day_on);

CREATE TABLE dispatch_rule (
  dispatch_rule_id INTEGER PRIMARY KEY,
  name          TEXT NOT NULL UNIQUE,
  pattern       TEXT NOT NULL,
  area_id       INTEGER REFERENCES area,
  matter_id     INTEGER REFERENCES matter,
  department_id INTEGER REFERENCES department,
  priority      INTEGER,
  is_active     INTEGER CHECK (is_active IN (0, 1))
) STRICT;

CREATE TABLE score_rule (
  score_rule_id INTEGER PRIMARY KEY,
  edition   TEXT NOT NULL,
  rule      TEXT NOT NULL,
  post      TEXT NOT NULL,
  indicator TEXT NOT NULL,
  shape     TEXT NOT NULL,
  weight REAL, points REAL, floor REAL, target REAL, cap REAL,
  steps      TEXT,
  valid_from TEXT,
  valid_to   TEXT,
  peer_group TEXT,
  min_months INTEGER,
  community_kind TEXT,
  note       TEXT,
  UNIQUE (edition, rule, post)
) STRICT;

-- Scores of a period as they were fixed (worker-score --freeze), and as they were
-- corrected since: nothing here is ever changed or deleted, and audit_id is the audit
-- row whose digest of rows is made of them.
CREATE TABLE score_freeze (
  score_freeze_id INTEGER PRIMARY KEY,
  subject   TEXT NOT NULL CHECK (subject IN ('worker', 'department', 'street', 'community')),
  edition   TEXT NOT NULL,
  period    TEXT NOT NULL,
  since     INTEGER NOT NULL,
  until     INTEGER NOT NULL CHECK (until > since),
  frozen_at INTEGER NOT NULL CHECK (frozen_at >= until),
  audit_id  INTEGER NOT NULL,
  UNIQUE (subject, edition, period)
) STRICT;

-- The rules as they were then.
CREATE TABLE score_frozen_rule (
  score_frozen_rule_id INTEGER PRIMARY KEY,
  score_freeze_id INTEGER NOT NULL REFERENCES score_freeze,
  rule      TEXT NOT NULL,
  post      TEXT NOT NULL,
  indicator TEXT NOT NULL,
  shape     TEXT NOT NULL,
  weight REAL, points REAL, floor REAL, target REAL, cap REAL,
  steps      TEXT,
  valid_from TEXT,
  valid_to   TEXT,
  peer_group TEXT,
  min_months INTEGER,
  community_kind TEXT,
  note       TEXT,
  UNIQUE (score_freeze_id, rule, post)
) STRICT;

-- score and pay are hundredths, of points and of yuan.  correction 0 is the result
-- that was fixed; of others the highest holds.
CREATE TABLE score_result (
  score_result_id INTEGER PRIMARY KEY,
  score_freeze_id INTEGER NOT NULL REFERENCES score_freeze,
  code       TEXT NOT NULL,
  correction INTEGER NOT NULL CHECK (correction >= 0),
  post       TEXT NOT NULL,
  area       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  peer       TEXT NOT NULL,
  since_on   TEXT NOT NULL,
  score      INTEGER,
  is_vetoed  INTEGER NOT NULL CHECK (is_vetoed IN (0, 1)),
  grade      TEXT,
  place      INTEGER,
  peers      INTEGER,
  pay        INTEGER,
  audit_id   INTEGER NOT NULL,
  UNIQUE (score_freeze_id, code, correction)
) STRICT;

-- What each rule made of it, and of what: counted and others are the case numbers,
-- visits and days behind part and whole.
CREATE TABLE score_part (
  score_part_id   INTEGER PRIMARY KEY,
  score_result_id INTEGER NOT NULL REFERENCES score_result,
  score_frozen_rule_id INTEGER NOT NULL REFERENCES score_frozen_rule,
  left_out  INTEGER NOT NULL CHECK (left_out BETWEEN 0 AND 3),     -- 1 nothing to count, 2 too short in the post, 3 no score
  part      INTEGER NOT NULL,
  whole     INTEGER NOT NULL,
  points    INTEGER NOT NULL,
  is_vetoed INTEGER NOT NULL CHECK (is_vetoed IN (0, 1)),
  counted   TEXT NOT NULL,
  others    TEXT NOT NULL
) STRICT;

CREATE INDEX score_part_result ON score_part (score_result_id);

-- Appeals, and how they were answered; a correction may also come by itself.
CREATE TABLE score_change (
  score_change_id INTEGER PRIMARY KEY,
  score_freeze_id INTEGER NOT NULL REFERENCES score_freeze,
  code      TEXT NOT NULL,
  what      TEXT NOT NULL CHECK (what IN ('appeal', 'correct', 'refuse')),
  at        INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  unix_user TEXT,
  reason    TEXT NOT NULL,
  correction INTEGER NOT NULL CHECK (correction >= 0),  -- the result that it is about, or has made
  audit_id  INTEGER NOT NULL
) STRICT;

CREATE INDEX score_freeze_audit ON score_freeze (audit_id);
CREATE INDEX score_result_audit ON score_result (audit_id);
CREATE INDEX score_change_audit ON score_change (audit_id);
CREATE INDEX score_frozen_rule_freeze ON score_frozen_rule (score_freeze_id);
CREATE INDEX score_change_freeze ON score_change (score_freeze_id, code);

-- INSERT OR REPLACE would delete without asking the triggers of DELETE.
CREATE TRIGGER score_freeze_is_new BEFORE INSERT ON score_freeze
WHEN EXISTS (SELECT 1 FROM score_freeze
              WHERE score_freeze_id = NEW.score_freeze_id
                 OR (subject = NEW.subject AND edition = NEW.edition AND period = NEW.period))
BEGIN SELECT RAISE(ABORT, 'a frozen score is never changed'); END;

CREATE TRIGGER score_frozen_rule_is_new BEFORE INSERT ON score_frozen_rule
WHEN EXISTS (SELECT 1 FROM score_frozen_rule
              WHERE score_frozen_rule_id = NEW.score_frozen_rule_id
                 OR (score_freeze_id = NEW.score_freeze_id AND rule = NEW.rule AND post = NEW.post))
BEGIN SELECT RAISE(ABORT, 'a frozen score is never changed'); END;

CREATE TRIGGER score_result_is_new BEFORE INSERT ON score_result
WHEN EXISTS (SELECT 1 FROM score_result
              WHERE score_result_id = NEW.score_result_id
                 OR (score_freeze_id = NEW.score_freeze_id AND code = NEW.code AND correction = NEW.correction))
BEGIN SELECT RAISE(ABORT, 'a frozen score is never changed'); END;

CREATE TRIGGER score_part_is_new BEFORE INSERT ON score_part
WHEN EXISTS (SELECT 1 FROM score_part WHERE score_part_id = NEW.score_part_id)
BEGIN SELECT RAISE(ABORT, 'a frozen score is never changed'); END;

CREATE TRIGGER score_change_is_new BEFORE INSERT ON score_change
WHEN EXISTS (SELECT 1 FROM score_change WHERE score_change_id = NEW.score_change_id)
BEGIN SELECT RAISE(ABORT, 'a frozen score is never changed'); END;

CREATE TRIGGER score_freeze_unchanged BEFORE UPDATE ON score_freeze
BEGIN SELECT RAISE(ABORT, 'a frozen score is never changed'); END;

CREATE TRIGGER score_freeze_stays BEFORE DELETE ON score_freeze
BEGIN SELECT RAISE(ABORT, 'a frozen score is never deleted'); END;

CREATE TRIGGER score_frozen_rule_unchanged BEFORE UPDATE ON score_frozen_rule
BEGIN SELECT RAISE(ABORT, 'a frozen score is never changed'); END;

CREATE TRIGGER score_frozen_rule_stays BEFORE DELETE ON score_frozen_rule
BEGIN SELECT RAISE(ABORT, 'a frozen score is never deleted'); END;

CREATE TRIGGER score_result_unchanged BEFORE UPDATE ON score_result
BEGIN SELECT RAISE(ABORT, 'a frozen score is never changed'); END;

CREATE TRIGGER score_result_stays BEFORE DELETE ON score_result
BEGIN SELECT RAISE(ABORT, 'a frozen score is never deleted'); END;

CREATE TRIGGER score_part_unchanged BEFORE UPDATE ON score_part
BEGIN SELECT RAISE(ABORT, 'a frozen score is never changed'); END;

CREATE TRIGGER score_part_stays BEFORE DELETE ON score_part
BEGIN SELECT RAISE(ABORT, 'a frozen score is never deleted'); END;

CREATE TRIGGER score_change_unchanged BEFORE UPDATE ON score_change
BEGIN SELECT RAISE(ABORT, 'a frozen score is never changed'); END;

CREATE TRIGGER score_change_stays BEFORE DELETE ON score_change
BEGIN SELECT RAISE(ABORT, 'a frozen score is never deleted'); END;

-- An edition by which a period was fixed stays as it was.
CREATE TRIGGER score_rule_is_new BEFORE INSERT ON score_rule
WHEN EXISTS (SELECT 1 FROM score_freeze WHERE edition = NEW.edition)
  OR EXISTS (SELECT 1 FROM score_rule r JOIN score_freeze f ON f.edition = r.edition WHERE r.score_rule_id = NEW.score_rule_id)
BEGIN SELECT RAISE(ABORT, 'edition: a period was frozen by it, so it stays as it is: give a new edition'); END;

CREATE TRIGGER score_rule_unchanged BEFORE UPDATE ON score_rule
WHEN EXISTS (SELECT 1 FROM score_freeze WHERE edition IN (OLD.edition, NEW.edition))
  OR EXISTS (SELECT 1 FROM score_rule r JOIN score_freeze f ON f.edition = r.edition WHERE r.score_rule_id = NEW.score_rule_id)
BEGIN SELECT RAISE(ABORT, 'edition: a period was frozen by it, so it stays as it is: give a new edition'); END;

CREATE TRIGGER score_rule_stays BEFORE DELETE ON score_rule
WHEN EXISTS (SELECT 1 FROM score_freeze WHERE edition = OLD.edition)
BEGIN SELECT RAISE(ABORT, 'edition: a period was frozen by it, so it stays as it is: give a new edition'); END;

-- Workflow ---------------------------------------------------------------

-- The rows of lib/workflow.csv; roles and needs as they stand there.
CREATE TABLE workflow (
  workflow_id INTEGER PRIMARY KEY,
  action      TEXT NOT NULL,
  status_from TEXT NOT NULL,
  status_to   TEXT NOT NULL,
  roles       TEXT NOT NULL,
  needs       TEXT NOT NULL,
  clock       TEXT NOT NULL,
  UNIQUE (action, status_from)
) STRICT;

-- The table is whole with its last row; what a later version needs otherwise
-- comes by a migration.
CREATE TRIGGER workflow_is_whole BEFORE INSERT ON workflow
WHEN EXISTS (SELECT 1 FROM workflow WHERE action = 'import' AND status_from = 'any')
BEGIN SELECT RAISE(ABORT, 'the workflow table is never changed'); END;

CREATE TRIGGER workflow_unchanged BEFORE UPDATE ON workflow
BEGIN SELECT RAISE(ABORT, 'the workflow table is never changed'); END;

CREATE TRIGGER workflow_stays BEFORE DELETE ON workflow
BEGIN SELECT RAISE(ABORT, 'the workflow table is never changed'); END;

-- The case as it stands.  The columns from seq on are its state: they are
-- those of its last event and change only with a new one.  close_from_at is
-- the handling deadline that close_due_at follows: that of the last phase, and
-- not that of rework.  span is how long it took, in classes of 4, 16, 64 and 256
-- days: what was open at a past moment began at most so long before it.
CREATE TABLE casefile (
  casefile_id  INTEGER PRIMARY KEY,
  case_no      TEXT NOT NULL UNIQUE,
  salt         BLOB NOT NULL DEFAULT (randomblob(16)),  -- never printed: see casefile_event.note in wangge(5)
  source       TEXT,
  source_no    TEXT,
  area_id      INTEGER NOT NULL REFERENCES area,
  reported_by_id INTEGER REFERENCES worker (worker_id),
  is_missed    INTEGER CHECK (is_missed IN (0, 1)),
  property     TEXT,
  text         TEXT,
  reporter     TEXT,
  reporter_phone TEXT,
  address      TEXT,
  lon          REAL,
  lat          REAL,
  collected_at INTEGER NOT NULL,
  outcome      TEXT CHECK (outcome IN ('intime', 'overtime')),
  satisfaction INTEGER,

  seq             INTEGER NOT NULL DEFAULT 0,
  changed_at      INTEGER,
  status          TEXT NOT NULL DEFAULT 'none',
  matter_id       INTEGER REFERENCES matter,
  department_id   INTEGER REFERENCES department,
  handler_id      INTEGER REFERENCES worker (worker_id),
  opened_at       INTEGER,
  dispatched_at   INTEGER,
  handled_at      INTEGER,
  verified_at     INTEGER,
  closed_at       INTEGER,
  ended_at        INTEGER,
  open_due_at     INTEGER,
  dispatch_due_at INTEGER,
  handle_due_at   INTEGER,
  verify_due_at   INTEGER,
  close_due_at    INTEGER,
  close_from_at   INTEGER,
  handle_limit    TEXT,
  handle_from_at  INTEGER,
  handle_rest_s   INTEGER,
  handle_spent_s  INTEGER DEFAULT 0,     -- null: not known, for want of a calendar
  is_late         INTEGER NOT NULL DEFAULT 0,
  returns         INTEGER NOT NULL DEFAULT 0,
  reworks         INTEGER NOT NULL DEFAULT 0,
  extensions      INTEGER NOT NULL DEFAULT 0,
  suspensions     INTEGER NOT NULL DEFAULT 0,
  suspended_until_on TEXT,
  is_exempt       INTEGER NOT NULL DEFAULT 0,
  is_forced       INTEGER NOT NULL DEFAULT 0,
  is_self_handled INTEGER NOT NULL DEFAULT 0,
  appeal          TEXT,
  span            INTEGER GENERATED ALWAYS AS (CASE WHEN ended_at - collected_at <  345600 THEN 0
                                   WHEN ended_at - collected_at < 1382400 THEN 1
                                   WHEN ended_at - collected_at < 5529600 THEN 2
                                   WHEN ended_at - collected_at < 22118400 THEN 3
                                   WHEN ended_at IS NOT NULL THEN 4 END) STORED
) STRICT;

CREATE UNIQUE INDEX casefile_source ON casefile (source, source_no) WHERE source_no IS NOT NULL;
CREATE INDEX casefile_collected ON casefile (collected_at);
CREATE INDEX casefile_opened ON casefile (opened_at) WHERE opened_at IS NOT NULL;
CREATE INDEX casefile_ended ON casefile (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX casefile_span ON casefile (span, collected_at, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX casefile_open ON casefile (status, collected_at, ended_at) WHERE ended_at IS NULL;

-- Everything that happened to a case, append-only; state columns as they
-- are after the event.  at: when it happened; recorded_at: when it was
-- entered.  is_due_set marks the events that set handle_due_at or
-- close_due_at anew, for the report's index.  audit_id: the audit row of the
-- command that wrote it, which comes after it; audit_no: its place among that
-- command's events.
CREATE TABLE casefile_event (
  casefile_id     INTEGER NOT NULL REFERENCES casefile,
  seq             INTEGER NOT NULL CHECK (seq > 0),
  at              INTEGER NOT NULL,
  recorded_at     INTEGER NOT NULL,
  action          TEXT NOT NULL,
  role            TEXT NOT NULL CHECK (role IN ('centre', 'department', 'worker', 'verifier', 'import')),
  actor_worker_id     INTEGER REFERENCES worker (worker_id),
  actor_department_id INTEGER REFERENCES department (department_id),
  unix_user       TEXT,
  note            TEXT,
  import_run_id   INTEGER REFERENCES import_run,
  is_due_set      INTEGER NOT NULL DEFAULT 0,
  remind_kind     TEXT CHECK (remind_kind IN ('overtime', 'leader', 'key')),
  remind_level    INTEGER CHECK (remind_level BETWEEN 1 AND 3),
  audit_id        INTEGER,
  audit_no        INTEGER,

  status          TEXT NOT NULL CHECK (status IN ('collected', 'rejected', 'opened', 'dispatched', 'handling', 'returned',
                                                  'replied', 'verified', 'rework', 'suspended', 'closed', 'cancelled')),
  matter_id       INTEGER REFERENCES matter,
  department_id   INTEGER REFERENCES department,
  handler_id      INTEGER REFERENCES worker (worker_id),
  opened_at       INTEGER,
  dispatched_at   INTEGER,
  handled_at      INTEGER,
  verified_at     INTEGER,
  closed_at       INTEGER,
  ended_at        INTEGER,
  open_due_at     INTEGER,
  dispatch_due_at INTEGER,
  handle_due_at   INTEGER,
  verify_due_at   INTEGER,
  close_due_at    INTEGER,
  close_from_at   INTEGER,
  handle_limit    TEXT,
  handle_from_at  INTEGER,
  handle_rest_s   INTEGER,
  handle_spent_s  INTEGER DEFAULT 0,     -- null: not known, for want of a calendar
  is_late         INTEGER NOT NULL DEFAULT 0,
  returns         INTEGER NOT NULL DEFAULT 0,
  reworks         INTEGER NOT NULL DEFAULT 0,
  extensions      INTEGER NOT NULL DEFAULT 0 CHECK (extensions <= 2),
  suspensions     INTEGER NOT NULL DEFAULT 0 CHECK (suspensions <= 1),
  suspended_until_on TEXT,
  is_exempt       INTEGER NOT NULL DEFAULT 0,
  is_forced       INTEGER NOT NULL DEFAULT 0,
  is_self_handled INTEGER NOT NULL DEFAULT 0,
  appeal          TEXT CHECK (appeal IN ('filed', 'reviewed', 'granted', 'refused')),
  PRIMARY KEY (casefile_id, seq)
) STRICT, WITHOUT ROWID;

-- Whatever a report asks of an index stands in it, so that no row is fetched.
CREATE INDEX casefile_event_close_due ON casefile_event (close_due_at, is_due_set) WHERE is_due_set = 1 AND close_due_at IS NOT NULL;
CREATE INDEX casefile_event_handle_due ON casefile_event (handle_due_at, is_due_set) WHERE is_due_set = 1 AND handle_due_at IS NOT NULL;

CREATE INDEX casefile_event_verify ON casefile_event (at) WHERE action IN ('pass', 'fail');
CREATE INDEX casefile_event_remind ON casefile_event (casefile_id, seq) WHERE action = 'remind';

-- The last serial of each day's case numbers.
CREATE TABLE case_serial (
  day_on TEXT PRIMARY KEY,
  last   INTEGER NOT NULL
) STRICT;

-- A new case comes with nothing of its state; its first event gives it one.
CREATE TRIGGER casefile_begins BEFORE INSERT ON casefile
WHEN NEW.seq <> 0 OR NEW.status <> 'none' OR NEW.handle_spent_s IS NOT 0
  OR NEW.is_late <> 0 OR NEW.returns <> 0 OR NEW.reworks <> 0 OR NEW.extensions <> 0 OR NEW.suspensions <> 0
  OR NEW.is_exempt <> 0 OR NEW.is_forced <> 0 OR NEW.is_self_handled <> 0
  OR coalesce(NEW.changed_at, NEW.matter_id, NEW.department_id, NEW.handler_id, NEW.opened_at, NEW.dispatched_at,
              NEW.handled_at, NEW.verified_at, NEW.closed_at, NEW.ended_at, NEW.open_due_at, NEW.dispatch_due_at,
              NEW.handle_due_at, NEW.verify_due_at, NEW.close_due_at, NEW.close_from_at, NEW.handle_limit,
              NEW.handle_from_at, NEW.handle_rest_s, NEW.suspended_until_on, NEW.appeal) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a case begins with an event, not with a status'); END;

-- REPLACE would delete without asking the trigger below.
CREATE TRIGGER casefile_is_new BEFORE INSERT ON casefile
WHEN EXISTS (SELECT 1 FROM casefile WHERE casefile_id = NEW.casefile_id)
  OR EXISTS (SELECT 1 FROM casefile WHERE case_no = NEW.case_no)
  OR EXISTS (SELECT 1 FROM casefile WHERE source = NEW.source AND source_no = NEW.source_no)
BEGIN SELECT RAISE(ABORT, 'a case number or source number is never given twice'); END;

CREATE TRIGGER casefile_source_is_free BEFORE UPDATE OF source, source_no ON casefile
WHEN EXISTS (SELECT 1 FROM casefile
              WHERE source = NEW.source AND source_no = NEW.source_no AND casefile_id <> NEW.casefile_id)
BEGIN SELECT RAISE(ABORT, 'a case number or source number is never given twice'); END;

CREATE TRIGGER casefile_stays BEFORE DELETE ON casefile
BEGIN SELECT RAISE(ABORT, 'a case is cancelled, never deleted'); END;

-- Of any column, for casefile_id is also called rowid.
CREATE TRIGGER casefile_identity_stays BEFORE UPDATE ON casefile
WHEN NEW.casefile_id <> OLD.casefile_id OR NEW.case_no <> OLD.case_no
BEGIN SELECT RAISE(ABORT, 'a case number never changes'); END;

-- When a case was collected here stands in its first event; what comes from
-- elsewhere may be corrected.
CREATE TRIGGER casefile_collected_stays BEFORE UPDATE OF collected_at ON casefile
WHEN NEW.collected_at <> OLD.collected_at
 AND EXISTS (SELECT 1 FROM casefile_event
              WHERE casefile_id = OLD.casefile_id AND import_run_id IS NULL AND action NOT IN ('rate', 'remind', 'answer'))
BEGIN SELECT RAISE(ABORT, 'the time of collecting never changes once a case has gone on here'); END;

-- An event is legal when the workflow has its row, it is the next one, not
-- earlier than the last and not later than its entry, by a role that may and
-- somebody in it, with what must be given, and moves of the state no more than
-- the clock words of its row say.  An import tells of elsewhere.
CREATE TRIGGER casefile_event_is_legal BEFORE INSERT ON casefile_event
BEGIN
  SELECT CASE
    WHEN casefile_id IS NULL OR NEW.seq <> seq + 1
      THEN RAISE(ABORT, 'an event must be the next of its case')
    WHEN NEW.at < changed_at
      THEN RAISE(ABORT, 'an event cannot be earlier than the last of its case')
    WHEN w.workflow_id IS NULL
      THEN RAISE(ABORT, 'the workflow does not allow this action')
    WHEN NEW.at > NEW.recorded_at
      THEN RAISE(ABORT, 'an event cannot be later than its entry')
    WHEN (NEW.actor_worker_id IS NULL AND NEW.role IN ('worker', 'verifier'))
      OR (NEW.actor_department_id IS NULL AND NEW.role = 'department')
      OR (NEW.role = 'import' AND NOT EXISTS (SELECT 1 FROM import_run WHERE import_run_id = NEW.import_run_id))
      OR (NEW.role <> 'import' AND NEW.import_run_id IS NOT NULL)
      OR (NEW.actor_worker_id IS NOT NULL AND NEW.actor_department_id IS NOT (
            SELECT department_id FROM worker WHERE worker_id = NEW.actor_worker_id))
      THEN RAISE(ABORT, 'an event must say who acts')
    WHEN (trim(coalesce(NEW.note, ''), n.blanks) = '' AND (instr(w.needs, 'reason') > 0 OR instr(w.needs, 'result') > 0))
      OR (trim(coalesce(CASE WHEN NEW.action = 'collect' THEN text ELSE NEW.note END, ''), n.blanks) = '' AND instr(w.needs, 'text') > 0)
      OR (NEW.matter_id IS NULL AND instr(w.needs, 'matter') > 0)
      OR (NEW.department_id IS NULL AND NEW.handler_id IS NULL AND instr(w.needs, 'target') > 0)
      OR (NEW.suspended_until_on IS NULL AND instr(w.needs, 'until') > 0)
      OR ((NEW.remind_kind IS NULL OR NEW.remind_level IS NULL) AND instr(w.needs, 'kind') > 0)
      THEN RAISE(ABORT, 'something that the action needs is missing')
    -- A department acts on its own cases and those of departments below it, a
    -- worker on those that he or his department has.
    WHEN NEW.role IN ('department', 'worker')
     AND NEW.action IN ('accept', 'note', 'phase', 'return', 'feedback', 'appeal', 'answer')
     AND NOT CASE
           WHEN NEW.role = 'worker' AND handler_id IS NOT NULL THEN NEW.actor_worker_id = handler_id
           WHEN NEW.actor_department_id = department_id THEN 1
           ELSE EXISTS (
             WITH RECURSIVE above (department_id) AS (
               SELECT d.parent_id FROM department d WHERE d.department_id = c.department_id
               UNION
               SELECT d.parent_id FROM department d JOIN above a ON d.department_id = a.department_id)
             SELECT 1 FROM above WHERE department_id = NEW.actor_department_id) END
      THEN RAISE(ABORT, 'the case was dispatched to somebody else')
    -- Whoever had a hand in a case does not verify it.
    WHEN (NEW.action = 'pass' OR NEW.action = 'fail')
     AND (NEW.actor_worker_id = handler_id
          OR EXISTS (SELECT 1 FROM casefile_event f
                      WHERE f.casefile_id = NEW.casefile_id AND f.actor_worker_id = NEW.actor_worker_id
                        AND f.action IN ('accept', 'note', 'phase', 'feedback', 'fixed-on-spot')))
      THEN RAISE(ABORT, 'whoever handled a case cannot verify it')
    WHEN (NEW.matter_id IS NOT matter_id AND NEW.action NOT IN ('collect', 'open', 'phase', 'reopen', 'import'))
      OR (NEW.department_id IS NOT department_id AND NEW.action NOT IN ('dispatch', 'import'))
      OR (NEW.action = 'fixed-on-spot' AND NEW.handler_id IS NOT NEW.actor_worker_id)
      OR (NEW.handler_id IS NOT handler_id AND NEW.action NOT IN ('dispatch', 'fixed-on-spot', 'import'))
      THEN RAISE(ABORT, 'only filing gives a matter, only dispatch a department or worker')
    WHEN (NEW.action = 'phase' AND NEW.matter_id IS NOT (
            SELECT min(n.matter_id) FROM matter m
              JOIN matter n ON n.edition = m.edition AND n.code = m.code AND n.condition = m.condition AND n.matter_id > m.matter_id
             WHERE m.matter_id = c.matter_id))
      OR (NEW.action = 'reopen' AND NEW.matter_id IS NOT (
            SELECT min(n.matter_id) FROM matter m
              JOIN matter n ON n.edition = m.edition AND n.code = m.code AND n.condition = m.condition
             WHERE m.matter_id = c.matter_id))
      OR (NEW.action = 'feedback' AND EXISTS (
            SELECT 1 FROM matter m
              JOIN matter n ON n.edition = m.edition AND n.code = m.code AND n.condition = m.condition AND n.matter_id > m.matter_id
             WHERE m.matter_id = c.matter_id))
      THEN RAISE(ABORT, 'a case goes through the phases of its matter in their order')
    WHEN (NEW.status IN ('rejected', 'closed', 'cancelled')) <> (NEW.ended_at IS NOT NULL)
      OR (NEW.at <> collected_at AND NEW.action = 'collect')
      OR (NEW.opened_at IS NULL AND NEW.action = 'open')
      OR (NEW.dispatched_at IS NULL AND NEW.action = 'dispatch')
      OR (NEW.handled_at IS NOT NEW.at AND NEW.action IN ('feedback', 'fixed-on-spot'))
      OR (NEW.verified_at IS NOT NEW.at AND NEW.action IN ('pass', 'fail'))
      OR (NEW.closed_at IS NOT NEW.at AND NEW.action IN ('close', 'force'))
      OR (NEW.is_due_set <> 1 AND (NEW.handle_due_at IS NOT handle_due_at OR NEW.close_due_at IS NOT close_due_at))
      THEN RAISE(ABORT, 'the times of an event must fit its action')
    -- An import tells of elsewhere; of what has gone on here it moves nothing,
    -- but for what a calendar brings that was not known.
    WHEN NEW.action = 'import' AND status <> 'none'
     AND ((NEW.status, NEW.matter_id, NEW.department_id, NEW.handler_id, NEW.opened_at, NEW.dispatched_at, NEW.handled_at,
           NEW.verified_at, NEW.closed_at, NEW.ended_at, NEW.handle_limit, NEW.handle_from_at, NEW.returns, NEW.reworks,
           NEW.extensions, NEW.suspensions, NEW.suspended_until_on, NEW.is_exempt, NEW.is_forced, NEW.is_self_handled, NEW.appeal)
          IS NOT
          (status, matter_id, department_id, handler_id, opened_at, dispatched_at, handled_at,
           verified_at, closed_at, ended_at, handle_limit, handle_from_at, returns, reworks,
           extensions, suspensions, suspended_until_on, is_exempt, is_forced, is_self_handled, appeal)
          OR NEW.is_late < is_late
          OR NEW.open_due_at IS NOT coalesce(open_due_at, NEW.open_due_at)
          OR NEW.dispatch_due_at IS NOT coalesce(dispatch_due_at, NEW.dispatch_due_at)
          OR NEW.handle_due_at IS NOT coalesce(handle_due_at, NEW.handle_due_at)
          OR NEW.verify_due_at IS NOT coalesce(verify_due_at, NEW.verify_due_at)
          OR NEW.close_due_at IS NOT coalesce(close_due_at, NEW.close_due_at)
          OR NEW.handle_spent_s IS NOT coalesce(handle_spent_s, NEW.handle_spent_s))
     AND EXISTS (SELECT 1 FROM casefile_event f
                  WHERE f.casefile_id = NEW.casefile_id AND f.import_run_id IS NULL AND f.action NOT IN ('rate', 'remind', 'answer'))
      THEN RAISE(ABORT, 'an import does not move a case that has gone on here')
    WHEN NEW.action = 'import' THEN NULL
    WHEN NOT (NEW.opened_at IS opened_at OR (opened_at IS NULL AND NEW.opened_at = NEW.at AND instr(w.clock, 'open-') > 0))
      OR NOT (NEW.dispatched_at IS dispatched_at
              OR (dispatched_at IS NULL AND NEW.dispatched_at = NEW.at AND instr(w.clock, 'dispatch-') > 0))
      OR NOT (NEW.handled_at IS handled_at OR NEW.action IN ('feedback', 'fixed-on-spot') OR (NEW.handled_at IS NULL AND NEW.action = 'reopen'))
      OR NOT (NEW.verified_at IS verified_at OR NEW.action IN ('pass', 'fail') OR (NEW.verified_at IS NULL AND NEW.action = 'reopen'))
      OR NOT (NEW.closed_at IS closed_at OR NEW.action IN ('close', 'force') OR (NEW.closed_at IS NULL AND NEW.action = 'reopen'))
      OR NOT (NEW.ended_at IS ended_at OR NEW.ended_at IS NULL OR (ended_at IS NULL AND NEW.ended_at = NEW.at))
      OR NOT (NEW.open_due_at IS open_due_at OR instr(w.clock, 'open+') > 0)
      OR NOT (NEW.dispatch_due_at IS dispatch_due_at OR instr(w.clock, 'dispatch+') > 0)
      OR NOT (NEW.verify_due_at IS verify_due_at OR instr(w.clock, 'verify+') > 0 OR instr(w.clock, 'anew') > 0)
      OR NOT ((NEW.handle_due_at IS handle_due_at AND NEW.handle_limit IS handle_limit)
              OR instr(w.clock, 'handle~') > 0 OR instr(w.clock, 'handle+') > 0 OR w.clock = 'extend' OR w.clock = 'phase'
              OR instr(w.clock, 'anew') > 0)
      OR NOT ((NEW.close_due_at IS close_due_at AND NEW.close_from_at IS close_from_at)
              OR instr(w.clock, 'handle~') > 0 OR w.clock = 'extend' OR instr(w.clock, 'anew') > 0)
      OR NEW.handle_from_at IS NOT CASE
           WHEN instr(w.clock, 'handle~') > 0 OR instr(w.clock, 'handle+') > 0 OR w.clock = 'phase' THEN NEW.at
           WHEN instr(w.clock, 'handle=') > 0 OR instr(w.clock, 'handle-') > 0 OR w.clock = 'stop' THEN NULL
           ELSE handle_from_at END
      OR NOT (NEW.handle_rest_s IS handle_rest_s OR instr(w.clock, 'handle') > 0 OR w.clock = 'phase' OR instr(w.clock, 'anew') > 0)
      OR NOT (NEW.handle_spent_s IS handle_spent_s
              OR ((instr(w.clock, 'handle') > 0 OR w.clock IN ('phase', 'stop')) AND handle_spent_s IS NOT NULL
                  AND (NEW.handle_spent_s IS NULL
                       OR NEW.handle_spent_s BETWEEN handle_spent_s AND handle_spent_s + coalesce(NEW.at - handle_from_at, 0))))
      OR NOT (NEW.suspended_until_on IS suspended_until_on OR NEW.action = 'suspend')
      THEN RAISE(ABORT, 'an event moves only the times that its action has')
    WHEN NEW.returns <> returns + (NEW.action = 'return')
      OR NEW.reworks <> reworks + (NEW.action = 'fail')
      OR NEW.extensions <> extensions + (NEW.action = 'extend')
      OR NEW.suspensions <> suspensions + (NEW.action = 'suspend')
      OR NEW.is_forced <> CASE NEW.action WHEN 'force' THEN 1 WHEN 'reopen' THEN 0 ELSE is_forced END
      OR NEW.is_self_handled <> CASE NEW.action WHEN 'fixed-on-spot' THEN 1 WHEN 'reopen' THEN 0 ELSE is_self_handled END
      OR NEW.is_exempt <> CASE NEW.action WHEN 'appeal-grant' THEN NEW.appeal = 'granted' WHEN 'reopen' THEN 0 ELSE is_exempt END
      OR NEW.is_late <> CASE WHEN NEW.action = 'reopen' THEN 0
                             WHEN handle_from_at IS NOT NULL AND NEW.at > handle_due_at
                              AND (instr(w.clock, 'handle=') > 0 OR instr(w.clock, 'handle-') > 0 OR w.clock IN ('phase', 'stop')) THEN 1
                             ELSE is_late END
      THEN RAISE(ABORT, 'an event counts its own action, and what was late stays late')
    WHEN NEW.appeal IS NOT CASE NEW.action
           WHEN 'appeal' THEN CASE WHEN appeal IS NULL THEN 'filed' ELSE 'twice' END
           WHEN 'appeal-grant' THEN CASE appeal WHEN 'filed' THEN 'reviewed' WHEN 'reviewed' THEN 'granted' ELSE 'no' END
           WHEN 'appeal-refuse' THEN CASE WHEN appeal IN ('filed', 'reviewed') THEN 'refused' ELSE 'no' END
           WHEN 'reopen' THEN CASE WHEN appeal IN ('granted', 'refused') THEN appeal END
           ELSE appeal END
      OR (NEW.action IN ('appeal-grant', 'appeal-refuse')
          AND EXISTS (SELECT 1 FROM casefile_event f
                       WHERE f.casefile_id = NEW.casefile_id AND f.action IN ('appeal-grant', 'appeal-refuse')
                         AND f.seq > (SELECT max(l.seq) FROM casefile_event l
                                       WHERE l.casefile_id = NEW.casefile_id AND l.action = 'appeal')
                         AND f.actor_worker_id IS NEW.actor_worker_id
                         AND (f.actor_worker_id IS NOT NULL OR f.unix_user IS NEW.unix_user)))
      THEN RAISE(ABORT, 'an appeal is filed once and reviewed twice, by two people')
    WHEN NEW.action = 'appeal' AND is_late = 0 AND outcome IS NOT 'overtime'
     AND NOT coalesce(closed_at > close_due_at, 0) AND NOT coalesce(handled_at > handle_due_at, 0)
      THEN RAISE(ABORT, 'only overtime is appealed against')
    WHEN NEW.action = 'extend' AND (handle_due_at IS NULL OR NEW.at > handle_due_at OR NEW.handle_due_at <= handle_due_at
                                    OR NEW.handle_limit IS NOT handle_limit)
      THEN RAISE(ABORT, 'only a deadline that is not over is extended')
    WHEN NEW.action = 'reopen'
     AND NEW.at > closed_at + 86400 * (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'reopen_days' AND value <> '')
      THEN RAISE(ABORT, 'the days to reopen a case are over')
    END
    -- The blanks of text.h.
    FROM (SELECT NEW.casefile_id AS id, char(9, 10, 11, 12, 13, 32, 160, 8203, 8204, 8205, 8288, 12288, 65279) AS blanks) n
    LEFT JOIN casefile c ON c.casefile_id = n.id
    LEFT JOIN workflow w ON w.action = NEW.action
     AND w.status_from = CASE WHEN NEW.action = 'import' AND status <> 'none' THEN 'any' ELSE status END
     AND (w.status_to = NEW.status OR w.status_to = 'any')
     AND instr(w.roles, substr(NEW.role, 1, 1)) > 0;
END;

CREATE TRIGGER casefile_event_moves AFTER INSERT ON casefile_event
BEGIN
  UPDATE casefile SET
    seq = NEW.seq, changed_at = NEW.at, status = NEW.status, matter_id = NEW.matter_id,
    department_id = NEW.department_id, handler_id = NEW.handler_id,
    opened_at = NEW.opened_at, dispatched_at = NEW.dispatched_at, handled_at = NEW.handled_at,
    verified_at = NEW.verified_at, closed_at = NEW.closed_at, ended_at = NEW.ended_at,
    open_due_at = NEW.open_due_at, dispatch_due_at = NEW.dispatch_due_at,
    handle_due_at = NEW.handle_due_at, verify_due_at = NEW.verify_due_at,
    close_due_at = NEW.close_due_at, close_from_at = NEW.close_from_at, handle_limit = NEW.handle_limit,
    handle_from_at = NEW.handle_from_at, handle_rest_s = NEW.handle_rest_s,
    handle_spent_s = NEW.handle_spent_s, is_late = NEW.is_late, returns = NEW.returns,
    reworks = NEW.reworks, extensions = NEW.extensions, suspensions = NEW.suspensions,
    suspended_until_on = NEW.suspended_until_on, is_exempt = NEW.is_exempt,
    is_forced = NEW.is_forced, is_self_handled = NEW.is_self_handled, appeal = NEW.appeal
   WHERE casefile_id = NEW.casefile_id;
END;

-- The state moves only with its next event, which brings it along itself:
-- whoever else would write it has no next event to write it with.
CREATE TRIGGER casefile_state_follows BEFORE UPDATE OF
  seq, changed_at, status, matter_id, department_id, handler_id, opened_at, dispatched_at,
  handled_at, verified_at, closed_at, ended_at, open_due_at, dispatch_due_at, handle_due_at,
  verify_due_at, close_due_at, close_from_at, handle_limit, handle_from_at, handle_rest_s,
  handle_spent_s, is_late, returns, reworks, extensions, suspensions, suspended_until_on,
  is_exempt, is_forced, is_self_handled, appeal ON casefile
WHEN NEW.seq <> OLD.seq + 1
  OR NOT EXISTS (SELECT 1 FROM casefile_event e WHERE e.casefile_id = OLD.casefile_id AND e.seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the state of a case changes only with an event'); END;

CREATE TRIGGER casefile_event_stays BEFORE DELETE ON casefile_event
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

CREATE TRIGGER casefile_event_unchanged BEFORE UPDATE ON casefile_event
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

-- Appeals and reminders stand in the events; these are the rows of them.  An
-- appeal that was not decided when its case was reopened has the reviews of
-- before that.
CREATE VIEW appeal AS
WITH review (casefile_id, seq, of_seq, place, action, at, note) AS (
  SELECT r.casefile_id, r.seq, a.seq, row_number() OVER (PARTITION BY a.casefile_id, a.seq ORDER BY r.seq), r.action, r.at, r.note
    FROM casefile_event r
    JOIN casefile_event a ON a.casefile_id = r.casefile_id
     AND a.seq = (SELECT max(l.seq) FROM casefile_event l
                   WHERE l.casefile_id = r.casefile_id AND l.seq < r.seq AND l.action = 'appeal')
   WHERE r.action IN ('appeal-grant', 'appeal-refuse')
)
SELECT e.casefile_id, e.department_id, e.note AS reason, e.at AS filed_at,
       f.action AS first_result, f.at AS first_at, f.note AS first_note,
       s.action AS second_result, s.at AS second_at, s.note AS second_note
  FROM casefile_event e
  LEFT JOIN review f ON f.casefile_id = e.casefile_id AND f.of_seq = e.seq AND f.place = 1
  LEFT JOIN review s ON s.casefile_id = e.casefile_id AND s.of_seq = e.seq AND s.place = 2
 WHERE e.action = 'appeal';

-- An answer is to all that were sent before it.
CREATE VIEW reminder AS
SELECT e.casefile_id, e.seq, e.remind_kind AS kind, e.remind_level AS level, e.at AS sent_at, e.note,
       a.note AS reply, a.at AS replied_at
  FROM casefile_event e
  LEFT JOIN casefile_event a ON a.casefile_id = e.casefile_id
   AND a.seq = (SELECT min(r.seq) FROM casefile_event r
                 WHERE r.casefile_id = e.casefile_id AND r.seq > e.seq AND r.action = 'answer')
 WHERE e.action = 'remind';

-- A rater's last rating counts; those before it stay, for reports of then.
CREATE TABLE rating (
  rating_id   INTEGER PRIMARY KEY,
  casefile_id INTEGER NOT NULL REFERENCES casefile,
  rater       TEXT NOT NULL,
  rater_kind  TEXT CHECK (rater_kind IN ('resident', 'representative', 'unit')),
  score       INTEGER CHECK (score BETWEEN 1 AND 5),
  contacted_at INTEGER,
  is_solved   INTEGER CHECK (is_solved IN (0, 1)),
  rated_at    INTEGER NOT NULL,
  note        TEXT,
  UNIQUE (casefile_id, rater, rated_at)
) STRICT;

CREATE INDEX rating_rated ON rating (rated_at);

CREATE TRIGGER rating_wants_closed BEFORE INSERT ON rating
WHEN NOT EXISTS (SELECT 1 FROM casefile WHERE casefile_id = NEW.casefile_id AND status = 'closed')
BEGIN SELECT RAISE(ABORT, 'only a closed case is rated'); END;

CREATE TRIGGER rating_stays BEFORE DELETE ON rating
BEGIN SELECT RAISE(ABORT, 'a rating is never deleted'); END;

-- Bookkeeping --------------------------------------------------------------

CREATE TABLE import_run (
  import_run_id INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL,
  file     TEXT NOT NULL,
  digest   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  unix_user TEXT,
  read_rows INTEGER NOT NULL DEFAULT 0,
  inserted  INTEGER NOT NULL DEFAULT 0,
  updated   INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  rejected  INTEGER NOT NULL DEFAULT 0,
  first_id  INTEGER,          -- of the records it made, which have all numbers
  last_id   INTEGER,          -- from the first to the last
  undone_by_id INTEGER REFERENCES import_run (import_run_id)
) STRICT;

-- What a record was before an import changed it: of each column the value that
-- was there, references by their numbers.  Of a tracked column also the days
-- on which it held: from the change before it (null: not known) until the day
-- before valid_to.
CREATE TABLE history (
  history_id  INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  record_id   INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  old_value   TEXT,
  valid_from  TEXT,
  valid_to    TEXT,
  import_run_id INTEGER NOT NULL REFERENCES import_run
) STRICT;

CREATE INDEX history_record ON history (kind, record_id);
CREATE INDEX history_run ON history (import_run_id);
CREATE INDEX history_id_no ON history (old_value) WHERE column_name = 'id_no';

-- --key and the answer given.
CREATE TABLE request (
  request_id INTEGER PRIMARY KEY,
  actor   TEXT NOT NULL,
  key     TEXT NOT NULL,
  digest  TEXT NOT NULL,
  answer  TEXT NOT NULL,
  exit_status INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  UNIQUE (actor, key)
) STRICT;

-- One row a command, numbered from 1, each with the SM3 digest of the one
-- before.  The digest is of all columns before it.  AUTOINCREMENT remembers
-- the last number, so that the last row cannot simply be taken away.
CREATE TABLE audit (
  audit_id  INTEGER PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  command   TEXT NOT NULL,
  kind      TEXT,
  actor     TEXT NOT NULL,
  unix_user TEXT NOT NULL,
  is_fixed_clock INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  rows_digest TEXT,
  event_count INTEGER NOT NULL,
  events_digest TEXT,
  note      TEXT,
  previous  TEXT NOT NULL,
  digest    TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_is_new BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE audit_id = NEW.audit_id)
BEGIN SELECT RAISE(ABORT, 'an audit row is never changed'); END;

CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'an audit row is never deleted'); END;

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'an audit row is never changed'); END;

-- Cases with their codes and names, for lists and for people with sqlite3.
-- A matter's code as commands print it and read it again: bare in the edition
-- of the setting matter_edition, else EDITION:CODE; its large class in the same
-- way as KIND-CODE, for parts and events count their classes each from 01.
CREATE VIEW matter_view AS
SELECT m.matter_id, m.name, m.condition,
       CASE WHEN m.edition = (SELECT s.value FROM setting s WHERE s.name = 'matter_edition') THEN '' ELSE m.edition || ':' END
       || m.code AS code,
       CASE WHEN m.edition = (SELECT s.value FROM setting s WHERE s.name = 'matter_edition') THEN '' ELSE m.edition || ':' END
       || coalesce(m.kind || '-', '') || m.large_code AS class,
       m.large_name AS class_name
  FROM matter m;

CREATE VIEW casefile_view AS
SELECT c.casefile_id, c.case_no, c.status, a.code AS area, a.name AS area_name,
       m.code AS matter, m.name AS matter_name, m.condition AS condition,
       c.source, c.source_no, d.code AS department, h.code AS handler, r.code AS reported_by,
       c.collected_at, c.opened_at, c.dispatched_at, c.handle_due_at, c.handled_at,
       c.close_due_at, c.closed_at, c.ended_at, c.returns, c.reworks, c.extensions, c.satisfaction, c.text,
       c.handle_limit, c.handle_from_at, c.handle_rest_s, c.suspended_until_on, c.close_from_at,
       c.area_id, c.matter_id, c.department_id, c.handler_id, c.reported_by_id
  FROM casefile c
  JOIN area a ON a.area_id = c.area_id
  LEFT JOIN matter_view m ON m.matter_id = c.matter_id
  LEFT JOIN department d ON d.department_id = c.department_id
  LEFT JOIN worker h ON h.worker_id = c.handler_id
  LEFT JOIN worker r ON r.worker_id = c.reported_by_id
 WHERE c.status <> 'none';
