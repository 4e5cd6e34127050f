import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { read } from "../../../../besedka/web/connection/protocol.js";

const PROTOCOL = readFileSync(new URL("../../../../docs/protocol.md", import.meta.url), "utf8");
const EXAMPLES = [...PROTOCOL.matchAll(/```json out\n([\s\S]*?)\n```/g)].flatMap((match) =>
  match[1].trim().split("\n"),
);

for (const example of EXAMPLES) {
  test(`the protocol's example is understood, and nothing of it is lost: ${JSON.parse(example).type}`, () => {
    assert.deepEqual(read(example), JSON.parse(example));
  });
}

test("all types of the protocol are in the examples, but `help`", () => {
  assert.equal(new Set(EXAMPLES.map((example) => JSON.parse(example).type)).size, 26);
});

const STAMP = { seq: 1, at: "2026-11-22T12:00:00.000Z" };

test("rows that are not what we know are left out", () => {
  const good = { number: 1, text: "x", due: STAMP.at };
  const rows = [null, 7, "x", [], {}, { ...good, text: null }, good];
  assert.deepEqual(
    /** @type {any} */ (read(JSON.stringify({ ...STAMP, type: "scheduled", messages: rows })))?.messages,
    [good],
  );
});

test("a field that a newer server adds to an answer harms nothing, whatever its name", () => {
  const answer = { ...STAMP, type: "history", messages: [], users: 5, commands: "x" };
  assert.deepEqual(read(JSON.stringify(answer)), answer);
});

test("what cannot be understood is unknown, and may be an answer all the same", () => {
  assert.deepEqual(read(JSON.stringify({ ...STAMP, type: "dance", ref: 7 })), { type: "unknown", ref: 7, seq: 1, more: undefined });
});

test("an event without what it tells is none", () => {
  const nothing = { type: "unknown", ref: undefined, seq: 1, more: undefined };
  for (const broken of [{ message: {}, reason: "muted" }, { message: null, reason: "muted" }, { reason: "muted" }]) {
    assert.deepEqual(read(JSON.stringify({ ...STAMP, type: "not-sent", ...broken })), nothing);
  }
  assert.deepEqual(read(JSON.stringify({ type: "stopping", at: STAMP.at })), { ...nothing, seq: 0 });
  assert.deepEqual(read(JSON.stringify({ ...STAMP, type: "toString" })), nothing);
  assert.deepEqual(read(JSON.stringify(STAMP)), nothing);
});

test("what is no JSON object is an error", () => {
  for (const data of ["", "x", "[]", "null", "1", new Uint8Array(2)]) assert.throws(() => read(data), SyntaxError);
});
