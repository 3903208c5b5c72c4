// The Merkle tree of RFC 6962, section 2.1 (the same in RFC 9162, 2.1.1): what a leaf, a node and a whole tree hash to.

/**
 * SHA-256 (FIPS 180-4): 32 bytes of any input. The caller brings it, because no function for it is in both worlds: Node
 * has `createHash`, a browser has a slow promise (`crypto.subtle`) or a library.
 */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** The hash of one entry: SHA-256(0x00 ‖ entry). */
export function hashLeaf(sha256: Sha256, entry: Uint8Array): Uint8Array {
  return sha256(join(Uint8Array.of(0), entry));
}

/** The hash over two subtrees: SHA-256(0x01 ‖ left ‖ right), each of 32 bytes. */
export function hashNode(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(join(Uint8Array.of(1), left, right));
}

/** The root over hashes of leaves, in their order; of no leaves it is the hash of nothing. */
export function rootOf(sha256: Sha256, leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return sha256(new Uint8Array());
  if (leaves.length === 1) return first;
  const half = largestPowerBelow(leaves.length);
  return hashNode(sha256, rootOf(sha256, leaves.slice(0, half)), rootOf(sha256, leaves.slice(half)));
}

/** The largest power of two smaller than `size`, for a size of 2 or more. */
function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
