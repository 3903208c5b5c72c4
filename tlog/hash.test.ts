import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { hashLeaf, hashNode, rootOf } from './hash.ts';

const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

// The inputs and roots that implementations of Certificate Transparency are tried with.
const entries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((entry) => Buffer.from(entry, 'hex'));
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('leaf and node hash are those of RFC 6962', () => {
  assert.equal(hex(hashLeaf(sha256, Buffer.of())), roots[1]);
  assert.equal(
    hex(hashNode(sha256, hashLeaf(sha256, Buffer.of()), hashLeaf(sha256, Buffer.of(0)))),
    roots[2],
  );
});

test('the root over no, one, … eight entries is the published one', () => {
  const leaves = entries.map((entry) => hashLeaf(sha256, entry));
  const computed = Array.from({ length: 9 }, (_, size) => hex(rootOf(sha256, leaves.slice(0, size))));
  assert.deepEqual(computed, roots);
});

test('a leaf cannot pass for a node', () => {
  const [left, right] = [hashLeaf(sha256, Buffer.of(1)), hashLeaf(sha256, Buffer.of(2))];
  assert.notEqual(hex(hashLeaf(sha256, Buffer.concat([left, right]))), hex(hashNode(sha256, left, right)));
});
