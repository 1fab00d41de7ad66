import type { Application } from 'express';

interface Layer {
  match: (path: string) => boolean;
  route?: { methods: Record<string, boolean> };
}

/** The methods that some route takes on this path, for `Allow`; empty when there is no route. */
export function allowedMethods(app: Application, path: string): string[] {
  const { stack } = app.router as unknown as { stack: Layer[] };
  const methods = stack
    .filter((layer) => layer.route !== undefined && matches(layer, path))
    .flatMap((layer) => Object.keys(layer.route?.methods ?? {}))
    .map((method) => method.toUpperCase());
  if (methods.length === 0) return [];
  return [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].sort();
}

/** A path that cannot be decoded matches nothing. */
function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    return false;
  }
}
