export type OutboundFailure =
  | 'timeout'
  | 'connection_failed'
  | 'name_not_resolved'
  | 'address_not_allowed'
  | 'tls_failed'
  | 'invalid_response';

/** The request got no response. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';

  constructor(readonly failure: OutboundFailure) {
    super(`The request failed: ${failure}.`);
  }
}

/** @param error an error from `node:http` or `node:https` */
export function toOutboundError(error: unknown): OutboundError {
  if (error instanceof OutboundError) return error;
  const { code = '' } = error as { code?: string };
  if (error instanceof AggregateError) return toOutboundError(error.errors[0]);
  if (code.startsWith('HPE_')) return new OutboundError('invalid_response');
  return new OutboundError(isTlsCode(code) ? 'tls_failed' : 'connection_failed');
}

function isTlsCode(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/.test(
    code,
  );
}
