import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { COMMANDS, TELLS, near } from "../../../../besedka/web/state/typed/commands.js";
import { WHISPERS } from "../../../../besedka/web/state/typed/plain.js";

test("the commands are those of the command table", () => {
  const table = readFileSync(new URL("../../../../besedka/dialects/commands/table.py", import.meta.url), "utf8");
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

test("who tells something to somebody in other chats is known to the server, too", () => {
  const habits = readFileSync(new URL("../../../../besedka/dialects/guessing/synonyms.py", import.meta.url), "utf8");
  const words = (/** @type {string} */ command) =>
    (new RegExp(`"${command}": """([^"]*)"""`).exec(habits)?.[1] ?? "").split(/\s+/).map((word) => word.replace("/", ""));
  const [whispers, tells] = [words("send -u"), words("send")];
  for (const word of WHISPERS) assert.ok(whispers.includes(word), word);
  for (const word of TELLS) assert.ok(whispers.includes(word) || tells.includes(word), word);
  for (const word of whispers.filter(Boolean)) assert.ok(WHISPERS.has(word) || TELLS.has(word), word);
});
