#!/usr/bin/env python3
"""cart_coculture.py TWIN [--fit LINE] [--dex]: CAR-T dose response of three glioblastoma lines.

Runs every well of scenarios/immunotherapy/cart_coculture*.toml (0, 500, 1,250 and 2,500 effectors)
from the cell index measured at 36 h and prints the error of each over 48 to 162 h; for 1,250
effectors, which no parameter was fitted to, beside that of interpolating the curves of 500 and 2,500
in log dose and the published joint fit. With --dex the same with dexamethasone. --fit LINE fits that
line's parameters to its wells with 0, 500 and 2,500 effectors, growth first, and prints them. Needs
numpy.
"""
import concurrent.futures
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIOS = {"PBT1": "cart_coculture.toml", "PBT2": "cart_coculture_pbt2.toml",
             "PBT3": "cart_coculture_pbt3.toml"}
WELL = 19.6  # areas of the patch in that of a well
PER_INDEX = 510  # cells of the patch at cell index 1
PUBLISHED = {"PBT1": 0.35, "PBT2": 0.74, "PBT3": 0.12}  # CARRGO, test column, without dexamethasone
START = 36

def table():
    wells = {}
    with open(ROOT / "scenarios/measurements/cart_cell_index.csv") as file:
        for row in csv.DictReader(file):
            well = (row["line"], int(row["effectors_plated"]), row["dexamethasone_ug_per_ml"])
            wells.setdefault(well, {})[float(row["time_h"])] = float(row["cell_index_mean"])
    return wells

WELLS = table()

def run(twin, well, offset, sets=(), scenario=None, seed=1):
    """Cell index and numbers of CAR-T cells of a well, by hour."""
    line, effectors, dex = well
    scenario = scenario or ROOT / "scenarios/immunotherapy" / SCENARIOS[line]
    count = max(1, round(PER_INDEX * (WELLS[well][START] - offset)))
    command = [twin, "run", str(scenario), "--no-pictures", "--threads", "1",
               "--set", f"twin.seed={seed}", "--set", f"placement[0].count={count}",
               "--set", f"placement[1].count={max(1, round(effectors / WELL))}"]
    if effectors == 0:
        command += ["--set", 'cell_type.cart.attack.target[0].rate="0 1/min"']
    if dex != "0.0":
        command += ["--set", 'substance.dexamethasone.initial="1"']
    for entry in sets:
        command += ["--set", entry]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command + ["--out", f"{folder}/run"], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr)
        with open(f"{folder}/run/series.csv") as file:
            rows = list(csv.DictReader(file))
    hours = numpy.array([float(row["minutes [min]"]) / 60 for row in rows])
    tumour = numpy.array([float(row["live_tumour"]) for row in rows])
    cart = numpy.array([float(row["live_cart"]) for row in rows])
    return hours, tumour / PER_INDEX + offset, cart

def points(well, low=48):
    times = [t for t in sorted(WELLS[well]) if low <= t <= 162]
    return numpy.array(times), numpy.array([WELLS[well][t] for t in times])

def rmse(a, b):
    return float(numpy.sqrt(numpy.mean((a - b) ** 2)))

# key of --set, first guess, unit; growth from the well without CAR-T cells, killing from two doses
GROWTH = [("cell_type.tumour.cycle.phase.live.exit_rate", 0.03, "1/h"),
          ("cell_type.tumour.pressure.half_maximum", 1.0, ""),
          ("cell_type.tumour.apoptosis.rate", 0.002, "1/h"),
          ("rule[0].half_maximum", 100.0, "h")]
KILLING = [("cell_type.cart.attack.target[0].rate", 0.05, "1/min"),
           ("rule[1].saturation", 0.03, "1/h"),
           ("cell_type.cart.apoptosis.rate", 0.003, "1/h"),
           ("rule[2].half_maximum", 20.0, "h")]

def settings(parameters, values):
    return [f'{key}="{value:.4g} {unit}"' if unit else f"{key}={value:.4g}"
            for (key, _, unit), value in zip(parameters, values)]

def fit(twin, line, dex, offset, scenario):
    def search(parameters, wells, fixed):
        start = numpy.log([value for _, value, _ in parameters])

        def residuals(logs):
            sets = fixed + settings(parameters, numpy.exp(logs))
            parts = []
            for well in wells:
                hours, index, _ = run(twin, well, offset, sets, scenario)
                times, measured = points(well, 42)
                parts.append(numpy.interp(times, hours, index) - measured)
            whole = numpy.concatenate(parts)
            print(f"{rmse(whole, 0):.4f}", " ".join(sets[len(fixed):]), flush=True)
            return whole

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            logs, best = start, residuals(start)
            for step in (0.3, 0.2, 0.1):  # finite differences wide enough for the noise of few cells
                for _ in range(3):
                    moved = [logs + step * unit for unit in numpy.eye(len(logs))]
                    columns = list(pool.map(residuals, moved))
                    jacobian = numpy.array([(c - best) / step for c in columns]).T
                    improved = False
                    for damping in (0.01, 0.1, 1.0):
                        scale = damping * numpy.diag((jacobian ** 2).sum(0) + 1e-6)
                        shift = -numpy.linalg.solve(jacobian.T @ jacobian + scale,
                                                    jacobian.T @ best)
                        trial = logs + numpy.clip(shift, -0.7, 0.7)
                        found = residuals(trial)
                        if rmse(found, 0) < rmse(best, 0):
                            logs, best, improved = trial, found, True
                            break
                    if not improved:
                        break
        return settings(parameters, numpy.exp(logs))

    growth = search(GROWTH, [(line, 0, dex)], [])
    print("growth:", *growth, flush=True)
    killing = search(KILLING, [(line, 500, dex), (line, 2500, dex)], growth)
    print("fitted:", *growth, *killing, flush=True)
