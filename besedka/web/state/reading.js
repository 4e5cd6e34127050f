/**
 * How a typed line is read: as a command, as a text for everybody, or as something to ask about.
 *
 * A line that begins with `/` is a command. Without it only what can hardly be anything else is run; what may be either
 * is asked about; and all the rest goes to everybody as it stands. What cannot be taken back needs the slash or an
 * answer, and a line that may be private never goes to everybody by itself.
 */

import { COMMANDS, command, latin, near } from "./commands.js";
import { isOption, isTo, repaired, sending } from "./sending.js";
import { LANGUAGES } from "./texts.js";

/** @import { Judgement } from "../types.js" */

/** Commands that tell nobody anything and change nothing that one could not change back. */
const HARMLESS = ["help", "users", "scheduled", "history", "lang"];

/** Words with which a sentence goes on after "send", and hardly anybody begins a message. */
const SENTENCE = new Set(
  "me us him her it them you my our his your their its the a an this that these those some any one all more".split(" "),
);

/**
 * What Enter does with a typed line.
 *
 * @param {string} line
 * @param {() => Iterable<string>} [people] Who is here.
 * @returns {Judgement}
 */
export function judge(line, people = () => []) {
  const words = line.trim().split(/\s+/u);
  if (!words[0]) return { kind: "empty" };
  const name = command(words[0]);
  if (name === "send" && sending(line) === "doubtful") return doubt(line, name);
  if (words[0].startsWith("/")) return name ? { kind: "command", name } : doubt(line, meantBy(words));
  return (name ? judgeNamed(line, words, name, people) : judgeUnnamed(line, words, people)) ?? text(name);
}

/**
 * The reading that Enter does not take; the same one where there is no other.
 *
 * @param {Judgement} judged
 * @returns {Judgement}
 */
export function otherReading(judged) {
  if (judged.kind === "command") return text(judged.name);
  return "name" in judged && judged.name ? { kind: "command", name: judged.name } : judged;
}

/** Whether something has to be said of it before Enter. @param {Judgement} judged */
export const isAmbiguous = (judged) => judged.kind === "doubt" || otherReading(judged) !== judged;

/** @param {string | null} name The command that its first word is. @returns {Judgement} */
const text = (name) => (name ? { kind: "text", name } : { kind: "text" });

/** @param {string} line @param {string | null} meant @returns {Extract<Judgement, { kind: "doubt" }>} */
const doubt = (line, meant) => ({ kind: "doubt", repaired: meant && repaired(line, meant) });

/**
 * A line without a slash whose first word is a command; null when it is a text.
 *
 * @param {string} line
 * @param {string[]} words
 * @param {string} name
 * @param {() => Iterable<string>} people
 * @returns {Judgement | null}
 */
function judgeNamed(line, words, name, people) {
  if (name === "send") return isSend(line, words) ? { kind: "command", name } : null;
  const fits = isWhole(name, words.slice(1).join(" "));
  if (HARMLESS.includes(name)) return fits ? { kind: "command", name } : null;
  // A complaint is not told to everybody by a slip, whatever stands behind the name.
  const accused = name === "report" && find(words[1], people);
  return fits || accused ? { ...doubt(accused ? `report ${accused}` : line, name), name } : null;
}

/** @param {string} line @param {string[]} words */
function isSend(line, words) {
  const said = sending(line);
  const optioned = words.slice(1).some(isTo) || isOption(words[1] ?? "");
  if (optioned || (said && said !== "doubtful" && said.delay)) return true;
  return words[0] === "send" && !SENTENCE.has((words[1] ?? "").toLowerCase());
}

/** Whether that is all that the command may be told. @param {string} name @param {string} rest */
function isWhole(name, rest) {
  if (name === "help") return !rest || command(rest) !== null;
  if (name === "lang") return Object.hasOwn(LANGUAGES, rest.toLowerCase());
  if (name === "cancel") return /^(all|#?\d+)?$/i.test(rest);
  return COMMANDS[name].fields.length ? /^\S+$/u.test(rest) : !rest;
}

/**
 * A line without a slash whose first word is no command; null unless it may have been meant as one, and be private.
 *
 * @param {string} line
 * @param {string[]} words
 * @param {() => Iterable<string>} people
 * @returns {Judgement | null}
 */
function judgeUnnamed(line, words, people) {
  if (isOption(words[0])) return doubt(`send ${line.trim()}`, "send");
  const meant = nearest(words[0]);
  const accused = meant === "report" && find(words[1], people);
  if (accused) return doubt(`report ${accused}`, meant);
  const begins = words.slice(1, 3);
  const aside = begins.some(isTo) || (meant && begins.some(isOption)) || endsAside(words, people);
  if (aside) return doubt(line, meant ?? "send");
  // Typed with the other keyboard layout; where that has the slash, Cyrillic has a full stop.
  const typed = latin(words[0].replace(/^\./, ""));
  return command(typed) ? doubt(line, command(typed)) : null;
}

/** `see you at nine -u bob`, where the command was forgotten. @param {string[]} words @param {() => Iterable<string>} people */
function endsAside(words, people) {
  const last = words.at(-1) ?? "";
  const [option, name] = last.includes("=") ? last.split("=") : words.slice(-2);
  return isTo(option) && find(name, people) !== null;
}

/** The command that was probably meant. @param {string[]} words */
const meantBy = (words) => nearest(words[0]) ?? (words.slice(1, 3).some(isOption) ? "send" : null);

/** @param {string} word */
const nearest = (word) => near(word) ?? command(latin(word)) ?? (/[а-я]/iu.test(word) ? near(latin(word)) : null);

/**
 * Who of these is called so, whatever a sentence has behind the name.
 *
 * @param {string | undefined} word
 * @param {() => Iterable<string>} people
 */
function find(word = "", people) {
  const wanted = [word, word.replace(/[.,:;!?…]+$/u, "")].map((wish) => wish.toLowerCase());
  for (const name of people()) if (wanted.includes(name.toLowerCase())) return name;
  return null;
}
