import { Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { addressOfRoute } from './route-prefix.js';

interface Route {
  method: string;
  pattern: RegExp;
  hasParameters: boolean;
}

const PARAMETER = /:\w+/g;

/** Knows the methods that each path supports, from the decorators of the controllers. */
@Injectable()
export class AllowedMethods {
  private readonly routes: Route[] = [];

  constructor(discovery: DiscoveryService, scanner: MetadataScanner) {
    for (const { metatype } of discovery.getControllers()) {
      if (typeof metatype === 'function') this.addController(metatype, scanner);
    }
  }

  /** Adds a route without a controller. */
  add(method: string, path: string): void {
    const pattern = path.replaceAll('.', '\\.').replaceAll(PARAMETER, '[^/]+');
    // Like Express, ignores case and a slash at the end.
    const route = { method, pattern: new RegExp(`^${pattern}/?$`, 'i') };
    this.routes.push({ ...route, hasParameters: path.includes(':') });
  }

  /**
   * Returns the methods for `Allow`; none if there is no route. An exact path such as
   * `/api/tokens/_derive` takes precedence over a path with parameters.
   */
  of(path: string): string[] {
    const matching = isDecodable(path)
      ? this.routes.filter(({ pattern }) => pattern.test(path))
      : [];
    const exact = matching.filter(({ hasParameters }) => !hasParameters);
    const methods = (exact.length > 0 ? exact : matching).map(({ method }) => method);
    if (methods.length === 0) return [];
    return [
      ...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']),
    ].sort();
  }

  private addController(controller: { prototype: object }, scanner: MetadataScanner): void {
    for (const name of scanner.getAllMethodNames(controller.prototype)) {
      const handler = Reflect.get(controller.prototype, name) as object;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) continue;
      const path = [controller, handler]
        .map((part) => Reflect.getMetadata(PATH_METADATA, part) as string)
        .flatMap((part) => part.split('/'))
        .filter((part) => part !== '')
        .join('/');
      this.add(RequestMethod[method], addressOfRoute(path));
    }
  }
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
