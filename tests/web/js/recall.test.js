import assert from "node:assert/strict";
import { test } from "node:test";

import { Recall } from "../../../besedka/web/state/recall.js";

test("earlier lines come back one after the other, and then the empty line", () => {
  const recall = new Recall();
  for (const line of ["one", "two", "two", "  "]) recall.remember(line);
  assert.deepEqual([recall.older(), recall.older(), recall.older()], ["two", "one", null]);
  assert.ok(recall.shows("one"));
  assert.ok(!recall.shows("one, changed"));
  assert.deepEqual([recall.newer(), recall.newer(), recall.newer()], ["two", "", ""]);
});

test("a new line stands below all others", () => {
  const recall = new Recall(2);
  recall.remember("one");
  recall.older();
  recall.remember("two");
  assert.ok(!recall.shows("one"));
  recall.remember("three");
  assert.deepEqual([recall.older(), recall.older(), recall.older()], ["three", "two", null]);
  recall.leave();
  assert.equal(recall.older(), "three");
});
