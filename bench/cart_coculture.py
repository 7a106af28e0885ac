#!/usr/bin/env python3
"""cart_coculture.py TWIN [--seeds N] [--line LINE] [--no-dex] [--fit LINE]: CAR-T dose response.

Runs every well (0, 500, 1,250 and 2,500 effectors, with and without dexamethasone) of the glioblastoma
lines of scenarios/immunotherapy/cart_coculture*.toml from the cell index measured at 36 h. Prints the
root mean square error of the mean of N seeds (2) over 48 to 162 h and the error of each seed; for
1,250 effectors, which no parameter was fitted to, beside that of interpolating the curves of 500 and
2,500 in log dose, and of the published joint fit; then tumour and CAR-T cells a well at the end and
antigen of the survivors relative to the control, and whether the curves are in the order of the
doses. Two runs at a time. --fit LINE fits growth to the well without CAR-T cells, then killing to
500 and 2,500, and prints the values; --keep-growth leaves growth as the scenario has it. Needs numpy.
"""
import argparse
import concurrent.futures
import csv
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIOS = {"PBT1": "cart_coculture.toml", "PBT2": "cart_coculture_pbt2.toml",
             "PBT3": "cart_coculture_pbt3.toml"}
# what the instrument reads without cells: the end of 2,500 less what the cells counted then make up
OFFSET = {"PBT1": -0.19, "PBT2": -0.26, "PBT3": -0.235}
PUBLISHED = {"PBT1": 0.35, "PBT2": 0.74, "PBT3": 0.12}  # CARRGO, test column, no dexamethasone
DOSES = (0, 500, 1250, 2500)
CELLS = 1276  # tumour cells of the patch at the start
WELL = 9.8  # a well in patches: 12,500 cells
START = 36  # h

def table():
    wells = {}
    with open(ROOT / "scenarios/measurements/cart_cell_index.csv") as file:
        for row in csv.DictReader(file):
            well = (row["line"], int(row["effectors_plated"]), row["dexamethasone_ug_per_ml"])
            wells.setdefault(well, {})[float(row["time_h"])] = float(row["cell_index_mean"])
    return wells

WELLS = table()

def at_start(well):
    return WELLS[well][START] - OFFSET[well[0]]

def control(line):
    return (line, 0, "0.0")

def settings_of(well, seed):
    line, effectors, dex = well
    area = at_start(well) / at_start(control(line))
    sets = [f"twin.seed={seed}", f"placement[1].count={max(1, round(effectors / WELL))}",
            f"cell_type.tumour.variable.area.mean={area:.4g}", "output.frames=300 h"]
    if effectors == 0:
        sets.append('cell_type.cart.attack.target[0].rate="0 1/min"')
    if dex != "0.0":
        sets.append(f'substance.dexamethasone.initial="{dex} ug/mL"')
    return sets

def run(twin, well, sets=(), seed=1):
    """Series of a well: hours, cell index, cells a well and the tumour's mean antigen."""
    scenario = ROOT / "scenarios/immunotherapy" / SCENARIOS[well[0]]
    command = [twin, "run", str(scenario), "--no-pictures", "--threads", "1"]
    for entry in settings_of(well, seed) + list(sets):
        command += ["--set", entry]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command + ["--out", f"{folder}/run"], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr)
        with open(f"{folder}/run/series.csv") as file:
            rows = list(csv.DictReader(file))
    column = {name: numpy.array([float(row[name]) for row in rows]) for name in rows[0]}
    area = column["area_sum_tumour"] / CELLS
    return {"hours": column["minutes [min]"] / 60, "antigen": column["antigen_tumour"],
            "index": area * at_start(control(well[0])) + OFFSET[well[0]],
            "tumour": column["live_tumour"] * WELL, "cart": column["live_cart"] * WELL}

def points(well, low=48):
    times = [t for t in sorted(WELLS[well]) if low <= t <= 162]
    return numpy.array(times), numpy.array([WELLS[well][t] for t in times])

def rmse(a, b=0):
    return float(numpy.sqrt(numpy.mean((a - b) ** 2)))

def error(well, series):
    times, measured = points(well)
    return rmse(numpy.interp(times, series["hours"], series["index"]), measured)

def interpolated(line, dex):
    above = math.log(1250 / 500) / math.log(2500 / 500)
    low, high = points((line, 500, dex))[1], points((line, 2500, dex))[1]
    return rmse((1 - above) * low + above * high, points((line, 1250, dex))[1])

def mean_of(runs):
    return {name: numpy.mean([run[name] for run in runs], axis=0) for name in runs[0]}

def print_line(twin, line, dex, seeds, pool):
    wells = [(line, dose, dex) for dose in DOSES]
    jobs = {well: [pool.submit(run, twin, well, (), seed) for seed in range(1, seeds + 1)]
            for well in wells}
    means = {}
    for well in wells:
        runs = [job.result() for job in jobs[well]]
        mean = means[well] = mean_of(runs)
        of_seeds = " ".join(f"{error(well, one):.3f}" for one in runs)
        text = f"{line} dex {dex} {well[1]:5d}  error {error(well, mean):.3f} ({of_seeds})"
        if well[1] == 1250:
            text += f"  interpolated {interpolated(line, dex):.3f}"
            text += f"  published {PUBLISHED[line]}" if dex == "0.0" else ""
        print(text, flush=True)
        print(f"    at the end {mean['tumour'][-1]:7.0f} tumour cells, {mean['cart'][-1]:6.0f} CAR-T"
              f" (x {mean['cart'][-1] / max(well[1], 1):.1f}), antigen x "
              f"{mean['antigen'][-1] / means[wells[0]]['antigen'][-1]:.2f}; index at 48, 72, 96, "
              "120, 162 h", *(f"{value:.2f}" for value in numpy.interp(
                  (48, 72, 96, 120, 162), mean["hours"], mean["index"])), flush=True)
    print_order(line, dex, [means[well] for well in wells])

def print_order(line, dex, means):
    """Whether the treated wells lie in the order of their doses, and when the control leaves them:
    it starts lower, as measured, since it did not rise as CAR-T cells were added."""
    hours = means[0]["hours"]
    none, *treated = [mean["index"] for mean in means]
    late = hours >= 48
    ordered = all((low[late] >= high[late]).all() for low, high in zip(treated, treated[1:]))
    below = hours[none < numpy.max(treated, axis=0)]
    print(f"{line} dex {dex} treated wells in the order of their doses at every time from 48 h: "
          f"{'yes' if ordered else 'NO'}; below the control after {max(below, default=START):.0f} h",
          flush=True)

# key of --set, start of the search, unit
GROWTH = [("cell_type.tumour.cycle.phase.live.exit_rate", 0.03, "1/h"),
          ("rule.waste stops growth.half_maximum", 2000, ""),
          ("rule.old medium kills.saturation", 0.005, "1/h"),
          ("cell_type.tumour.variable.area.rate", 0.05, "1/h"),
          ("cell_type.tumour.variable.area.decay", 0.04, "1/h")]
KILLING = [("cell_type.tumour.variable.antigen.mean", 1.3, None),
           ("kinetics.activation.parameters.division_clock", 0.009, None),
           ("kinetics.activation.parameters.exhaustion_pace", 10, None),
           ("rule.ifn stops growth.half_maximum", 0.15, "")]

def settings(parameters, values):
    sets = []
    for (key, _, unit), value in zip(parameters, values):
        text = f"{value:.4g}" if unit is None else f'"{f"{value:.4g} {unit}".strip()}"'
        sets.append(f"{key}={text}")
        if key.endswith("area.decay"):  # what CAR-T cells release holds cells at an area of 1
            sets.append(f"rule.ifn stops spreading.saturation={text}")
        if key == "rule.ifn stops growth.half_maximum":
            sets.append(f"rule.ifn stops spreading.half_maximum={text}")
    return sets

class Search:
    """Gauss-Newton on the logarithms, with finite differences wide enough for the noise of a run."""

    def __init__(self, twin, parameters, wells, fixed, pool):
        self.twin, self.parameters, self.wells = twin, parameters, wells
        self.fixed, self.pool = fixed, pool

    def residuals(self, logs):
        sets = self.fixed + settings(self.parameters, numpy.exp(logs))
        jobs = [self.pool.submit(run, self.twin, well, sets) for well in self.wells]
        parts = []
        for well, job in zip(self.wells, jobs):
            times, measured = points(well, 42)
            series = job.result()
            parts.append(numpy.interp(times, series["hours"], series["index"]) - measured)
        whole = numpy.concatenate(parts)
        print(f"{rmse(whole):.4f}", *sets[len(self.fixed):], flush=True)
        return whole

    def best(self):
        logs = numpy.log([start for _, start, _ in self.parameters])
        best = self.residuals(logs)
        for step in (0.3, 0.2, 0.1):
            columns = [(self.residuals(logs + step * unit) - best) / step
                       for unit in numpy.eye(len(logs))]
            jacobian = numpy.array(columns).T
            normal = jacobian.T @ jacobian
            for damping in (0.03, 0.3):
                scaled = normal + damping * numpy.diag(numpy.diag(normal) + 1e-6)
                shift = -numpy.linalg.solve(scaled, jacobian.T @ best)
                trial = logs + numpy.clip(shift, -0.6, 0.6)
                found = self.residuals(trial)
                if rmse(found) < rmse(best):
                    logs, best = trial, found
                    break
        return settings(self.parameters, numpy.exp(logs))

def fit(twin, line, keep_growth, pool):
    growth = []
    if not keep_growth:
        growth = Search(twin, GROWTH, [control(line)], [], pool).best()
        print("growth:", *growth, flush=True)
    treated = [(line, 500, "0.0"), (line, 2500, "0.0")]
    killing = Search(twin, KILLING, treated, growth, pool).best()
    print("fitted:", *growth, *killing, flush=True)

def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("twin")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--line", choices=SCENARIOS)
    parser.add_argument("--no-dex", action="store_true")
    parser.add_argument("--fit", choices=SCENARIOS, metavar="LINE")
    parser.add_argument("--keep-growth", action="store_true")
    given = parser.parse_args()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        if given.fit:
            return fit(given.twin, given.fit, given.keep_growth, pool)
        for dex in ("0.0",) if given.no_dex else ("0.0", "1.0"):
            for line in [given.line] if given.line else SCENARIOS:
                print_line(given.twin, line, dex, given.seeds, pool)

if __name__ == "__main__":
    main()
