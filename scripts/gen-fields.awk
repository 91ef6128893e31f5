# Turn the column catalogue lib/fields.csv into C (-v part=c) or into the
# find, insert, set and export statements of each record kind (-v part=sql),
# or into the numbers of those statements (-v part=record,
# export) or of kinds and their columns (-v part=at).
function stored(name, type) {
	if (type ~ /^(area|department|worker|matter|building|household|person|unit)$/)
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
	if (s ~ /a/) r = r " | FIELD_ALTERNATIVE"
	if (s ~ /t/) r = r " | FIELD_TRACKED"
	if (s ~ /d/) r = r " | FIELD_BY_ID"
	if (s ~ /i/) r = r " | FIELD_UNSTORED"
	if (s ~ /m/) r = r " | FIELD_WITH_MATTER"
	return r == "" ? "0" : substr(r, 4)
}
function ident(s) { gsub(/-/, "_", s); return s }
# casefile is no plain record: its state moves by events (lib/casefile.c).
function plain(k) { return table[k] != "" && table[k] != "casefile" && table[k] != "rating" }
# Whether a record has a second key of its own.
function has_other(k,    i, n) {
	for (i = 1; i <= nf[k]; i++)
		n += fflags[k, i] ~ /a/
	return n > 1
}
# What a reference reads as, from the table that it joins under the alias a.
function readable(type, a) {
	if (type == "person" || type == "unit")
		return "coalesce(" a "." (type == "unit" ? "uscc" : "id_no") ", " a ".local_key)"
	return a ".code"
}
# All rows as grid-import reads them back, with codes for references.  :area, if
# there is one, is an area and what is below it: codes that begin with its own,
# but of nothing longer than a community's, for below a grid there is nothing.
# What an ID number tells is filled in by lib/export.c, for which the functions
# of SQL take half the time of an export.
function export_sql(k,    t, i, a, s, type, cols, joins, area, where, matter) {
	t = table[k]
	if (kind[k] == "area")
		area = "t.area_id"
	for (i = 1; i <= nf[k]; i++) {
		type = ftype[k, i]
		s = fstore[k, i]
		if (fflags[k, i] ~ /i/)
			continue
		if (fflags[k, i] ~ /m/) {
			cols = cols ", nullif(" matter "." fname[k, i] ", \047\047) AS " fname[k, i]
			continue
		}
		if (type == "area")
			area = "t.area_id"
		if (s !~ /_id$/) {
			cols = cols ", t." s
			continue
		}
		a = "r" i
		if (type == "matter")
			matter = a
		joins = joins "\n  LEFT JOIN " (type == "matter" ? "matter_view" : type) " " a " ON " a "." type "_id = t." s
		if (type == "person") {
			joins = joins "\n  LEFT JOIN person m" i " ON m" i ".person_id = " a ".merged_into_id"
			cols = cols ", coalesce(m" i ".id_no, m" i ".local_key, " a ".id_no, " a ".local_key) AS " fname[k, i]
		} else if (type == "unit") {
			cols = cols ", coalesce(" a ".uscc, " a ".local_key) AS " fname[k, i]
		} else {
			cols = cols ", " a ".code AS " fname[k, i]
		}
		if (type == "building" && kind[k] == "household")
			area = a ".area_id"
	}
	if (t == "person")
		where = "t.merged_into_id IS NULL"
	if (area != "")
		where = where (where == "" ? "" : "\n   AND ") "(:area IS NULL OR " area " IN (SELECT z.area_id FROM area z WHERE z.code = :area OR (length(:area) <= 12 AND substr(z.code, 1, length(:area)) = :area)))"
	return "SELECT t." t "_id AS id" cols "\n  FROM " t " t" joins (where == "" ? "" : "\n WHERE " where) \
		"\n ORDER BY t." t "_id;\n\n"
}
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
			printf "\t{ KIND_%s, %s, %s, %s, %s_field, %d },\n", toupper(ident(kind[k])), q(kind[k]), q(label[k]), q(table[k]), ident(kind[k]), nf[k]
		print "};"
	} else if (part == "export") {
		print "/* Made by scripts/gen-fields.awk from lib/fields.csv. */"
		for (k = 1; k <= nk; k++)
			if (table[k] != "")
				printf "\t[KIND_%s] = SQL_RECORD_%s_EXPORT,\n", toupper(ident(kind[k])), toupper(ident(kind[k]))
	} else if (part == "at") {
		print "/* Made by scripts/gen-fields.awk from lib/fields.csv. */"
		print "enum kind_id {"
		for (k = 1; k <= nk; k++)
			printf "\tKIND_%s,\n", toupper(ident(kind[k]))
		print "};"
		for (k = 1; k <= nk; k++) {
			printf "enum {\n"
			for (i = 1; i <= nf[k]; i++)
				printf "\tAT_%s_%s,\n", toupper(ident(kind[k])), toupper(fname[k, i])
			print "};"
		}
	} else if (part == "record") {
		print "/* Made by scripts/gen-fields.awk from lib/fields.csv. */"
		for (k = 1; k <= nk; k++)
			if (plain(k)) {
				u = toupper(ident(kind[k]))
				printf "\t[KIND_%s] = { SQL_RECORD_%s_FIND, %s, SQL_RECORD_%s_FROM, SQL_RECORD_%s_INSERT, SQL_RECORD_%s_SET_%s, SQL_RECORD_%s_DELETE },\n",
					u, u, has_other(k) ? "SQL_RECORD_" u "_FIND_OTHER" : "SQL_COUNT", u, u, u, toupper(fname[k, 1]), u
			}
	} else {
		for (k = 1; k <= nk; k++) {
			if (!plain(k))
				continue
			cols = pars = keys = other = ""
			for (i = 1; i <= nf[k]; i++) {
				if (fflags[k, i] ~ /[im]/)
					continue
				s = fstore[k, i]
				cols = cols (cols == "" ? "" : ", ") s
				pars = pars (pars == "" ? ":" : ", :") s
				# A reference that may be left out is null in the key.
				if (fflags[k, i] ~ /a/ && keys != "")
					other = s " = :" s
				else if (fflags[k, i] ~ /[ka]/)
					keys = keys (keys == "" ? "" : " AND ") s (s ~ /_id$/ && fflags[k, i] !~ /r/ ? " IS :" : " = :") s
			}
			n = ident(kind[k])
			t = table[k]
			row = "SELECT " t "_id, " cols "\n  FROM " t "\n WHERE "
			# A person that is another one is found as that (lib/sql/record.sql).
			alive = t == "person" ? " AND merged_into_id IS NULL" : ""
			printf "-- name: record_%s_find\n%s%s%s;\n\n", n, row, keys, alive
			if (has_other(k))
				printf "-- name: record_%s_find_other\n%s%s%s;\n\n", n, row, other, alive
			printf "-- name: record_%s_from\n%s%s_id >= :id%s\n ORDER BY %s_id;\n\n", n, row, t, alive, t
			printf "-- name: record_%s_export\n%s", n, export_sql(k)
			printf "-- name: record_%s_insert\nINSERT INTO %s (%s)\nVALUES (%s);\n\n", n, t, cols, pars
			printf "-- name: record_%s_delete\nDELETE FROM %s WHERE %s_id BETWEEN :first_id AND :last_id;\n\n", n, t, t
			# One for each column, behind each other as the columns are.
			for (i = 1; i <= nf[k]; i++)
				if (fflags[k, i] !~ /[im]/)
					printf "-- name: record_%s_set_%s\nUPDATE %s SET %s = :%s WHERE %s_id = :id;\n\n", n, fname[k, i], t, fstore[k, i], fstore[k, i], t
		}
	}
}
