/**
 * Words for people, in the language that is spoken.
 *
 * Words come out of the catalogues that the terminal client has, too. Call `text` and `plural` with literals:
 * tools/catalogues.py finds them. English stands in the code.
 */

/** @import { Catalogue, Piece, Values } from "../../types.js" */

/** The languages that there are, by their own names. */
export const LANGUAGES = Object.freeze({ en: "English", ru: "Русский" });

/** CLDR's categories, in the order in which a gettext catalogue has its forms. */
const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];

let code = "en";
/** @type {Catalogue} */
let catalogue = {};
let rules = new Intl.PluralRules(code);
/** The language that was wished for last: its words may still be on their way. */
let wished = code;

/** The code of the language that is spoken. */
export const language = () => code;

/**
 * The first of the wishes (`ru-RU`, `en`) that we can fulfil; else English.
 *
 * @param {readonly (string | null)[]} wishes
 */
export function choose(wishes) {
  const codes = wishes.map((wish) => (wish ?? "").toLowerCase().split("-")[0]);
  return codes.find((wish) => Object.hasOwn(LANGUAGES, wish)) ?? "en";
}

/**
 * Speak this language from here on. When its catalogue cannot be had, or another one has been wished for meanwhile,
 * everything stays as it was.
 *
 * @param {string} wish
 * @param {(code: string) => Promise<Catalogue>} read
 * @returns {Promise<boolean | null>} Whether it could be had; null when another one has been wished for.
 */
export async function speak(wish, read) {
  if (!Object.hasOwn(LANGUAGES, wish)) return false;
  wished = wish;
  if (wish === code) return true;
  const words = wish === "en" ? {} : await read(wish).catch(() => null);
  if (wished !== wish) return null;
  if (!words) return false;
  catalogue = words;
  code = wish;
  rules = new Intl.PluralRules(code);
  return true;
}

/** More words of the language that is spoken. @param {Catalogue} words */
export const more = (words) => void (catalogue = { ...catalogue, ...words });

/**
 * The sentence in the language that is spoken, its placeholders filled as far as there are values.
 *
 * @param {string} msgid
 * @param {Values} [values]
 */
export function text(msgid, values = {}) {
  const found = Object.hasOwn(catalogue, msgid) ? catalogue[msgid] : msgid;
  return filled(typeof found === "string" ? found : found[0], values);
}

/**
 * The sentence in the form that goes with `n`, which fills `{n}`.
 *
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Values} [values]
 */
export function plural(one, many, n, values = {}) {
  const forms = Object.hasOwn(catalogue, one) ? catalogue[one] : [];
  const known = CATEGORIES.filter((category) =>
    rules.resolvedOptions().pluralCategories.includes(/** @type {Intl.LDMLPluralRule} */ (category)),
  );
  const form = forms[known.indexOf(rules.select(n))] ?? (n === 1 ? one : many);
  return filled(form, { n: n.toLocaleString(code), ...values });
}

/** A sentence in pieces: what stands between backticks is code. Of ours and the server's alone; what people write is no markup. @param {string} sentence @returns {Piece[]} */
export const codePieces = (sentence) => sentence.split("`").map((words, place) => ({ kind: place % 2 ? "code" : "text", text: words }));

/** @param {string} sentence @param {Values} values */
function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
