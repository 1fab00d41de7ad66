/** The claims of a JWT of the service (RFC 9068). */
export interface JwtClaims {
  iss: string;
  sub: string;
  aud: string | string[];
  exp: number;
  nbf?: number;
  iat?: number;
  username: string;
  token_id: string;
  read_only?: boolean;
  scope?: string;
  assistant_id?: string;
  assistant_uuid?: string;
  cnf?: unknown;
}
