/** How the parts of the page come that are not here from the beginning: each when it is first wanted. */

/** @import { Page, Parts } from "./types.js" */

/**
 * The parts, and the files of each that are not here from the beginning: the first one begins it; the words are those of
 * the language that is spoken. A test holds that none is missing.
 *
 * @type {Readonly<Record<keyof Parts, string>>}
 */
export const PARTS = Object.freeze({
  people: "view/side/people.js state/words/until.js",
  lineHelp: "view/composer/line_help.js state/chat/leaving.js state/words/durations.js state/words/until.js later.css words",
  answers: "view/dialogs/answers.js view/composer/line_help.js state/chat/leaving.js state/words/durations.js state/words/until.js view/status/muted.js view/page/enumeration.js view/dialogs/reading.js later.html later.css words",
  actions: "view/dialogs/actions.js view/composer/line_help.js state/chat/leaving.js state/words/durations.js state/words/until.js view/dialogs/reading.js later.html later.css words",
  narrator: "view/log/announcer.js state/words/until.js state/words/durations.js view/log/narration.js view/page/enumeration.js later.css words",
  scheduled: "view/side/scheduled.js state/words/durations.js state/words/until.js view/side/people.js later.css words",
  muted: "view/status/muted.js state/words/durations.js state/words/until.js view/page/enumeration.js later.css words",
  language: "view/side/language.js view/dialogs/reading.js later.html words",
  notifier: "view/log/notifier.js words",
  status: "view/status/connection_status.js state/chat/leaving.js state/words/until.js words",
  keeping: "view/status/keeping.js words",
  preload: "view/page/preload.js",
  pieces: "state/log/pieces.js",
  truncation: "view/log/truncation.js words",
  reading: "view/dialogs/reading.js later.html later.css words",
});

/** @type {Map<string, Promise<any>>} */
const coming = new Map();
/** @type {Map<string, number>} How often each part was tried in vain. */
const failed = new Map();
/** What the parts work on. @type {Page} */
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

/** Say what the parts work on, and who reads a language's other words. @param {Page} whole */
export function furnish(whole) {
  page = whole;
}

/** Have the files of a part, and do not begin it. @template {keyof Parts} Name @param {Name} name @returns {Promise<Parts[Name]>} */
export const load = (name) =>
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
  const answer = await fetch(new URL(file, import.meta.url)).catch(() => null);
  if (!answer?.ok) throw file;
  const content = await answer.text();
  if (file.endsWith(".css")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(content);
    document.adoptedStyleSheets.push(sheet);
  }
  if (file.endsWith(".html")) document.getElementById("foot")?.append(...new DOMParser().parseFromString(content, "text/html").body.children);
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
