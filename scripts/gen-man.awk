# Make man/wangge.5 from the catalogues and man/wangge.5.in:
# awk -f scripts/gen-man.awk lib/fields.csv lib/indicator.csv man/wangge.5.in.
#
# In the page a line "@columns KIND" becomes a list of the kind's columns, and
# "@indicators FLAG" one of the indicators with that flag (-: without c);
# lines "column<TAB>sentence" up to "@end" are put under their columns.  Every
# kind must be there once, "@skip KIND" for those that no reader sees.
function fail(s) {
	print FILENAME ":" FNR ": " s > "/dev/stderr"
	bad = 1
	exit 1
}
function words(list) {
	gsub(/;/, ", ", list)
	return list
}
# identifier=中文;… as "identifier (中文), …"
function choices(check,    n, i, part, pair, s) {
	n = split(check, part, ";")
	for (i = 1; i <= n; i++) {
		split(part[i], pair, "=")
		gsub(/\|/, ", ", pair[2])
		s = s (i > 1 ? ", " : "") pair[1] " (" pair[2] ")"
	}
	return s
}
# Text as source lines of at most 80 bytes, where its blanks allow it.
function fold(s,    line, n, word, i) {
	if (s ~ /^\./)
		return s
	n = split(s, word, " ")
	line = word[1]
	s = ""
	for (i = 2; i <= n; i++)
		if (length(line) + 1 + length(word[i]) > 80 && word[i] !~ /^[.\047]/) {
			s = s line "\n"
			line = word[i]
		} else
			line = line " " word[i]
	return s line
}
function range(check) {
	sub(/\.\./, " to ", check)
	return " " check
}
function print_column(kind, i,    s, flags) {
	flags = fflags[kind, i]
	s = label[kind, i] ": " type[kind, i]
	if (type[kind, i] == "int" || type[kind, i] == "real")
		s = s (check[kind, i] == "" ? "" : range(check[kind, i]))
	if (flags ~ /k/)
		s = s ", key"
	if (flags ~ /r/)
		s = s ", required"
	if (flags ~ /b/)
		s = s ", brief"
	if (mask[kind, i] != "")
		s = s ", masked (" mask[kind, i] ")"
	print ".It Va " name[kind, i]
	print fold(s ".")
	if (synonyms[kind, i] != "")
		print fold("Also headed " words(synonyms[kind, i]) ".")
	if (type[kind, i] == "enum" && (check[kind, i] in said))
		print "Values as in kind " said[check[kind, i]] "."
	else if (type[kind, i] == "enum") {
		print fold("Values: " choices(check[kind, i]) ".")
		said[check[kind, i]] = kind
	}
	printf "%s", note[name[kind, i]]
}
# What is counted, and what it is divided by.
function meaning(i) {
	return whole[i] == "" ? words_of[part[i]] : "(" words_of[part[i]] ") \\(di (" words_of[whole[i]] ")"
}
function print_indicators(flag,    i, n) {
	print ".Bl -tag -width 15n -offset 2n -compact"
	for (i = 1; i <= indicators; i++) {
		if ((iflags[i] ~ /c/) != (flag == "c"))
			continue
		print ".It Va " iname[i]
		print fold(ilabel[i] ": " meaning(i) ".")
		printf "%s", note[iname[i]]
		delete note[iname[i]]
	}
	print ".El"
	for (n in note)
		fail("no indicator '" n "'")
	shown[flag] = 1
}
function print_kind(kind,    i, n) {
	if (!(kind in count))
		fail("no kind '" kind "' in the catalogue")
	print ".Bl -tag -width 15n -offset 2n -compact"
	for (i = 1; i <= count[kind]; i++) {
		print_column(kind, i)
		delete note[name[kind, i]]
	}
	print ".El"
	for (n in note)
		fail("kind '" kind "' has no column '" n "'")
	delete count[kind]
}
# The catalogues.
FILENAME ~ /indicator\.csv$/ {
	split($0, cell, ",")
	if (cell[1] == "count")
		words_of[cell[2]] = cell[4]
	if (cell[1] == "indicator") {
		i = ++indicators
		iname[i] = cell[2]
		ilabel[i] = cell[3]
		part[i] = cell[5]
		whole[i] = cell[6]
		iflags[i] = cell[9]
	}
	next
}
FNR == NR && (/^#/ || /^$/ || /^kind,/) { next }
FNR == NR {
	split($0, cell, ",")
	if (cell[3] == "") {
		count[cell[1]] = 0
		next
	}
	i = ++count[cell[1]]
	name[cell[1], i] = cell[3]
	label[cell[1], i] = cell[4]
	synonyms[cell[1], i] = cell[5]
	type[cell[1], i] = cell[6]
	check[cell[1], i] = cell[7]
	fflags[cell[1], i] = cell[8]
	mask[cell[1], i] = cell[9]
	next
}
# The page.
FNR == 1 {
	print ".\\\" Made by scripts/gen-man.awk from man/wangge.5.in, lib/fields.csv and lib/indicator.csv."
}
open != "" && $1 == "@end" {
	if (is_kind)
		print_kind(open)
	else
		print_indicators(open)
	open = ""
	next
}
open != "" {
	tab = index($0, "\t")
	if (!tab)
		fail("neither '@end' nor a column with a sentence")
	column = substr($0, 1, tab - 1)
	note[column] = note[column] fold(substr($0, tab + 1)) "\n"
	next
}
$1 == "@columns" || $1 == "@indicators" { open = $2; is_kind = $1 == "@columns"; next }
$1 == "@skip" { delete count[$2]; next }
/^@/ { fail("unknown word '" $1 "'") }
{ print }
END {
	if (bad)
		exit 1
	if (!shown["c"] || !shown["-"]) {
		print "wangge.5.in: not all indicators are there" > "/dev/stderr"
		bad = 1
	}
	for (kind in count) {
		print "wangge.5.in: kind '" kind "' is missing" > "/dev/stderr"
		bad = 1
	}
	exit bad
}
