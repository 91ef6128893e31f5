#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Imports of the archive against an independent model: random files, one after
# the other, some of them taken back; always the same ones.  For others:
#
#	BUILD=build sh tests/archive_model.t SEED [ROUNDS]
. "$(dirname "$0")/lib.sh"

now '2026-11-09 09:00:00'
python3 -c 'import sqlite3' 2>/dev/null || skip_all 'python3 is missing'
newdb || exit 1
python3 "$TOP/tests/archive_model.py" grid.db "$@"
