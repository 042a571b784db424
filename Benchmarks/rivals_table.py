"""Every method over MiniLM and labelled texts, side by side.

Usage: rivals_table.py SIDELIGHT DATA_FOLDER ROWS [METHOD ...]

DATA_FOLDER holds train.tsv and test.tsv; each method trains on the first ROWS of the former, or on
`all` of them. Checks train split models five times anew, so ROWS decides how long it takes. Runs Scenarios/minilm-sst2.yaml once a method, on the
same device and link, each with settings that train it well, into runs/rivals/ROWS/METHOD, checks each
run, and prints the table of `sidelight compare`. A run that exists is not repeated.
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LORA = "lora: {rank: 8, alpha: 16}"
OPTIMIZER = "optimizer: {name: adamw, learning_rate: 1e-3}"
METHODS = {
    "pae": f"{{name: pae, pivot: mean, adapter: {{rank: 48}}, {OPTIMIZER}, batch: 32, epochs: 8}}",
    "mobillm": f"{{name: mobillm, pivot: mean, adapter: {{rank: 48}}, {OPTIMIZER}, batch: 32, "
               "epochs: 4, wire: {activations: fp16}}",
    "lst": f"{{name: lst, pivot: mean, ladder: {{reduction: 4}}, {OPTIMIZER}, batch: 32, "
           "epochs: 4, wire: {activations: fp16}}",
    "split": f"{{name: split, pivot: mean, {LORA}, cut: 2, {OPTIMIZER}, batch: 32, epochs: 2}}",
    "u-split": f"{{name: u-split, pivot: mean, {LORA}, cut: 2, {OPTIMIZER}, batch: 32, epochs: 2}}",
    "lora": f"{{name: lora, pivot: mean, {LORA}, {OPTIMIZER}, batch: 32, epochs: 2}}",
}


def main():
    program, data, rows, *chosen = sys.argv[1:]
    folders = []
    for method in chosen or METHODS:
        folder = pathlib.Path("runs/rivals") / rows / method
        folders.append(folder)
        if (folder / "summary.json").exists():
            continue
        print(f"{method}:", file=sys.stderr)
        subprocess.run(
            [program, "run", ROOT / "Scenarios/minilm-sst2.yaml", "--data", data, "--force",
             "--out", folder, "--set", f"data.train={rows}", "--set", f"method={METHODS[method]}"],
            check=True, stdout=sys.stderr)
    sys.stdout.flush()
    sys.exit(subprocess.run([program, "compare", *folders]).returncode)


if __name__ == "__main__":
    main()
