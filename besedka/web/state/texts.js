/**
 * Words and moments for people, in the language that is spoken.
 *
 * Words come out of the catalogues that the terminal client has, too. Call `text` and `plural` with literals:
 * tools/catalogues.py finds them. English stands in the code. Moments are local time, of milliseconds since 1970.
 */

/** @import { Catalogue, Values } from "../types.js" */

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
    rules.resolvedOptions().pluralCategories.some((own) => own === category),
  );
  const form = forms[known.indexOf(rules.select(n))] ?? (n === 1 ? one : many);
  return filled(form, { n: n.toLocaleString(code), ...values });
}

/** @param {string} sentence @param {Values} values */
function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

// -- moments -------------------------------------------------------------------------------------------------------

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} name @param {Intl.DateTimeFormatOptions} options @param {number} at */
function format(name, options, at) {
  const key = `${language()} ${name}`;
  let found = formats.get(key);
  // Making one costs a thousand times what using one does.
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(language(), options)));
  return Number.isFinite(at) ? found.format(at) : "?";
}

/** @type {Intl.DateTimeFormatOptions} */
const MINUTES = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
/** @type {Intl.DateTimeFormatOptions} */
const SECONDS = { ...MINUTES, second: "2-digit" };

/** `14:03`. @param {number} at */
export const timeOfDay = (at) => format("minutes", MINUTES, at);

/** `14:03:22`. @param {number} at */
const exactTime = (at) => format("seconds", SECONDS, at);

/** The whole of it, for who points at a time. @param {number} at */
export const fullTime = (at) => format("full", { dateStyle: "full", timeStyle: "medium", hourCycle: "h23" }, at);

/**
 * `today`, `yesterday`, or a date; the year when it is not this one.
 *
 * @param {number} at
 * @param {number} now
 */
export function day(at, now) {
  for (const ago of [0, 1]) {
    if (sameDay(at, new Date(now).setDate(new Date(now).getDate() - ago))) {
      return new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(-ago, "day");
    }
  }
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { weekday: "long", day: "numeric", month: "long" };
  return thisYear ? format("day", options, at) : format("date", { ...options, year: "numeric" }, at);
}

/** Whether both are on one day here. @param {number} one @param {number} other */
export function sameDay(one, other) {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/**
 * A moment to come, for `until …`: the time of day, with the date when that is another day.
 *
 * @param {number} at
 * @param {number} now
 */
export function until(at, now) {
  if (sameDay(at, now)) return exactTime(at);
  return format("until", { ...SECONDS, day: "numeric", month: "short" }, at);
}
