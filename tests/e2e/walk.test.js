// Ten minutes: somebody with only the site before them gets from the empty folder to the first target with a status.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PASSWORD, browser, folder as made, page as open, readable, signIn, start } from "./house.js";

/** Three lists of a small office, in its own words: two of three schools are certified. */
const FILES = {
  areas: ["区划代码,名称,行政层级,上级区划代码,区域类别", "530113,东川区,区,,", "530113001,示例街道,乡镇,530113,街道"],
  schools: [
    "学校标识码,学校名称,办学类型,乡镇（街道）代码,城乡类型,举办者类型",
    "2153000101,示例一小,211,530113001,111,public_education",
    "2153000202,示例二小,211,530113001,111,public_education",
    "3153000303,示例中学,311,530113001,111,public_education",
  ],
  safe_campus: ["学校标识码,创建状态,认定日期", "2153000101,已达标,2023-06-01", "2153000202,已达标,2023-06-01", "3153000303,未达标,"],
};

let site, chrome, folder;

before(async () => {
  site = await start("serve");
  chrome = await browser();
  folder = await made();
});

after(async () => {
  await chrome?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("a newcomer gets from the wizard to the first status by following the pages", async () => {
  const begun = Date.now();
  let steps = 0;
  /** One thing that the newcomer does: fills in a form, presses a button, follows a link. */
  const step = async (deed) => {
    steps += 1;
    await deed;
  };
  const context = await chrome.newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  const { page, faults } = await open(context, site.address);

  // The wizard: the token of the terminal, the plan, oneself; it says what comes next.
  await step(page.goto(site.address));
  const told = await page.textContent("main");
  for (const next of ["邀请", "模板", "导入"]) assert.ok(told.includes(next), next);
  assert.match(told, /牵头单位经办人/);
  await step(page.fill("[name=token]", site.said().match(/Set-up token \(works once\): (\S+)/)[1]));
  for (const [field, value] of [["name", "王芳"], ["login", "wangfang"], ["password", PASSWORD], ["again", PASSWORD]]) {
    await step(page.fill(`[name=${field}]`, value));
  }
  await readable(page);
  await step(page.click("button.primary"));
  await page.waitForURL(/\/sign-in$/);
  await step(signIn(page, site.address, "wangfang", PASSWORD));

  // The overview names what leads to the first status, in order, and every link goes there.
  await readable(page);
  const links = await page.locator(".first-steps a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const wanted = links.map((link) => new URL(link, site.address).pathname.split("/").at(-1));
  assert.deepEqual(wanted, ["areas", "schools", "safe_campus"]);
  for (const dataset of wanted) {
    await step(page.click(`.first-steps a[href^='/data/${dataset}?']`));
    const path = join(folder, `${dataset}.csv`);
    await writeFile(path, FILES[dataset].join("\n"));
    const [template] = await Promise.all([page.waitForEvent("download"), step(page.click("a[href$='/template']"))]);
    assert.match(template.suggestedFilename(), /\.xlsx$/);
    await step(page.setInputFiles("[name=file]", path));
    await step(page.click("main form button.primary"));
    await page.waitForURL(/\/data\/imports\//);
    await page.waitForSelector("[data-under-way]", { state: "detached" });
    await page.waitForSelector("[name=deed]");
    assert.equal(await page.isVisible("button[value=accept]"), true, await page.textContent("main"));
    await step(page.click("button[value=accept]"));
    await page.waitForSelector("main a[href='/']");
    await readable(page);
    await step(page.click("main a[href='/']"));
    await page.waitForURL(`${site.address}/`);
  }

  // The first status, its figure, and the file that it comes from.
  assert.equal(await page.isVisible(".first-steps"), false, "nothing more has to be explained");
  const standing = page.locator(".standing", { hasText: "平安校园" }).first();
  assert.match(await standing.textContent(), /未完成|逾期|未达/);
  assert.match(await standing.textContent(), /66\.67/);
  await step(standing.locator("a.standing-title").click());
  await page.waitForURL(/\/indicators\/safe_campus_share/);
  const figure = await page.textContent("main");
  assert.match(figure, /66\.67/);
  assert.match(figure, /safe_campus\.csv/);
  await readable(page);
  assert.deepEqual(faults, []);
  console.log(`from the empty folder to the first status: ${steps} steps, ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  await context.close();
});
