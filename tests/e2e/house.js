// The program under test and the browser that looks at it.
import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const PROGRAM = process.env.LUOSHI_PROGRAM ?? new URL("../../target/debug/luoshi", import.meta.url).pathname;
const CHROMIUM = process.env.LUOSHI_CHROMIUM ?? "/usr/bin/chromium";

/** What everybody's password is. */
export const PASSWORD = "correct-horse-battery";

/** The same program with a clock that tests set: `LUOSHI_CLOCK` names the file with the moment. */
export const CLOCKED = join(dirname(PROGRAM), "examples", "set_clock");

/** A folder of its own for the program. */
export function folder() {
  return mkdtemp(join(tmpdir(), "luoshi-e2e-"));
}

/** Runs one command in a folder and gives what it said. */
export function run(dir, ...args) {
  return runOn(PROGRAM, {}, dir, ...args);
}

export async function runOn(program, env, dir, ...args) {
  const options = { env: { ...process.env, ...env } };
  const { stdout } = await promisify(execFile)(program, [...args, "--dir", dir, "--lang", "en"], options);
  return stdout;
}

/** A certificate for this machine, made anew; a program that is told its `file` by SSL_CERT_FILE trusts it. */
export async function certificate(dir) {
  const [key, file] = [join(dir, "key.pem"), join(dir, "certificate.pem")];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE"];
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", file, ...names];
  await promisify(execFile)("openssl", made);
  return { file, key: await readFile(key), cert: await readFile(file) };
}

/** Starts the program in an empty folder. */
export async function start(...args) {
  return startIn(await folder(), args);
}

/** Starts the program and waits until it says where it listens; `said` is what it said by then. The folder goes with it. */
export async function startIn(dir, args = ["serve"], env = {}, program = PROGRAM) {
  const child = spawn(program, [...args, "--dir", dir, "--lang", "en", "--listen", "127.0.0.1:0"], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  const address = await new Promise((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
      const found = said.match(/The site is ready: (http:\/\/[^\s/]+)/);
      if (found) setTimeout(() => resolve(found[1]), 100);
    });
    child.on("exit", (code) => reject(new Error(`the program ended with ${code}:\n${said}`)));
  });
  const stop = async () => {
    child.removeAllListeners("exit");
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    await rm(dir, { recursive: true, force: true });
  };
  return { address, said: () => said, stop };
}

export function browser() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A page that keeps account of what must not happen: errors, and requests to anybody else. */
export async function page(context, address) {
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith("data:")) faults.push(`request to ${url}`);
  });
  return { page, faults };
}

/** Nothing on the page is wider than the screen, hard to read or to reach. */
export async function readable(page) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${page.url()} is ${wider} px wider than the screen`);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  assert.deepEqual(serious.map(({ id, nodes }) => [page.url(), id, nodes[0].html]), []);
}

/** Takes up an invitation: its person chooses a password. */
export async function takeUp(context, link) {
  const page = await context.newPage();
  await page.goto(link);
  await page.fill("[name=password]", PASSWORD);
  await page.fill("[name=again]", PASSWORD);
  await page.click("main form button");
  await page.waitForURL(/\/sign-in$/);
  await page.close();
}

/** Has the site speak a language, as its button does. */
export async function speak(page, locale) {
  if ((await page.getAttribute("html", "lang")) === locale) return;
  await page.click("form[action='/account/language'] button");
  await page.waitForSelector(`html[lang='${locale}']`);
}

export async function signIn(page, address, login, password) {
  await page.goto(`${address}/sign-in`);
  await page.fill("[name=login]", login);
  await page.fill("[name=password]", password);
  await page.press("[name=password]", "Enter");
  // What waits comes first; who has nothing to do sees the overview.
  await page.waitForURL(({ pathname }) => ["/", "/work"].includes(pathname));
}
