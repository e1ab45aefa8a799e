#!/bin/sh
# Runs `conformance check` RUNS times on every correct plugin, each time with another seed. Prints each run that did not
# pass; the exit status is then 1. usage: scripts/check-flakes.sh BUILD_FOLDER [RUNS]
set -u
build=$1
runs=${2:-200}
report=$(mktemp)
trap 'rm -f "$report"' EXIT
failed=0
run=1
while [ "$run" -le "$runs" ]; do
  for plugin in "$build"/plugins/echo.so "$build"/plugins/unique_ids.so "$build"/tests/plugin_check/fixtures/good*.so; do
    if ! "$build"/bin/conformance check "$plugin" --seed "$run" --json >"$report" ||
        grep -Eq '"status": *"(failed|crashed|hung|warning)"' "$report"; then
      failed=$((failed + 1))
      echo "run $run of $plugin:"
      cat "$report"
    fi
  done
  if [ $((run % 10)) -eq 0 ]; then
    echo "$run of $runs runs of each plugin, $failed not all passed" >&2
  fi
  run=$((run + 1))
done
[ "$failed" -eq 0 ]
