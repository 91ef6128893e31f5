-- Frozen scores.

-- Of an edition, or the one frozen first: so no later freeze changes what is shown.
-- name: freeze_find
SELECT score_freeze_id, edition, frozen_at
  FROM score_freeze
 WHERE subject = :subject AND period = :period AND (:edition IS NULL OR edition = :edition)
 ORDER BY score_freeze_id LIMIT 1;

-- name: freeze_count
SELECT count(*) AS n FROM score_freeze WHERE subject = :subject AND period = :period;

-- name: freeze_insert
INSERT INTO score_freeze (subject, edition, period, since, until, frozen_at, audit_id)
VALUES (:subject, :edition, :period, :since, :until, :frozen_at, :audit_id);

-- name: freeze_insert_rule
INSERT INTO score_frozen_rule (score_freeze_id, rule, post, indicator, shape, weight, points, floor, target, cap, steps,
                               valid_from, valid_to, peer_group, min_months, community_kind, note)
VALUES (:score_freeze_id, :rule, :post, :indicator, :shape, :weight, :points, :floor, :target, :cap, :steps,
        :valid_from, :valid_to, :peer_group, :min_months, :community_kind, :note);

-- name: freeze_insert_result
INSERT INTO score_result (score_freeze_id, code, correction, post, area, kind, peer, since_on, score, is_vetoed, grade, place,
                          peers, pay, audit_id)
VALUES (:score_freeze_id, :code, :correction, :post, :area, :kind, :peer, :since_on, :score, :is_vetoed, :grade, :place,
        :peers, :pay, :audit_id);

-- name: freeze_insert_part
INSERT INTO score_part (score_result_id, score_frozen_rule_id, left_out, part, whole, points, is_vetoed, counted, others)
VALUES (:score_result_id, :score_frozen_rule_id, :left_out, :part, :whole, :points, :is_vetoed, :counted, :others);

-- name: freeze_insert_change
INSERT INTO score_change (score_freeze_id, code, what, at, actor, unix_user, reason, correction, audit_id)
VALUES (:score_freeze_id, :code, :what, :at, :actor, :unix_user, :reason, :correction, :audit_id);

-- In the columns of score_rules, with its number behind them.
-- name: freeze_rules
SELECT rule, post, indicator, shape, weight, points, floor, target, cap, steps, valid_from, valid_to, peer_group, min_months,
       community_kind, note, score_frozen_rule_id
  FROM score_frozen_rule
 WHERE score_freeze_id = :score_freeze_id
 ORDER BY post, rule;

-- Of each the result that holds, or that was fixed.
-- name: freeze_results
SELECT r.score_result_id, r.code, r.correction, r.post, r.area, r.kind, r.peer, r.since_on, r.score, r.is_vetoed, r.grade,
       r.place, r.peers, r.pay, coalesce(w.name, d.name, a.name) AS name
  FROM score_result r
  JOIN score_freeze f ON f.score_freeze_id = r.score_freeze_id
  LEFT JOIN worker w ON f.subject = 'worker' AND w.code = r.code
  LEFT JOIN department d ON f.subject = 'department' AND d.code = r.code
  LEFT JOIN area a ON f.subject IN ('street', 'community') AND a.code = r.code
 WHERE r.score_freeze_id = :score_freeze_id
   AND r.correction = CASE WHEN :is_first = 1 THEN 0
                           ELSE (SELECT max(l.correction) FROM score_result l
                                  WHERE l.score_freeze_id = r.score_freeze_id AND l.code = r.code) END
 ORDER BY r.code;

-- name: freeze_parts
SELECT score_frozen_rule_id, left_out, part, whole, points, is_vetoed, counted, others
  FROM score_part
 WHERE score_result_id = :score_result_id
 ORDER BY score_part_id;

-- name: freeze_changes
SELECT c.code, c.what, c.at, c.actor, c.reason, c.correction, coalesce(w.name, d.name, a.name) AS name,
       b.score AS score_before, n.score AS score_after, b.grade AS grade_before, n.grade AS grade_after,
       b.pay AS pay_before, n.pay AS pay_after
  FROM score_change c
  JOIN score_freeze f ON f.score_freeze_id = c.score_freeze_id
  LEFT JOIN score_result n ON n.score_freeze_id = c.score_freeze_id AND n.code = c.code AND n.correction = c.correction
  LEFT JOIN score_result b ON b.score_freeze_id = c.score_freeze_id AND b.code = c.code
   AND b.correction = CASE WHEN c.what = 'correct' THEN c.correction - 1 ELSE c.correction END
  LEFT JOIN worker w ON f.subject = 'worker' AND w.code = c.code
  LEFT JOIN department d ON f.subject = 'department' AND d.code = c.code
  LEFT JOIN area a ON f.subject IN ('street', 'community') AND a.code = c.code
 WHERE c.score_freeze_id = :score_freeze_id
 ORDER BY c.score_change_id;

-- name: freeze_last_change
SELECT what FROM score_change
 WHERE score_freeze_id = :score_freeze_id AND code = :code
 ORDER BY score_change_id DESC LIMIT 1;

-- Of what the digest of an audit row is made, in this order, all columns in that of
-- their table.
-- name: freeze_of_audit
SELECT f.* FROM score_freeze f WHERE f.audit_id = :audit_id ORDER BY f.score_freeze_id;

-- name: freeze_rules_of_audit
SELECT r.*
  FROM score_freeze f JOIN score_frozen_rule r ON r.score_freeze_id = f.score_freeze_id
 WHERE f.audit_id = :audit_id
 ORDER BY r.score_frozen_rule_id;

-- name: freeze_results_of_audit
SELECT r.* FROM score_result r WHERE r.audit_id = :audit_id ORDER BY r.score_result_id;

-- name: freeze_parts_of_audit
SELECT p.*
  FROM score_result r JOIN score_part p ON p.score_result_id = r.score_result_id
 WHERE r.audit_id = :audit_id
 ORDER BY p.score_part_id;

-- name: freeze_changes_of_audit
SELECT c.* FROM score_change c WHERE c.audit_id = :audit_id ORDER BY c.score_change_id;

-- What no command has written.
-- name: check_scores
SELECT s.record
  FROM (SELECT 'score_freeze ' || score_freeze_id AS record, audit_id FROM score_freeze
        UNION ALL
        SELECT 'score_result ' || score_result_id, audit_id FROM score_result
        UNION ALL
        SELECT 'score_change ' || score_change_id, audit_id FROM score_change) s
 WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.audit_id = s.audit_id AND a.kind = 'score-result')
 ORDER BY s.record;
