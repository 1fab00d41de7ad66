/** One event of a stream (WHATWG HTML, section 9.2.6). */
export interface ServerSentEvent {
  event: string;
  /** The last event id so far, or '' */
  id: string;
  data: string;
}

/**
 * Parses `text/event-stream` in pieces of any size (WHATWG HTML, sections 9.2.5 and 9.2.6). Drops an
 * incomplete event at the end of the stream.
 */
export class EventParser {
  /** Milliseconds that the server asks clients to wait before they reconnect. */
  retry: number | null = null;
  #rest = '';
  #isFirst = true;
  #afterCarriageReturn = false;
  #event = '';
  #data: string[] = [];
  #lastId = '';

  /** @returns the events that this piece completes */
  push(piece: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    let text = this.#withoutPrefix(piece);
    for (let end = text.search(/[\r\n]/); end !== -1; end = text.search(/[\r\n]/)) {
      const event = this.#line(this.#rest + text.slice(0, end));
      if (event !== null) events.push(event);
      this.#rest = '';
      const isCarriageReturn = text[end] === '\r';
      const isPair = isCarriageReturn && text[end + 1] === '\n';
      this.#afterCarriageReturn = isCarriageReturn && end + 1 === text.length;
      text = text.slice(end + (isPair ? 2 : 1));
    }
    this.#rest += text;
    return events;
  }

  /** Removes a byte order mark, and the `\n` of a `\r\n` that two pieces share. */
  #withoutPrefix(piece: string): string {
    if (piece === '') return piece;
    const hasMark = this.#isFirst && piece.startsWith('\uFEFF');
    const endsPair = this.#afterCarriageReturn && piece.startsWith('\n');
    this.#isFirst = false;
    this.#afterCarriageReturn = false;
    return hasMark || endsPair ? piece.slice(1) : piece;
  }

  #line(line: string): ServerSentEvent | null {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    this.#set(field, value);
    return null;
  }

  #set(field: string, value: string): void {
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#lastId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }

  #dispatch(): ServerSentEvent | null {
    const [event, data] = [this.#event || 'message', this.#data];
    this.#event = '';
    this.#data = [];
    return data.length === 0 ? null : { event, id: this.#lastId, data: data.join('\n') };
  }
}
