# Turn lib/workflow.csv into the rows of struct workflow.
BEGIN { FS = "," }
/^#/ || /^$/ || $1 == "action" { next }
NF != 6 { printf "%s:%d: %d cells, wanted 6\n", FILENAME, FNR, NF > "/dev/stderr"; exit 1 }
{ printf "\t{ \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\" },\n", $1, $2, $3, $4, $5, $6 }
