#!/usr/bin/env bash
# instructions.sh [--update] [BUILD]
#
# Counts the instructions per message with callgrind, and compares them with bench/instructions.json: fails if a count
# has grown by more than 3 %. --update writes the file instead; commit it with the change that explains it. BUILD is a
# release build, by default build/release.
#
# A count depends on the compiler and the processor's architecture, which the file names. It does not depend on the
# model of the processor: valgrind emulates the same one for every program, except for AVX2, which glibc is configured
# not to use below. Start and end of a program do not count: the cost of a message is the difference between a run with
# many messages and a run with few, divided by the difference in messages.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX,-AVX_Fast_Unaligned_Load,-BMI2,-BMI1,-LZCNT,-ERMS,-FSRM,-SSE4_2,-SSE4_1,-SSSE3,-Fast_Unaligned_Copy

readonly file=bench/instructions.json
readonly few=2000 many=8000   # messages
readonly allowed=1.03

update=false
if [ "${1-}" = --update ]; then
  update=true
  shift
fi
build=$(cd "${1:-build/release}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The input lines for COUNT messages of this kind, for node n0.
input() {
  awk -v kind="$1" -v count="$2" 'BEGIN {
    print "{\"id\":0,\"src\":\"c0\",\"dest\":\"n0\",\"body\":{\"type\":\"init\",\"node_id\":\"n0\",\"node_ids\":[\"n0\",\"n1\"],\"msg_id\":1}}"
    for (i = 1; i <= count; ++i) {
      id = 100000 + i
      envelope = "{\"id\":" id ",\"src\":\"c8\",\"dest\":\"n0\",\"body\":{"
      if (kind == "echo") print envelope "\"echo\":\"Please echo " i % 128 "\",\"type\":\"echo\",\"msg_id\":" id "}}"
      if (kind == "walked") {  # an escape in src: nothing learnt from earlier messages applies
        print "{\"id\":" id ",\"src\":\"c\\u0038\",\"dest\":\"n0\",\"body\":{\"echo\":\"Please echo " i % 128 "\",\"type\":\"echo\",\"msg_id\":" id "}}"
      }
      if (kind == "generate") print envelope "\"type\":\"generate\",\"msg_id\":" id "}}"
      if (kind == "ask") {
        print envelope "\"type\":\"ask\",\"msg_id\":" id "}}"
        print "{\"id\":" id ",\"src\":\"n1\",\"dest\":\"n0\",\"body\":{\"type\":\"check_ok\",\"in_reply_to\":" i "}}"
      }
    }
  }'
}

# Runs COMMAND... under callgrind and writes the instructions of all its processes to FILE, and its output to FILE.out.
count_run() {
  local result=$1
  shift
  if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$result.log.%p" "$@" \
    >"$result.out" 2>"$result.err"; then
    echo "failed under valgrind: $*" >&2
    cat "$result.err" "$result.log".* >&2
    return 1
  fi
  sed -n 's/^==[0-9]*== Collected : //p' "$result.log".* | awk '{ sum += $1 } END { print sum }' >"$result"
}

# Prints the difference of the numbers in two files, divided by the difference of two counts.
per_message() {
  awk -v few="$(cat "$1")" -v many="$(cat "$2")" -v messages="$3" 'BEGIN { printf "%.0f\n", (many - few) / messages }'
}

# host_case KIND PLUGIN ANSWERS NAME [PRELOAD]: the instructions of a request of this kind, which the host answers with
# ANSWERS lines.
host_case() {
  local kind=$1 plugin=$2 answers=$3 name=$4 preload=${5-} count
  for count in $few $many; do
    input "$kind" $count >"$work/$name.$count.in"
    # A reply deadline of an hour: a busy machine is slow under valgrind.
    LD_PRELOAD=$preload count_run "$work/$name.$count" "$build/bin/host" --plugin "$plugin" --reply-deadline 3600 <"$work/$name.$count.in"
    if [ "$(wc -l <"$work/$name.$count.out")" -ne $((1 + answers * count)) ]; then
      echo "$name: the host has not answered $count requests" >&2
      return 1
    fi
  done
  per_message "$work/$name.$few" "$work/$name.$many" $((many - few)) >"$work/$name"
}

# The instructions of a message that the simulator delivers: three nodes ask each other before they answer a client.
simulator_case() {
  local name=$1 seconds sent=()
  for seconds in 1 5; do
    count_run "$work/$name.$seconds" "$build/bin/conformance" simulate -w echo --plugin "$build/bench/relay" --node-count 3 \
      --rate 400 --time-limit $seconds --seed 1
    sent+=("$(sed -n 's/^messages *\([0-9]*\) total,.*/\1/p' "$work/$name.$seconds.out")")
  done
  per_message "$work/$name.1" "$work/$name.5" $((sent[1] - sent[0])) >"$work/$name"
}

# The compiler of BUILD: its name and version.
compiler() {
  sed -n 's/^set(CMAKE_CXX_COMPILER_ID "\(.*\)")$/\1/p; s/^set(CMAKE_CXX_COMPILER_VERSION "\(.*\)")$/\1/p' \
    "$build"/CMakeFiles/*/CMakeCXXCompiler.cmake | xargs
}

# The value of a member of the file, a number or a string without quotes in it.
recorded() {
  sed -n 's/^ *"'"$1"'": *"\{0,1\}\([^",]*\)"\{0,1\},\{0,1\}$/\1/p' "$file"
}

write_file() {
  local name
  {
    printf '{\n  "compiler": "%s",\n  "architecture": "%s"' "$(compiler)" "$(uname -m)"
    for name in "${names[@]}"; do
      printf ',\n  "%s": %s' "$name" "$(cat "$work/$name")"
    done
    printf '\n}\n'
  } >"$file"
}

# Prints a line for each cost; fails if one of them has grown too much.
compare() {
  local name now before failed=0
  for name in "${names[@]}"; do
    now=$(cat "$work/$name")
    before=$(recorded "$name")
    awk -v name="$name" -v now="$now" -v before="${before:-0}" -v allowed=$allowed 'BEGIN {
      change = before ? (now / before - 1) * 100 : 0
      verdict = !before || now > before * allowed ? "TOO MUCH" : now * allowed < before ? "less: --update keeps it" : ""
      printf "%-12s %8d instructions/message, recorded %8d, %+6.2f %%  %s\n", name, now, before, change, verdict
      exit verdict == "TOO MUCH"
    }' || failed=1
  done
  return $failed
}

if ! $update && [ "$(recorded compiler) $(recorded architecture)" != "$(compiler) $(uname -m)" ]; then
  echo "$file is of $(recorded compiler), $(recorded architecture); this is $(compiler), $(uname -m)." >&2
  echo "Make it anew with bench/instructions.sh --update" >&2
  exit 1
fi

readonly names=(echo walked generate body_echo rpc delivery)
measure() {
  case $1 in
    echo) host_case echo echo 1 echo ;;
    walked) host_case walked echo 1 walked ;;
    generate) host_case generate unique_ids 1 generate ;;
    body_echo) host_case echo "$build/bench/body_echo" 1 body_echo ;;
    rpc) host_case ask "$build/bench/ask_peer" 2 rpc "$build/bench/no_randomness.so" ;;
    delivery) simulator_case delivery ;;
  esac
}
jobs=()
for name in "${names[@]}"; do
  measure "$name" &
  jobs+=($!)
done
for job in "${jobs[@]}"; do
  wait "$job"
done
if $update; then
  write_file
fi
compare
