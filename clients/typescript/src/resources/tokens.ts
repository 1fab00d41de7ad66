import { acting, asking, changing, creating, deleting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { ChangeOptions, CreateOptions, RequestOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';
import type { List } from '../pages/list.js';
import type { BodyOf, QueryOf, Schemas } from '../schema/operation-types.js';
import { BudgetResource } from './budget.js';
import { BulkTokensResource } from './bulk-tokens.js';
import { createWithValue } from './created-value.js';
import { Resource } from './resource.js';
import { rotating, rotationRepetition } from './rotation.js';

export class TokensResource extends Resource {
  readonly budget: BudgetResource;
  readonly bulk: BulkTokensResource;
  readonly #hasSession: boolean;

  /** @param hasSession whether the credential is a session, which no rotation can end */
  constructor(transport: Transport, hasSession: boolean) {
    super(transport);
    this.budget = new BudgetResource(transport, (id) => path`/api/tokens/${id}/budget`);
    this.bulk = new BulkTokensResource(transport);
    this.#hasSession = hasSession;
  }

  /**
   * Issues a token. Only this response contains its value, in `token`. When the response gets lost, the
   * client rotates the token and returns the new value.
   *
   * @throws LostValueError
   */
  create(body: BodyOf<'createToken'>, options?: CreateOptions): Promise<Schemas['IssuedToken']> {
    return createWithValue(this.transport, creating('/api/tokens', body), options, {
      valueOf: ({ token }: Schemas['IssuedToken']) => token,
      renew: ({ id }) =>
        this.send(rotating(path`/api/tokens/${id}`, { secretVersion: 1 }, 'safe'), options),
    });
  }

  list(query?: QueryOf<'listTokens'>, options?: RequestOptions): List<Schemas['TokenCollection']> {
    return this.collection('/api/tokens', query, options);
  }

  /** @param id use `self` for the token of this client */
  retrieve(
    id: string,
    options?: RequestOptions,
  ): Promise<Schemas['Token'] | Schemas['ChildToken']> {
    return this.send(reading(path`/api/tokens/${id}`), options);
  }

  /** Restrictions can only be tightened. */
  update(
    id: string,
    body: BodyOf<'updateToken'>,
    options?: ChangeOptions,
  ): Promise<Schemas['Token']> {
    return this.send(changing(path`/api/tokens/${id}`, body, options), options);
  }

  /**
   * Gives the token a new value. After a lost response, the client retries only with `secretVersion`,
   * and with a session or `overlapSeconds`. Otherwise a retry could lock this client out. You can repeat
   * any rotation with the same `idempotencyKey`: the token is rotated once, and the response to the
   * second call contains a masked value.
   *
   * @throws ConflictError `version_conflict`: the token has been rotated. With `afterLostAnswer`, this
   *   call has probably rotated it, and nobody knows the current value.
   */
  rotate(
    id: string,
    body: BodyOf<'rotateToken'> = {},
    options?: ChangeOptions & CreateOptions,
  ): Promise<Schemas['IssuedToken']> {
    const repetition = rotationRepetition(body, this.#hasSession);
    const key = options?.idempotencyKey ?? (repetition === 'never' ? crypto.randomUUID() : null);
    return this.send(
      {
        ...rotating(path`/api/tokens/${id}`, body, repetition),
        headers: key === null ? {} : { 'Idempotency-Key': key },
      },
      options,
    );
  }

  /** The service refuses the token from now on. */
  revoke(id: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(path`/api/tokens/${id}`), options);
  }

  /** The service refuses the token and its child tokens until you resume it. */
  pause(
    id: string,
    body: BodyOf<'pauseToken'> = {},
    options?: ChangeOptions,
  ): Promise<Schemas['Token']> {
    return this.send(asking(path`/api/tokens/${id}/_pause`, body), options);
  }

  /** Without `ifMatch`, the client does not retry: somebody may have paused the token again in between. */
  resume(id: string, options?: ChangeOptions): Promise<Schemas['Token']> {
    const repetition = options?.ifMatch === undefined ? 'never' : 'safe';
    return this.send({ ...acting(path`/api/tokens/${id}/_resume`), repetition }, options);
  }

  /**
   * Derives a child from the token of this client. When the response gets lost, the client revokes that
   * child and derives another one.
   *
   * @throws LostValueError
   */
  derive(
    body: BodyOf<'deriveToken'> = {},
    options?: CreateOptions,
  ): Promise<Schemas['IssuedChildToken']> {
    return createWithValue(this.transport, creating('/api/tokens/_derive', body), options, {
      valueOf: ({ token }: Schemas['IssuedChildToken']) => token,
      renew: async ({ id }) => {
        await this.revoke(id, options);
        return this.send(acting('/api/tokens/_derive', body), options);
      },
    });
  }

  /** Lists the child tokens of a token. */
  children(
    id: string,
    query?: QueryOf<'listChildTokens'>,
    options?: RequestOptions,
  ): List<Schemas['ChildTokenCollection']> {
    return this.collection(path`/api/tokens/${id}/children`, query, options);
  }

  /** The service refuses all child tokens of the token from now on. */
  revokeChildren(id: string, options?: RequestOptions): Promise<void> {
    return this.send(deleting(path`/api/tokens/${id}/children`), options);
  }

  usage(
    id: string,
    query?: QueryOf<'getTokenUsage'>,
    options?: RequestOptions,
  ): Promise<Schemas['TokenUsage']> {
    return this.send(reading(path`/api/tokens/${id}/usage`, query), options);
  }

  /** Counts the tokens by risk. */
  summary(options?: RequestOptions): Promise<Schemas['TokenRisks']> {
    return this.send(reading('/api/tokens/_summary'), options);
  }

  /** @returns the token or child token that the value belongs to, also if it is not valid any more */
  find(value: string, options?: RequestOptions): Promise<Schemas['Token'] | Schemas['ChildToken']> {
    return this.send(asking('/api/tokens/_find', { value }), options);
  }

  /** Tells which check refuses a request with the token, and what must change. Makes no request. */
  explain(
    id: string,
    request: BodyOf<'explainToken'>,
    options?: RequestOptions,
  ): Promise<Schemas['Explanation']> {
    return this.send(asking(path`/api/tokens/${id}/_explain`, request), options);
  }

  /** Like `explain`, for whoever has the value of a token but not its id. */
  explainValue(
    request: BodyOf<'explainTokenValue'>,
    options?: RequestOptions,
  ): Promise<Schemas['Explanation']> {
    return this.send(asking('/api/tokens/_explain', request), options);
  }

  /** @param requestId of an error response of the last hour */
  refusal(requestId: string, options?: RequestOptions): Promise<Schemas['Refusal']> {
    return this.send(reading(path`/api/refusals/${requestId}`), options);
  }

  /** Returns whether a token is active and what it may do (RFC 7662). */
  introspect(token: string, options?: RequestOptions): Promise<Schemas['Introspection']> {
    return this.send(asking('/api/tokens/_introspect', { token }), options);
  }

  /**
   * @param tokens up to 1,000 values
   * @returns one result for each value, in the same order
   */
  async introspectBatch(
    tokens: readonly string[],
    options?: RequestOptions,
  ): Promise<Schemas['Introspection'][]> {
    const call = asking('/api/tokens/_introspect-batch', { tokens });
    return (await this.send<Schemas['IntrospectionBatch']>(call, options)).results;
  }
}
