import * as z from 'zod/mini';
import * as clips from './clips.ts';
import * as comments from './comments.ts';
import * as edition from './edition.ts';
import type { Endpoint } from './endpoint.ts';
import { errorCodes } from './errors.ts';
import * as people from './people.ts';
import * as safety from './safety.ts';
import * as signals from './signals.ts';

/** Every endpoint of the contract, in the order of the files. */
export const endpoints: readonly Endpoint[] = [edition, people, clips, comments, safety, signals]
  .flatMap((resource) => Object.values<unknown>(resource))
  .filter(isEndpoint);

function isEndpoint(value: unknown): value is Endpoint {
  return (
    typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'reply' in value
  );
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The API as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0), made from the endpoints alone. */
export function describeApi(title: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const each of endpoints) {
    const path = each.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [each.method.toLowerCase()]: describe(each) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1', license: { name: 'AGPL-3.0-only', identifier: 'AGPL-3.0-only' } },
    paths,
    components: { schemas: { Error: schemaOf(refusal, 'output') } },
  };
}

const refusal = z.object({ error: z.object({ code: z.enum(errorCodes), message: z.string() }) });

function describe(endpoint: Endpoint): object {
  const codes = ['bad_request', 'rate_limited', 'wrong_origin', ...endpoint.errors].join(', ');
  return {
    summary: endpoint.summary,
    parameters: [...parameters('path', endpoint.params), ...parameters('query', endpoint.query)],
    ...(endpoint.body === null
      ? {}
      : { requestBody: { required: true, content: asJson(schemaOf(endpoint.body, 'input')) } }),
    responses: {
      ...(endpoint.reply === null
        ? { 204: { description: 'Done' } }
        : { 200: { description: 'Done', content: asJson(schemaOf(endpoint.reply, 'output')) } }),
      default: {
        description: `Refused, with one of: ${codes}`,
        content: asJson({ $ref: '#/components/schemas/Error' }),
      },
    },
  };
}

function parameters(place: 'path' | 'query', schema: Endpoint['params']): object[] {
  if (schema === null) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input');
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // OpenAPI names the dialect once, for the whole document.
  delete made.$schema;
  return made;
}

function asJson(schema: object): object {
  return { 'application/json': { schema } };
}
