# SPDX-License-Identifier: MIT
#
# Look at a page in headless Chromium:
#
#	page_look.py CHROMIUM FILE WIDTH [dark|print]
#
# A copy of the page, in a frame that wide, gets a script that measures it (and
# only that copy loses the policy against scripts; for print its rules for print
# are those of the screen).  Printed is what is wrong, one line each: what goes
# over the edge or over its neighbour, contrast under 4.5, links that do not show
# as many cases as they should.  The page itself, as it is, must make no message
# on the console.
import html, json, os, re, subprocess, sys, tempfile

chromium, path, width = sys.argv[1:4]
how = "".join(sys.argv[4:])
scheme = ["--blink-settings=preferredColorScheme=%d" % (how != "dark")]
home = tempfile.mkdtemp(dir=os.getcwd())


def browse(name, *more):
    r = subprocess.run([chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir=" + home,
                        "--enable-logging=stderr", "--window-size=1400,1300", *scheme, *more, "file://" + os.path.abspath(name)],
                       capture_output=True, timeout=240)
    return r.stdout.decode(), r.stderr.decode(errors="replace")


SCRIPT = r"""
const bad = [], edge = innerWidth + 0.5;
const say = (what, e) => bad.push(what + ": " + (e.textContent || "").trim().slice(0, 40) + " <" + e.nodeName + " " + (e.getAttribute("class") || "") + ">");
const lum = c => { const f = c.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
const rgb = s => (s.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
const ratio = (a, b) => { const x = lum(a), y = lum(b); return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3]) return c; } return [255, 255, 255]; };
const isSeen = e => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1; };
if (innerWidth != WIDTH) bad.push("the window is " + innerWidth);
if (document.documentElement.scrollWidth > innerWidth) bad.push("the page is " + document.documentElement.scrollWidth + " wide");
const measure = root => {
  for (const e of root.querySelectorAll("*")) {
    if (!isSeen(e) || e.closest(".aloud") || e.closest("defs")) continue;
    const r = e.getBoundingClientRect();
    if (r.right > edge || r.left < -0.5) say("over the edge", e);
    if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth && getComputedStyle(e).overflowX != "visible") say("scrolls", e);
    if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())) continue;
    if (e.closest("svg")) {
      if (e.nodeName != "text" && e.nodeName != "tspan") continue;
      const shape = e.closest("g") && e.closest("g").querySelector("rect, path");
      const under = shape && e.closest("g[class]") ? rgb(getComputedStyle(shape).fill) : behind(e.closest("svg"));
      const n = ratio(rgb(getComputedStyle(e).fill), under);
      if (n < 4.5) say("contrast " + n.toFixed(2), e);
    } else {
      const n = ratio(rgb(getComputedStyle(e).color), behind(e));
      if (n < 4.5) say("contrast " + n.toFixed(2), e);
    }
  }
  for (const svg of root.querySelectorAll("svg")) {
    const t = [...svg.querySelectorAll("text")].filter(isSeen), box = svg.getBoundingClientRect(), b = t.map(e => e.getBoundingClientRect());
    t.forEach((e, i) => {
      if (b[i].left < box.left - 1 || b[i].right > box.right + 1 || b[i].bottom > box.bottom + 1 || b[i].top < box.top - 3) say("out of its picture", e);
      for (let k = 0; k < i; k++)
        if (b[i].left < b[k].right - 1 && b[k].left < b[i].right - 1 && b[i].top < b[k].bottom - 3 && b[k].top < b[i].bottom - 3)
          say("over '" + t[k].textContent + "'", e);
    });
  }
};
for (const d of document.querySelectorAll("details")) d.open = true;
measure(document.body);
const lists = document.querySelector(".lists"), links = [...document.querySelectorAll('a[href^="#l"]')];
if (lists && lists.getBoundingClientRect().height > 0) bad.push("lists are open");
const step = Math.max(1, Math.floor(links.length / LINKS));
let looked = 0;
for (let i = 0; i < links.length; i += step, looked++) {
  const a = links[i], to = document.getElementById(a.getAttribute("href").slice(1));
  location.hash = a.getAttribute("href");
  const rows = [...to.parentElement.querySelectorAll("tbody tr")].filter(isSeen).length;
  const all = Number(to.querySelector("p").textContent.match(/\d+/)[0]);
  if (!isSeen(to) || rows != Math.min(all, 200)) bad.push(a.getAttribute("href") + " shows " + rows + " of " + all);
  if (document.querySelectorAll(".of:target").length != 1 || [...document.querySelectorAll(".rows")].filter(isSeen).length != 1) bad.push("more than one list");
  const marked = [...to.parentElement.querySelectorAll("tbody tr th")].filter(e => isSeen(e) && getComputedStyle(e, "::before").content.includes("✗")).length;
  const said = to.querySelector("p").textContent.match(/\d+/g)[1] || "0";
  if (marked != Math.min(Number(said), 200)) bad.push(a.getAttribute("href") + " marks " + marked + " of " + said);
  if (i % (step * 10) == 0) measure(to.parentElement);
  const back = to.querySelector('a[href^="#f"]');
  location.hash = back.getAttribute("href");
  if (!document.querySelector(":target") || !isSeen(document.querySelector(":target"))) bad.push("no way back from " + a.getAttribute("href"));
}
parent.postMessage(JSON.stringify({ bad: [...new Set(bad)], looked }), "*");
"""

page = open(path, encoding="utf-8").read()
policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
if not policy.search(page):
    print("no policy")
copy = os.path.join(home, "copy.html")
script = SCRIPT.replace("WIDTH", width).replace("LINKS", "30")
if how == "print":
    page = page.replace("@media screen and", "@media speech and").replace("@media print", "@media screen")
with open(copy, "w", encoding="utf-8") as f:
    f.write(policy.sub("", page).replace("</body>", "<script>" + script + "</script></body>"))
frame = os.path.join(home, "frame.html")
with open(frame, "w", encoding="utf-8") as f:
    f.write("""<!DOCTYPE html><pre id="seen"></pre><script>onmessage = e => { document.getElementById("seen").textContent = e.data; }</script>
<iframe src="copy.html" style="width: %spx; height: 1200px; border: 0"></iframe>""" % width)
dom, log = browse(frame, "--dump-dom", "--virtual-time-budget=20000")
found = re.search(r'<pre id="seen">({.*?)</pre>', dom, re.S)
if not found:
    print("no answer from the browser", *[m for m in log.splitlines() if "CONSOLE" in m])
    sys.exit(1)
seen = json.loads(html.unescape(found.group(1)))
for line in seen["bad"]:
    print(line)
dom, log = browse(path, "--dump-dom")
for line in log.splitlines():
    if "CONSOLE" in line:
        print(line)
print("links followed: %d" % seen["looked"])
