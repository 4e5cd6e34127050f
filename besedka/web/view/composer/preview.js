/** The line above the field: what Enter will do, where that is not plain, and the button that does the other thing. */

import { isAmbiguous, otherReading } from "../../state/typed/judgement.js";
import { sending } from "../../state/typed/send_line.js";
import { duration } from "../../state/words/durations.js";
import { text } from "../../state/words/texts.js";
import { make, part } from "../page/elements.js";

/** @import { Judgement } from "../../types.js" */
/** @typedef {{ kind: string, words?: string, code?: string }} Effect `kind` is said to who listens, the rest is seen. */

/** Nobody wants to hear of every letter: what it is, is said when the typing pauses, in milliseconds. */
const PAUSE = 700;
/** So much of a text tells what it is; the rest stands in the field. */
const ENOUGH = 200;

/** Stands there only while there is something to say. */
export class Preview {
  #line = part("reading");
  #words = part("reading-words");
  #other = part("reading-other");
  #label = part("reading-label");
  #said = "";
  #height = 0;
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {{ other(): void, resized(): void, leaving(): string, say(sentence: string): void }} hooks `other`: do what
   *   Enter would not do; `leaving`: what leaving would not stop.
   */
  constructor(hooks) {
    this.hooks = hooks;
    // The field keeps the focus, and a phone its keyboard.
    this.#other.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#other.addEventListener("click", () => {
      part("field").focus();
      hooks.other();
    });
  }

  /** Whether Enter is not all that can be done. */
  get hasOther() {
    return !this.#line.hidden && !this.#other.hidden;
  }

  /** @param {string} line @param {Judgement} judged */
  show(line, judged) {
    const shown = isAmbiguous(judged);
    this.#line.hidden = !shown;
    if (shown) this.#draw(preview(line, judged, this.hooks.leaving), judged);
    else this.#tell("");
    const height = shown ? this.#line.offsetHeight : 0;
    if (height === this.#height) return;
    this.#height = height;
    // The suggestions stand above it.
    part("composer").style.setProperty("--reading", height ? `${height}px` : "");
    this.hooks.resized();
  }

  /** @param {Effect} effect @param {Judgement} judged */
  #draw({ kind, words = "", code = "" }, judged) {
    const rest = code ? make("code", {}, code.slice(0, ENOUGH)) : make("bdi", {}, words.slice(0, ENOUGH));
    this.#words.replaceChildren(kind, " ", rest);
    const other = otherReading(judged);
    this.#other.hidden = other === judged;
    const label = other.kind === "text" ? text("Send as a message") : text("Run as a command");
    // The button itself stays: a click on it may have begun.
    if (this.#label.textContent !== label) this.#label.textContent = label;
    this.#tell(this.#other.hidden ? kind : `${kind} Alt+Enter: ${label}`);
  }

  /** @param {string} sentence */
  #tell(sentence) {
    clearTimeout(this.#timer);
    if (!sentence) this.#said = "";
    if (sentence === this.#said) return;
    this.#timer = setTimeout(() => this.hooks.say((this.#said = sentence)), PAUSE);
  }
}

/**
 * @param {string} line
 * @param {Judgement} judged
 * @param {() => string} leaving
 * @returns {Effect}
 */
function preview(line, judged, leaving) {
  const typed = line.trim().replace(/^\//, "");
  const rest = judged.kind === "doubt" && judged.name === "exit" ? leaving() : "";
  if (judged.kind === "doubt") return { kind: `${text("A command, or a message to all? Enter asks.")} ${rest}`.trim() };
  if (judged.kind === "unknown") return { kind: text("There is no such command. Enter asks what was meant.") };
  if (judged.kind !== "command") return { kind: text("To everybody:"), words: line.trim() };
  const said = judged.name === "send" ? sending(line) : null;
  if (said && said !== "doubtful") return { kind: toWhom(said), words: said.text };
  if (judged.name === "exit") return { kind: `${text("Command:")} exit. ${leaving()}`.trim() };
  return { kind: text("Command:"), code: typed };
}

/** @param {{ to: string, delay: number }} said */
function toWhom({ to, delay }) {
  const left = duration(delay * 1000);
  if (to) return delay ? text("Command: to {to} alone, in {left}:", { to, left }) : text("Command: to {to} alone:", { to });
  return delay ? text("Command: to everybody, in {left}:", { left }) : text("Command: to everybody:");
}
