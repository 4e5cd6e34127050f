/**
 * Which of the log's entries are elements: a window on it, of `ROOM` entries at the most, whatever comes in.
 *
 * Each element has the key of its entry (`data-key`), and is found by that alone: between two keys there may be none.
 */


/** @import { Log } from "../../state/log/log.js" */
/** @import { EntryView } from "./entry.js" */

/** Entries that are elements at a time, and that come back when the window moves. */
export const ROOM = 400;
export const STEP = 100;

/** The elements of a log's entries with keys from `from` to before `to`, in `list`, which is scrolled in `element`. */
export class LogWindow {
  from = 0;
  to = 0;
  /** Up to this key all has been shown, though it need not be in the window any more. */
  end = 0;
  /** The entry with which the unread begin; at first there is none. */
  unread = NaN;

  /**
   * @param {Log} log
   * @param {HTMLElement} element What is scrolled; its first element child holds the window, and nothing else.
   * @param {EntryView} entries
   * @param {() => number} now
   */
  constructor(log, element, entries, now) {
    this.log = log;
    this.element = element;
    this.list = /** @type {Element} */ (element.firstElementChild);
    this.entries = entries;
    this.now = now;
  }

  /** Pixels of the window below what is seen. */
  get left() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** What has come since this was asked last; only now can it be shown. */
  takeNew() {
    const start = this.end;
    this.end = this.log.end;
    return this.log.slice(start, this.end);
  }

  /** The element of an entry, if it is in the window. @param {number} key @returns {Element | null} */
  find(key) {
    return this.list.querySelector(`[data-key="${key}"]`);
  }

  /** An empty window that begins here. @param {number} from */
  clear(from) {
    this.list.replaceChildren();
    this.from = this.to = from;
  }

  /** Go on to this key, as far as anything has been shown. @param {number} end */
  extend(end) {
    const to = Math.min(end, this.end);
    if (to <= this.to) return;
    this.list.append(...this.#elements(this.to, to));
    this.to = to;
  }

  /** @param {number} from */
  dropUntil(from) {
    for (let child; (child = this.list.firstElementChild) && keyOf(child) < from; ) child.remove();
    this.from = Math.max(this.from, from);
  }

  /** Move to what is older. */
  older() {
    const from = this.log.step(this.from, -STEP);
    this.keepPlace(() => {
      this.list.prepend(...this.#elements(from, this.from));
      this.from = from;
      for (let child; (child = this.list.children[ROOM]); child.remove()) this.to = Math.min(this.to, keyOf(child));
    });
  }

  /** Move to what is newer. */
  newer() {
    this.keepPlace(() => {
      this.extend(this.log.step(this.to, STEP));
      this.dropUntil(this.log.step(this.to, -ROOM));
    });
  }

  /** An entry is no longer what it was, or no longer there. @param {number} key */
  renew(key) {
    const old = this.find(key);
    const [fresh] = this.#elements(key, key + 1);
    // The unread begin with the next one.
    if (!fresh && this.unread === key) this.unread = this.log.step(key, 0);
    if (!old) return;
    const focused = old.contains(document.activeElement);
    fresh?.querySelector("details")?.toggleAttribute("open", old.querySelector("details[open]") !== null);
    this.keepPlace(() => old.replaceWith(...(fresh ? [fresh] : [])));
    if (focused) fresh?.querySelector("summary")?.focus({ preventScroll: true });
  }

  /** Change the window without moving what is read. @param {() => void} change */
  keepPlace(change) {
    const { top } = this.element.getBoundingClientRect();
    const seen = [...this.list.children].filter((child) => child.getBoundingClientRect().bottom > top);
    // What has the focus is read, whatever else is in sight above it.
    const mark = seen.find((child) => child.contains(document.activeElement)) ?? seen[0] ?? this.list.firstElementChild;
    // Its end, since what goes may be a line at its beginning.
    const before = mark?.getBoundingClientRect().bottom ?? 0;
    change();
    // It may have been made anew.
    const after = mark && this.find(keyOf(mark));
    if (after) this.element.scrollTop += after.getBoundingClientRect().bottom - before;
  }

  /** @param {number} start @param {number} end */
  #elements(start, end) {
    const now = this.now();
    return this.log.slice(start, end).map((entry) => this.entries.element(entry, now, entry.key === this.unread));
  }
}

/** @param {Element} element */
const keyOf = (element) => Number(element.getAttribute("data-key"));
