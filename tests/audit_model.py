# SPDX-License-Identifier: MIT
"""The audit's digests made again from the raw file, as wangge(5) says, and
samples to spoil.

audit_model.py verify DB                    each digest, from the tables alone
audit_model.py grow DB ROWS [EVENTS]        so many audit rows more, each with so many events
audit_model.py flip-audit DB                grow a row for each bit of each column, and flip it
audit_model.py flip-events DB               the same with the bits of events and salts
audit_model.py rewrite DB ROW COLUMN VALUE  change a row, and all digests from it on
audit_model.py change DB ROW COLUMN VALUE   change a row and its own digest, no other
"""
import hashlib
import random
import sqlite3
import sys


def own_sm3(data):
    """GB/T 32905-2016."""
    def rol(x, n):
        n %= 32
        return (x << n | x >> 32 - n) & 0xffffffff
    v = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e]
    bits = 8 * len(data)
    data += b'\x80' + bytes(-(len(data) + 9) % 64) + bits.to_bytes(8, 'big')
    for at in range(0, len(data), 64):
        w = [int.from_bytes(data[at + 4 * i:at + 4 * i + 4], 'big') for i in range(16)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15)
            w.append(x ^ rol(x, 15) ^ rol(x, 23) ^ rol(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            t = 0x79cc4519 if j < 16 else 0x7a879d8a
            ss1 = rol((rol(a, 12) + e + rol(t, j)) & 0xffffffff, 7)
            ss2 = ss1 ^ rol(a, 12)
            ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
            gg = e ^ f ^ g if j < 16 else e & f | ~e & g & 0xffffffff
            tt1 = (ff + d + ss2 + (w[j] ^ w[j + 4])) & 0xffffffff
            tt2 = (gg + h + ss1 + w[j]) & 0xffffffff
            a, b, c, d = tt1, a, rol(b, 9), c
            e, f, g, h = tt2 ^ rol(tt2, 9) ^ rol(tt2, 17), e, rol(f, 19), g
        v = [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h))]
    return ''.join('%08x' % x for x in v)


def sm3(data):
    try:
        return hashlib.new('sm3', data).hexdigest()
    except ValueError:
        return own_sm3(data)


def form(values):
    out = []
    for v in values:
        if v is None:
            out.append(b'-')
            continue
        text = str(v).encode() if isinstance(v, (int, str)) else bytes(v)
        out.append(b'%d:%s' % (len(text), text))
    return b''.join(out)


def columns(db, table):
    return [c[1] for c in db.execute('PRAGMA table_info(%s)' % table)]


def rows_of(db, table, order):
    names = columns(db, table)
    for row in db.execute('SELECT %s FROM %s ORDER BY %s' % (', '.join(names), table, order)):
        yield dict(zip(names, row))


def event_form(event, salts):
    """All columns in the table's order, the note as its salted digest, which
    is all that is left of it once the case was forgotten."""
    salt = salts[event['casefile_id']]
    return form(sm3(salt + v.encode()) if k == 'note' and v is not None and salt else v for k, v in event.items())


def connect(path):
    db = sqlite3.connect(path, isolation_level=None)
    db.text_factory = str
    return db


def verify(path):
    db = connect(path)
    salts = dict(db.execute('SELECT casefile_id, salt FROM casefile'))
    events = {}
    for e in rows_of(db, 'casefile_event', 'audit_id, audit_no'):
        events.setdefault(e['audit_id'], []).append(e)
    previous, n, seen = '', 0, 0
    for n, row in enumerate(rows_of(db, 'audit', 'audit_id'), 1):
        own = events.pop(row['audit_id'], [])
        seen += len(own)
        assert row['audit_id'] == n, 'numbers'
        assert row['previous'] == previous, 'row %d does not follow' % n
        assert row['digest'] == sm3(form(list(row.values())[:-1])), 'row %d was changed' % n
        assert row['event_count'] == len(own), 'row %d counts other events' % n
        assert [e['audit_no'] for e in own] == list(range(1, len(own) + 1)), 'events of row %d: places' % n
        want = sm3(b''.join(event_form(e, salts) for e in own)) if own else None
        assert row['events_digest'] == want, 'events of row %d' % n
        assert (row['rows_digest'] is None) == (row['row_count'] == 0)
        previous = row['digest']
    assert not events, 'events without a row'
    assert list(db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")) == [(n,)]
    print('%d rows, %d events' % (n, seen))


class Spoiler:
    """Somebody with the sqlite3 shell: takes the triggers away, does it, and
    puts them back."""
    def __init__(self, path):
        self.db = connect(path)
        self.triggers = [t for t in self.db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")]
        for pragma in 'foreign_keys = 0', 'ignore_check_constraints = 1', 'synchronous = 0':
            self.db.execute('PRAGMA ' + pragma)
        self.db.execute('BEGIN')
        for name, _ in self.triggers:
            self.db.execute('DROP TRIGGER ' + name)

    def done(self):
        for _, sql in self.triggers:
            self.db.execute(sql)
        self.db.execute('COMMIT')
        self.db.close()

    def insert(self, table, row):
        self.db.execute('INSERT INTO %s (%s) VALUES (%s)' % (table, ', '.join(row), ', '.join('?' * len(row))),
                        list(row.values()))

    def set(self, table, where, column, value):
        cast = 'CAST(? AS TEXT)' if isinstance(value, bytes) and column != 'salt' else '?'
        self.db.execute('UPDATE %s SET %s = %s WHERE %s' % (table, column, cast, where), (value,))


def grow(s, count, per=1):
    """Audit rows as commands write them, each with events of cases of its own."""
    names = columns(s.db, 'casefile_event')
    last, previous, at = s.db.execute('SELECT audit_id, digest, at FROM audit ORDER BY audit_id DESC LIMIT 1').fetchone()
    area, = s.db.execute('SELECT max(area_id) FROM area').fetchone()
    rng = random.Random(last)
    made = []
    for n in range(last + 1, last + count + 1):
        forms = []
        for no in range(1, per + 1):
            case, salt = rng.getrandbits(48) | 1, rng.getrandbits(128).to_bytes(16, 'big')
            event = dict.fromkeys(names)
            event.update(
                casefile_id=case, seq=1, at=at - 60, recorded_at=at, action='collect', role='worker', unix_user='someone',
                actor_worker_id=1, actor_department_id=1, note='some words', import_run_id=1, is_due_set=1,
                audit_id=n, audit_no=no, status='collected', suspended_until_on='2026-12-01', handle_limit='4',
                **{k: 0 for k in names if k in ('is_late', 'returns', 'reworks', 'extensions', 'suspensions',
                                                'is_exempt', 'is_forced', 'is_self_handled', 'handle_spent_s')})
            state = {k: v for k, v in event.items() if k in columns_of_case(s.db)}
            state.update(case_no='M-%d' % case, salt=salt, area_id=area, text='words', collected_at=at, changed_at=at - 60)
            s.insert('casefile', state)
            s.insert('casefile_event', event)
            forms.append(event_form(event, {case: salt}))
            made.append((n, case))
        row = dict(audit_id=n, at=at, command='case-collect', kind='person', actor='centre', unix_user='someone',
                   is_fixed_clock=0, row_count=1, rows_digest=sm3(b'%d' % n), event_count=per,
                   events_digest=sm3(b''.join(forms)) if per else None, note='words', previous=previous)
        assert list(row) + ['digest'] == columns(s.db, 'audit')
        row['digest'] = previous = sm3(form(row.values()))
        s.insert('audit', row)
    return made


case_columns = set()


def columns_of_case(db):
    if not case_columns:
        case_columns.update(columns(db, 'casefile'))
    return case_columns


def flips(value):
    """The value with each of its bits turned over, and what is not a bit."""
    if value is None:
        yield b''
    elif isinstance(value, int):
        for bit in range(64):
            v = (value ^ 1 << bit) & (1 << 64) - 1
            yield v - (1 << 64) if v >> 63 else v
    else:
        raw = value if isinstance(value, bytes) else value.encode()
        for bit in range(8 * len(raw)):
            turned = bytearray(raw)
            turned[bit // 8] ^= 1 << bit % 8
            yield bytes(turned)
        yield raw + b'x'


def flip_audit(path):
    """Turns over one bit in each of the rows it makes; prints their numbers."""
    s = Spoiler(path)
    probe = grow(s, 1)[0][0]
    row = next(r for r in rows_of(s.db, 'audit', 'audit_id DESC'))
    todo = [(c, v) for c, old in row.items() if c != 'audit_id' for v in range(len(list(flips(old))))]
    for (n, _), (column, at) in zip(grow(s, len(todo)), todo):
        old, = s.db.execute('SELECT %s FROM audit WHERE audit_id = %d' % (column, n)).fetchone()
        s.set('audit', 'audit_id = %d' % n, column, list(flips(old))[at])
        print(n)
    assert probe
    s.done()


def flip_events(path):
    s = Spoiler(path)
    grow(s, 1)
    names = columns(s.db, 'casefile_event')
    event = next(r for r in rows_of(s.db, 'casefile_event', 'audit_id DESC, audit_no'))
    todo = [('casefile_event', c, i) for c in names for i in range(1 if c == 'audit_id' else len(list(flips(event[c]))))]
    todo += [('casefile', 'salt', i) for i in range(128)]
    for (n, case), (table, column, at) in zip(grow(s, len(todo)), todo):
        where = 'casefile_id = %d' % case
        old, = s.db.execute('SELECT %s FROM %s WHERE %s' % (column, table, where)).fetchone()
        value = None if column == 'audit_id' else list(flips(old))[at]
        # An integer column that was NULL.
        if old is None and column not in ('note', 'handle_limit', 'suspended_until_on', 'unix_user'):
            value = 0 if value is not None else None
        s.set(table, where, column, value)
        print(n)
    s.done()


def rewrite(path, row, column, value, last=sys.maxsize):
    """What somebody who can compute SM3 does: the chain is whole again, at
    least up to the last row that he thinks of."""
    s = Spoiler(path)
    s.set('audit', 'audit_id = %d' % row, column, value)
    previous = None
    for r in list(rows_of(s.db, 'audit', 'audit_id')):
        if row <= r['audit_id'] <= last:
            if previous is not None:
                r['previous'] = previous
            r['digest'] = sm3(form(list(r.values())[:-1]))
            s.set('audit', 'audit_id = %d' % r['audit_id'], 'previous', r['previous'])
            s.set('audit', 'audit_id = %d' % r['audit_id'], 'digest', r['digest'])
            previous = r['digest']
    s.done()


def main(what, path, *args):
    assert own_sm3(b'abc') == sm3(b'abc') == '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
    assert own_sm3(b'abcd' * 16) == 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'
    if what == 'verify':
        verify(path)
    elif what == 'grow':
        s = Spoiler(path)
        grow(s, *(int(a) for a in args))
        s.done()
    elif what == 'rewrite':
        rewrite(path, int(args[0]), args[1], args[2])
    elif what == 'change':
        rewrite(path, int(args[0]), args[1], args[2], int(args[0]))
    else:
        {'flip-audit': flip_audit, 'flip-events': flip_events}[what](path)


if __name__ == '__main__':
    main(*sys.argv[1:])
