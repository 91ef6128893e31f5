# Turn the column catalogue lib/fields.csv into C (-v part=c) or into the
# find, insert and update statements of each record kind (-v part=sql), or
# into the numbers of those statements (-v part=record).
function stored(name, type) {
	if (type == "area" || type == "department" || type == "worker" || type == "matter")
		return name "_id"
	return type == "case" ? "casefile_id" : name
}
function q(s) { return "\"" s "\"" }
BEGIN { FS = ","; nk = 0 }
/^#/ || /^$/ { next }
NF != 9 {
	printf "%s:%d: %d cells, wanted 9\n", FILENAME, FNR, NF > "/dev/stderr"
	bad = 1
	next
}
$1 == "kind" { next }
$3 == "" {
	kind[++nk] = $1; table[nk] = $2; label[nk] = $4; nf[nk] = 0
	next
}
{
	if ($1 != kind[nk]) {
		printf "%s:%d: column of %s under %s\n", FILENAME, FNR, $1, kind[nk] > "/dev/stderr"
		bad = 1
	}
	i = ++nf[nk]
	fname[nk, i] = $3; flabel[nk, i] = $4; fsyn[nk, i] = $5; ftype[nk, i] = $6
	fcheck[nk, i] = $7; fflags[nk, i] = $8; fmask[nk, i] = $9
	fstore[nk, i] = stored($3, $6)
}
function flags(s,    r) {
	r = ""
	if (s ~ /k/) r = r " | FIELD_KEY"
	if (s ~ /r/) r = r " | FIELD_REQUIRED"
	if (s ~ /b/) r = r " | FIELD_BRIEF"
	if (s ~ /x/) r = r " | FIELD_DERIVED"
	return r == "" ? "0" : substr(r, 4)
}
function ident(s) { gsub(/-/, "_", s); return s }
# casefile is no plain record: its state moves by events (lib/casefile.c).
function plain(k) { return table[k] != "" && table[k] != "casefile" && table[k] != "rating" }
END {
	if (bad)
		exit 1
	if (part == "c") {
		print "/* Made by scripts/gen-fields.awk from lib/fields.csv. */"
		for (k = 1; k <= nk; k++) {
			printf "static const struct field %s_field[] = {\n", ident(kind[k])
			for (i = 1; i <= nf[k]; i++)
				printf "\t{ %s, %s, %s, %s, FIELD_%s, MASK_%s, %s },\n", q(fname[k, i]), q(flabel[k, i]),
					q(fsyn[k, i]), q(fcheck[k, i]), toupper(ftype[k, i]),
					fmask[k, i] == "" ? "NONE" : toupper(fmask[k, i]), flags(fflags[k, i])
			print "};"
		}
		print "static const struct record_kind kinds[] = {"
		for (k = 1; k <= nk; k++)
			printf "\t{ %s, %s, %s, %s_field, %d },\n", q(kind[k]), q(label[k]), q(table[k]), ident(kind[k]), nf[k]
		print "};"
	} else if (part == "record") {
		print "/* Made by scripts/gen-fields.awk from lib/fields.csv. */"
		for (k = 1; k <= nk; k++)
			if (plain(k)) {
				u = toupper(ident(kind[k]))
				printf "\t{ %s, SQL_RECORD_%s_FIND, SQL_RECORD_%s_INSERT, SQL_RECORD_%s_UPDATE },\n", q(kind[k]), u, u, u
			}
	} else {
		for (k = 1; k <= nk; k++) {
			if (!plain(k))
				continue
			cols = pars = sets = keys = ""
			for (i = 1; i <= nf[k]; i++) {
				s = fstore[k, i]
				cols = cols (i > 1 ? ", " : "") s
				pars = pars (i > 1 ? ", :" : ":") s
				sets = sets (i > 1 ? ", " : "") s " = :" s
				if (fflags[k, i] ~ /k/)
					keys = keys (keys == "" ? "" : " AND ") s " = :" s
			}
			printf "-- name: record_%s_find\nSELECT %s_id, %s\n  FROM %s\n WHERE %s;\n\n", ident(kind[k]), table[k], cols, table[k], keys
			printf "-- name: record_%s_insert\nINSERT INTO %s (%s)\nVALUES (%s);\n\n", ident(kind[k]), table[k], cols, pars
			printf "-- name: record_%s_update\nUPDATE %s\n   SET %s\n WHERE %s_id = :id;\n\n", ident(kind[k]), table[k], sets, table[k]
		}
	}
}
