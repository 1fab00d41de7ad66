import type { Application, Request, RequestHandler } from 'express';

interface Route {
  path: string;
  methods: Record<string, boolean>;
  dispatch: RequestHandler;
}

interface Layer {
  match: (path: string) => unknown;
  /** Middleware for every path, which is no part of any route. */
  slash: boolean;
  route?: Route;
}

type Routes = ReadonlyMap<string, Route>;

const METHODS = ['GET', 'POST'];
/** A path that means itself: it has no parameters. */
const STATIC_PATH = /^[\w/.-]+$/;

/**
 * Routes without parameters, found by their path: Express tries the pattern of one route after the
 * other. What is written in another way, or taken by a route before it, is left to Express.
 */
export function staticRoutes(app: Application): RequestHandler {
  let routes: ReadonlyMap<string, Routes> | undefined;
  return (request, response, next) => {
    routes ??= new Map(METHODS.map((method) => [method, routesOf(app, method)]));
    const route = routes.get(request.method)?.get(pathOf(request));
    if (route === undefined) next();
    else void route.dispatch(request, response, next);
  };
}

function pathOf({ url }: Request): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function routesOf(app: Application, method: string): Routes {
  const { stack } = app.router as unknown as { stack: Layer[] };
  const layers = stack.filter((layer) => takes(layer, method.toLowerCase()));
  const routes = new Map<string, Route>();
  for (const { route } of layers) {
    if (route === undefined || !STATIC_PATH.test(route.path)) continue;
    const first = layers.find((layer) => layer.match(route.path));
    if (first?.route === route) routes.set(route.path, route);
  }
  return routes;
}

function takes({ route, slash }: Layer, method: string): boolean {
  return route === undefined ? !slash : (route.methods[method] ?? route.methods._all) === true;
}
