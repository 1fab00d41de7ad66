/** The body of a response as text, in the pieces in which it arrives. */
export async function* textsOf({ body }: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const pieces: AsyncIterable<Uint8Array> | [] = body ?? [];
  for await (const bytes of pieces) yield decoder.decode(bytes, { stream: true });
}
