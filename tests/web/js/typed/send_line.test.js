import assert from "node:assert/strict";
import { test } from "node:test";

import { readdressed, sending } from "../../../../besedka/web/state/typed/send_line.js";

const SENT = /** @type {[string, string, string, number][]} */ ([
  ["send hello", "hello", "", 0],
  ["/send   kept  as   typed ", "kept  as   typed ", "", 0],
  ["send -u bob hi", "hi", "bob", 0],
  ["send --username=bob -t 5 hi there", "hi there", "bob", 5],
  ["send hi -u bob", "hi", "bob", 0],
  ["send hi\n  -t 5   --username=bob ", "hi", "bob", 5],
  ["send -t 5 hi -u bob", "hi", "bob", 5],
  ["send -t 0 hi", "hi", "", 0],
  ["send -- hi -u bob", "hi -u bob", "", 0],
  ["send -u bob -- -t 5 ", "-t 5 ", "bob", 0],
  ["send --  two blanks", " two blanks", "", 0],
  ["\ufeff send -u bob hi", "hi", "bob", 0],
  ["send hi\ufeff-u bob", "hi\u2060-u bob", "", 0],
  ["send hi\u2028-u bob", "hi-u bob", "", 0],
  ["send use -t whenever you like", "use -t whenever you like", "", 0],
]);
for (const [line, text, to, delay] of SENT) {
  test(`what is sent, to whom and when: ${JSON.stringify(line)}`, () =>
    assert.deepEqual(sending(line), { text, to, delay }));
}

for (const line of [
  "send",
  "send -u bob",
  "send -u",
  "send hi -u",
  "send hi -t",
  "send hi -t soon",
  "send -u bob hi -u eve",
  "send -t 5 hi --time=6",
  "send hi -u bob how are you",
  "send hi --username=bob how are you",
  "send -x hi",
  "send -u -t 5 hi",
]) {
  test(`what the server will refuse is not foretold: ${line}`, () => assert.equal(sending(line), null));
}

for (const line of ["send –u bob hi", "send hi —username bob", "send hi -г bob", "send hi --user bob", "send -t5 hi", "send -ubob hi"]) {
  test(`what is meant as an option, and is none, is doubtful: ${line}`, () => assert.equal(sending(line), "doubtful"));
}

test("the same can be said to somebody else alone", () => {
  assert.equal(readdressed("send hi -u bbo", "bob"), "send -u bob hi");
  assert.equal(readdressed("send -t 5 -u bbo tea - or coffee", "bob"), "send -u bob -t 5 -- tea - or coffee");
  for (const line of ["send hi", "report bbo", "send –u bbo hi"]) assert.equal(readdressed(line, "bob"), null);
});
