/** Names: the colour that each has, and whether somebody is called in a text. */

const STEPS = 24;

/**
 * The hue of a name, in degrees: the same for the same name, everywhere; capitals do not matter.
 *
 * Lightness and chroma are the style sheet's (`.name`), so that every hue can be read on every ground.
 *
 * @param {string} name
 */
export function hue(name) {
  let hash = 2166136261; // FNV-1a
  for (const unit of new TextEncoder().encode(name.normalize("NFKC").toLowerCase())) {
    hash = Math.imul(hash ^ unit, 16777619);
  }
  // The low bits of similar names (guest-1, guest-2) are too much alike.
  return (((hash ^ (hash >>> 15)) >>> 0) % STEPS) * (360 / STEPS);
}

/** @type {{ name: string, pattern: RegExp } | null} */
let last = null;

/**
 * Whether `name` stands in `text` as a whole word, whatever its case: `bob` is not in `bobby` nor in `bob-2`.
 *
 * @param {string} text
 * @param {string} name
 */
export function mentions(text, name) {
  if (!name) return false;
  if (last?.name !== name) {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    // A full stop behind the name is a sentence's.
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{M}\\p{N}_-])${escaped}(?![\\p{L}\\p{M}\\p{N}_]|[.-][\\p{L}\\p{N}_])`,
      "iu",
    );
    last = { name, pattern };
  }
  return last.pattern.test(text);
}
