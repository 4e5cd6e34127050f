/** Moments to come, for people: local time, of milliseconds since 1970. */

import { MINUTES, format, sameDay } from "./moments.js";

/** @type {Intl.DateTimeFormatOptions} */
const SECONDS = { ...MINUTES, second: "2-digit" };

/** `14:03:22`. @param {number} at */
const exactTime = (at) => format("seconds", SECONDS, at);

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
