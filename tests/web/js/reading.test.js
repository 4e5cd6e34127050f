import assert from "node:assert/strict";
import { test } from "node:test";

import { isAmbiguous, judge, otherReading } from "../../../besedka/web/state/reading.js";

/** @param {string} line */
const judged = (line) => judge(line, () => ["Bob", "eve."].values());

for (const line of [
  "hello everybody",
  "Привет всем",
  "what does the option -t mean",
  "what does -n mean, and -u mean",
  "hi",
  "ухо болит",
  "руда в горе",
  "Hell yes",
  "Long time no see",
  "sent",
  "help!",
  "exit!",
  "sned hello",
  "ls -t",
  "1 + 1",
  "- no",
  "constructor",
]) {
  test(`a text goes to all, and nothing is said of it: ${line}`, () => {
    assert.deepEqual(judged(line), { kind: "text" });
    assert.ok(!isAmbiguous(judged(line)));
  });
}

for (const [line, name] of [
  ["Send me the slides please", "send"],
  ["send me the slides please", "send"],
  ["Send it to all of us", "send"],
  ["SEND in capitals", "send"],
  ["help me please", "help"],
  ["Help Bob", "help"],
  ["Users of all countries, unite", "users"],
  ["history repeats itself", "history"],
  ["scheduled for monday", "scheduled"],
  ["lang lebe der König", "lang"],
  ["Rename both files", "rename"],
  ["exit now", "exit"],
  ["Cancel the meeting", "cancel"],
  ["report is due on friday", "report"],
  ["report", "report"],
]) {
  test(`a sentence that begins with a command's word goes to all as it stands: ${line}`, () => {
    assert.deepEqual(judged(line), { kind: "text", name });
    assert.deepEqual(otherReading(judged(line)), { kind: "command", name });
    assert.ok(isAmbiguous(judged(line)));
  });
}

for (const line of [
  "help",
  "Help",
  "help send",
  "  users",
  "history",
  "scheduled",
  "lang ru",
  "send hello",
  "send hello everybody",
  "send\nhello",
  "send",
  "send -- -u is an option",
  "send -u bob secret",
  "Send -u bob secret",
  "send -U bob hi",
  "send hi -u bob",
  "Send hi --username=bob",
  "send hi -u bob how are you",
  "send hi -u",
  "send -t 5 tea",
  "Send -t 0 tea",
  "Send tea -t 5",
]) {
  test(`what can hardly be anything else is a command without a slash: ${JSON.stringify(line)}`, () => {
    assert.equal(judged(line).kind, "command");
    assert.equal(otherReading(judged(line)).kind, "text");
  });
}

for (const line of ["/help me", "/Exit", "/report bob", "/rename both", "/cancel", "/send me the slides", "/SEND hi"]) {
  test(`with a slash it is a command: ${line}`, () => assert.equal(judged(line).kind, "command"));
}

for (const [line, repaired] of [
  ["exit", "exit"],
  ["Exit", "exit"],
  ["cancel", "cancel"],
  ["Cancel all", "cancel all"],
  ["cancel #17", "cancel #17"],
  ["Rename both", "rename both"],
  ["report somebody", "report somebody"],
  ["Report bob, he shouts", "report Bob"],
  ["report eve. at last", "report eve."],
]) {
  test(`what cannot be taken back is asked about: ${line}`, () => {
    const name = repaired.split(" ")[0];
    assert.deepEqual(judged(line), { kind: "doubt", repaired, name });
    assert.deepEqual(otherReading(judged(line)), { kind: "command", name });
  });
}

test("nothing is nothing", () => {
  for (const line of ["", " ", "\n\t "]) assert.deepEqual([judge(line).kind, isAmbiguous(judge(line))], ["empty", false]);
});

const DOUBTS = /** @type {[string, string | null][]} */ ([
  ["sned -u bob secret", "send -u bob secret"],
  ["/sned hello", "send hello"],
  ["/hepl", "help"],
  ["sendd -t 5 later", "send -t 5 later"],
  ["ыутв -г bob secret", "send -u bob secret"],
  ["ытув -г bob secret", "send -u bob secret"],
  ["ыутв привет", "send привет"],
  [".ыутв привет", "send привет"],
  ["/ыутв привет", "send привет"],
  ["рудз", "help"],
  ["учше", "exit"],
  ["-u bob secret", "send -u bob secret"],
  ["msg -u bob secret", "send -u bob secret"],
  ["tell --username=bob secret", "send --username=bob secret"],
  ["hi -u bob", "send -u bob"],
  ["see you all at nine -u bob", "send you all at nine -u bob"],
  ["see you all at nine --user bob", "send you all at nine --user bob"],
  ["see you all at nine --username=bob", "send you all at nine --username=bob"],
  ["send —username bob secret", "send --username bob secret"],
  ["send –u bob secret", "send -u bob secret"],
  ["Send hi –u bob", "send hi -u bob"],
  ["/send hi –u bob", "send hi -u bob"],
  ["reprot bob", "report Bob"],
  ["/msg bob secret", null],
  ["/shrug", null],
  ["/etc/passwd is a file", null],
  ["/", null],
]);
for (const [line, repaired] of DOUBTS) {
  test(`what may be a command, or private, is asked about: ${line}`, () => {
    assert.deepEqual(judged(line), { kind: "doubt", repaired });
    assert.equal(otherReading(judged(line)).kind, "doubt");
    assert.ok(isAmbiguous(judged(line)));
  });
}

test("a line made to take long ends all the same", () => {
  for (const line of [`send ${" ".repeat(200_000)}x`, `send ${"-u x ".repeat(40_000)}`, `send x ${"-u ".repeat(60_000)}`])
    assert.equal(judge(line).kind, "command");
});
