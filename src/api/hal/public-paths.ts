import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Config } from '../../platform/config/config.js';
import { publicPath } from '../../platform/config/public-url.js';
import { isHal } from './curies.js';
import type { HalResource, Link, Links } from './hal.types.js';

/**
 * Puts the path of `PUBLIC_URL` in front of all paths in responses. Everything else knows the paths
 * of this service only, as the proxy removes the path from requests.
 */
@Injectable()
export class PublicPaths {
  private readonly prefix: string;

  constructor(config: Config) {
    this.prefix = publicPath(config);
  }

  /** @param path of this service, such as `/api/tokens` */
  of(path: string): string {
    return this.prefix + path;
  }

  /** @returns the body with other links, if it has links */
  inBody<T>(body: T): T {
    return this.prefix === '' || !isHal(body) ? body : (this.inResource(body) as T & HalResource);
  }

  /** Call it once, right before the response is sent. */
  inHeaders(response: Response): void {
    if (this.prefix === '') return;
    const { location, link } = response.getHeaders();
    if (typeof location === 'string') response.setHeader('Location', this.of(location));
    if (typeof link === 'string')
      response.setHeader('Link', link.replaceAll('</', `<${this.of('/')}`));
  }

  private inResource(resource: HalResource): HalResource {
    const { _links: links, _embedded: embedded } = resource;
    return {
      ...resource,
      _links: this.inLinks(links),
      ...(embedded && { _embedded: mapValues(embedded, (one) => this.inEmbedded(one)) }),
    };
  }

  private inLinks(links: Links): Links {
    return mapValues(links, (one) =>
      Array.isArray(one) ? one.map((each) => this.inLink(each)) : this.inLink(one),
    );
  }

  private inLink(link: Link): Link {
    return { ...link, href: this.of(link.href) };
  }

  private inEmbedded(one: HalResource | HalResource[]): HalResource | HalResource[] {
    return Array.isArray(one) ? one.map((each) => this.inResource(each)) : this.inResource(one);
  }
}

function mapValues<V>(values: Record<string, V>, change: (value: V) => V): Record<string, V> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
