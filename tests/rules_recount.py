# SPDX-License-Identifier: MIT
"""What rules-data.t compares with, from the published files alone.

letters FILE               the hotline's letters as CSV for case-open
letters-rules FILE RULES   number,department of each by the rules of a CSV file
letters-score FILE GOT     shares of each half dispatched as labelled
categories FILE            Pingshan's cases of odd number as CSV for case-open
learning FILE              its cases of even number, as they are
habits FILE                number,unit of each odd case by the habits of the even
category-rules FILE RULES  number,department of each odd case by the rules
units-score FILE GOT       share of the odd cases that went to the people's unit
families-score FILE GOT    the same by the family of the unit
"""
import collections
import csv
import gzip
import re
import sys

# Which departments answer for a large class of letters.
LABELS = {'城乡建设': 'ZJ ZF', '劳动和社会保障': 'RS', '教育文体': 'JY', '卫生计生': 'WJ', '交通运输': 'JT',
          '商贸旅游': 'SL SJ', '环境保护': 'ST'}
# Which department of the founding tables a unit of Pingshan's is like.
FAMILIES = [('GA', '公安|交警'), ('ZF', '执法|城管办|城市管理|市政服务中心|规划土地监察|城中村'), ('ST', '环境保护'),
            ('JT', '交通运输|交通轨道'), ('ZJ', '住房和建设|城建办|建筑工务|水务有限|自来水|供电局|移动|电信|联通'),
            ('JY', '教育'), ('RS', '人力资源|劳动|社保'), ('WJ', '卫生'), ('SJ', '市场')]


def read(name):
    opener = gzip.open if name.endswith('.gz') else open
    with opener(name, 'rt', encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f))


def letter(row):
    return row['留言主题'].strip() + '\n' + row['留言详情'].strip()


def category(row):
    return '/'.join((row['event_type'], row['main_type'], row['sub_type']))


def is_odd(number):
    return int(number) % 2 == 1


def rules_of(name):
    """PCRE2's \\Q…\\E is not Python's; all else used is the same in both."""
    rules = []
    for i, r in enumerate(read(name)):
        pattern = re.sub(r'\\Q(.*?)\\E', lambda m: re.escape(m.group(1)), r['pattern'])
        rules.append((int(r['priority'] or 10 ** 9), r['name'].encode(), re.compile(pattern), r['department']))
    return sorted(rules, key=lambda r: r[:2])


def apply(rules, text):
    return next((r[3] for r in rules if r[2].search(text)), '')


def write(rows):
    csv.writer(sys.stdout, lineterminator='\n').writerows(rows)


def habits(rows):
    """Straight from the even cases, with neither rules nor their pruning."""
    def contexts(x):
        kinds = [(x['event_type'], x['main_type'], x['sub_type']), (x['event_type'], x['main_type']), (x['event_type'],)]
        for kind in kinds:
            for place in (('c', x['community']), ('s', x['street']), None):
                if place is None or place[1] not in ('', '-'):
                    yield kind, place
    seen = collections.defaultdict(collections.Counter)
    for x in rows:
        if not is_odd(x['rec_id']) and x['dispose_unit_id'] not in ('', '-'):
            for c in contexts(x):
                seen[c][x['dispose_unit_id']] += 1
    for x in rows:
        if is_odd(x['rec_id']) and x['community'] not in ('', '-'):
            c = next((c for c in contexts(x) if c in seen), None)
            yield x['rec_id'], min(seen[c], key=lambda u: (-seen[c][u], u.encode())) if c else ''


def score(pairs):
    pairs = list(pairs)
    right = sum(1 for want, got in pairs if got and got in want.split())
    return '%d,%d,%.2f' % (right, len(pairs), 100 * right / len(pairs))


def family(unit):
    return next((code for code, pattern in FAMILIES if re.search(pattern, unit)), '')


what, rows = sys.argv[1], read(sys.argv[2])
if what.startswith('letters'):
    # One letter is there twice, under two labels: the first counts.
    rows = list({x['留言编号']: x for x in reversed(rows)}.values())
if what == 'letters':
    write([('area', 'matter', 'source', 'source_no', 'text')])
    write(('440310003001', '9901', '信箱', x['留言编号'], letter(x)) for x in rows)
elif what == 'letters-rules':
    rules = rules_of(sys.argv[3])
    write(sorted((x['留言编号'], apply(rules, letter(x))) for x in rows))
elif what == 'letters-score':
    with open(sys.argv[3], encoding='utf-8') as f:
        got = dict(csv.reader(f))
    for odd in (False, True):
        print('odd' if odd else 'even', score((LABELS[x['一级分类']], got[x['留言编号']]) for x in rows
                                               if is_odd(x['留言编号']) == odd), sep=',')
elif what == 'categories':
    write([('area', 'matter', 'source', 'source_no', 'text')])
    write((x['community'], '9901', '试', x['rec_id'], category(x)) for x in rows
          if is_odd(x['rec_id']) and x['community'] not in ('', '-'))
elif what == 'learning':
    with open(sys.argv[2], encoding='utf-8') as f:
        for n, line in enumerate(f):
            if n == 0 or not is_odd(line.split(',')[0]):
                sys.stdout.write(line)
elif what == 'habits':
    write(sorted(habits(rows)))
elif what == 'category-rules':
    rules = rules_of(sys.argv[3])
    write(sorted((x['rec_id'], apply(rules, category(x))) for x in rows
                 if is_odd(x['rec_id']) and x['community'] not in ('', '-')))
else:
    with open(sys.argv[3], encoding='utf-8') as f:
        got = dict(csv.reader(f))
    odd = [x for x in rows if is_odd(x['rec_id'])]
    if what == 'units-score':
        print(score((x['dispose_unit_id'], got.get(x['rec_id'], '')) for x in odd))
    else:
        print(score((family(x['dispose_unit']), got.get(x['rec_id'], '')) for x in odd if family(x['dispose_unit'])))
