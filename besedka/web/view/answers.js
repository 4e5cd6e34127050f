/** Where the answers of the server are shown. */

import { until } from "../state/clock.js";
import { Entries } from "../state/entries.js";
import { plural, text } from "../state/texts.js";
import { coded, fill, make, part } from "./dom.js";
import { entryElement } from "./entry.js";
import { person } from "./narration.js";
import { Dialog } from "./overlays.js";
import { mutedUntil } from "./strips.js";

/** @import { Accepted, Answer, Child, Entry, Help, Refused, Users } from "../types.js" */

/** Codes that mean: this was no command at all, but a sentence that begins like one. */
const NO_COMMAND = ["surplus-argument", "bad-number", "unknown-command"];

/** Whether a line that was refused so may have been meant as a message. @param {Answer | null} answer */
export const maybeMessage = (answer) => answer?.type === "refused" && NO_COMMAND.includes(answer.code);

/**
 * What is wrong, in words; null when nothing is. Moments are told by our own clock, not by the server's.
 *
 * @param {Answer | null} answer
 * @param {number} now
 * @returns {Child[] | null}
 */
export function objection(answer, now) {
  if (!answer) return [text("The connection to the server is lost.")];
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
 * @returns {Child[]}
 */
export function confirmation({ command, asked, name, due }) {
  const values = { asked: person(asked ?? ""), name: person(name ?? "") };
  if (command === "report") {
    return fill(text("Your complaint about {name} is noted; nobody learns that it is yours"), values);
  }
  if (!asked) return [];
  const sent = command === "send" && !due;
  return fill(
    sent ? text("{asked} is now called {name}; sent to {name}") : text("{asked} is now called {name}"),
    values,
  );
}

const NAMES = 20;

/** Who is here, as a sentence. @param {Users} event @returns {Child[]} */
export function whoIsHere({ users }) {
  const names = users
    .slice(0, NAMES)
    .flatMap(({ name }) => [", ", person(name)])
    .slice(1);
  const sentence = plural("{n} person is here: {names}", "{n} people are here: {names}", users.length);
  return fill(sentence, { names: make("span", {}, ...names, users.length > NAMES ? ", …" : "") });
}

/** The dialogs that are there to be read. */
export class Readings {
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
    const intro = text(
      "Whatever you type goes to all, unless its first word is a command. Enter sends, Shift+Enter begins a new line.",
    );
    part("help-body").replaceChildren(make("p", {}, topic ? "" : intro), make("dl", {}, ...rows));
    this.#help.open();
  }
}
