#!/usr/bin/env bash
# soak.sh BUILD MINUTES
#
# Runs 5 nodes under faults for MINUTES, measures the memory and the descriptors of every host once a second, and writes
# store/soak.csv and, if gnuplot is installed, store/soak.svg. Fails if the test is not valid, or if a host has more at
# the end than after a quarter of the time: 10 % and 1 MB of memory, or one descriptor. It uses only faults that do not
# end a process, because a killed process cannot show a leak. Needs /proc.
set -euo pipefail
build=$1
seconds=$(($2 * 60))
mkdir -p store
csv=store/soak.csv

"$build/bin/conformance" test -w unique-ids --plugin unique_ids --node-count 5 --rate 1000 --time-limit "$seconds" \
  --nemesis partition,one-way,loss,duplicate,reorder,delay-spike,pause --nemesis-interval 5 --quiet &
test=$!

# One line for each process of the test.
sample() {
  local pid rss descriptors
  for pid in $(cat "/proc/$test/task/$test/children" 2>/dev/null); do
    rss=$(awk '/^VmRSS:/ {print $2}' "/proc/$pid/status" 2>/dev/null) || continue
    descriptors=$(ls "/proc/$pid/fd" 2>/dev/null | wc -l)
    [ -z "$rss" ] || echo "$SECONDS,$pid,$rss,$descriptors"
  done
}

echo "second,pid,rss_kb,descriptors" >"$csv"
while kill -0 "$test" 2>/dev/null; do
  sample >>"$csv"
  sleep 1
done
wait "$test"

if command -v gnuplot >/dev/null; then
  gnuplot <<PLOT
set terminal svg size 900,420
set output "store/soak.svg"
set datafile separator ","
set xlabel "minutes"
set ylabel "resident memory, MB"
set y2label "descriptors"
set yrange [0:*]
set y2range [0:20]
set key bottom right
set ytics nomirror
set y2tics
points = "< awk -F, '\$1 % 20 == 0' $csv"
plot points using (\$1/60):(\$3/1024) with points pt 7 ps 0.3 title "memory of each host", \
     points using (\$1/60):4 axes x1y2 with points pt 7 ps 0.3 title "its descriptors"
PLOT
fi

awk -F, -v seconds="$seconds" '
  NR == 1 {next}
  $1 <= seconds * 0.9 && $1 >= 2 {  # not the end of the test
    if ($1 <= seconds / 4) {rss[$2] = $3; fds[$2] = $4}
    last_rss[$2] = $3; last_fds[$2] = $4
  }
  END {
    for (pid in rss) {
      grown = last_rss[pid] > rss[pid] * 1.1 + 1024 || last_fds[pid] > fds[pid]
      printf "host %s: %d kB and %d descriptors a quarter of the way in, %d kB and %d near the end%s\n", pid, rss[pid],
        fds[pid], last_rss[pid], last_fds[pid], grown ? ": MORE" : ""
      bad += grown; ++hosts
    }
    exit hosts != 5 || bad
  }' "$csv"
