#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a file of enterprises should leave in the database, from the file alone.

    enterprises_recount.py {in|out|columns} AREA < FILE

in: CODE|NAME|AREA|DATE|KIND|ADDRESS|BUSINESS of the rows that go in, sorted.
out: LINE|CODE|REASON of the others, in the order of the file.
columns: how many rows, codes, lower-case codes, wrong check characters.

Codes are checked as GB 32100 has it: weights 3^i, modulo 31, and the
organisation's own check character inside (GB 11714), modulo 11.
"""
import csv
import sys

ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
COLUMNS = ['企业名称', '注册日期', '企业类型', '注册地址', '经营范围']


def is_code(code):
    if len(code) != 18 or any(c not in ALPHABET for c in code):
        return False
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    inner = sum(LETTERS.index(c) * w for c, w in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2)))
    return ALPHABET[(31 - total % 31) % 31] == code[17] and '0123456789X0'[11 - inner % 11] == code[16]


def cell(text):
    text = text.strip(' \t\n\u00a0\u3000')
    return '' if text.strip() in ('', '-', '--', '无', 'N/A') else text


def main():
    reader = csv.DictReader(sys.stdin)
    seen, out, kept = {}, [], []
    lower = wrong = rows = 0
    for row in reader:
        line = reader.line_num
        rows += 1
        code = row['统一社会信用代码'].strip()
        lower += code != code.upper()
        wrong += not is_code(code.upper())
        code = code.upper()
        if code in seen:
            out.append(f'{line}|{row["统一社会信用代码"]}|repeated: the same key as in line {seen[code]}')
            continue
        seen[code] = line
        name, day, kind, address, business = (cell(row[column]) for column in COLUMNS)
        kept.append('|'.join([code, name, sys.argv[2], day, kind, address, business]))
    if sys.argv[1] == 'columns':
        print(rows, len(seen), lower, wrong)
    else:
        print('\n'.join(sorted(kept) if sys.argv[1] == 'in' else out))


sys.stdin.reconfigure(encoding='utf-8', newline='')
sys.stdout.reconfigure(encoding='utf-8')
main()
