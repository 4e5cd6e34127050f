/** What a typed word is as an option of `send`; besedka/dialects/typed/option_words.py judges the same. */

import { COMMANDS, cyrillic, latin, near } from "./commands.js";

/** @import { OptionWord } from "../../types.js" */

const OPTIONS = Object.keys(COMMANDS.send.options ?? {});

/** What is drawn as short as a hyphen, and every other line in the middle. */
const HYPHEN = "-\\u02d7\\u2010-\\u2012\\u2043\\u207b\\u208b\\u2212\\u2796\\ufe63\\uff0d";
const DASH =
  HYPHEN +
  "\\p{Pd}\\u2053\\u2e43\\u23af\\u30fc\\u3161\\u4e00\\uff70" +
  "\\u2500\\u2501\\u2504\\u2505\\u2508\\u2509\\u254c\\u254d\\u2574\\u2576\\u2578\\u257a";
/** Quotes, brackets and the like before it; dashes, the option; a value behind a mark. */
const PARTS = new RegExp(`^((?:(?![${DASH}])[\\p{P}\\p{S}])*)([${DASH}]+[^=:,;＝：]*)(?:([=:,;＝：])(.*))?$`, "su");
const DASHES = new RegExp(`^[${DASH}]+`, "u");
const JOINED = new RegExp(`^([${HYPHEN}]+)(username|time|u|t)(.+)$`, "siu");
/** What stands in a word that was copied from somewhere, and is not seen. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const LETTER = /[^\p{P}\p{S}]/u;
/** What a name may begin and end with. */
const NAMING = /[^\p{P}\p{S}]|[-_.]/u;

/** What some fonts draw as white space, and others as nothing: it is taken for both. */
const BLANKS = /[\s\u115f\u1160\u2800\u3164\uffa0]+/u;

/** What is typed for an option: itself, its beginning, and what JSON calls it. @type {Record<string, string>} */
const MEANT = {
  "-u": "u",
  "--username": "user usern userna usernam username to",
  "-t": "t",
  "--time": "time delay",
};
const FORMS = new Map(
  Object.entries(MEANT).flatMap(([option, forms]) =>
    forms.split(" ").flatMap((form) => [form, cyrillic(form)].map((letters) => [letters, option])),
  ),
);

/**
 * The option that a word is, or is meant as: with other dashes, capitals or the other layout, shortened, mistyped, or
 * with its value joined to it; null when it is none.
 *
 * @param {string} word
 * @returns {OptionWord | null}
 */
export function option(word) {
  const [, around, spelling = "", mark, behind] = PARTS.exec(word.replace(INVISIBLE, "")) ?? [];
  if (!spelling) return null;
  const value = behind || mark === "=" ? behind : null;
  const isWhole = word === spelling || (mark === "=" && spelling.startsWith("--") && word.startsWith(`${spelling}=`));
  const exact = isWhole && OPTIONS.includes(spelling);
  const letters = trimmed(spelling.replace(DASHES, ""), LETTER).toLowerCase();
  const meant = exact ? spelling : (FORMS.get(letters) ?? mistyped(letters));
  const found = meant ? { word, option: meant, exact, joined: false, value } : joined(word, spelling);
  const to = found?.option.includes("u") === true;
  // Of a delay nothing is private: in brackets it is a text.
  return found && (to || !around) ? { ...found, to } : null;
}

/** The word from the first such character to the last one. @param {string} word @param {RegExp} kept */
function trimmed(word, kept) {
  const characters = [...word];
  let [start, end] = [0, characters.length];
  while (start < end && !kept.test(characters[start])) start++;
  while (start < end && !kept.test(characters[end - 1])) end--;
  return characters.slice(start, end).join("");
}

/** `-t5`, `-ubob`; the dashes of prose stand close before words as well. @param {string} word @param {string} spelling */
function joined(word, spelling) {
  const [, dashes = "", name = "", value = ""] = JOINED.exec(spelling) ?? [];
  const meant = "-".repeat(dashes.length) + name.toLowerCase();
  if (!OPTIONS.includes(meant) || (!meant.includes("u") && !/^\d+$/.test(value))) return null;
  return { word, option: meant, exact: false, joined: true, value: trimmed(value, NAMING) };
}

/** The words of a text that make a message private, or are meant to. @param {string} text */
export function recipients(text) {
  const found = [...text.split(/\s+/u), ...text.split(BLANKS)].map(option);
  return /** @type {OptionWord[]} */ (found.filter((given) => given?.to));
}

/** Whether it makes a message private. @param {string} word */
export const isTo = (word) => option(word)?.to === true;

/** As `send` takes it. @param {OptionWord} given */
export function spelled({ word, option: rightly, exact, value }) {
  if (value === null || (exact && word.includes("="))) return exact ? word : rightly;
  return `${rightly} ${exact ? value : trimmed(value.replace(INVISIBLE, ""), NAMING)}`;
}

/** @param {string} letters */
function mistyped(letters) {
  const long = OPTIONS.filter((known) => known.startsWith("--"));
  return letters.length < 4 ? null : (near(`--${letters}`, long) ?? near(`--${latin(letters)}`, long));
}
