import { acting, reading } from '../http/calls.js';
import type { LoginCredential } from '../http/login-credential.js';
import type { RequestOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';
import type { BodyOf, Schemas } from '../schema/operation-types.js';
import { loggingIn } from './logging-in.js';
import { Resource } from './resource.js';

export class AuthResource extends Resource {
  readonly #login: LoginCredential | null;

  /** @param login the credential of a client that logs in itself */
  constructor(transport: Transport, login: LoginCredential | null) {
    super(transport);
    this.#login = login;
  }

  /** Opens a session. Use its `token` for another client. This client keeps its own credential. */
  logIn(body: BodyOf<'logIn'>, options?: RequestOptions): Promise<Schemas['Login']> {
    return this.send(loggingIn(body), options);
  }

  /** Ends the session of this client. A client with `login` logs in again with its next call. */
  async logOut(options?: RequestOptions): Promise<void> {
    await this.send(acting('/api/auth/logout'), options);
    this.#login?.forget();
  }

  /** Returns the principal of the credential. */
  session(options?: RequestOptions): Promise<Schemas['Session']> {
    return this.send(reading('/api/auth/session'), options);
  }
}
