import { maskSecrets } from './mask-secrets.js';

/** Of every error of this package. Its message never holds a token. */
export class AssistantTokensError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(maskSecrets(message), options);
    this.name = new.target.name;
  }

  /** What a log may hold. */
  toJSON(): object {
    return { name: this.name, message: this.message };
  }
}
