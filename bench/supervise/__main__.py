"""Supervision of many units: python3 bench/supervise

Makes a workspace in which UNITS units each lead COMMITMENTS duties and have reported on them in ROUNDS rounds, through the services that pages
use (`crates/luoshi/examples/supervised_district.rs`), checks what pages say of it against what the generator did, and times them.
"""

import argparse
import contextlib
import html
import json
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import measure  # noqa: E402

arguments = argparse.ArgumentParser()
arguments.add_argument("--units", type=int, default=500)
arguments.add_argument("--commitments", type=int, default=200)
arguments.add_argument("--rounds", type=int, default=36)
arguments.add_argument("--times", type=int, default=9, help="how often each page is asked for")
arguments.add_argument("--bin", type=pathlib.Path, help="folder with luoshi and examples/supervised_district; without it a release build is made")
arguments.add_argument("--keep", type=pathlib.Path, help="where the workspace is kept, and found again; by default it is thrown away")
options = arguments.parse_args()

TEXTS = {}
for file in sorted((measure.ROOT / "crates/luoshi/locales/en").glob("*.ftl")):
    for key, text in re.findall(r"^([a-z0-9-]+) = (.+)$", file.read_text(), re.MULTILINE):
        TEXTS[key] = text
WRONG = []


class Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers, not ways."""

    def redirect_request(self, *_):
        return None


class Person:
    def __init__(self, base, login, password):
        self.base, self.opener, self.cookie = base, urllib.request.build_opener(Stay), ""
        _, headers, _ = self.ask("/sign-in", {"login": login, "password": password}, 303)
        self.cookie = "; ".join(one.split(";")[0] for one in headers.get_all("Set-Cookie"))

    def ask(self, path, form=None, wanted=200):
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(self.base + path, data, {"Cookie": self.cookie, "Accept-Language": "en"})
        start = time.perf_counter()
        try:
            answer = self.opener.open(request, timeout=600)
        except urllib.error.HTTPError as error:
            answer = error
        body = answer.read().decode()
        took = time.perf_counter() - start
        if answer.status != wanted:
            sys.exit(f"{path}: status {answer.status} instead of {wanted}\n{body[-3000:]}")
        return body, answer.headers, took


def check(what, found, wanted):
    if found != wanted:
        WRONG.append(f"{what}: {found!r} instead of {wanted!r}")


def row(label, times, note=""):
    ms = sorted(one * 1000 for one in times)
    print(f"{label:<52}{statistics.median(ms):10.1f}{ms[-1]:10.1f}  {note}", flush=True)


def page(label, person, path, look=None):
    """Times a page; what it says is looked at once."""
    body, _, first = person.ask(path)
    if look:
        look(body)
    times = [person.ask(path)[2] for _ in range(options.times)]
    row(label, times, f"first {first * 1000:.0f} ms, {len(body) / 1024:.0f} KiB")
    return body


def groups(wanted):
    """My work: how many of each reason."""

    def look(body):
        found = {html.unescape(title): int(count) for title, count in re.findall(r'<h2(?: class="urgent")?>([^<]+) <span class="count">(\d+)</span></h2>', body)}
        check("my work", found, {TEXTS[key]: count for key, count in wanted.items() if count})

    return look


def total(what, wanted):
    """A list: how many there are in all."""
    pattern = re.escape(TEXTS["pager-shown"]).replace(r"\{\ \$total\ \}", r"(\d+)")
    pattern = re.sub(r"\\\{\\ \\\$\w+\\ \\\}", r"\\d+", pattern)
    return lambda body: check(what, int((re.search(pattern, body) or [0, "0"])[1]), wanted)


def watched(truth):
    def look(body):
        for key in ("unverified", "contradicted", "overdue"):
            found = re.search(rf'<strong>(\d+)</strong> {re.escape(html.escape(TEXTS[f"watch-{key}"], quote=False))}', body)
            check(f"overview, {key}", found and int(found[1]), truth[key])

    return look


def in_round(truth):
    def look(body):
        found = re.search(r'<p class="muted">[^<]*–[^<]*</p>\s*<p>([^<]*)</p>', body)
        one = truth["round"]
        reported = one["in_time"] + one["late"]
        wanted = [one["asked"], reported, one["late"], one["missing"]]
        check("round", found and [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", found[1])][:4], wanted)

    return look


def scored(truth):
    def look(body):
        one = truth["score"]
        cells = re.search(r'<th scope="row">(?:<a [^>]*>)?Unit 0(?:</a>)?</th>(.*?)</tr>', body, re.DOTALL)
        numbers = re.findall(r">([\d.]+)</td>", cells[1]) if cells else []
        check("score of a unit", numbers[-2:], [one["total"], str(one["duties"])])

    return look


def pointed(truth):
    def look(body):
        found = re.search(r'<h2 id="h-points">[^<]*<span class="count">(\d+)</span>', body)
        check("points of a unit", found and int(found[1]), truth["score"]["points"])

    return look


def quiet(pid):
    """Waits until the server has done what it does at its start."""
    spent = lambda: sum(map(int, pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[11:13]))
    before, still = spent(), 0
    while still < 4:
        time.sleep(0.5)
        after = spent()
        before, still = after, still + 1 if after - before <= 1 else 0


def serve(luoshi, work, truth):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    log = tempfile.TemporaryFile(mode="w+")
    server = subprocess.Popen([luoshi, "serve", "--dir", work, "--listen", f"127.0.0.1:{port}"], stdout=log, stderr=log)
    try:
        end = time.monotonic() + 600
        while time.monotonic() < end and server.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{base}/sign-in", timeout=60).read()
                break
            time.sleep(0.1)
        else:
            log.seek(0)
            sys.exit(f"the server did not start:\n{log.read()[-3000:]}")
        planner, liaison = (Person(base, login, truth["password"]) for login in ("planner", "liaison"))
        planner.ask("/")
        quiet(server.pid)
        last = (truth["duties"] - 1) // 50 + 1
        led = truth["score"]["duties"]
        print(f"{'':<52}{'median ms':>10}{'max ms':>10}")
        page("planner: my work", planner, "/work", groups(truth["planner"]))
        page("planner: my work, one reason", planner, "/work?of=verify", groups({"work-verify": truth["planner"]["work-verify"]}))
        page("planner: overview", planner, "/", watched(truth))
        page("planner: list, page 1", planner, "/duties?year=2025", total("list", truth["duties"]))
        page("planner: list, page 50", planner, f"/duties?year=2025&page={min(50, last)}", total("list, page 50", truth["duties"]))
        page("planner: list, last page", planner, f"/duties?year=2025&page={last}", total("list, last page", truth["duties"]))
        page("planner: list, handed in", planner, "/duties?year=2025&state=submitted", total("list, handed in", truth["unverified"]))
        page("planner: list, overdue", planner, "/duties?year=2025&watch=overdue", total("list, overdue", truth["overdue"]))
        page("planner: list, contradicted", planner, "/duties?year=2025&watch=contradicted", total("list, contradicted", truth["contradicted"]))
        page("planner: list of a unit", planner, "/duties?year=2025&unit=u0", total("list of a unit", led))
        page("planner: one duty", planner, f"/duties/{truth['own_duty']}")
        page("planner: a round", planner, "/duties/rounds?year=2025", in_round(truth))
        page("planner: a round, one unit", planner, "/duties/rounds?year=2025&unit=u0", in_round(truth))
        page("planner: scores", planner, "/duties/scores?from=2025-01-01&until=2025-12-29", scored(truth))
        page("planner: points of a unit", planner, "/duties/scores?from=2025-01-01&until=2025-12-29&unit=u0", pointed(truth))
        page("liaison: my work", liaison, "/work", groups(truth["liaison"]))
        page("liaison: list, page 1", liaison, "/duties?year=2025", total("list of the liaison", led))
        page("liaison: a round", liaison, "/duties/rounds?year=2025")
        address = f"/duties/{truth['own_duty']}"
        times = []
        for number in range(options.times):
            version = re.search(r'name="version" value="(\d+)"', liaison.ask(address)[0])[1]
            form = {"deed": "report", "version": version, "pace": "on_course", "progress": f"Seen to once more, for the {number + 1}. time."}
            times.append(liaison.ask(address, form, 303)[2])
        row("liaison: a report", times)
        status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
        peak = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
        print(f"\nmemory of the server at its peak: {peak:.0f} MB")
    finally:
        server.terminate()
        server.wait()


def main():
    folder = options.bin or measure.TARGET / "release"
    if not options.bin:
        what = ["--package", "luoshi", "--bin", "luoshi", "--example", "supervised_district"]
        subprocess.run(["cargo", "build", "--locked", "--release", *what], cwd=measure.ROOT, check=True)
    luoshi = folder / "luoshi"
    work = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="bench-supervise-"))
    try:
        known = work / "truth.json"
        if not known.exists():
            work.mkdir(parents=True, exist_ok=True)
            size = [str(one) for one in (options.units, options.commitments, options.rounds)]
            made = measure.Usage("making the district", [folder / "examples" / "supervised_district", work, *size])
            known.write_text(made.output.strip().splitlines()[-1])
            print(f"{measure.HEADER}\n{made.row()}")
        truth = json.loads(known.read_text())
        first = not (work / "ticked").exists()
        tick = measure.Usage("the daily run", [luoshi, "--lang", "en", "supervise", "tick", "--dir", work])
        again = measure.Usage("the daily run again, nothing to do", [luoshi, "--lang", "en", "supervise", "tick", "--dir", work])
        raised = lambda usage: int(re.search(r"(\d+) slips? raised", usage.output)[1])
        check("slips raised", raised(tick), truth["overdue"] if first else 0)
        check("slips raised again", raised(again), 0)
        (work / "ticked").touch()
        verify = measure.Usage("proving the log", [luoshi, "--lang", "en", "log", "verify", "--dir", work])
        print(measure.HEADER, *(one.row() for one in (tick, again, verify)), sep="\n")
        print(verify.output.strip())
        size = sum(file.stat().st_size for file in work.glob("luoshi.db*"))
        print(f"{truth['duties']:,} duties; database {size / 2**20:,.0f} MiB\n")
        serve(luoshi, work, truth)
    finally:
        if not options.keep:
            shutil.rmtree(work)
    if WRONG:
        sys.exit("\n".join(["what pages say is wrong:", *WRONG]))
    print("what pages say is what was done")


main()
