#!/usr/bin/python3
"""Holds every #include of the tree against the floors and each folder's third-party list.

A folder includes from itself and from the floors below it; third-party headers stay where
docs/architecture.md puts them, and the heavy ones never enter a public header of ours.
Prints file:line and the rule for each offence; exit status 1 if there is one.
"""
import pathlib
import re
import subprocess
import sys

BELOW = {
    "core": [],
    "kinetics": ["core"],
    "assimilation": ["core"],
    "agents": ["kinetics", "core"],
    "surrogates": ["agents", "kinetics", "core"],
    "viz": ["agents", "core"],
    "twin": ["viz", "surrogates", "agents", "assimilation", "kinetics", "core"],
}
ANYWHERE_ABOVE = ["tests", "bench"]  # these may include every floor

THIRD_PARTY = {  # pattern of the include -> folders that may use it, tests and bench besides
    r"(torch|ATen|c10)/": ["surrogates"],
    r"vtk\w*\.h": ["viz"],
    r"(EGL|GL)/": ["viz"],
    r"(cvode|cvodes|sundials|nvector|sunlinsol|sunmatrix)/": ["kinetics"],
    r"sbml/": ["kinetics"],
    r"(hdf5|H5\w+)\.h": ["twin"],
    r"toml(11/|\.hpp)": ["core"],
    r"CLI/": ["twin"],
    r"mpi\.h": ["twin"],
    r"httplib\.h": ["twin"],
    r"nlohmann/": ["twin", "surrogates"],
    r"xxhash\.h": ["core"],
    r"Random123/": ["core"],
    r"udunits2\.h": ["core"],
    r"spdlog/": ["core"],
    r"fmt/": ["core", "kinetics", "assimilation", "agents", "surrogates", "viz", "twin"],
    r"(oneapi/)?tbb/": ["core", "agents"],
    r"boost/": ["assimilation"],
    r"Eigen/": ["kinetics", "assimilation", "agents"],
}
NEVER_IN_PUBLIC_HEADERS = [
    r"(torch|ATen|c10)/", r"vtk\w*\.h", r"(EGL|GL)/", r"(cvode|cvodes|sundials|nvector|sunlinsol)/",
    r"sbml/", r"(hdf5|H5\w+)\.h", r"toml(11/|\.hpp)", r"CLI/", r"mpi\.h", r"httplib\.h",
    r"Random123/", r"udunits2\.h", r"spdlog/", r"xxhash\.h", r"(oneapi/)?tbb/", r"boost/", r"nlohmann/json\.hpp",
]
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def offences(path: str, text: str):
    folder = path.split("/")[0]
    private = re.search(r"(^|[_/])(internal|detail|impl)", pathlib.PurePath(path).name)
    public_header = path.endswith(".h") and folder in BELOW and not private
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        target = match.group(2)
        place = f"{path}:{number}"
        first = target.split("/")[0]
        if match.group(1) == '"':
            if folder in BELOW and first in BELOW and first != folder and first not in BELOW[folder]:
                yield f"{place}: {folder}/ must not include {target} (below it: {BELOW[folder] or 'nothing'})"
            if folder in BELOW and first in ANYWHERE_ABOVE:
                yield f"{place}: {folder}/ must not include from {first}/"
            if "/" not in target and folder in BELOW:
                yield f'{place}: write "{folder}/.../{target}": includes start at the root'
        for pattern, folders in THIRD_PARTY.items():
            if re.fullmatch(pattern + r".*", target) and folder not in folders + ANYWHERE_ABOVE:
                yield f"{place}: {target} belongs to {', '.join(folders)}/ only"
        if public_header and any(re.fullmatch(p + r".*", target) for p in NEVER_IN_PUBLIC_HEADERS):
            yield f"{place}: {target} must not stand in a public header"


def too_long(path: str, text: str):
    lines = text.count("\n")
    if lines > 600:
        yield f"{path}: {lines} lines (one subject a file, at most 600)"


def self_test():
    """The check must fail on samples that break each rule, or it proves nothing."""
    samples = {
        "core/a.h": '#include "agents/cells/population.h"\n',
        "agents/a.cpp": '#include "twin/scenario/scenario.h"\n',
        "viz/a.h": "#include <vtkPolyData.h>\n",
        "agents/b.cpp": "#include <hdf5.h>\n",
        "twin/a.cpp": '#include "scenario.h"\n',
        "core/b.cpp": '#include "tests/x.h"\n',
    }
    for path, text in samples.items():
        assert list(offences(path, text)), f"self-test: {path} was not caught"
    assert not list(offences("viz/a.cpp", "#include <vtkPolyData.h>\n"))


def main() -> int:
    self_test()
    root = pathlib.Path(sys.argv[1])
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "*.h", "*.cpp"],
        capture_output=True, text=True, check=True).stdout.split()
    if not listed:
        print("no sources found")
        return 1
    found = []
    for path in listed:
        file = root / path
        if not file.exists():
            continue
        text = file.read_text(encoding="utf-8")
        found += list(offences(path, text)) + list(too_long(path, text))
    print("\n".join(found) if found else f"{len(listed)} files keep the floors")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
