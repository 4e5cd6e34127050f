import assert from "node:assert/strict";
import { test } from "node:test";

import { Confirmation } from "../../../../besedka/web/connection/confirmation.js";
import { Resumption } from "../../../../besedka/web/connection/resumption.js";
import { connected } from "./world.js";

/** Somebody whose session can come back. */
function granted() {
  const there = connected();
  there.world.socket.onopen?.();
  there.world.socket.welcome({ seq: 10 });
  there.world.socket.grant();
  return there;
}

/** The connection is lost, and there is another one. @param {ReturnType<typeof granted>} there */
function reconnect({ world }) {
  world.socket.onclose?.({ code: 1006 });
  world.pass(1000);
  world.socket.onopen?.();
}

/** @param {number} seq @param {Record<string, unknown>} [more] */
const message = (seq, more) => ({ type: "message", seq, number: seq, from: "bob", text: "x", ...more });
const HELLO = /** @type {const} */ ({ type: "send", text: "hello" });

test("who has no session says that they join, and who has one shows its token and what they have seen", () => {
  const there = granted();
  assert.deepEqual(there.world.socket.sent[0], { type: "join", ref: 0 });
  there.world.socket.say(message(14));
  reconnect(there);
  assert.deepEqual(there.world.socket.sent, [{ type: "resume", token: "life.secret", seq: 14, ref: 0 }]);
  assert.equal(there.connection.status.kind, "connecting");
  there.world.socket.resume({ seq: 20 });
  assert.equal(there.connection.status.kind, "open");
});

test("every request has a number, and what has no answer is sent again under it when the session goes on", () => {
  const there = granted();
  /** @type {unknown[]} */
  const answers = [];
  there.connection.ask(HELLO, (answer) => answers.push(answer?.type));
  const { request } = there.world.socket.asked("send") ?? {};
  reconnect(there);
  assert.deepEqual([answers, there.world.socket.asked("send")], [[], undefined]);
  there.world.socket.resume({ seq: 20 });
  assert.deepEqual(there.world.socket.asked("send"), { ...HELLO, ref: request, request });
  there.world.socket.say({ type: "accepted", seq: 12, ref: request, command: "send", number: 12 });
  reconnect(there);
  there.world.socket.resume({ seq: 30 });
  assert.deepEqual([answers, there.world.socket.asked("send")], [["accepted"], undefined]);
});

test("what was asked of a session that is over has no answer, and is not sent to another one", () => {
  for (const code of ["unknown-session", "new-server"]) {
    const there = granted();
    /** @type {unknown[]} */
    const answers = [];
    there.connection.ask(HELLO, (answer) => answers.push(answer));
    reconnect(there);
    there.world.socket.say({ type: "refused", code, params: {}, text: "", ref: 0 });
    assert.deepEqual(there.world.socket.sent.at(-1), { type: "join", ref: 0 });
    there.world.socket.welcome({ seq: 2 });
    assert.deepEqual([answers, there.world.socket.asked("send"), there.connection.resumption.refused], [[null], undefined, code]);
  }
});

test("that a session was refused is forgotten with the next connection", () => {
  const there = granted();
  reconnect(there);
  there.world.socket.say({ type: "refused", code: "unknown-session", params: {}, text: "", ref: 0 });
  there.world.socket.welcome({ seq: 20 });
  there.world.socket.grant("another");
  reconnect(there);
  there.world.socket.resume({ seq: 30 });
  assert.deepEqual([there.connection.resumption.refused, there.world.socket.sent[0].token], ["", "another"]);
});

test("a refusal that says nothing of the session is tried again, with the same token", () => {
  const there = granted();
  reconnect(there);
  there.world.socket.say({ type: "refused", code: "internal-error", params: {}, text: "", ref: 0 });
  assert.equal(there.connection.status.kind, "waiting");
  there.world.pass(2000);
  there.world.socket.onopen?.();
  assert.equal(there.world.socket.sent[0].type, "resume");
});

test("leaving waits for no other connection", () => {
  const there = granted();
  /** @type {unknown[]} */
  const answers = [];
  there.connection.ask({ type: "exit" }, (answer) => answers.push(answer));
  there.world.socket.onclose?.({ code: 1006 });
  assert.deepEqual(answers, [null]);
});

test("of a session that cannot come back nothing is kept", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  /** @type {unknown[]} */
  const answers = [];
  connection.ask(HELLO, (answer) => answers.push(answer));
  world.socket.onclose?.({ code: 1006 });
  assert.deepEqual(answers, [null]);
});

test("what was done so long ago that nobody knows how it ended is neither offered again nor complained of", () => {
  const there = granted();
  /** @type {unknown[]} */
  const answers = [];
  const ref = there.connection.ask(HELLO, (answer) => answers.push(answer?.type));
  there.world.socket.say({ type: "refused", code: "already-done", params: { request: ref }, text: "", ref });
  assert.deepEqual(answers, ["unknown"]);
});

test("whose session goes on over a newer connection tries nothing until the reader wants it", () => {
  for (const replace of [
    (/** @type {ReturnType<typeof granted>} */ { world }) => world.socket.say({ type: "replaced" }),
    (/** @type {ReturnType<typeof granted>} */ { world }) => world.socket.onclose?.({ code: 4001 }),
  ]) {
    const there = granted();
    replace(there);
    there.connection.wake();
    there.world.pass(100_000);
    assert.deepEqual([there.connection.status.kind, there.world.sockets.length], ["replaced", 1]);
    there.connection.start();
    there.world.socket.onopen?.();
    assert.equal(there.world.socket.sent[0].type, "resume");
  }
});

test("an attempt of one's own that arrives late replaces nobody, once", () => {
  for (const replace of [
    (/** @type {ReturnType<typeof granted>} */ { world }) => world.socket.say({ type: "replaced" }),
    (/** @type {ReturnType<typeof granted>} */ { world }) => world.socket.onclose?.({ code: 4001 }),
  ]) {
    const there = granted();
    reconnect(there);
    // It has asked, and is lost before an answer has come.
    reconnect(there);
    there.world.socket.resume({ seq: 20 });
    replace(there);
    assert.equal(there.connection.status.kind, "waiting");
    there.world.pass(2000);
    there.world.socket.onopen?.();
    there.world.socket.resume({ seq: 21 });
    replace(there);
    assert.equal(there.connection.status.kind, "replaced");
  }
});

test("an attempt that was answered is none that can arrive late", () => {
  for (const answer of [
    (/** @type {ReturnType<typeof granted>} */ { world }) => world.socket.resume({ seq: 20 }),
    (/** @type {ReturnType<typeof granted>} */ { world }) =>
      world.socket.say({ type: "refused", code: "not-stored", params: {}, text: "", ref: 0, seq: 0 }),
  ]) {
    const there = granted();
    reconnect(there);
    answer(there);
    reconnect(there);
    there.world.socket.resume({ seq: 30 });
    there.world.socket.say({ type: "replaced" });
    assert.equal(there.connection.status.kind, "replaced");
  }
});

/** The position after these events. @param {object[]} events */
function position(...events) {
  const resumption = new Resumption();
  for (const event of [{ type: "welcome", seq: 10 }, ...events]) resumption.take(/** @type {any} */ (event));
  return resumption.seq;
}

test("the position is the newest of what came, but of `resumed`, and of what is not all there yet", () => {
  assert.equal(position(message(14), message(12)), 14);
  assert.equal(position({ type: "resumed", seq: 20 }, message(14)), 14);
  assert.equal(position({ ...message(14), more: true }), 13);
  assert.equal(position({ ...message(14), more: true }, { ...message(14, { number: 13 }) }), 14);
  assert.equal(position({ type: "users", seq: 14, ref: 1, more: true }), 13);
  assert.equal(position({ type: "unknown", seq: 14 }), 14);
  assert.equal(position(message(14), { type: "welcome", seq: 2 }), 2);
});

test("what has come before of an entry that was cut in two is dropped, and nothing else", () => {
  const resumption = new Resumption();
  const take = (/** @type {object} */ event) => resumption.take(/** @type {any} */ (event));
  take({ type: "welcome", seq: 10 });
  const one = { ...message(14, { number: 11 }), more: true };
  assert.ok(take(one));
  assert.ok(take({ ...message(14, { number: 12 }), more: true }));
  take({ type: "resumed", seq: 20 });
  assert.equal(take(one), false);
  // It is the last one now.
  assert.equal(take(message(14, { number: 12 })), false);
  assert.equal(resumption.seq, 14);
  assert.ok(take(message(15, { number: 13 })));
});

test("several events of one entry that have no number are different ones, and so is an answer that is repeated", () => {
  const resumption = new Resumption();
  const take = (/** @type {object} */ event) => resumption.take(/** @type {any} */ (event));
  for (const name of ["ann", "bob"]) assert.ok(take({ type: "left", seq: 14, name, reason: "lost", more: true }));
  const accepted = { type: "accepted", seq: 14, number: 14, ref: 1, more: true };
  assert.ok(take(accepted) && take(accepted));
});

/** What confirms, beside an open connection; and how often something was kept. */
function confirming() {
  const there = granted();
  const kept = { times: 0 };
  const confirmation = new Confirmation(there.connection, () => void kept.times++);
  there.connection.keeper = {
    keep: () => void kept.times++,
    came: (event) => confirmation.came(event),
    asks: (request) => confirmation.asks(request),
  };
  return { ...there, kept };
}

test("a private message is confirmed soon, once for all that came together, and is kept before", () => {
  const { world, kept } = confirming();
  world.socket.say(message(14, { to: "alice" }));
  world.socket.say(message(15, { to: "alice" }));
  assert.equal(world.socket.asked("seen"), undefined);
  world.pass(250);
  assert.deepEqual(world.socket.sent.filter(({ type }) => type === "seen"), [{ type: "seen", seq: 15 }]);
  assert.equal(kept.times, 1);
});

test("everything else is confirmed within twenty seconds, and nothing twice", () => {
  const { world } = confirming();
  world.socket.say(message(14));
  world.pass(19_999);
  assert.equal(world.socket.asked("seen"), undefined);
  world.pass(1);
  assert.deepEqual(world.socket.asked("seen"), { type: "seen", seq: 14 });
  world.socket.say({ type: "users", seq: 14, you: "alice", users: [] });
  world.pass(20_000);
  assert.equal(world.socket.sent.filter(({ type }) => type === "seen").length, 1);
});

test("who leaves confirms what came first", () => {
  const { world, connection } = confirming();
  world.socket.say(message(14));
  connection.ask({ type: "exit" }, () => {});
  assert.deepEqual(world.socket.sent.slice(-2).map(({ type }) => type), ["seen", "exit"]);
});

test("what is shown to the server as seen has been kept, and so has what is asked", () => {
  const { world, connection, kept } = confirming();
  connection.ask(HELLO, () => {});
  world.pass(250);
  assert.equal(kept.times, 1);
  world.socket.onclose?.({ code: 1006 });
  world.pass(1000);
  world.socket.onopen?.();
  assert.equal(kept.times, 2);
});
