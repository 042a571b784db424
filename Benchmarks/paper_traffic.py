"""Traffic of published set-ups: closed forms beside what the simulation counts.

Usage: paper_traffic.py SIDELIGHT [SCENARIO ...]

Runs every scenario in Scenarios/paper (or those named) with each method that sends states, under
shape numerics, and prints a table in Markdown. Closed forms, in bytes of float32:

  pae      one token's activations of all layers, once a sample:        L * d * 4
  mobillm  those of all T tokens, once a sample:                        L * d * 4 * T
  split    states of all tokens at the cut, up and down, every pass:    2 * T * d * 4

The server's cache holds everything, so that each sample is sent once; states of all tokens take
T times as much of it. What a sample really takes is more: keys, prediction differences or labels, framing; the last
column says by how much. Exits with 1 when a simulated figure is below its closed form or more than
2 % above it.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def forms(layers, width, tokens, epochs):
    """Closed forms: bytes up and down a sample over the whole training."""
    cut = tokens * width * 4 * epochs
    return {
        "pae": (layers * width * 4, 0),
        "mobillm": (layers * width * 4 * tokens, 0),
        "split": (cut, cut),
    }


def simulate(program, scenario, method, folder):
    done = subprocess.run(
        [program, "run", scenario, "--no-check", "--json", "--force", "--out", folder / "run",
         "--set", f"method.name={method}", "--set", "method.epochs=2",
         "--set", "server.cache=4 TiB"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, f"{scenario}: {method}: {done.stderr}"
    return json.loads(done.stdout)


def plain_scenario(path, folder):
    """A copy without the keys that belong to one method alone."""
    text = path.read_text()
    text = re.sub(r"adapter: \{[^}]*\}, ", "", text)
    copy = folder / path.name
    copy.write_text(text)
    return copy


def main():
    program, *named = sys.argv[1:]
    paths = [pathlib.Path(name) for name in named] or sorted((ROOT / "Scenarios/paper").glob("*.yaml"))
    print("| set-up | L x d | tokens | method | direction | closed form, B a sample | simulated | more |")
    print("|---|---|---|---|---|---|---|---|")
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for path in paths:
            scenario = plain_scenario(path, folder)
            tokens = int(re.search(r"tokens: (\d+)", path.read_text()).group(1))
            for method in ("pae", "mobillm", "split"):
                summary = simulate(program, scenario, method, folder)
                if summary["outcome"] != "completed":
                    print(f"| {path.stem} | | {tokens} | {method} | | {summary['outcome']} | | |")
                    continue
                model = summary["model"]
                layers, width = model["layers"], model["width"]
                up, down = forms(layers, width, tokens, epochs=2)[method]
                for word, closed, link in (("up", up, "uplink"), ("down", down, "downlink")):
                    if not closed:
                        continue
                    found = summary[link]["payload_bytes"] / model["training_samples"]
                    excess = found / closed - 1
                    # The trained tensors go down once; they are no traffic of a sample.
                    wrong = excess < 0 or (word == "up" and excess > 0.02)
                    failed |= wrong
                    print(f"| {path.stem} | {layers} x {width} | {tokens} | {method} | {word} | "
                          f"{closed:,} | {found:,.0f} | {100 * excess:.2f} %"
                          f"{' WRONG' if wrong else ''} |")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
