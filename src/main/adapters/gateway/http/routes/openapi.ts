// The OpenAPI document, made from the same routes and schemas that the server checks with.
// Format: https://spec.openapis.org/oas/v3.1.0
import { z } from 'zod';
import { GATEWAY_ERRORS, gatewayErrorSchema } from '../../../../../contracts/gateway-api.ts';
import { jsonResponse } from '../answers.ts';
import type { Route } from './route.ts';

/** Without an address: the document says nothing that a caller does not know already. */
export function openApiRoute(routes: () => readonly Route[]): Route {
  return {
    method: 'GET',
    path: '/v1/openapi.json',
    access: ['conversations:read', 'conversations:read-all', 'messages:write', 'chat'],
    summary: 'This document.',
    handle: () => jsonResponse(documentOf(routes())),
  };
}

export function documentOf(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    Object.assign(paths[route.path] ?? {}, { [route.method.toLowerCase()]: operationOf(route) });
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Sallyport gateway', version: '1' },
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: jsonSchema(gatewayErrorSchema, 'output') },
    },
  };
}

function operationOf({ summary, access, path, query, body, reply, headers = [] }: Route): unknown {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(name ?? '', 'path', true));
  const scopes = typeof access === 'string' ? [] : [...access];
  return {
    summary: scopes.length === 0 ? summary : `${summary} Needs one of: ${scopes.join(', ')}.`,
    ...(typeof access === 'string' ? { security: [] } : { security: [{ key: [] }] }),
    parameters: [
      ...named,
      ...queryParameters(query),
      ...headers.map((name) => parameter(name, 'header', false)),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(body, 'input') } },
          },
        }),
    responses: {
      '2XX': {
        description: 'Done.',
        ...(reply === undefined
          ? {}
          : { content: { 'application/json': { schema: jsonSchema(reply, 'output') } } }),
      },
      default: {
        description: `An error: ${Object.keys(GATEWAY_ERRORS).join(', ')}.`,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function queryParameters(query: z.ZodType | undefined): readonly unknown[] {
  if (!(query instanceof z.ZodObject)) return [];
  const shape: Record<string, z.ZodType> = query.shape;
  return Object.entries(shape).map(([name, schema]) => ({
    ...parameter(name, 'query', !schema.safeParse(undefined).success),
    schema: jsonSchema(schema, 'input'),
  }));
}

function parameter(name: string, where: string, required: boolean): Record<string, unknown> {
  return { name, in: where, required, schema: { type: 'string' } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
