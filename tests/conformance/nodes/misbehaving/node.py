#!/usr/bin/env python3
# A node for echo and unique-ids that breaks the protocol in one way, mostly at its tenth request. The environment
# variable MODE, or the name that the program is called by, selects the way. verdicts.tsv has the verdict of the real
# Maelstrom on each; the node is not changed, because these verdicts are of this very program.
import sys, json, os, time
mode = os.environ.get("MODE") or os.path.basename(sys.argv[0]).split('.')[0]
nid = None; n = 0
def out(o): sys.stdout.write(o if isinstance(o, str) else json.dumps(o)); sys.stdout.write("\n"); sys.stdout.flush()
for line in sys.stdin:
    m = json.loads(line); b = m["body"]
    def reply(extra, **kw):
        body = dict(extra); body.setdefault("in_reply_to", b.get("msg_id")); body.update(kw)
        out({"src": nid, "dest": m["src"], "body": body})
    if b["type"] == "init": nid = b["node_id"]; reply({"type": "init_ok"}); continue
    n += 1
    ok = {"type": "echo_ok", "echo": b["echo"]} if b["type"] == "echo" else {"type": "generate_ok", "id": f"{nid}-{n}"}
    if mode == "junk" and n == 10: out("junk line")
    if mode == "blank" and n == 10: out("")
    if mode == "extra" and n == 10: out({"src": nid, "dest": m["src"], "body": {"type": "x"}, "bonus": 1})
    if mode == "idfield": out({"id": 7, "src": nid, "dest": m["src"], "body": dict(ok, in_reply_to=b["msg_id"])}); continue
    if mode == "unknowndest" and n == 10: out({"src": nid, "dest": "n77", "body": {"type": "x"}})
    if mode == "forged" and n == 10: out({"src": "n77", "dest": m["src"], "body": {"type": "x"}})
    if mode == "otherclient" and n == 10: out({"src": nid, "dest": "c1", "body": {"type": "x", "in_reply_to": 999999}})
    if mode == "twice": reply(ok)
    if mode == "wrong" and n == 10: ok["echo"] = "wrong"
    if mode == "wrongtype" and n == 10: ok["type"] = "something"
    if mode == "dupid": ok["id"] = n // 2
    if mode == "nullid": ok["id"] = None
    if mode == "noid": ok.pop("id", None); ok.pop("echo", None)
    if mode == "exit" and n == 10: sys.exit(3)
    if mode == "exit0" and n == 10: sys.exit(0)
    if mode == "silent" and n >= 10: continue
    if mode == "allsilent": continue
    if mode == "err11" and n % 2: reply({"type": "error", "code": 11, "text": "busy"}); continue
    if mode == "err13" and n % 2: reply({"type": "error", "code": 13, "text": "crash"}); continue
    if mode == "err999" and n % 2: reply({"type": "error", "code": 999, "text": "?"}); continue
    if mode == "err1000" and n % 2: reply({"type": "error", "code": 1000, "text": "custom"}); continue
    if mode == "allerr11": reply({"type": "error", "code": 11, "text": "busy"}); continue
    if mode == "strcode" and n % 2: reply({"type": "error", "code": "11", "text": "busy"}); continue
    if mode == "noreplyto": out({"src": nid, "dest": m["src"], "body": ok}); continue
    if mode == "slow" and n % 10 == 0: time.sleep(6)
    if mode == "pretty" and n == 10: out(json.dumps({"src": nid, "dest": m["src"], "body": dict(ok, in_reply_to=b["msg_id"])}, indent=1)); continue
    if mode == "latin1" and n == 10: sys.stdout.flush(); os.write(1, b'{"src":"%s","dest":"%s","body":{"type":"x","t":"\xe9"}}\n' % (nid.encode(), m["src"].encode()))
    reply(ok)
