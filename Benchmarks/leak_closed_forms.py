"""Attacks on MiniLM and SST-2 beside what theory lets the best of them reach.

usage: leak_closed_forms.py SIDELIGHT MODEL_DIR DATA_DIR [SAMPLES]

Runs Scenarios/minilm-sst2.yaml for one epoch: plain, behind randomized response, behind noise. Prints
a table: the closed form for the shares of the labels, the best attack that sees delta alone, what an
attacker with four known labels a class gets from activations, from both, and gains. Exits with 1 if
a number lies more than 3.5 standard errors outside, or a check exits as it should not.
"""
import collections
import json
import math
import os
import re
import subprocess
import sys
import tempfile

DELTA_ONLY = {"label." + name for name in (
    "sign", "norm", "direction", "spectral", "clusters", "gram", "averaging")}
ERRORS = 3.5

program, model, data = sys.argv[1:4]
samples = int(sys.argv[4]) if len(sys.argv) > 4 else 4000
scenario = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "Scenarios", "minilm-sst2.yaml")


def shares():
    """The shares of the labels among the first samples."""
    with open(os.path.join(data, "train.tsv"), encoding="utf-8") as lines:
        labels = [line.rstrip("\n").rpartition("\t")[2] for line, _ in zip(lines, range(samples))]
    return [count / len(labels) for count in collections.Counter(labels).values()]


def behind_response(priors, epsilon):
    """The sum over the label that was sent of the largest prior times channel entry."""
    rest = math.exp(epsilon) + len(priors) - 1
    return sum(
        max(prior * (math.exp(epsilon) if label == sent else 1) / rest
            for label, prior in enumerate(priors))
        for sent in range(len(priors)))


def behind_noise(priors, sigma):
    """Two normal distributions sqrt(2) apart, told apart by their likelihood ratio."""
    def below(value):
        return math.erfc(-value / math.sqrt(2)) / 2
    share = max(priors)
    half, shift = 1 / (math.sqrt(2) * sigma), sigma * math.log(share / (1 - share)) / math.sqrt(2)
    return share * below(half + shift) + (1 - share) * below(half - shift)


def checks(folder, protection):
    """The report of a run behind `protection`, and the exit code of its check."""
    run = os.path.join(folder, "run")
    store = ["--store", os.path.join(folder, "store")]
    made = subprocess.run([
        program, "run", scenario, "--data", data, "--no-check", "--force", "--out", run, *store,
        "--set", f"model.path={model}", "--set", f"data.train={samples}", "--set", "data.test=100",
        "--set", "method.epochs=1", "--set", f"method.protection=[{protection}]"],
        stdout=subprocess.DEVNULL)
    if made.returncode != 0:
        sys.exit(f"failed: a run behind [{protection}]")
    outcome = subprocess.run(
        [program, "check", run, "--json", *store], stdout=subprocess.PIPE)
    report = json.loads(outcome.stdout)
    return {check["id"]: check for check in report["checks"]}, report["verdict"], outcome.returncode


priors = shares()
assert len(priors) == 2, "the closed form of noise is that of two labels"
worlds = [("none", "", 1.0)]
worlds += [
    (f"randomized-response, epsilon {epsilon}", f"{{randomized-response: {{epsilon: {epsilon}}}}}",
     behind_response(priors, epsilon)) for epsilon in (1, 2)]
worlds += [
    (f"noise, sigma {sigma}", f"{{noise: {{sigma: {sigma}}}}}", behind_noise(priors, sigma))
    for sigma in (1, 2, 4)]

print(f"{samples} sentences, shares {', '.join(f'{share:.3f}' for share in sorted(priors))}\n")
print("| protection | closed form | best attack on delta alone | features only | both | gain "
      "| verdict | exit |")
print("|---|---|---|---|---|---|---|---|")
faults = []
with tempfile.TemporaryDirectory() as folder:
    for name, protection, closed in worlds:
        report, verdict, code = checks(folder, protection)
        attacks = [
            check for key, check in report.items()
            if key in DELTA_ONLY and check["estimate"] is not None]
        best, sign = max(attacks, key=lambda check: check["estimate"]), report["label.sign"]
        error = ERRORS * math.sqrt(closed * (1 - closed) / sign["samples"])
        both = report["label.completion"]
        gain = re.search(r"the gain is (\S+ \[\S+ [^]]+\])", both["evidence"]).group(1)
        print(f"| {name} | {closed:.3f} | {best['estimate']:.3f} [{best['low']:.3f}, "
              f"{best['high']:.3f}], {best['id']} | {both['baseline']:.3f} | "
              f"{both['estimate']:.3f} | {gain} | {verdict} | {code} |", flush=True)
        for check in attacks:
            if check["estimate"] > closed + error:
                faults.append(f"{name}: {check['id']} is above the closed form")
        if sign["estimate"] < closed - error:
            faults.append(f"{name}: label.sign is below the closed form")
        if code != (0 if protection else 1):
            faults.append(f"{name}: the check exits with {code}")
for fault in faults:
    print(fault, file=sys.stderr)
sys.exit(1 if faults else 0)
