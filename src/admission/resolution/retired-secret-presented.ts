export interface RetiredSecret {
  tokenId: string;
  version: number;
  /** The address of the client that presented the secret. */
  address: string;
}

/** Port: called on reuse, when somebody presents a retired secret. */
export abstract class RetiredSecretPresented {
  abstract report(secret: RetiredSecret): Promise<void>;
}
