"""The site under many users at once: our pages, a bare axum page as the limit, Redmine's issue list."""

import argparse
import contextlib
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import measure

PAGES = [("overview", "/", "Dongchuan District three-year action plan"), ("plan, 217 commitments", "/plan", "All schools are certified as safe campuses"),
         ("an indicator", "/indicators/safe_campus_share", "Schools certified as safe campus")]
REDMINE = pathlib.Path("/usr/share/redmine")
REDMINE_DATABASE = pathlib.Path("/var/lib/dbconfig-common/sqlite3/redmine/instances/default/redmine_default")
# As many issues as the plan has targets, each with an assignee, a due date and a status, in a public project.
FILL = """
Setting.per_page_options = "100"
project = Project.create!(name: "Plan", identifier: "plan", is_public: true)
project.trackers = Tracker.all.to_a
users = (1..10).map do |n|
  user = User.new(firstname: "Unit", lastname: n.to_s, mail: "unit#{n}@example.org", status: 1)
  user.login = "unit#{n}"
  user.random_password
  user.save!
  Member.create!(principal: user, project: project, roles: [Role.givable.first])
  user
end
COUNT.times do |n|
  Issue.create!(project: project, tracker: project.trackers[n % 3], author: users[0], assigned_to: users[n % 10],
                subject: "Target #{n}: the share of schools that hold the certificate reaches #{n} percent",
                description: "What is promised, by whom and by when. " * 5, status: IssueStatus.all[n % 5],
                priority: IssuePriority.all[n % 4], due_date: Date.new(2025, 12, 31), done_ratio: n % 10 * 10)
end
puts "issues #{Issue.count}"
"""

arguments = argparse.ArgumentParser()
arguments.add_argument("--binary", type=pathlib.Path, help="a release build of luoshi; without it one is built")
arguments.add_argument("--users", type=int, default=200, help="connections at once")
arguments.add_argument("--seconds", type=int, default=15, help="length of each run")
arguments.add_argument("--rate", type=int, default=500, help="requests per second that the users of the second run make together, were every answer there at once")
arguments.add_argument("--skip-redmine", action="store_true")
options = arguments.parse_args()


class Server:
    """A process that serves; ends with the block."""

    def __init__(self, command, **more):
        self.log = tempfile.TemporaryFile(mode="w+", encoding="utf-8")
        self.process = subprocess.Popen([str(part) for part in command], stdout=self.log, stderr=self.log, **more)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def until(self, ready, patience=600):
        end = time.monotonic() + patience
        while not ready():
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit(f"the server did not start:\n{self.said()[-3000:]}")
            time.sleep(0.2)

    def peak(self):
        """Largest resident set of the process and its children, in MB; of several the sum, shared pages counted in each."""
        pid = self.process.pid
        pids = [pid, *map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
        status = (pathlib.Path(f"/proc/{one}/status").read_text() for one in pids)
        return sum(int(re.search(r"VmHWM:\s+(\d+)", text)[1]) for text in status) / 1024


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(url):
    with contextlib.suppress(OSError):
        urllib.request.urlopen(url, timeout=60).read()
        return True
    return False


def get(url, known, cookie=""):
    """The page, which must be the right one."""
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": cookie}), timeout=60) as answer:
        page = answer.read()
        if answer.status != 200 or answer.url != url or known.encode() not in page:
            sys.exit(f"{url}: status {answer.status} at {answer.url}, {known!r} {'is' if known.encode() in page else 'is not'} in it")
    return page


def sign_in(base, password):
    """The cookie of a session."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    form = urllib.parse.urlencode({"login": "planner", "password": password}).encode()
    try:
        urllib.request.build_opener(Stay).open(f"{base}/sign-in", form)
    except urllib.error.HTTPError as answer:
        if answer.code == 303:
            return "; ".join(one.split(";")[0] for one in answer.headers.get_all("Set-Cookie"))
    sys.exit("signing in failed")


def seconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[unit]


def wrk(url, cookie, *more):
    """Requests/s, p50 and p99 in ms, errors."""
    command = ["wrk", "-t2", f"-c{options.users}", f"-d{options.seconds}s", "--latency", "--timeout", "60s", "-H", f"Cookie: {cookie}"]
    text = subprocess.run([*command, url, *more], check=True, capture_output=True, text=True).stdout
    p50, p99 = (seconds(re.search(rf"^ +{part}% +(\S+)", text, re.MULTILINE)[1]) * 1000 for part in (50, 99))
    counted = r"(?:connect|read|write|timeout|Non-2xx or 3xx responses:|Wrong answers:) (\d+)"
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]), p50, p99, sum(map(int, re.findall(counted, text)))


def row(label, rate, p50, p99, errors, peak):
    print(f"{label:<48}{rate:12,.0f}{p50:10.1f}{p99:10.1f}{errors:8}{peak:10.0f}", flush=True)


def load(label, server, url, cookie, known, at_rate):
    page = get(url, known, cookie)
    subprocess.run(["wrk", "-t2", "-c8", "-d2s", "-H", f"Cookie: {cookie}", url], check=True, capture_output=True)
    found = wrk(url, cookie)
    row(label, *found, server.peak())
    if at_rate:
        wait = options.users / options.rate * 1000
        slow = wrk(url, cookie, "-s", measure.ROOT / "bench" / "paced.lua", "--", str(wait), str(len(page)))
        row(f"    users who wait {wait:.0f} ms on average", *slow, server.peak())
    get(url, known, cookie)
    return found[0]


def redmine(work, count):
    """Redmine's issue list from Debian's package, two workers for two cores, on a copy of the database that the package made."""
    database = work / "redmine.db"
    shutil.copy(REDMINE_DATABASE, database)
    subprocess.run(["chown", "-R", "www-data", work], check=True)
    # Only the settings that it needs: what the caller has in the environment is not its affair.
    environment = {"RAILS_ENV": "production", "DATABASE_URL": f"sqlite3:{database}", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    user = ["setpriv", "--reuid", "www-data", "--regid", "www-data", "--init-groups"]
    filled = subprocess.run([*user, "bin/rails", "runner", FILL.replace("COUNT", str(count))], cwd=REDMINE, env=environment,
                            check=False, capture_output=True, text=True)
    if f"issues {count}" not in filled.stdout:
        sys.exit(f"filling Redmine failed:\n{filled.stdout}{filled.stderr[-3000:]}")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [*user, "puma", "--environment", "production",
               "--workers", "2", "--threads", "5:5", "--preload", "--bind", f"tcp://127.0.0.1:{port}", "config.ru"]
    with Server(command, cwd=REDMINE, env=environment) as server:
        server.until(lambda: answers(base))
        url = f"{base}/projects/plan/issues?set_filter=1&f%5B%5D=status_id&op%5Bstatus_id%5D=*&per_page=100"
        page = get(url, f"Target {count - 1}:")
        shown = page.count(b'class="hascontextmenu')
        if shown != count:
            sys.exit(f"Redmine shows {shown} of {count} issues")
        return load(f"Redmine, list of {count} issues", server, url, "", "Target 0:", False)


if not shutil.which("wrk"):
    sys.exit("wrk is missing: apt install wrk")
if not options.skip_redmine and not REDMINE_DATABASE.exists():
    sys.exit("Redmine is missing: apt install redmine redmine-sqlite puma, or --skip-redmine")
binary = options.binary or measure.LUOSHI
if not options.binary:
    measure.build()

work = pathlib.Path(tempfile.mkdtemp(prefix="bench-web-"))
try:
    district = work / "district"
    with Server([binary, "--lang", "en", "demo", "--dir", district, "--listen", "127.0.0.1:0"]) as server:
        server.until(lambda: "The site is ready" in server.said())
        password = re.search(r"the password of all is (\S+)", server.said())[1]
        count = int(re.search(r"(\d+) targets:", server.said())[1])
    print(f"{count} targets; {options.users} connections for {options.seconds} s each, the load on the same cores")
    print(f"{'':<48}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'errors':>8}{'peak MB':>10}")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    # A process of its own, so that the peak is that of serving.
    with Server([binary, "serve", "--dir", district, "--listen", f"127.0.0.1:{port}"]) as server:
        server.until(lambda: answers(f"{base}/sign-in"))
        cookie = sign_in(base, password)
        rates = [load(label, server, base + path, cookie, known, True) for label, path, known in PAGES]
        page = work / "page.html"
        page.write_bytes(get(base + "/", PAGES[0][2], cookie))
    port = free_port()
    with Server([measure.TARGET / "release" / "examples" / "bare_page", f"127.0.0.1:{port}", page]) as server:
        server.until(lambda: answers(f"http://127.0.0.1:{port}/"))
        load("bare axum, the bytes of the overview", server, f"http://127.0.0.1:{port}/", "", PAGES[0][2], True)
    if not options.skip_redmine:
        other = work / "redmine"
        other.mkdir()
        work.chmod(0o755)
        theirs = redmine(other, count)
        for (label, *_), ours in zip(PAGES, rates):
            print(f"{label}: {ours / theirs:.0f} times Redmine's requests/s")
finally:
    shutil.rmtree(work)
