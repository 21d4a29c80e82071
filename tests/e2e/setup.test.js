// A new user with only the site before them: from the empty folder to the first overview.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, page as open, start } from "./house.js";

let site, chrome;

before(async () => {
  site = await start("serve");
  chrome = await browser();
});

after(async () => {
  await chrome?.close();
  await site?.stop();
});

test("the first administrator sets the site up and signs in", async () => {
  const token = site.said().match(/Set-up token \(works once\): (\S+)/)[1];
  const context = await chrome.newContext({ locale: "zh-CN", viewport: { width: 360, height: 740 } });
  const { page, faults } = await open(context, site.address);
  await page.goto(site.address);
  assert.match(page.url(), /\/setup$/);
  await page.fill("[name=token]", token);
  await page.fill("[name=name]", "王芳");
  await page.fill("[name=login]", "wangfang");
  await page.fill("[name=password]", "correct-horse-battery");
  await page.fill("[name=again]", "correct-horse-battery");
  await page.click("button.primary");
  await page.waitForURL(/\/sign-in$/);
  await page.fill("[name=login]", "wangfang");
  await page.fill("[name=password]", "correct-horse-battery");
  await page.click("button.primary");
  await page.waitForURL(`${site.address}/`);
  assert.match(await page.textContent("main"), /还没有数据/);
  assert.deepEqual(faults, []);
  await context.close();
});
