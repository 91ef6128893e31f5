# SPDX-License-Identifier: MIT
#
# visit_model.py make SEED: a few hundred persons, households and units of the demo's
# grids, with rules, visits and events, as CSV files for grid-import and SQL.
#
# visit_model.py check DATABASE PROBE: whom the rules of visits speak of and when
# each is to be seen, reckoned up from the tables alone, against visit_probe and
# worker-visit; and the order in which worker-visit has them.
#
# visit_model.py walk FILE: how many kilometres the way through the buildings of a
# printed list is, beside the nearest neighbour's from the first of them by code, area
# by area, and that no way is longer; FILE - is standard input.
import csv
import datetime
import math
import os
import random
import subprocess
import sys
import sqlite3
from collections import defaultdict

DAY = 86400
ZONE = 8 * 3600
NONE = -2 ** 31
GRIDS = ["4403100030010%02d" % n for n in (1, 2)] + ["4403100030020%02d" % n for n in (1, 2)] + ["4403100030030%02d" % n for n in (1, 2)]
TAGS = ["高龄独居", "空巢老人", "特困", "困境儿童", "社区矫正", "甲类", "乙类", "低保", "household", "高龄"]
RISKS = ["高风险", "甲类", "消防", "unit"]
NOW = datetime.datetime(2026, 11, 9, 9, 0, 0)


def instant(text):
    at = datetime.datetime.fromisoformat(text)
    return int((at - datetime.datetime(1970, 1, 1)).total_seconds()) - ZONE


def day_of(at):
    return (at + ZONE) // DAY


def day(text):
    return (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days


def date(n):
    return "" if n == NONE else (datetime.date(1970, 1, 1) + datetime.timedelta(n)).isoformat()


# Made up ---------------------------------------------------------------------

def some_day(rng, back, ahead=0):
    # On the very days that are asked for, too.
    if rng.random() < 0.3:
        return rng.choice(["2026-11-09", "2026-10-01", "2026-07-15"])
    return (NOW + datetime.timedelta(rng.randint(-back, ahead))).date().isoformat()


def put(name, heading, rows):
    with open(name, "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(heading.split(","))
        w.writerows(rows)


def make(seed):
    rng = random.Random(seed)
    put("rules.csv", "tag,period_days,retry_days", [
        ("甲类", 30, 5), ("乙类", 30, 2), ("高风险", 14, ""), ("unit", 180, 14), ("household", 60, 9), ("event", 2, 1)])
    buildings = []
    for i in range(36):
        here = rng.random() < 0.8
        buildings.append(("B%02d" % i, "楼%d" % i, GRIDS[i % 6], rng.choice(["", "某路%d号" % rng.randrange(9)]),
                          round(114.3 + rng.random() / 50, 6) if here else "", round(22.6 + rng.random() / 50, 6) if here else ""))
    put("building.csv", "code,name,area,address,lon,lat", buildings)
    households = [("H%03d" % i, rng.choice(buildings)[0], rng.choice(["", "101", "1001", "202", "3-02", "3-2"])) for i in range(180)]
    put("household.csv", "code,building,room", households)
    area = {b[0]: b[2] for b in buildings}
    persons = []
    for i in range(420):
        h = rng.choice(households) if rng.random() < 0.85 else ("", "", "")
        b = h[1] if rng.random() < 0.5 else rng.choice(["", h[1]])
        tags = ";".join(dict.fromkeys(rng.choice(TAGS) for _ in range(rng.choice([0, 0, 1, 1, 2, 3]))))
        persons.append(("P%03d" % i, "某%d" % i, area.get(h[1], rng.choice(GRIDS)), b, h[0], tags,
                        some_day(rng, 400, 20) if rng.random() < 0.5 else "",
                        some_day(rng, 200, 30) if rng.random() < 0.15 else "",
                        some_day(rng, 200) if rng.random() < 0.1 else ""))
    persons = [p for p in persons if not (p[6] and p[7] and p[7] < p[6])]
    put("person.csv", "local_key,name,area,building,household,tags,moved_in_on,moved_out_on,died_on", persons)
    units = [("U%02d" % i, "店%d" % i, rng.choice(GRIDS), rng.choice(buildings + [("",)])[0],
              rng.choice(["", "", "高风险", "消防、高风险", "甲类 消防", "unit", "较高风险"]),
              some_day(rng, 300, 10) if rng.random() < 0.6 else "") for i in range(60)]
    units = [u + (some_day(rng, 100, 40) if rng.random() < 0.2 else "",) for u in units]
    units = [u for u in units if not (u[5] and u[6] and u[6] < u[5])]
    put("unit.csv", "local_key,name,area,building,risk,opened_on,closed_on", units)
    person, household, unit = (lambda: rng.choice(persons)[0]), (lambda: rng.choice(households)[0]), (lambda: rng.choice(units)[0])
    visits = {}
    for _ in range(2600):
        at = NOW - datetime.timedelta(seconds=int(rng.expovariate(1 / 40) * DAY) // 600 * 600)
        who = rng.choice([(person(), "", ""), ("", household(), ""), ("", "", unit())])
        key = ("W0%d" % rng.randint(1, 4), at.isoformat(" ")) + who
        visits.setdefault(key, rng.choice(["met", "met", "absent", "absent", "refused"]))
    put("visit.csv", "worker,visited_at,person,household,unit,outcome", [k + (o,) for k, o in visits.items()])
    with open("events.sql", "w", encoding="utf-8") as f:
        for _ in range(90):
            at = instant((NOW - datetime.timedelta(seconds=int(rng.expovariate(1 / 15) * DAY) // 600 * 600)).isoformat(" "))
            kind, key, column = rng.choice([("person", "local_key", person()), ("household", "code", household()), ("unit", "local_key", unit())])
            f.write("INSERT INTO visit_event (happened_at, recorded_at, reason, %s_id) SELECT %d, %d, 'x', %s_id FROM %s WHERE %s = '%s';\n"
                    % (kind, at, at, kind, kind, key, column))
        for _ in range(25):
            a, b = person(), person()
            # One step always leads to who it is.
            f.write("UPDATE person SET merged_into_id = (SELECT person_id FROM person WHERE local_key = '%s' AND merged_into_id IS NULL)"
                    " WHERE local_key = '%s' AND local_key <> '%s' AND person_id NOT IN (SELECT merged_into_id FROM person WHERE merged_into_id IS NOT NULL);\n" % (a, b, a))


# Reckoned up ------------------------------------------------------------------

class Model:
    def __init__(self, path):
        db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
        db.row_factory = sqlite3.Row
        all_of = lambda table: [dict(r) for r in db.execute("SELECT * FROM " + table)]
        self.rule = {r["tag"]: (r["period_days"], r["retry_days"] or 0) for r in all_of("visit_rule")}
        self.area = {r["area_id"]: r for r in all_of("area")}
        self.building = {r["building_id"]: r for r in all_of("building")}
        self.household = {r["household_id"]: r for r in all_of("household")}
        self.unit = {r["unit_id"]: r for r in all_of("unit")}
        persons = all_of("person")
        self.who = {p["person_id"]: p["merged_into_id"] or p["person_id"] for p in persons}
        self.person = {p["person_id"]: p for p in persons if not p["merged_into_id"]}
        self.visits, self.events = defaultdict(list), defaultdict(list)
        home = {p["person_id"]: p["household_id"] for p in persons}
        for v in all_of("visit"):
            seen = (v["visited_at"], v["outcome"] == "met")
            if v["person_id"]:
                self.visits["person", self.who[v["person_id"]]].append(seen)
                if home[v["person_id"]]:
                    self.visits["household", home[v["person_id"]]].append(seen)
            for kind in ("household", "unit"):
                if v[kind + "_id"]:
                    self.visits[kind, v[kind + "_id"]].append(seen)
        for e in all_of("visit_event"):
            for kind in ("person", "household", "unit"):
                if e[kind + "_id"]:
                    id = e[kind + "_id"] if kind != "person" else self.who[e["person_id"]]
                    self.events[kind, id].append(e["happened_at"])

    def one(self, kind, id, words, since, as_of):
        """tag, key, period, met, tried, attempts, due, next, seen, shut; None: no rule speaks of it."""
        today = day_of(as_of)
        rules = [(self.rule[w][0], w.encode(), w) for w in words if w in self.rule]
        own = min(rules) if rules else None
        before = [v for v in self.visits[kind, id] if v[0] <= as_of]
        met = max([at for at, is_met in before if is_met], default=0)
        happened = max([at for at in self.events[kind, id] if at <= as_of], default=0)
        is_open = "event" in self.rule and happened and not [1 for at, is_met in before if is_met and at > happened]
        if is_open:
            rules.append((self.rule["event"][0], b"event", "event"))
        if not rules:
            return None
        period, _, tag = min(rules)
        due = NONE if own and not met and since is None else since if own and not met else day_of(met) + own[0] if own else 2 ** 30
        go = due
        from_at = met
        if tag == "event":
            due, go = min(due, day_of(happened) + period), min(due, day_of(happened))
            from_at = happened
        vain = [at for at, is_met in before if not is_met and at > from_at]
        tried = max(vain, default=0)
        retry = self.rule[tag][1]
        if vain and retry:
            go = max(go, day_of(tried) + retry)
        seen = due >= today
        shut = not seen and bool(vain) and today - day_of(tried) <= period
        return tag, tag not in ("household", "unit"), period, met, tried, len(vain), due, go, seen, shut

    def all(self, as_of):
        today = day_of(as_of)
        begun = lambda text: not text or day(text) <= today
        ended = lambda text: text and day(text) <= today
        for id, p in self.person.items():
            if begun(p["moved_in_on"]) and not ended(p["moved_out_on"]) and not ended(p["died_on"]):
                words = [w for w in (p["tags"] or "").split(";") if w not in ("household", "unit", "event")]
                at = self.one("person", id, words, day(p["moved_in_on"]) if p["moved_in_on"] else None, as_of)
                building = p["building_id"] or (p["household_id"] and self.household[p["household_id"]]["building_id"]) or 0
                if at:
                    yield "person", id, p["area_id"], building, at
        for id, h in self.household.items():
            at = self.one("household", id, ["household"], None, as_of)
            if at:
                yield "household", id, self.building[h["building_id"]]["area_id"], h["building_id"], at
        for id, u in self.unit.items():
            if begun(u["opened_on"]) and not ended(u["closed_on"]):
                words = [w for w in (u["risk"] or "").replace("、", " ").split(" ") if w not in ("household", "unit", "event")]
                at = self.one("unit", id, words + ["unit"], day(u["opened_on"]) if u["opened_on"] else None, as_of)
                if at:
                    yield "unit", id, u["area_id"], u["building_id"] or 0, at


# Compared -----------------------------------------------------------------------

def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8")
    if done.returncode:
        sys.exit("%s: status %d" % (" ".join(command), done.returncode))
    return done.stdout


def is_below(code, area):
    return not area or code == area or (len(area) <= 12 and code.startswith(area))


def masked(text):
    return text[0] + "*" * (len(text) - 3) + text[-2:]


def time(at):
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=at + ZONE)).isoformat(" ") if at else ""


OF = ["person", "household", "unit"]


def expect_same(what, want, got):
    if want != got:
        print("%s: %d wanted, %d got" % (what, len(want), len(got)))
        for line in sorted(set(want) - set(got))[:5]:
            print("  not there:", line)
        for line in sorted(set(got) - set(want))[:5]:
            print("  too much: ", line)
        for i, (a, b) in enumerate(zip(want, got)):
            if a != b:
                print("  first other one, %d:\n   %s\n   %s" % (i, a, b))
                break
        sys.exit(1)


def check_probe(m, db, probe, at, area, kinds):
    rows = []
    for of, id, area_id, building, s in m.all(instant(at)):
        if is_below(m.area[area_id]["code"], area) and ("k" if s[1] else "h") in kinds:
            rows.append(((m.area[area_id]["code"], building, OF.index(of), id),
                         "|".join(str(int(x) if not isinstance(x, str) else x) for x in (OF.index(of), id, area_id, building) + s)))
    want = [line for _, line in sorted(rows)]
    expect_same("visit_each %s %s %s" % (at, area, kinds), want, run(probe, db, at, area or "-", kinds).splitlines())
    return want


def check_find(m, db, probe, at, want):
    for line in want[::23]:
        of, id = line.split("|")[:2]
        expect_same("visit_find", [line], run(probe, db, at, "-", "kh", of, id).splitlines())


def row_of(m, today, of, id, area_id, building, s):
    tag, _, period, met, tried, attempts, due, go, _, _ = s
    a, b = m.area[area_id], m.building.get(building)
    r = {"person": m.person, "household": m.household, "unit": m.unit}[of][id]
    home = r if of == "household" else m.household.get(r["household_id"]) if of == "person" else None
    subject = masked(r["local_key"]) if of == "person" else r["code"] if of == "household" else r["local_key"]
    name = r["name"][0] + "*" * (len(r["name"]) - 1) if of == "person" else "" if of == "household" else r["name"]
    place = ["", ""]
    if b and b["lon"] is not None and b["lat"] is not None:
        place = [repr(b["lon"]), repr(b["lat"])]
    return [a["code"], a["name"], b["code"] if b else "", b["name"] if b else "", (b["address"] if b else "") or "",
            home["code"] if home else "", (home["room"] if home else "") or "", of, subject, name, tag, str(period), time(met), time(tried),
            str(attempts), date(due), date(go), "" if due == NONE else str(max(0, today - due))] + place


def check_due(m, db, on, options, lets):
    today = day(on)
    at = instant(NOW.isoformat(" ")) if on == "2026-11-09" else (today + 1) * DAY - ZONE - 1
    want = [row_of(m, today, *x) for x in m.all(at) if lets(x, today)]
    text = run("worker-visit", "-d", db, "--due", "--on", on, *options)
    got = [r for r in csv.reader(text.splitlines())][1:]
    expect_same("--due --on %s %s: places" % (on, options), [str(i + 1) for i in range(len(got))], [r[0] for r in got])
    expect_same("--due --on %s %s" % (on, options), sorted(map(tuple, want)), sorted(tuple(r[1:]) for r in got))
    check_order(got)
    return got


def number_key(room):
    """Digits by their value; nothing is last."""
    out, i = [], 0
    while i < len(room):
        j = i
        while j < len(room) and room[j].isdigit():
            j += 1
        out.append((0, int(room[i:j]), "") if j > i else (1, 0, room[i]))
        i = max(j, i + 1)
    return (room == "", out)


def check_order(rows):
    """Areas by code; buildings together, placed ones first, then by address, then none; rooms in them."""
    keys, seen, last = [], {}, None
    for r in rows:
        area, building, address, household, room, of, lon = r[1], r[3], r[5], r[6], r[7], r[8], r[19]
        if (area, building) != last:
            if (area, building) in seen:
                sys.exit("twice at building %s" % building)
            seen[area, building] = len(seen)
            last = area, building
        part = 0 if lon else 1 if building else 2
        keys.append((area, part, (address == "", address, building) if part == 1 else (), seen[area, building],
                     number_key(room), (household == "", household), ["household", "person", "unit"].index(of)))
    for a, b in zip(keys, keys[1:]):
        # Of an odd room like 3-02 and 3-2 the values are equal.
        if a > b:
            sys.exit("out of order:\n %s\n %s" % (a, b))


def check(db, probe):
    m = Model(db)
    n = 0
    for at in ("2026-11-09 09:00:00", "2026-11-08 23:59:59", "2026-10-01 00:00:00", "2026-07-15 12:00:00", "2025-01-01 00:00:00"):
        for area, kinds in ((None, "k"), (None, "h"), ("440310003001", "kh"), (GRIDS[3], "k"), (GRIDS[3], "h")):
            n += len(check_probe(m, db, probe, at, area, kinds))
        check_find(m, db, probe, at, check_probe(m, db, probe, at, None, "kh"))
    code = lambda x: m.area[x[2]]["code"]
    tags = lambda x: x[4][0]
    due = lambda x, today, within=0: x[4][7] <= today + within
    for on in ("2026-11-09", "2026-11-12", "2026-06-30"):
        n += len(check_due(m, db, on, [], due))
        check_due(m, db, on, ["--all"], lambda x, today: True)
        check_due(m, db, on, ["--within", "10"], lambda x, today: due(x, today, 10))
        check_due(m, db, on, ["--tag", "乙类", "--all"], lambda x, today: tags(x) == "乙类")
        check_due(m, db, on, ["--tag", "household"], lambda x, today: tags(x) == "household" and due(x, today))
        check_due(m, db, on, ["--tag", "event"], lambda x, today: tags(x) == "event" and due(x, today))
        check_due(m, db, on, ["--area", "440310003002"], lambda x, today: is_below(code(x), "440310003002") and due(x, today))
    print("# %d subjects and rows reckoned up" % n)
    used = {x[4][0] for x in m.all(instant("2026-11-09 09:00:00"))}
    for tag in ("甲类", "乙类", "高风险", "unit", "household", "event", "高龄独居", "特困"):
        if tag not in used:
            sys.exit("nobody is under the rule " + tag)


# Walked ---------------------------------------------------------------------------

def metres(points):
    lat = sum(p[1] for p in points) / len(points)
    k = math.pi / 180 * 6371008.8
    return [(p[0] * k * math.cos(lat * math.pi / 180), p[1] * k) for p in points]


def length(flat):
    return sum(math.dist(a, b) for a, b in zip(flat, flat[1:]))


def nearest(flat, start):
    left, (x, y), sum = [p for i, p in enumerate(flat) if i != start], flat[start], 0
    while left:
        least = math.inf
        for i, (px, py) in enumerate(left):
            d = (px - x) * (px - x) + (py - y) * (py - y)
            if d < least:
                least, best = d, i
        x, y = left[best]
        left[best] = left[-1]
        left.pop()
        sum += math.sqrt(least)
    return sum


def walk(path):
    places = defaultdict(dict)
    with sys.stdin if path == "-" else open(path, encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            if r["lon"]:
                places[r["area"]].setdefault(r["building"], (float(r["lon"]), float(r["lat"])))
    for area, buildings in sorted(places.items()):
        # The nearest neighbour begins with the first of the list of buildings.
        ours, by_code = metres(list(buildings.values())), metres([buildings[c] for c in sorted(buildings)])
        near = nearest(by_code, 0)
        print("%s %d %.1f %.1f" % (area, len(ours), length(ours) / 1000, near / 1000))
        if length(ours) > near + 1e-3:
            sys.exit("%s: longer than the nearest neighbour's" % area)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    elif sys.argv[1] == "check":
        check(sys.argv[2], sys.argv[3])
    else:
        walk(sys.argv[2])
