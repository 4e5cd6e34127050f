import assert from "node:assert/strict";
import { test } from "node:test";

import { Log } from "../../../../besedka/web/state/log/log.js";

/** @typedef {import("../../../../besedka/web/types.js").Entry} Entry */

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
  const all = new Log();
  all.append(entries);
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

test("a bot and a person do not go on with each other, though the name be the same", () => {
  const bot = { bot: true };
  const rows = placed([said("rain", 0, bot), said("rain", 1, bot), said("rain", 2), said("rain", 3), said("rain", 4, bot)]);
  assert.deepEqual(
    rows.map(({ follows }) => follows),
    [false, true, false, true, false],
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
  const all = new Log(100);
  for (let index = 0; index < 1000; index++) all.append([said("bob", 0, { text: String(index) })]);
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

/** The numbers of messages, and what is told of each. @param {Log} log */
const told = (log) => log.slice(0, log.end).map(({ event, key, day, follows }) => `${key} ${"text" in event ? event.text : event.type}${day ? " day" : ""}${follows ? " follows" : ""}`);

/** A log of these, and what is told of its changes from here on. @param {Entry[]} entries */
function watched(entries) {
  const log = new Log();
  log.append(entries);
  /** @type {number[][]} */
  const changes = [];
  log.changed = (keys) => void changes.push(keys);
  return { log, changes };
}

/** @param {number} number @param {string} text @param {number} [minutes] */
const numbered = (number, text, minutes = 0) => said("bob", minutes, { number, text });

test("a message is patched by its number, in its place, and whoever draws it is told", () => {
  const { log, changes } = watched([numbered(7, "one"), numbered(8, "tow"), numbered(9, "three")]);
  const [, before] = log.slice(0, 3);
  log.patch(8, { text: "two" });
  assert.deepEqual(told(log), ["0 one day", "1 two follows", "2 three follows"]);
  assert.deepEqual(changes, [[1]]);
  // Whoever still has the old entry has not lost it.
  assert.equal(/** @type {any} */ (before.event).text, "tow");
  log.patch(8, { text: "2" });
  assert.deepEqual(told(log)[1], "1 2 follows");
});

test("a message that is taken out leaves its key to nobody, and the next one stands as if it had not been", () => {
  const { log, changes } = watched([numbered(1, "one"), said("eve", 1, { number: 2, text: "no" }), numbered(3, "three", 2)]);
  log.remove(2);
  assert.deepEqual(told(log), ["0 one day", "2 three follows"]);
  log.remove(1);
  assert.deepEqual(told(log), ["2 three day"]);
  assert.deepEqual(changes, [[1, 2], [0, 2]]);
  log.append([numbered(4, "four", 2)]);
  assert.deepEqual(told(log), ["2 three day", "3 four follows"]);
});

test("when all of a day is taken out, the day begins with what comes next", () => {
  const { log } = watched([numbered(1, "one"), numbered(2, "two", 24 * 60), numbered(3, "three", 24 * 60 + 1)]);
  log.remove(2);
  assert.deepEqual(told(log), ["0 one day", "2 three day"]);
  log.remove(3);
  log.append([numbered(4, "four", 24 * 60 + 2)]);
  assert.deepEqual(told(log), ["0 one day", "3 four day"]);
  log.remove(4);
  log.append([numbered(5, "five", 2)]);
  assert.deepEqual(told(log), ["0 one day", "4 five follows"]);
});

test("an empty log begins anew", () => {
  const { log } = watched([numbered(1, "one")]);
  log.remove(1);
  assert.deepEqual([log.first, log.end, told(log)], [1, 1, []]);
  log.append([numbered(2, "two")]);
  assert.deepEqual(told(log), ["1 two day"]);
});

test("what is not there, or not any more, is neither patched nor removed", () => {
  const { log, changes } = watched([numbered(1, "one"), arrival]);
  for (const number of [0, 2, NaN]) {
    log.patch(number, { text: "two" });
    log.remove(number);
  }
  assert.deepEqual([told(log), changes], [["0 one day", "1 crowd"], []]);
});

test("of two messages with one number the newest is meant: a server that was restarted counts anew", () => {
  const { log } = watched([numbered(1, "before"), numbered(1, "after")]);
  log.patch(1, { text: "now" });
  assert.deepEqual(told(log), ["0 before day", "1 now follows"]);
  log.remove(1);
  log.patch(1, { text: "then" });
  assert.deepEqual(told(log), ["0 then day"]);
});

test("what got no answer is known by itself, and by no number", () => {
  const outgoing = /** @type {any} */ ({ number: 1 });
  const note = { event: /** @type {any} */ ({ type: "unanswered", text: "lost", outgoing }), at: NOON };
  const { log, changes } = watched([numbered(1, "one"), note]);
  log.patch(outgoing, { text: "found" });
  assert.deepEqual(changes, [[1]]);
  assert.equal(/** @type {any} */ (log.slice(1, 2)[0].event).text, "found");
  log.patch({ ...outgoing }, { text: "another" });
  assert.equal(/** @type {any} */ (log.slice(1, 2)[0].event).text, "found");
});

test("who comes joins who came before, and only a message between parts them", () => {
  const { log, changes } = watched([arrival]);
  log.append([{ ...arrival, event: /** @type {any} */ ({ type: "joined", name: "dave" }) }, numbered(1, "hi")]);
  assert.deepEqual([told(log), changes], [["0 crowd day", "1 hi"], [[0]]]);
  log.append([arrival]);
  log.remove(1);
  assert.deepEqual(told(log), ["0 crowd day", "2 crowd"]);
});

test("steps go by entries and not by keys, and end at the ends", () => {
  const { log } = watched([1, 2, 3, 4, 5].map((number) => numbered(number, String(number))));
  log.remove(3);
  assert.deepEqual([-9, -2, -1, 0, 1, 9].map((count) => log.step(3, count)), [0, 0, 1, 3, 4, 5]);
  assert.equal(log.step(2, 0), 3);
  assert.deepEqual(log.slice(1, 4).map(({ key }) => key), [1, 3]);
});
