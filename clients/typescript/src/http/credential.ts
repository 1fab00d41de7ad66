/** The source of the credential of each request. */
export interface Credential {
  /** @returns the value, or undefined for no credential */
  current(): Promise<string | undefined>;
  /**
   * The service has refused the value.
   *
   * @returns whether there is another one to try
   */
  replace(refused: string): Promise<boolean>;
}

/** A token, or a function that returns the current one. */
export type TokenSource = string | (() => string | Promise<string>);

export class TokenCredential implements Credential {
  readonly #source: TokenSource | undefined;

  constructor(source: TokenSource | undefined) {
    this.#source = source;
  }

  async current(): Promise<string | undefined> {
    return typeof this.#source === 'function' ? this.#source() : this.#source;
  }

  /** After a rotation, the function may already return the new value. */
  async replace(refused: string): Promise<boolean> {
    return typeof this.#source === 'function' && (await this.#source()) !== refused;
  }
}
