/** What is typed and asked, on its way to the server, and what the answer leads to. */

import { text } from "../state/texts.js";
import { Readings, confirmation, maybeMessage, objection, whoIsHere } from "./answers.js";
import { make } from "./dom.js";
import { showSide } from "./side.js";

/** @import { Connection } from "../connection.js" */
/** @import { Session } from "../state/session.js" */
/** @import { Composer } from "./composer.js" */
/** @import { LogView } from "./log.js" */
/** @import { MutedStrip } from "./strips.js" */
/** @import { Accepted, Answer, Asking, Child, Judgement } from "../types.js" */

/** Whoever waits so long for an answer, in milliseconds, is told so. */
const SLOW = 1500;

/**
 * @typedef {object} Parts
 * @property {Connection} connection
 * @property {Session} session
 * @property {Composer} composer
 * @property {LogView} log
 * @property {MutedStrip} muted
 * @property {(line: string, repaired: string | null, decided: (request: Asking) => void) => void} doubt Ask what a
 *   line is meant to be.
 */

/** Sends what the user wants said or done, and shows at the field what is wrong with it. */
export class Talk {
  #readings = new Readings();

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  get #now() {
    return this.parts.session.serverNow;
  }

  /**
   * A line was typed.
   *
   * @param {string} line
   * @param {Judgement} judged
   * @returns {boolean} Whether it is on its way.
   */
  typed(line, judged) {
    if (judged.kind === "text") return this.ask({ type: "send", text: line }, line);
    if (judged.kind !== "doubt") return this.ask({ type: "line", line }, line);
    this.parts.doubt(line, judged.repaired, (request) => this.#askFor(line, request));
    return false;
  }

  /** @param {Asking} request @param {string} [line] What was typed for it. @returns {boolean} */
  ask(request, line = "") {
    const { connection, composer } = this.parts;
    const slow = setTimeout(() => this.say([text("Sending…"), ...quoted(line)], { about: "slow" }), SLOW);
    const asked = connection.ask(request, (answer) => {
      clearTimeout(slow);
      composer.over("slow");
      const wrong = this.objection(answer);
      if (wrong) this.#refused(request, answer, wrong, line);
      else if (answer) this.answered(answer);
    });
    if (asked) return true;
    clearTimeout(slow);
    this.offline();
    return false;
  }

  /** Show an answer where it belongs. @param {Answer} answer */
  answered(answer) {
    if (answer.type === "help") this.#readings.help(answer);
    if (answer.type === "history") this.#readings.history(this.parts.session.entries(answer.messages), this.#now);
    if (answer.type === "accepted") this.#accepted(answer);
    if (answer.type === "users") this.say(whoIsHere(answer));
    if (answer.type === "scheduled" && !answer.messages.length) this.say([text("You have no delayed messages.")]);
    else if (answer.type === "users" || answer.type === "scheduled") showSide();
  }

  /** What is wrong with an answer; null when nothing is. @param {Answer | null} answer */
  objection(answer) {
    return objection(answer, this.#now);
  }

  /** There is no connection. */
  offline() {
    this.complain([text("Not connected at the moment; nothing was sent.")], "", { about: "offline" });
  }

  /** @param {Child[]} sentence @param {Parameters<Composer["notice"]>[1]} [more] */
  say(sentence, more) {
    this.parts.composer.notice(sentence, more);
  }

  /** @param {Child[]} sentence @param {string} [said] With what. @param {Parameters<Composer["notice"]>[1]} [more] */
  complain(sentence, said = "", more = {}) {
    this.say([...sentence, ...quoted(said)], { ...more, error: true });
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** @param {Accepted} answer */
  #accepted(answer) {
    const sentence = confirmation(answer);
    if (sentence.length) this.say(sentence);
    // Who speaks wants to see it said, wherever they were reading.
    if (answer.command === "send" && !answer.due) this.parts.log.toEnd();
  }

  /** @param {string} line @param {Asking} request */
  #askFor(line, request) {
    if (this.ask(request, line)) this.parts.composer.sent(line);
  }

  /**
   * @param {Asking} request
   * @param {Answer | null} answer
   * @param {Child[]} wrong
   * @param {string} line
   */
  #refused(request, answer, wrong, line) {
    const { composer, muted, session } = this.parts;
    const back = composer.giveBack(line);
    if (!answer && line) return session.unanswered(line);
    const about = answer?.type === "refused" ? answer.code : "";
    // Until when, and what works meanwhile, stands above the field already.
    const known = about === "muted" && muted.shown;
    const sentence = known ? [text("You cannot speak yet, so this was not sent.")] : wrong;
    const asText = () => this.#askFor(line, { type: "send", text: line });
    const action = request.type === "line" && maybeMessage(answer) ? asText : null;
    this.complain(sentence, back ? "" : line, { action, about });
  }
}

/** @param {string} line */
const quoted = (line) => (line ? [" ", make("q", {}, line)] : []);
