#!/usr/bin/env python3
"""retina.py TWIN SMALL SCENARIOS: patches of retina as a user runs them.

The same bytes on 1, 2 and 4 threads and through a kill; a patch coupled to the rest of the eye; an
ensemble over seeds; everything that is wrong with a scenario named at once.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

TWIN, SCENARIOS = sys.argv[1], pathlib.Path(sys.argv[3]) / "retinopathy"
SMALL = ["--set", 'retina.macula.size="1500 um"', "--set", 'time.end="720 d"',
         "--set", 'retina.step="10 d"', "--set", 'output.frames="360 d"', "--set",
         'output.series="60 d"', "--set", 'output.checkpoints="20 d"']


def twin(*words, status=0):
    done = subprocess.run([TWIN, *map(str, words)], capture_output=True, text=True)
    if done.returncode != status:
        sys.exit(f"{words}: {done.returncode} instead of {status}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def digest(out):
    return json.loads((out / "summary.json").read_text())["digest"]


def same_bytes(folder, scenario, *sets):
    digests = set()
    for threads in (1, 2, 4):
        out = folder / f"{scenario}_{threads}"
        began = time.monotonic()
        twin("run", SCENARIOS / f"{scenario}.toml", "--no-pictures", "--out", out, "--threads", threads, *sets)
        length = time.monotonic() - began
        digests.add(digest(out))
    for share in (0.4, 0.7):
        out = folder / f"{scenario}_killed_{share}"
        process = subprocess.Popen([TWIN, "run", SCENARIOS / f"{scenario}.toml", "--no-pictures", "--out", out,
                                    *sets], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(share * length)
        process.kill()
        process.wait()
        if not (out / "run.h5").exists():
            continue  # killed before anything was kept
        twin("run", "--resume", "--out", out, "--no-pictures")
        digests.add(digest(out))
    assert len(digests) == 1, (scenario, digests)


def bad_input(folder):
    scenario = SCENARIOS / "progression.toml"
    for setting, words in (
            ('retina.column="70 um"', "does not divide"),
            ("retina.blood.venous=60", "is not below arterial"),
            ('retina.step="7 d"', "not a whole multiple of retina.step"),
            ("retina.hba1c[0].percent=40", "at least 4 and at most 18"),
            ("retina.loss.vegf_gian=3", "did you mean"),
            ('retina.patch="peripheral"', "periphery"),
            ('retina.vessels.mask="none.pgm"', "none.pgm")):
        said = twin("run", scenario, "--out", folder / "bad", "--set", setting, status=2)
        assert words in said, (setting, said)
        assert not (folder / "bad").exists()
    late = twin("check", SCENARIOS / "laser.toml", "--set", 'laser[0].at="-3 d"', "--set", "retina.blood.venous=60",
                status=2)
    assert "outside the run" in late and "is not below arterial" in late, late
    past = twin("check", SCENARIOS / "macula_treated.toml", "--set", 'dose[0].start="-28 d"', "--set",
                'dose[1].state="drug_w"', status=2)
    assert "lies before the run" in past and "drug_v" in past, past
    mask = folder / "mask.pgm"
    mask.write_text("P2\n4 3\n1\n" + "0 1 0 1\n" * 3)
    said = twin("check", scenario, "--set", f'retina.vessels.mask="{mask}"', "--set", "retina.vessels.width=8",
                "--set", "retina.vessels.height=8", status=2)
    assert "mask.pgm" in said and "8" in said, said


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        same_bytes(folder, "progression", *SMALL)
        same_bytes(folder, "laser", "--set", 'time.end="1440 d"', "--set", 'laser[0].at="720 d"')
        same_bytes(folder, "macula_treated", *SMALL, "--set", 'dose[0].start="100 d"', "--set", 'dose[1].start="500 d"')
        bad_input(folder)


main()
