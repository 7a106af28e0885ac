#!/usr/bin/env python3
"""checkpoint_blockade.py TWIN [--seeds N]: does blocking PD-1 help, and where?

Runs scenarios/immunotherapy/checkpoint_blockade.toml with much and with little PD-L1 on the tumour (1 and
0.2 of the level without interferon at which the module's constants hold), with and without antibody,
N seeds (3) each, two runs at a time. Prints kills of each run and their ratio, with over without antibody,
which is to lie in 1.3 to 3 where there is much PD-L1 and below 1.1 where there is little.
"""
import argparse
import concurrent.futures
import csv
import pathlib
import subprocess
import sys
import tempfile

SCENARIO = pathlib.Path(__file__).resolve().parent.parent / "scenarios/immunotherapy/checkpoint_blockade.toml"

def engagement(level):
    """Formula of the input B at a PD-L1 level without interferon."""
    return f'"{level} * ligand / ({level} * ligand + 3) / (1 + antibody / 0.038)"'

def run(twin, level, antibody, seed):
    """Kills and live tumour cells at the end, mean exhaustion and interferon on the way."""
    sets = [f"twin.seed={seed}", f'substance.antibody.initial="{antibody} ug/mL"',
            f"kinetics.activation.input.B.formula={engagement(level)}"]
    command = [twin, "run", str(SCENARIO), "--no-pictures", "--threads", "1"]
    for entry in sets:
        command += ["--set", entry]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command + ["--out", f"{folder}/run"], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr)
        with open(f"{folder}/run/series.csv") as file:
            last = list(csv.DictReader(file))[-1]
    return {name: float(last[name]) for name in
            ("kills", "live_tumour", "live_immune", "activation_Ac_immune", "interferon_L_tumour")}

def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("twin")
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    cases = [(level, antibody) for level in (1, 0.2) for antibody in (0, 15)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = {case: [pool.submit(run, given.twin, *case, seed)
                       for seed in range(1, given.seeds + 1)] for case in cases}
        kills = {}
        for case in cases:
            runs = [job.result() for job in jobs[case]]
            kills[case] = sum(one["kills"] for one in runs) / len(runs)
            means = {name: sum(one[name] for one in runs) / len(runs) for name in runs[0]}
            print(f"PD-L1 {case[0]:3}, antibody {case[1]:2} ug/mL: kills",
                  *(f"{one['kills']:.0f}" for one in runs),
                  *(f" {name} {value:.3g}" for name, value in means.items() if name != "kills"),
                  flush=True)
    for level in (1, 0.2):
        print(f"PD-L1 {level}: antibody multiplies kills by {kills[level, 15] / kills[level, 0]:.2f}")

if __name__ == "__main__":
    main()
