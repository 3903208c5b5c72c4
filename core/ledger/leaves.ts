import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import { hashLeaf } from '../../tlog/hash.ts';
import type { Tx } from '../store/db.ts';

// What may stand in the public ledger, for ever: enums, dates and hashes, never what a person wrote and never what points
// to one. The list of kinds is closed; a kind that grows a field gets a higher `version`.

const day = z.iso.date();
/** 32 bytes, base64url: a SHA-256, or a public key of that size. */
const bytes32 = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

const packLeaf = z.strictObject({
  kind: z.literal('pack'),
  version: z.literal(1),
  day,
  /** What is in the file. */
  content: z.enum(['segment', 'cards']),
  /** Whose feed it was made for: a primary language (BCP 47), or `all`. */
  language: z.string().check(z.regex(/^[a-z]{2,3}$/)),
  /** SHA-256 of the file: its name. */
  hash: bytes32,
});

const keyLeaf = z.strictObject({
  kind: z.literal('key'),
  version: z.literal(1),
  /** The day for which the key counts (UTC). */
  day,
  /** `tokens`: signs the tokens of anonymous messages (RFC 9497, ristretto255). */
  purpose: z.enum(['tokens']),
  publicKey: bytes32,
});

const leaf = z.discriminatedUnion('kind', [packLeaf, keyLeaf]);
export type Leaf = z.infer<typeof leaf>;

/** Writes a leaf in the transaction of the act that it tells of: the act and its trace are there together or not at all. */
export async function appendLeaf(tx: Tx, content: Leaf): Promise<void> {
  const entry = entryOf(content);
  await tx`insert into leaves (entry, hash) values (${entry}, ${hashLeaf(sha256, entry)})`;
}

/** The bytes of a leaf: JSON as RFC 8785 has it, which for ASCII strings and small integers is: keys sorted, no spaces. */
export function entryOf(content: Leaf): Uint8Array {
  const fields = Object.entries(leaf.parse(content)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(Object.fromEntries(fields)));
}

function sha256(data: Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer');
}
