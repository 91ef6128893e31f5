#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A second opinion on the clock: python3 clock_model.py PROBE [SEED [CASES]]

Asks tests/clock_probe the same random questions as a model that was written
from the rules alone and works another way, and prints TAP.

lib/clock.c walks from day to day.  The model paints a whole calendar first
(seasons over each other, holidays and make-up days over those), turns it into
one list of intervals of real time, and then only adds lengths: the working
time before an instant is a prefix sum, a deadline is its inverse, a pause is
cut out of the list.  Years that are not known are barriers: whatever has to
reach into one has no answer.
"""
import bisect
import datetime
import fractions
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


class World:
    """A zone, seasons [(date, [hours 0..7])], days {date: is_workday}; hours
    are lists of (from, to) in seconds of the day."""

    def __init__(self, zone, seasons, special):
        self.zone, self.seasons, self.special = zone, seasons, special
        self.paint()

    def utc(self, day, second):
        if second == DAY:
            day, second = day + ONE_DAY, 0
        if self.zone == "Asia/Shanghai":    # no summer time after 1991
            return (day.toordinal() - 719163) * DAY + second - 8 * 3600
        local = datetime.datetime(day.year, day.month, day.day,
                                  tzinfo=zoneinfo.ZoneInfo(self.zone))
        return int(local.replace(hour=second // 3600,
                                 minute=second // 60 % 60,
                                 second=second % 60).timestamp())

    def paint(self):
        begin = datetime.date(FIRST, 1, 1)
        days = [begin + ONE_DAY * i for i in
                range((datetime.date(LAST + 1, 1, 1) - begin).days)]
        week_on = {}
        for nth, (start, week) in enumerate(sorted(self.seasons)):
            for day in days:
                if day >= start or nth == 0:
                    week_on[day] = week
        hours_on = {day: week_on[day][day.isoweekday()] for day in days}
        for day, is_workday in self.special.items():
            if not is_workday:
                hours_on[day] = []
            elif not hours_on[day]:
                hours_on[day] = week_on[day][0]

        self.known = {y for y in range(FIRST, LAST + 1)
                      if self.special.get(datetime.date(y, 1, 1)) is False}
        self.barriers = [(self.utc(datetime.date(y, 1, 1), 0),
                          self.utc(datetime.date(y + 1, 1, 1), 0), y)
                         for y in range(1970, 2100) if y not in self.known]
        # Working time: starts, ends, sum up to each end, the day's hours.
        self.starts, self.ends, self.sums, self.totals = [], [], [], []
        total = 0
        for day in days:
            if day.year not in self.known:
                continue
            for a, b in hours_on[day]:
                self.starts.append(self.utc(day, a))
                self.ends.append(self.utc(day, b))
                total += self.ends[-1] - self.starts[-1]
                self.sums.append(total)
                self.totals.append(sum(y - x for x, y in hours_on[day]))

    def barrier(self, a, b):
        """The first unknown year of which a second lies in [a, b)."""
        for start, end, year in self.barriers:
            if max(start, a) < min(end, b):
                return year
        return None

    def before(self, t):
        """Working seconds before t."""
        i = bisect.bisect_right(self.starts, t) - 1
        if i < 0:
            return 0
        return self.sums[i] - max(0, self.ends[i] - t)

    def end_of_time(self):
        return self.barriers[-1][1]

    # The questions: each answers ("ok", n) or ("unknown", year).

    def add(self, at, seconds):
        if seconds == 0:
            return "ok", at
        wanted = self.before(at) + seconds
        i = bisect.bisect_left(self.sums, wanted)
        due = (self.ends[i] - (self.sums[i] - wanted)
               if i < len(self.sums) else self.end_of_time())
        year = self.barrier(at, due)
        return ("unknown", year) if year else ("ok", due)

    def between(self, a, b):
        if a == b:
            return "ok", 0
        year = self.barrier(min(a, b), max(a, b))
        if year:
            return "unknown", year
        return "ok", self.before(b) - self.before(a)

    def seconds(self, at, amount, unit):
        if unit in RUNNING or unit in HOURS:
            size = 3600 if unit in HOURS else DAY
        else:
            i = bisect.bisect_right(self.ends, at)
            opens = (max(at, self.starts[i]) if i < len(self.ends)
                     else self.end_of_time())
            year = self.barrier(at, opens + 1)
            if year:
                return "unknown", year
            size = self.totals[i]
        return "ok", int(amount * size + fractions.Fraction(1, 2))

    def limit(self, at, amount, unit):
        how, value = self.seconds(at, amount, unit)
        if how == "unknown":
            return how, value
        if unit in RUNNING:
            return "ok", at + value
        return self.add(at, value)

    def paused(self, at, amount, unit, pause, resume):
        how, left = self.seconds(at, amount, unit)
        if how == "unknown":
            return how, left
        if unit in RUNNING:
            intervals = [(at, self.end_of_time())]
        else:
            year = self.barrier(at, pause)
            if year:
                return "unknown", year
            i = bisect.bisect_right(self.ends, at)
            intervals = zip(self.starts[i:], self.ends[i:])
        due = self.end_of_time()
        for start, end in intervals:
            # What the pause leaves of it: something before, something after.
            for a, b in ((max(start, at), min(end, pause)),
                         (max(start, resume), end)):
                if a < b and left > 0:
                    due = a + left if left <= b - a else due
                    left -= b - a
            if left <= 0:
                break
        if unit not in RUNNING and due > pause:
            year = self.barrier(resume, due)
            if year:
                return "unknown", year
        return "ok", due


RUNNING = ("紧急工作时", "紧急工作日", "自然日")
HOURS = ("紧急工作时", "工作时", "小时", "时")
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
    if is_true and rng.random() < 0.5:
        day = [(28800, 43200), (50400, 64800)]
        seasons = [(datetime.date(2010, 1, 1), [day] * 6 + [[], []])]
    else:
        # Sorted, because the order of a set differs from run to run.
        starts = sorted({random_date(rng, 2016, 2027)
                         for _ in range(rng.randint(1, 6))})
        seasons = [(s, random_week(rng, zone != "Asia/Shanghai"))
                   for s in starts]
    rng.shuffle(seasons)
    return World(zone, seasons, special)


def set_up(world, rng):
    lines = ["zone " + world.zone, "reset"]
    for start, week in world.seasons:
        lines.append("season %s|%s" % (start, "|".join(map(hours_text, week))))
    days = list(world.special.items())
    rng.shuffle(days)
    lines += ["day %s %s" % (d, "work" if w else "off") for d, w in days]
    return lines


def random_at(rng, world):
    """Mostly anywhere, often at the edge of something."""
    chance = rng.random()
    if chance < 0.3 and world.starts:
        return rng.choice(rng.choice((world.starts, world.ends))) + \
            rng.choice((-1, 0, 0, 1))
    if chance < 0.4:
        return world.utc(random_date(rng, 2015, 2029), 0) + \
            rng.choice((-1, 0, 1))
    if chance < 0.45:
        return world.utc(datetime.date(rng.randint(2015, 2030), 1, 1), 0) + \
            rng.choice((-8 * 3600, -7200, -1, 0, 1, 3600))
    return rng.randrange(1400000000, 1900000000)


def random_amount(rng):
    chance = rng.random()
    if chance < 0.5:
        return fractions.Fraction(rng.randint(1, 20))
    if chance < 0.7:
        return fractions.Fraction(rng.randint(1, 40), 2)
    if chance < 0.95:
        return fractions.Fraction(rng.randint(1, 30000), 1000)
    return fractions.Fraction(rng.randint(100, 3000))


def amount_text(amount):
    return ("%d.%03d" % divmod(int(amount * 1000), 1000)).rstrip("0") \
        .rstrip(".")


def random_question(rng, world):
    """(the probe's command, the model's answer)"""
    at = random_at(rng, world)
    amount, unit = random_amount(rng), rng.choice(UNITS)
    limit = amount_text(amount) + unit
    kind = rng.choice(("add", "add", "seconds", "left", "between", "between",
                       "pause", "pause"))
    if kind == "add":
        return "add %d %s" % (at, limit), world.limit(at, amount, unit)
    if kind == "seconds":
        return ("seconds %d %s" % (at, limit),
                world.seconds(at, amount, unit))
    how = rng.choice(("work", "work", "work", "run"))
    if kind == "left":
        seconds = rng.choice((0, 1, rng.randrange(200000)))
        want = ("ok", at + seconds) if how == "run" else \
            world.add(at, seconds)
        return "left %d %d %s" % (at, seconds, how), want
    other = at + rng.choice((0, rng.randrange(-10**4, 10**4),
                             rng.randrange(-10**6, 10**6),
                             rng.randrange(-10**7, 10**7)))
    if rng.random() < 0.1:
        other = random_at(rng, world)
    if kind == "between":
        want = ("ok", other - at) if how == "run" else \
            world.between(at, other)
        return "between %d %d %s" % (at, other, how), want
    pause = at + abs(other - at)
    resume = pause + rng.choice((0, rng.randrange(10**5),
                                 rng.randrange(10**7)))
    return ("pause %d %s %d %d" % (at, limit, pause, resume),
            world.paused(at, amount, unit, pause, resume))


def compare(number, title, probe, rng, cases, zone, is_true):
    """One TAP test of so many questions; whether it passed."""
    lines, asked, per_world = [], [], 250
    for _ in range(0, cases, per_world):
        world = random_world(rng, zone, is_true)
        lines += set_up(world, rng)
        for _ in range(per_world):
            question, want = random_question(rng, world)
            lines.append(question)
            asked.append((question, "%s %d" % want, world))
    done = subprocess.run([probe], input="\n".join(lines) + "\n",
                          stdout=subprocess.PIPE, universal_newlines=True,
                          encoding="utf-8")
    answers = done.stdout.splitlines()
    wrong = [(q, want, got, w) for (q, want, w), got in zip(asked, answers)
             if want != got]
    known = sum(want.startswith("ok") for _, want, _ in asked)
    passed = done.returncode == 0 and len(answers) == len(asked) and not wrong
    print("%sok %d - %s: %d questions, %d of them past the calendar" %
          ("" if passed else "not ", number, title, len(asked),
           len(asked) - known))
    if done.returncode != 0 or len(answers) != len(asked):
        print("# the probe ended with %d after %d of %d answers" %
              (done.returncode, len(answers), len(asked)))
    for question, want, got, world in wrong[:5]:
        print("# %s\n#   clock: %s\n#   model: %s" % (question, got, want))
    if wrong:
        print("# %d differ; the clock of the first:" % len(wrong))
        for line in set_up(wrong[0][3], rng):
            print("#   " + line)
    return passed


def main():
    probe = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20180908
    cases = int(sys.argv[3]) if len(sys.argv) > 3 else 20000
    print("1..3\n# seed %d" % seed)
    passed = True
    for number, (title, share, zone, is_true) in enumerate((
            ("the calendar of 2018 to 2026", 0.4, "Asia/Shanghai", True),
            ("calendars that nobody decreed", 0.4, "Asia/Shanghai", False),
            ("a zone with summer time", 0.2, "America/New_York", False)), 1):
        try:
            if zone != "Asia/Shanghai":
                zoneinfo.ZoneInfo(zone)
        except Exception:       # AttributeError without the module
            print("ok %d - %s # SKIP no zoneinfo here" % (number, title))
            continue
        passed &= compare(number, title, probe, random.Random(seed + number),
                          int(cases * share), zone, is_true)
    return 0 if passed else 1


if hasattr(sys.stdout, "reconfigure"):
    sys.stdout.reconfigure(encoding="utf-8")
sys.exit(main())
