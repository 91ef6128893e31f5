# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# For tests on real data, after lib.sh:   . "$TOP/tests/data.sh"
#
#   need FILE …       skips the script where one is missing in the data folder,
#                     $WANGGE_DATA or ../shared/data beside the checkout, and
#                     sets $data to it; in a folder that was named it must be
#   is A B            both texts are the same
#   same FILE         it is what standard input has; the first differences are
#                     shown
#   dump DB           the database as SQL
#   copy DB DB        a database with its log and gate
#   counts FILE       the last grid-import --summary, as read,inserted,updated,
#                     unchanged,rejected

data=$(CDPATH='' cd -- "${OLDPWD:-.}" && CDPATH='' cd -- "${WANGGE_DATA:-$TOP/../shared/data}" 2>/dev/null && pwd)

need() {
	for file; do
		[ ! -r "${data:-/nowhere}/$file" ] || continue
		[ -z "${WANGGE_DATA:-}" ] || { printf 'not ok 1 - no %s in WANGGE_DATA\n1..1\n' "$file"; exit 1; }
		skip_all "no $file: name the folder of the data in WANGGE_DATA, see README.md"
	done
}

is() { [ "$1" = "$2" ] || { echo "'$1', not '$2'"; return 1; }; }

same() { diff -u "$1" - >"$SCRATCH/.t/diff" || { head -n 20 "$SCRATCH/.t/diff"; return 1; }; }

dump() { sqlite3 -readonly "$1" .dump; }

copy() {
	for part in '' -wal -gate; do
		rm -f "$2$part"
		[ ! -f "$1$part" ] || cp "$1$part" "$2$part"
	done
}

counts() { sed -n '$p' "$1" | cut -d, -f4-; }
