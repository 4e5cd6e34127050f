/** The page, put together. */

import { Connection } from "./connection.js";
import { remember, remembered } from "./stored.js";
import { countdown } from "./state/clock.js";
import { judge } from "./state/commands.js";
import { Session } from "./state/session.js";
import { LANGUAGES, choose, language, speak, text } from "./state/texts.js";
import { Actions } from "./view/actions.js";
import { Announcer } from "./view/announcer.js";
import { Readings, confirmation, maybeMessage, mutedUntil, objection, whoIsHere } from "./view/answers.js";
import { Banner } from "./view/banner.js";
import { Composer } from "./view/composer.js";
import { byId, icon, make, onceAFrame, part, translatePage } from "./view/dom.js";
import { LogView } from "./view/log.js";
import { makeMenu, openMenu } from "./view/menu.js";
import { person } from "./view/narration.js";
import { Notifier } from "./view/notify.js";
import { PendingView } from "./view/pending.js";
import { PeopleView } from "./view/people.js";

/** @import { Asking, Happening, Judgement, Status } from "./types.js" */

await speak(choose([remembered("language"), ...navigator.languages]));

// -- the connection, and what it says ------------------------------------------------------------------------------

const connection = new Connection(address, { status, event: (happening) => session.take(happening) });
const session = new Session(remembered("name"), connection, {
  show(entries) {
    view.add(entries);
    notifier.take(entries);
  },
  learned,
  named(name) {
    // A guest's name is nobody's: the next time there is another one.
    if (!/^guest-\d+$/.test(name)) remember("name", name);
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
function status(status) {
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
  const { full } = await fetch("/healthz").then((answer) => answer.json()).catch(() => ({}));
  if (full && connection.status === status) banner.show({ ...status, code: 503 }, false);
}

/** @param {Happening} happening */
function learned(happening) {
  if (happening.type !== "message") people.refresh();
  if (happening.type !== "message" || happening.delayed) refresh();
  if (happening.type === "language") switchTo(happening.language, false);
  // Nobody has asked for this here: it is about the way in.
  if (happening.type === "refused" && happening.ref === undefined)
    composer.notice(objection(happening, now()) ?? [], ERROR);
}

const ERROR = { error: true };

// -- the views -----------------------------------------------------------------------------------------------------

const log = part("log");
const muted = part("muted");
const notifier = new Notifier(part("notify"));
const banner = new Banner(part("banner"), () => connection.start());
const readings = new Readings();
const view = new LogView(log, part("new-messages"), new Announcer(log, part("announcements")), now);
const people = new PeopleView(state, now);
const pending = new PendingView(state, {
  now,
  cancel: (number) => ask(number === null ? { type: "cancel", all: true } : { type: "cancel", number }),
});
const composer = new Composer({ names: () => session.state.people.keys(), typed });
const actions = new Actions({
  state,
  ask: (request, onAnswer) => connection.ask(request, onAnswer),
  answered,
  objection: (answer) => objection(answer, now()),
  draft: () => (judge(composer.text).kind === "text" ? composer.text : ""),
  undraft: (sent) => composer.sent(sent),
});

/** What is small enough to be shown anew with every event. */
const refresh = onceAFrame(() => {
  const { me } = session.state;
  part("me").hidden = !me;
  part("me").replaceChildren(person(me));
  part("me").title = text("Change your name");
  pending.refresh();
  tick();
});

function tick() {
  const left = session.state.mutedUntil - now();
  if (muted.hidden === left > 0) {
    muted.hidden = left <= 0;
    muted.replaceChildren(...mutedUntil(session.state.mutedUntil, now(), make("span", { class: "countdown" })));
  }
  const counter = muted.querySelector(".countdown");
  if (counter) counter.textContent = countdown(left);
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
  const asked = connection.ask(request, (answer) => {
    const wrong = objection(answer, now());
    if (!wrong) return answer && answered(answer);
    const back = composer.giveBack(line);
    if (!answer && line) return session.unanswered(line);
    if (!back && line) wrong.push(" ", make("q", {}, line));
    const asText = () => ask({ type: "send", text: line }, line) && composer.sent(line);
    composer.notice(wrong, { ...ERROR, action: request.type === "line" && maybeMessage(answer) ? asText : null });
  });
  if (!asked) composer.notice([text("Not connected at the moment; your line stays here.")], ERROR);
  return asked;
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
  const spoken = code === language() || (await speak(code));
  languages.value = language();
  if (!spoken || document.documentElement.lang === code) return;
  remember("language", code);
  translate();
  composer.notice([text("The language is English now.")]);
  if (tell) connection.ask({ type: "lang", lang: code });
}

// -- the page's own events -----------------------------------------------------------------------------------------

const languages = byId("language", HTMLSelectElement);

function translate() {
  document.documentElement.lang = languages.value = language();
  translatePage();
  notifier.refresh();
  view.redraw();
  people.refresh();
  muted.hidden = true;
  refresh();
  banner.show({ kind: "open" }, false); // what it says is said anew
  status(connection.status);
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
  const place = element.closest(".person, .head .name");
  const name = place && (place.getAttribute("data-name") ?? place.textContent);
  if (!name || name === session.state.me || place.closest("dialog")) return;
  somebody.dataset.name = name;
  somebody.setAttribute("aria-label", name);
  openMenu(somebody, place);
});
for (const type of ["online", "offline", "pageshow"]) addEventListener(type, () => connection.wake());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  connection.wake();
  view.seen();
});
// A drawer that has become a column is no popover any more.
matchMedia("(min-width: 56rem)").addEventListener("change", () => side.hidePopover());
// Where the virtual keyboard lies over the page instead of making it smaller.
visualViewport?.addEventListener("resize", () => {
  const { height, scale } = /** @type {VisualViewport} */ (visualViewport);
  // Whoever enlarges the page wants to see less of it, not a smaller one.
  document.documentElement.style.setProperty("--height", `${height * scale}px`);
});
setInterval(tick, 1000);

translate();
connection.start();
// On a phone that would open the keyboard.
if (matchMedia("(hover: hover)").matches) part("field").focus();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});
