import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("../../../../besedka/web/worker.js", import.meta.url), "utf8");
const PAGE =
  '<link href="/web-new/base.css"><script src="/web-new/main.js"></script><link href=/web-new/log.css><a href="/ws">';

const MAIN = 'const far = state.wanted.to / later.view; const PARTS = { a: "view/a.js state/b.js later.html words", c: "view/a.js later.css" };';

/** A worker in a world of its own: `answers` is what the network has, null: there is none. */
class World {
  /** @type {Map<string, Map<string, any>>} */
  caches = new Map([["besedka/web-old", new Map()]]);
  /** @type {any} */
  self = { skipWaiting: async () => {}, clients: { claim: async () => {}, matchAll: async () => this.clients, openWindow: (/** @type {string} */ address) => void this.focused.push(address) } };
  /** @type {{ focus(): void }[]} */
  clients = [];
  /** @type {string[]} Which pages came to the front. */
  focused = [];
  online = true;
  /** What the network says of a page. */
  ok = true;
  /** What becomes of the assets. @type {Error | null} */
  trouble = null;
  /** @type {string[]} */
  fetched = [];

  constructor() {
    const open = async (/** @type {string} */ name) => {
      const kept = this.caches.get(name) ?? new Map();
      this.caches.set(name, kept);
      return {
        put: async (/** @type {string} */ key, /** @type {any} */ value) => void kept.set(key, value),
        addAll: async (/** @type {string[]} */ keys) => {
          if (this.trouble) throw this.trouble;
          keys.forEach((key) => kept.set(key, `cached ${key}`));
        },
      };
    };
    const caches = {
      open,
      keys: async () => [...this.caches.keys()],
      delete: async (/** @type {string} */ name) => this.caches.delete(name),
      match: async (/** @type {any} */ request) =>
        [...this.caches.values()].map((kept) => kept.get(request.pathname ?? request)).find(Boolean),
    };
    const fetch = async (/** @type {any} */ request) => {
      if (!this.online) throw new TypeError("offline");
      this.fetched.push(request.pathname ?? request);
      const text = async () => (request === "/web-new/main.js" ? MAIN : PAGE);
      return { ok: this.ok, status: 502, text, clone: () => ({ text }) };
    };
    const location = { origin: "http://here" };
    const Response = { error: () => "error" };
    vm.runInNewContext(SOURCE.replaceAll("{{assets}}", "/web-new"), {
      self: this.self,
      caches,
      fetch,
      location,
      Response,
      URL,
      Set,
    });
  }

  /** @param {"oninstall" | "onactivate" | "onnotificationclick"} name @param {object} [event] */
  async live(name, event = {}) {
    /** @type {Promise<unknown>[]} */
    const work = [];
    this.self[name]({ ...event, waitUntil: (/** @type {Promise<unknown>} */ promise) => work.push(promise) });
    await Promise.all(work);
  }

  /** What the worker answers; undefined when it leaves that to the browser. @param {string} url @param {string} [method] */
  async ask(url, method = "GET") {
    /** @type {Promise<unknown> | undefined} */
    let answer;
    const request = { url, method, pathname: new URL(url).pathname };
    this.self.onfetch({ request, respondWith: (/** @type {Promise<unknown>} */ promise) => (answer = promise) });
    return answer && (await answer);
  }
}

test("the shell is kept when the worker is installed: the page, what it names, what comes later, and the words", async () => {
  const world = new World();
  await world.live("oninstall");
  const kept = [...(world.caches.get("besedka/web-new")?.keys() ?? [])];
  const page = ["base.css", "main.js", "log.css"];
  const later = ["view/a.js", "state/b.js", "later.html", "later.css"];
  const assets = [...page, ...later, "texts.ru.json", "texts.ru.later.json"].map((name) => `/web-new/${name}`);
  assert.deepEqual(kept, [...assets, "/"]);
});

for (const [what, change] of /** @type {const} */ ([
  ["what a proxy says in the server's place", { ok: false }],
  ["a page whose assets cannot be had", { trouble: new TypeError("404") }],
])) {
  test(`${what} becomes no shell, and the old one stays`, async () => {
    const world = Object.assign(new World(), change);
    await assert.rejects(world.live("oninstall"));
    assert.equal(world.caches.get("besedka/web-new")?.get("/"), undefined);
    assert.ok(world.caches.has("besedka/web-old"));
  });
}

test("a notification leads to the page that is open, or opens it", async () => {
  const world = new World();
  let closed = 0;
  const click = { notification: { close: () => closed++ } };
  await world.live("onnotificationclick", click);
  world.clients = [{ focus: () => void world.focused.push("the open one") }];
  await world.live("onnotificationclick", click);
  assert.deepEqual([world.focused, closed], [["/", "the open one"], 2]);
});

test("older shells go when it takes over", async () => {
  const world = new World();
  await world.live("oninstall");
  await world.live("onactivate");
  assert.deepEqual([...world.caches.keys()], ["besedka/web-new"]);
});

test("the page comes from the network, and from the shell when there is none", async () => {
  const world = new World();
  await world.live("oninstall");
  world.fetched = [];
  await world.ask("http://here/?from=home");
  assert.deepEqual(world.fetched, ["/"]);
  world.online = false;
  assert.ok(await world.ask("http://here/"));
});

test("assets come from the shell", async () => {
  const world = new World();
  await world.live("oninstall");
  world.online = false;
  assert.equal(await world.ask("http://here/web-new/main.js"), "cached /web-new/main.js");
});

for (const url of [
  "http://here/ws?name=bob",
  "http://here/healthz",
  "http://here/web-old/main.js",
  "http://elsewhere/",
  "http://elsewhere/web-new/main.js",
]) {
  test(`the worker keeps its hands off ${url}`, async () => assert.equal(await new World().ask(url), undefined));
}

test("and off everything that is no GET", async () => {
  assert.equal(await new World().ask("http://here/", "POST"), undefined);
});
