/** The commands: their names, what they are told, and what may have been meant as one of them. */

/** @import { Spec } from "../../types.js" */

/**
 * The commands, as besedka/dialects/commands/table.py has them; what they do, `help` tells in the server's own words.
 *
 * @type {Readonly<Record<string, Spec>>}
 */
export const COMMANDS = Object.freeze({
  help: { syntax: "help [COMMAND]", fields: ["command"] },
  rename: { syntax: "rename NAME", fields: ["name"] },
  exit: { syntax: "exit", fields: [] },
  users: { syntax: "users", fields: [] },
  send: {
    syntax: "send [-u NAME] [-t SECONDS] [--] TEXT",
    fields: ["text"],
    options: { "-u": "user", "--username": "user", "-t": "seconds", "--time": "seconds" },
  },
  cancel: { syntax: "cancel [NUMBER | all]", fields: ["number"], flag: "all" },
  scheduled: { syntax: "scheduled", fields: [] },
  history: {
    syntax: "history [N] [--before NUMBER | --around NUMBER]",
    fields: ["number"],
    options: { "--before": "number", "--around": "number" },
  },
  search: { syntax: "search WORDS", fields: ["text"] },
  report: { syntax: "report NAME", fields: ["user"] },
  ignore: { syntax: "ignore NAME", fields: ["user"] },
  unignore: { syntax: "unignore NAME", fields: ["ignored"] },
  ignored: { syntax: "ignored", fields: [] },
  lang: { syntax: "lang en|ru", fields: ["language"] },
});

/** The command that a first word is, slash or not, whatever its case; null when it is none. @param {string} word */
export function command(word) {
  const name = word.replace(/^\//, "").toLowerCase();
  return Object.hasOwn(COMMANDS, name) ? name : null;
}

/** What may begin a message to one person, when somebody's name follows, or behind a slash. */
export const TELLS = new Set([
  ..."t query notice to private reply r write message text talk chat say".split(" "),
  ..."шёпот шепот сказать скажи написать напиши сообщение отправить отправь послать пошли передать передай".split(" "),
]);

const CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю";
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

/** The word as the same keys write it in the Latin layout. @param {string} word */
export function latin(word) {
  return word.toLowerCase().replace(/[а-я]/gu, (letter) => LATIN[CYRILLIC.indexOf(letter)] ?? letter);
}

/** The word as the same keys write it in the Russian layout. @param {string} word */
export const cyrillic = (word) => word.replace(/[a-z]/g, (letter) => CYRILLIC[LATIN.indexOf(letter)]);

const MAX_WORD = 64;

/**
 * The command, or other word that is known, that `word` is probably a mistyping of; null when none is near enough.
 *
 * As besedka/dialects/guessing/typed_words.py judges: one letter has to be right, up to five may have one mistake, more two.
 *
 * @param {string} word
 * @param {string[]} [known]
 */
export function near(word, known = Object.keys(COMMANDS)) {
  const wanted = word.replace(/^\//, "").toLowerCase();
  const letters = wanted.replace(/^-+/, "").length;
  if (letters < 2 || wanted.length > MAX_WORD) return null;
  const limit = Math.min(letters <= 5 ? 1 : 2, wanted.length - 1);
  let best = null;
  let least = limit + 1;
  for (const name of known) {
    if (Math.abs(name.length - wanted.length) > limit) continue;
    const far = distance(wanted, name);
    if (far < least) [best, least] = [name, far];
  }
  return best;
}

/**
 * Letters inserted, left out, replaced, or exchanged with their neighbour (optimal string alignment).
 *
 * @param {string} one
 * @param {string} other
 */
function distance(one, other) {
  let before = /** @type {number[]} */ ([]);
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1));
      const crossed = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (crossed) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, above] = [above, row];
  }
  return above[other.length];
}
