/** One entry of the log as an element. */

import { day, fullTime, timeOfDay } from "../state/clock.js";
import { isGuest } from "../state/names.js";
import { linkify } from "../state/prose.js";
import { text } from "../state/texts.js";
import { crowdElement } from "./crowd.js";
import { icon, make } from "./dom.js";
import { narrate, person, privateTag } from "./narration.js";

/** @import { Lost, Message, Placed } from "../types.js" */

/** @param {Placed} entry @param {number} now @param {boolean} [unread] Whether the unread begin here. */
export function entryElement(entry, now, unread = false) {
  const { event } = entry;
  const article = event.type === "message" ? messageElement(entry, event) : systemElement(entry, now);
  article.dataset.key = String(entry.key);
  if (unread) article.prepend(rule("unread", text("New messages")));
  if (entry.day) article.prepend(rule("day", day(entry.at, now)));
  return article;
}

/** A line across the log. @param {string} kind @param {string} words */
const rule = (kind, words) => make("p", { class: kind }, make("span", {}, words));

/** @param {Placed} entry @param {Message} message */
function messageElement(entry, message) {
  const kinds = ["entry", entry.own ? "own" : "other"];
  if (message.to !== undefined) kinds.push("private");
  if (message.delayed) kinds.push("delayed");
  if (entry.follows) kinds.push("follows");
  if (entry.called) kinds.push("called");
  const when = time(entry, `#${message.number} · `);
  const head = make("header", { class: "head" }, person(message.from), ...tags(entry, message), " ", when);
  const note = make("div", { class: "note" }, head, ...textElements(message.text));
  if (entry.follows) {
    // Whose it is, is seen above; but it has to be said, and the time is still there for who points at it.
    head.classList.add("unseen");
    note.title = when.title;
  }
  return make("article", { class: kinds.join(" "), "data-number": message.number }, note);
}

/** What the colours say, in words. @param {Placed} entry @param {Message} message */
function tags(entry, message) {
  const found = [];
  if (message.to !== undefined) {
    found.push(" ", privateTag(entry.own ? message.to : ""));
  }
  if (message.delayed) found.push(" ", make("span", { class: "tag" }, icon("later"), text("delayed")));
  return found;
}

/** @param {{ at: number }} entry @param {string} [number] */
function time({ at }, number = "") {
  const datetime = Number.isFinite(at) ? new Date(at).toISOString() : "";
  return make("time", { datetime, title: number + fullTime(at) }, timeOfDay(at));
}

/** A text that has about so many lines is shown whole when that is wanted. */
const LINES = 25;
const LETTERS = 70;

/** What somebody wrote; of a very long text, its beginning. @param {string} said */
function textElements(said) {
  const element = textElement(said);
  if (said.split("\n").length + said.length / LETTERS < LINES) return [element];
  element.classList.add("long");
  const show = () => {
    element.classList.remove("long");
    button.dispatchEvent(new Event("unfold", { bubbles: true }));
    // The button goes; whoever pressed it reads on.
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
    button.remove();
  };
  const button = make("button", { type: "button", class: "link", click: show }, text("Show all"));
  return [element, button];
}

/**
 * Text, and links to where it says.
 *
 * @param {string} said
 */
function textElement(said) {
  const pieces = linkify(said).map(({ text: shown, href }) =>
    href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, shown) : shown,
  );
  return make("p", { class: "text", dir: "auto" }, ...pieces);
}

/** What somebody had written, and gets back. @param {{ text: string, to?: string }} message */
function givenElements({ text: said, to }) {
  const elements = textElements(said);
  if (to === undefined) return elements;
  elements[0].classList.add("secret");
  return [make("p", { class: "given" }, privateTag(to)), ...elements];
}

/** Whoever sends it hears of it as an event. @param {Lost} lost */
function againButton(lost) {
  const click = () => button.dispatchEvent(new CustomEvent("again", { bubbles: true, detail: lost }));
  const button = make("button", { type: "button", class: "link", "data-lost": lost.number, click }, text("Send again"));
  return button;
}

/** @param {Placed} entry @param {number} now */
function systemElement(entry, now) {
  const { event } = entry;
  if (event.type === "crowd") return make("article", { class: "entry system" }, crowdElement(event, now));
  const told = narrate(event, now) ?? { sentence: [event.type] };
  const kinds = told.warning ? "entry system warning" : "entry system";
  const line = make("p", { class: "said" }, time(entry), " ", ...told.sentence);
  const article = make("article", { class: kinds }, line, ...(told.given ?? []).flatMap(givenElements));
  if (event.type === "unanswered" && !event.lost.settled) article.append(againButton(event.lost));
  if (event.type === "welcome" && isGuest(event.name)) {
    line.append(
      " ",
      make("button", { type: "button", class: "link", "data-action": "rename" }, text("Change your name")),
    );
  }
  return article;
}
