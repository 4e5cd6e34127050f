/**
 * `besedka.v1.json` as this page speaks it; docs/protocol.md describes every message. For the type checker alone: no browser
 * loads it.
 */

interface Stamped { seq: number; at: string; ref?: string | number; more?: boolean }
export interface Limits { max_text: number; max_name: number; max_delay: number; max_pending: number; history: number }
export interface Pending { number: number; text: string; due: string; to?: string }
export interface Row { seq: number; at: string; number: number; from: string; text: string; delayed?: boolean; late?: boolean; bot?: boolean }
export interface Person { name: string; muted_until?: string; ignored?: boolean; bot?: boolean; away?: boolean }
export interface IgnoredPerson { name: string; here?: boolean }
export interface Command { name: string; syntax: string; summary: string; details?: string }

interface Arrival extends Stamped {
  name: string;
  members: string[];
  member_count: number;
  limits: Limits;
  language: string;
  muted_until?: string;
  barred?: string[];
  bots?: string[];
  away?: string[];
}
export interface Welcome extends Arrival { type: "welcome" }
/** The session goes on: so many public messages were `missed`, of which the oldest, `gap`, do not follow; so many events to oneself are `lost`. */
export interface Resumed extends Arrival { type: "resumed"; missed?: number; gap?: number; lost?: number }
export interface SessionGranted extends Stamped { type: "session"; token: string }
export interface Replaced extends Stamped { type: "replaced" }
export interface AwayOrBack extends Stamped { type: "away" | "returned"; name: string }
export interface Undelivered extends Stamped { type: "undelivered"; number: number; text: string; to: string }
export interface Joined extends Stamped, Person { type: "joined" }
export interface Left extends Stamped { type: "left"; name: string; reason: string }
export interface Renamed extends Stamped { type: "renamed"; old: string; new: string }
export interface Message extends Stamped {
  type: "message";
  number: number;
  from: string;
  text: string;
  to?: string;
  delayed?: boolean; late?: boolean;
  bot?: boolean;
}
export interface Muted extends Stamped { type: "muted"; name: string; until: string; complaints: number }
export interface Unmuted extends Stamped { type: "unmuted"; name: string }
export interface Stopping extends Stamped { type: "stopping" }
export interface Silenced extends Stamped { type: "silenced"; until: string; complaints: number; barred?: string[] }
export interface NotSent extends Stamped { type: "not-sent"; message: Pending; reason: string }
/** `pending` delayed messages still go, the last one at `last`. */
export interface Farewell extends Stamped { type: "farewell"; reason: string; pending?: number; last?: string }
export interface Accepted extends Stamped {
  type: "accepted";
  command: string;
  number?: number;
  due?: string;
  name?: string;
  asked?: string;
}
export interface PendingListed extends Stamped { type: "cancelled" | "scheduled"; messages: Pending[] }
export interface Users extends Stamped { type: "users"; you: string; users: Person[] }
export interface IgnoredListed extends Stamped { type: "ignored"; users: IgnoredPerson[] }
export interface History extends Stamped { type: "history"; messages: Row[]; before?: number; around?: number }
/** `cut`: there may be older ones. */
export interface SearchListed extends Stamped { type: "search"; messages: Row[]; text: string; cut?: boolean }
export interface Help extends Stamped { type: "help"; commands: Command[]; topic?: string }
export interface LanguageSet extends Stamped { type: "language"; language: string }
export interface Refused extends Stamped {
  type: "refused";
  code: string;
  params: Record<string, unknown>;
  text: string;
  barred?: string[];
}

/** Whatever the server says. */
export type ChatEvent = Welcome | Resumed | SessionGranted | Replaced | AwayOrBack | Undelivered | Joined | Left | Renamed | Message | Muted | Unmuted | Stopping | Silenced | NotSent
  | Farewell | Accepted | PendingListed | Users | IgnoredListed | History | SearchListed | Help | LanguageSet | Refused;

/** What is none of these; an answer it may be all the same. */
export interface Unknown { type: "unknown"; ref?: unknown; seq?: number; more?: unknown }

/** Whatever is asked of it. */
export type ChatRequest =
  | { type: "help"; topic?: string }
  | { type: "rename" | "report" | "ignore" | "unignore"; name: string }
  | { type: "exit" | "users" | "scheduled" | "ignored" }
  | { type: "history"; count?: number; before?: number; around?: number }
  | { type: "search"; text: string }
  | { type: "send"; text: string; to?: string; delay?: number }
  | { type: "cancel"; number?: number; all?: true }
  | { type: "lang"; lang: string }
  | { type: "line"; line: string };
