/** Lengths of time for people; they are milliseconds. */

import { plural } from "./texts.js";

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
