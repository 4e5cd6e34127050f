/** The field: what is typed, its way to the server, and what is said about it. */

import { want } from "../first.js";
import { isPlain } from "../state/plain.js";
import { text } from "../state/texts.js";
import { byId, coded, make, part, toField } from "./dom.js";

/** @import { Session } from "../state/session.js" */
/** @import { LogView } from "./log.js" */
/** @import { Typing } from "./typing.js" */
/** @import { Accepted, Action, Answer, Asking, Child, Lost, Parts } from "../types.js" */

/** What is only told, and asks for nothing, is read by then, in milliseconds. */
const READ = 20_000;
/** Who waits for a part of the page is told so after this time, in milliseconds. */
const WAITED = 1000;
/** Who pauses in the first word of a line, in milliseconds, may be shown what it could become. */
const HESITATION = 400;

/** Answers that lead to something besides what is seen anyway. */
const TOLD = ["accepted", "help", "history", "ignored", "refused", "scheduled", "users"];

/** What is said where a part of the page was wanted, and has not come. */
export const missing = () => text("This part of the page has not come. Try it again.");

/** What is said of what was under way when the connection broke. */
export const lost = () => text("No answer came: the connection to the server is lost.");

/** Reads lines, sends them, and gives those back that could not be sent. What is no plain line `typing.js` reads. */
export class Talk {
  #about = "";
  /** @type {number | undefined} */
  #reading;
  /** @type {number | undefined} */
  #pause;
  #field = byId("field", HTMLTextAreaElement);
  #send = byId("send", HTMLButtonElement);
  /** @type {Typing | null} */
  #help = null;
  /** Lines that wait for it: they have left the field. @type {string[]} */
  #waiting = [];
  /** Lines that were sent before it came. @type {string[]} */
  lines = [];

  /**
   * @param {Session} session
   * @param {LogView} log
   */
  constructor(session, log) {
    this.session = session;
    this.log = log;
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

  /**
   * Do this with a part of the page. Where that has to come first, it is done then; where it does not come, that is
   * said, and the next wish tries again.
   *
   * @template {keyof Parts} Name
   * @param {Name} name
   * @param {(part: Awaited<ReturnType<Parts[Name]["begin"]>>) => void} act
   * @param {() => void} [otherwise] What else is to be done when it does not come.
   */
  use(name, act, otherwise = () => {}) {
    const slow = setTimeout(() => this.say([text("One moment…")], { about: "late" }), WAITED);
    const end = () => {
      clearTimeout(slow);
      this.over("late");
    };
    want(name)
      .finally(end)
      .then(act, (error) => {
        if (typeof error !== "string") console.error(error);
        this.complain([missing()], "", { about: "late" });
        otherwise();
      });
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
    this.notice([]);
    if (this.#help) return this.#take(line, otherwise);
    if (!this.#waiting.length && this.#isPlain) {
      if (this.ask({ type: "send", text: line }, line)) this.sent(line);
      return;
    }
    this.#waiting.push(line);
    this.text = "";
    this.use("typing", () => {}, () => this.#waiting.splice(0).forEach((kept) => this.#keep(kept)));
  }

  /** What helps in typing has come. @param {Typing} help */
  helped(help) {
    this.#help = help;
    for (const line of this.#waiting.splice(0)) if (!this.#take(line)) this.#keep(line);
    help.refresh();
  }

  /**
   * Ask the server; what becomes of it is shown.
   *
   * @param {Asking} request
   * @param {string} [line] What was typed for it.
   * @param {Lost} [again] What was kept, and is asked again by this.
   * @returns {boolean} Whether it is on its way.
   */
  ask(request, line = "", again = undefined) {
    const wrong = this.session.tooLong(request);
    // It stays where it was written.
    if (wrong && line) return this.complain([wrong], "", { about: "length" }), false;
    const asked = this.session.ask(request, (answer) => this.#answered(request, answer, line), again);
    if (!asked) this.complain([text("Not connected at the moment; nothing was sent.")], "", { about: "offline" });
    return asked;
  }

  /** No answer came to this: the log keeps it, and the field where it is empty, if Enter does the same there. @param {Asking} request @param {string} [line] */
  unanswered(request, line = "") {
    if (!line && request.type !== "send") return this.complain([lost()], "", { about: "offline" });
    this.session.unanswered(request, line);
    const does = this.#help?.does(line, request) ?? true;
    if (line && does && this.giveBack(line))
      this.complain([text("No answer came to this; press Enter to send it again.")], "", { about: "unsent" });
  }

  /** Ask again what is kept under this number. @param {number} number */
  again(number) {
    const lost = this.session.underway.lost.find((kept) => kept.number === number);
    // Not at the second click of a double one, say.
    if (lost && !lost.isAsked) this.ask(lost.request, lost.line, lost);
  }

  /** This is kept no longer, and is not to be sent by what still offers it. @param {Lost} lost */
  settled({ line, number }) {
    const button = part("log").querySelector(`[data-lost="${number}"]`);
    if (button === document.activeElement) toField();
    button?.remove();
    if (!line || this.text !== line) return;
    this.text = "";
    this.over("unsent");
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
    this.log.stay();
  }

  /** What was said about this holds no longer. @param {string} about */
  over(about) {
    if (this.#about === about) this.notice([]);
  }

  /** @param {Child[]} sentence @param {Parameters<Talk["notice"]>[1]} [more] */
  say(sentence, more) {
    this.notice(sentence, more);
  }

  /** @param {Child[]} sentence @param {string} [said] With what. @param {Parameters<Talk["notice"]>[1]} [more] */
  complain(sentence, said = "", more = {}) {
    this.notice([...sentence, ...(said ? [" ", make("q", {}, said)] : [])], { ...more, error: true });
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
    if (!this.giveBack(line)) this.complain([text("This was not sent:")], line);
  }

  #input() {
    this.#fit();
    // It would do what was made of the line that was refused, and not of the one that stands there now.
    for (const button of part("notice").querySelectorAll("button")) button.remove();
    this.over("length");
    this.over("unsent");
    clearTimeout(this.#pause);
    if (this.#help || !this.text.trim()) return;
    const wish = () => void want("typing").catch(() => {});
    if (!this.#isPlain) wish();
    else if (/^[a-z]{2,}$/i.test(this.text)) this.#pause = setTimeout(wish, HESITATION);
  }

  /** @param {Asking} request @param {Answer | null} answer @param {string} line */
  #answered(request, answer, line) {
    if (!answer) return this.unanswered(request, line);
    if (isPlainly(answer)) return this.log.toEnd();
    // In the server's own words, where ours do not come.
    const instead = () => answer.type === "refused" && this.complain(coded(answer.text), this.giveBack(line) ? "" : line);
    if (TOLD.includes(answer.type)) this.use("answers", (answers) => answers.take(request, answer, line), instead);
  }

  #fade() {
    // Who does not look has not read it.
    if (document.hidden) this.#reading = setTimeout(() => this.#fade(), READ);
    else this.notice([]);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // An input method's Enter chooses a character, and sends nothing.
    if (event.isComposing || event.keyCode === 229 || this.#help?.key(event)) return;
    if (event.key === "Escape") this.notice([]);
    else if (event.key === "Enter" && !event.shiftKey && (!event.altKey || this.#help?.hasOther)) {
      event.preventDefault();
      this.submit(event.altKey);
    } else if (event.key === "ArrowUp" && !this.#help && !this.text && this.lines.length) {
      event.preventDefault();
      this.use("typing", (help) => help.key(event));
    }
  }

  /** As high as its text: the style sheet lays the same words out beside it. */
  #fit() {
    part("measure").textContent = `${this.text} `;
    this.refresh();
  }
}

/** Whether it says nothing but that a message was sent: who speaks wants to see it said, wherever they were reading. @param {Answer} answer */
function isPlainly(answer) {
  const { type, command, due, asked } = /** @type {Accepted} */ (answer);
  return type === "accepted" && command === "send" && !due && !asked;
}
