import assert from "node:assert/strict";
import { test } from "node:test";

import { Chat, arrived, at } from "../session/staged.js";

/** @param {Chat} chat */
const bots = (chat) => [...chat.state.bots];

/** Somebody in a chat with a bot. */
function accompanied() {
  const chat = new Chat();
  chat.welcome({ members: ["alice", "bob", "rain"], member_count: 3, bots: ["rain"] });
  return chat;
}

test("who is a bot is known by the welcome, by marked joins and by lists", () => {
  const chat = accompanied();
  assert.deepEqual(bots(chat), ["rain"]);
  chat.say({ type: "joined", name: "wind", bot: true });
  chat.say({ type: "joined", name: "eve" });
  assert.deepEqual(bots(chat), ["rain", "wind"]);
  chat.say({ type: "users", you: "alice", users: [{ name: "alice" }, { name: "bob", bot: true }, { name: "rain" }, { name: "wind", bot: true }] });
  assert.deepEqual(bots(chat), ["wind", "bob"]);
});

test("in a room too large to be listed a bot is known by what it says, but not by what was delayed", () => {
  const chat = accompanied();
  const said = { type: "message", number: 11, text: "drip" };
  chat.say({ ...said, from: "wind", bot: true });
  chat.say({ ...said, from: "hail", bot: true, delayed: true });
  chat.say({ ...said, from: "bob" });
  assert.deepEqual(bots(chat), ["rain", "wind"]);
  chat.say({ type: "renamed", old: "wind", new: "storm" });
  assert.deepEqual(bots(chat), ["rain", "storm"]);
});

test("a bot stays one under its new name, and whoever takes the old one is none", () => {
  const chat = accompanied();
  chat.say({ type: "renamed", old: "rain", new: "Rain" });
  assert.deepEqual(bots(chat), ["Rain"]);
  chat.say({ type: "renamed", old: "bob", new: "rain" });
  assert.deepEqual(bots(chat), ["Rain"]);
});

test("a person who takes the name of a bot that has just given it up is none", () => {
  const chat = accompanied();
  chat.say({ type: "renamed", old: "rain", new: "snow" });
  chat.say({ type: "joined", name: "rain" });
  assert.deepEqual(bots(chat), ["snow"]);
});

test("a bot that leaves is forgotten", () => {
  const chat = accompanied();
  chat.say({ type: "left", name: "rain", reason: "exit" });
  assert.deepEqual(bots(chat), []);
  chat.say({ type: "joined", name: "rain" });
  assert.deepEqual(bots(chat), []);
});

test("a bot that is ignored is a bot still, and who is shown again is made none", () => {
  const chat = accompanied();
  chat.say({ type: "accepted", command: "ignore", name: "rain" });
  chat.say({ type: "renamed", old: "rain", new: "snow" });
  assert.deepEqual([bots(chat), [...chat.state.ignored]], [["snow"], ["snow"]]);
  chat.say({ type: "accepted", command: "unignore", name: "snow" });
  assert.deepEqual([bots(chat), [...chat.state.ignored]], [["snow"], []]);
});

test("each arrival learns anew who is a bot; of a server that says nothing, nobody", () => {
  const chat = accompanied();
  chat.welcome({ seq: 20, at: at(20), members: ["alice", "rain"] });
  assert.deepEqual(bots(chat), []);
});

test("what a newer server has in the place of the list of bots harms nothing", () => {
  for (const odd of [5, "rain", null, {}, true]) {
    const chat = new Chat();
    chat.welcome({ bots: odd });
    assert.equal(chat.state.me, "alice");
  }
});

test("a message is marked as its server marks it, also one that was missed or said before", () => {
  const chat = arrived();
  chat.say({ type: "message", seq: 11, number: 11, at: at(11), from: "rain", text: "now", bot: true });
  chat.say({ type: "message", seq: 12, number: 12, at: at(12), from: "bob", text: "thanks" });
  chat.welcome({ seq: 20, at: at(20) });
  const missed = { seq: 15, number: 15, at: at(15), from: "rain", text: "meanwhile" };
  chat.answer("history", { messages: [{ ...missed, bot: true }, { ...missed, seq: 16, number: 16, from: "bob" }] });
  const marks = chat.shown.flatMap(({ event }) => (event.type === "message" ? `${event.number} ${event.bot === true}` : []));
  assert.deepEqual(marks, ["11 true", "12 false", "15 true", "16 false"]);
});
