import type { Request } from 'express';
import type { Config } from '../../../platform/config/config.js';
import { METHOD_HEADERS } from '../../network/forwarded-request.js';

/** What a proof must be for. If there are several methods or URIs, it must match all of them. */
export interface ProofTarget {
  methods: readonly string[];
  /** Absolute URIs; empty if the URI is unknown. */
  uris: readonly string[];
}

export function targetOf(request: Request, config: Pick<Config, 'publicUrl'>): ProofTarget {
  const base = config.publicUrl ?? `${request.protocol}://${request.host}`;
  return {
    methods: [request.method],
    uris: [base + pathIn(request.originalUrl)],
  };
}

/** The headers in which gateways send the path or URL of the original request. */
const URI_HEADERS = ['x-forwarded-uri', 'x-original-uri', 'x-original-url'];

type TrustedProxy = (address: string | undefined, hop: number) => boolean;

/**
 * The target of the original request behind a gateway. Only URIs from trusted proxies count,
 * because anyone else can send any URI.
 */
export function forwardedTargetOf(request: Request): ProofTarget {
  const { protocol, host, socket, app } = request;
  const isTrusted = app.get('trust proxy fn') as TrustedProxy;
  const uris = isTrusted(socket.remoteAddress, 0) ? valuesOf(request, URI_HEADERS) : [];
  const told = valuesOf(request, METHOD_HEADERS);
  const asked = request.forwardedMethod ?? request.method;
  return {
    methods: request.forwardedMethod === undefined && told.length > 0 ? told : [asked, ...told],
    uris: uris.map((uri) => absolute(uri, `${protocol}://${host}`)),
  };
}

/**
 * The request target may be a whole URL (RFC 9112, section 3.2.2), whose host cannot be trusted.
 */
function pathIn(target: string): string {
  return target.startsWith('/') ? target : new URL(target).pathname;
}

function valuesOf({ headers }: Request, names: readonly string[]): string[] {
  return names.map((name) => headers[name]).filter((value) => typeof value === 'string');
}

function absolute(uri: string, origin: string): string {
  return uri.startsWith('/') ? origin + uri : uri;
}
