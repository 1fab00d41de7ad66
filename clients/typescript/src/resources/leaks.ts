import { asking } from '../http/calls.js';
import type { RequestOptions } from '../http/request-options.js';
import type { BodyOf } from '../schema/operation-types.js';
import { Resource } from './resource.js';

export class LeaksResource extends Resource {
  /**
   * Reports the values of tokens that somebody found where they do not belong. Each value counts once,
   * however often it is reported. The call needs no credential, and tells nothing about the values.
   */
  async report(body: BodyOf<'reportLeaks'>, options?: RequestOptions): Promise<void> {
    await this.send({ ...asking('/api/leaks', body), withoutCredential: true }, options);
  }
}
