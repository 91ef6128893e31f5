#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A property site's list of compounds as CSV of kind building.

    compounds_split.py LETTER < FILE

Takes apart what a map file cannot: '1536 户' into a number, coordinates into
two, the district out of 所在区域 or 地址链; 暂无资料 and 不详 are nothing.  Codes
are the letter and the line of the record.  A place that is no district of the
city stays as it is, for grid-import to refuse.
"""
import csv
import re
import sys

DISTRICTS = ['罗湖', '福田', '南山', '宝安', '龙岗', '盐田', '龙华', '坪山', '光明', '大鹏']
HEADING = ['code', 'name', 'area', 'address', 'kind', 'built_year', 'household_count', 'lon', 'lat', 'note']


def known(text):
    return '' if text in ('暂无资料', '不详') else text


def number(text):
    match = re.fullmatch(r'(\d+) ?(?:户|年)?', known(text))
    return match[1] if match else known(text)


def district(row):
    place = known(row.get('所在区域') or row.get('地址链', '').rpartition('>')[2])
    return next((name for name in DISTRICTS if place.startswith(name)), place)


def main():
    reader = csv.DictReader(sys.stdin)
    writer = csv.writer(sys.stdout, lineterminator='\n')
    writer.writerow(HEADING)
    line = 1
    for row in reader:
        lon, _, lat = row['经纬度'].partition(',')
        writer.writerow([f'{sys.argv[1]}{line + 1:05}', row['plot_name'], district(row), known(row['地址']),
                         known(row.get('物业类型', '')), number(row.get('小区年代', '')),
                         number(row.get('总户数') or row.get('小区户数')), lon, lat, known(row['开发商'])])
        line = reader.line_num


sys.stdin.reconfigure(encoding='utf-8', newline='')
sys.stdout.reconfigure(encoding='utf-8')
main()
