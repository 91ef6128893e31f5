#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read a report's workbook without the library that wrote it.

book_check.py FILE sheets         their names
book_check.py FILE rows SHEET     as CSV, each number as its format shows it (a percentage
                                  without its sign); rows without a cell are left out
book_check.py FILE setup          a line a sheet: pane, filter, paper, pages, what repeats, header, footer
book_check.py FILE rules SHEET    a line a conditional format: where, what, colours
book_check.py FILE inks SHEET     a line a cell of a colour of its own: where, colour
book_check.py FILE charts         a line a series: sheet, kind, title, name, categories, values

Every part has to be XML, no cell a formula, and what a chart keeps of its cells
what they hold."""
import csv
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def place(ref):
    letters, digits = re.fullmatch("([A-Z]+)([0-9]+)", ref.replace("$", "")).groups()
    n = 0
    for c in letters:
        n = n * 26 + ord(c) - 64
    return int(digits) - 1, n - 1


class Book:
    def __init__(self, path):
        z = zipfile.ZipFile(path)
        assert z.testzip() is None
        self.part = {n: ET.fromstring(z.read(n)) for n in z.namelist()}
        strings = self.part.get("xl/sharedStrings.xml", [])
        self.string = ["".join(t.text or "" for t in s.iter(M + "t")) for s in strings]
        styles = self.part["xl/styles.xml"]
        formats = {"0": "General", "2": "0.00", "3": "#,##0", "10": "0.00%", "49": "@"}
        formats.update((f.get("numFmtId"), f.get("formatCode")) for f in styles.iter(M + "numFmt"))
        self.format = [formats[x.get("numFmtId")] for x in styles.find(M + "cellXfs")]
        self.dxf = list(styles.find(M + "dxfs"))
        links = self.links("xl/_rels/workbook.xml.rels")
        self.sheet = {s.get("name"): "xl/" + links[s.get(R)] for s in self.part["xl/workbook.xml"].iter(M + "sheet")}
        self.cell = {name: self.cells(part) for name, part in self.sheet.items()}

    def links(self, part):
        return {r.get("Id"): r.get("Target") for r in self.part.get(part, [])}

    def cells(self, part):
        cells = {}
        for c in self.part[part].iter(M + "c"):
            assert c.find(M + "f") is None, c.get("r")
            v = c.find(M + "v")
            if v is None:
                continue
            assert c.get("t") in (None, "s"), c.get("t")
            cells[place(c.get("r"))] = (self.string[int(v.text)] if c.get("t") else float(v.text),
                                        self.format[int(c.get("s", 0))])
        return cells

    def rows(self, name):
        cells = self.cell[name]
        last = max(col for row, col in cells)
        for row in sorted({row for row, col in cells}):
            yield [shown(*cells.get((row, col), ("", ""))) for col in range(last + 1)]

    def range(self, ref):
        name, cells = ref.rsplit("!", 1)
        name = name.strip("'").replace("''", "'")
        first, last = place(cells.split(":")[0]), place(cells.split(":")[-1])
        return [self.cell[name].get((r, c), (None,))[0]
                for r in range(first[0], last[0] + 1) for c in range(first[1], last[1] + 1)]

    def charts(self):
        for name, part in self.sheet.items():
            for drawing in self.links(rels(part)).values():
                for chart in self.links(rels("xl/" + drawing[3:])).values():
                    yield name, self.part["xl/" + chart[3:]]


def rels(part):
    folder, name = part.rsplit("/", 1)
    return f"{folder}/_rels/{name}.rels"


def shown(v, look):
    if isinstance(v, str):
        return v
    if look == "#,##0":
        return str(int(v))
    return f"{100 * v if '%' in look else v:.2f}"


def setup(book):
    named = book.part["xl/workbook.xml"].iter(M + "definedName")
    titles = {int(n.get("localSheetId")): n.text for n in named if n.get("name") == "_xlnm.Print_Titles"}
    for i, (name, part) in enumerate(book.sheet.items()):
        x = book.part[part]
        pane, filters, page = x.find(f".//{M}pane"), x.find(M + "autoFilter"), x.find(M + "pageSetup")
        assert x.find(f"{M}sheetPr/{M}pageSetUpPr").get("fitToPage") == "1"
        print(name, "-" if pane is None or pane.get("state") != "frozen" else pane.get("topLeftCell"),
              "-" if filters is None else filters.get("ref"),
              page.get("paperSize"), page.get("orientation"), page.get("fitToWidth", "1") + "x" + page.get("fitToHeight", "1"),
              titles.get(i, "-"), x.find(f"{M}headerFooter/{M}oddHeader").text, x.find(f"{M}headerFooter/{M}oddFooter").text,
              sep="|")


def rules(book, name):
    for f in book.part[book.sheet[name]].iter(M + "conditionalFormatting"):
        for rule in f:
            scale = rule.find(M + "colorScale")
            colours = [c.get("rgb")[2:] for c in (scale if scale is not None else book.dxf[int(rule.get("dxfId"))]).iter()
                       if c.get("rgb")]
            print(f.get("sqref"), rule.get("type"), rule.get("operator", ""), *colours)


def inks(book, name):
    styles = book.part["xl/styles.xml"]
    font = [f.find(M + "color").get("rgb") for f in styles.find(M + "fonts")]
    ink = [font[int(x.get("fontId"))] for x in styles.find(M + "cellXfs")]
    for c in book.part[book.sheet[name]].iter(M + "c"):
        if ink[int(c.get("s", 0))]:
            print(c.get("r"), ink[int(c.get("s"))][2:])


def charts(book):
    for name, chart in book.charts():
        title = "".join(t.text for t in chart.find(f".//{C}title").iter(A + "t"))
        kind = next(k for k in ("barChart", "lineChart") if chart.find(f".//{C}{k}") is not None)
        for series in chart.iter(C + "ser"):
            refs = []
            for what in "tx", "cat", "val":
                ref = series.find(f"{C}{what}//{C}f").text
                refs.append(ref)
                cells = book.range(ref)
                kept = {int(p.get("idx")): p.find(C + "v").text for p in series.find(C + what).iter(C + "pt")}
                for at, cell in enumerate(cells):
                    if cell is None or isinstance(cell, str):
                        assert kept.get(at) == cell, (ref, at, kept.get(at), cell)
                    else:
                        assert float(kept[at]) == cell, (ref, at, kept[at], cell)
            print(name, kind, title, *refs, sep="|")


def main():
    book = Book(sys.argv[1])
    what, rest = sys.argv[2], sys.argv[3:]
    if what == "sheets":
        print(*book.sheet, sep="\n")
    elif what == "rows":
        csv.writer(sys.stdout, lineterminator="\n").writerows(book.rows(*rest))
    else:
        {"setup": setup, "rules": rules, "inks": inks, "charts": charts}[what](book, *rest)


main()
