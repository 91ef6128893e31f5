-- SPDX-License-Identifier: MIT
--
-- What grid-report should say of the cases of live-week.t, recounted from
-- what happened to them: action, time and arguments of casefile_event, the
-- limits of the matters, the ratings.  The state columns of the events
-- (status, opened_at … handle_spent_s, is_late) are only compared, never
-- used, and nothing here is taken from lib/sql.  Wants a table
--
--	ask (since, until, as_of, cohort)
--
-- and prints lines "deadline,…" for every deadline that stands wrong in an
-- event (none is the answer), then "CUT,code,name,figures…" for each cut, then
-- "more-CUT,code,name,figures…" of those that are no column of every report, and
-- "behind,COUNT,CASE" for each case that a count has.

.mode list
.separator ,

-- The clock of November and December 2026, which have no holiday: seconds
-- worked before each minute since Monday the 2nd; 08-12 and 14-18 o'clock.
CREATE TEMP TABLE minute (at INTEGER PRIMARY KEY, worked INTEGER);
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 45 * 1440)
INSERT INTO minute
SELECT unixepoch('2026-11-02', '-8 hours') + 60 * i, 60 * (sum(is_work) OVER (ORDER BY i) - is_work)
  FROM (SELECT i, i / 1440 % 7 < 5 AND (i % 1440 BETWEEN 480 AND 719 OR i % 1440 BETWEEN 840 AND 1079) AS is_work FROM n);
CREATE TEMP TABLE reached (worked INTEGER PRIMARY KEY, at INTEGER);
INSERT INTO reached SELECT worked, min(at) FROM minute GROUP BY worked;

-- Limits in seconds; those that run on count on the clock, others in work.
CREATE TEMP TABLE allowed AS
WITH said(matter_id, what, text) AS (
  SELECT matter_id, 'handle', handle_limit FROM matter
  UNION ALL
  SELECT matter_id, 'verify', coalesce(verify_limit, (SELECT value FROM setting WHERE name = 'verify_limit')) FROM matter
  UNION ALL
  SELECT matter_id, 'close', coalesce(close_limit, (SELECT value FROM setting WHERE name = 'close_limit')) FROM matter)
SELECT matter_id, what, text LIKE '%紧急%' AS runs,
       CAST(round(CAST(text AS REAL) * CASE WHEN text LIKE '%紧急工作日' THEN 86400
                                            WHEN text LIKE '%工作日' THEN 28800 ELSE 3600 END) AS INTEGER) AS seconds
  FROM said;

-- Turns: the events that start, pause, stop or move the handling deadline;
-- x is their time on the limit's own scale.
CREATE TEMP TABLE turn AS
SELECT e.casefile_id, e.seq, e.at, e.action, e.matter_id, coalesce(e.department_id, -e.handler_id) AS holder,
       a.runs, a.seconds, CASE WHEN a.runs THEN e.at ELSE m.worked END AS x,
       row_number() OVER (PARTITION BY e.casefile_id ORDER BY e.seq) AS n
  FROM casefile_event e
  JOIN allowed a ON a.matter_id = e.matter_id AND a.what = 'handle'
  JOIN minute m ON m.at = e.at
 WHERE e.action IN ('dispatch', 'return', 'fail', 'extend', 'reopen');

-- The deadline after each: a return leaves it, to the same holder it then
-- comes back by as much later as the pause was long, unless it had passed.
CREATE TEMP TABLE due AS
WITH RECURSIVE chain AS (
  SELECT *, x + seconds AS due_x FROM turn WHERE n = 1
  UNION ALL
  SELECT t.*,
         CASE WHEN t.action = 'return' THEN c.due_x
              WHEN t.action = 'reopen' THEN NULL
              WHEN t.action = 'extend' THEN c.due_x + t.seconds
              WHEN t.action = 'dispatch' AND c.action = 'return' AND t.holder = c.holder
              THEN c.due_x + CASE WHEN c.due_x > c.x THEN t.x - c.x ELSE 0 END
              ELSE t.x + t.seconds END
    FROM chain c JOIN turn t ON t.casefile_id = c.casefile_id AND t.n = c.n + 1)
SELECT c.casefile_id, c.seq, c.action, c.matter_id, CASE WHEN c.runs THEN c.due_x ELSE r.at END AS due_at
  FROM chain c LEFT JOIN reached r ON r.worked = c.due_x;

-- Closing is due a check and a closing later; rework and returns leave it.
CREATE TEMP TABLE check_due AS
SELECT d.casefile_id, d.seq, d.action, d.matter_id, CASE WHEN a.runs THEN d.due_at + a.seconds ELSE r.at END AS due_at
  FROM due d
  JOIN allowed a ON a.matter_id = d.matter_id AND a.what = 'verify'
  LEFT JOIN minute m ON m.at = d.due_at
  LEFT JOIN reached r ON r.worked = m.worked + a.seconds
 WHERE d.action IN ('dispatch', 'extend', 'reopen');
CREATE TEMP TABLE close_due AS
SELECT d.casefile_id, d.seq, CASE WHEN a.runs THEN d.due_at + a.seconds ELSE r.at END AS due_at
  FROM check_due d
  JOIN allowed a ON a.matter_id = d.matter_id AND a.what = 'close'
  LEFT JOIN minute m ON m.at = d.due_at
  LEFT JOIN reached r ON r.worked = m.worked + a.seconds;
CREATE INDEX temp.due_seq ON due (casefile_id, seq);
CREATE INDEX temp.close_due_seq ON close_due (casefile_id, seq);

SELECT 'deadline', c.case_no, e.seq, e.action, datetime(e.handle_due_at, 'unixepoch', '+8 hours') AS handle_due,
       datetime(d.due_at, 'unixepoch', '+8 hours'), datetime(e.close_due_at, 'unixepoch', '+8 hours'),
       datetime(k.due_at, 'unixepoch', '+8 hours')
  FROM casefile_event e
  JOIN casefile c ON c.casefile_id = e.casefile_id
  LEFT JOIN due d ON d.casefile_id = e.casefile_id
   AND d.seq = (SELECT max(seq) FROM due WHERE casefile_id = e.casefile_id AND seq <= e.seq)
  LEFT JOIN close_due k ON k.casefile_id = e.casefile_id
   AND k.seq = (SELECT max(seq) FROM close_due WHERE casefile_id = e.casefile_id AND seq <= e.seq)
 WHERE e.handle_due_at IS NOT d.due_at OR e.close_due_at IS NOT k.due_at;

-- Rounds of handling that are over, with the deadline each ended under.
CREATE TEMP TABLE round AS
WITH step AS (
  SELECT casefile_id, seq, action, at, lead(at) OVER w AS ended_at, lead(seq) OVER w AS end_seq
    FROM casefile_event
   WHERE action IN ('dispatch', 'fail', 'return', 'feedback', 'force', 'cancel', 'suspend')
  WINDOW w AS (PARTITION BY casefile_id ORDER BY seq))
SELECT s.casefile_id, s.seq, s.ended_at, b.worked - a.worked AS worked, s.ended_at > d.due_at AS is_late
  FROM step s
  JOIN minute a ON a.at = s.at
  JOIN minute b ON b.at = s.ended_at
  LEFT JOIN due d ON d.casefile_id = s.casefile_id
   AND d.seq = (SELECT max(seq) FROM due WHERE casefile_id = s.casefile_id AND seq < s.end_seq)
 WHERE s.action IN ('dispatch', 'fail');

-- Cases as they stood at as_of.
CREATE TEMP TABLE seen AS
SELECT e.casefile_id, min(at) AS collected_at, max(seq) AS last_seq,
       min(at) FILTER (WHERE action IN ('open', 'fixed-on-spot')) AS opened_at,
       min(at) FILTER (WHERE action = 'dispatch') AS dispatched_at,
       max(at) FILTER (WHERE action = 'feedback') AS handled_at,
       max(at) FILTER (WHERE action IN ('close', 'force')) AS closed_at,
       max(seq) FILTER (WHERE action NOT IN ('note', 'extend', 'rate', 'appeal', 'appeal-grant')) AS moved_seq,
       max(seq) FILTER (WHERE action IN ('dispatch', 'return', 'fail', 'extend', 'reopen')) AS due_seq,
       max(seq) FILTER (WHERE action IN ('dispatch', 'extend', 'reopen')) AS close_due_seq,
       max(seq) FILTER (WHERE action = 'dispatch') AS sent_seq,
       max(seq) FILTER (WHERE action IN ('dispatch', 'fixed-on-spot')) AS held_seq,
       coalesce(max(seq) FILTER (WHERE action = 'reopen'), 0) AS reopen_seq,
       max(action = 'fail') AS is_reworked, max(action = 'extend') AS is_extended,
       max(action = 'fixed-on-spot') AS is_self_handled, sum(action = 'appeal-grant') = 2 AS is_exempt
  FROM casefile_event e, ask
 WHERE e.at <= as_of
 GROUP BY e.casefile_id;

CREATE TEMP TABLE stage (action TEXT PRIMARY KEY, status TEXT);
INSERT INTO stage VALUES
  ('collect', 'collected'), ('open', 'opened'), ('reject', 'rejected'), ('dispatch', 'dispatched'), ('accept', 'handling'),
  ('return', 'returned'), ('feedback', 'replied'), ('fixed-on-spot', 'replied'), ('pass', 'verified'), ('fail', 'rework'),
  ('close', 'closed'), ('force', 'closed'), ('cancel', 'cancelled'), ('suspend', 'suspended'), ('reopen', 'opened');

CREATE TEMP TABLE stood AS
SELECT s.*, g.status, moved.action = 'force' AS is_forced, d.due_at, k.due_at AS close_due_at,
       last.matter_id, sent.department_id, CASE held.action WHEN 'dispatch' THEN held.handler_id ELSE held.actor_worker_id END AS handler_id,
       coalesce((SELECT max(is_late) FROM round r, ask
                  WHERE r.casefile_id = s.casefile_id AND r.seq > s.reopen_seq AND r.ended_at <= as_of), 0) AS is_late,
       (SELECT sum(worked) FROM round r, ask WHERE r.casefile_id = s.casefile_id AND r.ended_at <= as_of) AS worked
  FROM seen s
  JOIN casefile_event moved ON moved.casefile_id = s.casefile_id AND moved.seq = moved_seq
  JOIN casefile_event last ON last.casefile_id = s.casefile_id AND last.seq = last_seq
  LEFT JOIN casefile_event sent ON sent.casefile_id = s.casefile_id AND sent.seq = sent_seq
  LEFT JOIN casefile_event held ON held.casefile_id = s.casefile_id AND held.seq = held_seq
  LEFT JOIN stage g ON g.action = moved.action
  LEFT JOIN due d ON d.casefile_id = s.casefile_id AND d.seq = due_seq
  LEFT JOIN close_due k ON k.casefile_id = s.casefile_id AND k.seq = close_due_seq;

-- Ratings in the period; of one rater's the last as of then.
CREATE TEMP TABLE rated AS
SELECT casefile_id, count(*) AS rated, count(contacted_at) AS contacted, count(*) FILTER (WHERE is_solved = 1) AS solved,
       count(*) FILTER (WHERE score >= 4) AS satisfied
  FROM (SELECT *, row_number() OVER (PARTITION BY casefile_id, rater ORDER BY rated_at DESC) AS age
          FROM rating, ask WHERE rated_at <= as_of)
 WHERE age = 1 AND rated_at >= since AND rated_at < until
 GROUP BY casefile_id;

-- What each counts for: the definitions of design section 7, one a line.
CREATE TEMP TABLE figure AS
WITH f AS (
  SELECT s.*, ask.*,
         collected_at >= since AND collected_at < until AS is_new,
         status IN ('replied', 'verified', 'closed') AND NOT is_forced AS is_handled,
         status = 'closed' AS is_closed,
         status NOT IN ('closed', 'rejected', 'cancelled') AS is_open,
         status NOT IN ('rejected', 'cancelled') AND NOT is_self_handled AS is_due,
         CASE cohort WHEN 'due' THEN coalesce(due_at >= since AND due_at < until, 0)
                     ELSE coalesce(opened_at >= since AND opened_at < until, 0) END AS in_handle,
         CASE cohort WHEN 'due' THEN coalesce(close_due_at >= since AND close_due_at < until, 0)
                     ELSE coalesce(opened_at >= since AND opened_at < until, 0) END AS in_close
    FROM stood s, ask)
SELECT casefile_id, matter_id, department_id, handler_id,
       is_new AS collected,
       is_new AND opened_at IS NOT NULL AS opened,
       is_new AND opened_at IS NOT NULL AND dispatched_at IS NOT NULL AS dispatched,
       is_due AND in_handle AND status <> 'suspended' AND NOT is_exempt AS handle_due,
       is_due AND in_handle AND status <> 'suspended' AND NOT is_exempt AND is_handled AS handled,
       is_due AND in_handle AND status <> 'suspended' AND NOT is_exempt AND is_handled
         AND NOT is_late AND coalesce(handled_at <= due_at, 1) AS handled_in_time,
       is_due AND in_close AND status <> 'suspended' AND NOT is_exempt AS close_due,
       is_due AND in_close AND status <> 'suspended' AND NOT is_exempt AND is_closed AS closed,
       is_due AND in_close AND status <> 'suspended' AND NOT is_exempt AND is_closed
         AND NOT is_forced AND coalesce(closed_at <= close_due_at, 1) AS closed_in_time,
       is_due AND in_close AND status <> 'suspended' AND NOT is_exempt AND is_reworked AS rework,
       is_due AND in_close AND status <> 'suspended' AND NOT is_exempt AND is_extended AS extended,
       is_due AND (in_handle OR in_close) AND status = 'suspended' AS suspended,
       is_due AND (in_handle OR in_close) AND status <> 'suspended' AND is_exempt AS exempted,
       is_due AND in_close AND status <> 'suspended' AND NOT is_exempt AND is_forced AS forced,
       is_new AND is_self_handled AS self_handled,
       is_open AS backlog,
       is_open AND status <> 'suspended'
         AND coalesce(as_of > CASE WHEN status IN ('replied', 'verified') THEN close_due_at ELSE due_at END, 0) AS overdue,
       is_due AND in_handle AND NOT is_exempt AND is_handled AND status <> 'replied' AS timed,
       CASE WHEN is_due AND in_handle AND NOT is_exempt AND is_handled AND status <> 'replied' THEN worked ELSE 0 END AS worked,
       coalesce(rated, 0) AS rated, coalesce(contacted, 0) AS contacted, coalesce(solved, 0) AS solved,
       coalesce(satisfied, 0) AS satisfied
  FROM f LEFT JOIN rated USING (casefile_id);

-- Each case under its code of every cut, and the rows without a case: every
-- active area of a level.
CREATE TEMP TABLE filed AS
WITH place AS (SELECT f.casefile_id, a.code FROM figure f JOIN casefile c USING (casefile_id) JOIN area a USING (area_id))
SELECT 'district' AS cut, substr(code, 1, 6) AS code, casefile_id FROM place
UNION ALL SELECT 'street', substr(code, 1, 9), casefile_id FROM place
UNION ALL SELECT 'community', substr(code, 1, 12), casefile_id FROM place
UNION ALL SELECT 'grid', CASE WHEN length(code) > 12 THEN code ELSE '' END, casefile_id FROM place
UNION ALL SELECT 'department', coalesce(d.code, ''), casefile_id FROM figure f LEFT JOIN department d USING (department_id)
UNION ALL SELECT 'matter', coalesce(CASE m.edition WHEN 'lw' THEN 'lw:' ELSE '' END || m.code, ''), casefile_id FROM figure f LEFT JOIN matter m USING (matter_id)
UNION ALL SELECT 'source', coalesce(c.source, ''), casefile_id FROM figure JOIN casefile c USING (casefile_id)
UNION ALL SELECT 'worker', coalesce(w.code, ''), casefile_id FROM figure f LEFT JOIN worker w ON w.worker_id = f.handler_id
UNION ALL SELECT 'reporter', coalesce(w.code, ''), casefile_id
            FROM figure JOIN casefile c USING (casefile_id) LEFT JOIN worker w ON w.worker_id = c.reported_by_id;

CREATE TEMP TABLE named AS
SELECT kind AS cut, code, name FROM area WHERE state = 'active'
UNION ALL SELECT 'department', code, name FROM department
UNION ALL SELECT DISTINCT 'matter', CASE edition WHEN 'lw' THEN 'lw:' ELSE '' END || code, name FROM matter
UNION ALL SELECT DISTINCT 'source', source, source FROM casefile WHERE source IS NOT NULL
UNION ALL SELECT cut, code, surname || substr('****', 1, length(name) - length(surname))
            FROM (SELECT 'worker' AS cut UNION ALL SELECT 'reporter'),
                 (SELECT code, name, substr(name, 1, CASE WHEN name LIKE '欧阳%' THEN 2 ELSE 1 END) AS surname FROM worker);

CREATE TEMP TABLE line AS
SELECT cut, code, sum(collected) AS collected, sum(opened) AS opened, sum(dispatched) AS dispatched,
       sum(handle_due) AS handle_due, sum(handled) AS handled, sum(handled_in_time) AS handled_in_time,
       sum(close_due) AS close_due, sum(closed) AS closed, sum(closed_in_time) AS closed_in_time,
       sum(rework) AS rework, sum(extended) AS extended, sum(suspended) AS suspended, sum(exempted) AS exempted,
       sum(forced) AS forced, sum(self_handled) AS self_handled, sum(backlog) AS backlog, sum(overdue) AS overdue,
       sum(timed) AS timed, sum(worked) AS worked,
       sum(rated) AS rated, sum(contacted) AS contacted, sum(solved) AS solved, sum(satisfied) AS satisfied
  FROM filed JOIN figure USING (casefile_id)
 GROUP BY cut, code
-- A code of which nothing is counted does not occur.
HAVING sum(collected + handle_due + close_due + suspended + exempted + backlog + rated) > 0
UNION ALL
SELECT cut, code, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  FROM named
 WHERE cut IN ('district', 'street', 'community', 'grid') AND (cut, code) NOT IN (SELECT cut, code FROM filed);
INSERT INTO line
SELECT cut, 'total', sum(collected), sum(opened), sum(dispatched), sum(handle_due), sum(handled), sum(handled_in_time),
       sum(close_due), sum(closed), sum(closed_in_time), sum(rework), sum(extended), sum(suspended), sum(exempted),
       sum(forced), sum(self_handled), sum(backlog), sum(overdue), sum(timed), sum(worked),
       sum(rated), sum(contacted), sum(solved), sum(satisfied)
  FROM line GROUP BY cut;

SELECT l.cut, l.code, n.name, collected,
       opened, CASE WHEN collected > 0 THEN printf('%.2f', 100.0 * opened / collected) END,
       dispatched, CASE WHEN opened > 0 THEN printf('%.2f', 100.0 * dispatched / opened) END,
       handle_due, handled, handled_in_time, CASE WHEN handle_due > 0 THEN printf('%.2f', 100.0 * handled_in_time / handle_due) END,
       close_due, closed, CASE WHEN close_due > 0 THEN printf('%.2f', 100.0 * closed / close_due) END,
       closed_in_time, CASE WHEN close_due > 0 THEN printf('%.2f', 100.0 * closed_in_time / close_due) END,
       rework, CASE WHEN close_due > 0 THEN printf('%.2f', 100.0 * rework / close_due) END,
       extended, CASE WHEN close_due > 0 THEN printf('%.2f', 100.0 * extended / close_due) END,
       suspended, exempted, forced, self_handled, backlog, overdue,
       CASE WHEN timed > 0 THEN printf('%.2f', (200 * worked + 3600 * timed) / (7200 * timed) / 100.0) END,
       CASE WHEN rated > 0 THEN printf('%.2f', 100.0 * contacted / rated) END,
       CASE WHEN rated > 0 THEN printf('%.2f', 100.0 * solved / rated) END,
       CASE WHEN rated > 0 THEN printf('%.2f', 100.0 * satisfied / rated) END
  FROM line l LEFT JOIN named n USING (cut, code)
 ORDER BY l.cut, l.code = 'total', l.code;

-- Filing and dispatch: no matter here has a limit of its own for them, so that it
-- is the setting's quarter of an hour on the clock.
CREATE TEMP TABLE sent AS
WITH move AS (
  SELECT casefile_id, at, action, coalesce(department_id, -handler_id) AS holder, lag(action) OVER w AS last_action,
         lag(at) OVER w AS since, lag(coalesce(department_id, -handler_id)) OVER w AS last_holder
    FROM casefile_event, ask
   WHERE action IN ('open', 'dispatch', 'return', 'reopen') AND at <= as_of
  WINDOW w AS (PARTITION BY casefile_id ORDER BY seq))
SELECT casefile_id, max(at > since + 900) AS is_late,
       max(last_action = 'return' AND holder <> last_holder) AS is_moved
  FROM move WHERE action = 'dispatch' GROUP BY casefile_id;
CREATE TEMP TABLE evaded AS
SELECT DISTINCT casefile_id FROM casefile_event, ask
 WHERE action = 'return' AND at <= as_of AND department_id IS NOT NULL
 GROUP BY casefile_id, department_id HAVING count(*) > 1;

-- Checks, each due a limit after the reply it is of.
CREATE TEMP TABLE checked AS
SELECT e.casefile_id, e.actor_worker_id,
       e.at <= CASE WHEN a.runs THEN r.at + a.seconds
                    ELSE (SELECT t.at FROM reached t JOIN minute m ON m.at = r.at WHERE t.worked = m.worked + coalesce(a.seconds, 5400)) END AS in_time
  FROM casefile_event e, ask
  JOIN casefile_event r ON r.casefile_id = e.casefile_id
   AND r.seq = (SELECT max(seq) FROM casefile_event b
                 WHERE b.casefile_id = e.casefile_id AND b.seq < e.seq AND b.action IN ('feedback', 'fixed-on-spot'))
  LEFT JOIN allowed a ON a.matter_id = r.matter_id AND a.what = 'verify'
 WHERE e.action IN ('pass', 'fail') AND e.at >= since AND e.at < until AND e.at <= as_of;

-- Yellow: at most a fifth of the time is left, and not past it.  After the reply
-- that is the working time from it to the closing deadline.
CREATE TEMP TABLE left_over AS
WITH present AS (
  SELECT as_of, m.worked + CASE WHEN n.worked > m.worked THEN as_of - m.at ELSE 0 END AS worked
    FROM ask JOIN minute m ON m.at = as_of - as_of % 60 JOIN minute n ON n.at = m.at + 60)
SELECT s.casefile_id,
       CASE WHEN status IN ('replied', 'verified') THEN d.worked - h.worked ELSE a.seconds END AS total,
       CASE WHEN a.runs AND status NOT IN ('replied', 'verified') THEN due_at - as_of ELSE d.worked - p.worked END AS rest
  FROM stood s, present p
  LEFT JOIN minute h ON h.at = handled_at
  LEFT JOIN minute d ON d.at = CASE WHEN status IN ('replied', 'verified') THEN close_due_at ELSE due_at END
  LEFT JOIN allowed a ON a.matter_id = s.matter_id AND a.what = 'handle'
 WHERE status IN ('dispatched', 'handling', 'rework', 'replied', 'verified')
   AND as_of <= CASE WHEN status IN ('replied', 'verified') THEN close_due_at ELSE due_at END;

CREATE TEMP TABLE more AS
SELECT f.casefile_id,
       opened, opened AND s.opened_at <= s.collected_at + 900 AS opened_in_time,
       opened AND s.status <> 'cancelled' AS kept,
       dispatched, dispatched AND NOT sent.is_late AS dispatched_in_time,
       dispatched AND is_moved AS misdispatched, dispatched AND NOT is_moved AS well_dispatched,
       dispatched AND f.casefile_id IN (SELECT casefile_id FROM evaded) AS evaded,
       opened AND coalesce(c.is_missed, 0) AS missed,
       f.casefile_id IN (SELECT casefile_id FROM left_over WHERE rest * 5 <= total) AS yellow
  FROM figure f JOIN stood s USING (casefile_id) JOIN casefile c USING (casefile_id) LEFT JOIN sent USING (casefile_id);

CREATE TEMP TABLE more_line AS
WITH part AS (
  SELECT cut, code, opened, opened_in_time, kept, dispatched, dispatched_in_time, misdispatched, well_dispatched,
         evaded, missed, yellow, 0 AS checked, 0 AS in_time
    FROM filed JOIN more USING (casefile_id)
  UNION ALL
  SELECT cut, CASE cut WHEN 'worker' THEN coalesce(w.code, '') ELSE f.code END, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, in_time
    FROM filed f JOIN checked USING (casefile_id) LEFT JOIN worker w ON w.worker_id = actor_worker_id
  UNION ALL
  SELECT cut, code, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM named WHERE cut IN ('district', 'street', 'community', 'grid')),
both AS (SELECT * FROM part UNION ALL
  SELECT cut, 'total', opened, opened_in_time, kept, dispatched, dispatched_in_time, misdispatched, well_dispatched,
         evaded, missed, yellow, checked, in_time FROM part)
SELECT cut, code, sum(opened) AS opened, sum(opened_in_time) AS opened_in_time, sum(kept) AS kept, sum(dispatched) AS dispatched,
       sum(dispatched_in_time) AS dispatched_in_time, sum(misdispatched) AS misdispatched,
       sum(well_dispatched) AS well_dispatched, sum(evaded) AS evaded, sum(missed) AS missed, sum(yellow) AS yellow,
       sum(checked) AS checked, sum(in_time) AS in_time
  FROM both
 GROUP BY cut, code
HAVING sum(opened + yellow + checked) > 0 OR cut IN ('district', 'street', 'community', 'grid') AND code <> '' OR code = 'total';

SELECT 'more-' || l.cut, l.code, n.name,
       CASE WHEN opened > 0 THEN printf('%.2f', 100.0 * opened_in_time / opened) END,
       CASE WHEN opened > 0 THEN printf('%.2f', 100.0 * kept / opened) END,
       CASE WHEN dispatched > 0 THEN printf('%.2f', 100.0 * dispatched_in_time / dispatched) END,
       misdispatched, CASE WHEN dispatched > 0 THEN printf('%.2f', 100.0 * well_dispatched / dispatched) END,
       evaded, missed, yellow, CASE WHEN checked > 0 THEN printf('%.2f', 100.0 * in_time / checked) END
  FROM more_line l LEFT JOIN named n USING (cut, code)
 ORDER BY l.cut, l.code = 'total', l.code;

-- The cases of some counts, by number.
SELECT 'behind', 'collected', case_no FROM figure JOIN casefile USING (casefile_id) WHERE collected
UNION ALL SELECT 'behind', 'closed_in_time', case_no FROM figure JOIN casefile USING (casefile_id) WHERE closed_in_time
UNION ALL SELECT 'behind', 'handled', case_no FROM figure JOIN casefile USING (casefile_id) WHERE handled
UNION ALL SELECT 'behind', 'overdue', case_no FROM figure JOIN casefile USING (casefile_id) WHERE overdue
UNION ALL SELECT 'behind', 'backlog', case_no FROM figure JOIN casefile USING (casefile_id) WHERE backlog
UNION ALL SELECT 'behind', 'exempted', case_no FROM figure JOIN casefile USING (casefile_id) WHERE exempted
UNION ALL SELECT 'behind', 'evasions', case_no FROM more JOIN casefile USING (casefile_id) WHERE evaded
UNION ALL SELECT 'behind', 'wrong_dispatches', case_no FROM more JOIN casefile USING (casefile_id) WHERE misdispatched
UNION ALL SELECT 'behind', 'missed_reports', case_no FROM more JOIN casefile USING (casefile_id) WHERE missed
UNION ALL SELECT 'behind', 'due_soon', case_no FROM more JOIN casefile USING (casefile_id) WHERE yellow
 ORDER BY 2, 3;
