#!/usr/bin/python3
"""`twin evaluate eyes` as a user runs it, on a small file made here.

The same bytes for one and two threads and with --json; the notice in every output; no eye's name and no
other eye changes what the twin says of one; gaps and missed months are taken; bad rows, missing folders and
files without a monthly eye end with 2 and say where.

evaluate_eyes.py TWIN
"""
import json
import pathlib
import subprocess
import sys
import tempfile

twin = sys.argv[1]
failures = []
NOTICE = "research use, not for clinical decisions"
HEAD = "eye,arm,visit,week_nominal,bcva_letters,cst_um\n"


def call(*arguments):
    return subprocess.run([twin, "evaluate", "eyes", *map(str, arguments)], capture_output=True,
                          text=True, timeout=280)


def expect(name, condition, shown=""):
    if not condition:
        failures.append(f"{name}: {shown}")


def refused(name, folder, said):
    done = call("--data", folder)
    expect(name, done.returncode == 2 and said in done.stderr,
           f"exit status {done.returncode}, not said: {said}\n{done.stderr}")


def eye(name, arm, visits, start, state):
    """Sizes that fall and drift, without a random number: a linear congruence decides."""
    rows = []
    size = start
    for visit in range(visits):
        state = (1103515245 * state + 12345) % 2**31
        size = max(220, 0.97 * size + (state >> 16) % 19 - 5)
        if arm == "monthly" and visit == 5:
            continue  # a missed month
        thickness = "" if visit == 6 else f"{size:.0f}"
        week = 4 * visit if arm == "monthly" else ""
        rows.append(f"{name},{arm},{visit + 1},{week},{60 + (state >> 20) % 7},{thickness}")
    return "\n".join(rows) + "\n"


def forecasts_of(folder, name):
    rows = (folder / "forecasts.csv").read_text().splitlines()
    return [row.split(",", 1)[1] for row in rows if row.startswith(f'"{name}",')]


with tempfile.TemporaryDirectory() as root_name:
    root = pathlib.Path(root_name)
    data = root / "data"
    data.mkdir()
    file = data / "olives_trex_visits.csv"

    refused("no file", data, "there is no olives_trex_visits.csv here")
    file.write_text(HEAD + eye("a", "treat-and-extend", 12, 500, 1))
    refused("no monthly eye", data, 'no eye of the arm "monthly"')
    file.write_text(HEAD + "a,monthly,1,0,60,large\na,monthly,2,-4,60,300\n")
    refused("bad thickness", data, ':2:18: cst_um is "large"')
    refused("bad week", data, ':3:13: week_nominal is "-4"')

    file.write_text(HEAD + eye("only", "monthly", 20, 480, 7))
    done = call("--data", data, "--out", root / "one")
    expect("one eye", done.returncode == 0 and "CRPS at least 5 % below persistence:" in done.stdout,
           done.stderr + done.stdout)

    others = "".join(eye(f"t{i}", "treat-and-extend", 12, 350 + 20 * i, 10 + i) for i in range(12))
    file.write_text(HEAD + others + eye("renamed", "monthly", 20, 480, 7) + eye("z", "monthly", 9, 300, 5))
    one = call("--data", data, "--threads", 1, "--json")
    two = call("--data", data, "--threads", 2, "--json", "--out", root / "out")
    expect("exit status", one.returncode == two.returncode == 0, one.stderr + two.stderr)
    expect("threads", one.stdout == two.stdout)
    results = json.loads(two.stdout)
    expect("notice", results["notice"] == NOTICE)
    expect("levels", len(results["levels"]) == 6)
    expect("eyes", (results["monthly_eyes"], results["other_eyes"]) == (2, 12))
    expect("forecasts", results["forecasts"] == 4, str(results["forecasts"]))
    for written in ("report.txt", "report.json", "table.csv", "forecasts.csv"):
        expect(written, NOTICE in (root / "out" / written).read_text())
    expect("alone and among others", forecasts_of(root / "one", "only") == forecasts_of(root / "out", "renamed"))
    for line in (root / "out" / "forecasts.csv").read_text().splitlines()[2:]:
        quantiles = [float(cell) for cell in line.split(",")[5:10]]
        expect("quantiles", quantiles == sorted(quantiles), line)

if failures:
    sys.exit("\n".join(failures))
