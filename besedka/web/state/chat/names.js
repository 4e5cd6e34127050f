/** Names: when two of them are one, whether a text calls somebody by theirs, and the colour of each. */

/** Whether the server has made this name up, for somebody who has chosen none. @param {string} name */
export const isGuest = (name) => /^guest-\d+$/.test(name);

/**
 * What the server compares names by (besedka/chat/names/forms.py): two with the same fold are one name. Only to be compared,
 * and with each other; the server's own folds of Cherokee are capitals.
 *
 * @param {string} name
 */
export function fold(name) {
  if (/^[\0-\x7f]*$/.test(name)) return name.toLowerCase();
  return caseless(caseless(name.normalize("NFD")).normalize("NFKD")).normalize("NFKC");
}

/**
 * Unicode's full case folding, by way of capitals: `ß` is `ss`, and `և` is `եւ`. The dotless `ı` has the capital of
 * another letter, and the `ς` at a word's end is a `σ`.
 *
 * @param {string} text
 */
const caseless = (text) => text.replace(/[^ı]+/g, (run) => run.toUpperCase().toLowerCase()).replaceAll("ς", "σ");

/** @param {string} one @param {string} other */
export const isSame = (one, other) => fold(one) === fold(other);

/** So many hues can be told apart; in degrees, from one to the next. */
const HUES = 24;
const APART = 15;

/**
 * The hue of a name, in degrees: the same for the same name, everywhere.
 *
 * Lightness and chroma are the style sheet's (`.name`), so that every hue can be read on every ground.
 *
 * @param {string} name
 */
export function hue(name) {
  // FNV-1a.
  let hash = 2166136261;
  for (const unit of new TextEncoder().encode(fold(name))) {
    hash = Math.imul(hash ^ unit, 16777619);
  }
  // The low bits of similar names (guest-1, guest-2) are too much alike.
  return (((hash ^ (hash >>> 15)) >>> 0) % HUES) * APART;
}

/** Scripts that leave no blanks between words: in them a word may begin and end beside any letter. */
const CLOSE = "Han Hira Bopo Thai Laoo Khmr Mymr Tibt Tale Talu Lana".split(" ");
const IN_CLOSE = CLOSE.map((script) => `\\p{sc=${script}}`).join("");
/** What goes on with a word; a full stop or hyphen does only between two others. */
const GOES_ON = `(?![${IN_CLOSE}])[\\p{L}\\p{M}\\p{N}_]`;

/** Folded, but for signs: of some folding makes letters, and `№bob` would be `nobob`. @param {string} text */
export const folded = (text) => text.replace(/\P{S}+/gu, fold);

/** @type {{ name: string, pattern: RegExp } | null} */
let last = null;

/** What finds `name`, whichever way it is written, in a folded text as a whole word. @param {string} name */
export function wholeWord(name) {
  if (last?.name !== name) last = { name, pattern: patternOf(fold(name)) };
  return last.pattern;
}

/**
 * Whether `name` stands in `text` as a whole word, whichever way it is written: `bob` is not in `bobby` nor in `bob-2`.
 *
 * @param {string} text
 * @param {string} name
 */
export const mentions = (text, name) => name !== "" && folded(text).search(wholeWord(name)) >= 0;

/** @param {string} name A folded one. */
function patternOf(name) {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // Katakana and its long vowels are words of their own among these scripts: two of them go on with each other alone.
  const kana = /\p{scx=Kana}/u;
  const [begins, ends] = [kana.test([...name][0]), kana.test([...name].at(-1) ?? "")];
  const before = begins ? GOES_ON : `(?!\\p{scx=Kana})${GOES_ON}`;
  const after = ends ? GOES_ON : `(?!\\p{scx=Kana})${GOES_ON}`;
  // A full stop behind the name is a sentence's, and so is a dash before it.
  return new RegExp(`(?<!${before}[.-]?)${escaped}(?!${after}|[.-]${after})`, "gu");
}
