import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  drawTokens,
  getDayKeys,
  sendBasket,
  sendReceipt,
  tokensPerDay,
  type Token,
} from '../../contract/signals.ts';
import { openDb } from '../../core/store/db.ts';
import { addressOfEmbedded } from '../../server/postgres.ts';
import { blindedElements, blindTokens, finishTokens } from '../../web/src/lib/signals/tokens.ts';
import { visitor, type Client } from '../support/http.ts';
import { removeFolder, startServer } from '../support/server.ts';
import { numberedClips, olderAccount } from '../support/signals.ts';
import { filesUnder, formsOf, searchFor, searchForMessages } from '../support/traces.ts';

// Devices say to a real server what they enjoyed and saw. Then every byte that it keeps is read: the database's files with
// the write-ahead log, the jobs in it, the data folder, and whatever the server said. What a message said together must
// be nowhere, nor anything of the tokens by which a message could be laid at an account's door.

const server = await startServer();
after(() => removeFolder(server.dataFolder));
after(() => server.kill());
const db = openDb(addressOfEmbedded(join(server.dataFolder, 'postgres')));
const anybody = clientOf({});

function clientOf(headers: Record<string, string>): Client {
  const carrier = { request: (path: string, init: RequestInit) => fetch(server.origin + path, init) };
  return visitor(carrier, headers);
}

/** Numbers that are seen nowhere by chance. */
function strikingNumbers(count: number): number[] {
  const numbers = new Set<number>();
  while (numbers.size < count) numbers.add(randomInt(1_200_000_000, 2_100_000_000));
  return [...numbers];
}

function someOf(numbers: readonly number[], count: number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(numbers[randomInt(numbers.length)] ?? 0);
  return [...chosen];
}

/** All that passes between the edition and an account that draws, and what the device makes of it. */
interface Drawing {
  readonly tokens: Token[];
  readonly exchanged: string[];
}

async function drawAs(session: string): Promise<Drawing> {
  const client = clientOf({ origin: server.origin, cookie: `overt_session=${session}` });
  const today = (await client.call(getDayKeys)).days.at(-1) ?? assert.fail();
  const pending = await blindTokens(tokensPerDay);
  const blinded = blindedElements(pending);
  const reply = await client.call(drawTokens, { body: { day: today.day, blinded } });
  return {
    tokens: await finishTokens(pending, reply, today),
    exchanged: [...blinded, ...reply.evaluated, reply.proof],
  };
}

test('nothing that is kept tells what one device enjoyed or saw, nor whose message it was', async () => {
  const numbers = strikingNumbers(300);
  const accounts = Array.from({ length: 22 }, (_, i) => `person${i}`);
  const sessions: string[] = [];
  for (const handle of accounts) sessions.push(await olderAccount({ db }, handle, 10));
  await numberedClips({ db }, 'person0', numbers);

  const drawings: Drawing[] = [];
  for (const session of sessions) drawings.push(await drawAs(session));
  const tokens = drawings.flatMap((each) => each.tokens);
  // Fifty-five of each kind: fifty become sums, and five are still in memory when the server stops.
  const baskets = tokens.slice(0, 55).map(() => someOf(numbers, 4));
  const receipts = tokens.slice(55).map(() => someOf(numbers, 8));
  for (const [i, token] of tokens.entries()) {
    const [clips, shown] = [baskets[i], receipts[i - baskets.length]];
    if (clips !== undefined) await anybody.call(sendBasket, { body: { token, clips } });
    const report = { watched: i % 5, again: false, skipped: false };
    if (shown !== undefined) {
      const body = { token, step: 2, shown: shown.map((clip) => ({ clip, ...report })) };
      await anybody.call(sendReceipt, { body });
    }
    // A replay is refused, and a fault of our own is said: neither may say what was sent.
    if (i % 10 === 0) await anybody.refused(sendBasket, { body: { token, clips: clips ?? [1, 2] } });
  }
  const { key } = (await anybody.call(getDayKeys)).days.at(-1) ?? assert.fail();
  // One transaction for each would be a message in the write-ahead log, whatever form its numbers have there.
  const transactions = await db`
    select distinct xmin::text from (
      select xmin from basket_sums union all select xmin from pair_sums union all select xmin from clip_figures) rows`;
  assert.equal(transactions.length, 2, 'one for the baskets, one for the receipts');
  await db`checkpoint`;
  await db.end();
  await server.stop();

  const secrets = [
    ...tokens.flatMap(({ input, output }) => [input, output]),
    ...drawings.flatMap(({ exchanged }) => exchanged),
  ].map((text) => Buffer.from(text, 'base64url'));
  const findSecrets = searchFor(secrets.flatMap((secret) => formsOf(secret).map((form) => [form, secret])));
  const findMessages = searchForMessages([...baskets, ...receipts]);
  // What is kept on purpose, to see that the search reads what it should: the key, an account, sums of pairs.
  const [a = 0, b = 0] = [...(baskets[0] ?? [])].sort((one, other) => one - other);
  const pair = Buffer.alloc(8);
  pair.writeInt32LE(a);
  pair.writeInt32LE(b, 4);
  const kept = searchFor([
    [Buffer.from(key), 'the key'],
    [Buffer.from('person21'), 'the account'],
    [pair, 'the pair'],
  ]);

  const seen = new Set<string>();
  const leaks: string[] = [];
  const output = { name: 'what the server said', bytes: Buffer.from(server.output()) };
  for (const { name, bytes } of [output, ...filesUnder(server.dataFolder)]) {
    for (const { what } of kept(bytes)) seen.add(`${what} in ${/pg_wal|base/.exec(name)?.[0] ?? name}`);
    leaks.push(...findMessages(bytes).map((found) => `${name}: ${found}`));
    leaks.push(...findSecrets(bytes).map(({ what }) => `${name}: ${what.toString('base64url')}`));
  }
  assert.deepEqual(leaks, []);
  const places = ['the account', 'the key', 'the pair'].flatMap((what) => [
    `${what} in base`,
    `${what} in pg_wal`,
  ]);
  assert.deepEqual([...seen].filter((each) => places.includes(each)).sort(), places);
});
