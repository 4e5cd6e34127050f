/** Help in typing: what the word at the cursor may become, and the lines that were typed before. */

import { fold } from "../chat/names.js";
import { LANGUAGES } from "../words/texts.js";
import { COMMANDS, command } from "./commands.js";

/** @import { Completion, FieldKind } from "../../types.js" */

/** Choices that are shown: as many as there are commands. */
const OFFERED = 14;

/**
 * What `typed`, the line up to the cursor, may go on with; null when there is nothing to offer.
 *
 * In a plain text only `@` asks for names: Tab must stay what it is everywhere else in a page.
 *
 * @param {string} typed
 * @param {Iterable<string>} people
 * @param {Iterable<string>} [ignored] Those whom one ignores.
 * @returns {Completion | null}
 */
export function complete(typed, people, ignored = []) {
  const start = lastWord(typed);
  const partial = typed.slice(start);
  const words = typed.slice(0, start).split(/\s+/u).filter(Boolean);
  const name = words.length ? command(words[0]) : null;
  if (!words.length && /^\/?[a-z]*$/i.test(partial)) return commands(start, partial);
  const kind = name ? expected(name, words.slice(1), partial) : "text";
  if (kind === "option") return choose(start, partial, Object.keys(COMMANDS[name ?? ""].options ?? {}));
  if (kind === "text" || !name) return mention(start, partial, people);
  /** @type {Partial<Record<FieldKind, Iterable<string>>>} */
  const sources = { user: people, ignored, command: Object.keys(COMMANDS), language: Object.keys(LANGUAGES) };
  const source = kind === "nothing" ? [] : (sources[kind] ?? []);
  const equals = partial.startsWith("--") ? partial.indexOf("=") + 1 : 0;
  const flag = COMMANDS[name].flag;
  return choose(start + equals, partial.slice(equals), flag && !equals ? [...source, flag] : source);
}

/** Where the word at the end begins: looked for from there, since a pattern would be tried from every place. @param {string} typed */
function lastWord(typed) {
  let start = typed.length;
  while (start && !/\s/u.test(typed[start - 1])) start--;
  return start;
}

/** @param {number} start @param {string} partial */
function commands(start, partial) {
  const slash = partial.startsWith("/") ? 1 : 0;
  // One letter is the beginning of anything; a slash, or two letters, may be that of a command.
  if (!slash && partial.length < 2) return null;
  const found = choose(start + slash, partial.slice(slash), Object.keys(COMMANDS));
  found?.choices.forEach((choice) => (choice.hint = COMMANDS[choice.value].syntax.slice(choice.value.length)));
  return found;
}

/** @param {number} start @param {string} partial @param {Iterable<string>} people */
function mention(start, partial, people) {
  return partial.startsWith("@") ? choose(start + 1, partial.slice(1), people) : null;
}

/**
 * What stands at this place of a command.
 *
 * @param {string} name
 * @param {string[]} words
 * @param {string} partial
 * @returns {FieldKind | "option" | "nothing"}
 */
function expected(name, words, partial) {
  const { fields, options = {} } = COMMANDS[name];
  let place = 0;
  let inOptions = Object.keys(options).length > 0;
  let value = null;
  for (const word of words) {
    if (value) value = null;
    else if (inOptions && Object.hasOwn(options, word)) value = options[word];
    else if (inOptions && /^--\w+=/.test(word)) continue;
    else [inOptions, place] = [false, word === "--" ? place : place + 1];
  }
  if (value) return value;
  if (inOptions && partial.startsWith("-")) {
    const option = /^(--\w+)=/.exec(partial)?.[1];
    return option ? (options[option] ?? "nothing") : "option";
  }
  return fields[place] ?? (fields.at(-1) === "text" ? "text" : "nothing");
}

/**
 * The words that begin with `partial`; null when there are none, or when the only one stands there already.
 *
 * @param {number} start
 * @param {string} partial
 * @param {Iterable<string>} words
 * @returns {Completion | null}
 */
function choose(start, partial, words) {
  const wanted = fold(partial);
  const values = [...words]
    .filter((word) => fold(word).startsWith(wanted))
    .sort()
    .slice(0, OFFERED);
  if (!values.length || (values.length === 1 && values[0] === partial)) return null;
  return { start, choices: values.map((value) => ({ value })) };
}

/** What was typed before, in memory alone. */
export class Recall {
  /** @type {string[]} */
  #lines = [];
  #back = 0;

  /** @param {number} [limit] How many are kept. */
  constructor(limit = 100) {
    this.limit = limit;
  }

  /** Keep a finished line, and stand below it. @param {string} line */
  remember(line) {
    this.#back = 0;
    if (line.trim() && this.#lines.at(-1) !== line) this.#lines.push(line);
    if (this.#lines.length > this.limit) this.#lines.shift();
  }

  /** Whether `line` is what is shown of them: then the arrow keys go on. @param {string} line */
  shows(line) {
    return this.#back > 0 && this.#lines.at(-this.#back) === line;
  }

  /** The line before the one that is shown; null at the oldest. */
  older() {
    return this.#back === this.#lines.length ? null : (this.#lines.at(-++this.#back) ?? null);
  }

  /** The line after the one that is shown; empty below the newest. */
  newer() {
    this.#back = Math.max(0, this.#back - 1);
    return this.#back ? (this.#lines.at(-this.#back) ?? "") : "";
  }

  /** Stand below the newest line again. */
  leave() {
    this.#back = 0;
  }
}
