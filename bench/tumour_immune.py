#!/usr/bin/env python3
"""tumour_immune.py TWIN: twelve minutes of the cancer-immune sample with all of its immune cells.

Runs scenarios/immunotherapy/tumour_immune.toml with its 7,500 immune cells given at once, around the
18,317 tumour cells of the start, for 12 simulated minutes on one thread at the published mechanics
step of 0.1 min, and prints the least of three times beside that of PhysiCell 1.14.2 (81 s on one
core of another machine). The whole program counts, start and files included; where other programs
run beside it, look at the seconds of the processor.
"""
import csv
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

SCENARIO = pathlib.Path(__file__).parent.parent / "scenarios/immunotherapy/tumour_immune.toml"
SETTINGS = ("time.end=12 min", "time.mechanics=0.1 min", "time.quasi_steady=6 min",
            "treatment[0].start=0 min", "output.series=12 min", "output.frames=12 min",
            "output.checkpoints=12 min")
PUBLISHED = 81  # s

def run(twin, folder):
    command = [twin, "run", str(SCENARIO), "--out", str(folder), "--threads", "1", "--no-pictures"]
    for setting in SETTINGS:
        command += ["--set", setting]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    elapsed = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return elapsed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

def main():
    twin = sys.argv[1]
    with tempfile.TemporaryDirectory() as place:
        folders = [pathlib.Path(place) / str(k) for k in range(3)]
        times = [run(twin, folder) for folder in folders]
        with open(folders[0] / "series.csv") as file:
            rows = list(csv.reader(file))
    last = dict(zip(rows[0], rows[-1]))
    print(f"cells after 12 min: {last['live_tumour']} tumour, {last['live_immune']} immune")
    elapsed, busy = (min(t[k] for t in times) for k in (0, 1))
    print(f"12 min on one thread: {elapsed:.2f} s by the clock, {busy:.2f} s of the processor (least of "
          f"{len(times)}, whole program); published {PUBLISHED} s")

if __name__ == "__main__":
    main()
