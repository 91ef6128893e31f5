# SPDX-License-Identifier: MIT
#
# Holds a reject file against the truth of scripts/residents --faults, and
# mends it.  Files: truth.csv, person.csv, the reject file.  Prints what
# differs; writes the mended file to `mended`.
#
# Each faulty record must come back in the order of lines, its bytes as they
# were, followed by its line and column; nothing else may come.  Only the
# columns that are faulty are mended; of a record that is none, all.

function name(i) { return "line " line[i] ", " kind[i] ", column " (column[i] == "row" ? "none" : column[i]) }
function complain(what) {
	if (++complaints <= 20)
		print what
	else if (complaints == 21)
		print "..."
}

FNR == 1 { files++ }

files == 1 {
	if ($0 !~ /^[0-9]+,[a-z0-9-]*,[a-z_]*,/) {
		if (open) {
			truth[n] = truth[n] "\n" $0
			size[n]++
		}
		next
	}
	split($0, part, ",")
	open = part[3] != ""
	if (open) {
		line[++n] = part[1]
		at[part[1]] = n
		kind[n] = part[2]
		column[n] = part[3]
		before[n] = last
		size[n] = 1
		truth[n] = substr($0, length(part[1] part[2] part[3]) + 4)
	}
	last = part[1]
	next
}

files == 2 {
	if (FNR == 1) {
		columns = split($0, heading, ",")
		for (i = 1; i <= columns; i++)
			place[heading[i]] = i
		first = $0
	}
	if (FNR in at) {
		i = at[FNR]
		left = size[i]
		raw[i] = ""
	}
	if (left-- > 0)
		raw[i] = raw[i] (raw[i] == "" ? "" : "\n") $0
	next
}

FNR == 1 {
	if ($0 != first ",reject_line,reject_column,reject_value,reject_reason")
		complain("the heading: " $0)
	print > mended
	k = 1
	next
}

# How the record that was read stands in the reject file, up to its column.
function expected(i) {
	return raw[i] (kind[i] == "too-few" ? ",,,,,,,," : "") "," line[i] "," (column[i] == "row" ? "" : column[i]) ","
}
function mend(i, text,    cell, right, c, lines, out) {
	if (column[i] == "row" || kind[i] == "too-few")
		return truth[i] "," line[i] ",,,"
	c = place[column[i]]
	split(text, lines, "\n")
	columns = split(lines[1], cell, ",")
	split(truth[i], right, ",")
	cell[c] = right[c]
	out = cell[1]
	for (c = 2; c <= columns; c++)
		out = out "," cell[c]
	return out substr(text, length(lines[1]) + 1)
}

{
	text = text (pieces++ ? "\n" : "") $0
	if (k <= n && pieces < size[k] && index(raw[k], text "\n") == 1)
		next
	for (i = k; i <= n && i < k + 50 && index(text, expected(i)) != 1; i++)
		;
	if (i > n || i == k + 50) {
		complain("not wanted: " text)
	} else {
		while (k < i)
			complain("not found: " name(k++))
		if (kind[i] ~ /^repeated/ && text !~ "line " before[i] "[^0-9]*$")
			complain(name(i) ": no word of line " before[i] ": " text)
		print mend(i, text) > mended
		k = i + 1
	}
	text = ""
	pieces = 0
}

END {
	while (k <= n)
		complain("not found: " name(k++))
	exit complaints > 0
}
