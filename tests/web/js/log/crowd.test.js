import assert from "node:assert/strict";
import { test } from "node:test";

import { Log } from "../../../../besedka/web/state/log/log.js";

/** @typedef {import("../../../../besedka/web/types.js").Crowd} Crowd */
/** @typedef {import("../../../../besedka/web/types.js").Entry} Entry */

const NOON = new Date(2026, 10, 22, 12).getTime();
/** @param {object} event @param {number} [hours] @returns {Entry} */
const entry = (event, hours = 0) => ({ event: /** @type {any} */ ({ seq: 1, ...event }), at: NOON + hours * 3_600_000 });
const joined = (/** @type {string} */ name, more = {}) => entry({ type: "joined", name, ...more });
const left = (/** @type {string} */ name, reason = "exit") => entry({ type: "left", name, reason });
const renamed = (/** @type {string} */ old, /** @type {string} */ name) => entry({ type: "renamed", old, new: name });
const message = entry({ type: "message", number: 1, from: "zed", text: "hello" });

/** @param {Entry[]} entries */
function placed(entries) {
  const all = new Log();
  all.append(entries);
  return all.slice(all.first, all.end);
}

/** What became of each, of a log that is one crowd. @param {Entry[]} entries */
function fates(...entries) {
  const [{ event }, ...more] = placed(entries);
  assert.deepEqual(more, []);
  return /** @type {Crowd} */ (event).fates.map(({ name, wasHere, here }) => `${name} ${+wasHere}${+here}`);
}

test("a class that arrives is one entry", () => {
  const names = Array.from({ length: 30 }, (_, index) => `pupil-${index}`);
  assert.deepEqual(fates(...names.map((name) => joined(name))), names.map((name) => `${name} 01`));
});

test("of those who came it is known who is a bot, by their last coming and under a new name", () => {
  const moves = [joined("guest-1", { bot: true }), renamed("guest-1", "rain"), joined("mia"), joined("wind", { bot: true }), left("wind"), joined("wind")];
  const [{ event }] = placed(moves);
  assert.deepEqual(
    /** @type {Crowd} */ (event).fates.map(({ name, bot }) => `${name} ${bot === true}`),
    ["rain true", "mia false", "wind false"],
  );
});

test("what became of each is told, whatever they did meanwhile", () => {
  const moves = [joined("mia"), left("ben"), joined("kim"), left("mia"), joined("ben"), left("zoe"), joined("mia")];
  assert.deepEqual(fates(...moves), ["mia 01", "ben 11", "kim 01", "zoe 10"]);
  assert.deepEqual(fates(joined("mia"), left("mia")), ["mia 00"]);
});

test("a guest who takes a name while arriving has come in under it; anybody else's new name is told for itself", () => {
  assert.deepEqual(fates(joined("guest-1"), joined("ben"), renamed("guest-1", "mia")), ["mia 01", "ben 01"]);
  assert.deepEqual(
    placed([joined("mia"), renamed("mia", "max"), joined("kim")]).map(({ event }) => event.type),
    ["crowd", "renamed", "crowd"],
  );
  assert.deepEqual(
    placed([joined("mia"), renamed("ben", "bob"), joined("kim")]).map(({ event }) => event.type),
    ["crowd", "renamed", "crowd"],
  );
});

test("whoever takes a name that somebody had is told by the change", () => {
  const named = renamed("guest-1", "mia");
  for (const moves of [
    [joined("guest-1"), left("mia", "lost")],
    [left("mia"), joined("guest-1")],
    [joined("mia"), joined("guest-1"), left("mia")],
    [left("guest-1", "lost"), joined("guest-1")],
    [joined("ben")],
  ]) {
    assert.deepEqual(placed([...moves, named]).map(({ event }) => event.type), ["crowd", "renamed"]);
  }
});

test("everything else ends the line: a message, a mute, another day", () => {
  const types = (/** @type {Entry[]} */ ...entries) => placed(entries).map(({ event }) => event.type);
  assert.deepEqual(types(joined("mia"), message, joined("ben")), ["crowd", "message", "crowd"]);
  assert.deepEqual(types(joined("mia"), joined("ben", { muted_until: "2026-11-22T13:00:00Z" }), joined("kim")), ["crowd", "joined", "crowd"]);
  assert.deepEqual(types(joined("mia"), joined("ben", { ignored: true }), joined("kim")), ["crowd", "joined", "crowd"]);
  assert.deepEqual(types(joined("mia"), entry({ type: "joined", name: "ben" }, 13)), ["crowd", "crowd"]);
});

test("the log says which entries have become more, and keys and places stay what they are", () => {
  const all = new Log();
  /** @type {number[][]} */
  const changes = [];
  all.changed = (keys) => void changes.push(keys);
  for (const entries of [[message, joined("mia")], [joined("ben")], [joined("kim"), message], [message]]) all.append(entries);
  assert.deepEqual(changes, [[], [1], [1], []]);
  assert.deepEqual(all.slice(0, all.end).map(({ key }) => key), [0, 1, 2, 3]);
});

test("a line does not grow for ever", () => {
  const moves = Array.from({ length: 1200 }, (_, index) => (index % 2 ? left("bot") : joined("bot")));
  const crowds = placed(moves).map(({ event }) => /** @type {Crowd} */ (event).moves.length);
  assert.deepEqual(crowds, [500, 500, 200]);
});
