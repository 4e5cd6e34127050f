/** One entry of the log as an element. */

import { isPlainJoin } from "../../state/log/crowd.js";
import { fill, icon, make } from "../page/elements.js";
import { want } from "../../loader.js";
import { day, fullTime, timeOfDay } from "../../state/words/moments.js";
import { text } from "../../state/words/texts.js";
import { isGuest } from "../../state/chat/names.js";
import { person, privateTag, textElement } from "./text.js";

/** @import { ChatEvent, Crowd, Message, Narration, Narrator, Note, Placed } from "../../types.js" */

/** So many of those who come and go are told before the narrator has come. */
const MOVES_TOLD = 3;

/** Makes elements of entries. What it takes for what happens seldom is not here from the beginning. */
export class EntryView {
  /** What tells of what is seldom, and of who comes and goes. It puts itself in here when it has come. @type {Narrator | null} */
  narrator = null;

  /**
   * An article with the entry's key.
   *
   * @param {Placed} entry
   * @param {number} now
   * @param {boolean} [unread] Whether the unread begin here.
   */
  element(entry, now, unread = false) {
    const { event } = entry;
    const article = event.type === "message" ? messageElement(entry, event) : this.#systemElement(entry, now);
    article.dataset.key = String(entry.key);
    if (unread) article.prepend(rule("unread", text("New messages")));
    if (entry.day) article.prepend(rule("day", day(entry.at, now)));
    return article;
  }

  /** @param {Placed} entry @param {number} now */
  #systemElement(entry, now) {
    const { event } = entry;
    if (event.type === "crowd" && this.narrator) return make("article", { class: "entry system" }, this.narrator.crowdElement(event, now));
    const { sentence, given = [], warning } = event.type === "crowd" ? this.#crowdTold(event, now) : this.#narrate(event, now);
    const line = make("p", { class: "said" }, timeElement(entry), " ", ...sentence);
    const article = make("article", { class: warning ? "entry system warning" : "entry system" }, line, ...given);
    if (event.type === "welcome" && isGuest(event.name)) {
      line.append(" ", link(text("Change your name"), { "data-action": "rename" }));
    }
    return article;
  }

  /** What the log says about an event: what happens on the way in, and else what the narrator says, once it has come. @param {ChatEvent | Note} event @param {number} now @returns {Narration} */
  #narrate(event, now) {
    if (event.type === "welcome") return about(event, text("Welcome to Besedka! You are called {name}"));
    if (isPlainJoin(event)) return about(event, text("{name} has come in"));
    if (event.type === "left" && event.reason === "exit") return about(event, text("{name} has left"));
    this.#wantNarrator();
    return this.narrator?.narrate(event, now) ?? { sentence: [this.narrator ? event.type : "…"] };
  }

  /** As long as nobody has come who sums it up: the last few moves, one behind the other. @param {Crowd} crowd @param {number} now @returns {Narration} */
  #crowdTold({ moves }, now) {
    this.#wantNarrator();
    return { sentence: moves.slice(-MOVES_TOLD).flatMap(({ event }, place) => [place ? "; " : "", ...this.#narrate(event, now).sentence]) };
  }

  /** It draws the log anew when it has come. */
  #wantNarrator() {
    if (!this.narrator) want("narrator").catch(() => {});
  }
}

/** A line across the log. @param {string} kind @param {string} words */
const rule = (kind, words) => make("p", { class: kind }, make("span", {}, words));

/** @param {Placed} entry @param {Message} message */
function messageElement(entry, message) {
  const kinds = ["entry", entry.own ? "own" : "other"];
  // What the colours say, in words.
  const tags = [];
  if (message.to !== undefined) {
    kinds.push("private");
    tags.push(" ", privateTag(entry.own ? message.to : ""));
  }
  if (message.delayed) {
    kinds.push("delayed");
    tags.push(" ", make("span", { class: "tag" }, icon("later"), message.late ? text("late") : text("delayed")));
  }
  if (entry.follows) kinds.push("follows");
  if (entry.called) kinds.push("called");
  const when = timeElement(entry, `#${message.number} · `);
  const head = make("header", { class: "head" }, person(message.from, message.bot), ...tags, " ", when);
  const note = make("div", { class: "note" }, head, textElement(message.text));
  if (entry.follows) {
    // Whose it is, is seen above; but it has to be said, and the time is still there for who points at it.
    head.classList.add("unseen");
    note.title = when.title;
  }
  return make("article", { class: kinds.join(" "), "data-number": message.number }, note);
}

/** @param {{ at: number }} entry @param {string} [number] */
function timeElement({ at }, number = "") {
  const datetime = Number.isFinite(at) ? new Date(at).toISOString() : "";
  return make("time", { datetime, title: number + fullTime(at) }, timeOfDay(at));
}

/** @param {string} label @param {import("../page/elements.js").Properties} what What the page does where it is clicked. */
const link = (label, what) => make("button", { type: "button", class: "link", ...what }, label);

/** @param {{ name: string, bot?: boolean }} event @param {string} sentence @returns {Narration} */
const about = ({ name, bot }, sentence) => ({ sentence: fill(sentence, { name: person(name, bot) }) });
