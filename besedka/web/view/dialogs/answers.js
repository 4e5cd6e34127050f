/** What the answers of the server lead to, besides what is seen anyway. */

import { settled } from "../../state/chat/leaving.js";
import { want } from "../../loader.js";
import { Ignoring } from "../../state/session/ignoring.js";
import { COMMANDS } from "../../state/typed/commands.js";
import { readdressed } from "../../state/typed/send_line.js";
import { duration } from "../../state/words/durations.js";
import { until } from "../../state/words/until.js";
import { plural, text } from "../../state/words/texts.js";
import { person } from "../log/text.js";
import { coded, fill, make, part } from "../page/elements.js";
import { translatePage } from "../page/translation.js";
import { mutedUntil } from "../status/muted.js";
import { Dialog } from "./overlays.js";
import { IgnoredList } from "./ignored_list.js";

/** @import { Accepted, Action, Answer, ChatRequest, Child, Help, Page, Refused, Users } from "../../types.js" */

/** Shows answers where they belong. */
export class Answers {
  #help;
  #ignored;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    translatePage(":empty");
    this.#help = new HelpDialog();
    this.#ignored = new IgnoredList(page, (answer) => this.objection(answer));
  }

  /** What a line, or a button, was answered. @param {ChatRequest} request @param {Answer} answer @param {string} line */
  take(request, answer, line) {
    const wrong = this.objection(answer);
    if (wrong) this.#refused(request, answer, wrong, line);
    else this.answered(answer);
  }

  /** Show an answer where it belongs. @param {Answer} answer */
  answered(answer) {
    const { notice, use } = this.page;
    if (answer.type === "help") this.#help.show(answer);
    if (answer.type === "history" || answer.type === "search") use("reading", (history) => history.show(answer));
    if (answer.type === "accepted") this.#accepted(answer);
    if (answer.type === "users") notice.say(whoIsHere(answer));
    if (answer.type === "ignored") this.#ignored.show(answer.users);
    if (answer.type === "scheduled" && !answer.messages.length) notice.say([text("You have no delayed messages.")]);
    else if (answer.type === "users" || answer.type === "scheduled") showSide();
  }

  /** What is wrong with an answer; null when nothing is. @param {Answer} answer */
  objection(answer) {
    return objection(answer, this.page.now(), this.page.state().barred);
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** @param {Accepted} answer */
  #accepted(answer) {
    const sentence = confirmation(answer, this.page.now());
    const about = answer.due ? delayed(answer.number ?? 0) : "";
    if (sentence.length) this.page.notice.say(sentence, { about, actions: this.#further(answer) });
    // Who speaks wants to see it said, wherever they were reading.
    if (answer.command === "send" && !answer.due) this.page.log.toEnd();
  }

  /** What may be done next with whom something was done; an ignored one is not to be ignored again. @param {Accepted} answer @returns {Action[]} */
  #further({ command, name = "" }) {
    const { composer, state } = this.page;
    if (command === "ignore") return [[[text("Show messages again")], () => composer.ask({ type: "unignore", name })]];
    if (command !== "report" || !name || state().ignored.has(name)) return [];
    return [[[text("Ignore")], () => composer.ask({ type: "ignore", name })]];
  }

  /**
   * @param {ChatRequest} request
   * @param {Answer} answer
   * @param {Child[]} wrong
   * @param {string} line
   */
  #refused(request, answer, wrong, line) {
    const { composer, notice, leaving } = this.page;
    const back = composer.giveBack(line);
    const about = answer.type === "refused" ? answer.code : "";
    // Until when, and what works meanwhile, stands above the field already.
    const known = about === "muted" && !part("muted").hidden;
    const sentence = known ? [text("You cannot speak yet, so this was not sent.")] : wrong;
    const offered = request.type === "line" && answer.type === "refused" ? offers(answer, request.line) : [];
    // What leaving would not stop.
    const rest = offered.includes("exit") ? [" ", leaving()] : [];
    const actions = offered.map((other) => this.#run(line, other));
    notice.complain([...sentence, ...rest], back ? "" : line, { actions, about });
  }

  /** @param {string} line @param {string} other @returns {Action} */
  #run(line, other) {
    const { composer } = this.page;
    const request = /** @type {ChatRequest} */ (other === "exit" ? { type: "exit" } : { type: "line", line: other });
    const act = () => {
      if (composer.ask(request, line)) composer.sent(line);
    };
    return [[text("Run"), " ", make("code", {}, other)], act];
  }
}

/** What is told of a delayed message is about this. @param {number} number */
const delayed = (number) => `delayed ${number}`;

/** Show the column; where it is a drawer, open it. */
function showSide() {
  const side = part("side");
  if (getComputedStyle(side).display !== "none") return;
  side.showPopover();
  want("people").catch(() => {});
}

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
 * @param {Answer} answer
 * @param {number} now
 * @param {string[]} barred What a muted person may not, where the answer does not say so.
 * @returns {Child[] | null}
 */
function objection(answer, now, barred) {
  if (answer.type !== "refused") return null;
  const { code, params } = /** @type {Refused} */ (answer);
  const at = Date.parse(String(params.until));
  if (code === "muted") return mutedUntil(at, now, answer.barred ?? barred);
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
  if (command === "ignore") return fill(text("You will not see messages from {name}"), values);
  if (command === "unignore") return fill(text("You see messages from {name} again"), values);
  if (!asked) return [];
  return fill(
    command === "send" ? text("{asked} is now called {name}; sent to {name}") : text("{asked} is now called {name}"),
    values,
  );
}

/** Who is here; of very many, some. @param {Users} event @returns {Child[]} */
const whoIsHere = ({ users }) => [
  plural("{n} person is here", "{n} people are here", users.length),
  ...users.slice(0, 20).flatMap(({ name, bot, ignored, away }) => [" ", person(name, bot), ignored ? text(" (ignored)") : "", away ? text(" (away)") : ""]),
];

/** The commands, or one of them, to be read. */
class HelpDialog {
  #dialog = new Dialog("help");

  /** @param {Help} event */
  show({ commands, topic }) {
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
    this.#dialog.open();
  }
}

/** @param {Page} page */
export function begin(page) {
  page.session.ignoring = new Ignoring(page.session);
  page.every.event.add((event) => {
    for (const number of settled(event)) page.notice.over(delayed(number));
  });
  return new Answers(page);
}
