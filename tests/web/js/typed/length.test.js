import assert from "node:assert/strict";
import { test } from "node:test";

import { judge } from "../../../../besedka/web/state/typed/judgement.js";
import { characters, spoken, tooLong } from "../../../../besedka/web/state/typed/length.js";

const LIMITS = { max_text: 10, max_name: 5, max_delay: 1, max_pending: 1, history: 1 };
/** @param {string} line */
const said = (line) => spoken(line, judge(line, () => ["bob"]));

test("characters are counted as the server counts them: code points, of what it leaves", () => {
  assert.equal(characters("😀e\u0301"), 3);
  assert.equal(characters("a\r\nb\rc\u0007\u202e\u2028"), 5);
});

test("counted is the text of the message that would be sent", () => {
  assert.equal(said("hello there"), "hello there");
  assert.equal(said("/send -u bob psst"), "psst");
  assert.equal(said("send hi -t 5"), "hi");
  assert.equal(said("/rename somebody"), "");
});

test("a text of the limit is sent, and one of a character more is not", () => {
  assert.equal(tooLong({ type: "send", text: "😀".repeat(10) }, LIMITS), "");
  assert.match(tooLong({ type: "send", text: "x".repeat(11) }, LIMITS), /message is too long \(11\): it may have 10 characters/);
  assert.equal(tooLong({ type: "line", line: `send -u bob ${"x".repeat(10)}` }, LIMITS), "");
  assert.match(tooLong({ type: "line", line: `send -u bob ${"x".repeat(11)}` }, LIMITS), /too long/);
});

test("names, and what is all taken out, do not get beyond what the connection carries either", () => {
  assert.match(tooLong({ type: "rename", name: "x".repeat(11) }, LIMITS), /name is too long: it has 5 characters/);
  assert.match(tooLong({ type: "send", text: "hi", to: "x".repeat(11) }, LIMITS), /it has 5 characters/);
  assert.match(tooLong({ type: "send", text: `${"\0".repeat(1000)}hi` }, LIMITS), /too long/);
  assert.equal(tooLong({ type: "users" }, LIMITS), "");
});
