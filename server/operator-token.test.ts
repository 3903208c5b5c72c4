import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ensureOperatorToken, readOperatorToken } from './operator-token.ts';

const folder = mkdtempSync(join(tmpdir(), 'overt-test-token-'));
after(() => rmSync(folder, { recursive: true }));

test('the token is made once, for the eyes of its owner only', () => {
  const token = ensureOperatorToken(folder);
  assert.equal(ensureOperatorToken(folder), token);
  assert.equal(readOperatorToken(folder), token);
  assert.equal(statSync(join(folder, 'operator.token')).mode & 0o777, 0o600);
});

test('a damaged token is refused instead of being compared with', () => {
  writeFileSync(join(folder, 'operator.token'), '\n');
  assert.throws(() => readOperatorToken(folder), /damaged/);
});
