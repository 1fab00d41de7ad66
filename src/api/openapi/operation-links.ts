import type {
  LinkObject,
  OpenAPIObject,
  OperationObject,
  ResponseObject,
  SchemaObject,
} from '@nestjs/swagger';
import { formsOf, resolveSchema } from './request-bodies.js';
import type { Form } from './request-bodies.js';

/** Maps the name of a parameter to the property that has its value. */
type Values = Record<string, string>;

/** A resource with its own path, and the properties that fill the parameters of the path. */
interface LinkedResource {
  path: string;
  /** Names in the document. */
  schemas: string[];
  parameters: Values;
  /** Query parameters of other operations that the resource can fill too. */
  queries?: Record<string, Values>;
}

/** The value is not a property of the resource, but the parent's id in the path of the request. */
const OF_PARENT = '$request.path.id';

const RESOURCES: LinkedResource[] = [
  {
    path: '/api/users/{username}',
    schemas: ['User', 'Seat'],
    parameters: { username: 'username' },
    queries: { listTokens: { username: 'username' } },
  },
  {
    path: '/api/teams/{id}',
    schemas: ['Team'],
    parameters: { id: 'id' },
    queries: { listAssistants: { ownerId: 'id' } },
  },
  {
    path: '/api/teams/{id}/members/{username}',
    schemas: ['TeamMember'],
    parameters: { id: OF_PARENT, username: 'username' },
  },
  {
    path: '/api/service-accounts/{id}',
    schemas: ['ServiceAccount'],
    parameters: { id: 'id' },
    queries: { listTokens: { username: 'id' }, listAssistants: { ownerId: 'id' } },
  },
  {
    path: '/api/assistants/{id}',
    schemas: ['Assistant'],
    parameters: { id: 'id' },
    queries: { listTokens: { assistantId: 'id' }, listChats: { assistantId: 'id' } },
  },
  {
    path: '/api/tokens/{id}',
    schemas: [
      'Token',
      'TokenSummary',
      'AssistantToken',
      'IssuedToken',
      'ChildToken',
      'IssuedChildToken',
    ],
    parameters: { id: 'id' },
  },
  { path: '/api/webhooks/{id}', schemas: ['Webhook', 'IssuedWebhook'], parameters: { id: 'id' } },
  {
    path: '/api/webhooks/{id}/deliveries/{deliveryId}',
    schemas: ['WebhookDelivery', 'WebhookDeliverySummary'],
    parameters: { id: OF_PARENT, deliveryId: 'id' },
  },
  { path: '/api/chats/{id}', schemas: ['Chat', 'Exchange'], parameters: { id: 'id' } },
  {
    path: '/api/chats/{id}/messages/{messageId}',
    schemas: ['Message'],
    parameters: { id: OF_PARENT, messageId: 'id' },
  },
];

interface Target {
  path: string;
  method: string;
  operationId: string;
}

type Links = Record<string, LinkObject>;

/**
 * Adds links from each response to the operations that can follow (OpenAPI 3.1, section 4.8.20):
 * from a resource to all operations on it and below it, from a collection to its first item.
 */
export function linkOperations(document: OpenAPIObject): void {
  const targets = operationsOf(document);
  for (const { path, method, operationId } of targets) {
    const operation = document.paths[path]?.[method as 'get'] as OperationObject;
    for (const [status, response] of Object.entries(operation.responses)) {
      if (!status.startsWith('2')) continue;
      const links = Object.entries(linksOf(response as ResponseObject, document, targets))
        .filter(([name]) => name !== operationId)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      if (links.length > 0) (response as ResponseObject).links = Object.fromEntries(links);
    }
  }
}

function operationsOf({ paths }: OpenAPIObject): Target[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, OperationObject>).map(
      ([method, { operationId = '' }]) => ({
        path,
        method,
        operationId,
      }),
    ),
  );
}

function linksOf(response: ResponseObject, document: OpenAPIObject, targets: Target[]): Links {
  const [content] = Object.values(response.content ?? {});
  const links: Links = {};
  for (const name of schemaNamesIn(content?.schema)) {
    Object.assign(links, linksToFirst(name, document, targets), linksOfResource(name, targets));
  }
  return links;
}

function linksOfResource(schema: string, targets: Target[]): Links {
  const resource = resourceOf(schema);
  if (!resource) return {};
  const { path, parameters, queries = {} } = resource;
  const below = targets.filter(
    (target) =>
      (target.path === path || target.path.startsWith(`${path}/`)) &&
      parametersIn(target.path).every((name) => name in parameters),
  );
  const byOperation = {
    ...Object.fromEntries(below.map(({ operationId }) => [operationId, parameters])),
    ...queries,
  };
  return Object.fromEntries(
    Object.entries(byOperation).map(([operationId, values]) => [
      operationId,
      toLink(operationId, values, '$response.body#'),
    ]),
  );
}

/** Links to the first item only, because runtime expressions cannot iterate. */
function linksToFirst(schema: string, document: OpenAPIObject, targets: Target[]): Links {
  const { schemas = {} } = document.components ?? {};
  const { properties = {} } = schemas[schema] as SchemaObject;
  const { properties: relations = {} } = resolveSchema(properties._embedded, schemas) ?? {};
  const links: Links = {};
  for (const [relation, { items }] of Object.entries(relations as Record<string, SchemaObject>)) {
    for (const name of schemaNamesIn(items)) {
      const resource = resourceOf(name);
      const target = targets.find(
        ({ path, method }) => path === resource?.path && method === 'get',
      );
      if (!resource || !target) continue;
      const { operationId } = target;
      const first = `$response.body#/_embedded/${relation}/0`;
      const parent = resourceOf(schema) ? '$response.body#/id' : OF_PARENT;
      links[operationId] = toLink(operationId, resource.parameters, first, parent);
    }
  }
  return links;
}

/** @param parent the value for `OF_PARENT` */
function toLink(operationId: string, values: Values, at: string, parent = OF_PARENT): LinkObject {
  const parameters = Object.entries(values).map(([name, property]) => [
    name,
    property === OF_PARENT ? parent : `${at}/${property}`,
  ]);
  return { operationId, parameters: Object.fromEntries(parameters) as Values };
}

function resourceOf(schema: string): LinkedResource | undefined {
  return RESOURCES.find(({ schemas }) => schemas.includes(schema));
}

function schemaNamesIn(schema: Form): string[] {
  return formsOf(schema)
    .filter((form) => form !== undefined && '$ref' in form)
    .map(({ $ref }) => $ref.split('/').at(-1) ?? '');
}

function parametersIn(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
}
