"""Runs a command as a process of its own and says what it cost."""

import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
LUOSHI = TARGET / "release" / "luoshi"
BARE_READ = TARGET / "release" / "examples" / "bare_read"


def build():
    """All in one command: built alone, an example would want the libraries with other features."""
    what = ["--package", "luoshi", "--package", "lake", "--bin", "luoshi", "--example", "bare_read", "--example", "bare_page"]
    subprocess.run(["cargo", "build", "--locked", "--release", *what], cwd=ROOT, check=True)


class Usage:
    """Cost of one child, by the operating system's own account."""

    def __init__(self, label, command):
        print(f"… {label}", file=sys.stderr, flush=True)
        self.label = label
        read, write = os.pipe()
        start = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            os.dup2(write, 1)
            os.dup2(write, 2)
            os.close(read)
            os.execvp(str(command[0]), [str(part) for part in command])
        os.close(write)
        with os.fdopen(read) as pipe:
            self.output = pipe.read()
        _, status, usage = os.wait4(pid, 0)
        self.wall = time.perf_counter() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss / 1024
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"{label} failed:\n{self.output[-3000:]}")

    def row(self, base=None):
        ratio = f"{self.cpu / base.cpu:8.2f}" if base else " " * 8
        return f"{self.label:<44}{self.wall:9.2f}{self.cpu:9.2f}{self.peak:9.0f}{ratio}"


HEADER = f"{'':<44}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'CPU ratio':>10}"
