#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The scores of a made-up district's month, by each shipped edition and by some
# that try every shape, against an independent model (score_model.py).
#
# Here it is a small district.  The whole one, of 300 workers, 60,000 visits and
# 20,000 cases, takes some minutes:
#
#	WANGGE_DISTRICT=full prove -e '' tests/score.t
#
# SEED makes another one.
. "$(dirname "$0")/lib.sh"

python3 -c '' 2>/dev/null || skip_all 'python3 is missing'

# Every shape, with targets both ways, caps alone and shared, floors, weights by
# kind of community, time in post, peers, vetoes, money and difficulty.  In a
# community of no kind weights make less than 100, and are scaled up to it.
editions() {
	cat <<-'END'
		edition,rule,post,indicator,shape,weight,points,floor,target,cap,steps,valid_from,valid_to,peer_group,min_months,community_kind
		try-all,valid,grid-worker,valid_report_rate,ratio,30,,,,,,,,street,,
		try-all,handle,grid-worker,handle_in_time_rate,ratio,20,,,70,,,,,street,,
		try-all,missed,grid-worker,missed_rate,ratio,10,,,95,,,,,street,,
		try-all,hours,grid-worker,avg_handle_hours,steps,10,,,,,2:100;4.5:80;9:50;inf:10,,,street,6,
		try-all,visits,grid-worker,visits_met,steps,10,,,,,20:40;40:70;inf:100,,,street,,
		try-all,new-key,grid-worker,visit_key_rate,ratio,20,,5,,,,,,street,,商品房
		try-all,old-home,grid-worker,visit_home_rate,ratio,12.5,,,,,,,,street,,老旧小区
		try-all,old-days,grid-worker,attend_rate,ratio,7.5,,,,,,,,street,3,老旧小区
		try-all,bonus.town,grid-worker,adopted_town,bonus,,2,,,4,,,,street,,
		try-all,bonus.city,grid-worker,adopted_city,bonus,,4,,,4,,,,street,,
		try-all,bonus.province,grid-worker,adopted_province,bonus,,10,,,4,,,,street,,
		try-all,self,grid-worker,self_handled,bonus,,1.5,,,2,,,,street,,
		try-all,quick,grid-worker,avg_handle_hours,bonus,,0.3,,6,3,,,,street,,
		try-all,doors,grid-worker,closed_door_rate,bonus,,0.125,,30,,,,,street,,
		try-all,met,grid-worker,visits_met,bonus,,0.05,,30,3,,,,street,,
		try-all,difficulty.homes,grid-worker,grid_households,bonus,,,,,3,500:0;700:1.5;inf:2.5,,,street,,
		try-all,difficulty.migrants,grid-worker,grid_migrants,bonus,,0.25,,2,3,,,,street,,
		try-all,difficulty.key,grid-worker,grid_key_persons,bonus,,0.333,,,3,,,,street,,
		try-all,difficulty.persons,grid-worker,grid_persons,bonus,,,,,3,1000:0;2000:0.5;inf:1,,,street,,
		try-all,difficulty.area,grid-worker,grid_area,bonus,,,,,3,100000:0;500000:0.25;inf:0.75,,,street,,
		try-all,rejected,grid-worker,rejected_reports,per-item,,-0.75,,,2,,,,street,,
		try-all,late,grid-worker,late_days,per-item,,0.5,-1.2,,,,,,street,,
		try-all,few,grid-worker,visits_met,per-item,,0.1,,30,1.5,,,,street,,
		try-all,slow,grid-worker,avg_handle_hours,per-item,,0.2,,4,4,,,,street,,
		try-all,days,grid-worker,attend_rate,per-item,,0.15,,95,,,,,street,6,
		try-all,lapse.meeting,grid-worker,meetings_missed,per-item,,3,,,4,,,,street,,
		try-all,lapse.diary,grid-worker,diaries_missing,per-item,,2,,,4,,,,street,,
		try-all,lapse.complaint,grid-worker,complaints,per-item,,1.5,,,4,,,,street,,
		try-all,fraud,grid-worker,frauds,veto,,,,,,,,,street,,
		try-all,absent,grid-worker,attend_rate,veto,,39.5,,80,,,,,street,,
		try-all,refused,grid-worker,refusal_rate,veto,,59.99,,30,,,,,street,,
		try-all,base,grid-worker,post_share,money,,3000,,,,,,,street,,
		try-all,items,grid-worker,collected,money,,2.5,,,40,,,,street,,
		try-all,round,grid-worker,visits_met,money,,,,,,20:0;40:100.005;inf:200,,,street,,
		try-all,many,grid-worker,visits_met,money,,1.1,,30,,,,,street,,
		try-all,stayed,grid-worker,attend_rate,money,,-10,,95,60,,,,street,,
		try-all,away,grid-worker,absent_days,money,,-30,-50,,,,,,street,,
		try-all,grade,grid-worker,score,money,,,,,,39.99:0;59.99:50;74.99:200;89.99:400;inf:600,,,street,,
		try-all,above,grid-worker,score,money,,5,,60,,,,,street,,
		try-all,a,part-time,collected,steps,100,,,,,0:10;3:50;inf:100,,,,,
		try-all,a,grid-leader,visit_key_rate,ratio,50,,,,,,,,community-kind,,
		try-all,b,grid-leader,missed_rate,ratio,20,,,,,,,,community-kind,,
		try-all,c,grid-leader,course_rate,ratio,30,,,,,,,,community-kind,,
		try-all,d,grid-leader,visit_due,per-item,,0.02,,,5,,,,community-kind,,
		try-all,a,verifier,verify_in_time_rate,ratio,70,,,,,,,,验收组,,
		try-all,b,verifier,exam_pass_rate,ratio,30,,,50,,,,,验收组,,
		try-all,c,verifier,trainings,bonus,,0.5,,1,1,,,,验收组,,
		try-all,a,acceptor,open_in_time_rate,ratio,40,,,,,,,,,,
		try-all,b,acceptor,accurate_open_rate,ratio,60,,,99,,,,,,,
		try-all,c,acceptor,opened,money,,1.5,,,,,,,,,
		try-all,a,chief,open_in_time_rate,ratio,25,,,,,,,,,,
		try-all,b,chief,accurate_open_rate,ratio,40,,,,,,,,,,
		try-all,c,chief,close_in_time_rate,ratio,35,,,,,,,,,,
		try-all,a,dispatcher,dispatched,steps,20,,,,,1:0;5:50;inf:100,,,,,
		try-all,b,dispatcher,dispatch_in_time_rate,ratio,40,,,,,,,,,,
		try-all,c,dispatcher,accurate_dispatch_rate,ratio,40,,,,,,,,,,
		try-all,d,dispatcher,wrong_dispatches,per-item,,1,,2,,,,,,,
		try-all,e,dispatcher,evasions,per-item,,1,,,,,,,,,
		try-all,a,handler,patrol_rate,ratio,100,,,,,,,,,,
		try-all,b,handler,avg_patrol_minutes,bonus,,0.01,,60,,,,,,,
		try-all,a,department,close_rate,ratio,30,,,,,,,,,,
		try-all,b,department,handle_in_time_rate,ratio,30,,,60,,,,,,,
		try-all,c,department,rework_rate,ratio,20,,,,,,,,,,
		try-all,d,department,opened,steps,20,,,,,50:100;100:90;200:75;500:60;1000:40,,,,,
		try-all,e,department,evasions,per-item,,1,,,,,,,,,
		try-all,f,department,forced,per-item,,1,,,,,,,,,
		try-all,g,department,exempted,money,,-5,,,,,,,,,
		try-all,h,department,satisfied_rate,veto,,60,,25,,,,,,,
		try-all,a,street,close_in_time_rate,ratio,40,,,,,,,,,,
		try-all,b,street,response_rate,ratio,20,,,,,,,,,,
		try-all,c,street,solve_rate,ratio,20,,,,,,,,,,
		try-all,d,street,turnover_rate,ratio,10,,,,,,,,,,
		try-all,e,street,visit_key_rate,ratio,10,,,,,,,,,,
		try-all,f,street,overdue,per-item,,0.01,,,5,,,,,,
		try-all,g,street,visits_met,bonus,,0.01,,,5,,,,,,
		try-all,h,street,joined,bonus,,0.5,,,,,,,,,
		try-all,i,street,commended,bonus,,0.5,,,3,,,,,,
		try-all,a,community,visit_home_rate,ratio,50,,,,,,,,street,,
		try-all,b,community,patrol_rate,ratio,50,,,,,,,,street,,
		try-all,c,community,grid_households,bonus,,,,,,2000:0;inf:1,,,street,,
		try-money,base,grid-worker,post_share,money,,2000,,,,,,,,,
		try-money,fine.away,grid-worker,absent_days,money,,-30,,,50,,,,,,
		try-money,fine.late,grid-worker,late_days,money,,-10,,,50,,,,,,
		try-money,shut,grid-worker,visit_key_shut_rate,money,,-2,,10,,,,,,,
		try-peers,a,grid-worker,valid_report_rate,ratio,100,,,,,,2026-11-01,2026-11-01,community,,
		try-peers,old,grid-worker,visits,steps,100,,,,,inf:100,,2026-10-31,community,,
		try-peers,next,grid-worker,visits,steps,100,,,,,inf:100,2026-11-02,,community,,
		try-area,a,grid-worker,missed_rate,ratio,100,,,,,,,,,,
		try-area,b,grid-worker,self_handled,bonus,,2,,,,,,,,,
		try-area,c,grid-worker,visits_met,veto,,50,,10,,,,,,,
		try-count,a,grid-worker,visits_met,steps,100,,,,,20:40;40:70;inf:100,,,community-kind,,
	END
}

NOW='2026-12-05 08:00:00'
make() {
	case ${WANGGE_DISTRICT-} in
	full) ;;
	*) WORKERS=${WORKERS-50} VISITS=${VISITS-2000} CASES=${CASES-1200}; export WORKERS VISITS CASES ;;
	esac
	"$TOP/scripts/made-district" district grid.db || return
	now "$NOW"
	# What no file brings: something happened to these.
	sqlite3 grid.db "INSERT INTO visit_event (happened_at, recorded_at, reason, person_id)
		SELECT unixepoch('2026-11-20 01:00:00') + 9 * 3600 * (person_id % 25), 0, '住院', person_id FROM person WHERE person_id % 10 = 0;
		INSERT INTO visit_event (happened_at, recorded_at, reason, household_id)
		SELECT unixepoch('2026-11-28 01:00:00'), 0, '失火', household_id FROM household WHERE household_id % 40 = 0" || return
	editions >editions.csv
	grid-import -q score-rule editions.csv
}
make || { echo 'Bail out! the district cannot be made'; exit 1; }
# The month, and the one that is still running.
exec python3 "$TOP/tests/score_model.py" grid.db 2026-11,2026-12
