#!/usr/bin/python3
"""`twin evaluate lesions` as a user runs it, on a small cohort made here.

The same bytes for one and two threads and with --json; the notice in every output; bad rows, missing
folders and too few patients end with 2 and say where.

evaluate_lesions.py TWIN
"""
import json
import pathlib
import subprocess
import sys
import tempfile

twin = sys.argv[1]
failures = []
NOTICE = "research use, not for clinical decisions"


def call(*arguments):
    return subprocess.run([twin, "evaluate", "lesions", *map(str, arguments)], capture_output=True,
                          text=True, timeout=280)


def expect(name, condition, shown=""):
    if not condition:
        failures.append(f"{name}: {shown}")


def refused(name, folder, said):
    done = call("--data", folder)
    expect(name, done.returncode == 2 and said in done.stderr,
           f"exit status {done.returncode}, not said: {said}\n{done.stderr}")


def cohort(patients):
    """Sizes that drift, without a random number: a linear congruence decides."""
    lines = ["study,arm,patient,day,ld_mm,flag"]
    state = 1
    for patient in range(patients):
        size = 15 + patient % 50
        for scan in range(7):
            state = (1103515245 * state + 12345) % 2**31
            size = max(0, size + (state >> 16) % 9 - 4)
            lines.append(f"{1 + patient % 5},{1 + patient % 2},P{patient:03},{42 * scan - 7},{size},ok")
    return "\n".join(lines) + "\n"


with tempfile.TemporaryDirectory() as name:
    root = pathlib.Path(name)
    data = root / "data"
    data.mkdir()
    file = data / "laleh2022_lesions.csv"

    refused("no file", data, "there is no laleh2022_lesions.csv here")
    file.write_text(cohort(3))
    refused("too few", data, "no task has 20 patients")
    file.write_text(cohort(3) + "1,1,P9,0,large,ok\n1,1,P9,0,3,maybe\n")
    refused("bad diameter", data, 'ld_mm is "large"')
    refused("bad flag", data, ':24:12: flag is "maybe"')

    file.write_text(cohort(60))
    one = call("--data", data, "--threads", 1, "--json")
    two = call("--data", data, "--threads", 2, "--json", "--out", root / "out")
    expect("exit status", one.returncode == two.returncode == 0, one.stderr + two.stderr)
    expect("threads", one.stdout == two.stdout)
    results = json.loads(two.stdout)
    expect("notice", results["notice"] == NOTICE)
    expect("tasks", [task["task"] for task in results["tasks"]] == ["H1", "H2", "H3", "E2", "E3"])
    expect("levels", len(results["levels"]) == 18)
    for written in ("report.txt", "report.json", "table.csv", "forecasts.csv"):
        text = (root / "out" / written).read_text()
        expect(written, NOTICE in text)
    forecasts = (root / "out" / "forecasts.csv").read_text().splitlines()
    expect("forecasts", len(forecasts) == 2 + 60 * (1 + 2 + 3 + 1 + 1), str(len(forecasts)))
    for line in forecasts[2:]:
        quantiles = [float(cell) for cell in line.split(",")[4:9]]
        expect("quantiles", quantiles == sorted(quantiles) and quantiles[0] >= 0, line)

    taken = root / "taken"
    taken.write_text("")
    done = call("--data", data, "--out", taken)
    expect("--out", done.returncode == 2 and "cannot be made a folder" in done.stderr, done.stderr)

if failures:
    sys.exit("\n".join(failures))
