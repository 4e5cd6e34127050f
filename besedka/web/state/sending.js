/** The options of `send`: what they say, to be shown before it is done, and what may have been meant as one. */

import { latin } from "./commands.js";

/** @import { Sending } from "../types.js" */

/** An option: as it should be, with the dash that a phone makes of two, or in the Russian layout. */
const OPTION = /^[-–—]{1,2}(u|t|user|username|time|г|е|гыук|гыуктфьу|ешьу)(=|$)/iu;
const TO = /^[-–—]{1,2}(u|user|username|г|гыук|гыуктфьу)(=|$)/iu;

/** @param {string} word */
export const isOption = (word) => OPTION.test(word);

/** Whether it makes a message private. @param {string} word */
export const isTo = (word) => TO.test(word);

/** @param {string} word */
const isMisspelt = (word) => isOption(word) && !/^--?[a-z]/i.test(word);

const BEFORE = /^(?:(-u|-t|--username|--time)\s+|(--username|--time)=)(\S+)(?:\s+|$)/u;
const APART = /^(-u|-t|--username|--time)$/;
const JOINED = /^(--username|--time)=(.+)$/su;

/** @typedef {[option: string, value: string][]} Given */

/**
 * What a line with `send` says; the line itself is for the server to read. `doubtful` when an option is in it that
 * would be taken for text, null when the server will refuse it.
 *
 * Options stand before or behind the text; `--` before the text ends them on both sides.
 *
 * @param {string} line
 * @returns {Sending | "doubtful" | null}
 */
export function sending(line) {
  let rest = line.trimStart().replace(/^\S+\s*/u, "");
  /** @type {Given} */
  const given = [];
  for (let match; (match = BEFORE.exec(rest)); rest = rest.slice(match[0].length))
    given.push([match[1] ?? match[2], match[3]]);
  if (/^--(\s|$)/u.test(rest)) return told(given, rest.slice(3));
  const said = takeBehind(rest, given);
  const words = said.split(/\s+/u);
  if (words.some(isMisspelt)) return "doubtful";
  return words.some(isTo) || isOption(words.at(-1) ?? "") || /^-\S/u.test(said) ? null : told(given, said);
}

/** Take the options that end the text; the text without them, and else as it is. @param {string} said @param {Given} given */
function takeBehind(said, given) {
  const before = given.length;
  // Words, and the white space between them.
  const pieces = said.trimEnd().split(/(\s+)/u);
  for (;;) {
    const joined = JOINED.exec(pieces.at(-1) ?? "");
    const size = joined ? 2 : APART.test(pieces.at(-3) ?? "") ? 4 : 0;
    if (!size || pieces.length <= size) break;
    given.push(joined ? [joined[1], joined[2]] : [pieces.at(-3) ?? "", pieces.at(-1) ?? ""]);
    pieces.length -= size;
  }
  return given.length > before ? pieces.join("") : said;
}

/** @param {Given} given @param {string} said @returns {Sending | null} */
function told(given, said) {
  const [names, delays] = [true, false].map((to) => given.filter(([option]) => isTo(option) === to).map(([, value]) => value));
  if (names.length > 1 || delays.length > 1 || !said.trim() || !delays.every((delay) => /^\d{1,9}$/.test(delay))) return null;
  return { text: said, to: names[0] ?? "", delay: Number(delays[0] ?? 0) };
}

/**
 * The line with this command as its first word, and its options as `send` knows them.
 *
 * @param {string} line
 * @param {string} name
 */
export function repaired(line, name) {
  const rest = line.trim().replace(/^\S+/u, "");
  return (
    name +
    rest.replace(/(\s)([-–—]{1,2})([a-zа-я]+)(?=[=\s]|$)/giu, (whole, space, dashes, letters) => {
      const option = latin(letters);
      return OPTION.test(dashes + letters) ? `${space}${option.length > 1 ? "--" : "-"}${option}` : whole;
    })
  );
}
