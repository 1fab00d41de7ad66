import { endsInHighSurrogate } from '../answers/clean-text.js';

const MAX_LENGTH = 16_384;

/** Cuts the text for one event, and never splits a surrogate pair. */
export function chunkAt(text: string, offset: number): string {
  const piece = text.slice(offset, offset + MAX_LENGTH);
  return endsInHighSurrogate(piece) && piece.length > 1 ? piece.slice(0, -1) : piece;
}
