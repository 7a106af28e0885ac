#!/usr/bin/python3
"""Cases of the SBML Test Suite through the program, held against their reference results.

A case passes if every value differs by at most absolute + relative x |reference|, as its settings say.
Cases that need not pass must be refused by name (exit status 2), never be wrong.
Arguments: the program twin, the folder of the cases with its MANIFEST.csv. Exit status 77 if it is absent.
"""
import collections
import csv
import math
import pathlib
import subprocess
import sys
import tempfile


def settings_of(file):
    lines = (line.split(":", 1) for line in file.read_text().splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, value in lines}


def table(file):
    rows = [row for row in csv.reader(file.open()) if row]
    return [name.strip() for name in rows[0]], [[float(v) for v in row] for row in rows[1:]]


def same(value, reference, absolute, relative):
    if math.isfinite(reference):
        return abs(value - reference) <= absolute + relative * abs(reference)
    return value == reference or (math.isnan(value) and math.isnan(reference))


def first_difference(found, expected, settings):
    names, rows = table(found)
    wanted, references = table(expected)
    if len(rows) != len(references):
        return f"{len(rows)} rows instead of {len(references)}"
    absolute, relative = float(settings["absolute"]), float(settings["relative"])
    for row, reference in zip(rows, references):
        for name, value in zip(wanted, reference):
            if name.lower() == "time":
                continue
            got = row[names.index(name)]
            if not same(got, value, absolute, relative):
                return f"{name} = {got} instead of {value} at {reference[0]}"
    return None


def run_case(case, may_refuse, out):
    folder = FOLDER / case
    model, settings = next(folder.glob("*-sbml-*.xml")), next(folder.glob("*-settings.txt"))
    done = subprocess.run([TWIN, "sbml-case", str(model), str(settings), str(out)],
                          capture_output=True, text=True, timeout=300)
    if done.returncode == 2 and may_refuse and "not supported" in done.stderr:
        return "refused"
    if done.returncode != 0:
        print(f"{case}: exit status {done.returncode}: {done.stderr.strip()}")
        return "failed"
    difference = first_difference(out, next(folder.glob("*-results.csv")), settings_of(settings))
    if difference is None:
        return "passed"
    print(f"{case}: {difference}")
    return "wrong"


def main():
    if not (FOLDER / "MANIFEST.csv").exists():
        print(f"skipped: no cases in {FOLDER}")
        sys.exit(77)
    count = collections.Counter()
    with tempfile.TemporaryDirectory() as place:
        for row in csv.DictReader((FOLDER / "MANIFEST.csv").open()):
            may_refuse = row["expect"] != "pass"
            count[run_case(row["case"], may_refuse, pathlib.Path(place) / "out.csv")] += 1
    print(", ".join(f"{number} {what}" for what, number in sorted(count.items())))
    sys.exit(count["wrong"] + count["failed"] > 0)


TWIN, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
main()
