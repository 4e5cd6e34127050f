/** Elements: made, found, and filled with words. Whatever comes from people is only ever text. */

import { codePieces } from "../../state/words/texts.js";

/** @import { Child } from "../../types.js" */
/** @typedef {Record<string, string | number | ((event: Event) => void)>} Properties */

/**
 * An element with attributes; a function becomes a listener of the event that it is named after.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/**
 * The element of the page with this id; that it is there, and what it is, is our own business.
 *
 * @template {Element} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function byId(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${id}`);
  return element;
}

/** @param {string} id */
export const part = (id) => byId(id, HTMLElement);

/**
 * A sentence whose placeholders are filled with elements; what stands between backticks is code, whatever fills it.
 *
 * @param {string} sentence
 * @param {Record<string, Child>} [values]
 */
export function fill(sentence, values = {}) {
  /** @type {Set<Child>} */
  const used = new Set();
  const value = (/** @type {string} */ name) => {
    const child = values[name] ?? "?";
    // A sentence may name somebody twice, but an element stands in one place alone.
    if (typeof child !== "string" && used.has(child)) return child.cloneNode(true);
    used.add(child);
    return child;
  };
  return coded(sentence, (part) =>
    part.split(/\{(\w+)\}/).map((piece, place) => (place % 2 ? value(piece) : piece)),
  );
}

/**
 * A sentence as it is, but for what stands between backticks, which is code.
 *
 * @param {string} sentence
 * @param {(part: string) => Child[]} [filled]
 * @returns {Child[]}
 */
export const coded = (sentence, filled = (part) => [part]) =>
  codePieces(sentence).flatMap(({ kind, text }) => (kind === "code" ? [make("code", {}, ...filled(text))] : filled(text)));

/** A picture out of the page's own sprite. @param {string} name */
export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(namespace, "svg");
  const use = document.createElementNS(namespace, "use");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  picture.append(use);
  return picture;
}
