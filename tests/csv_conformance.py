#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Other projects' awkward CSV files, read by csvin and by Python's csv module.

    csv_conformance.py PROBE FOLDER < TABLE         (see csv-conformance.t)

A line of the table is  VERDICT | FILES | OPTIONS | DETAIL | WHY.  FILES is a
pattern, which stands for the files that no line names in full; a file named in
full may have several lines.  OPTIONS are delimiter=C, tab or bar, and encoding=NAME.

    same                    as Python reads it
    trim                    the same once blanks are off the ends of cells
    spaced                  the same where a quote may follow blanks
    json                    the rows of ../json/NAME.json, and as Python reads it
    clean                   the rows of ../clean/NAME, and as Python reads it
    bad LINES               those records are told as bad, the others are read
                            as Python reads them, trimmed; LINES as in 2,3,7-9
    refused SENTENCE        status 65 and that sentence behind the file's name

"As Python reads it" is of UTF-8 or, where that fails, GB18030, or of the
encoding given, blank lines and rows of one blank cell aside, and with every
line end made LF first, as csvin does inside quotes too.
"""
import csv
import fnmatch
import hashlib
import io
import json
import os
import subprocess
import sys

PROBE, FOLDER = sys.argv[1], sys.argv[2]
BLANKS = ' \t'
NAMED = {'tab': '\t', 'bar': '|'}


def decoded(path, encoding):
    with open(path, 'rb') as f:
        data = f.read()
    if encoding:
        return data.decode(encoding)
    if data[:2] in (b'\xff\xfe', b'\xfe\xff'):
        return data.decode('utf-16')
    try:
        return data.decode('utf-8-sig')
    except UnicodeDecodeError:
        return data.decode('gb18030')


def lines_of(path, encoding=None):
    return decoded(path, encoding).replace('\r\n', '\n').replace('\r', '\n').split('\n')


def read(lines, delimiter=',', spaced=False):
    text = io.StringIO('\n'.join(lines), newline='')
    rows = csv.reader(text, delimiter=delimiter, strict=not spaced, skipinitialspace=spaced)
    return list(rows)


def filled(rows):
    """Without what may have been a blank line."""
    return [row for row in rows if len(row) > 1 or any(cell.strip(BLANKS) for cell in row)]


def trimmed(rows):
    return [[cell.strip(BLANKS) for cell in row] for row in rows]


def probe(path, options):
    delimiter = NAMED['bar'] if options.get('delimiter') == 'bar' else options.get('delimiter', ',')
    command = [PROBE, path, delimiter] + ([options['encoding']] if 'encoding' in options else [])
    done = subprocess.run(command, capture_output=True, check=False)
    if done.stderr:
        raise ValueError(done.stderr.decode())
    said = [json.loads(line) for line in done.stdout.decode().splitlines()]
    refused = said.pop()['refused'] if said and isinstance(said[-1], dict) and 'refused' in said[-1] else None
    return done.returncode, said[1:], refused


def first_difference(got, want):
    got, want = filled(got), filled(want)
    for at, (a, b) in enumerate(zip(got, want)):
        if a != b:
            return f'record {at + 1} is {a!r}, not {b!r}'
    return f'{len(got)} records, not {len(want)}' if len(got) != len(want) else None


def numbers(ranges):
    for part in ranges.split(','):
        first, _, last = part.partition('-')
        yield from range(int(first), int(last or first) + 1)


def beside(path, verdict):
    folder, name = os.path.split(path)
    if verdict == 'clean':
        return read(lines_of(os.path.join(folder, '..', 'clean', name)))
    with open(os.path.join(folder, '..', 'json', name[:-3] + 'json'), encoding='utf-8') as f:
        rows = json.load(f)
    if isinstance(rows, dict):
        rows = [rows]
    rows = [list(rows[0])] + [list(row.values()) for row in rows]
    return [[cell.replace('\r\n', '\n') for cell in row] for row in rows]


def fault(path, verdict, options, detail):
    """None, or what is wrong."""
    status, got, refused = probe(path, options)
    if verdict == 'refused':
        if (status, refused) == (65, path + detail):
            return None
        return f'status {status}, {refused!r}'
    if status != 0:
        return f'status {status}, {refused!r}'
    lines = lines_of(path, options.get('encoding'))
    delimiter = options.get('delimiter', ',')
    delimiter = NAMED.get(delimiter, delimiter)
    if verdict == 'bad':
        bad = [row['line'] for row in got if isinstance(row, dict)]
        if bad != list(numbers(detail)):
            return f'bad lines {bad}'
        for line in bad:
            lines[line - 1] = ''
        got = [row for row in got if isinstance(row, list)]
        return first_difference(got, trimmed(read(lines, delimiter)))
    want = read(lines, delimiter, verdict == 'spaced')
    if verdict in ('json', 'clean'):
        wrong = first_difference(got, beside(path, verdict))
        if wrong:
            return wrong
    if verdict == 'trim' and trimmed(want) == want:
        return 'there is nothing to trim'
    if verdict in ('trim', 'spaced'):
        got, want = trimmed(got), trimmed(want)
    return first_difference(got, want)


def files():
    for folder, _, names in os.walk(FOLDER):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), FOLDER)
            if path.split(os.sep)[-2:-1] not in (['json'], ['clean'], ['parameters']):
                yield path


def jobs(table, paths):
    """(path or pattern, line of the table or None) in the order of paths."""
    unused = list(table)
    for path in sorted(paths):
        lines = [line for line in table if line[1] == path]
        lines = lines or [line for line in table if fnmatch.fnmatchcase(path, line[1])][:1]
        for line in lines or [None]:
            if line in unused:
                unused.remove(line)
            yield path, line
    for line in unused:
        yield line[1], None


def changed(paths):
    """Files that are not what the table speaks of."""
    want = {}
    with open(os.path.join(FOLDER, '..', 'SHA256SUMS'), encoding='utf-8') as f:
        for line in f:
            digest, path = line.split(maxsplit=1)
            want[os.path.normpath(path.strip().lstrip('*'))] = digest
    for path in paths:
        with open(os.path.join(FOLDER, path), 'rb') as f:
            digest = hashlib.sha256(f.read()).hexdigest()
        if want.get(os.path.join('csv-conformance', path)) != digest:
            yield path


def main():
    csv.field_size_limit(1 << 30)
    table = [tuple(cell.strip() for cell in line.split('|')) for line in sys.stdin if line.strip()]
    paths = list(files())
    todo = list(jobs(table, paths))
    failed = list(changed(paths))
    print(f'1..{len(todo) + 1}')
    print('not ok' if failed else 'ok', '1 - the files are those of SHA256SUMS')
    for path in failed:
        print('#', path)
    for number, (path, line) in enumerate(todo, 2):
        verdict, _, options, detail, why = line or ('no', '', '', '', 'no line for the file, or no file for the line')
        wrong = why if line is None else fault(os.path.join(FOLDER, path), verdict,
                                               dict(word.split('=', 1) for word in options.split()), detail)
        print('not ok' if wrong else 'ok', number, '-', f'{path} {options}'.strip() + f': {verdict} ({why})')
        if wrong:
            failed.append(path)
            print('#', wrong.replace('\n', '\n# '))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
