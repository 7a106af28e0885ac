#!/usr/bin/python3
"""Wrong input as a user gives it: exit status 2, the place and a way out, nothing started.

A run that fails midway ends with 1, names the cell, and leaves a store that opens.

bad_input.py TWIN SMALL.toml
"""
import json
import pathlib
import subprocess
import sys
import tempfile

twin, small = sys.argv[1:3]
text = pathlib.Path(small).read_text()
failures = []


def call(*arguments):
    done = subprocess.run([twin, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def expect(name, arguments, said, status=2):
    """The command ends with this status and says all of these, on standard error if it fails."""
    code, out, err = call(*arguments)
    missing = [part for part in said if part not in (err if status else err + out)]
    if code != status or missing:
        failures.append(f"{name}: exit status {code} (expected {status}), not said: {missing}\n"
                        f"{out}{err}")


def expect_untouched(folder, name, arguments, said):
    """The command is refused and neither makes nor removes a file."""
    before = sorted(folder.rglob("*"))
    expect(name, arguments, said)
    if sorted(folder.rglob("*")) != before:
        failures.append(f"{name}: files came or went")


def expect_pictures(name, run):
    """render draws the run: every file is a PNG."""
    expect(name, ["render", run], [".png"], status=0)
    files = list((run / "pictures").glob("type_*.png"))
    if not files or any(f.read_bytes()[:8] != b"\x89PNG\r\n\x1a\n" for f in files):
        failures.append(f"{name}: no pictures, or files that are none")


def refused(folder, name, content, said, arguments=()):
    """A scenario of these bytes is refused by run, which leaves no directory."""
    file = folder / f"{name.replace(' ', '_')}.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = folder / "out"
    expect(name, ["run", file, "--out", out, *arguments], [file.name, *said])
    if out.exists():
        failures.append(f"{name}: something was started")


with tempfile.TemporaryDirectory() as directory:
    folder = pathlib.Path(directory)
    refused(folder, "syntax", text.replace('seed = 11', 'seed = = 11'), [":7:"])
    refused(folder, "unknown key", text.replace("seed = 11", "sead = 11"),
            [":7:1:", 'did you mean "seed"?'])
    refused(folder, "unit", text.replace('"0.1 1/min"', '"0.1 h"', 1), ["0.1 h", "1/time"])
    refused(folder, "bare number", text.replace('"12 h"', "12"), ["12", "unit"])
    refused(folder, "range", text.replace('"1e5 um^2/min"', '"-1e5 um^2/min"'),
            ["-1e5", "0 um^2/min"])
    refused(folder, "no base", 'extends = "nowhere.toml"\n' + text,
            [":1:", "nowhere.toml", "relative to"])
    refused(folder, "not utf8", text.encode().replace(b"small tissue", b"sm\xffll"),
            [":1:7:", "save the file as UTF-8"])
    refused(folder, "control", text.replace("small tissue", "small\x01tissue"),
            [":1:10:", "control character 0x01"])
    refused(folder, "schema", text.replace("schema = 1", "schema = 99"),
            [":3:", "99", "this program reads schema 1"])
    refused(folder, "many", text.replace("seed = 11", "sead = 11").replace('"12 h"', '"12 um"')
            .replace('voxel = "20 um"', 'voxel = "0 um"'),
            ["3 problems", ":7:", "sead", ":10:", "12 um", ":18:", "0 um"])
    refused(folder, "set path", text, ["tumuor", "tumour"],
            ["--set", "cell_type.tumuor.cycle=live"])
    refused(folder, "set value", text, ["time.end"], ["--set", "time.end=yes"])
    # what a published simulator runs with, silently or with a warning, aborts on or hangs on
    for name, old, new, said in (
            ("text for a number", '"0.1 1/min"', '"fast"', ["fast", "1/min"]),
            ("negative volume", "released_fraction = 0.5", "volume = { total = \"-5 um^3\" }",
             ["-5 um^3", "more than 0"]),
            ("unit of another kind", '"600 um^2/min"', '"600 hour"', ["600 hour", "length^2/time"]),
            ("step that does not divide", 'mechanics = "1 min"', 'mechanics = "0.33 min"',
             ["0.33 min", "time.mechanics"]),
            ("step of 0", 'field = "0.5 min"', 'field = "0 min"', ["0 min", "more than 0"]),
            ("domain inside out", '["400 um", "400 um", "400 um"]', '["-400 um", "400 um", "400 um"]',
             ["-400 um"]),
            ("unknown cycle", 'model = "live"', 'model = "life"', ['did you mean "live"?']),
            ("unknown substance to follow", 'substance = "factor"\n[cell_type.phagocytosis]',
             'substance = "facter"\n[cell_type.phagocytosis]', ['did you mean "factor"?']),
            ("cut short", "[output]", "[outp", [":207:1:", "not valid TOML"]),
            ("no rules file", "[output]", '[rules]\nfile = "none.csv"\n[output]',
             ["none.csv", "no such file"]),
            ("source outside", "[[variable]]", '[[substance.source]]\nshape = "point"\n'
             'volume = "1 um^3"\nuptake = "1 1/min"\ncentre = ["1 mm", "0 um", "0 um"]\n[[variable]]',
             ["(1000, 0, 0) um lies outside", "the domain reaches from"]),
            ("division out of reach", '[cell_type.cycle]\nmodel = "live"',
             '[cell_type.cycle]\nmodel = "custom"\nphase = [ { name = "a", exit_rate = "0 1/h", next = "a"'
             ' }, { name = "b", duration = "1 h", divides = true } ]',
             ["no phase that divides can be reached"]),
            ("phase of no time", '[cell_type.cycle]\nmodel = "live"',
             '[cell_type.cycle]\nmodel = "custom"\nphase = [ { name = "a", duration = "0 h" } ]',
             ["0 h", "more than 0 min"])):
        assert old in text, old
        refused(folder, name, text.replace(old, new, 1), said)
    table = folder / "measured.csv"
    comparison = ('[[comparison]]\nseries = "radius"\nfile = "measured.csv"\ntime_column = "day"\n'
                  'time_unit = "1 d"\nmean_column = "mean"\n')
    table.write_text("day,mean\n0.25,100\n0.4,many\n")
    refused(folder, "text in a table", text + comparison,
            ["measured.csv:3:5:", "many", "leave the cell empty"])
    table.write_text("day,men\n0.25,100\n")
    refused(folder, "missing column", text + comparison,
            ["measured.csv", 'no column "mean"', 'did you mean "men"?'])

    out = folder / "run"
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "spheroid.toml").write_text(text)
    expect_untouched(folder, "missing file",
                     ["run", folder / "scenarios" / "sphroid.toml", "--out", out],
                     ["sphroid.toml: no such file", 'did you mean "spheroid.toml"?'])
    expect_untouched(folder, "no command", [], ["no command", "commands: run, ensemble"])
    expect_untouched(folder, "unknown command", ["rnu", small],
                     ['unknown command "rnu"', 'did you mean "run"?'])
    expect_untouched(folder, "strange command", ["dream"],
                     ['unknown command "dream"', "commands: run, ensemble"])
    expect_untouched(folder, "unknown option", ["run", small, "--thraeds", "2"],
                     ['twin run: unknown option "--thraeds"', 'did you mean "--threads"?'])
    expect_untouched(folder, "unknown option first", ["run", "--oot", "q", small],
                     ['twin run: unknown option "--oot"', 'did you mean "--out"?'])
    expect_untouched(folder, "unknown option of all", ["--versoin"],
                     ['twin: unknown option "--versoin"', 'did you mean "--version"?'])
    expect_untouched(folder, "unknown option with value", ["render", "x", "--colr=type"],
                     ['"--colr"', 'did you mean "--color"?'])
    expect_untouched(folder, "left over", ["check", small, "a", "b"], ["left over: a, b"])
    expect_untouched(folder, "no scenario", ["run", "--out", out], ["no scenario was given"])
    expect_untouched(folder, "resume of no directory", ["run", "--resume"], ["--out DIR"])
    for command in (["run", small, "--resume", "--out"], ["run", "--resume", "--out"], ["render"]):
        expect_untouched(folder, f"{command} of nothing", [*command, out],
                         ["no such run directory", f"twin run SCENARIO --out {out}"])
    (folder / "empty").mkdir()
    for command in (["run", small, "--resume", "--out"], ["render"]):
        expect_untouched(folder, f"{command} of an empty directory", [*command, folder / "empty"],
                         ["holds no run (no run.h5)", "twin run SCENARIO --out"])

    plain = folder / "plain"
    plain.write_text("not a folder")
    for out_of, why in ((plain, "is a file"), (plain / "run", "is a file"),
                        ("/proc/nothing/run", "cannot be made"), (folder / ("x" * 300), "too long")):
        for more in ([], ["--force"]):
            expect_untouched(folder, f"run to {out_of}", ["run", small, "--out", out_of, *more],
                             [why, "choose another folder with --out"])

    short = ["--set", "time.end=30 min", "--set", "output.frames=30 min",
             "--set", "output.series=6 min", "--set", "output.checkpoints=6 min"]
    expect("short run", ["run", small, "--out", out, *short], ["digest"], status=0)
    expect_untouched(folder, "existing run", ["run", small, "--out", out], ["--force"])
    expect_untouched(folder, "run to a folder in use", ["run", small, "--out", folder],
                     ["no whole run", "--force"])
    expect_untouched(folder, "resume with set", ["run", small, "--out", out, "--resume", *short],
                     ["--set", "leave --set out"])
    for picture, said in ((["--colour", "pressur"], ['"pressur"', "radius", 'did you mean "pressure"?']),
                          (["--colour", "nothing"], ['"nothing"', "type, "]),
                          (["--field", "oxigen"], ['"oxigen"', "factor", 'did you mean "oxygen"?']),
                          (["--out", plain], ["is a file", "--out"])):
        expect_untouched(folder, f"render {picture}", ["render", out, *picture], said)
    expect_untouched(folder, "render of a store", ["render", out / "run.h5"], [f"write {out}"])
    expect_pictures("pictures", out)
    expect("picture", ["render", out, "--colour", "pressure", "--day", "0"], [], status=0)
    if not list((out / "pictures").glob("pressure*.png")):
        failures.append("picture: none was written")
    store = out / "run.h5"
    store.write_bytes(store.read_bytes()[: store.stat().st_size // 2])
    expect_untouched(folder, "cut store, resume", ["run", small, "--out", out, "--resume"],
                     ["run.h5", "cut short", "take an undamaged copy"])
    expect_untouched(folder, "cut store, render", ["render", out], ["run.h5", "cut short"])

    # Growing cells leave a domain that is too small for them, after some hours.
    narrow = folder / "narrow.toml"
    narrow.write_text(text.replace('"400 um"', '"200 um"').replace('"90 um"', '"85 um"')
                      .replace('"-180 um"', '"-100 um"').replace('"180 um"', '"100 um"')
                      .replace('"-130 um"', '"-80 um"').replace('"12 h"', '"10 d"')
                      .replace("walls = true", "walls = false"))
    failed = folder / "failed"
    left = ["cell ", " min: left the domain", "domain.size"]
    expect("failure midway", ["run", narrow, "--out", failed, "--no-pictures"], left, status=1)
    log = (failed / "log.txt").read_text()
    if "failed: cell " not in log or "domain.size" not in log:
        failures.append(f"failure midway: not in the log\n{log}")
    expect_pictures("pictures of a failed run", failed)
    expect("failed run resumed", ["run", narrow, "--out", failed, "--no-pictures", "--resume"],
           left, status=1)

    expect("check", ["check", small], ["no problems"], status=0)
    expect("version", ["--version"], ["twin 0", "VTK", "toml11"], status=0)
    for arguments in (["check", small, "--json"], ["schema", "--json"]):
        expect(" ".join(map(str, arguments)), arguments, [], status=0)
        json.loads(call(*arguments)[1])

for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
