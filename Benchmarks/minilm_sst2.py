"""PAE on MiniLM and SST-2, measured: accuracy over seeds, wall time cold and warm, peak memory.

usage: minilm_sst2.py SIDELIGHT MODEL_DIR DATA_DIR [SEEDS]

Prints one JSON object. DATA_DIR holds train.tsv and test.tsv with lines of `text TAB label`. The
peak is set beside what a run must hold: the weights, the server's cache, and the activations that
the device and the test keep.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

program, model, data = sys.argv[1:4]
seeds = range(1, 1 + (int(sys.argv[4]) if len(sys.argv) > 4 else 5))
scenario = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "Scenarios", "minilm-sst2.yaml")


def run(folder, *options):
    """Summary, seconds and peak bytes of one run."""
    command = [
        program, "run", scenario, "--data", data, "--set", f"model.path={model}", "--json",
        "--force", "--out", folder + "/run", *options]
    start = time.time()
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return json.loads(output), time.time() - start, usage.ru_maxrss * 1024


with tempfile.TemporaryDirectory() as folder:
    store = ["--store", folder + "/store"]
    cold, cold_seconds, cold_peak = run(folder, *store)
    warm, warm_seconds, warm_peak = run(folder, *store)
    bare, _, bare_peak = run(folder, "--no-store", "--no-check")
    assert cold["run_digest"] == warm["run_digest"] == bare["run_digest"], "runs must be equal"
    shape, samples = cold["model"], cold["model"]["training_samples"]
    entry = shape["layers"] * shape["width"] * 4
    weights = os.path.getsize(model + "/model.safetensors")
    held = weights + cold["server"]["cache"]["bytes"]
    held += (samples + shape["test_samples"]) * entry
    accuracies = {
        seed: run(folder, *store, "--no-check", "--seed", str(seed))[0]["training"]["final_accuracy"]
        for seed in seeds}

print(json.dumps({
    "accuracy_median": statistics.median(accuracies.values()),
    "accuracy_by_seed": accuracies,
    "cold_seconds": round(cold_seconds, 1),
    "warm_seconds": round(warm_seconds, 1),
    "weights_and_caches_bytes": held,
    "run_peak_bytes": bare_peak,
    "run_peak_ratio": round(bare_peak / held, 3),
    "checked_peak_bytes": {"cold": cold_peak, "warm": warm_peak},
    "run_digest": cold["run_digest"],
}, indent=2))
