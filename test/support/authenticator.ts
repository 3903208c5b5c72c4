import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import type { NewPasskey, PasskeyProof } from '../../contract/people.ts';

const creation = z.object({ challenge: z.string(), rp: z.object({ id: z.string() }) });
const request = z.object({ challenge: z.string(), rpId: z.string() });

interface Behaviour {
  /** Whether the person's finger or PIN was checked. */
  readonly verified?: boolean;
  /** The page that the browser would be on. */
  readonly origin: string;
  readonly counter?: number;
}

/**
 * A passkey in software: makes ES256 credentials with "none" attestation and signs with them (WebAuthn Level 3, 6.1 and
 * 6.5.4; COSE, RFC 9053). For tests of the server; the browser's own is tried end to end.
 */
export function softwareAuthenticator() {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32);
  const id = credentialId.toString('base64url');
  const envelope = { id, rawId: id, type: 'public-key', clientExtensionResults: {} } as const;

  return {
    id,
    create(options: unknown, { origin, verified = true, counter = 0 }: Behaviour): NewPasskey {
      const { challenge, rp } = creation.parse(options);
      const credential = Buffer.concat([
        Buffer.alloc(16), // AAGUID: none
        uint16(credentialId.length),
        credentialId,
        coseKey(keys.publicKey),
      ]);
      const authData = authenticatorData(rp.id, verified, counter, credential);
      return {
        ...envelope,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
          attestationObject: cbor(
            new Map<string, Cbor>([
              ['fmt', 'none'],
              ['attStmt', new Map()],
              ['authData', authData],
            ]),
          ).toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    get(options: unknown, { origin, verified = true, counter = 0 }: Behaviour): PasskeyProof {
      const { challenge, rpId } = request.parse(options);
      const client = clientData('webauthn.get', challenge, origin);
      const authData = authenticatorData(rpId, verified, counter);
      const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()]);
      return {
        ...envelope,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: sign('sha256', signed, keys.privateKey).toString('base64url'),
        },
      };
    },
  };
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

function authenticatorData(rpId: string, verified: boolean, counter: number, credential?: Buffer): Buffer {
  const present = 0x01;
  const flags = present | (verified ? 0x04 : 0) | (credential === undefined ? 0 : 0x40);
  const counterBytes = Buffer.alloc(4);
  counterBytes.writeUInt32BE(counter);
  return Buffer.concat([
    createHash('sha256').update(rpId).digest(),
    Buffer.from([flags]),
    counterBytes,
    credential ?? Buffer.alloc(0),
  ]);
}

/** kty EC2, alg ES256, crv P-256, x, y. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return cbor(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );
}

type Cbor = number | string | Buffer | Map<number, Cbor> | Map<string, Cbor>;

/** The little of CBOR (RFC 8949) that an attestation needs. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([name, inner]) => [cbor(name), cbor(inner)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(major << 5) | argument]);
  if (argument < 256) return Buffer.from([(major << 5) | 24, argument]);
  return Buffer.concat([Buffer.from([(major << 5) | 25]), uint16(argument)]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}
