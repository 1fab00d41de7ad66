import type { Request } from 'express';

/** What a gateway is told, as it stands in the headers. */
export interface PlainPrincipal {
  username: string;
  tokenId: string;
  type: string;
  assistantId: string;
  readOnly: string;
}

export interface PlainRequest extends Request {
  caller?: PlainPrincipal;
}

/** What a plain application knows of the tokens of a scene. */
export interface PlainAnswers {
  /** By the value of a token. */
  principals: Record<string, PlainPrincipal>;
  session: object;
  /** What introspection answers, by the value of a token. */
  introspections: Record<string, object>;
}

/** Tokens in a `Map`, by their values. */
export class KnownTokens {
  readonly session: object;
  /** For an application without a guard. */
  readonly anyone: PlainPrincipal;
  private readonly principals: Map<string, PlainPrincipal>;
  private readonly introspections: Map<string, object>;

  constructor({ principals, session, introspections }: PlainAnswers) {
    this.principals = new Map(Object.entries(principals));
    this.introspections = new Map(Object.entries(introspections));
    this.session = session;
    const [anyone] = this.principals.values();
    if (anyone === undefined) throw new Error('There is no token.');
    this.anyone = anyone;
  }

  find(token: string): PlainPrincipal | undefined {
    return this.principals.get(token);
  }

  introspect(token: string): object {
    return this.introspections.get(token) ?? { active: false };
  }
}
