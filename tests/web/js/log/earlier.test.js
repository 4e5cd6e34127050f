import assert from "node:assert/strict";
import { test } from "node:test";

import { earlier, isCut, oldest, recalled } from "../../../../besedka/web/state/log/earlier.js";
import { piecesFound } from "../../../../besedka/web/state/log/found.js";
import { Log } from "../../../../besedka/web/state/log/log.js";

/** @typedef {import("../../../../besedka/web/types.js").Entry} Entry */

const NOON = new Date(2026, 10, 22, 12).getTime();
/** @param {number} number @param {number} minutes @param {object} [more] @param {object} [fields] @returns {Entry} */
const said = (number, minutes, more = {}, fields = {}) => ({
  event: /** @type {any} */ ({ type: "message", seq: number, number, from: "bob", text: `text ${number}`, ...fields }),
  at: NOON + minutes * 60_000,
  ...more,
});
/** @param {number} from @param {number} to @param {object} [more] */
const several = (from, to, more) => Array.from({ length: to - from }, (_, place) => said(from + place, from + place, more));

/** @param {Log} log */
const told = (log) => log.slice(log.first, log.end).map(({ event, day, follows }) => `${/** @type {any} */ (event).text}${day ? " day" : ""}${follows ? " follows" : ""}`);

test("what is put before a log goes on with it: its first entry begins a day, and a row of one person, no more", () => {
  const log = new Log();
  log.append([said(3, 2), said(4, 3)]);
  /** @type {unknown[]} */
  const changes = [];
  log.changed = (keys, entries = []) => changes.push([keys, entries.length]);
  log.prepend([said(1, 0), said(2, 1)]);
  assert.deepEqual(told(log), ["text 1 day", "text 2 follows", "text 3 follows", "text 4 follows"]);
  assert.deepEqual(changes, [[[0], 0]], "nothing has come that were to be read out");
});

test("a log that begins on another day than what is put before it still begins one", () => {
  const log = new Log();
  log.append([said(2, 24 * 60)]);
  log.prepend([said(1, 0)]);
  assert.deepEqual(told(log), ["text 1 day", "text 2 day"]);
});

test("the keys rise from the first to the last entry, and none is given twice", () => {
  const log = new Log(10);
  log.append(several(100, 113));
  const kept = log.first;
  assert.ok(kept > 0, "some have gone");
  log.prepend(several(90, 95));
  log.prepend(several(85, 90));
  const keys = log.slice(log.first, log.end).map(({ key }) => key);
  assert.deepEqual(keys, [...keys].sort((one, other) => one - other));
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(keys.slice(0, 10).every((key) => key < 0));
});

test("more is kept where the limit is raised, and when it is as before the oldest go again", () => {
  const log = new Log(10);
  log.append(several(20, 32));
  log.prepend(several(0, 20));
  log.limit += 20;
  log.append([said(32, 32)]);
  assert.equal(told(log).length, 33);
  log.limit -= 20;
  log.append([said(33, 33)]);
  assert.equal(told(log).length, 10);
  assert.ok(isCut(log, 20));
});

test("one who came in with as many messages as are shown may have missed some, and with fewer has not", () => {
  const full = new Log();
  full.append([...several(0, 20, { old: true }), said(20, 20)]);
  assert.equal(isCut(full, 20), true);
  const few = new Log();
  few.append([...several(0, 19, { old: true }), said(20, 20)]);
  assert.equal(isCut(few, 20), false);
  assert.equal(isCut(new Log(), 20), false);
});

test("the oldest message is one that everybody has", () => {
  const log = new Log();
  log.append([{ event: /** @type {any} */ ({ type: "welcome", name: "ann" }), at: NOON }, said(1, 0, {}, { to: "ann" }), said(2, 1), said(3, 2)]);
  assert.equal(/** @type {any} */ (oldest(log)?.event).number, 2);
  assert.equal(oldest(new Log()), undefined);
});

/** @param {number} number @param {number} minutes @param {string} [from] */
const row = (number, minutes, from = "bob") => ({ seq: number, number, at: new Date(NOON + minutes * 60_000).toISOString(), from, text: "" });

test("of a server that numbers anew nothing later is put before the log", () => {
  const rows = [row(1, 30), row(2, 31)];
  assert.deepEqual(earlier(rows, NOON), []);
  assert.deepEqual(earlier([row(1, -1), row(2, 0), ...rows], NOON), [row(1, -1), row(2, 0)]);
});

test("who is ignored, and not yet by the server, is not in what is recalled, which was all said before", () => {
  const session = /** @type {any} */ ({
    ignoring: { hides: (/** @type {string} */ name) => name === "mallory" },
    entries: (/** @type {any[]} */ rows) => rows.map((event) => ({ event, at: 0 })),
  });
  const entries = recalled(session, [row(1, 0), row(2, 0, "mallory"), row(3, 0)]);
  assert.deepEqual(entries.map(({ event, old }) => [/** @type {any} */ (event).number, old]), [[1, true], [3, true]]);
  assert.equal(recalled({ ...session, ignoring: null }, [row(2, 0, "mallory")]).length, 1);
});

const FOUND = [
  ["Под ёлкой, ЁЛКА", "елк", ["Под ", "ёлк", "ой, ", "ЁЛК", "А"]],
  ["дом и бедом", "дом", ["", "дом", " и бедом"]],
  ["日本茶を飲む", "茶", ["日本", "茶", "を飲む"]],
  ["tea for two", "two, tea!", ["", "tea", " for ", "two", ""]],
  ["a (b) c.d", "(", ["a (b) c.d"]],
  ["nothing", "", ["nothing"]],
];
for (const [said, words, pieces] of FOUND) {
  test(`of “${said}” what was searched for is marked: “${words}”`, () => {
    assert.deepEqual(piecesFound(String(said), String(words)), pieces);
  });
}
