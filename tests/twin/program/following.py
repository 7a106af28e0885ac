#!/usr/bin/python3
"""Tissues that are followed as they are measured, as a user runs it.

The same bytes for one, two and four threads and after kills in the middle of a stretch; a row for each
cycle; counts before and after; bad input refused by name with exit 2. Arguments: the program twin, the
scenario of the followed colony.
"""
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import h5py

TWIN, COLONY = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:3])
SMALL = ["--set", "ensemble.members=5", "--no-pictures"]
failures = []


def expect(truth, what):
    if not truth:
        failures.append(what)
        print("FAILED:", what, flush=True)


def call(*words):
    return subprocess.run([TWIN, *map(str, words)], capture_output=True, text=True)


def follow(out, *more):
    result = call("personalise", COLONY, "--out", out, *SMALL, *more)
    if result.returncode != 0:
        sys.exit(f"{out} ended with {result.returncode}:\n{result.stderr}")
    return result


def summary(folder):
    return json.loads((folder / "summary.json").read_text())


def same_bytes(top):
    for threads in (1, 2, 4):
        follow(top / f"threads{threads}", "--threads", threads)
    whole = (top / "threads1/posterior.h5").read_bytes()
    for threads in (2, 4):
        expect((top / f"threads{threads}/posterior.h5").read_bytes() == whole,
               f"{threads} threads give the bytes of one")
    draw = random.Random(3)
    for kill in (0, 4):
        out = top / f"killed{kill}"
        words = ["personalise", COLONY, "--out", out, *SMALL, "--threads", 2]
        process = subprocess.Popen([TWIN, *map(str, words)], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        while process.poll() is None and not (out / f"cycles/cycle_{kill:03}.h5").exists():
            time.sleep(0.002)
        time.sleep(0.2 * draw.random())
        process.kill()
        process.wait()
        follow(out, "--resume")
        expect((out / "posterior.h5").read_bytes() == whole, f"killed in stretch {kill}: same bytes")
        expect((out / "summary.json").read_text() == (top / "threads1/summary.json").read_text(),
               f"killed in stretch {kill}: same summary")


def what_it_says(folder):
    out = summary(folder)
    expect([cycle["minutes"] / 1440 for cycle in out["cycles"]] == [.5 * k for k in range(1, 9)],
           "a cycle each half day to day 4")
    for cycle in out["cycles"]:
        expect(cycle["members"] == 5 and not cycle["diverged"], "all members are there")
        for key in ("measured", "forecast", "innovation", "spread", "error"):
            expect(key in cycle["points"][0], f"points say {key}")
        expect([row["name"] for row in cycle["quantities"]] == ["tumour", "drug"],
               "numbers and concentrations have rows")
        counts = cycle["quantities"][0]
        wide, narrow = (counts[w]["q95"] - counts[w]["q05"] for w in ("before", "after"))
        expect(narrow <= wide, "counts narrow")
    expect(out["parameters"][0]["random_walk_a_day"] == .02, "the walk is stated")
    expect(out["forecast"]["points"] == 12 and out["kept_out"]["points"] == 4, "all points are scored")
    with open(folder / "cycles.csv") as file:
        expect(len(list(csv.DictReader(file))) == 8 * 6, "cycles.csv has a row a cycle and quantity")
    expect(not list((folder / "states").glob("cycle_000/*")), "states that are done with are gone")
    expect(len(list((folder / "states/cycle_007").iterdir())) == 5, "the last states stay")


def forecasts(top):
    """To the same end the members' own series, and another under another schedule."""
    fitted = top / "threads1"
    result = call("forecast", fitted, "--no-pictures")
    expect(result.returncode == 0, "forecast runs: " + result.stderr)
    with h5py.File(fitted / "posterior.h5") as whole, h5py.File(fitted / "forecast/ensemble.h5") as on:
        names = list(whole.attrs["series_names"])
        rows = on["series"].shape[2]
        expect(rows == 8 and (whole["series"][:, 0, -rows:, :] ==
                              on["series"][:, 0, :, :len(names)]).all(),
               "a forecast to the same end repeats the members' series")
    (top / "more.toml").write_text('schema = 1\n[[treatment]]\nkind = "dose"\nstart = "5 d"\n'
                                   'substance = "drug"\nconcentration = "4 uM"\n')
    result = call("forecast", fitted, "--until", "7 d", "--schedule", top / "more.toml",
                  "--no-pictures", "--out", top / "treated")
    expect(result.returncode == 0, "a schedule runs: " + result.stderr)
    ends = {row["series"]: row for row in
            json.loads((top / "treated/summary.json").read_text())["at_end"]}
    expect(ends["drug_mean"]["q50"] > 0.3, "the dose is in the forecast")
    early = call("forecast", fitted, "--until", "3 d", "--out", top / "early")
    expect(early.returncode == 2 and "was followed to day 4" in early.stderr,
           "a forecast of the past is refused: " + early.stderr)


def refusals(top):
    rehearse = call("rehearse", COLONY, "--patients", 200)
    expect(rehearse.returncode == 2 and "is a filter" in rehearse.stderr, "rehearse refuses")
    wrong = call("check", COLONY, "--set", 'assimilation.cells=["tumor"]')
    expect(wrong.returncode == 2 and 'did you mean "tumour"' in wrong.stderr, "check names the type")
    image = top / "image.csv"
    image.write_text("day,x,y,drug\n1,0,0,nought\n2,900,0,1\n9,0,0,1\n3,0,0,-1\n")
    scenario = top / "image.toml"
    text = pathlib.Path(COLONY).read_text().replace('substances = ["drug"]', 'radius = "100 um"')
    counts = pathlib.Path(COLONY).parent / "patients"
    scenario.write_text(text.replace('file = "patients', f'file = "{counts}') +
                        '[[image]]\nsubstance = "drug"\nfile = "image.csv"\ntime_column = "day"\n'
                        'value_column = "drug"\nerror = 0.1\n')
    result = call("personalise", scenario, "--out", top / "image")
    expect(result.returncode == 2 and result.stderr.count("image.csv:") == 4,
           "four wrong rows are four problems: " + result.stderr)
    for words in ("image.csv:2", '"nought" is not a number', "outside the domain", "outside the run",
                  "is negative"):
        expect(words in result.stderr, f"images: {words}")
    expect(not (top / "image").exists(), "nothing was started")


def images(top):
    (top / "image.csv").write_text("day,x,y,drug\n2.5,0,0,1.6\n2.5,100,0,1.5\n3,-50,40,1.1\n")
    result = call("personalise", top / "image.toml", "--out", top / "image", *SMALL)
    expect(result.returncode == 0, "images run: " + result.stderr)
    rows = [row for cycle in summary(top / "image")["cycles"] for row in cycle.get("images", [])]
    expect([row["points"] for row in rows] == [2, 1], "images have rows")


def main():
    with tempfile.TemporaryDirectory() as top:
        top = pathlib.Path(top)
        same_bytes(top)
        what_it_says(top / "threads1")
        forecasts(top)
        refusals(top)
        images(top)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
