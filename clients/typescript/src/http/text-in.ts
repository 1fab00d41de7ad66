import type { Deadline } from './deadline.js';
import { lossOf } from './transport.js';

/**
 * The pieces of a body as they come. Nothing is read ahead of the reader, and leaving the loop cancels
 * the body.
 *
 * @param silence the time limit for each piece
 */
export async function* textIn(response: Response, silence: Deadline): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  try {
    for (;;) {
      silence.restart();
      const { done, value } = await read(reader, silence);
      silence.pause();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { signal }: Deadline,
): Promise<{ done: boolean; value?: Uint8Array | undefined }> {
  try {
    return await reader.read();
  } catch (error) {
    throw lossOf(error, signal);
  }
}
