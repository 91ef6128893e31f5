#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Is there a serial order?  serial_check.py LOG DB WORKFLOW.CSV

LOG is what serial_run.py wrote.  The database must be explained, and every
command's exit status, output and refusals, by running the commands one after
the other in some order in which a command that ended before another began
comes first.

Of commands that wrote, the audit has the order: its rows name the actor, and
a client runs one command at a time, so each row is one command of the log (a
row of the centre's own is the key's whose text the case has).  The model, the
workflow table read as in the manual, is taken along that order and says what
each of them must have printed.  What wrote nothing (refused, repeated by its
key, a dry run, a list) must have its answer from the state between two writes
that it can have met.  Instants of the writes are then moved from the earliest
that are possible no later than they must be, until all that was seen fits;
where one is moved past its command's end there is no serial order.
"""
import bisect
import csv
import io
import json
import re
import sqlite3
import sys

NUMBER = '440310-20261109-%05d'
HANDLES = ('accept', 'note', 'feedback', 'fixed-on-spot')
OWNED = ('accept', 'note', 'return', 'feedback')
VERB = {'feedback': 'reply to', 'fixed-on-spot': 'fix', 'pass': 'verify', 'fail': 'verify', 'force': 'close'}
ROLE = {'D': 'centre', 'H': 'worker', 'V': 'verifier', 'c': 'centre'}


class Wrong(Exception):
    pass


def workflow(path):
    """(action, status) -> (next status, letters of roles)."""
    table = {}
    for row in csv.reader(line for line in open(path, encoding='utf-8') if not line.startswith('#')):
        if row[0] != 'action':
            table[row[0], row[1]] = row[2], row[3]
    return table


class Command:
    """One line of the log, its arguments understood."""

    OPTIONS = {'--by', '--matter', '--to', '--note', '--reason', '--result', '--rater', '--score', '--area', '--text',
               '--source', '--source-no', '--key', '--status', '--until', '-f'}

    def __init__(self, line):
        record = json.loads(line)
        self.client, self.argv, self.start, self.end = record['client'], record['argv'], record['start'], record['end']
        self.status, self.err = record['status'], record['err']
        self.text = record['out']
        self.out = record['out'].split('\n')[:-1]
        self.option, self.numbers = {}, []
        words = iter(self.argv[1:])
        for word in words:
            if word in self.OPTIONS:
                self.option[word] = next(words)
            elif word.startswith('-'):
                self.option[word] = ''
            else:
                self.numbers.append(word)
        self.actor = self.option.get('--by', 'centre')
        self.key = self.option.get('--key')
        self.is_dry = '-n' in self.option
        self.tag = next((self.option[o] for o in ('--note', '--reason', '--result', '--rater') if o in self.option), None)
        self.same = self.argv if self.key is None else [w for i, w in enumerate(self.argv) if '--key' not in self.argv[max(i - 1, 0):i + 1]]
        self.action = self.find_action()

    def find_action(self):
        name = self.argv[0]
        if '--text' in self.option or name in ('case-list', 'case-show'):
            return {'case-collect': 'new', 'case-open': 'new'}.get(name, name[5:])
        for action in ('reject', 'accept', 'note', 'return', 'fixed-on-spot', 'pass', 'fail', 'force', 'cancel', 'extend', 'suspend', 'resume'):
            if '--' + action in self.option:
                return action
        return name[5:]

    def __str__(self):
        return '%s (client %d): status %d, %r, %r' % (' '.join(self.argv), self.client, self.status, self.text[:300], self.err)


class Case(tuple):
    """(status, seq, department, handler, hands, events): never changed, only replaced."""
    status = property(lambda c: c[0])
    seq = property(lambda c: c[1])
    department = property(lambda c: c[2])
    handler = property(lambda c: c[3])
    hands = property(lambda c: c[4])
    events = property(lambda c: c[5])


class Model:
    """All states that there were: of each thing, since which write it is so."""

    def __init__(self, table):
        self.table = table
        self.count = 0          # writes so far
        self.things = {}        # name -> ([write], [value])

    def get(self, name, at):
        when, value = self.things.get(name, ((), ()))
        i = bisect.bisect_right(when, at)
        return value[i - 1] if i else None

    def put(self, name, value):
        when, values = self.things.setdefault(name, ([], []))
        when.append(self.count)
        values.append(value)

    def step(self, case, action, actor, to=None, tag=None):
        """The case after the action, or why not."""
        status = case.status if case else 'none'
        row = self.table.get((action, status))
        if not row:
            return None, 'its status is ' + status
        if actor[0] not in ('c', 'D') and ROLE[actor[0]][0] not in row[1]:
            return None, 'role'
        department, handler, hands = (case.department, case.handler, case.hands) if case else (None, None, frozenset())
        if action in OWNED and actor != handler:
            if handler:
                return None, 'it was dispatched to another worker'
            if department != 'ZJ':
                return None, 'it was dispatched to another department'
        if action in ('pass', 'fail') and (actor in hands or actor == handler):
            return None, 'whoever handled it cannot verify it'
        done = [event[1] for event in case.events] if case else []
        if action == 'extend' and done.count('extend') == 2:
            return None, 'it was extended twice already'
        if action == 'suspend' and 'suspend' in done:
            return None, 'it was suspended once already'
        if action == 'dispatch':
            department, handler = 'ZJ', None if to == 'ZJ' else to
        if action == 'fixed-on-spot':
            handler = actor
        if action in HANDLES:
            hands = hands | {actor}
        seq = case.seq + 1 if case else 1
        event = (seq, action, row[0], actor, tag)
        return Case((row[0], seq, department, handler, hands, (case.events if case else ()) + (event,))), None

    def make(self, c, at):
        """A new case: (number, case) or why not."""
        source = c.option.get('--source-no')
        taken = source and self.get(('source', source), at)
        if taken:
            return None, None, 'source_no %s of S is case %s already' % (source, taken)
        case, _ = self.step(None, 'collect', c.actor)
        if c.argv[0] == 'case-open':
            case, _ = self.step(case, 'open', c.actor)
        return NUMBER % ((self.get('serial', at) or 0) + 1), case, None

    def answer(self, c, at):
        """What the command says in that state: (status, output, refusals by
        case, what is written)."""
        if c.action in ('list', 'show'):
            return self.read(c, at)
        if c.key is not None:
            known = self.get(('key', c.actor, c.key), at)
            if known:
                same, status, out = known
                return (status, out, {}, {}) if same == c.same else (64, [], {'key': 'used'}, {})
        done, refused, new = [], {}, {}
        if c.action == 'new':
            no, case, why = self.make(c, at)
            if why:
                refused['a case'] = why
            else:
                done, new = [no], {no: case}
        for no in c.numbers:
            case = self.get(no, at)
            after, why = self.step(case, c.action, c.actor, c.option.get('--to'), c.tag) if case else (None, 'no such case')
            if why:
                refused[no] = why
            else:
                done.append(no)
                new[no] = after
        if refused and '--all-or-nothing' in c.option:
            done, new = [], {}
        return (1 if refused else 0), done, refused, new

    def cases(self, at):
        for name in sorted(n for n in self.things if isinstance(n, str) and n != 'serial'):
            case = self.get(name, at)
            if case:
                yield name, case

    def read(self, c, at):
        if c.action == 'list':
            wanted = c.option['--status'].split(',') if '--status' in c.option else None
            return 0, [(no, case.status) for no, case in self.cases(at) if not wanted or case.status in wanted], {}, {}
        case = self.get(c.numbers[0], at)
        if not case:
            return 1, [], {c.numbers[0]: 'no such case'}, {}
        return 0, [(str(seq), action, status) for seq, action, status, _, _ in case.events], {}, {}

    def write(self, c, new, out, status):
        self.count += 1
        for no, case in new.items():
            if c.action == 'new':
                self.put('serial', int(no[-5:]))
                if '--source-no' in c.option:
                    self.put(('source', c.option['--source-no']), no)
            self.put(no, case)
        if c.key is not None:
            self.put(('key', c.actor, c.key), (c.same, status, out))


def observed(c):
    """The answer that the log has, in the model's words."""
    out, refused = c.out, {}
    if c.action == 'list':
        out = [tuple(row[:2]) for row in list(csv.reader(io.StringIO(c.text)))[1:]]
    if c.action == 'show':
        out = [(row[1], row[3], row[4]) for row in list(csv.reader(io.StringIO(c.text)))[1:]]
    for line in c.err.split('\n')[:-1]:
        m = re.fullmatch(r"case-\w+: cannot (.*?) (?:case '(.*?)'|(a case)): (.*)", line)
        if m:
            if c.action not in ('new', 'show') and m[1] != VERB.get(c.action, c.action):
                raise Wrong('%s: an odd refusal' % c)
            refused[m[2] or m[3]] = re.sub(r'^(its status is \w+),.*', r'\1', m[4])
        elif re.fullmatch(r"case-\w+: key '.*' was used with other arguments", line):
            refused['key'] = 'used'
        elif 'waiting for the database' not in line:
            raise Wrong('%s: an error' % c)
    return c.status, out, refused


def wrote(c):
    """Whether it must have a row in the audit, unless a repeat by its key."""
    return c.action not in ('list', 'show') and c.status in (0, 1) and c.out and not c.is_dry


def ends(db):
    """Of each audit row the cases that its events moved, and how they left
    them."""
    found = {}
    for audit_id, no, seq, status in db.execute(
            "SELECT e.audit_id, c.case_no, e.seq, e.status FROM casefile_event e JOIN casefile c USING (casefile_id)"
            " ORDER BY e.audit_id, e.audit_no"):
        found.setdefault(audit_id, {})[no] = (seq, status)
    return found


class History:
    """The log and the audit brought together."""

    def __init__(self, commands, db, table):
        self.model = Model(table)
        self.writes = []        # [(commands that it may have been, expected)]
        self.others = []
        self.low, self.high = [], []
        self.text = dict(db.execute('SELECT case_no, text FROM casefile'))
        queue, self.group = {}, {}
        for c in commands:
            if c.actor == 'centre' and c.key is not None:
                self.group.setdefault((c.key, c.option['--text']), []).append(c)
            elif not wrote(c):
                self.others.append(c)
            else:
                queue.setdefault(c.client, []).append(c)
        self.ends = ends(db)
        for row in db.execute("SELECT audit_id, command, actor FROM audit"
                              " WHERE command NOT IN ('grid-init', 'grid-import') ORDER BY audit_id"):
            self.replay(queue, row)
        for client, rest in queue.items():
            for c in rest:
                if not self.is_repeat(c):
                    raise Wrong('%s: it has no row in the audit, it is lost' % c)
                self.others.append(c)
        for group in self.group.values():
            self.others += group

    def is_repeat(self, c):
        known = c.key is not None and self.model.get(('key', c.actor, c.key), self.model.count)
        return known and known[0] == c.same

    def find(self, queue, actor):
        """Who wrote the row: the commands it may have been."""
        if actor == 'centre':
            text = self.text.get(NUMBER % ((self.model.get('serial', self.model.count) or 0) + 1), '')
            candidates = [c for (key, t), group in self.group.items() if t == text and key == text[1:].split('-')[0] for c in group]
            if not candidates:
                raise Wrong("a row of the centre's for which there is no command: text %r" % text)
            return candidates
        waiting = queue.get(int(actor[1:]), [])
        while waiting and self.is_repeat(waiting[0]):
            self.others.append(waiting.pop(0))
        if not waiting:
            raise Wrong('a row of %s for which there is no command: done twice' % actor)
        return [waiting.pop(0)]

    def replay(self, queue, row):
        audit_id, program, actor = row
        candidates = self.find(queue, actor)
        c = candidates[0]
        status, out, refused, new = self.model.answer(c, self.model.count)
        moved = {no: (case.seq, case.status) for no, case in new.items()}
        if c.argv[0] != program or c.actor != actor or moved != self.ends.get(audit_id):
            raise Wrong('audit row %d (%s %s, %r) is not what comes next of its client: %s; the model would %r'
                        % (audit_id, program, actor, self.ends.get(audit_id), c, (status, out, refused)))
        if len(candidates) == 1 and actor != 'centre' and observed(c) != (status, out, refused):
            raise Wrong('audit row %d: %s\nthe model: %r' % (audit_id, c, (status, out, refused)))
        self.model.write(c, new, out, status)
        self.writes.append(c)
        self.low.append(min(x.start for x in candidates))
        self.high.append(min(x.end for x in candidates) if actor == 'centre' else c.end)

    def place(self):
        """Instants of the writes that all agree with, or Wrong."""
        n = len(self.writes)
        low, high = list(self.low), list(self.high)
        for i in range(n - 2, -1, -1):
            high[i] = min(high[i], high[i + 1])
        fits = {}               # command -> numbers of the states that explain it

        def forward():
            for i in range(1, n):
                low[i] = max(low[i], low[i - 1])
            for i in range(n):
                if low[i] > high[i]:
                    raise Wrong('no instant is left for write %d, %s' % (i + 1, self.writes[i]))

        forward()
        for c in self.others:
            # State k is there from write k until write k + 1.
            first, last = bisect.bisect_left(high, c.start), bisect.bisect_right(low, c.end)
            seen = observed(c)
            fits[c] = [k for k in range(first, last + 1) if self.model.answer(c, k)[:3] == seen]
            if not fits[c]:
                raise Wrong('%s\nno state from %d to %d explains it; the model in the last: %r'
                            % (c, first, last, self.model.answer(c, last)[:3]))
        moved = True
        while moved:
            moved = False
            for c in self.others:
                while fits[c] and fits[c][-1] and low[fits[c][-1] - 1] > c.end:
                    fits[c].pop()
                if not fits[c]:
                    raise Wrong('%s\nevery state that explains it comes too late' % c)
                k = fits[c][-1]
                if k < n and low[k] < c.start:
                    low[k] = c.start
                    moved = True
            forward()
        return low


def check_end(model, db):
    """The tables are those of the model's last state."""
    got = {no: (status, seq, []) for no, status, seq in db.execute('SELECT case_no, status, seq FROM casefile')}
    for no, *event in db.execute(
            "SELECT c.case_no, e.seq, e.action, e.status, coalesce(w.code, e.role), e.note FROM casefile_event e JOIN casefile c USING (casefile_id)"
            " LEFT JOIN worker w ON w.worker_id = e.actor_worker_id ORDER BY e.casefile_id, e.seq"):
        got[no][2].append(tuple(event))
    wanted = dict(model.cases(model.count))
    if set(got) != set(wanted):
        raise Wrong('cases that only one of both has: %s' % sorted(set(got) ^ set(wanted)))
    for no, case in wanted.items():
        events = [(seq, action, status, actor, tag) for seq, action, status, actor, tag in case.events]
        have = [(seq, action, status, actor, None if action == 'rate' else note) for seq, action, status, actor, note in got[no][2]]
        events = [(s, a, st, actor, None if a == 'rate' else tag) for s, a, st, actor, tag in events]
        if got[no][:2] != (case.status, case.seq) or have != events:
            raise Wrong('case %s is %r\nnot %r' % (no, (got[no][:2], have), ((case.status, case.seq), events)))
    serial = db.execute('SELECT last FROM case_serial').fetchall()
    if serial != [(model.get('serial', model.count),)]:
        raise Wrong('the serial is %r' % serial)


def describe(commands, history):
    actions = sum(1 for c in commands if c.action not in ('list', 'show'))
    refused = sum(1 for c in commands if observed(c)[2])
    overlap = sum(1 for a in history.others for b in history.writes if a.start < b.end and b.start < a.end)
    return '%d commands: %d writes, %d of %d actions refused something, %d pairs of a write and another at the same time' % (
        len(commands), len(history.writes), refused, actions, overlap)


def main():
    commands = sorted((Command(line) for line in open(sys.argv[1], encoding='utf-8')), key=lambda c: c.start)
    db = sqlite3.connect('file:%s?mode=ro' % sys.argv[2], uri=True)
    history = History(commands, db, workflow(sys.argv[3]))
    history.place()
    check_end(history.model, db)
    print(describe(commands, history))


try:
    main()
except Wrong as why:
    print('no serial order: %s' % why)
    sys.exit(1)
