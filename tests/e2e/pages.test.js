// Every page: on desktop, tablet and phone, in both languages, light and dark; readable for everybody, asking nobody else.
import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, page as open, signIn, speak, start } from "./house.js";

const SIZES = { desktop: [1440, 900], tablet: [820, 1180], phone: [360, 740] };
const PAGES = [
  "/",
  "/plan",
  "/plan?status=no_data",
  "/plan/tasks/5",
  "/plan/timeline",
  "/plan/timeline?unit=finance",
  "/plan/source",
  "/work",
  "/duties",
  "/duties?state=submitted",
  "/duties?watch=contradicted",
  "/duties/rounds",
  "/duties/scores",
  "/cases",
  "/reconciliation",
  "/visits",
  "/wall",
  "/indicators",
  "/indicators?q=nothing-like-it",
  "/indicators/safe_campus_share",
  "/documents",
  "/documents/bulletin",
  "/documents/dropout",
  "/documents/letter?unit=finance",
  "/documents/order",
  "/documents/ledger",
  "/data",
  "/data?state=overdue",
  "/data/safe_campus",
  "/data/schools",
  "/indicators/safe_campus_share?compare=2024-06-30&sort=-2024",
  "/indicators/safe_campus_share/rows?counted=no",
  "/indicators/safe_campus_share/rows?q=nothing-like-it",
  "/indicators/years",
  "/schools",
  "/schools?q=nothing-like-it",
  "/schools/3453000001",
  "/townships/530113001",
  "/search",
  "/search?q=dcyz",
  "/search?q=nothing-like-it",
  "/account",
  "/account/second-factor",
  "/account/tokens",
  "/publish",
  "/public",
  "/api",
];
const ADMIN_PAGES = ["/admin", "/admin/jobs", "/admin/notices", "/admin/pack", "/admin/people", "/admin/people/add", "/log"];
const PUBLIC_PAGES = ["/public", "/public/1", "/api", "/sign-in"];
const LIAISON_PAGES = ["/work", "/duties", "/visits", "/notices", "/account"];
/** Who looks at which pages; nobody is everybody. */
const SEEN = [["planner", PAGES], ["liaison", LIAISON_PAGES], ["administrator", ADMIN_PAGES], [null, PUBLIC_PAGES]];

let site, chrome, password;

before(async () => {
  site = await start("demo", "--only", "areas", "--only", "schools", "--only", "kindergartens", "--only", "safe_campus");
  password = site.said().match(/the password of all is (\S+)/)[1];
  chrome = await browser();
  await publish();
});

/** Publishes what the plan promises of safe campuses, as the planner does it. */
async function publish() {
  const context = await chrome.newContext({ locale: "zh-CN" });
  const { page, faults } = await open(context, site.address);
  await signIn(page, site.address, "planner", password);
  await page.goto(`${site.address}/publish`);
  await page.check("[name=commitment][value=g-2024-safe-campus]");
  await page.fill("[name=note]", "第一期");
  await page.click("[value=preview]");
  await page.click("[value=publish]");
  await page.waitForURL(`${site.address}/public/1`);
  assert.match(await page.textContent("main"), /第一期/);
  assert.deepEqual(faults, []);
  await context.close();
}

after(async () => {
  await chrome?.close();
  await site?.stop();
});

for (const [size, [width, height]] of Object.entries(SIZES)) {
  for (const locale of ["zh-CN", "en"]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`pages on ${size} in ${locale}, ${colorScheme}`, async () => {
        for (const [login, paths] of SEEN) await look(login, paths, { viewport: { width, height }, locale, colorScheme });
      });
    }
  }
}

/** Looks at pages as somebody who is signed in, or as everybody. */
async function look(login, paths, settings) {
  const { locale } = settings;
  const context = await chrome.newContext(settings);
  const { page, faults } = await open(context, site.address);
  if (login) {
    await signIn(page, site.address, login, password);
    await speak(page, locale);
  }
  for (const path of paths) {
    const response = await page.goto(site.address + path);
    assert.equal(response.status(), 200, path);
    assert.equal(await page.getAttribute("html", "lang"), locale);
    const text = await page.textContent("body");
    assert.ok(!text.includes("Unknown localization"), path);
    assert.ok(locale === "zh-CN" ? text.includes("演示数据") : text.includes("Demonstration"), `${path} says that it is made up`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wider <= 0, `${path} is ${wider} px wider than the screen`);
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
    assert.deepEqual(serious.map(({ id, nodes }) => [path, id, nodes[0].html]), []);
  }
  assert.deepEqual(faults, []);
  await context.close();
}

test("a file of the demonstration says by its name that it is made up", async () => {
  const context = await chrome.newContext({ locale: "zh-CN" });
  const { page } = await open(context, site.address);
  await signIn(page, site.address, "planner", password);
  const response = await page.request.get(`${site.address}/indicators/inclusive_kindergarten_coverage/units`);
  assert.equal(response.status(), 200);
  assert.match(decodeURIComponent(response.headers()["content-disposition"]), /''(演示数据|Demonstration)-/);
  await context.close();
});

test("the overview is reached and read by keyboard alone", async () => {
  const context = await chrome.newContext({ locale: "zh-CN" });
  const { page } = await open(context, site.address);
  await signIn(page, site.address, "planner", password);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "content");
  await context.close();
});

test("pages work without scripts", async () => {
  const context = await chrome.newContext({ javaScriptEnabled: false, locale: "zh-CN" });
  const { page } = await open(context, site.address);
  await signIn(page, site.address, "planner", password);
  await page.goto(`${site.address}/plan`);
  await page.selectOption("[name=kind]", "milestone");
  await page.click(".filters button");
  assert.match(page.url(), /kind=milestone/);
  await context.close();
});

test("paper has no navigation", async () => {
  const context = await chrome.newContext({ locale: "zh-CN" });
  const { page } = await open(context, site.address);
  await signIn(page, site.address, "planner", password);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible("header.top"), false);
  assert.equal(await page.isVisible("h1"), true);
  await context.close();
});

test("a school is found from anywhere by its initials, with the keyboard alone", async () => {
  const context = await chrome.newContext({ locale: "zh-CN" });
  const { page, faults } = await open(context, site.address);
  await signIn(page, site.address, "planner", password);
  await page.keyboard.press("/");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.type("dcyz");
  await page.waitForSelector("[data-q='dcyz'] .found a");
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  assert.deepEqual(violations.filter(({ impact }) => ["serious", "critical"].includes(impact)), []);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/schools\/3453000001$/);
  assert.match(await page.textContent("h1"), /东川一中/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("the brief of a school is one page of paper", async () => {
  const context = await chrome.newContext({ locale: "zh-CN" });
  const { page } = await open(context, site.address);
  await signIn(page, site.address, "planner", password);
  await page.goto(`${site.address}/schools/3453000001`);
  const paper = await page.pdf({ preferCSSPageSize: true });
  assert.equal(paper.toString("latin1").match(/\/Type ?\/Page\b(?!s)/g).length, 1);
  await context.close();
});
