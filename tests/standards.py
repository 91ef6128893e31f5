#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tables of case standards as they come, with titles, merged cells, line ends.

    standards.py rows < FILE          LARGE|NAME|FILED|CLOSED|LIMIT of each row
                                      whose limit is one, 天 and 小时 being
                                      工作日 and 工作时
    standards.py faults FILE          what grid-import says of the others
    standards.py departments < FILE   CSV of kind department: each of those that
                                      stand in one cell with 、 between
    standards.py matters EDITION KIND < FILE
                                      CSV of kind matter: code is large and
                                      small class, condition a number in the
                                      class, department the first of its cell
"""
import csv
import re
import sys

UNITS = {'天': '工作日', '小时': '工作时', '工作日': '工作日', '工作时': '工作时',
         '紧急工作日': '紧急工作日', '紧急工作时': '紧急工作时'}


def table(file):
    """Each record with its line and a name for each column, cells trimmed, the
    classes filled from above."""
    reader = csv.reader(file)
    heading, above, line = None, {}, 0
    for cells in reader:
        first, line = line + 1, reader.line_num
        if heading is None:
            heading = cells if '小类名称' in cells else None
            continue
        row = {name: cell.strip() for name, cell in zip(heading, cells)}
        if not any(row.values()):
            continue
        duty = '处置单位' if '处置单位' in row else '责任主体'
        for name in ('大类代码', '大类名称', '小类代码', '小类名称', duty):
            above[name] = row[name] = row[name] or above[name]
        row['department'] = row[duty]
        yield first, row


def limit_of(text):
    match = re.fullmatch(r'(\d+)(\D+)', text)
    return match and match[2] in UNITS and match[1] + UNITS[match[2]]


def departments(row):
    return [name.strip() for name in row['department'].split('、') if name.strip()]


def rows():
    for _, row in table(sys.stdin):
        limit = limit_of(row['处置时限'])
        if limit and '\n' not in row['小类名称']:
            print('|'.join([row['大类代码'], row['小类名称'], row['立案条件'], row['结案条件'], limit]))


def faults():
    with open(sys.argv[2], encoding='utf-8-sig', newline='') as file:
        found = list(table(file))
    for line, row in found:
        limit = row['处置时限']
        if '\n' in row['小类名称']:
            print(f'grid-import: {sys.argv[2]}:{line}: 小类名称: a blank inside a code')
        elif not limit_of(limit):
            behind = re.fullmatch(r'\d+(?:紧急)?工作[时日](.+)', limit)
            why = f"'{behind[1]}' stands behind the unit" if behind else 'it must begin with a number'
            print(f"grid-import: {sys.argv[2]}:{line}: 处置时限: limit '{limit}': {why}")


def put(*columns):
    writer = csv.writer(sys.stdout, lineterminator='\n')
    writer.writerow(columns)
    return writer.writerow


def codes():
    """Departments in the order in which they occur."""
    found = {}
    all_rows = [row for _, row in table(sys.stdin)]
    for row in all_rows:
        for name in departments(row):
            found.setdefault(name, f'YC{len(found) + 1:02}')
    return all_rows, found


def print_departments():
    line = put('code', 'name')
    for name, code in codes()[1].items():
        line([code, name])


def matters():
    line = put('edition', 'kind', 'code', 'name', 'large_code', 'large_name', 'condition',
               'filing_condition', 'closing_condition', 'department', 'handle_limit')
    all_rows, found = codes()
    count = {}
    for row in all_rows:
        large, small = row['大类代码'].zfill(2), row['小类代码'].zfill(2)
        count[large + small] = count.get(large + small, 0) + 1
        names = departments(row)
        line([sys.argv[2], sys.argv[3], large + small, row['小类名称'], large, row['大类名称'], count[large + small],
              row['立案条件'], row['结案条件'], found[names[0]] if names else '', row['处置时限']])


sys.stdin.reconfigure(encoding='utf-8-sig', newline='')
sys.stdout.reconfigure(encoding='utf-8')
{'rows': rows, 'faults': faults, 'departments': print_departments, 'matters': matters}[sys.argv[1]]()
