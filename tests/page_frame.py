# SPDX-License-Identifier: MIT
#
# What every page of html must be, whatever stands in it: well nested, of known
# elements, alone, without scripts, with names for its parts and pictures, and to
# be read in both schemes of colours.  Faults are kept in `faults`, what was looked
# at in `seen`.
import re
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "link", "input"}
ALLOWED = set("""html head meta title style body header nav main section footer div h1 h2 h3 p ul li a span b code small
	figure figcaption details summary table caption thead tbody tfoot tr th td time
	dl dt dd svg desc g path rect circle text tspan""".split())
faults = []
seen = dict(charts=0, pairs=0)


class Node:
	def __init__(self, name, attrs, parent):
		self.name, self.attrs, self.parent, self.children = name, dict(attrs), parent, []

	def all(self, name=None, css=None):
		for c in self.children:
			if isinstance(c, Node):
				if (name is None or c.name == name) and (css is None or css in c.attrs.get("class", "").split()):
					yield c
				yield from c.all(name, css)

	def text(self):
		return "".join(c if isinstance(c, str) else c.text() for c in self.children)

	def first(self, name=None, css=None):
		return next(self.all(name, css), None)


class Tree(HTMLParser):
	def __init__(self):
		super().__init__(convert_charrefs=True)
		self.root = self.at = Node("", [], None)

	def handle_starttag(self, name, attrs):
		if name not in ALLOWED:
			faults.append("element %s" % name)
		if len(attrs) != len(dict(attrs)):
			faults.append("an attribute twice in %s" % name)
		for key, value in attrs:
			if key.startswith("on") or key in ("src", "srcset", "style", "xlink:href", "action", "data", "ping"):
				faults.append("attribute %s of %s" % (key, name))
			if value is None:
				faults.append("attribute %s of %s has no value" % (key, name))
		node = Node(name, attrs, self.at)
		self.at.children.append(node)
		if name not in VOID:
			self.at = node

	def handle_startendtag(self, name, attrs):
		self.handle_starttag(name, attrs)
		if name not in VOID:
			self.at = self.at.parent

	def handle_endtag(self, name):
		if self.at.name != name:
			faults.append("</%s> ends <%s>" % (name, self.at.name))
		if self.at.parent is not None:
			self.at = self.at.parent

	def handle_data(self, data):
		self.at.children.append(data)

	def handle_comment(self, data):
		faults.append("a comment")

	def handle_pi(self, data):
		faults.append("a processing instruction")


def luminance(c):
	part = [int(c[i:i + 2], 16) / 255 for i in (1, 3, 5)]
	part = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in part]
	return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2]


def read(path, once):
	"""The root of the page, its ids; elements `once` stand there once."""
	source = open(path, encoding="utf-8", newline="").read()
	tree = Tree()
	tree.feed(source)
	tree.close()
	root = tree.root
	if tree.at is not root:
		faults.append("<%s> has no end" % tree.at.name)
	if not source.startswith("<!DOCTYPE html>\n"):
		faults.append("no doctype")
	if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", source):
		faults.append("a control character")
	if "://" in source or "url(" in source or "@import" in source:
		faults.append("something from outside")

	# The frame of it
	policy = [m.attrs.get("content") for m in root.all("meta") if m.attrs.get("http-equiv") == "Content-Security-Policy"]
	if policy != ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]:
		faults.append("policy %s" % policy)
	html = root.first("html")
	if html.attrs.get("lang") not in ("zh-CN", "en"):
		faults.append("lang")
	for name in ("title", "h1", "main", *once):
		if len([n for n in root.all(name) if n.parent.name not in ("svg", "g")]) != 1:
			faults.append("not one %s" % name)

	# Ids and what leads to them
	ids = {}
	for n in root.all():
		if "id" in n.attrs:
			if n.attrs["id"] in ids:
				faults.append("id %s twice" % n.attrs["id"])
			ids[n.attrs["id"]] = n
	for n in root.all():
		for at in n.attrs.get("aria-labelledby", "").split():
			if at not in ids:
				faults.append("no id %s" % at)
		if "href" in n.attrs and (n.attrs["href"][:1] != "#" or n.attrs["href"][1:] not in ids):
			faults.append("href %s" % n.attrs["href"])
	for n in root.all("section"):
		if "list" not in n.attrs.get("class", "") and "aria-labelledby" not in n.attrs:
			faults.append("a section without a name")

	# Tables: a caption, headings with a scope, rows that are as long as these
	for table in root.all("table"):
		head = [n for n in table.first("thead").all("th")]
		if not table.first("caption") or not table.first("caption").text().strip():
			faults.append("a table without a caption")
		for row in table.all("tr"):
			if len([c for c in row.children if isinstance(c, Node)]) != len(head):
				faults.append("a row of other length: %s" % row.text())
		for th in table.all("th"):
			if th.attrs.get("scope") not in ("col", "row"):
				faults.append("a heading without a scope")

	# Pictures: a role, a title, a description, a table in the same figure
	for svg in root.all("svg"):
		seen["charts"] += 1
		names = svg.attrs.get("aria-labelledby", "").split()
		if svg.attrs.get("role") != "img" or [ids[i].name for i in names if i in ids] != ["title", "desc"] or not svg.first("desc").text().strip():
			faults.append("a picture without a description")
		figure = svg
		while figure.name not in ("figure", ""):
			figure = figure.parent
		if not figure.first("table"):
			faults.append("a picture without its table")
		# Each number that is written in it stands in that table too.
		cells = {c.text().strip().rstrip("%") for t in figure.all("table") for c in t.all() if c.name in ("th", "td")}
		for text in svg.all(css="strong"):
			number = text.children[0] if text.children else ""
			if number.strip().rstrip("%") not in cells:
				faults.append("'%s' is in a picture only" % number)
	return root, ids


def check_contrast(root):
	"""Each text on what it stands on, in both schemes."""
	style = root.first("style").text()
	light = dict(re.findall(r"--(\w+): (#\w{6});", style.split("@media")[0]))
	dark = dict(light, **dict(re.findall(r"--(\w+): (#\w{6});", style.split("@media")[1])))
	on = [(t, b) for t in ("ink", "dim", "link", "good", "bad") for b in ("paper", "panel")]
	on += [("t%s" % k, "q%s" % k) for k in "01234n"] + [("lit", "light%d" % k) for k in range(4)]
	used = set(re.findall(r"(?:color|fill): var\(--(\w+)\)", style)) - {"bar", "trough"} - {"q%s" % k for k in "01234n"} - {"light%d" % k for k in range(4)}
	used -= set(re.findall(r"(?:background|decoration-color): var\(--(\w+)\)", style)) - {"dim"}
	if used - {t for t, _ in on}:
		faults.append("colours that are not looked at: %s" % sorted(used - {t for t, _ in on}))
	for scheme in (light, dark):
		for text, ground in on:
			a, b = luminance(scheme[text]), luminance(scheme[ground])
			ratio = (max(a, b) + 0.05) / (min(a, b) + 0.05)
			seen["pairs"] += 1
			if ratio < 4.5:
				faults.append("contrast of %s on %s: %.2f" % (text, ground, ratio))
