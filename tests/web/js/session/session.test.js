import assert from "node:assert/strict";
import { test } from "node:test";

import { Chat, NOON, arrived, at, clock } from "./staged.js";

/** @param {number} seq @param {string} text @param {number} seconds */
const row = (seq, text, seconds) => ({ seq, number: seq, at: at(seconds), from: "bob", text });
/** @param {number} seq @param {string} text @param {number} seconds */
const message = (seq, text, seconds) => ({ type: "message", ...row(seq, text, seconds) });

test("a newcomer sees what was said before, then the welcome, then what came meanwhile", () => {
  const chat = new Chat();
  chat.welcome({ seq: 10, at: at(10) });
  chat.say(message(11, "new", 11));
  assert.deepEqual(chat.told, []);
  chat.answer("history", { messages: [row(3, "old", 3), row(11, "new", 11)] });
  assert.deepEqual(chat.told, ["old", "welcome", "new"]);
  assert.deepEqual(
    chat.shown.map(({ old }) => Boolean(old)),
    [true, false, false],
  );
  chat.say(message(12, "newer", 12));
  assert.equal(chat.told.at(-1), "newer");
});

test("nothing waits for a history that does not come", () => {
  const chat = new Chat();
  chat.welcome();
  chat.say(message(11, "new", 11));
  chat.answer("history", null);
  assert.deepEqual(chat.told, ["welcome", "new"]);
});

test("nor does more than a thousand entries", () => {
  const chat = new Chat();
  chat.welcome();
  for (let index = 0; index < 1000; index++) chat.say(message(index, "flood", 11));
  assert.equal(chat.shown.length, 1001);
  chat.answer("history", { messages: [row(3, "old", 3)] });
  assert.equal(chat.shown.length, 1001);
});

test("after a return the missed messages come, each once and in order", () => {
  const chat = arrived();
  chat.say(message(11, "seen", 11));
  chat.session.lost();
  chat.shown = [];
  chat.welcome({ seq: 20, at: at(20) });
  chat.say(message(21, "after", 21));
  chat.answer("history", { messages: [row(11, "seen", 11), row(15, "missed", 15), row(21, "after", 21)] });
  assert.deepEqual(chat.told, ["missed", "after"]);
});

test("an answer that took long does not make missed what was seen meanwhile", () => {
  const chat = arrived();
  chat.say(message(11, "seen", 11));
  chat.say({ type: "search", seq: 10, at: at(10), messages: [], text: "x" });
  chat.session.lost();
  chat.shown = [];
  chat.welcome({ seq: 20, at: at(20) });
  chat.answer("history", { messages: [row(10, "first", 10), row(11, "seen", 11), row(15, "missed", 15)] });
  assert.deepEqual(chat.told, ["missed"]);
});

test("a gap is shown when the history does not reach back", () => {
  const chat = arrived();
  chat.session.lost();
  chat.shown = [];
  chat.welcome({ seq: 20, at: at(20) });
  chat.answer("history", { messages: [row(15, "1", 15), row(16, "2", 16), row(17, "3", 17)] });
  assert.deepEqual(chat.told, ["gap", "1", "2", "3"]);
});

test("a gap is shown after a restart of the server, which has forgotten all", () => {
  const chat = arrived();
  chat.session.lost();
  chat.shown = [];
  chat.welcome({ seq: 1, at: at(60) });
  chat.answer("history", { messages: [] });
  assert.deepEqual(chat.told, ["gap"]);
});

test("a history that comes after the connection was lost again is not shown", () => {
  const chat = arrived();
  chat.welcome({ seq: 20, at: at(20) });
  const late = chat.asked.find(({ request }) => request.type === "history");
  chat.session.lost();
  chat.shown = [];
  late?.onAnswer(/** @type {any} */ ({ type: "history", messages: [row(15, "missed", 15)] }));
  assert.deepEqual(chat.told, []);
});

test("delayed messages of the lost session are out of one's hands, and one is told so", () => {
  const chat = arrived();
  const pending = (/** @type {number} */ number) => ({ number, text: "later", due: at(100) });
  chat.say({ type: "scheduled", messages: [pending(12), pending(13)] });
  chat.session.lost();
  chat.shown = [];
  chat.welcome({ seq: 20, at: at(20) });
  chat.answer("history", { messages: [{ ...row(18, "later", 18), number: 12, from: "alice", delayed: true }] });
  chat.answer("scheduled", { messages: [] });
  assert.deepEqual(chat.shown.at(-1)?.event, { type: "orphaned", numbers: "#13", messages: [pending(13)] });
  assert.equal(chat.state.pending.size, 0);
});

test("the old name is taken back when it is free again", () => {
  const chat = arrived();
  chat.say({ type: "renamed", old: "alice", new: "Ann" });
  chat.session.lost();
  chat.welcome({ name: "guest-7", seq: 20, at: at(20) });
  assert.deepEqual([chat.state.me, chat.state.wanted, chat.names], ["guest-7", "Ann", ["alice", "Ann", "guest-7"]]);
  chat.say({ type: "left", name: "Ann", reason: "timeout" });
  assert.deepEqual(chat.asked.at(-1)?.request, { type: "rename", name: "Ann" });
});

test("a newcomer makes do with the name that there is", () => {
  const chat = new Chat();
  chat.state.wanted = "bob";
  chat.welcome({ name: "guest-7" });
  assert.equal(chat.state.wanted, "guest-7");
});

test("people come, go, change their names, and lose and find their voices", () => {
  const chat = arrived();
  const say = chat.say.bind(chat);
  say({ type: "joined", name: "carol", muted_until: at(600) });
  say({ type: "renamed", old: "carol", new: "Carol" });
  say({ type: "left", name: "bob", reason: "lost" });
  say({ type: "muted", name: "alice", until: at(700), complaints: 4 });
  const people = () => Object.fromEntries(chat.session.state.people);
  assert.deepEqual(people(), { alice: NOON + 700_000, Carol: NOON + 600_000 });
  say({ type: "unmuted", name: "Carol" });
  assert.deepEqual([people().Carol, chat.session.state.count], [0, 2]);
  say({ type: "users", you: "alice", users: [{ name: "alice" }, { name: "eve", muted_until: at(5) }] });
  assert.deepEqual(people(), { alice: 0, eve: NOON + 5000 });
});

test("of a very large room the number is known, and the names are not asked for", () => {
  const chat = new Chat();
  chat.welcome({ member_count: 5000 });
  assert.equal(chat.state.count, 5000);
  assert.ok(!chat.types.includes("users"));
  chat.say({ type: "left", name: "somebody", reason: "exit" });
  assert.equal(chat.state.count, 4999);
});

test("one's own mute begins and ends", () => {
  const chat = arrived();
  chat.say({ type: "silenced", until: at(600), complaints: 4 });
  assert.equal(chat.state.mutedUntil, NOON + 600_000);
  chat.say({ type: "unmuted", name: "bob" });
  assert.equal(chat.state.mutedUntil, NOON + 600_000);
  chat.say({ type: "unmuted", name: "alice" });
  assert.equal(chat.state.mutedUntil, 0);
});

test("delayed messages wait until they are sent, cancelled, or fail", () => {
  const chat = arrived();
  const rows = [12, 13, 14, 15].map((number) => ({ number, text: "later", due: at(100) }));
  chat.say({ type: "accepted", command: "send", number: 12, due: at(100) });
  assert.equal(chat.types.at(-1), "scheduled");
  chat.answer("scheduled", { messages: rows });
  chat.say({ type: "cancelled", messages: [rows[0]] });
  chat.say({ type: "not-sent", message: rows[1], reason: "muted" });
  chat.say({ ...message(14, "later", 100), from: "alice", delayed: true });
  chat.say({ ...message(15, "another's", 100), delayed: true });
  assert.deepEqual([...chat.state.pending.keys()], [15]);
});

test("one's own words, private ones, and those that call one by name are told apart", () => {
  const chat = arrived();
  chat.say({ ...message(11, "mine, alice", 11), from: "alice" });
  chat.say(message(12, "hello Alice", 12));
  chat.say({ ...message(13, "psst", 13), to: "alice" });
  chat.say(message(14, "malice", 14));
  const told = chat.shown.slice(-4).map(({ own, called }) => [own, called]);
  assert.deepEqual(told, [
    [true, false],
    [false, true],
    [false, true],
    [false, false],
  ]);
});

/** What came back to somebody who was lost, and lost again before the history was there. @param {Chat} chat */
function lostTwice(chat) {
  chat.session.lost();
  chat.shown = [];
  chat.welcome({ seq: 20, at: at(20) });
  chat.say(message(21, "between", 21));
}

test("a loss before the history was there leaves a gap that is shown", () => {
  const chat = arrived();
  lostTwice(chat);
  chat.session.lost();
  assert.deepEqual(chat.told, ["gap", "between"]);
});

test("and so does a history that is refused, or that a flood does not wait for", () => {
  const refused = arrived();
  lostTwice(refused);
  refused.answer("history", null);
  assert.deepEqual(refused.told, ["gap", "between"]);
  const flooded = arrived();
  lostTwice(flooded);
  for (let index = 0; index < 1000; index++) flooded.say(message(22 + index, "flood", 22));
  assert.deepEqual(flooded.told.slice(0, 3), ["gap", "between", "flood"]);
});

test("a delayed message of somebody else's is none of ours, whatever its number", () => {
  const chat = arrived();
  chat.say({ type: "scheduled", messages: [{ number: 12, text: "later", due: at(100) }] });
  chat.session.lost();
  chat.welcome({ seq: 20, at: at(20) });
  chat.answer("history", { messages: [{ ...row(18, "theirs", 18), number: 12, delayed: true }] });
  assert.deepEqual([...chat.state.pending.keys()], [12]);
});

test("a time that is none changes neither clock nor place", () => {
  const chat = arrived();
  const { skew, last } = chat.state;
  chat.say({ ...message(11, "when?", 0), at: "soon" });
  assert.deepEqual([chat.state.skew, chat.state.last, chat.told.at(-1)], [skew, last, "when?"]);
});

test("the server's clock is told from ours by what came fastest", () => {
  const chat = new Chat();
  clock.now = NOON - 60_000;
  chat.welcome({ at: at(0) });
  clock.now = NOON - 50_000;
  chat.say({ ...message(2, "slow", 0), at: at(5) });
  assert.equal(chat.session.serverNow, clock.now + 60_000);
});

/** Whether each message of a history is one's own, asked for now. @param {Chat} chat @param {Record<string, unknown>[]} rows */
const own = (chat, rows) => chat.session.entries(/** @type {any} */ (rows)).map((entry) => entry.own);

test("what one has said is one's own by its number, under whatever name it was said", () => {
  const chat = arrived();
  const mine = { ...row(11, "mine", 11), from: "alice" };
  chat.say({ type: "message", ...mine });
  chat.say({ type: "renamed", old: "alice", new: "carol" });
  assert.equal(chat.shown.at(-2)?.own, true);
  assert.deepEqual(own(chat, [mine]), [true]);
});

test("what somebody else has said is not one's own, though one has their name by now", () => {
  const chat = arrived();
  chat.say(message(11, "theirs", 11));
  chat.say({ type: "left", name: "bob", reason: "exit" });
  chat.say({ type: "renamed", old: "alice", new: "bob" });
  assert.deepEqual(own(chat, [row(11, "theirs", 11)]), [false]);
});

test("of what was said before one came, one's own is what has one's name", () => {
  const chat = arrived();
  assert.deepEqual(own(chat, [{ ...row(3, "mine?", 3), from: "alice" }, row(4, "theirs", 4)]), [true, false]);
});

test("a server that was restarted numbers anew, and what was one's own is no longer", () => {
  const chat = arrived();
  chat.say({ type: "message", ...row(11, "mine", 11), from: "alice" });
  chat.session.lost();
  chat.welcome({ seq: 1, at: at(60) });
  chat.say(message(11, "theirs", 70));
  assert.deepEqual([chat.told.includes("mine"), own(chat, [row(11, "theirs", 70)])], [true, [false]]);
});
