"""A million students in one workbook: our import beside bare reads of the same file."""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

import measure

READ_OPENPYXL = """
import sys, openpyxl
rows = sum(1 for _ in openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(values_only=True))
print(rows)
"""
READ_POLARS = """
import sys, polars
print(polars.read_excel(sys.argv[1], engine="calamine", has_header=False, infer_schema_length=0).height)
"""

arguments = argparse.ArgumentParser()
arguments.add_argument("--copies", type=int, default=24, help="copies of the district; 24 fill one sheet with about a million rows")
arguments.add_argument("--skip-openpyxl", action="store_true")
options = arguments.parse_args()

measure.build()
work = pathlib.Path(tempfile.mkdtemp(prefix="bench-import-"))
try:
    luoshi = [measure.LUOSHI, "--lang", "en"]
    only = ["--only", "areas", "--only", "schools-2025-09-01", "--only", "students-2025-09-01"]
    measure.Usage("write the workbooks", [*luoshi, "demo", "--dir", work, "--workbooks-only", "--scale", options.copies, *only])
    books = work / "workbooks"
    subprocess.run([*luoshi, "init", "--dir", work / "space"], check=True, stdout=subprocess.DEVNULL)
    for book in ["areas-2020-01-01", "schools-2025-09-01"]:
        dataset, day = book.split("-", 1)
        command = [*luoshi, "import", dataset, books / f"{book}.xlsx", "--as-of", day, "--dir", work / "space"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    book = books / "students-2025-09-01.xlsx"
    bare = measure.Usage("bare calamine, cell reader", [measure.BARE_READ, book])
    ours = measure.Usage(
        "luoshi import (parse + check + snapshot)",
        [*luoshi, "import", "students", book, "--as-of", "2025-09-01", "--dir", work / "space"],
    )
    runs = [bare, ours, measure.Usage("Polars read_excel (calamine)", [sys.executable, "-c", READ_POLARS, book])]
    if not options.skip_openpyxl:
        runs.append(measure.Usage("openpyxl read-only", [sys.executable, "-c", READ_OPENPYXL, book]))

    import polars

    snapshots = list((work / "space" / "snapshots" / "students").glob("*.parquet"))
    frame = polars.read_parquet(snapshots[0])
    title_and_header = 3
    sheet_rows = int(bare.output.split()[0])
    assert frame.height == sheet_rows - title_and_header, (frame.height, sheet_rows)
    assert frame["roll_number"].n_unique() == frame.height
    print(f"{frame.height:,} rows × {frame.width} columns, workbook {book.stat().st_size / 1e6:.0f} MB, "
          f"snapshot {snapshots[0].stat().st_size / 1e6:.0f} MB; every row arrived once")
    print(measure.HEADER)
    for one in runs:
        print(one.row(bare))
finally:
    shutil.rmtree(work)
