#!/usr/bin/env bash
# Builds the plugin, checks it, and exchanges messages with it: as a client, and as the other node of its cluster.
set -euo pipefail
cd "$(dirname "$0")"
make

maelstrom-conformance check ./g_counter.so --workload g-counter --one-way gossip

coproc node { exec maelstrom-host --plugin "$PWD/g_counter.so" --log-level error; }
say() { printf '%s\n' "$1" >&"${node[1]}"; }
hear() { # expected
  IFS= read -r line <&"${node[0]}"
  [ "$line" = "$1" ] || { printf 'expected %s\nheard    %s\n' "$1" "$line"; exit 1; }
}
hear_request() { # dest body-behind-msg_id: sets id to the msg_id, which is the node's to choose
  IFS= read -r line <&"${node[0]}"
  id=$(sed -n 's/.*"msg_id":\([0-9]*\),.*/\1/p' <<<"$line")
  expected="{\"src\":\"n1\",\"dest\":\"$1\",\"body\":{\"msg_id\":$id,$2}}"
  [ "$line" = "$expected" ] || { printf 'expected %s\nheard    %s\n' "$expected" "$line"; exit 1; }
}

say '{"src":"c1","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1","n2"]}}'
hear '{"src":"n1","dest":"c1","body":{"in_reply_to":1,"type":"init_ok"}}'
say '{"src":"c1","dest":"n1","body":{"type":"add","msg_id":2,"delta":3}}'
hear_request n2 '"type":"gossip","count":3'
hear '{"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"add_ok"}}'
# While a gossip is outstanding no other is sent; the reply triggers the next one, with the new count.
say '{"src":"c1","dest":"n1","body":{"type":"add","msg_id":3,"delta":4}}'
hear '{"src":"n1","dest":"c1","body":{"in_reply_to":3,"type":"add_ok"}}'
say '{"src":"n2","dest":"n1","body":{"type":"gossip_ok","in_reply_to":'"$id"'}}'
hear_request n2 '"type":"gossip","count":7'
# A read adds the peer's count, and ignores an older count that arrives later.
say '{"src":"n2","dest":"n1","body":{"type":"gossip","msg_id":1,"count":10}}'
hear '{"src":"n1","dest":"n2","body":{"in_reply_to":1,"type":"gossip_ok"}}'
say '{"src":"n2","dest":"n1","body":{"type":"gossip","msg_id":2,"count":9}}'
hear '{"src":"n1","dest":"n2","body":{"in_reply_to":2,"type":"gossip_ok"}}'
say '{"src":"c1","dest":"n1","body":{"type":"read","msg_id":4}}'
hear '{"src":"n1","dest":"c1","body":{"in_reply_to":4,"type":"read_ok","value":17}}'
say '{"src":"c1","dest":"n1","body":{"type":"add","msg_id":5,"delta":-1}}'
hear '{"src":"n1","dest":"c1","body":{"in_reply_to":5,"type":"error","code":12,"text":"delta must be an integer from 0 to 2^64 - 1"}}'
echo "the conversation went as expected"
