#!/usr/bin/python3
"""twin simulate FILE.replay.toml: a window of one cell again, failing or solved.

Argument: the program twin (a second one, a scenario, is not looked at).
"""
import math
import pathlib
import re
import subprocess
import sys
import tempfile

NETWORK = """schema = 1
name = "ending"
time_unit = "min"
[parameters]
k = "1"
[species.x]
initial = "1"
[rates]
x = "-k / sqrt(x)"
"""
# x^1.5 = 1 - 1.5 k t: nothing is beyond t = 2 / (3 k)
REPLAY = """replay = 1
network = "ending.toml"
fingerprint = "FINGERPRINT"
cell = 42
error = "no step succeeds"
time = 100.0
window = 6.0
last_step = 0.0
solver = "SOLVER"
most_steps = 10000
relative_tolerance = 1e-8
[states]
x = 1.0
[absolute_tolerances]
x = 1e-10
[constants]
k = RATE
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
        folder = pathlib.Path(place)
        (folder / "ending.toml").write_text(NETWORK)
        file = folder / "cell.replay.toml"

        def write(rate, fingerprint, solver="ladder"):
            file.write_text(REPLAY.replace("RATE", rate).replace("FINGERPRINT", fingerprint)
                            .replace("SOLVER", solver))

        write("1.0", "another")
        done = run("simulate", file)
        expect(done, 2, "another network than at the failure", "another then")
        fingerprint = re.search(r": ([0-9a-f]{32}) now", done.stderr).group(1)

        for solver in ("ladder", "cvode", "rosenbrock"):
            write("1.0", fingerprint, solver)
            expect(run("simulate", file), 1, "cell 42", "failed: ", "t = 100.66666", "x = ")
            write("0.1", fingerprint, solver)
            done = run("simulate", file)
            expect(done, 0, "state,start,end")
            end = float(done.stdout.splitlines()[1].split(",")[2])
            assert abs(end - math.pow(1 - 0.15 * 6, 2 / 3)) < 1e-5, end

        write("0.1\nextra = 2.0", fingerprint)
        expect(run("simulate", file), 2, '"extra" is none of the network\'s constants')
        write("0.1", fingerprint, "lader")
        expect(run("simulate", file), 2, 'cell.replay.toml:9:', 'did you mean "ladder"?')
        expect(run("simulate", folder / "none.replay.toml"), 2, "none.replay.toml")
        expect(run("simulate", folder / "ending.toml"), 2, "--until")


TWIN = sys.argv[1]
main()
