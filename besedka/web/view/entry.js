/** One entry of the log as an element; what is said seldom, `news.js` tells. */

import { want } from "../first.js";
import { isPlainJoin } from "../state/crowd.js";
import { hue, isGuest } from "../state/names.js";
import { day, fullTime, text, timeOfDay } from "../state/texts.js";
import { fill, icon, make } from "./dom.js";

/** @import { Crowd, Happening, Message, News, Note, Placed, Told } from "../types.js" */

/** What a part that comes later puts in here. @type {{ news: News | null }} */
export const later = { news: null };

/** Somebody's name, in its colour. @param {string} name */
export function person(name) {
  const element = make("bdi", { class: "name", "data-name": name }, name);
  element.style.setProperty("--hue", String(hue(name)));
  return element;
}

/** What is for somebody alone. @param {string} to For whom; empty where that is plain. */
export function privateTag(to) {
  return make("span", { class: "tag" }, icon("private"), text("private"), ...(to ? [" → ", person(to)] : []));
}

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
  const when = timeElement(entry, `#${message.number} · `);
  const head = make("header", { class: "head" }, person(message.from), ...tags(entry, message), " ", when);
  const note = make("div", { class: "note" }, head, textElement(message.text));
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
function timeElement({ at }, number = "") {
  const datetime = Number.isFinite(at) ? new Date(at).toISOString() : "";
  return make("time", { datetime, title: number + fullTime(at) }, timeOfDay(at));
}

/** A text that has about so many lines is shown whole when that is wanted. */
const LINES = 25;
const LETTERS = 70;

/** So many of those who come and go are told before `news.js` has come. */
const MOVES_TOLD = 3;

/** What somebody wrote, with links to where it says; of a very long text, its beginning. @param {string} said */
export function textElement(said) {
  const element = make("p", { class: "text", dir: "auto" }, said);
  if (/https?:/i.test(said)) want("links").then((link) => link(element)).catch(() => {});
  if (said.split("\n").length + said.length / LETTERS >= LINES) {
    element.classList.add("long");
    want("long").then((unfold) => unfold(element)).catch(() => element.classList.remove("long"));
  }
  return element;
}

/** What somebody had written, and gets back. @param {{ text: string, to?: string }} message */
export function givenElements({ text: said, to }) {
  const element = textElement(said);
  if (!to) return [element];
  element.classList.add("secret");
  return [make("p", { class: "given" }, privateTag(to)), element];
}

/** @param {string} label @param {import("./dom.js").Properties} what What the page does where it is clicked. */
const link = (label, what) => make("button", { type: "button", class: "link", ...what }, label);

/** @param {Placed} entry @param {number} now */
function systemElement(entry, now) {
  const { event } = entry;
  if (event.type === "crowd" && later.news) return make("article", { class: "entry system" }, later.news.crowdElement(event, now));
  const told = event.type === "crowd" ? crowdTold(event, now) : narrate(event, now);
  const kinds = told.warning ? "entry system warning" : "entry system";
  const line = make("p", { class: "said" }, timeElement(entry), " ", ...told.sentence);
  const article = make("article", { class: kinds }, line, ...(told.given ?? []));
  if (event.type === "unanswered" && !event.lost.settled) article.append(link(text("Send again"), { "data-lost": event.lost.number }));
  if (event.type === "welcome" && isGuest(event.name)) {
    line.append(" ", link(text("Change your name"), { "data-action": "rename" }));
  }
  return article;
}

/** What the log says about an event: what happens on the way in, and else what `news.js` says, once it has come. @param {Happening | Note} event @param {number} now @returns {Told} */
function narrate(event, now) {
  if (event.type === "welcome") return about(event.name, text("Welcome to Besedka! You are called {name}"));
  if (isPlainJoin(event)) return about(event.name, text("{name} has come in"));
  if (event.type === "left" && event.reason === "exit") return about(event.name, text("{name} has left"));
  // For this, least of all, something can be fetched.
  if (event.type === "unanswered") return { sentence: [text("No answer came to this, it may be lost:")], given: givenElements(event), warning: true };
  wantNews();
  return later.news?.narrate(event, now) ?? { sentence: [later.news ? event.type : "…"] };
}

/** As long as nobody has come who sums it up: the last few moves, one behind the other. @param {Crowd} crowd @param {number} now @returns {Told} */
function crowdTold({ moves }, now) {
  wantNews();
  return { sentence: moves.slice(-MOVES_TOLD).flatMap(({ event }, place) => [place ? "; " : "", ...narrate(event, now).sentence]) };
}

/** It draws the log anew when it has come. */
function wantNews() {
  if (!later.news) want("news").catch(() => {});
}

/** @param {string} name @param {string} sentence @returns {Told} */
const about = (name, sentence) => ({ sentence: fill(sentence, { name: person(name) }) });
