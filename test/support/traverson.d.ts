/** The part of https://github.com/traverson/traverson that the tests use. It has no types. */
declare module 'traverson' {
  type Callback<T> = (error: Error | null, result: T) => void;

  export interface Answer {
    statusCode: number;
    body: string;
  }

  export interface Builder {
    from: (url: string) => Builder;
    follow: (...relations: string[]) => Builder;
    newRequest: () => Builder;
    jsonHal: () => Builder;
    withRequestOptions: (options: { headers: Record<string, string> }) => Builder;
    /** One object for all steps, or one for each step. */
    withTemplateParameters: (parameters: object | object[]) => Builder;
    getResource: (callback: Callback<unknown>) => void;
    getUrl: (callback: Callback<string>) => void;
    post: (body: object, callback: Callback<Answer>) => void;
    delete: (callback: Callback<Answer>) => void;
  }

  const traverson: Builder & {
    registerMediaType: (contentType: string, adapter: { mediaType: string }) => void;
  };
  export default traverson;
}

declare module 'traverson-hal' {
  const JsonHalAdapter: { mediaType: string };
  export default JsonHalAdapter;
}
