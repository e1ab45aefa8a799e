#!/usr/bin/env bash
# sweep-plugins.sh BUILD SEEDS [PLUGIN]
#
# Simulates every plugin of plugins/, or PLUGIN, with SEEDS seeds under all faults that its README claims. Prints one
# line for each sweep; the exit status is 1 if a seed is invalid.
set -u
build=$1
seeds=$2
only=${3:-}

# plugin | workload | faults | further options
# A linearizable store answers nothing while no majority can communicate, so its runs are longer: a run in which no
# compare-and-set succeeds is invalid.
short="--time-limit 15 --nemesis-interval 3"
long="--time-limit 120 --nemesis-interval 10"
network=partition,one-way,loss,duplicate,reorder,delay-spike,pause,clock
sweeps="
echo            | echo            | all      | $short
unique_ids      | unique-ids      | all      | $short --answer-all
broadcast       | broadcast       | $network | $short
g_set           | g-set           | $network | $short
g_counter       | g-counter       | $network | $short
pn_counter      | pn-counter      | $network | $short
kafka           | kafka           | $network | $short --node-count 3
txn_rw_register | txn-rw-register | $network | $short --node-count 3 --consistency-models read-committed
txn_list_append | txn-list-append | all      | $short --node-count 3
lin_kv          | lin-kv          | all      | $long  --node-count 3 --concurrency 4n
raft            | lin-kv          | $network | $long  --node-count 3 --concurrency 4n
raft            | lin-kv          | $network | $long  --node-count 5 --concurrency 4n
"

output=$(mktemp)
trap 'rm -f "$output"' EXIT
failed=0
while IFS='|' read -r plugin workload faults options; do
  plugin=${plugin// /}
  if [ -z "$plugin" ] || { [ -n "$only" ] && [ "$only" != "$plugin" ]; }; then
    continue
  fi
  # shellcheck disable=SC2086
  if "$build/bin/conformance" simulate -w $workload --plugin "$build/plugins/$plugin.so" --nemesis $faults \
    --rate 50 --seeds "1..$seeds" --keep-going -j "${JOBS:-1}" $options \
    >"$output" 2>&1; then
    echo "passed: $plugin, $seeds seeds, $faults $options"
  else
    echo "failed: $plugin, $seeds seeds, $faults $options"
    cat "$output"
    failed=1
  fi
done <<<"$sweeps"
exit $failed
