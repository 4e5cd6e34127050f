/**
 * The log as it is read: where the reader is, what of it is unread, and what came below.
 *
 * What is drawn follows from `Log`: it changes at once, and the window on it with the next frame. At the bottom the
 * window goes along; farther up it stays, and moves when it is scrolled to its edge.
 */

import { plural, text } from "../../state/words/texts.js";
import { onceAFrame } from "../page/frames.js";
import { sameDay } from "../../state/words/moments.js";
import { isSpoken } from "../../state/log/log.js";
import { toField } from "../page/focus.js";
import { LogWindow, ROOM, STEP } from "./window.js";

/** @import { Log } from "../../state/log/log.js" */
/** @import { Entry, Page } from "../../types.js" */
/** @import { EntryView } from "./entry.js" */

/** Whoever is so near to the end, in pixels, is at the end. */
const NEAR = 24;
/** Entries that may wait to be drawn. */
const MOST_WAITING = 5000;
/** More entries in one drawing are a flood; then the next one comes after a pause, in milliseconds. */
const FLOOD = 10;
const PAUSE = 200;

/** A window that goes along with its reader, which scrolls; `button` leads to the newest, and says how much was said down there. */
export class LogView extends LogWindow {
  /** @type {Entry[]} What the next frame brings. */
  #waiting = [];
  /** The keys of what is no longer as it is drawn. @type {number[]} */
  #changed = [];
  #following = true;
  /** Where the log was scrolled to when we last looked. */
  #top = 0;
  /** Messages of others that came while something older was read. */
  #below = 0;
  /** Those that came while the page was hidden. */
  #away = 0;
  #caughtUp = true;
  #today = 0;
  #flood = false;
  // Nobody reads a flood, and drawing it sixty times a second would leave no time for the keyboard.
  #schedule = onceAFrame(
    () => this.#draw(),
    () => (this.#flood ? PAUSE : 0),
  );

  /**
   * @param {Log} log
   * @param {HTMLElement} element
   * @param {EntryView} entries
   * @param {() => number} now
   * @param {HTMLElement} button
   * @param {Pick<Page["announcer"], "drawn">} announcer Told of new entries.
   */
  constructor(log, element, entries, now, button, announcer) {
    super(log, element, entries, now);
    this.button = button;
    this.announcer = announcer;
    this.#today = now();
    log.changed = (keys, entries = []) => {
      this.#changed.push(...keys);
      this.#waiting.push(...entries);
      // A page that has long been in the background may have to wait a minute for its turn.
      if (this.#waiting.length > MOST_WAITING) this.#draw();
      this.#schedule();
    };
    element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    button.addEventListener("click", () => {
      this.toEnd();
      toField();
    });
    // The window's end is not the log's.
    element.addEventListener("keydown", ({ key }) => key === "End" && this.toEnd());
    // Who reads a long message is not to be thrown to the end by the next one.
    element.addEventListener("unfold", () => {
      this.#following &&= this.left < NEAR;
      this.#showBelow();
    });
    // The virtual keyboard, a banner, a longer text in the field.
    new ResizeObserver(() => this.stay()).observe(element);
  }

  /** What stands around the log has another height: whoever is at the end stays there. */
  stay() {
    if (this.#following) this.#stick();
    // All of it may be in sight now.
    else this.#scrolled();
  }

  /** Go to the newest entry. */
  toEnd() {
    this.#following = true;
    this.#draw();
  }

  /** The reader is back: what came meanwhile is read from its beginning. */
  back() {
    this.#draw(true);
    if (this.#following && this.#away) this.#goTo(this.unread);
    this.#away = 0;
    this.#seen();
  }

  /** Say everything again: in another language, or when what was today is yesterday. */
  redraw() {
    const { scrollTop } = this.element;
    this.clear(Math.max(this.from, this.log.first));
    this.extend(this.log.step(this.from, ROOM));
    this.element.scrollTop = scrollTop;
    this.#draw();
  }

  /** A second has passed; what was today may be yesterday. */
  tick() {
    const now = this.now();
    if (!sameDay(this.#today, now)) this.redraw();
    this.#today = now;
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** All this is read: what is unread begins behind it. */
  #seen() {
    if (this.#following && !document.hidden) this.#caughtUp = true;
  }

  /** Show this entry at the top, unless it is in sight already. @param {number} key */
  #goTo(key) {
    const { element } = this;
    if (key < this.from) {
      this.clear(this.log.step(key, -STEP));
      this.extend(this.log.step(this.from, ROOM));
    }
    const above = element.getBoundingClientRect().top - (this.find(key) ?? this.list.children[0]).getBoundingClientRect().top;
    if (above <= 0 && this.to === this.end) return;
    this.#following = false;
    this.#below = this.#away;
    element.scrollTop -= above;
    this.#top = element.scrollTop;
    this.#showBelow();
  }

  /** @param {boolean} [hidden] Whether what is drawn came while the page was hidden. */
  #draw(hidden = document.hidden) {
    const entries = this.#waiting.splice(0);
    this.#flood = entries.length > FLOOD;
    for (const key of new Set(this.#changed.splice(0))) this.renew(key);
    const fresh = this.takeNew();
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

  #goAlong() {
    // In a flood all of it would be made anew each time, for the few that are in sight.
    const from = Math.max(this.from, this.log.step(this.end, this.#flood ? -STEP : -ROOM));
    if (from >= this.to) this.clear(from);
    this.dropUntil(from);
    this.extend(this.end);
    this.#below = 0;
    this.#stick();
  }

  /** @param {number} spoken */
  #stay(spoken) {
    this.#below += spoken;
    const { first } = this.log;
    // What is read may be so old by now that it is not even kept.
    if (this.to <= first) this.clear(first);
    if (this.from < first) this.keepPlace(() => this.dropUntil(first));
    this.extend(this.log.step(this.from, ROOM));
  }

  #stick() {
    this.element.scrollTop = this.element.scrollHeight;
    this.#top = this.element.scrollTop;
  }

  #scrolled() {
    const { scrollTop, clientHeight } = this.element;
    if (scrollTop < clientHeight && this.from > this.log.first) this.older();
    else if (this.left < clientHeight && this.to < this.end) this.newer();
    // Whoever goes up leaves the end; a log that has become lower or longer meanwhile says nothing about its reader.
    const stays = this.#following && scrollTop >= this.#top;
    this.#top = this.element.scrollTop;
    this.#following = stays || (this.left < NEAR && this.to === this.end);
    if (this.#following) {
      this.#below = 0;
      this.#seen();
    }
    this.#showBelow();
  }

  /** @param {number} key */
  #markUnread(key) {
    this.keepPlace(() => this.element.querySelector(".unread")?.remove());
    this.unread = key;
    this.#caughtUp = false;
  }

  #showBelow() {
    this.button.hidden = this.#following;
    this.button.textContent = this.#below
      ? plural("{n} new message", "{n} new messages", this.#below)
      : text("To the newest");
  }
}
