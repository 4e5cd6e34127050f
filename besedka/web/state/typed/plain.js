/** Lines that can be nothing but a message to everybody: to say so takes none of what else a line may be. */

import { fold } from "../chat/names.js";

/** Letters of Latin and Cyrillic, and marks that no command needs: without a dash there is no option. */
const PLAIN = /^[\p{sc=Latin}\p{sc=Cyrillic}\d\s.,!?…'’"“”«»()]+$/u;
/** What begins a message to one person in other chats, as besedka/dialects/guessing/synonyms.py has it. */
export const WHISPERS = new Set(
  "msg pm dm w whisper tell privmsg wsp шепнуть шепни лично личка лс приват".split(" "),
);
/** Commands, also in the other keyboard layout, and these. */
const WORDS = new Set([
  ..."help rename exit users send cancel scheduled history search report ignore unignore ignored lang".split(" "),
  ..."рудз кутфьу учше гыукы ыутв сфтсуд ысрувгдув ршыещкн ыуфкср кузщке шптщку гтшптщку шптщкув дфтп".split(" "),
  ...WHISPERS,
]);
const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/** @param {string} word */
const bare = (word) => fold(word.replace(AROUND, ""));

/**
 * Whether `judge` of `judgement.js` would take this line for a text and nothing else; false where that is not sure.
 *
 * @param {string} line
 * @param {Iterable<string>} people Who is here.
 */
export function isPlain(line, people) {
  const [first, second = ""] = line.trim().split(/\s+/u);
  if (!PLAIN.test(line) || WORDS.has(bare(first))) return false;
  const called = bare(second);
  return !called || ![...people].some((name) => bare(name) === called);
}
