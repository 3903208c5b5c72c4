import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod/mini';
import { describeApi, endpoints } from './openapi.ts';

const operation = z.object({ summary: z.string(), parameters: z.array(z.object({ name: z.string() })) });
const description = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) });
const { paths } = description.parse(describeApi('Test'));

test('every endpoint is described once, and no two share a method and a path', () => {
  const described = Object.values(paths).flatMap((methods) => Object.values(methods));
  assert.ok(endpoints.length > 40);
  assert.equal(described.length, endpoints.length);
});

test('every name in a path is a declared parameter', () => {
  for (const [path, methods] of Object.entries(paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const { parameters } of Object.values(methods)) {
      const declared = parameters.map((parameter) => parameter.name);
      assert.deepEqual(
        names.filter((name) => !declared.includes(name ?? '')),
        [],
        path,
      );
    }
  }
});
