/** The page, put together: what it takes to talk. The parts that come later are furnished with it. */

import { Connection } from "./connection.js";
import { furnish, want } from "./first.js";
import { isGuest } from "./state/names.js";
import { Session } from "./state/session.js";
import { choose, language, more, plural, sameDay, speak, text } from "./state/texts.js";
import { byId, icon, make, mindTheKeyboard, onceAFrame, part, remember, remembered, toField, typeInField } from "./view/dom.js";
import { person } from "./view/entry.js";
import { LogView } from "./view/log.js";
import { Talk, missing } from "./view/talk.js";

/** @import { Announcer } from "./view/attention.js" */
/** @import { Catalogue, Happening, Page, Parts, Sent, Status } from "./types.js" */

/** Without words a page is hard to read; but to have no page is worse: so it waits that long, in milliseconds. */
const FOR_WORDS = 8000;
/** A page that has just been opened is read out itself: what is said meanwhile would be lost; so long, in milliseconds. */
const READ_OUT = 1500;
/** Once one can write, what may be wanted later is asked for after so many milliseconds. */
const QUIET = 4000;
/** And after so many what is in sight, and what could tell of a loss: a line typed at once has the network for itself. */
const SOON = 300;

// The document is in the language that the browser asked for already.
await speak(choose([remembered("language"), document.documentElement.lang]), readCatalogue);

/** @param {string} name @returns {Promise<Catalogue>} */
async function readCatalogue(name) {
  const address = new URL(`./texts.${name}.json`, import.meta.url);
  const answer = await fetch(address, { signal: AbortSignal.timeout(FOR_WORDS) });
  if (!answer.ok) throw new Error(`no words: ${answer.status}`);
  return answer.json();
}

// -- the connection, and what it says ------------------------------------------------------------------------------

const connection = new Connection(address, { status: connected, event: (happening) => session.take(happening) });
const session = new Session(remembered("name"), connection, {
  show(entries) {
    view.add(entries);
    if (document.hidden) want("notifier").then((notifier) => notifier.take(entries)).catch(() => {});
  },
  learned,
  named(name) {
    // A guest's name is nobody's: the next time there is another one.
    if (!isGuest(name)) remember("name", name);
  },
  late,
  settled: (lost) => talk.settled(lost),
});
const state = () => session.state;
const now = () => session.serverNow;

function address() {
  const query = new URLSearchParams({ lang: language() });
  if (state().wanted) query.set("name", state().wanted);
  return `${location.protocol.replace("http", "ws")}//${location.host}/ws?${query}`;
}

/** @param {Status} status */
function connected(status) {
  refresh();
  const isOpen = status.kind === "open";
  if (isOpen) talk.over("offline");
  if (status.kind === "ended") talk.notice([]);
  if (isOpen && state().me && !banner.hidden) tell(text("Connected again."));
  show(status);
  talk.online = isOpen;
  if (isOpen) prepare();
  if (!isOpen && status.kind !== "connecting") session.lost();
}

/** Whether one is not in the chat, and stays so. @param {Status} status */
const isOut = ({ kind }) => kind === "ended" || kind === "refused";

/** What tells how the connection is, once it has come. @type {Awaited<ReturnType<Parts["door"]["begin"]>> | null} */
let door = null;

/** How the connection is; before the part that can say more it is as simple as this. @param {Status} status */
function show(status) {
  if (door) return door.show(status);
  banner.hidden = status.kind === "open";
  if (status.kind === "waiting") banner.textContent = text("The connection to the server is lost.");
  // It can be had as long as there is a server, and is had early.
  if (prepared || (status.kind !== "open" && status.kind !== "connecting"))
    want("door").then((part) => (door = part).show(connection.status)).catch(() => {});
}

/** Something is under way that should be there by now; a dialog that waits for it shows that, too. @param {Sent[]} sent The oldest first. */
function late([oldest]) {
  const strip = part("sending");
  if (oldest && strip.hidden) announcer.say(text("Sending…"));
  strip.hidden = !oldest;
  if (!oldest) return;
  const { request } = oldest;
  const words = session.underway.told(request)?.text ?? (request.type === "line" ? request.line : "");
  strip.replaceChildren(text("Sending…"), ...(words && [" ", make("q", { dir: "auto" }, words)]));
}

/** In passing: what is wrong stands there until it is read. @param {string} sentence */
function tell(sentence) {
  if (part("notice").hidden) talk.say([sentence]);
  else announcer.say(sentence);
}

/** @param {Happening} happening */
function learned(happening) {
  if (happening.type !== "message" || happening.delayed) refresh();
  for (const listen of every.event) listen(happening);
  // Chosen while there was no connection, say.
  if (happening.type === "welcome" && happening.language !== language()) talk.use("settings", (settings) => settings.tell());
  if (happening.type === "language") talk.use("settings", (settings) => settings.choose(happening.language, false));
  // Nobody has asked for this here: it is about the way in.
  if (happening.type === "refused" && happening.ref === undefined)
    talk.use("answers", (answers) => talk.complain(answers.objection(happening) ?? [], "", { about: "name" }));
  if (happening.type === "renamed" && happening.new === state().me) talk.over("name");
}

// -- the views -----------------------------------------------------------------------------------------------------

/** @type {Promise<unknown> | undefined} */
let opening;

/** @param {(announcer: Announcer) => void} act @param {() => void} [missing] */
function announce(act, missing = () => {}) {
  opening ??= new Promise((done) => setTimeout(done, READ_OUT));
  opening.then(() => want("news")).then(act, missing);
}

/** @type {Page["announcer"]} */
const announcer = {
  say: (sentence) =>
    announce(
      (reader) => reader.say(sentence),
      () => part("announcements").append(make("p", { lang: language() }, sentence)),
    ),
  drawn: (...all) => announce((reader) => reader.drawn(...all)),
};
const banner = part("banner");
const view = new LogView(part("log"), part("new-messages"), announcer, now);
const talk = new Talk(session, view);

/** @type {Page["every"]} */
const every = { event: new Set(), change: new Set(), second: new Set(), words: new Set() };
// What stood in the document would be there again.
every.words.add(() => show(connection.status));
/** @type {Page} */
const page = { session, connection, talk, log: view, announcer, every, state, now, leaving: () => "", read: readCatalogue, words, refresh: () => refresh() };
furnish(page);

/** What is small enough to be shown anew with every event. */
const refresh = onceAFrame(() => {
  const { me, count, pending, mutedUntil } = state();
  document.body.classList.toggle("out", !me || isOut(connection.status));
  const button = part("me");
  button.hidden = !me;
  button.title = text("Change your name");
  // A click that has just begun would lose the name that it is on.
  if (button.textContent !== me) button.replaceChildren(person(me));
  part("people-number").textContent = String(count);
  part("people-button").setAttribute("aria-label", plural("{n} person is here", "{n} people are here", count));
  if (pending.size) want("pending").catch(() => {});
  if (mutedUntil > now()) want("muted").catch(() => {});
  for (const show of every.change) show();
  talk.refresh();
}, undefined, () => part("side"));

let today = now();

function tick() {
  if (!sameDay(today, now())) view.redraw();
  today = now();
  for (const show of every.second) show();
}

// -- what comes later ----------------------------------------------------------------------------------------------

/** The other words of the language that is spoken. */
async function words() {
  if (language() !== "en") more(await readCatalogue(`${language()}.later`));
}

let prepared = false;

/** One can write: soon comes what is in sight, and after a while all the rest. */
function prepare() {
  if (prepared) return;
  prepared = true;
  setTimeout(() => {
    show(connection.status);
    if (matchMedia(WIDE).matches) people();
  }, SOON);
  setTimeout(() => want("keeping").catch(() => {}), QUIET);
}

const people = () => void want("people").catch(() => (part("people-title").textContent = missing()));

// -- the page's own events -----------------------------------------------------------------------------------------

/** Where the side column stands beside the log, and is no drawer. */
const WIDE = "(min-width: 56rem)";

for (const element of document.querySelectorAll("[data-icon]")) {
  element.prepend(icon(element.getAttribute("data-icon") ?? ""));
  // What is drawn and not written has its words for who points at it as well.
  element.setAttribute("title", element.getAttribute("aria-label") ?? "");
}
part("people-button").addEventListener("click", people);
part("menu-button").addEventListener("click", () => {
  // The browser itself opens one that is there.
  const isThere = document.getElementById("menu");
  talk.use("actions", () => isThere || part("menu").showPopover());
});
document.addEventListener("click", ({ target }) => {
  const element = /** @type {Element} */ (target);
  const action = element.closest("[data-action]")?.getAttribute("data-action");
  const somebody = /** @type {HTMLElement | null} */ (element.closest("#person-menu"))?.dataset.name;
  if (action) return talk.use("actions", (actions) => actions.run(action, somebody));
  const lost = element.closest("[data-lost]")?.getAttribute("data-lost");
  if (lost) return talk.again(Number(lost));
  const place = /** @type {HTMLElement | null} */ (element.closest(".person, .head .name"));
  const name = place && (place.getAttribute("data-name") ?? place.textContent);
  if (!name || name === state().me || place.closest("dialog")) return;
  talk.use("actions", (actions) => actions.offer(name, place));
});
document.addEventListener("keydown", typeInField);
mindTheKeyboard();
const languages = byId("language", HTMLSelectElement);
languages.addEventListener("change", () => {
  const { value } = languages;
  talk.use("settings", (settings) => settings.choose(value), () => (languages.value = language()));
  // Who goes through the languages by keyboard has not chosen yet.
  if (!languages.matches(":focus-visible")) toField();
});
document.addEventListener("selectionchange", () => {
  if (getSelection()?.isCollapsed === false) want("copying").catch(() => {});
});
const keepDraft = () => remember("draft", talk.text, true);
// Or it would come again, in a copy of this tab, after it was sent.
const dropDraft = () => remember("draft", "", true);
addEventListener("pagehide", keepDraft);
addEventListener("pageshow", dropDraft);
for (const type of ["online", "offline", "pageshow"]) addEventListener(type, () => connection.wake());
document.addEventListener("visibilitychange", () => {
  // A phone may end a hidden page without another word.
  if (document.hidden) return keepDraft();
  dropDraft();
  connection.wake();
  view.back();
});
matchMedia(WIDE).addEventListener("change", () => prepared && people());
setInterval(tick, 1000);

languages.value = language();
document.title = text("Besedka");
if (document.documentElement.lang !== language()) talk.use("settings", (settings) => settings.translate());
// The field is there before the scripts are, and can be written in.
talk.text ||= remembered("draft");
dropDraft();
connection.start();
// On a phone that would open the keyboard.
if (matchMedia("(hover: hover)").matches) part("field").focus();
