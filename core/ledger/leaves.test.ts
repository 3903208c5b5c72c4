import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { appendLeaf, entryOf, type Leaf } from './leaves.ts';

const { db, close } = await testDatabase();
after(close);

const hash = createHash('sha256').update('a file').digest('base64url');
const leaf: Leaf = { kind: 'pack', version: 1, day: '2026-11-23', content: 'cards', language: 'all', hash };

test('a leaf is kept as its canonical bytes with the hash of RFC 6962, in the order of writing', async () => {
  const key: Leaf = { kind: 'key', version: 1, day: '2026-11-23', purpose: 'tokens', publicKey: hash };
  await db.begin(async (tx) => {
    await appendLeaf(tx, leaf);
    await appendLeaf(tx, key);
  });
  const rows = await db<{ entry: Buffer; hash: Buffer; place: number | null }[]>`
    select entry, hash, place from leaves order by id`;
  assert.deepEqual(
    rows.map((row) => row.entry.toString()),
    [
      `{"content":"cards","day":"2026-11-23","hash":"${hash}","kind":"pack","language":"all","version":1}`,
      `{"day":"2026-11-23","kind":"key","publicKey":"${hash}","purpose":"tokens","version":1}`,
    ],
  );
  for (const row of rows) {
    const expected = createHash('sha256').update(Buffer.of(0)).update(row.entry).digest();
    assert.deepEqual(row.hash, expected);
    assert.equal(row.place, null);
  }
});

test('an act that fails leaves no trace', async () => {
  const before = await db`select from leaves`;
  const failing = db.begin(async (tx) => {
    await appendLeaf(tx, leaf);
    throw new Error('on purpose');
  });
  await assert.rejects(failing, /on purpose/);
  assert.equal((await db`select from leaves`).count, before.count);
});

test('the order in which a caller names the fields changes nothing', () => {
  assert.deepEqual(entryOf(Object.fromEntries(Object.entries(leaf).reverse()) as Leaf), entryOf(leaf));
});

test('nothing that is not in the list of fields can get in, and no free text', () => {
  const smuggled = [
    { ...leaf, note: 'anna' },
    { ...leaf, language: 'all of it' },
    { ...leaf, hash: 'anna' },
    { ...leaf, day: '2026-11-23T10:00:00Z' },
    { ...leaf, kind: 'rumour' },
  ];
  for (const each of smuggled) assert.throws(() => entryOf(each as Leaf), JSON.stringify(each));
});
