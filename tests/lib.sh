# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# TAP for plain sh.  A test begins with   . "$(dirname "$0")/lib.sh"   and ends
# with   done_testing.  Between them stand its cases, for instance
#
#	t 'a case without a result is refused' <<'EOF'
#	newdb
#	now '2026-11-09 09:00:00'
#	expect 0 case-collect --area 440310003001001 --text 井盖破损
#	echo 440310-20261109-00001 | stdout
#	expect 64 case-feedback 440310-20261109-00001
#	stderr_has '--result must be given'
#	EOF
#
#   t TITLE <<'EOF'     one case: shell commands, run in a subshell under set -e
#   expect N CMD …      CMD must end with exactly N, without a sanitizer's report;
#                       its standard input is the case's, its output is kept
#   stdout, stderr      the last expect's output equals standard input (</dev/null:
#                       is empty); the difference is shown
#   stdout_has TEXT, stderr_has TEXT     it has TEXT somewhere
#   now TIME            sets GRID_NOW for the rest of the case
#   newdb [FILE]        a fresh database (default grid.db): district 440310 坪山区
#                       with the demo's areas, workers, posts ($SCRATCH/demo)
#   skip TITLE REASON   a case that cannot be run here
#   skip_all REASON     the same for the script; done_testing prints the plan
#
# All cases of a script run in one scratch folder, removed at its end.  $TOP is
# the source folder, $BUILD the build folder, both absolute; its bin comes first
# in $PATH.  GRID_DB and GRID_NOW are unset, LC_ALL is C, TZ is UTC.
# Never put expect on the left of a pipe or inside $( ): its status is lost.

TOP=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
BUILD=$(CDPATH='' cd -- "${BUILD:-$TOP/build}" && pwd) || exit 1
SCRATCH=$(mktemp -d) || exit 1
trap 'chmod -R u+rwX "$SCRATCH"; rm -rf "$SCRATCH"' EXIT
trap 'exit 1' HUP INT PIPE TERM
cd "$SCRATCH" || exit 1
PATH=$BUILD/bin:$PATH LC_ALL=C TZ=UTC
ASAN_OPTIONS=exitcode=99${ASAN_OPTIONS:+:$ASAN_OPTIONS}
UBSAN_OPTIONS=exitcode=99${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}
export TOP BUILD PATH LC_ALL TZ ASAN_OPTIONS UBSAN_OPTIONS
unset GRID_DB GRID_NOW LANGUAGE COLUMNS
mkdir "$SCRATCH/.t" && tests=0 failed=0

# set -e counts only in a plain subshell: never in if, after ! or before ||.
t() {
	tests=$((tests + 1)) body=$(cat)
	( set -e; eval "$body" ) >"$SCRATCH/.t/log" 2>&1 </dev/null
	status=$?
	if [ "$status" -eq 0 ] && ! reported "$SCRATCH/.t/log"; then
		printf 'ok %d - %s\n' "$tests" "$1"
	else
		failed=$((failed + 1))
		printf 'not ok %d - %s\n' "$tests" "$1"
		sed 's/^/# /' "$SCRATCH/.t/log"
	fi
}
reported() { grep -aE 'Sanitizer|runtime error:' "$1"; }

expect() {
	want=$1 got=0
	shift
	"$@" >"$SCRATCH/.t/out" 2>"$SCRATCH/.t/err" || got=$?
	[ "$got" = "$want" ] && ! reported "$SCRATCH/.t/err" && return
	echo "status $got, not $want: $*"
	cat "$SCRATCH/.t/err"
	return 1
}

stdout() { diff -u - "$SCRATCH/.t/out"; }
stderr() { diff -u - "$SCRATCH/.t/err"; }
stdout_has() { has "$SCRATCH/.t/out" "$1"; }
stderr_has() { has "$SCRATCH/.t/err" "$1"; }
has() { grep -aqF -e "$2" "$1" || { echo "no '$2' in:"; cat "$1"; return 1; }; }

now() { GRID_NOW=$1; export GRID_NOW; }

newdb() {
	[ -f "$SCRATCH/.t/db" ] || make_template || return
	for part in '' -wal -shm -gate; do
		rm -f "${1:-grid.db}$part"
		[ ! -f "$SCRATCH/.t/db$part" ] || cp "$SCRATCH/.t/db$part" "${1:-grid.db}$part" || return
	done
}

make_template() (
	cd "$SCRATCH" && now "${GRID_NOW:-2026-11-09 07:00:00}" && "$TOP/scripts/demo-data" demo || return
	grid-init -d .t/new --district 440310 --name 坪山区 || return
	for kind in area worker post; do
		grid-import -q -d .t/new "$kind" "demo/$kind.csv" || return
	done
	for part in -wal -gate ''; do
		[ ! -f ".t/new$part" ] || mv ".t/new$part" ".t/db$part" || return
	done
)

skip() { tests=$((tests + 1)); echo "ok $tests - $1 # SKIP $2"; }
skip_all() { echo "1..0 # SKIP $1"; exit 0; }
done_testing() { echo "1..$tests"; [ "$failed" -eq 0 ]; exit; }
