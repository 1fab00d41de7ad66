import { presentationOf } from './node-request.js';
import type { NodeRequest } from './node-request.js';
import type { Requirements } from './requirements.js';
import { setToken } from './token-of.js';
import { TokenRefusedError } from './token-refused.js';
import type { TokenVerifier } from './token-verifier.js';

export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(text: string): unknown;
}

export type ExpressMiddleware<Request> = (
  request: Request,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => void;

/** For Express, Connect and other frameworks with the same middleware functions. */
export function expressMiddleware<Request extends NodeRequest>(
  verifier: TokenVerifier,
  requirements: Requirements<Request>,
): ExpressMiddleware<Request> {
  return (request, response, next) => {
    verifier.verify(presentationOf(request, requirements), requirements, request).then(
      (token) => {
        setToken(request, token);
        next();
      },
      (error: unknown) => {
        if (error instanceof TokenRefusedError) refuse(response, error);
        else next(error);
      },
    );
  };
}

function refuse(response: NodeResponse, { status, headers, body }: TokenRefusedError): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(JSON.stringify(body));
}
