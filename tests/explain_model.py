#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random lives of cases, driven through the commands, and how their deadlines
came about by a second reckoning: python3 explain_model.py [CASES [SEED]]

Works in the database of $GRID_DB, which has matters t:0, t:1 … with LIMITS,
the hours of SEASONS and the calendar of 2026, and prints TAP.  Every step that
case-show --explain prints is compared, with the seconds counted here from a
list of all working stretches of the year.
"""
import csv
import datetime
import io
import os
import random
import subprocess
import sys

from clock_model import CALENDAR, days_of

DAY = datetime.timedelta(days=1)
ZERO = datetime.timedelta()
LIMITS = ("4工作时", "1.5工作时", "1工作日", "2.5工作日", "5.25工作日", "12工作日",
          "6紧急工作时", "3自然日")
# From a day on: where the noon break ends.
SEASONS = ((datetime.date(2026, 1, 1), 14), (datetime.date(2026, 5, 1), 15),
           (datetime.date(2026, 10, 1), 14))
IN_FULL = 5                     # days of work that are told one by one
YEAR = 2026


def at_hour(day, hour):
    return datetime.datetime.combine(day, datetime.time(hour))


def all_days():
    day = datetime.date(YEAR, 1, 1)
    while day.year == YEAR:
        yield day
        day += DAY


HOLIDAYS = set(days_of(YEAR, CALENDAR[YEAR][0]))
MAKE_UPS = set(days_of(YEAR, CALENDAR[YEAR][1]))
WORKED = [d for d in all_days() if d in MAKE_UPS or
          (d.isoweekday() < 6 and d not in HOLIDAYS)]
STRETCHES = []
for d in WORKED:
    noon = [hour for start, hour in SEASONS if start <= d][-1]
    STRETCHES += [(at_hour(d, 8), at_hour(d, 12)),
                  (at_hour(d, noon), at_hour(d, 18))]


def cut(start, end):
    """The working stretches of [start, end)."""
    return [(max(a, start), min(b, end)) for a, b in STRETCHES
            if a < end and b > start]


class Limit:
    def __init__(self, text):
        number = text.rstrip("紧急工作时自然日")
        self.text, self.runs = text, text.endswith(("紧急工作时", "自然日"))
        self.number, self.unit = float(number), text[len(number):]

    def seconds(self, start):
        size = {"工作时": 3600, "紧急工作时": 3600, "自然日": 86400}
        if self.unit == "工作日":
            day = next(b for _, b in STRETCHES if b > start).date()
            of_day = sum((b - a for a, b in STRETCHES if a.date() == day), ZERO)
            return self.number * of_day
        return datetime.timedelta(seconds=self.number * size[self.unit])

    def between(self, start, end):
        if self.runs:
            return end - start
        return sum((b - a for a, b in cut(start, end)), ZERO)

    def due(self, start, left):
        if self.runs:
            return start + left
        for a, b in STRETCHES:
            a = max(a, start)
            if a < b:
                if left <= b - a:
                    return a + left
                left -= b - a
        raise LookupError("past the calendar")


class Story:
    """The steps to a deadline: [what, at, until, days, amount, total]."""

    def __init__(self):
        self.steps, self.total = [], ZERO

    def say(self, what, at=None, until=None, days=None, amount=None):
        self.steps.append([what, at, until, days, amount, None])

    def count(self, what, at, until, amount, days=None):
        self.total += amount
        self.steps.append([what, at, until, days, amount, self.total])

    def days_off(self, first, end, is_long):
        groups, plain = [], None
        last = None
        while first < end:
            kind = "holiday" if first in HOLIDAYS else "day-off"
            if first in WORKED:
                last = None
            elif is_long and kind == "day-off" and plain:
                plain[1:3] = [first + DAY, plain[2] + 1]
                last = plain
            elif last and last[3] == kind and NAME[first] == last[4]:
                last[1:3] = [first + DAY, last[2] + 1]
            else:
                last = [first, first + DAY, 1, kind, NAME[first]]
                groups.append(last)
                if kind == "day-off":
                    plain = last
            first += DAY
        for a, b, days, kind, _ in groups:
            self.say(kind, at_hour(a, 0), at_hour(b, 0), days)

    def stretches(self, limit, start, end):
        if start >= end:
            return
        if limit.runs:
            self.count("running", start, end, end - start)
            return
        parts = cut(start, end)
        days = sorted({a.date() for a, _ in parts})
        if not days:
            return
        self.days_off(start.date(), days[0], False)
        middle = [p for p in parts if days[0] < p[0].date() < days[-1]]
        previous = None
        for a, b in parts:
            day = a.date()
            if len(days) > IN_FULL and days[0] < day < days[-1]:
                continue
            if previous and previous != day and len(days) > IN_FULL:
                self.count("days", middle[0][0], middle[-1][1],
                           sum((y - x for x, y in middle), ZERO),
                           len(days) - 2)
                for d in days[1:-1]:
                    if d in MAKE_UPS:
                        self.say("make-up", at_hour(d, 0), at_hour(d + DAY, 0),
                                 1)
                self.days_off(previous + DAY, day, True)
            elif previous and previous != day:
                self.days_off(previous + DAY, day, False)
            self.count("make-up" if day in MAKE_UPS else "work", a, b, b - a)
            previous = day


NAME = {}       # of holidays, as the database has them


def run(*words):
    done = subprocess.run(words, stdout=subprocess.PIPE, encoding="utf-8",
                          check=True)
    return done.stdout.strip()


def sql(text):
    return run("sqlite3", os.environ["GRID_DB"], ".timeout 10000", text)


class Case:
    """One, in its life; story is what should be told of its deadline."""

    def __init__(self, rng, nth):
        self.rng = rng
        which = rng.randrange(len(LIMITS))
        self.limit = Limit(LIMITS[which])
        self.at = datetime.datetime(2026, 1, 5) + datetime.timedelta(
            minutes=rng.randrange(270 * 1440))
        self.no = self.act("case-open", "--area", "440310003001001",
                           "--matter", "t:%d" % which, "--text", str(nth))
        self.story, self.extensions, self.suspended = Story(), 0, False
        self.who = "ZF"
        self.act("case-dispatch", "--to", self.who)
        self.begin("dispatch")
        self.act("case-handle", "--accept", "--by", self.who)
        for _ in range(rng.randrange(5)):
            self.later()
            rng.choice((self.go_back, self.go_back, self.extend,
                        self.suspend, self.rework))()
        self.tell(None)

    def later(self):
        if self.at < self.due and self.rng.random() < 0.1:
            self.at = self.due
            return
        self.at += datetime.timedelta(seconds=self.rng.choice(
            (0, self.rng.randrange(7200), self.rng.randrange(86400),
             self.rng.randrange(8 * 86400))))

    def act(self, *words):
        words += ("--at", self.at.strftime("%F %T"))
        return run(*words) if words[0] == "case-open" else \
            run(*words, self.no)

    def begin(self, what):
        self.start, self.story.total = self.at, ZERO
        self.wanted = self.limit.seconds(self.at)
        self.due = self.limit.due(self.at, self.wanted)
        self.close_from = self.due if what != "rework" else self.close_from
        self.story.say(what, self.at)
        self.story.say("limit", amount=self.wanted)

    def tell(self, stop):
        """The run up to its deadline, or a pause before that."""
        is_short = stop is not None and stop < self.due
        self.story.stretches(self.limit, self.start,
                             stop if is_short else self.due)
        if not is_short:
            self.story.say("due", self.due)

    def pause(self, word):
        self.tell(self.at)
        self.story.say(word, self.at)
        self.rest = self.limit.between(self.at, self.due) \
            if self.at < self.due else ZERO
        self.story.say("rest", amount=self.rest)

    def resume(self):
        self.story.steps[-2][2] = self.at       # until when it was paused
        self.start = self.at
        if self.rest > ZERO:
            before, self.due = self.due, self.limit.due(self.at, self.rest)
            moved = self.limit.between(before, self.due)
            if moved:
                self.close_from = self.limit.due(self.close_from, moved)
        self.story.say("resume", self.at)

    def go_back(self):
        self.act("case-handle", "--return", "--reason", "x", "--by", self.who)
        self.pause("return")
        self.later()
        other = self.rng.random() < 0.3
        if other:
            self.who = "JT" if self.who == "ZF" else "ZF"
        self.act("case-dispatch", "--to", self.who)
        if other:
            self.story.steps[-2][2] = self.at
            self.begin("anew")
        else:
            self.resume()
        self.act("case-handle", "--accept", "--by", self.who)

    def extend(self):
        if self.at > self.due or self.extensions == 2:
            return
        self.extensions += 1
        more = self.limit.seconds(self.due)
        self.due = self.limit.due(self.due, more)
        self.wanted += more
        self.close_from = self.limit.due(self.close_from, self.limit.seconds(
            self.close_from))
        self.story.say("extension", self.at, amount=more)
        self.act("case-handle", "--extend", "--reason", "x")

    def suspend(self):
        if self.suspended:
            return
        self.suspended = True
        self.pause("suspend")
        until = self.at.date() + self.rng.randrange(1, 20) * DAY
        self.act("case-handle", "--suspend", "--until", until.isoformat(),
                 "--reason", "x")
        early = self.at + (at_hour(until, 0) - self.at) * self.rng.random()
        self.at = at_hour(until, 0)
        if self.rng.random() < 0.3:
            self.at = early.replace(microsecond=0)
            self.act("case-handle", "--resume")
        self.resume()

    def rework(self):
        self.act("case-feedback", "--result", "x", "--by", self.who)
        self.tell(None)
        self.story.say("late" if self.at > self.due else "in-time", self.at)
        self.later()
        self.act("case-verify", "--fail", "--reason", "x", "--by", "V01")
        self.begin("rework")
        self.act("case-handle", "--accept", "--by", self.who)

    def closing(self):
        story, at = Story(), self.close_from
        story.say("close-from", at)
        for word, text in (("verify-limit", "1.5工作时"),
                           ("close-limit", "0.5紧急工作时")):
            limit = Limit(text)
            wanted = limit.seconds(at)
            story.total = ZERO
            story.say(word, amount=wanted)
            end = limit.due(at, wanted)
            story.stretches(limit, at, end)
            at = end
        story.say("due", at)
        return story.steps

    def lines(self):
        """As case-show prints them, without names."""
        for clock, steps in (("handle", self.story.steps),
                             ("close", self.closing())):
            for what, at, until, days, amount, total in steps:
                yield [self.no, clock, at and at.strftime("%F %T") or "",
                       until and until.strftime("%F %T") or "", what,
                       str(days or ""), amount_text(amount, False),
                       amount_text(amount, True), amount_text(total, True)]


def amount_text(amount, is_clock):
    if amount is None:
        return ""
    whole = int(amount.total_seconds())
    assert whole == amount.total_seconds()
    if not is_clock:
        return str(whole)
    text = "%d:%02d" % (whole // 3600, whole // 60 % 60)
    return text + (":%02d" % (whole % 60) if whole % 60 else "")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20260218)
    rows = sql("SELECT day_on, name FROM calendar_day").splitlines()
    names = dict(row.split("|") for row in rows)
    NAME.update((d, names.get(d.isoformat()) if d in HOLIDAYS else None)
                for d in all_days())
    cases = [Case(rng, nth) for nth in range(count)]
    told = run("case-show", "--explain", "-f", "csv", *[c.no for c in cases])
    got = [[row[k] for k in ("case_no", "clock", "at", "until", "what", "days",
                             "seconds", "amount", "total")]
           for row in csv.DictReader(io.StringIO(told))]
    want = [line for c in cases for line in c.lines()]
    for a, b in zip(got, want):
        if a != b:
            print("told:  %s\nmodel: %s" % (a, b))
            print(run("case-show", "-f", "csv", a[0]))
            break
    dues = sum(row[4] == "due" for row in got)
    print("%d steps, %d deadlines of %d cases" % (len(got), dues, count))
    return 0 if got == want and len(got) > 10 * count else 1


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
