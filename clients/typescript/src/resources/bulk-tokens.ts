import { acting, asking } from '../http/calls.js';
import type { RequestOptions } from '../http/request-options.js';
import type { BodyOf, Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

/**
 * Changes many tokens in one transaction. The result of each token tells whether the service refused it.
 * Select tokens by `ids`, or by `filter` with `expectedCount`.
 */
export class BulkTokensResource extends Resource {
  /**
   * @throws ConflictError `count_changed`: the filter matches another number of tokens. With
   *   `afterLostAnswer`, this call has probably revoked them.
   */
  revoke(
    selection: BodyOf<'revokeTokens'>,
    options?: RequestOptions,
  ): Promise<Schemas['BulkResults']> {
    return this.send(asking('/api/tokens/_revoke', selection), options);
  }

  /**
   * @throws ConflictError `count_changed`: the filter matches another number of tokens. With
   *   `afterLostAnswer`, this call has probably paused them.
   */
  pause(
    selection: BodyOf<'pauseTokens'>,
    options?: RequestOptions,
  ): Promise<Schemas['BulkResults']> {
    return this.send(asking('/api/tokens/_pause', selection), options);
  }

  /**
   * The client does not retry this call after a lost response: somebody may have paused a token again
   * in between.
   *
   * @throws ConflictError `count_changed`: the filter matches another number of tokens
   */
  resume(
    selection: BodyOf<'resumeTokens'>,
    options?: RequestOptions,
  ): Promise<Schemas['BulkResults']> {
    return this.send(acting('/api/tokens/_resume', selection), options);
  }

  /**
   * Gives assistant tokens to another owner. The client does not retry this call after a lost response:
   * somebody may have transferred a token again in between.
   */
  transfer(
    body: BodyOf<'transferTokens'>,
    options?: RequestOptions,
  ): Promise<Schemas['TokenTransfer']> {
    return this.send(acting('/api/tokens/_transfer', body), options);
  }
}
