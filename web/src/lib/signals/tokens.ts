import type { Token } from '../../../../contract/signals.ts';

// The device's half of VOPRF (RFC 9497, ristretto255-SHA512). The curve is 15 kB of script (gzipped) and is needed once a
// day, so it is loaded then.

/** A token that waits for its signature. Nothing of it but `blinded` ever leaves the device before it is spent. */
export interface PendingToken {
  readonly input: Uint8Array;
  readonly blind: Uint8Array;
  readonly blinded: Uint8Array;
}

/** Makes `count` tokens, each of 32 random bytes, and blinds them. */
export async function blindTokens(count: number): Promise<PendingToken[]> {
  const { voprf } = await loadCurve();
  return Array.from({ length: count }, () => {
    const input = crypto.getRandomValues(new Uint8Array(32));
    return { input, ...voprf.blind(input) };
  });
}

export function blindedElements(tokens: readonly PendingToken[]): string[] {
  return tokens.map((token) => toBase64url(token.blinded));
}

/**
 * Checks the proof that the edition signed with `key`, the one key that everybody sees, and takes the blinds off. Throws
 * where the proof fails: the edition signed this device's tokens with a key of their own, to know them again.
 */
export async function finishTokens(
  pending: readonly PendingToken[],
  reply: { readonly evaluated: readonly string[]; readonly proof: string },
  { day, key }: { readonly day: string; readonly key: string },
): Promise<Token[]> {
  const { voprf } = await loadCurve();
  // An account may be allowed fewer than were sent: the first ones are signed.
  const signed = pending.slice(0, reply.evaluated.length).map((token, i) => ({
    ...token,
    evaluated: fromBase64url(reply.evaluated[i] ?? ''),
  }));
  const outputs = voprf.finalizeBatch(signed, fromBase64url(key), fromBase64url(reply.proof));
  return signed.map(({ input }, i) => ({
    day,
    input: toBase64url(input),
    output: toBase64url(outputs[i] ?? new Uint8Array()),
  }));
}

async function loadCurve() {
  const { ristretto255_oprf } = await import('@noble/curves/ed25519.js');
  return ristretto255_oprf;
}

function toBase64url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
