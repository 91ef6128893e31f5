#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What was open at a past moment, counted again from all that ever happened.

    past_model.py make SEED CASES       cases for grid-import, as csv
    past_model.py check SEED MOMENTS    the database of $GRID_DB, as TAP

make: cases that were open for seconds to years, many of them a second more or
less than the 4, 16, 64 and 256 days by which the schema sorts them.  check: at
moments around what happened, and in the last second of these, backlog and overdue of grid-report and the
lists of case-list are those of a run over every event of every case.
"""
import csv
import datetime
import io
import os
import random
import sqlite3
import subprocess
import sys

DAY = 86400
ZONE = 8 * 3600
FIRST = 1609430400              # 2021-01-01, in the zone
SPAN = 1900 * DAY
ENDED = ('closed', 'cancelled', 'rejected')


def text_of(at):
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=at + ZONE)).strftime('%Y-%m-%d %H:%M:%S')


def make(rng, count):
    out = csv.writer(sys.stdout, lineterminator='\n')
    out.writerow('source source_no area matter collected_at opened_at dispatched_at handle_due_at handled_at close_due_at closed_at status'.split())
    for i in range(count):
        begun = FIRST + rng.randrange(SPAN - 400 * DAY)
        took = rng.choice([4, 16, 64, 256]) * DAY + rng.choice([-1, 0, 1, rng.randrange(-DAY, DAY)])
        if rng.random() < 0.3:
            took = int(2 ** rng.uniform(0, 25))
        status = rng.choice(['closed'] * 6 + ['cancelled', 'rejected', 'handling', 'suspended', 'replied', 'opened'])
        handled = begun + int(took * rng.random())
        due = [begun + int(2 ** rng.uniform(10, 25)), 0]
        due[1] = due[0] + rng.randrange(5 * DAY)
        short = status in ('rejected', 'opened')
        times = [begun, '' if status == 'rejected' else begun, '' if short else begun,
                 '' if short else due[0], '' if short or status in ('handling', 'suspended') else handled,
                 '' if short else due[1], begun + took if status in ENDED else '']
        out.writerow([f's{i % 3}', i, '440310003001001', '0103'] + [t and text_of(t) for t in times] + [status])


def ask(*command):
    r = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8')
    if r.returncode or r.stderr:
        sys.exit(f'{command}: status {r.returncode}: {r.stderr}')
    return list(csv.DictReader(io.StringIO(r.stdout)))


def stood(events, at):
    """The open cases, and those of them that are late."""
    backlog, overdue = [], []
    for case_no, history in events.items():
        last = [e for e in history if e[0] <= at][-1:]
        if not last or last[0][1] in ENDED:
            continue
        backlog.append(case_no)
        due = last[0][3 if last[0][1] in ('replied', 'verified') else 2]
        if due and at > due and last[0][1] != 'suspended':
            overdue.append(case_no)
    return sorted(backlog), sorted(overdue)


def check(rng, count):
    db = sqlite3.connect(f"file:{os.environ['GRID_DB']}?mode=ro", uri=True)
    events = {}
    for case_no, *event in db.execute('SELECT case_no, e.at, e.status, e.handle_due_at, e.close_due_at FROM casefile_event e'
                                      ' JOIN casefile USING (casefile_id) ORDER BY case_no, e.seq'):
        events.setdefault(case_no, []).append(event)
    moments = sorted({at + d for h in events.values() for e in h for at in (e[0], e[2], e[3]) if at for d in (-1, 0, 1)})
    now = int(db.execute("SELECT unixepoch(?) - 28800", (os.environ['GRID_NOW'],)).fetchone()[0])
    moments = [at for at in moments if at < now]
    # The last second of those that took as long as a class goes.
    edges = [h[-1][0] - 1 for h in events.values()
             if any(abs(h[-1][0] - h[0][0] - days * DAY) < 2 for days in (4, 16, 64, 256))]
    print(f'1..{count}')
    for i in range(1, count + 1):
        at = rng.choice(moments if i % 2 else edges)
        when = ['--year', '2018', '--as-of', text_of(at)]
        want = stood(events, at)
        row, = ask('grid-report', *when, '--by', 'district', '--indicator', 'backlog,overdue', '-f', 'csv')
        good = (int(row['backlog']), int(row['overdue'])) == (len(want[0]), len(want[1]))
        if i % 4 == 0:
            for name, cases in zip(('backlog', 'overdue'), want):
                listed = ask('case-list', *when, '--indicator', name, '-f', 'csv')
                good = good and sorted(c['case_no'] for c in listed) == cases
        print('ok' if good else 'not ok', i, '- open at', text_of(at))
        if not good:
            print(f'# {len(want[0])},{len(want[1])} by the events, reported', row)


if __name__ == '__main__':
    {'make': make, 'check': check}[sys.argv[1]](random.Random(int(sys.argv[2])), int(sys.argv[3]))
