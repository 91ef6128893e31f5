#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A second opinion on imports of the archive: archive_model.py DB [SEED [ROUNDS]]

Makes random files of buildings, households, persons, units and visits with
all that offices do to them (partial sheets, <empty>, corrected numbers, two
records of one person, local keys, repeated and bad rows), imports them, takes
some imports back, and compares tables, history, counts and reject files with
a model written from the manual: records are objects that refer to objects,
history is a list of changes, taking back undoes the changes of the list.
It prints TAP, a line a seed.

Where the manual is silent the model assumes: all rows of a file are looked up
in the database as it was before the file; a row that shares a name with any
row above it, be that one rejected as repeated, is repeated; a row that says
which number was wrong is not led on by a number that was wrong once, and has
nothing to say of it where the right one has a record and the wrong one none.
"""
import csv
import datetime
import os
import random
import re
import sqlite3
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TODAY = datetime.date(2026, 11, 9)
GRIDS = ["440310003001001", "440310003001002"]
KINDS = ["building", "household", "person", "unit", "visit"]
REFERENCES = {"building": "building", "household": "household", "person": "person", "unit": "unit"}


def catalogue():
    """The columns of each kind and which are tracked, as lib/fields.csv has it."""
    columns, tracked = {}, set()
    for row in csv.reader(open(os.path.join(HERE, "..", "lib", "fields.csv"), encoding="utf-8")):
        if len(row) > 7 and row[0] in KINDS and row[2] and row[2] != "old_id_no":
            columns.setdefault(row[0], []).append(row[2])
            if "t" in row[7]:
                tracked.add((row[0], row[2]))
    return columns, tracked


COLUMNS, TRACKED = catalogue()


def id_number(rng):
    born = datetime.date(1950, 1, 1) + datetime.timedelta(rng.randrange(25000))
    body = "440307%s%03d" % (born.strftime("%Y%m%d"), rng.randrange(1000))
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]


def sex_of(id_no):
    return "male" if int(id_no[16]) % 2 else "female"


def birth_of(id_no):
    return "%s-%s-%s" % (id_no[6:10], id_no[10:12], id_no[12:14])


def credit_code(rng):
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    unit = "".join(rng.choice(letters) for _ in range(8))
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = sum(digits.index(c) * w for c, w in zip(unit, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    body = "91440300" + unit + "0X987654321"[rest]
    total = sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + letters[-total % 31]


class Record:
    """What a table's row is; values of references are records, areas are codes."""

    def __init__(self, kind, run):
        self.kind, self.run, self.value, self.merged = kind, run, {}, None

    def name(self):
        v = self.value
        if self.kind == "person":
            return v.get("id_no") or v["local_key"]
        if self.kind == "unit":
            return v.get("uscc") or v["local_key"]
        if self.kind == "visit":
            return tuple(v.get(c).name() if isinstance(v.get(c), Record) else v.get(c)
                         for c in ("worker", "visited_at", "person", "household", "unit"))
        return v["code"]


class Change:
    """What a run changed: what was there, from when until when."""

    def __init__(self, run, record, column, old, since, until):
        self.run, self.record, self.column, self.old, self.since, self.until = run, record, column, old, since, until


class Bad(Exception):
    """A row is refused: the column."""


class Model:
    def __init__(self):
        self.records = {kind: [] for kind in KINDS}
        self.history = []
        self.undone = set()
        self.kind_of = {}

    def find(self, kind, column, text, merged=False):
        for r in self.records[kind]:
            if r.value.get(column) == text and text is not None and bool(r.merged) == merged:
                return r
        return None

    # Who has had a number, or the record that another one is by now.
    def led(self, column, text):
        r = self.find("person", column, text, True)
        if r:
            while r.merged:
                r = r.merged
            return r
        if column == "id_no":
            for c in self.history:
                if c.column == "id_no" and c.record.kind == "person" and c.old == text:
                    r = c.record
                    while r.merged:
                        r = r.merged
                    return r
        return None

    def person(self, text):
        return (self.find("person", "id_no", text) or self.find("person", "local_key", text)
                or self.led("id_no", text) or self.led("local_key", text))

    def reference(self, column, text):
        if column == "person":
            return self.person(text)
        if column == "unit":
            return self.find("unit", "uscc", text) or self.find("unit", "local_key", text)
        return self.find(column, "code", text)

    def read(self, kind, cells):
        """Cells as values: absent is not given, None erases."""
        value = {}
        for column, cell in cells.items():
            if cell.strip() in ("", "-", "无"):
                continue
            value[column] = None if cell == "<empty>" else cell
        for column in COLUMNS[kind]:
            if value.get(column) and column in REFERENCES and column != kind:
                found = self.reference(column, value[column])
                if not found:
                    raise Bad(column)
                value[column] = found
        return value

    def judge(self, kind, cells):
        """The record a row means (None: a new one), its values, its names, and
        the record that is merged; raises Bad."""
        value = self.read(kind, cells)
        if kind == "person":
            return self.judge_person(value)
        if kind == "unit":
            return self.judge_unit(value)
        if kind == "visit":
            who = [c for c in ("person", "household", "unit") if value.get(c)]
            if len(who) != 1:
                raise Bad("person")
            key = (value["worker"], value["visited_at"], value[who[0]])
            for r in self.records["visit"]:
                if (r.value["worker"], r.value["visited_at"], r.value.get(who[0])) == key:
                    return r, value, {key}, None
            return None, value, {key}, None
        return self.find(kind, "code", value["code"]), value, {value["code"]}, None

    def judge_unit(self, value):
        code, key = value.get("uscc"), value.get("local_key")
        if not code and not key:
            key = value["local_key"] = ("made", value["area"], value["name"])
        found = self.find("unit", "uscc", code) or self.find("unit", "local_key", key)
        if found and code and key:
            self.check_names("unit", found, "uscc", code, key, None)
        return found, value, {("uscc", code), ("key", key)} - {("uscc", None), ("key", None)}, None

    def check_names(self, kind, found, column, number, key, wrong):
        other = self.find(kind, "local_key", key)
        if other and other is not found:
            raise Bad("local_key")
        has = found.value.get(column)
        if has and has not in (number, wrong):
            raise Bad("local_key")

    def judge_person(self, value):
        id_no, key, wrong = value.get("id_no"), value.get("local_key"), value.pop("old_id_no", None)
        for column in ("id_no", "local_key"):
            if column in value and value[column] is None:
                raise Bad(column)
        if wrong and (not id_no or id_no == wrong):
            raise Bad("old_id_no")
        if not id_no and not key:
            household = value.get("household")
            key = value["local_key"] = ("made", value["area"], value["name"], value.get("sex") or "",
                                        value.get("birth_on") or "", household.value["code"] if household else "")
        if id_no:
            self.check_told(value, id_no)
        found, merged = self.find("person", "id_no", id_no) or self.find("person", "local_key", key), None
        if wrong:
            other = self.find("person", "id_no", wrong)
            if other and not found:
                found = other
            elif other is not found:
                merged = other
            # Nobody has it: a new record is known by it too.
            if not found:
                value["wrong"] = wrong
            elif not other:
                wrong = None
        elif not found:
            found = self.led("id_no", id_no) if id_no else self.led("local_key", key)
            if found:
                value.pop("id_no" if id_no else "local_key")
                if id_no:
                    id_no = None
        if found and not value.get("id_no") and found.value.get("id_no"):
            self.check_told(value, found.value["id_no"])
        if found and id_no and key:
            self.check_names("person", found, "id_no", id_no, key, wrong)
        names = {("id", value.get("id_no")), ("id", wrong), ("key", value.get("local_key"))}
        return found, value, names - {("id", None), ("key", None)}, merged

    @staticmethod
    def check_told(value, id_no):
        for column, told in (("sex", sex_of(id_no)), ("birth_on", birth_of(id_no))):
            if value.get(column) and value[column] != told:
                raise Bad(column)
            value[column] = None

    def changed(self, record, value):
        return [c for c in value if record.value.get(c) != value[c]]

    def last_day(self, record, column):
        """Since when a column has its value, None if nobody knows."""
        since = None
        for c in self.history:
            if c.record is record and c.column == column and c.until:
                since = c.until
        return since

    # The first column that a row would change and that has changed on a later
    # day already.
    def too_late(self, record, value, day):
        for c in COLUMNS[record.kind]:
            if c in self.changed(record, value) and (record.kind, c) in TRACKED and (self.last_day(record, c) or "") > day:
                return c
        return None

    def take(self, kind, rows, fault, day):
        """What each row is: ("bad", column), ("repeated", lines) or what is to be done."""
        seen, done = [], []
        for line, cells in rows:
            if line in fault:
                done.append((line, "bad", fault[line], None))
                continue
            try:
                found, value, names, merged = self.judge(kind, cells)
            except Bad as bad:
                done.append((line, "bad", str(bad), None))
                continue
            what = "inserted" if not found else "updated" if merged or self.changed(found, value) else "unchanged"
            if found:
                names = (names if what == "updated" else set()) | {found} | ({merged} if merged else set())
            before = {l for l, other in seen if other & names}
            seen.append((line, names))
            if before:
                done.append((line, "repeated", before, None))
            elif what == "updated" and self.too_late(found, value, day):
                done.append((line, "bad", self.too_late(found, value, day), None))
            else:
                done.append((line, what, found, (value, merged)))
        return done

    def keep(self, run, record, column, old, until):
        tracked = column == "merged_into_id" or (record.kind, column) in TRACKED
        since = self.last_day(record, column) if tracked else None
        self.history.append(Change(run, record, column, old, since, until if tracked else None))

    def write(self, kind, run, done, day):
        self.kind_of[run] = kind
        for _, what, record, more in done:
            if what not in ("inserted", "updated"):
                continue
            value, merged = more
            if what == "inserted":
                record = Record(kind, run)
                wrong = value.pop("wrong", None)
                record.value = {c: v for c, v in value.items() if v is not None}
                self.records[kind].append(record)
                if wrong:
                    self.history.append(Change(run, record, "id_no", wrong, None, None))
                continue
            for column in self.changed(record, value):
                self.keep(run, record, column, record.value.get(column), day)
                record.value[column] = value[column]
            if merged:
                for third in self.records[kind]:
                    if third.merged is merged:
                        self.keep(run, third, "merged_into_id", merged, day)
                        third.merged = record
                self.keep(run, merged, "merged_into_id", None, day)
                merged.merged = record

    def can_undo(self, run):
        kind = self.kind_of[run]
        made = {r for r in self.records[kind] if r.run == run}
        mine = [c for c in self.history if c.run == run]
        for c in self.history:
            if c.run == run:
                continue
            if isinstance(c.old, Record) and c.old in made:
                return False
            if c.run > run and (c.record in made or any(
                    o.record is c.record and c.column in (o.column, "merged_into_id") for o in mine)):
                return False
        for other in KINDS:
            for r in self.records[other]:
                if r not in made and (r.merged in made or any(isinstance(v, Record) and v in made for v in r.value.values())):
                    # What merged into it by this very run is taken back first.
                    if not (r.merged in made and any(c.record is r and c.column == "merged_into_id" for c in mine)):
                        return False
        for column in ("id_no", "uscc", "local_key", "code"):
            taken = [(c.old, c.record) for c in mine if c.column == column and c.record not in made]
            for old, record in taken:
                if old is not None and any(r is not record and r not in made and r.value.get(column) == old
                                           for r in self.records[kind]):
                    return False
        return True

    def undo(self, run):
        for c in reversed([c for c in self.history if c.run == run]):
            if c.column == "merged_into_id":
                c.record.merged = c.old
            else:
                c.record.value[c.column] = c.old
        self.history = [c for c in self.history if c.run != run]
        kind = self.kind_of[run]
        self.records[kind] = [r for r in self.records[kind] if r.run != run]
        self.undone.add(run)


class Maker:
    """Random files about what there is and what there could be."""

    def __init__(self, rng, model):
        self.rng, self.model, self.serial = rng, model, 0
        self.numbers = [id_number(rng) for _ in range(25)]
        self.codes = [credit_code(rng) for _ in range(6)]

    def code(self, kind):
        return "%s%d" % (kind[0].upper(), self.rng.randrange(8))

    def some(self, kind):
        known = self.model.records[kind]
        return self.rng.choice(known) if known else None

    def row(self, kind):
        rng, cells = self.rng, {}
        if kind == "building":
            cells = {"code": self.code(kind), "name": "楼" + rng.choice("甲乙丙"), "area": rng.choice(GRIDS),
                     "address": "路%d号" % rng.randrange(3), "floors": str(rng.randrange(1, 30)),
                     "lon": "%r" % rng.choice([114.1, 114.00000000000001, 113.9999999]), "note": "记" + rng.choice("一二")}
        elif kind == "household":
            cells = {"code": self.code(kind), "building": self.code("building"), "room": str(rng.randrange(100, 103)),
                     "area_m2": rng.choice(["88.5", "90", "0.1"]), "note": "记" + rng.choice("一二")}
        elif kind == "unit":
            cells = {"uscc": rng.choice(self.codes + [""] * 3), "local_key": rng.choice(["", "", "U1", "U2"]),
                     "name": "店" + rng.choice("甲乙"), "area": rng.choice(GRIDS), "building": self.code("building"),
                     "staff_count": str(rng.randrange(9)), "risk": rng.choice(["高", "低"])}
        elif kind == "visit":
            cells = {"worker": "W0%d" % rng.randrange(1, 3), "visited_at": "2026-11-0%d 10:00:00" % rng.randrange(1, 8),
                     "person": "", "household": "", "unit": "", "outcome": rng.choice(["met", "absent", "refused"]),
                     "note": "记" + rng.choice("一二")}
            who = rng.choice(["person", "person", "household", "unit"])
            cells[who] = (rng.choice(self.numbers) if who == "person" else self.code(who) if who == "household"
                          else rng.choice(self.codes))
        else:
            cells = self.person_row()
        for column in cells:
            must = column in ("code", "name", "area", "worker", "visited_at", "outcome", "id_no", "local_key", "uscc", "old_id_no")
            if not must and not (kind == "household" and column == "building") and kind != "visit" and rng.random() < 0.2:
                cells[column] = rng.choice(["", "<empty>", "-"])
        return cells

    def person_row(self):
        rng = self.rng
        cells = {"id_no": "", "local_key": "", "old_id_no": "", "name": "王" + rng.choice("甲乙丙"), "sex": "", "birth_on": "",
                 "phone": "1540001230%d" % rng.randrange(3), "area": rng.choice(GRIDS), "building": self.code("building"),
                 "household": self.code("household"), "relation": rng.choice(["02", "10", "20"]),
                 "tags": rng.choice(["低保", "低保;独居老人"]), "address": "路%d号" % rng.randrange(3),
                 "note": "记" + rng.choice("一二")}
        how = rng.random()
        if how < 0.6:
            cells["id_no"] = rng.choice(self.numbers)
            if rng.random() < 0.2:
                cells["sex"], cells["birth_on"] = sex_of(cells["id_no"]), birth_of(cells["id_no"])
            if rng.random() < 0.05:
                cells["sex"] = rng.choice(["male", "female"])
        elif how < 0.8:
            cells["sex"] = rng.choice(["male", "female", ""])
            cells["birth_on"] = rng.choice(["2001-02-03", "2002-03-04", ""])
            cells["name"] = "李" + rng.choice("甲乙丙")
        if how < 0.6 and rng.random() < 0.2:
            self.wrong(cells)
        if how >= 0.8 or rng.random() < 0.08:
            cells["local_key"] = "K%d" % rng.randrange(5)
            # The key of a record that was merged, beside another number: silent.
            if cells["id_no"] and self.model.find("person", "local_key", cells["local_key"], True):
                cells["local_key"] = ""
        return cells

    # Numbers that led elsewhere once, beside one that was wrong: silent.
    def wrong(self, cells):
        numbers = [n for n in self.numbers if not self.model.led("id_no", n) or self.model.find("person", "id_no", n)]
        if len(numbers) >= 2:
            cells["id_no"], cells["old_id_no"] = self.rng.sample(numbers, 2)
            cells["sex"] = cells["birth_on"] = ""

    def spoil(self, kind, cells):
        """A fault whose column is known."""
        choices = [("area", "没有的网格")] if "area" in cells else []
        choices += [("name", ""), ("name", "张*")] if kind == "person" else []
        if kind == "person":
            choices += [("phone", "12"), ("relation", "邻居的猫"), ("id_no", "440307196203070043")]
        if kind == "visit":
            choices = [("outcome", "不知道"), ("visited_at", "昨天")]
        column, cell = self.rng.choice(choices or [("code", "两 个")])
        if column in cells:
            cells[column] = cell
            return column
        return None

    def file(self, path, kind):
        rng = self.rng
        rows = [self.row(kind) for _ in range(rng.randrange(1, 12))]
        if kind in ("building", "household") and not self.model.records[kind]:
            rows = [dict(self.row(kind), code="%s%d" % (kind[0].upper(), i)) for i in range(7)]
        columns = list(rows[0])
        drop = {c for c in columns if rng.random() < 0.25} - {"code", "name", "area", "worker", "visited_at", "outcome"}
        if kind == "household":
            drop.discard("building")
        if kind == "visit":
            drop = drop & {"note"}
        columns = [c for c in columns if c not in drop]
        if rng.random() < 0.1 and rows:
            rows.append(dict(rng.choice(rows)))
        rng.shuffle(columns)
        rng.shuffle(rows)
        rows = [{c: r[c] for c in columns} for r in rows]
        fault = {}
        for at, r in enumerate(rows):
            if rng.random() < 0.06:
                column = self.spoil(kind, r)
                if column:
                    fault[at + 2] = column
        with open(path, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([r[c] for c in columns] for r in rows)
        return [(at + 2, r) for at, r in enumerate(rows)], fault


class Run:
    """One seed: the database beside the model."""

    def __init__(self, database, seed):
        self.database, self.rng = database, random.Random(seed)
        self.model, self.keys = Model(), {}
        self.maker, self.said = Maker(self.rng, self.model), []

    def call(self, *args):
        got = subprocess.run(["grid-import", "-d", self.database, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return got.returncode, got.stderr.decode("utf-8", "replace")

    def query(self, text):
        with sqlite3.connect("file:%s?mode=ro" % self.database, uri=True) as db:
            db.row_factory = sqlite3.Row
            return db.execute(text).fetchall()

    def last_run(self):
        return self.query("SELECT max(import_run_id) AS n FROM import_run")[0]["n"]

    def check(self, what, got, wanted):
        if got != wanted:
            raise AssertionError("%s\ngot    %s\nwanted %s" % (what, got, wanted))

    def import_file(self, at):
        kind = self.rng.choice(["building", "household", "person", "person", "person", "person", "unit", "visit"]) \
            if at > 2 else KINDS[at]
        path = "model.csv"
        rows, fault = self.maker.file(path, kind)
        day, args = TODAY.isoformat(), []
        if self.rng.random() < 0.5:
            day = (TODAY - datetime.timedelta(self.rng.randrange(60))).isoformat()
            args += ["--effective", day]
        flag = self.rng.choice([None] * 8 + ["-n", "--all-or-nothing"])
        if flag:
            args.append(flag)
        if os.path.exists(path + ".rejects.csv"):
            os.remove(path + ".rejects.csv")
        done = self.model.take(kind, rows, fault, day)
        status, said = self.call(*args, kind, path)
        self.said.append("%s %s: %s" % (" ".join(args), kind, open(path, encoding="utf-8").read()))
        self.said.append(said)
        refused = [d for d in done if d[1] in ("bad", "repeated")]
        self.check("status", status, 1 if refused else 0)
        counts = [sum(d[1] == w for d in done) for w in ("inserted", "updated", "unchanged")]
        kept = not (flag == "--all-or-nothing" and refused)
        if not kept:
            counts = [0, 0, 0]
        found = re.search(r"(\d+) rows read: (\d+) inserted, (\d+) updated, (\d+) unchanged, (\d+) rejected", said)
        self.said.append("\n".join("%d: %s" % d[:2] for d in done))
        self.check("counts", found and [int(n) for n in found.groups()], [len(rows), *counts, len(refused)])
        self.check_rejects(path + ".rejects.csv", rows, refused)
        if kept and flag != "-n":
            self.model.write(kind, self.last_run(), done, day)

    def check_rejects(self, path, rows, refused):
        if not refused:
            return self.check("no reject file", os.path.exists(path), False)
        got = list(csv.DictReader(open(path, encoding="utf-8", newline="")))
        self.check("reject lines", [int(r["reject_line"]) for r in got], [d[0] for d in refused])
        original = dict(rows)
        for r, (line, what, why, _) in zip(got, refused):
            self.check("rejected row", {c: r[c] for c in original[line]}, original[line])
            if what == "bad":
                self.check("reject column of line %d (%s)" % (line, r["reject_reason"]), r["reject_column"], why)
            else:
                same = re.fullmatch(r"repeated: the same key as in line (\d+)", r["reject_reason"])
                self.check("repeated line %d (%s)" % (line, r["reject_reason"]), bool(same and int(same.group(1)) in why), True)

    def undo(self):
        runs = [r for r in self.model.kind_of if r not in self.model.undone]
        if not runs:
            return
        run = self.rng.choice(runs[-6:])
        wanted = self.model.can_undo(run)
        status, said = self.call("--undo", str(run))
        self.said.append("--undo %d\n%s" % (run, said))
        self.check("undo of run %d" % run, status, 0 if wanted else 1)
        if wanted:
            self.model.undo(run)

    # Local keys that were made are told by what they were made of.
    def learn_keys(self, kind):
        parts = ["area", "name"] + (["sex", "birth_on", "household"] if kind == "person" else [])
        for row in self.rows(kind):
            key = row["local_key"]
            if key and re.fullmatch("L[0-9a-f]{16}", key) and key not in self.keys:
                self.keys[key] = ("made", *(row[p] or "" for p in parts))

    def rows(self, kind):
        if kind == "person":
            return self.query("SELECT person_id AS record, * FROM person_view")
        joins = {"building": "JOIN area a USING (area_id)", "household": "JOIN building b USING (building_id)",
                 "unit": "JOIN area a USING (area_id) LEFT JOIN building b USING (building_id)",
                 "visit": "JOIN worker w USING (worker_id) LEFT JOIN household h USING (household_id)"}
        names = {"building": "a.code AS area", "household": "b.code AS building", "unit": "a.code AS area, b.code AS building",
                 "visit": "w.code AS worker, h.code AS household, t.person_id AS person, t.unit_id AS unit"}
        return self.query("SELECT %s_id AS record, t.*, %s FROM %s t %s" % (kind, names[kind], kind, joins[kind]))

    def compare(self):
        self.names = {}
        for kind in ("person", "unit"):
            self.learn_keys(kind)
            number = "id_no" if kind == "person" else "uscc"
            for row in self.query("SELECT %s_id AS record, %s AS number, local_key FROM %s" % (kind, number, kind)):
                self.names[kind, row["record"]] = row["number"] or self.keys.get(row["local_key"], row["local_key"])
        for kind in ("building", "household"):
            for row in self.query("SELECT %s_id AS record, code FROM %s" % (kind, kind)):
                self.names[kind, row["record"]] = row["code"]
        for kind in KINDS:
            got = sorted((self.as_text(kind, row) for row in self.rows(kind)))
            wanted = sorted(self.wanted(r) for r in self.model.records[kind] if not r.merged)
            self.check(kind, [g for g in got if g not in wanted], [w for w in wanted if w not in got])
            self.check(kind + "s", len(got), len(wanted))
        self.check_history()
        self.check("foreign keys", self.query("PRAGMA foreign_key_check"), [])

    def as_text(self, kind, row):
        value = []
        for column in COLUMNS[kind]:
            v = row[column]
            if column == "local_key":
                v = self.keys.get(v, v)
            elif kind == "visit" and column in ("person", "unit") and v is not None:
                v = self.names[column, v]
            elif column == "visited_at":
                v = (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=v + 8 * 3600)).isoformat(" ")
            value.append(None if v is None else float(v) if column in ("lon", "area_m2") else v)
        if kind == "visit":
            self.names[kind, row["record"]] = tuple(value[:5])
        return str(value)

    def wanted(self, record):
        value = dict(record.value)
        if record.kind == "person" and value.get("id_no"):
            value["sex"], value["birth_on"] = sex_of(value["id_no"]), birth_of(value["id_no"])
        return str([self.plain(c, value.get(c)) for c in COLUMNS[record.kind]])

    @staticmethod
    def plain(column, v):
        if isinstance(v, Record):
            return v.name()
        if v is not None and column in ("lon", "area_m2"):
            return float(v)
        return int(v) if v is not None and column in ("floors", "staff_count") else v

    def check_history(self):
        areas = {r["area_id"]: r["code"] for r in self.query("SELECT area_id, code FROM area")}
        got = []
        for h in self.query("SELECT * FROM history WHERE kind IN ('building', 'household', 'person', 'unit', 'visit')"):
            old = h["old_value"]
            if old is not None:
                column = "person" if h["column_name"] == "merged_into_id" else h["column_name"]
                if column == "area":
                    old = areas[int(old)]
                elif column in REFERENCES:
                    old = self.names[column, int(old)]
                old = self.plain(column, self.keys.get(old, old))
            got.append(str((h["import_run_id"], h["kind"], self.names[h["kind"], h["record_id"]], h["column_name"], old,
                            h["valid_from"], h["valid_to"])))
        wanted = [str((c.run, c.record.kind, c.record.name(), c.column, self.plain(c.column, c.old), c.since, c.until))
                  for c in self.model.history]
        self.check("history", sorted(g for g in got if g not in wanted), sorted(w for w in wanted if w not in got))
        self.check("length of history", len(got), len(wanted))

    def go(self, steps):
        for at in range(steps):
            if at > 4 and self.rng.random() < 0.2:
                self.undo()
            else:
                self.import_file(at)
            self.compare()


def fresh(template, path):
    for part in ("-wal", "-shm", "-gate", ""):
        if os.path.exists(path + part):
            os.remove(path + part)
        if os.path.exists(template + part) and part != "-shm":
            with open(template + part, "rb") as a, open(path + part, "wb") as b:
                b.write(a.read())


def main():
    template = sys.argv[1]
    seeds = [int(sys.argv[2])] if len(sys.argv) > 2 else range(1, 9)
    steps = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    print("1..%d" % len(seeds))
    failed = 0
    for number, seed in enumerate(seeds, 1):
        fresh(template, "model.db")
        run = Run("model.db", seed)
        try:
            run.go(steps)
            print("ok %d - seed %d: %d imports and undoings are as the model has them" % (number, seed, steps))
        except AssertionError as why:
            failed += 1
            print("not ok %d - seed %d" % (number, seed))
            for text in (*run.said[-6:], str(why)):
                for line in text.splitlines():
                    print("# " + line)
        sys.stdout.flush()
    return failed > 0


sys.exit(main())
