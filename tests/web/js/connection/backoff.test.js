import assert from "node:assert/strict";
import { test } from "node:test";

import { Backoff } from "../../../../besedka/web/connection/backoff.js";

/** @param {Backoff} backoff @param {number} count */
const waits = (backoff, count) => Array.from({ length: count }, () => backoff.next());

test("a wait is twice the one before, up to the longest", () => {
  assert.deepEqual(waits(new Backoff(() => 1, 500, 3000), 5), [500, 1000, 2000, 3000, 3000]);
});

test("a random half of it is left out", () => {
  assert.deepEqual(waits(new Backoff(() => 0, 500, 3000), 3), [250, 500, 1000]);
});

test("after a good connection there is none, and the next one is short", () => {
  const backoff = new Backoff(() => 1, 500, 3000);
  waits(backoff, 3);
  backoff.reset();
  assert.deepEqual(waits(backoff, 3), [0, 500, 1000]);
});
