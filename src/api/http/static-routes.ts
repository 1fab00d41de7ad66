import type { Application, Request, RequestHandler } from 'express';

interface Route {
  path: string;
  methods: Record<string, boolean>;
  dispatch: RequestHandler;
}

interface Layer {
  match: (path: string) => unknown;
  handle: unknown;
  route?: Route;
}

type Routes = ReadonlyMap<string, Route>;

const METHODS = ['GET', 'POST'];
/** A path that means itself: it has no parameters. */
const STATIC_PATH = /^[\w/.-]+$/;

/**
 * Routes without parameters, found by their path: Express tries the pattern of one route after the
 * other. What is written in another way, or taken by a route or middleware before it, is left to
 * Express.
 *
 * @param last the middleware behind which the routes are looked for
 */
export function staticRoutes(app: Application, last: RequestHandler): RequestHandler {
  let routes: ReadonlyMap<string, Routes> | undefined;
  return (request, response, next) => {
    routes ??= new Map(
      METHODS.map((method) => [method, routesOf(layersBehind(app, last), method)]),
    );
    const route = routes.get(request.method)?.get(pathOf(request));
    if (route === undefined) {
      next();
      return;
    }
    request.params = {};
    request.baseUrl = '';
    void route.dispatch(request, response, (error?: unknown) => {
      next(error ?? new Error('A route passed its request on, which would be answered twice.'));
    });
  };
}

function pathOf({ url }: Request): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function layersBehind(app: Application, last: RequestHandler): Layer[] {
  const { stack } = app.router as unknown as { stack: Layer[] };
  return stack.slice(stack.findIndex(({ handle }) => handle === last) + 1);
}

function routesOf(all: Layer[], method: string): Routes {
  const layers = all.filter(({ route }) => route === undefined || takes(route, method));
  const routes = new Map<string, Route>();
  for (const { route } of layers) {
    if (route === undefined || !STATIC_PATH.test(route.path)) continue;
    const first = layers.find((layer) => layer.match(route.path));
    if (first?.route === route) routes.set(route.path, route);
  }
  return routes;
}

function takes({ methods }: Route, method: string): boolean {
  return (methods[method.toLowerCase()] ?? methods._all) === true;
}
