/** Moments for people, in the language that is spoken: local time, of milliseconds since 1970. */

import { language } from "./texts.js";

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** A formatter's words; `?` for a moment that is none. @param {string} name Of these options. @param {Intl.DateTimeFormatOptions} options @param {number} at */
export function format(name, options, at) {
  const key = `${language()} ${name}`;
  let found = formats.get(key);
  // Making one costs a thousand times what using one does.
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(language(), options)));
  return Number.isFinite(at) ? found.format(at) : "?";
}

/** @type {Intl.DateTimeFormatOptions} */
export const MINUTES = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** `14:03`. @param {number} at */
export const timeOfDay = (at) => format("minutes", MINUTES, at);

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
