/** The page, put together. */

import { Connection } from "./connection.js";
import { remember, remembered } from "./stored.js";
import { sameDay } from "./state/clock.js";
import { pledge, settled, stillGoes } from "./state/leaving.js";
import { isGuest } from "./state/names.js";
import { Session } from "./state/session.js";
import { LANGUAGES, choose, language, speak, text } from "./state/texts.js";
import { Actions } from "./view/actions.js";
import { Announcer, Notifier } from "./view/attention.js";
import { Composer } from "./view/composer.js";
import { copyMessages } from "./view/copying.js";
import { byId, icon, make, onceAFrame, part, translatePage } from "./view/dom.js";
import { toField, typeInField } from "./view/focus.js";
import { LogView } from "./view/log.js";
import { person } from "./view/narration.js";
import { makeMenu, openMenu } from "./view/overlays.js";
import { PendingView, PeopleView, closeDrawer } from "./view/side.js";
import { Banner, MutedStrip, SendingStrip } from "./view/strips.js";
import { Talk, delayed } from "./view/talk.js";

/** @import { Catalogue, Happening, Status } from "./types.js" */

/** Without words a page is hard to read; but to have no page is worse: so it waits that long, in milliseconds. */
const PATIENCE = 8000;

// The document is in the language that the browser asked for already.
await speak(choose([remembered("language"), document.documentElement.lang]), readCatalogue);

/** @param {string} code @returns {Promise<Catalogue>} */
async function readCatalogue(code) {
  const address = new URL(`./texts.${code}.json`, import.meta.url);
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(`no words: ${answer.status}`);
  return answer.json();
}

// -- the connection, and what it says ------------------------------------------------------------------------------

const connection = new Connection(address, { status: connected, event: (happening) => session.take(happening) });
const session = new Session(remembered("name"), connection, {
  show(entries) {
    view.add(entries);
    notifier.take(entries);
  },
  learned,
  named(name) {
    // A guest's name is nobody's: the next time there is another one.
    if (!isGuest(name)) remember("name", name);
  },
  late: (sent) => sending.show(sent),
  settled: (lost) => talk.settled(lost),
});
const state = () => session.state;
const now = () => session.serverNow;

function address() {
  const query = new URLSearchParams({ lang: language() });
  if (session.state.wanted) query.set("name", session.state.wanted);
  return `${location.protocol.replace("http", "ws")}//${location.host}/ws?${query}`;
}

/** @param {Status} status */
function connected(status) {
  refresh();
  if (status.kind === "open") composer.over("offline");
  if (status.kind === "ended") composer.notice([]);
  if (status.kind === "open" && session.state.me && banner.shown) tell(text("Connected again."));
  banner.show(status, !session.state.me, stillGoes(session.state.left, now()));
  composer.online = status.kind === "open";
  if (status.kind !== "open" && status.kind !== "connecting") session.lost();
  if (status.kind === "waiting" && status.code === 1006) askWhy(status);
}

/** In passing: what is wrong stands there until it is read. @param {string} sentence */
function tell(sentence) {
  if (part("notice").hidden) talk.say([sentence]);
  else announcer.say(sentence);
}

/**
 * A browser does not say why a WebSocket was refused; but whether the chat is full, or takes nobody from this address,
 * can be asked.
 *
 * @param {Extract<Status, { kind: "waiting" }>} status
 */
async function askWhy(status) {
  const signal = AbortSignal.timeout(5000);
  const address = `/healthz?origin=${encodeURIComponent(location.origin)}`;
  const health = await fetch(address, { signal }).then((answer) => answer.json()).catch(() => null);
  if (connection.status !== status) return;
  if (health?.full) banner.show({ ...status, code: 503 }, false);
  else if (status.early && health?.origin_allowed === false) connection.giveUp();
}

/** @param {Happening} happening */
function learned(happening) {
  if (happening.type !== "message") people.refresh();
  if (happening.type !== "message" || happening.delayed) refresh();
  if (happening.type === "language") switchTo(happening.language, false);
  // Chosen while there was no connection, say.
  if (happening.type === "welcome" && happening.language !== language()) tellLanguage();
  // Nobody has asked for this here: it is about the way in.
  if (happening.type === "refused" && happening.ref === undefined)
    talk.complain(talk.objection(happening) ?? [], "", { about: "name" });
  if (happening.type === "renamed" && happening.new === session.state.me) composer.over("name");
  for (const number of settled(happening)) composer.over(delayed(number));
}

// -- the views -----------------------------------------------------------------------------------------------------

const notifier = new Notifier(part("notify"), (sentence) => talk.complain([sentence]));
const announcer = new Announcer(part("announcements"));
const banner = new Banner(
  part("banner"),
  () => connection.start(),
  (sentence) => announcer.say(sentence),
);
const sending = new SendingStrip(part("sending"), (sentence) => announcer.say(sentence));
const view = new LogView(part("log"), part("new-messages"), announcer, now);
const people = new PeopleView(state, now);
const pending = new PendingView(state, {
  now,
  cancel: (number) => talk.ask(number === null ? { type: "cancel", all: true } : { type: "cancel", number }),
});
const composer = new Composer({
  names: () => session.state.people.keys(),
  typed: (line, judged) => talk.typed(line, judged),
  longest: () => session.state.limits.max_text,
  resized: () => view.stay(),
  leaving: () => stillGoes(pledge(session.state), now()),
  say: (sentence) => announcer.say(sentence),
});
const muted = new MutedStrip(part("muted"), () => composer.over("muted"));
const actions = new Actions({
  state,
  now,
  ask: (request, onAnswer) => session.ask(request, onAnswer),
  talk: () => talk,
  say: (sentence) => announcer.say(sentence),
  draft: () => (composer.judged.kind === "command" ? "" : composer.text),
  undraft(draft, said) {
    if (composer.text !== draft) return;
    // What was said in private is not for the arrow keys: from the field it would go to all.
    if (said === draft) composer.text = "";
    else composer.sent(draft);
  },
});
const talk = new Talk({ session, composer, log: view, muted, doubt: actions.ask.bind(actions) });

/** What is small enough to be shown anew with every event. */
const refresh = onceAFrame(() => {
  const { me } = session.state;
  document.body.classList.toggle("out", !me || ["ended", "refused"].includes(connection.status.kind));
  const button = part("me");
  button.hidden = !me;
  button.title = text("Change your name");
  // A click that has just begun would lose the name that it is on.
  if (button.textContent !== me) button.replaceChildren(person(me));
  pending.refresh();
  actions.refresh();
  composer.refresh();
  muted.show(session.state.mutedUntil, now());
}, undefined, () => part("side"));

let today = now();

function tick() {
  if (!sameDay(today, now())) view.redraw();
  today = now();
  muted.tick(now());
  pending.tick();
  banner.tick();
}

// -- the language --------------------------------------------------------------------------------------------------

const languages = byId("language", HTMLSelectElement);

/** @param {string} code @param {boolean} tell Whether the server does not know it yet. */
async function switchTo(code, tell) {
  const spoken = await speak(code, readCatalogue);
  languages.value = language();
  if (spoken === false) {
    talk.complain([text("That language could not be loaded.")]);
    if (!tell) tellLanguage();
  }
  if (!spoken || document.documentElement.lang === code) return;
  remember("language", code);
  translate();
  talk.say([text("The language is English now.")]);
  if (tell) tellLanguage();
}

function tellLanguage() {
  connection.ask({ type: "lang", lang: language() });
}

function translate() {
  document.documentElement.lang = languages.value = language();
  translatePage();
  notifier.refresh();
  view.redraw();
  people.refresh();
  refresh();
  // What it says is said anew.
  banner.show({ kind: "open" }, false);
  connected(connection.status);
}

// -- the page's own events -----------------------------------------------------------------------------------------

for (const [code, name] of Object.entries(LANGUAGES))
  languages.append(make("option", { value: code, lang: code }, name));
languages.addEventListener("change", () => {
  switchTo(languages.value, true);
  // Who goes through the languages by keyboard has not chosen yet.
  if (!languages.matches(":focus-visible")) toField();
});
document.addEventListener("keydown", typeInField);
for (const element of document.querySelectorAll("[data-icon]"))
  element.prepend(icon(element.getAttribute("data-icon") ?? ""));
const somebody = part("person-menu");
makeMenu(part("menu"));
makeMenu(somebody);
document.addEventListener("click", ({ target }) => {
  const element = /** @type {Element} */ (target);
  const action = element.closest("[data-action]")?.getAttribute("data-action");
  if (action) return actions.run(action, somebody.contains(element) ? somebody.dataset.name : "");
  const place = /** @type {HTMLElement | null} */ (element.closest(".person, .head .name"));
  const name = place && (place.getAttribute("data-name") ?? place.textContent);
  if (!name || name === session.state.me || place.closest("dialog")) return;
  somebody.dataset.name = name;
  somebody.setAttribute("aria-label", name);
  openMenu(somebody, place);
});
copyMessages();
const keepDraft = () => remember("draft", composer.text, true);
// Or it would come again, in a copy of this tab, after it was sent.
const dropDraft = () => remember("draft", "", true);
addEventListener("pagehide", keepDraft);
addEventListener("pageshow", dropDraft);
addEventListener("beforeunload", (event) => {
  // What is delayed can only be cancelled from here; and what is written in a dialog is nowhere else.
  const written = document.querySelector("dialog[open] textarea:not(:placeholder-shown)");
  if (written || (session.state.pending.size && connection.status.kind !== "ended")) event.preventDefault();
});
for (const type of ["online", "offline", "pageshow"]) addEventListener(type, () => connection.wake());
document.addEventListener("visibilitychange", () => {
  // A phone may end a hidden page without another word.
  if (document.hidden) return keepDraft();
  dropDraft();
  connection.wake();
  view.back();
});
// A drawer that has become a column is no popover any more.
matchMedia("(min-width: 56rem)").addEventListener("change", closeDrawer);
// Where the virtual keyboard lies over the page instead of making it smaller.
visualViewport?.addEventListener("resize", () => {
  const { height, scale } = /** @type {VisualViewport} */ (visualViewport);
  // Whoever enlarges the page wants to see less of it, not a smaller one.
  document.documentElement.style.setProperty("--height", `${height * scale}px`);
  // iOS also moves the page, to show the field that the keyboard would have covered.
  scrollTo(0, 0);
});
setInterval(tick, 1000);

translate();
composer.text = remembered("draft");
dropDraft();
connection.start();
// On a phone that would open the keyboard.
if (matchMedia("(hover: hover)").matches) part("field").focus();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});
