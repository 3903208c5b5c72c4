import { AppError } from '../../contract/errors.ts';
import { ageBands, type AgeBand } from '../../contract/people.ts';
import type { Ctx } from '../store/context.ts';
import type { Tx } from '../store/db.ts';
import { insertAccount } from './accounts.ts';
import { refuseReservedHandle } from './handles.ts';
import type { Person } from './may.ts';
import { hashPassword, refuseWeakPassword } from './passwords.ts';
import { renewRecoveryCodes } from './recovery-codes.ts';
import { startSession } from './sessions.ts';

export interface SignedUp {
  readonly person: Person;
  readonly token: string;
  readonly recoveryCodes: string[];
}

export async function signUpWithPassword(
  ctx: Ctx,
  input: { handle: string; ageBand: AgeBand; password: string },
): Promise<SignedUp> {
  refuseReservedHandle(input.handle);
  await refuseWeakPassword(input.password, input.handle);
  const passwordHash = await hashPassword(input.password);
  return ctx.db.begin((tx) => openAccount(tx, { ...input, passwordHash }));
}

/** Adds the account with its recovery codes and a first session. */
export async function openAccount(tx: Tx, account: Parameters<typeof insertAccount>[1]): Promise<SignedUp> {
  const person = await insertAccount(tx, account);
  if (person === null) throw handleTaken(account.handle);
  const recoveryCodes = await renewRecoveryCodes(tx, person.id);
  return { person, token: await startSession(tx, person.id), recoveryCodes };
}

export function handleTaken(handle: string): AppError {
  return new AppError('handle_taken', `@${handle} is taken. Choose another handle.`);
}

/** The band, where people of that age may have an account here; else `too_young`. Ask before anything is kept. */
export function refuseTooYoung(
  minimumAge: Ctx['edition']['minimumAge'],
  band: (typeof ageBands)[number],
): AgeBand {
  const youngest = { under: 0, '13-15': 13, '16-17': 16, '18+': 18 }[band];
  if (band === 'under' || youngest < minimumAge) {
    throw new AppError(
      'too_young',
      `Accounts here are for people of ${minimumAge} and older. Come back when you are; until then you can watch without one. We have kept nothing of what you entered.`,
    );
  }
  return band;
}
