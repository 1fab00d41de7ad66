/** What a route answers that says everything in its headers. */
export class HeadersOnly {
  /** @param headers names and values in turn */
  constructor(readonly headers: readonly string[]) {}

  sendTo(response: { setHeader(name: string, value: string): unknown; end(): unknown }): void {
    const { headers } = this;
    for (let i = 0; i + 1 < headers.length; i += 2) {
      response.setHeader(headers[i] as string, headers[i + 1] as string);
    }
    response.end();
  }
}
