#!/usr/bin/python3
"""Every shipped scenario, shortened: same bytes for 1, 2 and 4 threads and through a kill.

Each scenario runs for some steps of its phenotype clock, with its first treatments moved into that
time, on each number of threads; another run is killed with SIGKILL at a random moment (fixed seed)
and resumed. All digests of a scenario must agree.
Arguments: the program twin, the folder of scenarios, and optionally names to keep to.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import tomllib

STEPS = 6
MINUTES = {"min": 1, "h": 60, "d": 1440}


def minutes(text):
    value, unit = text.split()
    return float(value) * MINUTES[unit]


def resolved_text(scenario):
    return tomllib.loads(subprocess.run([TWIN, "check", "--resolved", str(scenario)],
                                        capture_output=True, text=True, check=True).stdout)


def shortened(resolved):
    """Options that end the scenario after STEPS phenotype steps and treat it within them."""
    times = resolved["time"]
    # a patch of retina has a step of its own
    pace = resolved["retina"]["step"] if "retina" in resolved else times["phenotype"]
    start, step = minutes(times.get("start", "0 min")), minutes(pace)
    step = max(step, minutes(times.get("quasi_steady", "0 min")))
    span = f"{STEPS / 2 * step} min"
    options = {"time.end": f"{start + STEPS * step} min", "output.frames": span,
               "output.series": span, "output.checkpoints": f"{step} min"}
    for n, treatment in enumerate(resolved.get("treatment", [])):
        options[f"treatment[{n}].start"] = f"{start + step} min"
        if treatment.get("count", 1) > 1:
            options[f"treatment[{n}].interval"] = f"{step} min"
    for n in range(len(resolved.get("laser", []))):
        options[f"laser[{n}].at"] = f"{start + step} min"
    for n in range(len(resolved.get("dose", []))):
        options[f"dose[{n}].start"] = f"{start + step} min"
    return [word for key, value in options.items() for word in ("--set", f'{key}="{value}"')]


def command(scenario, out, *more):
    return [TWIN, "run", str(scenario), "--out", str(out), "--no-pictures", *more]


def run(words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{words} ended with {done.returncode}:\n{done.stderr}")


def digest(out):
    return json.loads((out / "summary.json").read_text())["digest"]


def kill_and_resume(scenario, out, options, delay):
    process = subprocess.Popen(command(scenario, out, *options), stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=delay)
        return
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if (out / "run.h5").exists():
        run([TWIN, "run", "--resume", "--out", str(out), "--no-pictures"])
    else:
        run(command(scenario, out, "--force", *options))


def check(scenario, folder, draw):
    resolved = resolved_text(scenario)
    if "model" in resolved and "retina" not in resolved:
        print(f"{scenario.name} runs a network by itself: ensembles.py runs such", flush=True)
        return True
    options = shortened(resolved)
    digests = set()
    for threads in ("1", "2", "4"):
        began = time.monotonic()
        run(command(scenario, folder / threads, "--threads", threads, *options))
        length = time.monotonic() - began
        digests.add(digest(folder / threads))
    kill_and_resume(scenario, folder / "killed", options, draw.uniform(0.2, 0.9) * length)
    digests.add(digest(folder / "killed"))
    print(f"{' '.join(sorted(digests))}  {scenario.name}  {length:.1f} s", flush=True)
    return len(digests) == 1


def main():
    draw = random.Random(20261125)
    scenarios = sorted(FOLDER.glob("*/*.toml"))
    if NAMES:
        scenarios = [s for s in scenarios if s.stem in NAMES]
    if not scenarios:
        sys.exit(f"no scenarios in {FOLDER}")
    same = True
    for scenario in scenarios:
        with tempfile.TemporaryDirectory() as folder:
            same = check(scenario, pathlib.Path(folder), draw) and same
    sys.exit(not same)


TWIN, FOLDER, NAMES = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
main()
