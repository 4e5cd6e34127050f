import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { COMMANDS, near } from "../../../besedka/web/state/commands.js";

test("the commands are those of the command table", () => {
  const table = readFileSync(new URL("../../../besedka/dialects/table.py", import.meta.url), "utf8");
  const names = [...table.matchAll(/CommandSpec\(\n\s+"(\w+)"/g)].map((match) => match[1]);
  assert.deepEqual(Object.keys(COMMANDS), names);
});

test("one letter has to be right, up to five letters may have one mistake, more two", () => {
  assert.equal(near("exi"), "exit");
  assert.equal(near("ex"), null);
  assert.equal(near("x"), null);
  assert.equal(near("hello"), null);
  assert.equal(near("cancle"), "cancel");
  assert.equal(near("shceduled"), "scheduled");
  assert.equal(near("a".repeat(65)), null);
});
