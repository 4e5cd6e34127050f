/** What was said: the last messages, earlier ones, those that a search has found, and those around one of them. */

import { earlier } from "../../state/log/earlier.js";
import { piecesFound } from "../../state/log/found.js";
import { Log } from "../../state/log/log.js";
import { sameDay } from "../../state/words/moments.js";
import { plural, text } from "../../state/words/texts.js";
import { want } from "../../loader.js";
import { make, part } from "../page/elements.js";
import { failure } from "../page/failure.js";
import { Dialog } from "./overlays.js";

/** @import { ChatRequest, Entry, History, Page, Placed, Row, SearchListed } from "../../types.js" */

/** Messages that are asked for at a time. */
const STEP = 50;

/** A dialog with a search field, above what was found, or messages that can be preceded by earlier ones. */
export class HistoryDialog {
  #dialog = new Dialog("history");
  #status = part("history-status");
  #list = part("history-list");
  #back = part("history-back");
  /** @type {Row[]} What is shown, oldest first, unless it is what was found. */
  #rows = [];
  /** The number of the message that is shown in its surroundings. @type {number | undefined} */
  #around;
  /** @type {SearchListed | undefined} */
  #found;
  /** Rises with each question, and when the dialog is closed: the answer to an earlier one is not shown. */
  #turn = 0;
  #earlier = make("button", { type: "button", click: () => this.#askEarlier() });
  #later = make("button", { type: "button", click: () => this.#askLater() });

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.#dialog.element.addEventListener("close", () => this.#turn++);
    this.#list.addEventListener("click", ({ target }) => this.#choose(/** @type {Element} */ (target)));
    this.#back.addEventListener("click", () => this.#goBack());
  }

  /** Look for messages with these words. @param {string} words */
  search(words) {
    this.#list.replaceChildren();
    this.#open(words);
    this.#ask({ type: "search", text: words });
  }

  /** Show an answer, whoever asked for it. @param {History | SearchListed} answer */
  show(answer) {
    if (!this.#dialog.element.open) this.#open(answer.type === "search" ? answer.text : "");
    if (answer.type === "search") return this.#showFound(answer);
    const { messages, around, before } = answer;
    this.#around = around;
    this.#showMessages(messages, messages.length > 0, around !== undefined);
    this.#status.textContent = messages.length ? "" : before === undefined ? text("Nothing has been said yet.") : text("Nothing was found.");
    const middle = this.#entry(around);
    this.#list.scrollTop = middle ? middle.offsetTop - this.#list.offsetTop - this.#list.clientHeight / 3 : this.#list.scrollHeight;
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** @param {string} words What is looked for in it. */
  #open(words) {
    this.#found = undefined;
    this.#back.hidden = true;
    this.#dialog.open({ words }, (given) => this.#ask(given.words.trim() ? { type: "search", text: given.words } : { type: "history" }));
  }

  /** @param {ChatRequest} request @param {(answer: any) => void} [then] What is done with an answer to it. */
  #ask(request, then = (answer) => this.show(answer)) {
    const turn = ++this.#turn;
    this.#dialog.say([]);
    const asked = this.page.session.ask(request, (answer) => {
      if (turn !== this.#turn || !this.#dialog.element.open) return;
      this.#status.textContent = "";
      if (answer?.type === request.type) return then(answer);
      this.#dialog.say(failure(answer));
    });
    this.#status.textContent = asked ? text("One moment…") : "";
    if (!asked) this.#dialog.say([text("Not connected at the moment; nothing was sent.")]);
  }

  /** Put earlier messages above those that are read, which stay where they are. */
  #askEarlier() {
    const [first] = this.#rows;
    this.#ask({ type: "history", before: first.number, count: STEP }, (/** @type {History} */ answer) => {
      const messages = earlier(answer.messages, Date.parse(first.at));
      const below = this.#list.scrollHeight - this.#list.scrollTop;
      this.#showMessages([...messages, ...this.#rows], messages.length === STEP, this.#later.isConnected);
      this.#list.scrollTop = this.#list.scrollHeight - below;
    });
  }

  /** Put later ones below: those behind the last one, of those around it. */
  #askLater() {
    const last = this.#rows[this.#rows.length - 1].number;
    this.#ask({ type: "history", around: last, count: 2 * STEP }, (/** @type {History} */ { messages }) => {
      const { scrollTop } = this.#list;
      const further = messages.slice(messages.findIndex(({ number }) => number === last) + 1);
      this.#showMessages([...this.#rows, ...further], this.#earlier.isConnected, further.length >= STEP - 1);
      this.#list.scrollTop = scrollTop;
    });
  }

  /** @param {Row[]} rows @param {boolean} hasEarlier Whether there may be earlier ones. @param {boolean} hasLater */
  #showMessages(rows, hasEarlier, hasLater) {
    this.#rows = rows;
    const log = new Log();
    log.append(this.page.session.entries(rows));
    this.#earlier.textContent = text("Earlier");
    this.#later.textContent = text("Later");
    this.#draw(log.slice(0, log.end), hasEarlier ? [this.#earlier] : [], hasLater ? [this.#later] : []);
    this.#entry(this.#around)?.setAttribute("aria-current", "true");
    this.#back.hidden = !this.#around || !this.#found;
  }

  /** @param {SearchListed} answer */
  #showFound(answer) {
    const { messages, cut } = (this.#found = answer);
    this.#back.hidden = true;
    const entries = this.page.session.entries(messages);
    this.#draw(entries.map((entry, key) => apart(entry, key, entries[key - 1])));
    this.#list.className = "hits";
    for (const head of this.#list.querySelectorAll(".head")) {
      const { number } = /** @type {HTMLElement} */ (head.closest(".entry")).dataset;
      head.prepend(make("button", { type: "button", class: "link", title: text("What was said around it") }, `#${number}`), " ");
    }
    // As links are.
    want("pieces").then(() => this.#mark(answer.text)).catch(() => {});
    if (cut) this.#status.textContent = text("There may be older ones. More words find fewer.");
    else this.#status.textContent = messages.length ? plural("{n} message was found.", "{n} messages were found.", messages.length) : text("Nothing was found.");
    this.#list.scrollTop = 0;
  }

  /** @param {string} words */
  #mark(words) {
    for (const element of this.#list.querySelectorAll(".hits .text, .hits .text a")) {
      for (const node of [...element.childNodes].filter((child) => child instanceof Text)) {
        node.replaceWith(...piecesFound(node.data, words).map((piece, place) => (place % 2 ? make("mark", {}, piece) : piece)));
      }
    }
  }

  /** Of what was found, show what was said around this. @param {Element} target */
  #choose(target) {
    const entry = /** @type {HTMLElement | null} */ (target.closest(".hits .entry"));
    const isOther = target.closest("a, .text ~ button") || getSelection()?.isCollapsed === false;
    if (!entry || isOther) return;
    this.#ask({ type: "history", around: Number(entry.dataset.number), count: STEP });
  }

  #goBack() {
    if (this.#found) this.show(this.#found);
    this.#entry(this.#around)?.querySelector("button")?.focus();
  }

  /** @param {number} [number] @returns {HTMLElement | null} */
  #entry(number) {
    return this.#list.querySelector(`[data-number="${number}"]`);
  }

  /** @param {Placed[]} entries @param {Element[]} [above] @param {Element[]} [below] */
  #draw(entries, above = [], below = []) {
    this.#list.className = "";
    this.#list.replaceChildren(...above, ...entries.map((entry) => this.page.entries.element(entry, this.page.now())), ...below);
    // What was pressed in it is gone, and what is in it now is to be read; for nothing one may look by another word.
    if (entries.length) this.#list.focus();
    else this.#dialog.focus("words");
  }
}

/** An entry that does not go on with the one above it. @param {Entry} entry @param {number} key @param {Entry} [above] @returns {Placed} */
const apart = (entry, key, above) => ({ ...entry, key, follows: false, day: !above || !sameDay(above.at, entry.at) });
