#!/usr/bin/python3
"""One simulated day of each long scenario, at its own steps.

The run ends, its store has the last frame, and the cells are as many as its start, births and removals
say; untreated tumours grow, and no faster than their birth rate without any limit.
Arguments: the program twin, the folder of scenarios.
"""
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

TWIN, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2]) / "immunotherapy"
# scenario: most cells after a day over those of the start (exp of the fastest birth rate x 1 day)
LONG = {"tumour_immune": math.exp(0.00072 * 1440), "cart_organoid_30d": 2}


def column(rows, name):
    key = next(key for key in rows[0] if key.split(" [")[0] == name)
    return [float(row[key]) for row in rows]


def check(name, most):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "run"
        done = subprocess.run([TWIN, "run", FOLDER / f"{name}.toml", "--set", "time.end=1 d", "--out",
                               out, "--no-pictures"], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{name} ended with {done.returncode}:\n{done.stderr}")
        summary = json.loads((out / "summary.json").read_text())
        with open(out / "series.csv") as file:
            rows = list(csv.DictReader(file))
    cells = column(rows, "cells")
    gained = column(rows, "births")[-1] - column(rows, "removals")[-1]
    print(f"{name}: {cells[0]:.0f} to {cells[-1]:.0f} cells, digest {summary['digest']}", flush=True)
    infused = cells[-1] - cells[0] - gained
    sound = column(rows, "minutes")[-1] == 1440 and infused >= 0 and cells[-1] <= most * (
        cells[0] + infused)
    if name == "tumour_immune":
        sound = sound and cells[-1] > cells[0] and infused == 0
    return sound


results = [check(name, most) for name, most in LONG.items()]
sys.exit(not all(results))
