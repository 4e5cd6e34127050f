/** The field: what is typed, and its way to the server. */

import { isPlain } from "../../state/typed/plain.js";
import { want } from "../../loader.js";
import { text } from "../../state/words/texts.js";
import { toField } from "../page/focus.js";
import { byId, coded, part } from "../page/elements.js";
import { remember } from "../page/storage.js";

/** @import { Session } from "../../state/session/session.js" */
/** @import { LogView } from "../log/log_view.js" */
/** @import { LineHelp } from "./line_help.js" */
/** @import { Notice } from "./notice.js" */
/** @import { Accepted, Answer, ChatRequest, Outgoing, Use } from "../../types.js" */

/** Who pauses in the first word of a line, in milliseconds, may be shown what it could become. */
const HESITATION = 400;

/** Answers that lead to something besides what is seen anyway. */
const TOLD = ["accepted", "help", "history", "ignored", "refused", "scheduled", "search", "users"];

/** Reads lines, sends them, and gives those back that could not be sent. What is no plain line `line_help.js` reads. */
export class Composer {
  /** @type {number | undefined} */
  #pause;
  #field = byId("field", HTMLTextAreaElement);
  #send = byId("send", HTMLButtonElement);
  /** @type {LineHelp | null} */
  #help = null;
  /** Lines that wait for it: they have left the field. @type {string[]} */
  #waiting = [];
  /** Lines that were sent before it came. @type {string[]} */
  lines = [];

  /**
   * @param {Session} session
   * @param {LogView} view
   * @param {Notice} notice
   * @param {Use} use
   */
  constructor(session, view, notice, use) {
    this.session = session;
    this.view = view;
    this.notice = notice;
    this.use = use;
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("input", () => this.#input());
    part("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  /** What stands in the field. */
  get text() {
    return this.#field.value;
  }

  set text(value) {
    this.#field.value = value;
    this.#help?.close();
    this.#fit();
  }

  /** Say anew what Enter will do. */
  refresh() {
    this.#help?.refresh();
  }

  /** Whether there is anybody to send to. @param {boolean} online */
  set online(online) {
    this.#send.disabled = !online;
    this.#send.title = online ? text("Send") : text("Not connected at the moment; nothing was sent.");
  }

  /** This line is on its way. @param {string} line */
  sent(line) {
    if (this.#help) this.#help.recall.remember(line);
    else this.lines.push(line);
    if (this.text === line) this.text = "";
  }

  /** This line could not be sent: it comes back, unless (false) another one is being written. @param {string} line */
  giveBack(line) {
    if (!this.text) this.text = line;
    return this.text === line;
  }

  /** Do with the line what Enter does. @param {boolean} [otherwise] As Enter would not do it. */
  submit(otherwise = false) {
    const line = this.text;
    if (!line.trim()) return;
    this.#help?.close();
    this.notice.clear();
    if (this.#help) return this.#take(line, otherwise);
    if (!this.#waiting.length && this.#isPlain) {
      if (this.ask({ type: "send", text: line }, line)) this.sent(line);
      return;
    }
    this.#waiting.push(line);
    this.text = "";
    this.use("lineHelp", () => {}, () => this.#waiting.splice(0).forEach((kept) => this.#keep(kept)));
  }

  /** What helps in typing has come. @param {LineHelp} help */
  helped(help) {
    this.#help = help;
    for (const line of this.#waiting.splice(0)) if (!this.#take(line)) this.#keep(line);
    help.refresh();
  }

  /**
   * Ask the server; what becomes of it is shown.
   *
   * @param {ChatRequest} request
   * @param {string} [line] What was typed for it.
   * @param {Outgoing} [again] What has failed, and is asked again by this.
   * @param {number} [number] That of a request which an earlier page has sent.
   * @returns {boolean} Whether it is on its way.
   */
  ask(request, line = "", again, number) {
    const wrong = this.session.tooLong(request);
    // It stays where it was written.
    if (wrong && line) return this.notice.complain([wrong], "", { about: "length" }), false;
    const asked = this.session.ask(request, (answer) => this.#answered(request, answer, line), again, line, number);
    if (!asked) this.notice.complain([text("Not connected at the moment; nothing was sent.")], "", { about: "offline" });
    return asked > 0;
  }

  /** No answer came to this, and none will. @param {ChatRequest} request @param {string} [line] */
  unanswered(request, line = "") {
    this.use("keeping", (keeper) => keeper.unanswered(request, line), () => this.giveBack(line));
  }

  /** Whether Enter does this with the line. @param {string} line @param {ChatRequest} request */
  does(line, request) {
    return this.#help?.does(line, request) ?? true;
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** Long lines are counted, too. */
  get #isPlain() {
    const { people, limits } = this.session.state;
    return this.text.length < limits.max_text / 2 && isPlain(this.text, people.keys());
  }

  /** @param {string} line @param {boolean} [otherwise] */
  #take(line, otherwise = false) {
    const sent = this.#help?.submit(line, otherwise) === true;
    if (sent) this.sent(line);
    return sent;
  }

  /** What was not sent stands in the field again, or above it. @param {string} line */
  #keep(line) {
    if (!this.giveBack(line)) this.notice.complain([text("This was not sent:")], line);
  }

  #input() {
    this.#fit();
    this.notice.disarm();
    this.notice.over("length");
    this.notice.over("unsent");
    clearTimeout(this.#pause);
    if (this.#help || !this.text.trim()) return;
    const wish = () => void want("lineHelp").catch(() => {});
    if (!this.#isPlain) wish();
    else if (/^[a-z]{2,}$/i.test(this.text)) this.#pause = setTimeout(wish, HESITATION);
  }

  /** @param {ChatRequest} request @param {Answer | null} answer @param {string} line */
  #answered(request, answer, line) {
    if (!answer) return this.unanswered(request, line);
    if (isPlainly(answer)) return this.view.toEnd();
    // In the server's own words, where ours do not come.
    const instead = () => answer.type === "refused" && this.notice.complain(coded(answer.text), this.giveBack(line) ? "" : line);
    if (TOLD.includes(answer.type)) this.use("answers", (answers) => answers.take(request, answer, line), instead);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // An input method's Enter chooses a character, and sends nothing.
    if (event.isComposing || event.keyCode === 229 || this.#help?.key(event)) return;
    if (event.key === "Escape") this.notice.clear();
    else if (event.key === "Enter" && !event.shiftKey && (!event.altKey || this.#help?.hasOther)) {
      event.preventDefault();
      this.submit(event.altKey);
    } else if (event.key === "ArrowUp" && !this.#help && !this.text && this.lines.length) {
      event.preventDefault();
      this.use("lineHelp", (help) => help.key(event));
    }
  }

  /** As high as its text: the style sheet lays the same words out beside it. */
  #fit() {
    part("measure").textContent = `${this.text} `;
    // A tab may crash, or be ended on a phone, without another word.
    remember("draft", this.text, true);
    this.refresh();
  }
}

/** Whether it says nothing but that a message was sent: who speaks wants to see it said, wherever they were reading. @param {Answer} answer */
function isPlainly(answer) {
  const { type, command, due, asked } = /** @type {Accepted} */ (answer);
  return type === "accepted" && command === "send" && !due && !asked;
}
