import { METHODS } from 'node:http';
import type { Application } from 'express';

interface Layer {
  match: (path: string) => boolean;
  route?: { path: string; methods: Record<string, boolean> };
}

/**
 * The methods that some route takes on this path, for `Allow`; empty when there is no route. What is
 * a path of its own, such as `/api/tokens/_derive`, is no parameter of another one.
 */
export function allowedMethods(app: Application, path: string): string[] {
  const { stack } = app.router as unknown as { stack: Layer[] };
  const layers = stack
    .filter((layer) => matches(layer, path))
    .filter((layer) => methodsOf(layer).length < METHODS.length);
  const exact = layers.filter(({ route }) => route !== undefined && !/[:*]/.test(route.path));
  const methods = (exact.length > 0 ? exact : layers).flatMap(methodsOf);
  if (methods.length === 0) return [];
  return [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].sort();
}

/** All methods: that is Nest's own route, for what no other one took. */
function methodsOf({ route }: Layer): string[] {
  return Object.keys(route?.methods ?? {}).map((method) => method.toUpperCase());
}

/** A path that cannot be decoded matches nothing. */
function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    return false;
  }
}
