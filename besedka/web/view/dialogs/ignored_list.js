/** The list of those whom one ignores, to be read, and to end it for each. */

import { text } from "../../state/words/texts.js";
import { noAnswer } from "../page/failure.js";
import { person } from "../log/text.js";
import { fill, make, part } from "../page/elements.js";
import { Dialog } from "./overlays.js";

/** @import { Answer, Child, IgnoredPerson, Page } from "../../types.js" */

/** A dialog with a row for each. */
export class IgnoredList {
  #dialog = new Dialog("ignored");

  /** @param {Page} page @param {(answer: Answer) => Child[] | null} objection What is wrong with an answer. */
  constructor(page, objection) {
    this.page = page;
    this.objection = objection;
  }

  /** Show these. @param {IgnoredPerson[]} people */
  show(people) {
    if (!people.length) return this.page.notice.say([text("You ignore nobody.")]);
    part("ignored-list").replaceChildren(...people.map((one) => this.#row(one)));
    this.#dialog.open();
  }

  /** @param {IgnoredPerson} person */
  #row({ name, here }) {
    const row = make("li", {}, make("span", {}, person(name), here ? "" : text(" (not here)")));
    const click = () => this.#show(name, row);
    row.append(" ", make("button", { type: "button", click }, text("Show messages again")));
    return row;
  }

  /** @param {string} name @param {HTMLElement} row Tells what has become of it. */
  #show(name, row) {
    this.#dialog.say([]);
    // The second click of a double one, say.
    if (row.ariaBusy) return;
    row.ariaBusy = "true";
    const wrong = (/** @type {Child[]} */ sentence) => {
      row.ariaBusy = null;
      this.#dialog.say(sentence);
    };
    const asked = this.page.session.ask({ type: "unignore", name }, (answer) => {
      const objection = answer ? this.objection(answer) : [noAnswer()];
      if (objection) return wrong(objection);
      const done = make("span", { tabindex: -1 }, ...fill(text("You see messages from {name} again"), { name: person(name) }));
      row.ariaBusy = null;
      const hadFocus = row.contains(document.activeElement);
      row.replaceChildren(done);
      // Who goes by keyboard goes on from there, and who listens hears it.
      if (hadFocus) done.focus();
    });
    if (!asked) wrong([noAnswer()]);
  }
}
