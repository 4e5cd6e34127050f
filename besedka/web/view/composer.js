/** The field: what is typed, what becomes of it, and what is said about it. */

import { judge } from "../state/commands.js";
import { Recall } from "../state/recall.js";
import { text } from "../state/texts.js";
import { byId, make, part } from "./dom.js";
import { Suggestions } from "./suggestions.js";

/** @import { Child, Judgement } from "../types.js" */

/** Reads lines, and gives those back that could not be sent. */
export class Composer {
  #recall = new Recall();
  #field = byId("field", HTMLTextAreaElement);
  #send = byId("send", HTMLButtonElement);

  /**
   * @param {{ names(): Iterable<string>, typed(line: string, judged: Judgement): boolean }} hooks `typed` says whether
   *   the line is on its way; else it stays where it is.
   */
  constructor(hooks) {
    this.hooks = hooks;
    this.suggestions = new Suggestions(this.#field, part("completions"), hooks.names);
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("input", () => this.#fit());
    part("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /** What stands in the field. */
  get text() {
    return this.#field.value;
  }

  set text(value) {
    this.#field.value = value;
    this.suggestions.close();
    this.#fit();
  }

  /** Whether there is anybody to send to. @param {boolean} online */
  set online(online) {
    this.#send.disabled = !online;
    this.#send.title = online ? text("Send") : text("Not connected at the moment; your line stays here.");
  }

  /** This line is on its way. @param {string} line */
  sent(line) {
    this.#recall.remember(line);
    if (this.text === line) this.text = "";
  }

  /** This line could not be sent: it comes back, unless (false) another one is being written. @param {string} line */
  giveBack(line) {
    if (!this.text) this.text = line;
    return this.text === line;
  }

  /**
   * Say something at the field; nothing takes back what was said.
   *
   * @param {Child[]} sentence
   * @param {{ action?: (() => void) | null, error?: boolean }} [more] `action`: send it to all as it is.
   */
  notice(sentence, { action = null, error = false } = {}) {
    const notice = part("notice");
    notice.classList.toggle("error", error);
    notice.replaceChildren(make("span", {}, ...sentence));
    if (action) {
      const act = () => {
        this.notice([]);
        this.#field.focus();
        action();
      };
      notice.append(" ", make("button", { type: "button", click: act }, text("Send to all as it is")));
    }
    notice.hidden = !sentence.length;
  }

  #submit() {
    const line = this.text;
    const judged = judge(line);
    this.suggestions.close();
    if (judged.kind === "empty") return;
    this.notice([]);
    if (this.hooks.typed(line, judged)) this.sent(line);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // An input method's Enter chooses a character, and sends nothing.
    if (event.isComposing || event.keyCode === 229 || this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "ArrowUp" && (!this.text || this.#recall.shows(this.text))) {
      event.preventDefault();
      if (!this.text) this.#recall.leave();
      this.text = this.#recall.older() ?? this.text;
    } else if (event.key === "ArrowDown" && this.#recall.shows(this.text)) {
      event.preventDefault();
      this.text = this.#recall.newer();
    }
  }

  /** As high as its text: the style sheet lays the same words out beside it. */
  #fit() {
    part("measure").textContent = `${this.text} `;
  }
}
