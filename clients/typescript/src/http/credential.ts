/** What requests are sent with. */
export interface Credential {
  /** @returns the value; undefined: none */
  current(): Promise<string | undefined>;
  /**
   * The service has refused the value.
   *
   * @returns whether there is another one to try
   */
  replace(refused: string): Promise<boolean>;
}

/** A token, or what returns the one that is good now. */
export type TokenSource = string | (() => string | Promise<string>);

export class TokenCredential implements Credential {
  readonly #source: TokenSource | undefined;

  constructor(source: TokenSource | undefined) {
    this.#source = source;
  }

  async current(): Promise<string | undefined> {
    return typeof this.#source === 'function' ? this.#source() : this.#source;
  }

  /** After a rotation the source may know the new value already. */
  async replace(refused: string): Promise<boolean> {
    return typeof this.#source === 'function' && (await this.#source()) !== refused;
  }
}
