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
  chat.shown = [];
  chat.welcome({ seq: 20, at: at(20) });
  chat.answer("history", { messages: [row(10, "first", 10), row(11, "seen", 11), row(15, "missed", 15)] });
  assert.deepEqual(chat.told, ["missed"]);
});

test("a gap is shown when the history does not reach back", () => {
  const chat = arrived();
  chat.shown = [];
  chat.welcome({ seq: 1000, at: at(1000) });
  const rows = Array.from({ length: 500 }, (_, index) => row(11 + index, String(index), 11 + index));
  chat.answer("history", { messages: rows });
  assert.deepEqual(chat.told, ["gap", ...rows.map(({ text }) => text)]);
});

test("a gap is shown after a restart of the server, which has forgotten all", () => {
  const chat = arrived();
  chat.shown = [];
  chat.welcome({ seq: 1, at: at(60) });
  chat.answer("history", { messages: [] });
  assert.deepEqual(chat.told, ["gap"]);
});

test("a history that comes after another session has begun is not shown", () => {
  const chat = arrived();
  chat.welcome({ seq: 20, at: at(20) });
  const late = chat.asked.find(({ request }) => request.type === "history");
  chat.welcome({ seq: 30, at: at(30) });
  chat.shown = [];
  late?.onAnswer(/** @type {any} */ ({ type: "history", messages: [row(15, "missed", 15)] }));
  assert.deepEqual(chat.told, []);
});

test("delayed messages of the lost session are out of one's hands, and one is told so", () => {
  const chat = arrived();
  const pending = (/** @type {number} */ number) => ({ number, text: "later", due: at(100) });
  chat.say({ type: "scheduled", messages: [pending(12), pending(13)] });
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
  chat.shown = [];
  chat.welcome({ seq: 20, at: at(20) });
  chat.say(message(21, "between", 21));
}

test("another session that begins before the history was there leaves a gap that is shown", () => {
  const chat = arrived();
  lostTwice(chat);
  chat.welcome({ seq: 30, at: at(30) });
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
  chat.welcome({ seq: 1, at: at(60) });
  chat.say(message(11, "theirs", 70));
  assert.deepEqual([chat.told.includes("mine"), own(chat, [row(11, "theirs", 70)])], [true, [false]]);
});

/** @param {Chat} chat @param {Record<string, unknown>} [more] */
function goOn(chat, more = {}) {
  chat.welcome({ type: "resumed", seq: 20, at: at(20), ...more });
}

/** What was told of an absence. @param {Chat} chat */
const absence = (chat) => chat.shown.map(({ event }) => event).find(({ type }) => type === "absence");

test("a session that goes on asks for no history, and shows what follows", () => {
  const chat = arrived();
  chat.resumption.heard = Date.now();
  chat.asked = [];
  goOn(chat, { missed: 1 });
  chat.say(message(15, "missed", 15));
  assert.deepEqual([chat.types, chat.told.slice(1)], [["users", "scheduled"], ["missed"]]);
});

test("who was away for long is told for how long, and how much of what was said is gone", () => {
  const chat = arrived();
  chat.resumption.heard = Date.now() - 8 * 3_600_000;
  goOn(chat, { missed: 214, gap: 114, lost: 2 });
  const { away = 0, ...told } = /** @type {any} */ (absence(chat));
  assert.ok(away >= 8 * 3_600_000);
  assert.deepEqual(told, { type: "absence", missed: 214, kept: 100, lost: 2, was: "alice", name: "alice" });
});

test("a short absence is told where something is gone", () => {
  for (const [more, isTold] of /** @type {[object, boolean][]} */ ([
    [{ missed: 3 }, false],
    [{ missed: 3, gap: 1 }, true],
    [{ lost: 1 }, true],
  ])) {
    const chat = arrived();
    chat.resumption.heard = Date.now();
    goOn(chat, /** @type {any} */ (more));
    assert.equal(absence(chat) !== undefined, isTold, JSON.stringify(more));
  }
});

test("who begins another session is told why, who they were, and how much was said", () => {
  const chat = arrived();
  Object.assign(chat.resumption, { heard: Date.now() - 600_000, refused: "unknown-session" });
  chat.welcome({ seq: 20, at: at(20), name: "guest-1" });
  chat.answer("history", { messages: [row(3, "seen", 3), row(15, "missed", 15)] });
  const { away, ...told } = /** @type {any} */ (absence(chat));
  assert.deepEqual(told, { type: "absence", why: "unknown-session", missed: 1, kept: 1, lost: 0, was: "alice", name: "guest-1" });
  assert.equal(chat.told.at(-1), "missed");
});

test("of a new server nobody knows how much was said", () => {
  const chat = arrived();
  Object.assign(chat.resumption, { heard: Date.now(), refused: "new-server" });
  chat.welcome({ seq: 30, at: at(30) });
  chat.answer("history", { messages: [row(15, "missed", 15)] });
  assert.equal(/** @type {any} */ (absence(chat)).missed, null);
});

test("a page that has kept nothing but who it was gets the history up to what follows", () => {
  const chat = new Chat();
  Object.assign(chat.resumption, { seq: 12, heard: Date.now() });
  goOn(chat, { missed: 1 });
  chat.say(message(15, "missed", 15));
  chat.answer("history", { messages: [row(11, "old", 11), row(15, "missed", 15)] });
  assert.deepEqual(chat.told, ["old", "missed"]);
  assert.equal(chat.shown[0].old, true);
});

test("what was said is shown once though the connection is lost before the history has come", () => {
  const chat = new Chat();
  chat.welcome({ seq: 10, at: at(10) });
  chat.say(message(12, "at once", 12));
  Object.assign(chat.resumption, { seq: 12, heard: Date.now() });
  goOn(chat, { missed: 1 });
  chat.say(message(15, "missed", 15));
  assert.equal(chat.types.filter((type) => type === "history").length, 1);
  chat.answer("history", { messages: [row(9, "old", 9), row(12, "at once", 12), row(15, "missed", 15)] });
  assert.deepEqual(chat.told, ["old", "welcome", "at once", "missed"]);
});

test("what an earlier page has shown is there again, is old, and one's own is one's own", () => {
  const chat = new Chat();
  const mine = { event: /** @type {any} */ ({ ...message(11, "mine", 11), from: "alice" }), at: NOON, own: true };
  chat.session.recall([mine]);
  assert.deepEqual([chat.told, chat.shown[0].old], [["mine"], true]);
  assert.deepEqual(own(chat, [{ ...row(11, "mine", 11), from: "alice" }]), [true]);
});

test("who was renamed without having heard of it is called so", () => {
  const chat = arrived();
  goOn(chat, { name: "anna", away: ["bob"] });
  assert.deepEqual([chat.state.me, chat.state.wanted, [...chat.state.away]], ["anna", "anna", ["bob"]]);
});

test("what is replayed does not move the clock back, nor `resumed` the place", () => {
  const chat = arrived();
  goOn(chat);
  assert.equal(chat.state.last.seq, 10);
  chat.say(message(15, "missed", 15));
  assert.equal(chat.state.last.seq, 15);
});

test("who is away is known by lists, events and arrivals, until they are back or gone", () => {
  const chat = arrived();
  chat.say({ type: "away", name: "bob" });
  assert.deepEqual([...chat.state.away], ["bob"]);
  chat.say({ type: "returned", name: "bob" });
  assert.deepEqual([...chat.state.away], []);
  chat.say({ type: "users", you: "alice", users: [{ name: "alice" }, { name: "bob", away: true }] });
  assert.deepEqual([...chat.state.away], ["bob"]);
  chat.say({ type: "left", name: "bob", reason: "lost" });
  assert.deepEqual([...chat.state.away], []);
});
