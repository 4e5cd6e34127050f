/** What helps in typing: what a line is read as, what it may become, how long it is, and what was typed before. */

import { outstanding, stillGoes } from "../../state/chat/leaving.js";
import { asksTheSame } from "../../state/session/outbox.js";
import { Recall, complete } from "../../state/typed/completion.js";
import { judge, messageOf, otherReading, requested } from "../../state/typed/judgement.js";
import { characters, spoken, tooLong } from "../../state/typed/length.js";
import { byId, make, part } from "../page/elements.js";
import { Counter } from "./counter.js";
import { Preview } from "./preview.js";

/** @import { ChatRequest, Completion, Page, State } from "../../types.js" */

/** The field's lines, read as `judge` reads them. */
export class LineHelp {
  recall = new Recall();

  /** @param {Page} page */
  constructor(page) {
    const say = page.announcer.say;
    const { composer, log } = page;
    this.page = page;
    this.names = () => page.state().people.keys();
    this.suggestions = new Suggestions(byId("field", HTMLTextAreaElement), part("completions"), page.state);
    const hooks = { other: () => composer.submit(true), resized: () => log.stay(), leaving: () => page.leaving(), say };
    this.preview = new Preview(hooks);
    this.counter = new Counter(part("count"), say);
    for (const line of composer.lines) this.recall.remember(line);
  }

  /** Whether Enter is not all that can be done. */
  get hasOther() {
    return this.preview.hasOther;
  }

  /** Say anew what Enter will do, by what is known and in the language that is spoken. */
  refresh() {
    const { text } = this.page.composer;
    const judged = judge(text, this.names);
    this.preview.show(text, judged);
    this.counter.show(characters(spoken(text, judged)), this.page.state().limits.max_text);
  }

  /** Suggest nothing. */
  close() {
    this.suggestions.close();
  }

  /**
   * A line was typed.
   *
   * @param {string} line
   * @param {boolean} otherwise As Enter would not do it.
   * @returns {boolean} Whether it is on its way; else it stays where it is.
   */
  submit(line, otherwise) {
    const { composer, use } = this.page;
    const first = judge(line, this.names);
    const judged = otherwise ? otherReading(first) : first;
    if (judged.kind === "empty") return false;
    if (judged.kind !== "doubt") return composer.ask(requested(line, judged), line);
    use("actions", (actions) =>
      actions.ask(line, judged.repaired, (request) => {
        if (composer.ask(request, line)) composer.sent(line);
      }),
    );
    return false;
  }

  /** Whether Enter would ask for this if the line stood in the field. @param {string} line @param {ChatRequest} request */
  does(line, request) {
    const judged = judge(line, this.names);
    return judged.kind !== "doubt" && asksTheSame(request, requested(line, judged));
  }

  /** Whether this key was for what is suggested, or for the lines before. @param {KeyboardEvent} event */
  key(event) {
    if (this.suggestions.key(event)) return true;
    const { recall } = this;
    const { composer } = this.page;
    if (event.key === "ArrowUp" && (!composer.text || recall.shows(composer.text))) {
      if (!composer.text) recall.leave();
      composer.text = recall.older() ?? composer.text;
    } else if (event.key === "ArrowDown" && recall.shows(composer.text)) {
      composer.text = recall.newer();
    } else return false;
    event.preventDefault();
    return true;
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
   * @param {() => State} state
   */
  constructor(field, list, state) {
    this.field = field;
    this.list = list;
    this.state = state;
    field.addEventListener("input", () => this.open());
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

  /** Suggest what may become of the word at the cursor. */
  open() {
    const { value, selectionStart } = this.field;
    const { people, ignored } = this.state();
    this.#shown = complete(value.slice(0, selectionStart), people.keys(), ignored);
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

/** @param {Page} page */
export function begin(page) {
  page.session.measure = tooLong;
  page.session.outbox.messageOf = messageOf;
  page.leaving = () => stillGoes(outstanding(page.state()), page.now());
  const typing = new LineHelp(page);
  page.composer.helped(typing);
  if (document.activeElement?.id === "field") typing.suggestions.open();
  return typing;
}
