# SPDX-License-Identifier: MIT
#
# What a page of grid-report must be, whatever the figures:
#
#	page_check.py PAGE [CSV|- …]
#
# One CSV of grid-report --total a section, of the same figures ("-": none).
# Faults are printed, one a line; then what was seen, for tests that tell a check
# that passed from one that saw nothing.
import csv, re, sys

sys.dont_write_bytecode = True
from page_frame import Node, check_contrast, faults, read, seen

seen.update(lists=0, rows=0, cells=0, commands=0)
root, ids = read(sys.argv[1], ["nav"])

# Lists: as many cases as the figure says, those that are marked too
identifier = {}
counted = root.first(css="counted")
for row in counted.first("tbody").all("tr"):
	th = row.first("th")
	code = th.first(css="code").text()
	identifier[th.text()[:-len(code)]] = code


def label_of(link):
	"""The figure that a link stands for: heading of its column, or of its card."""
	cell = link.parent
	if cell.name == "p":
		return cell.parent.first("h3").text()
	row = cell.parent
	table = row
	while table.name != "table":
		table = table.parent
	at = [c for c in row.children if isinstance(c, Node)].index(cell)
	return table.first("thead").text() and [n for n in table.first("thead").all("th")][at].children[0].strip()


for a in root.all("a"):
	if not a.attrs["href"].startswith("#l"):
		continue
	seen["lists"] += 1
	to = ids.get(a.attrs["href"][1:])
	if to is None:
		continue
	figure = next(c for c in to.attrs["class"].split() if c[0] == "i")[1:]
	numbers = [int(n) for n in re.findall(r"\d+", to.first("p").text())]
	count, marked = numbers[0], numbers[1] if len(numbers) > 1 else 0
	rows = [r for r in to.parent.first("tbody").all("tr")]
	shown = [r for r in rows if "v" + figure in r.attrs["class"].split()]
	with_mark = [r for r in rows if "x" + figure in r.attrs["class"].split()]
	seen["rows"] += len(shown)
	if len(shown) != min(count, 200) or len(with_mark) != min(marked, 200) or not set(map(id, with_mark)) <= set(map(id, shown)):
		faults.append("%s: %d of %d, %d of %d marked" % (a.attrs["href"], len(shown), count, len(with_mark), marked))
	if not a.text() in to.first("h3").text():
		faults.append("%s: '%s' leads to '%s'" % (a.attrs["href"], a.text(), to.first("h3").text()))
	if "." not in a.text() and int(a.text()) != count:
		faults.append("%s: %s has %d" % (a.attrs["href"], a.text(), count))
	if (count > 200) != (to.first("code") is not None):
		faults.append("%s: a command where none is needed, or none" % a.attrs["href"])
	seen["commands"] += to.first("code") is not None

# Figures are those of the csv
sections = [n for n in root.all("section") if re.fullmatch(r"s\d+", n.attrs.get("aria-labelledby", ""))]
for section, name in zip(sections, sys.argv[2:]):
	if name == "-":
		continue
	with open(name, encoding="utf-8", newline="") as f:
		rows = list(csv.DictReader(f))
	want = {}
	for row in rows:
		for key, value in row.items():
			if key not in ("code", "name"):
				want[row["code"], key] = value
	got = {}
	for table in section.all("table"):
		if table.parent.parent.name == "details":
			ranked = table
			continue
		heads = [identifier.get(n.children[0].strip()) for n in table.first("thead").all("th")]
		body = [r for part in ("tbody", "tfoot") for r in table.first(part).all("tr")]
		if len(body) != len(rows):
			faults.append("%s: %d rows" % (name, len(body)))
			continue
		for row, line in zip(body, rows):
			cells = [c for c in row.children if isinstance(c, Node)]
			code = row.first(css="code")
			if code and code.text() != line["code"]:
				faults.append("%s: row %s is %s" % (name, line["code"], code.text()))
			for head, cell in list(zip(heads, cells))[1:]:
				got[line["code"], head] = cell.text()
	quiet = section.first("p", "quiet")
	for key in {k for _, k in want} - {k for _, k in got}:
		values = {v or "-" for (_, k), v in want.items() if k == key} - {"-", "0", "0.00"}
		if values or not quiet:
			faults.append("%s: no %s" % (name, key))
	for key, value in got.items():
		seen["cells"] += 1
		if key not in want or (want[key] or "-") != value:
			faults.append("%s: %s is '%s', not '%s'" % (name, key, value, want.get(key)))
	label = ranked.first("caption").text()
	at = 2
	bars = {r.first("th").text(): [c for c in r.children if isinstance(c, Node)][at].text() for r in ranked.first("tbody").all("tr")}
	values = sorted(v or "-" for (code, key), v in want.items() if key == identifier[label] and code != "total")
	if sorted([c for c in r.children if isinstance(c, Node)][at].text() for r in ranked.first("tbody").all("tr")) != values:
		faults.append("%s: the ranking has other figures" % name)

check_contrast(root)
for fault in faults[:40]:
	print(fault)
print(" ".join("%s=%d" % item for item in seen.items()))
sys.exit(1 if faults else 0)
