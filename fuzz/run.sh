#!/usr/bin/env bash
# run.sh BUILD SECONDS
#
# Runs every libFuzzer target in BUILD/fuzz for SECONDS, one per processor at a time. They start with the inputs in
# corpus/, with pieces of the recorded traffic in the folder MAELSTROM_TRACES (a cache variable of the build), and with
# the inputs found by earlier runs, which are kept in BUILD/fuzz/found. A failure leaves its input in BUILD/fuzz/failed;
# to reproduce it: BUILD/fuzz/NAME_fuzz INPUT.
set -euo pipefail
build=$(cd "$1/fuzz" && pwd)
seconds=$2
traces=$(sed -n 's/^MAELSTROM_TRACES:PATH=//p' "$1/CMakeCache.txt")
here=$(cd "$(dirname "$0")" && pwd)

# One file for every ten of the first lines of each trace, one for each of the first lines, and one for each body.
cut_traces() {
  rm -rf "$build/traces"
  mkdir -p "$build/traces/lines" "$build/traces/line" "$build/traces/body"
  for trace in "$traces"/*.jsonl; do
    name=$(basename "$trace" .jsonl)
    head -n 100 "$trace" | split -l 10 -a 3 - "$build/traces/lines/$name."
    head -n 20 "$trace" | split -l 1 -a 3 - "$build/traces/line/$name."
    head -n 20 "$trace" | sed 's/^.*"body"://; s/}$//' | split -l 1 -a 3 - "$build/traces/body/$name."
  done
}

run_one() {
  local name=$1 log="$build/$1.log" kind=lines
  case $name in
    json) kind=line ;;
    field) kind=body ;;
  esac
  mkdir -p "$build/found/$name" "$build/failed"
  if "$build/${name}_fuzz" -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
    -dict="$here/json.dict" -artifact_prefix="$build/failed/$name-" \
    "$build/found/$name" "$here/corpus/$name" "$build/traces/$kind" >"$log" 2>&1; then
    awk -v name="$name" '/stat::number_of_executed_units/ {runs = $2} /cov: / {for (i = 1; i < NF; ++i) if ($i == "cov:") cov = $(i + 1)}
      END {printf "%-14s %10d inputs, %6d edges covered, nothing found\n", name, runs, cov}' "$log"
  else
    printf '%-14s FAILED:\n' "$name"
    tail -n 40 "$log"
    return 1
  fi
}

cut_traces
export -f run_one
export build seconds here
find "$build" -maxdepth 1 -name '*_fuzz' -printf '%f\n' | sed 's/_fuzz$//' | sort |
  xargs -P "$(getconf _NPROCESSORS_ONLN)" -I{} bash -c 'run_one {}'
