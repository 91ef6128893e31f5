#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether case-list --indicator lists exactly the cases behind each figure.

    behind_check.py WANT CUT[/STEP] … -- OPTION …

Asks grid-report and case-list, in the database of $GRID_DB, with these options.
By each of the cuts, and of the total, every figure of cases that grid-report
--explain all names must be the sum of the parts over the sum of the wholes of its list, no
case stands in a list twice, and none for nothing.  STEP: of the cut's figures
only one in so many.  WANT has lines "INDICATOR,CASE": the lists of these totals.
"""
import collections
import csv
import fractions
import io
import os
import subprocess
import sys


def ask(*command):
    r = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8')
    if r.returncode or r.stderr:
        sys.exit(f'{command}: status {r.returncode}: {r.stderr}')
    return list(csv.DictReader(io.StringIO(r.stdout)))


def half_up(part, whole):
    hundredths = (fractions.Fraction(part, whole) * 100 * 2 + 1) // 2
    return f'{hundredths // 100}.{hundredths % 100:02}'


def figure(unit, rows):
    part = sum(int(r['part']) for r in rows)
    if unit in ('cases', 'items'):
        return str(part)
    whole = sum(int(r['whole']) for r in rows)
    if not whole:
        return ''
    return half_up(fractions.Fraction(part, 3600), whole) if unit == 'hours' else half_up(100 * part, whole)


def is_odd(unit, rows):
    """What no list may have, whatever its figure."""
    numbers = [r['case_no'] for r in rows]
    if len(numbers) != len(set(numbers)):
        return 'a case twice'
    if unit == 'cases':
        return any(r['part'] != '1' for r in rows) and 'a case that does not count once'
    return (unit != 'items' and any(int(r['whole']) < 1 for r in rows) and 'a case without a share'
            or unit == 'percent' and any(int(r['part']) > int(r['whole']) for r in rows) and 'more than the whole')


def of_cases():
    """What lib/facts.c counts; of visits and days case-list has no list."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib/indicator.csv'), encoding='utf-8') as f:
        return {r[1] for r in csv.reader(f)
                if r and r[0] == 'count' and r[2] in ('collected', 'due', 'open', 'rated', 'checked')}


def main():
    at = sys.argv.index('--')
    options = sys.argv[at + 1:]
    with open(sys.argv[1], encoding='utf-8') as f:
        want = collections.defaultdict(list)
        for name, case_no in csv.reader(f):
            want[name].append(case_no)
    unit = {i['indicator']: i['unit'] for i in ask('grid-report', '--explain', 'all', '-f', 'csv') if i['part'] in of_cases()}
    asked = bad = 0

    def check(name, said, *by):
        nonlocal asked, bad
        rows = ask('case-list', *options, '--indicator', name, '-f', 'csv', *by)
        listed = sorted(r['case_no'] for r in rows)
        wrong = is_odd(unit[name], rows)
        if figure(unit[name], rows) != said:
            wrong = f'{figure(unit[name], rows)} are listed, {said} reported'
        elif not by and name in want and listed != want[name]:
            wrong = f'lists others: {sorted(set(listed) ^ set(want[name]))}'
        asked += 1
        if wrong:
            bad += 1
            print(name, *by, wrong)

    for cut in sys.argv[2:at]:
        by, _, step = cut.partition('/')
        report = ask('grid-report', *options, '--by', by, '--indicator', ','.join(unit), '--total', '-f', 'csv')
        seen = 0
        for row in report:
            codes = [row[c] or '-' for c in ('code', 'code2')[:by.count(',') + 1]]
            for name in unit:
                seen += 1
                if seen % int(step or 1):
                    continue
                if row['code'] == 'total':
                    if cut == sys.argv[2]:
                        check(name, row[name])
                else:
                    check(name, row[name], '--by', by, *(w for c in codes for w in ('--code', c)))
    print(f'{asked} figures, {bad} of them wrong')
    if bad or not asked or set(want) - set(unit):
        sys.exit(1)


main()
