#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What published 311 files say about their requests, from the files alone.

    boston_recount.py counts|snapshot|times|verdicts|weeks FILE
    boston_recount.py report FILE <CALLS
    boston_recount.py backwards nyc|sf FILE
    boston_recount.py import nyc|sf FILE

counts: rows and distinct neighborhoods, departments and types.
snapshot: the second after the last thing that the file knows of.
times: NUMBER|OPEN|TARGET|CLOSE of each request, in UTC seconds, "" for none.
verdicts: NUMBER|OURS|THEIRS|CLASS: by the instants, by the city's flag, and
what explains it where they differ: '' where they do not.
report: of each line BY MONTH COHORT AS-OF of standard input that line, a bar and
CODE,collected,handle_due,handled,handled_in_time,close_due,closed,
closed_in_time,backlog,overdue.
weeks: WEEK,DEPARTMENT,requests,closed,on time of what was opened in each ISO week,
on time by the city's flag: ours only where verdicts explains why they differ.
backwards: NUMBER of those that close before they open.
import: the same file as columns that grid-import knows.
"""
import collections
import csv
import datetime
import gzip
import io
import sys
import zoneinfo

NEW_YORK = zoneinfo.ZoneInfo('America/New_York')


def rows_of(name):
    with gzip.open(name, 'rb') as f:
        yield from csv.DictReader(io.TextIOWrapper(f, encoding='utf-8', newline=''))


def local(text, form='%Y-%m-%d %H:%M:%S'):
    return datetime.datetime.strptime(text, form).replace(tzinfo=NEW_YORK) if text.strip() else None


def second(t):
    return int(t.timestamp()) if t else None


class Request:
    def __init__(self, row):
        self.no = row['case_enquiry_id']
        self.row = row
        self.texts = [row[c] for c in ('open_dt', 'target_dt', 'closed_dt')]
        self.open, self.target, self.closed = (second(local(t)) for t in self.texts)

    def is_late(self, at):
        """Closed after its target, or past it at that moment."""
        return self.target is not None and (self.closed if self.closed and self.closed <= at else at) > self.target

    def shown_twice(self):
        """One of its times is of the hour that the end of summer time repeats."""
        times = [local(t) for t in self.texts if t]
        return any(t.utcoffset() != t.replace(fold=1).utcoffset() for t in times)

    def explain(self, at):
        ours, theirs = 'OVERDUE' if self.is_late(at) else 'ONTIME', self.row['ontime']
        if ours == theirs:
            why = ''
        elif not theirs.strip():
            why = 'no flag'
        elif self.closed and self.closed < self.open:
            why = 'closed before opened'
        elif self.shown_twice():
            why = 'hour shown twice'
        elif self.closed == self.target:
            why = 'closed in the second of the target'
        elif self.target is None:
            why = 'no target'
        elif self.closed is None and self.target > at:
            why = 'open, target still to come'
        else:
            why = 'UNEXPLAINED'
        return ours, theirs, why


def boston(name):
    return [Request(r) for r in rows_of(name)]


def snapshot(requests):
    return max(t for r in requests for t in (r.open, r.closed) if t) + 1


def report(requests, call):
    by, period, cohort, as_of = call.split(maxsplit=3)
    year, month = map(int, period.split('-'))
    since = second(datetime.datetime(year, month, 1, tzinfo=NEW_YORK))
    until = second(datetime.datetime(year + month // 12, month % 12 + 1, 1, tzinfo=NEW_YORK))
    at = second(local(as_of))
    out = collections.defaultdict(lambda: [0] * 9)
    for r in requests:
        if r.open > at:
            continue
        closed = r.closed is not None and r.closed <= at
        line = {'department': r.row['department'].replace(' ', ''), 'source': r.row['source']}[by]
        n = [0] * 9
        n[0] = since <= r.open < until
        moment = r.open if cohort == 'opened' else r.target
        if moment is not None and since <= moment < until:
            good = closed and not r.is_late(at)
            n[1:7] = [1, closed, good] * 2
        n[7] = not closed
        n[8] = not closed and r.target is not None and at > r.target
        if any(n):
            out[line] = [a + b for a, b in zip(out[line], n)]
    for line in sorted(out):
        print(f'{call}|{line}', *out[line], sep=',')


def weeks(requests):
    out = collections.defaultdict(lambda: [0, 0, 0])
    at = snapshot(requests)
    for r in requests:
        if r.closed and r.closed < r.open:
            continue
        ours, theirs, why = r.explain(at)
        year, week, _ = datetime.datetime.fromtimestamp(r.open, NEW_YORK).isocalendar()
        n = out[f'{year}-W{week:02}', r.row['department'].replace(' ', '')]
        n[0] += 1
        n[1] += r.closed is not None
        n[2] += r.closed is not None and (ours if why else theirs) == 'ONTIME'
    for key in sorted(out):
        print(*key, *out[key], sep=',')


FORMS = {
    'nyc': ('Unique Key', 'Created Date', 'Closed Date', '%m/%d/%Y %I:%M:%S %p'),
    'sf': ('unique_key', 'created_date', 'closed_date', None),
}


def moments(city, row):
    number, opened, closed, form = FORMS[city]
    if form:
        return row[number], local(row[opened], form), local(row[closed], form)
    return [row[number]] + [datetime.datetime.fromisoformat(row[c]) if row[c] else None for c in (opened, closed)]


def main(what, *args):
    if what in ('backwards', 'import'):
        city, rows = args[0], [moments(args[0], r) for r in rows_of(args[1])]
        if what == 'backwards':
            for number, opened, closed in rows:
                if closed and closed < opened:
                    print(number)
            return
        out = csv.writer(sys.stdout, lineterminator='\n')
        out.writerow(['source', 'source_no', 'area', 'text', 'collected_at', 'opened_at', 'closed_at', 'status'])
        for number, opened, closed in rows:
            at = [t.isoformat() if city == 'sf' else t.strftime('%Y-%m-%d %H:%M:%S') if t else '' for t in (opened, opened, closed) if t]
            out.writerow([city, number, '(none)', 'x'] + at + [''] * (3 - len(at)) + ['closed' if closed else 'opened'])
        return
    requests = boston(args[-1])
    if what == 'counts':
        names = {r.row['neighborhood'].strip() or '(none)' for r in requests}
        print(len(requests), len(names), len({r.row['department'] for r in requests}), len({r.row['type'] for r in requests}))
    elif what == 'snapshot':
        print(datetime.datetime.fromtimestamp(snapshot(requests), NEW_YORK).strftime('%Y-%m-%d %H:%M:%S'))
    elif what == 'times':
        for r in sorted(requests, key=lambda r: r.no):
            print(r.no, *('' if t is None else t for t in (r.open, r.target, r.closed)), sep='|')
    elif what == 'verdicts':
        at = snapshot(requests)
        for r in sorted(requests, key=lambda r: r.no):
            print(r.no, *r.explain(at), sep='|')
    elif what == 'weeks':
        weeks(requests)
    elif what == 'report':
        for call in sys.stdin:
            report(requests, call.strip())
    else:
        sys.exit(__doc__)


main(*sys.argv[1:])
