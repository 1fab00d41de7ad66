export interface RetiredSecret {
  tokenId: string;
  version: number;
  /** Of the client that presented it. */
  address: string;
}

/** Port: told whenever a secret is presented that was replaced by a newer one. */
export abstract class RetiredSecretPresented {
  abstract report(secret: RetiredSecret): Promise<void>;
}
