#!/usr/bin/python3
"""What following a colony by its counts gains over not following it.

Runs the synthetic truth of follow_colony.toml, makes counts of it with several draws of the errors,
and follows each three ways: not at all (`twin ensemble` of the same members), with parameters alone
(state = "kept") and with resynthesised tissues. Scores are against the truth, not the counts: the
root mean square error of the ensemble's mean of live cells and the share of moments at which the
truth lies within the central 90 % of the members; over the days that are followed and over the
forecast behind them. Argument: the program twin, then how many draws (default 5), then threads.
"""
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import h5py
import numpy as np

TWIN = str(pathlib.Path(sys.argv[1]).resolve())
DRAWS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
THREADS = sys.argv[3] if len(sys.argv) > 3 else "2"
SCENARIO = pathlib.Path(__file__).resolve().parent.parent / "scenarios/immunotherapy/follow_colony.toml"
TRUTH = ["cell_type.tumour.cycle.phase.live.exit_rate=0.03 1/h", "rule.drug kills.saturation=0.08 1/h",
         "placement[0].radius=70 um"]
FOLLOWED = 4.0  # days


def twin(*words):
    result = subprocess.run([TWIN, *map(str, words)], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{words} ended with {result.returncode}:\n{result.stderr}")


def sets(settings):
    return [word for setting in settings for word in ("--set", setting)]


def truth_of(folder, seed):
    twin("run", SCENARIO, "--out", folder, "--no-pictures", *sets([*TRUTH, f"twin.seed={seed}"]))
    with open(folder / "series.csv") as file:
        rows = list(csv.DictReader(file))
    name = {key.split(" ")[0]: key for key in rows[0]}
    return {key: np.array([float(row[name[key]]) for row in rows])
            for key in ("minutes", "live", "drug_mean")}


def write_counts(file, truth, seed, header=""):
    draw = random.Random(seed)
    with open(file, "w") as out:
        out.write(header + "day,live,drug\n")
        for day, live, drug in zip(truth["minutes"] / 1440, truth["live"], truth["drug_mean"]):
            if day == 0 or abs(2 * day - round(2 * day)) > 1e-9:
                continue
            count = round(live * (1 + 0.05 * draw.gauss(0, 1)))
            dose = f"{drug * (1 + 0.1 * draw.gauss(0, 1)):.3f}" if 2 < day <= FOLLOWED else ""
            out.write(f"{day:g},{count},{dose}\n")


def members_of(store):
    with h5py.File(store) as file:
        names = [n.decode() if isinstance(n, bytes) else n for n in file.attrs["series_names"]]
        done = file["status"][:, 0] == 1
        return file["series"][done, 0, :, names.index("live")]


def scores(members, truth, moments):
    mean = members[:, moments].mean(axis=0)
    low, high = np.quantile(members[:, moments], [0.05, 0.95], axis=0)
    there = truth["live"][moments]
    return (float(np.sqrt(np.mean((mean - there) ** 2))),
            float(np.mean((low <= there) & (there <= high))))


def main():
    rows = {"free": [], "kept": [], "resynthesised": []}
    with tempfile.TemporaryDirectory() as top:
        top = pathlib.Path(top)
        for draw in range(DRAWS):
            truth = truth_of(top / f"truth{draw}", 777 + draw)
            counts = top / f"counts{draw}.csv"
            write_counts(counts, truth, 5 + draw)
            days = truth["minutes"] / 1440
            parts = [(days > 0) & (days <= FOLLOWED), days > FOLLOWED]
            patient = sets([f"patient.file={counts}"])
            twin("ensemble", SCENARIO, "--out", top / "free", "--force", "--no-pictures",
                 "--threads", THREADS, *patient)
            rows["free"].append([s for p in parts for s in
                                 scores(members_of(top / "free/ensemble.h5"), truth, p)])
            for state in ("kept", "resynthesised"):
                scenario = SCENARIO
                if state == "kept":
                    scenario = top / "kept.toml"
                    text = SCENARIO.read_text().replace('state = "resynthesised"\ncells = ["tumour"]\n'
                                                        'substances = ["drug"]\nrelaxation = 0.3\n', "")
                    scenario.write_text(text)
                twin("personalise", scenario, "--out", top / state, "--force", "--no-pictures",
                     "--threads", THREADS, *patient)
                rows[state].append([s for p in parts for s in
                                    scores(members_of(top / state / "posterior.h5"), truth, p)])
    print(f"{DRAWS} truths                followed to day 4        forecast to day 6")
    for name, found in rows.items():
        r = np.mean(found, axis=0)
        print(f"{name:<14} RMSE {r[0]:7.1f} cells, covers {r[1]:.2f};  RMSE {r[2]:7.1f} cells, covers {r[3]:.2f}")
    print(json.dumps({name: np.mean(found, axis=0).tolist() for name, found in rows.items()}))


if __name__ == "__main__":
    main()
