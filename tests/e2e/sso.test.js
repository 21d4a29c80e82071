// Single sign-on at a real provider: the ways in, the refusals, and what somebody tries who knows the protocol.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { appendFile, cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PASSWORD, browser, certificate, folder, readable, run, signIn, startIn } from "./house.js";
import { CLIENT, provider } from "./provider.js";

const NAME = "东川区统一身份认证平台";

let site, chrome, dir, sso;

before(async () => {
  sso = await provider();
  dir = await folder();
  await settle(dir, sso.issuer);
  const links = {};
  for (const role of ["planner", "auditor", "leader", "administrator"]) {
    const said = await run(dir, "user", "add", role, "--name", role, "--role", role);
    links[role] = said.match(/[0-9a-f]{64}/)[0];
  }
  site = await startIn(dir);
  sso.serve(site.address);
  chrome = await browser();
  for (const secret of Object.values(links)) {
    const answer = await new Client().ask(`${site.address}/invitation`, { secret, password: PASSWORD, again: PASSWORD });
    assert.equal(answer.status, 303);
  }
});

after(async () => {
  await chrome?.close();
  await site?.stop();
  await sso?.stop();
});

/** Makes a workspace whose people may sign in at a provider. */
async function settle(dir, issuer) {
  await run(dir, "init");
  await writeFile(join(dir, "sso-secret"), `${CLIENT.secret}\n`);
  await appendFile(join(dir, "luoshi.toml"), `
[sso]
name = "${NAME}"
issuer = "${issuer}"
client_id = "${CLIENT.id}"
secret_file = "sso-secret"
second_factor = ["mfa"]
`);
}

/** A browser without a window that follows no redirect unasked. */
class Client {
  jars = new Map();

  async ask(url, form) {
    const { origin } = new URL(url);
    if (!this.jars.has(origin)) this.jars.set(origin, new Map());
    const jar = this.jars.get(origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const body = form && new URLSearchParams(form);
    const answer = await fetch(url, { method: form ? "POST" : "GET", redirect: "manual", headers: { cookie }, body });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    return answer;
  }

  /** Follows redirects up to, and not into, the first address of one of these paths. */
  async follow(url, paths, form) {
    const answer = await this.ask(url, form);
    const next = new URL(answer.headers.get("location"), url);
    return paths.some((path) => next.pathname.startsWith(path)) ? next.href : this.follow(next.href, paths);
  }

  /** Signs in at the provider and gives the address that leads back to the site. */
  async bring(account) {
    const back = "/sign-in/sso/return";
    const asked = await this.follow(`${site.address}/sign-in/sso?next=/plan`, ["/interaction/", back]);
    return new URL(asked).pathname === back ? asked : this.follow(asked, [back], { account, deed: "in" });
  }

  /** Where the site sends it on to from an address. */
  async sent(url) {
    return (await this.ask(url)).headers.get("location");
  }

  async isIn() {
    return (await this.ask(`${site.address}/account`)).status === 200;
  }
}

/** A browser of its own, at the sign-in page. */
async function visitor(locale = "zh-CN") {
  const context = await chrome.newContext({ locale });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    // The provider's own pages are not looked at.
    if (message.type() === "error" && message.location().url.startsWith(site.address)) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${site.address}/sign-in`);
  return { page, faults, close: () => context.close() };
}

/** Goes to the provider and does something there. */
async function goes(page, account, { mfa = false, deed = "in" } = {}) {
  await page.click("a[href^='/sign-in/sso']");
  await page.fill("[name=account]", account);
  if (mfa) await page.check("[name=mfa]");
  await page.click(`[value=${deed}]`);
  await page.waitForURL(`${site.address}/**`);
}

/** Connects an account of the provider with a person, as that person does it. */
async function connect(page, login, account) {
  await signIn(page, site.address, login, PASSWORD);
  await page.goto(`${site.address}/account`);
  await page.fill("form[action='/account/sso'] [name=password]", PASSWORD);
  await page.click("form[action='/account/sso'] button");
  await small(page);
  await page.click(`main a[href^='${sso.issuer}']`);
  await page.fill("[name=account]", account);
  await page.click("[value=in]");
  await page.waitForURL(`${site.address}/account?*`);
}

async function leaves(page) {
  await page.click("form[action='/sign-out'] button");
  await page.waitForURL(`${site.address}/sign-in**`);
}

/** The page on a phone. */
async function small(page) {
  await page.setViewportSize({ width: 360, height: 740 });
  await readable(page);
}

const said = (page) => page.textContent("main");

/** The code that an app shows (RFC 6238), `steps` from now. */
function code(secret, steps = 0) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1e6).padStart(6, "0");
}

test("nobody comes in who has not connected the account; whoever has, does, and leaves", async () => {
  const { page, faults, close } = await visitor();
  assert.equal((await page.textContent("a[href^='/sign-in/sso']")).trim(), `使用${NAME}登录`);
  await goes(page, "zhang");
  assert.match(await said(page), /尚未与本网站的账户关联.*sso-unknown/s);
  await page.context().clearCookies();

  await connect(page, "planner", "zhang");
  assert.match(await said(page), /关联成功.*zhang@example/s);
  await small(page);
  await leaves(page);
  assert.doesNotMatch(await said(page), /公用电脑/, "came by password");

  // The provider still knows who it is, and the page that was asked for comes at once.
  await page.goto(`${site.address}/plan`);
  await page.click("a[href^='/sign-in/sso']");
  await page.waitForURL(`${site.address}/plan`);
  await leaves(page);
  assert.match(await said(page), /公用电脑/);
  assert.deepEqual(faults, []);
  await close();
});

test("a page says in both languages why nobody came in, readable for everybody", async () => {
  for (const [locale, sentence] of [["zh-CN", /取消了登录.*代码：sso-cancelled/s], ["en", /You cancelled.*Code: sso-cancelled/s]]) {
    const { page, faults, close } = await visitor(locale);
    await goes(page, "zhang", { deed: "cancel" });
    assert.match(await said(page), sentence);
    await small(page);
    assert.deepEqual(faults, []);
    await close();
  }
});

test("an account of the provider leads to one person, and that person has the password", async () => {
  const { page, close } = await visitor();
  await connect(page, "leader", "zhang");
  assert.match(await said(page), /已经与另一个账户关联.*sso-taken/s);
  await page.fill("form[action='/account/sso'] [name=password]", "not the password");
  await page.click("form[action='/account/sso'] button");
  assert.match(await said(page), /原密码不对/);
  await close();
});

test("a second factor of the house is asked for, unless the provider vouches for one", async () => {
  const { page, close } = await visitor();
  await connect(page, "leader", "wang");
  await page.goto(`${site.address}/account/second-factor`);
  const secret = await page.inputValue("[name=secret]");
  await page.fill("[name=code]", code(secret, -1));
  await page.click("main form button");
  await page.waitForSelector(".codes");
  await page.context().clearCookies();

  await page.goto(`${site.address}/sign-in?next=/plan`);
  await goes(page, "wang");
  assert.equal(page.url(), `${site.address}/sign-in/sso/code`);
  await page.goto(`${site.address}/plan`);
  assert.match(page.url(), /\/sign-in/, "not in yet");
  await page.goto(`${site.address}/sign-in/sso/code`);
  await page.fill("[name=code]", "000000");
  await page.click("main form button");
  assert.match(await said(page), /sign-in-code-wrong/);
  await small(page);
  await page.fill("[name=code]", code(secret));
  await page.click("main form button");
  await page.waitForURL(`${site.address}/plan`);

  await page.context().clearCookies();
  await page.goto(`${site.address}/sign-in`);
  await goes(page, "wang", { mfa: true });
  assert.equal(page.url(), `${site.address}/`);
  await close();
});

test("a role that must have a second factor gets on with that of the provider only", async () => {
  const { page, close } = await visitor();
  await connect(page, "auditor", "li");
  await page.context().clearCookies();
  await signIn(page, site.address, "administrator", PASSWORD);
  await page.goto(`${site.address}/admin/people`);
  await page.check("[name=role][value=auditor]");
  await page.click("main form button");
  await page.context().clearCookies();

  await page.goto(`${site.address}/sign-in`);
  await goes(page, "li");
  await page.goto(`${site.address}/log`);
  assert.equal(page.url(), `${site.address}/account/second-factor`);
  await page.context().clearCookies();
  await page.goto(`${site.address}/sign-in`);
  await goes(page, "li", { mfa: true });
  const kinds = { signed_in: "统一身份登录（含多因素认证）", sign_in_failed: "sso-unknown", sso_linked: "zhang@example", sso_link_failed: "sso-taken" };
  for (const [kind, words] of Object.entries(kinds)) {
    await page.goto(`${site.address}/log?kind=person.${kind}`);
    assert.ok((await said(page)).includes(words), words);
  }
  await close();
});

test("what one browser has begun, no other finishes", async () => {
  const [owner, thief] = [new Client(), new Client()];
  const back = await owner.bring("zhang");
  assert.equal(await thief.sent(back), "/sign-in?refused=sso-state", "a browser that has begun nothing");
  await thief.bring("nobody");
  assert.equal(await thief.sent(back), "/sign-in?refused=sso-state", "a browser with a visit of its own");
  assert.equal(await thief.isIn(), false);
  assert.equal(await owner.sent(back), "/plan", "the owner is not kept out by it");
  assert.equal(await owner.isIn(), true);
});

test("neither an address to come back to nor a code works twice", async () => {
  const client = new Client();
  const back = await client.bring("zhang");
  assert.equal(await client.sent(back), "/plan");
  assert.equal(await client.sent(back), "/sign-in?refused=sso-state");
  // The code once more, with a state that is right.
  const other = new Client();
  const again = new URL(await other.bring("nobody"));
  again.searchParams.set("code", new URL(back).searchParams.get("code"));
  assert.equal(await other.sent(again.href), "/sign-in?refused=sso-invalid");
  assert.equal(await other.isIn(), false);
});

test("a stolen code is worth nothing without the verifier of the browser that asked for it", async () => {
  const [owner, thief] = [new Client(), new Client()];
  const stolen = new URL(await owner.bring("zhang")).searchParams.get("code");
  const back = new URL(await thief.bring("nobody"));
  back.searchParams.set("code", stolen);
  assert.equal(await thief.sent(back.href), "/sign-in?refused=sso-invalid");
  assert.equal(await thief.isIn(), false);
});

test("an ID token that is from another visit, unsigned or changed proves nothing", async () => {
  let earlier;
  sso.answers = (tokens) => {
    earlier = tokens.id_token;
    return tokens;
  };
  const first = new Client();
  assert.equal(await first.sent(await first.bring("zhang")), "/plan");
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  const with_claims = (changes) => (token) => {
    const [head, , signature] = token.split(".");
    return `${head}.${encoded({ ...claims(token), ...changes })}.${signature}`;
  };
  const forgeries = [
    () => earlier,
    () => "no token",
    () => undefined,
    with_claims({ sub: "wang" }),
    with_claims({ amr: ["mfa"] }),
    with_claims({ aud: "another" }),
    with_claims({ exp: 1 }),
    (token) => `${encoded({ alg: "none" })}.${token.split(".")[1]}.`,
    (token) => {
      const [head, body] = [encoded({ alg: "HS256" }), token.split(".")[1]];
      return `${head}.${body}.${createHmac("sha256", "guessed").update(`${head}.${body}`).digest("base64url")}`;
    },
  ];
  for (const forge of forgeries) {
    sso.answers = (tokens) => ({ ...tokens, id_token: forge(tokens.id_token) });
    const client = new Client();
    assert.equal(await client.sent(await client.bring("zhang")), "/sign-in?refused=sso-invalid", forge.toString());
    assert.equal(await client.isIn(), false);
  }
  sso.answers = (tokens) => tokens;
});

test("an answer in the name of another provider, an error, and an open door are refused", async () => {
  for (const [name, value] of [["iss", "https://elsewhere.example"], ["error", "server_error"]]) {
    const client = new Client();
    const back = new URL(await client.bring("zhang"));
    back.searchParams.set(name, value);
    assert.equal(await client.sent(back.href), "/sign-in?refused=sso-invalid");
  }
  const client = new Client();
  const asked = await client.follow(`${site.address}/sign-in/sso?next=//elsewhere.example`, ["/interaction/"]);
  const back = await client.follow(asked, ["/sign-in/sso/return"], { account: "zhang", deed: "in" });
  assert.equal(await client.sent(back), "/");
});

test("nobody connects their account with a person on another browser", async () => {
  const [owner, victim] = [new Client(), new Client()];
  for (const [client, login] of [[owner, "administrator"], [victim, "administrator"]]) {
    await client.ask(`${site.address}/sign-in`, { login, password: PASSWORD });
    assert.equal(await client.isIn(), true);
  }
  const page = await (await owner.ask(`${site.address}/account/sso`, { password: PASSWORD })).text();
  const address = page.match(/href="(http:\/\/localhost[^"]+)"/)[1].replaceAll("&#38;", "&").replaceAll("&amp;", "&");
  const asked = await owner.follow(address, ["/interaction/"]);
  const back = await owner.follow(asked, ["/sign-in/sso/return"], { account: "mallory", deed: "in" });
  assert.equal(await victim.sent(back), "/sign-in?refused=sso-state");
  await owner.ask(`${site.address}/sign-out`, {});
  assert.equal(await owner.sent(back), "/account?refused=sso-state", "nor once they have left");
  const client = new Client();
  assert.equal(await client.sent(await client.bring("mallory")), "/sign-in?refused=sso-unknown");
});

test("the shell and the administrator see who is connected, and end it; a reset of the password does so too", async () => {
  assert.match(await run(dir, "user", "list"), /zhang@example/);
  const { page, close } = await visitor();
  await signIn(page, site.address, "administrator", PASSWORD);
  await page.goto(`${site.address}/admin/people`);
  await page.click("text=planner");
  assert.match(await said(page), /zhang@example/);
  await small(page);
  await page.click("form:has([value=sso_off]) button");
  assert.match(await said(page), /已经取消/);
  await page.goto(`${site.address}/admin`);
  assert.match(await said(page), new RegExp(NAME));
  await close();
  await run(dir, "user", "sso-off", "auditor");
  const secret = (await run(dir, "user", "invite", "leader")).match(/[0-9a-f]{64}/)[0];
  await new Client().ask(`${site.address}/invitation`, { secret, password: PASSWORD, again: PASSWORD });
  for (const account of ["zhang", "li", "wang"]) {
    const client = new Client();
    assert.equal(await client.sent(await client.bring(account)), "/sign-in?refused=sso-unknown");
  }
  assert.deepEqual(JSON.parse(await run(dir, "user", "list", "--format", "json")).map(({ sso }) => sso), [null, null, null, null]);
});

test("over https the provider must be the one that its certificate names", async () => {
  const elsewhere = await folder();
  await settle(elsewhere, "https://localhost:1");
  const tls = await certificate(elsewhere);
  const over = await provider(tls);
  const file = join(elsewhere, "luoshi.toml");
  await writeFile(file, (await readFile(file, "utf8")).replace("https://localhost:1", over.issuer));
  await run(elsewhere, "user", "add", "planner", "--name", "planner", "--role", "planner");
  const copy = await folder();
  await cp(elsewhere, copy, { recursive: true });
  for (const [dir, env, expected] of [
    [copy, {}, "/sign-in?refused=sso-unreachable"],
    [elsewhere, { SSL_CERT_FILE: tls.file }, `${over.issuer}/auth?`],
  ]) {
    const house = await startIn(dir, ["serve"], env);
    over.serve(house.address);
    const sent = await new Client().sent(`${house.address}/sign-in/sso`);
    assert.ok(sent.startsWith(expected), `${sent} ${house.said()}`);
    await house.stop();
  }
  await over.stop();
});

test("without the provider the sign-in page says so, and the password still works; no secret was written anywhere", async () => {
  await sso.stop();
  const { page, close } = await visitor();
  await page.click("a[href^='/sign-in/sso']");
  await page.waitForURL(/refused=/);
  assert.match(await said(page), /暂时无法连接.*sso-unreachable/s);
  await signIn(page, site.address, "planner", PASSWORD);
  await close();
  assert.match(site.said(), /Connection refused/);
  assert.ok(!site.said().includes(CLIENT.secret));
  assert.ok(!(await run(dir, "log", "list", "--format", "json")).includes(CLIENT.secret));
});
