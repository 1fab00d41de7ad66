import { maskSecrets } from './mask-secrets.js';

/** The base class of all errors of this package. Its message never contains a token. */
export class AssistantTokensError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(maskSecrets(message), options);
    this.name = new.target.name;
  }

  /** The parts that are safe to log. */
  toJSON(): object {
    return { name: this.name, message: this.message };
  }
}
