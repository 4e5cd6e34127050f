/** The hours at which days and years end, clocks are put forward and back, and the leap day. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Log } from "../../../../besedka/web/state/log/log.js";
import { until } from "../../../../besedka/web/state/words/until.js";
import { day, sameDay } from "../../../../besedka/web/state/words/moments.js";

// In this file's own process: Berlin goes from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October.
process.env.TZ = "Europe/Berlin";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = Date.parse;

/** Whether each of these begins a day. @param {string[]} moments */
const days = (moments) => {
  const all = new Log();
  all.append(moments.map((moment) => ({ event: /** @type {any} */ ({ type: "unmuted", seq: 1, name: "bob" }), at: at(moment) })));
  return all.slice(all.first, all.end).map((entry) => entry.day);
};

test("a minute before midnight of New Year's Eve the next year is tomorrow", () => {
  const now = at("2026-12-31T23:58:00+01:00");
  assert.equal(day(now, now), "today");
  assert.equal(until(now + MINUTE, now), "23:59:00");
  assert.match(until(now + HOUR, now), /^1 Jan.*00:58:00|^Jan 1.*00:58:00/);
  const later = now + 3 * MINUTE;
  assert.equal(day(now, later), "yesterday");
  assert.match(day(now - 24 * HOUR, later), /December.*2026|2026.*December|December 30, 2026/);
  assert.ok(!sameDay(now, later));
  assert.deepEqual(days(["2026-12-31T23:58:00+01:00", "2026-12-31T23:59:59.999+01:00", "2027-01-01T00:00:00+01:00"]), [
    true,
    false,
    true,
  ]);
});

test("the hour that comes twice is one day's, and the day of 25 hours is one day", () => {
  const [first, second] = [at("2026-10-25T02:30:00+02:00"), at("2026-10-25T02:30:00+01:00")];
  assert.equal(second - first, HOUR);
  assert.equal(until(second, first), "02:30:00");
  assert.equal(day(first, second), "today");
  assert.equal(day(at("2026-10-24T23:59:00+02:00"), second), "yesterday");
  const late = at("2026-10-25T23:30:00+01:00");
  assert.equal(day(at("2026-10-25T00:00:00+02:00"), late), "today");
  assert.equal(day(at("2026-10-24T23:30:00+02:00"), late), "yesterday");
  assert.equal(day(at("2026-10-25T00:10:00+02:00"), at("2026-10-26T00:20:00+01:00")), "yesterday");
  assert.deepEqual(
    days([
      "2026-10-25T00:00:00+02:00",
      "2026-10-25T02:30:00+02:00",
      "2026-10-25T02:30:00+01:00",
      "2026-10-25T23:30:00+01:00",
      "2026-10-26T00:00:00+01:00",
    ]),
    [true, false, false, false, true],
  );
});

test("the hour that there is not is missed by nobody, and the day of 23 hours is one day", () => {
  const before = at("2026-03-29T01:59:00+01:00");
  assert.equal(until(before + 2 * MINUTE, before), "03:01:00");
  assert.equal(day(before, before + 2 * MINUTE), "today");
  const next = at("2026-03-30T00:10:00+02:00");
  assert.equal(day(at("2026-03-29T00:05:00+01:00"), next), "yesterday");
  assert.notEqual(day(at("2026-03-28T23:55:00+01:00"), next), "yesterday");
  assert.match(until(before + 23 * HOUR, before), /30/);
  assert.deepEqual(
    days(["2026-03-29T00:00:00+01:00", "2026-03-29T01:59:59+01:00", "2026-03-29T03:00:00+02:00", "2026-03-30T00:00:00+02:00"]),
    [true, false, false, true],
  );
});

test("the leap day is a day like others", () => {
  const now = at("2028-02-29T23:58:00+01:00");
  assert.equal(day(now, now), "today");
  assert.equal(day(at("2028-02-28T00:00:00+01:00"), now), "yesterday");
  assert.match(until(now + HOUR, now), /1 Mar|Mar 1/);
  assert.equal(day(now, now + 3 * MINUTE), "yesterday");
  assert.match(day(now, at("2028-03-02T12:00:00+01:00")), /29/);
  assert.match(day(now, at("2029-03-01T00:01:00+01:00")), /29.*2028|2028.*29/);
  assert.deepEqual(days(["2028-02-28T23:59:00+01:00", "2028-02-29T00:00:00+01:00", "2028-03-01T00:00:00+01:00"]), [true, true, true]);
});
