// Five people drive a commitment through two years, the clock of the server moved as the story goes.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CLOCKED, PASSWORD, browser, folder, page as open, readable, runOn, signIn, startIn, takeUp } from "./house.js";

const PEOPLE = {
  planner: "planner",
  finance: "liaison:finance",
  head: "head:finance",
  education: "liaison:education",
  inspector: "inspector",
  leader: "leader",
};
/** What people on the road carry. */
const PHONES = ["finance", "inspector"];
/** A file that proves something. */
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

let dir, env, site, chrome;

before(async () => {
  dir = await folder();
  env = { LUOSHI_CLOCK: `${dir}.clock` };
  await clock("2024-02-26");
  await run("init");
  const links = {};
  for (const [login, role] of Object.entries(PEOPLE)) {
    const said = await run("user", "add", login, "--name", login, "--role", role);
    links[login] = said.match(/[0-9a-f]{64}/)[0];
  }
  site = await startIn(dir, ["serve"], env, CLOCKED);
  chrome = await browser();
  for (const link of Object.values(links)) {
    const context = await chrome.newContext({ locale: "zh-CN" });
    await takeUp(context, `${site.address}/invitation#${link}`);
    await context.close();
  }
});

after(async () => {
  await chrome?.close();
  await site?.stop();
  await rm(`${dir}.clock`, { force: true });
});

function clock(day, time = "10:00:00") {
  return writeFile(`${dir}.clock`, `${day}T${time}+08:00`);
}

function run(...args) {
  return runOn(CLOCKED, env, dir, ...args);
}

/** The daily run, early in the morning. */
async function morning(day) {
  await clock(day, "08:30:00");
  return run("supervise", "tick");
}

/** Somebody at the site on a day; the page is looked over afterwards: nothing went wrong but what was expected. */
async function on(day, login, deed, expected = []) {
  await clock(day);
  const viewport = PHONES.includes(login) ? { width: 360, height: 740 } : { width: 1366, height: 768 };
  const context = await chrome.newContext({ locale: "zh-CN", viewport });
  const { page, faults } = await open(context, site.address);
  await signIn(page, site.address, login, PASSWORD);
  await deed(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${day} ${login}: too wide`);
  assert.deepEqual(faults, expected, `${day} ${login}`);
  await context.close();
}

/** Fills in the form of a deed, as far as it is given, and sends it. */
async function send(page, deed, fields = {}) {
  const form = page.locator(`form[data-deed=${deed}]`);
  assert.equal(await form.count(), 1, `${deed} is not offered`);
  const fold = page.locator("details", { has: form });
  if ((await fold.count()) && !(await form.isVisible())) await fold.locator("summary").click();
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name=${name}]`);
    const kind = await field.first().evaluate((element) => element.type);
    if (kind === "radio") await form.locator(`[name=${name}][value=${value}]`).check();
    else if (kind === "checkbox") await form.locator(`[name=${name}][value=${value}]`).check();
    else if (kind === "select-one") await field.selectOption(value);
    else await field.fill(value);
  }
  await Promise.all([page.waitForNavigation(), form.locator("button").last().click()]);
  assert.match(page.url(), /[?&]done=/, await page.locator("[role=alert]").allTextContents().then((told) => told.join()));
}

/** Hands in a file that proves it. */
async function prove(page) {
  await page.setInputFiles("[data-deed=add-evidence] input[type=file]", { name: "拨付凭证.pdf", mimeType: "application/pdf", buffer: PDF });
  await Promise.all([page.waitForNavigation(), page.click("[data-deed=add-evidence] button")]);
  assert.match(page.url(), /done=add-evidence/);
}

/** A day on which somebody does one thing to a duty. */
function does(day, login, path, deed, fields) {
  return on(day, login, async (page) => {
    await page.goto(site.address + path);
    await send(page, deed, fields);
  });
}

/** The planner opens and assigns the duties of a year; gives where the one of the finance unit lives. */
async function assigned(day, year) {
  let path;
  await on(day, "planner", async (page) => {
    await page.goto(`${site.address}/duties?year=${year}`);
    await page.click(".duty-bulk form:has([value=open]) button");
    await page.waitForURL(/done=open/);
    const line = page.locator("tr", { hasText: "区财政局" }).filter({ hasText: "4%" }).first();
    for (let at = 1; at === 1 || !(await line.count()); at += 1) {
      assert.ok(at < 10, "the finance unit leads a duty");
      await page.goto(`${site.address}/duties?year=${year}&unit=finance&page=${at}`);
    }
    path = await line.locator("a").getAttribute("href");
    await line.locator("[name=duty]").check();
    await page.click("#bulk button[value=assign]");
    await page.waitForURL(/done=assign/);
  });
  return path;
}

test("a year from the assignment to the end", async () => {
  const duty = await assigned("2024-02-26", 2024);
  // The first thing that the unit sees is what waits for it.
  await on("2024-02-27", "finance", async (page) => {
    await page.goto(`${site.address}/work`);
    assert.match(await page.textContent("main"), /待签收/);
    await readable(page);
    await page.click(`a[href="${duty}"]`);
    await readable(page);
    await send(page, "acknowledge");
  });
  // Every quarter a round; the report of the one before is there already.
  for (const [day, pace, progress] of [
    ["2024-03-20", "on_course", "预算草案已编制"],
    ["2024-06-18", "on_course", "预算已批复"],
    ["2024-09-23", "behind", "尚有两校未拨"],
    ["2024-11-28", "done", "全部拨付"],
  ]) {
    await on(day, "finance", async (page) => {
      await page.goto(`${site.address}/work`);
      assert.match(await page.textContent("main"), /本轮待报|待报/);
      const begun = Date.now();
      await page.goto(site.address + duty);
      await send(page, "report", { pace, progress, next: "按季拨付" });
      assert.ok(Date.now() - begun < 60_000, "a report takes less than a minute");
    });
  }
  await on("2024-09-24", "planner", async (page) => {
    await page.goto(`${site.address}/duties/rounds?year=2024`);
    assert.match(await page.textContent("main"), /三季度/);
    await readable(page);
  });
  await does("2024-10-08", "leader", duty, "instruct", { words: "年内务必到位" });
  await on("2024-12-02", "finance", async (page) => {
    await page.goto(site.address + duty);
    await send(page, "report", { pace: "done", progress: "已按批示全部到位" });
    await prove(page);
    await send(page, "submit", { words: "凭证附后" });
  });
  await does("2024-12-04", "inspector", duty, "return", { reason: "凭证缺印章" });
  await on("2024-12-05", "finance", async (page) => {
    await page.goto(`${site.address}/work`);
    assert.match(await page.textContent("main"), /退回/);
    await page.goto(site.address + duty);
    await send(page, "report", { pace: "done", progress: "已补盖章" });
    await send(page, "submit", { words: "已补" });
  });
  await on("2024-12-09", "planner", async (page) => {
    await page.goto(site.address + duty);
    await send(page, "verify", { quality: "good" });
    assert.match(await page.textContent(".duty-head"), /已办结/);
    await readable(page);
  });
});

test("a year with an extension, slips, a conflict, an inspection and an appeal", async () => {
  const duty = await assigned("2025-02-24", 2025);
  await morning("2025-03-03");
  await on("2025-03-03", "finance", async (page) => {
    await page.goto(site.address + duty);
    assert.match(await page.textContent("#h-slips ~ ul, .standings"), /蓝色提示单/);
    await send(page, "acknowledge");
    await send(page, "answer-slip", { slip: "0", words: "已签收，今后及时办理" });
  });
  await on("2025-03-04", "planner", async (page) => {
    await page.goto(site.address + duty);
    await send(page, "settle-slip", { slip: "0" });
    // The other unit is asked to help.
    await send(page, "arrange", { cooperating: "education" });
  });
  await does("2025-06-17", "finance", duty, "report", { pace: "on_course", progress: "上半年已拨付" });
  await does("2025-09-16", "education", duty, "report-share", { unit: "education", words: "已分到各校" });
  // Two people at the same duty: the second one is told, and keeps what was typed.
  await on("2025-09-17", "finance", async (page) => {
    await page.goto(site.address + duty);
    await does("2025-09-17", "planner", duty, "rate", { level: "medium", because: "依赖年底资金" });
    const form = page.locator("form[data-deed=report]");
    await form.locator("[name=pace][value=behind]").check();
    await form.locator("[name=progress]").fill("资金跨年，尚有两校未拨");
    await form.locator("button").last().click();
    assert.match(await page.textContent("[role=alert]"), /planner/);
    assert.equal(await page.locator("form[data-deed=report] [name=progress]").inputValue(), "资金跨年，尚有两校未拨");
    await page.locator("form[data-deed=report] button").last().click();
    await page.waitForURL(/done=report/);
    await send(page, "merge-share", { unit: "education" });
    await send(page, "ask-extension", { until: "2026-02-13", reason: "资金跨年拨付" });
  }, ["console: Failed to load resource: the server responded with a status of 409 (Conflict)"]);
  await does("2025-09-18", "planner", duty, "grant-extension");
  await does("2025-12-02", "finance", duty, "report", { pace: "behind", progress: "拨付计划已报" });
  // Nothing comes: near, past, and the ladder up.
  for (const day of ["2026-01-30", "2026-02-09", "2026-02-24", "2026-02-28", "2026-03-04", "2026-03-10", "2026-03-18"]) {
    await morning(day);
  }
  // It went up: to the head of the unit, then to the leading group; each was told what is the matter, and goes there in one step.
  for (const login of ["head", "leader"]) {
    await on("2026-03-18", login, async (page) => {
      await page.goto(`${site.address}/notices`);
      await readable(page);
      await page.locator(".notice", { hasText: "4%" }).first().locator(".notice-title").click();
      await page.waitForURL(`**${duty}`);
    });
  }
  await on("2026-03-18", "planner", async (page) => {
    await page.goto(site.address + duty);
    assert.match(await page.textContent("main"), /红色督办单/);
    await readable(page);
    await page.locator("a", { hasText: "督办单" }).first().click();
    await page.waitForURL(/documents\/order/);
    assert.match(await page.textContent(".paper"), /红色督办单.*已逾期/s);
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("a[download]")]);
    assert.match(file.suggestedFilename(), /\.docx$/);
  });
  await on("2026-03-19", "finance", async (page) => {
    await page.goto(`${site.address}/work`);
    assert.match(await page.textContent("main"), /逾期/);
    await page.goto(site.address + duty);
    await send(page, "report", { pace: "done", progress: "全部拨付" });
    await prove(page);
    await send(page, "submit", { words: "凭证已报" });
  });
  await does("2026-03-20", "planner", duty, "verify", { quality: "fair", words: "属实，但逾期" });
  await on("2026-03-23", "planner", async (page) => {
    await page.goto(`${site.address}/duties?year=2025`);
    await page.fill(".duty-draw [name=count]", "5");
    await page.click(".duty-draw button");
    await page.waitForURL(/done=draw/);
  });
  await does("2026-03-24", "inspector", duty, "inspect", { outcome: "partly", words: "一校未到账" });
  await does("2026-03-25", "planner", duty, "reopen", { reason: "核查发现一校未到账" });
  await on("2026-03-26", "finance", async (page) => {
    await page.goto(site.address + duty);
    await send(page, "report", { pace: "done", progress: "该校已到账" });
    await send(page, "submit", { words: "到账凭证附后" });
  });
  await does("2026-03-27", "planner", duty, "verify", { quality: "fair", words: "已到账" });
  await does("2026-03-30", "finance", duty, "appeal", { words: "逾期因系统停机" });
  await on("2026-03-31", "planner", async (page) => {
    await page.goto(site.address + duty);
    await send(page, "adjust", { part: "timeliness", points: "5", words: "停机一天属实" });
    assert.match(await page.textContent(".duty-head"), /已办结/);
    await page.goto(`${site.address}/duties/scores?from=2025-01-01&until=2026-03-31`);
    assert.match(await page.textContent("main"), /区财政局/);
    await readable(page);
  });
  const told = await run("log", "verify");
  assert.ok(told, "the log is whole");
});
