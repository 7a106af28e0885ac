#!/usr/bin/python3
"""The same scenario gives the same store for any number of threads and through any kill.

Runs a small tissue with 1, 2 and 4 threads; then kills a run with SIGKILL at 20 random moments (fixed
seed), each time resuming it with another number of threads. All digests must agree.
Arguments: the program twin, a scenario.
"""
import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

KILLS = 20


def command(out, *more):
    return [TWIN, "run", SCENARIO, "--out", str(out), "--no-pictures", *more]


def run(out, *more):
    done = subprocess.run(command(out, *more), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command(out, *more)} ended with {done.returncode}:\n{done.stderr}")


def digest(out):
    return json.loads((out / "summary.json").read_text())["digest"]


def kill_at(out, delay, *more):
    """Starts a run, kills it after a delay; True if it was still running."""
    process = subprocess.Popen(command(out, *more), stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    try:
        _, errors = process.communicate(timeout=delay)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return True
    if process.returncode != 0:
        sys.exit(f"a resumed run ended with {process.returncode}:\n{errors}")
    return False


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        digests = {}
        for threads in ("1", "2", "4"):
            began = time.monotonic()
            run(folder / f"threads{threads}", "--threads", threads)
            digests[f"{threads} threads"] = digest(folder / f"threads{threads}")
            length = time.monotonic() - began
        draw = random.Random(20261123)
        killed, rounds = 0, 0
        while killed < KILLS:
            rounds += 1
            out = folder / f"killed{rounds}"
            alive, more = True, []
            while alive and killed < KILLS:
                threads = draw.choice(["1", "2", "4"])
                alive = kill_at(out, draw.uniform(0.02, 1.1 * length), "--threads", threads, *more)
                killed += alive
                more = ["--resume"] if (out / "run.h5").exists() else ["--force"]
            if alive:
                run(out, *more)
            digests[f"killed, round {rounds}"] = digest(out)
        for name, value in digests.items():
            print(f"{value}  {name}")
        print(f"{killed} kills in {rounds} rounds, a run takes {length:.1f} s")
        sys.exit(len(set(digests.values())) != 1)


TWIN, SCENARIO = sys.argv[1:3]
main()
