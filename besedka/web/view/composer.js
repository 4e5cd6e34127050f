/** The field: what is typed, what it may become, what becomes of it, and what is said about it. */

import { characters, spoken } from "../state/length.js";
import { judge, otherReading } from "../state/reading.js";
import { text } from "../state/texts.js";
import { Recall, complete } from "../state/typing.js";
import { Counter } from "./counter.js";
import { byId, make, part } from "./dom.js";
import { toField } from "./focus.js";
import { ReadingLine } from "./reading.js";

/** @import { Child, Completion, Judgement } from "../types.js" */

/** What is only told, and asks for nothing, is read by then, in milliseconds. */
const READ = 20_000;

/** @typedef {[label: Child[], act: () => void]} Action */

/** Reads lines, and gives those back that could not be sent. */
export class Composer {
  #recall = new Recall();
  #about = "";
  /** @type {number | undefined} */
  #reading;
  #field = byId("field", HTMLTextAreaElement);
  #send = byId("send", HTMLButtonElement);

  /**
   * @param {object} hooks
   * @param {() => Iterable<string>} hooks.names Who is here.
   * @param {(line: string, judged: Judgement) => boolean} hooks.typed Says whether the line is on its way; else it stays
   *   where it is.
   * @param {() => number} hooks.longest The characters that a message may have.
   * @param {() => void} hooks.resized The log is lower or higher.
   * @param {() => string} hooks.leaving What leaving would not stop.
   * @param {(sentence: string) => void} hooks.say To who listens.
   */
  constructor(hooks) {
    this.hooks = hooks;
    this.suggestions = new Suggestions(this.#field, part("completions"), hooks.names);
    this.reading = new ReadingLine({ ...hooks, other: () => this.#submit(true) });
    this.counter = new Counter(part("count"), hooks.say);
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("input", () => {
      this.#fit();
      // It would do what was made of the line that was refused, and not of the one that stands there now.
      for (const button of part("notice").querySelectorAll("button")) button.remove();
      this.over("length");
      this.over("unsent");
    });
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

  /** How its line is read now, by what is known and in the language that is spoken. */
  get judged() {
    return this.judge(this.text);
  }

  /** How it would be read if it stood there. @param {string} line */
  judge(line) {
    return judge(line, this.hooks.names);
  }

  /** Say anew what Enter will do. */
  refresh() {
    const { text: line, judged } = this;
    this.reading.show(line, judged);
    this.counter.show(characters(spoken(line, judged)), this.hooks.longest());
  }

  /** Whether there is anybody to send to. @param {boolean} online */
  set online(online) {
    this.#send.disabled = !online;
    this.#send.title = online ? text("Send") : text("Not connected at the moment; nothing was sent.");
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

  /** This line need not be sent any more; whether it stood there as it was. @param {string} line */
  withdraw(line) {
    const stood = this.text === line;
    if (stood) this.text = "";
    return stood;
  }

  /**
   * Say something at the field. What is wrong stays until it is right; what is told goes by itself after a while.
   *
   * @param {Child[]} sentence
   * @param {{ actions?: Action[], error?: boolean, about?: string }} [more] `actions`: what can be done about it;
   *   `about`: what has to be over for the sentence to go by itself.
   */
  notice(sentence, { actions = [], error = false, about = "" } = {}) {
    const notice = part("notice");
    this.#about = about;
    clearTimeout(this.#reading);
    if (!error && sentence.length) this.#reading = setTimeout(() => this.#fade(), READ);
    notice.classList.toggle("error", error);
    notice.replaceChildren(make("span", {}, ...sentence));
    for (const [label, act] of actions) {
      const click = () => {
        this.notice([]);
        toField();
        act();
      };
      notice.append(" ", make("button", { type: "button", click }, ...label));
    }
    notice.hidden = !sentence.length;
    this.hooks.resized();
  }

  #fade() {
    // Who does not look has not read it.
    if (document.hidden) this.#reading = setTimeout(() => this.#fade(), READ);
    else this.notice([]);
  }

  /** What was said about this holds no longer. @param {string} about */
  over(about) {
    if (this.#about === about) this.notice([]);
  }

  /** @param {boolean} [otherwise] As Enter would not do it. */
  #submit(otherwise = false) {
    const line = this.text;
    const judged = otherwise ? otherReading(this.judged) : this.judged;
    this.suggestions.close();
    if (judged.kind === "empty") return;
    this.notice([]);
    if (this.hooks.typed(line, judged)) this.sent(line);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // An input method's Enter chooses a character, and sends nothing.
    if (event.isComposing || event.keyCode === 229 || this.suggestions.key(event)) return;
    if (event.key === "Escape") this.notice([]);
    else if (event.key === "Enter" && !event.shiftKey && (!event.altKey || this.reading.hasOther)) {
      event.preventDefault();
      this.#submit(event.altKey);
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
    this.refresh();
  }
}

/**
 * Opens by itself where a command or a name is typed. Tab takes a suggestion, the arrows choose one, Escape closes it
 * all; then, and wherever nothing is suggested, Tab goes to the next element, as in every page.
 */
class Suggestions {
  /** @type {Completion | null} */
  #shown = null;
  #chosen = -1;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {HTMLElement} list
   * @param {() => Iterable<string>} names
   */
  constructor(field, list, names) {
    this.field = field;
    this.list = list;
    this.names = names;
    field.addEventListener("input", () => this.#open());
    field.addEventListener("blur", () => this.close());
    // Before the click, which would take the focus away from the field.
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = /** @type {Element} */ (event.target).closest("li");
      if (option) this.#take([...list.children].indexOf(option));
    });
  }

  /** Whether this key was for the list. @param {KeyboardEvent} event */
  key(event) {
    const count = this.#shown?.choices.length ?? 0;
    if (!count) return false;
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
    if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && !event.shiftKey) this.#take(Math.max(0, this.#chosen));
    else if (event.key === "Enter" && !event.altKey && this.#chosen >= 0) this.#take(this.#chosen);
    else if (event.key in steps)
      this.#choose((Math.max(this.#chosen, event.key === "ArrowUp" ? 0 : -1) + steps[event.key] + count) % count);
    else return false;
    event.preventDefault();
    return true;
  }

  /** Suggest nothing. */
  close() {
    this.#shown = null;
    this.#draw();
  }

  #open() {
    const { value, selectionStart } = this.field;
    this.#shown = complete(value.slice(0, selectionStart), this.names());
    this.#draw();
  }

  #draw() {
    const choices = this.#shown?.choices ?? [];
    this.#chosen = -1;
    this.field.removeAttribute("aria-activedescendant");
    this.list.hidden = !choices.length;
    const options = choices.map(({ value, hint = "" }, index) =>
      make(
        "li",
        { role: "option", id: `suggestion-${index}`, "aria-selected": "false" },
        value,
        make("small", {}, hint),
      ),
    );
    this.list.replaceChildren(...options);
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    this.list.children[index].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", `suggestion-${index}`);
  }

  /** @param {number} index */
  #take(index) {
    const { start, choices } = /** @type {Completion} */ (this.#shown);
    this.field.setRangeText(`${choices[index].value} `, start, this.field.selectionStart, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
