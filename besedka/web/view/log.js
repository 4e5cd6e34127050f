/**
 * The log: a window on the entries.
 *
 * Only the entries near what is read are elements, `ROOM` at the most, whatever comes in. At the bottom the window
 * goes along; farther up it stays, and moves when it is scrolled to its edge.
 */

import { Entries, isSpoken } from "../state/entries.js";
import { plural, text } from "../state/texts.js";
import { onceAFrame, toField } from "./dom.js";
import { entryElement } from "./entry.js";

/** @import { Entry, Page } from "../types.js" */

/** Entries that are elements at a time, and that come back when the window moves. */
const ROOM = 400;
const STEP = 100;
/** Whoever is so near to the end, in pixels, is at the end. */
const NEAR = 24;
/** Entries that may wait to be drawn. */
const MOST_WAITING = 5000;
/** More entries in one drawing are a flood; then the next one comes after a pause, in milliseconds. */
const FLOOD = 10;
const PAUSE = 200;

/** Shows entries in `log`, which scrolls; `button` leads to the newest, and says how much was said down there. */
export class LogView {
  #entries = new Entries();
  /** @type {Entry[]} What the next frame brings. */
  #waiting = [];
  /** The keys of what is in the window: from #from to before #to. */
  #from = 0;
  #to = 0;
  #following = true;
  /** Where the log was scrolled to when we last looked. */
  #top = 0;
  /** Messages of others that came while something older was read. */
  #below = 0;
  /** Those that came while the page was hidden. */
  #away = 0;
  #unread = -1;
  #caughtUp = true;
  #flood = false;
  // Nobody reads a flood, and drawing it sixty times a second would leave no time for the keyboard.
  #schedule = onceAFrame(
    () => this.#draw(),
    () => (this.#flood ? PAUSE : 0),
  );

  /**
   * @param {HTMLElement} log
   * @param {HTMLElement} button
   * @param {Pick<Page["announcer"], "drawn">} announcer Told of new entries.
   * @param {() => number} now
   */
  constructor(log, button, announcer, now) {
    this.log = log;
    this.button = button;
    this.announcer = announcer;
    this.now = now;
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    button.addEventListener("click", () => {
      this.toEnd();
      toField();
    });
    // The window's end is not the log's.
    log.addEventListener("keydown", ({ key }) => key === "End" && this.toEnd());
    // Who reads a long message is not to be thrown to the end by the next one.
    log.addEventListener("unfold", () => {
      this.#following &&= this.#left < NEAR;
      this.#showBelow();
    });
    addEventListener("beforeprint", () => this.#showAll());
    // The virtual keyboard, a banner, a longer text in the field.
    new ResizeObserver(() => this.stay()).observe(log);
  }

  /** What stands around the log has another height: whoever is at the end stays there. */
  stay() {
    if (this.#following) this.#stick();
    // All of it may be in sight now.
    else this.#scrolled();
  }

  /** Show these behind the others, with the next frame. @param {Entry[]} entries */
  add(entries) {
    this.#waiting.push(...entries);
    // A page that has long been in the background may have to wait a minute for its turn.
    if (this.#waiting.length > MOST_WAITING) this.#draw();
    this.#schedule();
  }

  /** Go to the newest entry. */
  toEnd() {
    this.#following = true;
    this.#draw();
  }

  /** The reader is back: what came meanwhile is read from its beginning. */
  back() {
    this.#draw(true);
    if (this.#following && this.#away) this.#goTo(this.#unread);
    this.#away = 0;
    this.#seen();
  }

  /** Say everything again: in another language, or when what was today is yesterday. */
  redraw() {
    this.#again(this.#from, this.log.scrollTop);
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** All this is read: what is unread begins behind it. */
  #seen() {
    if (this.#following && !document.hidden) this.#caughtUp = true;
  }

  /** Show this entry at the top, unless it is in sight already. @param {number} key */
  #goTo(key) {
    const { first, end } = this.#entries;
    if (key < this.#from) {
      this.#clear(Math.max(first, key - STEP));
      this.#extend(Math.min(end, this.#from + ROOM));
    }
    const element = this.log.children[Math.max(0, key - this.#from)];
    const above = this.log.getBoundingClientRect().top - element.getBoundingClientRect().top;
    if (above <= 0 && this.#to === end) return;
    this.#following = false;
    this.#below = this.#away;
    this.log.scrollTop -= above;
    this.#top = this.log.scrollTop;
    this.#showBelow();
  }

  /** @param {boolean} [hidden] Whether what is drawn came while the page was hidden. */
  #draw(hidden = document.hidden) {
    const entries = this.#waiting;
    this.#waiting = [];
    this.#flood = entries.length > FLOOD;
    const { end } = this.#entries;
    const changed = this.#entries.add(entries);
    if (changed < end) this.#renew(changed);
    const fresh = this.#entries.slice(end, this.#entries.end);
    const first = fresh.find(isSpoken);
    const spoken = fresh.filter(isSpoken).length;
    if (first && this.#caughtUp && (hidden || !this.#following)) this.#markUnread(first.key);
    if (hidden) this.#away += spoken;
    if (this.#following) this.#goAlong();
    else this.#stay(spoken);
    this.#showBelow();
    this.announcer.drawn(entries, fresh, this.now());
    if (this.#following && !hidden && spoken) this.#caughtUp = true;
  }

  /** This entry has become more than it was. @param {number} key */
  #renew(key) {
    const old = this.log.children[key - this.#from];
    if (!old || key >= this.#to) return;
    const [fresh] = this.#elements(key, key + 1);
    const focused = old.contains(document.activeElement);
    fresh.querySelector("details")?.toggleAttribute("open", old.querySelector("details[open]") !== null);
    if (this.#following) old.replaceWith(fresh);
    else this.#keepingPlace(() => old.replaceWith(fresh));
    if (focused) fresh.querySelector("summary")?.focus({ preventScroll: true });
  }

  #goAlong() {
    const { end, first } = this.#entries;
    // In a flood all of it would be made anew each time, for the few that are in sight.
    const from = Math.max(this.#from, end - (this.#flood ? STEP : ROOM), first);
    if (from >= this.#to) this.#clear(from);
    this.#dropUntil(from);
    this.#extend(end);
    this.#below = 0;
    this.#stick();
  }

  /** @param {number} spoken */
  #stay(spoken) {
    this.#below += spoken;
    const { end, first } = this.#entries;
    // What is read may be so old by now that it is not even kept.
    if (this.#to <= first) this.#clear(first);
    if (this.#from < first) this.#keepingPlace(() => this.#dropUntil(first));
    this.#extend(Math.min(end, this.#from + ROOM));
  }

  #stick() {
    this.log.scrollTop = this.log.scrollHeight;
    this.#top = this.log.scrollTop;
  }

  #scrolled() {
    const { scrollTop, clientHeight } = this.log;
    if (scrollTop < clientHeight && this.#from > this.#entries.first) this.#older();
    else if (this.#left < clientHeight && this.#to < this.#entries.end) this.#newer();
    // Whoever goes up leaves the end; a log that has become lower or longer meanwhile says nothing about its reader.
    const stays = this.#following && scrollTop >= this.#top;
    this.#top = this.log.scrollTop;
    this.#following = stays || (this.#left < NEAR && this.#to === this.#entries.end);
    if (this.#following) {
      this.#below = 0;
      this.#seen();
    }
    this.#showBelow();
  }

  /** Pixels of the window below what is seen. */
  get #left() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    return scrollHeight - scrollTop - clientHeight;
  }

  #older() {
    const from = Math.max(this.#entries.first, this.#from - STEP);
    this.#keepingPlace(() => {
      this.log.prepend(...this.#elements(from, this.#from));
      this.#from = from;
      for (; this.#to - this.#from > ROOM; this.#to--) this.log.lastElementChild?.remove();
    });
  }

  #newer() {
    this.#keepingPlace(() => {
      this.#extend(Math.min(this.#entries.end, this.#to + STEP));
      this.#dropUntil(this.#to - ROOM);
    });
  }

  /** Change the window without moving what is read. @param {() => void} change */
  #keepingPlace(change) {
    const { top } = this.log.getBoundingClientRect();
    const seen = [...this.log.children].filter((child) => child.getBoundingClientRect().bottom > top);
    // What has the focus is read, whatever else is in sight above it.
    const mark = seen.find((child) => child.contains(document.activeElement)) ?? seen[0] ?? this.log.firstElementChild;
    // Its end, since what goes may be a line at its beginning.
    const before = mark?.getBoundingClientRect().bottom ?? 0;
    change();
    if (mark?.isConnected) this.log.scrollTop += mark.getBoundingClientRect().bottom - before;
  }

  /** @param {number} start @param {number} end */
  #elements(start, end) {
    const now = this.now();
    return this.#entries.slice(start, end).map((entry) => entryElement(entry, now, entry.key === this.#unread));
  }

  /** @param {number} end */
  #extend(end) {
    if (end <= this.#to) return;
    this.log.append(...this.#elements(this.#to, end));
    this.#to = end;
  }

  /** @param {number} from */
  #dropUntil(from) {
    for (; this.#from < from && this.log.firstElementChild; this.#from++) this.log.firstElementChild.remove();
  }

  /** Paper has no window; then everything is as it was. */
  #showAll() {
    this.#draw();
    const [from, top] = [this.#from, this.log.scrollTop];
    this.#clear(this.#entries.first);
    this.#extend(this.#entries.end);
    addEventListener("afterprint", () => this.#again(from, top), { once: true });
  }

  /** Make the window anew. @param {number} key Where it begins, if that is still there. @param {number} top */
  #again(key, top) {
    const from = Math.max(key, this.#entries.first);
    this.#clear(from);
    this.#extend(Math.min(this.#entries.end, from + ROOM));
    this.log.scrollTop = top;
    this.#draw();
  }

  /** An empty window that begins here. @param {number} from */
  #clear(from) {
    this.log.replaceChildren();
    this.#from = this.#to = from;
  }

  /** @param {number} key */
  #markUnread(key) {
    this.#keepingPlace(() => this.log.querySelector(".unread")?.remove());
    this.#unread = key;
    this.#caughtUp = false;
  }

  #showBelow() {
    this.button.hidden = this.#following;
    this.button.textContent = this.#below
      ? plural("{n} new message", "{n} new messages", this.#below)
      : text("To the newest");
  }
}
