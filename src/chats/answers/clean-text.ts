/**
 * Cleans streamed text so that each piece can be stored and sent on its own. It removes NUL, which
 * PostgreSQL cannot store, and never splits a surrogate pair.
 */
export class CleanText {
  private held = '';

  next(piece: string): string {
    const text = this.held + piece.replaceAll('\0', '');
    const end = text.length - (endsInHighSurrogate(text) ? 1 : 0);
    this.held = text.slice(end);
    return text.slice(0, end).toWellFormed();
  }
}

export function endsInHighSurrogate(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
