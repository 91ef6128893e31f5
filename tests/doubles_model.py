# SPDX-License-Identifier: MIT
"""Doubles by all pairs, for doubles.t.

make SEED       writes cases-SEED.csv (a time before the columns of case-collect)
                and times-SEED: crowded places, also on both sides of the
                antimeridian, of the equator and near a pole
pairs FILE      prints what case-open --suggest should, from the cases in FILE
"""
import csv
import math
import random
import sys
import unicodedata


def metres(a, b):
    """By the chord through the sphere, not by the haversine."""
    def vector(p):
        lon, lat = math.radians(p[0]), math.radians(p[1])
        return (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))
    return 2 * 6371008.8 * math.asin(min(1, math.dist(vector(a), vector(b)) / 2))


def make(seed):
    rnd = random.Random(seed)
    centres = [(114.3, 22.7), (114.31, 22.71), (179.9999, -16.5), (-179.9999, -16.5), (10, 0.0001), (10, -0.0001),
               (30, 89.9993), (-150, 89.9993), (-120, 89.9985), (5, 60)]
    times = ['2026-11-%02d %02d:%02d' % (d, h, m) for d in (9, 10, 11) for h in (6, 12, 18) for m in (0, 30)]
    with open('cases-%d.csv' % seed, 'w', encoding='utf-8') as f, open('times-%d' % seed, 'w') as t:
        print('at,area,matter,text,address,lon,lat', file=f)
        for at in times:
            print(at, file=t)
            for _ in range(60):
                lon, lat = rnd.choice(centres)
                spread = 0.0012
                lat = max(-90, min(90, lat + rnd.uniform(-spread, spread)))
                lon += rnd.uniform(-spread, spread) / max(0.00002, math.cos(math.radians(lat)))
                lon = (lon + 180) % 360 - 180
                place = '%.6f,%.6f' % (lon, lat) if rnd.random() < 0.8 else ','
                address = rnd.choice(['', '', '', '甲路%d号' % rnd.randrange(40), '甲路 %d号' % rnd.randrange(40)])
                print(at, rnd.choice(['碧岭', '汤坑', '440310003001001']), rnd.choice(['1102', '1103', '0103', '']), '报',
                      address, place, sep=',', file=f)


def pairs(name):
    with open(name, encoding='utf-8', newline='') as f:
        cases = list(csv.DictReader(f))
    cases = [c for c in cases if c['status'] not in ('closed', 'rejected', 'cancelled')]
    for c in cases:
        c['at'] = int(c['collected_at'])
        c['place'] = (float(c['lon']), float(c['lat'])) if c['lon'] and c['lat'] else None
        text = ''.join(unicodedata.normalize('NFKC', c['address']).split())
        c['where'] = (c['area'][:12], text) if text else None
    cases.sort(key=lambda c: (c['at'], c['case_no']))

    def distance(a, b):
        if a['place'] and b['place']:
            m = metres(a['place'], b['place'])
            if m <= 50:
                return m
        return None

    def alike(a, b):
        return (a['matter'] and a['matter'] == b['matter'] and abs(a['at'] - b['at']) <= 86400
                and (distance(a, b) is not None or (a['where'] and a['where'] == b['where'])))

    filed = [c for c in cases if c['status'] != 'collected']
    kept = []
    print('case_no,double_of,distance_m,hours,reason')
    for c in cases:
        if c['status'] != 'collected':
            continue
        for k in filed + kept:
            if alike(c, k):
                m = distance(c, k)
                print(c['case_no'], k['case_no'], '' if m is None else '%.1f' % m, '%.2f' % (abs(c['at'] - k['at']) / 3600),
                      '与 %s 重复' % k['case_no'], sep=',')
                break
        else:
            kept.append(c)


if sys.argv[1] == 'make':
    make(int(sys.argv[2]))
else:
    pairs(sys.argv[2])
