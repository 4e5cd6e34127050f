import assert from "node:assert/strict";
import { test } from "node:test";

import { isAmbiguous, judge, otherReading } from "../../../../besedka/web/state/typed/judgement.js";

/** @param {string} line */
const judged = (line) => judge(line, () => ["Bob", "eve."].values());

for (const line of [
  "hello everybody",
  "Привет всем",
  "what does the option -t mean",
  "what does -n mean",
  "use sort -n, and head -t here",
  "- use the garden door\n- update the list",
  "-update the list\n-upload the pictures",
  "пока",
  "пока, всем",
  "say hello",
  "write it down",
  "ls -t",
  "—Привет, сказал он.",
  "—until then",
  "tea at five (-t 5)",
  ":-)",
  "---",
  "Send-offs are sad",
  "send-up of an opera",
  "hi",
  "ухо болит",
  "руда в горе",
  "Hell yes",
  "Long time no see",
  "sent",
  "help!",
  "exit!",
  "sned hello",
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
  ["history of 1812", "history"],
  ["history --before", "history"],
  ["search for it", "search"],
  ["search", "search"],
  ["scheduled for monday", "scheduled"],
  ["lang lebe der König", "lang"],
  ["Rename both files", "rename"],
  ["exit now", "exit"],
  ["Cancel the meeting", "cancel"],
  ["report is due on friday", "report"],
  ["report", "report"],
  ["ignore", "ignore"],
  ["Ignore what I said before", "ignore"],
  ["ignored by everybody", "ignored"],
  ["tell me a story", "send"],
  ["msg somebody secret", "send"],
  ["Лично я за чай", "send"],
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
  "history 50",
  "history 50 --before #17",
  "history --around=17",
  "search cat",
  "scheduled",
  "ignored",
  "unignore bob",
  "Unignore somebody",
  "lang ru",
  "send hello",
  "send hello everybody",
  "send\nhello",
  "send",
  "send -- -u is an option",
  "send -u bob secret",
  "Send -u bob secret",
  "send hi -u bob",
  "Send hi --username=bob",
  "send hi -u bob how are you",
  "send hi -u",
  "send -t 5 tea",
  "Send -t 0 tea",
  "Send tea -t 5",
  "Send tea -t 0",
  "Send me tea --time=5",
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
  ["ignore bob", "ignore Bob"],
  ["ignore somebody", "ignore somebody"],
  ["Ignore @bob, he shouts", "ignore Bob"],
  ["unignore bob please", "unignore Bob"],
]) {
  test(`what cannot be taken back is asked about: ${line}`, () => {
    const name = repaired.split(" ")[0];
    assert.deepEqual(judged(line), { kind: "doubt", repaired, name });
    assert.deepEqual(otherReading(judged(line)), { kind: "command", name });
  });
}

test("who says that they ignored somebody may mean to do it", () => {
  assert.deepEqual(judged("ignored bob"), { kind: "doubt", repaired: "ignore Bob", name: "ignored" });
});

test("nothing is nothing", () => {
  for (const line of ["", " ", "\n\t "]) assert.deepEqual([judge(line).kind, isAmbiguous(judge(line))], ["empty", false]);
});

const DOUBTS = [
  ["sned -u bob secret", "send -u bob secret"],
  ["sned secret -u bob", "send secret -u bob"],
  ["sendd -t 5 later", "send -t 5 later"],
  ["ыутв -г bob secret", "send -u bob secret"],
  ["ытув -г bob secret", "send -u bob secret"],
  ["ыутв привет", "send привет"],
  [".ыутв привет", "send привет"],
  ["рудз", "help"],
  ["учше", "exit"],
  ["сфтсуд фдд", "cancel all"],
  ["дфтп кг", "lang ru"],
  ["ыутв ццц", "send ццц"],
  ["-u bob secret", "send -u bob secret"],
  ["-ubob secret", "send -u bob secret"],
  ["send-u bob secret", "send -u bob secret"],
  ["Send--username=bob secret", "send --username=bob secret"],
  ["send —username bob secret", "send --username bob secret"],
  ["send –u bob secret", "send -u bob secret"],
  ["Send hi –u bob", "send hi -u bob"],
  ["/send hi –u bob", "send hi -u bob"],
  ["send -U bob hi", "send -u bob hi"],
  ["send hi --user bob", "send hi --username bob"],
  ["Send secret -ubob", "send secret -u bob"],
  ["Send secret --to bob", "send secret --username bob"],
  ["Send me secret --to bob", "send me secret --username bob"],
  ["Send the secret -ubob", "send the secret -u bob"],
  ["send hi --usernmae bob how are you", "send hi --username bob how are you"],
  ["send hi -u:bob", "send hi -u bob"],
  ["send hi \u200b-u bob", "send hi -u bob"],
  ["send hi -\u00adu bob", "send hi -u bob"],
  ["send -t5 tea", "send -t 5 tea"],
  ["send --tiem 5 tea", "send --time 5 tea"],
  ["send the --to  of  it -u bob ", "send the --username  of  it -u bob"],
  ["reprot bob", "report Bob"],
  ["ignor bob", "ignore Bob"],
  ["ignores bob", "ignore Bob"],
  ["unignroe bob, please", "unignore Bob"],
  ["шптщку bob", "ignore Bob"],
];
for (const [line, repaired] of DOUBTS) {
  test(`what may be a command, or private, is asked about: ${JSON.stringify(line)}`, () => {
    assert.deepEqual(judged(line), { kind: "doubt", repaired });
    assert.equal(otherReading(judged(line)).kind, "doubt");
    assert.ok(isAmbiguous(judged(line)));
  });
}

for (const line of [
  "see you at nine -u bob",
  "see you at nine -u bbo",
  "see you -u bob at nine",
  "hi --username bbo",
  "hi --username=bbo",
  "hello bob -u bob",
  "Bob -u hi",
  "hi -u bob",
  "sent -u bob",
  "Sent the keys -u bob",
  "help me -u bob",
  "report is due on friday -u bob",
  "Hell -u bob",
  "see you -t 5 -u bob",
  "до завтра -t 100",
  "пока -t 5",
  "пока --time=5",
  "Help me --time 60",
]) {
  test(`where the command was forgotten, all of the line is offered as its text: ${line}`, () =>
    assert.deepEqual(judged(line), { kind: "doubt", repaired: `send ${line}` }));
}

for (const [line, repaired] of [
  ["Привет -г bob", "send Привет -u bob"],
  ["hi -ubob", "send hi -u bob"],
  ["hi -ubbo", "send hi -u bbo"],
  ["hi -ubob how are you", "send hi -u bob how are you"],
  ["hi --to bob", "send hi --username bob"],
  ["hi --usernmae bob", "send hi --username bob"],
  ["hi --гыуктфьу bob", "send hi --username bob"],
  ["hi −−username bob", "send hi --username bob"],
  ["hi ⁃u bob", "send hi -u bob"],
  ["hi -\u2060U bob", "send hi -u bob"],
  ["пока -t5", "send пока -t 5"],
  ["пока -е 5", "send пока -t 5"],
]) {
  test(`and its options as they should be: ${JSON.stringify(line)}`, () =>
    assert.deepEqual(judged(line), { kind: "doubt", repaired }));
}

for (const [line, repaired] of [
  ["msg bob secret", "send -u Bob secret"],
  ["w bob  two  blanks", "send -u Bob two  blanks"],
  ["Tell @bob, I am late", "send -u Bob I am late"],
  [".msg bob secret", "send -u Bob secret"],
  ["ьып bob secret", "send -u Bob secret"],
  ["напиши bob секрет", "send -u Bob секрет"],
  ["шепнуть bob секрет", "send -u Bob секрет"],
  ["msg -u bob secret", "send -u bob secret"],
  ["tell --username=bob secret", "send --username=bob secret"],
]) {
  test(`what tells somebody something in other chats is asked about: ${line}`, () =>
    assert.deepEqual(judged(line), { kind: "doubt", repaired }));
}

for (const line of ["/sned hello", "/hepl", "/ыутв привет", "/nick foo", "/quit", "/выход", "/me waves", "/shrug", "/etc/passwd is a file", "/"]) {
  test(`a slash and no command of ours is for the server to judge, and may be a text: ${line}`, () => {
    assert.deepEqual(judged(line), { kind: "unknown", private: false });
    assert.deepEqual(otherReading(judged(line)), { kind: "text" });
    assert.ok(isAmbiguous(judged(line)));
  });
}

for (const line of ["/msg bob secret", "/w bbo secret", "/tell bob", "/лс bob привет", "/foo bob secret", "/sned hi -u bob", "/-u bob hi"]) {
  test(`where it may be private, there is no key for saying it to all: ${line}`, () => {
    assert.deepEqual(judged(line), { kind: "unknown", private: true });
    assert.equal(otherReading(judged(line)).kind, "unknown");
    assert.ok(isAmbiguous(judged(line)));
  });
}

test("what may be seen as a space, or not at all, hides no option", () => {
  for (const blank of ["\u3164", "\u2800", "\u115f"])
    for (const line of [`hi${blank}-u bob`, `hi -${blank}u bob`, `send hi${blank}-u bob how`, `Send hi -u${blank} bob`])
      assert.notEqual(judged(line).kind, "text", JSON.stringify(line));
});

test("what the server takes out of a line is no white space", () => {
  for (const space of ["\ufeff", "\u2028", "\x85", "\u200e", "\x0b"]) {
    assert.deepEqual(judged(`hi${space}-u bob`), { kind: "text" });
    assert.equal(judged(`${space}send -u bob hi`).kind, "command");
    assert.equal(judged(`hi -${space}u bob`).kind, "doubt");
  }
});

test("a line made to take long ends all the same", () => {
  for (const line of [`send ${" ".repeat(200_000)}x`, `send ${"-u x ".repeat(40_000)}`, `send x ${"-u ".repeat(60_000)}`])
    assert.equal(judge(line).kind, "command");
  assert.equal(judge(`${"--usernmae ".repeat(20_000)}`).kind, "doubt");
  assert.equal(judge(`x ${"-".repeat(200_000)}`).kind, "text");
  for (const marks of [`a${"!".repeat(100_000)}a b`, `/a${"!".repeat(100_000)}a b`, `msg a${"!".repeat(100_000)}a b`])
    assert.ok(judge(marks, () => ["bob"]));
  assert.equal(judge(`x -U a${"(".repeat(100_000)}a`).kind, "doubt");
});
