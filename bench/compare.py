#!/usr/bin/env python3
"""wengert beside its peers, as tables.

usage: compare.py jax   [--build DIR] [--only NAME[,NAME]] [--seconds S] [--rounds N]
       compare.py loops [--build DIR] [--filter REGEX]

jax    runs peers/jax_peer.py and bench/workloads in turn, a few rounds of all rows, so that both meet
       the same states of the machine; prints the best times, how many times JAX's they are ahead, and
       whether the checksums agree. Each side compiles something before its first row. The peer runs
       in the Python that runs this file: pip install "jax==0.10.2".
loops  runs bench/wengert_bench and prints, per row, the time of each way and how far jit is ahead.
"""
import argparse, json, re, subprocess, sys, tempfile
from pathlib import Path

HERE = Path(__file__).parent
FLOAT64 = {"simpson_200"}  # their checksums agree to 1e-9, the others' to 1e-4


def run_rows(command, names):
    """Merges into {name: row} what a program measures, and what it says on its standard error."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [*map(str, command), "--only", ",".join(names), "--json", file.name]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode:
            sys.exit(f"{command[0]}: {result.stderr.strip() or result.returncode}")
        return {row["name"]: row for row in json.load(open(file.name))}, result.stderr.strip()


def best(rounds, name, column):
    return min(rows[name][column] for rows in rounds)


def compare_jax(args):
    try:
        import jax  # noqa: F401
    except ImportError:
        sys.exit(f"compare.py: {sys.executable} has no JAX; pip install 'jax==0.10.2'")
    workloads = [Path(args.build) / "bench" / "workloads", "--seconds", args.seconds]
    peer = [sys.executable, HERE / "peers" / "jax_peer.py", "--seconds", args.seconds]
    source = (HERE / "workloads.cpp").read_text()
    names = args.only.split(",") if args.only else re.findall(r'\{"(\w+)", \1\}', source)
    theirs, ours = [], []
    for _ in range(args.rounds):
        theirs.append(run_rows(peer, ["dispatch_scalar", *names])[0])
        rows, start_up = run_rows(workloads, names)
        ours.append(rows)

    print(f"{'':22}{'first call, ms':^30}{'run, µs':^36}")
    print(f"{'workload':22}{'jax':>10}{'wengert':>10}{'ahead':>10}"
          f"{'jax':>12}{'wengert':>12}{'ahead':>12}   checksums")
    for name in names:
        first = [best(side, name, "compile_ms") for side in (theirs, ours)]
        run = [best(side, name, "run_us") for side in (theirs, ours)]
        off = abs(ours[0][name]["checksum"] / theirs[0][name]["checksum"] - 1)
        agree = "agree" if off <= (1e-9 if name in FLOAT64 else 1e-4) else "DIFFER"
        print(f"{name:22}{first[0]:10.1f}{first[1]:10.2f}{first[0] / max(first[1], 1e-3):10.1f}"
              f"{run[0]:12.1f}{run[1]:12.2f}{run[0] / run[1]:12.2f}   {agree} ({off:.0e})")
    print(f"wengert, once per process: {start_up}")


def compare_loops(args):
    command = [Path(args.build) / "bench" / "wengert_bench", "--benchmark_format=json",
               f"--benchmark_filter={args.filter}"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = {}
    for entry in json.loads(output)["benchmarks"]:
        name, elements, way = entry["name"].split("/")
        rows.setdefault((name, elements), {})[way] = entry["real_time"]
    ways = ["loops", "eigen", "eager", "jit"]
    print(f"{'µs':22}{'elements':>10}" + "".join(f"{way:>12}" for way in ways) + "   loops/jit")
    for (name, elements), times in rows.items():
        print(f"{name:22}{elements:>10}" + "".join(f"{times[way]:12.2f}" for way in ways)
              + f"{times['loops'] / times['jit']:12.2f}")


parser = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("peer", choices=["jax", "loops"])
parser.add_argument("--build", default=HERE.parent / "build" / "release")
parser.add_argument("--only", default="")
parser.add_argument("--filter", default=".")
parser.add_argument("--seconds", default="0.3")
parser.add_argument("--rounds", type=int, default=3)
arguments = parser.parse_args()
{"jax": compare_jax, "loops": compare_loops}[arguments.peer](arguments)
