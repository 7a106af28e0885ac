#!/usr/bin/python3
"""What a run directory holds, and that it stands for itself.

Measurements and files of cells are copied into it, so that two checkouts store the same bytes and
the resolved scenario runs where it lies; the log tells of every start, stop and end; Ctrl-C leaves a
run that goes on, without its scenario too.

run_directory.py TWIN SMALL.toml
"""
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

twin, small = sys.argv[1:3]
failures = []
SHORT = ["--set", "time.end=1 h", "--set", "output.frames=30 min", "--set", "output.series=6 min",
         "--set", "output.checkpoints=30 min"]
COMPARISON = ('[[comparison]]\nseries = "radius"\nfile = "../{folder}/radius.csv"\n'
              'time_column = "day"\ntime_unit = "1 d"\nmean_column = "mean"\n')
PLACEMENT = '[[placement]]\nfile = "../cells/cells.csv"\nphases = "growing"\n'
CELLS = ("x,y,z,type,volume,phase,state,custom:antigen\n"
         "150,0,0,tumour,2000,,live,1.5\n150,30,0,tumour,,,apoptotic,\n"
         "-150,0,0,stroma,,ki67_negative,,skip\n-150,9,9,stroma,3000,,necrotic_swelling,\n")


def expect(holds, message):
    if not holds:
        failures.append(message)


def run(*arguments, status=0, said=()):
    """twin run without pictures; the status, and that all of these are said on standard error."""
    done = subprocess.run([twin, "run", "--no-pictures", *map(str, arguments)],
                          capture_output=True, text=True, timeout=100)
    missing = [part for part in said if part not in done.stderr]
    expect(done.returncode == status and not missing,
           f"{arguments}: exit status {done.returncode}, not said: {missing}\n{done.stderr}")
    return done


def digest(out):
    return json.loads((out / "summary.json").read_text())["digest"]


def log(out, *patterns):
    """Every line has a time, and the patterns occur in this order."""
    lines = (out / "log.txt").read_text().splitlines()
    expect(all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ  ", line) for line in lines),
           f"{out}/log.txt: a line without time")
    rest = iter(lines)
    missing = [p for p in patterns if not any(re.search(p, line) for line in rest)][:1]
    expect(not missing, f"{out}/log.txt: no {missing} in its place:\n" + "\n".join(lines))


def checkout(folder):
    """The small scenario with a file of cells and two tables of the same name, in its own place."""
    for name in ("scenarios", "cells"):
        (folder / name).mkdir(parents=True)
    (folder / "cells" / "cells.csv").write_text(CELLS)
    text = pathlib.Path(small).read_text() + PLACEMENT
    for measured in ("first", "second"):
        (folder / measured).mkdir()
        (folder / measured / "radius.csv").write_text(f"day,mean\n0.02,90\n0.04,{len(measured)}\n")
        text += COMPARISON.format(folder=measured)
    scenario = folder / "scenarios" / "tissue.toml"
    scenario.write_text(text)
    return scenario


def stands_for_itself(folder):
    a, b = folder / "a", folder / "b" / "deeper"
    run(checkout(a), "--out", a / "run", *SHORT)
    run(checkout(b), "--out", b / "run", *SHORT)
    resolved = (a / "run" / "scenario.resolved.toml").read_text()
    expect(resolved == (b / "run" / "scenario.resolved.toml").read_text(),
           "two checkouts resolve to different texts")
    expect(digest(a / "run") == digest(b / "run"), "two checkouts store different bytes")
    expect(str(folder) not in resolved, "the resolved scenario names the place of its tables")
    expect((a / "run" / "measured" / "radius_2.csv").read_text().endswith("0.04,6\n"),
           "the second table of a name is not copied under another")
    expect((a / "run" / "placed" / "cells.csv").read_text() == CELLS, "the cells are not copied")
    expect('file = "placed/cells.csv"' in resolved, "the resolved scenario names no copy of the cells")
    files = [c["file"] for c in json.loads((a / "run" / "summary.json").read_text())["comparisons"]]
    expect(files == ["measured/radius.csv", "measured/radius_2.csv"], f"summary: {files}")

    moved = folder / "moved"
    shutil.move(a / "run", moved)
    shutil.rmtree(a)
    run(moved / "scenario.resolved.toml", "--out", folder / "again")
    expect(digest(folder / "again") == digest(b / "run"), "the resolved scenario runs differently")
    run(moved / "scenario.resolved.toml", "--out", moved, "--force")
    expect(digest(moved) == digest(b / "run"), "the resolved scenario does not replace its own run")


def tells_in_the_log(folder):
    out = folder / "b" / "deeper" / "run"
    log(out, r"twin \d.*threads", r"scenario .*tissue\.toml", "--set time.end=1 h",
        "small tissue: .* cells, seed 11", " 10 %", " 50 %", "100 %", "radius .*used in calibration",
        "done in .* s, digest " + digest(out))
    warned = folder / "warned.toml"
    warned.write_text(pathlib.Path(small).read_text().replace('voxel = "20 um"', 'voxel = "4 um"')
                      .replace('["400 um", "400 um", "400 um"]', '["160 um", "160 um", "160 um"]')
                      .replace('"-180 um"', '"-80 um"').replace('"180 um"', '"80 um"')
                      .replace('"-130 um"', '"-60 um"').replace('"90 um"', '"20 um"'))
    run(warned, "--out", folder / "warned", "--set", "time.end=6 min", "--set",
        "output.frames=6 min", "--set", "output.series=6 min", "--set", "output.checkpoints=6 min")
    log(folder / "warned", "warning: .*voxel", "done")


def interrupt(scenario, out, number):
    """Starts a run and sends a signal once it is on its way."""
    for _ in range(10):  # a busy machine may come too late with the signal
        process = subprocess.Popen([twin, "run", "--no-pictures", scenario, "--out", out, "--force"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while process.poll() is None:
            if (out / "log.txt").exists() and " 5 %" in (out / "log.txt").read_text():
                break
            time.sleep(0.005)
        process.send_signal(number)
        errors = process.communicate(timeout=60)[1]
        if process.returncode != 0:
            break
    expect(process.returncode == 1 and f"go on with: twin run --resume --out {out}" in errors,
           f"signal {number}: exit status {process.returncode}\n{errors}")


def goes_on_after_a_signal(folder):
    scenario = checkout(folder / "c")
    run(scenario, "--out", folder / "whole")
    for number in (signal.SIGINT, signal.SIGTERM):
        out = folder / number.name
        interrupt(scenario, out, number)
        before = (out / "run.h5").read_bytes()
        run(scenario, "--out", out, "--resume", "--set", "twin.seed=2", status=2, said=["--set"])
        other = scenario.with_name("other.toml")
        other.write_text(scenario.read_text().replace("seed = 11", "seed = 12"))
        run(other, "--out", out, "--resume", status=2,
            said=["twin.seed is 11 there, 12 here", f"twin run --resume --out {out}"])
        expect((out / "run.h5").read_bytes() == before, "a refused resume changed the store")
        if number == signal.SIGTERM:  # the copies count, not what has become of the file
            (folder / "c" / "cells" / "cells.csv").write_text("gone")
        run("--out", out, "--resume", *([scenario] if number == signal.SIGINT else []))
        expect(digest(out) == digest(folder / "whole"), f"{number.name}: other bytes")
        log(out, "  0 %", "stopped at .* days; go on with", "twin .* threads", "100 %", "done in")
        run("--out", out, "--resume", said=["this run is complete"])


with tempfile.TemporaryDirectory() as directory:
    folder = pathlib.Path(directory)
    stands_for_itself(folder)
    tells_in_the_log(folder)
    goes_on_after_a_signal(folder)

for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
