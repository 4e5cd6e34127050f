import assert from "node:assert/strict";
import { test } from "node:test";

import { connected } from "./world.js";

test("a connection is open when the server has said welcome", () => {
  const { world, connection, states, events } = connected();
  assert.equal(world.socket.protocol, "besedka.v1.json");
  assert.equal(connection.ask({ type: "users" }), 0);
  world.socket.welcome();
  assert.deepEqual(states, ["connecting", "open"]);
  assert.equal(events[0].type, "welcome");
});

test("a socket that is about to close gets nothing more, and who asked learns that it is gone", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  world.socket.readyState = 2;
  /** @type {unknown[]} */
  const answers = [];
  assert.ok(connection.ask({ type: "users" }, (answer) => answers.push(answer)));
  assert.equal(world.socket.asked("users"), undefined);
  world.socket.onclose?.({ code: 1006 });
  assert.deepEqual(answers, [null]);
});

test("an answer finds who asked, and only once", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  /** @type {unknown[]} */
  const answers = [];
  assert.ok(connection.ask({ type: "users" }, (answer) => answers.push(answer?.type)));
  const { ref } = world.socket.asked("users") ?? {};
  world.socket.say({ type: "users", you: "alice", users: [], ref });
  world.socket.say({ type: "users", you: "alice", users: [], ref });
  assert.deepEqual(answers, ["users"]);
});

test("an answer that cannot be read goes to who asked, and nobody else hears of it", () => {
  const { world, connection, events } = connected();
  world.socket.welcome();
  /** @type {unknown[]} */
  const answers = [];
  connection.ask({ type: "history" }, (answer) => answers.push(answer?.type));
  world.socket.say({ type: "history", messages: 7, ref: world.socket.asked("history")?.ref });
  assert.deepEqual([answers, events.length], [["unknown"], 1]);
});

test("a long answer is one, however many parts it comes in, and other events come between them", () => {
  const { world, connection, events } = connected();
  world.socket.welcome();
  /** @type {any[]} */
  const answers = [];
  connection.ask({ type: "scheduled" }, (answer) => answers.push(answer));
  const { ref } = world.socket.asked("scheduled") ?? {};
  const row = (/** @type {number} */ number) => ({ number, text: "x", due: "2026-11-22T12:00:00.000Z", left: 1 });
  world.socket.say({ type: "scheduled", messages: [row(1), row(2)], more: true, ref });
  world.socket.say({ type: "joined", name: "bob" });
  world.socket.say({ type: "scheduled", messages: [row(3)], more: true, ref });
  assert.deepEqual([answers.length, events.map(({ type }) => type)], [0, ["welcome", "joined"]]);
  world.socket.say({ type: "scheduled", messages: [row(4)], ref });
  assert.deepEqual(answers[0].messages.map((/** @type {any} */ { number }) => number), [1, 2, 3, 4]);
  assert.equal(answers.length, 1);
  assert.deepEqual(events.map(({ type }) => type), ["welcome", "joined", "scheduled"]);
});

test("a long answer that the connection did not live to end is none", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  /** @type {any[]} */
  const answers = [];
  connection.ask({ type: "users" }, (answer) => answers.push(answer));
  const { ref } = world.socket.asked("users") ?? {};
  world.socket.say({ type: "users", you: "ann", users: [{ name: "ann" }], more: true, ref });
  world.socket.onclose?.({ code: 1006 });
  assert.deepEqual(answers, [null]);
});

test("who asked learns that no answer will come", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  /** @type {unknown[]} */
  const answers = [];
  connection.ask({ type: "history" }, (answer) => answers.push(answer));
  world.socket.onclose?.({ code: 1006 });
  assert.deepEqual(answers, [null]);
});

test("a lost connection is made again after a wait, with the address as it then is", () => {
  const { world, connection, states } = connected();
  world.socket.welcome();
  world.socket.onclose?.({ code: 1001 });
  assert.deepEqual(connection.status, { kind: "waiting", until: world.time + 375, code: 1001, early: false });
  world.pass(374);
  assert.equal(world.sockets.length, 1);
  world.pass(1);
  assert.equal(world.socket.address, "ws://here/ws?1");
  assert.deepEqual(states, ["connecting", "open", "waiting", "connecting"]);
});

test("the waits grow while it does not work, and after a good connection there is none", () => {
  const { world, connection } = connected();
  /** @type {number[]} */
  const waits = [];
  for (let index = 0; index < 7; index++) {
    world.socket.onclose?.({ code: 1006 });
    const { status } = connection;
    const wait = status.kind === "waiting" ? status.until - world.time : 0;
    waits.push(wait);
    world.pass(wait);
  }
  assert.deepEqual(waits, [375, 750, 1500, 3000, 6000, 12_000, 22_500]);
  world.socket.welcome();
  world.pass(5000);
  world.socket.onclose?.({ code: 1006 });
  assert.equal(connection.status.kind === "waiting" && connection.status.until - world.time, 0);
});

test("however often it breaks, the next try comes at once, but for connections that did not last a second", () => {
  const { world, connection } = connected();
  const wait = (/** @type {number} */ lasted) => {
    world.socket.welcome();
    world.pass(lasted);
    world.socket.onclose?.({ code: 1006 });
    const { status } = connection;
    const found = status.kind === "waiting" ? status.until - world.time : NaN;
    world.pass(found);
    return found;
  };
  assert.deepEqual([1500, 1000, 2000].map(wait), [0, 0, 0]);
  assert.deepEqual([10, 10, 10, 1000].map(wait), [375, 750, 1500, 0]);
});

test("the next try comes at once when the network or the reader returns", () => {
  const { world, connection } = connected();
  world.socket.onclose?.({ code: 1006 });
  connection.wake();
  assert.equal(world.sockets.length, 2);
  connection.wake();
  assert.equal(world.sockets.length, 2);
});

test("who takes nobody from here is asked again only when somebody wants it", () => {
  const { world, connection, states } = connected();
  world.socket.onclose?.({ code: 1006 });
  assert.deepEqual(connection.status, { kind: "waiting", until: world.time + 375, code: 1006, early: true });
  connection.giveUp();
  connection.wake();
  world.pass(100_000);
  assert.deepEqual([states.at(-1), world.sockets.length], ["refused", 1]);
  connection.start();
  assert.deepEqual([states.at(-1), world.sockets.length], ["connecting", 2]);
});

test("whoever leaves while there is no connection is left alone", () => {
  const { world, connection, states } = connected();
  world.socket.onclose?.({ code: 1006 });
  connection.end();
  world.pass(100_000);
  assert.deepEqual([states.at(-1), world.sockets.length], ["ended", 1]);
});

test("a handshake that takes too long is given up", () => {
  const { world, connection } = connected();
  world.pass(14_999);
  assert.equal(connection.status.kind, "connecting");
  world.pass(1);
  assert.equal(connection.status.kind, "waiting");
});

test("what is no JSON object is a broken connection", () => {
  for (const data of ["{", "[]", "7", "null", ""]) {
    const { world, connection } = connected();
    world.socket.welcome();
    world.socket.onmessage?.({ data });
    assert.equal(connection.status.kind, "waiting", data);
  }
});

test("what we do not know is left out", () => {
  const { world, connection, events } = connected();
  world.socket.welcome();
  world.socket.say({ type: "weather", wind: 3 });
  world.socket.say({ type: "constructor" });
  world.socket.say({ type: "message", number: "1", from: "bob", text: "x" });
  world.socket.say({ type: "message", number: 1, from: "bob", text: null });
  world.socket.onmessage?.({ data: '{"type":"joined","name":"bob"}' });
  assert.deepEqual([events.length, connection.status.kind], [1, "open"]);
});

test("a farewell after `exit` is the end, until one starts again", () => {
  const { world, connection, states } = connected();
  world.socket.welcome();
  /** @type {unknown[]} */
  const answers = [];
  connection.ask({ type: "exit" }, (answer) => answers.push(answer?.type));
  world.socket.say({ type: "farewell", reason: "exit", ref: world.socket.asked("exit")?.ref });
  world.pass(100_000);
  assert.deepEqual([states.at(-1), world.sockets.length, answers], ["ended", 1, ["farewell"]]);
  connection.wake();
  assert.equal(world.sockets.length, 1);
  connection.start();
  world.socket.welcome();
  assert.equal(states.at(-1), "open");
});

test("any other farewell is a loss", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  world.socket.say({ type: "farewell", reason: "slow" });
  world.socket.onclose?.({ code: 1013 });
  assert.equal(connection.status.kind, "waiting");
});
