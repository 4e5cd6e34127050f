/**
 * How a typed line is read: as a command, as a text for everybody, or as something to ask about.
 *
 * A line that begins with `/` is a command; the server says what may be meant by one that is not known. Without it only
 * what can hardly be anything else is run; what may be either is asked about; and all the rest goes to everybody as it
 * stands. What cannot be taken back needs the slash or an answer, and a line that may be private never goes to
 * everybody by itself.
 */

import { fold } from "../chat/names.js";
import { LANGUAGES } from "../words/texts.js";
import { COMMANDS, TELLS, command, latin, near } from "./commands.js";
import { isTo, option } from "./options.js";
import { WHISPERS } from "./plain.js";
import { behindFirst, cleaned, isOptioned, parts, repaired, sending } from "./send_line.js";

/** @import { ChatRequest, Judgement, Sending } from "../../types.js" */

/** Commands that tell nobody anything and change nothing that one could not change back. */
const HARMLESS = ["help", "users", "scheduled", "history", "search", "unignore", "ignored", "lang"];

/** Commands about somebody, and what is meant by each: they are not told to everybody by a slip, whatever stands behind the name. @type {Record<string, string>} */
const ABOUT = { report: "report", ignore: "ignore", unignore: "unignore", ignored: "ignore" };

/** Words with which a sentence goes on after "send", and hardly anybody begins a message. */
const SENTENCE = new Set(
  "me us him her it them you my our his your their its the a an this that these those some any one all more".split(" "),
);

/** Characters of a word that is anybody's name, or a habit. */
const LONGEST = 80;

/** `send-u bob` */
const GLUED = /^send(?=[^\p{L}\p{N}])/iu;

/** English words that are near to `send`, and as likely meant as they stand. */
const WORDS = new Set("sent end ends sand spend spends bend lend mend tend vend sends sender".split(" "));

/**
 * What Enter does with a typed line.
 *
 * @param {string} typed
 * @param {() => Iterable<string>} [people] Who is here.
 * @returns {Judgement}
 */
export function judge(typed, people = () => []) {
  const line = cleaned(typed);
  const here = once(() => new Map([...people()].map((name) => [fold(name), name])));
  const words = line.trim().split(/\s+/u);
  if (!words[0]) return { kind: "empty" };
  const name = command(words[0]);
  if (name === "send" && sending(line) === "doubtful") return doubt(name, behindFirst(line));
  if (words[0].startsWith("/"))
    return name ? { kind: "command", name } : { kind: "unknown", private: isAside(words, here) };
  const named = name && judgeNamed(line, words, name, here);
  return named || judgeSaid(line, words, here) || asText(name ?? whispers(words));
}

/**
 * The reading that Enter does not take; the same one where there is no other.
 *
 * @param {Judgement} judged
 * @returns {Judgement}
 */
export function otherReading(judged) {
  if (judged.kind === "command") return asText(judged.name);
  if (judged.kind === "unknown" && !judged.private) return { kind: "text" };
  return "name" in judged && judged.name ? { kind: "command", name: judged.name } : judged;
}

/**
 * What a line that is not doubtful asks for.
 *
 * @param {string} line
 * @param {Judgement} judged
 * @returns {ChatRequest}
 */
export function requested(line, judged) {
  if (judged.kind === "text") return { type: "send", text: line };
  // By its own type, since leaving needs no server.
  if (/^\s*\/?exit\s*$/i.test(line) && judged.kind === "command") return { type: "exit" };
  return { type: "line", line: line.trimStart() };
}

/**
 * What a request says, its text as the server reads it; null when it says nothing.
 *
 * @param {ChatRequest} request
 * @returns {Sending | null}
 */
export function messageOf(request) {
  if (request.type === "send") return { to: "", delay: 0, ...request, text: cleaned(request.text) };
  const said = request.type === "line" && /^\s*\/?send(?!\S)/i.test(request.line) ? sending(request.line) : null;
  return said === "doubtful" || !said ? null : said;
}

/** Whether something has to be said of it before Enter. @param {Judgement} judged */
export const isAmbiguous = (judged) => ["doubt", "unknown"].includes(judged.kind) || otherReading(judged) !== judged;

/** @param {string | null} name The command that its first word is. @returns {Judgement} */
const asText = (name) => (name ? { kind: "text", name } : { kind: "text" });

/** @param {string} name @param {string} rest @returns {Extract<Judgement, { kind: "doubt" }>} */
const doubt = (name, rest) => ({ kind: "doubt", repaired: repaired(name, rest) });

/**
 * A line without a slash whose first word is a command; null when it is a text.
 *
 * @param {string} line
 * @param {string[]} words
 * @param {string} name
 * @param {Here} here
 * @returns {Judgement | null}
 */
function judgeNamed(line, words, name, here) {
  if (name === "send") return isSend(line, words) ? { kind: "command", name } : null;
  const fits = isWhole(name, words.slice(1).join(" "));
  if (fits && HARMLESS.includes(name)) return { kind: "command", name };
  const about = aimed(name, words[1], here);
  if (about) return { ...doubt(...about), name };
  return fits ? { ...doubt(name, behindFirst(line)), name } : null;
}

/** @param {string} line @param {string[]} words */
function isSend(line, words) {
  if (isOptioned(behindFirst(line))) return true;
  return words[0] === "send" && !SENTENCE.has((words[1] ?? "").toLowerCase());
}

/** Whether that is all that the command may be told. @param {string} name @param {string} rest */
function isWhole(name, rest) {
  if (name === "help") return !rest || command(rest) !== null;
  if (name === "lang") return Object.hasOwn(LANGUAGES, rest.toLowerCase());
  if (name === "history") return /^((--(before|around)[ =])?#?\d+( |$))*$/i.test(rest);
  if (name === "cancel") return /^(all|#?\d+)?$/i.test(rest);
  return COMMANDS[name].fields.length ? /^\S+$/u.test(rest) : !rest;
}

/**
 * A line that would go to everybody; null unless it may have been meant as a command, and be private.
 *
 * @param {string} line
 * @param {string[]} words
 * @param {Here} here
 * @returns {Judgement | null}
 */
function judgeSaid(line, words, here) {
  const [first, second] = words;
  const named = command(first);
  if (named === "send") return null;
  const meant = named ? null : nearest(first);
  const about = aimed(meant, second, here);
  if (about) return doubt(...about);
  const glued = GLUED.test(first) && option(first.slice(4)) !== null;
  const rest = glued ? line.trim().slice(4) : behindFirst(line);
  const isHere = (/** @type {string} */ name) => personOf(name, here) !== null;
  // The first word is never left out of what may be said.
  if ((glued || replacesSend(first, meant, rest)) && isOptioned(rest, isHere)) return doubt("send", rest);
  if (isOptioned(line.trim(), isHere)) return doubt("send", line);
  const other = isTelling(first) && words.length > 2 && personOf(second, here);
  if (other) return doubt("send", `-u ${other} ${behindFirst(behindFirst(line))}`);
  // Typed with the other keyboard layout; where that has the slash, Cyrillic has a full stop.
  const typed = command(latin(first.replace(/^\./, "")));
  return typed && !named ? doubt(typed, inLayout(typed, behindFirst(line))) : null;
}

/**
 * What a command about somebody is probably meant to be, and whom it is about; null where it is about nobody who is here.
 *
 * @param {string | null} name
 * @param {string} word
 * @param {Here} here
 * @returns {[name: string, whom: string] | null}
 */
function aimed(name, word, here) {
  const whom = name && Object.hasOwn(ABOUT, name) && personOf(word, here);
  return whom ? [ABOUT[name], whom] : null;
}

/**
 * What a command is told, but for texts and names, in the other layout as well.
 *
 * @param {string} name
 * @param {string} rest
 */
const inLayout = (name, rest) => (/number|language|command/.test(COMMANDS[name].fields[0]) ? latin(rest) : rest);

/**
 * Whether the first word was meant as `send`: mistyped, or as other chats call it.
 *
 * @param {string} word
 * @param {string | null} meant
 * @param {string} rest
 */
function replacesSend(word, meant, rest) {
  const { before, text } = parts(rest);
  const follows = before.length > 0 && text !== "";
  const isMistyped = meant === "send" && (follows || !WORDS.has(word.toLowerCase()));
  return isMistyped || (follows && isTelling(word));
}

/** The word without what commands begin and end with elsewhere. @param {string} word */
const bare = (word) => word.toLowerCase().replace(/^[/.!\\:;,]+|[:;,()?!]+$/gu, "");

/** @param {string} word */
const isTelling = (word) =>
  word.length <= LONGEST && [bare(word), latin(bare(word))].some((told) => WHISPERS.has(told) || TELLS.has(told));

/** `tell me` is said often; it is shown all the same that everybody will read it. @param {string[]} words */
const whispers = ([first, ...rest]) =>
  rest.length && first.length <= LONGEST && WHISPERS.has(bare(first)) ? "send" : null;

/**
 * Whether a line with a slash may be for somebody alone.
 *
 * @param {string[]} words
 * @param {Here} here
 */
const isAside = ([first, ...rest], here) =>
  isTelling(first) || personOf(rest[0], here) !== null || [first.slice(1), ...rest].some(isTo);

/** @param {string} word */
const nearest = (word) => near(word) ?? command(latin(word)) ?? (/[а-я]/iu.test(word) ? near(latin(word)) : null);

/** Who is here, by the folds of their names; made when it is first asked for, once a line. @typedef {() => Map<string, string>} Here */

/** @template Made @param {() => Made} make @returns {() => Made} */
function once(make) {
  /** @type {Made | undefined} */
  let made;
  return () => (made ??= make());
}

/**
 * Who of these is called so, whatever a sentence has behind the name.
 *
 * @param {string | undefined} word
 * @param {Here} here
 */
function personOf(word = "", here) {
  if (word.length > LONGEST) return null;
  const { length } = word.match(/\p{Po}*$/u)?.[0] ?? "";
  const called = word.replace(/^@/, "");
  // A name may end so too: the longest first.
  for (let ends = 0; ends <= length; ends++) {
    const name = here().get(fold(called.slice(0, called.length - ends)));
    if (name) return name;
  }
  return null;
}
