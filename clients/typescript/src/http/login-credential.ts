import type { Schemas } from '../schema/operation-types.js';
import type { Credential } from './credential.js';

/** The client replaces a session this long before it ends. */
const MARGIN_MS = 30_000;

type LogIn = () => Promise<Schemas['Login']>;

/** Logs in before the first request, and again when the session has ended. */
export class LoginCredential implements Credential {
  readonly #logIn: LogIn;
  #session: Promise<Schemas['Login']> | undefined;

  constructor(logIn: LogIn) {
    this.#logIn = logIn;
  }

  async current(): Promise<string> {
    const held = this.#session;
    if (held !== undefined) {
      const { token, expiresAt } = await held;
      if (Date.parse(expiresAt) - MARGIN_MS > Date.now()) return token;
      if (this.#session === held) this.#session = undefined;
    }
    return (await (this.#session ?? this.#begin())).token;
  }

  async replace(refused: string): Promise<boolean> {
    const login = await this.#session?.catch(() => undefined);
    if (login === undefined || login.token === refused) this.#session = undefined;
    return true;
  }

  /** Forgets the session after a logout. */
  forget(): void {
    this.#session = undefined;
  }

  #begin(): Promise<Schemas['Login']> {
    const session = this.#logIn();
    this.#session = session;
    session.catch(() => {
      if (this.#session === session) this.#session = undefined;
    });
    return session;
  }
}
