/** The page, put together: what it takes to talk. The parts that come later are furnished with it. */

import { Connection } from "./connection/connection.js";
import { Session } from "./state/session/session.js";
import { EntryView } from "./view/log/entry.js";
import { onceAFrame } from "./view/page/frames.js";
import { Composer } from "./view/composer/composer.js";
import { StatusView, isOut } from "./view/status/status.js";
import { byId, icon, part } from "./view/page/elements.js";
import { isGuest } from "./state/chat/names.js";
import { person } from "./view/log/text.js";
import { Notice } from "./view/composer/notice.js";
import { choose, language, more, plural, speak, text } from "./state/words/texts.js";
import { Log } from "./state/log/log.js";
import { LogView } from "./view/log/log_view.js";
import { furnish, want } from "./loader.js";
import { mindTheKeyboard, toField, typeInField } from "./view/page/focus.js";
import { Announcements } from "./view/page/announcements.js";
import { missing, useWith } from "./view/page/use.js";
import { remember, remembered } from "./view/page/storage.js";

/** @import { Catalogue, ChatEvent, Page, Status } from "./types.js" */

/** Without words a page is hard to read; but to have no page is worse: so it waits that long, in milliseconds. */
const FOR_WORDS = 8000;
/** Once one can write, what may be wanted later is asked for after so many milliseconds. */
const QUIET = 4000;
/** And after so many what is in sight, and what could tell of a loss: a line typed at once has the network for itself. */
const SOON = 300;
/** Where the side column stands beside the log, and is no drawer. */
const WIDE = "(min-width: 56rem)";

// The document is in the language that the browser asked for already.
await speak(choose([remembered("language"), document.documentElement.lang]), readCatalogue);

/** @param {string} name @returns {Promise<Catalogue>} */
async function readCatalogue(name) {
  const address = new URL(`./texts.${name}.json`, import.meta.url);
  const answer = await fetch(address, { signal: AbortSignal.timeout(FOR_WORDS) });
  if (!answer.ok) throw new Error(`no words: ${answer.status}`);
  return answer.json();
}

// -- the objects, each made of those that it works with --------------------------------------------------------------

const state = () => session.state;
const now = () => session.serverNow;
/** @type {Page["every"]} */
const every = { event: new Set(), change: new Set(), second: new Set(), words: new Set() };
const announcer = new Announcements();
const notice = new Notice(part("notice"), () => logView.stay());
const use = useWith(notice);
const connection = new Connection(address, { status: connected, event: (event) => session.take(event) });
const session = new Session(remembered("name"), connection, {
  show(entries) {
    log.append(entries);
    if (document.hidden) want("notifier").then((notifier) => notifier.take(entries)).catch(() => {});
  },
  learned,
  named(name) {
    // A guest's name is nobody's: the next time there is another one.
    if (!isGuest(name)) remember("name", name);
  },
  late: (late, done) => statusView.late(late, done),
});
const statusView = new StatusView(connection);
const entries = new EntryView();
const log = new Log();
const logView = new LogView(log, part("log"), entries, now, part("new-messages"), announcer);
const composer = new Composer(session, logView, notice, use);
/** Shows anew with the next frame what is small enough for every event. */
const refresh = onceAFrame(show, undefined, () => part("side"));
furnish({ session, connection, composer, notice, log: logView, entries, announcer, every, use, state, now, refresh, leaving: () => "", read: readCatalogue, words });

/** The other words of the language that is spoken. */
async function words() {
  if (language() !== "en") more(await readCatalogue(`${language()}.later`));
}

// -- what the connection and the session tell ------------------------------------------------------------------------

function address() {
  const query = new URLSearchParams({ lang: language(), resume: "1" });
  if (state().wanted) query.set("name", state().wanted);
  return `${location.protocol.replace("http", "ws")}//${location.host}/ws?${query}`;
}

/** @param {Status} status */
function connected(status) {
  refresh();
  const isOpen = status.kind === "open";
  if (isOpen) notice.over("offline");
  if (status.kind === "ended") notice.clear();
  if (isOpen && !statusView.isEarly && !statusView.banner.hidden) tell(text("Connected again."));
  statusView.show(status);
  composer.online = isOpen;
  if (isOpen) prepare();
}

/** In passing: what is wrong stands there until it is read. @param {string} sentence */
function tell(sentence) {
  if (part("notice").hidden) notice.say([sentence]);
  else announcer.say(sentence);
}

/** @param {ChatEvent} event */
function learned(event) {
  if (event.type !== "message" || event.delayed) refresh();
  for (const listen of every.event) listen(event);
  // Chosen while there was no connection, say.
  if ((event.type === "welcome" || event.type === "resumed") && event.language !== language()) use("language", (settings) => settings.tell());
  if (event.type === "language") use("language", (settings) => settings.choose(event.language, false));
  // Nobody has asked for this here: it is about the way in.
  if (event.type === "refused" && event.ref === undefined)
    use("answers", (answers) => notice.complain(answers.objection(event) ?? [], "", { about: "name" }));
  if (event.type === "renamed" && event.new === state().me) notice.over("name");
}

function show() {
  const { me, count, pending, mutedUntil } = state();
  document.body.classList.toggle("out", !me || isOut(connection.status));
  const button = part("me");
  button.hidden = !me;
  button.title = text("Change your name");
  // A click that has just begun would lose the name that it is on.
  if (button.textContent !== me) button.replaceChildren(person(me));
  part("people-number").textContent = String(count);
  part("people-button").setAttribute("aria-label", plural("{n} person is here", "{n} people are here", count));
  if (pending.size) want("scheduled").catch(() => {});
  if (mutedUntil > now()) want("muted").catch(() => {});
  for (const show of every.change) show();
  composer.refresh();
}

// -- what comes later ------------------------------------------------------------------------------------------------

/** One can write: soon comes what is in sight, and after a while all the rest. */
function prepare() {
  if (!statusView.isEarly) return;
  statusView.isEarly = false;
  setTimeout(() => {
    statusView.show(connection.status);
    if (matchMedia(WIDE).matches) people();
    want("reading").catch(() => {});
    want("keeping").then((keeper) => keeper.keep()).catch(() => {});
  }, SOON);
  setTimeout(() => want("preload").catch(() => {}), QUIET);
}

const people = () => void want("people").catch(() => (part("people-title").textContent = missing()));

// -- the page's own events -------------------------------------------------------------------------------------------

for (const element of document.querySelectorAll("[data-icon]")) {
  element.prepend(icon(element.getAttribute("data-icon") ?? ""));
  // What is drawn and not written has its words for who points at it as well.
  element.setAttribute("title", element.getAttribute("aria-label") ?? "");
}
part("people-button").addEventListener("click", people);
part("menu-button").addEventListener("click", () => {
  // The browser itself opens one that is there.
  const isThere = document.getElementById("menu");
  use("actions", () => isThere || part("menu").showPopover());
});
document.addEventListener("click", ({ target }) => {
  const element = /** @type {Element} */ (target);
  const action = element.closest("[data-action]")?.getAttribute("data-action");
  const somebody = /** @type {HTMLElement | null} */ (element.closest("#person-menu"))?.dataset.name;
  if (action) return use("actions", (actions) => actions.run(action, somebody));
  const lost = element.closest("[data-lost]")?.getAttribute("data-lost");
  if (lost) return use("keeping", (keeper) => keeper.again(Number(lost)));
  const place = /** @type {HTMLElement | null} */ (element.closest(".person, .head .name"));
  const name = place?.closest("[data-name]")?.getAttribute("data-name");
  if (!place || !name || name === state().me || place.closest("dialog")) return;
  use("actions", (actions) => actions.offer(name, place));
});
document.addEventListener("keydown", typeInField);
mindTheKeyboard();
const languages = byId("language", HTMLSelectElement);
languages.addEventListener("change", () => {
  const { value } = languages;
  use("language", (settings) => settings.choose(value), () => (languages.value = language()));
  // Who goes through the languages by keyboard has not chosen yet.
  if (!languages.matches(":focus-visible")) toField();
});
for (const type of ["online", "offline", "pageshow"]) addEventListener(type, () => connection.wake());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  connection.wake();
  logView.back();
});
matchMedia(WIDE).addEventListener("change", () => statusView.isEarly || people());
// What stood in the document would be there again.
every.words.add(() => statusView.show(connection.status));
setInterval(() => {
  logView.tick();
  for (const show of every.second) show();
}, 1000);

languages.value = language();
document.title = text("Besedka");
if (document.documentElement.lang !== language()) use("language", (settings) => settings.translate());
// The field is there before the scripts are, and can be written in.
composer.text ||= remembered("draft");
const start = () => connection.start();
// Until what keeps more of it has come: enough for a reload.
const keep = () => connection.resumption.token && remember("session", JSON.stringify(connection.resumption), true);
connection.keeper = { keep, came: ({ type }) => type === "session" && keep(), asks() {} };
if (remembered("session")) want("keeping").then((keeper) => keeper.restore()).catch(console.error).finally(start);
else start();
// On a phone that would open the keyboard.
if (matchMedia("(hover: hover)").matches) part("field").focus();
