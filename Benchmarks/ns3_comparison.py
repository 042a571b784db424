"""Compares Sidelight's TCP models with ns-3.37, upload by upload.

    python3 Benchmarks/ns3_comparison.py [--quick] [--loss] [--table FILE]

Compiles ns3_uploads.cc (Debian 12: apt-get install libns3-dev g++), runs the same uploads in ns-3
and in `sidelight link transfer`, and prints the errors of both models: a summary, the largest ones,
and the real time for a data packet. `--loss` compares means over 200 runs instead. Everything is
deterministic, so the figures repeat. `--table` takes other uploads, one a line:

    bytes bits-per-second delay-ns queue-packets loss control run
"""

import argparse
import itertools
import json
import pathlib
import random
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent / ".build"
SIDELIGHT = BUILD / "release" / "sidelight"
LIBRARIES = ["core", "network", "internet", "point-to-point", "applications", "traffic-control"]


def compile_peer():
    program = BUILD / "ns3-uploads"
    source = HERE / "ns3_uploads.cc"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        libraries = [f"-lns3-{name}" for name in LIBRARIES]
        command = ["g++", "-O2", "-std=c++17", str(source), "-o", str(program)] + libraries
        subprocess.run(command, check=True)
    return program


def uploads(quick, lossy):
    """A grid, and random points of the same ranges."""
    controls = ["reno", "cubic"]
    if lossy:
        links = [
            (1_000_000, 20, 25, 100), (1_000_000, 100, 10, 50), (1_000_000, 5, 50, 1_000),
            (10_000_000, 20, 25, 100), (5_000_000, 100, 5, 100),
        ]
        for (size, rate, delay, queue), loss, control in itertools.product(
            links, [0.001, 0.005, 0.01, 0.02], controls
        ):
            for run in range(1, 21 if quick else 201):
                yield size, rate * 10**6, delay * 10**6, queue, loss, control, run
        return
    sizes = [10_000, 100_000, 1_000_000, 5_000_000, 20_000_000]
    rates = [1, 5, 20, 60, 200]
    delays = [1, 10, 25, 80, 200]
    if quick:
        sizes, rates, delays = sizes[1:4], rates[1:4], delays[1:4]
    for size, rate, delay, queue, control in itertools.product(
        sizes, rates, delays, [20, 100, 1_000], controls
    ):
        if size * 8 / (rate * 10**6) <= 60:
            yield size, rate * 10**6, delay * 10**6, queue, 0, control, 1
    generator = random.Random(7)
    for _ in range(0 if quick else 200):
        size = int(10 ** generator.uniform(4, 7.3))
        rate = int(10 ** generator.uniform(6, 8.3))
        delay = int(10 ** generator.uniform(6, 8.3))
        queue = int(10 ** generator.uniform(1.3, 3))
        if size * 8 / rate <= 60:
            for control in controls:
                yield size, rate, delay, queue, 0, control, 1


def run_peer(points):
    text = "".join(" ".join(map(str, point)) + "\n" for point in points)
    result = subprocess.run(
        [str(compile_peer())], input=text, capture_output=True, text=True, check=True)
    for line in result.stdout.splitlines():
        fields = line.split()
        yield float(fields[7]), int(fields[8]), int(fields[9]), float(fields[10])


def run_own(point, mode):
    size, rate, delay, queue, loss, control, run = point
    command = [
        str(SIDELIGHT), "link", "transfer", "--json", "--mode", mode, "--bytes", str(size),
        "--rate", f"{rate} bit/s", "--delay", f"{delay} ns", "--queue", str(queue),
        "--loss", str(loss), "--control", control, "--seed", str(run),
    ]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def summary(name, errors):
    ordered = sorted(abs(error) for error in errors)
    if not ordered:
        return
    picks = [ordered[min(len(ordered) - 1, int(len(ordered) * q))] for q in (0.5, 0.9, 0.99, 1)]
    print(f"{name:34} {len(ordered):5} uploads   median {picks[0]:7.2%}   90 % below {picks[1]:7.2%}"
          f"   99 % below {picks[2]:7.2%}   largest {picks[3]:7.2%}")


def compare_points(points):
    peers = list(run_peer(points))
    rows = []
    events = 0
    for point, (seconds, packets, repeated, _) in zip(points, peers):
        packet = run_own(point, "packet")
        fluid = run_own(point, "fluid")
        events = max(events, fluid["events"])
        rows.append((point, repeated > 0, packet["seconds"] / seconds - 1,
                     fluid["seconds"] / seconds - 1, seconds))
    for control, overflow in itertools.product(["reno", "cubic"], [False, True]):
        chosen = [r for r in rows if r[0][5] == control and r[1] == overflow]
        what = f"{control}, {'overflow' if overflow else 'no overflow'}"
        summary(f"packets  {what}", [r[2] for r in chosen])
        summary(f"fluid    {what}", [r[3] for r in chosen])
    print(f"events of the fluid: at most {events} an upload")
    for column, name in ((2, "packets"), (3, "fluid")):
        print(f"largest errors, {name}:")
        for row in sorted(rows, key=lambda r: -abs(r[column]))[:5]:
            print(f"  {row[column]:+8.2%}  {' '.join(map(str, row[0][:6]))}  ns-3 {row[4]:.4f} s")
    per_packet = sum(p[3] for p in peers) / sum(p[1] for p in peers)
    own = json.loads(subprocess.run(
        [str(SIDELIGHT), "bench", "links", "--rounds", "3"], capture_output=True, check=True).stdout)
    ratio = own["packets_per_second"] * per_packet
    print(f"real time for a data packet: ns-3 {per_packet * 1e6:.1f} us, "
          f"Sidelight {1e6 / own['packets_per_second']:.2f} us: {ratio:.0f} times faster")


def compare_means(points):
    peers = {}
    for point, (seconds, *_) in zip(points, run_peer(points)):
        peers.setdefault(point[:6], []).append(seconds)
    print("means:  bytes bit/s delay queue loss control    ns-3 (standard error)    packets   fluid")
    for point, values in peers.items():
        mean = statistics.mean(values)
        error = statistics.stdev(values) / len(values) ** 0.5
        own = statistics.mean(
            run_own(point + (run,), "packet")["seconds"] for run in range(1, len(values) + 1))
        fluid = run_own(point + (1,), "fluid")["seconds"]
        print(f"  {' '.join(map(str, point)):52} {mean:9.3f} s ({error / mean:.1%})"
              f"   {own / mean - 1:+7.1%}   {fluid / mean - 1:+7.1%}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer uploads")
    parser.add_argument("--loss", action="store_true", help="means under random loss")
    parser.add_argument("--table", help="uploads from a file")
    options = parser.parse_args()
    if not SIDELIGHT.exists():
        sys.exit("build first: make build")
    points = list(uploads(options.quick, options.loss))
    if options.table:
        points = []
        for line in pathlib.Path(options.table).read_text().splitlines():
            a = line.split()
            points.append((*map(int, a[:4]), float(a[4]), a[5], int(a[6])))
    (compare_means if options.loss else compare_points)(points)


if __name__ == "__main__":
    main()
