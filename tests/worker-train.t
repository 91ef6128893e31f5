#!/bin/sh
# SPDX-License-Identifier: MIT
#
# worker-train: what it records, who lacks what against a second reckoning in
# Python from the raw files, and coverage against SQL over its own list.
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'

# Posts want: 岗前培训 8 hours and 60 points for ever; 消防安全 of grid workers 4
# hours a year, of others 2 in two years; 急救 of leaders 80 points for 6 months.
courses() {
	newdb
	cat >course.csv <<-END
		课程,岗位,应修学时,合格分,有效月数
		岗前培训,,8,60,
		消防安全,网格员,4,,12
		消防安全,,2,,24
		急救,网格长,,80,6
	END
	grid-import -q course course.csv
}
trained() { sqlite3 grid.db "SELECT w.code, course, held_on, hours, score, is_passed FROM training JOIN worker w USING (worker_id) ORDER BY 1, 2, 3"; }

# due WORKER COURSE [OPTION…]: had, last_on, score, state, valid_until.
due() {
	due_worker=$1 due_course=$2
	shift 2
	worker-train --due --all --worker "$due_worker" -f csv "$@" | awk -F, -v c="$due_course" '$5 == c { print $7 "," $8 "," $9 "," $11 "," $12 }'
}

t 'a training is recorded for workers by code and by name' <<'EOF'
	courses
	expect 0 worker-train --course 岗前培训 --on 2026-10-20 --hours 8 --score 75.5 --passed yes W01 朱欣芳 杨鹏
	printf '%s\n' W01 W01 W02 | stdout
	stderr </dev/null
	trained >got
	diff - got <<-END
		W01|岗前培训|2026-10-20|8.0|75.5|1
		W02|岗前培训|2026-10-20|8.0|75.5|1
	END
EOF

t 'without --on it was today, or on the day of --at' <<'EOF'
	courses
	worker-train --course 急救 L01
	worker-train --course 急救 --at '2026-11-03 14:00' L01
	[ "$(trained | paste -sd ' ' -)" = 'L01|急救|2026-11-03||| L01|急救|2026-11-09|||' ]
EOF

t 'the same training again changes nothing, with other values it is refused' <<'EOF'
	courses
	worker-train --course 急救 --on 2026-11-01 --hours 4 --score 70 --passed no L01 >out
	trained >before
	expect 0 worker-train --course 急救 --on 2026年11月1日 --hours 4.0 --score 70 --passed 否 L01
	echo L01 | stdout
	expect 0 worker-train --course 急救 --on 2026-11-01 L01
	expect 1 worker-train --course 急救 --on 2026-11-01 --score 71 L01 L02
	echo L02 | stdout
	echo "worker-train: cannot record worker 'L01': recorded for 2026-11-01 with other values, hours 4, score 70, not passed: grid-import corrects them" | stderr
	trained | grep L01 | diff before -
	# What was not known then is another value too.
	expect 1 worker-train --course 急救 --on 2026-11-01 --hours 4 L02
EOF

t '--all-or-nothing keeps nothing where one is refused' <<'EOF'
	courses
	expect 1 worker-train --all-or-nothing --course 急救 L01 L99 L02
	stdout </dev/null
	stderr_has "cannot record worker 'L99': unknown worker"
	[ -z "$(trained)" ]
	expect 0 worker-train -n --course 急救 L01
	echo L01 | stdout
	[ -z "$(trained)" ]
EOF

t 'days to come and workers who were not there are refused' <<'EOF'
	courses
	printf 'code,name,area,hired_on,left_on\nX1,甲,碧岭,2026-03-01,2026-06-30\n' | grid-import -q worker
	expect 64 worker-train --course 急救 --on 2026-11-10 L01
	stderr_has "--on '2026-11-10' is in the future"
	for day in 2026-03-01 2026-06-30; do
		expect 0 worker-train --course 急救 --on $day X1
	done
	expect 1 worker-train --course 急救 --on 2026-02-28 X1
	stderr_has "cannot record worker 'X1': not here before 2026-03-01"
	expect 1 worker-train --course 急救 --on 2026-07-01 X1
	stderr_has "cannot record worker 'X1': left on 2026-06-30"
	[ "$(trained | wc -l)" = 2 ]
EOF

t 'impossible values and forms are refused' <<'EOF'
	courses
	for option in '--hours -1' '--hours viel' '--score 1001' '--passed maybe' '--on 2026-02-30' '--on 2026-10' '--hours -'; do
		expect 64 worker-train --course 急救 $option L01
	done
	expect 64 worker-train L01
	stderr_has '--course must be given'
	expect 64 worker-train --course '' L01
	expect 64 worker-train --course 急救
	stderr_has 'no worker given'
	expect 64 worker-train --course 急救 L01 -
	expect 64 worker-train --course 急救 --due
	expect 64 worker-train --due --coverage
	expect 64 worker-train --due --key k
	expect 64 worker-train --due --by street
	expect 64 worker-train --coverage --all
	expect 64 worker-train --coverage --by road
	expect 64 worker-train --coverage --month 2026-12
	expect 64 worker-train --due --results
	expect 64 worker-train --due --post 村长
	expect 64 worker-train --due --within -1
	expect 64 worker-train -f csv --course 急救 L01
	expect 64 worker-train --course 急救 --area 碧岭 L01
	expect 66 worker-train --due --area 月球
	expect 66 worker-train --due --worker 甲
	[ -z "$(trained)" ]
EOF

t 'a course that no post wants is recorded, with a word about it' <<'EOF'
	courses
	expect 0 worker-train --course 消防安拳 --on 2026-11-01 W01 W02
	echo "worker-train: no post wants the course '消防安拳', perhaps '消防安全'" | stderr
	expect 0 worker-train -q --course 消防安拳 --on 2026-11-02 W01
	stderr </dev/null
	newdb
	expect 0 worker-train --course 消防安拳 W01
	stderr </dev/null
EOF

t 'workers from a pipe: a line each, or a column of CSV' <<'EOF'
	courses
	printf 'W01\n\n 杨鹏 \n' | worker-train --course 消防安全 --on 2026-11-01 --hours 4 - >got
	printf 'W01\nW02\n' | diff - got
	worker-train --due --post 网格员 --worker W03 -f csv | worker-train --course 岗前培训 --hours 8 --score 60 - >got
	echo W03 | diff - got
	printf '姓名,工号\n甲,W04\n' | worker-train --course 岗前培训 --hours 8 --score 60 - >got
	echo W04 | diff - got
	printf 'name,phone\nx,1\n' >bad.csv
	expect 65 sh -c 'worker-train --course 岗前培训 - <bad.csv'
	stderr_has '-:1: no column worker or code in the heading'
EOF

t '--csv: a row a training, over what the options say' <<'EOF'
	courses
	cat >t.csv <<-END
		工号,培训名称,日期,学时,成绩,合格
		W01,,2026-10-02,,66,
		杨鹏,急救,2026-10-03,2.5,,否
		W03,,,,,
		W99,,2026-10-02,,,
		W04,,2026-11-10,,,
		W05,,2027-13-01,,,
		,,2026-10-02,,,
		W06,<empty>,2026-10-02,,,
		W01,,2026-10-02,8,66,
		W01,,2026-10-02,9,66,
	END
	expect 1 worker-train --course 岗前培训 --on 2026-10-01 --hours 8 --csv t.csv
	printf '%s\n' W01 W02 W03 W01 | stdout
	stderr <<-END
		worker-train: t.csv:5: 工号: unknown worker
		worker-train: t.csv:6: 日期: in the future
		worker-train: t.csv:7: 日期: '2027-13-01' is not a date: the calendar has no such day
		worker-train: t.csv:8: 工号: must be given
		worker-train: t.csv:9: 培训名称: must be given
		worker-train: t.csv:11: recorded for 2026-10-02 with other values, hours 8, score 66: grid-import corrects them
	END
	trained >got
	diff - got <<-END
		W01|岗前培训|2026-10-02|8.0|66.0|
		W02|急救|2026-10-03|2.5||0
		W03|岗前培训|2026-10-01|8.0||
	END
	expect 64 worker-train --csv t.csv W01
	expect 66 worker-train --csv nosuch.csv
	printf '课程,日期\n急救,2026-11-01\n' >no.csv
	expect 65 worker-train --csv no.csv
	stderr_has 'no.csv: no column for worker (工号)'
EOF

t '--csv - reads standard input, and --key answers once' <<'EOF'
	courses
	printf '人员,课程,成绩\nL01,急救,90\nL09,急救,90\n' >t.csv
	expect 1 sh -c 'worker-train --key a --csv - <t.csv'
	echo L01 | stdout
	grid-log -f csv >before
	expect 1 sh -c 'worker-train --key a --csv - <t.csv'
	echo L01 | stdout
	stderr </dev/null
	grid-log -f csv | diff before -
	expect 64 worker-train --key a --course 急救 L01
	stderr_has "key 'a' was used with other arguments"
	[ "$(trained | wc -l)" = 1 ]
EOF

t 'the audit tells who recorded how many, and the chain holds' <<'EOF'
	courses
	worker-train --by V01 --course 急救 L01 L02 >out
	grid-log -f csv | tail -n 1 | cut -d, -f 3,5,9 >got
	echo worker-train,V01,2 | diff - got
	expect 0 grid-check
	expect 66 worker-train --by 无名 --course 急救 L01
EOF

t 'missing, not long enough, not passed, held' <<'EOF'
	courses
	[ "$(due L01 岗前培训)" = 0,,,missing, ]
	worker-train --course 岗前培训 --on 2024-08-01 --hours 4 --score 90 L01 >out
	[ "$(due L01 岗前培训)" = 4,2024-08-01,90,hours, ]
	worker-train --course 岗前培训 --on 2026-01-01 --hours 3.9 --score 50 L01 >out
	[ "$(due L01 岗前培训)" = 7.9,2026-01-01,90,hours, ]
	worker-train --course 岗前培训 --on 2026-01-02 --hours 0.1 L01 >out
	[ "$(due L01 岗前培训)" = 8,2026-01-02,90,held, ]
	worker-train --course 岗前培训 --on 2026-01-02 --hours 8 --score 59.9 L02 >out
	[ "$(due L02 岗前培训)" = 8,2026-01-02,59.9,failed, ]
	worker-train --course 岗前培训 --on 2026-01-03 --passed yes L02 >out
	[ "$(due L02 岗前培训)" = 8,2026-01-03,59.9,held, ]
	# 0.1 and 0.7 are a little less than 0.8 to a computer.
	printf '课程,应修学时\n短,0.8\n' | grid-import -q course
	worker-train --course 短 --on 2026-01-01 --hours 0.1 L01 >out
	worker-train --course 短 --on 2026-01-02 --hours 0.7 L01 >out
	[ "$(due L01 短)" = 0.8,2026-01-02,,held, ]
	# What is said goes before the points.
	worker-train --course 岗前培训 --on 2026-01-03 --hours 8 --score 99 --passed no L03 >out
	[ "$(due L03 岗前培训)" = 8,2026-01-03,99,failed, ]
EOF

t 'no hours wanted: one training; no points wanted: not failed' <<'EOF'
	courses
	worker-train --course 急救 --score 80 L01 >out
	worker-train --course 急救 --score 79 L02 >out
	worker-train --course 急救 L03 >out
	[ "$(due L01 急救)" = 0,2026-11-09,80,held,2027-05-08 ]
	[ "$(due L02 急救)" = 0,2026-11-09,79,failed, ]
	[ "$(due L03 急救)" = 0,2026-11-09,,failed, ]
	worker-train --course 消防安全 --hours 2 --passed no L01 >out
	worker-train --course 消防安全 --hours 2 L02 >out
	[ "$(due L01 消防安全)" = 2,2026-11-09,,failed, ]
	[ "$(due L02 消防安全)" = 2,2026-11-09,,held,2028-11-08 ]
EOF

t 'validity ends the day before, months have their own last day' <<'EOF'
	courses
	printf '课程,有效月数\n月,1\n年,12\n' | grid-import -q course
	for day in 2026-01-28 2026-01-29 2026-01-31 2026-02-28 2026-03-31; do
		worker-train -q --course 月 --on $day W01 >out
		due W01 月 --on $day
	done >got
	diff - got <<-END
		0,2026-01-28,,held,2026-02-27
		0,2026-01-29,,held,2026-02-27
		0,2026-01-31,,held,2026-02-27
		0,2026-02-28,,held,2026-03-27
		0,2026-03-31,,held,2026-04-29
	END
	[ "$(due W01 月 --on 2026-04-29)" = 0,2026-03-31,,held,2026-04-29 ]
	[ "$(due W01 月 --on 2026-04-30)" = 0,2026-03-31,,expired,2026-04-29 ]
	[ "$(due W01 月 --on 2026-01-27)" = 0,,,missing, ]
	worker-train -q --course 年 --on 2024-02-29 W02 >out
	[ "$(due W02 年 --on 2024-03-01)" = 0,2024-02-29,,held,2025-02-27 ]
EOF

t 'what lapses part by part ends with the first part that is missed' <<'EOF'
	courses
	worker-train --course 消防安全 --on 2026-01-10 --hours 2 W01 >out
	worker-train --course 消防安全 --on 2026-03-10 --hours 2 W01 >out
	worker-train --course 消防安全 --on 2026-06-10 --hours 2 W01 >out
	[ "$(due W01 消防安全)" = 6,2026-06-10,,held,2027-03-09 ]
	[ "$(due W01 消防安全 --on 2026-02-01)" = 2,2026-01-10,,hours, ]
	[ "$(due W01 消防安全 --on 2027-03-10)" = 2,2026-06-10,,expired,2027-03-09 ]
	now '2027-04-01 09:00:00'
	# Begun again, but not yet enough.
	worker-train --course 消防安全 --on 2027-03-20 --hours 1 W01 >out
	[ "$(due W01 消防安全)" = 3,2027-03-20,,hours, ]
	worker-train --course 消防安全 --on 2027-04-01 --hours 1 W01 >out
	[ "$(due W01 消防安全)" = 4,2027-04-01,,held,2027-06-09 ]
EOF

t 'the post on the day decides, its own row before that of every post' <<'EOF'
	courses
	printf '工号,区域,岗位,任职日期,离任日期\nW01,沙湖,网格长,2026-06-01,2026-06-30\n' | grid-import -q post
	worker-train --course 消防安全 --on 2026-05-01 --hours 2 W01 L01 >out
	[ "$(due W01 消防安全 --on 2026-05-31)" = 2,2026-05-01,,hours, ]
	[ "$(due W01 消防安全 --on 2026-06-01)" = 2,2026-05-01,,held,2028-04-30 ]
	[ "$(due W01 消防安全 --on 2026-06-30)" = 2,2026-05-01,,held,2028-04-30 ]
	[ "$(due W01 消防安全 --on 2026-07-01)" = 2,2026-05-01,,hours, ]
	worker-train --due --on 2026-06-15 --area 沙湖 --post 网格长 -f csv | cut -d, -f 1,3-5 | grep W01 >got
	diff - got <<-END
		W01,grid-leader,440310003003,岗前培训
		W01,grid-leader,440310003003,急救
	END
EOF

t '--within adds what ends soon; names are masked; the table is for people' <<'EOF'
	courses
	worker-train --course 急救 --on 2026-05-20 --score 88 L01 >out
	worker-train --course 急救 --on 2026-05-21 --score 88 L02 >out
	for n in 9 10 11; do
		worker-train --due --within $n -f csv | grep -c held || :
	done | paste -sd , - >got
	echo 0,1,2 | diff - got
	expect 0 env LC_ALL=zh_CN.UTF-8 worker-train --due --within 10 --worker L01 -f table
	stdout <<-END
		工号 姓名 课程     应修学时 已修学时 成绩 状态   有效至
		L01  郑** 岗前培训        8        0      未参训
		L01  郑** 急救                     0   88 已达标 2026-11-19
		L01  郑** 消防安全        2        0      未参训
	END
EOF

t 'a list ends quietly when its reader does' <<'EOF'
	courses
	python3 -c '
import os, subprocess
r, w = os.pipe()
os.close(r)
p = subprocess.run(["worker-train", "--due", "--all"], stdout=w, stderr=subprocess.PIPE)
print(p.returncode, p.stderr)' >got
	echo "-13 b''" | diff - got
EOF

# A district of its own: 60 workers, posts that change, courses of all sorts and
# 1,500 trainings; who stands how on three days, reckoned twice.
cat >made.py <<'END'
import csv, random
random.seed(20261109)
days = lambda a, b: '%d-%02d-%02d' % (random.randint(a, b), random.randint(1, 12), random.randint(1, 28))
posts = ['grid-worker', 'grid-leader', 'part-time', 'verifier', '']
areas = ['440310003', '440310003001', '440310003001001', '440310003002002', '440310003003001']
def write(name, rows):
    with open(name + '.csv', 'w', newline='') as f:
        csv.writer(f).writerows(rows)
worker, post, training = [], [], {}
for i in range(60):
    hired = days(2019, 2024) if random.random() < .8 else ''
    left = days(2025, 2026) if random.random() < .2 else ''
    worker.append(['P%02d' % i, '测试', random.choice(areas), random.choice(posts), hired, left])
    for k in range(random.randint(0, 3)):
        a, b = sorted((days(2023, 2026), days(2023, 2026)))
        post.append(['P%02d' % i, random.choice(areas), random.choice(posts[:4]), a, b if random.random() < .6 else ''])
course = [['甲', '', 8, 60, ''], ['乙', 'grid-worker', 4, '', 12], ['乙', '', 2, '', 24], ['丙', 'grid-leader', '', 80, 6],
          ['丁', '', '', '', 1], ['戊', 'verifier', 0.3, 60, 3], ['己', '', 6.5, 75, 36], ['己', 'part-time', '', '', '']]
ends = ['01-29', '01-30', '01-31', '02-28', '03-31', '08-31', '12-31']
for n in range(1500):
    day = '%d-%s' % (random.randint(2024, 2026), random.choice(ends)) if random.random() < .2 else days(2023, 2026)
    if day > '2026-11-09':
        continue
    key = ('P%02d' % random.randint(0, 59), random.choice('甲乙丙丁戊己庚'), day)
    training[key] = [random.choice(['', .1, .2, 1, 2, 4, 8]), random.choice(['', 40, 59.9, 60, 75, 80, 100]), random.choice(['', '', '', 0, 1])]
write('worker', [['code', 'name', 'area', 'post', 'hired_on', 'left_on']] + worker)
write('post', [['worker', 'area', 'post', 'valid_from', 'valid_to']] + post)
write('course', [['course', 'post', 'hours', 'pass_score', 'valid_months']] + course)
write('training', [['worker', 'course', 'held_on', 'hours', 'score', 'is_passed']] + [list(k) + v for k, v in training.items()])
END
cat >reckon.py <<'END'
# Day by day: on each day of a training and after it, is the course held?
import calendar, csv, datetime, sys
from fractions import Fraction as F
D = datetime.date.fromisoformat
on = D(sys.argv[1])
rows = lambda name: list(csv.DictReader(open(name + '.csv')))
def later(d, months):
    y, m = divmod(d.year * 12 + d.month - 1 + months, 12)
    return datetime.date(y, m + 1, min(d.day, calendar.monthrange(y, m + 1)[1]))
def show(x): return '' if x is None else '%g' % float(x)
held = {}
for t in rows('training'):
    held.setdefault((t['worker'], t['course']), []).append(t)
def state_on(day, trainings, want):
    counts = [t for t in trainings if D(t['held_on']) <= day
              and (not want['valid_months'] or day < later(D(t['held_on']), int(want['valid_months'])))]
    hours = sum(F(t['hours'] or 0) for t in counts)
    long = hours >= F(want['hours']) if want['hours'] else bool(counts)
    good = any(t['is_passed'] == '1' or (t['is_passed'] == '' and (not want['pass_score'] or
               (t['score'] != '' and F(t['score']) >= F(want['pass_score'])))) for t in counts)
    scores = [F(t['score']) for t in counts if t['score'] != '']
    return long and good, long, hours, max(scores) if scores else None, len(counts)
out = csv.writer(sys.stdout, lineterminator='\n')
one = datetime.timedelta(1)
for w in sorted(rows('worker'), key=lambda w: w['code']):
    if (w['hired_on'] and D(w['hired_on']) > on) or (w['left_on'] and D(w['left_on']) < on):
        continue
    post, area = w['post'], w['area']
    holding = [p for p in enumerate(rows('post')) if p[1]['worker'] == w['code'] and D(p[1]['valid_from']) <= on
               and (not p[1]['valid_to'] or D(p[1]['valid_to']) >= on)]
    if holding:
        p = max(holding, key=lambda p: (p[1]['valid_from'], p[0]))[1]
        post, area = p['post'], p['area']
    wants = {c['course']: c for c in rows('course') if c['post'] == ''}
    wants.update({c['course']: c for c in rows('course') if c['post'] == post})
    for name in sorted(wants, key=lambda n: n.encode()):
        want = wants[name]
        trained = [t for t in held.get((w['code'], name), []) if D(t['held_on']) <= on]
        is_held, long, hours, score, count = state_on(on, trained, want)
        until = ''
        if not trained:
            state, last = 'missing', ''
        else:
            last = max(t['held_on'] for t in trained)
            at_last = state_on(D(last), trained, want)
            state = 'held' if is_held else 'expired' if at_last[0] else \
                'failed' if (long if count else at_last[1]) else 'hours'
            score = score if count else at_last[3]
            if state in ('held', 'expired') and want['valid_months']:
                until = D(last)
                while state_on(until + one, trained, want)[0]:
                    until += one
        out.writerow([w['code'], post, area, name, want['hours'], show(hours), last, show(score), want['pass_score'], state, until])
END

t 'made workers, courses and trainings on five days, as reckoned in Python' <<'EOF'
	newdb
	python3 made.py
	sqlite3 grid.db 'DELETE FROM worker_post; DELETE FROM worker'
	for kind in worker post course training; do
		grid-import -q $kind $kind.csv
	done
	for day in 2024-02-29 2025-07-01 2026-03-01 2026-11-09 2027-03-31; do
		worker-train --due --all --on $day -f csv | sed 1d | cut -d, -f 1,3- >got.$day
		python3 reckon.py $day >want
		diff want got.$day
		[ "$(wc -l <want)" -gt 100 ]
	done
	for state in held missing expired hours failed; do
		[ "$(grep -c ",$state," got.2026-11-09)" -gt 3 ]
	done
	# Of one worker or area, and without --all, it is the same list shortened.
	worker-train --due --all --worker P07 -f csv | sed 1d | cut -d, -f 1,3- >got
	grep ^P07, got.2026-11-09 | diff - got
	worker-train --due --area 440310003001 -f csv | sed 1d | cut -d, -f 1,3- >got
	grep -E ',440310003001[0-9]*,' got.2026-11-09 | grep -v ,held, | diff - got
EOF

t 'coverage counts that list' <<'EOF'
	worker-train --due --all -f csv | sed 1d >list.csv
	for by in district:6 street:9 community:12 grid:15 post:0; do
		worker-train --coverage --by ${by%:*} | sed 1d | cut -d, -f 1,3- | grep -v ',0,0,0,,0,$' >got
		awk -F, -v digits=${by#*:} '
		{ group = !digits ? $3 : length($4) < digits ? "" : substr($4, 1, digits) }
		$1 != last { last = $1; workers[group]++; whole[group]++; open = 1 }
		{ due[group]++; held[group] += $11 == "held" }
		$11 != "held" && open { whole[group]--; open = 0 }
		END { for (g in due) printf "%s,%d,%d,%d,%.2f,%d,%.2f\n", g, workers[g], due[g], held[g],
			int(held[g] * 10000 / due[g] + .5) / 100, whole[g], int(whole[g] * 10000 / workers[g] + .5) / 100 }' list.csv | LC_ALL=C sort >want
		diff want got
	done
	[ "$(worker-train --coverage --by grid | grep -c ',0,0,0,,0,$')" = 3 ]
	worker-train --coverage --by post --on 2024-02-29 | cmp -s - got && exit 1
	worker-train --coverage --by post | sed -n 's/^verifier,\([^,]*\),.*/\1/p' >got
	echo 核查员 | diff - got
EOF

t '--results: the cases of those who hold all their courses, and of the others' <<'EOF'
	newdb
	printf '课程,岗位\n上岗证,网格员\n' | grid-import -q course
	now '2026-11-10 09:00:00'
	worker-train --course 上岗证 --on 2026-11-10 W01 W03 >out
	# Of nine reports seven are filed; three are fixed on the spot, four handled.
	awk 'BEGIN { print "area,matter,text,reported_by"; for (i = 1; i <= 9; i++) print "440310003001001,1201,报" i ",W0" i % 4 + 1 }' |
		case-collect --csv - >numbers
	sed -n 1,2p numbers | case-open --reject --reason 不实 - >out
	sed -n '3,$p' numbers | case-open - >out
	i=0
	for no in $(sed -n '3,$p' numbers); do
		i=$((i + 1))
		case-dispatch --to W0$((i % 3 + 1)) "$no" >out
		[ $i -gt 4 ] || case-handle --by W0$((i % 3 + 1)) --accept "$no" >out
		[ $i -gt 3 ] || case-feedback --by W0$((i % 3 + 1)) --result 好 "$no" >out
	done
	now '2026-12-05 09:00:00'
	worker-train --coverage --results --by post >got
	sqlite3 -csv grid.db "
		WITH kind AS (SELECT worker_id, EXISTS (SELECT 1 FROM training t WHERE t.worker_id = w.worker_id) AS k FROM worker w WHERE post = 'grid-worker')
		SELECT 'grid-worker', '网格员', iif(k, 'complete', 'incomplete'), count(*),
			(SELECT count(*) FROM casefile c JOIN kind r ON r.worker_id = reported_by_id WHERE r.k = o.k),
			(SELECT printf('%.2f', 100.0 * sum(opened_at NOTNULL) / count(*)) FROM casefile c JOIN kind r ON r.worker_id = reported_by_id WHERE r.k = o.k),
			(SELECT count(*) FROM casefile c JOIN kind r ON r.worker_id = handler_id WHERE r.k = o.k AND handle_due_at NOTNULL),
			(SELECT coalesce(printf('%.2f', 100.0 * sum(handled_at <= handle_due_at) / count(*)), '') FROM casefile c JOIN kind r ON r.worker_id = handler_id WHERE r.k = o.k AND handle_due_at NOTNULL)
		FROM kind o GROUP BY k ORDER BY k DESC" | tr -d '"' >want
	sed 1d got | diff want -
	[ "$(grep -c ',[1-9][0-9]*,[0-9.]*,[1-9]' got)" = 2 ]
	head -n 1 got >heading
	echo code,name,training,workers,collected,valid_report_rate,handle_due,handle_in_time_rate | diff - heading
EOF

done_testing
