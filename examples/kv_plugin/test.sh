#!/usr/bin/env bash
# Builds the plugin, checks it, and exchanges messages with it: as its clients, and as the service lin-kv.
set -euo pipefail
cd "$(dirname "$0")"
cmake -B build -DCMAKE_CXX_FLAGS_RELEASE=-O1
cmake --build build
ctest --test-dir build --output-on-failure

coproc node { exec maelstrom-host --plugin "$PWD/build/plugins/kv_store.so" --log-level error; }
say() { printf '%s\n' "$1" >&"${node[1]}"; }
hear() { # expected
  IFS= read -r line <&"${node[0]}"
  [ "$line" = "$1" ] || { printf 'expected %s\nheard    %s\n' "$1" "$line"; exit 1; }
}
hear_request() { # dest body-behind-msg_id: sets id to the msg_id, which is the node's to choose
  IFS= read -r line <&"${node[0]}"
  [[ $line =~ \"msg_id\":([0-9]+), ]] || { echo "no msg_id: $line"; exit 1; }
  id=${BASH_REMATCH[1]}  # without another process, for the node waits 0.9 s for the service
  expected="{\"src\":\"n1\",\"dest\":\"$1\",\"body\":{\"msg_id\":$id,$2}}"
  [ "$line" = "$expected" ] || { printf 'expected %s\nheard    %s\n' "$expected" "$line"; exit 1; }
}

say '{"src":"c1","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}'
hear '{"src":"n1","dest":"c1","body":{"in_reply_to":1,"type":"init_ok"}}'
# A key that is not a string and a number outside every C++ type are forwarded unchanged.
say '{"src":"c1","dest":"n1","body":{"type":"write","msg_id":2,"key":[1],"value":1e400}}'
hear_request lin-kv '"type":"write","key":[1],"value":1e400'
first=$id
# A second client is served while the first one waits.
say '{"src":"c2","dest":"n1","body":{"type":"read","msg_id":1,"key":7}}'
hear_request lin-kv '"type":"read","key":7'
say '{"src":"lin-kv","dest":"n1","body":{"type":"read_ok","in_reply_to":'"$id"',"value":"seven"}}'
hear '{"src":"n1","dest":"c2","body":{"in_reply_to":1,"type":"read_ok","value":"seven"}}'
say '{"src":"lin-kv","dest":"n1","body":{"type":"write_ok","in_reply_to":'"$first"'}}'
hear '{"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"write_ok"}}'
# An error of the service is returned to the client.
say '{"src":"c1","dest":"n1","body":{"type":"cas","msg_id":3,"key":7,"from":1,"to":2}}'
hear_request lin-kv '"type":"cas","key":7,"from":1,"to":2'
say '{"src":"lin-kv","dest":"n1","body":{"type":"error","in_reply_to":'"$id"',"code":22,"text":"expected 1, but had \"seven\""}}'
hear '{"src":"n1","dest":"c1","body":{"in_reply_to":3,"type":"error","code":22,"text":"expected 1, but had \"seven\""}}'
# If the service does not reply, the client gets error 0 before its timeout: the outcome is unknown.
say '{"src":"c1","dest":"n1","body":{"type":"read","msg_id":4,"key":8}}'
hear_request lin-kv '"type":"read","key":8'
IFS= read -r line <&"${node[0]}"
[[ $line == '{"src":"n1","dest":"c1","body":{"in_reply_to":4,"type":"error","code":0,'* ]] || { echo "$line"; exit 1; }
echo "the conversation went as expected"
