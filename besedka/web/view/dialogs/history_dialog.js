/** What was said: the last messages, earlier ones, and those that a search has found. */

import { sameDay } from "../../state/words/moments.js";
import { Log } from "../../state/log/log.js";
import { text } from "../../state/words/texts.js";
import { make, part } from "../page/elements.js";
import { noAnswer } from "../page/use.js";
import { Dialog } from "./overlays.js";

/** @import { Answer, ChatRequest, Child, Entry, History, Page, Placed, Row, SearchListed } from "../../types.js" */

/** Messages that are asked for at a time. */
const STEP = 50;

/** A dialog with a search field, above messages that can be preceded by earlier ones. */
export class HistoryDialog {
  #dialog = new Dialog("history");
  #list = part("history-list");
  /** @type {Row[]} Oldest first; empty while search results are shown. */
  #rows = [];
  #earlier = make("button", { type: "button", click: () => this.#ask({ type: "history", before: this.#rows[0].number, count: STEP }) });

  /** @param {Page} page @param {(answer: Answer) => Child[] | null} objection What is wrong with an answer. */
  constructor(page, objection) {
    this.page = page;
    this.objection = objection;
  }

  /** Show an answer, whoever asked for it. @param {History | SearchListed} answer */
  show(answer) {
    if (answer.type === "search") this.#found(answer);
    else this.#messages(answer.messages, answer.messages.length > 0);
    this.#dialog.open({}, ({ words }) => this.#ask(words.trim() ? { type: "search", text: words } : { type: "history" }));
    this.#list.scrollTop = answer.type === "search" ? 0 : this.#list.scrollHeight;
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** @param {ChatRequest} request */
  #ask(request) {
    this.#dialog.say([]);
    const asked = this.page.session.ask(request, (answer) => {
      const objection = answer ? this.objection(answer) : [noAnswer()];
      if (objection) this.#dialog.say(objection);
      else if (answer?.type === "history" && "before" in request) this.#prepend(answer.messages);
      else if (answer?.type === "history" || answer?.type === "search") this.show(answer);
    });
    if (!asked) this.#dialog.say([noAnswer()]);
  }

  /** Put earlier messages above those that are read, which stay where they are. @param {Row[]} rows */
  #prepend(rows) {
    const below = this.#list.scrollHeight - this.#list.scrollTop;
    this.#messages([...rows, ...this.#rows], rows.length === STEP);
    this.#list.scrollTop = this.#list.scrollHeight - below;
    // Its button may be gone.
    this.#list.focus();
  }

  /** @param {Row[]} rows @param {boolean} more Whether there may be earlier ones. */
  #messages(rows, more) {
    this.#rows = rows;
    const log = new Log();
    log.append(this.page.session.entries(rows));
    this.#draw(log.slice(0, log.end));
    this.#earlier.textContent = text("Earlier");
    if (more) this.#list.prepend(this.#earlier);
    if (!rows.length) this.#list.append(text("Nothing has been said yet."));
  }

  /** @param {SearchListed} answer */
  #found({ messages, cut }) {
    this.#rows = [];
    const entries = this.page.session.entries(messages);
    this.#draw(entries.map((entry, key) => apart(entry, key, entries[key - 1])));
    if (!messages.length) this.#list.append(text("Nothing was found."));
    if (cut) this.#list.append(text("There may be older ones. More words find fewer."));
  }

  /** @param {Placed[]} entries */
  #draw(entries) {
    this.#list.replaceChildren(...entries.map((entry) => this.page.entries.element(entry, this.page.now())));
  }
}

/** An entry that does not go on with the one above it. @param {Entry} entry @param {number} key @param {Entry} [above] @returns {Placed} */
const apart = (entry, key, above) => ({ ...entry, key, follows: false, day: !above || !sameDay(above.at, entry.at) });
