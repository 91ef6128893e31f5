#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A second opinion on how cases live:

    python3 life_model.py DB [SEED [CASES [STEPS]]]
    python3 life_model.py --late KNOWN,HOLIDAYS DB [SEED [CASES [STEPS]]]

Leads some hundred cases through random actions at random times, every act a
row of --csv of a command, beside a model that was written from the design's
words alone; then compares each event's deadlines, pauses, sums and counts as
they stand in the database, and each refusal.  Prints TAP.

With --late the cases live into a year that the database does not know yet, but
the model does, from the database KNOWN; the file HOLIDAYS is imported in the
end, and then the cases must stand as the model's do.

lib/deadline.c carries rests from stop to start.  The model keeps no rest: it
asks for the working time before an instant, a prefix sum over a painted
calendar, and finds deadlines as its inverse.
"""
import bisect
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
FIRST = datetime.date(2026, 9, 1)


def instant(day, second=0):
    return (day.toordinal() - 719163) * DAY + second - ZONE


def day_of(at):
    return datetime.date.fromordinal((at + ZONE) // DAY + 719163)


def text_of(at):
    return (datetime.datetime(1970, 1, 1) +
            datetime.timedelta(seconds=at + ZONE)).strftime("%Y-%m-%d %H:%M:%S")


class Clock:
    """Working intervals painted from the tables of the database."""

    def __init__(self, db):
        special = dict(db.execute("SELECT day_on, is_workday FROM calendar_day"))
        seasons = [(valid_from, self.spans(hours)) for valid_from, hours in
                   db.execute("SELECT valid_from, hours FROM work_hours ORDER BY 1")]
        self.starts, self.ends, self.before, self.length = [], [], [], {}
        total, day = 0, FIRST
        last = max(special)[:4]     # the year that the calendar knows
        while day < datetime.date(int(last) + 1, 1, 1):
            spans = [s for f, s in seasons if f <= day.isoformat()][-1]
            works = special.get(day.isoformat(), day.isoweekday() <= 5)
            self.length[day] = sum(b - a for a, b in spans) if works else 0
            for a, b in spans if works else []:
                self.starts.append(instant(day, a))
                self.ends.append(instant(day, b))
                self.before.append(total)
                total += b - a
            day += datetime.timedelta(days=1)

    @staticmethod
    def spans(text):
        return [tuple(int(p[:2]) * 3600 + int(p[3:]) * 60 for p in s.split("-"))
                for s in text.split(",")]

    def worked(self, at):
        """Working seconds before `at`."""
        i = bisect.bisect_right(self.starts, at) - 1
        if i < 0:
            return 0
        return self.before[i] + min(at, self.ends[i]) - self.starts[i]

    def when(self, worked):
        """The first instant before which so much is worked: a closing time
        rather than the next opening."""
        i = bisect.bisect_left(self.before, worked) - 1
        return self.starts[i] + worked - self.before[i]

    def unit_day(self, at):
        """The working seconds of the day that counting starts on."""
        i = bisect.bisect_right(self.ends, at)
        return self.length[day_of(self.starts[i])]

    def add(self, at, limit):
        amount, unit = limit
        if unit == "紧急工作时":
            return at + round(amount * 3600)
        if unit == "自然日":
            return at + round(amount * DAY)
        seconds = amount * (3600 if unit == "工作时" else self.unit_day(at))
        return self.shift(at, round(seconds), False)

    def shift(self, at, seconds, runs_on):
        if runs_on or seconds == 0:
            return at + seconds
        # Outside hours, the counting begins with the next opening.
        return self.when(self.worked(at) + seconds)

    def between(self, a, b, runs_on):
        return b - a if runs_on else self.worked(b) - self.worked(a)


def limit_of(text):
    for unit in ("紧急工作时", "工作时", "工作日", "自然日"):
        if text.endswith(unit):
            return float(text[:-len(unit)]), unit
    raise ValueError(text)


# Matters: the limits of their phases.
MATTERS = {
    "L1": ["2紧急工作时"], "L2": ["4工作时"], "L3": ["1工作日"], "L4": ["2.5工作日"],
    "L5": ["3自然日"], "L6": ["0.75工作时"],
    "P1": ["3紧急工作时", "8紧急工作时", "5工作日"], "P2": ["1工作时", "1工作日"],
}
VERIFY, CLOSE, OPEN_DAYS = (1.5, "工作时"), (0.5, "紧急工作时"), 30
DEPARTMENTS = ["ZJ", "JT", "GA"]


class Refused(Exception):
    pass


class Case:
    """The design's section 4, for one case."""

    def __init__(self, no, matter, at):
        self.no, self.matter, self.phase = no, matter, 0
        self.status, self.dept = "opened", None
        self.start = self.due = self.paused = None      # the handling clock
        self.base = self.close_due = None       # what close_due follows
        self.late = self.exempt = self.spent = 0
        self.returns = self.reworks = self.extensions = self.suspensions = 0
        self.until = self.closed = None
        self.last, self.used_up, self.anew = at, False, True
        self.closed_late = self.replied_late = self.appealed = False
        self.events = []

    def limit(self):
        return limit_of(MATTERS[self.matter][self.phase])

    def runs_on(self):
        return self.limit()[1] in ("紧急工作时", "自然日")

    def note(self, action, at):
        self.last = at
        self.events.append((action, at, self.status, self.start, self.due, self.base,
                            self.close_due, self.spent, self.late, self.returns,
                            self.reworks, self.extensions, self.suspensions))

    def follow(self, clock):
        self.close_due = clock.add(clock.add(self.base, VERIFY), CLOSE)

    def stop(self, clock, at):
        if self.start is not None:
            self.spent += clock.between(self.start, at, False)
            if at > self.due:
                self.late = 1
            self.start = None

    def begin(self, clock, at):
        self.start, self.due = at, clock.add(at, self.limit())

    def pause(self, clock, at):
        self.stop(clock, at)
        self.paused = at

    def go_on(self, clock, at):
        """After a pause the deadline lies as much later as the pause took,
        in the case's unit; one that was used up stays where it was."""
        self.start = at
        if self.due > self.paused and clock.between(self.paused, self.due, self.runs_on()) > 0:
            old, left = self.due, clock.between(self.paused, self.due, self.runs_on())
            self.due = clock.shift(at, left, self.runs_on())
            if self.base == old:
                self.base = self.due
            else:
                moved = clock.between(old, self.due, self.runs_on())
                self.base = clock.shift(self.base, moved, self.runs_on())
            self.follow(clock)
        self.paused = None

    def wake(self, clock, at):
        back = instant(datetime.date.fromisoformat(self.until)) if self.until else None
        if self.status == "suspended" and back <= at:
            self.status = "handling"
            self.go_on(clock, back)
            self.note("resume", back)

    def act(self, clock, action, at, arg):
        saved = dict(self.__dict__, events=list(self.events))
        try:
            self.wake(clock, at)
            getattr(self, "do_" + action.replace("-", "_"))(clock, at, arg)
            self.note(action, at)
        except Refused:
            self.__dict__.update(saved)
            return False
        return True

    def want(self, *statuses):
        if self.status not in statuses:
            raise Refused

    def do_dispatch(self, clock, at, arg):
        self.want("opened", "returned")
        same = self.status == "returned" and self.dept == arg
        self.dept, self.status = arg, "dispatched"
        if same:
            self.go_on(clock, at)
            return
        self.begin(clock, at)
        self.base = self.due
        for text in MATTERS[self.matter][self.phase + 1:]:
            self.base = clock.add(self.base, limit_of(text))
        self.follow(clock)

    def do_accept(self, clock, at, arg):
        self.want("dispatched", "rework")
        self.status = "handling"

    def do_note(self, clock, at, arg):
        self.want("handling")

    def do_return(self, clock, at, arg):
        self.want("dispatched", "handling")
        self.status = "returned"
        self.returns += 1
        self.pause(clock, at)

    def do_extend(self, clock, at, arg):
        self.want("handling")
        if at > self.due or self.extensions == 2:
            raise Refused
        self.extensions += 1
        old, self.due = self.due, clock.add(self.due, self.limit())
        self.base = self.due if self.base == old else clock.add(self.base, self.limit())
        self.follow(clock)

    def do_suspend(self, clock, at, arg):
        self.want("handling")
        if self.suspensions or datetime.date.fromisoformat(arg) <= day_of(at):
            raise Refused
        self.suspensions, self.until, self.status = 1, arg, "suspended"
        self.pause(clock, at)

    def do_resume(self, clock, at, arg):
        self.want("suspended")
        self.status = "handling"
        self.go_on(clock, at)

    def do_phase(self, clock, at, arg):
        self.want("handling")
        if self.phase + 1 == len(MATTERS[self.matter]):
            raise Refused
        self.stop(clock, at)
        self.phase += 1
        self.begin(clock, at)

    def do_feedback(self, clock, at, arg):
        self.want("handling")
        if self.phase + 1 < len(MATTERS[self.matter]):
            raise Refused
        self.status = "replied"
        self.replied_late = at > self.due
        self.stop(clock, at)

    def do_pass(self, clock, at, arg):
        self.want("replied")
        self.status = "verified"

    def do_fail(self, clock, at, arg):
        self.want("replied")
        self.status = "rework"
        self.reworks += 1
        self.begin(clock, at)

    def do_close(self, clock, at, arg):
        self.want("verified")
        self.status, self.closed = "closed", at
        self.closed_late = at > self.close_due

    def do_force(self, clock, at, arg):
        self.want("opened", "dispatched", "handling", "returned", "replied", "verified", "rework", "suspended")
        self.stop(clock, at)
        self.closed_late = self.close_due is not None and at > self.close_due
        self.status, self.closed = "closed", at

    def do_reopen(self, clock, at, arg):
        self.want("closed")
        if at > self.closed + OPEN_DAYS * DAY:
            raise Refused
        self.status, self.start, self.due, self.base, self.close_due = "opened", None, None, None, None
        self.late, self.paused, self.replied_late, self.phase = 0, None, False, 0

    def do_appeal(self, clock, at, arg):
        self.want("closed")
        if self.appealed or not (self.late or self.closed_late or self.replied_late):
            raise Refused
        self.appealed = True


# What may be tried in a status, mostly what is legal.
CHOICES = {
    "opened": ["dispatch"] * 8 + ["force", "accept"],
    "dispatched": ["accept"] * 6 + ["return", "feedback"],
    "handling": ["note", "return", "extend", "extend", "suspend", "suspend", "feedback", "feedback", "feedback", "phase", "phase"],
    "returned": ["dispatch"] * 6 + ["accept"],
    "suspended": ["resume", "resume", "note", "feedback", "extend", "force"],
    "replied": ["pass", "pass", "fail", "fail", "close"],
    "rework": ["accept"] * 6 + ["feedback"],
    "verified": ["close"] * 5 + ["fail"],
    "closed": ["reopen", "appeal", "appeal", "force"],
}
COMMAND = {
    "dispatch": ["case-dispatch"], "accept": ["case-handle", "--accept"],
    "note": ["case-handle", "--note", "words"],
    "return": ["case-handle", "--return", "--reason", "words"],
    "extend": ["case-handle", "--extend", "--reason", "words"],
    "suspend": ["case-handle", "--suspend", "--reason", "words"],
    "resume": ["case-handle", "--resume"],
    "phase": ["case-handle", "--phase", "--result", "words"],
    "feedback": ["case-feedback", "--result", "words"],
    "pass": ["case-verify", "--pass"], "fail": ["case-verify", "--fail", "--reason", "words"],
    "close": ["case-close"], "force": ["case-close", "--force", "--reason", "words"],
    "reopen": ["case-open", "--reopen", "--reason", "words"],
    "appeal": ["case-appeal", "--reason", "words"],
}
BY_DEPARTMENT = ("accept", "note", "return", "phase", "feedback", "appeal")


def call(command, rows):
    """Run it on a CSV; its output's lines, and the cases it refused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(rows)
    done = subprocess.run(command + ["--csv", "-"], input=out.getvalue(), encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    refused = {line.split("'")[1] for line in done.stderr.splitlines() if "cannot " in line}
    if done.returncode not in (0, 1):
        sys.exit("# %s: %d: %s" % (command, done.returncode, done.stderr))
    return done.stdout.split(), refused


def random_time(rng, last):
    step = rng.choice((0, 1, 60, 3600, 4 * 3600, DAY, 3 * DAY))
    at = last + rng.randrange(step + 1)
    if rng.random() < 0.3:      # on the minute, often an edge of the hours
        at -= at % 1800
    return max(at, last)


def argument(rng, case, action, at):
    if action == "dispatch":
        return case.dept if case.dept and rng.random() < 0.5 else rng.choice(DEPARTMENTS)
    if action == "suspend":
        return (day_of(at) + datetime.timedelta(days=rng.choice((0, 1, 1, 2, 5, 9)))).isoformat()
    return ""


def live(rng, clock, cases, steps, end):
    """The wrong answers, as sentences."""
    wrong = []
    for _ in range(steps):
        groups = {}
        for case in cases:
            at = random_time(rng, case.last)
            if at >= end:
                continue
            case_as_of = "handling" if case.status == "suspended" and case.until <= day_of(at).isoformat() else case.status
            action = rng.choice(CHOICES[case_as_of])
            who = case.dept or "ZJ" if action in BY_DEPARTMENT else ""
            groups.setdefault((action, who), []).append((case, at, argument(rng, case, action, at)))
        for (action, who), doings in groups.items():
            name = {"dispatch": "to", "suspend": "until"}.get(action)
            rows = [["case_no", "at"] + ([name] if name else [])]
            rows += [[c.no, text_of(at)] + ([arg] if name else []) for c, at, arg in doings]
            done, refused = call(COMMAND[action] + (["--by", who] if who else []), rows)
            for case, at, arg in doings:
                good = case.act(clock, action, at, arg)
                if good != (case.no in done) or good != (case.no not in refused):
                    wrong.append("%s %s at %s: model %s" % (action, case.no, text_of(at), "does it" if good else "refuses"))
    return wrong


def compare(db, case):
    rows = db.execute("SELECT e.action, e.at, e.status, e.handle_from_at, e.handle_due_at, e.close_from_at,"
                      " e.close_due_at, e.handle_spent_s, e.is_late, e.returns, e.reworks, e.extensions, e.suspensions"
                      " FROM casefile_event e JOIN casefile c USING (casefile_id)"
                      " WHERE c.case_no = ? AND e.seq > 2 ORDER BY e.seq", (case.no,)).fetchall()
    for want, got in zip(case.events + [None] * len(rows), rows + [None] * len(case.events)):
        if want is None and got is None:
            return None
        if want != got:
            return "%s (%s)\n#   database: %s\n#   model:    %s" % (case.no, case.matter, got, want)
    return None


def compare_end(db, case):
    want = (case.status, case.due, case.base, case.close_due, case.spent, case.late)
    got = db.execute("SELECT status, handle_due_at, close_from_at, close_due_at, handle_spent_s, is_late"
                     " FROM casefile WHERE case_no = ?", (case.no,)).fetchone()
    return None if want == got else "%s (%s)\n#   database: %s\n#   model:    %s" % (case.no, case.matter, got, want)


def end_late(db, clock, cases, wrong, holidays, end):
    """What the database could not know it may have refused: those cases went
    other ways."""
    astray = {w.split()[1] for w in wrong}
    subprocess.run(["grid-import", "-q", "holiday", holidays], check=True)
    subprocess.run(["case-handle", "--resume", "--due"], check=True, stdout=subprocess.DEVNULL)
    for case in cases:
        case.wake(clock, end)
    same = [c for c in cases if c.no not in astray]
    unlike = [u for u in (compare_end(db, c) for c in same) if u]
    good = not unlike and len(same) > 0.7 * len(cases)
    print("%sok 1 - %d of %d cases stand as if the calendar had been there" %
          ("" if good else "not ", len(same) - len(unlike), len(cases)))
    for line in unlike[:3]:
        print("# " + line)
    return 0 if good else 1


def main():
    late = sys.argv[1] == "--late"
    if late:
        known, holidays = sys.argv[2].split(",")
        del sys.argv[1:3]
    path = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20261109
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 400
    steps = int(sys.argv[4]) if len(sys.argv) > 4 else 14
    rng = random.Random(seed)
    os.environ["GRID_DB"] = path
    start, end = instant(datetime.date(2026, 9, 14)), instant(datetime.date(2026, 12, 1))
    if late:
        start, end = instant(datetime.date(2026, 12, 20)), instant(datetime.date(2027, 2, 8))
    os.environ["GRID_NOW"] = text_of(end)
    cases = []
    by_time = {}
    for _ in range(count):
        at = start + rng.randrange(15 * DAY)
        by_time.setdefault(at - at % DAY, []).append(rng.choice(sorted(MATTERS)))
    for at, matters in by_time.items():
        rows = [["area", "matter", "text"]] + [["440310003001001", m, "words"] for m in matters]
        done, _ = call(["case-open", "--at", text_of(at)], rows)
        cases += [Case(no, m, at) for no, m in zip(done, matters)]
    db = sqlite3.connect(path)
    clock = Clock(sqlite3.connect(known) if late else db)
    print("1..%d\n# seed %d" % (1 if late else 2, seed))
    wrong = live(rng, clock, cases, steps, end)
    if late:
        return end_late(db, clock, cases, wrong, holidays, end)
    print("%sok 1 - %d cases: done and refused as the model says" % ("not " if wrong or len(cases) != count else "", count))
    for line in wrong[:5]:
        print("# " + line)
    unlike = [u for u in (compare(db, c) for c in cases) if u]
    events = sum(len(c.events) for c in cases)
    print("%sok 2 - each of %d events has the deadlines, sums and counts of the model" % ("not " if unlike else "", events))
    for line in unlike[:3]:
        print("# " + line)
    return 1 if wrong or unlike else 0


if __name__ == "__main__":
    sys.exit(main())
