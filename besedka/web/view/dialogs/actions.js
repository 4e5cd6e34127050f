/** What the buttons and the menus do: a dialog each, and a request to the server. */

import { outstanding, stillGoes } from "../../state/chat/leaving.js";
import { judge, messageOf } from "../../state/typed/judgement.js";
import { characters, tooLong } from "../../state/typed/length.js";
import { duration } from "../../state/words/durations.js";
import { until } from "../../state/words/until.js";
import { text } from "../../state/words/texts.js";
import { Counter } from "../composer/counter.js";
import { byId, make, part } from "../page/elements.js";
import { toField } from "../page/focus.js";
import { translatePage } from "../page/translation.js";
import { noAnswer } from "../page/failure.js";
import { Dialog, makeMenu, openMenu } from "./overlays.js";

/** @import { ChatRequest, Page } from "../../types.js" */

/** Every action by its name, as `data-action` in the page has it. */
export class Actions {
  #rename = new Dialog("rename");
  #private = new Dialog("private");
  #report = new Dialog("report");
  #leave = new Dialog("leave");
  #doubt = new Dialog("doubt");
  #later = new DelayDialog();

  #somebody = part("person-menu");

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    translatePage(":empty");
    makeMenu(part("menu"));
    makeMenu(this.#somebody);
    this.#count(this.#private, "text", "max_text");
    this.#count(this.#later.dialog, "text", "max_text");
    this.#count(this.#rename, "name", "max_name");
  }

  /** Say how much of the limit is used. @param {Dialog} dialog @param {string} name @param {"max_text" | "max_name"} limit */
  #count({ element }, name, limit) {
    const field = /** @type {HTMLInputElement} */ (element.querySelector(`[name=${name}]`));
    const place = make("p", { class: "count soft" });
    field.after(place);
    const counter = new Counter(place, this.page.announcer.say);
    field.addEventListener("input", () => counter.show(characters(field.value), this.page.state().limits[limit]));
  }

  /** Do this, with somebody when a name is given. @param {string} action @param {string} [name] */
  run(action, name = "") {
    const draft = this.#draft;
    switch (action) {
      case "rename":
        return this.#rename.open({ name: this.page.state().me }, ({ name: wish }) => {
          this.#ask(this.#rename, { type: "rename", name: wish.trim() });
        });
      case "private":
        this.#private.open({ to: name, text: draft }, ({ to, text: said }, given) => {
          this.#ask(this.#private, { type: "send", to: to.trim(), text: said }, given);
        });
        return this.#private.focus(name ? "text" : "to");
      case "report":
        this.#report.open({ name }, (fields) => this.#ask(this.#report, { type: "report", name: fields.name.trim() }));
        if (!name) this.#report.focus("name");
        return;
      case "ignore":
      case "unignore":
        // What is said of it would be behind the drawer.
        part("side").hidePopover();
        toField();
        return this.page.composer.ask({ type: action, name });
      case "later":
        return this.#later.open({ to: name, text: draft }, this.page.state().limits.max_delay, (request, given) => {
          this.#ask(this.#later.dialog, request, given);
        });
      case "leave":
        this.refresh();
        return this.#leave.open({}, () => this.#ask(this.#leave, { type: "exit" }));
      default:
        // To read something: `help`, `history`.
        this.page.composer.ask(/** @type {ChatRequest} */ ({ type: action }));
    }
  }

  /** Offer what can be done with somebody. @param {string} name @param {HTMLElement} place Where they were named. */
  offer(name, place) {
    this.#somebody.dataset.name = name;
    this.#somebody.setAttribute("aria-label", name);
    const isIgnored = this.page.state().ignored.has(name);
    const entry = part("person-ignore");
    entry.dataset.action = isIgnored ? "unignore" : "ignore";
    entry.textContent = isIgnored ? text("Show messages again") : text("Ignore");
    openMenu(this.#somebody, place);
  }

  /** What leaving would not stop; it changes while a dialog is open. */
  refresh() {
    const goes = stillGoes(outstanding(this.page.state()), this.page.now());
    const rest = goes && `${goes} ${text("Once you have left, that can no longer be cancelled.")}`;
    for (const id of ["leave-rest", "doubt-rest"]) part(id).textContent = rest;
  }

  /**
   * Ask what a line is meant to be.
   *
   * @param {string} line
   * @param {string | null} repaired The command that it may be.
   * @param {(request: ChatRequest) => void} decided
   */
  ask(line, repaired, decided) {
    const [shown, run, send] = ["doubt-line", "doubt-run", "doubt-send"].map((id) => document.getElementById(id));
    if (!shown || !run || !send) return;
    shown.textContent = line;
    run.hidden = repaired === null;
    this.refresh();
    part("doubt-rest").hidden = repaired !== "exit";
    run.replaceChildren(text("Run"), " ", make("code", {}, repaired ?? ""));
    const choose = (/** @type {ChatRequest} */ request) => () => {
      this.#doubt.done();
      decided(request);
    };
    run.onclick = choose(repaired === "exit" ? { type: "exit" } : { type: "line", line: repaired ?? "" });
    send.onclick = choose({ type: "send", text: line });
    this.#doubt.open();
  }

  /** What stands in the field, and may become a message. */
  get #draft() {
    const { text: draft } = this.page.composer;
    return judge(draft, () => this.page.state().people.keys()).kind === "command" ? "" : draft;
  }

  /** What was made of this draft is sent: it need not stand in the field any more. @param {string} draft @param {string} said */
  #undraft(draft, said) {
    const { composer } = this.page;
    if (composer.text !== draft) return;
    // What was said in private is not for the arrow keys: from the field it would go to all.
    if (said === draft) composer.text = "";
    else composer.sent(draft);
  }

  /**
   * Ask the server on behalf of a dialog, which closes when it is done, and says why when it is not.
   *
   * @param {Dialog} dialog
   * @param {ChatRequest} request
   * @param {string} [draft] What stood in the field, and became what is sent.
   */
  #ask(dialog, request, draft = "") {
    const isStillThere = dialog.hold();
    const { session, composer, notice, use } = this.page;
    const asked = session.ask(request, (answer) => {
      if (!answer) return isStillThere() ? dialog.say([noAnswer()]) : composer.unanswered(request);
      use("answers", (answers) => {
        const objection = answers.objection(answer);
        const there = isStillThere();
        const said = request.type === "send" ? request.text : "";
        if (objection) return there ? dialog.say(objection) : notice.complain(objection, said);
        if (there) dialog.done();
        if (draft) this.#undraft(draft, said);
        answers.answered(answer);
      }, isStillThere);
    });
    if (asked) return;
    isStillThere();
    dialog.say([text("Not connected at the moment; nothing was sent.")]);
  }
}

/** @typedef {{ type: "send", text: string, to?: string, delay?: number }} Delayed */

/** Counts the delay at the moment at which the message is handed over. */
class DelayDialog {
  dialog = new Dialog("later");
  #when = byId("later-when", HTMLInputElement);
  #shown = byId("later-delay", HTMLElement);
  #choices = [.../** @type {NodeListOf<HTMLButtonElement>} */ (this.dialog.element.querySelectorAll("[data-seconds]"))];
  /** The quick choice, in seconds; 0: the time in the field counts. */
  #quick = 0;
  #longest = 0;
  /** @type {number | undefined} */
  #timer;

  constructor() {
    this.#when.addEventListener("input", () => this.#choose(0));
    for (const button of this.#choices) button.addEventListener("click", () => this.#choose(seconds(button)));
    this.dialog.element.addEventListener("close", () => clearInterval(this.#timer));
  }

  /**
   * @param {{ to: string, text: string }} values
   * @param {number} longest In seconds.
   * @param {(request: Delayed, draft: string) => void} onSubmit As of `Dialog.open`.
   */
  open(values, longest, onSubmit) {
    this.#longest = longest;
    this.#choose(60);
    this.#timer = setInterval(() => this.#tick(), 1000);
    this.dialog.open(values, ({ to, text: said }, draft) => {
      const delay = this.delay;
      if (delay === null) {
        this.dialog.say([this.#shown.textContent ?? ""]);
        return this.#when.focus();
      }
      // What goes at once is not delayed.
      onSubmit({ type: "send", text: said, ...(delay && { delay }), ...(to.trim() && { to: to.trim() }) }, draft);
    });
  }

  /** The seconds from now; null when that is no time for it. */
  get delay() {
    const at = this.#when.value ? new Date(this.#when.value).getTime() : NaN;
    const delay = this.#quick || Math.ceil((at - Date.now()) / 1000);
    return delay >= 0 && delay <= this.#longest ? delay : null;
  }

  /** @param {number} quick */
  #choose(quick) {
    this.#quick = quick;
    for (const button of this.#choices) {
      button.textContent = text("in {left}", { left: duration(seconds(button) * 1000) });
      button.setAttribute("aria-pressed", String(seconds(button) === quick));
    }
    this.#tick();
  }

  /** A second has passed: with a quick choice the time moves on, else the delay shrinks. */
  #tick() {
    // Not under who is just choosing.
    if (this.#quick && document.activeElement !== this.#when) this.#when.value = localTime(Date.now() + this.#quick * 1000);
    const { delay } = this;
    const at = Date.now() + (delay ?? 0) * 1000;
    this.#shown.textContent =
      delay === null
        ? text("Choose a time from now to {left} ahead.", { left: duration(this.#longest * 1000) })
        : text("It will be sent in {left}, at {time}.", { left: duration(delay * 1000), time: until(at, Date.now()) });
  }
}

/** @param {HTMLButtonElement} button */
const seconds = (button) => Number(button.dataset.seconds);

/** As a field for date and time has it. @param {number} at */
function localTime(at) {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** @param {Page} page */
export function begin(page) {
  page.session.measure = tooLong;
  page.session.outbox.messageOf = messageOf;
  page.leaving = () => stillGoes(outstanding(page.state()), page.now());
  const actions = new Actions(page);
  addEventListener("beforeunload", (event) => {
    // What is written in a dialog is nowhere else.
    if (document.querySelector("dialog[open] textarea:not(:placeholder-shown)")) event.preventDefault();
  });
  page.every.change.add(() => actions.refresh());
  return actions;
}
