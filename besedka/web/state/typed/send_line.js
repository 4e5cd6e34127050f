/** What a line with `send` says, to be shown before it is done; and that line with its options spelled rightly. */

import { option, recipients, spelled } from "./options.js";

/** @import { OptionWord, Sending } from "../../types.js" */
/** @typedef {{ before: OptionWord[], ended: boolean, text: string, behind: OptionWord[] }} Parts */

/** What the server takes out of a line before it reads it: control characters, and what would reorder a text. */
export const UNWANTED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A line as the server reads it. Only for scripts is a byte order mark white space.
 *
 * @param {string} line
 */
export const cleaned = (line) =>
  line.trimStart().replace(/\r\n?/g, "\n").replace(UNWANTED, "").replaceAll("\ufeff", "\u2060");

/** The line without its first word. @param {string} line */
export const behindFirst = (line) => line.trimStart().replace(/^\S+\s*/u, "");

/**
 * What a line with `send` says; the line itself is for the server to read. `doubtful` when something in it is meant as
 * an option and is none, null when the server will refuse it.
 *
 * @param {string} line
 * @returns {Sending | "doubtful" | null}
 */
export function sending(line) {
  const { before, ended, text, behind } = parts(behindFirst(cleaned(line)));
  const given = [...before, ...behind];
  const within = ended ? [] : recipients(text);
  if ([...given, ...within].some(({ exact }) => !exact)) return "doubtful";
  return within.length || (!ended && /^-\S/u.test(text)) ? null : told(given, text);
}

/**
 * The line that says the same to somebody else alone; null when it is for everybody.
 *
 * @param {string} line
 * @param {string} name
 */
export function readdressed(line, name) {
  const said = sending(line);
  if (!said || said === "doubtful" || !said.to) return null;
  const delay = said.delay ? `-t ${said.delay} ` : "";
  return `send -u ${name} ${delay}${said.text.includes("-") ? "-- " : ""}${said.text}`;
}

/**
 * Whether options stand where `send` would take them: a recipient's anywhere, a delay before the text or, with a
 * number, behind it.
 *
 * @param {string} rest What is behind `send`, or would be.
 * @param {(name: string) => boolean} [isHere] A joined recipient inside the text may as well be a word: `-update`.
 */
export function isOptioned(rest, isHere = () => true) {
  const { before, ended, text, behind } = parts(rest);
  const given = [...before.filter(({ to }) => !to), ...behind.filter(({ value }) => /^\d/.test(value ?? ""))];
  const last = behind.at(-1);
  const told = [...before, ...(ended ? [] : recipients(text)), ...behind].filter(({ to }) => to);
  return given.length > 0 || told.some((found) => !found.joined || found === last || isHere(found.value ?? ""));
}

/**
 * The command with what it is told; the options of `send` spelled rightly, and all else as it is.
 *
 * @param {string} name
 * @param {string} rest
 */
export function repaired(name, rest) {
  if (name !== "send") return `${name} ${rest}`.trim();
  const { before, ended, text, behind } = parts(rest.trim());
  const said = ended ? text : text.replace(/\S+/gu, inside);
  const words = [name, ...before.map(spelled), ended ? "--" : "", said, ...behind.map(spelled)];
  return words.filter(Boolean).join(" ");
}

/** A word inside the text. @param {string} word */
function inside(word) {
  const given = option(word);
  return given?.to ? spelled(given) : word;
}

/**
 * Options stand before or behind the text; `--` before the text ends them on both sides.
 *
 * @param {string} rest
 * @returns {Parts}
 */
export function parts(rest) {
  const before = [];
  for (let found; (found = first(rest)); rest = rest.slice(found.size)) before.push(found.given);
  if (/^--(\s|$)/u.test(rest)) return { before, ended: true, text: rest.slice(3), behind: [] };
  return { before, ended: false, ...takeBehind(rest) };
}

const WORD = /^(\S+)(\s+|$)/u;

/** The option that begins it, with its value, and how long that is. @param {string} rest */
function first(rest) {
  const word = WORD.exec(rest);
  const given = word && option(word[1]);
  if (!given) return null;
  const following = given.value === null && WORD.exec(rest.slice(word[0].length));
  if (!following || !mayBeValue(following[1])) return { given, size: word[0].length };
  return { given: { ...given, value: following[1] }, size: word[0].length + following[0].length };
}

/** Take the options that end the text; the text without them, and else as it is. @param {string} said */
function takeBehind(said) {
  const behind = /** @type {OptionWord[]} */ ([]);
  // Words, and the white space between them.
  const pieces = said.trimEnd().split(/(\s+)/u);
  while (pieces.length > 2) {
    const [before = "", last] = [pieces.at(-3), pieces[pieces.length - 1]];
    const dangling = option(last);
    const given = dangling ?? option(before);
    const isWhole = dangling || (given?.value === null && mayBeValue(last));
    if (!given || !isWhole || (!dangling && pieces.length < 4)) break;
    behind.push(dangling ?? { ...given, value: last });
    pieces.length -= dangling ? 2 : 4;
  }
  return { behind: behind.reverse(), text: behind.length ? pieces.join("") : said };
}

/** `-u -t 5` is a forgotten name. @param {string} word */
const mayBeValue = (word) => word !== "--" && !option(word);

/** @param {OptionWord[]} given @param {string} text @returns {Sending | null} */
function told(given, text) {
  const values = (/** @type {boolean} */ to) => given.filter((found) => found.to === to).map(({ value }) => value ?? "");
  const [names, delays] = [values(true), values(false)];
  if (names.length > 1 || delays.length > 1 || !text.trim() || names[0] === "") return null;
  if (!delays.every((delay) => /^\d{1,9}$/.test(delay))) return null;
  return { text, to: names[0] ?? "", delay: Number(delays[0] ?? 0) };
}
