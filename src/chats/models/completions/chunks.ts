import { createParser } from 'eventsource-parser';
import type { EventSourceMessage } from 'eventsource-parser';
import { ModelFailure } from '../model-failure.js';
import { isRecord } from './record.js';

/** The endpoint has sent everything. */
export const DONE = Symbol('done');

/** Far above the longest answer that the service accepts. */
const MAX_CHARACTERS = 8_000_000;

/**
 * Reads the body of a response: server-sent events, or one JSON document from an endpoint that
 * ignores `stream: true`. Many endpoints send the wrong `Content-Type`, so the first character
 * decides.
 *
 * @returns what the JSON of the endpoint contains, and {@link DONE} if the endpoint says that it
 *   has sent everything
 * @throws ModelFailure for JSON that is cut or too long
 */
export async function* chunksOf(texts: AsyncIterable<string>): AsyncGenerator {
  let beginning = '';
  const events = new Events();
  const document = new Document();
  for await (const text of texts) {
    if (beginning === '')
      beginning = text
        .replace(/^\uFEFF/, '')
        .trimStart()
        .slice(0, 1);
    if (beginning === '{' || beginning === '[') document.push(text);
    else yield* events.push(text);
  }
  yield* beginning === '' ? [DONE] : [...events.end(), ...document.end()];
}

class Events {
  private readonly received: EventSourceMessage[] = [];
  private readonly parser = createParser({
    onEvent: (event) => this.received.push(event),
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') throw tooLong();
    },
    maxBufferSize: MAX_CHARACTERS,
  });

  *push(text: string): Generator {
    this.parser.feed(text);
    for (const event of this.received.splice(0)) yield* chunksIn(event);
  }

  /** The blank line after the last event may be missing. */
  end(): Generator {
    return this.push('\n\n');
  }
}

function* chunksIn({ event, data }: EventSourceMessage): Generator {
  if (event === 'error') yield { error: true };
  else yield* valuesIn(data);
}

class Document {
  private readonly pieces: string[] = [];
  private length = 0;

  push(text: string): void {
    this.pieces.push(text);
    this.length += text.length;
    if (this.length > MAX_CHARACTERS) throw tooLong();
  }

  end(): unknown[] {
    const values = [...valuesIn(this.pieces.join('').replace(/^\uFEFF/, ''))];
    const isWhole = values.length === 1 && isRecord(values[0]) && 'choices' in values[0];
    return isWhole ? [...values, DONE] : values;
  }
}

/** Endpoints that forget the blank line between events put one value on each line. */
function* valuesIn(data: string): Generator {
  const value = parse(data);
  if (value !== undefined) yield* [value].flat();
  else for (const line of data.split('\n')) yield* valuesInLine(line.trim());
}

function* valuesInLine(line: string): Generator {
  if (line === '[DONE]') {
    yield DONE;
    return;
  }
  const value = parse(line);
  if (value !== undefined) yield value;
  else if (line.startsWith('{')) throw new ModelFailure('model_failed', 'broken JSON');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tooLong(): ModelFailure {
  return new ModelFailure('answer_too_long', 'too many characters');
}
