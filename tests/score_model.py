#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A second opinion on scores:

    python3 score_model.py DB MONTH[,MONTH...] [EDITION...]

Scores the months by each edition (default: all that the database has) from what
grid-export prints unmasked and from the events of cases, for workers,
departments, streets and communities, in exact fractions, and compares with
worker-score and dept-score: who has a row, score, grade, rank, peers, pay, and
of each rule part, whole, value, weight, points, and every case, visit, day and
name behind it.  Then holds the cases listed against case-list --indicator.
Prints TAP.

Written from the words of lib/score_rule.h, score.h, duty.h, visit.h, course.h
and indicator.csv alone.  Not modelled are the lights of open cases, which want
the working clock.
"""
import calendar
import collections
import csv
import datetime
import functools
import io
import os
import re
import sqlite3
import subprocess
import sys
import urllib.parse
from fractions import Fraction

ZONE = 8 * 3600
HERE = os.path.dirname(os.path.abspath(__file__))
OPEN_LIGHTS = {"yellow", "green", "unlit"}
EPOCH = datetime.date(1970, 1, 1)


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    if done.returncode:
        sys.exit("Bail out! %s: %d: %s" % (" ".join(command), done.returncode, done.stderr))
    return list(csv.DictReader(io.StringIO(done.stdout)))


@functools.lru_cache(None)
def export(kind):
    return run("grid-export", "--unmask", "--reason", "test", "-f", "csv", kind)


def date(text):
    return datetime.date.fromisoformat(text) if text else None


def seconds(text):
    """Of a time as it is printed."""
    if not text:
        return None
    return int((datetime.datetime.fromisoformat(text) - datetime.datetime(1970, 1, 1)).total_seconds()) - ZONE


def day_of(at):
    return EPOCH + datetime.timedelta(days=(at + ZONE) // 86400)


def months_later(day, months):
    """The same day of a later month, or its last one."""
    n = day.year * 12 + day.month - 1 + months
    year, month = n // 12, n % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def hundredths(value):
    """Half up."""
    n = value * 100 + Fraction(1, 2)
    return n.numerator // n.denominator


def printed(n):
    return "%s%d.%02d" % ("-" if n < 0 else "", abs(n) // 100, abs(n) % 100)


# What is counted ------------------------------------------------------------


class Catalogue:
    def __init__(self):
        self.cohort, self.sums, self.indicators, self.units = {}, set(), {}, {}
        with open(os.path.join(HERE, "..", "lib", "indicator.csv"), encoding="utf-8") as f:
            for row in csv.reader(line for line in f if not line.startswith("#")):
                if row and row[0] == "count":
                    self.cohort[row[1]] = row[2]
                    if len(row) > 5:
                        self.sums.add(row[1])
                elif row and row[0] == "indicator":
                    name, chinese, english, part, whole, unit, better, flags = row[1:9]
                    self.indicators[name] = Indicator(name, chinese, english, part, whole, unit, better, "a" in flags)

    def is_of_cases(self, count):
        return self.cohort[count] in ("collected", "due", "open", "rated", "checked")


Indicator = collections.namedtuple("Indicator", "name chinese english part whole unit better is_of_area")
Post = collections.namedtuple("Post", "area post since until")
Worker = collections.namedtuple("Worker", "code name area post department hired left posts")


class Bucket:
    """What one of them has of one count."""
    __slots__ = ("n", "amount", "labels")

    def __init__(self):
        self.n, self.amount, self.labels = 0, 0, []


class Facts:
    def __init__(self):
        self.of = collections.defaultdict(Bucket)

    def add(self, keys, counts, label, amount=0):
        for key in keys:
            for count in counts:
                bucket = self.of[key, count]
                bucket.n += 1
                bucket.amount += amount
                bucket.labels.append(label)


def areas_above(code):
    """Itself and what it lies in."""
    return [("area", code)] + [("area", code[:n]) for n in (6, 9, 12) if n < len(code)]


class Month:
    def __init__(self, db, month, catalogue):
        year, number = (int(part) for part in month.split("-"))
        self.first = datetime.date(year, number, 1)
        self.last = datetime.date(year, number, calendar.monthrange(year, number)[1])
        self.since = (self.first - EPOCH).days * 86400 - ZONE
        self.until = ((self.last - EPOCH).days + 1) * 86400 - ZONE
        self.as_of = min(self.until - 1, seconds(os.environ["GRID_NOW"]))
        self.today = day_of(self.as_of)
        self.db, self.catalogue, self.facts = db, catalogue, Facts()
        self.settings = {r["name"]: r["value"] for r in export("setting")}
        self.areas = {r["code"]: r for r in export("area")}
        self.load_staff()
        self.persons, self.households, self.units = export("person"), export("household"), export("unit")
        self.buildings = {r["code"]: r["area"] for r in export("building")}
        self.home_area = {r["code"]: self.buildings[r["building"]] for r in self.households}
        self.count_cases()
        self.count_visits()
        self.count_subjects()
        self.count_days()
        self.count_courses()
        self.count_merits()
        self.count_service()
        self.count_grids()

    # Staff -----------------------------------------------------------------

    def load_staff(self):
        posts = collections.defaultdict(list)
        for r in export("post"):
            posts[r["worker"]].append(Post(r["area"], r["post"], date(r["valid_from"]), date(r["valid_to"]) or datetime.date.max))
        self.workers = {}
        for r in export("worker"):
            self.workers[r["code"]] = Worker(
                r["code"], r["name"], r["area"], r["post"], r["department"], date(r["hired_on"]),
                date(r["left_on"]) or datetime.date.max, sorted(posts[r["code"]], key=lambda p: p.since))

    @staticmethod
    def serves(worker, first, last):
        return (worker.hired or datetime.date.min) <= last and worker.left >= first

    @staticmethod
    def post_on(worker, day):
        held = [p for p in worker.posts if p.since <= day <= p.until]
        return held[-1] if held else Post(worker.area, worker.post, None, None)

    def last_post(self, worker):
        """Last held in the period, of several the one begun last."""
        held = [p for p in worker.posts if p.since <= self.last and p.until >= self.first]
        if not held:
            return Post(worker.area, worker.post, None, None)
        return max(held, key=lambda p: (min(p.until, self.last), p.since))

    def is_within(self, day):
        return self.first <= day <= self.last and day <= self.today

    def of_worker(self, code, day):
        """Whose a fact of a worker's day is: his, his department's, and of the area where he stood."""
        worker = self.workers[code]
        keys = [("worker", code)] + areas_above(self.post_on(worker, day).area)
        return keys + [("department", worker.department)] if worker.department else keys

    # Cases -----------------------------------------------------------------

    def count_cases(self):
        codes = {}
        for table in ("worker", "department", "matter", "area"):
            codes[table] = dict(self.db.execute("SELECT %s_id, code FROM %s" % (table, table)))
        events = collections.defaultdict(list)
        self.db.row_factory = sqlite3.Row
        for e in self.db.execute("SELECT c.case_no, e.* FROM casefile_event e JOIN casefile c USING (casefile_id)"
                                 " WHERE e.at <= ? ORDER BY e.casefile_id, e.seq", (self.as_of,)):
            events[e["case_no"]].append(e)
        self.satisfied_from = int(self.settings.get("satisfied_from") or 4)
        ratings = collections.defaultdict(dict)
        for r in self.db.execute("SELECT c.case_no, r.* FROM rating r JOIN casefile c USING (casefile_id)"
                                 " WHERE rated_at <= ? ORDER BY rated_at", (self.as_of,)):
            ratings[r["case_no"]][r["rater"]] = r       # the last word of each
        self.db.row_factory = None
        for case in export("case"):
            if events[case["case_no"]]:
                self.count_case(case, events[case["case_no"]], ratings[case["case_no"]].values(), codes)

    def count_case(self, case, events, ratings, codes):
        state, no = events[-1], case["case_no"]
        if state["status"] == "suspended" and state["suspended_until_on"] and date(state["suspended_until_on"]) <= self.today:
            sys.exit("Bail out! %s should have been resumed" % no)
        filed = [e for e in events if e["action"] == "open"]
        sent = [e for e in events if e["action"] == "dispatch"]
        keys = areas_above(case["area"])
        keys += [(of, code) for of, code in (
            ("department", codes["department"].get(state["department_id"])), ("reporter", case["reported_by"]),
            ("opener", filed and codes["worker"].get(filed[0]["actor_worker_id"])),
            ("dispatcher", sent and codes["worker"].get(sent[-1]["actor_worker_id"]))) if code]
        handler = codes["worker"].get(state["handler_id"])
        self.facts.add(keys + [("handler", handler)] if handler else keys,
                       self.counts_collected(case, state, events) + self.counts_due(case, state) + self.counts_open(state), no,
                       state["handle_spent_s"] or 0)
        for r in ratings:
            if self.since <= r["rated_at"] < self.until:
                self.facts.add(keys + [("handler", handler)] if handler else keys, self.counts_rating(r), no)
        for e in events:
            if e["action"] in ("pass", "fail") and self.since <= e["at"] < self.until:
                in_time = e["verify_due_at"] is None or e["at"] <= e["verify_due_at"]
                by = codes["worker"].get(e["actor_worker_id"])
                self.facts.add(keys + [("handler", by)] if by else keys, ["checked"] + ["checked_in_time"] * in_time, no)

    def counts_collected(self, case, s, events):
        if not self.since <= seconds(case["collected_at"]) < self.until:
            return []
        counts = ["collected"]
        counts += ["rejected"] * (s["status"] == "rejected") + ["self_handled"] * s["is_self_handled"]
        if s["opened_at"] is None:
            return counts
        counts += ["opened"] + ["missed"] * (case["is_missed"] == "1") + ["kept"] * (s["status"] != "cancelled")
        if s["open_due_at"] is not None:
            counts += ["open_judged"] + ["opened_in_time"] * (s["opened_at"] <= s["open_due_at"])
        further = s["status"] not in ("collected", "opened", "rejected") and not s["is_self_handled"]
        if s["dispatched_at"] is not None or (further and (s["department_id"] or s["handler_id"])):
            counts += self.counts_dispatched(s, events)
        return counts

    @staticmethod
    def counts_dispatched(s, events):
        counts = ["dispatched"]
        if s["dispatched_at"] is not None and s["dispatch_due_at"] is not None:
            late = s["dispatched_at"] > s["dispatch_due_at"]
            for e in events:
                if e["action"] == "dispatch" and e["dispatch_due_at"] is not None:
                    late = late or e["at"] > e["dispatch_due_at"]
            counts += ["dispatch_judged"] + ["dispatched_in_time"] * (not late)
        party = lambda e: ("w", e["handler_id"]) if e["handler_id"] else ("d", e["department_id"])
        moves = [e for e in events if e["action"] in ("dispatch", "return", "reopen")]
        elsewhere = any(a["action"] == "return" and b["action"] == "dispatch" and party(a) != party(b)
                        for a, b in zip(moves, moves[1:]))
        back = [e["department_id"] for e in events if e["action"] == "return" and e["department_id"]]
        return counts + ["misdispatched" if elsewhere else "well_dispatched"] + ["evaded"] * (len(set(back)) < len(back))

    def counts_due(self, case, s):
        def in_period(at):
            return at is not None and self.since <= at < self.until

        def in_time(done, due):
            if done is not None and due is not None:
                return done <= due
            return case["outcome"] == "intime" if case["outcome"] else due is None
        handle, close = in_period(s["handle_due_at"]), in_period(s["close_due_at"])
        if not (handle or close) or s["status"] in ("cancelled", "rejected") or s["is_self_handled"]:
            return []
        if s["status"] == "suspended":
            return ["suspended"]
        if s["is_exempt"]:
            return ["exempted"]
        counts = []
        if handle:
            handled = s["status"] in ("replied", "verified", "closed") and not s["is_forced"]
            counts += ["handle_due"] + ["handled"] * handled
            counts += ["handled_in_time"] * (handled and not s["is_late"] and in_time(s["handled_at"], s["handle_due_at"]))
            if (s["status"] in ("verified", "closed") and not s["is_forced"] and s["handled_at"] is not None
                    and s["dispatched_at"] is not None and s["handle_spent_s"] is not None):
                counts += ["timed", "spent"]
        if close:
            closed = s["status"] == "closed"
            counts += ["close_due"] + ["closed"] * closed
            counts += ["closed_in_time"] * (closed and not s["is_forced"] and in_time(s["closed_at"], s["close_due_at"]))
            counts += ["rework"] * (s["reworks"] > 0) + ["extended"] * (s["extensions"] > 0) + ["forced"] * s["is_forced"]
        return counts

    def counts_open(self, s):
        if s["status"] in ("closed", "rejected", "cancelled"):
            return []
        due = s["close_due_at"] if s["status"] in ("replied", "verified") else s["handle_due_at"]
        is_overdue = s["status"] != "suspended" and due is not None and self.as_of > due
        return ["backlog"] + ["overdue"] * is_overdue

    def counts_rating(self, r):
        return (["rated"] + ["responded"] * (r["contacted_at"] is not None) + ["solved"] * (r["is_solved"] == 1)
                + ["satisfied"] * (r["score"] is not None and r["score"] >= self.satisfied_from))

    # Visits ------------------------------------------------------------------

    def count_visits(self):
        """Also keeps, by whom was visited, all visits up to as-of."""
        self.seen = collections.defaultdict(list)
        person = {r["id_no"] or r["local_key"]: r for r in self.persons}
        unit_area = {r["uscc"] or r["local_key"]: r["area"] for r in self.units}
        for v in export("visit"):
            at = seconds(v["visited_at"])
            if at > self.as_of:
                continue
            if v["person"]:
                area = person[v["person"]]["area"]
                self.seen["person", v["person"]].append((at, v["outcome"]))
                if person[v["person"]]["household"]:
                    self.seen["household", person[v["person"]]["household"]].append((at, v["outcome"]))
            elif v["household"]:
                area = self.home_area[v["household"]]
                self.seen["household", v["household"]].append((at, v["outcome"]))
            else:
                area = unit_area[v["unit"]]
                self.seen["unit", v["unit"]].append((at, v["outcome"]))
            if at < self.since:
                continue
            department = self.workers[v["worker"]].department
            keys = [("worker", v["worker"])] + areas_above(area) + ([("department", department)] if department else [])
            counts = ["visits", "visit_met" if v["outcome"] == "met" else "visit_closed"]
            self.facts.add(keys, counts + ["visit_refused"] * (v["outcome"] == "refused"), v["visited_at"][:16].replace(" ", "T"))

    def subjects(self):
        """Who lives or is open there: what, key, area, words, since when."""
        here = lambda came, went: (not came or date(came) <= self.today) and (not went or date(went) > self.today)
        for r in self.persons:
            if here(r["moved_in_on"], r["moved_out_on"]) and here("", r["died_on"]):
                yield "person", r["id_no"] or r["local_key"], r["area"], r["tags"].split(";"), r["moved_in_on"]
        for r in self.units:
            if here(r["opened_on"], r["closed_on"]):
                yield "unit", r["uscc"] or r["local_key"], r["area"], [r["risk"], "unit"], r["opened_on"]
        for r in self.households:
            yield "household", r["code"], self.home_area[r["code"]], ["household"], ""

    def count_subjects(self):
        rules = {r["tag"]: (int(r["period_days"]), int(r["retry_days"]) if r["retry_days"] else None) for r in export("visit-rule")}
        happened = collections.defaultdict(int)
        for of, key, at in self.db.execute(
                "SELECT 'person', coalesce(id_no, local_key), happened_at FROM visit_event JOIN person USING (person_id) UNION ALL"
                " SELECT 'household', code, happened_at FROM visit_event JOIN household USING (household_id) UNION ALL"
                " SELECT 'unit', coalesce(uscc, local_key), happened_at FROM visit_event JOIN unit USING (unit_id)"):
            if at <= self.as_of:
                happened[of, key] = max(happened[of, key], at)
        first = {}
        for code, worker in sorted(self.workers.items()):
            post = self.post_on(worker, self.today)
            if post.post == "grid-worker" and self.serves(worker, self.today, self.today):
                first.setdefault(post.area, worker)
        # A person's number is nobody's business in a list.
        names = {key: "person-%d" % n for key, n in self.db.execute("SELECT coalesce(id_no, local_key), person_id FROM person")}
        for of, key, area, words, came in self.subjects():
            counts = self.stands(rules, of, key, words, came, happened.get((of, key)))
            department = first[area].department if area in first else ""
            keys = areas_above(area) + ([("department", department)] if department else [])
            self.facts.add(keys, counts, names[key] if of == "person" else key)

    @staticmethod
    def due(met, came, period):
        if met is not None:
            return day_of(met) + datetime.timedelta(days=period)
        return date(came) or datetime.date.min

    def stands(self, rules, of, key, words, came, event):
        """The counts of one whom a rule may speak of."""
        visits = self.seen[of, key]
        met = max((at for at, outcome in visits if outcome == "met"), default=None)
        is_event = event is not None and "event" in rules and (met is None or met < event)
        choice = [(rules[w][0], w) for w in words if w in rules and (of != "person" or w not in ("household", "unit", "event"))]
        usual = min(choice, default=None)
        if is_event:
            choice.append((rules["event"][0], "event"))
        if not choice:
            return []
        period, tag = min(choice)
        due = self.due(met, came, usual[0]) if usual else datetime.date.max
        following = due
        if tag == "event":
            due = min(due, day_of(event) + datetime.timedelta(days=period))
            following = min(following, day_of(event))
        start = max((at for at in (met, event if is_event else None) if at is not None), default=None)
        tried = max((at for at, outcome in visits if outcome != "met" and (start is None or at > start)), default=None)
        if tried is not None and rules[tag][1]:
            following = max(following, day_of(tried) + datetime.timedelta(days=rules[tag][1]))
        is_seen = due >= self.today
        is_shut = not is_seen and tried is not None and day_of(tried) + datetime.timedelta(days=period) >= self.today
        kind = "visit_home" if tag in ("household", "unit") else "visit_key"
        return [kind] + [kind + "_seen"] * is_seen + [kind + "_shut"] * is_shut + ["visit_due"] * (following <= self.today)

    # Days ----------------------------------------------------------------------

    def count_days(self):
        wanted = int(self.settings.get("patrol_minutes") or 60)
        for r in export("attendance"):
            day, minutes = date(r["day_on"]), int(r["patrol_minutes"] or 0)
            if not self.is_within(day) or r["state"] in ("off-day", "leave") or (not r["state"] and not r["patrol_minutes"]):
                continue
            counts = ["duty_days"] + ["attended"] * (r["state"] != "absent" if r["state"] else minutes > 0)
            counts += ["late_days"] * (r["state"] in ("late", "early")) + ["absent_days"] * (r["state"] == "absent")
            counts += ["patrol_days"] * (minutes >= wanted) + ["patrol_minutes"]
            self.facts.add(self.of_worker(r["worker"], day), counts, r["day_on"], minutes)

    def course_row(self, course, post):
        return self.courses.get((course, post)) or self.courses.get((course, "")) if post else self.courses.get((course, ""))

    def passed(self, training, row):
        """True, False, or None where nobody says."""
        if training["is_passed"]:
            return training["is_passed"] == "1"
        if training["score"] and row and row["pass_score"]:
            return Fraction(training["score"]) >= Fraction(row["pass_score"])
        return None

    def count_courses(self):
        self.courses = {(r["course"], r["post"]): r for r in export("course")}
        trainings = collections.defaultdict(list)
        for r in export("training"):
            day, worker = date(r["held_on"]), self.workers[r["worker"]]
            if day <= self.today:
                trainings[r["worker"], r["course"]].append(r)
            if self.is_within(day):
                passed = self.passed(r, self.course_row(r["course"], self.post_on(worker, day).post))
                counts = ["trainings"] + ["exams"] * (passed is not None) + ["exams_passed"] * (passed is True)
                self.facts.add(self.of_worker(r["worker"], day), counts, r["held_on"] + ":" + r["course"])
        for code, worker in self.workers.items():
            if not self.serves(worker, self.today, self.today):
                continue
            post = self.post_on(worker, self.today).post
            for course in sorted({c for c, p in self.courses if p in ("", post)}):
                is_held = self.holds(trainings[code, course], self.course_row(course, post))
                self.facts.add(self.of_worker(code, self.today), ["courses_due"] + ["courses_held"] * is_held, course)

    def holds(self, trainings, row):
        count = [t for t in trainings
                 if not row["valid_months"] or self.today < months_later(date(t["held_on"]), int(row["valid_months"]))]
        hours = sum(Fraction(t["hours"] or 0) for t in count)
        # Without a pass mark whatever was not failed is passed.
        passed = [self.passed(t, row) for t in count]
        good = any(p or (p is None and not row["pass_score"]) for p in passed)
        return bool(count) and hours >= Fraction(row["hours"] or 0) and good

    def count_merits(self):
        names = {"commendation": "commended", "meeting-missed": "meetings_missed", "diary-missing": "diaries_missing",
                 "fraud": "frauds", "complaint": "complaints"}
        for r in export("merit"):
            count = names.get(r["item"]) or (r["level"] and "adopted_" + r["level"])
            if count and self.is_within(date(r["day_on"])):
                self.facts.add(self.of_worker(r["worker"], date(r["day_on"])), [count], r["day_on"] + ":" + r["item"])

    def count_service(self):
        end = min(self.last, self.today)
        span = [self.first + datetime.timedelta(days=n) for n in range((end - self.first).days + 1)]
        for code, worker in self.workers.items():
            if not self.serves(worker, self.first, end):
                continue
            post = self.last_post(worker)
            keys = [("worker", code)] + areas_above(post.area) + ([("department", worker.department)] if worker.department else [])
            served = [d for d in span if self.serves(worker, d, d)]
            held = [d for d in served if not worker.posts or any(p.since <= d <= p.until for p in worker.posts)]
            counts = ["posted"] + ["joined"] * (worker.hired is not None and self.first <= worker.hired <= end)
            counts += ["departed"] * (self.first <= worker.left <= end)
            self.facts.add(keys, counts, code)
            if worker.hired:
                self.facts.add(keys, ["tenured", "tenure"], code, (min(worker.left, end) - worker.hired).days + 1)
            self.facts.add(keys, ["post_days"], code, len(held))
            self.facts.add(keys, ["period_days"], code, len(span))

    def count_grids(self):
        living = collections.Counter()
        for r in self.persons:
            if not r["moved_out_on"] and not r["died_on"]:
                living[r["area"], ""] += 1
                living[r["area"], "migrants"] += r["residence"] == "migrant"
                living[r["area"], "key"] += bool(r["tags"])
        homes = collections.Counter(self.home_area.values())
        for code, area in self.areas.items():
            if area["kind"] == "grid":
                figures = {"grid_households": area["households"] or homes[code], "grid_persons": area["persons"] or living[code, ""],
                           "grid_migrants": living[code, "migrants"], "grid_key_persons": living[code, "key"],
                           "grid_area": area["area_m2"] or 0}
                for count, amount in figures.items():
                    self.facts.add(areas_above(code), [count], code, int(Fraction(amount)))


# Scores -----------------------------------------------------------------------


class Rule:
    def __init__(self, row, catalogue):
        self.name, self.post, self.shape, self.kind = row["rule"], row["post"], row["shape"], row["community_kind"]
        self.indicator = catalogue.indicators[row["indicator"]]
        for column in ("weight", "points", "floor", "target", "cap"):
            setattr(self, column, Fraction(row[column]) if row[column] else None)
        self.steps = [s.split(":") for s in row["steps"].split(";")] if row["steps"] else []
        self.min_months, self.peer_group = int(row["min_months"] or 0), row["peer_group"]
        self.since, self.until = row["valid_from"], row["valid_to"] or "9999"
        self.group = (self.shape, self.name.split(".")[0]) if "." in self.name else None

    @property
    def is_weighed(self):
        return self.shape in ("ratio", "steps")

    def step(self, figure):
        for limit, value in self.steps:
            if limit == "inf" or figure <= Fraction(limit):
                return Fraction(value)
        return Fraction(0)

    def percent(self, figure):
        """Of the weight, of one that is weighed."""
        if self.shape == "steps":
            return self.step(figure)
        rate = 100 - figure if self.indicator.better == "less" else figure
        return min(rate * 100 / self.target, Fraction(100)) if self.target else rate

    def beyond(self, figure, is_better):
        """How much better or worse it is than the target."""
        more = figure - self.target if (self.indicator.better != "less") == is_better else self.target - figure
        return max(more, Fraction(0))

    def amount(self, figure):
        """Points or yuan of one that is not weighed."""
        if self.steps:
            return self.step(figure)
        if self.shape == "per-item":
            return -abs(self.points) * (figure if self.target is None else self.beyond(figure, False))
        if self.target is not None:
            return self.points * self.beyond(figure, self.shape == "bonus" or self.points > 0)
        return self.points * figure / (100 if self.shape == "money" and self.indicator.unit == "percent" else 1)


class Part:
    def __init__(self, rule):
        self.rule, self.left, self.is_vetoed = rule, None, False
        self.part = self.whole = self.figure = self.weight = None
        self.value = Fraction(0)        # points or yuan
        self.counted, self.others = [], []


class Row:
    def __init__(self, code, post, area, since=None):
        self.code, self.post, self.area, self.since = code, post, area, since
        self.parts, self.score, self.pay, self.rank, self.peers = [], None, None, None, 0


class Score:
    """One edition for all of one kind."""

    def __init__(self, month, rules, of):
        self.month, self.of = month, of
        on = str(month.first)
        self.rules = [r for r in rules if r.since <= on <= r.until]
        self.posts = {r.post for r in self.rules}
        self.rows = [self.make(row) for row in self.who() if row.post in self.posts]
        self.rank()

    def who(self):
        m = self.month
        if self.of == "worker":
            for code, worker in sorted(m.workers.items()):
                if m.serves(worker, m.first, m.last):
                    post = m.last_post(worker)
                    yield Row(code, post.post, post.area, self.since(worker, post))
        elif self.of == "department":
            for r in sorted(export("department"), key=lambda r: r["code"]):
                yield Row(r["code"], "department", r["area"])
        else:
            for code in sorted(m.areas):
                if m.areas[code]["kind"] == self.of:
                    yield Row(code, self.of, code)

    @staticmethod
    def since(worker, post):
        """Since when he has held that post, in whatever area."""
        if post.since is None:
            return worker.hired
        since = post.since
        for p in reversed([p for p in worker.posts if p.post == post.post]):
            if p.since < since <= p.until + datetime.timedelta(days=1):
                since = p.since
        return since

    def kind_of(self, row):
        """That of the area itself goes before its community's."""
        areas = self.month.areas
        own = areas[row.area]["community_kind"] if row.area else ""
        return own or (areas[row.area[:12]]["community_kind"] if len(row.area) > 12 else "")

    def bucket(self, row, indicator, count):
        of_cases = self.month.catalogue.is_of_cases(count)
        if self.of == "department":
            key = ("department", row.code)
        elif self.of != "worker" or indicator.is_of_area:
            key = ("area", row.area)
        elif not of_cases:
            key = ("worker", row.code)
        elif row.post in ("acceptor", "chief"):
            key = ("opener", row.code)
        elif row.post == "dispatcher":
            key = ("dispatcher", row.code)
        else:
            key = ("reporter" if self.month.catalogue.cohort[count] == "collected" else "handler", row.code)
        return self.month.facts.of.get((key, count)) or Bucket()

    def read(self, row, part):
        i, catalogue = part.rule.indicator, self.month.catalogue
        if {i.part, i.whole} & OPEN_LIGHTS:
            sys.exit("Bail out! lights are not modelled")
        b = self.bucket(row, i, i.part)
        part.part = b.amount if i.part in catalogue.sums else b.n
        part.counted, figure = b.labels, Fraction(part.part)
        if i.part == "spent":
            figure /= 3600
        if i.whole:
            w = self.bucket(row, i, i.whole)
            part.whole = w.amount if i.whole in catalogue.sums else w.n
            part.others = list((collections.Counter(w.labels) - collections.Counter(b.labels)).elements())
            if not part.whole:
                part.left = "nothing"
                return
            figure = figure / part.whole * (100 if i.unit == "percent" else 1)
        part.figure = figure

    def is_new(self, row, rule):
        if not rule.min_months:
            return False
        end = self.month.last + datetime.timedelta(days=1)
        return row.since is not None and months_later(row.since, rule.min_months) > end

    def make(self, row):
        kind = self.kind_of(row)
        mine = sorted((r for r in self.rules if r.post == row.post and r.kind in ("", kind)), key=lambda r: r.name.encode())
        row.parts = [Part(r) for r in mine]
        for part in row.parts:
            if self.is_new(row, part.rule):
                part.left = "new"
            if part.rule.indicator.part != "score":
                left = part.left
                self.read(row, part)
                part.left = left or part.left
        self.weigh(row)
        row.score = self.total(row)
        self.pay(row)
        row.peer = self.peer(row, mine)
        return row

    @staticmethod
    def clip(part, taken):
        """With floor and cap, of which others of the group have had `taken`."""
        rule, value = part.rule, part.value
        if rule.floor is not None:
            value = max(value, rule.floor)
        if rule.cap is not None:
            value = max(min(value, rule.cap - taken), -rule.cap - taken)
        part.value = value

    def settle(self, parts):
        taken = collections.defaultdict(Fraction)
        for part in parts:
            total = taken[part.rule.group] + part.value if part.rule.group else 0
            part.is_bounded_alone = not part.rule.cap or abs(total) <= part.rule.cap
            self.clip(part, taken[part.rule.group] if part.rule.group else Fraction(0))
            if part.rule.group:
                taken[part.rule.group] += part.value

    def weigh(self, row):
        weighed = [p for p in row.parts if p.rule.is_weighed]
        there = [p for p in weighed if not p.left]
        whole, have = Fraction(100), sum((p.rule.weight for p in there), Fraction(0))
        for p in weighed:
            p.weight = p.rule.weight
        for p in there:
            p.weight = p.rule.weight * whole / have if have else p.rule.weight
            p.value = p.weight * p.rule.percent(p.figure) / 100
        others = [p for p in row.parts if not p.left and p.rule.shape in ("per-item", "bonus")]
        for p in others:
            p.value = p.rule.amount(p.figure)
        self.settle([p for p in row.parts if p in there or p in others])

    def total(self, row):
        """In hundredths, or None."""
        pointed = [p for p in row.parts if p.rule.shape in ("ratio", "steps", "bonus", "per-item")]
        own = [p for p in pointed if p.rule.is_weighed and p.rule.indicator.whole
               and not (self.of == "worker" and p.rule.indicator.is_of_area)]
        if not pointed or all(p.left for p in pointed) or (own and all(p.left for p in own)):
            return None
        weighed = [p for p in pointed if p.rule.is_weighed]
        if weighed and all(p.left for p in weighed):
            return None
        points = max(sum((p.value for p in pointed if not p.left), Fraction(0)), Fraction(0))
        for p in row.parts:
            if p.rule.shape == "veto" and not p.left:
                target = p.rule.target or Fraction(0)
                if p.rule.indicator.better == "more":
                    p.is_vetoed = p.figure < target
                else:
                    p.is_vetoed = p.figure > target
                if p.is_vetoed:
                    points = min(points, p.rule.points or Fraction(0))
        return hundredths(points)

    def pay(self, row):
        money = [p for p in row.parts if p.rule.shape == "money"]
        for p in money:
            if p.rule.indicator.part == "score" and not p.left:
                if row.score is None:
                    p.left = "no score"
                else:
                    p.part = p.figure = Fraction(row.score, 100)
            if not p.left:
                p.value = p.rule.amount(p.figure)
        self.settle([p for p in money if not p.left])
        if money and not all(p.left for p in money):
            row.pay = sum(hundredths(p.value) for p in money if not p.left)

    def peer(self, row, mine):
        group = {r.peer_group for r in mine} - {""}
        group = group.pop() if group else ""
        if group == "street":
            return (row.post, row.area[:9])
        if group == "community":
            return (row.post, row.area[:12])
        if group == "community-kind":
            return (row.post, self.kind_of(row))
        return (row.post, group)

    def rank(self):
        groups = collections.defaultdict(list)
        for row in self.rows:
            if row.score is not None:
                groups[row.peer].append(row.score)
        for row in self.rows:
            row.peers = len(groups[row.peer])
            if row.score is not None:
                row.rank = 1 + sum(1 for s in groups[row.peer] if s > row.score)


def grade(score):
    return next(g for limit, g in ((9000, "A"), (7500, "B"), (6000, "C"), (4000, "D"), (-1, "E")) if score >= limit)


# The working of a rule, as printed ------------------------------------------

NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"


def reckoned(how):
    """What comes out of a working with a pencil, before it is rounded: from left to
    right, each bound for what stands before it, but those that rules share."""
    # An arrow leads from a figure to its step, from what is below 0 to 0.
    how = re.sub(r"\([^()]* → (%s)\)" % NUMBER, r"\1", how)
    how = re.sub(r"\([^()]*\) → 0", "0", how)
    how = re.sub(r"^[0-9.÷× ]+ → (%s)" % NUMBER, r"\1", how)
    value = None
    for piece in re.split(r" \(([^()]*[≤≥][^()]*)\)", how):
        bound = re.fullmatch(r"(.* )?([≤≥]) (%s)" % NUMBER, piece)
        if bound and not bound.group(1):
            limit = Fraction(bound.group(3))
            value = max(value, limit) if bound.group(2) == "≥" else max(min(value, limit), -limit)
        elif not bound and piece:
            text = re.sub(r"(%s) %%" % NUMBER, r"(\1 / 100)", piece.replace("×", "*").replace("÷", "/").replace("−", "-"))
            if not re.fullmatch(r"[-+*/(). 0-9]+", text):
                raise ValueError(how)
            text = re.sub(r"([0-9]+(?:\.[0-9]+)?)", r"Fraction('\1')", text)
            value = eval(text if value is None else "value" + text)
    return value


# Comparison ---------------------------------------------------------------------


class Compare:
    def __init__(self):
        self.tests, self.bad = 0, 0

    def report(self, title, wrong, compared):
        self.tests += 1
        self.bad += bool(wrong)
        print("ok" if not wrong else "not ok", self.tests, "-", title, "(%d compared)" % compared)
        for line in wrong[:15]:
            print("#", line)
        if len(wrong) > 15:
            print("# and", len(wrong) - 15, "more")
        sys.stdout.flush()

    def rows(self, score, got, title):
        wrong, compared = [], 0
        have = {r["code"]: r for r in got}
        want = {r.code: r for r in score.rows}
        if [r["code"] for r in got] != sorted(want):
            wrong.append("rows too many %s, missing %s" % (sorted(set(have) - set(want)), sorted(set(want) - set(have))))
        peers = {}
        for code in sorted(set(want) & set(have)):
            w, g = want[code], have[code]
            scored = w.score is not None
            cells = dict(post=w.post, score=printed(w.score) if scored else "", grade=grade(w.score) if scored else "",
                         rank=str(w.rank) if scored else "", pay=printed(w.pay) if w.pay is not None else "", area=w.area)
            if scored:
                cells["peers"] = str(w.peers)
            for column, cell in cells.items():
                compared += 1
                if g[column] != cell:
                    wrong.append("%s: %s is %r, the model has %r" % (code, column, g[column], cell))
            if scored and peers.setdefault(g["peer"] + g["post"], w.peer) != w.peer:
                wrong.append("%s: peer %r is of another group too" % (code, g["peer"]))
        self.report(title, wrong, compared)

    def explained(self, score, got, title):
        wrong, compared = [], 0
        have = collections.defaultdict(dict)
        for r in got:
            have[r["code"]][r["rule"]] = r
        for row in score.rows:
            mine = have.pop(row.code, {})
            names = [p.rule.name for p in row.parts]
            if list(mine) != names:
                wrong.append("%s: rules %s, the model has %s" % (row.code, list(mine), names))
                continue
            for part in row.parts:
                compared += 1
                wrong += self.part(row, part, mine[part.rule.name], score.month.catalogue)
        if have:
            wrong.append("explains also %s" % sorted(have))
        self.report(title, wrong, compared)

    @staticmethod
    def part(row, p, got, catalogue):
        i, wrong = p.rule.indicator, []
        cells = {}
        if i.part != "score":
            cells["part"] = None if i.part in ("spent",) else str(p.part)
            cells["whole"] = str(p.whole) if i.whole else ""
        if not p.left:
            cells["points"] = printed(hundredths(p.value))
            cells["value"] = p.figure
        else:
            cells["points"] = ""
        if p.rule.is_weighed:
            cells["weight"] = printed(hundredths(p.rule.weight))
        for column, cell in cells.items():
            if column == "value":
                if not got[column] or Fraction(got[column]) not in (cell, Fraction(hundredths(cell), 100)):
                    wrong.append("%s %s: value is %s, the model has %s" % (row.code, p.rule.name, got[column], float(cell)))
            elif cell is not None and got[column] != cell:
                wrong.append("%s %s: %s is %r, the model has %r" % (row.code, p.rule.name, column, got[column], cell))
        if not p.left and p.rule.shape != "veto" and p.is_bounded_alone:
            try:
                by_hand = printed(hundredths(reckoned(got["how"])))
            except ValueError as e:
                by_hand = str(e)
            if by_hand != got["points"]:
                wrong.append("%s %s: %s makes %s, not %s" % (row.code, p.rule.name, got["how"], by_hand, got["points"]))
        if i.part == "score":
            return wrong
        counted, others = got["counted"].split(), got["others"].split()
        if {i.part, i.whole} & catalogue.sums:
            return wrong
        if sorted(counted) != sorted(p.counted) or sorted(others) != sorted(p.others):
            wrong.append("%s %s: lists %d and %d, the model has %d and %d; first %s" % (
                row.code, p.rule.name, len(counted), len(others), len(p.counted), len(p.others),
                sorted(set(counted + others) ^ set(p.counted + p.others))[:3]))
        if len(counted) != p.part or (i.whole and len(counted) + len(others) != p.whole):
            wrong.append("%s %s: counts %s of %s and lists %d and %d" % (
                row.code, p.rule.name, p.part, p.whole, len(counted), len(others)))
        return wrong

    def lists(self, score, got, month):
        """Some of the lists of cases against case-list."""
        wrong, compared, done = [], 0, collections.Counter()
        who = {r.code: r for r in score.rows}
        for r in got:
            i = score.month.catalogue.indicators[r["indicator"]]
            post = who[r["code"]].post
            if not score.month.catalogue.is_of_cases(i.part) or i.part in score.month.catalogue.sums or not r["counted"] or done[i.name, post] \
                    or post in ("acceptor", "chief", "dispatcher"):
                continue
            done[i.name, post] += 1
            if score.of != "worker":
                where = ("--by", score.of, "--code", r["code"])
            elif i.is_of_area:
                where = ("--area", who[r["code"]].area)
            else:
                of = "reporter" if score.month.catalogue.cohort[i.part] == "collected" else "worker"
                where = ("--by", of, "--code", r["code"])
            listed = run("case-list", "-f", "csv", "--indicator", i.name, "--month", month, *where)
            counted = sorted(c["case_no"] for c in listed for _ in range(int(c["part"])))
            others = sorted(c["case_no"] for c in listed for _ in range(int(c["whole"] or 0) - int(c["part"])))
            compared += 1
            if counted != sorted(r["counted"].split()) or (i.whole and others != sorted(r["others"].split())):
                wrong.append("%s %s: case-list has %d and %d" % (r["code"], r["rule"], len(counted), len(others)))
        return wrong, compared


def compare(c, m, month, edition, rules):
    posts = {r.post for r in rules}
    for of in ("worker", "department", "street", "community"):
        if not (posts & {of} if of != "worker" else posts - {"department", "street", "community"}):
            continue
        score = Score(m, rules, of)
        command = ["worker-score"] if of == "worker" else ["dept-score"] + ["--of", of] * (of != "department")
        command += ["--month", month, "--edition", edition, "-f", "csv"]
        title = "%s, %s of %s: " % (month, of, edition)
        c.rows(score, run(*command), title + "scores, grades, ranks and pay")
        got = run(*command, "--explain", "all")
        c.explained(score, got, title + "figures, points and what is behind them")
        c.report(title + "cases as case-list has them", *c.lists(score, got, month))


def main():
    path, months = sys.argv[1:3]
    os.environ["GRID_DB"] = path
    catalogue = Catalogue()
    db = sqlite3.connect("file:%s?mode=ro" % urllib.parse.quote(os.path.abspath(path)), uri=True)
    rows = export("score-rule")
    c = Compare()
    for month in months.split(","):
        m = Month(db, month, catalogue)
        for edition in sys.argv[3:] or sorted({r["edition"] for r in rows}):
            rules = [Rule(r, catalogue) for r in rows if r["edition"] == edition and r["valid_from"] <= str(m.first)
                     and str(m.first) <= (r["valid_to"] or "9999")]
            compare(c, m, month, edition, rules)
    print("1..%d" % c.tests)
    return 1 if c.bad or not c.tests else 0


if __name__ == "__main__":
    sys.exit(main())
