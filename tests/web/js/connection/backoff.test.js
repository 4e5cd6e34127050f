import assert from "node:assert/strict";
import { test } from "node:test";

import { Backoff } from "../../../../besedka/web/connection/backoff.js";

test("a wait is drawn evenly from zero to a ceiling that doubles", () => {
  const backoff = new Backoff(() => 1, 1000, 5000);
  assert.deepEqual([backoff.next(), backoff.next(), backoff.next(), backoff.next()], [1000, 2000, 4000, 5000]);
  backoff.reset();
  assert.equal(backoff.next(), 1000);
});
