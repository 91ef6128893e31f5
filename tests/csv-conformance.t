#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Other projects' awkward CSV files: what becomes of each, and why.  The table
# below is explained in csv_conformance.py, which checks it against Python's
# csv module and what the projects themselves expect.
#
# Where we differ from what is expected of a reader elsewhere:
# - libcsv takes blanks and tabs off a cell, not off what stands in quotes;
# - a quote inside a bare cell, or text behind a closing quote, is a bad record
#   and never data: it shows that somebody quotes otherwise, and a guess here
#   would shift the cells of a resident;
# - comments, other quotes, escapes and line ends are not a dialect we know;
# - NUL bytes and bytes of no encoding refuse the file before its first record.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/data.sh"

need csv-conformance/csv-spectrum/csvs/simple.csv SHA256SUMS
python3 -c '' 2>/dev/null || skip_all 'python3 is missing'
[ -x "$BUILD/tests/csvin_probe" ] || { printf 'not ok 1 - csvin_probe is built\n1..1\n'; exit 1; }

# shellcheck disable=SC2154 # data.sh sets data
python3 "$TOP/tests/csv_conformance.py" "$BUILD/tests/csvin_probe" "$data/csv-conformance" <<'EOF'
json    | csv-spectrum/csvs/* | | | its own JSON says so
bad     | csv-spectrum/csvs/location_coordinates.csv | | 2 | a bare quote stands for seconds of arc: to be quoted by the sender

same    | csv-parser-fixtures/* | | | plain CSV, or a dialect whose marks are text to us
bad     | csv-parser-fixtures/option-escape.csv | | 2-3 | the quote is escaped with a backslash, not doubled
bad     | csv-parser-fixtures/option-newline.csv | | 1 | the letter X ends its lines
refused | csv-parser-fixtures/bench/latin.csv | | : neither UTF-8 nor GB18030: byte 16, line 3 | Latin-1 is never guessed
same    | csv-parser-fixtures/bench/latin.csv | encoding=ISO-8859-1 | | named, it is read

same    | csvkit-examples/* | | | plain CSV, ragged, empty, CR, UTF-16 or with a BOM
same    | csvkit-examples/dummy.tsv | delimiter=tab | | tabs
same    | csvkit-examples/dummy.tsv | | | without the tab named it is one column
refused | csvkit-examples/null_byte.csv | | :2: a NUL byte: not a text file | a NUL byte
refused | csvkit-examples/test_latin1.csv | | : neither UTF-8 nor GB18030: byte 16, line 3 | Latin-1 is never guessed
same    | csvkit-examples/test_latin1.csv | encoding=ISO-8859-1 | | named, it is read

same    | gbk/* | | | GB18030 and UTF-8 with BOM are found by test
same    | gbk/pingshan_first500_gb18030_crlf.csv | encoding=GBK | | GBK is read as GB18030
trim    | gbk/mathorcup2024b_inventory_gbk.csv | | | blanks before and behind cells

same    | messytables-horror/* | | | plain CSV, ragged, blank or with a BOM
trim    | messytables-horror/characters.csv | encoding=CP950 | | Big5 can pass for GB18030, so that it must be named
spaced  | messytables-horror/complex.csv | | | quotes behind blanks are quotes
same    | messytables-horror/example.tsv | delimiter=tab | | tabs
same    | messytables-horror/simple.psv | delimiter=bar | | bars
same    | messytables-horror/simple.ssv | delimiter=; | | semicolons
trim    | messytables-horror/skip_initials.csv | | | blanks behind the comma
refused | messytables-horror/spanish_chars.csv | | : neither UTF-8 nor GB18030: byte 923, line 4 | Latin-1 is never guessed
refused | messytables-horror/sparse_with_column_errors.csv | | : neither UTF-8 nor GB18030: byte 5053, line 104 | no encoding we guess
trim    | messytables-horror/utf-16le_encoded.csv | | | UTF-16LE with its mark, blanks behind cells
bad     | messytables-horror/weird_head_padding.csv | | 11-72,78-79 | semicolons with quotes, read with commas

clean   | pollock-file-level/csv/* | | | line ends, a last line without one, blank lines
same    | pollock-file-level/csv/file_header_multirow_2.csv | | | two headings: the second is a row
same    | pollock-file-level/csv/file_header_multirow_3.csv | | | three headings: two are rows
same    | pollock-file-level/csv/file_no_header.csv | | | no heading: its first row stands for one
same    | pollock-file-level/csv/file_no_payload.csv | | | nothing
same    | pollock-file-level/csv/file_preamble.csv | | | titles above the heading are rows
bad     | pollock-file-level/csv/file_multitable_less.csv | | 106 | a second table, one of whose quotes is not doubled
bad     | pollock-file-level/csv/file_multitable_more.csv | | 106 | the same
bad     | pollock-file-level/csv/file_multitable_same.csv | | 106 | the same
bad     | pollock-file-level/csv/file_escape_char_0x00.csv | | 11,13,22-23,40,84 | quotes are not escaped at all
bad     | pollock-file-level/csv/file_escape_char_0x5C.csv | | 11,13,22-23,40,84 | quotes are escaped with a backslash
bad     | pollock-file-level/csv/file_quotation_char_0x27.csv | | 11,13,22-23,40,84 | apostrophes quote, so that a quote is a stray one
spaced  | pollock-file-level/csv/file_field_delimiter_0x2C_0x20.csv | | | a blank behind each comma
clean   | pollock-file-level/csv/file_field_delimiter_0x3B.csv | delimiter=; | | semicolons
clean   | pollock-file-level/csv/file_field_delimiter_0x9.csv | delimiter=tab | | tabs
bad     | pollock-file-level/csv/file_field_delimiter_0x3B.csv | | 1-84 | semicolons, read with commas
bad     | pollock-file-level/csv/file_field_delimiter_0x9.csv | | 1-84 | tabs, read with commas
bad     | pollock-file-level/csv/file_field_delimiter_0x20.csv | | 1-84 | a blank is no delimiter
EOF
