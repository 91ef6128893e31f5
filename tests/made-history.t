#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The history that the bench is run on (scripts/history) is written past the
# triggers: that it is such as they let in, and the same each time.
. "$(dirname "$0")/lib.sh"

expect 0 "$TOP/scripts/history" 1000 0.5 made.db

t 'an event at a time under the triggers, it makes the same cases' <<'EOT'
expect 0 grid-init --district 440310 --name 坪山区
expect 0 sqlite3 -bail grid.db "ATTACH 'made.db' AS o;
	INSERT INTO area SELECT * FROM o.area WHERE kind <> 'district' ORDER BY length(code);
	INSERT INTO worker SELECT * FROM o.worker;
	INSERT INTO matter SELECT * FROM o.matter WHERE matter_id > (SELECT max(matter_id) FROM matter);
	INSERT INTO casefile (casefile_id, case_no, salt, source, area_id, reported_by_id, is_missed, text, collected_at)
	SELECT casefile_id, case_no, salt, source, area_id, reported_by_id, is_missed, text, collected_at FROM o.casefile;
	INSERT INTO casefile_event SELECT * FROM o.casefile_event ORDER BY casefile_id, seq;
	INSERT INTO rating SELECT * FROM o.rating;
	SELECT count(*) FROM casefile; SELECT * FROM casefile EXCEPT SELECT * FROM o.casefile"
echo 1000 | stdout
EOT

t 'every action, rating and open case that reports tell apart is there' <<'EOT'
expect 0 sqlite3 made.db "SELECT count(DISTINCT action) FROM casefile_event; SELECT count(DISTINCT status) > 6 FROM casefile;
	SELECT count(*) > 50 FROM rating; SELECT count(*) > 30 FROM casefile WHERE ended_at IS NULL"
printf '%s\n' 18 1 1 1 | stdout
EOT

t 'grid-check finds only that no command wrote it' <<'EOT'
now '2026-11-16 09:00:00'
expect 1 grid-check -d made.db -f csv
sed 's/,.*,/,,/' .t/out | sort -u >found
printf '%s\n' 'audit,,no command wrote it' kind,,finding | diff - found
EOT

t 'the same arguments make the same rows, indexes and triggers' <<'EOT'
expect 0 "$TOP/scripts/history" 1000 0.5 again.db
expect 0 sqlite3 made.db .dump
mv .t/out first
expect 0 sqlite3 again.db .dump
stdout <first
EOT

done_testing
