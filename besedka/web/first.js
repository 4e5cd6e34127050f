/**
 * How the page comes. What it takes to talk is asked for at once (`main.js`, and what that imports); each other part
 * when it is first wanted. This is what the browser runs first: it imports nothing itself, so that nothing else can keep
 * it from saying that something has not come.
 */

/** @import { Page, Parts } from "./types.js" */

/**
 * The parts, and the files of each that are not here from the beginning: the first one begins it; the words are those of
 * the language that is spoken. A test holds that none is missing.
 *
 * @type {Readonly<Record<keyof Parts, string>>}
 */
const PARTS = Object.freeze({
  people: "view/people.js",
  typing: "view/typing.js state/clock.js state/commands.js state/leaving.js state/length.js state/options.js state/reading.js state/sending.js state/typing.js view/counter.js view/reading.js later.css words",
  answers: "view/answers.js view/ignored.js view/listed.js state/clock.js state/commands.js state/ignoring.js state/leaving.js state/options.js state/sending.js view/muted.js view/overlays.js view/translation.js later.html later.css words",
  actions: "view/actions.js state/clock.js state/commands.js state/leaving.js state/length.js state/options.js state/reading.js state/sending.js view/counter.js view/overlays.js view/translation.js later.html later.css words",
  news: "view/news.js view/attention.js view/crowd.js view/listed.js view/narration.js later.css words",
  pending: "view/pending.js state/clock.js view/people.js later.css words",
  muted: "view/muted.js view/listed.js state/clock.js later.css words",
  settings: "view/settings.js view/translation.js later.html words",
  notifier: "view/notifier.js words",
  door: "view/door.js state/leaving.js view/banner.js words",
  keeping: "view/keeping.js",
  links: "view/links.js state/prose.js",
  long: "view/long.js words",
  copying: "view/copying.js",
});

/** @type {Map<string, Promise<any>>} */
const coming = new Map();
/** @type {Map<string, number>} How often each part was tried in vain. */
const failed = new Map();
/** @type {Page} */
let page;

/**
 * The part, begun: its files are asked for together when it is wanted for the first time, and `begin` is called once.
 * Rejects with the name of a file that has not come, or with the error in what has; then the next wish tries again.
 *
 * @template {keyof Parts} Name
 * @param {Name} name
 * @returns {Promise<Awaited<ReturnType<Parts[Name]["begin"]>>>}
 */
export const want = (name) => once(`begun ${name}`, async () => (await load(name)).begin(page));

/** Ask for everything that has not come yet, one part after the other. */
export async function loadAll() {
  for (const name of /** @type {(keyof Parts)[]} */ (Object.keys(PARTS))) await load(name).catch(() => {});
}

/** What the parts work on, and who reads a language's other words. @param {Page} whole */
export function furnish(whole) {
  page = whole;
}

/** @template {keyof Parts} Name @param {Name} name @returns {Promise<Parts[Name]>} */
const load = (name) =>
  once(name, async () => {
    const files = PARTS[name].split(" ");
    await Promise.all(files.map((file) => once(file, () => fetched(file))));
    const tries = failed.get(name) ?? 0;
    failed.set(name, tries + 1);
    // A browser keeps it when a module could not be had, or read: under that address it never asks again.
    return import(`./${files[0]}${tries ? `?again=${tries}` : ""}`);
  });

/**
 * Have a file. Scripts are only put into the browser's cache, where `import` finds them and all that they import: one
 * that failed to be imported would stay so, but fetching it can be tried again.
 *
 * @param {string} file
 */
async function fetched(file) {
  if (file === "words") return page.words().catch(() => Promise.reject(file));
  const { href } = new URL(file, import.meta.url);
  if (file.endsWith(".css")) return styled(href);
  const answer = await fetch(href).catch(() => null);
  if (!answer?.ok) throw file;
  const content = await answer.text();
  if (file.endsWith(".html")) document.getElementById("foot")?.append(...new DOMParser().parseFromString(content, "text/html").body.children);
}

/** @param {string} href */
function styled(href) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((done, fail) => {
    link.onload = done;
    link.onerror = () => {
      link.remove();
      fail(href);
    };
    document.head.append(link);
  });
}

/** @param {string} key @param {() => Promise<any>} make What it gives is kept, unless it fails. */
function once(key, make) {
  const known = coming.get(key);
  if (known) return known;
  const made = make();
  coming.set(key, made);
  made.catch(() => coming.delete(key));
  return made;
}

const broken = document.getElementById("broken");

import("./main.js").then(
  () => broken?.remove(),
  (error) => {
    console.error(error);
    if (!broken) return;
    broken.className = "now";
    document.getElementById("banner")?.remove();
  },
);
