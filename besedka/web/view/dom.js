/**
 * The page as views use it: elements, drawn once a frame, the focus, and what is remembered. Whatever comes from people
 * is only ever text.
 */

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

// -- the focus -----------------------------------------------------------------------------------------------------

/** Something is done, and what is typed next is a message; but on a phone that would open the keyboard. */
export function toField() {
  // A text that is selected is about to be copied.
  if (getSelection()?.isCollapsed === false) return;
  const place = matchMedia("(hover: hover)").matches ? "field" : "log";
  part(place).focus({ preventScroll: true });
}

/** What has a use of its own for letters. */
const OWN_LETTERS = "input, textarea, select, [contenteditable], [role=menu], dialog";

/**
 * A letter that is typed beside the field is typed in it. Not the space, which presses buttons and scrolls, and nothing
 * that is a shortcut; AltGr makes letters, and is told as Ctrl and Alt.
 *
 * @param {KeyboardEvent} event
 */
export function typeInField(event) {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const isShortcut = metaKey || ((ctrlKey || altKey) && !event.getModifierState("AltGraph"));
  const isLetter = key === "Dead" || ([...key].length === 1 && key !== " ");
  if (event.defaultPrevented || isShortcut || !isLetter || document.querySelector("dialog[open]")) return;
  if (/** @type {Element} */ (target).closest(OWN_LETTERS)) return;
  part("field").focus();
}

/** Where the virtual keyboard lies over the page instead of making it smaller. */
export function mindTheKeyboard() {
  visualViewport?.addEventListener("resize", () => {
    const { height, scale } = /** @type {VisualViewport} */ (visualViewport);
    // Whoever enlarges the page wants to see less of it, not a smaller one.
    document.documentElement.style.setProperty("--height", `${height * scale}px`);
    // iOS also moves the page, to show the field that the keyboard would have covered.
    scrollTo(0, 0);
  });
}

// -- what the page remembers: little enough to be lost without harm, since a browser may forbid it -----------------

/** @typedef {"name" | "language" | "notify" | "draft"} Key */

/** @param {Key} key @returns {string} Empty when nothing is remembered. */
export function remembered(key) {
  try {
    return sessionStorage.getItem(`besedka.${key}`) ?? localStorage.getItem(`besedka.${key}`) ?? "";
  } catch {
    return "";
  }
}

/**
 * For this tab, and for the next one that is opened: two tabs may have two names.
 *
 * @param {Key} key
 * @param {string} value
 * @param {boolean} [here] For this tab alone.
 */
export function remember(key, value, here = false) {
  try {
    sessionStorage.setItem(`besedka.${key}`, value);
    if (!here) localStorage.setItem(`besedka.${key}`, value);
  } catch {
    // Then it is asked again next time.
  }
}
