/** The page, put together. */

import { Connection } from "./connection.js";
import { remember, remembered } from "./stored.js";
import { sameDay } from "./state/clock.js";
import { judge } from "./state/commands.js";
import { isGuest } from "./state/prose.js";
import { Session } from "./state/session.js";
import { LANGUAGES, choose, language, speak, text } from "./state/texts.js";
import { Actions } from "./view/actions.js";
import { Readings, confirmation, maybeMessage, objection, whoIsHere } from "./view/answers.js";
import { Announcer, Notifier } from "./view/attention.js";
import { Composer } from "./view/composer.js";
import { byId, icon, make, onceAFrame, part, translatePage } from "./view/dom.js";
import { LogView } from "./view/log.js";
import { person } from "./view/narration.js";
import { makeMenu, openMenu } from "./view/overlays.js";
import { PendingView, PeopleView } from "./view/side.js";
import { Banner, MutedStrip } from "./view/strips.js";

/** @import { Asking, Happening, Judgement, Status } from "./types.js" */

await speak(choose([remembered("language"), ...navigator.languages]));

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
  banner.show(status, !session.state.me);
  composer.online = status.kind === "open";
  if (status.kind === "waiting" || status.kind === "ended") session.lost();
  if (status.kind === "waiting" && status.code === 1006) askWhy(status);
}

/**
 * A browser does not say why a WebSocket was refused; but whether the chat is full can be asked.
 *
 * @param {Extract<Status, { kind: "waiting" }>} status
 */
async function askWhy(status) {
  const signal = AbortSignal.timeout(5000);
  const health = await fetch("/healthz", { signal }).then((answer) => answer.json()).catch(() => null);
  if (health?.full && connection.status === status) banner.show({ ...status, code: 503 }, false);
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
    composer.notice(objection(happening, now()) ?? [], ERROR);
}

const ERROR = { error: true };
/** Whoever waits so long for an answer, in milliseconds, is told so. */
const SLOW = 1500;

// -- the views -----------------------------------------------------------------------------------------------------

const log = part("log");
const notifier = new Notifier(part("notify"), (sentence) => composer.notice([sentence], ERROR));
const banner = new Banner(part("banner"), () => connection.start());
const readings = new Readings();
const view = new LogView(log, part("new-messages"), new Announcer(log, part("announcements")), now);
const people = new PeopleView(state, now);
const pending = new PendingView(state, {
  now,
  cancel: (number) => ask(number === null ? { type: "cancel", all: true } : { type: "cancel", number }),
});
const composer = new Composer({ names: () => session.state.people.keys(), typed, resized: () => view.stay() });
const muted = new MutedStrip(part("muted"), () => composer.over("muted"));
const actions = new Actions({
  state,
  ask: (request, onAnswer) => connection.ask(request, onAnswer),
  answered,
  objection: (answer) => objection(answer, now()),
  draft: () => (judge(composer.text).kind === "text" ? composer.text : ""),
  complain: (sentence, said) => composer.notice(said ? [...sentence, " ", make("q", {}, said)] : sentence, ERROR),
  offline,
  undraft(draft) {
    // Not remembered for the arrow keys: what was private there would go to all from the field.
    if (composer.text === draft) composer.text = "";
  },
});

/** What is small enough to be shown anew with every event. */
const refresh = onceAFrame(() => {
  const { me } = session.state;
  document.body.classList.toggle("out", !me || connection.status.kind === "ended");
  const button = part("me");
  button.hidden = !me;
  button.title = text("Change your name");
  // A click that has just begun would lose the name that it is on.
  if (button.textContent !== me) button.replaceChildren(person(me));
  pending.refresh();
  muted.show(session.state.mutedUntil, now());
});

let today = now();

function tick() {
  if (!sameDay(today, now())) view.redraw(); // what was today is yesterday
  today = now();
  muted.tick(now());
  pending.tick();
  banner.tick();
}

// -- what is typed and asked ---------------------------------------------------------------------------------------

/** @param {string} line @param {Judgement} judged */
function typed(line, judged) {
  if (judged.kind !== "doubt")
    return ask(judged.kind === "text" ? { type: "send", text: line } : { type: "line", line }, line);
  actions.ask(line, judged.repaired, (request) => ask(request, line) && composer.sent(line));
  return false;
}

/** @param {Asking} request @param {string} [line] What was typed for it. */
function ask(request, line = "") {
  const slow = setTimeout(() => composer.notice([text("Sending…"), " ", make("q", {}, line)], { about: "slow" }), SLOW);
  const asked = connection.ask(request, (answer) => {
    clearTimeout(slow);
    composer.over("slow");
    const about = answer?.type === "refused" ? answer.code : "";
    // Until when, and what works meanwhile, stands above the field already.
    const known = about === "muted" && muted.shown;
    const wrong = known ? [text("You cannot speak yet, so this was not sent.")] : objection(answer, now());
    if (!wrong) return answer && answered(answer);
    const back = composer.giveBack(line);
    if (!answer && line) return session.unanswered(line);
    if (!back && line) wrong.push(" ", make("q", {}, line));
    const asText = () => ask({ type: "send", text: line }, line) && composer.sent(line);
    const action = request.type === "line" && maybeMessage(answer) ? asText : null;
    composer.notice(wrong, { ...ERROR, action, about });
  });
  if (asked) return true;
  clearTimeout(slow);
  offline(line);
  return false;
}

/** Say that nothing was sent. @param {string} [line] What stays at the field. */
function offline(line) {
  const sentence = line
    ? text("Not connected at the moment; your line stays here.")
    : text("Not connected at the moment.");
  composer.notice([sentence], { ...ERROR, about: "offline" });
}

/** @param {Happening} answer */
function answered(answer) {
  if (answer.type === "help") readings.help(answer);
  if (answer.type === "history") readings.history(session.entries(answer.messages), now());
  if (answer.type === "accepted") composer.notice(confirmation(answer));
  // Who speaks wants to see it said, wherever they were reading.
  if (answer.type === "accepted" && answer.command === "send" && !answer.due) view.toEnd();
  if (answer.type === "users") composer.notice(whoIsHere(answer));
  if (answer.type === "scheduled" && !answer.messages.length) composer.notice([text("You have no delayed messages.")]);
  else if (answer.type === "users" || answer.type === "scheduled") showSide();
}

const side = part("side");

/** Where it is a drawer, open it. */
function showSide() {
  if (getComputedStyle(side).display === "none") side.showPopover();
}

/** @param {string} code @param {boolean} tell Whether the server does not know it yet. */
async function switchTo(code, tell) {
  const spoken = await speak(code);
  languages.value = language();
  if (spoken === false) composer.notice([text("The words of that language could not be loaded.")], ERROR);
  if (!spoken || document.documentElement.lang === code) return;
  remember("language", code);
  translate();
  composer.notice([text("The language is English now.")]);
  if (tell) tellLanguage();
}

function tellLanguage() {
  connection.ask({ type: "lang", lang: language() });
}

// -- the page's own events -----------------------------------------------------------------------------------------

const languages = byId("language", HTMLSelectElement);

function translate() {
  document.documentElement.lang = languages.value = language();
  translatePage();
  notifier.refresh();
  view.redraw();
  people.refresh();
  refresh();
  banner.show({ kind: "open" }, false); // what it says is said anew
  connected(connection.status);
}

for (const [code, name] of Object.entries(LANGUAGES))
  languages.append(make("option", { value: code, lang: code }, name));
languages.addEventListener("change", () => switchTo(languages.value, true));
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
addEventListener("pagehide", () => remember("draft", composer.text, true));
addEventListener("beforeunload", (event) => {
  // What is delayed can only be cancelled from here.
  if (session.state.pending.size) event.preventDefault();
});
for (const type of ["online", "offline", "pageshow"]) addEventListener(type, () => connection.wake());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  connection.wake();
  view.back();
});
// A drawer that has become a column is no popover any more.
matchMedia("(min-width: 56rem)").addEventListener("change", () => side.hidePopover());
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
connection.start();
// On a phone that would open the keyboard.
if (matchMedia("(hover: hover)").matches) part("field").focus();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});
