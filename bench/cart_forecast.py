#!/usr/bin/env python3
"""cart_forecast.py TWIN [--line LINE] [--runs FOLDER]: the well with 1,250 CAR-T cells, forecast.

Personalises each glioblastoma line (scenarios/immunotherapy/personalise_cart*.toml) from its wells with
500 and 2,500 effectors, or takes what is in FOLDER, and prints how the posterior forecasts the well with
1,250, from 48 h on: root mean square error beside that of interpolating the two curves in log dose and of the
published joint fit; coverage of the 90 % bands; interval score beside that of the interpolation with
bands of 1.645 times its root mean square error on the other two lines, whose wells with 1,250 it is
allowed to see. About 25 min a line on two idle cores. Needs numpy and h5py.
"""
import argparse
import csv
import json
import math
import pathlib
import subprocess
import sys

import h5py
import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIOS = {"PBT1": "personalise_cart", "PBT2": "personalise_cart_pbt2",
             "PBT3": "personalise_cart_pbt3"}
INDEX = {"PBT1": (1462, -0.19), "PBT2": (657, -0.26), "PBT3": (2512, -0.235)}  # scale, offset
PUBLISHED = {"PBT1": 0.35, "PBT2": 0.74, "PBT3": 0.12}  # CARRGO, test column
ERROR, SHARE = 0.1, 0.1  # of a measured value, as the scenarios have it


def curve(line, dose):
    with open(ROOT / "scenarios/measurements/cart_cell_index.csv") as file:
        rows = [(float(row["time_h"]), float(row["cell_index_mean"])) for row in csv.DictReader(file)
                if (row["line"], row["effectors_plated"], row["dexamethasone_ug_per_ml"]) ==
                (line, str(dose), "0.0") and 48 <= float(row["time_h"]) <= 162]
    return numpy.array(rows).T


def rmse(values):
    return float(numpy.sqrt(numpy.mean(numpy.square(values))))


def interpolated(line):
    above = math.log(1250 / 500) / math.log(2500 / 500)
    return (1 - above) * curve(line, 500)[1] + above * curve(line, 2500)[1]


def interval_score(low, high, value):
    return float(numpy.mean(high - low + 20 * (numpy.maximum(low - value, 0) +
                                               numpy.maximum(value - high, 0))))


def forecast(folder, line, times):
    """Index of each member at the times, shape (members, times)."""
    scale, offset = INDEX[line]
    with h5py.File(folder / "posterior.h5") as store:
        condition = list(store.attrs["conditions"]).index(b"1250" if isinstance(
            store.attrs["conditions"][0], bytes) else "1250")
        names = [str(name, "utf8") if isinstance(name, bytes) else name
                 for name in store.attrs["series_names"]]
        done = store["status"][:, condition] == 1
        area = store["series"][:, condition, :, names.index("area_sum_tumour")][done]
        hours = store["minutes"][:] / 60
    return numpy.array([numpy.interp(times, hours, row / scale + offset) for row in area])


def report(folder, line):
    times, measured = curve(line, 1250)
    members = forecast(folder, line, times)
    noise = numpy.hypot(ERROR, SHARE * measured)
    draw = numpy.random.default_rng(1)  # measurements of the members: 200 each
    cloud = members[:, None] + noise * draw.standard_normal((1, 200, 1))
    low, high = numpy.quantile(cloud.reshape(-1, len(times)), (0.05, 0.95), axis=0)
    middle = numpy.median(members, axis=0)
    between = interpolated(line)
    others = [name for name in SCENARIOS if name != line]
    band = 1.645 * rmse(numpy.concatenate([curve(o, 1250)[1] - interpolated(o) for o in others]))
    inside = numpy.mean((measured >= low) & (measured <= high))
    print(f"{line}: RMSE {rmse(middle - measured):.3f} ({rmse(middle - measured) / rmse(between - measured):.2f}"
          f" x interpolation {rmse(between - measured):.3f}; published {PUBLISHED[line]}), 90 % covers "
          f"{inside:.2f}, interval score {interval_score(low, high, measured):.3f} (interpolation "
          f"{interval_score(between - band, between + band, measured):.3f})", flush=True)
    summary = json.loads((folder / "summary.json").read_text())
    for row in summary["parameters"]:
        print(f"    {row['name']:16} {row['posterior']['q50']:.4g} [{row['posterior']['q05']:.4g}, "
              f"{row['posterior']['q95']:.4g}] contraction {row['contraction']:.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("twin")
    parser.add_argument("--line", choices=SCENARIOS)
    parser.add_argument("--runs", type=pathlib.Path, default=pathlib.Path("runs"))
    given = parser.parse_args()
    for line in [given.line] if given.line else SCENARIOS:
        folder = given.runs / SCENARIOS[line]
        if not (folder / "summary.json").exists():
            resume = ["--resume"] if (folder / "scenario.resolved.toml").exists() else []
            scenario = ROOT / "scenarios/immunotherapy" / (SCENARIOS[line] + ".toml")
            if subprocess.run([given.twin, "personalise", scenario, "--out", folder, "--no-pictures",
                               *resume]).returncode != 0:
                sys.exit(1)
        report(folder, line)


if __name__ == "__main__":
    main()
