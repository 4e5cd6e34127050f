/** Local time for people: moments are milliseconds since 1970, lengths of time milliseconds. */

import { language, plural } from "./texts.js";

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

/** What runs down to zero: `0:42`, `1:02:03`, `2 days 3:04:05`. @param {number} milliseconds */
export function countdown(milliseconds) {
  const [days, hours, minutes, seconds] = parts(milliseconds);
  const pad = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const time = days || hours ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
  return days ? `${plural("{n} day", "{n} days", days)} ${time}` : time;
}

/**
 * A length of time in words, rounded up to seconds: the two largest units of it.
 *
 * The Russian words are accusatives, as after `через` and `ещё`: write every sentence so that they fit.
 *
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  const units = parts(milliseconds);
  const largest = Math.max(
    0,
    units.findIndex((count) => count > 0),
  );
  const words = [
    plural("{n} day", "{n} days", units[0]),
    plural("{n} hour", "{n} hours", units[1]),
    plural("{n} minute", "{n} minutes", units[2]),
    plural("{n} second", "{n} seconds", units[3]),
  ];
  if (!units.some(Boolean)) return words[3];
  return words.filter((_, index) => units[index] && index >= largest && index < largest + 2).join(" ");
}

/** Days, hours, minutes and seconds. @param {number} milliseconds */
function parts(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
}
