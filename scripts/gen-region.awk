# Turn lib/region.csv into a sorted table of numbers.
/^#/ || $0 == "code" { next }
!/^[1-9][0-9][0-9][0-9][0-9][0-9]$/ { printf "%s:%d: not six digits\n", FILENAME, FNR > "/dev/stderr"; exit 1 }
$0 + 0 <= last { printf "%s:%d: not sorted\n", FILENAME, FNR > "/dev/stderr"; exit 1 }
{ last = $0 + 0; printf "\t%s,\n", $0 }
