/** What is typed and asked, on its way to the server, and what the answer leads to. */

import { duration, until } from "../state/clock.js";
import { COMMANDS } from "../state/commands.js";
import { Entries } from "../state/entries.js";
import { requested } from "../state/reading.js";
import { readdressed } from "../state/sending.js";
import { plural, text } from "../state/texts.js";
import { isSame } from "../state/underway.js";
import { coded, fill, make, part } from "./dom.js";
import { entryElement } from "./entry.js";
import { toField } from "./focus.js";
import { person } from "./narration.js";
import { Dialog } from "./overlays.js";
import { showSide } from "./side.js";
import { mutedUntil } from "./strips.js";

/** @import { Session } from "../state/session.js" */
/** @import { Action, Composer } from "./composer.js" */
/** @import { LogView } from "./log.js" */
/** @import { MutedStrip } from "./strips.js" */
/** @import { Accepted, Answer, Asking, Child, Entry, Help, Judgement, Lost, Refused, Users } from "../types.js" */

/**
 * @typedef {object} Parts
 * @property {Session} session
 * @property {Composer} composer
 * @property {LogView} log
 * @property {MutedStrip} muted
 * @property {(line: string, repaired: string | null, decided: (request: Asking) => void) => void} doubt Ask what a
 *   line is meant to be.
 */

/** Sends what the user wants said or done, and shows at the field what is wrong with it. */
export class Talk {
  #dialogs = new Readings();

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    part("log").addEventListener("again", (event) => this.#again(/** @type {CustomEvent<Lost>} */ (event).detail));
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
    if (judged.kind !== "doubt") return this.ask(requested(line, judged), line);
    this.parts.doubt(line, judged.repaired, (request) => this.#askFor(line, request));
    return false;
  }

  /**
   * @param {Asking} request
   * @param {string} [line] What was typed for it.
   * @param {Lost} [again] What was kept, and is asked again by this.
   * @returns {boolean}
   */
  ask(request, line = "", again = undefined) {
    const { session } = this.parts;
    const wrong = session.tooLong(request);
    // It stays where it was written.
    if (wrong && line) return this.complain([wrong], "", { about: "length" }), false;
    const asked = session.ask(request, (answer) => {
      const wrong = this.objection(answer);
      if (wrong) this.#refused(request, answer, wrong, line);
      else if (answer) this.answered(answer);
    }, again);
    if (!asked) this.offline();
    return asked;
  }

  /** Show an answer where it belongs. @param {Answer} answer */
  answered(answer) {
    if (answer.type === "help") this.#dialogs.help(answer);
    if (answer.type === "history") this.#dialogs.history(this.parts.session.entries(answer.messages), this.#now);
    if (answer.type === "accepted") this.#accepted(answer);
    if (answer.type === "users") this.say(whoIsHere(answer));
    if (answer.type === "scheduled" && !answer.messages.length) this.say([text("You have no delayed messages.")]);
    else if (answer.type === "users" || answer.type === "scheduled") showSide();
  }

  /**
   * No answer came to this: the log keeps it, and where nothing else is being written it is offered in the field, if
   * Enter does the same there.
   *
   * @param {Asking} request
   * @param {string} [line] What was typed for it.
   */
  unanswered(request, line = "") {
    const { composer, session } = this.parts;
    session.unanswered(request, line);
    const judged = composer.judge(line);
    const does = judged.kind !== "doubt" && isSame(request, requested(line, judged));
    if (line && does && composer.giveBack(line))
      this.complain([text("Not sent; press Enter to send it again.")], "", { about: "unsent" });
  }

  /** This is kept no longer, and is not to be sent by what still offers it. @param {Lost} lost */
  settled({ line, number }) {
    const button = part("log").querySelector(`[data-lost="${number}"]`);
    if (button === document.activeElement) toField();
    button?.remove();
    if (line && this.parts.composer.withdraw(line)) this.parts.composer.over("unsent");
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
    const sentence = confirmation(answer, this.#now);
    if (sentence.length) this.say(sentence, { about: answer.due ? delayed(answer.number ?? 0) : "" });
    // Who speaks wants to see it said, wherever they were reading.
    if (answer.command === "send" && !answer.due) this.parts.log.toEnd();
  }

  /** @param {Lost} lost */
  #again(lost) {
    // The second click of a double one, say.
    if (!lost.settled) this.ask(lost.request, lost.line, lost);
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
    const { composer, muted } = this.parts;
    if (!answer && (line || request.type === "send")) return this.unanswered(request, line);
    const back = composer.giveBack(line);
    const about = answer?.type === "refused" ? answer.code : "offline";
    // Until when, and what works meanwhile, stands above the field already.
    const known = about === "muted" && muted.shown;
    const sentence = known ? [text("You cannot speak yet, so this was not sent.")] : wrong;
    const offered = request.type === "line" && answer?.type === "refused" ? offers(answer, request.line) : [];
    // What leaving would not stop.
    const rest = offered.includes("exit") ? [" ", composer.hooks.leaving()] : [];
    const actions = offered.map((other) => this.#run(line, other));
    this.complain([...sentence, ...rest], back ? "" : line, { actions, about });
  }

  /** @param {string} line @param {string} other @returns {Action} */
  #run(line, other) {
    const request = /** @type {Asking} */ (other === "exit" ? { type: "exit" } : { type: "line", line: other });
    return [[text("Run"), " ", make("code", {}, other)], () => this.#askFor(line, request)];
  }
}

/** What is told of a delayed message is about this. @param {number} number */
export const delayed = (number) => `delayed ${number}`;

/** @param {string} line */
const quoted = (line) => (line ? [" ", make("q", {}, line)] : []);

/** The parameters of a refusal that are lines to be typed. */
const OFFERED = ["line", "private", "public", "as_text"];

/** Commands that need not be told anything. */
const ALONE = Object.keys(COMMANDS).filter((name) => /^\w+( \[.*\])?$/.test(COMMANDS[name].syntax));

/**
 * The lines that the server offers instead of one that it refuses.
 *
 * @param {Refused} refused
 * @param {string} line
 */
function offers({ code, params }, line) {
  const lines = OFFERED.map((name) => params[name]).filter((other) => typeof other === "string");
  const { nearest } = params;
  // Of a line that is one word the command's name is all.
  const isName = code === "unknown-command" && !lines.length && !/\s/u.test(line.trim());
  if (isName && ALONE.includes(String(nearest))) return [String(nearest)];
  // What is for somebody is offered for somebody, before it is offered for all.
  const other = code === "no-such-user" && typeof nearest === "string" ? readdressed(line, nearest) : null;
  return other ? [other, ...lines] : lines;
}

// -- the answers ------------------------------------------------------------------------------------------------------

/**
 * What is wrong, in words; null when nothing is. Moments are told by our own clock, not by the server's.
 *
 * @param {Answer | null} answer
 * @param {number} now
 * @returns {Child[] | null}
 */
function objection(answer, now) {
  if (!answer) return [text("Not sent: the connection to the server is lost.")];
  if (answer.type !== "refused") return null;
  const { code, params } = /** @type {Refused} */ (answer);
  const at = Date.parse(String(params.until));
  if (code === "muted") return mutedUntil(at, now);
  if (code !== "already-muted") return coded(answer.text);
  return fill(text("{name} is muted already, until {until}."), {
    name: person(String(params.name)),
    until: until(at, now),
  });
}

/**
 * The sentence about what was done; empty when it is seen anyway.
 *
 * @param {Accepted} event
 * @param {number} now
 * @returns {Child[]}
 */
function confirmation({ command, asked, name, due, at: stamp }, now) {
  const at = Date.parse(due ?? "");
  // What goes at once is not delayed.
  if (at > Date.parse(stamp)) {
    return [text("It will be sent in {left}, at {time}.", { left: duration(at - now), time: until(at, now) })];
  }
  const values = { asked: person(asked ?? ""), name: person(name ?? "") };
  if (command === "report") {
    return fill(text("Your complaint about {name} is noted; nobody will know that it is yours"), values);
  }
  if (!asked) return [];
  return fill(
    command === "send" ? text("{asked} is now called {name}; sent to {name}") : text("{asked} is now called {name}"),
    values,
  );
}

/** Who is here; of very many, some. @param {Users} event @returns {Child[]} */
const whoIsHere = ({ users }) => [
  plural("{n} person is here", "{n} people are here", users.length),
  ...users.slice(0, 20).flatMap(({ name }) => [" ", person(name)]),
];

/** The dialogs that are there to be read. */
class Readings {
  #history = new Dialog("history");
  #help = new Dialog("help");

  /** @param {Entry[]} entries @param {number} now */
  history(entries, now) {
    const list = part("history-list");
    const all = new Entries();
    all.add(entries);
    list.replaceChildren(...all.slice(0, all.end).map((entry) => entryElement(entry, now)));
    if (!entries.length) list.append(text("Nothing has been said yet."));
    this.#history.open();
    list.scrollTop = list.scrollHeight;
  }

  /** @param {Help} event */
  help({ commands, topic }) {
    const rows = commands.flatMap(({ syntax, summary, details }) => [
      make("dt", {}, make("code", {}, syntax)),
      make("dd", {}, summary, ...(details ? [make("p", { class: "details" }, ...coded(details))] : [])),
    ]);
    const intro = [
      text(
        "A line that begins with `/` is a command. Without `/`, only what can hardly be a message is run; where it could be either, you are asked; everything else is sent to everybody as it is.",
      ),
      text("The line above the field says what Enter will do; Alt+Enter, or its button, does the other. Shift+Enter begins a new line."),
    ];
    const paragraphs = topic ? [] : intro.map((sentence) => make("p", {}, ...coded(sentence)));
    part("help-body").replaceChildren(...paragraphs, make("dl", {}, ...rows));
    this.#help.open();
  }
}
