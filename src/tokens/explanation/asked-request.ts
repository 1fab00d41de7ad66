import { parse } from 'node:querystring';
import type { Params, RequestFacts } from '../../admission/checks/request-facts.js';
import { normalAddress } from '../../admission/network/client-address.js';
import type { RoutePolicy } from '../../admission/route-policy.js';
import { findOperation } from '../../api/discovery/find-operation.js';
import { operationOf } from '../../api/openapi/operation.js';
import { ValidationError } from '../../platform/errors/domain-error.js';
import { isSafeMethod } from '../../platform/http/safe-method.js';
import type { ExplainTokenDto } from './dto/explain-token.dto.js';

/** A request that somebody asks about, as the checks see it. */
export interface AskedRequest {
  method: string;
  /** Without the query. */
  path: string;
  policy: RoutePolicy;
  /** Without what counts against the credential. */
  facts: Omit<RequestFacts, 'quota' | 'usedUp'>;
}

/** The operation that a gateway asks, which takes every method. */
const VERIFY = 'verifyRequest';

/**
 * @param publicPath the part of paths that a proxy removes; may be empty
 * @throws ValidationError if there is no such operation
 */
export function readAskedRequest(dto: ExplainTokenDto, publicPath: string): AskedRequest {
  const { method = 'GET', address, origin, body } = dto;
  const { path, query, params, policy } = targetOf(dto, method, publicPath);
  return {
    method,
    path,
    policy,
    facts: {
      isSafe: isSafeMethod(method),
      params,
      query,
      body,
      address: address === undefined ? '' : normalAddress(address),
      origin,
    },
  };
}

interface Target {
  path: string;
  query: Params;
  params: Params;
  policy: RoutePolicy;
}

function targetOf(
  { path: target, assistantId }: ExplainTokenDto,
  method: string,
  publicPath: string,
): Target {
  const verify = operationOf(VERIFY);
  if (target === undefined) {
    return { path: verify.path, query: { assistantId }, params: {}, policy: verify.policy };
  }
  const [path = '', query = ''] = withoutPrefix(target, publicPath).split(/\?(.*)/s, 2);
  const isVerify = findOperation('GET', path)?.operation.id === VERIFY;
  const found = findOperation(isVerify ? 'GET' : method, path);
  if (found === null) {
    throw new ValidationError([
      { field: 'path', message: `There is no operation with this path and the method ${method}` },
    ]);
  }
  return { path, query: parse(query), params: found.params, policy: found.operation.policy };
}

function withoutPrefix(path: string, prefix: string): string {
  return prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}
