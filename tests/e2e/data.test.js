// Handing data in, by keyboard: a workbook with problems, its marked copy, the corrected one accepted, compared, withdrawn.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, folder as made, page as open, readable, signIn, speak, start } from "./house.js";

let site, chrome, password, folder;

before(async () => {
  site = await start("demo", "--only", "areas", "--only", "schools", "--only", "safe_campus");
  password = site.said().match(/the password of all is (\S+)/)[1];
  chrome = await browser();
  folder = await made();
});

after(async () => {
  await chrome?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function csv(name, rows) {
  const path = join(folder, name);
  await writeFile(path, ["学校标识码,教室编号,教室类型,是否达标,是否接入校园网", ...rows].join("\n"));
  return path;
}

/** Presses the button that the focus reaches by Tab alone. */
async function press(page, selector) {
  await page.focus(selector);
  await page.keyboard.press("Enter");
}

async function handIn(page, file) {
  await page.goto(`${site.address}/data/digital_classrooms`);
  await page.setInputFiles("[name=file]", file);
  await press(page, "main form button.primary");
  await page.waitForURL(/\/data\/imports\//);
  await page.waitForSelector("[data-under-way]", { state: "detached" });
  await page.waitForSelector("[name=deed]");
}

for (const [width, locale] of [[1440, "zh-CN"], [360, "en"]]) {
  test(`a clerk hands in, corrects and accepts, ${width} px wide in ${locale}`, async () => {
    const context = await chrome.newContext({ viewport: { width, height: 800 }, locale });
    const { page, faults } = await open(context, site.address);
    await signIn(page, site.address, "clerk", password);
    await speak(page, locale);
    await page.goto(`${site.address}/data/digital_classrooms`);
    const school = await page.getAttribute("[name=scope]", "value");
    const good = ["A1", "A2", "A3"].map((room) => `${school},${room},标准数字教室,是,是`);

    await handIn(page, await csv("bad.csv", [...good, `${school},A4,标准数字教室,也许,是`]));
    assert.match(await page.textContent("main"), /D5/);
    await readable(page);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("a[href$='/marked']")]);
    assert.match(download.suggestedFilename(), /^bad-.*\.xlsx$/);
    await press(page, "button[value=cancel]");
    await page.waitForSelector("[name=deed]", { state: "detached" });

    await handIn(page, await csv("good.csv", [...good, `${school},B${width},标准数字教室,否,是`]));
    await readable(page);
    await press(page, "button[value=accept]");
    await page.waitForSelector("a[href^='/data/snapshots/']");
    await readable(page);
    await press(page, "a[href^='/data/snapshots/']");
    await page.waitForURL(/\/data\/snapshots\//);
    await readable(page);
    if (width === 360) {
      await press(page, ".filters button");
      await page.waitForSelector("#compare ~ div table");
      await readable(page);
    }
    assert.deepEqual(faults, []);
    await context.close();
  });
}

for (const [width, locale] of [[1440, "zh-CN"], [360, "en"]]) {
  test(`headers of an office's own are mapped by keyboard, ${width} px wide in ${locale}`, async () => {
    const context = await chrome.newContext({ viewport: { width, height: 800 }, locale });
    const { page, faults } = await open(context, site.address);
    await signIn(page, site.address, "clerk", password);
    await speak(page, locale);
    await page.goto(`${site.address}/data/digital_classrooms`);
    const school = await page.getAttribute("[name=scope]", "value");
    const path = join(folder, `own-${width}.csv`);
    // Headers of another shape for each run: what is mapped once is known.
    const headers = `学校,房间,种类,达标情形,联网情形,备注${width}`;
    await writeFile(path, [headers, `${school},A1,标准数字教室,是,是,甲`, `${school},A${width},标准数字教室,否,是,乙`].join("\n"));
    await handIn(page, path);
    await press(page, "a[href$='/headers']");
    await page.waitForURL(/\/headers$/);
    await readable(page);
    const columns = ["school_code", "room_no", "kind", "meets_standard", "networked"];
    for (const [at, column] of columns.entries()) {
      const field = page.locator(`[name='header.${at}']`);
      if (await field.count()) await field.selectOption(column);
    }
    await press(page, "[value=preview]");
    await page.waitForSelector("#preview");
    await readable(page);
    await press(page, "[value=save]");
    await page.waitForURL(/\/data\/imports\/[^/]+$/);
    await page.waitForSelector("[data-under-way]", { state: "detached" });
    await page.waitForSelector("button[value=accept]");
    await press(page, ".used summary");
    await readable(page);
    await press(page, "button[value=cancel]");
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("without scripts the same forms do it", async () => {
  const context = await chrome.newContext({ javaScriptEnabled: false, locale: "zh-CN" });
  const { page } = await open(context, site.address);
  await signIn(page, site.address, "planner", password);
  await page.goto(`${site.address}/data/digital_classrooms`);
  const school = await page.getAttribute("[name=scope] option:last-child", "value");
  await page.selectOption("[name=scope]", school);
  await page.setInputFiles("[name=file]", await csv("plain.csv", [`${school},C1,标准数字教室,是,是`]));
  await page.click("main form button.primary");
  await page.waitForURL(/\/data\/imports\//);
  while (await page.isVisible("[data-under-way] a")) await page.click("[data-under-way] a");
  await page.click("button[value=accept]");
  while (await page.isVisible("[data-under-way] a")) await page.click("[data-under-way] a");
  await page.click("a[href^='/data/snapshots/']");
  await page.fill("[name=reason]", "试用");
  await page.click("button.danger");
  assert.match(await page.textContent("main"), /已经作废|Withdrawn\. The figures/);
  await context.close();
});
