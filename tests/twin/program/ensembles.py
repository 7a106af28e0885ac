#!/usr/bin/python3
"""Ensembles, personalising and forecasts as a user runs them.

The same bytes for any number of threads and ranks and through kills in the middle of an ensemble and
of an analysis; a stored member run again alone; bad input refused by name with exit 2; members that
fail recorded. Arguments: the program twin, the scenario of the lesion, a small tissue.
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

TWIN, LESION, TISSUE = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:4])
RANKS = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
         "OMPI_MCA_rmaps_base_oversubscribe": "1"}
failures = []


def expect(truth, what):
    if not truth:
        failures.append(what)
        print("FAILED:", what, flush=True)


def call(*words, ranks=0):
    words = [str(word) for word in words]
    command = (["mpirun", "-n", str(ranks)] if ranks else []) + [TWIN, *words]
    return subprocess.run(command, capture_output=True, text=True, env=RANKS)


def done(*words, ranks=0):
    result = call(*words, ranks=ranks)
    if result.returncode != 0:
        sys.exit(f"{words} ended with {result.returncode}:\n{result.stderr}")
    return result


def killed(words, file, delay):
    """Starts a command, kills it some time after `file` is there; False if it ended before."""
    process = subprocess.Popen([TWIN, *map(str, words)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    while process.poll() is None and not file.exists():
        time.sleep(0.002)
    time.sleep(delay)
    ended = process.poll() is not None
    process.kill()
    process.wait()
    return not ended


def ensemble_words(out, *more):
    return ["ensemble", LESION, "--members", 64, "--no-pictures", "--out", out, *more]


def same_ensembles(folder):
    stores = {}
    for threads in (1, 2, 4):
        out = folder / f"threads{threads}"
        done(*ensemble_words(out, "--threads", threads))
        stores[f"{threads} threads"] = (out / "ensemble.h5").read_bytes()
    if shutil.which("mpirun"):
        for ranks in (1, 2, 3):
            out = folder / f"ranks{ranks}"
            done(*ensemble_words(out, "--threads", 1), ranks=ranks)
            stores[f"{ranks} ranks"] = (out / "ensemble.h5").read_bytes()
    draw = random.Random(20261125)
    out = folder / "killed"
    kills = 0
    while kills < 3:
        resumed = ["--resume"] if (out / "ensemble.h5").exists() else ["--force"]
        if not killed(ensemble_words(out, "--threads", 2, *resumed), out / "ensemble.h5",
                      draw.uniform(0, 0.03)):
            shutil.rmtree(out)
        kills += 1
    done(*ensemble_words(out, "--resume" if (out / "ensemble.h5").exists() else "--force"))
    stores["three kills"] = (out / "ensemble.h5").read_bytes()
    first = stores["1 threads"]
    for name, store in stores.items():
        expect(store == first, f"the ensemble of {name} has other bytes than that of one thread")


def personalise_words(out, *more):
    return ["personalise", LESION, "--no-pictures", "--out", out, *more]


def same_posteriors(folder):
    posteriors = {}
    for name, more, ranks in (("1 thread", ["--threads", 1], 0), ("4 threads", ["--threads", 4], 0),
                              ("3 ranks", ["--threads", 1], 3)):
        if ranks and not shutil.which("mpirun"):
            continue
        out = folder / name.replace(" ", "_")
        done(*personalise_words(out, *more), ranks=ranks)
        posteriors[name] = (out / "posterior.h5").read_bytes()
    for store in ("iterations/iteration_0.h5", "iterations/iteration_2.h5", "posterior.h5"):
        out = folder / ("killed_" + pathlib.Path(store).stem)
        killed(personalise_words(out, "--threads", 2), out / store, 0.01)
        done(*personalise_words(out, "--resume"))
        posteriors["a kill after " + store] = (out / "posterior.h5").read_bytes()
    first = posteriors["1 thread"]
    for name, posterior in posteriors.items():
        expect(posterior == first, f"the posterior of {name} differs from that of one thread")
    return folder / "1_thread"


def check_posterior(out):
    summary = json.loads((out / "summary.json").read_text())
    rows = {row["name"]: row for row in summary["parameters"]}
    truth = {"diameter_0": 34, "growth": 0.0045, "kill": 0.022, "tau_on": 38, "loss": 0.0015,
             "resistant": 0.12}
    for name, value in truth.items():
        posterior = rows[name]["posterior"]
        expect(posterior["q05"] < value < posterior["q95"], f"{name} = {value} lies outside")
    expect(rows["diameter_0"]["personalised"], "the first diameter is not personalised")
    expect(not rows["loss"]["personalised"], "loss is called personalised by data that end early")
    expect(0.5 < summary["misfit"]["posterior"] < 2.2, "the misfit is outside its band")
    expect("not for clinical decisions" in summary["use"], "the notice is missing")


def forecasts(posterior, folder):
    words = ["forecast", posterior, "--until", "400 d", "--no-pictures"]
    result = done(*words, "--out", folder / "as_before", "--json")
    expect("not for clinical decisions" in result.stdout, "the forecast's notice is missing")
    band = json.loads(result.stdout)["at_end"][0]
    expect(band["q05"] < 27.5 < band["q95"], "the truth at day 400 lies outside the forecast")
    schedule = folder / "none.toml"
    schedule.write_text('schema = 1\n[[dose]]\nname = "atezolizumab"\ncount = 1\n')
    result = done(*words, "--schedule", schedule, "--out", folder / "one_dose", "--json")
    expect(json.loads(result.stdout)["at_end"][0]["q50"] > band["q50"],
           "a single dose does better than all of them")
    (posterior / "scenario.resolved.toml").write_text("schema = 1\n")
    refused(["forecast", posterior], "posterior of another scenario")


def refused(words, *texts):
    result = call(*words)
    expect(result.returncode == 2, f"{words} ended with {result.returncode}, not 2")
    for text in texts:
        expect(text in result.stderr, f"{words} does not say {text!r}:\n{result.stderr}")


def bad_input(folder):
    out = folder / "bad"
    words = personalise_words(out)
    refused([*words, "--set", "comparison[0].error=0", "--set", "comparison[0].relative_error=0"],
            "the error of the value 34.2 is 0")
    refused([*words, "--set", "time.end=100 d"], "day = 126 lies after the end of the run")
    refused([*words, "--set", "prior.growth.mean=-1", "--set", "prior.kill.sd=0"],
            "is not above 0", "sd")
    refused([*words, "--set", "prior.growth.name=grwoth"], 'did you mean "growth"')
    refused([*words, "--patient", folder / "nobody.csv"], "nobody.csv")
    patient = folder / "patient.csv"
    patient.write_text("day,diameter_mm\n0,30\n42,-3\n50,abc\n21,20\n")
    refused([*words, "--patient", patient], "diameter_mm = -3 is negative", "falls from 50 to 21",
            '"abc" is not a number')
    expect(not out.exists(), "bad input left a folder behind")


def failing_members(folder):
    out = folder / "failing"
    settings = ["--set", 'prior.growth.keys=["model.parameters.capacity"]',
                "--set", "prior.growth.distribution=normal", "--set", "prior.growth.mean=50",
                "--set", "prior.growth.sd=100"]
    result = call(*ensemble_words(out, *settings))
    expect(result.returncode == 1, "an ensemble with too many failures does not end with 1")
    expect("allowed_failures" in result.stderr, "what is allowed is not named")
    failed = json.loads((out / "summary.json").read_text())["failed"]
    expect(12 < failed < 28, f"{failed} of 64 members failed, of which 31 % should")
    settings += ["--set", "ensemble.allowed_failures=0.5"]
    done(*ensemble_words(folder / "allowed", *settings))
    done(*personalise_words(folder / "fitted", *settings))


def again_alone(folder):
    """A stored member of a tissue, run by twin run from its settings, gives the stored series."""
    study = folder / "tissue.toml"
    study.write_text(f'extends = "{TISSUE}"\nschema = 1\n[[prior]]\nname = "attack"\n'
                     'keys = ["cell_type.hunter.attack.hit_rate"]\nunit = "1/min"\n'
                     'distribution = "lognormal"\nmean = 0.2\nsd = 0.5\n')
    digests = set()
    for threads in (1, 2):
        out = folder / f"tissue{threads}"
        done("ensemble", study, "--members", 4, "--threads", threads, "--no-pictures", "--out", out)
        digests.add((out / "ensemble.h5").read_bytes())
    expect(len(digests) == 1, "an ensemble of tissues depends on the number of threads")
    try:
        import h5py
    except ImportError:
        return
    with h5py.File(folder / "tissue1" / "ensemble.h5") as store:
        rate, names = store["parameters"][2, 0], list(store.attrs["series_names"])
        stored = store["series"][2, 0]
        seed = int(store.attrs["seed"]) + 2
    done("run", study, "--set", f"twin.seed={seed}", "--set",
         f"cell_type.hunter.attack.hit_rate={rate!r} 1/min", "--no-pictures", "--out",
         folder / "alone")
    with h5py.File(folder / "alone" / "run.h5") as run:
        series = run["series"]
        for column, name in enumerate(names):
            name = name.decode() if isinstance(name, bytes) else name
            expect((series[name][()] == stored[:, column]).all(), f"{name} of member 2 differs")


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        same_ensembles(folder)
        posterior = same_posteriors(folder)
        check_posterior(posterior)
        forecasts(posterior, folder)
        bad_input(folder)
        failing_members(folder)
        again_alone(folder)
    sys.exit(bool(failures))


main()
