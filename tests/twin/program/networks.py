#!/usr/bin/python3
"""twin network, simulate and sbml-case as a user types them, on networks with a closed form.

Argument: the program twin (a second one, a scenario, is not looked at).
"""
import csv
import io
import math
import pathlib
import subprocess
import sys
import tempfile

MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">'
MODEL = f"""<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="decay">
<listOfCompartments><compartment id="v" size="2" constant="true"/></listOfCompartments>
<listOfSpecies>
<species id="A" compartment="v" initialConcentration="3" hasOnlySubstanceUnits="false"
 boundaryCondition="false" constant="false"/>
<species id="B" compartment="v" initialAmount="0" hasOnlySubstanceUnits="false"
 boundaryCondition="false" constant="false"/>
</listOfSpecies>
<listOfParameters><parameter id="k" value="0.5" constant="true"/></listOfParameters>
<listOfReactions><reaction id="r" reversible="false">
<listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
<listOfProducts><speciesReference species="B" stoichiometry="2" constant="true"/></listOfProducts>
<kineticLaw>{MATH}<apply><times/><ci>k</ci><ci>A</ci><ci>v</ci></apply></math></kineticLaw>
</reaction></listOfReactions></model></sbml>
"""

TOML = """schema = 1
name = "gene"
time_unit = "min"
[inputs]
signal = { value = 1, description = "what switches the gene on" }
[parameters]
made = { value = "2 nM/min", distribution = "lognormal", cv = 0.3 }
lost = "6 1/h"
[species]
P = { initial = "0 nM", at_division = "halved" }
[species.phase]
initial = 0
may_be_negative = true
[rates]
P = "signal * made - lost * P"
phase = "-lost * (phase + 1)"
[[event]]
name = "cut"
at = "time >= 90"
assign = { P = "P / 4" }
"""


def run(*words):
    return subprocess.run([TWIN, *map(str, words)], capture_output=True, text=True)


def expect(done, status, *texts):
    said = done.stdout + done.stderr
    missing = [text for text in texts if text not in said]
    if done.returncode != status or missing:
        sys.exit(f"{done.args}: exit status {done.returncode}, wanted {status}; missing {missing}:\n{said}")


def rows_of(text):
    return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(io.StringIO(text))]


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        model = folder / "decay.xml"
        model.write_text(MODEL)
        expect(run("network", model), 0, "r = k * A * v", "A.amount' = -r", "B.amount' = 2 * r",
               "conserved sums: 1\nA.amount + 0.5 B.amount".split("\n")[0], "2 states",
               "no unit of time")

        done = run("simulate", model, "--until", 4, "--steps", 8, "--set", "k=0.7", "--chart",
                   folder / "run.png")
        expect(done, 0)
        for row in rows_of(done.stdout):
            a = 3 * math.exp(-0.7 * row["time"])
            assert abs(row["A"] - a) < 1e-6, row
            assert abs(row["B"] - 2 * (3 - a)) < 1e-6, row
        assert (folder / "run.png").stat().st_size > 5000

        expect(run("simulate", model, "--until", 4, "--species", "a"), 2, 'did you mean "A"?')
        expect(run("simulate", model, "--until", 4, "--set", "q=1"), 2, "no constant")
        expect(run("simulate", model, "--until", 4, "--set", "k=fast"), 2, "no number")
        expect(run("simulate", model, "--until", -1), 2, "not above 0")
        expect(run("simulate", folder / "none.xml", "--until", 1), 2, "no such file")
        expect(run("simulate", model, "--until", 1, "--out", folder / "no" / "run.csv"), 1,
               "cannot be written")

        model.write_text(MODEL.replace("<ci>k</ci><ci>A</ci>", "<cn>-1</cn><apply><root/><apply>"
                                       "<minus/><cn>4</cn><ci>A</ci></apply></apply>"))
        expect(run("simulate", model, "--until", 100), 1, "cannot go on at t = ", "A.amount = ")

        model.write_text(MODEL.replace('id="r"', 'id="r" fast="true"').replace("version2", "version1")
                         .replace('version="2"', 'version="1"'))
        expect(run("network", model), 2, 'reaction "r": fast reactions are not supported')

        settings = folder / "settings.txt"
        settings.write_text("start: 0\nduration: 1\nsteps: 2\nvariables: A, Z\nabsolute: 1e-7\n"
                            "relative: 1e-4\namount: A\nconcentration:\n")
        model.write_text(MODEL)
        expect(run("sbml-case", model, settings, folder / "out.csv"), 2, '"Z" is none')
        settings.write_text(settings.read_text().replace(", Z", ""))
        expect(run("sbml-case", model, settings, folder / "out.csv"), 0)
        last = rows_of((folder / "out.csv").read_text())[-1]
        assert abs(last["A"] - 6 * math.exp(-0.5)) < 1e-7, last
        settings.write_text("start: 0\nduration: long\nsteps: 2\n")
        expect(run("sbml-case", model, settings, folder / "out.csv"), 2, 'duration: "long"',
               "absolute:")


def toml_networks():
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        model, sbml = folder / "gene.toml", folder / "gene.xml"
        model.write_text(TOML)
        expect(run("network", model, "--sbml", sbml), 0, "# gene, time in min",
               "P' = signal * made - lost * P", "P(0) = 0  # nM, halved at division",
               "signal = 1  # 1, input, what switches the gene on",
               "made = 2  # nM/min, from cell to cell lognormal, cv 0.3", "lost = 0.1  # 1/min",
               "cut: at 90 <= time", "## steady state\n(events left out)\nafter ", "P = 20\nphase = -1\n",
               "at the start: rates from 0.1 to 0.1 a min, ratio 1")

        expect(run("network", model, "--set", "signal=2", "--set", "lost=0.2"), 0, "P = 20\nphase = -1\n",
               "rates from 0.2 to 0.2")
        expect(run("network", model, "--set", "signal=high"), 2, "no number after =")

        def expected(time, at_rest):
            start = 20 if at_rest else 0
            p = 20 + (start - 20) * math.exp(-0.1 * min(time, 90))
            return p if time < 90 else 20 + (p / 4 - 20) * math.exp(-0.1 * (time - 90))

        for file in (model, sbml):
            done = run("simulate", file, "--until", 120, "--steps", 8)
            expect(done, 0)
            for row in rows_of(done.stdout):
                assert abs(row["P"] - expected(row["time"], False)) < 1e-5, row
                assert abs(row["phase"] + 1 - math.exp(-0.1 * row["time"])) < 1e-6, row
            done = run("simulate", file, "--until", 120, "--steps", 8, "--steady-state")
            expect(done, 0)
            for row in rows_of(done.stdout):
                assert abs(row["P"] - expected(row["time"], True)) < 1e-5, row

        done = run("simulate", model, "--until", 80, "--steady-state", "--before", "signal=0.5", "--set",
                   "signal=2")
        expect(done, 0)
        for row in rows_of(done.stdout):
            assert abs(row["P"] - (40 - 30 * math.exp(-0.1 * row["time"]))) < 1e-5, row

        expect(run("simulate", model, "--until", 1, "--before", "signal=0"), 2, "--steady-state")
        expect(run("simulate", model, "--until", 1, "--steady-state", "--before", "sgnal=0"), 2,
               "--before", 'did you mean "signal"?')
        expect(run("network", model, "--sbml", folder / "no" / "gene.xml"), 1, "cannot be written")
        expect(run("network", folder / "gen.toml"), 2, "no such file", 'did you mean "gene.toml"?')
        expect(run("simulate", folder / "gene.txt", "--until", 1), 2, '".txt" is no extension')

        model.write_text(TOML.replace("lost * P", "lots * P").replace("initial = 0", "intial = 0"))
        expect(run("network", model), 2, 'gene.toml:12:1: unknown key "intial"', 'mean "initial"?',
               'gene.toml:15:22: unknown name "lots"', 'mean "lost"?')
        model.write_text(TOML.replace('"-lost * (phase + 1)"', "1"))
        expect(run("network", model), 0, "none found in ", "still moving: phase")
        expect(run("simulate", model, "--until", 1, "--steady-state"), 2, "does not come to rest")


def documented_example():
    lines = (pathlib.Path(__file__).parents[3] / "docs" / "networks.md").read_text().splitlines()
    begin = lines.index("    schema = 1")
    end = next(i for i in range(begin, len(lines)) if lines[i] and not lines[i].startswith("    "))
    text = "\n".join(line[4:] for line in lines[begin:end])
    with tempfile.TemporaryDirectory() as place:
        model = pathlib.Path(place) / "receptor.toml"
        model.write_text(text)
        expect(run("network", model), 0, "off = 0.01  # 1/min", "R = 10\nC = 0\nS = 0\npulses = 0")
        done = run("simulate", model, "--until", 240, "--set", "ligand=5")
        expect(done, 0)
        assert rows_of(done.stdout)[-1]["pulses"] == 1, done.stdout
        model.write_text(text.replace("nM min)", "nM mim)").replace("(bound", "(bonud"))
        expect(run("network", model), 2, *(f"receptor.toml:{place}" for place in (
            '9:6: "0.02 1/(nM mim)" has an unknown unit "mim"', '27:14: unknown name "bonud"')))


TWIN = sys.argv[1]
main()
documented_example()
toml_networks()
