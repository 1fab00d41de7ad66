import { METHODS } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';

interface Layer {
  route?: Route;
}

interface Route {
  path: string;
  methods: Record<string, boolean>;
}

/** The document and its pages, which are not operations of the API. */
const BESIDE = /^GET \/api\/(docs|openapi\.json)/;

/** Every route of the API, such as `GET /api/tokens/{id}`, in the order of Express' router. */
export function registeredRoutes(nest: NestExpressApplication): string[] {
  return everyRoute(nest).filter((route) => !BESIDE.test(route));
}

/** Includes routes that are not part of the API. */
export function everyRoute(nest: NestExpressApplication): string[] {
  const { router } = nest.getHttpAdapter().getInstance() as unknown as {
    router: { stack: Layer[] };
  };
  return router.stack
    .flatMap(({ route }) => (route && !isCatchAll(route) ? [route] : []))
    .flatMap(({ path, methods }) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`,
      ),
    );
}

/** Only the handler of Nest for unknown routes accepts every method. */
function isCatchAll({ methods }: Route): boolean {
  return Object.keys(methods).length === METHODS.length;
}
