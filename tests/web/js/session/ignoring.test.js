import assert from "node:assert/strict";
import { test } from "node:test";

import { read } from "../../../../besedka/web/connection/protocol.js";
import { initialState } from "../../../../besedka/web/state/chat/chat.js";
import { Chat, arrived, at } from "./staged.js";

/** @param {Chat} chat */
const ignored = (chat) => [...chat.state.ignored];

/** The names that the server is asked to hide. @param {Chat} chat */
const asked = (chat) => chat.asked.filter(({ request }) => request.type === "ignore").map(({ request }) => request.name);

/** Somebody who ignores bob. */
function ignoring() {
  const chat = arrived();
  chat.say({ type: "accepted", command: "ignore", name: "bob" });
  return chat;
}

/** The connection was lost, and is there again. @param {Chat} chat @param {Record<string, unknown>} [more] */
function back(chat, more = {}) {
  chat.asked = [];
  chat.shown = [];
  chat.welcome({ seq: 20, at: at(20), ...more });
}

const refused = (/** @type {string} */ code) => ({ code, params: { name: "bob" }, text: "no", type: "refused" });
/** @param {string} text */
const said = (text, from = "bob") => ({ type: "message", seq: 21, number: 21, at: at(21), from, text });

test("who is ignored is known by answers, by lists and by marked joins", () => {
  const chat = ignoring();
  assert.deepEqual(ignored(chat), ["bob"]);
  chat.say({ type: "accepted", command: "report", name: "alice" });
  chat.say({ type: "users", you: "alice", users: [{ name: "alice" }, { name: "bob" }, { name: "eve", ignored: true }] });
  assert.deepEqual(ignored(chat), ["eve"]);
  chat.say({ type: "joined", name: "mallory", ignored: true });
  assert.deepEqual(ignored(chat), ["eve", "mallory"]);
  chat.say({ type: "accepted", command: "unignore", name: "eve" });
  assert.deepEqual(ignored(chat), ["mallory"]);
});

test("who is ignored stays so through new names, and whoever takes the old one is not", () => {
  const chat = ignoring();
  chat.say({ type: "renamed", old: "bob", new: "robert" });
  assert.deepEqual(ignored(chat), ["robert"]);
  chat.say({ type: "joined", name: "bob" });
  assert.deepEqual(ignored(chat), ["robert"]);
});

test("who leaves is ignored still, but another one who comes under that name is not", () => {
  const chat = ignoring();
  chat.say({ type: "left", name: "bob", reason: "exit" });
  assert.deepEqual(ignored(chat), ["bob"]);
  chat.say({ type: "joined", name: "bob" });
  assert.deepEqual(ignored(chat), []);
});

test("who takes the name of an ignored one that has left may be that one, and the server is asked", () => {
  const chat = ignoring();
  chat.say({ type: "left", name: "bob", reason: "exit" });
  chat.say({ type: "joined", name: "guest-5" });
  chat.say({ type: "renamed", old: "guest-5", new: "bob" });
  assert.deepEqual(ignored(chat), []);
  chat.answer("ignored", { users: [{ name: "bob", here: true }, { name: "eve" }] });
  assert.deepEqual(ignored(chat), ["bob", "eve"]);
});

test("of two of one name the list means the one who has left", () => {
  const chat = ignoring();
  chat.say({ type: "ignored", users: [{ name: "bob" }, { name: "eve" }] });
  assert.deepEqual(ignored(chat), ["eve"]);
});

test("what a server before this one says marks nobody", () => {
  assert.deepEqual([...initialState("").ignored], []);
  const chat = arrived();
  chat.say({ type: "users", you: "alice", users: [{ name: "alice" }, { name: "bob" }] });
  assert.deepEqual(ignored(chat), []);
});

test("rows of the list that name nobody are left out", () => {
  const list = { type: "ignored", seq: 1, at: at(0), users: [{ name: "bob", here: true }, { here: true }, 7] };
  assert.deepEqual(/** @type {any} */ (read(JSON.stringify(list))).users, [{ name: "bob", here: true }]);
});

test("a newcomer asks for nobody to be ignored", () => assert.deepEqual(asked(arrived()), []));

test("after a lost connection the server is asked anew, before it is asked for what was said", () => {
  const chat = ignoring();
  back(chat);
  assert.deepEqual(ignored(chat), []);
  assert.deepEqual(chat.types.slice(0, 2), ["ignore", "history"]);
  chat.answer("ignore", { type: "accepted", command: "ignore", name: "bob" });
  assert.deepEqual(ignored(chat), ["bob"]);
});

test("until the server has agreed nothing of theirs is shown, neither new nor missed", () => {
  const chat = ignoring();
  back(chat);
  chat.say(said("now"));
  chat.answer("history", { messages: [{ ...said("before"), seq: 15, at: at(15) }, { ...said("hi", "eve"), seq: 16, at: at(16) }] });
  assert.deepEqual(chat.told, ["hi"]);
  chat.answer("ignore", { type: "accepted", command: "ignore", name: "bob" });
  chat.say({ type: "accepted", command: "unignore", name: "bob" });
  chat.say(said("again"));
  assert.deepEqual(chat.told, ["hi", "again"]);
});

test("an ignored one who comes back later, by join or by name, is ignored again", () => {
  for (const event of [{ type: "joined", name: "bob" }, { type: "renamed", old: "guest-5", new: "bob" }]) {
    const chat = ignoring();
    back(chat, { members: ["alice"] });
    chat.answer("ignore", refused("no-such-user"));
    assert.deepEqual(asked(chat), []);
    chat.say(event);
    assert.deepEqual(asked(chat), ["bob"]);
    chat.answer("ignore", { type: "accepted", command: "ignore", name: "bob" });
    assert.deepEqual(ignored(chat), ["bob"]);
  }
});

test("what has no answer is asked at the next return", () => {
  const chat = ignoring();
  back(chat);
  chat.answer("ignore", null);
  back(chat);
  assert.deepEqual(asked(chat), ["bob"]);
});

test("a refusal is the end of it, and shows nothing", () => {
  for (const code of ["already-ignored", "too-many-ignored", "unknown-type"]) {
    const chat = ignoring();
    back(chat);
    chat.answer("history", { messages: [] });
    chat.answer("ignore", refused(code));
    assert.deepEqual(chat.told, []);
    chat.say({ type: "joined", name: "bob" });
    assert.deepEqual(asked(chat), [], code);
  }
});

test("who no longer wants it need not wait for them to come back", () => {
  const chat = ignoring();
  back(chat, { members: ["alice"] });
  chat.answer("ignore", refused("no-such-user"));
  chat.say(refused("not-ignored"));
  chat.say({ type: "joined", name: "bob" });
  assert.deepEqual(asked(chat), []);
});

test("what a muted person may not, the server says, and one that does not say so means `send` and `rename`", () => {
  const chat = arrived();
  assert.deepEqual(chat.state.barred, ["send", "rename"]);
  chat.say({ type: "silenced", until: at(600), complaints: 4, barred: ["rename", "send", "shout"] });
  assert.deepEqual(chat.state.barred, ["rename", "send", "shout"]);
  chat.say({ type: "silenced", until: at(600), complaints: 4 });
  assert.deepEqual(chat.state.barred, ["send", "rename"]);
  chat.welcome({ muted_until: at(600), barred: ["send"] });
  assert.deepEqual(chat.state.barred, ["send"]);
});
