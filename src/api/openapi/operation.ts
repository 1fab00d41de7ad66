import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { policyOf } from '../../admission/route-policy.js';
import type { RoutePolicy } from '../../admission/route-policy.js';
import { isSafeMethod } from '../../platform/http/safe-method.js';
import { PathTemplate } from '../hal/uri-template.js';
import { addressOfRoute } from '../http/route-prefix.js';
import { describedRoutes } from './api-route.decorator.js';
import type { DescribedRoute } from './api-route.decorator.js';
import { schemaNameOf } from './schema-names.js';

/** An operation, as described by the decorators of its route. */
export interface Operation {
  id: string;
  method: string;
  /** With parameters in braces, such as `/api/tokens/{id}`. */
  path: string;
  address: PathTemplate;
  isSafe: boolean;
  /** Names of its query parameters. */
  query: string[];
  /** Names of the schemas that the body can have; empty if there is no body. */
  bodies: string[];
  policy: RoutePolicy;
  route: DescribedRoute;
}

const operations = new Map<string, Operation>();

/** @throws Error if no route has this operation id */
export function operationOf(id: string): Operation {
  const known = operations.get(id);
  if (known !== undefined) return known;
  const route = describedRoutes.get(id);
  if (route === undefined) throw new Error(`There is no operation ${id}.`);
  const operation = read(route);
  operations.set(id, operation);
  return operation;
}

function read(route: DescribedRoute): Operation {
  const { id, controller, handler } = route;
  const method = RequestMethod[metadata(METHOD_METADATA, handler) as RequestMethod];
  const path = pathOf(controller, handler);
  return {
    id,
    method,
    path,
    address: new PathTemplate(path),
    isSafe: isSafeMethod(method),
    query: queryOf(route),
    bodies: bodiesOf(route),
    policy: policyOf(handler),
    route,
  };
}

function pathOf(controller: object, handler: object): string {
  const parts = [controller, handler]
    .map((part) => metadata(PATH_METADATA, part) as string)
    .flatMap((path) => path.split('/'))
    .filter((part) => part !== '');
  return addressOfRoute(parts.join('/')).replace(/:(\w+)/g, '{$1}');
}

type ModelClass = new (...parameters: never[]) => object;

interface DescribedParameter {
  in?: string;
  name?: string;
  type?: ModelClass;
  schema?: { oneOf?: { $ref: string }[] };
}

/** Keys of `@nestjs/swagger`, which does not export them. */
const PROPERTIES = 'swagger/apiModelPropertiesArray';
const PARAMETERS = 'swagger/apiParameters';

function queryOf(route: DescribedRoute): string[] {
  const properties = argumentsOf(route, RouteParamtypes.QUERY).flatMap(
    (type) => (metadata(PROPERTIES, type.prototype as object) ?? []) as string[],
  );
  const described = parametersOf(route).filter((parameter) => parameter.in === 'query');
  return [
    ...properties.map((property) => property.replace(/^:/, '')),
    ...described.flatMap(({ name }) => name ?? []),
  ];
}

function bodiesOf(route: DescribedRoute): string[] {
  const described = parametersOf(route).find((parameter) => parameter.in === 'body');
  if (described?.schema?.oneOf) {
    return described.schema.oneOf.map(({ $ref }) => schemaNameOf($ref.split('/').at(-1) ?? ''));
  }
  return argumentsOf(route, RouteParamtypes.BODY).map(({ name }) => schemaNameOf(name));
}

function parametersOf({ handler }: DescribedRoute): DescribedParameter[] {
  return (metadata(PARAMETERS, handler) ?? []) as DescribedParameter[];
}

/** The classes of the handler's arguments of this kind. */
function argumentsOf({ controller, member }: DescribedRoute, kind: RouteParamtypes): ModelClass[] {
  const found = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, member) ?? {}) as Record<
    string,
    { index: number; data?: unknown }
  >;
  const { prototype } = controller as ModelClass;
  const types = (Reflect.getMetadata('design:paramtypes', prototype as object, member) ??
    []) as ModelClass[];
  return Object.entries(found)
    .filter(([key, { data }]) => key.startsWith(`${kind}:`) && data === undefined)
    .flatMap(([, { index }]) => types[index] ?? []);
}

function metadata(key: string, of: object): unknown {
  return Reflect.getMetadata(key, of);
}
