/** A route returns it instead of a document if the client prefers lines of JSON (NDJSON). */
export class LineStream {
  /** @param chunks each is one or several lines, which end with a line feed */
  constructor(readonly chunks: AsyncIterable<string>) {}
}
