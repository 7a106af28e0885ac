#!/usr/bin/env python3
"""growing_spheroid.py TWIN: the growing spheroid beside published numbers, and its time.

Runs bench/growing_spheroid.toml with five seeds and prints cells, the distance within which 95 % of
them lie, and the least oxygen at 60 to 300 min beside those of PhysiCell 1.14.2 (one seed). Then
times 180 min on one thread. The published least oxygen is the one right after the uptake of a step
of first-order splitting; the last lines repeat that around the cells of minute 60. Needs h5py.

"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import time

import h5py
import numpy

SCENARIO = pathlib.Path(__file__).with_name("growing_spheroid.toml")
PUBLISHED = {60: (3086, 121, 21.3), 120: (4762, 130, 18.2), 180: (7282, 142, 14.5),
             240: (11028, 157, 11.5), 300: (16734, 175, 8.7)}
COLUMNS = ("cells", "radius_95", "oxygen_smallest")

def run(twin, folder, *options):
    command = [twin, "run", str(SCENARIO), "--out", str(folder), "--threads", "1", *options]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.monotonic() - started
    with open(folder / "series.csv") as file:
        rows = list(csv.reader(file))
    names = [name.split(" ")[0].split("[")[0] for name in rows[0]]
    series = {float(row[0]): [float(row[names.index(c)]) for c in COLUMNS] for row in rows[1:]}
    return series, seconds

def splitting(store, step, voxels=30, dx=20.0, diffusivity=1e5, decay=0.1, uptake=10.0):
    """Least concentration at rest around the cells of the last frame, by sweeps and uptake of first
    order in time one after the other: before and after the uptake of a step."""
    with h5py.File(store) as file:
        cells = file["frames"][sorted(file["frames"])[-1]]["cells"]
        x, y, z, volume = (numpy.array(cells[name]) for name in ("x", "y", "z", "volume"))
    loss = numpy.zeros((voxels,) * 3)
    place = tuple(((a + 0.5 * voxels * dx) // dx).astype(int) for a in (x, y, z))
    numpy.add.at(loss, place, uptake * volume / dx**3)
    outer = numpy.ones_like(loss, bool)
    outer[1:-1, 1:-1, 1:-1] = False
    second = numpy.diag(numpy.full(voxels, -2.0))
    second += numpy.diag(numpy.ones(voxels - 1), 1) + numpy.diag(numpy.ones(voxels - 1), -1)
    second[0, 0] = second[-1, -1] = -1
    sweep = numpy.linalg.inv((1 + step * decay / 3) * numpy.eye(voxels) -
                             step * diffusivity / dx**2 * second)
    field = numpy.full((voxels,) * 3, 38.0)
    for _ in range(round(3 / step)):
        for axis in range(3):
            field[outer] = 38
            field = numpy.moveaxis(numpy.tensordot(sweep, field, axes=(1, axis)), 0, axis)
        field[outer] = 38
        before = field.min()
        field /= 1 + step * loss
    return before, field.min()

def main():
    twin = sys.argv[1]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        runs = [run(twin, folder / f"seed{s}", "--set", f"twin.seed={s}")[0] for s in range(1, 6)]
        print("minutes  " + "".join(f"{c:>16}{'published':>10}{'differs':>9}" for c in COLUMNS))
        for minute, published in PUBLISHED.items():
            line = f"{minute:7}  "
            for k, value in enumerate(published):
                mean = sum(r[minute][k] for r in runs) / len(runs)
                line += f"{mean:16.1f}{value:10.1f}{100 * (mean / value - 1):8.1f}%"
            print(line)
        times = [run(twin, folder / f"time{k}", "--set", "time.end=180 min", "--set",
                     "output.frames=180 min", "--set", "output.checkpoints=180 min")[1]
                 for k in range(3)]
        run(twin, folder / "hour", "--set", "time.end=60 min", "--set", "output.frames=60 min",
            "--set", "output.checkpoints=60 min")
        print("least oxygen around the cells of minute 60 by first-order splitting [mmHg]:")
        for step in (0.01, 0.001):
            before, after = splitting(folder / "hour" / "run.h5", step)
            print(f"  step {step} min: {before:.1f} before uptake, {after:.1f} after")
        print(f"180 min on one thread: {min(times):.2f} s (least of three, whole program)")

if __name__ == "__main__":
    main()
