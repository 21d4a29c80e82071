// One-time links by mail, handed to a real server on this machine; and what happens when it will not take them.
import assert from "node:assert/strict";
import { appendFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SMTPServer } from "smtp-server";
import { PASSWORD, browser, certificate, folder, page as open, run, signIn, speak, startIn, takeUp } from "./house.js";

const SECRET = "a secret of the mail server";

let site, chrome, dir, server, admin;
const letters = [];

before(async () => {
  server = await post({ disabledCommands: ["STARTTLS"] });
  dir = await folder();
  await settle(dir, server, "none");
  const said = await run(dir, "user", "add", "admin", "--name", "王芳", "--role", "administrator", "--email", "admin@example.gov.cn");
  site = await startIn(dir);
  chrome = await browser();
  admin = await chrome.newContext({ locale: "zh-CN" });
  await takeUp(admin, `${site.address}/invitation#${said.match(/[0-9a-f]{64}/)[0]}`);
});

after(async () => {
  await chrome?.close();
  await site?.stop();
  server?.close();
});

/** A server that keeps what it takes; it knows one login, and of all addresses only nobody's is unknown. */
async function post(settings) {
  const server = new SMTPServer({
    allowInsecureAuth: true,
    ...settings,
    onAuth: ({ username, password }, _, done) => {
      const known = username === "luoshi" && password === SECRET;
      done(known ? null : new Error("who are you"), known ? { user: username } : undefined);
    },
    onRcptTo: ({ address }, _, done) => done(address.startsWith("nobody") ? new Error("no such mailbox") : null),
    onData: (stream, { secure }, done) => {
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        letters.push({ secure, ...read(Buffer.concat(chunks).toString()) });
        done();
      });
    },
  });
  server.on("error", () => {});
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  return server;
}

/** Makes a workspace that hands its mail to a server. */
async function settle(dir, server, security) {
  await run(dir, "init");
  await writeFile(join(dir, "mail-secret"), SECRET);
  await appendFile(join(dir, "luoshi.toml"), `
[mail]
host = "localhost"
port = ${server.server.address().port}
security = "${security}"
from = "落实 <luoshi@example.gov.cn>"
login = "luoshi"
secret_file = "mail-secret"
`);
}

/** A letter: its headers, and its text in clear. */
function read(letter) {
  const [head, ...rest] = letter.split("\r\n\r\n");
  const headers = Object.fromEntries(head.replaceAll(/\r\n\s+/g, " ").split("\r\n").map((line) => {
    const [name, ...value] = line.split(": ");
    return [name.toLowerCase(), value.join(": ").replaceAll(/=\?utf-8\?b\?([^?]*)\?=\s*/gi, (_, text) => Buffer.from(text, "base64").toString())];
  }));
  const body = rest.join("\r\n\r\n");
  const quoted = (text) => Buffer.from(text.replaceAll("=\r\n", "").replaceAll(/=([0-9A-F]{2})/g, (_, byte) => String.fromCharCode(Number.parseInt(byte, 16))), "latin1").toString();
  const texts = { base64: (text) => Buffer.from(text, "base64").toString(), "quoted-printable": quoted, "7bit": (text) => text };
  return { headers, text: texts[headers["content-transfer-encoding"]](body) };
}

async function add(page, login, email, { address } = site) {
  await page.goto(`${address}/admin/people/add`);
  await page.fill("[name=name]", "张三");
  await page.fill("[name=login]", login);
  await page.fill("[name=email]", email);
  await page.selectOption("[name=role]", "planner");
  await page.click("main form button.primary");
}

const said = (page) => page.textContent("main");
const shownLink = (page) => page.locator("main input[readonly]");

test("an invitation goes to the person, and opens the account", async () => {
  const { page, faults } = await open(admin, site.address);
  await signIn(page, site.address, "admin", PASSWORD);
  await add(page, "zhangsan", "zhangsan@example.gov.cn");
  assert.match(await said(page), /链接已经发送到 zhangsan@example\.gov\.cn/);
  assert.equal(await shownLink(page).count(), 0, "nobody else sees the link");
  const [{ headers, text }] = letters.splice(0);
  assert.equal(headers.subject, "关于开通“落实”账户的通知");
  assert.match(headers.to, /张三.*<zhangsan@example\.gov\.cn>/);
  assert.match(headers.from, /落实.*<luoshi@example\.gov\.cn>/);
  assert.match(headers["content-type"], /text\/plain; charset=utf-8/);
  assert.match(text, /^张三：\r?\n.*用户名为 zhangsan。请在 7 天内/s);
  const link = text.match(/http:\/\/\S+/)[0];
  assert.ok(link.startsWith(`${site.address}/invitation#`), link);
  const context = await chrome.newContext({ locale: "zh-CN" });
  await takeUp(context, link);
  const theirs = await open(context, site.address);
  await signIn(theirs.page, site.address, "zhangsan", PASSWORD);
  await speak(theirs.page, "en");
  await context.close();
  assert.deepEqual(faults, []);
});

test("a reset goes to the person in their language", async () => {
  const { page, faults } = await open(admin, site.address);
  await page.goto(`${site.address}/admin/people`);
  await page.click("text=张三");
  await page.click("form:has([value=mail]) button");
  assert.match(await said(page), /链接已经发送到/);
  const [{ headers, text }] = letters.splice(0);
  assert.equal(headers.subject, "A new password for your account in Luoshi");
  assert.match(text, /^Dear 张三,.*reset the password of your account zhangsan/s);
  assert.deepEqual(faults, []);
});

test("a link that cannot be sent is shown, with the reason", async () => {
  const { page } = await open(admin, site.address);
  await add(page, "lisi", "not an address@");
  assert.equal(await page.locator("[name=email]:invalid").count(), 1);
  await add(page, "lisi", "nobody@example.gov.cn");
  assert.match(await said(page), /邮件没有发出.*no such mailbox/s);
  assert.match(await shownLink(page).inputValue(), /\/invitation#[0-9a-f]{64}$/);
  await page.fill("form:has([value=email]) [name=email]", "");
  await page.click("form:has([value=email]) button");
  assert.equal(await page.locator("[value=mail]").count(), 0, "nowhere to send to");
  await page.click("form:has([value=invite]) button");
  assert.equal(await shownLink(page).count(), 1);

  await page.fill("form:has([value=email]) [name=email]", "lisi@example.gov.cn");
  await page.click("form:has([value=email]) button");
  await new Promise((resolve) => server.close(resolve));
  await page.click("form:has([value=mail]) button");
  assert.match(await said(page), /邮件没有发出/);
  const link = await shownLink(page).inputValue();
  await takeUp(await chrome.newContext(), link);
  assert.deepEqual(letters, []);
});

for (const [security, secure] of [["tls", true], ["starttls", false]]) {
  test(`over ${security} the server must be the one that its certificate names`, async () => {
    const made = await folder();
    const tls = await certificate(made);
    const server = await post({ ...tls, secure, disabledCommands: [] });
    for (const [env, expected] of [[{}, /邮件没有发出.*certificate/s], [{ SSL_CERT_FILE: tls.file }, /链接已经发送到/]]) {
      const dir = await folder();
      await settle(dir, server, security);
      const told = await run(dir, "user", "add", "admin", "--name", "王芳", "--role", "administrator");
      const site = await startIn(dir, ["serve"], env);
      const context = await chrome.newContext({ locale: "zh-CN" });
      await takeUp(context, `${site.address}/invitation#${told.match(/[0-9a-f]{64}/)[0]}`);
      const page = await context.newPage();
      await signIn(page, site.address, "admin", PASSWORD);
      await add(page, "zhangsan", "zhangsan@example.gov.cn", site);
      assert.match(await said(page), expected);
      await context.close();
      await site.stop();
    }
    assert.deepEqual(letters.splice(0).map((letter) => letter.secure), [true]);
    await new Promise((resolve) => server.close(resolve));
    await rm(made, { recursive: true });
  });
}

test("neither links nor secrets are written down", async () => {
  const log = await run(dir, "log", "list", "--format", "json");
  assert.match(log, /person\.link_mailed/);
  assert.ok(!log.includes("example.gov.cn") && !log.includes(SECRET));
  assert.ok(!site.said().includes("invitation#") && !site.said().includes(SECRET));
});
