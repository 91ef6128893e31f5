# SPDX-License-Identifier: MIT
#
# From the fates of live-week.t: every fate once on each of the days, as the
# files collect-TIME.csv and two shell scripts of calls in the order of time,
# week1.sh up to the time `stop`, week2.sh from then on.
#
# A fate is a line:  part of the day | matter | acts
#	part	dawn (collected at 00:00:00), day (08:10), night (23:59:59)
#	matter	[edition:]code[/condition], * the next of the rotation, - none
#	act	[+DAYS] HH:MM[:SS] verb[=argument], apart by commas
# Places, sources and reporters take turns, each in a rhythm of its own; of what
# nobody of the grid reported a part was missed by it.

BEGIN {
	FS = " *\\| *"
	split("440310003001001 440310003001002 440310003002001 440310003002002 440310003003001 440310003003002", grid, " ")
	split("市民热线 微信公众号 网格员上报", source, " ")
	# What --auto does with a matter; those in the rotation come first.
	rotation = split("0101/缺失 ZJ 0103 ZJ 0106 ZJ 0201 JT 0202 GA 0203 JT 0204 JT 0301/满溢 ZF 0302 ZF 1101/在建 ZF" \
	                 " 0105 YJ lw:Z1 WJ lw:Z2 SJ 2101 SJ", word, " ") / 2
	for (i = 1; i <= rotation; i++) {
		matter[i] = word[2 * i - 1]
		department[matter[i]] = word[2 * i]
	}
	first = 6
	last = 15       # of November 2026
}

/^(dawn|day|night) / { fates++; part[fates] = $1; about[fates] = $2; acts[fates] = $3 }

function at(day, clock) { return sprintf("2026-11-%02d %s", day, length(clock) == 5 ? clock ":00" : clock) }

function line(time, command, case_no) {
	if (!(time in calls))
		times[++count] = time
	calls[time] = calls[time] command "\t" case_no "\n"
}

# Who accepts, notes, returns and replies is who holds the case.
function command(verb, argument, time, what,    r) {
	if (verb == "open") return "case-open" (argument ? " --matter " argument : "") " -"
	if (verb == "reject") return "case-open --reject --reason 不属实 -"
	if (verb == "auto") { holder = department[what]; return "case-dispatch --auto -" }
	if (verb == "to") { holder = argument; return "case-dispatch --to " argument " -" }
	if (verb == "accept") return "case-handle --by " holder " --accept -"
	if (verb == "note") return "case-handle --by " holder " --note 已到现场 -"
	if (verb == "return") return "case-handle --by " holder " --return --reason 非本单位职责 -"
	if (verb == "reply") return "case-feedback --by " holder " --result 已处置 -"
	if (verb == "spot") { holder = argument; return "case-handle --by " argument " --fixed-on-spot --result 当场清理 -" }
	if (verb == "pass") return "case-verify " (argument ? "" : "--by V01 ") "--pass -"
	if (verb == "fail") return "case-verify --by V02 --fail --reason 未到位 -"
	if (verb == "close") return "case-close -"
	if (verb == "force") return "case-close --force --reason 无法处置 -"
	if (verb == "cancel") return "case-close --cancel --reason 重复 -"
	if (verb == "rate") {           # rater:score:solved:contacted
		split(argument, r, ":")
		sub(/ /, "T", time)
		return "case-rate --rater " r[1] (r[2] ? " --score " r[2] : "") (r[3] ? " --solved " r[3] : "") \
		       (r[4] ? " --contacted " time : "") " -"
	}
	if (verb == "extend") return "case-handle --extend --reason 材料未到 -"
	if (verb == "suspend") return "case-handle --suspend --until 2027-01-15 --reason 等停水 -"
	if (verb == "reopen") return "case-open --reopen --reason 又坏了 -"
	return verb
}

function play(day, f, case_no, what,    step, n, i, word, w, later, time, verb, argument) {
	n = split(acts[f], step, / *, */)
	for (i = 1; i <= n; i++) {
		w = split(step[i], word, " ")
		later = w == 3 ? substr(word[1], 2) : 0
		time = at(day + later, word[w - 1])
		verb = word[w]
		sub(/=.*/, "", verb)
		argument = substr(word[w], length(verb) + 2)
		if (verb == "open" && argument)
			what = argument
		line(time, command(verb, argument, time, what), case_no)
	}
}

function collect(day, name, clock,    f, time, file, what, where, from, by, case_no) {
	time = at(day, clock)
	file = "collect-" substr(time, 1, 10) "-" name ".csv"
	print "area,matter,condition,text,source,source_no,reported_by,is_missed" > file
	for (f = 1; f <= fates; f++) {
		if (part[f] != name)
			continue
		case_no = sprintf("440310-202611%02d-%05d", day, ++serial)
		what = about[f] == "*" ? matter[(3 * f + 5 * day) % rotation + 1] : about[f]
		where = grid[(f + 2 * day) % 6 + 1]
		if ((f + day) % 13 == 0)
			where = substr(where, 1, 12)
		from = (f + day) % 4 ? source[(f + day) % 4] "," case_no : ","
		by = f * day % 5 ? sprintf("W%02d", (f * day + f) % 12 + 1) : ""
		print where "," (what ~ "/" ? substr(what, 1, index(what, "/") - 1) "," substr(what, index(what, "/") + 1) \
		                 : what == "-" ? "," : what ",") ",第" f "种," from "," by "," (by ? "" : (f + day) % 3 % 2) > file
		line(time, "case-collect --csv " file, case_no)
		play(day, f, case_no, what)
	}
	close(file)
}

# The times in order; within one, calls as they first came.
function write_scripts(    i, k, t, n, all, file, call, order, cases, field) {
	for (i = 2; i <= count; i++) {
		t = times[i]
		for (k = i - 1; k > 0 && times[k] > t; k--)
			times[k + 1] = times[k]
		times[k + 1] = t
	}
	for (i = 1; i <= count; i++) {
		n = 0
		split("", cases)
		all = split(calls[times[i]], call, "\n") - 1
		for (k = 1; k <= all; k++) {
			split(call[k], field, "\t")
			if (!(field[1] in cases))
				order[++n] = field[1]
			cases[field[1]] = cases[field[1]] field[2] "\n"
		}
		file = times[i] < stop ? "week1.sh" : "week2.sh"
		for (k = 1; k <= n; k++)
			printf "call '%s' %s <<'E'\n%sE\n", times[i], order[k], cases[order[k]] > file
	}
}

END {
	for (day = first; day <= last; day++) {
		serial = 0
		collect(day, "dawn", "00:00")
		collect(day, "day", "08:10")
		collect(day, "night", "23:59:59")
	}
	write_scripts()
}
