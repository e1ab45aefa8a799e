#!/usr/bin/env bash
# Compares the bindings with the ABI, builds the plugin, checks it, and exchanges messages with it.
set -euo pipefail
cd "$(dirname "$0")"
command -v cargo >/dev/null || { echo "skipped: cargo, and with it rustc, is not installed"; exit 77; }

export CARGO_HOME=$PWD/target/cargo RUSTFLAGS="-D warnings" MAELSTROM_ABI
eval "MAELSTROM_ABI=$(pkg-config --variable=abi maelstrom-sdk)" # which quotes a space in the path
cargo test --offline
cargo build --offline --release
plugin=$PWD/target/release/libunique_ids.so

maelstrom-conformance check "$plugin"

answers=$(maelstrom-host --plugin "$plugin" --log-level error <<'IN'
{"src": "c1", "dest": "a\"b", "body": {"type": "init", "msg_id": 1, "node_id": "a\"b", "node_ids": ["a\"b"]}}
{"src": "c1", "dest": "a\"b", "body": {"type": "generate", "msg_id": 2}}
{"src": "c1", "dest": "a\"b", "body": {"type": "generate", "msg_id": 3}}
IN
)
# The incarnation is random, and the same in both ids.
answers=$(sed -E 's/-[0-9a-f]{16}-/-INCARNATION-/' <<<"$answers")
expected='{"src":"a\"b","dest":"c1","body":{"in_reply_to":1,"type":"init_ok"}}
{"src":"a\"b","dest":"c1","body":{"in_reply_to":2,"type":"generate_ok","id":"a\"b-INCARNATION-0"}}
{"src":"a\"b","dest":"c1","body":{"in_reply_to":3,"type":"generate_ok","id":"a\"b-INCARNATION-1"}}'
[ "$answers" = "$expected" ] || { diff <(echo "$expected") <(echo "$answers"); exit 1; }
echo "the conversation went as expected"
