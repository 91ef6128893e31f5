# Make man/wangge.5 from the column catalogue and man/wangge.5.in:
# awk -f scripts/gen-man.awk lib/fields.csv man/wangge.5.in.
#
# In the page a line "@columns KIND" becomes a list of the kind's columns;
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
# The catalogue.
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
	print ".\\\" Made by scripts/gen-man.awk from man/wangge.5.in and lib/fields.csv."
}
open != "" && $1 == "@end" {
	print_kind(open)
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
$1 == "@columns" { open = $2; next }
$1 == "@skip" { delete count[$2]; next }
/^@/ { fail("unknown word '" $1 "'") }
{ print }
END {
	if (bad)
		exit 1
	for (kind in count) {
		print "wangge.5.in: kind '" kind "' is missing" > "/dev/stderr"
		bad = 1
	}
	exit bad
}
