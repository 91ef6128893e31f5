#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random lives of cases over New Year, each in two databases: in known.db the
holidays of the next year stand from the beginning, in late.db they come when
all is over.  python3 late_calendar.py CASES SEED HOLIDAYS

Both have matters t:0 to t:3.  Wherever a deadline had to wait for the calendar,
it must be in the end what it would have been: deadlines, what is left, hours
worked, and whether a case was late in any round.
"""
import datetime
import random
import subprocess
import sys

STATE = ("status", "handle_due_at", "close_due_at", "close_from_at",
         "handle_rest_s", "handle_spent_s", "dispatch_due_at", "is_late",
         "returns", "reworks", "extensions")


def run(command, db, *words):
    done = subprocess.run((command, "-d", db) + words, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, encoding="utf-8")
    return done.returncode, done.stdout


def sql(db, text):
    return subprocess.run(("sqlite3", "-readonly", db, text), check=True,
                          stdout=subprocess.PIPE, encoding="utf-8").stdout


class Life:
    def __init__(self, rng):
        self.rng, self.log, self.who = rng, [], "ZF"
        self.at = datetime.datetime(2026, 12, 26) + self.some(6 * 86400)
        self.operand = ()
        self.no = self.act("case-open", "--area", "440310003001001", "--text",
                           "x", "--matter", "t:%d" % rng.randrange(4)).strip()
        self.operand = (self.no,)
        self.dispatch()
        for _ in range(rng.randrange(1, 6)):
            self.at += self.some(rng.choice((7200, 86400, 4 * 86400)))
            rng.choice((self.go_back, self.go_back, self.extend, self.suspend,
                        self.rework))()

    def some(self, seconds):
        return datetime.timedelta(seconds=self.rng.randrange(seconds))

    def act(self, *words):
        """In both databases, which must answer alike; what is printed."""
        words += ("--at", self.at.strftime("%F %T")) + self.operand
        late, known = (run(words[0], db, *words[1:])
                       for db in ("late.db", "known.db"))
        self.log.append(" ".join(words))
        if late != known:
            print("%s: %s, not %s" % (" ".join(words), late, known))
        return late[1]

    def dispatch(self):
        self.act("case-dispatch", "--to", self.who)
        self.act("case-handle", "--accept", "--by", self.who)

    def go_back(self):
        self.act("case-handle", "--return", "--reason", "x", "--by", self.who)
        self.at += self.some(2 * 86400)
        if self.rng.random() < 0.3:
            self.who = "JT" if self.who == "ZF" else "ZF"
        self.dispatch()

    def extend(self):
        # Refused where there is no deadline yet: that is no difference.
        if sql("late.db", "SELECT 1 FROM casefile WHERE status = 'handling' "
               "AND handle_due_at > 0 AND case_no = '%s'" % self.no):
            self.act("case-handle", "--extend", "--reason", "x")

    def suspend(self):
        until = (self.at + datetime.timedelta(
            days=self.rng.randrange(1, 5))).date()
        back = datetime.datetime.combine(until, datetime.time())
        if not self.act("case-handle", "--suspend", "--reason", "x", "--until",
                        until.isoformat()):
            return
        if self.rng.random() < 0.5:
            self.at += self.some(int((back - self.at).total_seconds()))
            self.act("case-handle", "--resume")
        else:
            self.at = back

    def rework(self):
        if self.act("case-feedback", "--result", "x", "--by", self.who) \
                and self.rng.random() < 0.7:
            self.at += self.some(86400)
            self.act("case-verify", "--fail", "--reason", "x", "--by", "V01")
            self.act("case-handle", "--accept", "--by", self.who)


def main():
    rng = random.Random(int(sys.argv[2]))
    lives = {life.no: life.log for life in
             (Life(rng) for _ in range(int(sys.argv[1])))}
    empty = sql("late.db", "SELECT count(*) FROM casefile "
                           "WHERE handle_due_at IS NULL")
    for db in ("late.db", "known.db"):
        run("case-handle", db, "--resume", "--due")
    run("grid-import", "late.db", "holiday", sys.argv[3])
    rows = [sql(db, "SELECT case_no, %s FROM casefile ORDER BY case_no" %
                ", ".join(STATE)).splitlines()
            for db in ("late.db", "known.db")]
    wrong = [(a, b) for a, b in zip(*rows) if a != b]
    for a, b in wrong[:3]:
        print("late:  %s\nknown: %s" % (a, b))
        print("\n".join(lives[a.split("|")[0]]))
    print("%d cases, %d without a deadline until then, %d differ" %
          (len(lives), int(empty), len(wrong)))
    return 0 if int(empty) > 0 and len(rows[0]) == len(lives) and not wrong \
        else 1


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
