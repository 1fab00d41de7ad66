import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type {
  LinkObject,
  OpenAPIObject,
  OperationObject,
  ParameterObject,
  ResponseObject,
  SchemaObject,
} from '@nestjs/swagger';

const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenAPIObject;
const BODY = '$response.body#/';
const PATH = '$request.path.';

const operations = new Map(
  Object.values(document.paths).flatMap((item) =>
    Object.values(item as Record<string, OperationObject>).map((operation) => [
      operation.operationId ?? '',
      operation,
    ]),
  ),
);
const links = [...operations].flatMap(([from, { responses }]) =>
  Object.values(responses).flatMap((response) =>
    Object.entries((response as ResponseObject).links ?? {}).map(([name, link]) => ({
      from,
      name,
      response: response as ResponseObject,
      ...(link as Required<Pick<LinkObject, 'operationId'>> & {
        parameters: Record<string, string>;
      }),
    })),
  ),
);

const parametersOf = (operationId: string) =>
  (operations.get(operationId)?.parameters ?? []) as ParameterObject[];

/** The schemas that a JSON pointer into a response leads to; one per form of a `oneOf`. */
function schemasAt(schema: SchemaObject | undefined, [key, ...rest]: string[]): unknown[] {
  if (schema === undefined || key === undefined) return [schema];
  const { $ref } = schema as { $ref?: string };
  if ($ref !== undefined) {
    const named = document.components?.schemas?.[$ref.split('/').at(-1) ?? ''];
    return schemasAt(named as SchemaObject, [key, ...rest]);
  }
  if (schema.oneOf) {
    return schema.oneOf.flatMap((form) => schemasAt(form as SchemaObject, [key, ...rest]));
  }
  const next = key === '0' ? schema.items : schema.properties?.[key];
  return schemasAt(next as SchemaObject | undefined, rest);
}

const targetsOf = (from: string) =>
  links.filter((link) => link.from === from).map(({ operationId }) => operationId);

describe('the links between operations', () => {
  it.each(links.map((link) => [`${link.from} → ${link.name}`, link] as const))(
    'give %s all the parameters it needs, and no others',
    (_name, { operationId, parameters, from, response }) => {
      const described = parametersOf(operationId);
      const names = Object.keys(parameters);
      expect(described.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
      expect(names).toEqual(
        expect.arrayContaining(
          described.filter(({ required }) => required).map(({ name }) => name),
        ),
      );
      for (const expression of Object.values(parameters)) {
        if (expression.startsWith(PATH)) {
          const own = parametersOf(from).filter((parameter) => parameter.in === 'path');
          expect(own.map(({ name }) => name)).toContain(expression.slice(PATH.length));
        } else {
          const pointer = expression.slice(BODY.length).split('/');
          const [content] = Object.values(response.content ?? {});
          expect(schemasAt(content?.schema as SchemaObject, pointer)).not.toContain(undefined);
        }
      }
    },
  );

  it('lead from a new resource to all operations on it', () => {
    expect(targetsOf('createWebhook')).toEqual([
      'deleteWebhook',
      'getWebhook',
      'listWebhookDeliveries',
      'rotateWebhookSecret',
      'testWebhook',
      'updateWebhook',
    ]);
  });

  it('lead from a list to its first item', () => {
    expect(targetsOf('listTokens')).toEqual(['getToken']);
    expect(targetsOf('listChatMessages')).toEqual(['getChatMessage']);
  });

  it('lead from a sent message to the answer', () => {
    const link = links.find(
      ({ from, operationId }) => from === 'createChat' && operationId === 'getChatMessage',
    );
    expect(link?.parameters).toEqual({
      id: '$response.body#/id',
      messageId: '$response.body#/_embedded/inf:message/0/id',
    });
  });
});
