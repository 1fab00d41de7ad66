import type { ModelRequest } from './language-model.js';

/** In characters. */
export function promptLengthOf({
  instructions,
  messages,
}: Pick<ModelRequest, 'instructions' | 'messages'>): number {
  return messages.reduce((sum, { content }) => sum + content.length, instructions.length);
}
