#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Editions of score rules at import: which are refused, as a whole and with what
# reason on each row, and which go in from the same file.
. "$(dirname "$0")/lib.sh"

heading=edition,rule,post,indicator,shape,weight,points,target,cap,steps,valid_from,valid_to,peer_group,min_months,community_kind

fresh() {
	now '2026-11-30 08:00:00'
	newdb
	sqlite3 grid.db "DELETE FROM score_rule"
}

# all EDITION: its rows in order, as they stand in the database.
all() {
	sqlite3 grid.db "SELECT rule, post, indicator, shape, weight, points, steps FROM score_rule WHERE edition = '$1' ORDER BY post, rule"
}

# refused REASON <rows without edition: between two good editions the whole of it
# is rejected, each row with that reason; the others go in, and nothing else is kept.
refused() {
	fresh
	{
		echo $heading
		echo 'before,a,grid-worker,open_rate,ratio,100,,,,,,,,,'
		sed 's/^/bad,/'
		echo 'later,a,grid-worker,close_rate,ratio,40,,,,,,,,,'
		echo 'later,b,grid-worker,rework_rate,ratio,60,,,,,,,,,'
	} >rules.csv
	rm -f rules.csv.rejects.csv
	expect 1 grid-import score-rule rules.csv
	grep ^bad, rules.csv >want
	cut -d , -f 1-15 rules.csv.rejects.csv | tail -n +2 | diff want -
	tail -n +2 rules.csv.rejects.csv | grep -vE -e "$1" >strange || :
	diff /dev/null strange
	grep -n ^bad, rules.csv | cut -d : -f 1 >want
	cut -d , -f 16 rules.csv.rejects.csv | tail -n +2 | diff want -
	sqlite3 grid.db "SELECT edition, count(*) FROM score_rule GROUP BY 1" >got
	printf '%s\n' 'before|1' 'later|2' | diff - got
	# Mended and imported alone it would be refused again for what it is.
	expect 1 grid-import -q score-rule rules.csv.rejects.csv
	[ "$(sqlite3 grid.db "SELECT count(*) FROM score_rule WHERE edition = 'bad'")" = 0 ]
}

# taken <rows without edition: they are sound.
taken() {
	fresh
	{ echo $heading; sed 's/^/good,/'; } >rules.csv
	expect 0 grid-import score-rule rules.csv
	[ "$(sqlite3 grid.db "SELECT count(*) FROM score_rule")" = $(($(wc -l <rules.csv) - 1)) ]
}

t 'weights that add up to 70 are refused, or to 0.7' <<'EOF'
	refused 'grid-worker.*70' <<-'END'
		a,grid-worker,valid_report_rate,ratio,40,,,,,,,,,
		b,grid-worker,missed_rate,ratio,20,,,,,,,,,
		c,grid-worker,visits_met,steps,10,,,,10:50;inf:100,,,,,
	END
	refused 'grid-worker.*0\.7' <<-'END'
		a,grid-worker,valid_report_rate,ratio,0.4,,,,,,,,,
		b,grid-worker,missed_rate,ratio,0.2,,,,,,,,,
		c,grid-worker,visits_met,steps,0.1,,,,10:50;inf:100,,,,,
	END
	refused 'grid-worker.*100\.01' <<-'END'
		a,grid-worker,valid_report_rate,ratio,40,,,,,,,,,
		b,grid-worker,missed_rate,ratio,60.01,,,,,,,,,
	END
EOF

t 'what is bonus, deduction, veto or money weighs nothing' <<'EOF'
	refused 'bonus has no weight' <<-'END'
		a,grid-worker,valid_report_rate,ratio,60,,,,,,,,,
		b,grid-worker,self_handled,bonus,40,1,,10,,,,,,
	END
	taken <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		b,grid-worker,self_handled,bonus,,1,,10,,,,,,
		c,grid-worker,absent_days,per-item,,-1,,,,,,,,
		d,grid-worker,frauds,veto,,,,,,,,,,
		e,grid-worker,post_share,money,,3000,,,,,,,,
	END
EOF

t 'an indicator or a post that nobody knows is refused' <<'EOF'
	refused 'unknown indicator|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,60,,,,,,,,,
		b,grid-worker,valid_rate,ratio,40,,,,,,,,,
	END
	grep '^bad,b,' rules.csv.rejects.csv | grep -q ',indicator,valid_rate,.*unknown indicator'
	refused 'none of|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		a,captain,valid_report_rate,ratio,100,,,,,,,,,
	END
	grep '^bad,a,captain' rules.csv.rejects.csv | grep -q ',post,captain,'
EOF

t 'a rate of which less is better is not paid for by rising steps or a bonus' <<'EOF'
	refused 'is better|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,60,,,,,,,,,
		b,grid-worker,missed_rate,steps,40,,,,5:40;10:80;inf:100,,,,,
	END
	refused 'is better|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		b,grid-worker,missed_rate,bonus,,1,,,,,,,,
	END
	refused 'is better|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		b,grid-worker,late_days,bonus,,,,,2:1;5:2,,,,,
	END
	refused 'is better|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		b,grid-worker,closed_door_rate,money,,,,,20:100;inf:200,,,,,
	END
	taken <<-'END'
		a,grid-worker,valid_report_rate,ratio,60,,,,,,,,,
		b,grid-worker,missed_rate,steps,40,,,,5:100;10:80;inf:40,,,,,
		c,grid-worker,late_days,bonus,,1,3,,,,,,,
	END
EOF

t 'nor one of which more is better by falling steps' <<'EOF'
	refused 'is better|edition' <<-'END'
		a,grid-worker,missed_rate,ratio,60,,,,,,,,,
		b,grid-worker,valid_report_rate,steps,40,,,,50:100;80:60;inf:10,,,,,
	END
	# Past the last step it is 0.
	refused 'is better|edition' <<-'END'
		a,grid-worker,missed_rate,ratio,60,,,,,,,,,
		b,grid-worker,visits_met,steps,40,,,,50:60;80:100,,,,,
	END
	taken <<-'END'
		a,grid-worker,missed_rate,ratio,60,,,,,,,,,
		b,grid-worker,opened,steps,40,,,,50:100;80:60,,,,,
	END
EOF

t 'nothing is taken for what is better, nor given in yuan for what is worse' <<'EOF'
	refused 'is better|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		b,grid-worker,visits_met,per-item,,1,,,,,,,,
	END
	refused 'is better|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		b,grid-worker,visits_met,money,,-20,,,,,,,,
	END
	refused 'is better|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		b,grid-worker,absent_days,money,,20,,,,,,,,
	END
	# Beyond a target each is right.
	taken <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		b,grid-worker,visits_met,per-item,,1,40,,,,,,,
		c,grid-worker,visits_met,money,,-20,60,,,,,,,
		d,grid-worker,absent_days,money,,20,2,,,,,,,
	END
EOF

t 'nothing is weighed twice, under another name neither' <<'EOF'
	refused 'twice|edition' <<-'END'
		a,grid-worker,close_rate,ratio,50,,,,,,,,,
		b,grid-worker,close_rate,ratio,50,,,,,,,,,
	END
	refused 'twice|edition' <<-'END'
		a,grid-worker,close_rate,ratio,50,,,,,,,,,
		b,grid-worker,close_rate,steps,50,,,,50:60;inf:100,,,,,
	END
	refused 'twice|same|edition' <<-'END'
		a,grid-worker,open_rate,ratio,50,,,,,,,,,
		b,grid-worker,valid_report_rate,ratio,50,,,,,,,,,
	END
	taken <<-'END'
		a,grid-worker,open_rate,ratio,50,,,,,,,,,
		b,grid-worker,close_rate,ratio,50,,,,,,,,,
		c,grid-worker,close_rate,money,,100,,,,,,,,
		a,verifier,close_rate,ratio,50,,,,,,,,,
		b,verifier,valid_report_rate,ratio,50,,,,,,,,,
	END
EOF

t 'caps that rules share are the same, and so are the peers of a post' <<'EOF'
	refused 'cap|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		bonus.town,grid-worker,adopted_town,bonus,,2,,10,,,,,,
		bonus.city,grid-worker,adopted_city,bonus,,4,,8,,,,,,
	END
	refused 'cap|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		bonus.town,grid-worker,adopted_town,bonus,,2,,10,,,,,,
		bonus.city,grid-worker,adopted_city,bonus,,4,,,,,,,,
	END
	refused 'peer|edition' <<-'END'
		a,grid-worker,valid_report_rate,ratio,50,,,,,,,street,,
		b,grid-worker,close_rate,ratio,50,,,,,,,community,,
	END
	taken <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,street,,
		bonus.town,grid-worker,adopted_town,bonus,,2,,10,,,,street,,
		bonus.city,grid-worker,adopted_city,bonus,,4,,10,,,,street,,
		bonus.less,grid-worker,absent_days,per-item,,4,,8,,,,street,,
		a,verifier,valid_report_rate,ratio,100,,,,,,,community,,
	END
EOF

t 'the weights add up on each day' <<'EOF'
	refused 'grid-worker.*2026-06-01.*200|2026-06-01' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,2026-06-30,,,
		b,grid-worker,close_rate,ratio,100,,,,,2026-06-01,,,,
	END
	refused 'grid-worker.*2026-06-01.*50|2026-06-01' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,2026-05-31,,,
		b,grid-worker,close_rate,ratio,50,,,,,2026-06-01,,,,
	END
	taken <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,2026-05-31,,,
		b,grid-worker,close_rate,ratio,100,,,,,2026-06-01,,,,
	END
EOF

t 'and in each kind of community' <<'EOF'
	refused '老旧小区.*90|90.*老旧小区' <<-'END'
		a,grid-worker,valid_report_rate,ratio,50,,,,,,,,,
		b,grid-worker,close_rate,ratio,50,,,,,,,,,商品房
		c,grid-worker,close_rate,ratio,40,,,,,,,,,老旧小区
	END
	taken <<-'END'
		a,grid-worker,valid_report_rate,ratio,50,,,,,,,,,
		b,grid-worker,close_rate,ratio,50,,,,,,,,,商品房
		c,grid-worker,close_rate,ratio,30,,,,,,,,,老旧小区
		d,grid-worker,missed_rate,ratio,20,,,,,,,,,老旧小区
	END
EOF

t 'one bad row, and the whole edition stays out' <<'EOF'
	refused '' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		b,grid-worker,self_handled,bonus,,viel,,,,,,,,
	END
	refused '' <<-'END'
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
		a,grid-worker,valid_report_rate,ratio,100,,,,,,,,,
	END
	refused '' <<-'END'
		a,grid-worker,avg_handle_hours,ratio,40,,,,,,,,,
		b,grid-worker,valid_report_rate,ratio,60,,,,,,,,,
	END
	refused '' <<-'END'
		a,grid-worker,score,steps,40,,,,60:20;inf:100,,,,,
		b,grid-worker,valid_report_rate,ratio,60,,,,,,,,,
	END
EOF

t 'what stands there already counts, and stays as it was' <<'EOF'
	taken <<-'END'
		a,grid-worker,valid_report_rate,ratio,60,,,,,,,,,
		b,grid-worker,close_rate,ratio,40,,,,,,,,,
	END
	all good >before
	printf '%s\n' $heading good,c,grid-worker,missed_rate,ratio,20,,,,,,,,, >more.csv
	expect 1 grid-import score-rule more.csv
	printf '%s\n' $heading good,a,grid-worker,valid_report_rate,ratio,50,,,,,,,,, >more.csv
	expect 1 grid-import score-rule more.csv
	printf '%s\n' $heading good,a,grid-worker,close_rate,ratio,60,,,,,,,,, >more.csv
	expect 1 grid-import score-rule more.csv
	all good | diff before -
	# Moved from one to the other, in one file, it is sound.
	printf '%s\n' $heading good,a,grid-worker,valid_report_rate,ratio,50,,,,,,,,, good,b,grid-worker,close_rate,ratio,50,,,,,,,,, >more.csv
	expect 0 grid-import score-rule more.csv
	[ "$(sqlite3 grid.db "SELECT sum(weight) FROM score_rule WHERE edition = 'good'")" = 100.0 ]
EOF

t 'editions stand among each other in a file, the heading in any order' <<'EOF'
	fresh
	cat >mixed.csv <<-'END'
		weight,edition,post,rule,shape,indicator
		50,x,grid-worker,a,ratio,valid_report_rate
		50,y,grid-worker,a,ratio,valid_report_rate
		50,x,grid-worker,b,ratio,close_rate
		40,y,grid-worker,b,ratio,close_rate
		100,z,grid-worker,b,ratio,close_rate
	END
	expect 1 grid-import score-rule mixed.csv
	cut -d , -f 1-4 mixed.csv.rejects.csv | diff - /dev/fd/3 3<<-'END'
		weight,edition,post,rule
		50,y,grid-worker,a
		40,y,grid-worker,b
	END
	[ "$(sqlite3 grid.db "SELECT edition || count(*) FROM score_rule GROUP BY edition" | paste -sd ' ' -)" = 'x2 z1' ]
EOF

t 'all or nothing, and a dry run, keep nothing' <<'EOF'
	fresh
	printf '%s\n' $heading x,a,grid-worker,close_rate,ratio,100,,,,,,,,, y,a,grid-worker,close_rate,ratio,70,,,,,,,,, >two.csv
	expect 1 grid-import --all-or-nothing score-rule two.csv
	expect 1 grid-import -n score-rule two.csv
	[ "$(sqlite3 grid.db "SELECT count(*) FROM score_rule")" = 0 ]
EOF

done_testing
