#!/usr/bin/env python3
"""A node for all ten workloads: right, or wrong in one way.

    node.py [MISTAKE [WORKLOAD]]

MISTAKE is one of MISTAKES. WORKLOAD is needed where workloads have different replies to the same request: g-set,
g-counter and pn-counter.
"""
import json
import os
import random
import select
import sys

MISTAKES = {
    "right": "all workloads",
    "garble": "echo: changes some echoes",
    "repeat": "unique-ids: gives out some ids twice",
    "lose": "broadcast, g-set, counters: acknowledges some additions and drops them",
    "mute-peers": "broadcast, g-set, counters: tells the other nodes nothing",
    "invent": "broadcast, g-set: returns elements that nobody added",
    "double": "counters: adds some deltas twice",
    "local": "lin-kv, kafka, txn-*: each node has a store of its own",
    "stale": "lin-kv: reads from a cache that is refreshed now and then",
    "reuse": "kafka: gives one offset to two messages",
    "skip": "kafka: leaves out messages of a poll",
    "unacked": "kafka: acknowledges some messages and drops them",
    "lost-update": "txn-*: writes back what it read, whatever happened since",
    "dirty": "txn-*: stores the first half of some transactions, then fails them",
    "swap": "txn-*: replies with the operations of a transaction in another order",
}
GOSSIP_INTERVAL = 0.05

mistake = sys.argv[1] if len(sys.argv) > 1 else "right"
workload = sys.argv[2] if len(sys.argv) > 2 else "broadcast"
if mistake not in MISTAKES:
    sys.exit(f"{mistake} is not one of {', '.join(MISTAKES)}")


class Error(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.body = {"type": "error", "code": code, "text": text}


class Node:
    def __init__(self):
        self.id = None
        self.peers = []
        self.next_msg_id = 0
        self.callbacks = {}
        self.count = 0
        self.elements = set()
        self.counts = {}  # node -> [sum of positive deltas, sum of negative ones]
        self.logs = {}    # key -> list of [offset, message]
        self.committed = {}
        self.store = {}
        self.cache = {}

    def send(self, dest, body):
        sys.stdout.write(json.dumps({"src": self.id, "dest": dest, "body": body}) + "\n")
        sys.stdout.flush()

    def rpc(self, dest, body, callback):
        self.next_msg_id += 1
        self.callbacks[self.next_msg_id] = callback
        self.send(dest, {**body, "msg_id": self.next_msg_id})

    def reply(self, request, body):
        self.send(request["src"], {**body, "in_reply_to": request["body"]["msg_id"]})

    def now_and_then(self, one_in=5):
        self.count += 1
        return self.count % one_in == 0

    def handle(self, message):
        body = message["body"]
        if "in_reply_to" in body:
            callback = self.callbacks.pop(body["in_reply_to"], None)
            if callback:
                callback(body)
            return
        handler = getattr(self, "on_" + body["type"], None)
        try:
            if handler is None:
                raise Error(10, "unknown type " + body["type"])
            answer = handler(message, body)
        except Error as error:
            answer = error.body
        if answer is not None:
            self.reply(message, answer)

    def on_init(self, message, body):
        self.id = body["node_id"]
        self.peers = [node for node in body["node_ids"] if node != self.id]
        self.leader = body["node_ids"][0]
        return {"type": "init_ok"}

    # echo, unique-ids

    def on_echo(self, message, body):
        echo = "garbled" if mistake == "garble" and self.now_and_then() else body["echo"]
        return {"type": "echo_ok", "echo": echo}

    def on_generate(self, message, body):
        self.next_msg_id += 0 if mistake == "repeat" and self.now_and_then() else 1
        return {"type": "generate_ok", "id": f"{self.id}-{self.next_msg_id}"}

    # broadcast, g-set, g-counter, pn-counter

    def on_topology(self, message, body):
        return {"type": "topology_ok"}

    def on_broadcast(self, message, body):
        return self.add(body["message"], "broadcast_ok")

    def on_add(self, message, body):
        if "element" in body:
            return self.add(body["element"], "add_ok")
        counts = self.counts.setdefault(self.id, [0, 0])
        if not (mistake == "lose" and self.now_and_then()):
            times = 2 if mistake == "double" and self.now_and_then() else 1
            counts[0 if body["delta"] >= 0 else 1] += body["delta"] * times
        return {"type": "add_ok"}

    def add(self, element, answer):
        if not (mistake == "lose" and self.now_and_then()):
            self.elements.add(element)
        return {"type": answer}

    def on_read(self, message, body):
        if "key" in body:
            return self.read_register(message, body)
        if workload in ("g-counter", "pn-counter"):
            return {"type": "read_ok", "value": sum(sum(counts) for counts in self.counts.values())}
        elements = sorted(self.elements)
        if mistake == "invent" and elements and self.now_and_then():
            elements.append(1000000)
        field = "value" if workload == "g-set" else "messages"
        return {"type": "read_ok", field: elements}

    def gossip(self):
        if mistake == "mute-peers" or not (self.elements or self.counts):
            return
        for peer in self.peers:
            self.send(peer, {"type": "gossip", "elements": sorted(self.elements), "counts": self.counts})

    def on_gossip(self, message, body):
        self.elements.update(body["elements"])
        for node, theirs in body["counts"].items():
            ours = self.counts.setdefault(node, [0, 0])
            self.counts[node] = [max(ours[0], theirs[0]), min(ours[1], theirs[1])]

    # lin-kv

    def read_register(self, message, body):
        key = str(body["key"])
        if mistake == "local":
            if key not in self.store:
                raise Error(20, "no such key")
            return {"type": "read_ok", "value": self.store[key]}
        if mistake == "stale" and key in self.cache and not self.now_and_then():
            return {"type": "read_ok", "value": self.cache[key]}

        def answer(reply):
            if reply["type"] == "read_ok":
                self.cache[key] = reply["value"]
            self.pass_on(message, reply)

        self.rpc("lin-kv", {"type": "read", "key": key}, answer)
        return None

    def on_write(self, message, body):
        key = str(body["key"])
        if mistake == "local":
            self.store[key] = body["value"]
            return {"type": "write_ok"}
        self.rpc("lin-kv", {"type": "write", "key": key, "value": body["value"]},
                 lambda reply: self.pass_on(message, reply))
        return None

    def on_cas(self, message, body):
        key = str(body["key"])
        if mistake == "local":
            if key not in self.store:
                raise Error(20, "no such key")
            if self.store[key] != body["from"]:
                raise Error(22, "another value")
            self.store[key] = body["to"]
            return {"type": "cas_ok"}
        self.rpc("lin-kv", {"type": "cas", "key": key, "from": body["from"], "to": body["to"]},
                 lambda reply: self.pass_on(message, reply))
        return None

    def pass_on(self, message, reply):
        self.reply(message, {name: value for name, value in reply.items() if name not in ("msg_id", "in_reply_to")})

    # kafka: the first node has the logs

    def forwarded(self, message, body):
        if mistake == "local" or self.id == self.leader:
            return False
        self.rpc(self.leader, {name: value for name, value in body.items() if name != "msg_id"},
                 lambda reply: self.pass_on(message, reply))
        return True

    def on_send(self, message, body):
        if self.forwarded(message, body):
            return None
        log = self.logs.setdefault(body["key"], [])
        offset = log[-1][0] + 1 if log else 0
        if mistake == "reuse" and log and self.now_and_then(7):
            offset -= 1
        if not (mistake == "unacked" and self.now_and_then()):
            log.append([offset, body["msg"]])
        return {"type": "send_ok", "offset": offset}

    def on_poll(self, message, body):
        if self.forwarded(message, body):
            return None
        msgs = {key: [entry for entry in self.logs.get(key, []) if entry[0] >= offset][:10]
                for key, offset in body["offsets"].items()}
        if mistake == "skip":
            msgs = {key: entries[:1] + entries[2:] for key, entries in msgs.items()}
        return {"type": "poll_ok", "msgs": msgs}

    def on_commit_offsets(self, message, body):
        if self.forwarded(message, body):
            return None
        for key, offset in body["offsets"].items():
            self.committed[key] = max(self.committed.get(key, 0), offset)
        return {"type": "commit_offsets_ok"}

    def on_list_committed_offsets(self, message, body):
        if self.forwarded(message, body):
            return None
        return {"type": "list_committed_offsets_ok",
                "offsets": {key: self.committed[key] for key in body["keys"] if key in self.committed}}

    # txn-list-append, txn-rw-register: the whole database is one value of lin-kv

    def on_txn(self, message, body):
        if mistake == "local":
            done = self.run(self.store, body["txn"])
            return {"type": "txn_ok", "txn": done}

        def on_database(reply):
            missing = reply["type"] == "error"
            before = {} if missing else reply["value"]
            after = json.loads(json.dumps(before))
            if mistake == "dirty" and len(body["txn"]) > 1 and self.now_and_then():
                self.run(after, body["txn"][: len(body["txn"]) // 2])
                self.rpc("lin-kv", {"type": "write", "key": "database", "value": after}, lambda _: None)
                self.reply(message, Error(14, "aborted").body)
                return
            done = self.run(after, body["txn"])
            if mistake == "swap" and len(done) > 1 and self.now_and_then():
                done.reverse()
            if mistake == "lost-update":
                self.rpc("lin-kv", {"type": "write", "key": "database", "value": after},
                         lambda _: self.reply(message, {"type": "txn_ok", "txn": done}))
                return

            def on_stored(reply):
                if reply["type"] == "error":
                    self.reply(message, Error(30, "another transaction came first").body)
                else:
                    self.reply(message, {"type": "txn_ok", "txn": done})

            self.rpc("lin-kv", {"type": "cas", "key": "database", "from": before, "to": after,
                                "create_if_not_exists": missing}, on_stored)

        self.rpc("lin-kv", {"type": "read", "key": "database"}, on_database)
        return None

    @staticmethod
    def run(database, transaction):
        done = []
        for function, key, value in transaction:
            key = str(key)
            if function == "r":
                value = database.get(key)
                value = list(value) if isinstance(value, list) else value
            elif function == "append":
                database.setdefault(key, []).append(value)
            else:
                database[key] = value
            done.append([function, int(key), value])
        return done


def main():
    node = Node()
    unread = b""
    while True:
        readable, _, _ = select.select([0], [], [], GOSSIP_INTERVAL)
        if not readable:
            node.gossip()
            continue
        chunk = os.read(0, 65536)
        if not chunk:
            return
        *lines, unread = (unread + chunk).split(b"\n")
        for line in lines:
            node.handle(json.loads(line))
        if random.random() < 0.3:  # a busy node tells the others too
            node.gossip()


main()
