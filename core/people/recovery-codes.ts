import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../store/db.ts';

const CODES = 8;
const CODE_LENGTH = 16;
/** Crockford's base 32: no letter that could be taken for another or for a digit. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Replaces the account's recovery codes and returns the new ones: eight of 80 random bits, as `k7qm-2x9d-…`. They are
 * shown once; only their SHA-256 is kept, which suffices for a secret that no list contains.
 */
export async function renewRecoveryCodes(tx: Tx, accountId: number): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newCode);
  await tx`delete from recovery_codes where account_id = ${accountId}`;
  await tx`insert into recovery_codes ${tx(codes.map((code) => ({ accountId, codeHash: hashCode(code) })))}`;
  return codes;
}

/** Uses a code up; false where it does not fit or was used before. */
export async function useRecoveryCode(tx: Tx, accountId: number, code: string): Promise<boolean> {
  const used = await tx`delete from recovery_codes
    where account_id = ${accountId} and code_hash = ${hashCode(code)} returning 1`;
  return used.length > 0;
}

function newCode(): string {
  // 256 values of a byte fold evenly into 32 characters, so each carries five random bits.
  const characters = Array.from(randomBytes(CODE_LENGTH), (byte) => alphabet.charAt(byte % alphabet.length));
  return characters.join('').replace(/.{4}(?=.)/g, '$&-');
}

/** Case, hyphens and spaces do not count, nor does a letter o for a nought. */
function hashCode(code: string): Buffer {
  const plain = code
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/o/g, '0')
    .replace(/[il]/g, '1');
  return createHash('sha256').update(plain).digest();
}
