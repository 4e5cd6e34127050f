/** Above the oldest line of the log: what leads to earlier ones, for as long as there are any. */

import { earlier, isCut, oldest, recalled } from "../../state/log/earlier.js";
import { text } from "../../state/words/texts.js";
import { part } from "../page/elements.js";
import { failure } from "../page/failure.js";

/** @import { Child, Page, Placed, Row } from "../../types.js" */

/** Messages that are asked for at a time. */
const PAGE = 50;

/** A button that puts earlier messages before the log's without moving what is read, and without a word to who listens. */
export class Earlier {
  #button = part("earlier");
  #end = part("beginning");
  /** The key of the entry before which nothing is kept. */
  #beginning = NaN;
  #asking = false;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.view = page.log;
    this.log = page.log.log;
    const { limit } = this.log;
    this.view.element.prepend(part("above"));
    this.#button.addEventListener("click", () => this.#ask());
    this.#show();
    page.every.second.add(() => {
      // Who is at the end has read what was asked for: it may go again, as all that is old.
      if (this.view.button.hidden) this.log.limit = limit;
      this.#show();
    });
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  #show() {
    const atBeginning = this.log.first === this.#beginning;
    const hasMore = !atBeginning && isCut(this.log, this.page.state().limits.history);
    if (this.#button.hidden !== hasMore && this.#end.hidden !== atBeginning) return;
    const focused = document.activeElement === this.#button;
    this.view.keepPlace(() => {
      this.#button.hidden = !hasMore;
      this.#end.hidden = !atBeginning;
    });
    if (focused && !hasMore) this.view.element.focus({ preventScroll: true });
  }

  #ask() {
    const first = oldest(this.log);
    if (this.#asking || first?.event.type !== "message") return;
    const { session, notice } = this.page;
    const complain = (/** @type {Child[]} */ sentence) => notice.complain(sentence, "", { about: "offline" });
    this.#asking = session.ask({ type: "history", before: first.event.number, count: PAGE }, (answer) => {
      this.#asking = false;
      if (answer?.type === "history") this.#take(answer.messages, first);
      else complain(failure(answer));
    }) > 0;
    if (!this.#asking) complain([text("Not connected at the moment; nothing was sent.")]);
  }

  /** @param {Row[]} rows @param {Placed} first What was the oldest message when they were asked for. */
  #take(rows, first) {
    const { log, view } = this;
    // It may be gone by now, for others that came: what is before the oldest now was not asked for.
    if (oldest(log)?.key !== first.key) return;
    const before = earlier(rows, first.at);
    const entries = recalled(this.page.session, before);
    const key = log.first;
    view.keepPlace(() => {
      if (entries.length) {
        log.prepend(entries);
        log.limit += entries.length;
        // It is the first of its day no more.
        view.renew(key);
        if (view.from === key) view.older();
      }
      if (before.length < PAGE) this.#beginning = log.first;
      this.#show();
    });
    if (!this.#end.hidden) this.page.announcer.say(this.#end.textContent ?? "");
  }
}
