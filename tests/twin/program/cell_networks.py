#!/usr/bin/python3
"""Networks in cells, as a user meets them: what is wrong with a coupling, solvers that agree, a cell whose
network fails. Arguments: the program twin."""
import csv
import pathlib
import subprocess
import sys
import tempfile

TWIN = sys.argv[1]

NETWORK = """schema = 1
name = "turnover"
time_unit = "min"
[inputs]
supply = { value = 0, unit = "1/min" }
[parameters]
k = { value = "0.01 1/min", distribution = "lognormal", cv = 0.3 }
[assigned]
high = "if(y > 0.8, 1, 0)"
[species]
y = { initial = 1, at_division = "halved" }
[rates]
y = "supply - k * y"
"""

SCENARIO = """schema = 1
[twin]
name = "networks"
[time]
end = "6 h"
[domain]
size = ["200 um", "200 um", "200 um"]
[[cell_type]]
name = "tumour"
[[placement]]
cell_type = "tumour"
shape = "ball"
radius = "40 um"
[[kinetics]]
name = "turnover"
network = "network.toml"
cell_type = "tumour"
[[kinetics.input]]
quantity = "supply"
formula = "0.01 * hill(t, 120, 4)"
signals = { t = "time" }
[[kinetics.output]]
quantity = "y"
[output]
series = "1 h"
frames = "6 h"
"""


def twin(*words):
    return subprocess.run([TWIN, *map(str, words)], capture_output=True, text=True)


def write(folder, network=NETWORK, scenario=SCENARIO):
    (folder / "network.toml").write_text(network)
    (folder / "scenario.toml").write_text(scenario)
    return folder / "scenario.toml"


def require(condition, what):
    if not condition:
        sys.exit(what)


def last_row(out):
    with open(out / "series.csv") as file:
        return list(csv.DictReader(file))[-1]


def solvers_agree(folder):
    scenario = write(folder)
    rows = {}
    for solver in ("ladder", "rosenbrock", "cvode"):
        out = folder / solver
        sets = ["--set", f"kinetics.turnover.solver={solver}"]
        if solver == "cvode":  # the reference; begun anew every window, it errs by many times this
            sets += ["--set", "kinetics.turnover.relative_tolerance=1e-9"]
        done = twin("run", scenario, "--out", out, "--no-pictures", *sets)
        require(done.returncode == 0, done.stderr)
        rows[solver] = last_row(out)
    require(rows["ladder"] == rows["rosenbrock"], "no cell needed the ladder")
    for name in ("turnover_y_tumour", "turnover_y_05_tumour", "turnover_y_95_tumour"):
        a, b = (float(rows[solver][name]) for solver in ("ladder", "cvode"))
        # ten times the relative tolerance of a step
        require(abs(a - b) <= 1e-4 * abs(b), f"{name}: {a} and by CVODE {b}")
    spread = float(rows["ladder"]["turnover_y_95_tumour"]) / float(rows["ladder"]["turnover_y_05_tumour"])
    require(spread > 1.05, f"cells differ by their k, but their y only by {spread}")


def every_problem_is_named(folder):
    bad = SCENARIO.replace('quantity = "supply"', 'quantity = "suply"') \
        .replace('t = "time"', 't = "tyme"') \
        .replace('[[kinetics.output]]\nquantity = "y"', '''[[kinetics.output]]
quantity = "y"
behaviour = "apoptosi"
scale = "1 1/min"
[[kinetics.output]]
quantity = "high"
behaviour = "apoptosis"
scale = "1 um"
[[kinetics.output]]
quantity = "why"
behaviour = "apoptosis"
[[kinetics.jump]]
quantity = "k"
signal = "damage"
[[kinetics.input]]
quantity = "k"
formula = "0.01 * (1 +"
''') + "pictures = [\"turnover_why\"]\n"
    done = twin("check", write(folder, scenario=bad), "--set", "kinetics.turnover.parameters.kk=1")
    require(done.returncode == 2, f"exit {done.returncode}:\n{done.stderr}")
    for part in ('"suply" is none of the network\'s constants', 'did you mean "supply"?',
                 'unknown signal "tyme"', 'unknown behaviour "apoptosi"', "1 um", "go together",
                 '"k" is none of the network\'s states', '"kk" is none of the network\'s constants',
                 '"0.01 * (1 +"', '"why" is none of the network\'s quantities'):
        require(part in done.stderr, f"nothing said of {part}:\n{done.stderr}")
    twice = SCENARIO.replace('[output]', '[[kinetics.output]]\nquantity = "y"\n[output]') \
        .replace('name = "turnover"', 'name = "turn/over"')
    done = twin("check", write(folder, scenario=twice))
    require(done.returncode == 2, f"exit {done.returncode}:\n{done.stderr}")
    for part in ('no "/"', '"turn/over_y" is called so already'):
        require(part in done.stderr, f"nothing said of {part}:\n{done.stderr}")
    done = twin("check", write(folder, network=NETWORK.replace("- k * y", "- kk * z")))
    require(done.returncode == 2, f"exit {done.returncode}:\n{done.stderr}")
    for part in ("network.toml:13", '"kk"', 'did you mean "k"?'):
        require(part in done.stderr, f"nothing said of {part}:\n{done.stderr}")


def failures_leave_a_window_to_run_again(folder):
    """1 / (200 - time) has no value at 200 min; the cells live until then."""
    network = NETWORK.replace('"supply - k * y"', '"1 / (200 - time) - k * y"')
    scenario = write(folder, network, SCENARIO.replace('cell_type = "tumour"\n[[kinetics.input]]',
                     'cell_type = "tumour"\nabsolute_tolerance = 1e-6\n[[kinetics.input]]'))
    out = folder / "run"
    done = twin("run", scenario, "--out", out, "--no-pictures")
    require(done.returncode == 1, f"exit {done.returncode}:\n{done.stderr}")
    for part in ("cell 0 at 204 min", 'network "turnover"', "y = "):
        require(part in done.stderr, f"nothing said of {part}:\n{done.stderr}")
    replay = out / "failed_cell.replay.toml"
    require(str(replay) in done.stderr, f"the file is not named:\n{done.stderr}")
    again = twin("simulate", replay)
    require(again.returncode == 1 and "failed" in again.stderr, again.stderr)
    # the store holds what was written before
    resumed = twin("run", "--resume", "--out", out, "--no-pictures")
    require(resumed.returncode == 1 and "cell 0 at 204 min" in resumed.stderr, resumed.stderr)


for check in (solvers_agree, every_problem_is_named, failures_leave_a_window_to_run_again):
    with tempfile.TemporaryDirectory() as folder:
        check(pathlib.Path(folder))
print("networks in cells: solvers agree, problems are named, failed windows can be run again")
