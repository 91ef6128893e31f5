#!/bin/sh
# SPDX-License-Identifier: MIT
#
# scripts/weekly-report as cron calls it, and its samples for cron and systemd.
# What is in the files is the matter of tests/book.t and others.
. "$(dirname "$0")/lib.sh"

newdb
now '2026-11-10 09:00:00'
grid-import -q worker demo/worker.csv
case-open -q --area 440310003001001 --matter 0103 --text 井盖破损 >/dev/null
now '2026-11-18 08:00:00'
if grid-report -f xlsx -o probe.xlsx 2>&1 | grep -q 'built without'; then
	skip_all 'built without libxlsxwriter'
fi
mkdir fake 'the reports'
cat >fake/sendmail <<'EOF'
#!/bin/sh
[ ! -e refuse ] || exit 75
echo "$@" >args
cat >mail
EOF
chmod +x fake/sendmail

# Nothing is known to a command of cron but this.
cron() { # STATUS ARGUMENT …
	status=$1
	shift
	expect "$status" env -i HOME=/ SHELL=/bin/sh LOGNAME=nobody PATH="$PWD/fake:$BUILD/bin:/usr/bin:/bin" GRID_NOW="$GRID_NOW" \
		${lang:+LANG="$lang"} "$TOP/scripts/weekly-report" "$@"
	stdout </dev/null
}

t 'the week that is over, silently; a second run is the same bytes' <<'EOF'
cron 0 grid.db 'the reports'
stderr </dev/null
[ "$(ls 'the reports' | paste -sd ' ' -)" = '2026-W46.html 2026-W46.xlsx' ]
grid-report -f csv --by street --week 2026-W46 | grep -q ,碧岭街道,1,
[ -s 'the reports/2026-W46.html' ]
cksum 'the reports'/* >first
sleep 1
now '2026-11-20 09:00:00'
cron 0 grid.db 'the reports'
cksum 'the reports'/* | diff first -
[ ! -e mail ]
EOF

t "the week is that of the database's zone, at the year's edge too" <<'EOF'
mkdir edge
for at in '2027-01-03 23:59:59' '2027-01-04 00:00:00' '2027-01-11 00:00:00'; do
	now "$at"
	TZ=America/New_York cron 0 grid.db edge
done
[ "$(ls edge | grep html | paste -sd ' ' -)" = '2026-W52.html 2026-W53.html 2027-W01.html' ]
cron 0 --week 2026-W46 grid.db edge
cmp edge/2026-W46.xlsx 'the reports/2026-W46.xlsx'
EOF

t 'both by mail, whole' <<'EOF'
lang=zh_CN.UTF-8
cron 0 grid.db 'the reports' 'a@example.org,b@example.org'
stderr </dev/null
[ "$(cat args)" = '-i -t' ]
! LC_ALL=C grep -q '[^ -~]' mail
python3 - >got <<-'END'
	import email, email.policy
	m = email.message_from_binary_file(open("mail", "rb"), policy=email.policy.default)
	print(m["To"], m["Subject"], m.get_content_type(), len(m.defects), sep="|")
	body, *parts = m.iter_parts()
	print(body.get_content(), end="")
	for p in parts:
	    same = p.get_payload(decode=True) == open("the reports/" + p.get_filename(), "rb").read()
	    print(p.get_content_type(), p.get_content_disposition(), p.get_filename(), same)
END
diff - got <<-'END'
	a@example.org, b@example.org|网格工作周报 2026-W46|multipart/mixed|0
	附件为 2026-W46 网格工作周报（网页版与表格版）。
	text/html attachment 2026-W46.html True
	application/vnd.openxmlformats-officedocument.spreadsheetml.sheet attachment 2026-W46.xlsx True
END
EOF

t 'in English where the locale says nothing' <<'EOF'
cron 0 grid.db 'the reports' a@example.org
python3 -c 'import email, email.policy
m = email.message_from_binary_file(open("mail", "rb"), policy=email.policy.default)
print(m["Subject"], next(m.iter_parts()).get_content(), sep="|", end="")' >got
echo 'Grid report 2026-W46|Enclosed: the grid report of 2026-W46, as a page and as a workbook.' | diff - got
EOF

t 'a mail that is refused: a line and its status; the files are there' <<'EOF'
mkdir kept
touch refuse
cron 75 grid.db kept a@example.org
echo "weekly-report: cannot mail 2026-W46 to 'a@example.org': sendmail ended with 75" | stderr
rm refuse
ls kept | diff - /dev/fd/3 3<<-'END'
	2026-W46.html
	2026-W46.xlsx
END
EOF

if PATH=/usr/sbin:/usr/lib:$PATH command -v sendmail >/dev/null; then
	skip 'without sendmail there is no mail, and no word' 'this machine has it'
else
	t 'without sendmail there is no mail, and no word' <<'EOF'
mv fake/sendmail fake/other
cron 0 grid.db 'the reports' a@example.org
mv fake/other fake/sendmail
stderr </dev/null
EOF
fi

t 'what fails is one line and a status, and leaves no file' <<'EOF'
mkdir none
echo no database >text.db
cron 66 missing.db none a@example.org
[ "$(grep -c ^grid-report: .t/err)" = 1 ]
cron 78 text.db none
[ "$(wc -l <.t/err)" = 1 ]
cron 64 --week 2026-46 grid.db none
echo "weekly-report: '2026-46' is no week such as 2026-W46" | stderr
cron 73 grid.db nowhere
echo "weekly-report: no folder 'nowhere'" | stderr
cron 64 grid.db none 'a@example.org
Bcc: b@example.org'
[ -z "$(ls -A none)" ]
EOF

t 'wrongly called' <<'EOF'
for args in '' grid.db 'grid.db none a b' '--week' '--weeks 2026-W46 grid.db none' -h; do
	cron 64 $args
	echo 'usage: weekly-report [--week w] database folder [mailto]' | stderr
done
EOF

t 'the samples name what make install installs' <<'EOF'
env -u BUILD make -s -C "$TOP" -n install DESTDIR=/d 2>/dev/null >steps
for f in weekly-report crontab.sample wangge-weekly.service wangge-weekly.timer; do
	grep -q "^install .*scripts/$f.* '/d/usr/local/share/wangge'" steps
	[ -r "$TOP/scripts/$f" ]
done
for f in crontab.sample wangge-weekly.service; do
	grep -q '[ =]/usr/local/share/wangge/weekly-report ' "$TOP/scripts/$f"
done
EOF

if command -v systemd-analyze >/dev/null; then
	t 'systemd takes the units' <<'EOF'
sed "s|/usr/local/share/wangge|$PWD|" "$TOP/scripts/wangge-weekly.service" >wangge-weekly.service
cp "$TOP/scripts/wangge-weekly.timer" "$TOP/scripts/weekly-report" .
expect 0 systemd-analyze verify --man=no ./wangge-weekly.service ./wangge-weekly.timer
stderr </dev/null
grep -qx Persistent=true wangge-weekly.timer
expect 0 systemd-analyze calendar --iterations=2 --base-time='2026-11-18 00:00 UTC' "$(sed -n s/^OnCalendar=//p wangge-weekly.timer)"
stdout_has '2026-11-22 22:30:00 UTC'
stdout_has '2026-11-29 22:30:00 UTC'
EOF
else
	skip 'systemd takes the units' 'systemd-analyze is not installed'
fi
done_testing
