import assert from "node:assert/strict";
import { test } from "node:test";

import { Entries } from "../../../besedka/web/state/entries.js";

/** @typedef {import("../../../besedka/web/types.js").Entry} Entry */

const NOON = new Date(2026, 10, 22, 12).getTime();
/** @param {string} from @param {number} minutes @param {object} [more] @returns {Entry} */
const said = (from, minutes, more = {}) => ({
  event: /** @type {any} */ ({ type: "message", seq: 1, number: 1, from, text: "hello", ...more }),
  at: NOON + minutes * 60_000,
});
/** @type {Entry} */
const arrival = { event: /** @type {any} */ ({ type: "joined", seq: 1, name: "carol" }), at: NOON };

/** @param {Entry[]} entries */
function placed(entries) {
  const all = new Entries();
  all.add(entries);
  return all.slice(all.first, all.end);
}

test("the same person goes on within some minutes, to the same people", () => {
  const rows = placed([
    said("bob", 0),
    said("bob", 4),
    said("alice", 4),
    said("bob", 5),
    said("bob", 11),
    said("bob", 12, { to: "alice" }),
    said("bob", 12, { to: "alice" }),
    said("bob", 13, { delayed: true }),
    arrival,
    said("bob", 13),
  ]);
  assert.deepEqual(
    rows.map(({ follows }) => follows),
    [false, true, false, false, false, false, true, false, false, false],
  );
});

test("a day begins with its first entry", () => {
  const rows = placed([said("bob", 0), said("bob", 1), said("bob", 12 * 60), said("bob", 12 * 60 + 1)]);
  assert.deepEqual(
    rows.map(({ day }) => day),
    [true, false, true, false],
  );
  assert.equal(rows[2].follows, false);
});

test("a moment that is none begins no day and harms nobody", () => {
  assert.deepEqual(
    placed([said("bob", 0), said("bob", NaN), said("bob", 1)]).map(({ day }) => day),
    [true, false, false],
  );
});

test("the oldest go when there are too many, and the keys stay", () => {
  const all = new Entries(100);
  for (let index = 0; index < 1000; index++) all.add([said("bob", 0, { text: String(index) })]);
  assert.equal(all.end, 1000);
  assert.ok(all.end - all.first <= 120);
  assert.deepEqual(all.slice(0, 3), []);
  assert.equal(/** @type {any} */ (all.slice(999, 1000)[0].event).text, "999");
  assert.equal(all.slice(0, 2000).length, all.end - all.first);
});

test("a day that has no midnight, since the clocks are put forward then, is no longer than others", () => {
  const zone = process.env.TZ;
  process.env.TZ = "Africa/Cairo";
  try {
    const moments = [new Date(2026, 3, 24, 12), new Date(2026, 3, 24, 23, 59), new Date(2026, 3, 25, 0, 30)];
    const rows = placed(moments.map((moment) => ({ ...said("bob", 0), at: moment.getTime() })));
    assert.equal(new Date(2026, 3, 24).getHours(), 1);
    assert.deepEqual(
      rows.map(({ day }) => day),
      [true, false, true],
    );
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});
