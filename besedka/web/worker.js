/**
 * The service worker: keeps the shell (the page and its assets), so that the page opens without a network and says
 * itself that it has none. Never anything of the chat.
 */

const ASSETS = "{{assets}}";
const CACHE = `besedka${ASSETS}`;

/** TypeScript knows either pages or workers, not both. @type {any} */
const worker = self;

async function install() {
  const cache = await caches.open(CACHE);
  const page = await fetch("/", { cache: "no-cache" });
  // What a proxy says about a server that is down is no shell.
  if (!page.ok) throw new Error(`no page: ${page.status}`);
  const names = (await page.clone().text()).match(/\/web-[^">\s]+/g) ?? [];
  await cache.addAll([...new Set([...names, ...(await later())])]);
  await cache.put("/", page);
  await worker.skipWaiting();
}

/** The words, and what comes later: the script that has it come names that. */
async function later() {
  const table = await fetch(`${ASSETS}/main.js`).then((answer) => answer.text());
  const names = table.match(/\b(?:(?:view|state)\/[\w/]+\.js|later\.(?:css|html))/g) ?? [];
  return [...names, "texts.ru.json", "texts.ru.later.json"].map((name) => `${ASSETS}/${name}`);
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** The page is the newest that there is. @param {Request} request */
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match("/")) ?? Response.error();
  }
}

/** An asset's address says what is in it, so it never changes. @param {Request} request */
async function asset(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** A notification that a page has shown through us leads to the chat. @param {any} notification */
async function leadToPage(notification) {
  notification.close();
  const [client] = await worker.clients.matchAll({ type: "window" });
  await (client ? client.focus() : worker.clients.openWindow("/"));
}

worker.oninstall = (/** @type {any} */ event) => event.waitUntil(install());
worker.onactivate = (/** @type {any} */ event) => event.waitUntil(activate());
worker.onnotificationclick = (/** @type {any} */ event) => event.waitUntil(leadToPage(event.notification));
worker.onfetch = (/** @type {any} */ event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname === "/") event.respondWith(page(event.request));
  else if (pathname.startsWith(`${ASSETS}/`)) event.respondWith(asset(event.request));
};
