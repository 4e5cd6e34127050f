/** Elements: made, filled with words, and drawn once a frame. Whatever comes from people is only ever text. */

import { text } from "../state/texts.js";

/** @import { Child } from "../types.js" */
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

/** Whether the keyboard has something to work on. @param {Element | null} focused */
export const isSomewhere = (focused) => focused !== document.body && focused?.checkVisibility();

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
export function coded(sentence, filled = (part) => [part]) {
  return sentence.split("`").flatMap((part, place) => (place % 2 ? [make("code", {}, ...filled(part))] : filled(part)));
}

/**
 * Show rows in a list. Those whose key was there before stay the elements that they are, and are moved only when they
 * have to be: a click that has just begun finds its row, and so does who goes through the list by keyboard. When the
 * focused row goes, the one in its place has the focus, and where there is none, the field.
 *
 * @param {HTMLElement} list
 * @param {readonly { key: string, make(): HTMLElement }[]} rows `key` says all that the row shows.
 */
export function arrange(list, rows) {
  const focused = list.contains(document.activeElement) ? document.activeElement?.closest("li") : null;
  const place = focused ? [...list.children].indexOf(focused) : 0;
  const before = new Map([...list.children].map((child) => [child.getAttribute("data-key"), child]));
  const wanted = rows.map((row) => {
    const element = before.get(row.key) ?? row.make();
    element.setAttribute("data-key", row.key);
    return element;
  });
  const kept = new Set(wanted);
  for (const child of before.values()) if (!kept.has(child)) child.remove();
  let next = list.firstElementChild;
  for (const element of wanted) {
    if (element === next) next = next.nextElementSibling;
    else list.insertBefore(element, next);
  }
  if (!focused || focused.isConnected) return;
  const row = wanted.at(Math.min(place, wanted.length - 1));
  (row?.querySelector("button") ?? part("field")).focus();
}

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

/** Put the words of the language that is spoken into the page itself. */
export function translatePage() {
  for (const element of document.querySelectorAll("[data-text]")) {
    element.replaceChildren(...fill(text(element.getAttribute("data-text") ?? "")));
  }
  for (const element of document.querySelectorAll("[data-text-label]")) {
    const label = text(element.getAttribute("data-text-label") ?? "");
    element.setAttribute("aria-label", label);
    // What is drawn and not written has its words for who points at it as well.
    if (element.hasAttribute("data-icon")) element.setAttribute("title", label);
  }
  for (const element of document.querySelectorAll("[data-text-placeholder]")) {
    element.setAttribute("placeholder", text(element.getAttribute("data-text-placeholder") ?? ""));
  }
}

/** A page in the background gets no frames. */
const LATEST = 250;

/**
 * `work`, to be called as often as one likes: it is done once, with the next frame, or a little later where there are
 * none, or where something in `place` is pressed just now. `pause`: the milliseconds between two times, at least.
 *
 * @param {() => void} work
 * @param {() => number} [pause]
 * @param {() => Element} [place] Where `work` may move things.
 * @returns {() => void}
 */
export function onceAFrame(work, pause = () => 0, place = undefined) {
  let frame = 0;
  /** @type {number | undefined} */
  let timer;
  let last = -Infinity;
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    timer = undefined;
    // What moved away under a press would lose it.
    if (place?.().matches(":active")) return void (timer = setTimeout(run, 50));
    last = performance.now();
    work();
  };
  return () => {
    if (timer !== undefined) return;
    const wait = last + pause() - performance.now();
    timer = setTimeout(run, wait > 0 ? wait : LATEST);
    if (wait <= 0) frame = requestAnimationFrame(run);
  };
}
