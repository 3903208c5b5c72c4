import { crowd, type Token } from '../../contract/signals.ts';
import { allotment } from '../../core/feed/tokens.ts';
import { buildCatalogue, type Catalogue } from '../../ranker/catalogue.ts';
import { diversify } from '../../ranker/diversify.ts';
import { enjoyedFrom } from '../../ranker/enjoyment.ts';
import { decodeSegment } from '../../ranker/pack.ts';
import { emptyProfile, recordView, type Profile } from '../../ranker/profile.ts';
import { score, type Circumstances } from '../../ranker/score.ts';
import { dice } from '../../test/support/made-up-clips.ts';
import { compose } from '../../web/src/lib/signals/messages.ts';
import { addEnjoyed, addShown, keepTokens, readState, type State } from '../../web/src/lib/signals/state.ts';
import type { Ranking, Seen } from './run.ts';
import { opening, publish, startServer, takeBasket, takeReceipt, teach, type Server } from './server.ts';
import type { World } from './world.ts';

// The system itself: the modules that rank, choose, sign and write messages are the app's; a device and a server are memory.

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Training is the most work here, so it is done in every fifth night only. */
const nightsBetween = 5;

interface Device {
  readonly profile: Profile;
  signals: State;
  active: boolean;
}

export interface Edition extends Ranking {
  readonly server: Server;
  readonly devices: readonly Device[];
}

export function overt(world: World, seed: number): Edition {
  const server = startServer(world);
  const random = dice(seed);
  const devices = Array.from({ length: world.people }, (): Device => ({
    profile: emptyProfile(),
    signals: readState(null),
    active: false,
  }));
  let catalogue = buildCatalogue([]);
  let now: Circumstances = { hour: 0, age: 18, withheld: new Set(), blocked: new Set() };
  return {
    server,
    devices,
    open: async (day, published) => {
      if (day % nightsBetween === 0) await teach(server, published, seed + day);
      catalogue = buildCatalogue(publish(server, published).map(decodeSegment));
      now = { ...now, hour: opening + 24 * day };
    },
    next: (person, count) => {
      const { profile } = devices[person] ?? noDevice();
      return nextClips(catalogue, profile, now, count);
    },
    note: (seen, day) => noteSeen(devices[seen.person] ?? noDevice(), catalogue, seen, now.hour, day, server),
    close: (day) => {
      const active = devices.filter((device) => device.active);
      for (const device of active) {
        drawTokens(device, day, random);
        if (active.length >= crowd) sendMessages(device, server, day, random);
        device.signals = { ...device.signals, slots: [] };
        device.active = false;
      }
    },
  };
}

/** Places in the world, as everywhere in this bench. */
export function nextClips(
  catalogue: Catalogue,
  profile: Profile,
  now: Circumstances,
  count: number,
): number[] {
  const places = diversify(catalogue, score(catalogue, profile, now), profile, [], count);
  return places.map((place) => (catalogue.numbers[place] ?? 0) - 1);
}

function noteSeen(
  device: Device,
  catalogue: Catalogue,
  seen: Seen,
  hour: number,
  day: number,
  server: Server,
): void {
  const clip = catalogue.clips[catalogue.placeOf.get(seen.clip + 1) ?? -1];
  if (clip === undefined) return;
  const noDeeds = { shared: false, followed: false, commented: false };
  const view = { ...noDeeds, duration: clip.duration, watched: seen.watched, liked: seen.liked };
  const strength = recordView(device.profile, clip, view, hour);
  const at = day * DAY + 12 * HOUR;
  const shown = {
    clip: clip.number,
    watched: seen.watched / clip.duration,
    again: false,
    skipped: !seen.enjoyed,
  };
  device.signals = addShown(device.signals, shown, at);
  if (strength >= enjoyedFrom) device.signals = addEnjoyed(device.signals, clip.number, at);
  if (seen.liked) server.likes[seen.clip] = (server.likes[seen.clip] ?? 0) + 1;
  device.active = true;
}

/** Tokens without their cryptography: here nobody looks. */
function drawTokens(device: Device, day: number, random: () => number): void {
  const allowed = allotment(0, day * DAY);
  const tokens = Array.from({ length: allowed }, (): Token => ({ day: String(day), input: '', output: '' }));
  device.signals = keepTokens(device.signals, tokens, '', day * DAY + 12 * HOUR, random);
}

function sendMessages(device: Device, server: Server, day: number, random: () => number): void {
  for (const slot of device.signals.slots) {
    const composed = compose(device.signals, slot, (day + 1) * DAY, random);
    if (composed === null) return;
    device.signals = composed.next;
    if (composed.message.kind === 'basket') takeBasket(server, composed.message.body.clips);
    else takeReceipt(server, composed.message.body);
  }
}

function noDevice(): never {
  throw new Error('nobody has this device');
}
