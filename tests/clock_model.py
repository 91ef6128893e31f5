#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A second opinion on the clock: python3 clock_model.py PROBE [CASES [SEED]]

Asks tests/clock_probe the same random questions as a model that was written
from the rules alone and works another way, and prints TAP.

lib/clock.c walks from day to day.  The model paints a whole calendar first
(seasons over each other, holidays and make-up days over those), turns it into
one list of stretches of real time, and then only adds lengths: the working
time before an instant is a prefix sum, a deadline is its inverse, and a pause
moves the sum that is to be reached.  Years that are not known are barriers:
whatever has to reach into one has no answer.

The questions come in jobs of a fixed size with a seed each, so that they are
the same ones however many processors share them.
"""
import bisect
import datetime
import functools
import multiprocessing
import os
import random
import subprocess
import sys

try:
    import zoneinfo
except ImportError:             # before Python 3.9: one test is skipped
    zoneinfo = None

DAY = 86400
ONE_DAY = datetime.timedelta(days=1)
FIRST, LAST = 2012, 2036        # years painted, any of them may be known

# State Council notices as collected by NateScarlet/holiday-cn (MIT):
# holidays, then make-up workdays.
CALENDAR = {
    2018: ("0101 0215-0221 0405-0407 0429-0501 0618 0924 1001-1007 1230-1231",
           "0211 0224 0408 0428 0929-0930 1229"),
    2019: ("0101 0204-0210 0405 0501-0504 0607 0913 1001-1007",
           "0202-0203 0428 0505 0929 1012"),
    2020: ("0101 0124-0202 0404-0406 0501-0505 0625-0627 1001-1008",
           "0119 0203 0426 0509 0628 0927 1010"),
    2021: ("0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 "
           "1001-1007",
           "0207 0220 0425 0508 0918 0926 1009"),
    2022: ("0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 "
           "1001-1007 1231",
           "0129-0130 0402 0424 0507 1008-1009"),
    2023: ("0101-0102 0121-0127 0405 0429-0503 0622-0624 0929-1006",
           "0128-0129 0423 0506 0625 1007-1008"),
    2024: ("0101 0210-0217 0404-0406 0501-0505 0610 0915-0917 1001-1007",
           "0204 0218 0407 0428 0511 0914 0929 1012"),
    2025: ("0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
           "0126 0208 0427 0928 1011"),
    2026: ("0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 "
           "1001-1007",
           "0104 0214 0228 0509 0920 1010"),
}


def days_of(year, text):
    for part in text.split():
        ends = [datetime.date(year, int(p[:2]), int(p[2:]))
                for p in part.split("-")]
        day = ends[0]
        while day <= ends[-1]:
            yield day
            day += ONE_DAY


def true_calendar(years):
    special = {}
    for year in years:
        for day in days_of(year, CALENDAR[year][0]):
            special[day] = False
        for day in days_of(year, CALENDAR[year][1]):
            special[day] = True
    return special


EPOCH = datetime.date(1970, 1, 1).toordinal()
BEGIN = datetime.date(FIRST, 1, 1)
DAYS = [BEGIN + ONE_DAY * i for i in
        range((datetime.date(LAST + 1, 1, 1) - BEGIN).days)]
WEEKDAY = [day.isoweekday() for day in DAYS]
YEAR = [day.year for day in DAYS]


def utc(zone, day, second):
    """The instant of a wall clock time; 24:00 is the next day's first."""
    if second == DAY:
        day, second = day + ONE_DAY, 0
    if zone == "Asia/Shanghai":     # no summer time after 1991
        return (day.toordinal() - EPOCH) * DAY + second - 8 * 3600
    local = datetime.datetime(day.year, day.month, day.day, second // 3600,
                              second // 60 % 60, second % 60,
                              tzinfo=zoneinfo.ZoneInfo(zone))
    return int(local.timestamp())


@functools.lru_cache(maxsize=None)
def midnights(zone):
    """Of DAYS, and of the day after them."""
    return [utc(zone, day, 0) for day in DAYS] + [utc(zone, DAYS[-1], DAY)]


@functools.lru_cache(maxsize=None)
def new_years(zone):
    return {y: utc(zone, datetime.date(y, 1, 1), 0) for y in range(1970, 2101)}


class World:
    """A zone, seasons [(date, [hours 0..7])], days {date: is_workday}; hours
    are lists of (from, to) in seconds of the day."""

    def __init__(self, zone, seasons, special):
        self.zone, self.seasons, self.special = zone, seasons, special
        self.paint()

    def paint(self):
        week_on = [None] * len(DAYS)
        for nth, (start, week) in enumerate(sorted(self.seasons)):
            at = 0 if nth == 0 else (start - BEGIN).days
            week_on[max(at, 0):] = [week] * (len(DAYS) - max(at, 0))
        hours_on = [week[n] for week, n in zip(week_on, WEEKDAY)]
        for day, is_workday in self.special.items():
            i = (day - BEGIN).days
            if not is_workday:
                hours_on[i] = []
            elif not hours_on[i]:
                hours_on[i] = week_on[i][0]

        self.known = {y for y in range(FIRST, LAST + 1)
                      if self.special.get(datetime.date(y, 1, 1)) is False}
        starts_of = new_years(self.zone)
        # Unknown years in order: when each begins, when it ends, which it is.
        unknown = [y for y in range(1970, 2100) if y not in self.known]
        self.closed_from = [starts_of[y] for y in unknown]
        self.closed_to = [starts_of[y + 1] for y in unknown]
        self.unknown = unknown
        self.end_of_time = starts_of[2100]
        # Working time: starts, ends, sum up to each end, the day and the
        # hours of all of it.
        self.starts, self.ends, self.sums = [], [], []
        self.days, self.totals = [], []
        night = midnights(self.zone)
        total = 0
        for i, hours in enumerate(hours_on):
            if not hours or YEAR[i] not in self.known:
                continue
            is_whole = night[i + 1] - night[i] == DAY
            of_day = sum(b - a for a, b in hours)
            for a, b in hours:
                if is_whole:
                    start, end = night[i] + a, night[i] + b
                else:
                    start = utc(self.zone, DAYS[i], a)
                    end = utc(self.zone, DAYS[i], b)
                total += end - start
                self.starts.append(start)
                self.ends.append(end)
                self.sums.append(total)
                self.days.append(DAYS[i].toordinal() - EPOCH)
                self.totals.append(of_day)

    def barrier(self, a, b):
        """The first unknown year of which a second lies in [a, b)."""
        i = bisect.bisect_right(self.closed_to, a)
        if a < b and i < len(self.unknown) and self.closed_from[i] < b:
            return self.unknown[i]
        return None

    def before(self, t):
        """Working seconds before t."""
        i = bisect.bisect_right(self.starts, t) - 1
        if i < 0:
            return 0
        return self.sums[i] - max(0, self.ends[i] - t)

    def reached(self, wanted):
        """When so many working seconds, of more than 0, are over."""
        i = bisect.bisect_left(self.sums, wanted)
        if i == len(self.sums):
            return self.end_of_time
        return self.ends[i] - (self.sums[i] - wanted)

    # The questions: each answers (whether it is known, a number or the year).

    def add(self, at, seconds):
        if seconds == 0:
            return True, at
        due = self.reached(self.before(at) + seconds)
        year = self.barrier(at, due)
        return (False, year) if year else (True, due)

    def between(self, a, b):
        if a == b:
            return True, 0
        year = self.barrier(min(a, b), max(a, b))
        if year:
            return False, year
        return True, self.before(b) - self.before(a)

    def seconds(self, at, milli, unit):
        if unit in RUNNING or unit in HOURS:
            size = 3600 if unit in HOURS else DAY
        else:
            i = bisect.bisect_right(self.ends, at)
            opens = (max(at, self.starts[i]) if i < len(self.ends)
                     else self.end_of_time)
            year = self.barrier(at, opens + 1)
            if year:
                return False, year
            size = self.totals[i]
        whole, part = divmod(milli * size, 1000)
        return True, whole + (part >= 500)

    def limit(self, at, milli, unit):
        known, value = self.seconds(at, milli, unit)
        if not known:
            return known, value
        if unit in RUNNING:
            return True, at + value
        return self.add(at, value)

    def life(self, at, milli, unit, steps):
        """Of a limit with pauses (from, to) and extensions None: the sum to be
        reached is moved by what a pause takes out and an extension adds."""
        known, value = self.seconds(at, milli, unit)
        if not known:
            return known, value
        runs = unit in RUNNING
        before = (lambda t: t) if runs else self.before
        reached = (lambda t: t) if runs else self.reached
        wanted = before(at) + value
        due, year = reached(wanted) if value else at, None
        if not runs:
            year = self.barrier(at, due)
        for step in steps:
            if year:
                break
            if step is None:
                known, value = self.seconds(due, milli, unit)
                if not known:
                    return known, value
                if value == 0:
                    continue
                wanted, at = before(due) + value, due
            elif step[0] >= due:        # used up before the pause
                return True, due
            else:
                wanted += before(step[1]) - before(step[0])
                at = step[1]
            due = reached(wanted)
            if not runs:
                year = self.barrier(at, due)
        return (False, year) if year else (True, due)

    def stretches(self, a, b):
        """One number for all stretches of working time in [a, b)."""
        year = self.barrier(a, b)
        if year:
            return False, year
        digest = 0
        for i in range(bisect.bisect_right(self.ends, a),
                       bisect.bisect_left(self.starts, b)):
            for part in (self.days[i], max(a, self.starts[i]),
                         min(b, self.ends[i])):
                digest = (digest * 1000003 + part) % (1 << 61)
        return True, digest


def moved(worlds, at, milli, unit, steps):
    """The same as World.life, but while hours and calendar change: worlds has
    the one of each question."""
    turn = iter(worlds)
    known, due = next(turn).limit(at, milli, unit)
    for step in steps:
        if not known:
            break
        if step is None:
            known, due = next(turn).limit(due, milli, unit)
            continue
        if step[0] >= due:
            break
        if unit in RUNNING:
            due = step[1] + (due - step[0])
            next(turn), next(turn)
            continue
        known, rest = next(turn).between(step[0], due)
        world = next(turn)
        if not known:
            return False, rest
        if rest > 0:
            known, due = world.add(step[1], rest)
    return known, due


RUNNING = frozenset(("紧急工作时", "紧急工作日", "自然日"))
HOURS = frozenset(("紧急工作时", "工作时", "小时", "时"))
UNITS = ("紧急工作时", "紧急工作日", "自然日", "工作时", "工作日", "小时", "时",
         "天", "日")


def clock_text(second):
    return "%02d:%02d" % (second // 3600, second // 60 % 60)


def hours_text(hours):
    if not hours:
        return "-"
    return ",".join(clock_text(a) + "-" + clock_text(b) for a, b in hours)


def random_hours(rng, is_plain):
    """Of whole minutes; is_plain keeps clear of 02:00 to 03:00, which
    summer time skips."""
    if rng.random() < 0.4:
        return [(28800, 43200), (50400, 64800)]
    if rng.random() < 0.1:
        return [(0, 86400)]
    first = 181 if is_plain else 0
    marks = sorted(rng.sample(range(first, 1441), 2 * rng.randint(1, 4)))
    if is_plain and rng.random() < 0.5:
        marks = [0, 60] + marks
    if rng.random() < 0.2:
        marks[-1] = 1440
    return [(a * 60, b * 60) for a, b in zip(marks[::2], marks[1::2])]


def random_week(rng, is_plain):
    common = random_hours(rng, is_plain)
    week = [common] * 6 + [[], []]
    for i in range(8):
        if rng.random() < 0.15:
            week[i] = random_hours(rng, is_plain)
        elif rng.random() < 0.05:
            week[i] = []
    if not any(week[1:6]):
        week[3] = [(28800, 43200)]
    return week


def random_date(rng, first, last):
    begin = datetime.date(first, 1, 1)
    return begin + ONE_DAY * rng.randrange(
        (datetime.date(last + 1, 1, 1) - begin).days)


def summer_and_winter():
    """Two tables a year, as departments have them."""
    seasons = []
    for year in range(2017, 2028):
        for month, noon in ((5, 54000), (10, 50400)):
            day = [(28800, 43200), (noon, 64800)]
            seasons.append((datetime.date(year, month, 1),
                            [day] * 6 + [[], []]))
    return seasons


def random_seasons(rng, zone):
    # Sorted, because the order of a set differs from run to run.
    starts = sorted({random_date(rng, 2016, 2027)
                     for _ in range(rng.randint(1, 6))})
    return [(s, random_week(rng, zone != "Asia/Shanghai")) for s in starts]


def random_world(rng, zone, is_true):
    years = list(CALENDAR)
    if not is_true:
        years = [y for y in range(2016, 2029) if rng.random() < 0.85]
    elif rng.random() < 0.3:
        years.remove(rng.choice(years))
    if is_true:
        special = true_calendar(years)
    else:
        special = {datetime.date(y, 1, 1): False for y in years}
        for y in years:
            for _ in range(rng.randrange(25)):
                day = random_date(rng, y, y)
                special.setdefault(day, rng.random() < 0.3)
    # A few days of a year, and be it a first of January that is worked, do
    # not make it known.
    for y in range(2016, 2029):
        if y not in years and rng.random() < 0.5:
            special[datetime.date(y, 1, 1)] = True
            special[datetime.date(y, 10, 1)] = False
    chance = rng.random() if is_true else 1
    if chance < 0.3:
        day = [(28800, 43200), (50400, 64800)]
        seasons = [(datetime.date(2010, 1, 1), [day] * 6 + [[], []])]
    elif chance < 0.7:
        seasons = summer_and_winter()
    else:
        seasons = random_seasons(rng, zone)
    rng.shuffle(seasons)
    return World(zone, seasons, special)


def changed_world(rng, world):
    """What an import makes of it: other hours from some days on, a year more,
    other holidays."""
    seasons = dict(world.seasons)
    seasons.update(random_seasons(rng, world.zone))
    special = dict(world.special)
    for _ in range(rng.randrange(10)):
        day = random_date(rng, 2016, 2028)
        if (day.month, day.day) != (1, 1):
            special[day] = rng.random() < 0.5
    if rng.random() < 0.5:
        special[datetime.date(rng.randint(2016, 2028), 1, 1)] = False
    return World(world.zone, list(seasons.items()), special)


def set_up(world, rng):
    lines = ["zone " + world.zone, "reset"]
    for start, week in world.seasons:
        lines.append("season %s|%s" % (start, "|".join(map(hours_text, week))))
    days = list(world.special.items())
    rng.shuffle(days)
    lines += ["day %s %s" % (d, "work" if w else "off") for d, w in days]
    return lines


class Questions:
    """Random ones about a world; `old` is the one before it, for part 4."""

    def __init__(self, rng, world, old):
        self.rng, self.world, self.old = rng, world, old
        # rng.randrange is five times as slow, which a million notices.
        self.random = rng.random
        night = midnights(world.zone)
        self.season_at = [night[(s - BEGIN).days] for s, _ in world.seasons
                          if FIRST <= s.year <= LAST]
        self.year_at = [t for y, t in new_years(world.zone).items()
                        if 2015 <= y <= 2030]

    def below(self, n):
        return int(self.random() * n)

    def pick(self, items):
        return items[int(self.random() * len(items))]

    def at(self):
        """Mostly anywhere, often at the edge of something."""
        chance = self.random()
        world = self.world
        if chance < 0.3 and world.starts:
            edges = world.starts if self.random() < 0.5 else world.ends
            return self.pick(edges) + self.pick((-1, 0, 0, 1))
        if chance < 0.4:
            return self.pick(midnights(world.zone)[1100:6200]) + \
                self.pick((-1, 0, 1))
        if chance < 0.45:
            return self.pick(self.year_at) + \
                self.pick((-8 * 3600, -7200, -1, 0, 1, 3600))
        if chance < 0.55 and self.season_at:
            return self.pick(self.season_at) + self.below(6 * DAY) - 4 * DAY
        return 1400000000 + self.below(500000000)

    def milli(self):
        chance = self.random()
        if chance < 0.5:
            return 1000 + 1000 * self.below(20)
        if chance < 0.7:
            return 500 + 500 * self.below(40)
        if chance < 0.96:
            return 1 + self.below(30000)
        return 100000 + 1000 * self.below(2900)

    def away(self):
        """So many seconds, of quite different sizes."""
        return self.pick((0, self.below(10**4), self.below(10**6),
                          self.below(10**7)))

    def steps(self, at):
        """A case's life after its dispatch: pauses in order, extensions."""
        steps = []
        for _ in range(1 + self.below(4)):
            if self.random() < 0.2:
                steps.append(None)
                continue
            start = at + self.away()
            at = start + self.pick((0, self.below(10**5), self.below(10**7)))
            steps.append((start, at))
        return steps

    def one(self):
        """(the probe's command, the model's answer)"""
        world, at, kind = self.world, self.at(), self.random()
        if kind < 0.75 and self.old is None or kind < 0.2:
            milli, unit = self.milli(), self.pick(UNITS)
            limit = "%d.%03d%s" % (milli // 1000, milli % 1000, unit)
            if kind < 0.2:
                return "add %d %s" % (at, limit), world.limit(at, milli, unit)
            if kind < 0.3:
                return ("seconds %d %s" % (at, limit),
                        world.seconds(at, milli, unit))
            if kind < 0.75:
                steps = self.steps(at)
                return ("life 0 %d %s%s" % (at, limit, steps_text(steps)),
                        world.life(at, milli, unit, steps))
        if self.old is not None and kind < 0.9:
            milli, unit = self.milli(), self.pick(UNITS)
            limit = "%d.%03d%s" % (milli // 1000, milli % 1000, unit)
            steps = self.steps(at)
            asked = 1 + sum(1 if s is None else 2 for s in steps)
            since = self.below(asked + 1)
            worlds = [self.old] * since + [world] * (asked - since)
            return ("life %d %d %s%s" % (since, at, limit, steps_text(steps)),
                    moved(worlds, at, milli, unit, steps))
        if kind < 0.8:
            seconds = self.pick((0, 1, self.below(200000)))
            return "left %d %d work" % (at, seconds), world.add(at, seconds)
        if kind < 0.82:
            return "left %d 7 run" % at, (True, at + 7)
        if kind > 0.97:
            until = at + self.below(10**6)
            return ("stretches %d %d" % (at, until),
                    world.stretches(at, until))
        other = self.at() if self.random() < 0.1 else \
            at + self.away() * (1 if self.random() < 0.5 else -1)
        if kind < 0.84:
            return "between %d %d run" % (at, other), (True, other - at)
        return "between %d %d work" % (at, other), world.between(at, other)


def steps_text(steps):
    return "".join(" +" if s is None else " %d-%d" % s for s in steps)


PER_WORLD, WORLDS = 1000, 20            # of a job
PARTS = (
    ("the calendar of 2018 to 2026, in one table, summer and winter",
     0.3, ("Asia/Shanghai",), True, False),
    ("calendars that nobody decreed", 0.3, ("Asia/Shanghai",), False, False),
    ("zones with summer time", 0.15,
     ("America/New_York", "Australia/Lord_Howe"), False, False),
    ("hours and holidays that change in mid-case", 0.25, ("Asia/Shanghai",),
     True, True),
)


def run_job(job):
    """(part, asked, unknown, lines of a complaint)"""
    probe, seed, part, nth, count = job
    _, _, zones, is_true, is_changing = PARTS[part]
    rng = random.Random("%s %s %s" % (seed, part, nth))
    lines, asked, world = [], [], None
    while len(asked) < count:
        old = world
        if is_changing and old is not None and rng.random() < 0.7:
            world = changed_world(rng, old)
        else:
            world = random_world(rng, rng.choice(zones), is_true)
        lines += set_up(world, rng)
        if is_changing and old is None:
            continue
        one = Questions(rng, world, old if is_changing else None).one
        for _ in range(min(PER_WORLD, count - len(asked))):
            question, answer = one()
            lines.append(question)
            asked.append((question, "%s %d" % (
                "ok" if answer[0] else "unknown", answer[1]), world, old))
    done = subprocess.run([probe], input="\n".join(lines) + "\n",
                          stdout=subprocess.PIPE, universal_newlines=True,
                          encoding="utf-8")
    answers = done.stdout.splitlines()
    told = []
    if done.returncode != 0 or len(answers) != len(asked):
        told.append("the probe ended with %d after %d of %d answers" %
                    (done.returncode, len(answers), len(asked)))
    wrong = [(a, got) for a, got in zip(asked, answers) if a[1] != got]
    for (question, want, _, _), got in wrong[:5]:
        told += [question, "  clock: " + got, "  model: " + want]
    if wrong:
        told.append("%d differ; the clock of the first, and before it the one "
                    "that was changed:" % len(wrong))
        _, _, world, old = wrong[0][0]
        for w in (old, world) if is_changing else (world,):
            told += ["  " + line for line in set_up(w, rng)]
    unknown = sum(a[1].startswith("unknown") for a in asked)
    return part, len(asked), unknown, told


def jobs_of(probe, cases, seed):
    for part, (_, share, zones, _, _) in enumerate(PARTS):
        try:
            if zones != ("Asia/Shanghai",):
                [zoneinfo.ZoneInfo(zone) for zone in zones]
        except Exception:       # AttributeError without the module
            continue
        left = int(cases * share)
        for nth in range(-(-left // (PER_WORLD * WORLDS))):
            yield (probe, seed, part, nth,
                   min(PER_WORLD * WORLDS, left - nth * PER_WORLD * WORLDS))


def main():
    probe = sys.argv[1]
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    seed = sys.argv[3] if len(sys.argv) > 3 else "20180908"
    print("1..%d\n# seed %s" % (len(PARTS), seed), flush=True)
    asked, unknown = [0] * len(PARTS), [0] * len(PARTS)
    told = [[] for _ in PARTS]
    with multiprocessing.get_context("fork").Pool(
            len(os.sched_getaffinity(0))) as pool:
        for part, n, past, complaint in pool.imap(
                run_job, jobs_of(probe, cases, seed)):
            asked[part] += n
            unknown[part] += past
            told[part] += complaint
    for part, (title, _, _, _, _) in enumerate(PARTS):
        if asked[part] == 0:
            print("ok %d - %s # SKIP no zoneinfo here" % (part + 1, title))
            continue
        print("%sok %d - %s: %d questions, %d of them past the calendar" %
              ("not " if told[part] else "", part + 1, title, asked[part],
               unknown[part]))
        for line in told[part][:200]:
            print("# " + line)
    return 1 if any(told) else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
