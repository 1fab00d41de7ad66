import { link, paths } from '../hal/links.js';
import type { PublicPaths } from '../hal/public-paths.js';
import { RELATIONS } from '../hal/relations.js';
import type { RelationDescription } from '../hal/relations.js';
import { operationOf } from '../openapi/operation.js';
import { schemaNameOf } from '../openapi/schema-names.js';
import type {
  RelationOperationResource,
  RelationResource,
  RelationSummaryResource,
} from './relation.resource.js';

export type NamedRelation = [name: string, description: RelationDescription];

export const ALL_RELATIONS: readonly NamedRelation[] = Object.entries(RELATIONS);

export function assembleRelationSummary([name, relation]: NamedRelation): RelationSummaryResource {
  const methods = relation.operations.map((id) => operationOf(id).method);
  return {
    name: `inf:${name}`,
    description: relation.meaning,
    methods: [...new Set(methods)],
    _links: { self: link(paths.relation(name)) },
  };
}

export function assembleRelation(named: NamedRelation, at: PublicPaths): RelationResource {
  const [, { operations, href, body }] = named;
  const { method } = operationOf(operations[0]);
  return {
    ...assembleRelationSummary(named),
    operations: operations.map((id) => assembleOperation(id, at)),
    example: { method, href: at.of(href), ...(body && { body }) },
  };
}

function assembleOperation(operationId: string, at: PublicPaths): RelationOperationResource {
  const { id, method, path, query, bodies, route } = operationOf(operationId);
  return {
    id,
    method,
    path: at.of(path),
    summary: route.summary,
    query,
    body: bodies,
    answers: Object.entries(route.answers).map(([status, { description, type }]) => ({
      status: Number(status),
      description,
      schemas: [type ?? []].flat().map(({ name }) => schemaNameOf(name)),
    })),
  };
}
