#!/usr/bin/env python3
"""retina_progression.py TWIN [--seeds N] [--row ROW]: how capillaries of the retina are lost.

Runs patches of scenarios/retinopathy/progression.toml (1.5 mm) and peripheral.toml over N seeds (20)
and prints, for each target of docs/validation.md: feedback (how contiguous the loss is with and without
local VEGF, against random masks of the same graph), course (loss in 10 over 5 years), flow (rise and
fall), ladder (where on the way it begins), times (to 10, 25 and 50 % without perfusion), hba1c
(progression at 9.1 against 7.2 %), zone (foveal avascular zone) and laser (bands against dots and
panretinal spots). Two runs at a time. About 6 min on two idle cores. Needs numpy and h5py.
"""
import argparse
import concurrent.futures
import csv
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent / "scenarios/retinopathy"
YEAR = 525960.0
SMALL = ['retina.macula.size="1500 um"']


def run(twin, scenario, seed, sets, frames=False):
    """Series of a run as columns by name; with frames also the store's path kept open."""
    command = [twin, "run", str(ROOT / scenario), "--no-pictures", "--threads", "1", "--set",
               f"twin.seed={seed}"]
    for entry in sets:
        command += ["--set", entry]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command + ["--out", f"{folder}/run"], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr)
        with open(f"{folder}/run/series.csv") as file:
            rows = list(csv.DictReader(file))
        out = {key.split(" ")[0]: numpy.array([float(row[key]) for row in rows]) for key in rows[0]}
        out["years"] = out["minutes"] / YEAR
        if frames:
            with h5py.File(f"{folder}/run/run.h5") as store:
                out["frames"] = [{name: values[:] for name, values in store["frames"][f]["cells"].items()}
                                 for f in sorted(store["frames"])]
    return out


def span(days, step, series):
    return [f'time.end="{days} d"', f'retina.step="{step} d"', f'output.series="{series} d"',
            f'output.frames="{days} d"', f'output.checkpoints="{days} d"']


class Lab:
    def __init__(self, twin, seeds):
        self.twin, self.seeds = twin, seeds
        self.pool = concurrent.futures.ThreadPoolExecutor(2)

    def runs(self, scenario, sets, frames=False, seeds=None):
        return list(self.pool.map(lambda seed: run(self.twin, scenario, seed, sets, frames),
                                  range(1, (seeds or self.seeds) + 1)))


def band(values):
    values = numpy.array(values, float)
    finite = values[numpy.isfinite(values)]
    if len(finite) == 0:
        return "never"
    low, middle, high = numpy.quantile(finite, (0.1, 0.5, 0.9))
    text = f"{middle:.3g} [{low:.3g}, {high:.3g}]"
    return text if len(finite) == len(values) else f"{text} in {len(finite)} of {len(values)}"


def first_above(out, name, level):
    above = numpy.flatnonzero(out[name] >= level)
    return out["years"][above[0]] if len(above) else float("nan")


def random_share(frame, count, seed):
    """Largest contiguous share of a random mask of capillaries."""
    draw = numpy.random.default_rng(seed)
    capillary = numpy.flatnonzero(frame["plexus"] != 0)
    chosen = draw.choice(capillary, count, replace=False)
    parent = {}

    def find(a):
        parent.setdefault(a, a)
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        return a

    ends = [[tuple(frame[f"{e}_{c}"][s] for c in "xyz") for e in ("from", "to")] for s in chosen]
    firsts = []
    for a, b in ends:
        parent[find(a)] = find(b)
        firsts.append(a)
    roots = [find(a) for a in firsts]
    return max(roots.count(root) for root in set(roots)) / count


def feedback(lab):
    for gain, occlusion, years, label in ((0, 0.03, 20, "without feedback"),
                                          (100, 0.0012, 24, "with (g_V 100)")):
        step = 10
        days = int(years * 365 / 100) * 100
        sets = SMALL + span(days, step, 50) + [f"retina.loss.vegf_gain={gain}",
                                               f"retina.loss.occlusion={occlusion}"]
        sets.append("retina.hba1c[0].percent=" + ("7" if gain == 0 else "9"))
        shares, random = [], []
        for seed, out in enumerate(lab.runs("progression.toml", sets, True)):
            if out["closed"][-1] < 0.25:
                continue
            shares.append(numpy.interp(0.25, out["closed"], out["largest_closed_share"]))
            frame = out["frames"][0]
            count = int(0.25 * numpy.sum(frame["plexus"] != 0))
            random.append(numpy.mean([random_share(frame, count, 10 * seed + k) for k in range(10)]))
        ratio = numpy.array(shares) / numpy.array(random)
        print(f"feedback, {label}: largest contiguous share at 25 % closed {band(shares)}, random mask "
              f"{band(random)}, ratio {band(ratio)} ({len(shares)} patches)", flush=True)


def course(lab):
    for gain in (0, 100):
        sets = SMALL + span(3650, 10, 50) + [f"retina.loss.vegf_gain={gain}", "retina.hba1c[0].percent=7",
                                             "retina.loss.occlusion=0.0045"]
        ratio = [numpy.interp(10, out["years"], out["closed"]) / numpy.interp(5, out["years"], out["closed"])
                 for out in lab.runs("progression.toml", sets)]
        print(f"course, g_V {gain}: closed(10 y)/closed(5 y) {band(ratio)}", flush=True)


def flow(lab):
    outs = lab.runs("progression.toml", SMALL + span(7300, 10, 50))
    peaks = [out["closed"][numpy.argmax(out["flow"])] for out in outs]
    rises = sum(out["flow"].max() > 1.02 and out["flow"][-1] < out["flow"].max() - 0.02 and peak < 0.25
                for out, peak in zip(outs, peaks))
    print(f"flow: rises, then falls, peak before 25 % closed in {rises} of {len(outs)}; peak "
          f"{band([out['flow'].max() for out in outs])} at {band(peaks)} closed", flush=True)


def ladder(lab):
    sets = ['time.end="3600 d"', 'output.frames="60 d"']
    middle, far, counted = [], [], 0
    outs = lab.runs("peripheral.toml", sets, True)
    for out in outs:
        for frame in out["frames"]:
            rungs = frame["plexus"] != 0
            gone = rungs & (frame["status"] > 0)
            if gone.sum() < 0.1 * rungs.sum():
                continue
            way = frame["y"] / frame["y"].max()
            share = [numpy.mean((way[who] > low) & (way[who] < high)) for low, high in ((0.33, 0.67), (0.5, 1))
                     for who in (gone, rungs)]
            middle.append(share[0] / share[1])
            far.append(share[2] / share[3])
            counted += 1
            break
    print(f"ladder: at 10 % closed, closed segments in the middle third over its share of all {band(middle)}, in "
          f"the half next to the venule {band(far)}; above 1 in {numpy.sum(numpy.array(middle) > 1)} and "
          f"{numpy.sum(numpy.array(far) > 1)} of {counted}", flush=True)


def times(lab):
    for a1c, years in ((9, 36), (8, 50)):
        sets = SMALL + [
            f'time.end="{years * 360} d"', 'retina.step="10 d"', 'output.series="60 d"',
            f'output.frames="{years * 360} d"', f'output.checkpoints="{years * 360} d"',
            f"retina.hba1c[0].percent={a1c}"]
        outs = lab.runs("progression.toml", sets)
        for name in ("closed", "non_perfused"):
            texts = [f"{100 * level:.0f} % {band([first_above(out, name, level) for out in outs])}"
                     for level in (0.1, 0.25, 0.5)]
            print(f"times, HbA1c {a1c}, {name} [years]: " + "; ".join(texts), flush=True)


def zone(lab):
    outs = lab.runs("progression.toml", span(7300, 10, 100))
    start = [out["foveal_avascular_area"][0] for out in outs]
    for level in (0.05, 0.10, 0.25):
        at = [numpy.interp(level, out["closed"], out["foveal_avascular_area"]) for out in outs
              if out["closed"][-1] >= level]
        density = [numpy.interp(level, out["closed"], out["vessel_density"]) for out in outs
                   if out["closed"][-1] >= level]
        print(f"zone at {100 * level:.0f} % closed: {band(at)} mm^2 (healthy {band(start)}), vessel density "
              f"{band(density)}", flush=True)


def hba1c(lab):
    """Rate of progression: 1 / time to level 47, in cohorts whose hazards differ by exp(0.8 N)."""
    draw = numpy.random.default_rng(3)
    factor = numpy.exp(0.8 * draw.standard_normal(lab.seeds))
    reached = {}
    for a1c in (9.1, 7.2):
        def one(k):
            sets = SMALL + ['time.end="3240 d"', 'retina.step="10 d"', 'output.series="60 d"',
                            'output.frames="3240 d"', 'output.checkpoints="3240 d"',
                            f"retina.hba1c[0].percent={a1c}",
                            f"retina.loss.occlusion={0.0012 * factor[k]:.6g}"]
            return run(lab.twin, "progression.toml", k + 1, sets)
        outs = list(lab.pool.map(one, range(lab.seeds)))
        reached[a1c] = [first_above(out, "severity", 43) for out in outs]
    person_years = {a: numpy.sum(numpy.where(numpy.isfinite(t), t, 8.87)) for a, t in reached.items()}
    rate = {a: numpy.sum(numpy.isfinite(t)) / person_years[a] for a, t in reached.items()}
    print(f"hba1c: level 43 within 9 years, a 100 person-years: 9.1 % {100 * rate[9.1]:.2f}, 7.2 % "
          f"{100 * rate[7.2]:.2f}: {100 * (1 - rate[7.2] / rate[9.1]):.0f} % fewer ({lab.seeds} eyes each)",
          flush=True)


def laser(lab):
    plain = ['time.end="2280 d"', 'output.frames="2280 d"', 'output.checkpoints="2280 d"']
    patterns = {
        "none": None,
        # all burn about a sixth of the strip; spots are cut by its edges
        "two bands": ("bands", 2, 280), "four bands": ("bands", 4, 140), "six bands": ("bands", 6, 93),
        "dots 100 um": ("dots", 0.176, 100), "panretinal 300 um": ("panretinal", 0.196, 300),
    }
    result = {}
    for name, what in patterns.items():
        if what is None:
            outs = lab.runs("peripheral.toml", plain)
        else:
            sets = plain + ['laser[0].at="1200 d"', f'laser[0].pattern="{what[0]}"']
            sets.append(f"laser[0].{'bands' if what[0] == 'bands' else 'burned_share'}={what[1]}")
            sets.append(f'laser[0].spot="{what[2]} um"')
            outs = lab.runs("laser.toml", sets)
        result[name] = numpy.array([out["burned"][-1] + (1 - out["burned"][-1]) * out["hypoxic"][-1]
                                    for out in outs])
        print(f"laser, {name}: burned {numpy.mean([out['burned'][-1] for out in outs]):.3f}, burned or hypoxic "
              f"after 3 years {band(result[name])}", flush=True)
    for name in ("two bands", "four bands", "six bands"):
        wins = numpy.sum(result[name] < result["panretinal 300 um"])
        print(f"laser: {name} less than panretinal in {wins} of {lab.seeds}", flush=True)


ROWS = {row.__name__: row for row in (feedback, course, flow, ladder, times, zone, hba1c, laser)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("twin")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--row", choices=ROWS)
    given = parser.parse_args()
    lab = Lab(given.twin, given.seeds)
    for name in [given.row] if given.row else ROWS:
        ROWS[name](lab)


if __name__ == "__main__":
    main()
