import * as z from 'zod/mini';
import {
  drawTokens,
  getDayKeys,
  sendBasket,
  sendReceipt,
  tokensPerDay,
  type Token,
} from '../../../../contract/signals.ts';
import { compose, hasNews, type Message } from './messages.ts';
import type { Random } from './random.ts';
import {
  addEnjoyed,
  addShown,
  dropExpired,
  forgetHistory,
  keepTokens,
  planDraw,
  putOffMissed,
  readState,
  type Shown,
  type Slot,
  type State,
} from './state.ts';
import { blindedElements, blindTokens, finishTokens, type PendingToken } from './tokens.ts';

// The anonymous messages of this device: baskets of what it enjoyed and receipts of what it showed. They are sent hours
// later, each with a token of its own, without a credential, and only on days on which there are enough others to hide
// among. A message is taken out of the store before it is sent: a crash loses it, and nothing is ever sent twice.

export interface Device {
  /** Reads the one record, calls `change` at once, and keeps what it returns: one transaction. */
  readonly update: <T>(change: (kept: unknown) => readonly [next: object, result: T]) => Promise<T>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: Random;
  readonly fetch: typeof fetch;
}

export interface Signals {
  /** A clip, by its number, was enjoyed; said again, it is ignored. */
  readonly enjoyed: (clip: number) => Promise<void>;
  readonly shown: (shown: Shown) => Promise<void>;
  /** To be called about once a minute: does what is due, at most one thing. What the network refuses is tried later. */
  readonly tick: (who: { readonly signedIn: boolean }) => Promise<void>;
  /** With the profile. */
  readonly forget: () => Promise<void>;
}

const MINUTE = 60_000;
const patience = 15_000;
type DayKeys = z.infer<typeof getDayKeys.reply>['days'];

export function openSignals(device: Device): Signals {
  const change = (next: (before: State) => State) =>
    device.update((kept) => [next(readState(kept)), undefined]);
  return {
    enjoyed: (clip) => change((before) => addEnjoyed(before, clip, device.now())),
    shown: (shown) => change((before) => addShown(before, shown, device.now())),
    forget: () => change(forgetHistory),
    tick: async ({ signedIn }) => {
      const act = await device.update((kept) => plan(device, readState(kept), signedIn));
      try {
        if (act === 'draw') await draw(device);
        if (act === 'send') await sendNext(device);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
      }
    },
  };
}

type Act = 'draw' | 'send' | null;

/** What is due. Whoever is told so has claimed it: other pages of this device, and this one after a failure, wait. */
function plan({ now, random }: Device, kept: State, signedIn: boolean): [State, Act] {
  const at = now();
  const current = putOffMissed(dropExpired(kept, at), at, random);
  const before = signedIn ? planDraw(current, at, random) : current;
  if (signedIn && before.drawAt !== null && before.drawAt <= at) {
    return [{ ...before, drawAt: at + 30 * MINUTE }, 'draw'];
  }
  if (before.quietUntil <= at && dueSlot(before, at) !== undefined && hasNews(before, at)) {
    // Several may be due: each goes at a moment of its own.
    return [{ ...before, quietUntil: at + (1 + 3 * random()) * MINUTE }, 'send'];
  }
  return [before, null];
}

/** Draws as many tokens as anybody could get, and keeps them only if they are signed with everybody's key. */
async function draw(device: Device): Promise<void> {
  const today = (await dayKeys(device)).at(-1);
  if (today === undefined) return;
  const pending = await blindTokens(tokensPerDay).catch(() => {
    throw new Unreachable('The curve was not loaded.');
  });
  const response = await request(device, drawTokens.path, {
    method: drawTokens.method,
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ day: today.day, blinded: blindedElements(pending) }),
  });
  const tokens = await tokensFrom(response, pending, today);
  await device.update((kept) => [
    keepTokens(readState(kept), tokens, today.key, device.now(), device.random),
    undefined,
  ]);
}

async function tokensFrom(
  response: Response,
  pending: readonly PendingToken[],
  today: DayKeys[number],
): Promise<Token[]> {
  // Drawn already, on another device of this account: there is nothing to do before tomorrow.
  if (response.status === 409) return [];
  const reply = await replyOf(response, drawTokens.reply);
  // Where the proof fails the edition tried to mark this device: such tokens are never used.
  return finishTokens(pending, reply, today).catch(() => []);
}

/** Sends the message of a slot that is due, if its day is crowded and its key is still everybody's. */
async function sendNext(device: Device): Promise<void> {
  const days = await dayKeys(device);
  const due = await device.update((kept) => take(device, readState(kept), days));
  if (due === null) return;
  const endpoint = due.message.kind === 'basket' ? sendBasket : sendReceipt;
  await request(device, endpoint.path, {
    method: endpoint.method,
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: due.slot.token, ...due.message.body }),
  });
}

function take(
  { now, random }: Device,
  kept: State,
  days: DayKeys,
): [State, { slot: Slot; message: Message } | null] {
  const at = now();
  const keyOf = new Map(days.map(({ day, key }) => [day, key]));
  // Another key than the one that signed: these tokens would tell who drew before it changed.
  const before = { ...kept, slots: kept.slots.filter(({ token, key }) => keyOf.get(token.day) === key) };
  const crowded = new Set(days.filter((each) => each.crowded).map(({ day }) => day));
  const slot = dueSlot(before, at, (each) => crowded.has(each.token.day));
  if (slot === undefined) return [{ ...before, quietUntil: at + (60 + 120 * random()) * MINUTE }, null];
  const composed = compose(before, slot, at, random);
  if (composed === null) return [before, null];
  const slots = before.slots.filter((each) => each !== slot);
  return [
    { ...composed.next, slots },
    { slot, message: composed.message },
  ];
}

function dueSlot(
  { slots }: State,
  now: number,
  fits: (slot: Slot) => boolean = () => true,
): Slot | undefined {
  return slots.find((slot) => slot.at <= now && fits(slot));
}

/** The keys that everybody sees: asked for as nobody, and kept nowhere, because an `ETag` of its own would make a device known again. */
async function dayKeys(device: Device): Promise<DayKeys> {
  const response = await request(device, getDayKeys.path, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
  });
  return (await replyOf(response, getDayKeys.reply)).days;
}

async function replyOf<S extends z.ZodMiniType>(response: Response, schema: S): Promise<z.output<S>> {
  const parsed = response.ok ? z.safeParse(schema, await response.json().catch(() => null)) : null;
  if (parsed?.success !== true) throw new Unreachable(`The server answered ${response.status}.`);
  return parsed.data;
}

async function request(device: Device, path: string, init: RequestInit): Promise<Response> {
  try {
    return await device.fetch(path, { ...init, signal: AbortSignal.timeout(patience) });
  } catch (cause) {
    throw new Unreachable('No answer came.', { cause });
  }
}

/** No answer, or not the one that was needed: a later tick tries again. */
class Unreachable extends Error {}
