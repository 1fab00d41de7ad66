/** What a route answers that says everything in its headers. */
export class HeadersOnly {
  constructor(readonly headers: readonly (readonly [name: string, value: string])[]) {}
}
