import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { COMMANDS, judge, near } from "../../../besedka/web/state/commands.js";

test("the commands are those of the command table", () => {
  const table = readFileSync(new URL("../../../besedka/dialects/table.py", import.meta.url), "utf8");
  const names = [...table.matchAll(/CommandSpec\(\n\s+"(\w+)"/g)].map((match) => match[1]);
  assert.deepEqual(Object.keys(COMMANDS), names);
});

for (const line of [
  "hello everybody",
  "Привет всем",
  "what does the option -t mean",
  "hi",
  "hello",
  "ухо болит",
  "1 + 1",
  "- no",
]) {
  test(`a text goes to all: ${line}`, () => assert.equal(judge(line).kind, "text"));
}

for (const line of [
  "help",
  "/help send",
  "SEND hi",
  "  users",
  "send\nhello",
  "send -U bob hi",
  "exit now",
  "lang ru",
]) {
  test(`a command is a command, with a slash and in any case: ${line}`, () =>
    assert.equal(judge(line).kind, "command"));
}

test("nothing is nothing", () => {
  for (const line of ["", " ", "\n\t "]) assert.equal(judge(line).kind, "empty");
});

const DOUBTS = /** @type {[string, string | null][]} */ ([
  ["sned -u bob secret", "send -u bob secret"],
  ["/sned hello", "send hello"],
  ["sendd -t 5 later", "send -t 5 later"],
  ["hepl", "help"],
  ["help!", "help"],
  ["histroy", "history"],
  ["canlce 17", "cancel 17"],
  ["ыутв -г bob secret", "send -u bob secret"],
  ["рудз", "help"],
  ["-u bob secret", "send -u bob secret"],
  ["msg -u bob secret", "send -u bob secret"],
  ["tell --username=bob secret", "send --username=bob secret"],
  ["send —username bob secret", "send --username bob secret"],
  ["send –u bob secret", "send -u bob secret"],
  ["/msg bob secret", null],
  ["/", null],
]);
for (const [line, repaired] of DOUBTS) {
  test(`what may be a command is asked about: ${line}`, () =>
    assert.deepEqual(judge(line), { kind: "doubt", repaired }));
}

test("one letter has to be right, up to five letters may have one mistake, more two", () => {
  assert.equal(near("exi"), "exit");
  assert.equal(near("ex"), null);
  assert.equal(near("x"), null);
  assert.equal(near("hello"), null);
  assert.equal(near("cancle"), "cancel");
  assert.equal(near("shceduled"), "scheduled");
  assert.equal(near("a".repeat(65)), null);
});
