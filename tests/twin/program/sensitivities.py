#!/usr/bin/python3
"""twin simulate --sensitivity: columns of slopes, against a closed form; what is refused.

Argument: the program twin (a second one, a scenario, is not looked at).
"""
import csv
import io
import math
import pathlib
import subprocess
import sys
import tempfile

NETWORK = """schema = 1
name = "decay"
time_unit = "min"
[parameters]
k = "0.5 1/min"
start = "3"
[species.A]
initial = "start"
[rates]
A = "-k * A"
"""
EVENT = """[[event]]
at = "A < 1"
assign = { A = "3" }
"""


def run(*words):
    return subprocess.run([TWIN, *map(str, words)], capture_output=True, text=True)


def expect(done, status, *texts):
    said = done.stdout + done.stderr
    missing = [text for text in texts if text not in said]
    if done.returncode != status or missing:
        sys.exit(f"{done.args}: exit status {done.returncode}, wanted {status}; missing {missing}:\n{said}")


def main():
    with tempfile.TemporaryDirectory() as place:
        model = pathlib.Path(place) / "decay.toml"
        model.write_text(NETWORK)
        done = run("simulate", model, "--until", 4, "--steps", 8, "--sensitivity", "k,start", "--set",
                   "k=0.7")
        expect(done, 0, "time,A,d(A)/d(k),d(A)/d(start)")
        for row in csv.DictReader(io.StringIO(done.stdout)):
            t = float(row["time"])
            decay = math.exp(-0.7 * t)
            assert abs(float(row["A"]) - 3 * decay) < 1e-6, row
            assert abs(float(row["d(A)/d(k)"]) + 3 * t * decay) < 1e-6, row
            assert abs(float(row["d(A)/d(start)"]) - decay) < 1e-6, row

        expect(run("simulate", model, "--until", 4, "--sensitivity", "K"), 2, "--sensitivity",
               'did you mean "k"?')
        expect(run("simulate", model, "--until", 4, "--sensitivity", "k", "--steady-state"), 2,
               "does not go with --steady-state")
        model.write_text(NETWORK + EVENT)
        expect(run("simulate", model, "--until", 4, "--sensitivity", "k"), 2, "has events")


TWIN = sys.argv[1]
main()
