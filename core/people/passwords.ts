import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../../contract/errors.ts';

const derive = promisify(argon2);

interface Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP Password Storage Cheat Sheet, argon2id; hashes made with other figures are renewed when they are next used. */
const today: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
export const SHORTEST_PASSWORD = 10;

/** Hashes with argon2id (RFC 9106) into a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return encode(today, salt, await derive('argon2id', parametersOf(password, today, salt, HASH_BYTES)));
}

/**
 * Says whether the password fits. Without a hash (an unknown handle, an account with passkeys only) it works as long
 * as with one and says no, so that the time of an answer tells nothing.
 */
export async function verifyPassword(phc: string | null, password: string): Promise<boolean> {
  const { cost, salt, hash } = decode(phc ?? decoy);
  const found = await derive('argon2id', parametersOf(password, cost, salt, hash.length));
  return timingSafeEqual(found, hash) && phc !== null;
}

/** Whether the hash was made with other figures than today's. */
export function isOutdated(phc: string): boolean {
  const { cost, hash } = decode(phc);
  return encode(cost, Buffer.alloc(0), hash) !== encode(today, Buffer.alloc(0), hash);
}

function parametersOf(password: string, cost: Cost, salt: Buffer, tagLength: number): Argon2Parameters {
  // One and the same password may be typed as different code points on two keyboards (NIST SP 800-63B, 3.1.1.2).
  return { message: password.normalize('NFKC'), nonce: salt, tagLength, ...cost };
}

function encode(cost: Cost, salt: Buffer, hash: Buffer): string {
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  const figures = `m=${cost.memory},t=${cost.passes},p=${cost.parallelism}`;
  return `$argon2id$v=19$${figures}$${unpadded(salt)}$${unpadded(hash)}`;
}

function decode(phc: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]*)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (parts === null) throw new Error('A stored password hash is not an argon2id PHC string.');
  const [, memory, passes, parallelism, salt = '', hash = ''] = parts;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

const decoy = encode(today, Buffer.alloc(SALT_BYTES), Buffer.alloc(HASH_BYTES));

/** Refuses, with a reason, a password that is short, leaked, or near to a leaked one or to the handle. */
export async function refuseWeakPassword(password: string, handle: string): Promise<void> {
  if (Array.from(password).length < SHORTEST_PASSWORD) {
    throw new AppError('password_too_short', `Choose a password of ${SHORTEST_PASSWORD} characters or more.`);
  }
  const lower = password.toLowerCase();
  if (lower.includes(handle)) {
    throw new AppError(
      'password_breached',
      'Your handle is public. Choose a password that does not contain it.',
    );
  }
  if (await isGuessable(lower)) {
    throw new AppError(
      'password_breached',
      'This is among the first passwords that a thief tries. Choose another.',
    );
  }
}

async function isGuessable(lower: string): Promise<boolean> {
  const leaked = await leakedPasswords();
  // What people add to a leaked password to please a rule (`Password123!`) does not make it another password.
  const stem = lower.replace(/[\d\p{P}\p{S}]{0,4}$/u, '');
  return leaked.has(lower) || leaked.has(stem) || repeats(lower) || counts(lower);
}

/** One piece of up to five characters, again and again. */
function repeats(lower: string): boolean {
  return /^(.{1,5}?)\1+(.{0,4})$/su.test(lower);
}

/** Every character is the next of the one before it, or the one before: `abcdefghij`, `9876543210`. */
function counts(lower: string): boolean {
  const steps = Array.from(lower.slice(1), (_, i) => lower.charCodeAt(i + 1) - lower.charCodeAt(i));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

let leakedOnce: Promise<ReadonlySet<string>> | undefined;

/** About 49,000 leaked passwords (6 MB of memory), loaded when the first password is chosen. */
function leakedPasswords(): Promise<ReadonlySet<string>> {
  leakedOnce ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set<string>(dictionary['passwords-common']),
  );
  return leakedOnce;
}
