"""The whole indicator catalogue over many copies of the district: ours, ours again unchanged, and DuckDB on the same files.

DuckDB runs the very SQL of the packs over the same Parquet snapshots, with the sums per organisation that our engine makes. Indicators
that read other indicators are computed by ours only and named in the output. District numerators and denominators must be equal.
"""

import argparse
import datetime
import decimal
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tomllib

import measure

YEAR = 2025
AS_OF = datetime.date(2025, 10, 31)
TYPES = {"integer": "BIGINT", "date": "DATE", "boolean": "BOOLEAN"}


def packs():
    datasets, indicators, standards = {}, {}, {}
    for pack in ["cn-education", "dongchuan-2023-2025"]:
        folder = measure.ROOT / "packs" / pack
        for path in sorted(folder.glob("datasets/*.toml")):
            datasets[path.stem] = tomllib.loads(path.read_text())
        for path in sorted(folder.glob("standards/*.toml")):
            standards[path.stem] = tomllib.loads(path.read_text())
        for path in sorted(folder.glob("indicators/*.toml")):
            if not path.name.endswith(".cases.toml"):
                indicators[path.stem] = (tomllib.loads(path.read_text()), folder / "indicators")
    return datasets, indicators, standards


def effective(snapshots, dataset, day):
    fitting = [one for one in snapshots if one["dataset"] == dataset and one["as_of"] <= day.isoformat()]
    return max(fitting, key=lambda one: (one["as_of"], one["recorded_at"]), default=None)


def column_type(column):
    return f"DECIMAL(18,{column.get('scale', 2)})" if column["type"] == "decimal" else TYPES.get(column["type"], "VARCHAR")


def duckdb_child(space):
    """Runs in a process of its own; prints {indicator: [numerator, denominator]}."""
    import duckdb

    datasets, indicators, _ = packs()
    snapshots = json.loads((space / "snapshots.json").read_text())
    found, skipped = {}, []
    connection = duckdb.connect()
    for name, (indicator, folder) in indicators.items():
        versions = [version for version in indicator["version"] if version["from"] <= YEAR]
        if indicator["kind"] in ("manual", "coefficient_of_variation") or not versions or not versions[-1].get("sql"):
            continue
        version = versions[-1]
        reads = version.get("read", [])
        if any("indicator" in read or "standard" in read for read in reads):
            skipped.append(name)
            continue
        month, day = map(int, indicator.get("reference", "12-31").split("-"))
        reference = min(datetime.date(YEAR, month, day), AS_OF)
        missing = False
        for read in reads:
            dataset = read["dataset"]
            at = reference.replace(year=reference.year - read.get("years_ago", 0))
            snapshot = effective(snapshots, dataset, at)
            table = read.get("as", dataset)
            if snapshot is None:
                missing = missing or not read.get("optional", False)
                columns = ", ".join(f"CAST(NULL AS {column_type(c)}) AS {c['name']}" for c in datasets[dataset]["column"])
                keys = "".join(f", CAST(NULL AS BIGINT) AS {c['key_as']}" for c in datasets[dataset]["column"] if c.get("key_as"))
                connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {columns}{keys} WHERE FALSE")
            else:
                path = space / "snapshots" / snapshot["file"]
                connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM read_parquet('{path}')")
        if missing:
            continue
        sql = (folder / version["sql"]).read_text()
        values = {"year": YEAR, "reference": reference, **version.get("params", {})}
        used = {key: value for key, value in values.items() if f"${key}" in sql}
        rows = connection.execute(
            f"SELECT org, SUM(num), SUM(den), COUNT(*) FROM ({sql.rstrip().rstrip(';')}) GROUP BY org", used
        ).fetchall()
        if indicator["kind"] == "value":
            continue
        total = lambda place: sum((row[place] for row in rows if row[place] is not None), decimal.Decimal(0))
        found[name] = [str(total(1)), str(total(2))]
    print(json.dumps({"found": found, "skipped": skipped}))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--copies", type=int, default=232, help="232 copies hold ten million students")
    arguments.add_argument("--keep", type=pathlib.Path, help="folder to keep the workspace in, reused when it exists")
    options = arguments.parse_args()
    measure.build()
    luoshi = [str(measure.LUOSHI), "--lang", "en"]
    work = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="bench-catalogue-"))
    space = work / "space"
    if not space.exists():
        prepare(luoshi, work, space, options.copies)
    compute = [*luoshi, "compute", "--as-of", AS_OF.isoformat(), "--dir", space]
    state = sqlite3.connect(space / "luoshi.db")
    state.executescript("DELETE FROM figure; DELETE FROM computation;")
    state.commit()
    first = measure.Usage("luoshi compute, all indicators and years", compute)
    again = measure.Usage("luoshi compute again, nothing changed", compute)
    duck = measure.Usage("DuckDB, the same SQL (see above)", [sys.executable, __file__, "--duckdb", space])
    answer = json.loads(duck.output.splitlines()[-1])
    compare(state, answer["found"])
    students = json.loads((space / "snapshots.json").read_text())
    students = max((one["rows"] for one in students if one["dataset"] == "students"), default=0)
    print(f"{students:,} students; {len(answer['found'])} indicators equal in both; "
          f"computed by ours only: {', '.join(answer['skipped'])}")
    print(measure.HEADER)
    for one in (first, again, duck):
        print(one.row(duck))
    print(f"unchanged run: {100 * again.cpu / first.cpu:.2f} % of the first")
    if not options.keep:
        shutil.rmtree(work)


def prepare(luoshi, work, space, copies):
    only = []
    for stem in ["areas", "schools-2025-09-01", "students-2025-09-01", "classes-2025-09-01", "teachers-2025-09-01", "age_population",
                 "kindergartens-2025-09-01", "premises-2025-09-01", "disabled_children-2025-09-01", "cohorts", "exam_results-2025-07-20",
                 "admission_lines", "graduate_destinations-2025-09-15", "teacher_postings", "safe_campus-2025-09-20"]:
        only += ["--only", stem]
    measure.Usage("write the workbooks", [*luoshi, "demo", "--dir", work, "--workbooks-only", "--scale", copies, *only])
    subprocess.run([*luoshi, "init", "--dir", space], check=True, stdout=subprocess.DEVNULL)
    books = sorted((work / "workbooks").iterdir(), key=lambda path: (not path.stem.startswith(("areas", "schools")), path.stem))
    for book in books:
        dataset, day = book.stem.split("-", 1)
        print(measure.Usage(f"import {book.stem}", [*luoshi, "import", dataset, book, "--as-of", day, "--dir", space]).row())
        book.unlink()
    listing = subprocess.run([*luoshi, "snapshot", "list", "--format", "json", "--dir", space], check=True, capture_output=True)
    (space / "snapshots.json").write_bytes(listing.stdout)


def compare(state, found):
    """Stops when a district figure of ours differs from DuckDB's."""
    wrong = []
    for name, (numerator, denominator) in found.items():
        row = state.execute(
            "SELECT numerator, denominator FROM figure JOIN computation USING (fingerprint) "
            "WHERE indicator = ? AND period = ? AND level = 'district'", (name, YEAR)).fetchone()
        ours = [decimal.Decimal(part or 0) for part in row or (0, 0)]
        if ours != [decimal.Decimal(numerator), decimal.Decimal(denominator)]:
            wrong.append(f"{name}: ours {ours[0]} / {ours[1]}, DuckDB {numerator} / {denominator}")
    if wrong:
        sys.exit("figures differ:\n" + "\n".join(wrong))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--duckdb"]:
        duckdb_child(pathlib.Path(sys.argv[2]))
    else:
        main()
