import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import type { NewPasskey, PasskeyProof, ToMakePasskey, ToProvePasskey } from '../../../../contract/people.ts';
import { CallError } from '../api.ts';

/** Passkeys belong to a name: a bare address (127.0.0.1) has none, and a plain connection may not ask for them. */
export function canUsePasskeys(): boolean {
  const isName = !/^[\d.]+$|^\[/.test(location.hostname);
  return window.isSecureContext && 'PublicKeyCredential' in window && isName;
}

interface Answer<Response> {
  readonly challengeId: string;
  readonly response: Response;
}

/** Has the device make a passkey. Rejects with `passkey_failed` when the person or the device declines. */
export async function makePasskey({ challengeId, options }: ToMakePasskey): Promise<Answer<NewPasskey>> {
  const made = await orFailed(startRegistration({ optionsJSON: options }));
  return { challengeId, response: { ...made, clientExtensionResults: {} } };
}

/** Has the device prove one of its passkeys; rejects as `makePasskey` does. */
export async function provePasskey({ challengeId, options }: ToProvePasskey): Promise<Answer<PasskeyProof>> {
  const proof = await orFailed(startAuthentication({ optionsJSON: options }));
  return { challengeId, response: { ...proof, clientExtensionResults: {} } };
}

async function orFailed<T>(ceremony: Promise<T>): Promise<T> {
  try {
    return await ceremony;
  } catch (cause) {
    throw new CallError('passkey_failed', { cause });
  }
}
