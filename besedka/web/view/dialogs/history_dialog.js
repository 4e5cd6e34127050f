/** What was said: the last messages, earlier ones, those that a search has found, and those around one of them. */

import { piecesFound } from "../../state/log/found.js";
import { Log } from "../../state/log/log.js";
import { sameDay } from "../../state/words/moments.js";
import { plural, text } from "../../state/words/texts.js";
import { want } from "../../loader.js";
import { make, part } from "../page/elements.js";
import { failure } from "../page/failure.js";
import { Dialog } from "./overlays.js";

/** @import { Answer, ChatRequest, Entry, History, Page, Placed, Row, SearchListed } from "../../types.js" */

/** Messages that are asked for at a time. */
const STEP = 50;

/** A dialog with a search field, above messages that can be preceded by earlier ones. */
export class HistoryDialog {
  #dialog = new Dialog("history");
  #status = part("history-status");
  #list = part("history-list");
  #back = part("history-back");
  /** @type {Row[]} What is shown, oldest first; empty while it is what was found. */
  #rows = [];
  /** @type {SearchListed | undefined} */
  #found;
  /** The message of what was found that was chosen last. */
  #chosen = 0;
  /** How many questions there were; what was asked before the last one, or before the dialog was closed, is shown no more. */
  #turn = 0;
  #earlier = make("button", { type: "button", click: () => this.#ask({ type: "history", before: this.#rows[0].number, count: STEP }) });

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
    this.#list.classList.toggle("hits", answer.type === "search");
    if (answer.type === "search") return this.#showFound(answer);
    this.#back.hidden = !answer.around || !this.#found;
    this.#showMessages(answer.messages, answer.messages.length > 0);
    this.#list.scrollTop = this.#list.scrollHeight;
    const around = this.#entry(answer.around);
    if (!around) return;
    around.setAttribute("aria-current", "true");
    this.#list.scrollTop = around.offsetTop - this.#list.offsetTop - this.#list.clientHeight / 3;
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** @param {string} words What is looked for in it. */
  #open(words) {
    this.#found = undefined;
    this.#back.hidden = true;
    this.#dialog.open({ words }, (given) => this.#ask(given.words.trim() ? { type: "search", text: given.words } : { type: "history" }));
  }

  /** @param {ChatRequest} request */
  #ask(request) {
    const turn = ++this.#turn;
    this.#dialog.say([]);
    this.#status.textContent = text("One moment…");
    const asked = this.page.session.ask(request, (answer) => {
      if (turn !== this.#turn || !this.#dialog.element.open) return;
      this.#status.textContent = "";
      if (answer?.type === "history" && "before" in request) this.#prepend(answer.messages);
      else if (answer?.type === "history" || answer?.type === "search") this.show(answer);
      else this.#dialog.say(failure(answer));
    });
    if (asked) return;
    this.#status.textContent = "";
    this.#dialog.say([text("Not connected at the moment; nothing was sent.")]);
  }

  /** Put earlier messages above those that are read, which stay where they are. @param {Row[]} rows */
  #prepend(rows) {
    const below = this.#list.scrollHeight - this.#list.scrollTop;
    this.#showMessages([...rows, ...this.#rows], rows.length === STEP);
    this.#list.scrollTop = this.#list.scrollHeight - below;
  }

  /** @param {Row[]} rows @param {boolean} more Whether there may be earlier ones. */
  #showMessages(rows, more) {
    this.#rows = rows;
    const log = new Log();
    log.append(this.page.session.entries(rows));
    this.#draw(log.slice(0, log.end));
    this.#earlier.textContent = text("Earlier");
    if (more) this.#list.prepend(this.#earlier);
    this.#status.textContent = rows.length ? "" : text("Nothing has been said yet.");
  }

  /** @param {SearchListed} answer */
  #showFound(answer) {
    const { messages, cut } = (this.#found = answer);
    this.#back.hidden = true;
    const entries = this.page.session.entries(messages);
    this.#draw(entries.map((entry, key) => apart(entry, key, entries[key - 1])));
    for (const head of this.#list.querySelectorAll(".head")) {
      const { number } = /** @type {HTMLElement} */ (head.closest(".entry")).dataset;
      head.prepend(make("button", { type: "button", class: "link", title: text("What was said around it") }, `#${number}`), " ");
    }
    // As links are.
    want("pieces").then(() => this.#mark(answer.text)).catch(() => {});
    if (cut) this.#status.textContent = text("There are older ones. More words find fewer.");
    else this.#status.textContent = messages.length ? plural("{n} message was found.", "{n} messages were found.", messages.length) : text("Nothing was found.");
    this.#list.scrollTop = 0;
  }

  /** @param {string} words */
  #mark(words) {
    for (const element of this.#list.querySelectorAll(".text, .text a")) {
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
    this.#chosen = Number(entry.dataset.number);
    this.#ask({ type: "history", around: this.#chosen, count: STEP });
  }

  #goBack() {
    if (this.#found) this.show(this.#found);
    this.#entry(this.#chosen)?.querySelector("button")?.focus();
  }

  /** @param {number} [number] @returns {HTMLElement | null} */
  #entry(number) {
    return this.#list.querySelector(`[data-number="${number}"]`);
  }

  /** @param {Placed[]} entries */
  #draw(entries) {
    this.#list.replaceChildren(...entries.map((entry) => this.page.entries.element(entry, this.page.now())));
    // What was pressed in it is gone, and what is in it now is to be read.
    this.#list.focus();
  }
}

/** An entry that does not go on with the one above it. @param {Entry} entry @param {number} key @param {Entry} [above] @returns {Placed} */
const apart = (entry, key, above) => ({ ...entry, key, follows: false, day: !above || !sameDay(above.at, entry.at) });
