/** What the buttons and the menus do: a dialog each, and a request to the server. */

import { text } from "../state/texts.js";
import { Dialog } from "./dialog.js";
import { make } from "./dom.js";
import { LaterDialog } from "./later.js";

/** @import { Asking, Happening, OnAnswer, State } from "../types.js" */

/**
 * @typedef {object} Chat
 * @property {() => State} state
 * @property {(request: Asking, onAnswer: OnAnswer) => boolean} ask
 * @property {(answer: Happening) => void} answered Show an answer where it belongs.
 * @property {(answer: Happening | null) => import("../types.js").Child[] | null} objection What is wrong; null: nothing.
 * @property {() => string} draft What stands in the field.
 * @property {(sent: string) => void} undraft This is sent, and need not stand in the field any more.
 */

/** Every action by its name, as `data-action` in the page has it. */
export class Actions {
  #rename = new Dialog("rename");
  #private = new Dialog("private");
  #report = new Dialog("report");
  #leave = new Dialog("leave");
  #doubt = new Dialog("doubt");
  #later = new LaterDialog();

  /** @param {Chat} chat */
  constructor(chat) {
    this.chat = chat;
  }

  /** Do this, with somebody when a name is given. @param {string} action @param {string} [name] */
  run(action, name = "") {
    const { draft } = this.chat;
    switch (action) {
      case "rename":
        return this.#rename.open({ name: this.chat.state().me }, ({ name: wish }) => {
          this.#ask(this.#rename, { type: "rename", name: wish.trim() });
        });
      case "private":
        this.#private.open({ to: name, text: draft() }, ({ to, text: said }) => {
          this.#ask(this.#private, { type: "send", to: to.trim(), text: said }, said);
        });
        return this.#private.focus(name ? "text" : "to");
      case "report":
        this.#report.open({ name }, (fields) => this.#ask(this.#report, { type: "report", name: fields.name.trim() }));
        return name || this.#report.focus("name");
      case "later":
        return this.#later.open({ to: name, text: draft() }, this.chat.state().limits.max_delay, (request) => {
          this.#ask(this.#later.dialog, request, request.text);
        });
      case "leave":
        return this.#leave.open({}, () => this.#ask(this.#leave, { type: "exit" }));
      default:
        // To read something: `help`, `history`.
        this.chat.ask(/** @type {Asking} */ ({ type: action }), (answer) => answer && this.chat.answered(answer));
    }
  }

  /**
   * Ask what a line is meant to be.
   *
   * @param {string} line
   * @param {string | null} repaired The command that it may be.
   * @param {(request: Asking) => void} decided
   */
  ask(line, repaired, decided) {
    const [shown, run, send] = ["doubt-line", "doubt-run", "doubt-send"].map((id) => document.getElementById(id));
    if (!shown || !run || !send) return;
    shown.textContent = line;
    run.hidden = repaired === null;
    run.replaceChildren(text("Run"), " ", make("code", {}, repaired ?? ""));
    const choose = (/** @type {Asking} */ request) => () => {
      this.#doubt.close();
      decided(request);
    };
    run.onclick = choose({ type: "line", line: repaired ?? "" });
    send.onclick = choose({ type: "send", text: line });
    this.#doubt.open();
  }

  /**
   * Ask the server on behalf of a dialog, which closes when it is done, and says why when it is not.
   *
   * @param {Dialog} dialog
   * @param {Asking} request
   * @param {string} [draft] What is sent with it, which may stand in the field as well.
   */
  #ask(dialog, request, draft) {
    const asked = this.chat.ask(request, (answer) => {
      const objection = this.chat.objection(answer);
      if (objection) return dialog.say(objection);
      dialog.close();
      if (draft !== undefined) this.chat.undraft(draft);
      if (answer) this.chat.answered(answer);
    });
    if (!asked) dialog.say([text("Not connected at the moment; your line stays here.")]);
  }
}
