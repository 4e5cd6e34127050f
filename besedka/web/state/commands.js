/** What a typed line is: a command as in the terminal, a text for all, or something to ask about. */

/** @import { Judgement, Spec } from "../types.js" */

/**
 * The commands, as besedka/dialects/table.py has them; what they do, `help` tells in the server's own words.
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
  history: { syntax: "history", fields: [] },
  report: { syntax: "report NAME", fields: ["user"] },
  lang: { syntax: "lang en|ru", fields: ["language"] },
});

/** The command that a first word is, slash or not, whatever its case; null when it is none. @param {string} word */
export function command(word) {
  const name = word.replace(/^\//, "").toLowerCase();
  return Object.hasOwn(COMMANDS, name) ? name : null;
}

/**
 * What to do with a typed line.
 *
 * `sned -u bob secret` must not be told to everybody because of a typing error. So a first word that is nearly a
 * command, that begins with a slash, or that was typed with the other keyboard layout, is a doubt, and so is a line
 * that has the options of `send`; `repaired` is the command that was probably meant.
 *
 * @param {string} line
 * @returns {Judgement}
 */
export function judge(line) {
  const words = line.trim().split(/\s+/u);
  if (!words[0]) return { kind: "empty" };
  const name = command(words[0]);
  const misspelt = words.slice(1, 4).some((word) => OPTION.test(word) && !/^--?[a-z]/i.test(word));
  if (name && !(name === "send" && misspelt)) return { kind: "command", name };
  if (OPTION.test(words[0])) return { kind: "doubt", repaired: repaired(`send ${line.trim()}`, "send") };
  const near = name ?? nearCommand(words[0]);
  const optioned = words.slice(1, 3).some((word) => OPTION.test(word));
  if (near || optioned) return { kind: "doubt", repaired: repaired(line, near ?? "send") };
  return words[0].startsWith("/") ? { kind: "doubt", repaired: null } : { kind: "text" };
}

/** An option of `send`: as it should be, with the dash that a phone makes of two, or in the Russian layout. */
const OPTION = /^[-–—]{1,2}(u|t|username|time|г|е|гыуктфьу|ешьу)(=|$)/iu;

const CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю";
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

/** The word as the same keys write it in the Latin layout. @param {string} word */
function latin(word) {
  return word.toLowerCase().replace(/[а-я]/gu, (letter) => LATIN[CYRILLIC.indexOf(letter)] ?? letter);
}

/** @param {string} word */
function nearCommand(word) {
  return near(word) ?? (/[а-я]/iu.test(word) ? (command(latin(word)) ?? near(latin(word))) : null);
}

/**
 * The line with this command as its first word, and its options as `send` knows them.
 *
 * @param {string} line
 * @param {string} name
 */
function repaired(line, name) {
  const rest = line.trim().replace(/^\S+/u, "");
  return (
    name +
    rest.replace(/(\s)([-–—]{1,2})([a-zа-я]+)(?=[=\s]|$)/giu, (whole, space, dashes, letters) => {
      const option = latin(letters);
      return OPTION.test(dashes + letters) ? `${space}${option.length > 1 ? "--" : "-"}${option}` : whole;
    })
  );
}

const MAX_WORD = 64;

/**
 * The command that `word` is probably a mistyping of; null when none is near enough to be meant.
 *
 * As besedka/dialects/words.py judges: one letter has to be right, up to five may have one mistake, more two.
 *
 * @param {string} word
 */
export function near(word) {
  const wanted = word.replace(/^\//, "").toLowerCase();
  const letters = wanted.replace(/^-+/, "").length;
  if (letters < 2 || wanted.length > MAX_WORD) return null;
  const limit = Math.min(letters <= 5 ? 1 : 2, wanted.length - 1);
  let best = null;
  let least = limit + 1;
  for (const name of Object.keys(COMMANDS)) {
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
