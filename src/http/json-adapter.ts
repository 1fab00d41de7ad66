import { ExpressAdapter } from '@nestjs/platform-express';
import type { Response } from 'express';
import { interceptAnswer, withCuries } from '../hal/hal.interceptor.js';
import { HeadersOnly } from './headers-only.js';

interface Json {
  text: string;
  length: number;
}

/**
 * Express, as far as it goes; what a route returns is sent by Node itself. `response.json()` asks
 * for settings, entity tags and freshness that the API does not have, and costs half as much again.
 * A frozen answer is serialised once.
 */
export class JsonAdapter extends ExpressAdapter {
  private readonly frozen = new WeakMap<object, Json>();

  override reply(response: Response, body: unknown, statusCode?: number): void {
    if (statusCode !== undefined) response.statusCode = statusCode;
    if (body instanceof HeadersOnly) {
      body.sendTo(response);
      return;
    }
    interceptAnswer(response, body);
    if (body === undefined || body === null) {
      response.end();
      return;
    }
    const { text, length } = this.serialise(body);
    response.setHeader('Content-Length', length);
    response.end(text);
  }

  private serialise(body: object): Json {
    const known = this.frozen.get(body);
    if (known !== undefined) return known;
    const text = JSON.stringify(withCuries(body));
    const json = { text, length: Buffer.byteLength(text) };
    if (Object.isFrozen(body)) this.frozen.set(body, json);
    return json;
  }
}
