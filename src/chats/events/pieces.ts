import { endsInHighSurrogate } from '../answers/clean-text.js';

const MAX_LENGTH = 16_384;

/** What follows in a text, for one event; no surrogate pair is cut in two. */
export function pieceAt(text: string, offset: number): string {
  const piece = text.slice(offset, offset + MAX_LENGTH);
  return endsInHighSurrogate(piece) && piece.length > 1 ? piece.slice(0, -1) : piece;
}
