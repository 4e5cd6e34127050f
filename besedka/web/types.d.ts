/**
 * What the modules pass to each other. For the type checker alone: no browser loads it.
 */

import type { Limits, Pending, Farewell, ChatEvent, Unknown, ChatRequest } from "./events.js";

export type * from "./events.js";

/** Null: the session ended before an answer came. */
export type OnAnswer = (answer: Answer | null) => void;
export type Answer = ChatEvent | Unknown;

/**
 * What a connection is doing. `connecting` lasts until one is in; `until` is when the next try will be,
 * `code` what the last connection was closed with (RFC 6455, 7.4.1), `early` whether before that. `refused`: the
 * server takes nobody from this page's address, and `replaced`: the session goes on over a newer connection; so nothing is tried.
 */
export type Status =
  | { kind: "connecting" | "open" | "ended" }
  | { kind: "refused" | "replaced" }
  | { kind: "waiting"; until: number; code: number; early: boolean };

/** What the tests put in the place of the browser's own; times are milliseconds. */
export interface Surroundings {
  open(address: string, protocol: string): WebSocket;
  now(): number;
  /** Since 1970; it goes on while the machine sleeps, and may be set. */
  wall(): number;
  after(task: () => void, milliseconds: number): number;
  clear(timer: number | undefined): void;
  random(): number;
}

/** When something happened: `at` in milliseconds since 1970. */
export interface Stamp { seq: number; at: number }

/** What the page knows of the chat. */
export interface State {
  /** The numbers of what one has said since one came in; that was the event with the number `since`. */
  own: Set<number>;
  since: number;
  /** One's name; empty before the first welcome. */
  me: string;
  /** The name to come back under. */
  wanted: string;
  /** Until when each is muted; 0: not. Of a very large room it has the first ones. */
  people: Map<string, number>;
  /** Whom one ignores: the names of those who are here, and the last ones of those who are not. */
  ignored: Set<string>;
  /** Who of these people is a program. */
  bots: Set<string>;
  /** Whose connection is gone, but not their session. */
  away: Set<string>;
  count: number;
  limits: Limits;
  /** Until when one may not speak; 0: one may. */
  mutedUntil: number;
  /** The commands that do not work till then. */
  barred: string[];
  /** One's own delayed messages, by number. */
  pending: Map<number, Pending>;
  /** The last event. */
  last: Stamp;
  /** What the server has said of what still goes when one left; null before that. */
  left: Pick<Farewell, "pending" | "last"> | null;
  /** How far the server's clock is ahead of ours. */
  skew: number;
}

/** So many delayed messages still go, the last one `at` (milliseconds; NaN: nobody knows). */
export interface Outstanding { count: number; at: number }

/**
 * What is in the outbox. `author`: the name that it was asked under; `again`: what it asks once more; `line`: what was
 * typed for it, empty where that was nothing; `number`: the outbox's own, of what has failed; `asked`: the connection's, of what is on its way; `isLate`: it has had no
 * answer for a moment, which is to be seen.
 */
export interface Outgoing {
  request: ChatRequest;
  author: string;
  line?: string;
  number?: number;
  asked?: number;
  state: "sending" | "sent" | "failed";
  isLate?: boolean;
  again?: Outgoing;
}

/** What an entry of the log is known by from outside: a message by its number, a note about what has failed by that. */
export type Identity = number | Outgoing;

/** `link` leads to `href`, `mention` names the reader, and `code` is typed as it stands. */
export interface Piece { kind: "text" | "link" | "mention" | "code"; text: string; href?: string }

/**
 * One was away for so long, in milliseconds. `missed` messages were sent meanwhile, of which the last `kept` are here;
 * null where there are more, and nobody knows how many. `lost` to oneself are gone. `why` the session ended, where it did
 * (`Resumption.refused`), and under which name one `was` there.
 */
export interface Absence { type: "absence"; away: number; missed: number | null; kept: number; lost: number; why?: string; was: string; name: string }

/** What the page itself has to tell. */
export type Note =
  | { type: "gap" }
  | Absence
  | { type: "unanswered"; text: string; to?: string; outgoing: Outgoing }
  | { type: "said" }
  | { type: "orphaned"; numbers: string; messages: Pending[] };

/** What became of somebody who came or went: `reason` is why they went last; `away`: their connection is gone (false: it was). */
export interface Fate { name: string; bot?: boolean; wasHere: boolean; here: boolean; away?: boolean; reason: string }

/** Joins and leaves that follow each other, at least one. */
export interface Crowd { type: "crowd"; moves: Entry[]; fates: Fate[]; take(entry: Entry): boolean }

/** What the log says: `given`: what people had written, and to whom. */
export interface Narration { sentence: Child[]; given?: HTMLElement[]; warning?: boolean }

/** What tells of what is seldom, and of who comes and goes. */
export interface Narrator {
  narrate(event: ChatEvent | Note, now: number): Narration | null;
  crowdElement(crowd: Crowd, now: number): HTMLElement;
}

/** A button behind a sentence. */
export type Action = [label: Child[], act: () => void];

/** The parts of the page that come when they are first wanted: `begin` is called once, with all that is there. */
export interface Parts {
  people: typeof import("./view/side/people.js");
  lineHelp: typeof import("./view/composer/line_help.js");
  answers: typeof import("./view/dialogs/answers.js");
  actions: typeof import("./view/dialogs/actions.js");
  narrator: typeof import("./view/log/announcer.js");
  scheduled: typeof import("./view/side/scheduled.js");
  muted: typeof import("./view/status/muted.js");
  language: typeof import("./view/side/language.js");
  notifier: typeof import("./view/log/notifier.js");
  status: typeof import("./view/status/connection_status.js");
  preload: typeof import("./view/page/preload.js");
  keeping: typeof import("./view/status/keeping.js");
  pieces: typeof import("./state/log/pieces.js");
  truncation: typeof import("./view/log/truncation.js");
  reading: typeof import("./view/dialogs/reading.js");
}

/** A part, begun. */
export type Begun<Name extends keyof Parts> = Awaited<ReturnType<Parts[Name]["begin"]>>;

/**
 * Do this with a part of the page. Where that has to come first, it is done then; where it does not come, that is said,
 * `otherwise` is done, and the next wish tries again.
 */
export type Use = <Name extends keyof Parts>(name: Name, act: (part: Begun<Name>) => void, otherwise?: () => void) => void;

/** All that there is: what the parts work on. */
export interface Page {
  session: import("./state/session/session.js").Session;
  connection: import("./connection/connection.js").Connection;
  composer: import("./view/composer/composer.js").Composer;
  notice: import("./view/composer/notice.js").Notice;
  log: import("./view/log/log_view.js").LogView;
  /** Makes elements of entries. */
  entries: import("./view/log/entry.js").EntryView;
  /** To who listens. */
  announcer: { say(sentence: string): void; drawn(entries: readonly Entry[], fresh: readonly Placed[], now: number): void };
  /** Whom to tell: of each event, once a frame of what has changed, each second, and when other words are spoken. */
  every: Record<"change" | "second" | "words", Set<() => void>> & { event: Set<(event: ChatEvent) => void> };
  use: Use;
  state(): State;
  now(): number;
  /** What leaving would not stop; empty as long as no part has come that can say it. */
  leaving(): string;
  /** Have the other words of the language that is spoken; rejects when they do not come. */
  words(): Promise<void>;
  /** Words of a language: `ru`, and the other ones, `ru.later`. */
  read(name: string): Promise<Catalogue>;
  /** With the next frame, show anew what is small. */
  refresh(): void;
}

/** Something for the log. `own`: one's own words; `called`: somebody means oneself; `old`: said before one came. */
export interface Entry { event: ChatEvent | Note; at: number; own?: boolean; called?: boolean; old?: boolean }

/** An entry in its place. `key` counts up from 0; `follows`: the same person goes on; `day`: another day begins. */
export interface Placed extends Omit<Entry, "event"> {
  event: ChatEvent | Note | Crowd;
  key: number;
  follows: boolean;
  day: boolean;
}

/** What a command is told, and the words before it. */
export type FieldKind = "text" | "name" | "user" | "ignored" | "command" | "language" | "seconds" | "number";
export interface Spec {
  syntax: string;
  fields: FieldKind[];
  options?: Record<string, FieldKind>;
  flag?: string;
}

/**
 * How a typed line is read. `name`: the command that its first word is; `repaired`: the one that was probably meant.
 */
export type Judgement =
  | { kind: "empty" }
  | { kind: "text"; name?: string }
  | { kind: "command"; name: string }
  | { kind: "unknown"; private: boolean }
  | { kind: "doubt"; repaired: string | null; name?: string };

/** `word` is as it was typed, `option` as it is spelled rightly; `value` is null when it stands in no word of the line. */
export interface OptionWord {
  word: string;
  option: string;
  to: boolean;
  exact: boolean;
  joined: boolean;
  value: string | null;
}

/** What `send` is told; `to` is empty when that is everybody, `delay` in seconds. */
export interface Sending { text: string; to: string; delay: number }

/** `choices` stand for what is from `start` to the cursor. */
export interface Completion { start: number; choices: { value: string; hint?: string }[] }

/** Translations by the English words; the forms of a plural. */
export type Catalogue = Record<string, string | string[]>;
export type Values = Record<string, string | number>;
export type Child = Node | string;
