#!/usr/bin/env python3
"""Makes histories to time checkers with: one event a line, in the format of `conformance verify`.

usage: make_histories.py FOLDER

All are valid and seeded, so that every machine gets the same ones. Closed-loop clients; an operation takes effect at one
instant between its two events.
"""
import heapq
import json
import os
import random
import sys


class Writer:
    """Writes the events of one history."""

    def __init__(self, folder, name):
        self.file = open(os.path.join(folder, name + ".jsonl"), "w")
        self.index = 0

    def event(self, time, kind, process, function, value):
        event = {"index": self.index, "type": kind, "process": process, "f": function, "value": value,
                 "time": int(time * 1e6)}
        self.file.write(json.dumps(event, separators=(",", ":")) + "\n")
        self.index += 1


def simulate(writer, clients, count, generate, apply, seed, think=1.0, latency=5.0, info=0.0):
    """`generate(random, thread)` returns (f, value), `apply(f, value, process)` the type and value of its end.

    `think`, `latency`: means in ms. `info`: the part of operations but reads whose outcome stays unknown."""
    draw = random.Random(seed)
    queue = []
    order = 0

    def push(time, step, thread, process, operation):
        nonlocal order
        heapq.heappush(queue, (time, order, step, thread, process, operation))
        order += 1

    for thread in range(clients):
        push(draw.expovariate(1 / think), "invoke", thread, thread, None)
    while queue:
        time, _, step, thread, process, operation = heapq.heappop(queue)
        if step == "invoke":
            if count == 0:
                continue
            count -= 1
            function, value = generate(draw, thread)
            operation = {"f": function, "value": value}
            writer.event(time, "invoke", process, function, value)
            duration = draw.expovariate(1 / latency) + 0.01
            effect = draw.random() * 0.98
            push(time + effect * duration, "effect", thread, process, operation)
            push(time + duration, "return", thread, process, operation)
        elif step == "effect":
            operation["end"] = apply(operation["f"], operation["value"], process)
        else:
            kind, value = operation["end"]
            if info and operation["f"] != "read" and draw.random() < info:
                kind, value = "info", operation["value"]
            writer.event(time, kind, process, operation["f"], value)
            following = process + (clients if kind == "info" else 0)
            push(time + draw.expovariate(1 / think), "invoke", thread, following, None)


def lin_kv(writer, clients, count, keys, seed, **timing):
    registers = {}

    def generate(draw, thread):
        key = thread * keys // clients if keys <= clients else draw.randrange(keys)
        choice = draw.random()
        if choice < 1 / 2:
            return "read", [key, None]
        if choice < 2 / 3:
            return "write", [key, draw.randrange(5)]
        return "cas", [key, [draw.randrange(5), draw.randrange(5)]]

    def apply(function, value, _):
        key, argument = value
        if function == "read":
            return ("ok", [key, registers[key]]) if key in registers else ("fail", [key, None])
        if function == "write":
            registers[key] = argument
            return "ok", value
        if registers.get(key) != argument[0]:
            return "fail", value
        registers[key] = argument[1]
        return "ok", value

    simulate(writer, clients, count, generate, apply, seed, **timing)


def transactions(writer, write, clients, micro_operations, seed):
    values = {}
    active = list(range(10))
    last = {}

    def generate(draw, _):
        transaction = []
        for _ in range(draw.randint(1, 4)):
            place = (draw.randrange((1 << 10) - 1) + 1).bit_length() - 1
            if draw.random() < 0.5:
                transaction.append(["r", active[place], None])
                continue
            key = active[place]
            if last.get(key, 0) == 16:
                key = active[place] = max(active) + 1
            last[key] = last.get(key, 0) + 1
            transaction.append([write, key, last[key]])
        return "txn", transaction

    def apply(_, transaction, __):
        done = []
        for function, key, value in transaction:
            if function == "r":
                value = values.get(key)
                value = list(value) if isinstance(value, list) else value
            elif function == "append":
                values.setdefault(key, []).append(value)
            else:
                values[key] = value
            done.append([function, key, value])
        return "ok", done

    simulate(writer, clients, int(micro_operations / 2.5), generate, apply, seed)


def set_full(writer, elements, reads, clients, seed):
    members = []
    added = 0

    def generate(draw, _):
        nonlocal added
        if draw.random() < reads / (elements + reads):
            return "read", None
        added += 1
        return "add", added - 1

    def apply(function, value, _):
        if function == "read":
            return "ok", list(members)
        members.append(value)
        return "ok", value

    simulate(writer, clients, elements + reads, generate, apply, seed)


def kafka(writer, count, clients, seed, keys=20):
    logs = {str(key): [] for key in range(keys)}
    positions = {}
    committed = {}
    sent = {}

    def generate(draw, thread):
        if thread not in positions or draw.random() < 1 / 64:
            return "assign", [str(key) for key in draw.sample(range(keys), 5)]
        if draw.random() < 0.5:
            return "poll", [["poll"]]
        key = str(draw.randrange(keys))
        sent[key] = sent.get(key, 0) + 1
        return "send", [["send", key, sent[key]]]

    def apply(function, value, process):
        if function == "assign":
            before = positions.get(process, {})
            positions[process] = {key: before.get(key, committed.get(key, 0)) for key in value}
            return "ok", value
        if function == "send":
            _, key, message = value[0]
            logs[key].append(message)
            return "ok", [["send", key, [len(logs[key]) - 1, message]]]
        polled = {}
        for key, offset in positions.get(process, {}).items():
            messages = [[offset + i, message] for i, message in enumerate(logs[key][offset:offset + 50])]
            if messages:
                polled[key] = messages
                positions[process][key] = offset + len(messages)
                committed[key] = max(committed.get(key, 0), offset + len(messages) - 1)
        return "ok", [["poll", polled]]

    simulate(writer, clients, count, generate, apply, seed)


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)

    def to(name):
        return Writer(folder, name)

    lin_kv(to("lin-kv-1e3"), 10, 1000, 1, 1)
    lin_kv(to("lin-kv-1e4"), 10, 10000, 1, 2)
    lin_kv(to("lin-kv-1e5"), 10, 100000, 1, 3)
    lin_kv(to("lin-kv-1e6"), 10, 1000000, 1, 3)
    lin_kv(to("lin-kv-1e3-info"), 10, 1000, 1, 4, info=0.01)
    lin_kv(to("lin-kv-1000keys"), 10, 100000, 1000, 5)
    # All clients always overlap, and a tenth of the writes and compare-and-sets have an unknown outcome.
    lin_kv(to("lin-kv-hard"), 20, 10000, 1, 8, think=0.01, latency=50, info=0.1)
    for power in (4, 5, 6):
        transactions(to(f"txn-list-append-1e{power}"), "append", 20, 10 ** power, 10 + power)
        transactions(to(f"txn-rw-register-1e{power}"), "w", 20, 10 ** power, 20 + power)
    set_full(to("g-set-1e3x1e3"), 1000, 1000, 10, 30)
    set_full(to("g-set-1e4x1e3"), 10000, 1000, 10, 31)
    kafka(to("kafka-1e4"), 10000, 20, 41)
    kafka(to("kafka-1e5"), 100000, 20, 40)


if __name__ == "__main__":
    main()
