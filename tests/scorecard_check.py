# SPDX-License-Identifier: MIT
#
# A page of scores as text, after what every page must be (tests/page_frame.py):
#
#	scorecard_check.py PAGE [ONCE…]
#
# Headings, paragraphs, facts ("name: value"), rows of tables ("a | b"), and items, a
# line each.  Faults go to standard error, and the exit status says so.
import re, sys

sys.dont_write_bytecode = True
from page_frame import Node, check_contrast, faults, read, seen

root, ids = read(sys.argv[1], sys.argv[2:])
check_contrast(root)


def words(n):
	return re.sub(r"\s+", " ", n.text()).strip()


def cells(n):
	return [words(c) for c in n.children if isinstance(c, Node)]


def tell(n):
	for c in n.children:
		if not isinstance(c, Node) or c.name in ("svg", "nav"):
			continue
		if c.name in ("h1", "h2", "h3", "p", "caption", "summary"):
			print("%s: %s" % (c.name, words(c)))
		elif c.name == "tr":
			print(" | ".join(cells(c)))
		elif c.name == "div" and c.first("dt") and not c.first("table"):
			print(": ".join(cells(c)))
		elif "items" in c.attrs.get("class", "").split():
			print(" ".join(cells(c)))
		else:
			tell(c)


tell(root.first("body"))
# What a cell is called on a phone is the heading of its column.
for table in root.all("table"):
	heads = cells(table.first("thead").first("tr"))
	for row in table.all("tr"):
		for head, cell in zip(heads, [c for c in row.children if isinstance(c, Node)]):
			if cell.attrs.get("data-label", head) != head:
				faults.append("a cell of %s is called %s" % (head, cell.attrs["data-label"]))
			seen["labels"] = seen.get("labels", 0) + ("data-label" in cell.attrs)
if not seen.get("labels"):
	faults.append("no cell has a label")
for fault in faults[:40]:
	print(fault, file=sys.stderr)
sys.exit(1 if faults else 0)
