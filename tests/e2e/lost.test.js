// No child lost: two lists with errors are compared, people settle what is uncertain by keyboard, the file of a missing child goes to
// the township, and the roll of the next term closes it.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CLOCKED, PASSWORD, browser, folder, page as open, readable, runOn, signIn, startIn, takeUp } from "./house.js";

/** Children of school age, those whom the roll knows badly, and how many of these people have to look at, at least. */
const [CHILDREN, ODD, UNCERTAIN] = [400, 32, 20];
const SURNAMES = ["李", "张", "王", "赵", "陈", "杨", "刘", "黄"];
const NAMES = ["雨晨", "子涵", "一诺", "思远", "佳怡", "浩然", "梓萱", "宇航", "欣怡", "俊杰"];
const AREAS = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n530113001,铜都街道,乡镇,530113\n530113101,汤丹镇,乡镇,530113\n";
const SCHOOLS = "学校标识码,学校名称,办学类型,乡镇（街道）代码,城乡类型,举办者类型\n2153000101,示例一小,211,530113001,111,public_education\n2153000202,示例二小,211,530113101,220,public_education\n";

let dir, env, files, site, chrome;

before(async () => {
  dir = await folder();
  files = await folder();
  env = { LUOSHI_CLOCK: `${dir}.clock` };
  await clock("2025-03-03");
  await run("init");
  for (const [dataset, asOf, text] of [["areas", "2020-01-01", AREAS], ["schools", "2024-09-01", SCHOOLS]]) {
    await run("import", dataset, await file(`${dataset}.csv`, text), "--as-of", asOf);
  }
  const people = { planner: "planner", deputy: "planner", township: "township:530113001" };
  const links = [];
  for (const [login, role] of Object.entries(people)) {
    links.push((await run("user", "add", login, "--name", login, "--role", role)).match(/[0-9a-f]{64}/)[0]);
  }
  site = await startIn(dir, ["serve"], env, CLOCKED);
  chrome = await browser();
  for (const link of links) {
    const context = await chrome.newContext({ locale: "zh-CN" });
    await takeUp(context, `${site.address}/invitation#${link}`);
    await context.close();
  }
});

after(async () => {
  await chrome?.close();
  await site?.stop();
  for (const made of [`${dir}.clock`, files]) await rm(made, { recursive: true, force: true });
});

function clock(day) {
  return writeFile(`${dir}.clock`, `${day}T10:00:00+08:00`);
}

function run(...args) {
  return runOn(CLOCKED, env, dir, ...args);
}

async function file(name, text) {
  await writeFile(join(files, name), text);
  return join(files, name);
}

/** An ID number with its check character. */
function id(born, order) {
  const digits = `530113${born}${String(order).padStart(3, "0")}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);
  return digits + "10X98765432"[sum % 11];
}

/** The digits of a provisional roll number, which never ends with X. */
function provisional(at) {
  const made = id("20150101", 500 + at);
  return made.endsWith("X") ? id("20150102", 500 + at) : made;
}

const sex = (id) => (Number(id[16]) % 2 ? "男" : "女");
const day = (born) => `${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}`;

/** Children of school age, all different. */
function children() {
  return Array.from({ length: CHILDREN }, (_, at) => {
    const born = `${2011 + (at % 6)}${String((at % 12) + 1).padStart(2, "0")}${String((at % 27) + 1).padStart(2, "0")}`;
    const surname = SURNAMES[at % 8];
    return {
      id: id(born, (at * 2 + 1) % 1000),
      born,
      name: surname + NAMES[Math.floor(at / 8) % 10] + (at >= 80 ? NAMES[Math.floor(at / 80)][0] : ""),
      guardian: surname + "福贵明强国华平安"[Math.floor(at / 8) % 8] + "林海山川江河云雪"[Math.floor(at / 64) % 8],
      phone: `138${String(10_000 + at * 37).padStart(8, "0")}`,
      area: at % 2 ? "530113101" : "530113001",
    };
  });
}

function register(children) {
  const head = "公民身份号码,姓名,性别,出生日期,乡镇（街道）代码,是否本区户籍,居住情况,监护人姓名,监护人电话,未入学原因,就读学校";
  const line = (one) => [one.id, one.name, sex(one.id), day(one.born), one.area, "是", "户籍地居住", one.guardian, one.phone, "无", "示例一小"];
  return [head, ...children.map((one) => line(one).join(","))].join("\n");
}

function roll(children) {
  const head = "学籍号,公民身份号码,姓名,性别,出生日期,学校标识码,学段,年级,班号,学籍状态,监护人姓名,监护人电话";
  const school = (one) => (one.area === "530113001" ? "2153000101" : "2153000202");
  const line = (one) => [one.roll ?? `G${one.id}`, one.id, one.name, one.sex ?? sex(one.id), day(one.born), school(one), "小学", "小学三年级", "1", "在读", one.guardian, one.phone];
  return [head, ...children.map((one) => line(one).join(","))].join("\n");
}

/** The roll of the spring: one child is missing, and of some only a person can say whether they are the same. */
function spring() {
  const all = children();
  const pupils = all.map((one, at) => {
    if (at === 0 || at > ODD) return one;
    return { ...one, id: "", sex: sex(one.id), roll: `L${provisional(at)}`, name: one.name[0] + "一若", phone: `139${String(at).padStart(8, "0")}` };
  });
  return { all, pupils: pupils.slice(1) };
}

async function as(login, deed, viewport = { width: 1366, height: 768 }) {
  const context = await chrome.newContext({ locale: "zh-CN", viewport });
  const { page, faults } = await open(context, site.address);
  await signIn(page, site.address, login, PASSWORD);
  await deed(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page.url()} is too wide`);
  assert.deepEqual(faults, [], login);
  await context.close();
}

/** Hands in a file and gives the page with what was found. */
async function handIn(page, dataset, asOf, name, text) {
  await page.goto(`${site.address}/data/${dataset}`);
  await page.fill("[name=as_of]", asOf);
  await page.setInputFiles("[name=file]", await file(name, text));
  await page.click("main form:has([name=file]) button.primary");
  await page.waitForURL(/\/data\/imports\//);
  await page.waitForSelector("[data-under-way]", { state: "detached" });
}

async function accept(page) {
  const reason = page.locator("main [name=reason]");
  if (await reason.count()) await reason.first().fill("测试");
  await Promise.all([page.waitForNavigation(), page.click("main [name=deed][value=accept]")]);
}

/** Starts a comparison and waits for it. */
async function compare(page, on) {
  await page.goto(`${site.address}/reconciliation`);
  await page.fill("[name=on]", on);
  await page.click("main form:has([name=on]) button.primary");
  await page.waitForURL(/\/reconciliation/);
  await page.waitForSelector("[data-under-way]", { state: "detached", timeout: 120_000 });
  await page.goto(`${site.address}/reconciliation`);
}

/** How many children have a standing. */
async function count(page, word) {
  return Number(await page.locator(".tiles li", { hasText: word }).locator(".tile-count").textContent());
}

test("from two workbooks to a child at school", async () => {
  const { all, pupils } = spring();
  let waiting;
  await as("planner", async (page) => {
    // A cell that cannot be: the file comes back, nothing is taken.
    const wrong = register(all).replace(all[5].id, `${all[5].id.slice(0, 17)}${all[5].id[17] === "1" ? "2" : "1"}`);
    await handIn(page, "population", "2025-02-28", "户籍.csv", wrong);
    assert.match(await page.textContent("main"), /校验/);
    assert.equal(await page.locator("main [name=deed][value=accept]").count(), 0);
    await handIn(page, "population", "2025-02-28", "户籍.csv", register(all));
    await accept(page);
    await handIn(page, "students", "2025-02-28", "学籍.csv", roll(pupils));
    await accept(page);
    await compare(page, "2025-03-01");
    assert.equal(await count(page, "未找到"), 1);
    waiting = await count(page, "待核对");
    assert.ok(waiting >= UNCERTAIN, `${waiting} wait`);
    await readable(page);
  });
  // Two people look at every pair, and never touch the mouse.
  for (const login of ["planner", "deputy"]) {
    await as(login, async (page) => {
      await page.goto(`${site.address}/reconciliation/review`);
      await readable(page);
      let same = 0;
      for (let asked = 0; await page.locator("[data-key=y]").count(); asked += 1) {
        assert.ok(asked < 3 * ODD, "the desk comes to an end");
        // What a person sees: the guardian is the same, or it is somebody else with the same birthday.
        const yes = await page.locator(".pair tr", { hasText: "监护人" }).first().locator(".s-met").count();
        await Promise.all([page.waitForNavigation(), page.keyboard.press(yes ? "y" : "n")]);
        same += yes;
      }
      assert.equal(same, waiting, login);
    });
  }
  await as("planner", async (page) => {
    await compare(page, "2025-03-01");
    assert.equal(await count(page, "待核对"), 0);
    assert.equal(await count(page, "未找到"), 1);
  });
  // The file of the child goes to the township, who answers on the road.
  let path;
  await as("township", async (page) => {
    await page.goto(`${site.address}/work`);
    assert.match(await page.textContent("main"), /联系监护人/);
    await page.goto(`${site.address}/cases`);
    assert.match(await page.textContent("main"), new RegExp(all[0].name));
    await readable(page);
    path = await page.locator("main a[href^='/cases/']").first().getAttribute("href");
    await page.goto(site.address + path);
    await readable(page);
    await page.fill("form[data-deed=step] [name=words]", "电话联系到家长，答应三日内送返");
    await Promise.all([page.waitForNavigation(), page.click("form[data-deed=step] button.primary")]);
    const claim = page.locator("details", { has: page.locator("form[data-deed=claim]") });
    await claim.locator("summary").click();
    await claim.locator("[name=chosen][value=returned]").check();
    await claim.locator("[name=words]").fill("3月10日已返校");
    await Promise.all([page.waitForNavigation(), claim.locator("button.primary").click()]);
    assert.doesNotMatch(await page.textContent(".duty-head"), /销号|已结/, "words close nothing");
  }, { width: 360, height: 740 });
  // The next term: the child is on the roll, and the comparison closes the file.
  await clock("2025-09-10");
  await as("planner", async (page) => {
    await handIn(page, "population", "2025-09-01", "户籍.csv", register(all));
    await accept(page);
    await handIn(page, "students", "2025-09-01", "学籍.csv", roll([all[0], ...pupils]));
    await accept(page);
    await compare(page, "2025-09-10");
    assert.equal(await count(page, "未找到"), 0);
    await page.goto(site.address + path);
    assert.match(await page.textContent("main"), /比对销号|凭比对|学籍/);
  });
});
