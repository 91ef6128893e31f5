#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Pages of scores: what every page must be, all of what a score says in words, and
# what a browser makes of it, where there is one.  The score is tests/scorecard_probe.c's.
. "$(dirname "$0")/lib.sh"

newdb
chinese=zh_CN.UTF-8

# page LOCALE WHAT [WORKERS [TEXT]]: to page.html, and as text to page.txt
page() {
	locale=$1
	shift
	expect 0 env LC_ALL="$locale" "$BUILD/tests/scorecard_probe" grid.db "$@"
	cp .t/out page.html
	case $1 in table|cards) once=nav ;; *) once= ;; esac
	python3 "$TOP/tests/scorecard_check.py" page.html $once >page.txt
}

# How a working is put is for lib/score.c to say; of all but one rule it only has to be there.
any_working() { awk 'BEGIN { FS = " [|] "; OFS = " | " } NF == 7 && $1 != "valid" && $6 ~ /[0-9] (×|→|≤|>) / { $6 = "*" } { print }'; }

none() { if grep "$@"; then return 1; fi; }

t 'a page for all: grades, ranks by post and peers, rules in words' <<'EOF'
	page $chinese table
	diff -u - page.txt <<-'END'
		h1: 坪山区评分 2026-11
		p: 2026-11-01 至 2026-11-30
		p: 考核对象：人员 · 4 · 有评分 3
		p: 规则版本 monthly-2026 · 尚未冻结，数字仍可能变动
		h2: 等级分布
		caption: 等级分布
		等级 | 数量 | 占比
		A 90–100 | 2 | 50.0%
		B 75–90 | 0 | 0.0%
		C 60–75 | 0 | 0.0%
		D 40–60 | 1 | 25.0%
		E < 40 | 0 | 0.0%
		无评分 | 1 | 25.0%
		合计 | 4 | 100.0%
		h2: 排名：网格员
		caption: 碧岭社区居委会 · 3
		名次 | 工号 | 姓名 | 区域 | 得分 | 等级 | 金额（元）
		1 | W01 | 欧阳** | 碧岭第一网格 | 93.09 | A | 3540.01
		2 | W02 | 张** | 碧岭第二网格 | 40.00 否决 更正 7 | D | 1500.00
		- | W03 | 李* | 440310003001003 | - | - | 
		h2: 排名：核查员
		caption: 核查员 · 1
		名次 | 工号 | 姓名 | 区域 | 得分 | 等级
		1 | V01 | 孙* | 坪山区 | 95.00 | A
		h2: 评分规则 monthly-2026
		caption: 网格员
		规则 | 指标 | 形式 | 权重 | 分值 | 目标 | 上限 | 算法 | 依据
		bonus.city | 县市区采纳创新 | 加分 |  | 4 |  | 10 | 县市区采纳创新：加 4 分（每项）；最多 10（bonus.* 各条合计） | 自定
		bonus.town | 镇街采纳创新 | 加分 |  | 2 |  | 10 | 镇街采纳创新：加 2 分（每项）；最多 10（bonus.* 各条合计） | 自定
		courses | 必修培训完成率 | 比率 | 10 |  |  |  | 10 × 必修培训完成率 ÷ 100；任职满 6 个月起 | 自定
		fraud | 弄虚作假 | 一票否决 |  | 40 |  |  | 弄虚作假高于 0：总分最多 40 分 | 自定
		hours | 平均处置时长 | 分段 | 10 |  |  |  | 10 × 平均处置时长：不超过 8 为 100 %；不超过 24 为 60 %；更高为 0 % | 自定
		missed | 漏报率 | 比率 | 20 |  |  |  | 20 × (100 − 漏报率) ÷ 100 | 自定
		patrol | 巡查达标率 | 比率 | 10 |  | 90 |  | 10 × 巡查达标率 ÷ 90，最多 10 | 自定
		pay.base | 在岗比例 | 金额 |  | 3000 |  |  | 3000 元 × 在岗比例 ÷ 100 | 自定
		pay.grade | 评分 | 金额 |  |  |  |  | 评分：不超过 60 为 0 元；不超过 75 为 200.5 元；不超过 90 为 400 元；更高为 600 元 | 自定
		pay.meetings | 会议培训缺席 | 金额 |  | -30 |  | 300 | 会议培训缺席：扣 30 元（每项）；最多 300（pay.* 各条合计） | 自定
		rejected | 不予立案 | 逐件 |  | -1 |  | 5 | 不予立案：扣 1 分（每件）；最多 5；限社区类型：老旧 | 自定
		valid | 有效上报率 | 比率 | 30 |  |  |  | 30 × 有效上报率 ÷ 100 | 自定
		visits | 有效走访 | 分段 | 20 |  |  |  | 20 × 有效走访：不超过 20 为 40 %；不超过 40 为 80 %；更高为 100 % | 自定
		caption: 核查员
		规则 | 指标 | 形式 | 权重 | 分值 | 目标 | 上限 | 算法 | 依据
		checks | 按时核查率 | 比率 | 100 |  |  |  | 100 × 按时核查率 ÷ 100 | 自定
	END
EOF

t 'its words are in the language of the locale' <<'EOF'
	page C table
	grep -E '^(h|p:|Rank|bonus.city|pay.grade|missed|rejected|fraud)' page.txt | grep -v ^hours >got
	diff -u - got <<-'END'
		h1: 坪山区 Scores 2026-11
		p: 2026-11-01 to 2026-11-30
		p: Scored: Workers · 4 · with a score 3
		p: Edition monthly-2026 · Not frozen yet: figures may still change
		h2: Grades
		h2: Ranks: grid-worker
		Rank | Code | Name | Area | Score | Grade | Yuan
		h2: Ranks: verifier
		Rank | Code | Name | Area | Score | Grade
		h2: Rules monthly-2026
		bonus.city | Adopted by the city | bonus |  | 4 |  | 10 | Adopted by the city: +4 for each of its items; at most 10 with all of bonus.* | 自定
		fraud | Frauds | veto |  | 40 |  |  | Frauds above 0: the whole score is at most 40 | 自定
		missed | Missed report rate | ratio | 20 |  |  |  | 20 × (100 − Missed report rate) ÷ 100 | 自定
		pay.grade | Score | money |  |  |  |  | Score: up to 60: 0 yuan; up to 75: 200.5 yuan; up to 90: 400 yuan; above: 600 yuan | 自定
		rejected | Reports not filed | per-item |  | -1 |  | 5 | Reports not filed: −1 for each of its cases; at most 5; for communities of kind 老旧 | 自定
	END
	page $chinese cards
	grep -q 'lang="zh-CN"' page.html
EOF

t 'a frozen score says when' <<'EOF'
	FROZEN=1 page $chinese W01
	grep -c '^p: .*monthly-2026 · 冻结于 2026-12-01 00:00:00$' page.txt | grep -qx 2
	none -F 尚未冻结 page.txt
EOF

t 'a card: each rule, its figures, working and points, the sums and the pay' <<'EOF'
	page $chinese W01
	sed '/^h3: 数字的由来/,$d' page.txt | any_working >got
	diff -u - got <<-'END'
		h1: 坪山区评分卡 2026-11
		p: 2026-11-01 至 2026-11-30
		p: 考核对象：人员 · 4 · 有评分 3
		p: 规则版本 monthly-2026 · 尚未冻结，数字仍可能变动
		h2: 坪山区评分卡 2026-11 · 欧阳** W01
		工号: W01
		姓名: 欧阳**
		岗位: 网格员
		任职始于: 2026-07-15
		区域: 碧岭第一网格
		同组: 碧岭社区居委会
		周期: 2026-11-01 至 2026-11-30
		p: 规则版本 monthly-2026 · 尚未冻结，数字仍可能变动
		h3: 得分
		p: 93.09
		h3: 等级
		p: A
		h3: 名次
		p: 1 / 2
		h3: 金额（元）
		p: 3540.01
		caption: 评分规则
		规则 | 指标 | 分子 | 分母 | 数值 | 算式 | 得分
		bonus.city | 县市区采纳创新 | 1 |  | 1 项 | * | 4.00
		bonus.town | 镇街采纳创新 | 2 |  | 2 项 | * | 4.00
		courses | 必修培训完成率 | 3 | 3 | 100.00% | * | 10.00
		fraud | 弄虚作假 | 0 |  | 0 项 | * | -
		hours | 平均处置时长 | 320.00 小时 | 40 | 8.00 小时 | * | 10.00
		missed | 漏报率 | 1 | 30 | 3.33% | * | 19.33
		patrol | 巡查达标率 | 17 | 21 | 80.95% | * | 8.99
		rejected | 不予立案 | 9 |  | 9 件 | * | -5.00
		valid | 有效上报率 | 55 | 64 | 85.94% | 30 × 55 ÷ 64 | 25.78
		visits | 有效走访 | 38 |  | 38 次 | * | 16.00
		各项之和 |  |  |  |  |  | 93.10
		取整差 |  |  |  |  |  | -0.01
		得分 |  |  |  |  |  | 93.09
		caption: 金额规则
		规则 | 指标 | 分子 | 分母 | 数值 | 算式 | 金额（元）
		pay.base | 在岗比例 | 30 | 30 | 100.00% | * | 3000.00
		pay.grade | 评分 | 93.09 |  | 93.09 分 | * | 600.00
		pay.meetings | 会议培训缺席 | 2 |  | 2 项 | * | -60.00
		各项之和 |  |  |  |  |  | 3540.00
		取整差 |  |  |  |  |  | 0.01
		金额（元） |  |  |  |  |  | 3540.01
		p: 以上数字本人已核对。 本人签字 日期
	END
EOF

t 'each case, visit and day behind a figure is there, and counted' <<'EOF'
	page $chinese W01
	awk 'function item(prefix, i) {
			if (prefix == "v")
				return sprintf("2026-11-%02dT%02d:10", 1 + i % 28, 8 + i % 9)
			return prefix == "c" ? sprintf("440310-202611%02d-%05d", 1 + i % 28, 1 + i * 7) : sprintf("2026-11-%02d", 1 + i % 28)
		}
		function list(prefix, from, until, s) {
			s = item(prefix, from)
			while (++from < until)
				s = s " " item(prefix, from)
			return s
		}
		BEGIN {
			print "p: 分子 17：其中巡查达标（设置 patrol_minutes）"
			print list("d", 0, 17)
			print "p: 分母：应出勤日（请假、非工作日除外）；未计入分子 4"
			print list("d", 17, 21)
			print "p: 分子 55：其中已立案"
			print list("c", 0, 55)
			print "p: 分母：本期采集的案件；未计入分子 9"
			print list("c", 55, 64)
			print "p: 计入 38：其中已见面"
			print list("v", 0, 38)
		}' >want
	for rule in patrol valid visits; do
		sed -n "/^summary: $rule /,/^summary/p" page.txt | grep -v '^summary'
	done >got
	diff -u want got
	grep -c '<details open="">' page.html | grep -qx 13
	# Every <p> that counts items counts those of the line below.
	awk -F '[ ：；]' '/^p: (分子|计入) [0-9]/ { n = $3 } /^p: 分母.*未计入/ { n = $NF }
		/^(440310|2026-)/ { if (n != split($0, a, " ")) { print n, $0; bad = 1 } seen++ } END { exit bad || seen < 12 }' page.txt
EOF

t 'a veto, what is left out and why, a correction' <<'EOF'
	page $chinese W02
	grep -E '^(p: .*更正|courses|fraud|hours|missed|各项|一票|取整|得分|金额)' page.txt | any_working >got
	diff -u - got <<-'END'
		p: 规则版本 monthly-2026 · 尚未冻结，数字仍可能变动 · 更正 7
		courses | 必修培训完成率 | 1 | 3 | 33.33% | 不计：任职未满 6 个月 | -
		fraud | 弄虚作假 | 1 |  | 1 项 | * | 否决
		hours | 平均处置时长 | 0.00 小时 | 0 | - | 不计：本期无应计对象 | -
		missed | 漏报率 | 0 | 12 | 0.00% | * | 25.00
		各项之和 |  |  |  |  |  | 95.31
		一票否决 |  |  |  |  |  | -55.31
		得分 |  |  |  |  |  | 40.00
		各项之和 |  |  |  |  |  | 1500.00
		金额（元） |  |  |  |  |  | 1500.00
	END
EOF

t 'who has no score is told so' <<'EOF'
	page C W03
	grep -E '^(h3|p: -|p: No|pay.grade|valid|Score|Rounding)' page.txt >got
	diff -u - got <<-'END'
		h3: Score
		p: -
		h3: Grade
		p: -
		h3: Rank
		p: -
		p: No score: Nothing was due that would make a score.
		valid | Valid report rate | 0 | 0 | - | Left out: nothing was due | -
		Score |  |  |  |  |  | -
		pay.grade | Score | 0.00 |  | 0 points | Left out: there is no score | -
		h3: Behind the figures
	END
EOF

t 'all cards are those of each, and who has no rule has none' <<'EOF'
	sheets() { sed -n '/<section/,/^<\/section>/p' "$1" | sed 's/"c[0-9]*"/"c"/g'; }
	for who in V01 W01 W02 W03; do
		page $chinese $who
		sheets page.html
	done >want
	page $chinese cards
	sheets page.html | diff want -
	grep -c 'class="sheet"' page.html | grep -qx 4
	grep -o 'href="#c[^<]*' page.html >got
	printf 'href="#c%s\n' '0">孙* V01' '1">欧阳** W01' '2">张** W02' '3">李* W03' | diff - got
	for what in table cards; do
		page $chinese $what
		none -F 'W04' page.html
	done
EOF

t 'names of workers are masked' <<'EOF'
	for what in table cards W01; do
		page $chinese $what
		none -oE '欧阳小明|小明|张三丰|三丰|李四|孙立' page.html
	done
EOF

t 'any name is text, whatever stands in it' <<'EOF'
	for evil in '<script>alert(1)</script>&"' "\"><img src=x onerror=y>'&amp;]]>" '</title></style></svg><style>*{}</style>' '--><!-- x' \
		"$(printf 'a\001\342\200\256\033[31m\177b\377c')" "$(printf '%0300d' 7)"; do
		for what in table cards; do
			page $chinese $what 0 "$evil"
		done
	done
	page $chinese cards 0 '<script>alert(1)</script>&"'
	grep -F '&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;' page.html >/dev/null
	none -F '<script' page.html
	none -F '&"' page.html
EOF

t 'many workers are many sheets' <<'EOF'
	page C cards 100
	[ "$(grep -c 'class="sheet"' page.html)" = 104 ]
	[ "$(grep -c '^h2' page.txt)" = 104 ]
	page C table 100
	grep -qx 'All | 104 | 100.0%' page.txt
	grep -c '^[0-9-]* | [WV]' page.txt | grep -qx 104
EOF

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || :)
case $BUILD in *address*) chromium= ;; esac    # it would look at the same pages
pages() { # FILE: how many sheets of paper it takes
	"$chromium" --headless=new --no-sandbox --disable-gpu --user-data-dir="$SCRATCH/chromium" --no-pdf-header-footer \
		--print-to-pdf=page.pdf "file://$(echo "$SCRATCH/$1" | sed 's/ /%20/g')" >/dev/null 2>&1
	grep -ac '/Type /Page$' page.pdf
}
if [ -z "$chromium" ]; then
	skip 'in a browser nothing overflows and all can be read' 'no chromium, or a sanitizer that has the same pages: they were NOT looked at'
else
	LC_ALL=$chinese "$BUILD/tests/scorecard_probe" grid.db table 12 >table.html
	LC_ALL=$chinese "$BUILD/tests/scorecard_probe" grid.db cards >cards.html
	LC_ALL=C "$BUILD/tests/scorecard_probe" grid.db table 12 >table-en.html
	LC_ALL=C "$BUILD/tests/scorecard_probe" grid.db W02 >card-en.html
	for how in table:390: cards:390:dark table-en:703:print card-en:703:print; do
		t "in a browser, $how: nothing overflows and all can be read" <<-EOF
			how=$how rest=\${how#*:}
			timeout 120 python3 "\$TOP/tests/page_look.py" "$chromium" "\${how%%:*}.html" "\${rest%:*}" "\${rest#*:}" >looked || { cat looked; false; }
			echo 'links followed: 0' | diff - looked
		EOF
	done
	t 'on paper each worker begins a new sheet, and nobody leaves one blank' <<-'EOF'
		sum=0
		for who in V01 W01 W02 W03; do
			LC_ALL=$chinese "$BUILD/tests/scorecard_probe" grid.db $who >one.html
			n=$(pages one.html)
			[ "$n" -ge 1 ] && [ "$n" -le 2 ]
			sum=$((sum + n))
		done
		[ "$(pages cards.html)" = $sum ]
	EOF
fi

done_testing
