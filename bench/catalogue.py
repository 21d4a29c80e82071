"""The whole indicator catalogue over many copies of the district: ours, ours again unchanged, and DuckDB on the same files.

DuckDB runs the very SQL of the packs over the same Parquet snapshots and keeps the sums of every school, as ours does; indicators
that read other indicators read the figures that DuckDB made. Numerators and denominators of the district and of every school
must be equal, and so must the variation between schools.
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

YEARS = range(2021, 2026)
AS_OF = datetime.date(2025, 10, 31)
DISTRICT = "530113"
TYPES = {"integer": "BIGINT", "date": "DATE", "boolean": "BOOLEAN"}
VARIATION = "coefficient_of_variation"
# The sums of an indicator per organisation, and its figures as another indicator reads them.
SUMS = "CREATE OR REPLACE TABLE {sums} AS SELECT org, SUM(num) AS num, SUM(den) AS den, COUNT(*) AS listed FROM ({sql}) GROUP BY org"
FIGURES = """CREATE OR REPLACE TEMP VIEW {name} AS
SELECT org, level, CAST(num AS DECIMAL(38, 10)) AS numerator, CAST(den AS DECIMAL(38, 10)) AS denominator, value FROM (
  SELECT s.org, 'school' AS level, s.num, s.den, {of_school} AS value
  FROM {sums} s JOIN (SELECT DISTINCT school_code FROM schools_of_tree) t ON t.school_code = s.org
  UNION ALL SELECT '', 'district', SUM(num), SUM(den), {of_district} FROM {sums})"""


def packs():
    datasets, indicators, standards = {}, {}, {}
    for pack in ["cn-education", "dongchuan-2023-2025"]:
        folder = measure.ROOT / "packs" / pack
        for path in sorted(folder.glob("datasets/*.toml")):
            datasets[path.stem] = tomllib.loads(path.read_text())
        for path in sorted(folder.glob("standards/*.toml")):
            standards[path.stem] = tomllib.loads(path.read_text(), parse_float=decimal.Decimal)
        for path in sorted(folder.glob("indicators/*.toml")):
            if not path.name.endswith(".cases.toml"):
                indicators[path.stem] = tomllib.loads(path.read_text())
    return datasets, indicators, standards


def sql_of(version):
    """The query of a definition, which may lie in the pack that its pack extends."""
    return next((measure.ROOT / "packs").glob(f"*/indicators/{version['sql']}")).read_text().rstrip().rstrip(";")


def version_of(indicator, year):
    """The definition that holds in a year."""
    versions = [version for version in indicator["version"] if version["from"] <= year]
    return max(versions, key=lambda version: version["from"], default=None)


def effective(snapshots, dataset, day):
    fitting = [one for one in snapshots if one["dataset"] == dataset and one["as_of"] <= day.isoformat()]
    return max(fitting, key=lambda one: (one["as_of"], one["recorded_at"]), default=None)


def column_type(column):
    return f"DECIMAL(18,{column.get('scale', 0)})" if column["type"] == "decimal" else TYPES.get(column["type"], "VARCHAR")


def in_order(indicators):
    """Names, each after those that it reads."""
    order = []

    def visit(name):
        if name in order:
            return
        for version in indicators[name]["version"]:
            for read in version.get("read", []):
                if "indicator" in read:
                    visit(read["indicator"])
        order.append(name)

    for name in indicators:
        visit(name)
    return order


class Duck:
    """Runs in a process of its own; leaves a database with one table `INDICATOR_YEAR` for each indicator and year with data."""

    def __init__(self, space):
        import duckdb

        self.space = space
        self.datasets, self.indicators, self.standards = packs()
        self.snapshots = json.loads((space / "snapshots.json").read_text())
        result = space / "duck.db"
        result.unlink(missing_ok=True)
        self.connection = duckdb.connect(str(result))
        self.made = set()

    def run(self):
        self.view("schools_of_tree", "schools", AS_OF)
        for name in in_order(self.indicators):
            for year in YEARS:
                self.indicator(name, year)
        self.connection.close()

    def view(self, table, dataset, day):
        """Gives the snapshot in force a name; says whether there is one."""
        snapshot = effective(self.snapshots, dataset, day)
        columns = self.datasets[dataset]["column"]
        if snapshot:
            path = self.space / "snapshots" / snapshot["file"]
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM read_parquet('{path}')")
        else:
            empty = ", ".join(f"CAST(NULL AS {column_type(column)}) AS {column['name']}" for column in columns)
            keys = "".join(f", CAST(NULL AS BIGINT) AS {column['key_as']}" for column in columns if column.get("key_as"))
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT {empty}{keys} WHERE FALSE")
        return snapshot is not None

    def read(self, read, year, nominal):
        """Makes a table that an indicator reads; says whether it has data."""
        if "standard" in read:
            rules = self.standards[read["standard"]]["rule"]
            parts = ("rule", "stage", "indicator", "comparator", "value", "floor")
            rows = [[rule.get("id" if part == "rule" else part) for part in parts] for rule in rules]
            name = read.get("as", read["standard"])
            self.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {name} (rule VARCHAR, stage VARCHAR, indicator VARCHAR, comparator VARCHAR, "
                "value DECIMAL(38, 10), floor DECIMAL(38, 10))")
            self.connection.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?, ?)", rows)
            return True
        if "indicator" in read:
            self.figures(read["indicator"], year)
            return (read["indicator"], year) in self.made
        dataset = read["dataset"]
        day = AS_OF if self.datasets[dataset].get("ledger") else nominal.replace(year=year - read.get("years_ago", 0))
        return self.view(read.get("as", dataset), dataset, min(day, AS_OF))

    def figures(self, name, year):
        indicator, sums = self.indicators[name], f"{name}_{year}"
        times = 100 if indicator["unit"] == "percent" else 1
        if (name, year) not in self.made:
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {sums} (org VARCHAR, num BIGINT, den BIGINT, listed BIGINT)")
        of_school, of_district = "num", "SUM(num)"
        if indicator["kind"] == "ratio":
            of_school, of_district = f"{times} * num / NULLIF(den, 0)", f"{times} * SUM(num) / NULLIF(SUM(den), 0)"
        elif indicator["kind"] == VARIATION:
            of_school, of_district = "NULL", variation(sums)
        self.connection.execute(FIGURES.format(name=name, sums=sums, of_school=of_school, of_district=of_district))

    def indicator(self, name, year):
        indicator = self.indicators[name]
        version = version_of(indicator, year)
        if indicator["kind"] == "manual" or not version:
            return
        month, day = map(int, indicator.get("reference", "12-31").split("-"))
        nominal = datetime.date(year, month, day)
        complete = True
        for read in version.get("read", []):
            complete &= self.read(read, year, nominal) or read.get("optional", False)
        if not complete:
            return
        sql = sql_of(version)
        values = {"year": year, "reference": min(nominal, AS_OF), **version.get("params", {})}
        used = {key: value for key, value in values.items() if f"${key}" in sql}
        self.connection.execute(SUMS.format(sums=f"{name}_{year}", sql=sql), used)
        self.made.add((name, year))


def variation(sums):
    """The variation between schools, weighted by size."""
    mean = f"(SELECT SUM(num) / SUM(den) FROM {sums} WHERE num IS NOT NULL AND den > 0)"
    return f"SQRT(SUM(den * POW(num / den - {mean}, 2)) FILTER (WHERE den > 0) / SUM(den) FILTER (WHERE num IS NOT NULL)) / {mean}"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--copies", type=int, default=240, help="240 copies hold ten million students")
    arguments.add_argument("--keep", type=pathlib.Path, help="folder to keep the workspace in, reused when it exists")
    options = arguments.parse_args()
    measure.build()
    luoshi = [str(measure.LUOSHI), "--lang", "en"]
    work = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="bench-catalogue-"))
    space = work / "space"
    if not (space / "snapshots.json").exists():
        prepare(luoshi, work, space, options.copies)
    state = sqlite3.connect(space / "luoshi.db")
    state.executescript("DELETE FROM figure; DELETE FROM computation; VACUUM;")
    state.close()
    compute = [*luoshi, "compute", "--as-of", AS_OF.isoformat(), "--dir", space]
    first = measure.Usage("luoshi compute, all indicators and years", compute)
    again = measure.Usage("luoshi compute again, nothing changed", compute)
    duck = measure.Usage("DuckDB, the same SQL", [sys.executable, __file__, "--duckdb", space])
    print(first.output, again.output, sep="")
    made, figures = compare(space)
    students = json.loads((space / "snapshots.json").read_text())
    students = max((one["rows"] for one in students if one["dataset"] == "students"), default=0)
    print(f"{students:,} students; {made} indicators and years with data, {figures:,} figures of district and schools equal in both")
    print(measure.HEADER)
    for one in (first, again, duck):
        print(one.row(duck))
    print(f"unchanged run: {100 * again.cpu / first.cpu:.2f} % of the first")
    if not options.keep:
        shutil.rmtree(work)


def prepare(luoshi, work, space, copies):
    """Imports the newest workbook of every dataset that an indicator reads."""
    datasets, indicators, _ = packs()
    reads = {read.get("dataset") for indicator in indicators.values() for version in indicator["version"]
             for read in version.get("read", [])} | {"areas", "schools"}
    measure.Usage("which workbooks there are", [*luoshi, "demo", "--dir", work / "one", "--workbooks-only"])
    newest = {}
    for book in sorted((work / "one" / "workbooks").iterdir()):
        dataset, day = book.stem.split("-", 1)
        if dataset in reads and day <= AS_OF.isoformat():
            newest[dataset] = book.stem
    shutil.rmtree(work / "one")
    only = [part for stem in newest.values() for part in ("--only", stem)]
    written = measure.Usage("write the workbooks", [*luoshi, "demo", "--dir", work, "--workbooks-only", "--scale", copies, *only])
    print(measure.HEADER, written.row(), sep="\n")
    subprocess.run([*luoshi, "init", "--dir", space], check=True, stdout=subprocess.DEVNULL)
    first = ["areas", "schools", "classes"]
    rank = lambda dataset: first.index(dataset) if dataset in first else len(first)
    books = sorted((work / "workbooks").iterdir(), key=lambda path: (rank(path.stem.split("-")[0]), path.stem))
    for book in books:
        dataset, day = book.stem.split("-", 1)
        print(measure.Usage(f"import {book.stem}", [*luoshi, "import", dataset, book, "--as-of", day, "--dir", space]).row())
        book.unlink()
    listing = subprocess.run([*luoshi, "snapshot", "list", "--format", "json", "--dir", space], check=True, capture_output=True)
    (space / "snapshots.json").write_bytes(listing.stdout)


def compare(space):
    """Stops when a figure of ours differs from DuckDB's: of the district, of any school, of the variation between schools."""
    import duckdb

    _, indicators, _ = packs()
    number = lambda part: None if part is None else decimal.Decimal(str(part)).normalize()
    state = sqlite3.connect(space / "luoshi.db")
    duck = duckdb.connect(str(space / "duck.db"), read_only=True)
    tables = {row[0] for row in duck.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    wrong, made, figures = [], 0, 0
    for name, year in ((name, year) for name in indicators for year in YEARS):
        indicator, sums = indicators[name], f"{name}_{year}"
        rows = state.execute(
            "SELECT org, level, numerator, denominator, value FROM figure JOIN computation USING (fingerprint) "
            "WHERE indicator = ? AND period = ? AND level <> 'township'", (name, year))
        ours = {"" if level == "district" else org: tuple(map(number, parts)) for org, level, *parts in rows}
        if sums not in tables:
            if any(value is not None for _, _, value in ours.values()):
                wrong.append(f"{sums}: DuckDB has no figures")
            continue
        made += 1
        rows = duck.execute(f"SELECT org, num, den FROM {sums}").fetchall()
        theirs = {"" if org in (None, DISTRICT) else org: (number(num), number(den)) for org, num, den in rows}
        if indicator["kind"] != "value":
            add = lambda place: sum((row[place] for row in rows if row[place] is not None), decimal.Decimal(0))
            theirs[""] = (number(add(1)), number(add(2)))
        levels = indicator.get("levels", ["district"])
        if "school" in levels and len(ours) < len([org for org in theirs if org]):
            wrong.append(f"{sums}: ours has {len(ours)} figures, DuckDB {len(theirs)}")
        for org, (num, den, value) in ours.items():
            figures += 1
            other = theirs.get(org, (None, None))
            if (num or 0) != (other[0] or 0) or den is not None and den != (other[1] or 0):
                wrong.append(f"{sums} {org or 'district'}: ours {num} / {den}, DuckDB {other[0]} / {other[1]}")
        if indicator["kind"] == VARIATION:
            value = duck.execute(f"SELECT {variation(sums)} FROM {sums}").fetchone()[0]
            if abs(float(ours[""][2] or 0) - (value or 0)) > 1e-9:
                wrong.append(f"{sums}: ours {ours[''][2]}, DuckDB {value}")
    if wrong:
        sys.exit(f"{len(wrong)} figures differ:\n" + "\n".join(wrong[:40]))
    return made, figures


if __name__ == "__main__":
    if sys.argv[1:2] == ["--duckdb"]:
        Duck(pathlib.Path(sys.argv[2])).run()
    else:
        main()
