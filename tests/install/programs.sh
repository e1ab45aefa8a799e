#!/usr/bin/env bash
# The installed programs find each other and the plugins from any working directory.
source "$(dirname "$0")/environment.sh"
cd /

paths=$(maelstrom-host --list | sed -E 's/^[^ ]+ +[^ ]+ +//')
expect "--list shows the plugins of this installation" \
  "$(printf '%s\n' "$PREFIX"/lib/maelstrom/plugins/*.so | LC_ALL=C sort)" "$(LC_ALL=C sort <<<"$paths")"
[[ $paths == *"$PREFIX/lib/maelstrom/plugins/unique_ids.so"* ]] || fail "--list shows unique_ids"

expect "an error says what the program is called here" "maelstrom-host: no plugin given: use --plugin PATH|NAME
Try: maelstrom-host --help" "$(maelstrom-host 2>&1 || true)"

ln -s "$PREFIX/bin/maelstrom-host" "$work/node"
answers=$("$work/node" --plugin echo 2>/dev/null <<'IN'
{"src": "c1", "dest": "n1", "body": {"type": "init", "msg_id": 1, "node_id": "n1", "node_ids": ["n1"]}}
{"src": "c1", "dest": "n1", "body": {"type": "echo", "msg_id": 2, "echo": 18446744073709551616}}
IN
)
expect "a link to the host serves a plugin by its name" \
  '{"src":"n1","dest":"c1","body":{"in_reply_to":1,"type":"init_ok"}}
{"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"echo_ok","echo":18446744073709551616}}' "$answers"

maelstrom-conformance test -w unique-ids --plugin unique_ids --node-count 2 --rate 100 --time-limit 1 --store "$work/store" \
  --quiet >"$work/test" || { cat "$work/test"; fail "conformance test with the installed host"; }
