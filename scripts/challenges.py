#!/usr/bin/env python3
"""Runs the Gossip Glomers challenges with the plugins of this repository, and prints one table.

Each command runs twice: with real processes (`conformance test`) and in virtual time (`conformance simulate`).
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
from typing import NamedTuple


class Challenge(NamedTuple):
    name: str
    plugin: str
    workload: str
    options: str
    limits: str = ""  # figures that the results must not exceed
    plugin_options: str = ""
    published: str = ""  # messages per operation of the best solution known to us


PARTITION = "--nemesis partition"
TOTAL = "--availability total"
WITH_RECOVERY = ["broadcast", "g-set", "g-counter", "pn-counter", "kafka"]
STAR = "--node-count 25 --rate 100 --time-limit 20 --latency 100"
CHALLENGES = [
    Challenge("1", "echo", "echo", "--node-count 1 --time-limit 10"),
    Challenge("2", "unique_ids", "unique-ids", f"--node-count 3 --rate 1000 --time-limit 30 {PARTITION} {TOTAL}"),
    Challenge("3a", "broadcast", "broadcast", "--node-count 1 --rate 10 --time-limit 20"),
    Challenge("3b", "broadcast", "broadcast", "--node-count 5 --rate 10 --time-limit 20"),
    Challenge("3c", "broadcast", "broadcast", f"--node-count 5 --rate 10 --time-limit 20 {PARTITION}"),
    Challenge("3d", "broadcast", "broadcast", STAR,
              "msgs-per-op=1.3 stable-latency-median=400 stable-latency-max=600", published="12"),
    Challenge("3e", "broadcast", "broadcast", STAR,
              "msgs-per-op=0.45 stable-latency-median=1000 stable-latency-max=2000", "--set latency=relaxed", "1.9"),
    Challenge("4", "g_counter", "g-counter", f"--node-count 3 --rate 100 --time-limit 20 {PARTITION} {TOTAL}",
              "msgs-per-op=0.1", published="0.72"),
    Challenge("4, pn", "pn_counter", "pn-counter", f"--node-count 3 --rate 100 --time-limit 20 {PARTITION} {TOTAL}",
              "msgs-per-op=0.1"),
    Challenge("g-set", "g_set", "g-set", f"--node-count 3 --rate 100 --time-limit 20 {PARTITION} {TOTAL}",
              "msgs-per-op=0.1"),
    Challenge("5a", "kafka", "kafka", f"--node-count 1 --concurrency 2n --rate 1000 --time-limit 20 {TOTAL}",
              "msgs-per-op=0.06"),
    Challenge("5b, 5c", "kafka", "kafka", f"--node-count 2 --concurrency 2n --rate 1000 --time-limit 20 {TOTAL}",
              "msgs-per-op=0.06", published="1.4"),
    Challenge("6a", "txn_rw_register", "txn-rw-register",
              f"--node-count 1 --concurrency 2n --rate 1000 --time-limit 20 --consistency-models read-uncommitted {TOTAL}"),
    Challenge("6b", "txn_rw_register", "txn-rw-register",
              "--node-count 2 --concurrency 2n --rate 1000 --time-limit 20 --consistency-models read-uncommitted "
              f"{TOTAL} {PARTITION}", "msgs-per-op=0.06"),
    Challenge("6c", "txn_rw_register", "txn-rw-register",
              "--node-count 2 --concurrency 2n --rate 1000 --time-limit 20 --consistency-models read-committed "
              f"{TOTAL} {PARTITION}", "msgs-per-op=0.06"),
    Challenge("txn-list-append", "txn_list_append", "txn-list-append",
              f"--node-count 3 --concurrency 2n --rate 100 --time-limit 20 {PARTITION}"),
    Challenge("lin-kv", "lin_kv", "lin-kv", f"--node-count 3 --concurrency 4n --rate 100 --time-limit 20 {PARTITION}"),
    Challenge("lin-kv, Raft", "raft", "lin-kv", f"--node-count 3 --concurrency 4n --rate 100 --time-limit 20 {PARTITION}"),
    Challenge("lin-kv, Raft", "raft", "lin-kv", f"--node-count 5 --concurrency 4n --rate 100 --time-limit 20 {PARTITION}"),
]


def command(challenge, build, engine, time_limit, seed):
    words = [f"{build}/bin/conformance", engine, "-w", challenge.workload, "--plugin",
             f"{build}/plugins/{challenge.plugin}.so", *challenge.options.split()]
    if time_limit:
        words[words.index("--time-limit") + 1] = str(time_limit)
        words += ["--nemesis-interval", "2"] if "--nemesis" in words else []
        words += ["--recovery-time", "8"] if challenge.workload in WITH_RECOVERY else []
    else:
        for limit in challenge.limits.split():
            words += ["--limit", limit]
    words += ["--seed", str(seed)]
    return words + (["--", *challenge.plugin_options.split()] if challenge.plugin_options else [])


def run(words):
    """Runs a command; returns its results and what it printed."""
    with tempfile.TemporaryDirectory() as store:
        options = words.index("--") if "--" in words else len(words)
        done = subprocess.run(words[:options] + ["--store", store] + words[options:], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        results = pathlib.Path(store, "latest", "results.json")
        return (json.loads(results.read_text()) if results.exists() else {}), done.stdout


def figures(results):
    """The cells of one run: verdict, messages per operation, stable latencies or else latencies of requests in ms."""
    if not results:
        return ["not run", "", ""]
    verdict = {True: "valid", False: "**invalid**"}.get(results["valid"], "unknown")
    stable = results["workload"].get("stable-latencies")
    latencies = (stable["0.5"], stable["1"]) if stable else (results["latency-ms"]["p50"], results["latency-ms"]["max"])
    cells = " / ".join(f"{latency:.0f}" if latency >= 10 else f"{latency:.2f}" for latency in latencies)
    return [verdict, f'{results["net"]["servers"]["msgs-per-op"]:.3f}', cells + (" stable" if stable else "")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", help="build folder with bin/ and plugins/")
    parser.add_argument("--time-limit", metavar="S", type=int, help="shorten every test to S seconds, with faults every 2 s; "
                        "figures are printed, but have no limits")
    parser.add_argument("--engine", choices=["test", "simulate"], action="append", help="run only this command")
    parser.add_argument("--seed", type=int, default=1, help="seed of both commands [1]")
    parser.add_argument("--only", metavar="PLUGIN", help="run only the challenges of one plugin")
    options = parser.parse_args()
    engines = options.engine or ["test", "simulate"]

    header = ["challenge", "plugin", "options"]
    for engine in engines:
        header += [engine, "messages/op", "median / max, ms"]
    header += ["limits", "best published, messages/op"]
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header), flush=True)
    failed = []
    for challenge in CHALLENGES:
        if options.only not in (None, challenge.plugin):
            continue
        cells = []
        for engine in engines:
            words = command(challenge, options.build, engine, options.time_limit, options.seed)
            results, output = run(words)
            cells += figures(results)
            if results.get("valid") is not True:
                failed.append(" ".join(words) + "\n" + output)
        shown = " ".join(filter(None, [challenge.options, challenge.plugin_options and f"-- {challenge.plugin_options}"]))
        limits = ", ".join(limit.removeprefix("msgs-per-op=").removeprefix("stable-latency-").replace("=", " ")
                           for limit in challenge.limits.split())
        row = [challenge.name, challenge.plugin, f"`{shown}`", *cells, limits, challenge.published]
        print("| " + " | ".join(row) + " |", flush=True)
    for failure in failed:
        print("\nfailed: " + failure)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
