import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS } from "../../../../besedka/web/state/typed/commands.js";
import { Recall, complete } from "../../../../besedka/web/state/typed/completion.js";

const PEOPLE = ["alice", "Bob", "bobby", "Вера"];
/** @param {string} typed */
const values = (typed) => complete(typed, PEOPLE)?.choices.map((choice) => choice.value) ?? null;

test("a slash, or two letters, ask for commands", () => {
  assert.deepEqual(values("/h"), ["help", "history"]);
  assert.deepEqual(values("he"), ["help"]);
  assert.equal(values("h"), null);
  assert.deepEqual(values("/SE"), ["search", "send"]);
});

test("a slash alone shows all there are", () => {
  assert.deepEqual(values("/"), Object.keys(COMMANDS).sort());
});

test("the command's syntax is told with it", () => {
  assert.deepEqual(complete("/rep", PEOPLE), { start: 1, choices: [{ value: "report", hint: " NAME" }] });
});

test("names come where a command wants somebody", () => {
  assert.deepEqual(values("report b"), ["Bob", "bobby"]);
  assert.deepEqual(values("send -u В"), ["Вера"]);
  assert.deepEqual(values("send --username=al"), ["alice"]);
  assert.equal(complete("send --username=al", PEOPLE)?.start, "send --username=".length);
  assert.deepEqual(values("send -t 5 -u al"), ["alice"]);
});

test("those whom one ignores come where one ends that", () => {
  const offered = (/** @type {string} */ typed) => complete(typed, PEOPLE, ["mallory", "Bob"])?.choices.map(({ value }) => value);
  assert.deepEqual(offered("unignore "), ["Bob", "mallory"]);
  assert.deepEqual(offered("ignore b"), ["Bob", "bobby"]);
  assert.equal(offered("ignored "), undefined);
});

test("options, topics, languages and `all` come in their places", () => {
  assert.deepEqual(values("send --"), ["--time", "--username"]);
  assert.deepEqual(values("help re"), ["rename", "report"]);
  assert.deepEqual(values("lang r"), ["ru"]);
  assert.deepEqual(values("cancel a"), ["all"]);
});

test("in a text only @ asks for names", () => {
  assert.equal(values("well, al"), null);
  assert.equal(values("send well, al"), null);
  assert.deepEqual(values("well, @al"), ["alice"]);
  assert.deepEqual(values("send well, @al"), ["alice"]);
});

test("nothing is offered where nothing fits, or where it stands already", () => {
  for (const typed of ["", "users x", "rename a", "send -t 1", "zz", "report alice", "help"])
    assert.equal(values(typed), null, typed);
});

test("a very long list is cut", () => {
  const many = Array.from({ length: 50 }, (_, index) => `guest-${index}`);
  assert.equal(complete("report guest", many)?.choices.length, 14);
});

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
