#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read a workbook without the library that wrote it.

xlsx_read.py FILE          its rows as CSV, dates as text, sheet after sheet
xlsx_read.py --types FILE  the same, each cell with s: n: or d: for what it is
xlsx_read.py --look FILE   a line a sheet: rows, heading, pane, filter, widths, last row's first cell
"""
import csv
import datetime
import re
import signal
import sys
import xml.etree.ElementTree as ET
import zipfile

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def column(ref):
    n = 0
    for c in re.match("[A-Z]+", ref).group():
        n = n * 26 + ord(c) - 64
    return n - 1


def styles(z):
    """Of each style of a cell: its number format, and whether it is bold."""
    root = ET.fromstring(z.read("xl/styles.xml"))
    formats = {f.get("numFmtId"): f.get("formatCode") for f in root.iter(M + "numFmt")}
    bold = [f.find(M + "b") is not None for f in root.find(M + "fonts")]
    return [(formats.get(x.get("numFmtId"), x.get("numFmtId")), bold[int(x.get("fontId"))])
            for x in root.find(M + "cellXfs")]


def value(c, look):
    if c.get("t") == "inlineStr":
        return "s:" + re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m.group(1), 16)),
                             "".join(t.text or "" for t in c.iter(M + "t")))
    v = c.find(M + "v").text
    if not look[0].startswith("yyyy"):
        return "n:" + v
    at = datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(float(v) * 86400))
    return "d:" + at.strftime("%Y-%m-%d" if look[0] == "yyyy-mm-dd" else "%Y-%m-%d %H:%M:%S")


def rows(z, name, look):
    for event, row in ET.iterparse(z.open(name)):
        if row.tag != M + "row":
            continue
        cells = {}
        for c in row.iter(M + "c"):
            style = look[int(c.get("s", 0))]
            cells[column(c.get("r"))] = (value(c, style), style)
        yield [cells.get(i, ("s:", None)) for i in range(max(cells, default=-1) + 1)]
        row.clear()


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    mode = sys.argv[1] if len(sys.argv) > 2 else ""
    z = zipfile.ZipFile(sys.argv[-1])
    assert z.testzip() is None
    look = styles(z)
    sheets = sorted((n for n in z.namelist() if n.startswith("xl/worksheets/sheet")), key=lambda n: (len(n), n))
    out = csv.writer(sys.stdout, lineterminator="\n")
    for name in sheets:
        if mode != "--look":
            width = 0
            for i, r in enumerate(rows(z, name, look)):
                width = width or len(r)
                if i == 0 and name != sheets[0]:
                    continue
                r += [("s:", None)] * (width - len(r))
                out.writerow([v if mode else v[2:] for v, style in r])
            continue
        data = z.read(name).decode()
        first = next(rows(z, name, look))
        last = ET.fromstring(data[data.rfind("<row "):data.rfind("</sheetData>")].replace("<row", f'<row xmlns="{M[1:-1]}"', 1))
        print(data.count("<row "), "bold" if all(style[1] for v, style in first) else "plain",
              re.search('<pane [^>]*topLeftCell="([A-Z0-9]*)"[^>]*state="frozen"', data).group(1),
              re.search('<autoFilter ref="([^"]*)"', data).group(1),
              *[int(float(w)) for w in re.findall('<col [^>]*width="([0-9.]*)"', data)],
              value(last[0], look[int(last[0].get("s", 0))]))


main()
