#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What workers did, counted again from the files that grid-import read.

    duty_model.py make SEED FOLDER      a made-up district as csv files, a kind each
    duty_model.py check FOLDER CATALOGUE FIRST LAST AS-OF OPTION...
        every figure of workers' days that grid-report prints of the days from FIRST
        to LAST, by grid, worker, reporter, department and street and in all

It knows the files, the names of the catalogue (lib/indicator.csv) and what its
counts and lib/duty.h mean, but nothing of the program.  Times are those of the zone
$DUTY_ZONE.  events.csv, void.csv and merged.csv are for the sqlite3 shell: what
happened to whom, the grids that are no more, and who is the same person.
"""
import collections
import csv
import datetime
import fractions
import io
import os
import random
import subprocess
import sys
import zoneinfo

ZONE = zoneinfo.ZoneInfo(os.environ.get('DUTY_ZONE', 'Asia/Shanghai'))
DAY = datetime.timedelta(days=1)
FIRST = datetime.date(2026, 9, 1)
PATROL = 60                     # setting patrol_minutes
AREAS = ['440310', '440310001', '440310002', '440310001001', '440310001002', '440310002001']
GRIDS = [c + f'{n:03}' for c in AREAS[3:] for n in (1, 2, 3)]
POSTS = ['grid-worker', 'grid-worker', 'grid-worker', 'grid-leader', 'verifier']
COURSES = ['安全生产', '消防 知识', 'First  aid', '政策法规']
MERITS = [('innovation', x) for x in ('town', 'city', 'prefecture', 'province')] + [
    (x, '') for x in ('commendation', 'meeting-missed', 'diary-missing', 'fraud', 'complaint')]
TAGS = ['独居', '残疾', '矫正', '其他']
EDGES = ['2026-09-30 23:59:59', '2026-10-01 00:00:00', '2026-10-31 23:59:59', '2026-11-01 00:00:00', '2026-10-17 12:00:00',
         '2026-10-17 12:00:01', '2026-10-17 23:59:59', '2026-10-18 00:00:00']


def utc(text):
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


# ---- making ------------------------------------------------------------------------

def day_in(rng, first, days):
    return first + DAY * rng.randrange(days)


def make_territory(rng, put):
    kind = {6: 'district', 9: 'street', 12: 'community'}
    for code in AREAS[1:] + GRIDS:
        grid = len(code) > 12
        put('area', code=code, name='区' + code, kind=kind.get(len(code), 'grid'),
            households=rng.choice(['', '', 0, 512]) if grid else '', persons=rng.choice(['', '', 0, 1999]) if grid else '',
            area_m2=rng.choice(['', 1000.5, 999.49, 123456]) if grid else '')
    for n in (1, 2, 3):
        put('department', code=f'D{n}', name=f'部门{n}')
    for code, at in ((GRIDS[4], '2026-10-25 09:00:00'), (GRIDS[7], '2026-10-10 09:00:00')):
        put('void', code=code, at=at, utc=utc(at))


def make_workers(rng, put):
    for n in range(1, 31):
        code = f'W{n:02}'
        hired = rng.choice(['', FIRST - DAY * rng.randrange(2000), day_in(rng, FIRST, 80), datetime.date(2026, 10, 1)])
        left = rng.choice(['', '', '', day_in(rng, datetime.date(2026, 9, 20), 60), datetime.date(2026, 10, 31), datetime.date(2026, 9, 30)])
        if hired and left and left < hired:
            left = hired
        put('worker', code=code, name=f'赵{"甲乙丙丁戊己庚辛壬癸"[n % 10]}', area=rng.choice(GRIDS + AREAS[3:]),
            post=rng.choice(POSTS + ['']), department=rng.choice(['', 'D1', 'D2', 'D3']), hired_on=hired, left_on=left)
        seen = set()
        for _ in range(rng.choice([0, 1, 1, 2, 3])):
            begin = day_in(rng, FIRST - 30 * DAY, 105)
            end = rng.choice(['', begin + DAY * rng.randrange(40)])
            area, post = rng.choice(GRIDS + AREAS[3:]), rng.choice(POSTS)
            if (begin, area, post) not in seen:
                seen.add((begin, area, post))
                put('post', worker=code, area=area, post=post, valid_from=begin, valid_to=end)


def make_archive(rng, put):
    households, persons, alone, units = [], [], [], []
    for n in range(30):
        area = rng.choice(GRIDS + AREAS[3:5])
        put('building', code=f'B{n:02}', name=f'楼{n}', area=area)
        for k in range(rng.randrange(5)):
            households.append((f'H{n:02}{k}', area))
            put('household', code=f'H{n:02}{k}', building=f'B{n:02}')
    for n in range(160):
        household, area = rng.choice(households) if rng.random() < 0.6 else ('', rng.choice(GRIDS))
        gone = rng.choice([''] * 6 + [day_in(rng, FIRST, 90)])
        died = rng.choice([''] * 9 + [day_in(rng, FIRST, 70)])
        put('person', local_key=f'P{n:03}', name='钱某', area=area if rng.random() < 0.9 else rng.choice(GRIDS), household=household,
            residence=rng.choice(['', 'registered', 'migrant', 'migrant', 'resident']),
            tags=rng.choice(['', '', '', ';'.join(rng.sample(TAGS, rng.randrange(1, 3)))]),
            moved_in_on=rng.choice(['', day_in(rng, FIRST - 60 * DAY, 130)]), moved_out_on=gone, died_on=died)
        persons.append(f'P{n:03}')
        if not household:
            alone.append(f'P{n:03}')
    for n in range(0, 16, 2):
        put('merged', record=alone[n], into=alone[n + 1])
    for n in range(30):
        begun = rng.choice(['', day_in(rng, FIRST - 60 * DAY, 130)])
        put('unit', local_key=f'U{n:02}', name=f'店{n}', area=rng.choice(GRIDS), risk=rng.choice(['', '', '高风险', '低风险']),
            opened_on=begun, closed_on=rng.choice([''] * 5 + [(begun or FIRST) + DAY * rng.randrange(80)]))
        units.append(f'U{n:02}')
    return [h for h, _ in households], persons, units


def make_visits(rng, put, workers, households, persons, units):
    for n in range(1500):
        at = EDGES[n % len(EDGES)] if n < 160 else f'{day_in(rng, FIRST, 79)} {rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}'
        whom = dict(zip(('person', 'household', 'unit'), [''] * 3))
        kind = rng.choice(['person', 'person', 'household', 'unit'])
        whom[kind] = rng.choice({'person': persons, 'household': households, 'unit': units}[kind])
        put('visit', worker=rng.choice(workers), visited_at=at, **whom, outcome=rng.choice(['met', 'met', 'absent', 'refused']))
    for tag, period, retry in (('独居', 7, 2), ('残疾', 30, ''), ('矫正', 30, 5), ('高风险', 14, 3), ('household', 28, 10), ('unit', 21, ''),
                               ('event', 1, 1)):
        put('visit-rule', tag=tag, period_days=period, retry_days=retry)
    for n in range(12):
        kind = rng.choice(['person', 'household', 'unit'])
        at = f'{day_in(rng, FIRST, 75)} {rng.randrange(24):02}:00:00'
        put('events', kind=kind, key=rng.choice({'person': persons, 'household': households, 'unit': units}[kind]), at=at, utc=utc(at))


def make_days(rng, put, workers):
    for n in range(90):
        for code in rng.sample(workers, 12):
            put('attendance', worker=code, day_on=FIRST + n * DAY,
                state=rng.choice(['normal'] * 4 + ['late', 'early', 'absent', 'off-day', 'leave', '']),
                patrol_minutes=rng.choice(['', 0, 1, 59, 60, 61, 200]))
    for post, n in (('', 0), ('grid-worker', 0), ('', 1), ('grid-leader', 2), ('grid-worker', 2), ('', 3), ('verifier', 3)):
        put('course', course=COURSES[n], post=post, hours=rng.choice(['', 1, 2.5]), pass_score=rng.choice(['', 60, 80]),
            valid_months=rng.choice(['', 1, 2]))
    for code in workers:
        for course in COURSES:
            for day in sorted({day_in(rng, FIRST, 85) for _ in range(rng.randrange(5))}):
                put('training', worker=code, course=course, held_on=day, hours=rng.choice(['', 1, 2]),
                    score=rng.choice(['', 59.5, 60, 79, 80, 95]), is_passed=rng.choice(['', '', 0, 1]))
        for day in sorted({day_in(rng, FIRST, 85) for _ in range(20)}):
            item, level = rng.choice(MERITS)
            put('merit', worker=code, day_on=day, item=item, level=level)


def make(seed, folder):
    rng, rows = random.Random(seed), collections.defaultdict(list)

    def put(kind, /, **row):
        rows[kind].append(row)

    workers = [f'W{n:02}' for n in range(1, 31)]
    make_territory(rng, put)
    make_workers(rng, put)
    make_visits(rng, put, workers, *make_archive(rng, put))
    make_days(rng, put, workers)
    keys = {'visit': ('worker', 'visited_at', 'person', 'household', 'unit')}
    for kind, all_rows in rows.items():
        if kind in keys:        # a natural key once
            all_rows = list({tuple(r[k] for k in keys[kind]): r for r in all_rows}.values())
        with open(os.path.join(folder, kind + '.csv'), 'w', encoding='utf-8', newline='') as f:
            out = csv.DictWriter(f, all_rows[0].keys(), lineterminator='\n')
            out.writeheader()
            out.writerows(all_rows)


# ---- the district as the files say ----------------------------------------------------

class District:
    def __init__(self, folder):
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), encoding='utf-8', newline='') as f:
                setattr(self, name[:-4].replace('-', '_'), list(csv.DictReader(f)))
        self.worker = {w['code']: w for w in self.worker}
        self.posts = collections.defaultdict(list)
        for n, p in enumerate(self.post):
            self.posts[p['worker']].append((p['valid_from'], n, p['valid_to'] or '9999', p['area'], p['post']))
        self.same = {m['record']: m['into'] for m in self.merged}
        self.people = {p['local_key']: p for p in self.person if p['local_key'] not in self.same}
        for v in self.visit:
            v['person'] = self.same.get(v['person'], v['person'])
        building = {b['code']: b['area'] for b in self.building}
        self.home = {h['code']: building[h['building']] for h in self.household}
        self.shop = {u['local_key']: u for u in self.unit}

    def serves(self, w, first, last):
        return w['hired_on'] <= last and (w['left_on'] or '9999') >= first

    def place(self, code, day):
        held = [p for p in self.posts[code] if p[0] <= day <= p[2]]
        return max(held)[3:] if held else (self.worker[code]['area'], self.worker[code]['post'])

    def last_area(self, code, first, last):
        held = [(min(p[2], last), p) for p in self.posts[code] if p[0] <= last and p[2] >= first]
        return max(held)[1][3] if held else self.worker[code]['area']

    def first_grid_worker(self, area, day):
        for code in sorted(self.worker):
            if self.serves(self.worker[code], day, day):
                held = [p[3:] for p in self.posts[code] if p[0] <= day <= p[2]]
                if (area, 'grid-worker') in (held or [(self.worker[code]['area'], self.worker[code]['post'])]):
                    return code
        return ''

    def area_of(self, visit):
        if visit['person']:
            return self.people[visit['person']]['area']
        return self.home[visit['household']] if visit['household'] else self.shop[visit['unit']]['area']


def days_between(first, last):
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def later(moment, days):
    return str(datetime.date.fromisoformat(moment[:10]) + DAY * days)


# ---- facts ---------------------------------------------------------------------------

class Facts:
    """Of one period: since and last are days, as_of a moment; all text that sorts."""

    def __init__(self, d, since, last, as_of):
        self.d, self.since, self.period_last, self.as_of = d, since, last, as_of
        self.day = as_of[:10]
        self.last = min(last, self.day)
        self.facts = []         # (worker, area, {count: amount})
        for each in (self.visits, self.subjects, self.attendance, self.trainings, self.courses, self.merits, self.staff, self.grids):
            each()

    def add(self, worker, area, **counts):
        self.facts.append((worker, area, {k: int(v) for k, v in counts.items()}))

    def in_days(self, day):
        return self.since <= day <= self.last

    def visits(self):
        for v in self.d.visit:
            if self.since <= v['visited_at'][:10] <= self.period_last and v['visited_at'] <= self.as_of:
                o = v['outcome']
                self.add(v['worker'], self.d.area_of(v), visits=1, visit_met=o == 'met', visit_closed=o != 'met', visit_refused=o == 'refused')

    def attendance(self):
        for a in self.d.attendance:
            state, minutes = a['state'], int(a['patrol_minutes'] or 0)
            if not self.in_days(a['day_on']) or state in ('off-day', 'leave') or not (state or a['patrol_minutes']):
                continue
            late = state in ('late', 'early')
            self.add(a['worker'], self.d.place(a['worker'], a['day_on'])[0], duty_days=1,
                     attended=state == 'normal' or late or (not state and minutes > 0), late_days=late, absent_days=state == 'absent',
                     patrol_days=minutes >= PATROL, patrol_minutes=minutes)

    def course_row(self, course, post):
        rows = {c['post']: c for c in self.d.course if c['course'] == course}
        return rows.get(post or '', rows.get(''))

    def trainings(self):
        for t in self.d.training:
            if not self.in_days(t['held_on']):
                continue
            area, post = self.d.place(t['worker'], t['held_on'])
            row = self.course_row(t['course'], post)
            known, passed = t['is_passed'] != '', t['is_passed'] == '1'
            if not known and t['score'] and row and row['pass_score']:
                known, passed = True, float(t['score']) >= float(row['pass_score'])
            self.add(t['worker'], area, trainings=1, exams=known, exams_passed=known and passed)

    def held(self, code, row):
        hours, had, passed = 0, 0, False
        for t in self.d.training:
            if t['worker'] != code or t['course'] != row['course'] or t['held_on'] > self.day:
                continue
            if row['valid_months']:
                y, m, mday = map(int, t['held_on'].split('-'))
                m += int(row['valid_months']) - 1
                y, m = y + m // 12, m % 12 + 1
                month_last = (datetime.date(y + m // 12, m % 12 + 1, 1) - DAY).day
                if self.day >= str(datetime.date(y, m, min(mday, month_last))):
                    continue
            had += 1
            hours += float(t['hours'] or 0)
            ok = t['is_passed'] == '1' if t['is_passed'] else not row['pass_score'] or bool(t['score']) and float(t['score']) >= float(row['pass_score'])
            passed |= ok
        return passed and (hours >= float(row['hours']) if row['hours'] else had > 0)

    def courses(self):
        for code, w in self.d.worker.items():
            if self.d.serves(w, self.day, self.day):
                area, post = self.d.place(code, self.day)
                for course in COURSES:
                    row = self.course_row(course, post)
                    if row:
                        self.add(code, area, courses_due=1, courses_held=self.held(code, row))

    def merits(self):
        name = {'commendation': 'commended', 'meeting-missed': 'meetings_missed', 'diary-missing': 'diaries_missing',
                'fraud': 'frauds', 'complaint': 'complaints'}
        for m in self.d.merit:
            if self.in_days(m['day_on']):
                what = name.get(m['item']) or (m['level'] and 'adopted_' + m['level'])
                if what:
                    self.add(m['worker'], self.d.place(m['worker'], m['day_on'])[0], **{what: 1})

    def staff(self):
        days = [str(datetime.date.fromisoformat(self.since) + n * DAY) for n in range(days_between(self.since, self.last) + 1)]
        for code, w in self.d.worker.items():
            if not days or not self.d.serves(w, self.since, self.last):
                continue
            left = w['left_on'] or '9999'
            served = [x for x in days if w['hired_on'] <= x <= left]
            posted = [x for x in served if not self.d.posts[code] or any(p[0] <= x <= p[2] for p in self.d.posts[code])]
            self.add(code, self.d.last_area(code, self.since, self.last), posted=1, joined=w['hired_on'] >= self.since,
                     departed=left <= self.last, tenured=w['hired_on'] != '', post_days=len(posted), period_days=len(days),
                     tenure=days_between(w['hired_on'], served[-1]) + 1 if w['hired_on'] else 0)

    def add_area(self, area, **counts):
        self.add(self.d.first_grid_worker(area, self.day), area, **counts)

    def shown(self):
        gone = {v['code']: v['at'] for v in self.d.void}
        return {a['code']: a for a in self.d.area if gone.get(a['code'], '9999') > self.as_of}

    def grids(self):
        for code, a in self.shown().items():
            if len(code) <= 12:
                continue
            here = [p for p in self.d.people.values() if p['area'] == code and not p['moved_out_on'] and not p['died_on']]
            self.add_area(code, grid_households=a['households'] or list(self.d.home.values()).count(code), grid_persons=a['persons'] or len(here),
                          grid_migrants=sum(p['residence'] == 'migrant' for p in here), grid_key_persons=sum(p['tags'] != '' for p in here),
                          grid_area=int(float(a['area_m2'] or 0) + 0.5))

    # Whom the rules of visits speak of.
    def subjects(self):
        rules = {r['tag']: (int(r['period_days']), r['tag'], r['retry_days']) for r in self.d.visit_rule}
        seen = collections.defaultdict(list)
        for v in self.d.visit:
            if v['visited_at'] <= self.as_of:
                whom = [('person', v['person'])] if v['person'] else [('household', v['household'])] if v['household'] else [('unit', v['unit'])]
                if v['person'] and self.d.people[v['person']]['household']:
                    whom.append(('household', self.d.people[v['person']]['household']))
                for w in whom:
                    seen[w].append((v['visited_at'], v['outcome'] == 'met'))
        happened = {}
        for e in self.d.events:
            if e['at'] <= self.as_of:
                whom = e['kind'], self.d.same.get(e['key'], e['key'])
                happened[whom] = max(e['at'], happened.get(whom, ''))
        for p in self.d.people.values():
            if p['moved_in_on'] <= self.day and (p['moved_out_on'] or '9999') > self.day and (p['died_on'] or '9999') > self.day:
                self.subject('person', p['local_key'], p['area'], p['tags'].split(';'), p['moved_in_on'], rules, seen, happened)
        for h, area in self.d.home.items():
            self.subject('household', h, area, ['household'], '', rules, seen, happened)
        for u in self.d.unit:
            if u['opened_on'] <= self.day and (u['closed_on'] or '9999') > self.day:
                self.subject('unit', u['local_key'], u['area'], ['unit', u['risk']], u['opened_on'], rules, seen, happened)

    def subject(self, kind, key, area, words, since, rules, seen, happened):
        met = max([at for at, is_met in seen[kind, key] if is_met], default='')
        event = happened.get((kind, key), '')
        own = min([rules[w] for w in words if w in rules], default=None)
        holds = min([r for r in (own, rules['event'] if event and met <= event else None) if r], default=None)
        if not holds:
            return
        period, tag, retry = holds
        due = ahead = later(met, own[0]) if own and met else since if own else '9999'
        if tag == 'event':
            due, ahead = min(due, later(event, period)), min(due, event[:10])
        tried = max([at for at, _ in seen[kind, key] if at > (event if tag == 'event' else met)], default='')
        if tried and retry:
            ahead = max(ahead, later(tried, int(retry)))
        is_seen = due >= self.day
        which = 'visit_home' if tag in ('household', 'unit') else 'visit_key'
        self.add_area(area, **{which: 1, which + '_seen': is_seen, 'visit_due': ahead <= self.day,
                               which + '_shut': not is_seen and tried != '' and later(tried, period) >= self.day})


# ---- checking ------------------------------------------------------------------------

def catalogue(name):
    cohorts, found = {}, []
    with open(name, encoding='utf-8') as f:
        for cells in (line.rstrip('\n').split(',') for line in f if not line.startswith('#')):
            if cells[0] == 'count':
                cohorts[cells[1]] = cells[2]
            elif cells[0] == 'indicator' and cohorts[cells[4]] not in ('collected', 'due', 'open', 'rated', 'checked', 'score'):
                found.append((cells[1], cells[4], cells[5], cells[6] == 'percent'))
    return found


def figure(t, part, whole, is_percent):
    if not whole:
        return str(t[part])
    if not t[whole]:
        return ''
    hundredths = fractions.Fraction(t[part] * (10000 if is_percent else 100), t[whole])
    n = int(hundredths + fractions.Fraction(1, 2))
    return f'{n // 100}.{n % 100:02}'


def cut_of(f, cut, worker, area):
    if cut in ('worker', 'reporter'):
        return worker
    if cut == 'department':
        return f.d.worker[worker]['department'] if worker else ''
    if cut == 'grid':
        return area if len(area) > 12 else ''
    return area[:9] if len(area) >= 9 else ''


def expected(f, cut, columns, within):
    t = collections.defaultdict(collections.Counter, {'total': collections.Counter()})
    for code in f.shown():
        if code.startswith(within) and (len(code) == 9 if cut == 'street' else len(code) > 12 and cut == 'grid'):
            t[code]                                                     # zeros too
    for worker, area, counts in f.facts:
        if area.startswith(within):
            t[cut_of(f, cut, worker, area)].update(counts)
            t['total'].update(counts)
    return {code: [figure(t[code], *c[1:]) for c in columns] for code in t}


def report(*options):
    r = subprocess.run(['grid-report', '-f', 'csv', '--total', *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8')
    if r.returncode or r.stderr:
        sys.exit(f'{options}: status {r.returncode}: {r.stderr}')
    return list(csv.reader(io.StringIO(r.stdout)))


def check(folder, name, first, last, as_of, *options):
    f = Facts(District(folder), first, last, as_of)
    within = options[options.index('--area') + 1] if '--area' in options else ''
    columns = catalogue(name)
    names = [c[0] for c in columns]
    compared = wrong = 0
    for cut in ('grid', 'worker', 'reporter', 'department', 'street'):
        heading, *rows = report('--by', cut, '--indicator', ','.join(names), '--since', first, '--until', last, '--as-of', as_of, *options)
        got = {r[0]: r[2:] for r in rows}
        want = expected(f, cut, columns, within)
        assert heading[2:] == names
        if sorted(got) != sorted(want):
            sys.exit(f'by {cut} rows {sorted(got)}, expected {sorted(want)}')
        for code in got:
            for column, is_now, should in zip(names, got[code], want[code]):
                compared += 1
                if is_now != should:
                    wrong += 1
                    print(f'{column} by {cut} of "{code}": {is_now}, expected {should}')
    # A figure that is 0 in all of a district's month is no proof.
    idle = [c for c, v in zip(names, want['total']) if not v.strip('0.')]
    print(f'{compared} figures compared, {wrong} differ; nothing of {idle}')
    sys.exit(wrong > 0 or idle != [] and not within and days_between(first, last) > 7)


if sys.argv[1] == 'make':
    make(sys.argv[2], sys.argv[3])
else:
    check(*sys.argv[2:])
