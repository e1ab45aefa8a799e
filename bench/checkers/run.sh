#!/bin/bash
# Measures the checkers: generates the histories, checks each, and prints one line for each.
#
# usage: run.sh BUILD [FOLDER]   BUILD: build/release. FOLDER: the histories, 450 MB; generated if it does not exist.
set -eu
build=$1
folder=${2:-$build/bench/histories}
here=$(dirname "$0")
test -d "$folder" || python3 "$here/make_histories.py" "$folder"
for workload in lin-kv txn-list-append txn-rw-register g-set kafka; do
  "$build/bin/checkers_bench" "$workload" "$folder/$workload"-*.jsonl
done
for power in 4 5 6; do
  history=$folder/txn-list-append-1e$power.jsonl
  echo "conformance verify $(basename "$history"), the whole process:"
  time "$build/bin/conformance" verify "$history" -w txn-list-append > /dev/null
done
