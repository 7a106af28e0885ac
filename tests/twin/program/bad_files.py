#!/usr/bin/python3
"""What goes wrong outside the scenario: files of cells, rules and measurements, numbers that run
away, a disk that is full.

Wrong files end with 2, every row with its place and a way out, and nothing is started. A run that
cannot go on ends with 1, says when and why, and leaves a store that opens; after a full disk it goes
on to the same bytes.

bad_files.py TWIN SMALL.toml
"""
import json
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile

twin, small = sys.argv[1:3]
text = pathlib.Path(small).read_text()
failures = []


def call(*arguments, largest_file=None):
    """The program, which may be kept from writing files beyond a size: as a full disk does."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run([twin, *map(str, arguments)], capture_output=True, text=True, timeout=100,
                          preexec_fn=limit if largest_file else None,
                          restore_signals=largest_file is None)


def expect(name, done, status, said):
    missing = [part for part in said if part not in done.stderr]
    if done.returncode != status or missing:
        failures.append(f"{name}: exit status {done.returncode} (expected {status}), not said: "
                        f"{missing}\n{done.stdout}{done.stderr}")


def refused(folder, name, content, said, section):
    """A scenario with a file of these bytes is refused by check and run, which starts nothing."""
    data = folder / "data.csv"
    data.unlink(missing_ok=True)
    if content is not None:
        data.write_bytes(content if isinstance(content, bytes) else content.encode())
    scenario = folder / "scenario.toml"
    scenario.write_text(text + section)
    out = folder / "out"
    expect(name, call("run", scenario, "--out", out), 2, ["nothing was started", "data.csv", *said])
    if out.exists():
        failures.append(f"{name}: something was started")
    done = call("check", scenario, "--json")
    try:
        if done.returncode != 2 or not json.loads(done.stdout)["problems"]:
            failures.append(f"{name}: check --json reports no problem")
    except ValueError:
        failures.append(f"{name}: check --json is no JSON\n{done.stdout}{done.stderr}")


def wrong_cells(folder):
    header = "x,y,z,type,volume,phase,state,antigen\n"
    for name, content, said in (
            ("missing", None, ["no such file", "relative to"]),
            ("empty", "", ["the file is empty"]),
            ("no cells", header, ["no cells below the header"]),
            ("unknown type", header + "0,0,0,tumor,,,,\n", [":2:7:", 'did you mean "tumour"?']),
            ("text for a number", header + "0,abc,0,tumour,,,,\n", [":2:3:", '"abc"', "in um"]),
            ("nan and inf", header + "nan,0,-inf,tumour,,,,\n", [":2:1:", ":2:7:", "no finite"]),
            ("far away", header + "1e9,0,0,tumour,,,,\n",
             [":2:1:", "outside the domain", "(-200, -200, -200) um to (200, 200, 200) um"]),
            ("negative volume", header + "0,0,0,tumour,-5,,,\n", [":2:14:", "allowed: 2.494 to"]),
            ("volume in m^3", header + "0,0,0,tumour,2e-15,,,\n", [":2:14:", "2e-15"]),
            ("unknown phase", header + "0,0,0,tumour,,lief,,\n", [":2:15:", 'did you mean "live"?']),
            ("unknown state", header + "0,0,0,tumour,,,necrotic,\n", [":2:16:", "necrotic_lysed"]),
            ("few fields", header + "0,0,0,tumour\n", [":2:1:", "4 fields, there are 8 columns"]),
            ("many fields", "0,0,0,0,7\n", [":1:1:", "5 fields, there are 4 columns"]),
            ("type number", "0,0,0,3\n", [":1:7:", "0 (tumour), 1 (stroma), 2 (hunter)"]),
            ("double column", "x,y,z,x,type\n", [":1:7:", "stands for the same"]),
            ("unknown column", "x,y,z,type,antigne\n0,0,0,tumour,1\n",
             [":1:12:", 'did you mean "antigen"?']),
            ("not utf8", b"x,y,z,type\n0,0,0,tum\xffour\n", [":2:10:", "save the file as UTF-8"]),
            ("cut in Latin-1", b"x,y,z,type\n0,0,0,\xb5m\n", [":2:7:", "0xb5"]),
            ("open quotes", 'x,y,z,type\n0,0,0,"tumour\n', [":2:1:", "is not closed"]),
            ("all wrong", header + "0,0,0,tumor,,,,\n" * 400,
             [":21:7:", ":22:1: 380 more problems from this line on"])):
        refused(folder, f"cells: {name}", content, said, '[[placement]]\nfile = "data.csv"\n')


def wrong_rules(folder):
    row = "tumour,oxygen,increases,apoptosis,0.01,15,4,0\n"
    for name, content, said in (
            ("missing", None, ["no such file"]),
            ("number", row.replace("0.01", "1e999"), [":1:35:", "1e999"]),
            ("negative", row.replace("0.01", "-1"), [":1:35:", "0 1/min"]),
            ("word", row.replace("oxygen", "oxigen"), [":1:8:", 'did you mean "oxygen"?']),
            ("short", row.replace(",0\n", "\n"), [":1:1:", "7 cells, a rule has 8"]),
            ("not utf8", row.encode().replace(b"oxygen", b"ox\xffgen"), [":1:10:", "UTF-8"])):
        refused(folder, f"rules: {name}", content, said, '[rules]\nfile = "data.csv"\n')


def wrong_measurements(folder):
    section = ('[[comparison]]\nseries = "radius"\nfile = "data.csv"\ntime_column = "day"\n'
               'time_unit = "1 d"\nmean_column = "mean"\nsd_column = "sd"\n')
    for name, content, said in (
            ("missing", None, ["no such file"]),
            ("unsorted", "day,mean,sd\n0.4,90,1\n0.2,80,1\n", [":3:1:", "sort the rows by time"]),
            ("negative spread", "day,mean,sd\n0.2,90,-1\n", [":2:8:", "0 or more"]),
            ("text", "day,mean,sd\n0.2,many,1\n", [":2:5:", '"many"']),
            ("ragged", "day,mean,sd\n0.2,90\n", [":2:1:", "2 cells, the header has 3"]),
            ("not utf8", b"day,mean,sd\n0.2,9\xff0,1\n", [":2:6:", "UTF-8"])):
        refused(folder, f"measurements: {name}", content, said, section)
    (folder / "data.csv").write_text("day,mean,sd\n0.1,,\n0.2,90,NA\n,80,1\n")
    scenario = folder / "scenario.toml"
    scenario.write_text(text + section)
    expect("gaps are missing observations", call("check", scenario), 0, [])


def digest(folder):
    return json.loads((folder / "summary.json").read_text())["digest"]


SHORT = ["--set", "time.end=3 h", "--set", "output.frames=1 h", "--set", "output.series=30 min"]


def numbers_that_run_away(folder):
    """Each is met midway or at once; the store opens, and what was stored before is there."""
    infinite = folder / "infinite.toml"
    infinite.write_text(text.replace('start = "4 h"', 'start = "90 min"')
                        .replace('"0.3 ng/mL"', '"1e308 ng/mL"'))
    out = folder / "infinite"
    what = ["min: ", 'the field "factor" is not finite']
    expect("a field that is not finite", call("run", infinite, "--out", out, "--no-pictures", *SHORT),
           1, what)
    expect("it opens", call("render", out), 0, [])
    if len(list((out / "pictures").glob("type_*.png"))) != 2:
        failures.append("a field that is not finite: the frames of 0 and 1 h are not there")
    expect("it fails again", call("run", "--resume", "--out", out, "--no-pictures"), 1, what)
    if 'failed: at ' not in (out / "log.txt").read_text():
        failures.append("a field that is not finite: not in the log")
    exchange = "cell_type.tumour.exchange.factor."
    expect("a rate that is not finite",
           call("run", small, "--out", folder / "rate", "--no-pictures", *SHORT,
                "--set", exchange + "secretion=1e300 1/min",
                "--set", exchange + "secretion_target=1e300 ng/mL"),
           1, ["min: ", 'what cells do to "factor" is out of range', "inf"])


def disk_is_full(folder):
    whole = folder / "whole"
    expect("whole run", call("run", small, "--out", whole, "--no-pictures", *SHORT), 0, [])
    sizes = sorted(f.stat().st_size for f in whole.rglob("*") if f.is_file())
    for share in (0.2, 0.5, 0.9):
        out = folder / f"full_{share}"
        most = int(share * sizes[-1])
        expect(f"full at {most} bytes",
               call("run", small, "--out", out, "--no-pictures", *SHORT, largest_file=most), 1,
               ["cannot write", "File too large", "is intact", "--resume"])
        if not (out / "run.h5").exists():
            continue  # not even the start found room
        expect(f"full at {most} bytes, opened", call("render", out), 0, [])
        expect(f"full at {most} bytes, resumed",
               call("run", "--resume", "--out", out, "--no-pictures"), 0, [])
        if digest(out) != digest(whole):
            failures.append(f"full at {most} bytes: other bytes after --resume")


with tempfile.TemporaryDirectory() as directory:
    folder = pathlib.Path(directory)
    wrong_cells(folder)
    wrong_rules(folder)
    wrong_measurements(folder)
    numbers_that_run_away(folder)
    disk_is_full(folder)

for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
